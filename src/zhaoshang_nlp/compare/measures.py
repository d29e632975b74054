"""How alike two rows of a document-term matrix are: cosine, Jaccard, Jensen-Shannon, all from 0 to 1.

Each measure gives blocks of similarities, so that nobody ever holds all pairs. Values are rounded, so that differences
of floating-point arithmetic rank nothing, and the same for ``(a, b)`` and ``(b, a)``. A row without terms has
similarity 0 with every row, itself too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from zhaoshang_nlp.compare import tfidf
from zhaoshang_nlp.compare.matrix import TermMatrix
from zhaoshang_nlp.compare.tfidf import DECIMALS
from zhaoshang_nlp.errors import UnknownName

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# Similarities held at once: 4 million numbers are 32 MB, and larger blocks are no faster.
BLOCK_CELLS = 4_000_000


class Measure(Protocol):
    """Similarities of rows.

    Attributes:
        rows: how many there are.
    """

    rows: int

    def block(self, rows: Ints, columns: Ints) -> Floats:
        """Give the similarity of each of ``rows`` with each of ``columns``."""


class _Turned:
    """Columns as a matrix of their own, made once for all blocks that are held against them."""

    def __init__(self, made: sparse.csr_matrix) -> None:
        self._whole = made
        self._columns: Ints | None = None
        self._turned: sparse.csr_matrix | None = None

    def of(self, columns: Ints) -> sparse.csr_matrix:
        """Give terms x columns."""
        if self._columns is not columns:
            every = len(columns) == self._whole.shape[0] and bool((columns == np.arange(len(columns))).all())
            # All columns need not be copied before they are turned.
            self._columns, self._turned = columns, (self._whole if every else self._whole[columns]).T.tocsr()
        return self._turned


class Cosine:
    """``cosine(a, b) = sum over terms of w(a, t) * w(b, t)``, of weights whose rows have Euclidean length 1 or 0.

    Range: 0 (no weighted term in common) to 1 (same proportions of weights).
    Source: G. Salton and M. McGill, Introduction to Modern Information Retrieval, 1983.

    Attributes:
        weights: the rows.
        turned: terms x rows.
        rows: how many there are.
    """

    def __init__(self, weights: sparse.csr_matrix) -> None:
        # Terms in the same order in every row: the sums of (a, b) and (b, a) then run alike and are equal to the last
        # bit.
        self.weights = weights if weights.has_sorted_indices else weights.sorted_indices()
        self.turned = _Turned(self.weights)
        self.rows: int = weights.shape[0]

    def block(self, rows: Ints, columns: Ints) -> Floats:
        """Give the cosine of each of ``rows`` with each of ``columns``."""
        return _tidy((self.weights[rows] @ self.turned.of(columns)).toarray())


class Jaccard:
    """``jaccard(a, b) = |A and B| / |A or B|`` over the sets of terms, however often each stands.

    Range: 0 (no term in common) to 1 (the same terms).
    Source: P. Jaccard, Bulletin de la Société Vaudoise des Sciences Naturelles 37, 1901.
    """

    def __init__(self, counts: sparse.csr_matrix) -> None:
        ones = np.ones(len(counts.data), np.float64)
        self._sets = sparse.csr_matrix((ones, counts.indices, counts.indptr), shape=counts.shape)
        self._turned = _Turned(self._sets)
        self._sizes = np.diff(counts.indptr).astype(np.float64)
        self.rows: int = counts.shape[0]

    def block(self, rows: Ints, columns: Ints) -> Floats:
        """Give the Jaccard similarity of each of ``rows`` with each of ``columns``."""
        both = (self._sets[rows] @ self._turned.of(columns)).toarray()
        either = self._sizes[rows][:, None] + self._sizes[columns][None, :] - both
        return _tidy(both / np.where(either == 0, 1.0, either))


class JensenShannon:
    """``1 - JS(p, q)``, with ``JS = (KL(p, m) + KL(q, m)) / 2``, ``m = (p + q) / 2``, binary logarithms.

    ``p`` and ``q`` are the shares of the terms of both rows. Range: 0 (no term in common) to 1 (the same shares).
    Only terms that both rows have need be looked at: ``JS = 1 + sum(p log2(p / (p + q)) + q log2(q / (p + q))) / 2``.
    Source: J. Lin, Divergence Measures Based on the Shannon Entropy, IEEE Transactions on Information Theory 37, 1991.
    """

    def __init__(self, counts: sparse.csr_matrix) -> None:
        total = np.asarray(counts.sum(axis=1), np.float64).ravel()
        shares = counts.data / np.repeat(np.where(total == 0, 1.0, total), np.diff(counts.indptr))
        self._shares = sparse.csr_matrix((shares, counts.indices, counts.indptr), shape=counts.shape)
        self._shares.sort_indices()
        self._turned = _Turned(self._shares)
        self.rows: int = counts.shape[0]

    def block(self, rows: Ints, columns: Ints) -> Floats:
        """Give the similarity of each of ``rows`` with each of ``columns``."""
        others = self._turned.of(columns)
        found = np.zeros((len(rows), len(columns)))
        for at, row in enumerate(rows):
            low, high = self._shares.indptr[row], self._shares.indptr[row + 1]
            held = others[self._shares.indices[low:high]]
            p, q = np.repeat(self._shares.data[low:high], np.diff(held.indptr)), held.data
            summed = p * np.log2(p / (p + q)) + q * np.log2(q / (p + q))
            found[at] = -np.bincount(held.indices, summed, len(columns)) / 2
        return _tidy(found)


MEASURES: Mapping[str, str] = {
    "cosine": "cosine of the TF-IDF weights",
    "jaccard": "share of the terms of either that both have",
    "jensen_shannon": "1 - Jensen-Shannon divergence of the shares of terms, binary logarithms",
}


def measure(name: str, matrix: TermMatrix) -> Measure:
    """Give a measure over the rows of a matrix.

    Raises:
        UnknownName: for a name that is not in ``MEASURES``.

    >>> from zhaoshang_nlp.compare.matrix import build
    >>> matrix = build([("a", ["招商", "引资", "产业"]), ("b", ["招商", "引资", "链"]), ("c", [])])
    >>> [measure(name, matrix).block(np.array([0]), np.arange(3)).round(4).tolist()[0] for name in MEASURES]
    [[1.0, 0.5363, 0.0], [1.0, 0.5, 0.0], [1.0, 0.6667, 0.0]]
    """
    if name == "cosine":
        return Cosine(tfidf.weights(matrix))
    if name == "jaccard":
        return Jaccard(matrix.counts)
    if name == "jensen_shannon":
        return JensenShannon(matrix.counts)
    raise UnknownName("measure", name, MEASURES)


def _tidy(block: Floats) -> Floats:
    return np.asarray(np.clip(np.round(block, DECIMALS), 0.0, 1.0) + 0.0, np.float64)  # + 0.0 takes the sign off -0.0
