"""Matrix, TF-IDF, similarity, clusters and shared expressions, against scikit-learn and published numbers."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.metrics.pairwise import cosine_similarity

from zhaoshang_nlp.compare import cluster, keyterms, matrix, shared, similarity, tfidf, topk
from zhaoshang_nlp.errors import BadInput, UnknownName

DOCUMENTS = {
    "b/2025": ["招商", "引资", "招商", "产业", "链"],
    "a/2025": ["产业", "产业", "链", "GDP"],
    "empty": [],
    "a/2026": ["招商", "引资", "𠮷", "gdp"],
}
words = st.sampled_from(["招商", "引资", "产业", "链", "a", "B", "5%", "𠮷", "＋"])
corpora = st.lists(st.lists(words, max_size=12), min_size=1, max_size=8).filter(any)


def identity(tokens: list[str]) -> list[str]:
    return tokens


def make(texts: list[list[str]]) -> matrix.TermMatrix:
    return matrix.build((f"d{i}", text) for i, text in enumerate(texts))


@pytest.fixture
def small() -> matrix.TermMatrix:
    return matrix.build(DOCUMENTS.items())


# --- matrix ---------------------------------------------------------------------------------------------------------


@given(corpora)
def test_matrix_is_what_count_vectorizer_gives(texts: list[list[str]]) -> None:
    reference = CountVectorizer(analyzer=identity)
    counts = reference.fit_transform(texts)
    counts.sort_indices()
    found = make(texts)
    assert found.terms == tuple(reference.get_feature_names_out())
    assert found.counts.dtype == counts.dtype
    assert found.counts.indptr.tolist() == counts.indptr.tolist()
    assert found.counts.indices.tolist() == counts.indices.tolist()
    assert found.counts.data.tolist() == counts.data.tolist()


@given(corpora)
def test_counting_elsewhere_gives_the_same_matrix(texts: list[list[str]]) -> None:
    builder = matrix.MatrixBuilder()
    for i, text in enumerate(texts):
        builder.add_counts(f"d{i}", {word: text.count(word) for word in text})
    found = builder.build()
    assert found.terms == make(texts).terms
    assert (found.counts != make(texts).counts).nnz == 0


def test_matrix_reads_documents_once() -> None:
    found = matrix.build([("a", (word for word in ["产业", "链"]))])
    assert found.terms == ("产业", "链")


def test_no_documents_make_an_empty_matrix() -> None:
    found = matrix.build([])
    assert (found.counts.shape, found.terms, found.ids, found.empty) == ((0, 0), (), (), ())
    assert similarity.neighbours(tfidf.weights(found), found.ids) == []
    assert keyterms.by_tfidf(found) == []


def test_documents_without_terms_are_named(small: matrix.TermMatrix) -> None:
    assert small.empty == ("empty",)


def test_an_id_that_stands_twice_is_refused() -> None:
    with pytest.raises(BadInput, match="'a' stands twice"):
        matrix.build([("a", ["产业"]), ("a", ["链"])])


def test_counts_of_zero_are_no_terms_of_the_document() -> None:
    builder = matrix.MatrixBuilder()
    builder.add_counts("a", {"产业": 0, "链": 1})
    assert builder.build().counts.nnz == 1


def test_groups_are_sums_and_unlabelled_documents_stand_last(small: matrix.TermMatrix) -> None:
    found = matrix.grouped(small, ["湖东省", 2025, "", None])
    assert found.ids == ("2025", "湖东省", matrix.NO_LABEL)
    assert found.terms == small.terms
    assert found.counts.toarray()[2].tolist() == small.counts.toarray()[2:].sum(axis=0).tolist()


@given(corpora, st.data())
def test_grouping_equals_counting_joined_texts(texts: list[list[str]], data: st.DataObject) -> None:
    labels = data.draw(st.lists(st.sampled_from(["x", "y", None]), min_size=len(texts), max_size=len(texts)))
    found = matrix.grouped(make(texts), labels)
    for row, group in enumerate(found.ids):
        joined = [w for text, label in zip(texts, labels, strict=True) if (label or "(none)") == group for w in text]
        assert found.counts[row].toarray().ravel().tolist() == [joined.count(term) for term in found.terms]


def test_labels_must_fit_the_documents(small: matrix.TermMatrix) -> None:
    with pytest.raises(ValueError, match="1 labels for 4 documents"):
        matrix.grouped(small, ["a"])


# --- tf-idf ---------------------------------------------------------------------------------------------------------


@given(corpora)
def test_weights_are_those_of_scikit_learn(texts: list[list[str]]) -> None:
    found = make(texts)
    difference = tfidf.weights(found) - TfidfTransformer().fit_transform(found.counts)
    assert abs(difference).max() <= 1e-12


def test_weights_of_the_scikit_learn_guide() -> None:
    # User guide of scikit-learn, section on tf-idf term weighting, counts with smooth_idf=True.
    counts = sparse.csr_matrix([[3, 0, 1], [2, 0, 0], [3, 0, 0], [4, 0, 0], [3, 2, 0], [3, 0, 2]])
    found = tfidf.weights(matrix.TermMatrix(counts, ("a", "b", "c"), tuple("123456"))).toarray()
    assert found[0].round(8).tolist() == [0.85151335, 0.0, 0.52433293]
    assert found[4].round(8).tolist() == [0.55422893, 0.83236428, 0.0]


def test_keywords_are_ranked_with_ties_in_order_of_terms() -> None:
    found = make([["乙", "甲", "丙", "丙"], ["丁"]])
    rows = keyterms.by_tfidf(found, top=3)
    assert [(r.id, r.term, r.tf, r.df, r.rank) for r in rows] == [
        ("d0", "丙", 2, 1, 1),
        ("d0", "乙", 1, 1, 2),
        ("d0", "甲", 1, 1, 3),
        ("d1", "丁", 1, 1, 1),
    ]
    assert rows[1].weight == rows[2].weight
    assert rows[3].weight == 1.0


def test_the_document_frequency_of_groups_counts_groups() -> None:
    found = matrix.grouped(make([["产业"], ["产业"], ["链"]]), ["x", "x", "y"])
    assert [(r.id, r.term, r.tf, r.df) for r in keyterms.by_tfidf(found)] == [
        ("x", "产业", 2, 1),
        ("y", "链", 1, 1),
    ]


# --- similarity -----------------------------------------------------------------------------------------------------


@given(corpora)
def test_cosines_are_those_of_scikit_learn(texts: list[list[str]]) -> None:
    weights = tfidf.weights(make(texts))
    found = similarity.cosine_table(weights)
    assert np.abs(found - cosine_similarity(weights)).max() <= 1e-12
    assert (found == found.T).all()
    assert ((found >= 0) & (found <= 1)).all()


@given(corpora, st.integers(1, 9))
def test_neighbours_are_the_best_of_all(texts: list[list[str]], top: int) -> None:
    found = make(texts)
    weights = tfidf.weights(found)
    table = similarity.cosine_table(weights)
    rows = similarity.neighbours(weights, found.ids, top)
    for i, name in enumerate(found.ids):
        best = sorted((-table[i, j], other) for j, other in enumerate(found.ids) if j != i)[:top]
        mine = [row for row in rows if row.a == name]
        assert [(-row.cosine, row.b) for row in mine] == best
        assert [row.rank for row in mine] == list(range(1, len(best) + 1))


def test_ties_go_by_id_whatever_the_order_of_the_documents() -> None:
    text = ["产业", "链"]
    forward = matrix.build([("c", text), ("a", text), ("b", text)])
    rows = similarity.neighbours(tfidf.weights(forward), forward.ids, 1)
    assert [(row.a, row.b, row.cosine) for row in rows] == [("c", "a", 1.0), ("a", "b", 1.0), ("b", "a", 1.0)]


def test_blocks_change_nothing(small: matrix.TermMatrix, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = tfidf.weights(small)
    whole = similarity.neighbours(weights, small.ids)
    monkeypatch.setattr(topk, "BLOCK_CELLS", 1)
    assert similarity.neighbours(weights, small.ids) == whole


def test_documents_without_terms_have_cosine_zero(small: matrix.TermMatrix) -> None:
    rows = [row for row in similarity.neighbours(tfidf.weights(small), small.ids) if row.a == "empty"]
    assert [(row.b, row.cosine, row.rank) for row in rows] == [("a/2025", 0, 1), ("a/2026", 0, 2), ("b/2025", 0, 3)]


def test_a_single_document_has_no_neighbours() -> None:
    found = make([["产业"]])
    assert similarity.neighbours(tfidf.weights(found), found.ids) == []


def test_a_table_of_too_many_documents_is_refused(small: matrix.TermMatrix, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similarity, "TABLE_ROWS", 3)
    with pytest.raises(BadInput, match=r"4 documents is too large \(limit 3\)"):
        similarity.cosine_table(tfidf.weights(small))


# --- clusters -------------------------------------------------------------------------------------------------------

TOPICS = [
    ["产业", "集群", "链", "集群"],
    ["产业", "集群", "链"],
    ["产业", "链", "链"],
    ["教育", "医疗", "养老"],
    ["教育", "医疗"],
    [],
]


@pytest.mark.parametrize("method", cluster.METHODS)
@pytest.mark.parametrize("count", [None, 2])
def test_clusters_find_the_topics(method: cluster.Method, count: int | None) -> None:
    found = make(TOPICS)
    rows = cluster.clusters(found, tfidf.weights(found), count, method)
    assert [row.cluster for row in rows] == [1, 1, 1, 2, 2, None]
    assert [row.size for row in rows] == [3, 3, 3, 2, 2, None]
    assert all(row.silhouette is not None and row.silhouette > 0 for row in rows[:5])
    assert set(rows[4].terms) == {"教育", "医疗", "养老"}
    assert rows[5] == ("d5", None, None, None, None, ())
    assert [row.stability for row in rows[:5]] == [1.0] * 5
    assert cluster.clusters(found, tfidf.weights(found), count, method) == rows, "the same again"
    assert all(row.stability is None for row in cluster.clusters(found, tfidf.weights(found), count, method, 0))


def test_terms_of_a_cluster_tell_it_from_the_others() -> None:
    coast, steppe = ["发展"] * 9 + ["港口"] * 5, ["发展"] * 9 + ["草原"] * 5
    found = make([[*coast, "航运"], [*coast, *["海鲜"] * 6], steppe, steppe])
    rows = cluster.clusters(found, tfidf.weights(found), 2)
    assert [row.cluster for row in rows] == [1, 1, 2, 2]
    assert rows[0].terms == ("港口", "海鲜", "航运"), "not 发展, which all say; 港口 first, which two documents say"
    assert rows[2].terms == ("草原", "发展"), "of the words of the steppe more are 发展"


def test_clusters_of_chance_are_less_stable() -> None:
    rng = np.random.RandomState(7)
    noise = make([[f"w{i}" for i in rng.randint(0, 40, 30)] for _ in range(30)])
    rows = cluster.clusters(noise, tfidf.weights(noise), 5, "kmeans")
    assert all(0 <= (row.stability or 0) < 0.8 for row in rows)
    with pytest.raises(BadInput, match="seeds -1"):
        cluster.clusters(noise, tfidf.weights(noise), seeds=-1)


@pytest.mark.parametrize(
    ("texts", "count", "expected"),
    [
        ([], None, []),
        ([[]], None, [None]),
        ([["产业"]], None, [1]),
        ([["产业"], ["链"]], None, [1, 1]),
        ([["产业"], ["链"]], 2, [1, 2]),
        ([["产业"], ["链"], ["链"]], 1, [1, 1, 1]),
        ([["产业"], ["产业"], ["产业"]], None, [1, 1, 2]),
    ],
)
def test_clusters_of_few_documents(texts: list[list[str]], count: int | None, expected: list[int | None]) -> None:
    found = make(texts)
    assert [row.cluster for row in cluster.clusters(found, tfidf.weights(found), count)] == expected


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("method", cluster.METHODS)
@pytest.mark.parametrize("count", [None, 2])
def test_texts_that_are_all_the_same(method: cluster.Method, count: int | None) -> None:
    found = make([["招商", "引资"]] * 4)
    rows = cluster.clusters(found, tfidf.weights(found), count, method)
    assert all(row.cluster in (1, 2) for row in rows)
    if method == "kmeans":
        assert {(row.cluster, row.size, row.stability, row.silhouette) for row in rows} == {(1, 4, None, None)}
        assert set(rows[0].terms) == {"招商", "引资"}


def test_wrong_calls_of_clusters_say_what_is_right(small: matrix.TermMatrix, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = tfidf.weights(small)
    with pytest.raises(UnknownName, match="Valid: average, kmeans"):
        cluster.clusters(small, weights, method="ward")  # type: ignore[arg-type]  # the wrong call under test
    with pytest.raises(BadInput, match="from 1 to 3"):
        cluster.clusters(small, weights, 4)
    monkeypatch.setattr(cluster, "TABLE_ROWS", 2)
    with pytest.raises(BadInput, match="use method kmeans"):
        cluster.clusters(small, weights)


def test_scikit_learn_is_imported_for_clusters_only() -> None:
    code = (
        "import sys; from zhaoshang_nlp.compare import cluster, distinctive, matrix, shared, similarity, tfidf;"
        "m = matrix.build([('a', ['x']), ('b', ['x', 'y'])]); w = tfidf.weights(m);"
        "similarity.neighbours(w, m.ids); distinctive.distinctive(m); print('sklearn' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


# --- shared expressions ---------------------------------------------------------------------------------------------

MENTIONS = [
    ("b", "三个一批", "formula"),
    ("a", "三个一批", "term"),
    ("a", "三个一批", "formula"),
    ("c", "链长制", "term"),
    ("a", "链长制", "slogan"),
    ("c", "独此一家", "slogan"),
    ("c", "独此一家", "slogan"),
    ("a", "", "slogan"),
    ("b", "", "slogan"),
]


def test_shared_expressions() -> None:
    rows = shared.shared(MENTIONS, {"a": "湖东省", "b": "湖西省", "c": None})
    assert [tuple(row) for row in rows] == [
        ("三个一批", "formula", 3, 2, 2, ("a", "b"), ("湖东省", "湖西省")),
        ("链长制", "slogan", 2, 2, 1, ("a", "c"), ("湖东省",)),
    ]


def test_shared_without_groups_counts_none() -> None:
    assert {(row.n_groups, row.groups) for row in shared.shared(MENTIONS)} == {(None, ())}


def test_expressions_of_one_document_on_request() -> None:
    assert [row.form for row in shared.shared(MENTIONS, min_docs=1)] == ["三个一批", "链长制", "独此一家"]


@given(st.permutations(MENTIONS))
def test_the_order_of_mentions_does_not_matter(mentions: list[tuple[str, str, str]]) -> None:
    assert shared.shared(mentions) == shared.shared(MENTIONS)
