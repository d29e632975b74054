"""Similarity of documents or groups: nearest neighbours, tables of all pairs, what is typical of a group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from zhaoshang_nlp.compare.matrix import NO_LABEL, TermMatrix, group_names
from zhaoshang_nlp.compare.measures import BLOCK_CELLS, MEASURES, Cosine, Floats, Ints, Measure, measure
from zhaoshang_nlp.compare.tfidf import DECIMALS
from zhaoshang_nlp.compare.topk import nearest
from zhaoshang_nlp.errors import BadInput, UnknownName

__all__ = [
    "MEASURES",
    "Group",
    "Near",
    "Neighbour",
    "Ordered",
    "Wanted",
    "cosine_table",
    "each_neighbour",
    "each_ordered",
    "groups",
    "near",
    "neighbours",
    "ordered",
    "table",
]

# Above this many rows a full table of similarities passes 200 MB.
TABLE_ROWS = 5_000
# Above this many rows the best order of a tree takes minutes.
_BEST_ORDER = 1_000
Relation = Literal["all", "across", "within", "against"]


class Neighbour(NamedTuple):
    """One of the nearest documents (or groups) ``b`` of ``a``.

    Attributes:
        a: whose neighbour it is.
        b: the neighbour.
        cosine: 0 (no weighted term in common, or one of them has no term) to 1 (same proportions of terms).
        rank: 1 for the nearest; ties in order of the ids.
    """

    a: str
    b: str
    cosine: float
    rank: int


class Near(NamedTuple):
    """One of the nearest documents (or groups) ``b`` of ``a``, by any measure.

    Attributes:
        a: whose neighbour it is.
        b: the neighbour.
        measure: a key of ``MEASURES``.
        similarity: 0 to 1.
        rank: 1 for the nearest; ties in order of the ids.
        a_group: the group of ``a``; None where none were given.
        b_group: the group of ``b``.
    """

    a: str
    b: str
    measure: str
    similarity: float
    rank: int
    a_group: str | None
    b_group: str | None


class Group(NamedTuple):
    """What is typical of a group of documents and what is not.

    Attributes:
        group: the group.
        n_docs: documents with terms.
        cohesion: mean similarity of two documents of the group; None below two.
        separation: mean similarity of a document of the group and one outside; None without either.
        medoid: the document that is on average most similar to the others of its group; ties in order of the ids.
        medoid_similarity: its mean similarity to them; None where it is alone.
        unusual: the document that is least similar to them; None where the group has fewer than two.
        unusual_similarity: its mean similarity to them.
    """

    group: str
    n_docs: int
    cohesion: float | None
    separation: float | None
    medoid: str | None
    medoid_similarity: float | None
    unusual: str | None
    unusual_similarity: float | None


class Ordered(NamedTuple):
    """A cell of the table of all similarities, rows and columns in an order that brings alike ones together.

    Attributes:
        a: document or group of the row.
        b: of the column.
        similarity: 0 to 1.
        a_place: place of the row in the order, from 1.
        b_place: place of the column.
    """

    a: str
    b: str
    similarity: float
    a_place: int
    b_place: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which neighbours are looked for.

    Attributes:
        measure: a key of ``MEASURES``.
        top: neighbours of each row.
        relation: ``all`` rows; ``across``: of other groups only; ``within``: of the same group; ``against``: those of
            group ``value``, for all others.
        labels: the group of each row; rows without one take no part unless the relation is ``all``.
        value: the group that the others are held against.
    """

    measure: str = "cosine"
    top: int = 10
    relation: Relation = "all"
    labels: tuple[str | None, ...] | None = None
    value: str | None = None


def neighbours(tfidf: sparse.csr_matrix, ids: Sequence[str], top: int = 10) -> list[Neighbour]:
    """Give the ``top`` most similar rows of each row, exactly.

    ``cosine(a, b) = sum over terms of weight(a, t) * weight(b, t)``, since the rows of ``tfidf`` have length 1. It
    is the same number for ``(a, b)`` and ``(b, a)``, though b may be among the nearest of a without a being among
    those of b. Rows without any term have cosine 0 with all others, never NaN.

    Args:
        tfidf: weights of documents or groups, rows of Euclidean length 1 or 0.
        ids: the name of each row.
        top: neighbours of each row; every row has ``min(top, rows - 1)``.
    """
    return list(each_neighbour(tfidf, ids, top))


def each_neighbour(tfidf: sparse.csr_matrix, ids: Sequence[str], top: int = 10) -> Iterator[Neighbour]:
    """Yield what ``neighbours`` gives, one after the other."""
    every = np.arange(len(ids))
    for found in nearest(Cosine(tfidf), (every, every), top, _places(ids)):
        for rank, (column, value) in enumerate(zip(found.columns.tolist(), found.values.tolist(), strict=True), 1):
            yield Neighbour(ids[found.row], ids[column], value, rank)


def near(matrix: TermMatrix, wanted: Wanted | None = None) -> list[Near]:
    """Give the most similar rows of each row by any measure, among all rows or those of some groups.

    Args:
        matrix: documents or groups x terms.
        wanted: which neighbours.

    Raises:
        UnknownName: for an unknown measure, or a group that no row belongs to.
        ValueError: unless there is one label a row.
    """
    wanted = wanted or Wanted()
    measured, place = measure(wanted.measure, matrix), _places(matrix.ids)
    labels = wanted.labels or (None,) * len(matrix.ids)
    if len(labels) != len(matrix.ids):
        raise ValueError(f"{len(labels)} labels for {len(matrix.ids)} rows")
    found: dict[int, list[Near]] = {}
    for part in _parts(wanted, len(matrix.ids)):
        for row, columns, values in nearest(measured, part, wanted.top, place):
            found[row] = [
                Near(matrix.ids[row], matrix.ids[b], wanted.measure, value, rank, labels[row], labels[b])
                for rank, (b, value) in enumerate(zip(columns.tolist(), values.tolist(), strict=True), 1)
            ]
    return [each for row in sorted(found) for each in found[row]]


def table(measured: Measure) -> Floats:
    """Give all similarities as a symmetric table, rows x rows, with 1 on the diagonal (0 for rows without terms).

    Raises:
        BadInput: above ``TABLE_ROWS`` rows.
    """
    rows = measured.rows
    if rows > TABLE_ROWS:
        raise BadInput(
            f"a table of all similarities of {rows} documents is too large (limit {TABLE_ROWS}); "
            "compare groups with --by, or ask for the nearest ones with --top"
        )
    every = np.arange(rows)
    found = np.empty((rows, rows))
    for some in _blocks(every, rows):
        found[some] = measured.block(some, every)
    return found


def cosine_table(tfidf: sparse.csr_matrix) -> NDArray[np.float64]:
    """Give all cosines of TF-IDF weights as a table; see ``table``.

    Raises:
        BadInput: above ``TABLE_ROWS`` rows.
    """
    return table(Cosine(tfidf))


def ordered(matrix: TermMatrix, name: str = "cosine") -> list[Ordered]:
    """Give the table of all similarities with alike rows side by side.

    The order is that of the leaves of a tree (average linkage of the distances ``1 - similarity``), turned so that
    neighbouring leaves are as near as can be (Z. Bar-Joseph et al., Fast optimal leaf ordering for hierarchical
    clustering, Bioinformatics 17, 2001) up to 1,000 rows; the end that holds the smaller id stands first.

    Raises:
        BadInput: above ``TABLE_ROWS`` rows.
        UnknownName: for an unknown measure.
    """
    return [*each_ordered(matrix, name)]


def each_ordered(matrix: TermMatrix, name: str = "cosine") -> Iterator[Ordered]:
    """Give what ``ordered`` gives, one after the other; errors come at once."""
    values = table(measure(name, matrix))
    order = _leaves(values)
    if len(order) > 1 and matrix.ids[order[-1]] < matrix.ids[order[0]]:
        order.reverse()
    ids = matrix.ids
    return (
        Ordered(ids[a], ids[b], float(values[a, b]), i, j)
        for i, a in enumerate(order, 1)
        for j, b in enumerate(order, 1)
    )


def groups(matrix: TermMatrix, labels: Sequence[object], name: str = "cosine") -> list[Group]:
    """Give for each group its most typical and its most unusual document; groups by name, those without one last.

    Documents without terms are like nothing and are left out.

    Args:
        matrix: documents x terms.
        labels: the group of each document.
        name: measure of similarity.

    Raises:
        UnknownName: for an unknown measure.
        ValueError: unless there is one label a document.
    """
    if len(labels) != len(matrix.ids):
        raise ValueError(f"{len(labels)} labels for {len(matrix.ids)} documents")
    measured = measure(name, matrix)
    names, numbers = group_names(labels)
    held = np.diff(matrix.counts.indptr) > 0
    everything = np.flatnonzero(held)
    rows = []
    for number, group in enumerate(names):
        members = np.flatnonzero(held & (numbers == number))
        inside, outside = len(members), len(everything) - len(members)
        own = _sums(measured, members, members)
        apart = (
            float((_sums(measured, members, everything) - own).sum()) / (inside * outside) if outside * inside else None
        )
        own = own - _own(measured, members)
        rows.append(_group(group, [matrix.ids[i] for i in members], own, apart))
    return rows


def _group(group: str, ids: Sequence[str], sums: Floats, separation: float | None) -> Group:
    count = len(ids)
    apart = None if separation is None else round(separation, DECIMALS)
    if count < 2:
        return Group(group, count, None, apart, ids[0] if ids else None, None, None, None)
    means = np.round(sums / (count - 1), DECIMALS).tolist()
    best = min(range(count), key=lambda i: (-means[i], ids[i]))
    worst = min(range(count), key=lambda i: (means[i], ids[i]))
    mean = round(sum(means) / count, DECIMALS)
    return Group(group, count, mean, apart, ids[best], means[best], ids[worst], means[worst])


def _sums(measured: Measure, rows: Ints, columns: Ints) -> Floats:
    """Add up for each of some rows the similarities with all columns."""
    if isinstance(measured, Cosine):
        # The sum of products is the product with the sum: linear in the number of documents.
        total = np.asarray(measured.weights[columns].sum(axis=0)).ravel()
        return np.asarray(measured.weights[rows] @ total, np.float64)
    parts = [measured.block(some, columns).sum(axis=1) for some in _blocks(rows, len(columns))]
    return np.concatenate([np.empty(0), *parts])


def _own(measured: Measure, rows: Ints) -> Floats:
    """Give the similarity of each row with itself."""
    if isinstance(measured, Cosine):
        return np.asarray(measured.weights[rows].power(2).sum(axis=1)).ravel()
    return np.ones(len(rows))


def _parts(wanted: Wanted, rows: int) -> Iterator[tuple[Ints, Ints]]:
    """Yield rows with the columns that they are held against."""
    every = np.arange(rows)
    if wanted.relation == "all" or wanted.labels is None:
        yield every, every
        return
    names, numbers = group_names(wanted.labels)
    known = np.isin(numbers, [i for i, name in enumerate(names) if name != NO_LABEL])
    if wanted.relation == "against":
        if wanted.value not in names:
            raise UnknownName("group", str(wanted.value), [name for name in names if name != NO_LABEL])
        chosen = numbers == names.index(wanted.value)
        yield np.flatnonzero(known & ~chosen), np.flatnonzero(chosen)
        return
    for number in np.unique(numbers[known]).tolist():
        own = numbers == number
        yield np.flatnonzero(own), np.flatnonzero(own if wanted.relation == "within" else known & ~own)


def _leaves(values: Floats) -> list[int]:
    if len(values) < 3:
        return list(range(len(values)))
    from scipy.cluster import hierarchy
    from scipy.spatial.distance import squareform

    distances = 1.0 - values
    np.fill_diagonal(distances, 0.0)
    flat = squareform(distances, checks=False)
    tree = hierarchy.linkage(flat, "average", optimal_ordering=len(values) <= _BEST_ORDER)
    return [int(leaf) for leaf in hierarchy.leaves_list(tree)]


def _blocks(rows: Ints, columns: int) -> Iterator[Ints]:
    step = max(1, BLOCK_CELLS // max(columns, 1))
    for first in range(0, len(rows), step):
        yield rows[first : first + step]


def _places(ids: Sequence[str]) -> Ints:
    """Give the place of each row among the ids in order."""
    place = np.empty(len(ids), np.int64)
    place[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    return place
