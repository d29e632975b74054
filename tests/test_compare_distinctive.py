"""Distinctive terms: formulas against published numbers and scipy.stats, rows against a corpus counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from zhaoshang_nlp.compare import matrix
from zhaoshang_nlp.compare import statistics as s
from zhaoshang_nlp.compare.distinctive import distinctive

cells = st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(1, 5000), st.integers(1, 5000)).filter(
    lambda c: c[0] + c[1] > 0
)


@pytest.mark.parametrize(
    ("cell", "expected", "source"),
    [
        ((10, 0, 13, 31764), 167.2298, "Dunning 1993"),
        ((52, 57, 50_000, 75_000), 2.6541, "UCREL wizard's example, four cells"),
        ((7, 2, 10, 9), 4.53494, "quanteda.textstats, word b of 'b×7 a×3' against 'a×7 b×2'"),
        ((2, 7, 9, 10), -4.53494, "the same from the other side"),
        ((10, 20, 100, 200), 0.0, "equal rates"),
    ],
)
def test_published_log_likelihoods(cell: tuple[int, int, int, int], expected: float, source: str) -> None:
    assert float(s.log_likelihood(*cell)) == pytest.approx(expected, abs=5e-5), source


@given(cells)
def test_log_likelihood_is_that_of_scipy(cell: tuple[int, int, int, int]) -> None:
    a, b, c, d = cell
    n, m = a + c, b + d
    found = float(s.log_likelihood(a, b, n, m))
    reference = stats.chi2_contingency([[a, b], [c, d]], correction=False, lambda_="log-likelihood")
    assert abs(found) == pytest.approx(reference.statistic, rel=1e-9, abs=1e-9)
    assert np.sign(found) in (0, np.sign(a / n - b / m))
    assert float(s.p_value(found)) == pytest.approx(reference.pvalue, rel=1e-6, abs=1e-12)


def test_p_values_do_not_sink_to_zero_early() -> None:
    assert float(s.p_value(0.0)) == 1.0
    assert 0 < float(s.p_value(-1000.0)) < 1e-200


@pytest.mark.parametrize(
    ("cell", "expected", "source"),
    [
        ((52, 57, 50_000, 75_000), 0.4525, "UCREL wizard's example"),
        ((206_523, 178_174, 959_641, 1_562_358), 0.91617, "Gabrielatos & Marchi 2011"),
        ((0, 8, 1000, 1000), -4.0, "half an occurrence in place of none"),
        ((8, 0, 1000, 1000), 4.0, "the same in the rest"),
    ],
)
def test_published_log_ratios(cell: tuple[int, int, int, int], expected: float, source: str) -> None:
    ratio, low, high = s.log_ratio(*cell)
    assert float(ratio) == pytest.approx(expected, abs=5e-5), source
    assert low < ratio < high


@given(cells.filter(lambda c: min(c) > 0))
def test_intervals_are_those_of_scipy(cell: tuple[int, int, int, int]) -> None:
    a, b, c, d = cell
    risk = stats.contingency.relative_risk(a, a + c, b, b + d)
    interval = risk.confidence_interval(0.95)
    ratio, low, high = s.log_ratio(a, b, a + c, b + d)
    assert 2.0 ** float(ratio) == pytest.approx(risk.relative_risk)
    assert (2.0 ** float(low), 2.0 ** float(high)) == pytest.approx((interval.low, interval.high))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_false_discovery_rate_is_that_of_scipy(p: list[float]) -> None:
    assert s.false_discovery_rate(p).tolist() == pytest.approx(stats.false_discovery_control(p, method="bh").tolist())


# The two documents of the order test of quanteda.textstats; the expected values are G2 without its correction.
PAIR = {"d1": list("aaabbccccccdefghh"), "d2": list("aabccddddefh")}


def test_a_pair_of_documents_in_the_order_of_quanteda() -> None:
    rows = distinctive(matrix.build(PAIR.items()), min_df=1)
    mine = {row.term: row.g2 for row in rows if row.group == "d1"}
    assert {term: round(value, 4) for term, value in sorted(mine.items())} == {
        "a": 0.0048,
        "b": 0.0912,
        "c": 1.2742,
        "d": -3.7794,
        "e": -0.0649,
        "f": -0.0649,
        "g": 1.0933,
        "h": 0.0912,
    }
    assert [(row.term, row.direction, row.rank) for row in rows if row.group == "d1"] == [
        ("c", "more", 1),
        ("g", "more", 2),
        ("b", "more", 3),
        ("h", "more", 4),
        ("a", "more", 5),
        ("d", "less", 1),
        ("e", "less", 2),
        ("f", "less", 3),
    ]
    other = {row.term: row.g2 for row in rows if row.group == "d2"}
    assert other == {term: -value for term, value in mine.items()}


GROUPS = {
    "a1": ["港口", "港口", "产业", "产业"],
    "a2": ["港口", "产业", "方言"],
    "b1": ["草原", "产业", "产业", "口号", "口号", "口号"],
    "b2": ["草原", "草原", "产业"],
    "none": ["产业"],
}
LABELS = ["沿海", "沿海", "内陆", "内陆", None]


def test_rows_count_what_stands_in_group_and_rest() -> None:
    rows = distinctive(matrix.build(GROUPS.items()), LABELS, min_df=1)
    row = next(row for row in rows if (row.group, row.term) == ("沿海", "港口"))
    assert (row.direction, row.rank) == ("more", 1)
    assert (row.tf, row.rest_tf, row.df, row.rest_df) == (3, 0, 2, 0)
    assert row.rate == pytest.approx(10_000 * 3 / 7)
    assert row.rest_rate == 0.0
    assert row.g2 == pytest.approx(float(s.log_likelihood(3, 0, 7, 10)))
    assert row.p == pytest.approx(float(s.p_value(row.g2)))
    assert row.p <= row.q <= 1
    assert row.log_ratio == pytest.approx(np.log2((3 / 7) / (0.5 / 10)))
    assert list(dict.fromkeys(row.group for row in rows)) == ["内陆", "沿海", matrix.NO_LABEL]


def test_no_single_document_speaks_for_its_group() -> None:
    rows = distinctive(matrix.build(GROUPS.items()), LABELS, min_df=2)
    terms = {row.term for row in rows if row.group == "内陆" and row.direction == "more"}
    assert terms == {"草原"}, "口号 stands in one document only"
    alone = {row.term for row in distinctive(matrix.build(GROUPS.items()), min_df=2) if row.group == "b1"}
    assert "口号" in alone, "a group of one document cannot have two"


def test_every_term_enters_the_false_discovery_rate() -> None:
    found = matrix.build(GROUPS.items())
    few, many = (distinctive(found, LABELS, min_df=n, top=top) for n, top in ((2, 1), (1, 50)))
    values = {(row.group, row.term): row.q for row in many}
    assert all(values[row.group, row.term] == row.q for row in few)


def test_top_limits_each_group_and_direction() -> None:
    rows = distinctive(matrix.build(GROUPS.items()), LABELS, top=1, min_df=1)
    assert len({(row.group, row.direction) for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("documents", "labels"),
    [
        ({}, None),
        ({"a": ["产业"]}, None),
        ({"a": ["产业"], "b": ["链"]}, ["x", "x"]),
        ({"a": ["产业"], "b": []}, None),
        ({"a": ["产业"], "b": ["产业"]}, None),
    ],
)
def test_nothing_to_compare_gives_no_rows(documents: dict[str, list[str]], labels: list[str] | None) -> None:
    assert distinctive(matrix.build(documents.items()), labels) == []
