"""How much more often: sizes of the difference between two sides, which do not grow with the corpus as tests do.

As in ``statistics``: ``a`` and ``b`` are the counts of a term on the two sides, ``n`` and ``m`` the sizes of the sides
in words, all above 0. Numbers, arrays and columns of data frames are taken alike and broadcast. The log ratio with its
interval stands in ``statistics``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from zhaoshang_nlp.compare.statistics import Z_95
from zhaoshang_nlp.errors import BadInput

Floats = NDArray[np.float64]


def _cells(*values: ArrayLike) -> tuple[Floats, ...]:
    return tuple(np.asarray(value, np.float64) for value in values)


def percent_difference(a: ArrayLike, b: ArrayLike, n: ArrayLike, m: ArrayLike) -> Floats:
    """Give %DIFF: by how many per cent the rate of side one is above (or below) that of side two.

    ``100 * (a/n - b/m) / (b/m)``. A ``b`` of 0 is taken as 0.5, as in the log ratio, so that the result stays finite
    and comparable. Range: -100 (never on side one) to infinity; 0 for equal rates.

    Source: C. Gabrielatos and A. Marchi, Keyness: Matching metrics to definitions, Portsmouth, 2011 (who put a tiny
    number in place of 0).

    >>> round(float(percent_difference(206_523, 178_174, 959_641, 1_562_358)), 1)
    88.7
    """
    a, b, n, m = _cells(a, b, n, m)
    rate = np.where(b == 0, 0.5, b) / m
    return np.asarray(100.0 * (a / n - rate) / rate, np.float64)


def odds_ratio(a: ArrayLike, b: ArrayLike, n: ArrayLike, m: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Give the ratio of odds, and its 95 % interval: 1 for equal rates, 2 for odds twice as high on side one.

    ``(a / (n - a)) / (b / (m - b))``; where one of the four cells is 0, 0.5 is added to all four. The interval is
    ``exp(ln OR +- 1.96 * sqrt(sum of 1 / cell))``. Range: above 0, unbounded.

    Sources: B. Woolf, On estimating the relation between blood group and disease, Annals of Human Genetics 19, 1955
    (interval); J. Haldane, Annals of Human Genetics 20, 1956, and F. Anscombe, Biometrika 43, 1956 (0.5).

    >>> [round(float(x), 4) for x in odds_ratio(52, 57, 50_000, 75_000)]
    [1.3688, 0.9398, 1.9936]
    """
    a, b, n, m = _cells(a, b, n, m)
    cells = np.stack(np.broadcast_arrays(a, b, n - a, m - b))
    cells = cells + np.where((cells == 0).any(axis=0), 0.5, 0.0)
    middle = np.log(cells[0]) - np.log(cells[1]) - np.log(cells[2]) + np.log(cells[3])
    half = Z_95 * np.sqrt((1 / cells).sum(axis=0))
    low, ratio, high = np.exp(middle - half), np.exp(middle), np.exp(middle + half)
    return np.asarray(ratio, np.float64), np.asarray(low, np.float64), np.asarray(high, np.float64)


def log_odds(
    counts: tuple[ArrayLike, ArrayLike],
    sizes: tuple[ArrayLike, ArrayLike],
    prior: ArrayLike,
    prior_size: ArrayLike,
    cells: int = 2,
) -> tuple[Floats, Floats]:
    """Give the difference of log odds under a Dirichlet prior, and its z-score.

    ``d = ln((a + p) / (n + P - a - p)) - ln((b + p) / (m + P - b - p))`` with the prior count ``p`` of the term and
    ``P`` of all terms; ``z = d / sqrt(1/(a + p) + 1/(b + p))``. The prior pulls rare terms towards the rate that is
    expected of them, so that neither rare nor frequent terms fill the head of the list. Range: unbounded, 0 for equal
    rates; |z| above 1.96 is significant at 5 %. A count of 0 stays finite as long as the prior is above 0; with a prior
    of 0 the result is missing.

    Source: B. Monroe, M. Colaresi and K. Quinn, Fightin' Words, Political Analysis 16(4), 2008, equations 16, 20, 22.

    Args:
        counts: of the term on both sides.
        sizes: of the sides, in words.
        prior: prior count of the term; for an informative prior its count in a background corpus, or on both sides.
        prior_size: sum of the prior counts of all terms.
        cells: 2 for the variance of the paper's equation 20; 4 adds the two cells of all other terms, as some
            programs do.

    Raises:
        BadInput: for another number of cells.

    >>> [round(float(x), 4) for x in log_odds((6, 2), (17, 12), 8, 29)]
    [0.3047, 0.736]
    """
    if cells not in (2, 4):
        raise BadInput(f"the variance of log odds has 2 or 4 cells, not {cells}")
    a, b, n, m = _cells(*counts, *sizes)
    own, whole = _cells(prior, prior_size)
    with np.errstate(divide="ignore", invalid="ignore"):
        first, second = a + own, b + own
        rest, other = n + whole - first, m + whole - second
        distance = np.log(first / rest) - np.log(second / other)
        variance = 1 / first + 1 / second
        if cells == 4:
            variance = variance + 1 / rest + 1 / other
        z = distance / np.sqrt(variance)
    lacking = own <= 0
    return np.where(lacking, np.nan, distance), np.where(lacking, np.nan, z)


def bayes_factor(g2: ArrayLike, total: ArrayLike) -> Floats:
    """Give the approximate Bayes factor (BIC) of G2 in a table of ``total`` words: ``|G2| - ln(total)``.

    Below 0 speaks for equal rates, above 2, 6 and 10 for positive, strong and very strong evidence of a difference.

    Source: A. Wilson, Embracing Bayes factors for key item analysis in corpus linguistics, 2013.

    >>> round(float(bayes_factor(2.6517, 125_000)), 3)
    -9.084
    """
    g2, total = _cells(g2, total)
    return np.asarray(np.abs(g2) - np.log(total), np.float64)


def difference_coefficient(a: ArrayLike, b: ArrayLike, n: ArrayLike, m: ArrayLike) -> Floats:
    """Give ``(x - y) / (x + y)`` of the two rates: -1 (only on side two) to 1 (only on side one).

    0 for equal rates, and for a term that stands nowhere.

    Source: K. Hofland and S. Johansson, Word Frequencies in British and American English, 1982.

    >>> round(float(difference_coefficient(18, 35, 10**6, 10**6)), 2)
    -0.32
    """
    a, b, n, m = _cells(a, b, n, m)
    x, y = a / n, b / m
    total = x + y
    return np.asarray(np.divide(x - y, total, out=np.zeros(np.shape(total)), where=total > 0), np.float64)


def simple_maths(a: ArrayLike, b: ArrayLike, n: ArrayLike, m: ArrayLike, add: float = 1.0) -> Floats:
    """Give the ratio of rates per million words, ``add`` added to both: larger ``add`` prefers frequent terms.

    Range: above 0, unbounded; 1 for equal rates. Zero needs no other treatment.

    Source: A. Kilgarriff, Simple maths for keywords, Proceedings of Corpus Linguistics, 2009.

    >>> round(float(simple_maths(35, 263, 112_289_811, 1_559_717_242)), 4)
    1.1224
    """
    a, b, n, m = _cells(a, b, n, m)
    return np.asarray((1e6 * a / n + add) / (1e6 * b / m + add), np.float64)
