"""Windows: which words stand within reach of which, place by place, never across the end of a sentence.

One occurrence can be in several pairs of places, so both are counted: pairs, and occurrences that are in any.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhaoshang_nlp.compare.running import JOINED, Running, distinct
from zhaoshang_nlp.errors import BadInput

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# What is counted of a pair: the rows of ``Pairs.counts``.
_LEFT, _RIGHT, _AGAIN, _NODE_NEAR, _OTHER_NEAR = range(5)
# Beyond every reach.
_NOWHERE = 1 << 40


@dataclass(frozen=True, slots=True)
class Reach:
    """How far windows reach, and which pairs are kept.

    Attributes:
        left: words before the node.
        right: words after it.
        adjacent: only words that follow each other directly, without punctuation between.
        min_tf: pairs of places that a pair of words must have.
    """

    left: int
    right: int
    adjacent: bool
    min_tf: int


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs found: numbers of the words, and what was counted of them, a row each.

    Attributes:
        nodes: numbers of the nodes.
        others: numbers of the collocates.
        counts: pairs of places with the collocate to the left, and to the right (two places of one word: to the right);
            of the left ones, those of two places of one word that the right ones count already; occurrences of the node
            with the collocate in their window; occurrences of the collocate in the window of a node.
    """

    nodes: Ints
    others: Ints
    counts: Ints

    @property
    def left(self) -> Ints:
        """Those with the collocate to the left."""
        return np.asarray(self.counts[_LEFT] - self.counts[_AGAIN], np.int64)

    @property
    def right(self) -> Ints:
        """Those with the collocate to the right."""
        return np.asarray(self.counts[_RIGHT], np.int64)

    @property
    def tf(self) -> Ints:
        """Pairs of places, each counted once."""
        return self.left + self.right

    @property
    def counted(self) -> Ints:
        """How often each pair was counted, two places of one word from either of them."""
        return np.asarray(self.counts[_LEFT] + self.counts[_RIGHT], np.int64)

    @property
    def scale(self) -> Floats:
        """What of this was observed: 1, and 1/2 for a word with itself in a window that reaches as far both ways."""
        return np.asarray(self.tf / self.counted, np.float64)

    @property
    def near(self) -> tuple[Ints, Ints]:
        """Occurrences of the node with the collocate in their window, and of the collocate in the window of a node."""
        return np.asarray(self.counts[_NODE_NEAR], np.int64), np.asarray(self.counts[_OTHER_NEAR], np.int64)

    def of(self, kept: NDArray[np.bool_]) -> Pairs:
        """Give some of the pairs."""
        return Pairs(self.nodes[kept], self.others[kept], self.counts[:, kept])


class _Step(NamedTuple):
    """All pairs of places at one distance and on one side.

    Attributes:
        nodes: places of the nodes.
        others: places of the collocates.
        distance: words from the one to the other.
        is_left: whether the collocates are to the left.
    """

    nodes: Ints
    others: Ints
    distance: int
    is_left: bool


class Window:
    """All pairs of places of a corpus within a window.

    Attributes:
        nodes: numbers of the words asked for.
        tf: how often each word stands.
        as_node: in how many pairs of places each word is the node.
        as_other: in how many it is the collocate.
        total: pairs of places.
    """

    def __init__(self, text: Running, nodes: Sequence[str], reach: Reach) -> None:
        """Count what every pair is measured against.

        Args:
            text: the corpus.
            nodes: the words whose collocates are wanted; empty for all pairs of words.
            reach: of the windows.

        Raises:
            BadInput: if a node does not stand in the corpus.
        """
        self._text = text
        self._adjacent = reach.adjacent
        self._min_tf = reach.min_tf
        self._size = len(text.terms)
        self._ids = text.ids.astype(np.int64)
        self._joined = (text.flags & JOINED) > 0
        sides = reach.left, reach.right
        self._reach = (min(sides[0], 1), min(sides[1], 1)) if reach.adjacent else sides
        self.nodes = _node_numbers(text, nodes)
        # A word that was asked for is counted on either side, whatever the stop list says of it.
        self._held = text.counted | np.isin(text.ids, self.nodes)
        self._same = _neighbours(self._ids, self._held)
        self.tf = np.bincount(text.ids[self._held], minlength=self._size).astype(np.int64)
        self.as_node = np.zeros(self._size, np.int64)
        self.as_other = np.zeros(self._size, np.int64)
        self.total = 0
        for step in self._steps():
            self.as_node += np.bincount(text.ids[step.nodes], minlength=self._size)
            self.as_other += np.bincount(text.ids[step.others], minlength=self._size)
            self.total += len(step.nodes)

    def _steps(self) -> Iterator[_Step]:
        """Yield the pairs of places, distance by distance."""
        sentence = self._text.sentence
        for distance in range(1, min(max(self._reach), len(self._ids) - 1) + 1):
            near = self._joined[1:] if self._adjacent else sentence[distance:] == sentence[:-distance]
            first = np.flatnonzero(near & self._held[distance:] & self._held[:-distance])
            if distance <= self._reach[1]:
                yield _Step(first, first + distance, distance, False)
            if distance <= self._reach[0]:
                yield _Step(first + distance, first, distance, True)

    def _wanted(self) -> Iterator[tuple[Ints, _Step]]:
        """Yield the pairs that can pass the limits as one number each, with their places."""
        frequent = self.tf >= (1 if len(self.nodes) else self._min_tf)
        wanted = frequent.copy()
        if len(self.nodes):
            wanted[:] = False
            wanted[self.nodes] = True
        for step in self._steps():
            held = wanted[self._ids[step.nodes]] & frequent[self._ids[step.others]]
            kept = step._replace(nodes=step.nodes[held], others=step.others[held])
            yield self._ids[kept.nodes] * self._size + self._ids[kept.others], kept

    def pairs(self) -> Pairs:
        """Count the pairs that are wanted and frequent enough."""
        keys, counts = np.empty(0, np.int64), np.empty((5, 0), np.int64)
        for found, step in self._wanted():
            new, which = np.unique(found, return_inverse=True)
            merged = distinct(np.concatenate((keys, new)))
            both = np.zeros((5, len(merged)), np.int64)
            both[:, np.searchsorted(merged, keys)] = counts
            both[:, np.searchsorted(merged, new)] += self._counted(step, which.ravel(), len(new))
            keys, counts = merged, both
        size = max(self._size, 1)
        pairs = Pairs(keys // size, keys % size, counts)
        return pairs.of(pairs.tf >= self._min_tf)

    def _counted(self, step: _Step, which: NDArray[np.intp], size: int) -> Ints:
        """Count what ``Pairs.counts`` holds for one step, whose pairs are numbered by ``which``."""
        left, right = self._reach
        again = self._ids[step.nodes] == self._ids[step.others] if step.is_left and step.distance <= right else None
        parts = {
            _LEFT if step.is_left else _RIGHT: None,
            _NODE_NEAR: self._first(step.nodes, step.others, step.is_left, right),
            _OTHER_NEAR: self._first(step.others, step.nodes, not step.is_left, left),
        }
        counts = np.zeros((5, size), np.int64)
        for row, mask in parts.items():
            counts[row] = np.bincount(which if mask is None else which[mask], minlength=size)
        if again is not None:
            counts[_AGAIN] = np.bincount(which[again], minlength=size)
        return counts

    def _first(self, places: Ints, others: Ints, is_left: bool, right: int) -> NDArray[np.bool_]:
        """Tell where the other place is the first of its word that a place meets: to the right, then to the left.

        Args:
            places: whose windows are looked at.
            others: places in them.
            is_left: whether these are to the left.
            right: how far the windows reach to the right.
        """
        before, after = self._same
        if not is_left:
            return np.asarray(before[others] <= places, np.bool_)
        # The same word to the right of the place; a word's own place is no neighbour of its own.
        beyond = np.where(after[others] == places, after[places], after[others])
        known = np.minimum(beyond, len(self._ids) - 1)
        near = self._joined[known] if self._adjacent else self._text.sentence[known] == self._text.sentence[places]
        met = (beyond - places <= right) & near
        return np.asarray((after[others] >= places) & ~met, np.bool_)

    def document_frequency(self, pairs: Pairs) -> Ints:
        """Give in how many documents each pair stands."""
        keys = pairs.nodes * self._size + pairs.others
        order = np.argsort(keys)
        size = len(self._text.doc_ids)
        held = np.empty(0, np.int64)
        for found, step in self._wanted():
            at = np.searchsorted(keys, found, sorter=order)
            known = at < len(keys)
            known[known] = keys[order[at[known]]] == found[known]
            new = order[at[known]] * size + self._text.document[step.nodes[known]]
            held = distinct(np.concatenate((held, new)))
        return np.bincount(held // max(size, 1), minlength=len(keys)).astype(np.int64)


def _neighbours(ids: Ints, held: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Give for each place that is held the last one before it and the first one behind it with the same word.

    Where there is none the place is out of every reach.
    """
    before, after = np.full(len(ids), -_NOWHERE), np.full(len(ids), _NOWHERE)
    places = np.flatnonzero(held)
    places = places[np.argsort(ids[places], kind="stable")]
    again = ids[places[1:]] == ids[places[:-1]]
    before[places[1:][again]] = places[:-1][again]
    after[places[:-1][again]] = places[1:][again]
    return before, after


def _node_numbers(text: Running, nodes: Sequence[str]) -> Ints:
    """Give the numbers of the nodes.

    Raises:
        BadInput: if one does not stand in the corpus as a word.
    """
    place = {term: i for i, term in enumerate(text.terms)}
    missing = [node for node in nodes if node not in place]
    if missing:
        raise BadInput(
            f"{'、'.join(missing)}: no such word in the corpus; see how the text is cut with `zhaoshang segment`, "
            "and add words with --user-lexicon"
        )
    return np.array([place[node] for node in nodes], np.int64)
