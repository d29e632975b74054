"""Collocations: words that stand near each other more often than chance has it, never across the end of a sentence.

What is counted are **pairs of places**: of a node and every counted word in its window, so many words to the left and
to the right within the sentence. The table of a pair is made of pairs of places throughout (as node, as collocate, in
all), so that expected counts fit observed ones exactly. Two places of one word are one pair, though either lies in the
window of the other; where the window reaches both ways the table of such a pair counts everything twice and is scaled
down to what was observed.

One occurrence can be in several pairs (a node with the same collocate on both sides), so shares of words do not follow
from pairs. Dice, logDice and minimum sensitivity therefore count **occurrences**: those of the node that have the
collocate in their window, and those of the collocate that lie in the window of a node. For words that follow each other
directly both are the number of pairs, and the measures are those of the textbooks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhaoshang_nlp.compare import association, cut, statistics
from zhaoshang_nlp.compare.cut import Cut
from zhaoshang_nlp.compare.running import Running
from zhaoshang_nlp.compare.windows import Pairs, Reach, Window
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
    node_near: int
    collocate_near: int
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
        top: rows, for each node where nodes are given; None shows all.

    Raises:
        BadInput: for a window without words, or a limit that cannot be.
        UnknownName: for another order.
    """

    left: int = 5
    right: int = 5
    adjacent: bool = False
    nodes: tuple[str, ...] = ()
    min_tf: int = 3
    min_df: int = 1
    order: str = "g2"
    top: int | None = 100

    def __post_init__(self) -> None:
        if self.left < 0 or self.right < 0 or not (self.left or self.right):
            raise BadInput(f"a window of {self.left} words left and {self.right} right holds nothing; give 1 or more")
        cut.check(self.top, min_tf=(self.min_tf, 1), min_df=(self.min_df, 1))
        if self.order not in ORDERS:
            raise UnknownName("order", self.order, ORDERS)


def collocations(text: Running, choice: Choice | None = None) -> Cut[Collocation]:
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
    window = Window(text, choice.nodes, Reach(choice.left, choice.right, choice.adjacent, choice.min_tf))
    pairs = window.pairs()
    if not choice.nodes and choice.left == choice.right:
        pairs = _once(pairs, window.tf)
    found: Cut[Collocation] = Cut()
    if not len(pairs.nodes):
        return found
    df = window.document_frequency(pairs)
    measures = _measures(pairs, window)
    kept = np.flatnonzero(df >= choice.min_df)
    column = measures[choice.order.replace("-", "_")]
    order = kept[np.lexsort((pairs.others[kept], pairs.nodes[kept], -np.round(column[kept], _DECIMALS)))]
    for chosen in _lists(order, pairs, window, choice):
        shown = enumerate(chosen[: choice.top], 1)
        found += Cut((_row(i, rank, (pairs, df, text.terms), measures) for rank, i in shown), len(chosen))
    return found


def _once(pairs: Pairs, tf: Ints) -> Pairs:
    """Keep of each pair that stands in both roles the one whose node is the more frequent word."""
    node, other = tf[pairs.nodes], tf[pairs.others]
    kept = (node > other) | ((node == other) & (pairs.nodes <= pairs.others))
    return pairs.of(kept)


def _measures(pairs: Pairs, window: Window) -> Mapping[str, Floats]:
    """Give every measure of every pair, by the name of its column.

    Where a pair of places was counted twice, what grows with the counts is scaled: G2 by the factor, t and z by its
    root. Shares and what is made of them (PMI, delta-P) stay.
    """
    scale = pairs.scale
    both, one, two = pairs.counted, window.as_node[pairs.nodes], window.as_other[pairs.others]
    table = (both, one, two, window.total)
    words = window.tf[pairs.nodes], window.tf[pairs.others]
    near = pairs.near
    # The mean of both sides stands for the pair: twice of it are all occurrences that are near.
    joint = (near[0] + near[1]) / 2
    g2 = scale * statistics.log_likelihood(both, two - both, one, window.total - one)
    p = statistics.p_value(g2)
    return {
        "tf": pairs.tf.astype(np.float64),
        "node_tf": words[0].astype(np.float64),
        "collocate_tf": words[1].astype(np.float64),
        "node_near": near[0].astype(np.float64),
        "collocate_near": near[1].astype(np.float64),
        "expected": scale * association.expected(*table[1:]),
        "g2": g2,
        "p": p,
        "q": statistics.false_discovery_rate(p),
        "pmi": association.pmi(*table),
        "npmi": association.npmi(*table),
        "pmi2": association.pmi(*table, power=2),
        "pmi3": association.pmi(*table, power=3),
        "log_dice": association.log_dice(joint, *words),
        "dice": association.dice(joint, *words),
        "min_sensitivity": np.minimum(near[0] / words[0], near[1] / words[1]),
        "t": np.sqrt(scale) * association.t_score(*table),
        "z": np.sqrt(scale) * association.z_score(*table),
        "delta_p": association.delta_p(*table),
        "delta_p_back": association.delta_p(both, two, one, window.total),
    }


def _lists(order: NDArray[np.intp], pairs: Pairs, window: Window, choice: Choice) -> Iterator[list[int]]:
    """Yield the rows that are ranked together: those of each node in the order of the call, or all."""
    if not choice.nodes:
        yield order.tolist()
        return
    for number in dict.fromkeys(window.nodes.tolist()):
        yield order[pairs.nodes[order] == number].tolist()


def _row(i: int, rank: int, known: tuple[Pairs, Ints, Sequence[str]], measures: Mapping[str, Floats]) -> Collocation:
    pairs, df, terms = known
    numbers: dict[str, Any] = {
        name: None if np.isnan(values[i]) else float(f"{values[i]:.10g}") for name, values in measures.items()
    }
    numbers |= {name: int(numbers[name]) for name in ("tf", "node_tf", "collocate_tf", "node_near", "collocate_near")}
    return Collocation(
        node=terms[pairs.nodes[i]],
        collocate=terms[pairs.others[i]],
        rank=rank,
        left=int(pairs.left[i]),
        right=int(pairs.right[i]),
        df=int(df[i]),
        **numbers,
    )
