"""Frequencies, and the running text that they and the collocations are counted in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang_nlp import tables
from zhaoshang_nlp.compare import dispersion, frequency, matrix
from zhaoshang_nlp.compare.diversity import Diversity
from zhaoshang_nlp.compare.running import COUNTED, FIRST, JOINED, Running, RunningBuilder
from zhaoshang_nlp.errors import BadInput


def running(texts: dict[str, list[str]], counted: set[str] | None = None) -> Running:
    builder = RunningBuilder()
    for doc_id, tokens in texts.items():
        builder.add(doc_id, tokens, set(tokens) if counted is None else counted)
    return builder.build()


# quanteda.textstats, test-textstat_frequency.R
QUANTEDA = {"d1": list("aabbcd"), "d2": list("addd"), "d3": list("aaa")}


def test_frequencies_of_quanteda() -> None:
    found = frequency.frequencies(running(QUANTEDA))
    assert [(row.term, row.tf, row.df, row.rank) for row in found] == [
        ("a", 6, 3, 1),
        ("d", 4, 2, 2),
        ("b", 2, 1, 3),
        ("c", 1, 1, 4),
    ]


TOKENS = ["招商", "的", "引资", "，", "增长", "5%", "。", "\n", "“", "33618", "”", "体系", "\n", "招商", "33618", "！"]
CONTENT = {"招商", "引资", "增长", "33618", "体系"}


def test_words_sentences_and_joints() -> None:
    text = running({"a": TOKENS, "b": ["招商"], "c": ["，"]}, CONTENT)
    words = [text.terms[i] for i in text.ids]
    assert words == ["招商", "的", "引资", "增长", "5%", "33618", "体系", "招商", "33618", "招商"]
    flags = {name: "".join("x" if f & bit else "." for f in text.flags) for name, bit in
             {"counted": COUNTED, "joined": JOINED, "first": FIRST}.items()}  # fmt: skip
    assert flags["counted"] == "x.xx.xxx.x", "digits alone count in quotation marks only"
    assert flags["joined"] == ".xx.x...x."
    assert flags["first"] == "x....x.x.x"
    assert (text.words.tolist(), text.sentences.tolist()) == ([9, 1, 0], [3, 1, 0])
    assert text.chars.tolist() == [len("".join(TOKENS).replace("\n", "")), 2, 1]
    assert text.sentence.tolist() == [1, 1, 1, 1, 1, 2, 2, 3, 3, 4]
    assert text.document.tolist() == [0] * 9 + [1]


def test_sentences_can_come_from_elsewhere() -> None:
    builder = RunningBuilder()
    builder.add("a", ["招商", "\n", "引资", "。", "产业"], {"招商"}, [(0, 6), (6, 8)])
    text = builder.build()
    assert text.sentence.tolist() == [1, 1, 2], "a line that the page broke stays one sentence"
    with pytest.raises(BadInput, match="'a' stands twice"):
        builder.add("a", [], set())


def test_an_empty_corpus_is_empty() -> None:
    for text in (RunningBuilder().build(), running({"a": []})):
        assert frequency.frequencies(text) == []
        assert text.matrix().counts.shape == (len(text.doc_ids), 0)
        assert [row.words for row in frequency.diversities(text)] == [0] * len(text.doc_ids)


texts = st.lists(st.lists(st.sampled_from(["招商", "引资", "产业", "的", "。", "，", " "]), max_size=25), max_size=5)


@given(texts)
def test_counts_are_those_of_the_matrix(found: list[list[str]]) -> None:
    named = {str(i): tokens for i, tokens in enumerate(found)}
    content = {"招商", "引资", "产业"}
    mine = running(named, content).matrix()
    other = matrix.build((name, [t for t in tokens if t in content]) for name, tokens in named.items())
    kept = [i for i, term in enumerate(mine.terms) if term in other.terms]
    assert tuple(mine.terms[i] for i in kept) == other.terms
    assert mine.counts.toarray()[:, kept].tolist() == other.counts.toarray().tolist()


GROUPED = {
    "a": ["招商", "引资", "。", "招商", "的", "港口", "。"],
    "b": ["招商", "招商", "。"],
    "c": ["引资", "的", "产业", "，", "港口"],
}
COUNTED_WORDS = {"招商", "引资", "港口", "产业"}


def test_rates_are_by_words_characters_and_sentences() -> None:
    found = {row.term: row for row in frequency.frequencies(running(GROUPED, COUNTED_WORDS))}
    row = found["招商"]
    assert (row.group, row.tf, row.df, row.docs) == (None, 4, 2, 3)
    assert row.range == pytest.approx(2 / 3)
    words, characters, sentences = 11, 11 + 5 + 8, 4
    assert row.per_10k_words == pytest.approx(10_000 * 4 / words), "stop words are words"
    assert row.per_1k_chars == pytest.approx(1_000 * 4 / characters)
    assert row.per_100_sentences == pytest.approx(100 * 4 / sentences)
    assert (row.dp, row.dp_norm) == pytest.approx(
        (
            dispersion.deviation_of_proportions([2, 2, 0], [5, 2, 4])[0],
            dispersion.deviation_of_proportions([2, 2, 0], [5, 2, 4], normalised=True)[0],
        )
    )
    assert (row.juilland_d, row.carroll_d2) == pytest.approx(
        (dispersion.juilland_d([2, 2, 0], [5, 2, 4])[0], dispersion.carroll_d2([2, 2, 0], [5, 2, 4])[0])
    )
    assert row.arf == pytest.approx((min(2, 11 / 4) + min(3, 11 / 4) + min(1, 11 / 4) + min(5, 11 / 4)) / (11 / 4))
    assert row.parts == 3
    assert "的" not in found


def test_groups_count_their_own_documents() -> None:
    found = frequency.frequencies(running(GROUPED, COUNTED_WORDS), ["东", "东", None])
    assert list(dict.fromkeys(row.group for row in found)) == ["东", matrix.NO_LABEL]
    port = [row for row in found if row.term == "港口"]
    assert [(row.tf, row.df, row.docs) for row in port] == [(1, 1, 2), (1, 1, 1)]
    assert (port[1].dp, port[1].dp_norm, port[1].juilland_d) == (0.0, None, None), "one document has no spread"
    with pytest.raises(ValueError, match="1 labels for 3 documents"):
        frequency.frequencies(running(GROUPED), ["x"])


def test_equal_parts_take_the_place_of_documents() -> None:
    text = running(GROUPED, COUNTED_WORDS)
    row = frequency.frequencies(text, choice=frequency.Choice(parts=4))[0]
    counts, sizes = dispersion.equal_parts(np.where(text.counted, text.ids, -1), len(text.terms), 4)
    place = text.terms.index("招商")
    assert row.parts == 4
    assert row.dp == pytest.approx(dispersion.deviation_of_proportions(counts, sizes)[place])


def test_choice_limits_rows_and_keeps_what_was_asked_for() -> None:
    text = running(GROUPED, COUNTED_WORDS)
    assert [r.term for r in frequency.frequencies(text, choice=frequency.Choice(top=2))] == ["招商", "引资"]
    assert [r.term for r in frequency.frequencies(text, choice=frequency.Choice(min_tf=3))] == ["招商"]
    assert [r.term for r in frequency.frequencies(text, choice=frequency.Choice(min_df=2))] == ["招商", "引资", "港口"]
    named = frequency.frequencies(text, choice=frequency.Choice(terms=("飞地", "港口")))
    assert [(r.term, r.tf, r.rank, r.parts) for r in named] == [("港口", 2, 1, 3), ("飞地", 0, 2, 3)]
    assert (named[1].dp, named[1].arf) == (None, 0.0)


def test_figures_are_no_vocabulary() -> None:
    text = running({"a": TOKENS}, CONTENT)
    row = frequency.diversities(text)[0]
    assert (row.id, row.words, row.types) == ("a", 7, 6), "招商 的 引资 增长 33618 体系 招商"
    grouped = frequency.diversities(running(GROUPED), ["x", "y", "x"], window=3)
    assert [(row.id, row.words) for row in grouped] == [("x", 9), ("y", 2)]
    assert grouped[1].mattr is None


@pytest.mark.parametrize(("name", "kind"), [("frequency", frequency.Frequency), ("diversity", Diversity)])
def test_rows_fit_their_tables(name: str, kind: type[frequency.Frequency]) -> None:
    assert kind._fields == tables.SCHEMA[name].names
