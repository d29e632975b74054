"""Dispersion: published values, limits, and the same numbers whatever form the counts have."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from zhaoshang_nlp.compare import dispersion as d

# The little corpus of Gries 2008, five parts; sizes 9, 10, 10, 10, 11.
GRIES = ["bamnibeup", "basatbewqn", "bcagabesta", "baghabeaat", "bahaabeaxat"]
SIZES = [len(part) for part in GRIES]
Measure = Callable[..., np.ndarray]


def counts(letter: str) -> list[int]:
    return [part.count(letter) for part in GRIES]


@pytest.mark.parametrize(
    ("letter", "dp", "norm"),
    [("b", 0.020, 0.024), ("i", 0.82, 1.0), ("q", 0.80, 0.976), ("x", 0.78, 0.951), ("a", 0.18, 0.2195)],
)
def test_deviation_of_proportions_of_gries_2008(letter: str, dp: float, norm: float) -> None:
    assert d.deviation_of_proportions(counts(letter), SIZES)[0] == pytest.approx(dp, abs=5e-4)
    # The divisor of Lijffijt and Gries 2012, not 1 - 1/n.
    assert d.deviation_of_proportions(counts(letter), SIZES, normalised=True)[0] == pytest.approx(norm, abs=5e-4)


def test_normalised_deviation_of_lijffijt_and_gries_2012() -> None:
    assert d.deviation_of_proportions([2, 1, 0])[0] == pytest.approx(1 / 3)
    assert d.deviation_of_proportions([2, 1, 0], normalised=True)[0] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("values", "sizes", "expected", "source"),
    [
        ([1, 2, 3, 4, 5], SIZES, 0.785, "Gries 2008, a: on percentages"),
        ([1, 2, 3, 4, 5], None, 0.764, "the same on counts, which supposes equal parts"),
        ([3, 3, 3, 2, 2], [3, 3, 3, 2, 2], 1.0, "even rates in uneven parts"),
        (counts("b"), SIZES, 0.968, "Gries 2008, b"),
        (counts("i"), SIZES, 0.0, "all in one part"),
        ([0, 4, 3, 2, 1], None, 0.6464, "Juilland, in Wordless test_measures_adjusted_freq.py"),
    ],
)
def test_juilland_d(values: list[int], sizes: list[int] | None, expected: float, source: str) -> None:
    assert d.juilland_d(values, sizes)[0] == pytest.approx(expected, abs=5e-4), source


@pytest.mark.parametrize(
    ("values", "usage", "source"),
    [([0, 4, 3, 2, 1], 6.46, "Wordless"), ([4, 2, 1, 1, 0], 4.609, "Wordless")],
)
def test_usage_coefficients_follow_from_d(values: list[int], usage: float, source: str) -> None:
    assert sum(values) * d.juilland_d(values)[0] == pytest.approx(usage, abs=5e-3), source


@pytest.mark.parametrize(
    ("values", "expected", "um"), [([2, 1, 1, 1, 0], 0.8277, 4.31), ([1, 2, 3, 4, 5], None, 14.108)]
)
def test_carroll_d2(values: list[int], expected: float | None, um: float) -> None:
    found, f = d.carroll_d2(values)[0], sum(values)
    assert expected is None or found == pytest.approx(expected, abs=5e-5)
    assert f * found + (1 - found) * f / 5 == pytest.approx(um, abs=5e-3), "Carroll 1970's Um, in Wordless"


def test_average_reduced_frequency_of_savicky_and_hlavacova() -> None:
    parts = [*GRIES[:4], "bahaabeaxa"]
    text = "".join([GRIES[0] + "k", *parts[1:]])
    letters = sorted(set(text))
    found = d.average_reduced_frequency([letters.index(letter) for letter in text], len(letters))
    assert found[letters.index("a")] == pytest.approx(10.8), "Wordless"
    for letter in letters:
        places = [i for i, other in enumerate(text) if other == letter]
        gaps = np.diff([places[-1] - len(text), *places])
        even = len(text) / len(places)
        assert found[letters.index(letter)] == pytest.approx(np.minimum(gaps, even).sum() / even)


running = st.lists(st.integers(-1, 4), min_size=1, max_size=60)


@given(running)
def test_reduced_frequency_lies_between_one_and_the_frequency(ids: list[int]) -> None:
    frequency = np.bincount([i for i in ids if i >= 0], minlength=5)
    found = d.average_reduced_frequency(ids, 5)
    assert ((found >= (frequency > 0) - 1e-9) & (found <= frequency + 1e-9)).all()


@given(running, st.integers(0, 60))
def test_reduced_frequency_does_not_depend_on_where_the_circle_begins(ids: list[int], turn: int) -> None:
    turned = np.roll(ids, turn)
    assert d.average_reduced_frequency(turned, 5) == pytest.approx(d.average_reduced_frequency(ids, 5))


tables = st.integers(2, 6).flatmap(
    lambda n: st.tuples(
        st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=n, max_size=n),
        st.lists(st.integers(1, 90), min_size=n, max_size=n),
    )
)


@given(tables)
def test_measures_follow_their_definitions(table: tuple[list[list[int]], list[int]]) -> None:
    counted, sizes = np.array(table[0], float), np.array(table[1], float)
    n = len(sizes)
    for term in range(3):
        v = counted[:, term]
        found = [m(counted, sizes)[term] for m in (d.deviation_of_proportions, d.juilland_d, d.carroll_d2)]
        if not v.sum():
            assert np.isnan(found).all()
            continue
        rates = v / sizes
        shares = rates[rates > 0] / rates.sum()
        expected = [
            np.abs(v / v.sum() - sizes / sizes.sum()).sum() / 2,
            1 - rates.std() / rates.mean() / np.sqrt(n - 1),
            -(shares * np.log(shares)).sum() / np.log(n),
        ]
        assert found == pytest.approx(expected, abs=1e-9)
        assert all(0 <= value <= 1 for value in found)


@pytest.mark.parametrize("measure", [d.deviation_of_proportions, d.juilland_d, d.carroll_d2])
def test_all_forms_of_counts_give_the_same(measure: Measure) -> None:
    table = np.array([[1, 0, 2], [0, 0, 2], [4, 0, 3]])
    sizes = [10, 0, 7]
    expected = measure(table[[0, 2]], [10, 7])
    forms = (table, pd.DataFrame(table), sparse.csr_matrix(table), sparse.csc_array(table))
    for form in forms:
        assert measure(form, sizes) == pytest.approx(expected, nan_ok=True), "a part without words is no part"
    assert measure(pd.Series([1, 4]), [10, 7])[0] == pytest.approx(expected[0])


@pytest.mark.parametrize("measure", [d.deviation_of_proportions, d.juilland_d, d.carroll_d2])
def test_no_value_where_there_is_none(measure: Measure) -> None:
    assert np.isnan(measure([0, 0, 0])[0])
    assert measure(np.empty((0, 2))).shape == (2,)
    assert np.isnan(measure([3])[0]) or measure is d.deviation_of_proportions
    with pytest.raises(ValueError, match="2 sizes for 3 parts"):
        measure([1, 2, 3], [1, 2])


def test_range_counts_parts() -> None:
    assert d.part_range(sparse.csr_matrix([[1, 0], [2, 0], [0, 0]])).tolist() == [2, 0]


@given(running, st.integers(1, 80))
def test_equal_parts_lose_nothing_and_are_equal(ids: list[int], parts: int) -> None:
    counted, sizes = d.equal_parts(ids, 5, parts)
    assert sizes.sum() == len(ids)
    assert sizes.max() - sizes.min() <= 1
    assert (
        np.asarray(counted.sum(axis=0)).ravel().tolist()
        == np.bincount([i for i in ids if i >= 0], minlength=5).tolist()
    )
