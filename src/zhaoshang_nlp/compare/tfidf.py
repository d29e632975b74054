"""TF-IDF weights and the keywords of documents or groups.

scikit-learn's formulas without scikit-learn, whose import alone takes longer than most corpora; tests hold both equal.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from zhaoshang_nlp.compare.matrix import TermMatrix

# Ranks go by values rounded to this many decimals, so that differences of floating-point arithmetic rank nothing.
DECIMALS = 12
# Rows that are weighed together.
_ROWS = 1_000


def document_frequency(matrix: TermMatrix) -> NDArray[np.int64]:
    """Give for each term in how many rows it stands."""
    return np.bincount(matrix.counts.indices, minlength=len(matrix.terms)).astype(np.int64)


def idf(matrix: TermMatrix) -> NDArray[np.float64]:
    """Give the inverse document frequency of each term, ``ln((1 + n) / (1 + df)) + 1``.

    Source: scikit-learn, ``TfidfTransformer(smooth_idf=True)``. Range: 1 for a term that stands in every row, up to
    ``ln(1 + n) + 1``. The 1 under the fraction keeps a term that stands nowhere finite.
    """
    rows = len(matrix.ids)
    return np.asarray(np.log((1 + rows) / (1 + document_frequency(matrix))) + 1.0, np.float64)


def weights(matrix: TermMatrix) -> sparse.csr_matrix:
    """Give TF-IDF weights, rows x terms: ``tf * idf``, each row divided by its Euclidean length.

    Source: scikit-learn, ``TfidfTransformer(norm="l2", smooth_idf=True, sublinear_tf=False)``.
    Range: 0 to 1, the squares of a row add up to 1. A row without terms stays all 0.
    """
    counts = matrix.counts
    rarity = idf(matrix)
    data = np.empty(counts.data.shape, np.float64)
    # Some rows at a time: what is needed besides the weights would take four times their room.
    for first in range(0, counts.shape[0], _ROWS):
        part = counts.indptr[first : first + _ROWS + 1]
        low, high = part[0], part[-1]
        weight = counts.data[low:high] * rarity[counts.indices[low:high]]
        rows = np.repeat(np.arange(len(part) - 1), np.diff(part))
        length = np.sqrt(np.bincount(rows, weights=weight * weight, minlength=len(part) - 1))
        length[length == 0.0] = 1.0
        data[low:high] = weight / length[rows]
    return sparse.csr_matrix((data, counts.indices, counts.indptr), shape=counts.shape)
