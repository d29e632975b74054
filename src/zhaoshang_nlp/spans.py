"""The one place that touches offsets: apply edits, compose maps, lead a span back to the source.

A step proposes edits over the text it was given; ``apply`` makes the new text, ``edited`` the new document with its
map. The map is a tuple of hunks, sorted and disjoint. Between hunks source and text run in step, inside a hunk only the
whole is known: a span that touches a hunk maps to all of it (wider than needed, never wrong).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import attrgetter

from zhaoshang_nlp.types import Document, Edit, EditRecord, Hunk, Span

_START = attrgetter("start")


def check(text: str, edits: Sequence[Edit]) -> None:
    """Raise ValueError unless the edits are sorted, disjoint, inside the text and truthful about ``aligned``."""
    last = 0
    for edit in edits:
        if not last <= edit.start <= edit.end <= len(text):
            raise ValueError(f"edit {edit} overlaps its forerunner or leaves the text of {len(text)} characters")
        if edit.aligned and len(edit.new) != edit.end - edit.start:
            raise ValueError(f"edit {edit} is called aligned but changes the length")
        last = edit.end


def apply(text: str, edits: Sequence[Edit]) -> str:
    """Give the text with all edits carried out.

    Args:
        text: what the edits were proposed for.
        edits: sorted by start, not overlapping.

    Raises:
        ValueError: if the edits overlap, are unsorted or reach beyond the text.

    >>> apply("項(xiàng)目", [Edit(1, 8, "", "pinyin")])
    '項目'
    """
    check(text, edits)
    parts: list[str] = []
    last = 0
    for edit in edits:
        parts += (text[last : edit.start], edit.new)
        last = edit.end
    parts.append(text[last:])
    return "".join(parts)


def hunks_of(edits: Iterable[Edit]) -> tuple[Hunk, ...]:
    """Give the map that sorted edits make: one hunk an edit, none for aligned ones; touching hunks stay apart.

    >>> hunks_of([Edit(1, 8, "", "pinyin"), Edit(9, 10, "项", "t2s", aligned=True)])
    (Hunk(raw_start=1, raw_end=8, start=1, end=1),)
    """
    found: list[Hunk] = []
    shift = 0
    for edit in edits:
        if not edit.aligned:
            start = edit.start + shift
            found.append(Hunk(edit.start, edit.end, start, start + len(edit.new)))
        shift += len(edit.new) - (edit.end - edit.start)
    return tuple(found)


def compose(first: Sequence[Hunk], second: Sequence[Hunk]) -> tuple[Hunk, ...]:
    """Join two maps: source to middle text, middle text to final text.

    Hunks of the two that share a place in the middle text become one: what lies inside cannot be told apart.
    """
    if not first or not second:
        return tuple(first) or tuple(second)
    # Each hunk as an interval of the middle text, with the side it comes from.
    pieces = sorted(
        [(h.start, h.end, 0, h) for h in first] + [(h.raw_start, h.raw_end, 1, h) for h in second],
        key=lambda piece: (piece[0], piece[1], piece[2]),
    )
    joined: list[Hunk] = []
    raw_shift = 0  # source offset minus middle offset, after the hunks of `first` passed so far
    new_shift = 0  # final offset minus middle offset, after the hunks of `second` passed so far
    i = 0
    while i < len(pieces):
        low, high = pieces[i][0], pieces[i][1]
        raw_low, new_low = low + raw_shift, low + new_shift
        one_side = True
        j = i
        while j < len(pieces) and (j == i or pieces[j][0] < high or _touch(pieces[i:j], pieces[j], high)):
            high = max(high, pieces[j][1])
            one_side = one_side and pieces[j][2] == pieces[i][2]
            hunk = pieces[j][3]
            if pieces[j][2] == 0:
                raw_shift = hunk.raw_end - hunk.end
            else:
                new_shift = hunk.end - hunk.raw_end
            j += 1
        joined.append(Hunk(raw_low, high + raw_shift, new_low, high + new_shift))
        i = j
    return tuple(joined)


def _touch(group: Sequence[tuple[int, int, int, Hunk]], piece: tuple[int, int, int, Hunk], high: int) -> bool:
    """Tell whether a piece that begins where the group ends belongs to it.

    Two hunks of the same side that touch were apart before and stay so. Hunks of different sides that touch are joined
    only where one is empty in the middle text (a deletion meets an edit): their order there is not defined.
    """
    if piece[0] != high:
        return False
    other_side = any(member[2] != piece[2] for member in group)
    empty = piece[0] == piece[1] or any(member[0] == member[1] == high for member in group)
    return other_side and empty


def raw_span(hunks: Sequence[Hunk], span: Span) -> Span:
    """Lead a span of the normalised text back to the source.

    An empty span maps to an empty span at its place. Source text deleted at the rim of a span is left out, inside it
    is kept.
    """
    if not hunks:
        return span
    start = _raw_start(hunks, span.start)
    return Span(start, start if span.end == span.start else _raw_end(hunks, span.end))


def _raw_start(hunks: Sequence[Hunk], start: int) -> int:
    """Source offset of a span's first character."""
    # The last hunk that begins at or before `start`; deletions exactly at `start` lie before the span.
    i = bisect_right(hunks, start, key=_START) - 1
    return start if i < 0 else _start_from(hunks[i], start)


def _start_from(hunk: Hunk, start: int) -> int:
    return hunk.raw_start if start < hunk.end else start + hunk.raw_end - hunk.end


def _raw_end(hunks: Sequence[Hunk], end: int) -> int:
    """Source offset just past a span's last character."""
    # The last hunk that begins before `end`: later ones (deletions at `end` too) lie behind the span.
    i = bisect_left(hunks, end, key=_START) - 1
    return end if i < 0 else _end_from(hunks[i], end)


def _end_from(hunk: Hunk, end: int) -> int:
    return hunk.raw_end if end <= hunk.end else end + hunk.raw_end - hunk.end


def edited(document: Document, step: str, edits: Sequence[Edit]) -> Document:
    """Give the document with one step's edits applied, recorded and added to its map."""
    if not edits:
        return document
    return replace(
        document,
        text=apply(document.text, edits),
        hunks=compose(document.hunks, hunks_of(edits)),
        edits=document.edits + tuple(_records(document, step, edits)),
    )


def _records(document: Document, step: str, edits: Sequence[Edit]) -> Iterator[EditRecord]:
    """Describe sorted edits for a reader, each with its place in the source.

    The places are those of ``raw_span``; they come in order, so one walk along the map finds them all.
    """
    text, hunks = document.text, document.hunks
    low = high = 0  # hunks that begin at or before the edit's start, and before its end
    for start, end, new, rule, note, _ in edits:
        while low < len(hunks) and hunks[low].start <= start:
            low += 1
        while high < len(hunks) and hunks[high].start < end:
            high += 1
        raw_start = _start_from(hunks[low - 1], start) if low else start
        raw_end = _end_from(hunks[high - 1], end) if high else end
        yield EditRecord(step, rule, text[start:end], new, raw_start, raw_start if start == end else raw_end, note)
