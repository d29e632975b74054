"""Topics: planted ones come back, noise is less stable, shares by document, group and year; the commands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from zhaoshang_nlp.cli import topics as command
from zhaoshang_nlp.compare import matrix, topics
from zhaoshang_nlp.compare.topics import Modelling
from zhaoshang_nlp.errors import BadInput, UnknownName

NAMES = ("工业", "农业", "文旅")


def planted(noise: int = 5) -> matrix.TermMatrix:
    """Make documents of one topic each, with some words that all share."""
    random = np.random.RandomState(5)
    documents = []
    for number in range(36):
        topic = NAMES[number % 3] if number % 4 else NAMES[0]
        words = [f"{topic}{i}" for i in random.randint(0, 12, 40)] + [f"共{i}" for i in random.randint(0, 30, noise)]
        documents.append((f"d{number:02}", words))
    return matrix.build([*documents, ("empty", [])])


PLANTED = planted()


@pytest.mark.parametrize("method", topics.METHODS)
def test_planted_topics_come_back_and_are_stable(method: str) -> None:
    model = topics.model(PLANTED, Modelling(method, 3, seeds=2))
    assert model.converged
    assert [topic.topic for topic in model.topics] == [1, 2, 3]
    assert {frozenset(term[:2] for term in topic.terms) for topic in model.topics} == {frozenset({n}) for n in NAMES}
    assert model.topics[0].terms[0].startswith("工业")  # the one with most documents
    assert sum(topic.share for topic in model.topics) == pytest.approx(1, abs=1e-5)
    assert sum(topic.n_docs for topic in model.topics) == 36
    for topic in model.topics:
        assert topic.jaccard is not None
        assert topic.cosine is not None
        assert topic.jaccard >= (topic.jaccard_low or 0)
        assert topic.cosine <= 1 + 1e-9
    if method == "nmf":
        assert all((topic.jaccard or 0) > 0.9 and (topic.cosine or 0) > 0.99 for topic in model.topics)


def test_topics_of_noise_are_less_stable_than_planted_ones() -> None:
    random = np.random.RandomState(9)
    noise = matrix.build((f"d{i}", [f"t{t}" for t in random.randint(0, 200, 60)]) for i in range(30))
    shaky = [topic.jaccard or 0 for topic in topics.model(noise, Modelling("lda", 6, seeds=3)).topics]
    stable = [topic.jaccard or 0 for topic in topics.model(PLANTED, Modelling("lda", 3, seeds=3)).topics]
    assert np.mean(shaky) < 0.4
    assert np.mean(stable) > 0.8


@pytest.mark.parametrize("method", topics.METHODS)
def test_the_same_input_gives_the_same_topics(method: str) -> None:
    first, second = (topics.model(PLANTED, Modelling(method, 3, seeds=1)) for _ in range(2))
    assert first.topics == second.topics
    assert (first.shares == second.shares).all()


def test_shares_of_documents_and_groups() -> None:
    model = topics.model(PLANTED, Modelling("nmf", 3, seeds=0))
    assert all(topic.jaccard is topic.jaccard_low is topic.cosine is None for topic in model.topics)
    rows = model.documents()
    assert "empty" not in {row.id for row in rows}
    shares: dict[str, float] = {}
    for row in rows:
        shares[row.id] = shares.get(row.id, 0) + row.share
    assert all(total == pytest.approx(1, abs=1e-5) for total in shares.values())
    labels = [*("a" if number % 2 else "b" for number in range(36)), "a"]
    groups = model.groups(labels, [*(2024 + number % 2 for number in range(36)), None])
    assert [(row.group, row.year, row.n_docs) for row in groups[::3]] == [("a", 2025, 18), ("b", 2024, 18)]
    own = [i for i in range(36) if labels[i] == "a"]
    assert [row.share for row in groups[:3]] == pytest.approx(model.shares[own].mean(axis=0).tolist(), abs=1e-6)
    with pytest.raises(ValueError, match="1 labels for 37"):
        model.groups(["a"])


def test_matching_makes_the_most_of_all_topics_together() -> None:
    # Topic 0 is nearest to other 0 in both, but leaves it to topic 1, which has nothing else.
    pairs, values = topics.match([[1, 2, 3], [1, 2, 9]], [[1, 2, 8], [3, 4, 5]])
    assert pairs.tolist() == [1, 0]
    assert values.tolist() == [0.2, 0.5]


@pytest.mark.parametrize(
    "how",
    [
        Modelling(topics=0),
        Modelling(topics=40),
        Modelling(seeds=-1, topics=2),
        Modelling(min_df=0),
        Modelling(max_share=2),
    ],
)
def test_numbers_that_do_not_fit_are_refused(how: Modelling) -> None:
    with pytest.raises(BadInput, match="give "):
        topics.model(PLANTED, how)


def test_unknown_methods_are_refused() -> None:
    with pytest.raises(UnknownName, match="nmf, lda"):
        topics.model(PLANTED, Modelling("lsa"))


# --- commands ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "t.csv"
    lines = [
        f"{i},{'工厂设备车间' if i % 2 else '水稻农田小麦'}。,{2024 + i % 3},{'甲' if i % 2 else '乙'}"
        for i in range(8)
    ]
    path.write_text("\n".join(["id,text,year,place", *lines]), "utf-8")
    return path


def run(function: Any, *arguments: str | Path) -> list[dict[str, Any]]:
    app = typer.Typer()
    app.command()(function)
    done = CliRunner().invoke(app, [*map(str, arguments), "--format", "jsonl", "--no-cache", "-q"])
    assert done.exit_code == 0, done.exception
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_commands(table: Path) -> None:
    inputs = (table, "--text-column", "text", "--id-column", "id")
    found = run(command.topics, *inputs, "-n", "2", "--seeds", "1")
    assert [(row["topic"], row["n_docs"]) for row in found] == [(1, 4), (2, 4)]
    groups = run(command.topics, *inputs, "-n", "2", "--seeds", "0", "--by", "place", "--years")
    assert {row["group"] for row in groups} == {"甲", "乙"}
    assert {row["year"] for row in groups} == {2024, 2025, 2026}
    years = run(command.topics, *inputs, "-n", "2", "--seeds", "0", "--years")
    assert [row["group"] for row in years] == ["(all)"] * 6
    assert len(run(command.topics, *inputs, "-n", "2", "--seeds", "0", "--documents")) >= 8
    clusters = run(command.clusters, *inputs, "-n", "2")
    assert [row["cluster"] for row in clusters] == [1, 2] * 4
    places = run(command.clusters, *inputs, "-n", "2", "--by", "place")
    assert [(row["group"], row["cluster"]) for row in places] == [("乙", 1), ("甲", 2)]
