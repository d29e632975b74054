"""How strongly two words attract each other, from four counts.

``both`` is how often the pair stands, ``one`` and ``two`` how often each word stands, ``total`` how many pairs there
are: the table of a pair is ``both, one - both, two - both, total - one - two + both``. Numbers, arrays and columns of
data frames are taken alike and broadcast. Log-likelihood, chi-squared and Fisher's test of a pair are those of
``statistics`` and ``contingency`` with ``a, b, n, m = both, two - both, one, total - one``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def _counts(*values: ArrayLike) -> tuple[Floats, ...]:
    return tuple(np.asarray(value, np.float64) for value in values)


def expected(one: ArrayLike, two: ArrayLike, total: ArrayLike) -> Floats:
    """Give how often the pair would stand if the words were independent, ``one * two / total``."""
    one, two, total = _counts(one, two, total)
    return np.asarray(one * (two / total), np.float64)


def pmi(both: ArrayLike, one: ArrayLike, two: ArrayLike, total: ArrayLike, power: int = 1) -> Floats:
    """Give pointwise mutual information in bits, ``log2(p^k / (p1 * p2))`` of the shares of pair and words.

    With ``power`` 1: 0 for independent words, unbounded above; it prefers rare words. Powers 2 and 3 correct that; they
    are 0 at most (never apart, and with 3 also all there is). Minus infinity where the pair does not stand.

    Sources: K. Church and P. Hanks, Word association norms, mutual information, and lexicography, Computational
    Linguistics 16(1), 1990; B. Daille, Approche mixte pour l'extraction automatique de terminologie, 1994 (powers).

    >>> round(float(pmi(8, 1105, 44, 15_000_000)), 1)
    11.3
    """
    both, one, two, total = _counts(both, one, two, total)
    with np.errstate(divide="ignore"):
        found = power * np.log2(both / total) - np.log2(one / total) - np.log2(two / total)
    return np.asarray(found, np.float64)


def npmi(both: ArrayLike, one: ArrayLike, two: ArrayLike, total: ArrayLike) -> Floats:
    """Give PMI by its upper limit ``-log2(both / total)``: -1 never together, 0 independent, 1 never apart.

    A pair that makes up the whole corpus counts as never apart.

    Source: G. Bouma, Normalized (pointwise) mutual information in collocation extraction, GSCL, 2009.

    >>> npmi([10, 1, 0], [10, 10, 10], 10, 100).tolist()
    [1.0, 0.0, -1.0]
    """
    both, one, two, total = np.broadcast_arrays(*_counts(both, one, two, total))
    share = both / total
    with np.errstate(divide="ignore", invalid="ignore"):
        found = pmi(both, one, two, total) / -np.log2(share)
    found = np.where(both == 0, -1.0, np.where(share == 1, 1.0, found))
    return np.asarray(np.round(np.clip(found, -1.0, 1.0), 15) + 0.0, np.float64)


def dice(both: ArrayLike, one: ArrayLike, two: ArrayLike) -> Floats:
    """Give Dice's coefficient ``2 * both / (one + two)``: 0 never together, 1 never apart.

    Source: F. Smadja, K. McKeown and V. Hatzivassiloglou, Translating collocations for bilingual lexicons,
    Computational Linguistics 22(1), 1996.

    >>> round(float(dice(130, 3121, 143)), 2)
    0.08
    """
    both, one, two = _counts(both, one, two)
    return np.asarray(2 * both / (one + two), np.float64)


def log_dice(both: ArrayLike, one: ArrayLike, two: ArrayLike) -> Floats:
    """Give ``14 + log2(dice)``: 14 at most, one less for half the strength, independent of the size of the corpus.

    Minus infinity where the pair does not stand.

    Source: P. Rychlý, A lexicographer-friendly association score, RASLAN, 2008.

    >>> float(log_dice(4, 4, 4)), float(log_dice(1, 4, 4))
    (14.0, 12.0)
    """
    with np.errstate(divide="ignore"):
        return np.asarray(14 + np.log2(dice(both, one, two)), np.float64)


def t_score(both: ArrayLike, one: ArrayLike, two: ArrayLike, total: ArrayLike) -> Floats:
    """Give ``(both - expected) / sqrt(both)``: prefers frequent pairs; above 2 is commonly taken as a collocation.

    0 where the pair does not stand, though then nothing can be said.

    Source: K. Church et al., Using statistics in lexical analysis, 1991.

    >>> round(float(t_score(8, 15828, 4675, 14_307_668)), 4)
    0.9999
    """
    both, one, two, total = _counts(both, one, two, total)
    away = both - expected(one, two, total)
    return np.asarray(np.divide(away, np.sqrt(both), out=np.zeros(np.shape(away)), where=both > 0), np.float64)


def z_score(both: ArrayLike, one: ArrayLike, two: ArrayLike, total: ArrayLike) -> Floats:
    """Give ``(both - expected) / sqrt(expected)``: prefers rare pairs. 0 where nothing is expected.

    Source: S. Dennis, The construction of a thesaurus automatically from a sample of text, 1965; in S. Evert, The
    Statistics of Word Cooccurrences, 2005.

    >>> float(z_score(8, 40, 10, 100))
    2.0
    """
    both, one, two, total = _counts(both, one, two, total)
    mean = expected(one, two, total)
    away = both - mean
    return np.asarray(np.divide(away, np.sqrt(mean), out=np.zeros(np.shape(away)), where=mean > 0), np.float64)


def delta_p(both: ArrayLike, one: ArrayLike, two: ArrayLike, total: ArrayLike) -> Floats:
    """Give how much word one raises the chance of word two, ``both / one - (two - both) / (total - one)``: -1 to 1.

    It has a direction: swap ``one`` and ``two`` for the other. NaN where one word stands nowhere or everywhere.

    Source: N. Ellis 2006; S. Gries, 50-something years of work on collocations, International Journal of Corpus
    Linguistics 18(1), 2013.

    >>> [round(float(delta_p(5610, *words, 10_409_868)), 3) for words in ((174_548, 7867), (7867, 174_548))]
    [0.032, 0.697]
    """
    both, one, two, total = _counts(both, one, two, total)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(both / one - (two - both) / (total - one), np.float64)


def minimum_sensitivity(both: ArrayLike, one: ArrayLike, two: ArrayLike) -> Floats:
    """Give the smaller of the shares of either word that stand in the pair, ``min(both / one, both / two)``: 0 to 1.

    Source: T. Pedersen and R. Bruce, What to infer from a description, 1996.

    >>> round(float(minimum_sensitivity(17, 257, 1018)), 6)
    0.016699
    """
    both, one, two = _counts(both, one, two)
    return np.asarray(both / np.maximum(one, two), np.float64)


def phi_squared(both: ArrayLike, one: ArrayLike, two: ArrayLike, total: ArrayLike) -> Floats:
    """Give chi-squared by the number of pairs, 0 (independent) to 1. NaN where a word stands nowhere or everywhere.

    Source: W. Gale and K. Church, A program for aligning sentences in bilingual corpora, 1991.

    >>> round(float(phi_squared(31950, 43954, 36743, 897077)), 2)
    0.62
    """
    both, one, two, total = _counts(both, one, two, total)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (both * total - one * two) / one / two
        return np.asarray(share**2 * one * two / ((total - one) * (total - two)), np.float64)


def mutual_information(both: ArrayLike, one: ArrayLike, two: ArrayLike, total: ArrayLike) -> Floats:
    """Give the mutual information of the whole table in bits, 0 (independent) to 1; an empty cell adds 0.

    Source: C. Manning and H. Schütze, Foundations of Statistical Natural Language Processing, 1999, ch. 2.

    >>> [round(float(mutual_information(2, 2, 2, total)), 3) for total in (9, 999)]
    [0.764, 0.021]
    """
    both, one, two, total = _counts(both, one, two, total)
    found = np.zeros(np.broadcast_shapes(*(np.shape(each) for each in (both, one, two, total))))
    for cell, row, column in (
        (both, one, two),
        (one - both, one, total - two),
        (two - both, total - one, two),
        (total - one - two + both, total - one, total - two),
    ):
        share = cell / total
        with np.errstate(divide="ignore", invalid="ignore"):
            found = found + np.where(cell > 0, share * np.log2(cell / row / column * total), 0.0)
    return np.asarray(found, np.float64)


def smoothed_log_odds(
    both: ArrayLike, one: ArrayLike, two: ArrayLike, total: ArrayLike, smoothing: float = 0.5
) -> tuple[Floats, Floats]:
    """Give the logarithm of the odds ratio of the pair with ``smoothing`` added to each cell, and its z-score.

    Range: unbounded; 0 for independent words, up to the smoothing. For pairs it is the lambda of quanteda.

    Source: D. Blaheta and M. Johnson, Unsupervised learning of multi-word verbs, 2001.

    >>> [round(float(x), 6) for x in smoothed_log_odds(2, 2, 2, 9)]
    [4.317488, 2.027787]
    """
    both, one, two, total = _counts(both, one, two, total)
    a, b, c, d = (cell + smoothing for cell in (both, one - both, two - both, total - one - two + both))
    found = np.log(a) - np.log(b) - np.log(c) + np.log(d)
    return np.asarray(found, np.float64), np.asarray(found / np.sqrt(1 / a + 1 / b + 1 / c + 1 / d), np.float64)
