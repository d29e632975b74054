"""Dictionaries: what is found, what counts twice and what does not, rates and shares, every form of file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from zhaoshang_nlp import rules
from zhaoshang_nlp.cli import dictionary as command
from zhaoshang_nlp.compare import dictionary_files
from zhaoshang_nlp.compare.dictionary import Count, Dictionary, Finder, Tally, Text
from zhaoshang_nlp.errors import BadInput, BadRule, UnknownName
from zhaoshang_nlp.types import Span


def found(
    categories: Mapping[str, tuple[str, ...]], text: str, cut: str = "", **how: Any
) -> list[tuple[str, str, int]]:
    """Give category, matched text and start; words are given parted by spaces."""
    finder = Finder(Dictionary("d", categories), **how)
    return [(each.category, text[slice(*each.span)], each.span.start) for each in finder.find(text, cut.split())]


# --- finding ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entries", "text", "words", "expected"),
    [
        pytest.param(("产业",), "产业和产业", "", ["产业", "产业"], id="strings-anywhere"),
        pytest.param(("产业", "产业链"), "产业链", "", ["产业链"], id="longest-first"),
        pytest.param(("产业链", "链长制"), "产业链长制", "", ["产业链"], id="leftmost-first"),
        pytest.param(("产产",), "产产产", "", ["产产"], id="no-character-twice"),
        pytest.param(("财政 补贴",), "财政补贴", "", ["财政补贴"], id="spaces-between-han-part-words"),
        pytest.param(("big data",), "a big data", "", ["big data"], id="other-spaces-stay"),
        pytest.param(("５Ｇ",), "5G基站", "", ["5G"], id="widths-are-folded"),
        pytest.param(("产业*",), "产业链新产业", "产业链 新产业", ["产业链"], id="star-holds-whole-words"),
        pytest.param(("*产业",), "新产业产业", "新产业 产业", ["新产业", "产业"], id="star-in-front"),
        pytest.param(("产?",), "产业产产业链", "产业 产 产业链", ["产业"], id="question-mark-is-one"),
        pytest.param(("减* 税费",), "减免税费减税费", "减免 税费 减税 费", ["减免税费"], id="words-in-a-row"),
        pytest.param(("*",), "", "", [], id="empty-text"),
    ],
)
def test_entries_are_found(entries: tuple[str, ...], text: str, words: str, expected: list[str]) -> None:
    if text:
        assert [match for _, match, _ in found({"c": entries}, text, words)] == expected


def test_whole_words_begin_and_end_at_the_rims_of_words() -> None:
    text, words = "无限制造补贴", "无限 制造 补贴"
    assert found({"c": ("限制",)}, text) == [("c", "限制", 1)]
    assert found({"c": ("限制",)}, text, words, words=True) == []
    assert found({"c": ("制造补贴",)}, text, words, words=True) == [("c", "制造补贴", 2)]


def test_words_must_be_given_where_they_are_needed() -> None:
    for finder in (Finder(Dictionary("d", {"c": ("产*",)})), Finder(Dictionary("d", {"c": ("产",)}), words=True)):
        assert finder.needs_words
        with pytest.raises(BadInput, match="segment it first"):
            finder.find("产业")
        assert finder.find("") == []


def test_categories_count_by_themselves_unless_they_exclude_each_other() -> None:
    categories = {"yes": ("支持",), "no": ("不支持",)}
    assert found(categories, "不支持") == [("no", "不支持", 0), ("yes", "支持", 1)]
    assert found(categories, "不支持", exclusive=True) == [("no", "不支持", 0)]
    assert found({"b": ("支持",), "a": ("支持",)}, "支持", exclusive=True) == [("b", "支持", 0)]


@given(st.text("ab", max_size=12), st.lists(st.text("ab", min_size=1, max_size=3), min_size=1, max_size=4, unique=True))
def test_finds_are_leftmost_longest_and_disjoint(text: str, entries: list[str]) -> None:
    at, expected = 0, []
    while at < len(text):
        fitting = [entry for entry in entries if text.startswith(entry, at)]
        if fitting:
            expected.append((at, max(fitting, key=len)))
            at += len(max(fitting, key=len))
        else:
            at += 1
    assert [(start, match) for _, match, start in found({"c": tuple(entries)}, text)] == expected


# --- counting ---------------------------------------------------------------------------------------------------------

FUNDS, PEOPLE = ("资金", "补贴"), ("人才", "人才补贴")
POLICY = Dictionary("d", {"supply.funds": FUNDS, "supply.people": PEOPLE, "demand": ("采购",)})


def text(doc_id: str, content: str, *words: str) -> Text:
    ends = [i + 1 for i, char in enumerate(content) if char == "。"]
    return Text(doc_id, content, words, [Span(a, b) for a, b in zip([0, *ends[:-1]], ends, strict=True)])


def by_category(rows: list[Count]) -> dict[str, Count]:
    return {row.category: row for row in rows}


def test_a_category_counts_what_it_holds_without_counting_a_character_twice() -> None:
    tally = Tally(POLICY)
    tally.add(text("a", "人才补贴和资金。采购。", "人才", "补贴", "和", "资金", "。", "采购", "。"))
    rows = by_category(tally.counts())
    assert list(rows) == ["supply", "supply.funds", "supply.people", "demand"]
    assert {name: row.n for name, row in rows.items()} == {
        "supply": 2,  # 人才补贴 and 资金
        "supply.funds": 2,  # 补贴 and 资金
        "supply.people": 1,
        "demand": 1,
    }
    funds = rows["supply.funds"]
    assert (funds.chars, funds.words, funds.sentences, funds.n_sentences, funds.n_entries) == (11, 5, 2, 1, 2)
    assert (funds.per_chars, funds.per_words, funds.sentence_share) == (round(20000 / 11, 6), 4000.0, 0.5)
    assert (rows["supply"].share, rows["demand"].share, funds.share) == (0.666667, 0.333333, 0.666667)


def test_groups_and_years_are_added_up_and_sorted() -> None:
    tally = Tally(POLICY)
    for number, (group, year) in enumerate([("b", 2025), ("(none)", 2024), ("a", None), ("b", 2024), ("b", 2025)]):
        tally.add(text(str(number), "采购。" if number else "资金。"), group, year)
    rows = [row for row in tally.counts(in_order=True) if row.category == "demand"]
    assert [(row.id, row.year, row.n, row.n_docs, row.docs) for row in rows] == [
        ("a", None, 1, 1, 1),
        ("b", 2024, 1, 1, 1),
        ("b", 2025, 1, 1, 2),
        ("(none)", 2024, 1, 1, 1),
    ]


def test_nothing_found_is_zero_and_has_no_share() -> None:
    tally = Tally(POLICY)
    tally.add(Text("a", "", [], []))
    for row in tally.counts():
        assert (row.n, row.per_chars, row.per_words, row.sentence_share, row.share) == (0, 0, 0, 0, None)


def test_a_category_may_have_entries_and_hold_others() -> None:
    tally = Tally(Dictionary("d", {"supply": ("供给",), "supply.funds": ("资金",)}))
    tally.add(text("a", "供给资金。"))
    assert {row.category: row.n for row in tally.counts()} == {"supply": 2, "supply.funds": 1}


# --- files ------------------------------------------------------------------------------------------------------------

EXPECTED = {"supply.funds": ("资金", "补贴"), "supply.people": ("人才*",), "demand": ("采购",)}
FORMS = {
    "nested.toml": 'demand = ["采购"]\n[supply]\nfunds = ["资金", "补贴", "资金"]\npeople = ["人才*"]\n',
    "listed.toml": '[[category]]\nid = "supply.funds"\nentries = ["资金", "补贴"]\nwhy = "x"\n'
    '[[category]]\nid = "supply.people"\nentries = ["人才*"]\n[[category]]\nid = "demand"\nentries = ["采购"]\n',
    "flat.csv": "category,entry\nsupply.funds,资金\nsupply.funds,补贴\nsupply.people,人才*\n\ndemand,采购\n",
    "quanteda.yml": "# policy\n---\nsupply:\n  funds:\n    - 资金   # money\n    - '补贴'\n  people: [人才*]\n"
    "demand:\n- 采购\n",
    "mixed.yaml": 'supply:\n  - funds: ["资金", 补贴]\n  - people:\n      - 人才*\n"demand": 采购\n',
    "bom.yaml": "\ufeffsupply:\n    funds:\n    - 资金\n    - 补贴\n    people:\n    -   人才*\n"
    "demand:\n    -   采购\n",
}


@pytest.mark.parametrize("name", FORMS)
def test_all_forms_say_the_same(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(FORMS[name], "utf-8")
    read = dictionary_files.load(str(path))
    assert dict(read.categories) == EXPECTED
    assert read.name == path.stem


@pytest.mark.parametrize(
    ("name", "content", "named"),
    [
        ("a.toml", "a = [", "toml.io"),
        ("a.toml", "a = 3", "list of entries"),
        ("a.toml", "a = [3]", "3 is no entry"),
        ("a.toml", 'a = ["*"]', "no entry"),
        ("a.toml", "", "no entries"),
        ("a.toml", '[[category]]\nid = "a"\n', "needs an id and a list"),
        ("a.csv", "word\n招商\n", "category,entry"),
        ("a.csv", "category,entry\n招商\n", "line 2"),
        ("a.yml", "a:\n\t- b\n", "line 2: a tab"),
        ("a.yml", "a:\n  - b\n    - c\n", "line 3"),
        ("a.yml", "a:\n  b: [c\n", "line 2"),
        ("a.yml", "a: &x\n  - b\n", "not supported"),
        ("a.yml", "a:\n  - b\na:\n  - c\n", "'a' stands twice"),
        ("a.yml", "just words\n", "is not `category:`"),
        ("a.txt", "a", "unknown form"),
    ],
)
def test_wrong_files_are_refused_with_their_place(name: str, content: str, named: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(BadRule, match=named.replace("(", r"\(")):
        dictionary_files.load(str(tmp_path / name))


def test_missing_files_and_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="policy_tools"):
        dictionary_files.load("policy_tool")
    with pytest.raises(BadRule, match="give a file that exists"):
        dictionary_files.load(str(tmp_path / "none.toml"))
    (tmp_path / "gbk.csv").write_bytes("category,entry\n甲,招商\n".encode("gbk"))
    with pytest.raises(BadRule, match="UTF-8"):
        dictionary_files.load(str(tmp_path / "gbk.csv"))


def test_exclusive_is_part_of_a_dictionary_and_of_its_digest(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('exclusive = true\na = ["支持"]\n', "utf-8")
    read = dictionary_files.load(str(tmp_path / "a.toml"))
    assert read.exclusive
    assert read.names == ("a",)
    assert read.digest != Dictionary("a", {"a": ("支持",)}).digest


# --- shipped ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", dictionary_files.SHIPPED)
def test_shipped_categories_find_their_examples_and_not_their_counterexamples(name: str) -> None:
    finder = Finder(dictionary_files.load(name))
    for row in rules.rows(dictionary_files.file_of(name), "category", dictionary_files._SHAPE):
        assert row.examples
        assert row.counterexamples
        for example in row.examples:
            assert row.id in {each.category for each in finder.find(example)}, (row.id, example)
        for example in row.counterexamples:
            assert row.id not in {each.category for each in finder.find(example)}, (row.id, example)


@pytest.mark.parametrize("name", dictionary_files.SHIPPED)
def test_shipped_entries_stand_once(name: str) -> None:
    entries = [entry for each in dictionary_files.load(name).categories.values() for entry in each]
    assert len(entries) == len(set(entries))


def test_a_rules_folder_replaces_a_shipped_dictionary(tmp_path: Path) -> None:
    (tmp_path / "dictionaries").mkdir()
    content = '[[category]]\nid = "own"\nmeaning = "x"\nentries = ["自有"]\n'
    (tmp_path / "dictionaries" / "modality.toml").write_text(content, "utf-8")
    assert dictionary_files.load("modality", tmp_path).names == ("own",)


# --- command ----------------------------------------------------------------------------------------------------------


def run(*arguments: str | Path) -> list[dict[str, Any]]:
    app = typer.Typer()
    app.command()(command.dictionary)
    done = CliRunner().invoke(app, [*map(str, arguments), "--format", "jsonl", "--no-cache", "-q"])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_command_counts_documents_groups_and_years(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("category,entry\nfunds,资金\n", "utf-8")
    (tmp_path / "t.csv").write_text(
        "id,text,year,kind\n1,投入资金。,2024,x\n2,资金资金。,2025,x\n3,人才。,2025,\n", "utf-8"
    )
    inputs = (tmp_path / "t.csv", "--text-column", "text", "--id-column", "id", "--dictionary", tmp_path / "d.csv")
    assert [(row["n"], row["per_chars"], row["doc_year"]) for row in run(*inputs)] == [
        (1, 2000, 2024),
        (2, 4000, 2025),
        (0, 0, 2025),
    ]
    assert [(row["group"], row["year"], row["n"]) for row in run(*inputs, "--by", "kind", "--years")] == [
        ("x", 2024, 1),
        ("x", 2025, 2),
        ("(none)", 2025, 0),
    ]
    assert [(row["group"], row["year"], row["n_docs"]) for row in run(*inputs, "--years")] == [
        ("(all)", 2024, 1),
        ("(all)", 2025, 1),
    ]
