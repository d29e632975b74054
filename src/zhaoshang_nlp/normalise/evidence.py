"""Word evidence: which reading of a damaged place is the likeliest, by jieba's words and the document's own.

A damaged place has many possible readings, where bytes are lost hundreds. They share most of their characters, so
they are laid out as a lattice, and one pass finds the reading that splits into the likeliest words.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from zhaoshang_nlp import chars
from zhaoshang_nlp.normalise import pinyin
from zhaoshang_nlp.normalise.words import (
    LONGEST,
    Words,
    dictionary,
    only_simplified,
    only_traditional,
    plain,
    simplified,
    single,
    words,
)

UNKNOWN = "\ufffd"  # stands for a character that the evidence leaves open

# Signs after which no other of them stands: no such pair among 36,000 signs of 25 national reports.
_ENDS = frozenset("，。、；：！？,;:!")
_NO_PAIR = 10.0
# No sentence stands in quotation marks that has up to three characters: “三保” it is, not “三。”.
_SHORT_QUOTE = re.compile("[“「][^“”「」]{1,3}[，。；]$")
_CLOSING = frozenset("”」")
_NO_SENTENCE = 8.0
# A sentence or clause ends behind a word of several characters four times as often as behind a single one, in the
# same reports.
_AFTER_WORD, _AFTER_SINGLE = -0.5, 1.0

# A stretch of the document counts as one of its words by its number less this much: what was seen once may be chance.
_DISCOUNT = 0.7
_SMALL_DOCUMENT = 2000  # characters; counts of a shorter text say no more than that
_OWN_LONGEST = 4
_ONE_SCRIPT = 0.9  # share of the characters that tell the scripts apart
_VARIED = 3  # different neighbours that show a stretch to be a word
_RIM = "[|]"  # a sign beside it is worth as many

# Ways through a lattice by their ends: a sign, a word, a single character.
_SIGNED, _WORDED, _WHOLE = range(3)

_BRACKETS = re.compile(rf"[(（]{pinyin.READING}[)）]")
_NOTHING: frozenset[str] = frozenset()


class Edge(NamedTuple):
    """A step of the lattice: to node ``to``, showing one of ``options``, at a price besides that of the words."""

    to: int
    options: tuple[str, ...]
    price: float = 0.0


class Reading(NamedTuple):
    """The likeliest way through a lattice, or to one of its nodes.

    Attributes:
        text: what it shows.
        cost: what its words and edges cost.
        last: length of its last word.
        chosen: the characters for which there were other options.
    """

    text: str
    cost: float
    last: int = 0
    chosen: str = ""


class _Part(NamedTuple):
    """The beginning of a word on its way through the lattice."""

    node: int
    word: str
    shown: str
    cost: float
    chosen: str


class _Ways:
    """The ways that lead to a node: which of them goes on most cheaply depends on what follows.

    Attributes:
        all: each with the price of a sign behind it.
    """

    def __init__(self, readings: list[Reading]) -> None:
        self.all = [(reading, _sign_price(reading)) for reading in readings]
        self._cheapest = min(readings, key=lambda reading: reading.cost), 0.0
        self._to_sign = min(self.all, key=lambda way: way[0].cost + way[1])
        closed = [(reading, _NO_SENTENCE if _SHORT_QUOTE.search(reading.text) else 0.0) for reading in readings]
        self._to_closing = min(closed, key=lambda way: way[0].cost + way[1])

    def to(self, char: str) -> tuple[Reading, float]:
        """Give the cheapest way to go on with a character, and what it costs besides."""
        return self._to_sign if char in _ENDS else self._to_closing if char in _CLOSING else self._cheapest


def _sign_price(reading: Reading) -> float:
    if reading.text[-1:] in _ENDS:
        return _NO_PAIR
    return _AFTER_WORD if reading.last > 1 else _AFTER_SINGLE


class Evidence:
    """What speaks for a reading in one document."""

    def __init__(self, text: str, boldness: float = 2.0) -> None:
        """Learn the words of a document.

        Args:
            text: what of it is not damaged.
            boldness: how much dearer it is to leave a character open than to take any of its candidates. With 2, a
                candidate that stands alone must be likelier than all others together; one that makes a word with its
                neighbours need not.
        """
        self._boldness = boldness
        self._words = dictionary()
        self._own = _own_words(simplified(_BRACKETS.sub("", text)))
        self._unfit = _unfit(text)
        self._tables: dict[tuple[str, ...], dict[str, str]] = {}
        self._open: dict[tuple[tuple[str, ...], float], float] = {}

    def likeliest(self, lattice: list[list[Edge]]) -> Reading:
        """Find the way from the first node to the last whose words cost least.

        Args:
            lattice: the edges that leave each node, each to a node further on; the last node has none. An option of
                several characters stands for itself at the price of its edge.

        Returns:
            The text of that way and its cost, infinite if no way leads through.
        """
        best: list[dict[int, Reading]] = [{} for _ in lattice]
        best[0][_WHOLE] = Reading("", 0.0)
        for start, ways in enumerate(best):
            if ways:
                self._extend(lattice, best, start, _Ways(list(ways.values())))
        return min(best[-1].values(), key=lambda reading: reading.cost, default=Reading("", math.inf))

    def _extend(self, lattice: list[list[Edge]], best: list[dict[int, Reading]], start: int, ways: _Ways) -> None:
        """Try every word that begins at a node, and keep what makes the node at its end cheaper to reach."""
        waiting = [_Part(start, "", "", 0.0, "")]
        while waiting:
            part = waiting.pop()
            for to, options, price in lattice[part.node]:
                cost = part.cost + price
                if not part.word:
                    self._leave_open(best[to], ways, options, cost)
                for plain_char, option in self._candidates(part.word, options):
                    longer = part.word + plain_char
                    shown = part.shown + option
                    now = part.chosen + option if len(options) > 1 else part.chosen
                    before, extra = ways.to(option)
                    total = before.cost + extra + cost + self._cost(longer)
                    kind = _SIGNED if option in _ENDS else _WORDED if len(longer) > 1 else _WHOLE
                    if total < (best[to][kind].cost if kind in best[to] else math.inf):
                        best[to][kind] = Reading(before.text + shown, total, len(longer), before.chosen + now)
                    if len(longer) < LONGEST and (longer in self._words.costs or longer in self._own.costs):
                        waiting.append(_Part(to, longer, shown, cost, now))

    def _leave_open(self, best: dict[int, Reading], ways: _Ways, options: tuple[str, ...], cost: float) -> None:
        """Keep what stands for itself, if that makes a node cheaper to reach."""
        for before, sign_price in ways.all:
            whole = self._as_a_whole(options, sign_price)
            if whole:
                total = before.cost + cost + whole[1]
                if total < (best[_WHOLE].cost if _WHOLE in best else math.inf):
                    best[_WHOLE] = Reading(before.text + whole[0], total, 1, before.chosen)

    def _table(self, options: tuple[str, ...]) -> dict[str, str]:
        """Give the single characters among options by their simplified forms, without those of the wrong script."""
        if options not in self._tables:
            found: dict[str, str] = {}
            for option in options:
                if len(option) == 1 and (len(options) == 1 or option not in self._unfit):
                    found.setdefault(plain().get(ord(option), option), option)
            self._tables[options] = found
        return self._tables[options]

    def _candidates(self, word: str, options: tuple[str, ...]) -> Iterable[tuple[str, str]]:
        """Give the options that may follow the beginning of a word, each with its simplified form before it."""
        table = self._table(options)
        if not word:
            return table.items()
        if (
            len(word) == 1 and len(table) > 1
        ):  # the common case, hundreds of times a character: no loop over the options
            followers = self._words.followers.get(word, _NOTHING) & table.keys()
            followers |= self._own.followers.get(word, _NOTHING) & table.keys()
            return [(char, table[char]) for char in sorted(followers)]
        costs, own = self._words.costs, self._own.costs
        return [pair for pair in table.items() if word + pair[0] in costs or word + pair[0] in own]

    def _cost(self, word: str) -> float:
        """Give the cost of a word in simplified characters, infinite for what is only the beginning of one."""
        cost = min(self._words.costs.get(word, math.inf), self._own.costs.get(word, math.inf))
        return single(word) if cost == math.inf and len(word) == 1 else cost

    def _as_a_whole(self, options: tuple[str, ...], sign_price: float) -> tuple[str, float] | None:
        """Give what stands for itself, with its cost: an option of several characters, or a character left open.

        The latter costs what all its candidates cost together, times the boldness.
        """
        if len(options) == 1:
            return (options[0], 0.0) if len(options[0]) > 1 else None
        key = options, sign_price
        if key not in self._open:
            costs = (self._cost(char) + (sign_price if char in _ENDS else 0.0) for char in self._table(options))
            whole = sum(math.exp(-cost) for cost in costs)
            self._open[key] = math.log(self._boldness / whole) if whole else math.inf
        return UNKNOWN, self._open[key]


def _unfit(text: str) -> frozenset[str]:
    """Give the characters of the other script that a text, if it is written in one, does not have."""
    counts = Counter(text)
    traditional = sum(counts[char] for char in only_traditional())
    simplified_ = sum(counts[char] for char in only_simplified())
    if max(traditional, simplified_) < max(_ONE_SCRIPT * (traditional + simplified_), 2):
        return frozenset()
    return only_simplified() if traditional > simplified_ else only_traditional()


def _own_words(text: str) -> Words:
    """Give what may be words of a document: pairs, and longer stretches that recur in varied company.

    Pieces of phrases recur as well, but with the same neighbours: 显著提 before 高 and 升 only. A word stands beside
    a sign sometimes, or beside three different characters.
    """
    stretches = re.findall(rf"[{chars.HAN_CLASS}]{{2,}}", text)
    counts = Counter(part for stretch in stretches for part, *_ in _parts(stretch))
    before: dict[str, set[str]] = {part: set() for part, count in counts.items() if len(part) > 2 and count > 1}
    behind: dict[str, set[str]] = {part: set() for part in before}
    for stretch in stretches:
        for part, left, right in _parts(stretch):
            if part in before:
                before[part].update(left or _RIM)
                behind[part].update(right or _RIM)
    whole = math.log(max(len(text), _SMALL_DOCUMENT))
    return words(
        {
            part: whole - math.log(count - _DISCOUNT)
            for part, count in counts.items()
            if len(part) == 2 or (part in before and len(before[part]) >= _VARIED <= len(behind[part]))
        }
    )


def _parts(stretch: str) -> Iterator[tuple[str, str, str]]:
    """Give all parts of two to four characters, each with its neighbours, which are empty at the rim."""
    for length in range(2, _OWN_LONGEST + 1):
        for i in range(len(stretch) - length + 1):
            yield stretch[i : i + length], stretch[max(i - 1, 0) : i], stretch[i + length : i + length + 1]
