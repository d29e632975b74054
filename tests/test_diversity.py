"""Lexical diversity: published values, traps of other programs, and definitions recomputed the long way."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from zhaoshang_nlp.compare import diversity as d

# 23 words whose factors are shown in the literature on MTLD.
_BURTON = (
    "burton loves cats and cats love burton burton loves dogs not as much as cats but dogs do not love burton very much"
)
BURTON = _BURTON.split()
SENTENCES = ["This", "is", "a", "sentence", "."] * 20
# Gospel of St John, chapter 1: how many words stand once, twice … (Yule's K, in quanteda's tests).
ST_JOHN = {1: 212, 2: 51, 3: 26, 4: 13, 5: 6, 6: 6, 7: 3, 8: 4, 10: 1, 11: 1, 13: 3, 16: 1, 17: 1, 19: 1, 21: 1, 59: 1}
# Popescu's text of 225 words: frequencies with the number of words that have them (Popescu 2009, pp. 170-178).
POPESCU = {11: 1, 9: 2, 7: 1, 6: 2, 5: 2, 4: 7, 3: 6, 2: 18, 1: 85}

words = st.lists(st.sampled_from("甲乙丙丁戊己"), max_size=120)


def spectrum(counts: dict[int, int]) -> np.ndarray:
    return np.repeat(list(counts), list(counts.values()))


@pytest.mark.parametrize(("threshold", "expected"), [(0.72, 10.181), (0.66, 14.162), (0.75, 10.0625)])
def test_mtld_closes_a_factor_below_the_threshold_and_not_at_it(threshold: float, expected: float) -> None:
    # Closing it at the threshold would give 9.583 for 0.75.
    assert d.mtld(BURTON, threshold) == pytest.approx(expected, abs=5e-4)


def test_values_of_twenty_equal_sentences() -> None:
    counts = d.counts_of(SENTENCES)
    assert d.mtld(SENTENCES) == pytest.approx(7.142857, abs=5e-7)
    assert d.hypergeometric_d(counts) == pytest.approx(0.119047209, abs=5e-10)
    assert d.yule_k(counts) == pytest.approx(1900.0)


@pytest.mark.parametrize(("window", "expected"), [(2, 0.83333), (3, 0.66667), (4, 0.5)])
def test_moving_average_of_quanteda(window: int, expected: float) -> None:
    assert d.moving_average_ttr(["one", "one", "two", "one", "one", "two", "one"], window) == pytest.approx(
        expected, abs=5e-6
    )


def test_yule_k_of_st_john() -> None:
    counts = spectrum(ST_JOHN)
    assert (counts.sum(), len(counts)) == (755, 331)
    assert d.yule_k(counts) == pytest.approx(112.767, abs=5e-4)


def test_entropy_of_popescu_2009() -> None:
    counts = spectrum(POPESCU)
    assert counts.sum() == 225
    assert d.entropy(counts) == pytest.approx(6.5270, abs=5e-5)


def test_ratios_of_a_text_of_22_words_and_19_types() -> None:
    counts = np.array([2, 2, 2, *[1] * 16])  # textacy's nursery text
    assert d.type_token_ratio(counts) == pytest.approx(0.864, abs=5e-4)
    assert d.root_type_token_ratio(counts) == pytest.approx(4.051, abs=5e-4)
    assert d.herdan_c(counts) == pytest.approx(0.953, abs=5e-4)


@given(words, st.integers(1, 40))
def test_moving_average_is_the_mean_over_all_windows(text: list[str], window: int) -> None:
    found = d.moving_average_ttr(text, window)
    windows = [text[i : i + window] for i in range(len(text) - window + 1)]
    if windows:
        assert found == pytest.approx(np.mean([len(set(each)) / window for each in windows]))
    else:
        assert math.isnan(found)


@given(words, st.integers(1, 50))
def test_hypergeometric_d_is_that_of_scipy(text: list[str], sample: int) -> None:
    counts = d.counts_of(text)
    found = d.hypergeometric_d(counts, sample)
    if len(text) < sample:
        assert math.isnan(found)
    else:
        expected = (1 - stats.hypergeom.pmf(0, len(text), counts, sample)).sum() / sample
        assert found == pytest.approx(float(expected))


@given(words.filter(bool))
def test_numbers_and_words_and_both_directions_agree(text: list[str]) -> None:
    numbers = np.array(["甲乙丙丁戊己".index(word) + 7 for word in text])
    assert d.diversity("x", numbers, 5) == d.diversity("x", text, 5)
    assert d.mtld(text) == pytest.approx(d.mtld(text[::-1]), nan_ok=True)


def test_too_little_text_has_missing_values() -> None:
    assert d.diversity("leer", []) == d.Diversity("leer", 0, 0, *[None] * 11)
    one = d.diversity("one", ["招商"])
    assert (one.words, one.types, one.ttr, one.yule_k, one.entropy) == (1, 1, 1.0, 0.0, 0.0)
    assert (one.herdan_c, one.mattr, one.mtld, one.hdd) == (None, None, None, None)
    assert d.diversity("two", ["招商", "引资"]).mtld is None, "no word is repeated"
