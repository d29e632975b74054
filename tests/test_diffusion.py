"""Diffusion: firsts, origins, spreads over regions, series, wordings; the command."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from zhaoshang_nlp import rules
from zhaoshang_nlp.cli import diffusion as command
from zhaoshang_nlp.compare import variants
from zhaoshang_nlp.compare.diffusion import INDUSTRY, Diffusion, Mention, Spread, mentions, term_mentions
from zhaoshang_nlp.errors import BadRule, UnknownName
from zhaoshang_nlp.types import Document, Industry, Meta, Record, Slogan
from zhaoshang_nlp.types import Mention as Place

PLACE = Place("“三个一批”", 0, 6, 0, 6, "", None, "r")


def diffusion(*documents: tuple[str, int | None, str | None, str | None, str]) -> Diffusion:
    """Gather documents given as id, year (or date), level, region and the forms they hold, one character each."""
    found = Diffusion()
    for doc_id, year, level, region, forms in documents:
        meta = Meta(year=year, level=level)
        found.add(doc_id, meta, region, [Mention(form, "slogan", form) for form in forms])
    return found


def only(found: Diffusion, form: str = "x") -> Spread:
    return next(row for row in found.spreads(1) if row.form == form)


def test_first_document_spread_and_years() -> None:
    row = only(
        diffusion(
            ("c", 2025, "province", "C", "x"),
            ("b", 2024, "province", "B", "xx"),
            ("a", 2026, "nation", "N", "x"),
            ("d", 2023, "nation", "N", "y"),
            ("e", None, "county", None, "x"),
        )
    )
    assert (row.n_mentions, row.n_docs, row.n_regions, row.n_years) == (5, 4, 3, 3)
    assert (row.first_doc, row.first_date, row.first_region, row.first_level) == ("b", "2024", "B", "province")
    assert (row.last_year, row.peak_year, row.nation_year) == (2026, 2024, 2026)
    assert (row.origin, row.region_share) == ("local", 1)


@pytest.mark.parametrize(
    ("documents", "origin"),
    [
        ([("a", 2024, "nation", "N", "x"), ("b", 2025, "province", "B", "x")], "national"),
        ([("a", 2024, "nation", "N", ""), ("b", 2025, "province", "B", "x")], "local"),
        ([("a", 2026, "nation", "N", "x"), ("b", 2025, "province", "B", "x")], "local"),
        ([("a", 2026, "nation", "N", ""), ("b", 2025, "province", "B", "x")], "unclear"),
        ([("a", 2025, "nation", "N", "x"), ("b", 2025, "province", "B", "x")], "national"),
        ([("b", 2025, "province", "B", "x")], "unclear"),
        ([("b", None, "nation", "N", "x")], "unclear"),
        ([("b", 2025, None, "B", "x"), ("a", 2024, "nation", "N", "")], "unclear"),
    ],
)
def test_origin_is_told_only_where_it_is_known(documents: list[Any], origin: str) -> None:
    assert only(diffusion(*documents)).origin == origin


def test_days_decide_within_a_year_and_undated_documents_are_nobodys_first() -> None:
    found = Diffusion()
    for doc_id, date, year in (
        ("c", "2024-03-01", 2024),
        ("b", "2024-02-01", 2024),
        ("a", None, 2024),
        ("0", None, None),
    ):
        found.add(doc_id, Meta(date=date, year=year, level="county"), "A", [Mention("x", "slogan", "x")])
    assert (only(found).first_doc, only(found).first_date) == ("b", "2024-02-01")
    undated = diffusion(("a", None, None, None, "x"))
    row = only(undated)
    assert (row.first_doc, row.first_date, row.last_year, row.peak_year, row.dispersion, row.region_share) == (
        None,
    ) * 6
    assert list(undated.series(["x"])) == []


def test_dispersion_is_zero_where_regions_hold_it_in_proportion_and_one_in_the_smallest() -> None:
    even = diffusion(
        *((f"{r}{i}", 2024, None, r, "x" if i % 2 else "") for r, n in (("A", 4), ("B", 8)) for i in range(n))
    )
    assert only(even).dispersion == 0
    single = diffusion(("a", 2024, None, "A", "x"), ("b", 2024, None, "B", ""), ("c", 2024, None, "B", ""))
    assert only(single).dispersion == 1
    # A third of the documents hold half of it: |1/2 - 1/3| over 1 - 1/3.
    both = diffusion(("a", 2024, None, "A", "x"), ("b", 2024, None, "B", "x"), ("c", 2024, None, "B", ""))
    assert only(both).dispersion == pytest.approx((1 / 2 - 1 / 3) / (2 / 3))
    assert only(diffusion(("a", 2024, None, "A", "x"))).dispersion is None


def test_the_series_begins_with_the_first_year_and_keeps_years_without() -> None:
    found = diffusion(
        ("a", 2022, None, "A", ""),
        ("b", 2023, None, "A", "xx"),
        ("c", 2023, None, "B", ""),
        ("d", 2024, None, "A", ""),
        ("e", 2026, None, "A", "x"),
        ("f", 2026, None, "C", "x"),
    )
    assert [point[2:] for point in found.series(["x"])] == [
        (2023, 2, 1, 2, 0.5, 1, 1, 1),
        (2024, 0, 0, 1, 0.0, 0, 0, 1),
        (2026, 2, 2, 2, 1.0, 2, 1, 2),
    ]


def test_wordings_of_a_form_are_its_variants() -> None:
    found = Diffusion()
    for doc_id, texts in (("a", ["“三个一批”", "三个“一批”"]), ("b", ["三个“一批”"])):
        found.add(doc_id, Meta(), None, [Mention("三个一批", "formula", text) for text in texts])
    row = only(found, "三个一批")
    assert (row.variants, row.n_variants, row.label) == (("三个“一批”", "“三个一批”"), 2, "formula")


def test_forms_of_few_documents_are_left_out_and_the_widest_stand_first() -> None:
    found = diffusion(("a", 2024, None, "A", "xyz"), ("b", 2024, None, "A", "xy"), ("c", 2024, None, "B", "y"))
    assert [row.form for row in found.spreads()] == ["y", "x"]
    assert [row.form for row in found.spreads(1)] == ["y", "x", "z"]


def test_records_and_terms_become_mentions() -> None:
    records: list[Record] = [
        Slogan(PLACE, "formula", True, form="三个一批"),
        Slogan(PLACE, "term", True, form="术语"),
        Industry(PLACE, "“3+2”产业体系", code="3+2"),
        Industry(PLACE, "六大主导产业"),
        Industry(PLACE, "未来产业", category="未来产业"),  # the noun alone is no saying
    ]
    assert list(mentions(records, ("formula", INDUSTRY))) == [
        ("三个一批", "formula", "“三个一批”"),
        ("3+2", "industry", "“3+2”产业体系"),
        ("六大主导产业", "industry", "六大主导产业"),
    ]
    document = Document.of("链长制，链长制和飞地")
    assert [found.form for found in term_mentions(document, ["飞地", "链长制", "飞地", ""])] == [
        "飞地",
        "链长制",
        "链长制",
    ]


def test_terms_are_found_with_quotation_marks_within() -> None:
    document = Document.of("深化“放管服”改革，放管服改革要快。放、管、服改革")
    assert [found.text for found in term_mentions(document, ["放管服改革"])] == ["放管服”改革", "放管服改革"]
    assert list(term_mentions(Document.of("1+9，1＋9"), ["1+9"])) == [("1+9", "search", "1+9")]


# --- families ---------------------------------------------------------------------------------------------------------

TABLES = {"rewrite": variants._REWRITE, "rest": variants._REST, "near": variants._NEAR}
TABLES |= dict.fromkeys(("same", "head", "topic"), variants._WORDS)
ROWS = [row for table, shape in TABLES.items() for row in rules.rows(variants.FILE, table, shape)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_rules_link_their_examples_and_not_their_counterexamples(row: rules.Row) -> None:
    assert row.examples
    assert row.counterexamples
    for one, two in row.examples:
        for first, second in ((one, two), (two, one)):
            found = variants.families({first: 2, second: 1})
            assert found[first] == (first, ())
            assert found[second].family == first
            assert row.id in (*found[second].rules, "rest"), "what is left is no rule that links"
    for one, two in row.counterexamples:
        assert variants.families({one: 2, two: 1}) == {one: (one, ()), two: (two, ())}


def test_wrong_rules_are_told(tmp_path: Path) -> None:
    text = rules.text(variants.FILE)
    for old, new, said in (
        ('short = "', 'short = "(', "'rest': short is not a regular expression"),
        ("(?P<n>", "(?:", "names the numeral"),
    ):
        folder = tmp_path / said[:4].strip("'")
        folder.mkdir()
        (folder / variants.FILE).write_text(text.replace(old, new), "utf-8")
        with pytest.raises(BadRule, match=re.escape(said)):
            variants.load(folder)


def test_a_family_is_named_after_the_form_of_most_documents() -> None:
    forms = {"放管服": 3, "“放管服”改革": 5, "放管服改革工作": 1, "“放管服”": 2}
    assert variants.families(forms) == {
        "“放管服”改革": ("“放管服”改革", ()),
        "放管服": ("“放管服”改革", ("quotes", "head")),
        "“放管服”": ("“放管服”改革", ("head",)),
        "放管服改革工作": ("“放管服”改革", ("quotes",)),
    }
    assert variants.families({"放管服改革工作": 1}) == {"放管服改革工作": ("放管服改革工作", ())}, "放管服 is not said"
    assert variants.families({}) == {}


sayings = st.lists(st.text(alphabet="放管服改革工程的和与“”三3个、，", min_size=1, max_size=8), max_size=8, unique=True)


@given(sayings, st.randoms())
def test_families_do_not_depend_on_the_order_of_the_forms(forms: list[str], random: Any) -> None:
    found = variants.families(dict.fromkeys(forms, 1))
    shuffled = list(forms)
    random.shuffle(shuffled)
    assert variants.families(dict.fromkeys(shuffled, 1)) == found
    for form, link in found.items():
        assert found[link.family] == (link.family, ()), "nobody is linked to one that is linked itself"
        assert (form == link.family) == (not link.rules)


def test_a_form_is_shown_if_its_family_is_wide_enough() -> None:
    texts = {"a": "放管服", "b": "“放管服”改革", "c": "链长制"}
    found = Diffusion()
    for number, (doc_id, form) in enumerate(texts.items()):
        found.add(doc_id, Meta(year=2024 + number), doc_id, [Mention(form, "slogan", form)])
    links = variants.families(found.forms())
    rows = found.spreads(2, links)
    assert [(row.form, row.family, row.linked_by, row.n_docs) for row in rows] == [
        ("“放管服”改革", "放管服", ("quotes", "head"), 1),
        ("放管服", "放管服", (), 1),
    ]
    assert found.spreads(2) == []
    (row,) = found.joined(links).spreads(2)
    assert (row.form, row.n_docs, row.n_regions, row.first_doc, row.n_variants) == ("放管服", 2, 2, "a", 2)


# --- command ----------------------------------------------------------------------------------------------------------


def run(*arguments: str | Path, code: int = 0) -> list[dict[str, Any]]:
    app = typer.Typer()
    app.command()(command.diffusion)
    done = CliRunner().invoke(app, [*map(str, arguments), "--format", "jsonl", "--no-cache", "-q"])
    assert done.exit_code == code, done.exception
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "t.csv"
    path.write_text(
        "id,text,year,region,level\n"
        "1,坚持“项目为王”，推行链长制。,2024,云岚县,county\n"
        "2,坚持“项目为王”，链长制、链长制。,2025,金泽县,county\n",
        "utf-8",
    )
    return path


def test_the_command_follows_slogans_and_terms(table: Path) -> None:
    inputs = (table, "--text-column", "text", "--id-column", "id")
    (slogan,) = run(*inputs)
    assert (slogan["form"], slogan["n_docs"], slogan["first_doc"], slogan["n_regions"]) == ("项目为王", 2, "1", 2)
    (term,) = run(*inputs, "--term", "链长制", "--by", "level")
    assert (term["label"], term["n_mentions"], term["n_regions"]) == ("search", 3, 1)
    series = run(*inputs, "--term", "链长制", "--series")
    assert [(row["year"], row["n_docs"], row["cum_regions"]) for row in series] == [(2024, 1, 1), (2025, 1, 2)]


def test_the_command_counts_a_family_as_one(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    texts = ("深化“放管服”改革。“放管服改革”", "推进“放管服”改革。")
    path.write_text("id,text,year\n" + "".join(f"{i},{text},2024\n" for i, text in enumerate(texts)), "utf-8")
    inputs = (path, "--text-column", "text", "--id-column", "id", "--labels", "all")
    rows = run(*inputs)
    assert [(row["form"], row["family"], row["linked_by"], row["n_docs"]) for row in rows] == [
        ("放管服", "放管服", [], 2),
        ("放管服改革", "放管服", ["head"], 1),
    ]
    (row,) = run(*inputs, "--families")
    assert (row["form"], row["n_docs"], row["n_mentions"]) == ("放管服", 2, 3)


def test_the_command_refuses_unknown_labels() -> None:
    with pytest.raises(UnknownName, match="industry"):
        command._labels(["slogen"])
