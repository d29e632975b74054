"""Collocations and n-grams: measures against published numbers, counts against small texts counted by hand."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang_nlp import tables
from zhaoshang_nlp.compare import association, collocation, contingency, ngrams
from zhaoshang_nlp.compare import statistics as s
from zhaoshang_nlp.compare.running import Running, RunningBuilder
from zhaoshang_nlp.errors import BadInput, UnknownName


def running(*texts: str, counted: set[str] | None = None) -> Running:
    builder = RunningBuilder()
    for number, text in enumerate(texts):
        tokens = text.split()
        builder.add(f"d{number}", tokens, set(tokens) if counted is None else counted)
    return builder.build()


# --- measures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "expected", "digits", "source"),
    [
        (association.pmi(3, 5, 17, 29) * np.log(2), 0.023257, 5e-7, "quanteda.textstats, word a, natural logarithm"),
        (association.pmi(8, 1105, 44, 15_000_000), 11.2692, 5e-5, "Church & Hanks 1990, p. 24"),
        (association.t_score(8, 15828, 4675, 14_307_668), 0.999932, 5e-7, "Manning & Schütze 1999, pp. 164-165"),
        (association.delta_p(5610, 174_548, 7867, 10_409_868), 0.032, 5e-4, "Gries 2013, p. 144"),
        (association.delta_p(5610, 7867, 174_548, 10_409_868), 0.697, 5e-4, "Gries 2013, p. 144, swapped"),
        (association.dice(130, 3121, 143), 0.07966, 5e-6, "Smadja 1996, p. 13"),
        (association.phi_squared(31950, 43954, 36743, 897_077), 0.61713, 5e-6, "Gale & Church 1991"),
        (association.minimum_sensitivity(17, 257, 1018), 0.016699, 5e-7, "Pedersen 1998, in Wordless"),
        (association.mutual_information(2, 2, 2, 9), 0.764, 5e-4, "Wordless"),
        (association.mutual_information(2, 2, 2, 999), 0.021, 5e-4, "Wordless"),
        (association.npmi(10, 10, 10, 100), 1.0, 0, "Bouma 2009: never apart"),
        (association.npmi(1, 10, 10, 100), 0.0, 0, "Bouma 2009: independent"),
        (association.npmi(0, 10, 10, 90), -1.0, 0, "Bouma 2009: never together"),
        (association.npmi(9, 9, 9, 9), 1.0, 0, "all there is"),
        (association.log_dice(5, 5, 5), 14.0, 0, "Rychlý 2008: the upper limit"),
        (association.smoothed_log_odds(2, 2, 2, 9)[0], 4.317488, 5e-7, "quanteda, pair 'good ice'"),
        (association.smoothed_log_odds(2, 2, 2, 9)[1], 2.027787, 5e-7, "quanteda, pair 'good ice'"),
        (association.pmi(0, 5, 5, 90), -np.inf, 0, "does not stand"),
        (association.t_score(0, 5, 5, 90), 0.0, 0, "does not stand"),
        (association.z_score(1, 0, 5, 90), 0.0, 0, "nothing is expected"),
    ],
)
def test_published_measures(found: np.ndarray, expected: float, digits: float, source: str) -> None:
    assert float(found) == pytest.approx(expected, abs=digits), source


pairs = st.tuples(st.integers(1, 50), st.integers(0, 99), st.integers(0, 99), st.integers(0, 999)).map(
    lambda c: (c[0], c[0] + c[1], c[0] + c[2], sum(c))
)


@given(pairs)
def test_measures_keep_their_ranges_and_their_direction(pair: tuple[int, int, int, int]) -> None:
    both, one, two, total = pair
    pmi = float(association.pmi(*pair))
    assert pmi == pytest.approx(np.log2(both / float(association.expected(one, two, total))))
    assert -1 <= float(association.npmi(*pair)) <= 1
    assert float(association.pmi(*pair, power=2)) <= 1e-9
    assert float(association.pmi(*pair, power=3)) <= 1e-9
    assert 0 <= float(association.minimum_sensitivity(both, one, two)) <= float(association.dice(both, one, two)) <= 1
    assert float(association.mutual_information(*pair)) >= -1e-12
    for measure in (association.t_score, association.z_score):
        assert np.sign(round(float(measure(*pair)), 9)) == np.sign(round(pmi, 9))
    if one < total and two < total:
        chi2 = float(contingency.chi_squared(both, two - both, one, total - one))
        assert float(association.phi_squared(*pair)) == pytest.approx(abs(chi2) / total)
        # Gries: delta-P in both directions multiplied is phi squared.
        there, back = association.delta_p(*pair), association.delta_p(both, two, one, total)
        assert float(there * back) == pytest.approx(abs(chi2) / total)


def test_columns_of_a_data_frame_are_taken() -> None:
    frame = pd.DataFrame({"both": [8, 10], "one": [1105, 10], "two": [44, 10], "total": [15_000_000, 100]})
    columns = (frame["both"], frame["one"], frame["two"], frame["total"])
    assert association.pmi(*columns).round(4).tolist() == [11.2692, 3.3219]


# --- adjacent words ---------------------------------------------------------------------------------------------------

CAPITAL = "capital other capital gains other capital word2 other gains capital"  # test-textstat_collocations.R
FOLLOWING = collocation.Choice(left=0, right=1, adjacent=True, min_tf=1)


def test_adjacent_pair_of_quanteda() -> None:
    rows = {(row.node, row.collocate): row for row in collocation.collocations(running(CAPITAL), FOLLOWING)}
    row = rows["other", "capital"]
    assert (row.tf, row.left, row.right, row.df, row.node_tf, row.collocate_tf) == (2, 0, 2, 1, 3, 4)
    assert row.expected == pytest.approx(3 * 3 / 9)
    assert row.pmi == pytest.approx(1.0)
    assert row.g2 == pytest.approx(2.2314, abs=5e-5)
    assert float(contingency.chi_squared(2, 1, 3, 6)) == pytest.approx(2.25)
    assert float(association.dice(2, 3, 3)) == pytest.approx(0.6667, abs=5e-5), "by the marginals of the bigrams"
    assert row.dice == pytest.approx(4 / 7), "by the frequencies of the words"


def test_no_pair_crosses_punctuation_or_documents() -> None:
    text = running("I like good ice cream 。", "Me too ！ I like good ice cream 。")
    found = {(row.node, row.collocate): row.tf for row in collocation.collocations(text, FOLLOWING)}
    assert found == {("I", "like"): 2, ("like", "good"): 2, ("good", "ice"): 2, ("ice", "cream"): 2, ("Me", "too"): 1}
    # quanteda's table of the pair, (2, 0, 0, 7): nine bigrams.
    row = collocation.collocations(text, FOLLOWING)[0]
    assert row.expected == pytest.approx(2 * 2 / 9)
    comma = running("招商 ， 引资 、 产业")
    assert collocation.collocations(comma, FOLLOWING) == []
    near = collocation.Choice(min_tf=1)
    assert len(collocation.collocations(comma, near)) == 3, "a window crosses commas"


# --- windows ----------------------------------------------------------------------------------------------------------

LETTERS = "A D A C E A D F E B A C E D"  # test-fcm.R of quanteda, window 3
ORDERED = np.array([[int(n) for n in row] for row in ("203331", "101010", "100220", "111021", "211201", "110010")])


def table(rows: list[collocation.Collocation]) -> np.ndarray:
    found = np.zeros((6, 6), int)
    for row in rows:
        found["ABCDEF".index(row.node), "ABCDEF".index(row.collocate)] = row.tf
    return found


def test_ordered_window_of_quanteda() -> None:
    rows = collocation.collocations(running(LETTERS), collocation.Choice(left=0, right=3, min_tf=1))
    assert table(rows).tolist() == ORDERED.tolist()
    turned = collocation.collocations(running(LETTERS), collocation.Choice(left=3, right=0, min_tf=1))
    assert table(turned).tolist() == ORDERED.T.tolist()


def test_window_on_both_sides_counts_each_pair_once() -> None:
    rows = collocation.collocations(running(LETTERS), collocation.Choice(left=3, right=3, min_tf=1))
    found = table(rows)
    both = ORDERED + ORDERED.T
    assert found[0, 0] == 2, "two places of A are one pair; quanteda's table has 4, from either place"
    assert (found + found.T).tolist() == both.tolist()
    self_pair = next(row for row in rows if row.node == row.collocate == "A")
    assert (self_pair.left, self_pair.right) == (0, 2)
    degrees = both.sum(axis=1)
    assert self_pair.expected == pytest.approx(degrees[0] ** 2 / both.sum() / 2), "of pairs without order"
    assert self_pair.pmi == pytest.approx(np.log2(2 / self_pair.expected))
    assert all(row.node_tf >= row.collocate_tf for row in rows)
    assert all(row.tf == row.left + row.right for row in rows)


def test_expected_counts_add_up_to_observed_ones() -> None:
    rows = collocation.collocations(running(LETTERS), collocation.Choice(left=0, right=3, min_tf=1))
    zero = sum(1 for n in ORDERED.ravel() if n == 0)
    assert len(rows) == 36 - zero
    assert sum(row.tf for row in rows) == ORDERED.sum()
    one, two = ORDERED.sum(axis=1), ORDERED.sum(axis=0)
    for row in rows:
        i, j = "ABCDEF".index(row.node), "ABCDEF".index(row.collocate)
        assert row.expected == pytest.approx(one[i] * two[j] / ORDERED.sum())
        assert row.g2 == pytest.approx(float(s.log_likelihood(row.tf, two[j] - row.tf, one[i], ORDERED.sum() - one[i])))


words = st.lists(st.sampled_from(["招商", "引资", "产业", "的", "。", "，"]), max_size=30)


@given(st.lists(words, max_size=3), st.integers(0, 4), st.integers(1, 4))
def test_windows_are_those_of_a_plain_count(texts: list[list[str]], left: int, right: int) -> None:
    text = running(*map(" ".join, texts), counted={"招商", "引资", "产业"})
    rows = collocation.collocations(text, collocation.Choice(left, right, nodes=(), min_tf=1, top=None))
    plain: Counter[tuple[str, str]] = Counter()
    documents: set[tuple[str, str, int]] = set()
    near_node: set[tuple[str, str, int, int, int]] = set()
    near_other: set[tuple[str, str, int, int, int]] = set()
    for number, tokens in enumerate(texts):
        for part, sentence in enumerate(" ".join(tokens).split("。")):
            near = sentence.replace("，", "").split()
            for i, node in enumerate(near):
                for j in range(max(0, i - left), min(len(near), i + right + 1)):
                    if i != j and "的" not in (node, near[j]):
                        plain[node, near[j]] += node != near[j] or j > i or i - j > right
                        documents.add((node, near[j], number))
                        near_node.add((node, near[j], number, part, i))
                        near_other.add((node, near[j], number, part, j))
    for row in rows:
        assert row.tf == plain[row.node, row.collocate] == row.left + row.right
        assert row.node_near == sum(1 for found in near_node if found[:2] == (row.node, row.collocate))
        assert row.collocate_near == sum(1 for found in near_other if found[:2] == (row.node, row.collocate))
        assert row.df == sum(1 for node, other, _ in documents if (node, other) == (row.node, row.collocate))
    if left != right:
        assert len(rows) == len(plain)


@given(st.lists(words, max_size=3), st.integers(0, 5), st.integers(0, 5), st.booleans(), st.sampled_from([(), ("的",)]))
def test_every_measure_keeps_its_range(
    texts: list[list[str]], left: int, right: int, adjacent: bool, nodes: tuple[str, ...]
) -> None:
    text = running(*map(" ".join, texts), counted={"招商", "引资", "产业"})
    if not left + right or not set(nodes) <= set(text.terms):
        return
    choice = collocation.Choice(left, right, adjacent, nodes, min_tf=1, top=None)
    for row in collocation.collocations(text, choice):
        assert row.node_near <= min(row.node_tf, row.tf * (1 + (row.node == row.collocate)))
        assert row.collocate_near <= row.collocate_tf
        assert 0 < row.min_sensitivity <= row.dice + 1e-9 <= 1 + 1e-9
        assert row.log_dice <= 14
        assert row.log_dice == pytest.approx(14 + np.log2(row.dice))
        assert -1 <= row.npmi <= 1
        assert row.pmi2 <= 1e-9
        assert row.pmi3 <= 1e-9
        assert row.expected > 0
        assert 0 <= row.p <= row.q <= 1
        assert row.pmi == pytest.approx(np.log2(row.tf / row.expected), abs=1e-6)
        assert np.sign(round(row.g2, 6)) == np.sign(round(row.t, 6)) == np.sign(round(row.z, 6))
        assert row.t == pytest.approx((row.tf - row.expected) / np.sqrt(row.tf), abs=1e-6)
        assert row.z == pytest.approx((row.tf - row.expected) / np.sqrt(row.expected), abs=1e-6)
        for share in (row.delta_p, row.delta_p_back):
            assert share is None or -1 <= share <= 1


def test_dice_does_not_exceed_one_where_one_word_stands_between_two() -> None:
    row = collocation.collocations(running("招商 项目 招商"), collocation.Choice(nodes=("招商",), min_tf=2))[0]
    assert (row.collocate, row.tf, row.node_tf, row.collocate_tf) == ("项目", 2, 2, 1)
    assert (row.node_near, row.collocate_near) == (2, 1)
    assert (row.dice, row.min_sensitivity, row.log_dice) == (1.0, 1.0, 14.0), "never apart"


def test_a_word_with_itself_is_the_same_from_either_window() -> None:
    text = running("招商 项目 招商 落地", "招商 招商")
    whole = collocation.collocations(text, collocation.Choice(nodes=("招商",), min_tf=1))
    every = collocation.collocations(text, collocation.Choice(min_tf=1))
    one, two = (next(row for row in rows if row.node == row.collocate) for rows in (whole, every))
    assert (one.tf, one.left, one.right, one.node_near, one.dice) == (2, 0, 2, 4, 1.0)
    assert (one.tf, one.node_near, one.dice, one.df) == (two.tf, two.node_near, two.dice, two.df)


# --- rows -------------------------------------------------------------------------------------------------------------

TEXTS = (
    "全力 抓 招商 引资 ， 招商 引资 是 第一 要事 。 优化 营商 环境 。",
    "招商 引资 的 成效 明显 。 营商 环境 持续 优化 。",
    "招商 要 快 。 营商 环境 要 好 。",
)
STOPS = {"是", "的", "要", "第一"}
CONTENT = {word for text in TEXTS for word in text.split()} - STOPS


def test_nodes_have_their_own_ranks_in_the_order_of_the_call() -> None:
    text = running(*TEXTS, counted=CONTENT)
    rows = collocation.collocations(text, collocation.Choice(nodes=("营商", "招商"), min_tf=2))
    assert [(row.node, row.collocate, row.rank, row.tf, row.df) for row in rows] == [
        ("营商", "环境", 1, 3, 3),
        ("营商", "优化", 2, 2, 2),
        ("招商", "引资", 1, 5, 2),
        ("招商", "全力", 2, 2, 1),
        ("招商", "抓", 3, 2, 1),
    ], "one 全力 in the windows of two 招商 is two pairs; two 招商 are one"
    assert (rows[2].left, rows[2].right) == (1, 4)


def test_a_stop_word_can_be_a_node_but_is_no_collocate() -> None:
    text = running(*TEXTS, counted=CONTENT)
    rows = collocation.collocations(text, collocation.Choice(nodes=("要",), min_tf=1))
    assert {row.collocate for row in rows} == {"招商", "快", "营商", "环境", "好"}
    with pytest.raises(BadInput, match="飞地"):
        collocation.collocations(text, collocation.Choice(nodes=("飞地",)))


def test_limits_and_orders() -> None:
    text = running(*TEXTS, counted=CONTENT)
    for order in collocation.ORDERS:
        rows = collocation.collocations(text, collocation.Choice(min_tf=1, order=order))
        values = [getattr(row, order.replace("-", "_")) for row in rows]
        assert values == sorted(values, reverse=True), order
    wide = collocation.collocations(text, collocation.Choice(min_tf=2, min_df=3))
    assert [(row.node, row.collocate) for row in wide] == [("环境", "营商")]
    assert len(collocation.collocations(text, collocation.Choice(min_tf=1, top=2))) == 2
    assert collocation.collocations(running(), collocation.Choice()) == []
    with pytest.raises(UnknownName, match="log-dice"):
        collocation.Choice(order="logdice")
    with pytest.raises(BadInput, match="holds nothing"):
        collocation.Choice(left=0, right=0)


def test_rows_fit_their_tables() -> None:
    assert collocation.Collocation._fields == tables.SCHEMA["collocations"].names
    assert ngrams.NGram._fields == tables.SCHEMA["ngrams"].names


# --- n-grams ----------------------------------------------------------------------------------------------------------


def test_nested_counts_of_quanteda() -> None:
    one = "a b c . . a b c . . a b c . . . a b c"
    two = "a b . . a b . . a b . . a b . a b"
    rows = ngrams.ngrams(running(one, two), ngrams.Choice(min_tf=1))
    assert {row.ngram: (row.tf, row.nested) for row in rows} == {"a b": (9, 4), "b c": (4, 4), "a b c": (4, 0)}
    assert [row.ngram for row in rows] == ["a b", "a b c", "b c"]


def test_ngrams_begin_and_end_with_words_that_count() -> None:
    text = running("以 人民 为 中心 。", "坚持 以 人民 为 中心 ， 人民 的", counted={"人民", "中心", "坚持"})
    rows = ngrams.ngrams(text, ngrams.Choice(sizes=(1, 2, 3, 4), min_tf=1))
    assert {row.ngram: row.tf for row in rows} == {"人民": 3, "中心": 2, "坚持": 1, "人民为中心": 2, "坚持以人民": 1}
    wide = ngrams.ngrams(text, ngrams.Choice(sizes=(3,), min_df=2))
    assert [(row.ngram, row.df, row.range, row.rank) for row in wide] == [("人民为中心", 2, 1.0, 1)]
    assert wide[0].per_10k_words == pytest.approx(20_000 / 11)
    assert ngrams.ngrams(text, ngrams.Choice(sizes=(3,), min_tf=3)) == []
    assert ngrams.ngrams(running(), ngrams.Choice()) == []


def test_skip_grams_of_guthrie_et_al_2006() -> None:
    text = running("Insurgents killed in ongoing fighting")
    two = ngrams.ngrams(text, ngrams.Choice(sizes=(2,), skip=2, min_tf=1))
    assert {row.ngram for row in two} == {
        *("Insurgents…killed", "Insurgents…in", "Insurgents…ongoing", "killed…in", "killed…ongoing"),
        *("killed…fighting", "in…ongoing", "in…fighting", "ongoing…fighting"),
    }
    three = ngrams.ngrams(text, ngrams.Choice(sizes=(3,), skip=2, min_tf=1))
    assert len(three) == 10, "2-skip-tri-grams of the paper's sentence"
    assert all(row.tf == 1 and row.nested == 0 for row in two + three)


@given(st.lists(words, max_size=3), st.integers(1, 4), st.integers(1, 3))
def test_ngrams_are_those_of_a_plain_count(texts: list[list[str]], n: int, min_tf: int) -> None:
    content = {"招商", "引资", "产业"}
    rows = ngrams.ngrams(running(*map(" ".join, texts), counted=content), ngrams.Choice((n,), min_tf=min_tf))
    plain: Counter[tuple[str, ...]] = Counter()
    for tokens in texts:
        for stretch in " ".join(tokens).replace("。", "|").replace("，", "|").split("|"):
            each = stretch.split()
            plain.update(tuple(each[i : i + n]) for i in range(len(each) - n + 1))
    expected = {
        "".join(found): tf
        for found, tf in plain.items()
        if tf >= min_tf and found[0] in content and found[-1] in content
    }
    assert {row.ngram: row.tf for row in rows} == expected
    assert [row.rank for row in rows] == list(range(1, len(rows) + 1))


@pytest.mark.parametrize("choice", [{"sizes": ()}, {"sizes": (0,)}, {"sizes": (10,)}, {"sizes": (1,), "skip": 1}])
def test_sequences_that_cannot_be_are_refused(choice: dict[str, tuple[int, ...]]) -> None:
    with pytest.raises(BadInput):
        ngrams.Choice(**choice)  # type: ignore[arg-type]  # wrong on purpose
