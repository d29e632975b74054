"""The commands that count (keywords, keyness, frequency, diversity, collocations, ngrams), as they are called."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from zhaoshang_nlp import tables
from zhaoshang_nlp.cli import collocations, frequency, keyness, keywords
from zhaoshang_nlp.errors import BadInput, BadRule, UnknownName, ZhaoshangError

CORPORA = Path(__file__).parents[1] / "corpora"
COMMANDS: tuple[Callable[..., None], ...] = (
    keywords.keywords,
    keyness.keyness,
    frequency.frequency,
    frequency.diversity,
    collocations.collocations,
    collocations.ngrams,
)
Rows = list[dict[str, str]]


def call(name: str, *arguments: str | Path) -> Rows:
    """Run a command and give its rows; its error, if it has one, is raised."""
    return spoken(name, *arguments, "--quiet")[0]


def spoken(name: str, *arguments: str | Path) -> tuple[Rows, str]:
    """Run a command and give its rows, and what it says on standard error."""
    app = typer.Typer()
    for command in COMMANDS:
        app.command()(command)
    done = CliRunner().invoke(app, [name, *map(str, arguments), "--no-cache"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return list(csv.DictReader(io.StringIO(done.stdout))), done.stderr


@pytest.mark.parametrize(
    ("name", "arguments", "table"),
    [
        ("keywords", ["--top", "3"], "keyterms"),
        ("keywords", ["--top", "3", "--by", "region", "--weighting", "ltc", "--phrases", "3"], "group_keyterms"),
        ("keywords", ["--top", "3", "--method", "textrank", "--phrases", "3"], "keyterms"),
        ("keywords", ["--top", "3", "--method", "jieba-tfidf", "--by", "year"], "group_keyterms"),
        ("keywords", ["--top", "3", "--pos", "n,nz", "--phrases", "2"], "keyterms"),
        ("keyness", ["--by", "region", "--target", "望川市", "--test", "fisher", "--examples", "2"], "keyness"),
        ("frequency", ["--by", "year", "--parts", "10"], "frequency"),
        ("diversity", ["--by", "level"], "diversity"),
        ("collocations", ["--node", "项目", "--min-tf", "2", "--order", "log-dice"], "collocations"),
        ("collocations", ["--adjacent", "--min-tf", "2"], "collocations"),
        ("ngrams", ["-n", "2,3", "--min-df", "2"], "ngrams"),
        ("ngrams", ["--skip", "1"], "ngrams"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else value,
)
def test_every_command_gives_its_table_and_the_same_one_again(name: str, arguments: list[str], table: str) -> None:
    rows = call(name, CORPORA, *arguments)
    assert rows
    assert tuple(rows[0]) == tables.SCHEMA[table].names
    assert rows == call(name, CORPORA, *arguments)


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders of speeches of our own, one on ports, one on grassland."""
    for side, texts in {
        "coast": ["建设现代港口。港口带动物流。", "港口物流持续增长。"],
        "steppe": ["保护草原生态。草原畜牧业增长。", "草原旅游持续升温。"],
    }.items():
        (tmp_path / side).mkdir()
        for number, text in enumerate(texts):
            (tmp_path / side / f"{side}{number}.txt").write_text(text, "utf-8")
    return tmp_path / "coast", tmp_path / "steppe"


def test_keyness_of_files_against_files_shows_examples_of_the_side_that_uses_the_term(sides: tuple[Path, Path]) -> None:
    coast, steppe = sides
    rows = {row["term"]: row for row in call("keyness", coast, "--reference", steppe, "--examples", "2")}
    assert (rows["港口"]["direction"], rows["草原"]["direction"]) == ("more", "less")
    assert (rows["港口"]["df"], rows["港口"]["ref_df"], rows["草原"]["ref_df"]) == ("2", "0", "2")
    assert rows["港口"]["examples"] == "coast0: 建设现代港口。；coast1: 港口物流持续增长。"
    assert rows["草原"]["examples"] == "steppe0: 保护草原生态。；steppe1: 草原旅游持续升温。"


def test_groups_show_examples_of_their_own_and_of_the_others(tmp_path: Path) -> None:
    path = tmp_path / "speeches.csv"
    lines = ["id,place,text", "a,东,港口物流增长。港口兴。", "b,西,草原生态好。", "c,南,草原旅游旺。"]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    table = ("--text-column", "text", "--id-column", "id", "--by", "place", "--min-df", "1", "--examples", "3")
    rows = {(row["group"], row["term"]): row["examples"] for row in call("keyness", path, *table)}
    assert rows["东", "港口"] == "a: 港口物流增长。", "one example of each document"
    assert rows["东", "草原"] == "c: 草原旅游旺。；b: 草原生态好。", "the groups in their order"
    assert rows["西", "草原"] == "b: 草原生态好。"


def test_keyness_against_a_frequency_list(sides: tuple[Path, Path], tmp_path: Path) -> None:
    path = tmp_path / "list.tsv"
    path.write_text("#total 100000\n增长\t400\n港口\t1\n", "utf-8")
    rows = {row["term"]: row for row in call("keyness", sides[0], "--reference-list", path, "--min-df", "1")}
    assert (rows["港口"]["ref_tf"], rows["港口"]["ref_df"], rows["港口"]["ref_dp"]) == ("1", "", "")


def test_terms_asked_for_are_counted_even_if_they_are_stop_words(sides: tuple[Path, Path]) -> None:
    rows = call("frequency", sides[0], "--term", "港口", "--term", "飞地")
    assert [(row["term"], row["tf"]) for row in rows] == [("港口", "3"), ("飞地", "0")]
    path = sides[0] / "more.txt"
    path.write_text("我们的港口。", "utf-8")
    assert call("frequency", path, "--term", "的")[0]["tf"] == "1"


def test_chinese_headers(sides: tuple[Path, Path]) -> None:
    row = call("collocations", sides[0], "--node", "港口", "--min-tf", "1", "--headers", "zh")[0]
    assert list(row)[:3] == ["节点词", "搭配词", "排名"]


@pytest.mark.parametrize(
    ("name", "arguments", "error", "said"),
    [
        ("keyness", [], BadInput, "one reference, not none"),
        ("keyness", ["--by", "year", "--reference", "x"], BadInput, "--reference and --by"),
        ("keyness", ["--reference", "x", "--target", "y"], BadInput, "--target"),
        ("keyness", ["--reference", "x", "--reference-total", "9"], BadInput, "--reference-total"),
        ("keyness", ["--by", "region", "--target", "望川"], UnknownName, "望川市"),
        ("keyness", ["--by", "regoin"], UnknownName, "region"),
        ("keyness", ["--by", "regoin", "--examples", "1"], UnknownName, "region"),
        ("keyness", ["--by", "year", "--test", "g1"], UnknownName, "g2-two-term"),
        ("keywords", ["--columns", ""], BadInput, "names no column"),
        ("keywords", ["--columns", " , "], BadInput, "names no column"),
        ("keywords", ["--weighting", "lct"], UnknownName, "ltc"),
        ("keywords", ["--method", "rake"], UnknownName, "textrank"),
        ("keywords", ["--phrases", "2", "--method", "jieba-textrank"], BadInput, "--phrases"),
        ("keyness", ["--by", "year", "--prior", "flat"], UnknownName, "uniform"),
        ("keyness", ["--by", "year", "--prior-words", "0"], BadInput, "above 0"),
        ("keywords", ["--idf", "x"], BadInput, "--idf"),
        ("keywords", ["--idf", "missing.txt", "--method", "jieba-tfidf"], BadInput, "missing.txt"),
        ("collocations", ["--left", "0", "--right", "0"], BadInput, "holds nothing"),
        ("collocations", ["--node", "飞地"], BadInput, "no such word"),
        ("ngrams", ["--n", "two"], BadInput, "2,3"),
        ("ngrams", ["--n", "12"], BadInput, "from 1 to 9"),
        ("frequency", ["--by", "regoin"], UnknownName, "region"),
    ],
    ids=str,
)
def test_wrong_calls_say_what_to_try(name: str, arguments: list[str], error: type[ZhaoshangError], said: str) -> None:
    with pytest.raises(error, match=said):
        call(name, CORPORA, *arguments)


@pytest.mark.parametrize(
    ("name", "arguments", "most"),
    [
        ("keywords", ["--top", "2"], 30),
        ("keyness", ["--by", "region", "--top", "1"], 12),
        ("frequency", ["--top", "5"], 5),
        ("collocations", ["--top", "2"], 2),
        ("ngrams", ["--top", "4"], 4),
    ],
    ids=str,
)
def test_what_is_left_out_is_told_and_all_can_be_had(name: str, arguments: list[str], most: int) -> None:
    shown, said = spoken(name, CORPORA, *arguments)
    assert len(shown) == most
    found = re.search(r"([\d,]+) of ([\d,]+) rows shown; --top 0 shows all", said)
    assert found, said
    assert found[1] == str(most)
    every, silent = spoken(name, CORPORA, *arguments[:-1], "0")
    assert len(every) == int(found[2].replace(",", ""))
    assert "rows shown" not in silent


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("keywords", ["--stopwords", "none", "--method", "jieba-tfidf", "--pos", "xx"], "--pos"),
        ("keyness", ["--by", "region", "--max-q", "0"], "--max-q"),
        ("frequency", ["--min-tf", "9999"], "--min-tf 9999"),
        ("collocations", ["--min-tf", "9999"], "--min-tf"),
        ("ngrams", ["--min-df", "9999"], "--min-df"),
    ],
    ids=str,
)
def test_nothing_found_is_said_with_its_reason(name: str, arguments: list[str], said: str) -> None:
    rows, heard = spoken(name, CORPORA, *arguments)
    assert not rows
    assert "no rows: " in heard
    assert said in heard


def test_an_empty_folder_of_rules_is_refused_and_one_with_a_dictionary_is_not(tmp_path: Path) -> None:
    with pytest.raises(BadRule, match=r"no rule file in it.*aims\.toml"):
        call("frequency", CORPORA, "--rules", tmp_path)
    (tmp_path / "dictionaries").mkdir()
    (tmp_path / "dictionaries" / "own.toml").write_text("", "utf-8")
    assert call("frequency", CORPORA, "--rules", tmp_path)


def test_parts_of_speech_are_kept_by_other_methods_than_jiebas_too(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("港口建设很快。港口物流发展。积极建设港口。", "utf-8")
    for method in ("tfidf", "textrank"):
        rows = call("keywords", path, "--method", method, "--pos", "n")
        assert {row["term"] for row in rows} == {"港口", "物流"}
