"""The concordance: places, contexts, orders, alignment in cells, the command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.cells import cell_len
from typer.testing import CliRunner

from zhaoshang_nlp import spans
from zhaoshang_nlp.cli import kwic as command
from zhaoshang_nlp.compare import concordance
from zhaoshang_nlp.compare.concordance import Line, Regex, Text, Window, aligned, arranged, lines, words_seeker
from zhaoshang_nlp.errors import BadInput, UnknownName
from zhaoshang_nlp.types import Document, Edit, Span

SPEECH = "抓招商。全市招商引资5亿元！\n招商成效明显"
SENTENCES = (Span(0, 4), Span(4, 14), Span(15, 21))
WORDS = ("抓", "招商", "。", "全市", "招商引资", "5", "亿元", "！", "\n", "招商", "成效", "明显")


def text(**about: Any) -> Text:
    return Text(Document.of(SPEECH, "a"), WORDS, SENTENCES, **about)


def shown(seeker: concordance.Seeker, window: Window, **about: Any) -> list[tuple[str, str, str]]:
    return [(line.left, line.match, line.right) for line in lines([text(**about)], seeker, window)]


@pytest.mark.parametrize(
    ("pattern", "how", "expected"),
    [
        ("招商", {}, [1, 6, 15]),
        ("招商", {"words": True}, [1, 15]),
        ("招商*", {}, [1, 6, 15]),
        ("招商??", {}, [6]),
        ("成效 明显", {}, [17]),
        ("没有", {}, []),
    ],
)
def test_words_are_found(pattern: str, how: dict[str, bool], expected: list[int]) -> None:
    assert [line.span.start for line in lines([text()], words_seeker(pattern, **how))] == expected


def test_regular_expressions_are_found_and_empty_finds_are_none() -> None:
    assert [line.match for line in lines([text()], Regex(r"招商(引资)?"))] == ["招商", "招商引资", "招商"]
    assert [line.match for line in lines([text()], Regex("5*"))] == ["5"]
    with pytest.raises(BadInput, match="not a regular expression"):
        Regex("招商(")
    with pytest.raises(BadInput, match="nothing to look for"):
        words_seeker(" *")


@pytest.mark.parametrize(
    ("window", "bounds", "expected"),
    [
        (Window(3), (), [("抓", "招商", "。全市"), ("。全市", "招商", "引资5"), ("元！\n", "招商", "成效明")]),
        (Window(3), SENTENCES, [("抓", "招商", "。"), ("全市", "招商", "引资5"), ("", "招商", "成效明")]),
        (Window(0), (), [("", "招商", "")] * 3),
        (
            Window(2, "words"),
            (),
            [("抓", "招商", "。全市"), ("。全市", "招商", "引资5"), ("亿元！\n", "招商", "成效明显")],
        ),
        (Window(1, "words"), SENTENCES, [("抓", "招商", "。"), ("全市", "招商", "引资"), ("", "招商", "成效")]),
        (Window(0, "words"), (), [("", "招商", "")] * 3),
        (
            Window(99, "words"),
            SENTENCES,
            [("抓", "招商", "。"), ("全市", "招商", "引资5亿元！"), ("", "招商", "成效明显")],
        ),
    ],
)
def test_contexts(window: Window, bounds: tuple[Span, ...], expected: list[tuple[str, str, str]]) -> None:
    assert shown(words_seeker("招商"), window, bounds=bounds) == expected


def test_a_line_knows_sentence_and_source() -> None:
    raw = Document.of("招(zhāo)商", "a")
    document = spans.edited(raw, "pinyin", [Edit(1, 7, "", "pinyin")])
    (found,) = lines([Text(document, sentences=(Span(0, 2),))], words_seeker("商"))
    assert (found.sentence, found.span, found.raw) == ("招商", (1, 2), (7, 8))


def test_wrong_calls_are_refused() -> None:
    with pytest.raises(UnknownName, match="chars, words"):
        list(lines([], words_seeker("招"), Window(3, "char")))
    with pytest.raises(BadInput, match="from 0"):
        list(lines([], words_seeker("招"), Window(-1)))
    with pytest.raises(BadInput, match="segment it first"):
        list(lines([Text(Document.of("招"))], words_seeker("招"), Window(1, "words")))
    with pytest.raises(UnknownName, match="left"):
        arranged([], "lift")


def line(left: str, match: str, right: str, doc_id: str = "a") -> Line:
    return Line(doc_id, left, match, right, "", None, match, Span(0, 1), Span(0, 1))


def test_lines_are_sorted_outwards_from_the_match() -> None:
    held = [line("ac", "z", "2"), line("bc", "y", "1"), line("ab", "z", "1")]
    orders = {sort: [held.index(each) for each in arranged(held, sort)] for sort in concordance.SORTS}
    assert orders == {"text": [0, 1, 2], "left": [2, 0, 1], "right": [2, 1, 0], "match": [1, 2, 0]}


@pytest.mark.parametrize("width", [20, 33, 59, 60, 100])
def test_finds_stand_below_each_other_within_the_width(width: int) -> None:
    held = [
        line("全市上下坚持以项目为王", "招商引资", "，GDP增长5%左右", "云岚县/2024_云岚县_招商动员讲话_节选"),
        line("", "招商", "", "b"),
        line("a b\nc", "招商", "引资" * 40, "c"),
    ]
    rows = aligned(held, width)
    assert len({cell_len(row.left) for row in rows}) == 1
    assert len({cell_len(row.left + row.match + row.right) for row in rows}) == 1
    assert all(cell_len(f"{row.left}  {row.match}{row.right}  {row.id}") <= width for row in rows)
    assert all((row.id == "") == (width < 60) for row in rows)
    assert not any(set("\n\t") & set("".join(row)) for row in rows)
    assert aligned([], width) == []


# --- command ----------------------------------------------------------------------------------------------------------


def run(*arguments: str | Path, code: int = 0) -> str:
    app = typer.Typer()
    app.command()(command.kwic)
    done = CliRunner().invoke(app, [*map(str, arguments), "--no-cache", "-q"], env={"COLUMNS": "70"})
    assert done.exit_code == code, done.output
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "2024_云岚县_讲话.txt").write_text("全县抓招商。\n严禁违规招商，给予财政补贴。", "utf-8")
    return tmp_path


def test_the_command_exports_lines_with_their_places_and_metadata(folder: Path) -> None:
    found = [json.loads(each) for each in run("招商", folder, "--format", "jsonl", "--window", "2").splitlines()]
    assert [(row["left"], row["match"], row["right"], row["sentence"]) for row in found] == [
        ("县抓", "招商", "。", "全县抓招商。"),
        ("违规", "招商", "，给", "严禁违规招商，给予财政补贴。"),
    ]
    assert [(row["start"], row["raw_end"]) for row in found] == [(3, 5), (11, 13)]
    assert all("doc_year" in row for row in found)


def test_the_command_finds_the_entries_of_a_category(folder: Path) -> None:
    (only,) = run("@supply", folder, "--format", "jsonl").splitlines()
    row = json.loads(only)
    assert (row["match"], row["category"], row["entry"]) == ("财政补贴", "supply.funds", "财政补贴")
    (folder / "own.csv").write_text("category,entry\nban,严禁\n", "utf-8")
    found = run("@ban", folder / "2024_云岚县_讲话.txt", "--dictionary", folder / "own.csv", "--format", "csv")
    assert ",严禁," in found


def test_the_command_draws_on_a_terminal(folder: Path) -> None:
    drawn = run("招商", folder, "--format", "table").splitlines()
    assert len(drawn) == 2
    assert cell_len(drawn[0].split("招商", maxsplit=1)[0]) == cell_len(drawn[1].split("招商", maxsplit=1)[0])
