"""Keywords by any method, each with its document frequency and dispersion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from zhaoshang_nlp.compare import dispersion, tfidf, weighting
from zhaoshang_nlp.compare.matrix import TermMatrix, group_names, grouped
from zhaoshang_nlp.compare.running import Running
from zhaoshang_nlp.compare.textrank import SPAN, textrank

Weighted = tuple[str, Sequence[tuple[str, float]]]


class KeyTerm(NamedTuple):
    """A term that weighs much in a document or group; see the table ``keyterms`` for each column."""

    id: str
    term: str
    tf: int
    df: int
    docs: int
    dp: float | None
    weight: float
    rank: int


def by_tfidf(
    documents: TermMatrix, labels: Sequence[object] | None = None, name: str = "sklearn", top: int = 20
) -> list[KeyTerm]:
    """Give the heaviest terms of each document or group by TF-IDF.

    Args:
        documents: documents x terms.
        labels: the group of each document, whose texts count as one; None weighs each document.
        name: one of ``weighting.NAMES``.
        top: terms of each row; terms without weight are not shown.

    Raises:
        UnknownName: for another weighting.
        ValueError: unless there is one label a document.
    """
    matrix = documents if labels is None else grouped(documents, labels)
    weights = weighting.weights(matrix, name)
    ranked = [
        (row, _heaviest(weights.indices[low:high], weights.data[low:high], matrix.terms, top))
        for row, low, high in zip(matrix.ids, weights.indptr[:-1], weights.indptr[1:], strict=True)
    ]
    return keyterms(documents, labels, ranked)


def by_textrank(
    text: Running, labels: Sequence[object] | None = None, span: int = SPAN, top: int = 20
) -> list[KeyTerm]:
    """Give the heaviest terms of each document or group by TextRank.

    Args:
        text: the corpus.
        labels: the group of each document; None ranks each document by itself.
        span: reach of a word, see ``textrank``.
        top: terms of each row.

    Raises:
        ValueError: unless there is one label a document.
    """
    names, number = (text.doc_ids, np.arange(len(text.doc_ids))) if labels is None else group_names(labels)
    if len(number) != len(text.doc_ids):
        raise ValueError(f"{len(number)} labels for {len(text.doc_ids)} documents")
    ranked: list[Weighted] = []
    for i, name in enumerate(names):
        part = text.of(np.flatnonzero(number == i).tolist())
        # Only the terms of the part: the ranks of thousands of documents need no thousands of long rows of 0.
        found, ids = np.unique(part.ids, return_inverse=True)
        small = Running(
            ids.astype(np.int32), part.flags, part.bounds, part.chars, tuple(part.terms[j] for j in found), part.doc_ids
        )
        ranked.append((name, _heaviest(np.arange(len(found)), textrank(small, span), small.terms, top)))
    return keyterms(text.matrix(), labels, ranked)


def keyterms(documents: TermMatrix, labels: Sequence[object] | None, ranked: Iterable[Weighted]) -> list[KeyTerm]:
    """Give rows for terms that were ranked, with what the counts say of them.

    Args:
        documents: documents x terms, with all terms of ``ranked``.
        labels: the group of each document; None if ``ranked`` has a row for each document.
        ranked: for each document or group its terms and weights, heaviest first.
    """
    matrix = documents if labels is None else grouped(documents, labels)
    place = {term: i for i, term in enumerate(matrix.terms)}
    df = tfidf.document_frequency(matrix)
    rows = {name: i for i, name in enumerate(matrix.ids)}
    ranked = list(ranked)
    spread = _Spread(documents, labels, [place[term] for _, terms in ranked for term, _ in terms])
    found: list[KeyTerm] = []
    for name, terms in ranked:
        row = rows[name]
        docs, dp = spread.of(row)
        counts = matrix.counts[row].toarray().ravel() if terms else df
        for rank, (term, weight) in enumerate(terms, 1):
            i = place[term]
            at = spread.place[i]
            share = None if np.isnan(dp[at]) else _short(dp[at])
            found.append(KeyTerm(name, term, int(counts[i]), int(df[i]), int(docs[at]), share, _short(weight), rank))
    return found


class _Spread:
    """Document frequency and dispersion of the terms that are shown, over all documents or those of a group."""

    def __init__(self, documents: TermMatrix, labels: Sequence[object] | None, columns: Sequence[int]) -> None:
        shown = sorted(set(columns))
        self.place = {column: i for i, column in enumerate(shown)}
        self._counts = documents.counts[:, np.array(shown, np.int64)]
        self._sizes = np.asarray(documents.counts.sum(axis=1)).ravel()
        self._number = None if labels is None else group_names(labels)[1]
        self._whole = self._measure(slice(None)) if labels is None else None

    def of(self, row: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Give both measures for a document or group."""
        return self._whole or self._measure(np.flatnonzero(self._number == row))

    def _measure(self, members: slice | NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        counts, sizes = self._counts[members], self._sizes[members]
        return dispersion.part_range(counts), dispersion.deviation_of_proportions(counts, sizes, normalised=True)


def _heaviest(
    columns: NDArray[np.int64], weights: NDArray[np.float64], terms: Sequence[str], top: int
) -> list[tuple[str, float]]:
    """Give the terms with the largest weights above 0; ties in order of the columns, which is that of the terms."""
    heavy = np.round(weights, tfidf.DECIMALS)
    order = [i for i in np.argsort(-heavy, kind="stable")[:top] if heavy[i] > 0]
    return [(terms[columns[i]], float(heavy[i])) for i in order]


def together(one: TermMatrix, two: TermMatrix) -> TermMatrix:
    """Give the counts of two matrices of the same documents side by side; a term of both adds up.

    Raises:
        ValueError: unless both have the same documents in the same order.
    """
    if one.ids != two.ids:
        raise ValueError("the matrices have different documents")
    terms = sorted({*one.terms, *two.terms})
    place = {term: i for i, term in enumerate(terms)}
    parts = []
    for matrix in (one, two):
        columns = np.array([place[term] for term in matrix.terms], np.int64)
        counts = matrix.counts.tocoo()
        parts.append(
            sparse.csr_matrix((counts.data, (counts.row, columns[counts.col])), shape=(len(one.ids), len(terms)))
        )
    total = sparse.csr_matrix(parts[0] + parts[1])
    total.sort_indices()
    return TermMatrix(total, tuple(terms), one.ids)


def _short(value: float) -> float:
    """Keep ten significant digits: what lies beyond differs between machines."""
    return float(f"{value:.10g}")
