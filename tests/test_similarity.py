"""Measures, exact nearest rows with and without sparse_dot_topn, groups, tables in order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster import hierarchy
from scipy.spatial.distance import jensenshannon, squareform
from sklearn.metrics.pairwise import cosine_similarity

from zhaoshang_nlp.compare import matrix, measures, similarity, tfidf, topk
from zhaoshang_nlp.errors import UnknownName

words = st.sampled_from(["招商", "引资", "产业", "链", "a", "5%"])
corpora = st.lists(st.lists(words, max_size=8), min_size=1, max_size=12).filter(any)
TEXTS = {
    "b": ["招商", "引资", "产业"],
    "a": ["招商", "引资", "产业", "链"],
    "d": ["文旅", "康养"],
    "c": ["文旅", "康养", "链"],
    "e": [],
}
SMALL = matrix.build(TEXTS.items())


def make(texts: list[list[str]]) -> matrix.TermMatrix:
    return matrix.build((f"d{i % 3}{i}", text) for i, text in enumerate(texts))


def block(name: str, counted: matrix.TermMatrix) -> measures.Floats:
    every = np.arange(len(counted.ids))
    return measures.measure(name, counted).block(every, every)


@settings(deadline=None)
@given(corpora)
def test_measures_are_those_of_scipy_and_scikit_learn(texts: list[list[str]]) -> None:
    counted = make(texts)
    dense = counted.counts.toarray().astype(float)
    assert np.allclose(block("cosine", counted), cosine_similarity(tfidf.weights(counted)), atol=1e-11)
    for a, one in enumerate(texts):
        for b, other in enumerate(texts):
            either = len({*one, *other})
            jaccard = len({*one} & {*other}) / either if either else 0.0
            assert block("jaccard", counted)[a, b] == pytest.approx(jaccard, abs=1e-11)
            expected = 1 - jensenshannon(dense[a], dense[b], base=2) ** 2 if one and other else 0.0
            assert block("jensen_shannon", counted)[a, b] == pytest.approx(expected, abs=1e-9)


@given(corpora, st.sampled_from(list(measures.MEASURES)))
def test_measures_are_symmetric_to_the_last_bit_and_within_their_range(texts: list[list[str]], name: str) -> None:
    found = block(name, make(texts))
    assert (found == found.T).all()
    assert ((found >= 0) & (found <= 1)).all()
    assert np.diag(found).tolist() == [1.0 if text else 0.0 for text in texts]


def test_jaccard_of_characters_of_textacy() -> None:
    found = matrix.build([("a", list("abcd")), ("b", list("abcD")), ("c", list("abcdefgh")), ("d", []), ("e", [])])
    block = measures.measure("jaccard", found).block(np.arange(5), np.arange(5))
    assert (block[0, 1], block[0, 2]) == (0.6, 0.5)
    assert block[3, 4] == 0, "of two empty texts: nothing in common"


def test_unknown_measures_are_refused() -> None:
    with pytest.raises(UnknownName, match="jaccard"):
        measures.measure("jacard", SMALL)


# --- nearest rows -----------------------------------------------------------------------------------------------------


def rows(found: Iterator[topk.Nearest]) -> list[tuple[int, list[int], list[float]]]:
    return [(row, columns.tolist(), values.tolist()) for row, columns, values in found]


@settings(deadline=None, max_examples=60)
@given(corpora, st.integers(1, 14), st.integers(0, 12))
def test_the_fast_way_gives_the_same_rows(texts: list[list[str]], top: int, cut: int) -> None:
    pytest.importorskip("sparse_dot_topn")
    counted = make(texts)
    measured = measures.Cosine(tfidf.weights(counted))
    place = np.argsort(np.argsort(np.array(counted.ids)))
    every = np.arange(len(texts))
    for part in ((every, every), (every[:cut], every[cut:])):
        slow = rows(topk.nearest(measured, part, top, place, fast=False))
        assert rows(topk.nearest(measured, part, top, place, fast=True)) == slow


@settings(deadline=None, max_examples=60)
@given(corpora, st.integers(1, 14), st.integers(0, 12), st.integers(1, 5), st.integers(1, 5))
def test_the_fast_way_gives_the_same_rows_part_by_part(
    texts: list[list[str]], top: int, cut: int, some_rows: int, some_columns: int
) -> None:
    pytest.importorskip("sparse_dot_topn")
    counted = make(texts)
    measured = measures.Cosine(tfidf.weights(counted))
    place = np.argsort(np.argsort(np.array(counted.ids)))
    every = np.arange(len(texts))
    for part in ((every, every), (every[:cut], every[cut:])):
        slow = rows(topk.nearest(measured, part, top, place, fast=False))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(topk, "_ROWS", some_rows)
            patch.setattr(topk, "_COLUMNS", some_columns)
            assert rows(topk.nearest(measured, part, top, place, fast=True)) == slow


@given(corpora, st.integers(1, 5))
def test_blocks_change_nothing(texts: list[list[str]], top: int) -> None:
    counted = make(texts)
    wanted = similarity.Wanted("jaccard", top)
    whole = similarity.near(counted, wanted)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(topk, "BLOCK_CELLS", 1)
        patch.setattr(similarity, "BLOCK_CELLS", 1)
        assert similarity.near(counted, wanted) == whole


def test_ties_stand_in_order_of_the_ids() -> None:
    counted = matrix.build([("c", ["x"]), ("b", ["x"]), ("a", ["x"]), ("e", ["y"]), ("d", ["y"])])
    found = similarity.near(counted, similarity.Wanted("cosine", 3))
    assert [row.b for row in found if row.a == "c"] == ["a", "b", "d"]
    assert [row.b for row in found if row.a == "a"] == ["b", "c", "d"]


@pytest.mark.parametrize(
    ("relation", "value", "expected"),
    [
        ("all", None, {("a", "b"), ("b", "a"), ("c", "d"), ("d", "c"), ("e", "a")}),
        ("across", None, {("a", "c"), ("b", "c"), ("c", "a")}),
        ("within", None, {("a", "b"), ("b", "a")}),
        ("against", "x", {("c", "a")}),
        ("against", "y", {("a", "c"), ("b", "c")}),
    ],
)
def test_relations_say_who_is_held_against_whom(
    relation: similarity.Relation, value: str | None, expected: set[tuple[str, str]]
) -> None:
    labels = {"a": "x", "b": "x", "c": "y", "d": None, "e": ""}
    wanted = similarity.Wanted("jaccard", 1, relation, tuple(labels[name] for name in SMALL.ids), value)
    found = similarity.near(SMALL, wanted)
    assert {(row.a, row.b) for row in found} == expected
    assert [row.a for row in found] == [name for name in SMALL.ids if name in {a for a, _ in expected}]
    assert all(row.a_group == labels[row.a] and row.b_group == labels[row.b] for row in found)


def test_labels_and_groups_must_exist() -> None:
    with pytest.raises(UnknownName, match="Valid: x"):
        similarity.near(SMALL, similarity.Wanted("cosine", 1, "against", ("x",) * 5, "z"))
    with pytest.raises(ValueError, match="1 labels for 5"):
        similarity.near(SMALL, similarity.Wanted("cosine", 1, "within", ("x",)))


# --- groups and order -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(measures.MEASURES))
@given(texts=corpora, data=st.data())
def test_medoids_are_those_of_the_whole_table(name: str, texts: list[list[str]], data: st.DataObject) -> None:
    counted = make(texts)
    labels = data.draw(st.lists(st.sampled_from(["x", "y", None]), min_size=len(texts), max_size=len(texts)))
    values = block(name, counted)
    for row in similarity.groups(counted, labels, name):
        members = [i for i, text in enumerate(texts) if text and (labels[i] or matrix.NO_LABEL) == row.group]
        assert row.n_docs == len(members)
        if len(members) < 2:
            assert (row.cohesion, row.unusual) == (None, None)
            continue
        means = {counted.ids[i]: np.mean([values[i, j] for j in members if j != i]) for i in members}
        assert row.medoid_similarity == pytest.approx(max(means.values()), abs=1e-9)
        assert row.unusual_similarity == pytest.approx(min(means.values()), abs=1e-9)
        assert means[str(row.medoid)] == pytest.approx(max(means.values()), abs=1e-9)
        assert row.cohesion == pytest.approx(np.mean(list(means.values())), abs=1e-9)
        others = [j for j, text in enumerate(texts) if text and j not in members]
        if others:
            assert row.separation == pytest.approx(values[np.ix_(members, others)].mean(), abs=1e-9)


def test_a_table_brings_alike_rows_together() -> None:
    found = similarity.ordered(SMALL, "jaccard")
    order = [row.b for row in found[: len(SMALL.ids)]]
    assert abs(order.index("a") - order.index("b")) == abs(order.index("c") - order.index("d")) == 1
    assert order[0] < order[-1]
    cells = {(row.a, row.b): row.similarity for row in found}
    assert len(cells) == 25
    assert all(cells[a, b] == cells[b, a] for a, b in cells)
    assert [row.a_place for row in found[::5]] == [row.b_place for row in found[:5]] == [1, 2, 3, 4, 5]


def test_the_order_is_the_best_one_of_its_tree() -> None:
    random = np.random.RandomState(3)
    counted = matrix.build((f"{i:02}", [f"t{t}" for t in random.randint(0, 12, 6)]) for i in range(15))
    distances = squareform(1 - block("cosine", counted), checks=False)
    tree = hierarchy.linkage(distances, "average", optimal_ordering=True)
    expected = [counted.ids[i] for i in hierarchy.leaves_list(tree)]
    found = [row.b for row in similarity.ordered(counted)[:15]]
    assert found in (expected, expected[::-1])


@pytest.mark.parametrize("count", [0, 1, 2])
def test_small_tables(count: int) -> None:
    counted = matrix.build([("b", ["x"]), ("a", ["y"])][:count])
    found = similarity.ordered(counted)
    assert len(found) == count * count
    assert [row.b for row in found[:count]] == sorted(counted.ids)
