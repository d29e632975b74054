"""The document-term matrix: counted document by document, so that no list of words is ever kept.

The result is what scikit-learn's ``CountVectorizer(analyzer=identity)`` gives for the same words, term order included.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from zhaoshang_nlp.errors import BadInput

# The group of documents for which the grouping column is empty. It is always the last group.
NO_LABEL = "(none)"


@dataclass(frozen=True, slots=True)
class TermMatrix:
    """How often each term stands in each document (or group of documents).

    Attributes:
        counts: ``scipy.sparse.csr_matrix`` of int64, rows x terms, column indices sorted in each row.
        terms: the term of each column, sorted by code point.
        ids: the document or group of each row.
    """

    counts: sparse.csr_matrix
    terms: tuple[str, ...]
    ids: tuple[str, ...]

    @property
    def empty(self) -> tuple[str, ...]:
        """The rows without any term: all their weights and all their cosines are 0."""
        return tuple(self.ids[row] for row in np.flatnonzero(np.diff(self.counts.indptr) == 0))


class _Ids(dict[str, int]):
    """Numbers terms in order of first appearance."""

    def __missing__(self, term: str) -> int:
        self[term] = number = len(self)
        return number


class MatrixBuilder:
    """Counts documents one after the other.

    >>> builder = MatrixBuilder()
    >>> builder.add("a", ["招商", "引资", "招商"])
    >>> builder.add_counts("b", {"产业": 2})
    >>> matrix = builder.build()
    >>> matrix.terms, matrix.counts.toarray().tolist()
    (('产业', '引资', '招商'), [[0, 1, 2], [2, 0, 0]])
    """

    def __init__(self) -> None:
        self._numbers = _Ids()
        # One long row each for all documents: two small arrays a document take twice the room, and leave it in pieces.
        self._columns = array("i")
        self._counts = array("i")
        self._ends: dict[str, int] = {}

    def add(self, doc_id: str, tokens: Iterable[str]) -> None:
        """Count the words of a document; they are not kept.

        Raises:
            BadInput: if a document of this id was added before.
        """
        self._check(doc_id)
        # A quarter faster than a Counter of the words.
        numbers = np.fromiter(map(self._numbers.__getitem__, tokens), np.int32)
        found, counts = np.unique(numbers, return_counts=True)
        self._columns.frombytes(found.tobytes())
        self._counts.frombytes(counts.astype(np.int32).tobytes())
        self._ends[doc_id] = len(self._columns)

    def add_counts(self, doc_id: str, counts: Mapping[str, int]) -> None:
        """Add a document whose words were counted elsewhere (in another process).

        Raises:
            BadInput: if a document of this id was added before.
        """
        self._check(doc_id)
        # Lists of known length are taken over in two thirds of the time of iterators.
        self._columns.fromlist(list(map(self._numbers.__getitem__, counts)))
        self._counts.fromlist(list(counts.values()))
        self._ends[doc_id] = len(self._columns)

    def build(self) -> TermMatrix:
        """Give the matrix of the documents added so far, rows in the order in which they came."""
        terms = list(self._numbers)
        order = sorted(range(len(terms)), key=terms.__getitem__)
        place = np.empty(len(terms), np.int32)
        place[order] = np.arange(len(terms), dtype=np.int32)
        indices = place[np.frombuffer(self._columns, np.int32)]
        indptr = np.array([0, *self._ends.values()], np.int64)
        data = np.frombuffer(self._counts, np.int32).astype(np.int64)
        counts = sparse.csr_matrix((data, indices, indptr), shape=(len(self._ends), len(terms)))
        counts.eliminate_zeros()
        counts.sort_indices()
        return TermMatrix(counts, tuple(terms[i] for i in order), tuple(self._ends))

    def _check(self, doc_id: str) -> None:
        if doc_id in self._ends:
            raise BadInput(
                f"document id {doc_id!r} stands twice; rows could not be told apart: give each text its own id"
            )


def build(documents: Iterable[tuple[str, Iterable[str]]]) -> TermMatrix:
    """Give the matrix of ``(id, words)`` pairs.

    Raises:
        BadInput: if an id stands twice.
    """
    builder = MatrixBuilder()
    for doc_id, tokens in documents:
        builder.add(doc_id, tokens)
    return builder.build()


def group_names(labels: Sequence[object]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Give the groups, sorted by code point with ``NO_LABEL`` last, and the number of each document's group.

    A label counts by its text (2026 and "2026" are one group); None and empty text become ``NO_LABEL``.
    """
    names = [NO_LABEL if label is None or not str(label).strip() else str(label) for label in labels]
    groups = sorted(set(names), key=lambda name: (name == NO_LABEL, name))
    number = {name: i for i, name in enumerate(groups)}
    return tuple(groups), np.array([number[name] for name in names], np.int64)


def membership(labels: Sequence[object], rows: int) -> tuple[tuple[str, ...], sparse.csr_matrix]:
    """Give the groups and the 0/1 matrix groups x documents that sums documents by group.

    Raises:
        ValueError: unless there is one label a row.
    """
    if len(labels) != rows:
        raise ValueError(f"{len(labels)} labels for {rows} documents")
    groups, number = group_names(labels)
    ones = np.ones(rows, np.int64)
    return groups, sparse.csr_matrix((ones, (number, np.arange(rows))), shape=(len(groups), rows))


def grouped(matrix: TermMatrix, labels: Sequence[object]) -> TermMatrix:
    """Sum the counts by group, as if the documents of a group were one text.

    Args:
        matrix: documents x terms.
        labels: the group of each document, in the order of ``matrix.ids``; None and empty text go to the
            group ``NO_LABEL``, which stands last.

    Raises:
        ValueError: unless there is one label a document.
    """
    groups, sums = membership(labels, len(matrix.ids))
    counts = sparse.csr_matrix(sums @ matrix.counts)
    counts.sort_indices()
    return TermMatrix(counts, matrix.terms, groups)
