"""Keywords: weightings against published tables and scikit-learn, jieba's methods against jieba itself."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from zhaoshang_nlp import segment, tables
from zhaoshang_nlp.compare import dispersion, jieba_keywords, keyterms, matrix, ngrams, weighting
from zhaoshang_nlp.compare.running import Running, RunningBuilder
from zhaoshang_nlp.compare.textrank import textrank
from zhaoshang_nlp.errors import BadInput, UnknownName

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # jieba is from 2020: escapes in its expressions, pkg_resources
    import jieba.analyse

TEXTS = {
    "云岭县": "全县要把招商引资作为第一要事，围绕装备制造和现代农业抓招商。招商引资看实效，2026年签约60个以上。",
    "江口区": "建设枢纽港口，发展现代物流和装备制造。港口经济带动AI产业，AI企业达到30家，物流成本下降5%。",
    "空": "。",
}
PLAIN = segment.SegmentOptions(engine="jieba", lexicon=False, protect=False)


def words(text: str) -> list[str]:
    return text.split()


def running(texts: dict[str, list[str]], counted: set[str] | None = None) -> Running:
    builder = RunningBuilder()
    for name, tokens in texts.items():
        builder.add(name, tokens, set(tokens) if counted is None else counted)
    return builder.build()


# --- weightings -------------------------------------------------------------------------------------------------------


def test_shares_by_rarity_of_the_wikipedia_pair() -> None:
    pair = {"1": words("this is a a sample"), "2": words("this is another another example example example")}
    found = matrix.build(pair.items())
    weights = dict(zip(found.terms, weighting.weights(found, "quanteda-prop").toarray().max(axis=0), strict=True))
    expected = {"a": 0.120412, "sample": 0.060206, "another": 0.0860086, "example": 0.1290129, "this": 0, "is": 0}
    assert weights == pytest.approx(expected, abs=5e-7), "quanteda, test-dfm_weight.R"


def test_a_word_of_all_documents_weighs_nothing_in_quanteda() -> None:
    found = matrix.build([("1", list("abc")), ("2", list("abcd"))])
    assert weighting.weights(found, "quanteda-prop").toarray() == pytest.approx(
        np.array([[0] * 4, [0, 0, 0, 0.07525]]), abs=1e-5
    )


GUIDE = sparse.csr_matrix(np.array([[3, 0, 1], [2, 0, 0], [3, 0, 0], [4, 0, 0], [3, 2, 0], [3, 0, 2]], np.int64))


@pytest.mark.parametrize(
    ("name", "first", "fifth"),
    [
        ("sklearn-unsmoothed", [0.81940995, 0, 0.57320793], [0.47330339, 0.88089948, 0]),
        ("sklearn", [0.85151335, 0, 0.52433293], [0.55422893, 0.83236428, 0]),
    ],
)
def test_weights_of_the_guide_of_scikit_learn(name: str, first: list[float], fifth: list[float]) -> None:
    found = weighting.weights(matrix.TermMatrix(GUIDE, ("a", "b", "c"), tuple("123456")), name).toarray()
    assert found[0] == pytest.approx(first, abs=5e-9)
    assert found[4] == pytest.approx(fifth, abs=5e-9)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("sklearn", {}),
        ("sklearn-unsmoothed", {"smooth_idf": False}),
        ("sklearn-sublinear", {"sublinear_tf": True}),
        ("nnc", {"use_idf": False}),
        ("nnn", {"use_idf": False, "norm": None}),
    ],
)
def test_weights_are_those_of_scikit_learn(name: str, options: dict[str, Any]) -> None:
    found = weighting.weights(matrix.TermMatrix(GUIDE, ("a", "b", "c"), tuple("123456")), name)
    expected = TfidfTransformer(**options).fit_transform(GUIDE)
    assert found.toarray() == pytest.approx(expected.toarray())


def test_smart_letters_of_manning_et_al_2008() -> None:
    # Figure 6.15 by hand, for one row with counts 1, 10 and 100 of terms in 1, 2 and 4 of 4 rows.
    counts = np.array([[1, 10, 100], [0, 1, 1], [0, 0, 1], [0, 0, 1]], np.int64)
    found = matrix.TermMatrix(sparse.csr_matrix(counts), ("a", "b", "c"), tuple("1234"))
    rows = {name: weighting.weights(found, name).toarray()[0] for name in weighting.NAMES}
    assert rows["lnn"] == pytest.approx([1, 2, 3])
    assert rows["ann"] == pytest.approx([0.505, 0.55, 1])
    assert rows["bnn"].tolist() == [1, 1, 1]
    assert rows["Lnn"] == pytest.approx(np.array([1, 2, 3]) / (1 + np.log10(37)))
    assert rows["ntn"] == pytest.approx([np.log10(4), 10 * np.log10(2), 0])
    assert rows["npn"] == pytest.approx([np.log10(3), 0, 0])
    ltc = np.array([np.log10(4), 2 * np.log10(2), 0])
    assert rows["ltc"] == pytest.approx(ltc / np.linalg.norm(ltc))
    for name in weighting.NAMES:
        if name[-1] == "c":
            assert np.linalg.norm(rows[name]) == pytest.approx(1), name


def test_rows_without_weight_stay_zero() -> None:
    found = matrix.build([("1", ["a"]), ("2", ["a"]), ("3", [])])
    for name in weighting.NAMES:
        weights = weighting.weights(found, name).toarray()
        assert np.isfinite(weights).all(), name
        assert weights[2].tolist() == [0], name
    with pytest.raises(UnknownName, match="ltc"):
        weighting.weights(found, "lct")


# --- TextRank ---------------------------------------------------------------------------------------------------------


def test_textrank_solves_its_equation() -> None:
    text = running({"a": words("港口 物流 港口 产业 。 物流 成本 。 飞地")})
    found = dict(zip(text.terms, textrank(text, span=2), strict=True))
    # Ties by hand: 港口-物流 2, 港口-产业 1, 物流-产业 1, 物流-成本 1; 飞地 stands alone.
    ties = {("港口", "物流"): 2, ("港口", "产业"): 1, ("物流", "产业"): 1, ("物流", "成本"): 1}
    both = {**ties, **{(b, a): w for (a, b), w in ties.items()}}
    weight = {term: sum(w for (a, _), w in both.items() if a == term) for term in text.terms}
    for term in text.terms:
        if term != "。":
            near = sum(w / weight[b] * found[b] for (a, b), w in both.items() if a == term)
            assert found[term] == pytest.approx(0.15 + 0.85 * near), term
    assert found["飞地"] == pytest.approx(0.15)
    assert found["物流"] == max(found.values())


def test_textrank_ties_nothing_across_sentences_and_stop_words_take_up_room() -> None:
    apart = running({"a": words("港口 。 物流")})
    assert textrank(apart)[:2] == pytest.approx(0.15)
    text = running({"a": words("港口 的 物流")}, {"港口", "物流"})
    assert dict(zip(text.terms, textrank(text, span=1), strict=True))["港口"] == pytest.approx(0.15)
    near = dict(zip(text.terms, textrank(text, span=2), strict=True))
    assert near == pytest.approx({"港口": 1.0, "物流": 1.0, "的": 0.0})
    assert textrank(running({})).shape == (0,)


# --- rows -------------------------------------------------------------------------------------------------------------

WORDS = {"a": ["港口", "港口", "产业"], "b": ["港口", "产业", "产业", "产业"], "c": ["草原"], "d": []}


def test_rows_have_document_frequency_and_dispersion() -> None:
    found = matrix.build(WORDS.items())
    rows = keyterms.by_tfidf(found, top=1)
    assert [(row.id, row.term, row.tf, row.df, row.docs, row.rank) for row in rows] == [
        ("a", "港口", 2, 2, 2, 1),
        ("b", "产业", 3, 2, 2, 1),
        ("c", "草原", 1, 1, 1, 1),
    ]
    dp = dispersion.deviation_of_proportions([2, 1, 0], [3, 4, 1], normalised=True)[0]
    assert rows[0].dp == pytest.approx(dp)


def test_dispersion_of_a_group_is_over_its_own_documents() -> None:
    found = matrix.build(WORDS.items())
    rows = keyterms.by_tfidf(found, ["东", "东", "西", "西"], top=5)
    east = [row for row in rows if row.id == "东"]
    assert [(row.term, row.tf, row.df, row.docs) for row in east] == [("产业", 4, 1, 2), ("港口", 3, 1, 2)]
    dp = dispersion.deviation_of_proportions([1, 3], [3, 4], normalised=True)[0]
    assert east[0].dp == pytest.approx(dp)
    west = next(row for row in rows if row.id == "西")
    assert (west.term, west.docs, west.dp) == ("草原", 1, None), "one document with words has no spread"


def test_textrank_of_documents_and_groups() -> None:
    text = running({name: [*tokens, "。"] for name, tokens in WORDS.items()}, {"港口", "产业", "草原"})
    rows = keyterms.by_textrank(text, top=2)
    assert [(row.id, row.term, row.tf) for row in rows] == [
        ("a", "产业", 1),
        ("a", "港口", 2),
        ("b", "产业", 3),
        ("b", "港口", 1),
        ("c", "草原", 1),
    ]
    grouped = keyterms.by_textrank(text, ["东", "东", "西", "西"], top=1)
    assert [(row.id, row.docs) for row in grouped] == [("东", 2), ("西", 1)]
    with pytest.raises(ValueError, match="1 labels for 4 documents"):
        keyterms.by_textrank(text, ["x"])


def test_phrases_are_counted_beside_words() -> None:
    one = words("现代 物流 港口 ， 现代 物流 港口 ， 现代 物流 。")
    two = words("现代 物流 的 港口 ， 现代 物流 。 物流 港口")
    text = running({"a": one, "b": two}, {"现代", "物流", "港口"})
    found = ngrams.phrases(text, (2, 3), min_tf=2).matrix
    assert dict(zip(found.terms, found.counts.toarray().T.tolist(), strict=True)) == {
        "现代物流": [3, 2],
        "现代物流港口": [2, 0],
        "物流港口": [2, 1],
    }
    fewer = ngrams.phrases(running({"a": one}), (2, 3), min_tf=2).matrix
    assert fewer.terms == ("现代物流", "现代物流港口"), "物流港口 never stands on its own"
    every = keyterms.together(text.matrix(), found)
    assert every.terms == tuple(sorted({*text.terms, *found.terms}))
    assert every.counts.sum() == text.matrix().counts.sum() + found.counts.sum()
    with pytest.raises(ValueError, match="different documents"):
        keyterms.together(text.matrix(), fewer)
    assert ngrams.phrases(running({}), (2,)).matrix.counts.shape == (0, 0)


def test_textrank_gives_a_phrase_the_weight_of_its_words() -> None:
    one = words("现代 物流 发展 快 ， 现代 物流 强 。 现代 物流 兴 ， 产业 兴")
    text = running({"a": one, "b": words("产业 兴")})
    rows = {(row.id, row.term): row for row in keyterms.by_textrank(text, top=None, longest=2)}
    assert rows["a", "现代物流"].weight == pytest.approx(rows["a", "现代"].weight + rows["a", "物流"].weight)
    assert (rows["a", "现代物流"].rank, rows["a", "现代物流"].tf, rows["a", "现代物流"].df) == (1, 3, 1)
    assert ("b", "现代物流") not in rows
    plain = keyterms.by_textrank(text, top=None)
    assert [row.term for row in plain if row.id == "a"] == [t for (i, t) in rows if i == "a" and t != "现代物流"]


def test_what_a_limit_leaves_out_is_counted() -> None:
    text = running({"a": words("港口 物流 港口"), "b": words("草原")})
    for rows in (keyterms.by_tfidf(text.matrix(), top=1), keyterms.by_textrank(text, top=1)):
        assert ([row.term for row in rows], rows.of) == (["港口", "草原"], 3)
    gathered = jieba_keywords.Gathered()
    gathered.add("a", words("港口 物流 港口"))
    ranked = gathered.tfidf(None, jieba_keywords.read_idf(), 1)
    assert keyterms.keyterms(gathered.matrix(), None, ranked).of == 2
    with pytest.raises(BadInput, match="top -1"):
        keyterms.by_tfidf(text.matrix(), top=-1)


@pytest.mark.parametrize("name", ["keyterms", "group_keyterms"])
def test_rows_fit_their_tables(name: str) -> None:
    assert keyterms.KeyTerm._fields[1:] == tables.SCHEMA[name].names[1:]


# --- jieba ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_tfidf_is_exactly_that_of_jieba(text: str) -> None:
    counts = jieba_keywords.counted(segment.make(PLAIN).cut(text))
    found = jieba_keywords.tfidf(counts, jieba_keywords.read_idf(), top=20)
    assert found == jieba.analyse.extract_tags(text, topK=20, withWeight=True)


@pytest.fixture(scope="module")
def tagger() -> jieba_keywords.Tagger:
    return jieba_keywords.Tagger(PLAIN)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_textrank_and_parts_of_speech_are_exactly_those_of_jieba(text: str, tagger: jieba_keywords.Tagger) -> None:
    assert tagger.textrank(text) == jieba.analyse.textrank(text, withWeight=True)
    counts = jieba_keywords.counted(tagger.words(text, ("n", "vn")))
    expected = jieba.analyse.extract_tags(text, withWeight=True, allowPOS=("n", "vn"))
    assert jieba_keywords.tfidf(counts, jieba_keywords.read_idf()) == expected
    for word in ("产业", "招商引资", "港口"):
        assert [tagger.tag(word)] == [pair.flag for pair in jieba.posseg.lcut(word)]
    assert (tagger.tag("现代产业体系"), tagger.tag("")) == (tagger.tag("体系"), "")


def test_own_stop_words_and_idf_are_used(tmp_path: Path) -> None:
    tokens = segment.make(PLAIN).cut(TEXTS["江口区"])
    assert "港口" not in jieba_keywords.counted(tokens, frozenset({"港口"}))
    path = tmp_path / "idf.txt"
    path.write_text("\ufeff港口 9.5\n物流\t1\n\n产业 2\n", "utf-8")
    idf = jieba_keywords.read_idf(path)
    assert (idf.values["港口"], idf.median) == (9.5, 2.0)
    counts = jieba_keywords.counted(tokens)
    assert dict(jieba_keywords.tfidf(counts, idf, None))["港口"] == pytest.approx(2 * 9.5 / sum(counts.values()))


def test_user_words_reach_the_tagger_and_leave_jieba_alone(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("枢纽港口 100 n\n", "utf-8")
    options = segment.SegmentOptions(lexicon=False, user_lexicons=(path,))
    assert "枢纽港口" in dict(jieba_keywords.Tagger(options).textrank(TEXTS["江口区"]))
    assert "枢纽港口" not in dict(jieba.analyse.textrank(TEXTS["江口区"], withWeight=True))


def test_groups_count_as_one_text() -> None:
    gathered = jieba_keywords.Gathered()
    cut = segment.make(PLAIN).cut
    for name, text in TEXTS.items():
        gathered.add(name, cut(text))
    ranked = gathered.tfidf(["x", "x", None], jieba_keywords.read_idf(), 5)
    expected = jieba.analyse.extract_tags(TEXTS["云岭县"] + "\n" + TEXTS["江口区"], topK=5, withWeight=True)
    assert ranked == [("x", expected), (matrix.NO_LABEL, [])]
    rows = keyterms.keyterms(gathered.matrix(), ["x", "x", None], ranked)
    assert [row.term for row in rows] == [term for term, _ in expected]
    assert rows[0].docs <= 2
    with pytest.raises(BadInput, match="stands twice"):
        gathered.add("空", [])


@pytest.mark.parametrize("text", ["港口\n", "港口 x\n", "", "a b c\n"])
def test_wrong_idf_tables_say_where(tmp_path: Path, text: str) -> None:
    path = tmp_path / "idf.txt"
    path.write_text(text, "utf-8")
    with pytest.raises(BadInput, match="IDF table"):
        jieba_keywords.read_idf(path)
    with pytest.raises(BadInput, match="IDF table"):
        jieba_keywords.read_idf(tmp_path / "missing.txt")
