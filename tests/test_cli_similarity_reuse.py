"""The commands ``compare`` and ``reuse``: which table answers which question, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from zhaoshang_nlp.cli import diffusion, kwic, reuse, similarity
from zhaoshang_nlp.errors import BadInput, UnknownName

ROWS = (
    "n,坚持以经济建设为中心推动高质量发展，工业投资增长。,2024,nation",
    "p,全省坚持以经济建设为中心推动高质量发展，工业投资增长。,2025,province",
    "q,全省抓好水稻小麦生产，农业投资增长。,2025,province",
)


@pytest.fixture
def inputs(tmp_path: Path) -> tuple[str, ...]:
    path = tmp_path / "t.csv"
    path.write_text("\n".join(["id,text,year,level", *ROWS]), "utf-8")
    return (str(path), "--text-column", "text", "--id-column", "id")


def said(function: Any, *arguments: str) -> str:
    """Run a command that finds nothing and give what it says on standard error."""
    app = typer.Typer()
    app.command()(function)
    done = CliRunner().invoke(app, [*arguments, "--format", "jsonl", "--no-cache"])
    assert (done.exit_code, done.stdout) == (0, "")
    quiet = CliRunner().invoke(app, [*arguments, "--format", "jsonl", "--no-cache", "-q"])
    assert (quiet.exit_code, quiet.stdout, quiet.stderr) == (0, "", "")
    return done.stderr


def run(function: Any, *arguments: str) -> list[dict[str, Any]]:
    app = typer.Typer()
    app.command()(function)
    done = CliRunner().invoke(app, [*arguments, "--format", "jsonl", "--no-cache", "-q"])
    if done.exception is not None and done.exit_code == 1:
        raise done.exception
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("options", "pairs"),
    [
        ((), [("n", "p"), ("p", "n"), ("q", "p")]),
        (("--measure", "jaccard"), [("n", "p"), ("p", "n"), ("q", "p")]),
        (("--across", "level"), [("n", "p"), ("p", "n"), ("q", "n")]),
        (("--within", "level", "--measure", "jensen_shannon"), [("p", "q"), ("q", "p")]),
        (("--against", "level=nation"), [("p", "n"), ("q", "n")]),
        (("--by", "level"), [("nation", "province"), ("province", "nation")]),
    ],
)
def test_compare_asks_different_questions(
    inputs: tuple[str, ...], options: tuple[str, ...], pairs: list[tuple[str, str]]
) -> None:
    assert [(row["a"], row["b"]) for row in run(similarity.compare, *inputs, *options, "--top", "1")] == pairs


def test_compare_gives_tables_and_typical_documents(inputs: tuple[str, ...]) -> None:
    cells = run(similarity.compare, *inputs, "--matrix")
    assert len(cells) == 9
    assert [row["similarity"] for row in cells if row["a"] == row["b"]] == [1, 1, 1]
    groups = run(similarity.compare, *inputs, "--typical", "--by", "level")
    assert [(row["group"], row["n_docs"], row["medoid"]) for row in groups] == [
        ("nation", 1, "n"),
        ("province", 2, "p"),
    ]


@pytest.mark.parametrize(
    ("options", "error", "named"),
    [
        (("--measure", "cosin"), UnknownName, "cosine"),
        (("--across", "level", "--matrix"), BadInput, "ask one"),
        (("--typical",), BadInput, "--by"),
        (("--by", "level", "--within", "level"), BadInput, "one text of each group"),
        (("--against", "nation"), BadInput, "COLUMN=VALUE"),
        (("--against", "level=nations"), UnknownName, "nation"),
        (("--across", "levle"), UnknownName, "level"),
    ],
)
def test_compare_refuses_what_makes_no_sense(
    inputs: tuple[str, ...], options: tuple[str, ...], error: type[Exception], named: str
) -> None:
    with pytest.raises(error, match=named):
        run(similarity.compare, *inputs, *options)


def test_reuse_shows_passages_pairs_documents_boilerplate_and_duplicates(inputs: tuple[str, ...]) -> None:
    (passage,) = run(reuse.reuse, *inputs)
    assert (passage["a"], passage["b"], passage["direction"]) == ("n", "p", "earlier")
    assert passage["text"] == "坚持以经济建设为中心推动高质量发展，工业投资增长"
    assert (passage["a_start"], passage["b_start"], passage["b_raw_end"]) == (0, 2, 26)
    (pair,) = run(reuse.reuse, *inputs, "--show", "pairs")
    assert (pair["share_a"], pair["share_b"]) == (1, pytest.approx(23 / 25))
    documents = run(reuse.reuse, *inputs, "--show", "documents")
    assert [(row["doc_id"], row["borrowed"], row["source"]) for row in documents] == [
        ("n", 0, None),
        ("p", pytest.approx(23 / 25), "n"),
        ("q", 0, None),
    ]
    assert run(reuse.reuse, *inputs, "--show", "boilerplate") == []
    (twin,) = run(reuse.reuse, *inputs, "--show", "duplicates")
    assert (twin["a"], twin["b"], twin["jaccard"]) == ("n", "p", pytest.approx(19 / 21, abs=1e-6))


def test_reuse_compares_groups_if_asked(inputs: tuple[str, ...]) -> None:
    asked = ("--least", "4", "--show", "pairs", "--across")
    assert {(row["a"], row["b"]) for row in run(reuse.reuse, *inputs, *asked, "year")} == {("n", "p"), ("n", "q")}
    assert {(row["a"], row["b"]) for row in run(reuse.reuse, *inputs, *asked, "level")} == {("n", "p"), ("n", "q")}
    with pytest.raises(UnknownName, match="duplicates"):
        run(reuse.reuse, *inputs, "--show", "passage")


@pytest.mark.parametrize(
    ("function", "options", "reason"),
    [
        (reuse.reuse, ("--least", "90"), "no two documents share a passage of 90 characters or more; lower --least"),
        (reuse.reuse, ("--across", "level", "--least", "90"), "no two documents of different level share"),
        (reuse.reuse, ("--show", "duplicates", "--threshold", "1"), "no two documents are alike at 1 or more"),
        (reuse.reuse, ("--show", "boilerplate"), "stands in more than 20 documents"),
        (diffusion.diffusion, (), "no form stands in 2 documents or more; lower --min-docs"),
        (diffusion.diffusion, ("--term", "飛地"), "飛地 stands in none of 3 documents; texts are searched as"),
        (diffusion.diffusion, ("--term", "飞地", "--series"), "飞地 stands in none of 3 documents"),
    ],
)
def test_commands_that_find_nothing_say_why(
    inputs: tuple[str, ...], function: Any, options: tuple[str, ...], reason: str
) -> None:
    heard = said(function, *inputs, *options)
    assert "no rows: " in heard
    assert reason in heard


@pytest.mark.parametrize(
    ("pattern", "options", "reason"),
    [
        ("飞地", (), "飞地 stands in none of 3 documents; texts are searched as"),
        ("飞*", (), "held against words"),
        ("飞.", ("--regex",), "a match does not leave its document"),
    ],
)
def test_a_pattern_that_stands_nowhere_is_told(
    inputs: tuple[str, ...], pattern: str, options: tuple[str, ...], reason: str
) -> None:
    assert reason in said(kwic.kwic, pattern, *inputs, *options)


def test_a_term_that_stands_nowhere_is_told_beside_those_that_do(inputs: tuple[str, ...]) -> None:
    app = typer.Typer()
    app.command()(diffusion.diffusion)
    options = ["--term", "工业投资", "--term", "飞地", "--format", "jsonl", "--no-cache"]
    done = CliRunner().invoke(app, [*inputs, *options])
    assert json.loads(done.stdout)["n_docs"] == 2
    assert "飞地 stands in none of 3 documents" in done.stderr


def test_compare_says_what_it_leaves_out_and_gives_all_if_asked(inputs: tuple[str, ...]) -> None:
    assert len(run(similarity.compare, *inputs, "--top", "0")) == 6
    assert len(run(similarity.compare, *inputs, "--top", "0", "--measure", "jaccard")) == 6
    app = typer.Typer()
    app.command()(similarity.compare)
    for top, expected in (("1", True), ("2", False), ("0", False)):
        told = CliRunner().invoke(app, [*inputs, "--top", top, "--no-cache"]).stderr
        assert ("1 of 2 neighbours shown for each; --top 0 shows all" in told) == expected


def test_one_document_has_no_neighbours(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_text("工业投资增长。", "utf-8")
    assert "nobody to compare with" in said(similarity.compare, str(path))


def test_a_threshold_out_of_range_is_refused(inputs: tuple[str, ...]) -> None:
    app = typer.Typer()
    app.command()(reuse.reuse)
    done = CliRunner().invoke(app, [*inputs, "--show", "duplicates", "--threshold", "0.2"])
    assert done.exit_code == 2
