"""Keywords by any method, each with its document frequency and dispersion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from zhaoshang_nlp.compare import cut, dispersion, ngrams, tfidf, weighting
from zhaoshang_nlp.compare.cut import Cut
from zhaoshang_nlp.compare.matrix import TermMatrix, group_names, grouped
from zhaoshang_nlp.compare.running import Running
from zhaoshang_nlp.compare.textrank import SPAN, textrank

# Counts whose dispersion is measured together.
_CELLS = 500_000
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
    documents: TermMatrix, labels: Sequence[object] | None = None, name: str = "sklearn", top: int | None = 20
) -> Cut[KeyTerm]:
    """Give the heaviest terms of each document or group by TF-IDF.

    Args:
        documents: documents x terms.
        labels: the group of each document, whose texts count as one; None weighs each document.
        name: one of ``weighting.NAMES``.
        top: terms of each row, None for all; terms without weight are not shown.

    Raises:
        BadInput: for a limit that cannot be.
        UnknownName: for another weighting.
        ValueError: unless there is one label a document.
    """
    cut.check(top)
    matrix = documents if labels is None else grouped(documents, labels)
    weights = weighting.weights(matrix, name)
    ranked = [
        (row, _heaviest(weights.indices[low:high], weights.data[low:high], matrix.terms, top))
        for row, low, high in zip(matrix.ids, weights.indptr[:-1], weights.indptr[1:], strict=True)
    ]
    return keyterms(documents, labels, ranked)


def by_textrank(
    text: Running, labels: Sequence[object] | None = None, span: int = SPAN, top: int | None = 20, longest: int = 1
) -> Cut[KeyTerm]:
    """Give the heaviest terms of each document or group by TextRank.

    A phrase weighs as much as its words together, as in SingleRank.

    Source: X. Wan and J. Xiao, Single document keyphrase extraction using neighborhood knowledge, AAAI, 2008 (phrases).

    Args:
        text: the corpus.
        labels: the group of each document; None ranks each document by itself.
        span: reach of a word, see ``textrank``.
        top: terms of each row; None for all.
        longest: words of the longest phrase; 1 ranks words only.

    Raises:
        BadInput: for a limit that cannot be.
        ValueError: unless there is one label a document.
    """
    names, number = (text.doc_ids, np.arange(len(text.doc_ids))) if labels is None else group_names(labels)
    if len(number) != len(text.doc_ids):
        raise ValueError(f"{len(number)} labels for {len(text.doc_ids)} documents")
    cut.check(top, span=(span, 1), longest=(longest, 1))
    counted = text.matrix()
    phrases = ngrams.phrases(text, range(2, longest + 1)) if longest > 1 else None
    ranked: list[Weighted] = []
    for i, name in enumerate(names):
        documents = np.flatnonzero(number == i)
        words, weights = _ranks(text.of(documents.tolist()), span)
        found = {text.terms[j]: float(weight) for j, weight in zip(words.tolist(), weights, strict=True)}
        if phrases is not None:
            known = np.zeros(len(text.terms))
            known[words] = weights
            held = np.unique(phrases.matrix.counts[documents].indices)
            found |= {phrases.matrix.terms[j]: float(known[list(phrases.words[j])].sum()) for j in held.tolist()}
        terms = sorted(found)
        ranked.append((name, _heaviest(range(len(terms)), np.array([found[term] for term in terms]), terms, top)))
    return keyterms(counted if phrases is None else together(counted, phrases.matrix), labels, ranked)


def _ranks(part: Running, span: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Give the numbers of the words of a part, and their ranks."""
    # Only the terms of the part: the ranks of thousands of documents need no thousands of long rows of 0.
    found, ids = np.unique(part.ids, return_inverse=True)
    terms = tuple(part.terms[j] for j in found)
    small = Running(ids.astype(np.int32), part.flags, part.bounds, part.chars, terms, part.doc_ids)
    return found.astype(np.int64), textrank(small, span)


def keyterms(documents: TermMatrix, labels: Sequence[object] | None, ranked: Iterable[Weighted]) -> Cut[KeyTerm]:
    """Give rows for terms that were ranked, with what the counts say of them.

    Args:
        documents: documents x terms, with all terms of ``ranked``.
        labels: the group of each document; None if ``ranked`` has a row for each document.
        ranked: for each document or group its terms and weights, heaviest first; a ``Cut`` tells how many there are.
    """
    matrix = documents if labels is None else grouped(documents, labels)
    place = {term: i for i, term in enumerate(matrix.terms)}
    df = tfidf.document_frequency(matrix)
    rows = {name: i for i, name in enumerate(matrix.ids)}
    ranked = list(ranked)
    spread = _Spread(documents, labels, [place[term] for _, terms in ranked for term, _ in terms])
    found: Cut[KeyTerm] = Cut()
    for name, terms in ranked:
        row = rows[name]
        docs, dp = spread.of(row)
        numbers = [place[term] for term, _ in terms]
        shown = zip(terms, numbers, _counts_of(matrix, row, numbers), strict=True)
        for rank, ((term, weight), i, tf) in enumerate(shown, 1):
            at = spread.place[i]
            found.append(KeyTerm(name, term, tf, int(df[i]), docs[at], dp[at], _short(weight), rank))
        found.of += terms.of if isinstance(terms, Cut) else len(terms)
    return found


def _counts_of(matrix: TermMatrix, row: int, columns: Sequence[int]) -> list[int]:
    """Give the counts of some terms in a row."""
    low, high = matrix.counts.indptr[row], matrix.counts.indptr[row + 1]
    held, counts = matrix.counts.indices[low:high], matrix.counts.data[low:high]
    if not len(held):
        return [0] * len(columns)
    at = np.minimum(np.searchsorted(held, columns), len(held) - 1)
    return [int(count) for count in np.where(held[at] == columns, counts[at], 0)]


class _Spread:
    """Document frequency and dispersion of the terms that are shown, over all documents or those of a group."""

    def __init__(self, documents: TermMatrix, labels: Sequence[object] | None, columns: Sequence[int]) -> None:
        self._shown = np.array(sorted(set(columns)), np.int64)
        self.place = {column: i for i, column in enumerate(self._shown.tolist())}
        self._counts = documents.counts
        self._sizes = np.asarray(documents.counts.sum(axis=1)).ravel()
        self._number = None if labels is None else group_names(labels)[1]
        self._whole = self._measure(documents.counts, self._sizes) if labels is None else None

    def of(self, row: int) -> tuple[list[int], list[float | None]]:
        """Give both measures for a document or group."""
        if self._whole is not None:
            return self._whole
        members = np.flatnonzero(self._number == row)
        return self._measure(self._counts[members], self._sizes[members])

    def _measure(self, counts: sparse.csr_matrix, sizes: NDArray[np.int64]) -> tuple[list[int], list[float | None]]:
        by_term = counts.tocsc()
        docs: list[int] = []
        dp: list[float | None] = []
        # Some terms at a time: what the measures need besides the counts would take several times their room.
        cells = np.cumsum(np.diff(by_term.indptr)[self._shown])
        for columns in np.split(self._shown, np.flatnonzero(np.diff(cells // _CELLS)) + 1):
            part = by_term[:, columns]
            docs += dispersion.part_range(part).tolist()
            away = dispersion.deviation_of_proportions(part, sizes, normalised=True)
            dp += [None if np.isnan(value) else _short(value) for value in away.tolist()]
        return docs, dp


def _heaviest(
    columns: Sequence[int] | NDArray[np.int64], weights: NDArray[np.float64], terms: Sequence[str], top: int | None
) -> Cut[tuple[str, float]]:
    """Give the terms with the largest weights above 0; ties in order of the columns, which is that of the terms."""
    heavy = np.round(weights, tfidf.DECIMALS)
    order = [i for i in np.argsort(-heavy, kind="stable")[:top] if heavy[i] > 0]
    return Cut(((terms[columns[i]], float(heavy[i])) for i in order), int((heavy > 0).sum()))


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
