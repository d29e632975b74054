"""Further measures of how rich a vocabulary is, from how often each word stands; the order of the words is not needed.

Papers before 2010 report them. All but Simpson's D, Yule's I and the repeat rate depend on the length of the text:
compare texts of one length only, or take MATTR, MTLD and HD-D (``diversity``). ``counts`` are the frequencies of the
different words, as ``diversity.counts_of`` gives them; a text that a measure says nothing of gives NaN.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

# Published tables of Summer's S and Dugast's U use decimal logarithms.
BASE = 10.0
_NEAR, _ROUNDS = 1e-12, 200


def _held(counts: ArrayLike) -> Floats:
    found = np.asarray(counts, np.float64).ravel()
    # Sorted, so that no sum depends on the order of the words in its last digit.
    return np.sort(found[found > 0])


def corrected_type_token_ratio(counts: ArrayLike) -> float:
    """Give ``V / sqrt(2 * N)`` of V different and N words (Carroll's corrected TTR), above 0. NaN without words.

    Source: J. Carroll, Language and Thought, 1964.

    >>> round(corrected_type_token_ratio([2, 2, 2] + [1] * 16), 3)
    2.864
    """
    held = _held(counts)
    return float(len(held) / np.sqrt(2 * held.sum())) if len(held) else np.nan


def summer_s(counts: ArrayLike, base: float = BASE) -> float:
    """Give Summer's S, ``log log V / log log N``; up to 1 where both logarithms are above 1. It depends on the base.

    NaN where a logarithm is not above 0: for one word only, and for texts of one word.

    Source: H. Somers, Analyse mathématique du langage, 1966; in F. Tweedie and R. Baayen, How variable may a constant
    be?, Computers and the Humanities 32, 1998.

    >>> [round(summer_s([2, 2, 2] + [1] * 16, base), 3) for base in (10, 2.718281828)]
    [0.835, 0.957]
    """
    held = _held(counts)
    if len(held) < 2:
        return np.nan
    types, words = np.log([len(held), held.sum()]) / np.log(base)
    below = np.log(words)
    return float(np.log(types) / below) if below else np.nan


def dugast_u(counts: ArrayLike, base: float = BASE) -> float:
    """Give Dugast's U, ``log(N)^2 / (log N - log V)``, above 0. It depends on the base.

    NaN where no word is repeated, and without words.

    Source: D. Dugast, Vocabulaire et stylistique, 1979.

    >>> [round(dugast_u([2, 2, 2] + [1] * 16, base), 2) for base in (10, 2.718281828)]
    [28.3, 65.17]
    """
    held = _held(counts)
    if not len(held) or len(held) == held.sum():
        return np.nan
    types, words = np.log([len(held), held.sum()]) / np.log(base)
    return float(words**2 / (words - types))


def simpson_d(counts: ArrayLike) -> float:
    """Give the chance that two words drawn without putting back are the same, ``sum of f(f-1) / (N(N-1))``: 0 to 1.

    NaN below two words.

    Source: E. Simpson, Measurement of diversity, Nature 163, 1949.

    >>> simpson_d([2, 2])
    0.3333333333333333
    """
    held = _held(counts)
    total = held.sum()
    return float((held * (held - 1)).sum() / (total * (total - 1))) if total > 1 else np.nan


def repeat_rate(counts: ArrayLike) -> float:
    """Give the chance that two words drawn with putting back are the same, ``sum of (f/N)^2``: ``1/V`` to 1.

    NaN without words.

    Source: I.-I. Popescu et al., Word Frequency Studies, 2009, p. 165.

    >>> repeat_rate([1, 1, 2])
    0.375
    """
    held = _held(counts)
    return float(((held / held.sum()) ** 2).sum()) if len(held) else np.nan


def yule_i(counts: ArrayLike) -> float:
    """Give Yule's I, ``V^2 / (sum of f^2 - V)``, above 0: the larger, the more varied.

    NaN where no word is repeated, and without words.

    Source: G. Yule, The Statistical Study of Literary Vocabulary, 1944, as quanteda has it.

    >>> yule_i([2, 2, 1])
    1.5
    """
    held = _held(counts)
    rest = (held**2).sum() - len(held)
    return float(len(held) ** 2 / rest) if rest > 0 else np.nan


def herdan_vm(counts: ArrayLike, root: bool = True) -> float:
    """Give Herdan's Vm, ``sqrt(sum of (f/N)^2 - 1/V)``: 0 where all words are equally frequent, below 1.

    Without ``root`` the square, as some programs print it. NaN without words.

    Source: G. Herdan, A new derivation and interpretation of Yule's characteristic K, Zeitschrift für angewandte
    Mathematik und Physik 6, 1955.

    >>> herdan_vm([20] * 5)
    0.0
    """
    held = _held(counts)
    if not len(held):
        return np.nan
    # Differences to the mean share: the same sum, which rounding cannot bring below 0.
    square = float(((held / held.sum() - 1 / len(held)) ** 2).sum())
    return float(np.sqrt(square)) if root else square


def fisher_alpha(counts: ArrayLike) -> float:
    """Give Fisher's alpha, which solves ``V = alpha * ln(1 + N / alpha)``: above 0, the larger, the more varied.

    It supposes that frequencies follow a logarithmic series. Infinite where no word is repeated (NaN here), NaN without
    words.

    Source: R. Fisher, A. Corbet and C. Williams, The relation between the number of species and the number of
    individuals in a random sample of an animal population, Journal of Animal Ecology 12(1), 1943.

    >>> round(fisher_alpha([15_370] + [1] * 239), 3)
    40.247
    """
    held = _held(counts)
    types, words = len(held), float(held.sum())
    if not types or types == words:
        return np.nan
    low, high = 1e-12, 1.0
    while high * np.log1p(words / high) < types:
        high *= 2
    for _ in range(_ROUNDS):
        alpha = (low + high) / 2
        low, high = (alpha, high) if alpha * np.log1p(words / alpha) < types else (low, alpha)
        if high - low < _NEAR * high:
            break
    return (low + high) / 2


def spectrum(counts: ArrayLike) -> NDArray[np.int64]:
    """Give how many words stand once, twice …, left out what no word has; measures take it like any counts.

    >>> spectrum([3, 1, 1, 2]).tolist()
    [2, 1, 1]
    """
    return np.unique(_held(counts), return_counts=True)[1].astype(np.int64)
