"""How varied the words of a text are: type-token ratios and the measures that depend less on the length of the text.

All functions take the words of one text in order (a list of str, or an array of numbers that stand for words) or, where
order does not matter, anything that ``counts_of`` understands. A measure that a text is too short for is NaN, in
tables a missing value. Compare texts of similar length, or by MATTR, MTLD and HD-D.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from zhaoshang_nlp.compare import vocabulary

WINDOW = 100  # words of a window of MATTR
SAMPLE = 42  # words of a sample of HD-D
THRESHOLD = 0.72  # type-token ratio below which MTLD closes a factor

Words = Sequence[str] | NDArray[np.integer]


class Diversity(NamedTuple):
    """The measures of one text or group of texts.

    Attributes:
        id: the document or group.
        words: words in order (tokens with a letter or Han character, stop words too).
        types: different words.
        ttr: types by words.
        rttr: types by the square root of the words (Guiraud).
        herdan_c: logarithm of the types by that of the words.
        mattr: mean type-token ratio of all windows.
        mtld: mean length of stretches that keep up their type-token ratio, in words.
        hdd: type-token ratio to expect of a random sample.
        yule_k: how often two words drawn are the same, times 10,000 (higher: less varied).
        entropy: of the words, in bits.
        msttr: mean type-token ratio of stretches that follow each other.
        simpson_d: chance that two words drawn without putting back are the same.
        fisher_alpha: of the logarithmic series that fits words and types.
    """

    id: str
    words: int
    types: int
    ttr: float | None
    rttr: float | None
    herdan_c: float | None
    mattr: float | None
    mtld: float | None
    hdd: float | None
    yule_k: float | None
    entropy: float | None
    msttr: float | None
    simpson_d: float | None
    fisher_alpha: float | None


def diversity(name: str, words: Words, window: int = WINDOW) -> Diversity:
    """Give all measures of a text.

    Args:
        name: of the document or group.
        words: in order.
        window: words of a window of MATTR, and of a stretch of MSTTR.
    """
    numbers = _numbers(words)
    counts = np.bincount(numbers)
    measures = (
        type_token_ratio(counts),
        root_type_token_ratio(counts),
        herdan_c(counts),
        moving_average_ttr(numbers, window),
        mtld(numbers),
        hypergeometric_d(counts),
        yule_k(counts),
        entropy(counts),
        mean_segmental_ttr(numbers, window),
        vocabulary.simpson_d(counts),
        vocabulary.fisher_alpha(counts),
    )
    return Diversity(
        name, len(numbers), len(counts), *(None if np.isnan(value) else _short(value) for value in measures)
    )


def _short(value: float) -> float:
    """Keep ten significant digits: what lies beyond differs between machines."""
    return float(f"{value:.10g}")


def _numbers(words: Words) -> NDArray[np.int64]:
    """Number the words from 0 without gaps."""
    if len(words) == 0:
        return np.empty(0, np.int64)
    return np.unique(np.asarray(words), return_inverse=True)[1].astype(np.int64).ravel()


def counts_of(words: Words) -> NDArray[np.int64]:
    """Give how often each different word stands in a text.

    >>> counts_of(["招商", "引资", "招商"]).tolist()
    [1, 2]
    """
    return np.bincount(_numbers(words)).astype(np.int64)


def type_token_ratio(counts: NDArray[np.int64]) -> float:
    """Give different words by all words, above 0 to 1. It falls with the length of the text. NaN without words."""
    total = counts.sum()
    return float(np.count_nonzero(counts) / total) if total else np.nan


def root_type_token_ratio(counts: NDArray[np.int64]) -> float:
    """Give different words by the square root of all words (Guiraud's R), above 0. NaN without words.

    Source: P. Guiraud, Les caractères statistiques du vocabulaire, 1954.
    """
    total = counts.sum()
    return float(np.count_nonzero(counts) / np.sqrt(total)) if total else np.nan


def herdan_c(counts: NDArray[np.int64]) -> float:
    """Give ``ln(types) / ln(words)`` (Herdan's C), 0 to 1; the base of the logarithm cancels. NaN below two words.

    Source: G. Herdan, Quantitative Linguistics, 1964.
    """
    total = counts.sum()
    return float(np.log(np.count_nonzero(counts)) / np.log(total)) if total > 1 else np.nan


def yule_k(counts: NDArray[np.int64]) -> float:
    """Give Yule's K, ``10^4 * (sum of f^2 - N) / N^2`` over the frequencies f: 0 if no word is repeated, below 10^4.

    It is nearly independent of the length. NaN without words.

    Source: G. Yule, The Statistical Study of Literary Vocabulary, 1944.

    >>> yule_k(counts_of(["This", "is", "a", "sentence", "."] * 20))
    1900.0
    """
    total = int(counts.sum())
    return 1e4 * (float((counts.astype(np.float64) ** 2).sum()) - total) / total**2 if total else np.nan


def entropy(counts: NDArray[np.int64]) -> float:
    """Give Shannon's entropy of the words in bits: 0 (one word only) to the binary logarithm of the types.

    NaN without words.
    """
    total = counts.sum()
    # Sorted, so that the sum does not depend on the order of the words in its last digit.
    shares = np.sort(counts[counts > 0]) / total if total else np.empty(0)
    return float(-(shares * np.log2(shares)).sum() + 0.0) if total else np.nan


def moving_average_ttr(words: Words, window: int = WINDOW) -> float:
    """Give the mean type-token ratio of all windows of ``window`` words (MATTR): ``1 / window`` to 1.

    NaN for a text shorter than one window, and for a window without words.

    Source: M. Covington and J. McFall, Cutting the Gordian knot: The moving-average type-token ratio, Journal of
    Quantitative Linguistics 17(2), 2010.

    >>> round(moving_average_ttr("one one two one one two one".split(), 3), 5)
    0.66667
    """
    numbers = _numbers(words)
    n = len(numbers)
    if window < 1 or n < window:
        return np.nan
    order = np.argsort(numbers, kind="stable")
    before = np.full(n, -1, np.int64)
    again = numbers[order][1:] == numbers[order][:-1]
    before[order[1:][again]] = order[:-1][again]
    # A word is the first of its kind in the windows that begin after its last occurrence and not after itself.
    place = np.arange(n)
    first = np.maximum(before + 1, place - window + 1)
    last = np.minimum(place, n - window)
    return float(np.maximum(last - first + 1, 0).sum() / (n - window + 1) / window)


def mean_segmental_ttr(words: Words, segment: int = WINDOW) -> float:
    """Give the mean type-token ratio of stretches of ``segment`` words in a row (MSTTR), the tail left out.

    Range: ``1 / segment`` to 1. NaN for a text shorter than one stretch. It depends on where the text is cut: MATTR is
    its smoother sister.

    Source: W. Johnson, Studies in language behavior, Psychological Monographs 56, 1944.

    >>> text = "apple orange apple orange pear pear apple orange".split()
    >>> [round(mean_segmental_ttr(text, segment), 5) for segment in (2, 3, 4)]
    [0.875, 0.66667, 0.625]
    """
    numbers = _numbers(words)
    if segment < 1 or len(numbers) < segment:
        return np.nan
    whole = numbers[: len(numbers) // segment * segment].reshape(-1, segment)
    return float(np.mean([len(np.unique(each)) for each in whole]) / segment)


def mtld(words: Words, threshold: float = THRESHOLD) -> float:
    """Give MTLD, the mean number of words in a row that keep the type-token ratio at ``threshold`` or above.

    Read forwards, a factor ends with the word that brings the ratio **below** the threshold (programs that end it at
    the threshold give less); what is left at the end counts as a part of a factor, ``(1 - ratio) / (1 - threshold)``.
    MTLD is the mean of the words by factors, forwards and backwards. Range: above 1. NaN for a text in which no word is
    repeated early enough to begin a factor either way.

    Source: P. McCarthy and S. Jarvis, MTLD, vocd-D, and HD-D, Behavior Research Methods 42(2), 2010.

    >>> round(mtld(["This", "is", "a", "sentence", "."] * 20), 6)
    7.142857
    """
    numbers = _numbers(words).tolist()
    ways = [_factors(numbers, threshold), _factors(numbers[::-1], threshold)]
    if not all(ways):
        return np.nan
    return sum(len(numbers) / factors for factors in ways) / 2


def _factors(numbers: list[int], threshold: float) -> float:
    factors, seen, length = 0.0, set[int](), 0
    for number in numbers:
        seen.add(number)
        length += 1
        if len(seen) / length < threshold:
            factors += 1
            seen.clear()
            length = 0
    if length:
        factors += (1 - len(seen) / length) / (1 - threshold)
    return factors


def hypergeometric_d(counts: NDArray[np.int64], sample: int = SAMPLE) -> float:
    """Give HD-D: the type-token ratio to expect of ``sample`` words drawn without putting back.

    ``sum over words of (1 - P(the word is not drawn)) / sample`` with hypergeometric P. Range: ``1 / sample`` to 1. NaN
    for a text shorter than the sample.

    Source: P. McCarthy and S. Jarvis, vocd: A theoretical and empirical evaluation, Language Testing 24(4), 2007.

    >>> round(hypergeometric_d(counts_of(["This", "is", "a", "sentence", "."] * 20)), 9)
    0.119047209
    """
    total = int(counts.sum())
    if total < sample or sample < 1:
        return np.nan
    other = total - counts[counts > 0].astype(np.float64)
    # A word that leaves fewer than a sample of others is always drawn.
    left = other[other >= sample]
    # C(N - f, s) / C(N, s), by the beta function.
    log_missed = special.betaln(total - sample + 1, sample + 1) - special.betaln(left - sample + 1, sample + 1)
    missed = np.exp(log_missed + np.log1p(total) - np.log1p(left)).sum()
    return float((len(other) - missed) / sample)
