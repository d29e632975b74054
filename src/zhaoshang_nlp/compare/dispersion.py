"""How evenly terms are spread over the parts of a corpus, documents mostly.

A frequent term that a single document repeats says little of the corpus; these measures tell it from one that stands
everywhere. Counts are given as parts x terms (numpy array, data frame or ``scipy.sparse`` matrix) or as one list for
one term, sizes as words a part; the result has a number for each term. Parts without words are no parts. Where a
measure has no value (a term that stands nowhere, a corpus of one part), the result is NaN, in tables a missing value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Spread:
    """Counts above 0 with their places, sizes of the parts, and the number of terms."""

    values: Floats
    parts: NDArray[np.int64]
    terms: NDArray[np.int64]
    sizes: Floats
    n_terms: int

    @property
    def totals(self) -> Floats:
        """How often each term stands in all parts."""
        return self.sum(self.values)

    @property
    def held(self) -> NDArray[np.int64]:
        """In how many parts each term stands."""
        return np.bincount(self.terms, minlength=self.n_terms).astype(np.int64)

    def sum(self, values: Floats) -> Floats:
        """Sum by term."""
        return np.bincount(self.terms, weights=values, minlength=self.n_terms).astype(np.float64)


def _spread(counts: ArrayLike | sparse.sparray | sparse.spmatrix, sizes: ArrayLike | None) -> _Spread:
    """Give the counts in one form.

    Args:
        counts: parts x terms, or the parts of one term.
        sizes: words of each part; None for parts of equal size.

    Raises:
        ValueError: unless there is a size for each part.
    """
    if not sparse.issparse(counts):
        dense = np.asarray(counts, np.float64)
        counts = sparse.csr_array(dense[:, None] if dense.ndim == 1 else dense)
    table = sparse.coo_array(counts)
    wide = np.ones(table.shape[0]) if sizes is None else np.asarray(sizes, np.float64).ravel()
    if len(wide) != table.shape[0]:
        raise ValueError(f"{len(wide)} sizes for {table.shape[0]} parts")
    number = np.cumsum(wide > 0) - 1
    kept = (table.data > 0) & (wide[table.row] > 0)
    row, column = number[table.row[kept]].astype(np.int64), table.col[kept].astype(np.int64)
    return _Spread(table.data[kept].astype(np.float64), row, column, wide[wide > 0], table.shape[1])


def part_range(counts: ArrayLike | sparse.sparray | sparse.spmatrix) -> NDArray[np.int64]:
    """Give in how many parts each term stands: 0 to the number of parts.

    >>> part_range([[1, 0], [2, 3]]).tolist()
    [2, 1]
    """
    return _spread(counts, None).held


def deviation_of_proportions(
    counts: ArrayLike | sparse.sparray | sparse.spmatrix, sizes: ArrayLike | None = None, normalised: bool = False
) -> Floats:
    """Give Gries' DP: how far the shares of a term's occurrences are from the shares of the parts' sizes.

    ``DP = sum of |v_i - s_i| / 2`` with the share ``v_i`` of the occurrences and ``s_i`` of the words in part i. Range:
    0 (spread as the words are) to ``1 - min(s)`` (all in the smallest part). ``normalised`` divides by that limit, so
    that 1 is reached. NaN for a term that stands nowhere; normalised NaN also for a single part.

    Sources: S. Gries, Dispersions and adjusted frequencies in corpora, International Journal of Corpus Linguistics
    13(4), 2008; J. Lijffijt and S. Gries, Correction to Gries 2008, ibid. 17(1), 2012 (the divisor; some programs
    divide by ``1 - 1/n``, which is the same for parts of equal size only).

    >>> [round(float(deviation_of_proportions([2, 1, 0], normalised=n)[0]), 4) for n in (False, True)]
    [0.3333, 0.5]
    """
    found = _spread(counts, sizes)
    shares = _shares(found)
    with np.errstate(divide="ignore", invalid="ignore"):
        own, expected = found.values / found.totals[found.terms], shares[found.parts]
        # Parts without the term add their whole share: 1 less the shares of those that have it.
        away = (found.sum(np.abs(own - expected)) + 1.0 - found.sum(expected)) / 2
        away = np.where(found.totals > 0, np.maximum(away, 0.0), np.nan)
        if normalised:
            limit = 1.0 - shares.min(initial=1.0)
            away = np.where(limit > 0, away / limit, np.nan)
    return np.asarray(away, np.float64)


def juilland_d(counts: ArrayLike | sparse.sparray | sparse.spmatrix, sizes: ArrayLike | None = None) -> Floats:
    """Give Juilland's D: how little the rates of a term vary from part to part.

    ``D = 1 - (s / m) / sqrt(n - 1)`` with mean ``m`` and standard deviation ``s`` (divided by n) of the rates (count by
    size) in the n parts. Range: 0 (all in one part) to 1 (the same rate everywhere). With many parts almost every term
    comes near 1: compare within one corpus only. NaN for a term that stands nowhere and for a single part.

    Sources: A. Juilland et al., Frequency Dictionary of French Words, 1970; with rates for parts of unequal size as in
    S. Gries 2008.

    >>> round(float(juilland_d([0, 4, 3, 2, 1])[0]), 4)
    0.6464
    """
    found = _spread(counts, sizes)
    n = len(found.sizes)
    if n < 2:
        return np.full(found.n_terms, np.nan)
    rates = found.values / found.sizes[found.parts]
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = found.sum(rates) / n
        # Deviations, not the difference of squares, which loses its digits where terms are evenly spread.
        away = found.sum((rates - mean[found.terms]) ** 2) + (n - found.held) * mean**2
        d = 1.0 - np.sqrt(away / n) / mean / np.sqrt(n - 1)
    return np.where(found.totals > 0, np.clip(d, 0.0, 1.0), np.nan)


def carroll_d2(counts: ArrayLike | sparse.sparray | sparse.spmatrix, sizes: ArrayLike | None = None) -> Floats:
    """Give Carroll's D2: the entropy of a term's rates over the parts, by the entropy of an even spread.

    ``D2 = -sum of p_i * log(p_i) / log(n)`` with the rate in part i by the sum of the rates as ``p_i``. Range: 0 (all
    in one part) to 1 (the same rate everywhere). NaN for a term that stands nowhere and for a single part.

    Source: J. Carroll, An alternative to Juilland's usage coefficient for lexical frequencies, ETS Research Bulletin,
    1970.

    >>> round(float(carroll_d2([2, 1, 1, 1, 0])[0]), 4)
    0.8277
    """
    found = _spread(counts, sizes)
    if len(found.sizes) < 2:
        return np.full(found.n_terms, np.nan)
    rates = found.values / found.sizes[found.parts]
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = rates / found.sum(rates)[found.terms]
        entropy = -found.sum(shares * np.log(shares)) / np.log(len(found.sizes))
    return np.where(found.totals > 0, np.clip(entropy, 0.0, 1.0), np.nan)


def rosengren_s(counts: ArrayLike | sparse.sparray | sparse.spmatrix, sizes: ArrayLike | None = None) -> Floats:
    """Give Rosengren's S, ``(sum of sqrt(s_i * v_i))^2`` of the shares of the words and of the occurrences in part i.

    Range: ``min(s)`` (all in the smallest part) to 1 (spread as the words are). With parts of equal size it is Zhang's
    distributional consistency. NaN for a term that stands nowhere.

    Source: I. Rosengren 1971, in S. Gries, Dispersions and adjusted frequencies in corpora, 2008.

    >>> round(float(rosengren_s([1, 2, 3, 4, 5])[0]), 3)
    0.937
    """
    found = _spread(counts, sizes)
    shares = _shares(found)
    with np.errstate(divide="ignore", invalid="ignore"):
        own = found.values / found.totals[found.terms]
        s = found.sum(np.sqrt(own * shares[found.parts])) ** 2
    return np.where(found.totals > 0, np.clip(s, 0.0, 1.0), np.nan)


def divergence(counts: ArrayLike | sparse.sparray | sparse.spmatrix, sizes: ArrayLike | None = None) -> Floats:
    """Give the Kullback-Leibler divergence in bits of a term's spread from that of the words.

    ``sum of v_i * log2(v_i / s_i)`` of the shares of the occurrences and of the words in part i. Range: 0 (spread as
    the words are) to ``-log2(min(s))`` (all in the smallest part). NaN for a term that stands nowhere.

    Source: S. Gries, Analyzing dispersion, in: A Practical Handbook of Corpus Linguistics, 2020.

    >>> round(float(divergence([2, 1, 0])[0]), 4)
    0.6667
    """
    found = _spread(counts, sizes)
    shares = _shares(found)
    with np.errstate(divide="ignore", invalid="ignore"):
        own = found.values / found.totals[found.terms]
        away = found.sum(own * np.log2(own / shares[found.parts]))
    return np.where(found.totals > 0, np.maximum(away, 0.0), np.nan)


def variation_coefficient(
    counts: ArrayLike | sparse.sparray | sparse.spmatrix, sizes: ArrayLike | None = None
) -> Floats:
    """Give the standard deviation of the rates (divided by n) by their mean: 0 even, ``sqrt(n - 1)`` all in one part.

    NaN for a term that stands nowhere.

    >>> float(variation_coefficient([1, 0, 0, 0, 0])[0])
    2.0
    """
    found = _spread(counts, sizes)
    n = max(len(found.sizes), 1)
    rates = found.values / found.sizes[found.parts]
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = found.sum(rates) / n
        away = found.sum((rates - mean[found.terms]) ** 2) + (n - found.held) * mean**2
        return np.where(found.totals > 0, np.sqrt(away / n) / mean, np.nan)


def chi_squared(counts: ArrayLike | sparse.sparray | sparse.spmatrix, sizes: ArrayLike | None = None) -> Floats:
    """Give chi-squared of the counts against those of an even rate: ``sum of (f_i - E_i)^2 / E_i``, 0 if even.

    Range: up to ``f * (1 / min(s) - 1)``. NaN for a term that stands nowhere.
    """
    found = _spread(counts, sizes)
    shares = _shares(found)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = shares[found.parts] * found.totals[found.terms]
        # Parts without the term add what they expect: f less the expectations of those that have it.
        away = found.sum((found.values - expected) ** 2 / expected) + found.totals - found.sum(expected)
    return np.where(found.totals > 0, np.maximum(away, 0.0), np.nan)


def lyne_d3(counts: ArrayLike | sparse.sparray | sparse.spmatrix, sizes: ArrayLike | None = None) -> Floats:
    """Give Lyne's D3, ``1 - chi^2 / (4 * f)``: 1 even; below 0 where many parts are without the term.

    NaN for a term that stands nowhere. (Some manuals print ``(1 - chi^2) / 4f``, which is a slip.)

    Source: A. Lyne, The Vocabulary of French Business Correspondence, 1985.

    >>> round(float(lyne_d3([1, 2, 3, 4, 5])[0]), 3)
    0.944
    """
    totals = _spread(counts, sizes).totals
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(1.0 - chi_squared(counts, sizes) / (4 * totals), np.float64)


def _shares(found: _Spread) -> Floats:
    """Give the share of the words that each part has."""
    return np.asarray(found.sizes / found.sizes.sum() if len(found.sizes) else found.sizes, np.float64)


def average_reduced_frequency(ids: ArrayLike, n_terms: int) -> Floats:
    """Give ARF: the frequency of each term, its occurrences in clusters counting less.

    The running text is laid in a circle; of ``f`` occurrences each counts with its distance to the one before, but with
    no more than ``v = N / f``, and the sum is divided by ``v``. Range: 1 (all side by side) to f (evenly spaced);
    0 for a term that stands nowhere. No parts need be chosen, but the order of the documents matters.

    Source: P. Savický and J. Hlaváčová, Measures of word commonness, Journal of Quantitative Linguistics 9(3), 2002.

    Args:
        ids: the number of the term at each place of the running text; below 0 for words that are not asked for.
        n_terms: how many terms there are.

    >>> average_reduced_frequency([0, 1, 0, 1, 2, 2], 3).round(4).tolist()
    [1.6667, 1.6667, 1.3333]
    """
    running = np.asarray(ids, np.int64)
    terms, gaps = distances(running, n_terms)
    counts = np.bincount(terms, minlength=n_terms)
    with np.errstate(divide="ignore", invalid="ignore"):
        even = len(running) / counts
        reduced = np.bincount(terms, weights=np.minimum(gaps, even[terms]), minlength=n_terms) / even
    return np.where(counts > 0, reduced, 0.0)


def distances(ids: ArrayLike, n_terms: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give for each occurrence its term and its distance to the one before, the running text being laid in a circle.

    Args:
        ids: the number of the term at each place; below 0 for words that are not asked for.
        n_terms: how many terms there are.

    >>> [found.tolist() for found in distances([0, 1, 0, -1, -1], 2)]
    [[0, 0, 1], [3, 2, 5]]
    """
    running = np.asarray(ids, np.int64)
    places = np.flatnonzero(running >= 0)
    order = np.argsort(running[places], kind="stable")
    places, terms = places[order], running[places][order]
    counts = np.bincount(terms, minlength=n_terms)
    gaps = np.diff(places, prepend=0)
    held = counts > 0
    ends = np.cumsum(counts)[held]
    first = ends - counts[held]
    # The first occurrence has the last one before it, once around the circle.
    gaps[first] = places[first] - places[ends - 1] + len(running)
    return terms, gaps


def equal_parts(ids: ArrayLike, n_terms: int, parts: int) -> tuple[sparse.csr_array, NDArray[np.int64]]:
    """Cut the running text into parts of equal length, whatever the documents; give parts x terms, and the sizes.

    Sizes differ by one word at most. With fewer words than parts each word is a part.

    Args:
        ids: the number of the term at each place; below 0 for words that are not asked for but have a length.
        n_terms: how many terms there are.
        parts: how many parts.

    >>> counts, sizes = equal_parts([0, 0, 1, 0, -1], 2, 2)
    >>> counts.toarray().tolist(), sizes.tolist()
    ([[2, 1], [1, 0]], [3, 2])
    """
    running = np.asarray(ids, np.int64)
    parts = max(1, min(parts, len(running)))
    number = np.arange(len(running)) * parts // max(len(running), 1)
    asked = running >= 0
    ones = np.ones(int(asked.sum()), np.int64)
    counts = sparse.coo_array((ones, (number[asked], running[asked])), shape=(parts, n_terms)).tocsr()
    return counts, np.bincount(number, minlength=parts).astype(np.int64)
