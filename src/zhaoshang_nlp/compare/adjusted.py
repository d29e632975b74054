"""Adjusted frequencies: how often a term would stand if it stood evenly, by dispersion over parts or by distances.

They make terms of one corpus comparable that are equally frequent but not equally spread. Counts and sizes are given as
in ``dispersion``; a term that stands nowhere has 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse, special

from zhaoshang_nlp.compare import dispersion

Floats = NDArray[np.float64]
Counts: TypeAlias = ArrayLike | sparse.sparray | sparse.spmatrix


def juilland_u(counts: Counts, sizes: ArrayLike | None = None) -> Floats:
    """Give Juilland's usage coefficient ``f * D``: 0 (all in one part) to f.

    Source: A. Juilland et al., Frequency Dictionary of French Words, 1970.

    >>> round(float(juilland_u([0, 4, 3, 2, 1])[0]), 2)
    6.46
    """
    return np.nan_to_num(_frequency(counts) * dispersion.juilland_d(counts, sizes))


def carroll_um(counts: Counts, sizes: ArrayLike | None = None) -> Floats:
    """Give Carroll's Um, ``f * D2 + (1 - D2) * f / n`` of n parts: ``f / n`` (all in one part) to f.

    Source: J. Carroll, An alternative to Juilland's usage coefficient, ETS Research Bulletin, 1970.

    >>> round(float(carroll_um([2, 1, 1, 1, 0])[0]), 2)
    4.31
    """
    f, d2 = _frequency(counts), dispersion.carroll_d2(counts, sizes)
    return np.nan_to_num(f * d2 + (1 - d2) * f / max(_parts(counts, sizes), 1))


def rosengren_kf(counts: Counts, sizes: ArrayLike | None = None) -> Floats:
    """Give Rosengren's KF, ``(sum of sqrt(s_i * v_i))^2``: the frequency times S; ``f * min(s)`` to f.

    Source: I. Rosengren, The quantitative concept of language and its relation to the structure of frequency
    dictionaries, Études de linguistique appliquée, 1971.

    >>> round(float(rosengren_kf([1, 2, 3, 4, 5])[0]), 3)
    14.053
    """
    return np.nan_to_num(_frequency(counts) * dispersion.rosengren_s(counts, sizes))


def engwall_fm(counts: Counts, sizes: ArrayLike | None = None) -> Floats:
    """Give Engwall's FM, the frequency times the share of the parts that hold the term: ``f / n`` to f.

    Source: G. Engwall, Fréquence et distribution du vocabulaire dans un choix de romans français, 1974.

    >>> float(engwall_fm([4, 2, 1, 1, 0])[0])
    6.4
    """
    return np.asarray(_frequency(counts) * dispersion.part_range(counts) / max(_parts(counts, sizes), 1), np.float64)


def kromer_ur(counts: Counts) -> Floats:
    """Give Kromer's UR, the sum of ``1 + 1/2 + … + 1/v_i`` over the parts: each further occurrence counts less.

    Range: ``1 + 1/2 + … + 1/f`` (all in one part) to f (one in each part).

    Source: V. Kromer, A usage measure based on psychophysical relations, Journal of Quantitative Linguistics 10(2),
    2003.

    >>> float(kromer_ur([2, 1, 1, 1, 0])[0])
    4.5
    """
    table = _table(counts)
    table.data = special.digamma(table.data + 1) + np.euler_gamma
    return np.asarray(table.sum(axis=0), np.float64).ravel()


def average_waiting_time(ids: ArrayLike, n_terms: int) -> Floats:
    """Give AWT, how many words one waits for a term on average from a place drawn at random: ``(1 + sum d^2 / N) / 2``.

    The running text is laid in a circle; d are the distances between one occurrence and the next. Range:
    ``(1 + N / f) / 2`` (evenly spaced) to ``(1 + N) / 2`` (one occurrence). NaN for a term that stands nowhere.

    Source: P. Savický and J. Hlaváčová, Measures of word commonness, Journal of Quantitative Linguistics 9(3), 2002.

    >>> average_waiting_time([0, 1, 0, 1, 1, 1], 2).round(4).tolist()
    [2.1667, 1.3333]
    """
    found, size = _summed(ids, n_terms, lambda gaps: gaps**2)
    return np.where(np.isnan(found), np.nan, (1 + found / max(size, 1)) / 2)


def average_logarithmic_distance(ids: ArrayLike, n_terms: int) -> Floats:
    """Give ALD, ``sum d * log10(d) / N``: ``log10(N / f)`` (evenly spaced) to ``log10(N)`` (one occurrence).

    Source: as ``average_waiting_time``.
    """
    found, size = _summed(ids, n_terms, lambda gaps: gaps * np.log10(gaps))
    return np.asarray(found / max(size, 1), np.float64)


def frequency_by_waiting(ids: ArrayLike, n_terms: int) -> Floats:
    """Give f_AWT, ``N / (2 * AWT - 1)``: the frequency of an evenly spaced term of the same waiting time; 1 to f.

    0 for a term that stands nowhere.
    """
    size = len(np.asarray(ids))
    return np.nan_to_num(size / (2 * average_waiting_time(ids, n_terms) - 1))


def frequency_by_distance(ids: ArrayLike, n_terms: int) -> Floats:
    """Give f_ALD, ``N * 10^-ALD``: the frequency of an evenly spaced term of the same ALD; 1 to f.

    0 for a term that stands nowhere.
    """
    size = len(np.asarray(ids))
    return np.nan_to_num(size * 10.0 ** -average_logarithmic_distance(ids, n_terms))


def _summed(ids: ArrayLike, n_terms: int, value: Callable[[Floats], Floats]) -> tuple[Floats, int]:
    """Sum a function of the distances of each term; NaN for a term that stands nowhere."""
    running = np.asarray(ids, np.int64)
    terms, gaps = dispersion.distances(running, n_terms)
    worth = value(gaps.astype(np.float64))
    held = np.bincount(terms, minlength=n_terms) > 0
    return np.where(held, np.bincount(terms, weights=worth, minlength=n_terms), np.nan), len(running)


def _table(counts: Counts) -> sparse.csr_array:
    if sparse.issparse(counts):
        return sparse.csr_array(counts).astype(np.float64)
    dense = np.asarray(counts, np.float64)
    return sparse.csr_array(dense[:, None] if dense.ndim == 1 else dense)


def _frequency(counts: Counts) -> Floats:
    return np.asarray(_table(counts).sum(axis=0), np.float64).ravel()


def _parts(counts: Counts, sizes: ArrayLike | None) -> int:
    """Give the number of parts; parts without words are none."""
    return _table(counts).shape[0] if sizes is None else int((np.asarray(sizes) > 0).sum())
