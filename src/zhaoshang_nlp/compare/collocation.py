"""Collocations: words that stand near each other more often than chance has it, never across the end of a sentence.

What is counted are **pairs of places**: of a node and every counted word in its window, so many words to the left and
to the right within the sentence. The table of a pair is made of pairs of places throughout (as node, as collocate, in
all), so that expected counts fit observed ones exactly; Dice, logDice and minimum sensitivity go by the frequencies of
the words, as they are defined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhaoshang_nlp.compare import association, statistics
from zhaoshang_nlp.compare.running import JOINED, Running, distinct
from zhaoshang_nlp.errors import BadInput, UnknownName

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# What rows can be ranked by; all are larger for stronger pairs.
ORDERS = ("g2", "pmi", "npmi", "pmi2", "pmi3", "log-dice", "dice", "min-sensitivity", "t", "z", "delta-p", "tf")
_DECIMALS = 9


class Collocation(NamedTuple):
    """A node with a word near it; see the table ``collocations`` for each column."""

    node: str
    collocate: str
    rank: int
    tf: int
    left: int
    right: int
    df: int
    node_tf: int
    collocate_tf: int
    expected: float
    g2: float
    p: float
    q: float
    pmi: float
    npmi: float
    pmi2: float
    pmi3: float
    log_dice: float
    dice: float
    min_sensitivity: float
    t: float
    z: float
    delta_p: float | None
    delta_p_back: float | None


@dataclass(frozen=True, slots=True)
class Choice:
    """What stands near, and what is shown.

    Attributes:
        left: words of the window before the node.
        right: words after it.
        adjacent: only words that follow each other directly, without punctuation between; ``left`` and ``right`` then
            only say on which side (0 or not).
        nodes: the words whose collocates are wanted; empty for all pairs of words.
        min_tf: show a pair only if it stands at least so often.
        min_df: show a pair only if at least so many documents hold it.
        order: one of ``ORDERS``.
        top: rows, for each node where nodes are given.

    Raises:
        BadInput: for a window without words.
        UnknownName: for another order.
    """

    left: int = 5
    right: int = 5
    adjacent: bool = False
    nodes: tuple[str, ...] = ()
    min_tf: int = 3
    min_df: int = 1
    order: str = "g2"
    top: int = 100

    def __post_init__(self) -> None:
        if self.left < 0 or self.right < 0 or not (self.left or self.right):
            raise BadInput(f"a window of {self.left} words left and {self.right} right holds nothing; give 1 or more")
        if self.order not in ORDERS:
            raise UnknownName("order", self.order, ORDERS)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The pairs found: numbers of the words, counts on both sides."""

    nodes: Ints
    others: Ints
    left: Ints
    right: Ints

    @property
    def tf(self) -> Ints:
        return self.left + self.right


def collocations(text: Running, choice: Choice | None = None) -> list[Collocation]:
    """Give the words that stand near each other, strongest first, ties in order of the words.

    Words that are not counted (stop words, figures) take up room in the window but are no collocates. Where nodes are
    given they may be any words, stop words too, and each has its own ranks. Else every pair is a candidate: with the
    same window on both sides once, the more frequent word as the node; with different windows in both roles. A word
    twice in a sentence is a pair with itself, counted once from either place. The false discovery rate counts the pairs
    that pass ``min_tf``.

    Raises:
        BadInput: if a node does not stand in the corpus.
    """
    choice = choice or Choice()
    window = _Window(text, choice)
    pairs = window.pairs()
    if not choice.nodes and choice.left == choice.right:
        pairs = _once(pairs, window.tf)
    if not len(pairs.nodes):
        return []
    df = window.document_frequency(pairs)
    measures = _measures(pairs, window)
    kept = np.flatnonzero(df >= choice.min_df)
    column = measures[choice.order.replace("-", "_")]
    order = kept[np.lexsort((pairs.others[kept], pairs.nodes[kept], -np.round(column[kept], _DECIMALS)))]
    found: list[Collocation] = []
    for chosen in _lists(order, pairs, window, choice):
        for rank, i in enumerate(chosen[: choice.top], 1):
            found.append(_row(i, rank, (pairs, df, text.terms), measures))
    return found


class _Window:
    """All pairs of places of a corpus within a window.

    Attributes:
        nodes: numbers of the words asked for.
        tf: how often each word stands.
        as_node: in how many pairs of places each word is the node.
        as_other: in how many it is the collocate.
        total: pairs of places.
    """

    def __init__(self, text: Running, choice: Choice) -> None:
        self._text = text
        self._choice = choice
        self._size = len(text.terms)
        self.nodes = _node_numbers(text, choice.nodes)
        self._is_node = text.counted.copy()
        asked = np.isin(text.ids, self.nodes)
        self._is_node |= asked
        # A word that was asked for is counted on either side, whatever the stop list says of it.
        self._is_other = text.counted | asked
        self.tf = np.bincount(text.ids[self._is_other], minlength=self._size).astype(np.int64)
        self.as_node = np.zeros(self._size, np.int64)
        self.as_other = np.zeros(self._size, np.int64)
        self.total = 0
        for nodes, others, _ in self._steps():
            self.as_node += np.bincount(text.ids[nodes], minlength=self._size)
            self.as_other += np.bincount(text.ids[others], minlength=self._size)
            self.total += len(nodes)

    def _steps(self) -> Iterator[tuple[Ints, Ints, bool]]:
        """Yield for each distance and side the places of nodes and of collocates, and whether these are to the left."""
        text, choice = self._text, self._choice
        sentence = text.sentence
        joined = (text.flags & JOINED) > 0
        reach = 1 if choice.adjacent else max(choice.left, choice.right)
        for distance in range(1, min(reach, len(text.ids) - 1) + 1):
            near = joined[1:] if choice.adjacent else sentence[distance:] == sentence[:-distance]
            first = np.flatnonzero(near)
            second = first + distance
            if choice.right and (choice.adjacent or distance <= choice.right):
                held = self._is_node[first] & self._is_other[second]
                yield first[held], second[held], False
            if choice.left and (choice.adjacent or distance <= choice.left):
                held = self._is_node[second] & self._is_other[first]
                yield second[held], first[held], True

    def _keys(self) -> Iterator[tuple[Ints, Ints, bool]]:
        """Yield the pairs as one number each, with their places, as far as they can pass the limits."""
        ids = self._text.ids.astype(np.int64)
        frequent = self.tf >= (1 if self._choice.nodes else self._choice.min_tf)
        wanted = frequent.copy()
        if self._choice.nodes:
            wanted[:] = False
            wanted[self.nodes] = True
        for nodes, others, is_left in self._steps():
            held = wanted[ids[nodes]] & frequent[ids[others]]
            yield ids[nodes[held]] * self._size + ids[others[held]], nodes[held], is_left

    def pairs(self) -> _Pairs:
        """Count the pairs that are wanted and frequent enough."""
        keys, counts = np.empty(0, np.int64), np.empty((2, 0), np.int64)
        for found, _, is_left in self._keys():
            new, times = np.unique(found, return_counts=True)
            merged = distinct(np.concatenate((keys, new)))
            both = np.zeros((2, len(merged)), np.int64)
            both[:, np.searchsorted(merged, keys)] = counts
            both[int(not is_left), np.searchsorted(merged, new)] += times
            keys, counts = merged, both
        kept = counts.sum(axis=0) >= self._choice.min_tf
        keys, counts = keys[kept], counts[:, kept]
        return _Pairs(keys // max(self._size, 1), keys % max(self._size, 1), counts[0], counts[1])

    def document_frequency(self, pairs: _Pairs) -> Ints:
        """Give in how many documents each pair stands."""
        keys = pairs.nodes * self._size + pairs.others
        order = np.argsort(keys)
        size = len(self._text.doc_ids)
        held = np.empty(0, np.int64)
        for found, places, _ in self._keys():
            at = np.searchsorted(keys, found, sorter=order)
            known = at < len(keys)
            known[known] = keys[order[at[known]]] == found[known]
            new = order[at[known]] * size + self._text.document[places[known]]
            held = distinct(np.concatenate((held, new)))
        return np.bincount(held // max(size, 1), minlength=len(keys)).astype(np.int64)


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


def _once(pairs: _Pairs, tf: Ints) -> _Pairs:
    """Keep of each pair that stands in both roles the one whose node is the more frequent word."""
    node, other = tf[pairs.nodes], tf[pairs.others]
    kept = (node > other) | ((node == other) & (pairs.nodes <= pairs.others))
    return _Pairs(pairs.nodes[kept], pairs.others[kept], pairs.left[kept], pairs.right[kept])


def _measures(pairs: _Pairs, window: _Window) -> Mapping[str, Floats]:
    """Give every measure of every pair, by the name of its column."""
    both, one, two = pairs.tf, window.as_node[pairs.nodes], window.as_other[pairs.others]
    table = (both, one, two, window.total)
    words = (both, window.tf[pairs.nodes], window.tf[pairs.others])
    g2 = statistics.log_likelihood(both, two - both, one, window.total - one)
    p = statistics.p_value(g2)
    return {
        "tf": both.astype(np.float64),
        "node_tf": words[1].astype(np.float64),
        "collocate_tf": words[2].astype(np.float64),
        "expected": association.expected(*table[1:]),
        "g2": g2,
        "p": p,
        "q": statistics.false_discovery_rate(p),
        "pmi": association.pmi(*table),
        "npmi": association.npmi(*table),
        "pmi2": association.pmi(*table, power=2),
        "pmi3": association.pmi(*table, power=3),
        "log_dice": association.log_dice(*words),
        "dice": association.dice(*words),
        "min_sensitivity": association.minimum_sensitivity(*words),
        "t": association.t_score(*table),
        "z": association.z_score(*table),
        "delta_p": association.delta_p(*table),
        "delta_p_back": association.delta_p(both, two, one, window.total),
    }


def _lists(order: NDArray[np.intp], pairs: _Pairs, window: _Window, choice: Choice) -> Iterator[list[int]]:
    """Yield the rows that are ranked together: those of each node in the order of the call, or all."""
    if not choice.nodes:
        yield order.tolist()
        return
    for number in dict.fromkeys(window.nodes.tolist()):
        yield order[pairs.nodes[order] == number].tolist()


def _row(i: int, rank: int, known: tuple[_Pairs, Ints, Sequence[str]], measures: Mapping[str, Floats]) -> Collocation:
    pairs, df, terms = known
    numbers: dict[str, Any] = {
        name: None if np.isnan(values[i]) else float(f"{values[i]:.10g}") for name, values in measures.items()
    }
    numbers |= {name: int(numbers[name]) for name in ("tf", "node_tf", "collocate_tf")}
    return Collocation(
        node=terms[pairs.nodes[i]],
        collocate=terms[pairs.others[i]],
        rank=rank,
        left=int(pairs.left[i]),
        right=int(pairs.right[i]),
        df=int(df[i]),
        **numbers,
    )
