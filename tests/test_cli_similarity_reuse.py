"""The commands ``compare`` and ``reuse``: which table answers which question, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from zhaoshang_nlp.cli import reuse, similarity
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
