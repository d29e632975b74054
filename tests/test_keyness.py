"""Keyness: every statistic against published numbers and scipy, every row against a corpus counted by hand."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from zhaoshang_nlp import tables
from zhaoshang_nlp.compare import contingency, effects, examples, keyness, matrix, reference
from zhaoshang_nlp.compare import statistics as s
from zhaoshang_nlp.compare.cut import Cut
from zhaoshang_nlp.errors import BadInput, UnknownName

Cell = tuple[int, int, int, int]  # occurrences on both sides, sizes of both sides
cells = st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(1, 5000), st.integers(1, 5000)).map(
    lambda c: (c[0], c[1], c[0] + c[2], c[1] + c[3])
)
UCREL = (52, 57, 50_000, 75_000)  # the example of the UCREL wizard, Lancaster
QUANTEDA = (7, 2, 10, 9)  # quanteda.textstats, word b of "b×7 a×3" against "a×7 b×2"
PEDERSEN = (1, 3, 4, 4)  # Pedersen 1996, p. 10


# --- tests ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "correction", "expected", "source"),
    [
        ((3, 0, 3, 31774), "none", 31777.0, "Dunning 1993, p. 73"),
        (PEDERSEN, "none", -2.0, "Pedersen 1996"),
        (PEDERSEN, "yates", -0.5, "Pedersen 1996, in Wordless"),
        (QUANTEDA, "none", 4.33716, "quanteda.textstats"),
        (QUANTEDA, "yates", 2.63244, "quanteda.textstats"),
        # quanteda's own program multiplies by q and gives 4.68211.
        (QUANTEDA, "williams", 4.01763, "quanteda.textstats, the value its tests leave in a comment"),
        ((0, 0, 10, 9), "none", 0.0, "stands nowhere"),
        ((10, 9, 10, 9), "williams", 0.0, "the only word"),
        ((5, 5, 10, 10), "yates", 0.0, "Yates does not turn a difference round"),
    ],
)
def test_published_chi_squared(cell: Cell, correction: contingency.Correction, expected: float, source: str) -> None:
    assert float(contingency.chi_squared(*cell, correction)) == pytest.approx(expected, abs=5e-6), source


def test_p_of_yates_in_pedersen_1996() -> None:
    assert float(s.p_value(contingency.chi_squared(*PEDERSEN, "yates"))) == pytest.approx(0.48, abs=5e-3)


@given(cells)
def test_chi_squared_is_that_of_scipy(cell: Cell) -> None:
    a, b, n, m = cell
    found = float(contingency.chi_squared(*cell))
    if a + b in (0, n + m):
        assert found == 0
        return
    table = [[a, b], [n - a, m - b]]
    assert abs(found) == pytest.approx(stats.chi2_contingency(table, correction=False).statistic, abs=1e-9)
    assert np.sign(found) in (0, np.sign(a / n - b / m))
    yates = stats.chi2_contingency(table, correction=True).statistic
    assert abs(float(contingency.chi_squared(*cell, "yates"))) == pytest.approx(yates, abs=1e-9)


def test_two_and_four_terms_of_log_likelihood_differ() -> None:
    assert float(contingency.log_likelihood_two_term(*UCREL)) == pytest.approx(2.6517, abs=5e-5)
    assert float(s.log_likelihood(*UCREL)) == pytest.approx(2.6541, abs=5e-5)
    assert abs(float(s.log_likelihood(*UCREL))) < 3.84, "not significant, as the example says"
    dunning = (10, 0, 13, 31764)
    assert float(s.log_likelihood(*dunning)) == pytest.approx(167.23, abs=5e-3), "Dunning 1993, p. 72"
    assert float(contingency.log_likelihood_two_term(*dunning)) == pytest.approx(156.03, abs=5e-3)


def test_williams_corrects_log_likelihood() -> None:
    assert float(contingency.williams(*QUANTEDA)) == pytest.approx(1.079533, abs=5e-7)
    assert float(contingency.log_likelihood_williams(*QUANTEDA)) == pytest.approx(4.20083, abs=5e-6)
    assert float(contingency.williams(0, 0, 10, 9)) == 1.0


@pytest.mark.parametrize(
    ("cell", "tail", "expected", "source"),
    [
        (PEDERSEN, "two", 0.486, "Pedersen 1996"),
        (PEDERSEN, "less", 0.243, "Pedersen 1996"),
        (PEDERSEN, "more", 0.986, "Pedersen 1996"),
        (QUANTEDA, "two", 0.06978, "quanteda.textstats"),
        ((0, 0, 5, 5), "two", 1.0, "stands nowhere"),
    ],
)
def test_published_exact_tests(cell: Cell, tail: contingency.Tail, expected: float, source: str) -> None:
    assert float(contingency.fisher(*cell, tail)) == pytest.approx(expected, abs=5e-4), source


@given(st.lists(cells, min_size=1, max_size=5))
def test_exact_test_is_that_of_scipy(found: list[Cell]) -> None:
    a, b, n, m = (np.array(column) for column in zip(*found, strict=True))
    for tail, name in zip(contingency.TAILS, ("two-sided", "less", "greater"), strict=True):
        expected = [stats.fisher_exact([[w, x], [y - w, z - x]], name).pvalue for w, x, y, z in found]
        p = contingency.fisher(a, b, n, m, tail)
        assert p.tolist() == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_exact_test_holds_for_a_large_corpus() -> None:
    # No reference is exact here; the chance of 20 of 20 is (1/2)^20 as the corpus grows.
    assert float(contingency.fisher(20, 0, 10**9, 10**9)) == pytest.approx(2 * 0.5**20, rel=1e-5)


def test_order_of_quanteda_by_uncorrected_chi_squared() -> None:
    counts = {name: np.array([text.count(x) for x in "abcdefgh"]) for name, text in ORDER.items()}
    found = contingency.chi_squared(counts["d1"], counts["d2"], 17, 12)
    expected = [0.0047, 0.0893, 1.2219, -3.7150, -0.0658, -0.0658, 0.7311, 0.0893]
    assert found.round(4).tolist() == expected


@pytest.mark.parametrize("function", [contingency.chi_squared, contingency.fisher])
def test_wrong_names_are_refused(function: object) -> None:
    with pytest.raises(UnknownName, match="Valid"):
        function(1, 1, 5, 5, "yats")  # type: ignore[operator]  # both take the name as the fifth argument


# --- effects ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "expected", "digits", "source"),
    [
        (effects.percent_difference(*UCREL), 36.84, 5e-3, "UCREL"),
        (effects.percent_difference(206_523, 178_174, 959_641, 1_562_358), 88.7104, 5e-5, "Gabrielatos & Marchi 2011"),
        (effects.percent_difference(0, 5, 10, 10), -100.0, 0, "never in the target"),
        (effects.percent_difference(8, 0, 1000, 1000), 1500.0, 1e-9, "half an occurrence in place of none"),
        (effects.odds_ratio(*UCREL)[0], 1.3688, 5e-5, "UCREL"),
        (effects.odds_ratio(16217, 735, 2_796_938, 2_087_946)[0], 16.5612, 5e-5, "Pojanapunya & Todd 2016"),
        (effects.bayes_factor(contingency.log_likelihood_two_term(*UCREL), 125_000), -9.084, 5e-4, "Wilson 2013"),
        (effects.difference_coefficient(18, 35, 10**6, 10**6), -0.32075, 5e-6, "Hofland & Johansson 1982, p. 471"),
        (effects.difference_coefficient(0, 0, 5, 5), 0.0, 0, "stands nowhere"),
        (effects.simple_maths(35, 263, 112_289_811, 1_559_717_242), 1.1224, 5e-5, "Kilgarriff 2009"),
        (effects.simple_maths(35, 263, 112_289_811, 1_559_717_242, 10), 1.01407, 5e-6, "Kilgarriff 2009"),
        (effects.simple_maths(35, 263, 112_289_811, 1_559_717_242, 100), 1.00143, 5e-6, "Kilgarriff 2009"),
    ],
)
def test_published_effects(found: np.ndarray, expected: float, digits: float, source: str) -> None:
    assert float(found) == pytest.approx(expected, abs=digits), source


@given(cells.filter(lambda c: c[0] > 0 and c[1] > 0))
def test_odds_ratio_and_its_interval_are_those_of_scipy(cell: Cell) -> None:
    a, b, n, m = cell
    expected = stats.contingency.odds_ratio([[a, b], [n - a, m - b]], kind="sample")
    ratio, low, high = (float(value) for value in effects.odds_ratio(*cell))
    interval = expected.confidence_interval(0.95)
    assert (ratio, low, high) == pytest.approx((expected.statistic, interval.low, interval.high))


def test_odds_ratio_stays_finite_at_zero() -> None:
    assert float(effects.odds_ratio(0, 3, 10, 10)[0]) == pytest.approx((0.5 / 10.5) / (3.5 / 7.5))


# The two documents of the order test of quanteda.textstats.
ORDER = {"d1": list("aaabbccccccdefghh"), "d2": list("aabccddddefh")}


def test_columns_of_a_data_frame_are_taken() -> None:
    frame = pd.DataFrame({"a": [7, 1], "b": [2, 3], "n": [10, 4], "m": [9, 4]})
    a, b, n, m = (frame[name] for name in "abnm")
    assert contingency.chi_squared(a, b, n, m).round(5).tolist() == [4.33716, -2.0]
    assert contingency.fisher(a, b, n, m).round(3).tolist() == [0.07, 0.486]
    assert effects.odds_ratio(a, b, n, m)[0].tolist() == pytest.approx([49 / 6, 1 / 9])


# --- rows -------------------------------------------------------------------------------------------------------------

TARGET = {"t1": ["港口", "港口", "产业", "产业"], "t2": ["港口", "产业", "方言"], "t3": ["港口"]}
REFERENCE = {"r1": ["草原", "产业", "产业", "口号", "口号", "口号"], "r2": ["草原", "草原", "产业"]}
ALL = keyness.Choice(min_df=1)


def rows(choice: keyness.Choice = ALL) -> Cut[keyness.Keyness]:
    return keyness.keyness(matrix.build(TARGET.items()), matrix.build(REFERENCE.items()), choice)


def test_a_row_holds_all_that_a_referee_asks_for() -> None:
    row = next(row for row in rows() if row.term == "港口")
    cell = (4, 0, 8, 9)
    assert (row.group, row.direction, row.rank) == ("target", "more", 1)
    assert (row.tf, row.ref_tf, row.df, row.ref_df, row.docs, row.ref_docs) == (4, 0, 3, 0, 3, 2)
    assert (row.rate, row.ref_rate) == (5000.0, 0.0)
    assert row.g2 == pytest.approx(float(s.log_likelihood(*cell)))
    assert row.g2_two_term == pytest.approx(float(contingency.log_likelihood_two_term(*cell)))
    assert row.chi2_yates == pytest.approx(float(contingency.chi_squared(*cell, "yates")))
    assert row.fisher_p == pytest.approx(float(contingency.fisher(*cell)))
    assert row.p == pytest.approx(float(s.p_value(row.g2)))
    assert row.p <= row.q <= 1
    assert row.log_ratio_low < row.log_ratio < row.log_ratio_high
    assert row.odds_ratio_low < row.odds_ratio < row.odds_ratio_high
    assert (row.log_odds, row.log_odds_z) == pytest.approx([float(x) for x in effects.log_odds((4, 0), (8, 9), 4, 17)])
    sizes = np.array([4, 3, 1]) / 8
    dp = np.abs(np.array([2, 1, 1]) / 4 - sizes).sum() / 2
    assert row.dp == pytest.approx(dp / (1 - 1 / 8))
    assert (row.ref_dp, row.ref_juilland_d) == (None, None), "it does not stand there"
    assert row.juilland_d is not None


def test_both_directions_mirror_each_other() -> None:
    there = rows()
    back = keyness.keyness(matrix.build(REFERENCE.items()), matrix.build(TARGET.items()), ALL)
    for row in there:
        other = next(each for each in back if each.term == row.term)
        assert {row.direction, other.direction} == {"more", "less"}
        assert (row.g2, row.log_ratio, row.log_odds_z, row.p) == pytest.approx(
            (-other.g2, -other.log_ratio, -other.log_odds_z, other.p)
        )
        assert (row.rank, row.dp, row.ref_df) == (other.rank, other.ref_dp, other.df)
    assert [row.term for row in there] == ["港口", "方言", "产业", "口号", "草原"], "ties in order of the terms"


def test_minimum_document_frequency_binds_the_side_that_uses_a_term() -> None:
    found = {row.term: row.direction for row in rows(keyness.Choice(min_df=2))}
    assert found == {"港口": "more", "产业": "more", "草原": "less"}


def test_what_is_shown_does_not_change_the_false_discovery_rate() -> None:
    every = {row.term: row.q for row in rows()}
    for choice in (keyness.Choice(top=1), keyness.Choice(min_tf=3), keyness.Choice(max_q=0.5)):
        some = rows(choice)
        assert some
        assert all(every[row.term] == row.q for row in some)
    assert all(row.q <= 0.5 for row in rows(keyness.Choice(max_q=0.5, min_df=1)))


@pytest.mark.parametrize("test", keyness.TESTS)
def test_every_test_decides_p_q_and_rank(test: str) -> None:
    found = rows(keyness.Choice(test=test, min_df=1))
    for direction in ("more", "less"):
        p = [row.p for row in found if row.direction == direction]
        assert p == sorted(p)
    if test == "fisher":
        assert all(row.p == row.fisher_p for row in found)


@pytest.mark.parametrize("order", keyness.ORDERS)
def test_every_order_ranks_from_the_strongest(order: str) -> None:
    found = rows(keyness.Choice(order=order, min_df=1))
    assert sorted(row.term for row in found) == sorted(row.term for row in rows())
    column = {"log-ratio": "log_ratio", "log-odds": "log_odds", "log-odds-z": "log_odds_z", "g2": "g2"}.get(order)
    if column:
        values = [getattr(row, column) for row in found if row.direction == "more"]
        assert values == sorted(values, reverse=True)


def test_documents_are_ranked_against_documents() -> None:
    row = next(row for row in rows() if row.term == "港口")
    expected = stats.mannwhitneyu([0.5, 1 / 3, 1], [0, 0], method="asymptotic")
    assert row.u_p == pytest.approx(expected.pvalue)
    assert row.cliff_delta == 1.0
    tested = rows(keyness.Choice(test="rank-sum", min_df=1))
    assert all(row.p == row.u_p for row in tested)
    assert next(row.term for row in tested if row.direction == "more") == "港口"
    listed = reference.FrequencyList({"港口": 1}, 100)
    with pytest.raises(BadInput, match="has none"):
        keyness.keyness(matrix.build(TARGET.items()), listed, keyness.Choice(order="rank-sum"))
    alone = keyness.keyness(matrix.build(TARGET.items()), listed, ALL)[0]
    assert (alone.u_p, alone.cliff_delta) == (None, None), "a list has no documents"


def test_priors_of_the_log_odds() -> None:
    cell = ((4, 0), (8, 9))
    for choice, prior in (
        (keyness.Choice(min_df=1), (4, 17)),
        (keyness.Choice(min_df=1, prior_words=170), (40, 170)),
        (keyness.Choice(min_df=1, prior="uniform"), (0.01, 0.05)),
        (keyness.Choice(min_df=1, prior="uniform", prior_words=10), (2, 10)),
    ):
        row = next(row for row in rows(choice) if row.term == "港口")
        assert (row.log_odds, row.log_odds_z) == pytest.approx([float(x) for x in effects.log_odds(*cell, *prior)])
    weak, strong = (
        next(row.log_odds for row in rows(keyness.Choice(min_df=1, prior_words=size)) if row.term == "港口")
        for size in (1, 1000)
    )
    assert 0 < strong < weak, "a strong prior pulls towards equal rates"


@pytest.mark.parametrize(
    "choice",
    [{"prior_words": 0}, {"prior_words": math.nan}, {"max_q": math.nan}, {"max_q": 2}, {"top": 0}, {"min_tf": 0}],
)
def test_limits_that_cannot_be_are_refused(choice: dict[str, float]) -> None:
    with pytest.raises(BadInput, match=next(iter(choice)).split("_")[0]):
        keyness.Choice(**choice)  # type: ignore[arg-type]  # wrong on purpose


def test_what_a_limit_leaves_out_is_counted() -> None:
    assert (len(rows(keyness.Choice(min_df=1, top=1))), rows(keyness.Choice(min_df=1, top=1)).of) == (2, 5)
    assert rows().of == len(rows()) == 5


def test_unknown_tests_and_orders_name_the_valid_ones() -> None:
    with pytest.raises(UnknownName, match="g2-two-term"):
        keyness.Choice(test="g3")
    with pytest.raises(UnknownName, match="log-odds-z"):
        keyness.Choice(order="z")
    with pytest.raises(UnknownName, match="uniform"):
        keyness.Choice(prior="flat")


def test_groups_are_compared_with_all_others() -> None:
    corpus = matrix.build({**TARGET, **REFERENCE}.items())
    labels = ["沿海", "沿海", "沿海", "内陆", "内陆"]
    found = keyness.keyness_of_groups(corpus, labels, ALL)
    assert [row._replace(group="target") for row in found if row.group == "沿海"] == rows()
    assert keyness.keyness_of_groups(corpus, labels, ALL, only="沿海") == [r for r in found if r.group == "沿海"]
    with pytest.raises(UnknownName, match="沿海"):
        keyness.keyness_of_groups(corpus, labels, ALL, only="沿边")
    with pytest.raises(ValueError, match="1 labels for 5 documents"):
        keyness.keyness_of_groups(corpus, ["x"])
    single = keyness.keyness_of_groups(corpus, None, ALL)
    assert {row.group for row in single} == set(corpus.ids)


@pytest.mark.parametrize("documents", [{}, {"r": []}])
def test_nothing_to_compare_gives_no_rows(documents: dict[str, list[str]]) -> None:
    assert keyness.keyness(matrix.build(TARGET.items()), matrix.build(documents.items())) == []
    assert keyness.keyness(matrix.build(documents.items()), matrix.build(TARGET.items())) == []


# --- frequency lists --------------------------------------------------------------------------------------------------


def test_an_external_list_is_a_reference(tmp_path: Path) -> None:
    path = tmp_path / "list.tsv"
    path.write_text("\ufeff# a general corpus\n#total\t1,000,000\n产业\t900\n的\t50000\n", "utf-8")
    listed = reference.read_frequency_list(path)
    assert (listed.counts, listed.total) == ({"产业": 900, "的": 50_000}, 1_000_000)
    found = {row.term: row for row in keyness.keyness(matrix.build(TARGET.items()), listed, ALL)}
    row = found["产业"]
    assert (row.ref_tf, row.ref_df, row.ref_docs, row.ref_dp) == (900, None, None, None)
    assert row.g2 == pytest.approx(float(s.log_likelihood(3, 900, 8, 1_000_000)))
    assert (found["的"].direction, found["的"].tf) == ("less", 0)
    assert found["港口"].ref_tf == 0


def test_the_total_is_given_or_stated_or_summed(tmp_path: Path) -> None:
    path = tmp_path / "list.tsv"
    path.write_text("产业\t9\n招商 引资\t1\n\n", "utf-8")
    listed = reference.read_frequency_list(path)
    assert listed.total == 10
    assert listed.digest != reference.read_frequency_list(path, 500).digest
    assert reference.read_frequency_list(path, 500).total == 500
    assert "招商 引资" in reference.read_frequency_list(path).counts


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("产业 9\n", "line 1"),
        ("产业\t9\n链\tx\n", "line 2"),
        ("产业\t9\n产业\t8\n", "twice"),
        ("#total 5\n产业\t9\n", "below the sum"),
        ("\t9\n", "line 1"),
    ],
)
def test_wrong_lists_say_where(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "list.tsv"
    path.write_text(text, "utf-8")
    with pytest.raises(BadInput, match=said):
        reference.read_frequency_list(path)
    with pytest.raises(BadInput, match=r"missing\.tsv"):
        reference.read_frequency_list(tmp_path / "missing.tsv")


# --- examples and table -----------------------------------------------------------------------------------------------


def test_examples_come_from_different_documents() -> None:
    found = examples.Examples(2)
    for doc_id in ("a", "b", "c"):
        found.add(doc_id, [(f"港口在{doc_id}。", ["港口"]), ("港口\n 又来。", ["港口", "又"])], {"港口"})
    assert found.of("港口") == ("a: 港口在a。", "b: 港口在b。")
    assert found.of("又") == ()
    given_rows = keyness.with_examples(rows(), lambda row: found.of(row.term))
    by_term = {row.term: row.examples for row in given_rows}
    assert by_term["港口"] == found.of("港口")
    assert by_term["口号"] == ()


def test_tokens_belong_to_the_sentence_they_begin_in() -> None:
    tokens = ["　", "招商", "。", "”", "\n", "引资"]
    assert list(examples.sentence_tokens(tokens, [(1, 5), (6, 8)])) == [["招商", "。", "”", "\n"], ["引资"]]


def test_rows_fit_their_table() -> None:
    assert keyness.Keyness._fields == tables.SCHEMA["keyness"].names
    row = next(iter(tables.comparison_rows("keyness", rows())))
    assert not any(isinstance(value, float) and math.isnan(value) for value in row.values())
