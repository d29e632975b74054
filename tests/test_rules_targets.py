"""Every rule file of the targets: each example gives what it promises, each counterexample does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from zhaoshang_nlp import rules
from zhaoshang_nlp.errors import BadRule
from zhaoshang_nlp.extract import target_quantity, target_rules, targets
from zhaoshang_nlp.extract.passage import Firing, prepare
from zhaoshang_nlp.types import Document, Meta, Target

RULES = targets.load()


def raw(name: str, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = rules.toml(name)[table]
    return rows


def cases(name: str, table: str, field: str) -> list[Any]:
    return [
        pytest.param(row, case, id=f"{row['id']}-{i}")
        for row in raw(name, table)
        for i, case in enumerate(row.get(field, ()))
    ]


def fired(text: str, year: int | None = 2026) -> list[Firing]:
    return targets.firings(prepare(Document.of(text, meta=Meta(year=year))), RULES)


def found(text: str, year: int | None = 2026) -> list[Target]:
    return targets.find(prepare(Document.of(text, meta=Meta(year=year))), RULES)


@pytest.mark.parametrize(("row", "case"), cases("units.toml", "unit", "examples"))
def test_units(row: dict[str, Any], case: list[Any]) -> None:
    text, base, unit = case
    (quantity,) = target_quantity.scan(text, RULES)
    assert (quantity.kind, quantity.base_unit) == (row["kind"], unit)
    assert quantity.base == pytest.approx(base)


@pytest.mark.parametrize(("row", "case"), cases("hedges.toml", "hedge", "examples"))
def test_hedges(row: dict[str, Any], case: str) -> None:
    (record,) = found(f"今年要：{case}。")
    assert row["word"] in (record.hedge or "").split("；")
    assert record.bound == row.get("bound", "exact")
    if "constraint" in row:
        assert record.constraint == row["constraint"]


@pytest.mark.parametrize("row", raw("indicators.toml", "indicator"), ids=lambda row: row["id"])
def test_indicators_are_known_by_every_name(row: dict[str, Any]) -> None:
    for name in (row["name"], *row["synonyms"]):
        assert RULES.indicators[name].name == row["name"], f"{name} belongs to two indicators"
        (record, *_) = found(f"今年要使全市{name}达到5亿元左右。")
        assert (record.indicator, record.indicator_norm) == (name, row["name"])


def named(indicator: str) -> list[str]:
    return [known.name for pattern, known in RULES.wordings if pattern.fullmatch(indicator)]


@pytest.mark.parametrize(("row", "case"), cases("indicators.toml", "indicator", "examples"))
def test_indicators_are_known_by_their_wording(row: dict[str, Any], case: str) -> None:
    assert named(case) == [row["name"]]
    (record, *_) = found(f"今年要使全市{case}达到5%左右。")
    assert (record.indicator, record.indicator_norm) == (case, row["name"])


@pytest.mark.parametrize(("row", "case"), cases("indicators.toml", "indicator", "counterexamples"))
def test_other_indicators_are_not(row: dict[str, Any], case: str) -> None:
    assert not named(case)


@pytest.mark.parametrize(("row", "case"), cases("targets.toml", "frame", "examples"))
def test_frames(row: dict[str, Any], case: list[Any]) -> None:
    text, expected = case
    given = [(t.indicator, t.value, t.unit, t.change, t.bound) for t in found(text) if t.mention.rule == row["id"]]
    assert given == [tuple(record) for record in expected]


@pytest.mark.parametrize(("row", "case"), cases("targets.toml", "frame", "counterexamples"))
def test_frames_stay_silent(row: dict[str, Any], case: str) -> None:
    assert all(t.mention.rule != row["id"] for t in found(case))


@pytest.mark.parametrize(("row", "case"), cases("targets.toml", "reject", "examples"))
def test_rejects(row: dict[str, Any], case: str) -> None:
    firings = fired(case)
    assert any(f.rule == row["id"] or f.reason.startswith(row["id"]) for f in firings)
    assert not [f.record for f in firings if f.record]


@pytest.mark.parametrize(("row", "case"), cases("targets.toml", "reject", "counterexamples"))
def test_rejects_let_targets_pass(row: dict[str, Any], case: str) -> None:
    assert found(case)
    assert not any(f.rule == row["id"] or f.reason.startswith(row["id"]) for f in fired(case))


@pytest.mark.parametrize(("row", "case"), cases("targets.toml", "relative", "examples"))
def test_relatives(row: dict[str, Any], case: list[str]) -> None:
    text, indicator, to = case
    (record,) = [t for t in found(text) if t.bound == "relative"]
    assert (record.mention.rule, record.indicator, record.relative_to) == (row["id"], indicator, to)
    assert (record.value, record.unit, record.change, record.status) == (None, None, None, "target")


@pytest.mark.parametrize(("row", "case"), cases("targets.toml", "relative", "counterexamples"))
def test_relatives_stay_silent(row: dict[str, Any], case: str) -> None:
    assert all(t.mention.rule != row["id"] for t in found(case))


@pytest.mark.parametrize(("row", "case"), cases("periods.toml", "period", "examples"))
def test_periods(row: dict[str, Any], case: list[Any]) -> None:
    text, year, expected = case
    (record,) = found(text, year)
    assert record.year == (expected or None)
    if expected != "2026" or row["id"] != "plan":
        assert record.horizon == row.get("horizon")


@pytest.mark.parametrize(("row", "case"), cases("periods.toml", "part", "examples"))
def test_headings_make_parts(row: dict[str, Any], case: str) -> None:
    (record,) = found(f"{case}\n全市口袋公园100个。")
    assert record.status == row["status"]


@pytest.mark.parametrize(("row", "case"), cases("target_words.toml", "words", "examples"))
def test_word_lists(row: dict[str, Any], case: list[str]) -> None:
    text, indicator, change = case
    record = found(text)[0]
    assert (record.indicator, record.change) == (indicator, change)


def test_no_word_stands_in_two_lists_that_contradict() -> None:
    words = RULES.words
    assert not words["growth"] & words["decline"]
    assert not words["govern"] & words["soft_govern"]
    assert not words["stop"] & words["spare"]
    assert not words["govern"] & words["govern_spare"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("hedges.toml", '[[hedge]]\nid = "x"\nword = "约"\nplace = "beside"\n', "place must be"),
        ("hedges.toml", '[[hedge]]\nid = "x"\nword = "约"\nplace = "before"\nbound = "near"\n', "bound must be"),
        ("hedges.toml", '[[hedge]]\nid = "x"\nword = "约"\nplace = "before"\nconstraint = "firm"\n', "constraint must"),
        (
            "indicators.toml",
            '[[indicator]]\nid = "x"\nname = "x"\nkind = "y"\nsynonyms = []\nchange = "up"\n',
            "change must",
        ),
    ],
)
def test_wrong_rules_are_named(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(BadRule, match=message):
        targets.load(tmp_path)


def test_the_users_hedges_replace_ours(tmp_path: Path) -> None:
    shipped = rules.path("hedges.toml").read_text("utf-8")
    head, word, tail = shipped.partition('id = "clause-力争"')
    tail = tail.replace('constraint = "soft"', 'constraint = "hard"', 1)
    (tmp_path / "hedges.toml").write_text(head + word + tail, "utf-8")
    passage = prepare(Document.of("今年要力争签约项目500个。"))
    assert targets.find(passage, RULES)[0].constraint == "soft"
    assert targets.find(passage, targets.load(tmp_path))[0].constraint == "hard"


def test_alternation_takes_the_longest_word() -> None:
    import re

    pattern = re.compile(target_rules.alternation(["超", "超过", "a.b"]))
    assert [m[0] for m in pattern.finditer("超过超a.b")] == ["超过", "超", "a.b"]
    assert re.fullmatch(target_rules.alternation([]), "") is None
