"""Candidates of parallel clauses: a stretch of text cut into clauses, the runs of even ones that may begin in each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from operator import eq
from typing import NamedTuple

from zhaoshang_nlp import chars
from zhaoshang_nlp.types import Span

SHORTEST, LONGEST = 2, 14  # characters of a clause
_MOST = 40  # clauses of a run; beyond that it is a register of names, which would take time with the square of its size
EMPTY = frozenset("的地和与及等了着、")  # characters whose repetition says nothing
PAUSE = re.compile(r"[、，,；;]")
_NOTHING: frozenset[str] = frozenset()
_COMMA = re.compile(r"[，,；;]")
_MARKS = "".join(chars.QUOTES) + "".join(chars.QUOTES.values())
_DROP = {ord(mark): None for mark in _MARKS}
_QUOTED = re.compile(f"[{re.escape(_MARKS)}]")
_CAUSATIVE = frozenset("让使把将要即")  # they govern or open the whole run: 让|人气更旺、烟火气更浓
# The places of a clause of each size, counted from the front and from the end.
_PLACES = tuple((*range(size), *range(-1, -size - 1, -1)) for size in range(LONGEST + 1))


class Run(NamedTuple):
    """A candidate.

    Attributes:
        first: number of its first clause in the row.
        parts: its clauses.
        shared: how many telling characters they share.
        lead: what was cut off in front.
        tail: what was cut off behind.
        stop: the mark behind the first clause.
        then: the mark behind the last clause, empty where the stretch ends.
    """

    first: int
    parts: Sequence[str]
    shared: int
    lead: str
    tail: str
    stop: str
    then: str


class Row:
    """The clauses of a stretch between full stops.

    Attributes:
        raw: the clauses without white space at the rims.
        bare: the same without quotation marks.
        halved: whether only runs count whose clauses have a pause at the same place and uneven parts around it.
    """

    def __init__(self, chunk: re.Match[str], pieces: Sequence[str], *, halved: bool) -> None:
        self._chunk, self._pieces, self.halved = chunk, pieces, halved
        self.raw = [piece.strip() for piece in pieces]
        marked = _QUOTED.search(chunk.string, chunk.start(), chunk.end()) is not None
        self.bare = [core.translate(_DROP) for core in self.raw] if marked else self.raw

    def stop(self, i: int) -> str:
        """Give the mark behind a clause, nothing for the last."""
        return self._chunk.string[self._begins[i + 1] - 1] if i + 1 < len(self.bare) else ""

    def span(self, run: Run) -> Span:
        """Give the place of a run in the text."""
        first, last = run.first, run.first + len(run.parts) - 1
        start, end = self._begins[first], self._begins[last]
        start += self._pieces[first].find(self.raw[first])
        end += self._pieces[last].find(self.raw[last])
        start += _cut(self.raw[first], -len(run.parts[0])) or 0
        return Span(start, end + ((run.tail and _cut(self.raw[last], len(run.parts[-1]))) or len(self.raw[last])))

    @cached_property
    def _begins(self) -> list[int]:
        """Places in the text where the pieces begin, white space at their rims with them."""
        return list(accumulate((len(piece) + 1 for piece in self._pieces), initial=self._chunk.start()))


def rows(chunk: re.Match[str]) -> Iterator[tuple[Row, Sequence[int]]]:
    """Cut a stretch at its commas, then at its pauses too; each with the numbers of the clauses where a run can begin.

    Clauses with a pause inside (亲自抓、负总责，具体抓、促落实) come first: their halves would make no even run.
    """
    body = chunk.group()
    if body.count("、") > 1:
        pieces = _COMMA.split(body)
        if starts := promising(pieces, "、"):
            yield Row(chunk, pieces, halved=True), starts
    pieces = PAUSE.split(body)
    if starts := promising(pieces):
        yield Row(chunk, pieces, halved=False), starts


def promising(pieces: Sequence[str], inside: str = "") -> list[int]:
    """Give the numbers of the pieces in which a run can begin at all: those that share a character with the next one.

    Whatever is cut off in front and behind, the first two clauses of a run lie inside two successive pieces. Every
    other piece is passed over by this, before anything is built for it.

    Args:
        pieces: the pieces of a stretch.
        inside: what both pieces must hold besides.

    >>> promising(["签约快", "落地快", "产业兴旺", "人的梦", "我的家"])
    [0, 3]
    """
    held = [frozenset(piece) if inside in piece else _NOTHING for piece in pieces]
    return [i for i, (one, other) in enumerate(pairwise(held)) if not one.isdisjoint(other)]


def runs_at(row: Row, i: int, tail: re.Pattern[str], reach: int) -> Iterator[Run]:
    """Give the runs that may begin in clause ``i``, the whole clause before cut ones, longer runs before shorter ones.

    Args:
        row: the clauses.
        i: number of a clause, not the last.
        tail: what may stand behind the last clause of a run without a mark.
        reach: characters of the longest such word.
    """
    for size in _sizes(row.bare[i], row.bare[i + 1], tail, reach):
        if _cut(row.raw[i], -size) is not None:
            yield from _extended(row, i, size)


def _sizes(first: str, second: str, tail: re.Pattern[str], reach: int) -> Iterator[int]:
    """Give the sizes that the first clause of a run may be cut to so that it shares a character with the second.

    In the order in which they are tried: the whole clause, the size of the second, the second up to where a tail may
    begin. The second must be as long or one character shorter, since the sizes in a run differ by one at most.
    """
    whole, limit = len(first), len(second) + 1
    if first[:1] in _CAUSATIVE and first[:1] != second[:1]:
        whole -= 1
    if SHORTEST <= whole <= LONGEST and whole <= limit and _alike(first[-whole:], second):
        yield whole
    longest = min(len(first), LONGEST)
    if len(second) != whole and SHORTEST <= len(second) <= longest and any(map(eq, first[-len(second) :], second)):
        yield len(second)
    for match in tail.finditer(second, SHORTEST, longest + reach):
        size = match.start()
        if size <= longest and size not in (whole, len(second)) and any(map(eq, first[-size:], second)):
            yield size


def _alike(first: str, second: str) -> bool:
    """Tell whether two clauses can share a character, the second perhaps with something behind it."""
    if any(map(eq, first, second)):
        return True
    return abs(len(second) - len(first)) == 1 and any(map(eq, reversed(first), reversed(second)))


def _extended(row: Row, i: int, size: int) -> Iterator[Run]:
    """Give the runs from clause ``i``, cut to ``size``: as many whole clauses as fit, then a last one cut off its tail.

    One walk: a place where a clause differs from the first is lost for all longer runs.
    """
    first = row.bare[i][-size:]
    lead = row.bare[i][:-size]
    parts, best = [first], (0, 0)
    places: Sequence[int] = _PLACES[size]
    low = high = size
    for j in range(i + 1, min(i + _MOST, len(row.bare))):
        part = row.bare[j]
        low, high = min(low, len(part)), max(high, len(part))
        if high - low > 1:
            even = all(len(earlier) == size for earlier in parts)
            left = _left(places, first, part[:size]) if len(part) > size and _cut(row.raw[j], size) else []
            if left:
                yield Run(i, [*parts, part[:size]], _shared(left, even=even), lead, part[size:], row.stop(i), "")
            break
        places = _left(places, first, part)
        if not places:
            break
        parts.append(part)
        even = low == high
        if even or len(parts) > 2:  # a pair must be even
            best = len(parts), _shared(places, even=even)
    if best[0]:
        yield Run(i, parts[: best[0]], best[1], lead, "", row.stop(i), row.stop(i + best[0] - 1))


def _left(places: Sequence[int], first: str, part: str) -> list[int]:
    """Leave the places at which a clause has the same telling character as the first of its run."""
    size = len(part)
    return [k for k in places if -size <= k < size and part[k] == first[k] and first[k] not in EMPTY]


def _shared(places: Sequence[int], *, even: bool) -> int:
    """How many characters are shared; in clauses of one length those counted from the end are the same ones again."""
    return sum(k >= 0 for k in places) if even else len(places)


def _cut(raw: str, size: int) -> int | None:
    """Give the place at which a clause is cut so that so many characters, quotation marks not counted, stand before it.

    For a negative size so many stand behind it. None where the cut would leave a quotation open.
    """
    if not _QUOTED.search(raw):
        return size if size > 0 else len(raw) + size
    line = raw if size > 0 else raw[::-1]
    place = [k for k, char in enumerate(line, 1) if char not in _MARKS][abs(size) - 1]
    while place < len(line) and line[place] in _MARKS and not _closed(line[:place]):
        place += 1
    if not _closed(line[:place]):
        return None
    return place if size > 0 else len(raw) - place


def _closed(text: str) -> bool:
    """Tell whether as many quotation marks open as close, whichever way the text is read."""
    return all(text.count(opening) == text.count(closing) for opening, closing in chars.QUOTES.items())
