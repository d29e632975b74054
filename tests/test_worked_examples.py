"""Worked examples of the literature that stand nowhere else in the tests: vocabulary, adjusted frequencies, ranks."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse, stats

from zhaoshang_nlp.compare import adjusted, contingency, dispersion, diversity, effects, ranks, statistics, vocabulary
from zhaoshang_nlp.errors import BadInput

# The little corpus of Gries 2008, five parts.
GRIES = ["bamnibeup", "basatbewqn", "bcagabesta", "baghabeaat", "bahaabeaxat"]
SIZES = [len(part) for part in GRIES]
# Gospel of St John, chapter 1: how many words stand once, twice … (Yule 1944, in quanteda's tests).
ST_JOHN = {1: 212, 2: 51, 3: 26, 4: 13, 5: 6, 6: 6, 7: 3, 8: 4, 10: 1, 11: 1, 13: 3, 16: 1, 17: 1, 19: 1, 21: 1, 59: 1}
POPESCU = {11: 1, 9: 2, 7: 1, 6: 2, 5: 2, 4: 7, 3: 6, 2: 18, 1: 85}
NURSERY = [2, 2, 2, *[1] * 16]  # textacy: 22 words, 19 types
SENTENCES = [20] * 5  # twenty times the same five words


def counts(letter: str) -> list[int]:
    return [part.count(letter) for part in GRIES]


def spread_out(frequencies: dict[int, int]) -> np.ndarray:
    return np.repeat(list(frequencies), list(frequencies.values()))


# --- ranks of documents -----------------------------------------------------------------------------------------------


def test_rank_sum_of_kilgarriff_2001() -> None:
    found = ranks.rank_sum([12, 15, 18, 24, 88], [3, 3, 13, 27, 33])
    assert (float(found.rank_sum[0]), float(found.u[0])) == (31, 16)
    assert float(found.p[0]) == pytest.approx(0.53, abs=5e-3), "not significant"


rates = st.lists(st.integers(0, 6), min_size=1, max_size=12)


@given(rates, rates)
def test_rank_sums_are_those_of_scipy(one: list[int], two: list[int]) -> None:
    found = ranks.rank_sum(one, two)
    u, p, delta = (float(value[0]) for value in (found.u, found.p, found.delta))
    more, less = (sum(f(x, y) for x in one for y in two) for f in (int.__gt__, int.__lt__))
    assert u == more + (len(one) * len(two) - more - less) / 2
    assert delta == pytest.approx((more - less) / (len(one) * len(two)))
    if len({*one, *two}) == 1:
        assert p == 1
    else:
        assert p == pytest.approx(stats.mannwhitneyu(one, two, method="asymptotic").pvalue)


def test_ranks_of_counts_take_rates_and_leave_out_documents_without_words() -> None:
    one = sparse.csr_matrix([[2, 2, 0], [0, 0, 0], [1, 0, 0]])
    two = sparse.csr_matrix([[1, 3, 0], [3, 1, 0]])
    found = ranks.of_counts(one, two, [0, 2])
    assert found.u.tolist() == [ranks.rank_sum([0.5, 1.0], [0.25, 0.75]).u[0], 2.0]
    assert found.p[1] == 1, "it stands nowhere"
    assert np.isnan(ranks.of_counts(one, two[:0], [0]).p[0]), "nobody to compare with"
    assert ranks.of_counts(one, two, []).p.shape == (0,)


# --- dispersion and adjusted frequencies ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("letter", "s", "divergence"),
    [("a", 0.9498, 0.137), ("b", 0.999, 0.003), ("i", 0.18, 2.474), ("q", 0.2, 2.322), ("x", 0.22, 2.184)],
)
def test_rosengren_and_divergence_of_gries_2008(letter: str, s: float, divergence: float) -> None:
    assert dispersion.rosengren_s(counts(letter), SIZES)[0] == pytest.approx(s, abs=5e-4)
    assert dispersion.divergence(counts(letter), SIZES)[0] == pytest.approx(divergence, abs=5e-4)


def test_further_measures_of_gries_2008() -> None:
    assert dispersion.chi_squared(counts("a"), SIZES)[0] == pytest.approx(2.6128, abs=5e-5)
    assert dispersion.variation_coefficient(counts("i"))[0] == pytest.approx(2.0)
    assert dispersion.lyne_d3([1, 2, 3, 4, 5])[0] == pytest.approx(0.944, abs=5e-4)
    # Zhang's distributional consistency is Rosengren's S of equal parts.
    assert dispersion.rosengren_s([1, 2, 3, 4, 5])[0] == pytest.approx(0.937, abs=5e-4)
    zhang = np.mean(np.sqrt([1, 2, 3, 4, 5])) ** 2 / 3
    assert dispersion.rosengren_s([1, 2, 3, 4, 5])[0] == pytest.approx(zhang)


@pytest.mark.parametrize(
    ("found", "expected", "digits"),
    [
        (adjusted.juilland_u([0, 4, 3, 2, 1]), 6.46, 5e-3),
        (adjusted.juilland_u([4, 2, 1, 1, 0]), 4.609, 5e-4),
        (adjusted.carroll_um([2, 1, 1, 1, 0]), 4.31, 5e-3),
        (adjusted.carroll_um([1, 2, 3, 4, 5]), 14.108, 5e-4),
        (adjusted.rosengren_kf([1, 2, 3, 4, 5]), 14.053, 5e-4),
        (adjusted.engwall_fm([4, 2, 1, 1, 0]), 6.4, 1e-9),
        (adjusted.kromer_ur([2, 1, 1, 1, 0]), 4.5, 1e-9),
    ],
)
def test_adjusted_frequencies_of_wordless(found: np.ndarray, expected: float, digits: float) -> None:
    assert float(found[0]) == pytest.approx(expected, abs=digits), "Wordless test_measures_adjusted_freq.py"


def test_distances_of_savicky_and_hlavacova() -> None:
    text = "".join([GRIES[0] + "k", *GRIES[1:4], "bahaabeaxa"])
    letters = sorted(set(text))
    ids, a = [letters.index(letter) for letter in text], letters.index("a")
    terms, gaps = dispersion.distances(ids, len(letters))
    assert sorted(gaps[terms == a].tolist()) == sorted([2, 10, 2, 9, 2, 5, 2, 3, 3, 1, 3, 2, 1, 3, 2])
    assert adjusted.average_waiting_time(ids, len(letters))[a] == pytest.approx(3.18)
    assert adjusted.frequency_by_waiting(ids, len(letters))[a] == pytest.approx(9.328, abs=5e-4)
    assert adjusted.average_logarithmic_distance(ids, len(letters))[a] == pytest.approx(0.628, abs=5e-4)
    assert adjusted.frequency_by_distance(ids, len(letters))[a] == pytest.approx(11.764, abs=5e-4)


tables = st.integers(2, 6).flatmap(
    lambda n: st.tuples(
        st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=n, max_size=n),
        st.lists(st.integers(1, 90), min_size=n, max_size=n),
    )
)


@given(tables)
def test_measures_keep_their_ranges(table: tuple[list[list[int]], list[int]]) -> None:
    counted, sizes = np.array(table[0], float), np.array(table[1], float)
    f, shares, slack = counted.sum(axis=0), sizes / sizes.sum(), 1e-9
    limits = [
        (dispersion.rosengren_s, shares.min(), 1),
        (dispersion.divergence, 0, -np.log2(shares.min())),
        (dispersion.variation_coefficient, 0, np.sqrt(len(sizes) - 1)),
        (dispersion.chi_squared, 0, f * (1 / shares.min() - 1)),
        (dispersion.lyne_d3, -np.inf, 1),
        (adjusted.juilland_u, 0, f),
        (adjusted.carroll_um, 0, f),
        (adjusted.rosengren_kf, 0, f),
        (adjusted.engwall_fm, 0, f),
    ]
    for measure, low, high in limits:
        found = measure(counted, sizes)
        assert found == pytest.approx(measure(sparse.csr_matrix(counted), sizes), nan_ok=True)
        stands = f > 0
        assert ((found >= low - slack) & (found <= high + slack))[stands].all(), measure
        assert all(value == 0 or math.isnan(value) for value in found[~stands]), measure
    assert (adjusted.kromer_ur(counted) <= f + slack).all()


@given(st.lists(st.integers(-1, 3), min_size=1, max_size=60))
def test_frequencies_by_distance_lie_between_one_and_the_frequency(ids: list[int]) -> None:
    f = np.bincount([i for i in ids if i >= 0], minlength=4)
    for measure in (adjusted.frequency_by_waiting, adjusted.frequency_by_distance):
        found = measure(ids, 4)
        assert ((found >= (f > 0) - 1e-9) & (found <= f + 1e-9)).all()


# --- vocabulary -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "expected", "digits", "source"),
    [
        (vocabulary.corrected_type_token_ratio(NURSERY), 2.864, 5e-4, "textacy"),
        (vocabulary.summer_s(NURSERY), 0.835, 5e-4, "textacy, decimal logarithms"),
        (vocabulary.summer_s(NURSERY, math.e), 0.957, 5e-4, "the same, natural logarithms"),
        (vocabulary.dugast_u(NURSERY), 28.304, 5e-4, "textacy, decimal logarithms"),
        (vocabulary.dugast_u(NURSERY, math.e), 65.17, 5e-3, "the same, natural logarithms"),
        (vocabulary.simpson_d(spread_out(ST_JOHN)), 0.0112917, 5e-8, "quanteda"),
        (vocabulary.herdan_vm(spread_out(ST_JOHN)), 0.0978777, 5e-8, "quanteda, with the root"),
        (vocabulary.herdan_vm(SENTENCES, root=False), 0.0, 0, "Wordless, without the root"),
        (vocabulary.yule_i([2, 2, 1]), 1.5, 0, "quanteda, 'a a b b c'"),
        (vocabulary.repeat_rate(spread_out(POPESCU)), 0.0153, 5e-5, "Popescu 2009, pp. 170-178"),
        (vocabulary.repeat_rate(list(POPESCU.values())), 0.4974, 5e-5, "the same, of the spectrum"),
        (diversity.entropy(np.array(list(POPESCU.values()))), 1.6234, 5e-5, "the same, in bits"),
        (vocabulary.fisher_alpha([15_609 - 239, *[1] * 239]), 40.2473, 5e-5, "Fisher 1943"),
    ],
)
def test_published_measures_of_the_vocabulary(found: float, expected: float, digits: float, source: str) -> None:
    assert found == pytest.approx(expected, abs=digits), source


def test_spectrum_of_popescu_2009() -> None:
    found = vocabulary.spectrum(spread_out(POPESCU))
    assert sorted(found.tolist()) == sorted(POPESCU.values())


@given(st.lists(st.integers(0, 40), max_size=30))
def test_measures_of_the_vocabulary_keep_their_ranges(found: list[int]) -> None:
    words, types = sum(found), sum(1 for f in found if f)
    simpson, alpha, vm = (f(found) for f in (vocabulary.simpson_d, vocabulary.fisher_alpha, vocabulary.herdan_vm))
    assert math.isnan(simpson) if words < 2 else 0 <= simpson <= 1
    assert math.isnan(vm) if not words else 0 <= vm < 1
    if words and types < words:
        assert types == pytest.approx(alpha * math.log1p(words / alpha))
    else:
        assert math.isnan(alpha)
        assert math.isnan(vocabulary.dugast_u(found))
        assert math.isnan(vocabulary.yule_i(found))
    repeated = vocabulary.repeat_rate(found)
    assert math.isnan(repeated) if not words else 1 / types - 1e-12 <= repeated <= 1


@pytest.mark.parametrize(("segment", "expected"), [(2, 0.875), (3, 0.66667), (4, 0.625)])
def test_mean_segmental_ratio_of_quanteda_drops_the_tail(segment: int, expected: float) -> None:
    text = ["apple", "orange", "apple", "orange", "pear", "pear", "apple", "orange"]
    assert diversity.mean_segmental_ttr(text, segment) == pytest.approx(expected, abs=5e-6)
    assert math.isnan(diversity.mean_segmental_ttr(text, 9))


# --- keyness ----------------------------------------------------------------------------------------------------------

# The two documents of the order test of quanteda.textstats.
ONE, TWO = (np.array([text.count(x) for x in "abcdefgh"]) for text in ("aaabbccccccdefghh", "aabccddddefh"))


def test_order_of_quanteda() -> None:
    g2 = statistics.log_likelihood(ONE, TWO, 17, 12)
    assert g2.round(4).tolist() == [0.0048, 0.0912, 1.2742, -3.7794, -0.0649, -0.0649, 1.0933, 0.0912]
    ordered = sorted("abcdefgh", key=lambda letter: (-round(float(g2["abcdefgh".index(letter)]), 9), letter))
    assert "".join(ordered) == "cgbhaefd"
    # quanteda's own order by chi-squared, g c b h a e f d, comes of its correction where counts are small.
    chi2 = contingency.chi_squared(ONE, TWO, 17, 12)
    ordered = sorted("abcdefgh", key=lambda letter: (-round(float(chi2["abcdefgh".index(letter)]), 9), letter))
    assert "".join(ordered) == "cgbhaefd"


def test_log_odds_with_a_flat_prior() -> None:
    distance, z = effects.log_odds((ONE, TWO), (17, 12), 0.01, 0.08)
    assert (distance[2], distance[3]) == pytest.approx((1.0006, -2.0676), abs=5e-5)
    assert (z[2], z[3]) == pytest.approx((1.2280, -1.8572), abs=5e-5), "two cells, as Monroe et al. 2008"
    four = effects.log_odds((ONE, TWO), (17, 12), 0.01, 0.08, cells=4)[1]
    assert (four[2], four[3]) == pytest.approx((1.0831, -1.7317), abs=5e-5), "four cells, as scattertext"


def test_log_odds_with_an_informative_prior() -> None:
    distance, two = effects.log_odds((6, 2), (17, 12), 8, 29)
    assert (float(distance), float(two)) == pytest.approx((0.3047, 0.7360), abs=5e-5)
    assert float(effects.log_odds((6, 2), (17, 12), 8, 29, cells=4)[1]) == pytest.approx(0.6287, abs=5e-5)
    assert np.isnan(effects.log_odds((0, 2), (17, 12), 0, 29)).all(), "no prior, no value"
    with pytest.raises(BadInput, match="not 3"):
        effects.log_odds((6, 2), (17, 12), 8, 29, cells=3)
