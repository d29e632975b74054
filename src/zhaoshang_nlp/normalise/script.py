"""Traditional characters become simplified ones where a text is traditional; simplified text is left alone.

OpenCC's dictionaries (``conversion.py``) do most of it; what they leave open, 著 above all, is in ``data/script.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from zhaoshang_nlp import rules
from zhaoshang_nlp.normalise.conversion import chain, codes, convert, entries
from zhaoshang_nlp.types import Edit, Span

FILE = "script.toml"
SHAPE = rules.Shape({"from": str, "why": str}, {"to": str, "words": str, "verbs": str, "sure": bool})
VARIANT_SHAPE = rules.Shape({"why": str, "pairs": str})

# A line goes against its document (a traditional quotation in a simplified speech) only on this many characters that
# exist in one script alone; below, stray forms such as 昇 in a name would count as a script.
_LINE_EVIDENCE = 5


def edits(text: str, always: bool = False, variant: str = "t2s", folder: Path | None = None) -> list[Edit]:
    """Propose to write the traditional parts of a text in simplified characters.

    Args:
        text: any text; simplified parts are left alone.
        always: convert everything, whatever the text looks like.
        variant: chain of dictionaries: ``t2s``, ``tw2s`` or ``hk2s``.
        folder: the user's own rules folder.

    Returns:
        Maximal runs of characters that change, aligned character for character.

    >>> [(e.start, e.new, e.rule) for e in edits("成效顯著,隨著項目落地")][1:3]
    [(5, '随', 'script.t2s'), (6, '着', 'script.zhe.sure')]
    """
    traditional = traditional_parts(text)
    found: list[Edit] = []
    for part in [Span(0, len(text))] if always and text else traditional:
        chosen = dict(_choices(text, part, folder))
        if always:
            # Simplified text has its 着 already: only the words that keep their character hold there.
            inside = [range(*span) for span in traditional]
            chosen = {i: c for i, c in chosen.items() if c.char == text[i] or any(i in span for span in inside)}
            chosen.update(_settled(text, variant))
        found += _changes(text, part, chosen, variant)
    return found


# --- where a text is traditional ---


def traditional_parts(text: str) -> list[Span]:
    """Give the whole lines of a text that are traditional, joined where they touch.

    A text is traditional if more than half of its characters that belong to one script alone are traditional. Lines
    with enough evidence of their own are judged by themselves.

    >>> traditional_parts("项目建设"), traditional_parts("項目建設"), traditional_parts("昇腾芯片项目")
    ([], [Span(start=0, end=4)], [])
    """
    ours, theirs = _evidence()
    count = len(theirs.findall(text))
    if not count:
        return []
    simplified = sum(1 for _ in islice(ours.finditer(text), count))
    whole = simplified < count
    if whole and not simplified:
        return [Span(0, len(text))]
    if not whole and count < _LINE_EVIDENCE:
        return []
    found: list[Span] = []
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        if _is_traditional(len(theirs.findall(line)), len(ours.findall(line)), whole):
            if found and found[-1].end == start:
                start = found.pop().start
            found.append(Span(start, end))
        start = end
    return found


def _is_traditional(traditional: int, simplified: int, document: bool) -> bool:
    """Judge a line by its evidence, a line with little of it by its document."""
    if max(traditional, simplified) >= _LINE_EVIDENCE:
        return traditional > simplified
    return document and (traditional > 0 or simplified == 0)


@cache
def _evidence() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Give the classes of characters that exist in simplified text alone and in traditional text alone."""
    tables = chain("t2s")[-1]
    values = {char for table in tables for value in table.values() for char in value}
    theirs = {key for table in tables for key, value in table.items() if len(key) == 1 and value != key} - values
    known = {key for table in tables for key in table}
    # A character that can stand for itself in traditional text (后, 里, 台) tells nothing.
    singles = entries("STCharacters.txt").items()
    ours = {key for key, forms in singles if key not in forms.split(" ") and key not in known}
    return re.compile(f"[{_inside(ours)}]"), re.compile(f"[{_inside(theirs)}]")


def theirs() -> str:
    """Give the characters that exist in traditional text alone, as the inside of a class."""
    return _evidence()[1].pattern[1:-1]


def _inside(members: set[str]) -> str:
    # Regular expressions look up characters of the basic plane in a table, but try all others one by one.
    return "".join(sorted(char for char in members if ord(char) < 0x10000))


@cache
def folding() -> Mapping[int, str]:
    """Give a table for ``str.translate`` that reads traditional characters as simplified ones, one for one.

    For recognising words in either script; a text is converted by ``edits``.
    """
    items = (item for table in chain("t2s")[-1] for item in table.items())
    return {ord(key): value for key, value in items if len(key) == len(value) == 1 and key != value}


# --- words that decide for themselves ---


class _Choice(NamedTuple):
    """What a word decides for one of its characters: what to write, and by which rule."""

    char: str
    rule: str


_Ranks = tuple[dict[str, _Choice], dict[str, _Choice], dict[str, _Choice]]


@cache
def _words(folder: Path | None) -> tuple[Mapping[str, _Ranks], int]:
    """Give the words of ``script.toml`` for each character, stronger ones first, and the length of the longest."""
    written = rules.rows(FILE, "write", SHAPE, folder)
    kept = rules.rows(FILE, "keep", SHAPE, folder)
    ranked: dict[str, _Ranks] = {}
    for rank, row in [*((0 if row.get("sure") else 2, row) for row in written), *((1, row) for row in kept)]:
        choice = _Choice(row.get("to", row["from"]), row.id)
        listed = row.get("words", "").split() + [verb + row["from"] for verb in row.get("verbs", "").split()]
        # Kept words hold in simplified spelling too: a chain that is forced on simplified text leaves 显著 alone.
        forms = [*listed, *(word.translate(folding()) for word in listed)] if rank == 1 else listed
        ranked.setdefault(row["from"], ({}, {}, {}))[rank].update((word, choice) for word in forms)
    for row in rules.rows(FILE, "variants", VARIANT_SHAPE, folder):
        for variant, char in row["pairs"].split():
            ranked.setdefault(variant, ({}, {}, {}))[2].setdefault(variant, _Choice(char, row.id))
    return ranked, max(len(word) for ranks in ranked.values() for table in ranks for word in table)


def _choices(text: str, part: Span, folder: Path | None) -> Iterator[tuple[int, _Choice]]:
    """Give the places of a part that our own words decide."""
    ranked, longest = _words(folder)
    for found in _deciding(folder).finditer(text, part.start, part.end):
        place = found.start()
        low, high = max(part.start, place - longest + 1), min(part.end, place + longest)
        around = [text[i:j] for i in range(low, place + 1) for j in range(place + 1, high + 1)]
        choice = next((table[word] for table in ranked[found.group()] for word in around if word in table), None)
        if choice is not None:
            yield place, choice


@cache
def _deciding(folder: Path | None) -> re.Pattern[str]:
    """Give the class of the characters that our own words decide."""
    return re.compile(f"[{re.escape(''.join(_words(folder)[0]))}]")


def _settled(text: str, variant: str) -> Iterator[tuple[int, _Choice]]:
    """Give the places of words that came out of a chain and would change if they went in again (显著 in tw2s)."""
    if not _stirring(variant).search(text):
        return
    for word in _unstable(variant):
        start = text.find(word)
        while start >= 0:
            yield from ((start + i, _Choice(char, "")) for i, char in enumerate(word))
            start = text.find(word, start + 1)


@cache
def _unstable(variant: str) -> tuple[str, ...]:
    keys = "\n".join(key for tables in chain(variant) for table in tables for key in table if len(key) > 1)
    once = convert(keys, variant)
    twice = convert(once, variant)
    pairs = zip(once.split("\n"), twice.split("\n"), strict=True)
    return tuple(dict.fromkeys(first for first, second in pairs if first != second))


@cache
def _stirring(variant: str) -> re.Pattern[str]:
    """Give the class of the characters by which those words change: one of them at least stands in each word."""
    words = _unstable(variant)
    pairs = zip("".join(words), "".join(convert(word, variant) for word in words), strict=True)
    return re.compile(f"[{''.join(sorted({char for char, other in pairs if char != other}))}]")


# --- changes as edits ---


def _changes(text: str, part: Span, chosen: Mapping[int, _Choice], variant: str) -> Iterator[Edit]:
    """Give the edits that turn a part into its conversion."""
    old = text[part.start : part.end]
    new = convert(_with(old, part.start, chosen), variant)
    if len(new) == len(old):
        kept = {place: choice for place, choice in chosen.items() if choice.char == text[place]}
        yield from _aligned(part.start, old, _with(new, part.start, kept), chosen, variant)
        return
    # A phrase changed the length, which no phrase of the present dictionaries does. Lines are converted on their own.
    start = part.start
    for line, result in zip(old.split("\n"), new.split("\n"), strict=True):
        if len(line) == len(result):
            yield from _aligned(start, line, result, chosen, variant)
        else:
            yield Edit(start, start + len(line), result, f"script.{variant}")
        start += len(line) + 1


def _with(text: str, start: int, chosen: Mapping[int, _Choice]) -> str:
    """Give a text that begins at ``start`` with the chosen characters in their places."""
    pieces: list[str] = []
    done = 0
    for place in sorted(chosen):
        pieces += (text[done : place - start], chosen[place].char)
        done = place - start + 1
    return "".join((*pieces, text[done:]))


def _aligned(start: int, old: str, new: str, chosen: Mapping[int, _Choice], variant: str) -> Iterator[Edit]:
    """Give the maximal runs of changed characters, apart where another rule decided."""
    default = f"script.{variant}"
    run: tuple[int, int, str] | None = None
    for i in _differences(old, new):
        rule = chosen[start + i].rule if start + i in chosen else default
        if run is not None and run[1:] == (i, rule):
            run = (run[0], i + 1, rule)
            continue
        if run is not None:
            yield Edit(start + run[0], start + run[1], new[run[0] : run[1]], run[2], aligned=True)
        run = (i, i + 1, rule)
    if run is not None:
        yield Edit(start + run[0], start + run[1], new[run[0] : run[1]], run[2], aligned=True)


def _differences(old: str, new: str) -> list[int]:
    import numpy as np

    places: list[int] = np.flatnonzero(codes(old) != codes(new)).tolist()
    return places
