"""Targets against last year's, against the levels above, against results; amplification; the command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from zhaoshang_nlp import panel, pipeline, read, rules
from zhaoshang_nlp.cli import targets as command
from zhaoshang_nlp.errors import BadInput, BadRule
from zhaoshang_nlp.extract import passage, targets
from zhaoshang_nlp.panel import compared
from zhaoshang_nlp.tables import SCHEMA
from zhaoshang_nlp.types import Document, Meta, Ok

KNOWN = panel.load()
ASKED = panel.ask(status="all")
# Codes are those of real places, since a place's chain of parents comes from the official table.
NATION, PROVINCE, PREFECTURE, OTHER = "100000", "420000", "420100", "430000"
LEVELS = {NATION: "nation", PROVINCE: "province", OTHER: "province", "440000": "province", PREFECTURE: "prefecture"}


def report(code: str | None, year: int, text: str, doc_id: str | None = None, date: str | None = None) -> Any:
    meta = Meta(region=f"地区{code}", region_code=code, level=LEVELS.get(code or ""), year=year, date=date)
    document = Document.of(text, doc_id or f"{code}/{year}", meta)
    return document, targets.find(passage.prepare(document), KNOWN.targets)


def compare(*reports: Any, tolerance: float = 0.0) -> list[dict[str, Any]]:
    return compared.compared(panel.panel(reports, ASKED, KNOWN), tolerance)


def one(rows: list[dict[str, Any]], code: str, year: int, indicator: str = "地区生产总值") -> dict[str, Any]:
    (found,) = (r for r in rows if (r["region_code"], r["year"], r["indicator"]) == (code, year, indicator))
    return found


def gdp(target: str, result: str = "") -> str:
    past = f"一年来，地区生产总值增长{result}。\n" if result else ""
    return f"{past}今年主要预期目标是：地区生产总值增长{target}。"


def test_change_on_last_year_and_result() -> None:
    rows = compare(
        report(PROVINCE, 2024, gdp("6%左右", "5.5%")),
        report(PROVINCE, 2025, gdp("5.5%—6%", "5.8%")),
    )
    first, second = one(rows, PROVINCE, 2024), one(rows, PROVINCE, 2025)
    assert (first["previous"], first["achieved"], first["difference"], first["outcome"]) == (None, 5.8, -0.2, "missed")
    assert (first["last_achieved"], first["over_achieved"], first["achieved_doc"]) == (5.5, 0.5, "420000/2025")
    assert (second["point"], second["previous"], second["change_on_previous"]) == (5.75, 6, -0.25)
    assert (second["last_achieved"], second["over_achieved"], second["achieved"]) == (5.8, -0.05, None)
    assert second["change_rate"] is None


def test_gaps_to_the_levels_above() -> None:
    rows = compare(
        report(NATION, 2025, gdp("5%左右")),
        report(PROVINCE, 2025, gdp("5.5%以上")),
        report(PREFECTURE, 2025, gdp("7%")),
        report(OTHER, 2025, gdp("4.5%左右")),
    )
    nation, province, prefecture = (one(rows, code, 2025) for code in (NATION, PROVINCE, PREFECTURE))
    assert [nation[name] for name in ("nation", "gap_nation", "above", "gap_above", "amplified")] == [None] * 5
    assert (province["gap_nation"], province["gap_above"], province["amplified"]) == (0.5, 0.5, 0.5)
    assert (prefecture["gap_nation"], prefecture["above"], prefecture["above_level"]) == (2, 5.5, "province")
    assert prefecture["amplified"] == 1.5
    assert [row["region_code"] for row in rows] == [NATION, PROVINCE, OTHER, PREFECTURE]


def test_the_nearest_level_that_has_a_target_counts() -> None:
    rows = compare(report(NATION, 2025, gdp("5%左右")), report(PREFECTURE, 2025, gdp("6%")))
    assert one(rows, PREFECTURE, 2025)["above_level"] == "nation"


@pytest.mark.parametrize(
    ("sentence", "indicator", "above", "amplified"),
    [
        ("单位地区生产总值能耗下降3.5%", "单位地区生产总值能耗", "单位地区生产总值能耗下降3%", 0.5),
        ("城镇调查失业率控制在5%左右", "城镇调查失业率", "城镇调查失业率控制在5.5%左右", 0.5),
        ("居民消费价格涨幅3%左右", "居民消费价格", "居民消费价格涨幅2%左右", None),
        ("城镇新增就业5万人以上", "城镇新增就业", "城镇新增就业1200万人以上", None),
        ("地区生产总值下降1%", "地区生产总值", "地区生产总值增长1%", -2),
    ],
)
def test_the_way_an_indicator_goes_gives_the_sign(
    sentence: str, indicator: str, above: str, amplified: float | None
) -> None:
    asked = panel.ask([indicator], "all")
    reports = [report(NATION, 2025, f"今年{above}。"), report(PROVINCE, 2025, f"今年{sentence}。")]
    row = one(compared.compared(panel.panel(reports, asked, KNOWN)), PROVINCE, 2025, indicator)
    assert row["amplified"] == amplified
    assert (row["gap_above"] is None) == (indicator == "城镇新增就业")


def test_levels_change_by_a_rate() -> None:
    rows = compare(report(PROVINCE, 2024, "今年城镇新增就业5万人。"), report(PROVINCE, 2025, "今年城镇新增就业6万人。"))
    row = one(rows, PROVINCE, 2025, "城镇新增就业")
    assert (row["change_on_previous"], row["change_rate"], row["unit_base"]) == (10_000, 20, "人")


def test_of_several_documents_the_report_counts_and_the_other_is_named() -> None:
    full = gdp("5%左右") + "固定资产投资增长6%。"
    speech = report(PROVINCE, 2025, "今年地区生产总值增长6%。", "speech", "2025-01-01")
    rows = compare(speech, report(PROVINCE, 2025, full, "report", "2025-02-01"))
    row = one(rows, PROVINCE, 2025)
    assert (row["doc_id"], row["value"], row["note"]) == ("report", 5, "6 in speech")


def test_documents_without_a_place_are_compared_with_nothing() -> None:
    document, found = report(None, 2025, gdp("5%"))
    rows = panel.panel([(Document.of(document.text, "a", Meta(year=2025)), found)], ASKED, KNOWN)
    assert compared.compared(rows) == []


@pytest.mark.parametrize(
    ("target", "result", "outcome"),
    [
        ("6%左右", "5.9%", "missed"),
        ("6%左右", "6%", "met"),
        ("6%左右", "6.1%", "exceeded"),
        ("6%以上", "5.9%", "missed"),
        ("6%以上", "6.1%", "exceeded"),
        ("5%—6%", "4.9%", "missed"),
        ("5%—6%", "5%", "met"),
        ("5%—6%", "6%", "met"),
        ("5%—6%", "6.1%", "exceeded"),
    ],
)
def test_outcomes(target: str, result: str, outcome: str) -> None:
    rows = compare(report(PROVINCE, 2024, gdp(target)), report(PROVINCE, 2025, gdp("5%", result)))
    assert one(rows, PROVINCE, 2024)["outcome"] == outcome


def test_a_tolerance_is_for_about_only() -> None:
    later = report(PROVINCE, 2025, gdp("5%", "5.9%"))
    about, least = (compare(report(PROVINCE, 2024, gdp(t)), later, tolerance=0.1) for t in ("6%左右", "6%以上"))
    assert one(about, PROVINCE, 2024)["outcome"] == "met"
    assert one(least, PROVINCE, 2024)["outcome"] == "missed"
    with pytest.raises(BadInput, match="give 0 or more"):
        compare(tolerance=-1)


# --- rules ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("aim", rules.toml(compared.AIMS)["aim"], ids=lambda each: str(each["id"]))
def test_aims_say_what_one_more_is(aim: dict[str, Any]) -> None:
    assert aim["id"] in KNOWN.names
    assert aim["examples"]
    for text, expected in aim["examples"]:
        assert _one_more(text, aim["id"]) == (None if expected == "none" else expected), text
    for text in aim["counterexamples"]:
        rows = panel.panel([report(PROVINCE, 2025, text)], panel.ask([aim["id"]]), KNOWN)
        assert [row["value"] for row in rows] == [None]


def _one_more(text: str, indicator: str) -> str | None:
    (row,) = panel.panel([report(PROVINCE, 2025, text)], panel.ask([indicator]), KNOWN)
    found = compared.stated(row)
    assert found is not None, text
    return compared.outcome(found, found.high + 1, compared.aims()[indicator])


def test_wrong_aims_are_refused(tmp_path: Path) -> None:
    (tmp_path / compared.AIMS).write_text('[[aim]]\nid = "a"\naim = "sideways"\nreason = "x"\n', "utf-8")
    with pytest.raises(BadRule, match="sideways"):
        compared.aims(tmp_path)


# --- amplification ----------------------------------------------------------------------------------------------------


def test_amplification_sums_the_places_below_up() -> None:
    rows = compare(
        report(NATION, 2025, gdp("5%")),
        report(PROVINCE, 2025, gdp("6%")),
        report(OTHER, 2025, gdp("4.5%")),
        report("440000", 2025, gdp("5%")),
        report(PREFECTURE, 2025, gdp("7%")),
    )
    nation, province = compared.amplification(rows)
    assert tuple(nation) == SCHEMA["amplification"].names
    assert {name: nation[name] for name in ("above", "n", "mean", "median", "n_more", "n_equal", "n_less")} == {
        "above": 5,
        "n": 3,
        "mean": pytest.approx(15.5 / 3),
        "median": 5,
        "n_more": 1,
        "n_equal": 1,
        "n_less": 1,
    }
    assert (nation["more"], nation["less"]) == (["地区420000"], ["地区430000"])
    assert (province["above_region"], province["level"], province["mean_amplified"]) == ("地区420000", "prefecture", 1)


def test_rows_have_the_columns_of_the_schema() -> None:
    (row,) = compare(report(PROVINCE, 2025, gdp("5%")))
    assert set(SCHEMA["targets_compared"].names) == set(row)


def test_reference_provinces_against_an_invented_nation(reference: Path) -> None:
    folder = reference / "data" / "provinces-2026"
    if not folder.is_dir():
        pytest.skip("no provinces")
    documents = read.documents([str(folder)], read.ReadOptions(text_column="full_text"))
    config = pipeline.Config(segment=None, kinds=("targets",))
    made = [(o.value.document, o.value.records) for o in pipeline.run(documents, config) if isinstance(o, Ok)]
    asked = panel.ask(["GDP"], "all")
    rows = compared.compared(panel.panel([*made, report(NATION, 2026, gdp("4.75%"))], asked, KNOWN))
    found: list[dict[str, Any]] = compared.amplification(rows)
    (summary,) = found
    assert summary["n"] == len(made)
    assert summary["n_more"] + summary["n_equal"] + summary["n_less"] == summary["n"]
    assert 4 < summary["low"] <= summary["median"] <= summary["high"] < 8
    assert sum(row["over_achieved"] is not None for row in rows) >= 0.9 * len(made)


def test_the_national_series(reference: Path) -> None:
    folder = reference / "data" / "national"
    if not folder.is_dir():
        pytest.skip("no national reports")
    documents = read.documents([str(folder)], read.ReadOptions(text_column="content"))
    config = pipeline.Config(segment=None, kinds=("targets",))
    made = [(o.value.document, o.value.records) for o in pipeline.run(documents, config) if isinstance(o, Ok)]
    rows = compared.compared(panel.panel(made, panel.ask(["GDP"], "all"), KNOWN))
    found = {row["year"]: row for row in rows}
    # Targets and results of the plan years as they are known: 8 per cent for 1998, 7.8 in the end.
    assert (found[1995]["previous"], found[1995]["point"], found[1995]["change_on_previous"]) == (9, 8.5, -0.5)
    assert (found[1997]["point"], found[1997]["achieved"], found[1997]["outcome"]) == (8, 8.8, "exceeded")
    assert (found[1998]["achieved"], found[1998]["difference"], found[1998]["outcome"]) == (7.8, -0.2, "missed")
    assert (found[1999]["last_achieved"], found[1999]["over_achieved"]) == (7.8, -0.8)


# --- command ----------------------------------------------------------------------------------------------------------


def run(*arguments: str | Path) -> list[dict[str, Any]]:
    app = typer.Typer()
    app.command()(command.targets)
    done = CliRunner().invoke(app, [*map(str, arguments), "--format", "jsonl", "--no-cache", "-q"])
    assert done.exit_code == 0, done.exception
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_command(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    lines = [f"n,{gdp('5%')},2025,中国,nation", f"p,{gdp('6%')},2025,湖北省,province"]
    table.write_text("\n".join(["id,text,year,region,level", *lines]), "utf-8")
    inputs = (table, "--text-column", "text", "--id-column", "id", "--indicator", "GDP")
    found = run(*inputs)
    assert [(row["doc_id"], row["gap_nation"]) for row in found] == [("n", None), ("p", 1)]
    (summary,) = run(*inputs, "--amplification")
    assert (summary["n"], summary["mean_amplified"]) == (1, 1)


def test_three_levels_and_two_years(tmp_path: Path) -> None:
    table = tmp_path / "t.jsonl"
    reports = [
        ("n25", gdp("5%左右"), 2025, "", "中国", "nation"),
        ("n26", gdp("4.5%—5%", "5%"), 2026, "", "中国", "nation"),
        ("p25", gdp("6%左右", "5.8%"), 2025, PROVINCE, "湖北省", "province"),
        ("p26", gdp("5.5%左右", "5.5%"), 2026, PROVINCE, "湖北省", "province"),
        ("o26", gdp("4.5%左右", "4.9%"), 2026, OTHER, "湖南省", "province"),
        ("c25", gdp("6%以上", "5.2%"), 2025, PREFECTURE, "武汉市", "prefecture"),
        ("c26", gdp("6%左右", "6.1%"), 2026, PREFECTURE, "武汉市", "prefecture"),
        ("d26", gdp("5.5%—6%", "5%"), 2026, "420600", "襄阳市", "prefecture"),
    ]
    columns = ("id", "text", "year", "region_code", "region", "level")
    table.write_text("\n".join(json.dumps(dict(zip(columns, each, strict=True))) for each in reports), "utf-8")
    inputs = (table, "--text-column", "text", "--id-column", "id", "--indicator", "GDP")
    found = {row["doc_id"]: row for row in run(*inputs)}
    shown = ("previous", "change_on_previous", "gap_nation", "above_region", "amplified", "achieved", "outcome")
    assert {name: tuple(row[c] for c in shown) for name, row in found.items()} == {
        "n25": (None, None, None, None, None, 5, "met"),
        "n26": (5, -0.25, None, None, None, None, None),
        "p25": (None, None, 1, "全国", 1, 5.5, "missed"),
        "p26": (6, -0.5, 0.75, "全国", 0.75, None, None),
        "o26": (None, None, -0.25, "全国", -0.25, None, None),
        "c25": (None, None, 1, "湖北省", 0, 6.1, "exceeded"),
        "c26": (6, 0, 1.25, "湖北省", 0.5, None, None),
        "d26": (None, None, 1, "湖北省", 0.25, None, None),
    }
    summary = {(row["year"], row["above_region"]): row for row in run(*inputs, "--amplification")}
    assert list(summary) == [(2025, "全国"), (2025, "湖北省"), (2026, "全国"), (2026, "湖北省")]
    nation, province = summary[2026, "全国"], summary[2026, "湖北省"]
    assert (nation["n"], nation["mean_amplified"], nation["n_more"], nation["n_less"]) == (2, 0.25, 1, 1)
    assert (nation["more"], nation["less"]) == (["湖北省"], ["湖南省"])
    assert (province["n"], province["mean"], province["median_amplified"]) == (2, 5.875, 0.375)


def test_nothing_to_compare_is_said(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(f"id,text,year,region\na,{gdp('5%')},2025,云岚县\nb,没有目标。,2025,金泽县\n", "utf-8")
    app = typer.Typer()
    app.command()(command.targets)
    inputs = [str(table), "--text-column", "text", "--id-column", "id", "--no-cache", "--indicator", "GDP"]
    assert "1 targets, but none of a place above" in CliRunner().invoke(app, [*inputs, "--amplification"]).stderr
    table.write_text("id,text,year,region\nb,没有目标。,2025,金泽县\n", "utf-8")
    done = CliRunner().invoke(app, inputs)
    assert done.exit_code == 0
    assert "no document with region and year states a number" in done.stderr
