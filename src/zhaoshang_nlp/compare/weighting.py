"""TF-IDF in the forms that papers name: scikit-learn's, SMART's three letters, quanteda's shares.

``ltc`` says how a term's frequency counts (l), how its rarity counts (t), and how the row is brought to one length (c).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from zhaoshang_nlp.compare import tfidf
from zhaoshang_nlp.compare.matrix import TermMatrix
from zhaoshang_nlp.errors import UnknownName

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Term frequency: counts, and the greatest, the mean and the sum of the counts of the same row.
_FREQUENCY: Mapping[str, Callable[[Floats, Floats, Floats, Floats], Floats]] = MappingProxyType(
    {
        "n": lambda tf, *_: tf,
        "l": lambda tf, *_: 1 + np.log10(tf),
        "a": lambda tf, top, *_: 0.5 + 0.5 * tf / top,
        "b": lambda tf, *_: np.ones_like(tf),
        "L": lambda tf, _top, mean, _sum: (1 + np.log10(tf)) / (1 + np.log10(mean)),
        "prop": lambda tf, _top, _mean, total: tf / total,
    }
)
# Rarity, of the number of rows and the rows that hold the term.
_RARITY: Mapping[str, Callable[[int, Ints], Floats]] = MappingProxyType(
    {
        "n": lambda _, df: np.ones(len(df)),
        "t": lambda n, df: np.log10(n / np.maximum(df, 1)),
        "p": lambda n, df: np.maximum(0.0, np.log10(np.maximum(n - df, 1e-300) / np.maximum(df, 1))),
        "ln": lambda n, df: np.log(n / np.maximum(df, 1)) + 1,
        "smooth": lambda n, df: np.log((1 + n) / (1 + df)) + 1,
    }
)
_NAMED: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "sklearn": ("n", "smooth", "c"),
        "sklearn-unsmoothed": ("n", "ln", "c"),
        "sklearn-sublinear": ("ln", "smooth", "c"),
        "quanteda-prop": ("prop", "t", "n"),
    }
)
_SMART = tuple(f"{f}{r}{n}" for f in "nlabL" for r in "ntp" for n in "nc")
NAMES = (*_NAMED, *_SMART)


def weights(matrix: TermMatrix, name: str = "sklearn") -> sparse.csr_matrix:
    """Give the weights of a scheme, rows x terms.

    SMART's letters: frequency ``n`` tf, ``l`` 1 + log10(tf), ``a`` 0.5 + 0.5 tf / max(tf), ``b`` 1, ``L``
    (1 + log10(tf)) / (1 + log10(mean tf)); rarity ``n`` 1, ``t`` log10(N / df), ``p`` max(0, log10((N - df) / df));
    length ``n`` as it is, ``c`` divided by the Euclidean length. With ``t`` a term that stands in every row weighs 0,
    unlike in scikit-learn, which adds 1. ``sklearn``: tf * (ln((1 + N) / (1 + df)) + 1), length 1;
    ``sklearn-unsmoothed``: tf * (ln(N / df) + 1), length 1; ``sklearn-sublinear``: 1 + ln(tf) in place of tf;
    ``quanteda-prop``: tf / sum of the row * log10(N / df).

    Rows without terms, or with no weight above 0, stay 0.

    Sources: C. Manning, P. Raghavan and H. Schütze, Introduction to Information Retrieval, 2008, figure 6.15;
    scikit-learn, ``TfidfTransformer``; quanteda, ``dfm_tfidf``.

    Args:
        matrix: documents or groups x terms.
        name: one of ``NAMES``.

    Raises:
        UnknownName: for another.

    >>> from zhaoshang_nlp.compare.matrix import build
    >>> found = build([("a", ["a", "b", "c"]), ("b", ["a", "b", "c", "d"])])
    >>> weights(found, "quanteda-prop").toarray().round(5).tolist()
    [[0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.07526]]
    """
    if name not in NAMES:
        raise UnknownName("weighting", name, NAMES)
    if name == "sklearn":
        return tfidf.weights(matrix)
    frequency, rarity, length = _NAMED.get(name, tuple(name))
    counts = matrix.counts
    factor = _RARITY[rarity](len(matrix.ids), tfidf.document_frequency(matrix))
    data = _frequencies(counts, frequency) * factor[counts.indices]
    found = sparse.csr_matrix((data, counts.indices.copy(), counts.indptr.copy()), shape=counts.shape)
    if length == "c":
        norm = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
        norm[norm == 0.0] = 1.0
        found.data /= np.repeat(norm, np.diff(found.indptr))
    return found


def _frequencies(counts: sparse.csr_matrix, letter: str) -> Floats:
    """Give what each count is worth."""
    tf = counts.data.astype(np.float64)
    if letter == "ln":
        return np.asarray(1 + np.log(tf), np.float64)
    held = np.diff(counts.indptr)
    rows = np.repeat(np.arange(len(held)), held)
    total = np.bincount(rows, weights=tf, minlength=len(held)).astype(np.float64)
    top = np.zeros(len(held))
    np.maximum.at(top, rows, tf)
    mean = total / np.maximum(held, 1)
    return np.asarray(_FREQUENCY[letter](tf, top[rows], mean[rows], total[rows]), np.float64)
