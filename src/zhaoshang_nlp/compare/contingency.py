"""Tests of one term (or pair) between two sides: chi-squared, the short log-likelihood, Fisher's exact test.

As in ``statistics``: ``a`` and ``b`` are the counts on the two sides, ``n`` and ``m`` the sizes of the sides. All
functions take numbers, arrays, or columns of data frames, and broadcast. Signed results are negative where side one
uses the term less.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from zhaoshang_nlp.compare.statistics import log_likelihood
from zhaoshang_nlp.errors import UnknownName

Floats = NDArray[np.float64]
Correction = Literal["none", "yates", "williams"]
CORRECTIONS: tuple[Correction, ...] = ("none", "yates", "williams")
Tail = Literal["two", "less", "more"]
TAILS: tuple[Tail, ...] = ("two", "less", "more")

# Outcomes as likely as the one observed, up to rounding, belong to the two-sided test (the tolerance of R).
_AS_LIKELY = 1e-7


def _cells(*values: ArrayLike) -> tuple[Floats, ...]:
    return tuple(np.broadcast_arrays(*(np.asarray(value, np.float64) for value in values)))


def williams(a: ArrayLike, b: ArrayLike, n: ArrayLike, m: ArrayLike) -> Floats:
    """Give Williams' q, by which G2 and chi-squared are divided so that small tables follow chi-squared better.

    ``q = 1 + (N/n + N/m - 1) * (N/f + N/(N - f) - 1) / (6 * N)`` with ``N = n + m`` and ``f = a + b``. Range: above 1;
    1 where the term stands nowhere or is the only one.

    Source: D. Williams, Improved likelihood ratio tests for complete contingency tables, Biometrika 63, 1976.

    >>> round(float(williams(7, 2, 10, 9)), 6)
    1.079533
    """
    a, b, n, m = _cells(a, b, n, m)
    total, both = n + m, a + b
    with np.errstate(divide="ignore", invalid="ignore"):
        q = 1 + (total / n + total / m - 1) * (total / both + total / (total - both) - 1) / (6 * total)
    return np.asarray(np.where((both > 0) & (both < total), q, 1.0), np.float64)


def chi_squared(a: ArrayLike, b: ArrayLike, n: ArrayLike, m: ArrayLike, correction: Correction = "none") -> Floats:
    """Give signed chi-squared of the table ``a, b, n - a, m - b``, with one degree of freedom.

    ``N * (|ad - bc| - y)^2 / (n * m * f * (N - f))``; ``y`` is 0, or N/2 with Yates (the difference is not let below
    0); with Williams the result is divided by q. Range: unbounded; 0 for equal rates, for a term that stands nowhere
    and for one that is the only one. Where expected counts are below 5, prefer Fisher's exact test.

    Sources: F. Yates, Contingency tables involving small numbers, Supplement to the Journal of the Royal Statistical
    Society 1, 1934; for ``williams`` see there.

    Raises:
        UnknownName: for another correction.

    >>> [round(float(chi_squared(7, 2, 10, 9, correction)), 5) for correction in CORRECTIONS]
    [4.33716, 2.63244, 4.01763]
    """
    if correction not in CORRECTIONS:
        raise UnknownName("correction", correction, CORRECTIONS)
    a, b, n, m = _cells(a, b, n, m)
    total, both = n + m, a + b
    cross = a * (m - b) - b * (n - a)
    distance = np.abs(cross)
    if correction == "yates":
        distance = np.maximum(distance - total / 2, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        # In this order no product leaves the exact range of floats for corpora of 10^9 words.
        found = total * (distance / n / m) * (distance / both / (total - both))
    found = np.where((both > 0) & (both < total), found, 0.0)
    if correction == "williams":
        found = found / williams(a, b, n, m)
    return np.asarray(np.sign(cross) * found, np.float64)


def log_likelihood_two_term(a: ArrayLike, b: ArrayLike, n: ArrayLike, m: ArrayLike) -> Floats:
    """Give signed G2 as the calculators of corpus linguistics sum it: over the two cells of the term only.

    ``2 * (a * ln(a / E_a) + b * ln(b / E_b))``, ``E`` being the counts of equal rates; a cell of 0 adds 0. It is a
    little below G2 over four cells (``statistics.log_likelihood``) for rare terms and far below for frequent ones.
    Range: unbounded; 0 for equal rates and for a term that stands nowhere.

    Source: P. Rayson and R. Garside, Comparing corpora using frequency profiling, Proceedings of the Workshop on
    Comparing Corpora, 2000.

    >>> round(float(log_likelihood_two_term(52, 57, 50_000, 75_000)), 4)
    2.6517
    """
    a, b, n, m = _cells(a, b, n, m)
    expected = (a + b) / (n + m)
    found = 2.0 * (special.rel_entr(a, expected * n) + special.rel_entr(b, expected * m))
    return np.asarray(np.sign(a * m - b * n) * np.maximum(found, 0.0), np.float64)


def log_likelihood_williams(a: ArrayLike, b: ArrayLike, n: ArrayLike, m: ArrayLike) -> Floats:
    """Give signed G2 over four cells, divided by Williams' q.

    >>> round(float(log_likelihood_williams(7, 2, 10, 9)), 5)
    4.20083
    """
    return np.asarray(log_likelihood(a, b, n, m) / williams(a, b, n, m), np.float64)


def fisher(a: ArrayLike, b: ArrayLike, n: ArrayLike, m: ArrayLike, tail: Tail = "two") -> Floats:
    """Give the p-value of Fisher's exact test: no approximation, whatever the counts.

    With both sizes and ``a + b`` fixed, ``a`` is hypergeometric. ``less``: the chance of ``a`` or fewer; ``more``: of
    ``a`` or more; ``two``: of all outcomes that are no likelier than the one observed. Range: 0 to 1; 1 for a term
    that stands nowhere. Time grows with the number of different (a, b) times their counts.

    Source: R. Fisher, Statistical Methods for Research Workers, 5th ed. 1934; two sides as in R's ``fisher.test``.

    Raises:
        UnknownName: for another tail.

    >>> [round(float(fisher(1, 3, 4, 4, tail)), 3) for tail in TAILS]
    [0.486, 0.243, 0.986]
    """
    if tail not in TAILS:
        raise UnknownName("tail", tail, TAILS)
    cells = _cells(a, b, n, m)
    table = np.stack([cell.ravel() for cell in cells], axis=1)
    different, place = np.unique(table, axis=0, return_inverse=True)
    p = np.array([_fisher(row, tail) for row in different.astype(np.int64).tolist()], np.float64)
    return np.asarray(p[place.ravel()].reshape(cells[0].shape), np.float64)


def _fisher(cells: list[int], tail: Tail) -> float:
    a, b, n, m = cells
    both, total = a + b, n + m
    outcomes = np.arange(max(0, both - m), min(both, n) + 1)
    log_p = _log_choose(n, outcomes) + _log_choose(m, both - outcomes) - _log_choose(total, both)
    if tail == "less":
        chosen = outcomes <= a
    elif tail == "more":
        chosen = outcomes >= a
    else:
        chosen = log_p <= log_p[a - outcomes[0]] + _AS_LIKELY
    return min(float(np.exp(log_p[chosen]).sum()), 1.0)


def _log_choose(n: int, k: ArrayLike) -> Floats:
    """Give ln of n over k; by the beta function, since factorials of a corpus lose their last digits."""
    k = np.asarray(k, np.float64)
    return np.asarray(-np.log1p(n) - special.betaln(n - k + 1, k + 1), np.float64)
