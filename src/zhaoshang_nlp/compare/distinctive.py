"""Distinctive terms: what a group of documents says more, or less, often than all others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from zhaoshang_nlp.compare import statistics
from zhaoshang_nlp.compare.matrix import TermMatrix, membership

# Rates are given per this many words.
PER = 10_000
# Ranks go by G2 rounded to this many decimals, so that differences of floating-point arithmetic rank nothing.
_DECIMALS = 9


class Distinctive(NamedTuple):
    """A term that a group uses more or less often than the rest.

    Attributes:
        group: the group (the document, where no labels are given).
        term: the word.
        direction: ``more`` or ``less`` often than the rest.
        tf: how often it stands in the group.
        rest_tf: how often in the rest.
        df: documents of the group that hold it.
        rest_df: documents of the rest that hold it.
        rate: occurrences per 10,000 words of the group.
        rest_rate: the same for the rest.
        g2: signed log-likelihood, negative for ``less``.
        p: its p-value.
        q: its false discovery rate among all terms of this group.
        log_ratio: binary logarithm of the ratio of rates; 1 is twice as frequent.
        log_ratio_low: lower end of its 95 % interval.
        log_ratio_high: upper end.
        rank: 1 for the largest ``|g2|`` of a group and direction; ties in order of the terms.
    """

    group: str
    term: str
    direction: str
    tf: int
    rest_tf: int
    df: int
    rest_df: int
    rate: float
    rest_rate: float
    g2: float
    p: float
    q: float
    log_ratio: float
    log_ratio_low: float
    log_ratio_high: float
    rank: int


@dataclass(frozen=True, slots=True)
class _Side:
    """What is counted on one side: occurrences and document frequency of each term, words and documents in all."""

    counts: NDArray[np.int64]
    df: NDArray[np.int64]
    words: int
    documents: int


def distinctive(
    matrix: TermMatrix, labels: Sequence[object] | None = None, *, top: int = 50, min_df: int = 2
) -> list[Distinctive]:
    """Give the terms that set each group apart from all other documents together.

    Every term of the corpus is tested for every group and enters the false discovery rate; ``min_df`` and ``top`` only
    choose what is shown. Terms of exactly equal rates are never shown. A group without words, or a corpus with only
    one group, has nothing to compare and gives no rows. The time grows with groups x terms.

    Args:
        matrix: documents x terms.
        labels: the group of each document; None sets each document against the rest.
        top: rows for each group and direction.
        min_df: show a term only if at least so many documents of the side that uses it more hold it (all of them, where
            the side has fewer), so that no single document speaks for its group.

    Raises:
        ValueError: unless there is one label a document.
    """
    own = (matrix.ids, sparse.identity(len(matrix.ids), np.int64, "csr"))
    groups, sums = own if labels is None else membership(labels, len(matrix.ids))
    presence = sparse.csr_matrix(
        (np.ones_like(matrix.counts.data), matrix.counts.indices, matrix.counts.indptr), shape=matrix.counts.shape
    )
    counts, df = sparse.csr_matrix(sums @ matrix.counts), sparse.csr_matrix(sums @ presence)
    sizes = np.diff(sums.indptr)
    whole = _Side(_dense(counts.sum(axis=0)), _dense(df.sum(axis=0)), int(counts.sum()), len(matrix.ids))
    found: list[Distinctive] = []
    for row, group in enumerate(groups):
        one = _dense(counts[row].toarray())
        side = _Side(one, _dense(df[row].toarray()), int(one.sum()), int(sizes[row]))
        rest = _Side(whole.counts - one, whole.df - side.df, whole.words - side.words, whole.documents - side.documents)
        if side.words and rest.words:
            found += _rows(group, matrix.terms, (side, rest), top, min_df)
    return found


def _rows(group: str, terms: Sequence[str], sides: tuple[_Side, _Side], top: int, min_df: int) -> Iterator[Distinctive]:
    """Yield the rows of one group: used more first, then used less, each by rank."""
    side, rest = sides
    cells = (side.counts, rest.counts, side.words, rest.words)
    g2 = statistics.log_likelihood(*cells)
    p = statistics.p_value(g2)
    q = statistics.false_discovery_rate(p)
    ratio, low, high = statistics.log_ratio(*cells)
    strength = np.round(g2, _DECIMALS)
    for direction, signed, user in (("more", strength, side), ("less", -strength, rest)):
        shown = np.flatnonzero((signed > 0) & (user.df >= min(min_df, user.documents)))
        # Columns are sorted by term, so a stable sort keeps ties in the order of the terms.
        for rank, i in enumerate(shown[np.argsort(-signed[shown], kind="stable")][:top], 1):
            yield Distinctive(
                group=group,
                term=terms[i],
                direction=direction,
                tf=int(side.counts[i]),
                rest_tf=int(rest.counts[i]),
                df=int(side.df[i]),
                rest_df=int(rest.df[i]),
                rate=_short(PER * side.counts[i] / side.words),
                rest_rate=_short(PER * rest.counts[i] / rest.words),
                g2=_short(strength[i]),
                p=_short(p[i]),
                q=_short(q[i]),
                log_ratio=_short(ratio[i]),
                log_ratio_low=_short(low[i]),
                log_ratio_high=_short(high[i]),
                rank=rank,
            )


def _dense(row: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.asarray(row).ravel()


def _short(value: float) -> float:
    """Keep ten significant digits: what lies beyond differs between machines."""
    return float(f"{value:.10g}")
