"""Clusters of documents that use the same terms. scikit-learn does the work and is imported only here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from zhaoshang_nlp.compare.matrix import TermMatrix
from zhaoshang_nlp.compare.similarity import TABLE_ROWS, cosine_table
from zhaoshang_nlp.compare.tfidf import DECIMALS
from zhaoshang_nlp.errors import BadInput, UnknownName

Method = Literal["average", "kmeans"]
METHODS: tuple[Method, ...] = ("average", "kmeans")
# Without a wish for their number, this is the most clusters that are tried.
MOST = 12
_SEED = 0
_TERMS = 8


class Clustered(NamedTuple):
    """A document with its cluster.

    Attributes:
        id: the document or group.
        cluster: 1 for the largest cluster, ties in order of the smallest row; None for a document without any term.
        size: how many documents the cluster has; None without a cluster.
        silhouette: how much nearer the document is to its own cluster than to the next, -1 to 1; 0 in a cluster of one;
            None without a cluster or with only one cluster.
        terms: the terms that weigh most in the cluster on average.
    """

    id: str
    cluster: int | None
    size: int | None
    silhouette: float | None
    terms: tuple[str, ...]


def clusters(
    matrix: TermMatrix, tfidf: sparse.csr_matrix, count: int | None = None, method: Method = "average"
) -> list[Clustered]:
    """Put documents that use the same terms into clusters; rows in the order of the documents.

    ``average`` joins the two nearest clusters step by step (average cosine distance; the same result whatever happens);
    ``kmeans`` is for many documents (Euclidean distance of unit vectors, ten starts from a fixed seed).
    Documents without any term belong to no cluster.

    Args:
        matrix: documents x terms.
        tfidf: its weights.
        count: number of clusters; None tries 2 to 12 and takes the one with the best mean silhouette
            (P. Rousseeuw, Silhouettes, Journal of Computational and Applied Mathematics 20, 1987).
        method: ``average`` or ``kmeans``.

    Raises:
        BadInput: if ``count`` does not fit the number of documents, or there are too many documents for ``average``.
        UnknownName: for another method.
    """
    check_method(method)
    held = np.flatnonzero(np.diff(tfidf.indptr))
    if count is not None and not 1 <= count <= max(len(held), 1):
        raise BadInput(f"{count} clusters of {len(held)} documents with words: give a number from 1 to {len(held)}")
    if method == "average" and len(held) > TABLE_ROWS:
        raise BadInput(f"{len(held)} documents are too many for method average (limit {TABLE_ROWS}); use method kmeans")
    kept = tfidf[held]
    labels, silhouettes = _best(kept, count, method)
    labels = _renumbered(labels)
    terms = [_heaviest(kept[labels == label], matrix.terms) for label in range(labels.max(initial=-1) + 1)]
    sizes = np.bincount(labels)
    found = [Clustered(name, None, None, None, ()) for name in matrix.ids]
    for i, (row, label) in enumerate(zip(held.tolist(), labels.tolist(), strict=True)):
        silhouette = None if silhouettes is None else round(float(silhouettes[i]), DECIMALS)
        found[row] = Clustered(matrix.ids[row], label + 1, int(sizes[label]), silhouette, terms[label])
    return found


def check_method(name: str) -> Method:
    """Give the method of a name.

    Raises:
        UnknownName: for another than those of ``METHODS``.
    """
    for known in METHODS:
        if name == known:
            return known
    raise UnknownName("method", name, METHODS)


def _best(
    kept: sparse.csr_matrix, count: int | None, method: Method
) -> tuple[NDArray[np.int64], NDArray[np.float64] | None]:
    """Give the label of each document and its silhouette, for the wished number of clusters or the best one."""
    rows = kept.shape[0]
    # With fewer than three documents there is nothing to choose and no silhouette.
    wished = [count or 1] if count or rows < 3 else range(2, min(MOST, rows - 1) + 1)
    if rows == 0 or wished == [1]:
        return np.zeros(rows, np.int64), None
    from sklearn.metrics import silhouette_samples

    distances = _distances(kept) if method == "average" else None
    found = []
    for number in wished:
        labels = _labels(kept, distances, number)
        if number == rows:
            return labels, np.zeros(rows)
        data, metric = (kept, "euclidean") if distances is None else (distances, "precomputed")
        silhouettes = silhouette_samples(data, labels, metric=metric)
        found.append((round(float(silhouettes.mean()), DECIMALS), -number, labels, silhouettes))
    _, _, labels, silhouettes = max(found, key=lambda candidate: candidate[:2])
    return labels, silhouettes


def _distances(kept: sparse.csr_matrix) -> NDArray[np.float64]:
    distances = 1.0 - cosine_table(kept)
    np.fill_diagonal(distances, 0.0)
    return distances


def _labels(kept: sparse.csr_matrix, distances: NDArray[np.float64] | None, number: int) -> NDArray[np.int64]:
    from sklearn.cluster import AgglomerativeClustering, KMeans

    if distances is None:
        return np.asarray(KMeans(number, n_init=10, random_state=_SEED).fit_predict(kept), np.int64)
    model = AgglomerativeClustering(number, metric="precomputed", linkage="average")
    return np.asarray(model.fit_predict(distances), np.int64)


def _renumbered(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number clusters from 0 by falling size, ties by the first row."""
    names, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    place = {int(names[i]): n for n, i in enumerate(np.lexsort((first, -sizes)))}
    return np.array([place[int(label)] for label in labels], np.int64)


def _heaviest(rows: sparse.csr_matrix, terms: Sequence[str]) -> tuple[str, ...]:
    mean = np.round(np.asarray(rows.mean(axis=0)).ravel(), DECIMALS)
    order = np.argsort(-mean, kind="stable")[:_TERMS]
    return tuple(terms[i] for i in order if mean[i] > 0)
