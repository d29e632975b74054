"""Clusters of documents that use the same terms. scikit-learn does the work and is imported only here."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from zhaoshang_nlp.compare import cut, effects
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
# Stability is measured on random parts of the documents of this share.
_PART = 0.8
_DIGITS = 6


class Clustered(NamedTuple):
    """A document with its cluster.

    Attributes:
        id: the document or group.
        cluster: 1 for the largest cluster, ties in order of the smallest row; None for a document without any term.
        size: how many documents the cluster has; None without a cluster.
        stability: of the cluster: it is sought again among random parts of the documents (four fifths of them); the
            mean Jaccard similarity of its documents and those of the cluster most like it, 0 to 1. Below 0.6 a cluster
            should not be believed, above 0.85 it is highly stable (Hennig). None without further runs, without a
            cluster and with only one.
        silhouette: how much nearer the document is to its own cluster than to the next, -1 to 1; 0 in a cluster of one;
            None without a cluster or with only one cluster.
        terms: what the cluster says more than the others: the terms with the highest z-score of the log odds against
            all other clusters (with the rates of the whole as prior), those of several documents before those of one.
            Of a single cluster the terms that weigh most on average.
    """

    id: str
    cluster: int | None
    size: int | None
    stability: float | None
    silhouette: float | None
    terms: tuple[str, ...]


def clusters(
    matrix: TermMatrix,
    tfidf: sparse.csr_matrix,
    count: int | None = None,
    method: Method = "average",
    seeds: int = 5,
) -> list[Clustered]:
    """Put documents that use the same terms into clusters; rows in the order of the documents.

    ``average`` joins the two nearest clusters step by step (average cosine distance; the same result whatever happens);
    ``kmeans`` is for many documents (Euclidean distance of unit vectors, ten starts from a fixed seed).
    Documents without any term belong to no cluster.

    Sources: P. Rousseeuw, Silhouettes, Journal of Computational and Applied Mathematics 20, 1987; C. Hennig,
    Cluster-wise assessment of cluster stability, Computational Statistics and Data Analysis 52, 2007; B. Monroe,
    M. Colaresi and K. Quinn, Fightin' Words, Political Analysis 16(4), 2008 (terms).

    Args:
        matrix: documents x terms.
        tfidf: its weights.
        count: number of clusters; None tries 2 to 12 and takes the one with the best mean silhouette.
        method: ``average`` or ``kmeans``.
        seeds: further runs, on random parts of the documents, by which stability is measured; 0 for none.

    Raises:
        BadInput: if ``count`` does not fit the number of documents, there are too many documents for ``average``, or
            ``seeds`` is negative.
        UnknownName: for another method.
    """
    check_method(method)
    cut.check(None, seeds=(seeds, 0))
    held = np.flatnonzero(np.diff(tfidf.indptr))
    if count is not None and not 1 <= count <= max(len(held), 1):
        most = f"give a number from 1 to {len(held)}" if len(held) else "there is nothing to part"
        raise BadInput(f"{count} clusters of {len(held)} documents with words: {most}")
    if method == "average" and len(held) > TABLE_ROWS:
        raise BadInput(f"{len(held)} documents are too many for method average (limit {TABLE_ROWS}); use method kmeans")
    kept = tfidf[held]
    labels, silhouettes = _best(kept, count, method)
    labels = _renumbered(labels)
    number = int(labels.max(initial=-1)) + 1
    terms = [_telling(matrix.counts[held], labels == i, kept, matrix.terms) for i in range(number)]
    stability = _stability(kept, labels, method, seeds) if number > 1 and seeds else [None] * number
    sizes = np.bincount(labels)
    found = [Clustered(name, None, None, None, None, ()) for name in matrix.ids]
    for i, (row, label) in enumerate(zip(held.tolist(), labels.tolist(), strict=True)):
        silhouette = None if silhouettes is None else round(float(silhouettes[i]), DECIMALS)
        about = int(sizes[label]), stability[label], silhouette, terms[label]
        found[row] = Clustered(matrix.ids[row], label + 1, *about)
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
    found: list[tuple[float, int, NDArray[np.int64], NDArray[np.float64] | None]] = []
    for number in wished:
        labels = _labels(kept, distances, number)
        if number == rows:
            return labels, np.zeros(rows)
        if not labels.any():  # of texts that are all the same, however many clusters are wished
            found.append((0.0, -number, labels, None))
            continue
        data, metric = (kept, "euclidean") if distances is None else (distances, "precomputed")
        silhouettes = silhouette_samples(data, labels, metric=metric)
        found.append((round(float(silhouettes.mean()), DECIMALS), -number, labels, silhouettes))
    _, _, labels, silhouettes = max(found, key=lambda candidate: candidate[:2])
    return labels, silhouettes


def _distances(kept: sparse.csr_matrix) -> NDArray[np.float64]:
    distances = 1.0 - cosine_table(kept)
    np.fill_diagonal(distances, 0.0)
    return distances


def _labels(
    kept: sparse.csr_matrix, distances: NDArray[np.float64] | None, number: int, seed: int = _SEED
) -> NDArray[np.int64]:
    from sklearn.cluster import AgglomerativeClustering, KMeans
    from sklearn.exceptions import ConvergenceWarning

    if distances is None:
        # Fewer different texts than clusters: the rows tell by how many clusters there are.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            return np.asarray(KMeans(number, n_init=10, random_state=seed).fit_predict(kept), np.int64)
    model = AgglomerativeClustering(number, metric="precomputed", linkage="average")
    return np.asarray(model.fit_predict(distances), np.int64)


def _renumbered(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number clusters from 0 by falling size, ties by the first row."""
    names, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    place = {int(names[i]): n for n, i in enumerate(np.lexsort((first, -sizes)))}
    return np.array([place[int(label)] for label in labels], np.int64)


def _stability(kept: sparse.csr_matrix, labels: NDArray[np.int64], method: Method, seeds: int) -> list[float | None]:
    """Give for each cluster how well it comes back, on average over the parts that hold any of its documents."""
    rows, number = len(labels), int(labels.max()) + 1
    distances = _distances(kept) if method == "average" else None
    found: list[list[float]] = [[] for _ in range(number)]
    for seed in range(1, seeds + 1):
        # A generator whose numbers no later release changes.
        part = np.sort(np.random.RandomState(seed).permutation(rows)[: max(number, round(_PART * rows))])
        near = None if distances is None else distances[np.ix_(part, part)]
        again = np.arange(len(part)) if len(part) == number else _labels(kept[part], near, number, seed)
        both = np.zeros((number, int(again.max()) + 1))
        np.add.at(both, (labels[part], again), 1)
        either = both.sum(axis=1)[:, None] + both.sum(axis=0)[None, :] - both
        for label in np.flatnonzero(both.sum(axis=1)).tolist():
            found[label].append(float((both[label] / either[label]).max()))
    return [round(float(np.mean(each)), _DIGITS) if each else None for each in found]


def _telling(
    counts: sparse.csr_matrix, inside: NDArray[np.bool_], kept: sparse.csr_matrix, terms: Sequence[str]
) -> tuple[str, ...]:
    """Give the terms that set a cluster apart from the others."""
    if inside.all():
        return _heaviest(kept, terms)
    own, other = (np.asarray(counts[chosen].sum(axis=0), np.int64).ravel() for chosen in (inside, ~inside))
    both, sizes = own + other, (int(own.sum()), int(other.sum()))
    z = np.nan_to_num(np.round(effects.log_odds((own, other), sizes, both, sum(sizes))[1], DECIMALS))
    few = np.asarray((counts[inside] > 0).sum(axis=0)).ravel() < min(2, int(inside.sum()))
    order = np.lexsort((-z, few))
    return tuple(terms[i] for i in order.tolist() if z[i] > 0)[:_TERMS]


def _heaviest(rows: sparse.csr_matrix, terms: Sequence[str]) -> tuple[str, ...]:
    mean = np.round(np.asarray(rows.mean(axis=0)).ravel(), DECIMALS)
    order = np.argsort(-mean, kind="stable")[:_TERMS]
    return tuple(terms[i] for i in order if mean[i] > 0)
