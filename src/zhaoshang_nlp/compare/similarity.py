"""Cosine similarity between documents or groups: exact nearest neighbours without ever holding all pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from zhaoshang_nlp.compare.tfidf import DECIMALS
from zhaoshang_nlp.errors import BadInput

# Cosines held at once: 4 million numbers are 32 MB, and larger blocks are no faster.
BLOCK_CELLS = 4_000_000
# Above this many rows a full table of cosines passes 200 MB.
TABLE_ROWS = 5_000


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
    order = sorted(range(len(ids)), key=ids.__getitem__)
    place = np.empty(len(ids), np.int64)
    place[order] = np.arange(len(ids))
    found: list[Neighbour] = []
    for first, block in _blocks(tfidf):
        for row, cosines in enumerate(block, first):
            cosines[row] = -1.0  # a document is not its own neighbour; below every cosine of non-negative weights
            for rank, other in enumerate(_nearest(cosines, place, min(top, len(ids) - 1)), 1):
                found.append(Neighbour(ids[row], ids[other], float(cosines[other]), rank))
    return found


def cosine_table(tfidf: sparse.csr_matrix) -> NDArray[np.float64]:
    """Give all cosines as a symmetric table, rows x rows, with 1 on the diagonal (0 for rows without terms).

    Raises:
        BadInput: above ``TABLE_ROWS`` rows.
    """
    rows = tfidf.shape[0]
    if rows > TABLE_ROWS:
        raise BadInput(
            f"a table of all similarities of {rows} documents is too large (limit {TABLE_ROWS}); "
            "compare groups with --by, or ask for the nearest ones with --top"
        )
    return np.vstack([np.empty((0, rows)), *(block for _, block in _blocks(tfidf))])


def _blocks(tfidf: sparse.csr_matrix) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """Yield the first row and the cosines of a block of rows with all rows, rounded and held within 0 to 1."""
    rows = tfidf.shape[0]
    step = max(1, BLOCK_CELLS // max(rows, 1))
    # Terms in the same order in every row: the sums of (a, b) and (b, a) then run alike and are equal to the last bit.
    tfidf = tfidf.sorted_indices()
    turned = tfidf.T.tocsr()
    for first in range(0, rows, step):
        cosines = (tfidf[first : first + step] @ turned).toarray()
        yield first, np.clip(np.round(cosines, DECIMALS), 0.0, 1.0)


def _nearest(cosines: NDArray[np.float64], place: NDArray[np.int64], top: int) -> NDArray[np.intp]:
    """Give the columns of the ``top`` largest cosines, ties in the order of ``place``."""
    if top < 1:
        return np.empty(0, np.intp)
    least = np.partition(cosines, -top)[-top]
    columns = np.flatnonzero(cosines >= least)
    return columns[np.lexsort((place[columns], -cosines[columns]))][:top]
