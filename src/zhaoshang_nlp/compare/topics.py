"""Topics by NMF or LDA, with the question that papers leave out: do they come back when the dice are cast again?

scikit-learn does the work and is imported only here. Every run begins from a fixed seed, so that the same input gives
the same topics on one machine; across machines the last digits of floating-point arithmetic may differ, which is why
what is shown is rounded.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from zhaoshang_nlp.compare import cut, tfidf
from zhaoshang_nlp.compare.matrix import TermMatrix, group_names
from zhaoshang_nlp.errors import BadInput, UnknownName

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

METHODS = ("nmf", "lda")
_DIGITS = 6
# Topics are matched, and shown, by so many of their heaviest terms.
TOP_TERMS = 10
_NMF_STEPS, _LDA_STEPS = 1_000, 50


@dataclass(frozen=True, slots=True)
class Modelling:
    """How topics are made.

    Attributes:
        method: ``nmf``: non-negative factors of the TF-IDF weights (deterministic start, Lee and Seung 1999, Boutsidis
            and Gallopoulos 2008); ``lda``: latent Dirichlet allocation of the counts (Blei, Ng and Jordan 2003), by
            variational inference.
        topics: how many.
        seeds: further runs, from other seeds, against which stability is measured.
        min_df: documents that must hold a term.
        max_share: share of the documents above which a term is left out: it belongs to all topics.
    """

    method: str = "nmf"
    topics: int = 10
    seeds: int = 5
    min_df: int = 2
    max_share: float = 0.9


class Topic(NamedTuple):
    """A topic.

    Attributes:
        topic: 1 for the one with the largest share.
        share: mean share of the topic in the documents, each document counting alike; the shares of all topics are 1.
        n_docs: documents in which no other topic has a larger share (ties to the lower number).
        terms: its heaviest terms.
        jaccard: stability: mean over the further runs of the share of common terms among the ten heaviest, of this
            topic and its match (``|A and B| / |A or B|``, 0 to 1); None without further runs.
        jaccard_low: the smallest of them.
        cosine: stability: mean cosine of all term weights of this topic and its match; None without further runs.
    """

    topic: int
    share: float
    n_docs: int
    terms: tuple[str, ...]
    jaccard: float | None
    jaccard_low: float | None
    cosine: float | None


class DocumentTopic(NamedTuple):
    """A topic in a document: its share of the document (the shares of a document are 1) and its rank."""

    id: str
    topic: int
    share: float
    rank: int


class GroupTopic(NamedTuple):
    """A topic in a group of documents, or in a year of it.

    Attributes:
        group: the group.
        year: the year; None for the whole group or where it is not known.
        topic: number of the topic.
        share: mean share of the topic in the documents.
        n_docs: documents with any share, that is with at least one term that the model knows.
        terms: the heaviest terms of the topic.
    """

    group: str
    year: int | None
    topic: int
    share: float
    n_docs: int
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """Topics of a corpus.

    Attributes:
        topics: by falling share.
        ids: the documents.
        shares: documents x topics; a row adds up to 1, or is 0 for a document without any known term.
        converged: whether the last step of the run that is shown changed next to nothing.
    """

    topics: tuple[Topic, ...]
    ids: tuple[str, ...]
    shares: Floats
    converged: bool

    def documents(self) -> list[DocumentTopic]:
        """Give for each document its topics, the largest first, those without any share left out."""
        found = []
        for name, row in zip(self.ids, np.round(self.shares, _DIGITS), strict=True):
            for rank, i in enumerate(np.argsort(-row, kind="stable").tolist(), 1):
                if row[i] > 0:
                    found.append(DocumentTopic(name, i + 1, float(row[i]), rank))
        return found

    def groups(self, labels: Sequence[object], years: Sequence[int | None] | None = None) -> list[GroupTopic]:
        """Give the mean share of each topic in each group, by year where years are given.

        Args:
            labels: the group of each document.
            years: the year of each document.

        Raises:
            ValueError: unless there is one label, and one year, a document.
        """
        if len(labels) != len(self.ids) or (years is not None and len(years) != len(self.ids)):
            raise ValueError(f"{len(labels)} labels for {len(self.ids)} documents")
        names, numbers = group_names(labels)
        held = self.shares.sum(axis=1) > 0
        keys: dict[tuple[int, int | None], list[int]] = {}
        for row in np.flatnonzero(held).tolist():
            keys.setdefault((int(numbers[row]), years[row] if years else None), []).append(row)
        found = []
        for group, year in sorted(keys, key=lambda key: (key[0], key[1] is None, key[1] or 0)):
            rows = keys[group, year]
            means = np.round(self.shares[rows].mean(axis=0), _DIGITS).tolist()
            for topic, mean in zip(self.topics, means, strict=True):
                found.append(GroupTopic(names[group], year, topic.topic, mean, len(rows), topic.terms))
        return found


def model(matrix: TermMatrix, how: Modelling | None = None) -> Model:
    """Find topics.

    **Stability.** The model is made again from other seeds (NMF then begins at random), and each topic is matched with
    one of the other run, so that the sum of the Jaccard similarities of the ten heaviest terms is largest (Hungarian
    method; after D. Greene et al., How Many Topics? Stability Analysis for Topic Models, ECML PKDD 2014). A topic below
    0.5 shares fewer than two thirds of its terms with its match: do not build on it. A stable topic need not mean
    anything: read its documents.

    Args:
        matrix: documents x terms.
        how: method, number of topics, seeds.

    Raises:
        UnknownName: for another method.
        BadInput: for more topics than documents or terms that are left, or other numbers that do not fit.
    """
    how = how or Modelling()
    cut.check(None, seeds=(how.seeds, 0), min_df=(how.min_df, 1))
    if not 0 < how.max_share <= 1:
        raise BadInput(f"max_share {how.max_share}: give the share of documents above which terms are left out, to 1")
    if how.method not in METHODS:
        raise UnknownName("method", how.method, METHODS)
    columns = _columns(matrix, how)
    counts = sparse.csr_matrix(matrix.counts[:, columns])
    kept = TermMatrix(counts, tuple(matrix.terms[i] for i in columns.tolist()), matrix.ids)
    held = np.flatnonzero(np.diff(counts.indptr))
    most = min(len(held), len(columns))
    if not 1 <= how.topics <= most:
        advice = f"give a number from 1 to {most}" if most else "lower min_df, or read more documents"
        raise BadInput(
            f"{how.topics} topics of {len(held)} documents and {len(columns)} terms that stand in {how.min_df} of them "
            f"or more and in at most {how.max_share:.0%}: {advice}"
        )
    data = (tfidf.weights(kept) if how.method == "nmf" else counts)[held]
    weights, shares, converged = _run(data, how, 0)
    order = np.argsort(-np.round(shares.mean(axis=0), _DIGITS), kind="stable")
    weights, shares = weights[order], shares[:, order]
    others = [_run(data, how, seed)[0] for seed in range(1, how.seeds + 1)]
    whole = np.zeros((len(matrix.ids), how.topics))
    whole[held] = shares
    return Model(tuple(_topics(weights, shares, others, kept.terms)), matrix.ids, whole, converged)


def match(one: Sequence[Sequence[int]], other: Sequence[Sequence[int]]) -> tuple[Ints, Floats]:
    """Match topics by their heaviest terms: give for each of ``one`` the number of its match, and their similarity.

    >>> pairs, values = match([[1, 2], [3, 4]], [[3, 4], [1, 5]])
    >>> pairs.tolist(), values.round(3).tolist()
    ([1, 0], [0.333, 1.0])
    """
    from scipy.optimize import linear_sum_assignment

    sets, others = [set(terms) for terms in one], [set(terms) for terms in other]
    table = np.array([[len(a & b) / max(len(a | b), 1) for b in others] for a in sets])
    _, pairs = linear_sum_assignment(-table)
    return pairs.astype(np.int64), table[np.arange(len(sets)), pairs]


def _columns(matrix: TermMatrix, how: Modelling) -> Ints:
    """Give the terms that the model sees; in small corpora the limits still leave room between them."""
    frequency = tfidf.document_frequency(matrix)
    documents = int((np.diff(matrix.counts.indptr) > 0).sum())
    least, most = min(how.min_df, documents), max(how.max_share * documents, min(how.min_df, documents))
    return np.flatnonzero((frequency >= least) & (frequency <= most))


def _run(data: sparse.csr_matrix, how: Modelling, seed: int) -> tuple[Floats, Floats, bool]:
    """Give topics x terms, documents x topics (rows of sum 1), and whether it came to rest."""
    from sklearn.exceptions import ConvergenceWarning

    estimator = _estimator(how, seed)
    # Not coming to rest is told by `converged`; of a perfect fit NMF draws the root of a rounding error below 0.
    with warnings.catch_warnings(), np.errstate(invalid="ignore"):
        warnings.simplefilter("ignore", ConvergenceWarning)
        shares = np.asarray(estimator.fit_transform(data), np.float64)
    weights = np.asarray(estimator.components_, np.float64)
    if how.method == "nmf":
        # What a factor weighs can lie on either side of the product: put it on the documents' side.
        scale = weights.sum(axis=1)
        shares, weights = shares * scale, weights / np.where(scale == 0, 1.0, scale)[:, None]
    else:
        weights = weights / weights.sum(axis=1, keepdims=True)
    total = shares.sum(axis=1, keepdims=True)
    most = _NMF_STEPS if how.method == "nmf" else _LDA_STEPS
    return weights, shares / np.where(total == 0, 1.0, total), int(estimator.n_iter_) < most


def _estimator(how: Modelling, seed: int) -> Any:
    from sklearn.decomposition import NMF, LatentDirichletAllocation

    if how.method == "nmf":
        start = "random" if seed else "nndsvda"
        return NMF(how.topics, init=start, random_state=seed, max_iter=_NMF_STEPS)
    return LatentDirichletAllocation(
        how.topics, random_state=seed, max_iter=_LDA_STEPS, learning_method="batch", evaluate_every=5, n_jobs=1
    )


def _topics(weights: Floats, shares: Floats, others: Sequence[Floats], terms: Sequence[str]) -> list[Topic]:
    heaviest = _heaviest(weights)
    means = np.round(shares.mean(axis=0), _DIGITS).tolist()
    leading = np.bincount(np.argmax(np.round(shares, _DIGITS), axis=1), minlength=len(weights)).tolist()
    matched = [_against(weights, heaviest, other) for other in others]
    found = []
    for i, row in enumerate(heaviest):
        jaccards, cosines = [each[0][i] for each in matched], [each[1][i] for each in matched]
        found.append(
            Topic(
                i + 1,
                means[i],
                leading[i],
                tuple(terms[t] for t in row),
                round(float(np.mean(jaccards)), _DIGITS) if matched else None,
                round(float(min(jaccards)), _DIGITS) if matched else None,
                round(float(np.mean(cosines)), _DIGITS) if matched else None,
            )
        )
    return found


def _against(weights: Floats, heaviest: Sequence[Sequence[int]], other: Floats) -> tuple[Floats, Floats]:
    """Give for each topic the Jaccard similarity and the cosine of its match in another run."""
    pairs, jaccards = match(heaviest, _heaviest(other))
    matched = other[pairs]
    lengths = np.linalg.norm(weights, axis=1) * np.linalg.norm(matched, axis=1)
    return jaccards, (weights * matched).sum(axis=1) / np.where(lengths == 0, 1.0, lengths)


def _heaviest(weights: Floats) -> list[list[int]]:
    """Give the heaviest terms of each topic, ties in order of the terms, none without weight."""
    found = []
    for row in np.round(weights, 9):
        order = np.argsort(-row, kind="stable")[:TOP_TERMS]
        found.append([int(i) for i in order if row[i] > 0])
    return found
