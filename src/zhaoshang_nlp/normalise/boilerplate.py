"""Page furniture is dropped: buttons, source lines, breadcrumbs above a text; credits, disclaimers, links below it.

The rows of ``data/boilerplate.toml`` say what furniture looks like; here stands where it may be dropped. Running text
is never touched: the head ends at the salutation, the first numbered heading or the first paragraph, and the tail
begins below the last line that is neither furniture nor short.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from zhaoshang_nlp import chars, rules
from zhaoshang_nlp.errors import BadRule
from zhaoshang_nlp.normalise import triggers
from zhaoshang_nlp.normalise.spelling import reading_copy, spellings
from zhaoshang_nlp.types import Edit

FILE = "boilerplate.toml"
SHAPE = rules.Shape({"place": str, "pattern": str}, {"opens": bool, "begins": str, "inline": bool, "follows": bool})

_HEAD_LINES = 40  # longer heads are lists of links, where a wrong cut costs more than a link kept
_HEAD_CHARS = 4000
_TAIL_CHARS = 3000  # looked at first; more where all of it is furniture
_SHORT = 60  # a line of the tail that is no longer and no sentence may be a title, a name, a caption
_REPEATED = 160  # a longer line is a paragraph, even if it stands in the text twice
_PROSE = 45  # a head line with a comma is prose from this length on
_TEASERS = 3  # more repetitions are a text that stands there twice
_ANY_CHARS = 80  # no furniture between paragraphs is longer
_FOLLOWERS = 20  # more lines that are no furniture by themselves below it are content: a table, an annex

_SALUTATION = re.compile(r"(?:尊敬的|各位|同志们|女士们|先生们|朋友们|父老乡亲)[^。\n]{0,40}[:!！，,]?\s*$")
_N = "[一二三四五六七八九十]{1,3}"
_NUMBERED = re.compile(rf"(?:{_N}、|\({_N}\)|第{_N}[章节部])")
_SENTENCE = re.compile(r"[。！？!?；;]")
_GAP = re.compile(r"[ |丨｜·•»>/；;]*")
_MARKS = re.compile(r"[ |丨｜·•»«>×《》【】\[\]()<、。，,:-]+(?=\n|$)")  # what is left of links and frames
_CUT = re.compile(r"(?<=[。！？!?”」』)\] ])(?=[^ ])|(?=\()")  # where furniture may begin inside a line
_INLINE_HINT = re.compile(r"[【\[(（]\s*字[号號体體]")
_INLINE_WORD = re.compile(
    r"字[号號体體](?<=[【\[(（\s]字.)"
)  # much faster to look for: it begins with a single character


class _Rows(NamedTuple):
    """Rows of one place as one pattern: the group that matched is named after the row's number.

    ``trigger`` is found in every raw text in which a row that may come first matches; None if that could be any text.
    """

    pattern: re.Pattern[str]
    rows: tuple[rules.Row, ...]
    trigger: re.Pattern[str] | None

    def may_match(self, text: str) -> bool:
        """Tell whether there may be furniture in a text; far faster than to look for it."""
        return self.trigger is None or self.trigger.search(text) is not None

    def match(self, reading: str, place: int) -> tuple[int, rules.Row] | None:
        """Give the end of the piece at a place and its row."""
        found = self.pattern.match(reading, place)
        if found is None or found.end() == place:
            return None
        # The row's group closes last, after any group inside its pattern.
        return found.end(), self.rows[int(str(found.lastgroup).removeprefix("row"))]


class _Table(NamedTuple):
    """All rows, by the places where they hold."""

    head: _Rows
    tail: _Rows
    any: _Rows
    inline: _Rows


class _Piece(NamedTuple):
    """A stretch of whole lines of the tail: ``row`` is None where it is no furniture, ``line`` what it reads like."""

    start: int
    end: int
    row: rules.Row | None
    line: str


def edits(text: str, folder: Path | None = None) -> list[Edit]:
    r"""Propose to drop page furniture, whole lines with their newlines where it fills them.

    Args:
        text: any text.
        folder: the user's own rules folder.

    >>> text = "打印\n大会报告\n各位代表：\n加快打印耗材产业发展。（记者 张三）\n相关报道：\n"
    >>> [(text[e.start:e.end], e.rule.removeprefix("furniture.")) for e in edits(text)]
    [('打印\n', 'button'), ('（记者 张三）', 'reporters'), ('相关报道：\n', 'related')]
    """
    table = _table(folder)
    head, body = _head(text, table)
    tail, end = _tail(text, body, table)
    return _disjoint([*head, *_between(text, body, end, table), *tail, *_inline(text, table)])


def _disjoint(found: list[Edit]) -> list[Edit]:
    """Sort edits; where two meet (a short text has head and tail in one place), the one that begins first holds."""
    held: list[Edit] = []
    for edit in sorted(found, key=lambda edit: (edit.start, -edit.end)):
        if not held or edit.start >= held[-1].end:
            held.append(edit)
    return held


@cache
def _table(folder: Path | None) -> _Table:
    rows = rules.rows(FILE, "furniture", SHAPE, folder)
    for row in rows:
        _check(row, "place", ("head", "tail", "any"))
        _check(row, "begins", ("anywhere", "line", "never"))
    return _Table(
        head=_joined([row for row in rows if row["place"] != "tail"]),
        tail=_joined([row for row in rows if row["place"] != "head"]),
        any=_joined([row for row in rows if row["place"] == "any"]),
        inline=_joined([row for row in rows if row.get("inline")]),
    )


def _check(row: rules.Row, field: str, valid: tuple[str, ...]) -> None:
    value = row.get(field, valid[0])
    if value not in valid:
        raise BadRule(f"{FILE}: {row.id}: {field} {value!r} does not exist; valid: {', '.join(valid)}")


def _joined(rows: list[rules.Row]) -> _Rows:
    for row in rows:
        try:
            re.compile(row["pattern"])
        except re.error as error:
            raise BadRule(f"{FILE}: {row.id}: pattern: {error}") from error
    parts = (f"(?P<row{number}>{row['pattern']})" for number, row in enumerate(rows))
    first = (row["pattern"] for row in rows if row.get("begins") != "never")
    trigger = triggers.pattern(first, spellings())
    return _Rows(re.compile("|".join(parts) or r"(?!)", re.IGNORECASE), tuple(rows), trigger)


def _fill(rows: _Rows, reading: str, start: int, whole: bool = True) -> tuple[int, rules.Row] | None:
    """Tell whether pieces fill a line from a place on, and where the last line they fill ends.

    Args:
        rows: what may stand there.
        reading: the reading copy.
        start: first character of a line, or a place inside it.
        whole: whether that is the beginning of the line, where bare words count.
    """
    first: rules.Row | None = None
    at = _after(_GAP, reading, start)
    while at < len(reading) and reading[at] != "\n":
        found = rows.match(reading, at)
        if found is not None:
            at, row = found
            if first is None and row.get("begins") in (("never",) if whole else ("never", "line")):
                return None
            first = first or row
        elif first is None or _MARKS.match(reading, at) is None:
            return None
        else:
            at = _after(_MARKS, reading, at)
        at = _after(_GAP, reading, at)
    return None if first is None else (at, first)


def _after(pattern: re.Pattern[str], reading: str, at: int) -> int:
    found = pattern.match(reading, at)
    return at if found is None else found.end()


def _cut(rows: _Rows, reading: str, start: int, end: int) -> tuple[int, int, rules.Row] | None:
    """Find the furniture that fills the end of a line, with the spaces before it.

    What is furniture only below other furniture (an address) stays: the line itself stands above it.
    """
    for place in _CUT.finditer(reading, max(start + 1, end - _REPEATED), end):
        filled = _fill(rows, reading, place.start(), whole=False)
        if filled is not None and not filled[1].get("follows"):
            return len(reading[: place.start()].rstrip(" ")), *filled
    return None


# --- above the text ---


def _head(text: str, table: _Table) -> tuple[list[Edit], int]:
    """Give the furniture above the text, and where the text begins."""
    for size in (_HEAD_CHARS // 4, _HEAD_CHARS):
        start = text[:size]
        if size < len(text):
            start = start[: start.rfind("\n") + 1]
        if table.head.may_match(start):
            found, body, complete = _scan_head(reading_copy(start), table.head)
        else:
            found, (body, complete) = [], _scan_clean_head(start)
        if complete or size >= len(text):
            break
    return found, body


def _scan_clean_head(start: str) -> tuple[int, bool]:
    """Find where the text begins below a head without furniture; tell whether it does."""
    kept = at = lines = 0
    while at < len(start) and lines < _HEAD_LINES:
        end = _line_end(start, at)
        line = start[at:end].strip()
        if _is_prose(line) or (line and _is_text(reading_copy(line))):
            return at, True
        lines += bool(line)
        kept = kept or (end + 1 if line else 0)
        at = end + 1
    return (at if lines >= _HEAD_LINES else min(kept or at, len(start))), lines >= _HEAD_LINES


def _scan_head(reading: str, rows: _Rows) -> tuple[list[Edit], int, bool]:
    """Go down the lines until one belongs to the text; tell whether one did."""
    found: list[Edit] = []
    kept = at = lines = 0
    while at < len(reading) and lines < _HEAD_LINES:
        end = _line_end(reading, at)
        line = reading[at:end].strip()
        filled = _fill(rows, reading, at) if line else None
        lines += bool(line)
        if filled is not None:
            end, row = filled
            found.append(_drop(at, min(end + 1, len(reading)), row))
        elif line and found and found[-1].end == at and _MARKS.fullmatch(line):
            found[-1] = found[-1]._replace(end=min(end + 1, len(reading)))
        elif _is_text(line):
            return found, at, True
        elif line:
            kept = kept or end + 1
            cut = _cut(rows, reading, at, end)
            if cut is not None:
                found.append(_drop(*cut))
                end = cut[1]
        at = end + 1
    # Without a paragraph the first line that stays is the text, and what stands below it may be a tail.
    return found, at if lines >= _HEAD_LINES else min(kept or at, len(reading)), lines >= _HEAD_LINES


def _is_text(line: str) -> bool:
    """Tell whether a line of the head belongs to the text already."""
    return _is_prose(line) or bool(_SALUTATION.match(line) or _NUMBERED.match(line))


def _is_prose(line: str) -> bool:
    """Tell whether a line shows by its marks that it is of the text, in a reading copy or as it stands."""
    long = len(line) >= _PROSE and any(mark in line for mark in "，,！？!?")
    return long or "。" in line or line.endswith(("；", ";"))


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _drop(start: int, end: int, row: rules.Row, note: str = "") -> Edit:
    return Edit(start, end, "", f"furniture.{row.id}", note)


# --- below the text ---


def _tail(text: str, body: int, table: _Table) -> tuple[list[Edit], int]:
    """Give the furniture below the text, and where it begins."""
    size = _TAIL_CHARS // 3
    low = max(body, text.rfind("\n", 0, max(len(text) - size, 0)) + 1)
    if not table.tail.may_match(text[low:]) and (low == body or any(map(_is_long, text[low:].split("\n")))):
        return [], len(text)
    while True:
        low = max(body, text.rfind("\n", 0, max(len(text) - size, 0)) + 1)
        pieces = list(_pieces(text, low, table.tail))
        loose = _loose(pieces, text)
        if loose > 0 or low == body:
            break
        size *= 3
    start = _tail_start(pieces, loose)
    found = list(_tail_edits(pieces[start:]))
    if start > 0 and pieces[start - 1].row is None:
        last = pieces[start - 1]
        reading = reading_copy(text[last.start : last.end]).rstrip()
        cut = _cut(table.tail, reading, 0, len(reading))
        if cut is not None:
            found.insert(0, _drop(last.start + cut[0], last.start + len(reading), cut[2]))
    return found, pieces[start].start if start < len(pieces) else len(text)


def _pieces(text: str, low: int, rows: _Rows) -> Iterator[_Piece]:
    """Give the lines from a place on, furniture of several lines in one piece, blank lines with the line above."""
    reading = reading_copy(text[low:])
    at = 0
    while at < len(reading):
        end = _line_end(reading, at)
        line = reading[at:end].strip()
        filled = _fill(rows, reading, at) if line else None
        if filled is not None:
            end = filled[0]
        stop = end
        while stop < len(reading) and reading[stop].isspace():
            stop += 1
        stop = stop if stop == len(reading) else reading.rfind("\n", 0, stop) + 1
        if line:
            yield _Piece(low + at, low + stop, filled[1] if filled else None, line)
        at = stop


def _loose(pieces: list[_Piece], text: str) -> int:
    """Give the number of the first piece below the last paragraph."""
    number, teasers = len(pieces), 0
    while number:
        piece = pieces[number - 1]
        if piece.row is None and not _is_short(piece.line):
            if teasers == _TEASERS or not _is_teaser(pieces[: number - 1], piece, text):
                break
            teasers += 1
        number -= 1
    return number


def _is_short(line: str) -> bool:
    """Tell whether a line may stand below a text without being of it: a title, a name, a caption."""
    return (len(line) <= _SHORT and _SENTENCE.match(line[-1]) is None) or _MARKS.fullmatch(line) is not None


def _is_long(line: str) -> bool:
    """Tell for certain that a line, as it stands, is not short."""
    line = line.strip()
    return len(line) > _SHORT and chars.HAN.search(line) is not None


def _is_teaser(above: list[_Piece], piece: _Piece, text: str) -> bool:
    """Tell whether a line repeats words of the text, as links to the page itself do."""
    if len(piece.line) > _REPEATED or not any(_opens(other) for other in above):
        return False
    return "".join(text[piece.start : piece.end].split()) in "".join(text[: piece.start].split())


def _opens(piece: _Piece) -> bool:
    return piece.row is not None and bool(piece.row.get("opens"))


def _stands_alone(piece: _Piece) -> bool:
    return piece.row is not None and not piece.row.get("follows")


def _tail_start(pieces: list[_Piece], loose: int) -> int:
    """Give the number of the piece from which on everything goes."""
    solid = len(pieces)
    while solid > loose and (_stands_alone(pieces[solid - 1]) or _MARKS.fullmatch(pieces[solid - 1].line)):
        solid -= 1
    while solid < len(pieces) and not pieces[solid].row:
        solid += 1
    opener = next((number for number in range(loose, len(pieces)) if _opens(pieces[number])), len(pieces))
    if sum(piece.row is None for piece in pieces[opener:]) > _FOLLOWERS:
        return solid
    while opener > loose and _stands_alone(pieces[opener - 1]):
        opener -= 1
    return min(opener, solid)


def _tail_edits(pieces: list[_Piece]) -> Iterator[Edit]:
    """Drop pieces; what is no furniture by itself goes by the row above it."""
    row = None
    for piece in pieces:
        row = piece.row or row
        if row is not None:
            yield _drop(piece.start, piece.end, row, "" if piece.row else "stands below it")


# --- between the paragraphs ---


def _between(text: str, start: int, end: int, table: _Table) -> Iterator[Edit]:
    """Drop what is furniture in any place, as lines of their own."""
    at = start
    while at < end:
        stop = _line_end(text, at)
        if 0 < stop - at <= _ANY_CHARS and table.any.may_match(text[at:stop]):
            filled = _fill(table.any, reading_copy(text[at:stop]), 0)
            if filled is not None:
                yield _drop(at, min(stop + 1, len(text)), filled[1])
        at = stop + 1


def _inline(text: str, table: _Table) -> Iterator[Edit]:
    """Drop what is furniture inside a line too."""
    if _INLINE_WORD.search(text) is None:
        return
    for hint in _INLINE_HINT.finditer(text):
        found = table.inline.match(reading_copy(text[hint.start() : hint.start() + _ANY_CHARS]), 0)
        if found is not None:
            yield _drop(hint.start(), hint.start() + found[0], found[1])
