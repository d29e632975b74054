"""The schema, the rows, the cells and the data frames."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang_nlp import tables
from zhaoshang_nlp.compare import cluster, distinctive, keyterms, shared, similarity
from zhaoshang_nlp.extract.passage import Firing
from zhaoshang_nlp.tables import SCHEMA, cells, documents, expressions, likeness, records, words
from zhaoshang_nlp.tables.schema import ColumnType
from zhaoshang_nlp.types import (
    Document,
    EditRecord,
    Failed,
    Hunk,
    Industry,
    Mention,
    Meta,
    Origin,
    Record,
    Slogan,
    Span,
    Target,
)

TEXT = "力争规模以上工业增加值增长5%左右。打造“3+2”产业体系。推进“三个一批”。"
COMMON = ["kind", "doc_id", "text", "start", "end", "raw_start", "raw_end", "sentence", "section", "rule"]
METADATA = ["region", "region_code", "level", "doc_year", "date", "title", "speaker", "genre"]


def test_every_table_of_the_parts_has_its_place_in_the_order() -> None:
    parts = (documents, records, words, likeness, expressions)
    assert sorted(SCHEMA) == sorted(table.name for part in parts for table in part.TABLES)


def mention(text: str, rule: str) -> Mention:
    start = TEXT.index(text)
    return Mention(text, start, start + len(text), start, start + len(text), TEXT, None, rule)


RECORDS: list[Record] = [
    Target(
        mention("增长5%左右", "target.rate"), "规模以上工业增加值", value=5.0, unit="%", bound="about", hedge="左右"
    ),
    Industry(
        mention("“3+2”产业体系", "industry.code"), "“3+2”产业体系", "3+2", members=("钢铁", "化工"), consistent=True
    ),
    Slogan(mention("“三个一批”", "slogan.quoted"), "formula", True, ("三个一批",), 3, (), "三个一批"),
]
DOCUMENT = Document.of(
    TEXT, "湖东省/2026", Meta("湖东省", "990000", "province", 2026, extra={"issuer": "=1+1", "text": "x", "地区": "东"})
)


@pytest.fixture
def rows() -> list[dict[str, Any]]:
    return tables.records_rows(DOCUMENT, RECORDS)


# --- schema -----------------------------------------------------------------------------------------------------------


def test_record_tables_have_the_columns_of_the_contract_in_order() -> None:
    assert list(SCHEMA["targets"].names) == [
        *COMMON,
        *("indicator", "indicator_norm", "value", "value_high", "unit", "value_base", "unit_base", "change", "bound"),
        *("hedge", "constraint", "stretch", "status", "year", "horizon", "relative_to"),
        *METADATA,
    ]
    own = ["name", "code", "count", "category", "members", "tiers", "parent", "action", "consistent"]
    assert list(SCHEMA["industries"].names) == [*COMMON, *own, *METADATA]
    own = ["label", "quoted", "segments", "numeral", "expansion", "form"]
    assert list(SCHEMA["slogans"].names) == [*COMMON, *own, *METADATA]


@pytest.mark.parametrize("table", SCHEMA.values(), ids=SCHEMA)
def test_columns_are_complete_and_distinct(table: tables.Table) -> None:
    assert len(set(table.names)) == len(table.columns)
    assert len({column.zh for column in table.columns}) == len(table.columns)
    assert all(column.zh and column.meaning and column.type in get_args(ColumnType) for column in table.columns)
    assert any(column.shown for column in table.columns)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("targets", Target), ("industries", Industry), ("slogans", Slogan)],
    ids=["target", "ind", "slog"],
)
def test_columns_of_records_are_their_fields_with_their_types(name: str, kind: Any) -> None:
    own = {f.name: str(f.type) for f in fields(kind) if f.name != "mention"}
    columns = {c.name: c.type for c in SCHEMA[name].columns}
    assert set(own) == set(columns) - set(COMMON) - set(METADATA)
    for field, annotation in own.items():
        plain = annotation.removesuffix(" | None")
        expected = {"float": "float", "int": "int", "bool": "bool", "tuple[str, ...]": "list"}.get(plain, "str")
        assert columns[field] == expected, field


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("keywords", keyterms.KeyTerm),
        ("group_keywords", keyterms.KeyTerm),
        ("similarity", similarity.Neighbour),
        ("distinctive", distinctive.Distinctive),
        ("shared", shared.Shared),
        ("clusters", cluster.Clustered),
    ],
)
def test_comparisons_have_the_columns_of_their_tables(name: str, kind: Any) -> None:
    assert kind._fields[1:] == SCHEMA[name].names[1:]
    assert SCHEMA[name].names[0] in (kind._fields[0], "doc_id", "group")
    values = tuple(range(len(kind._fields)))
    assert list(tables.comparison_rows(name, [values])) == [dict(zip(SCHEMA[name].names, values, strict=True))]


@given(st.sets(st.sampled_from(["text", "year", "地区", "issuer"]).flatmap(
    lambda name: st.integers(0, 3).map(lambda times: "meta_" * times + name))))  # fmt: skip
def test_no_two_fields_share_a_column(names: set[str]) -> None:
    columns = {tables.extra_column(name) for name in names}
    assert len(columns) == len(names)
    assert not columns & set(SCHEMA["records"].names)


# --- rows -------------------------------------------------------------------------------------------------------------


def test_records_are_flattened_in_the_order_of_the_schema(rows: list[dict[str, Any]]) -> None:
    for row, name in zip(rows, ("targets", "industries", "slogans"), strict=True):
        assert list(row) == [*SCHEMA[name].names, "issuer", "meta_text", "地区"]
        assert row["doc_id"] == "湖东省/2026"
        assert TEXT[row["start"] : row["end"]] == row["text"]
    assert (rows[0]["value"], rows[0]["value_high"], rows[0]["doc_year"]) == (5.0, None, 2026)
    assert [row["kind"] for row in rows] == ["target", "industry", "slogan"]


def test_rows_of_documents_edits_firings_and_errors_fit_their_tables() -> None:
    edit = EditRecord("invisible", "zero_width", "\u200b\x1b", "", 3, 5, "nothing to see")
    document = Document(
        "a",
        "raw",
        "text",
        Meta(region="湖东省", found_in={"region": "name"}),
        Origin("a.txt", "utf-8", 1.0),
        edits=(edit,),
    )
    row = tables.document_row(document, {"tokens": 7, "targets": 0})
    assert tuple(row) == SCHEMA["documents"].names
    assert (row["chars"], row["edits"], row["tokens"], row["targets"], row["terms"]) == (4, 1, 7, 0, None)
    assert row["metadata_from"] == ["region=name"]
    (row,) = tables.edits_rows(document)
    assert tuple(row) == SCHEMA["edits"].names
    assert (row["old"], row["new"]) == ("<U+200B><U+001B>", "")
    firing = Firing("rate", Span(1, 3), None, "inside a longer one")
    (row,) = tables.firings_rows(Document("a", "xtext", "text", hunks=(Hunk(0, 1, 0, 0),)), [("targets", firing)])
    assert tuple(row) == SCHEMA["firings"].names
    assert (row["text"], row["won"], row["raw_start"], row["raw_end"]) == ("ex", False, 2, 4)
    assert tuple(tables.error_row(Failed("a", "a.txt", "read", "empty"))) == SCHEMA["errors"].names


# --- cells ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=SUM(A1)", "'=SUM(A1)"),
        ("+86 招商", "'+86 招商"),
        ("-招商", "'-招商"),
        ("@招商", "'@招商"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠甲", "'＠甲"),
        ("\t=1", "'\t=1"),
        ("\n甲", "'\n甲"),
        ("\u3000=1", "'\u3000=1"),
        ("-1-1", "'-1-1"),
        ("-1.5", "-1.5"),
        ("+5%", "+5%"),
        ("-1,234.5", "-1,234.5"),
        ("-1e-5", "-1e-5"),
        ("4×4", "4×4"),
        ("——招商", "——招商"),
        ("", ""),
    ],
)
def test_cells_that_a_spreadsheet_would_run(cell: str, expected: str) -> None:
    assert cells.harmless(cell) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (float("nan"), ""),
        (float("inf"), ""),
        (5.0, "5"),
        (-0.0, "0"),
        (4.55, "4.55"),
        (1e22, "1e+22"),
        (np.float64(5.0), "5"),
        (0, "0"),
        (False, "false"),
        ([], ""),
        (("钢铁", "化工"), "钢铁；化工"),
        ("a\x00\x1b[1mb\x85\r\nc\rd\ud83d\uffff", "a[1mb\nc\nd��"),
    ],
)
def test_values_as_text(value: object, expected: str) -> None:
    assert cells.flat(value) == expected


def test_other_values_are_refused() -> None:
    with pytest.raises(TypeError, match="cannot hold a dict"):
        cells.flat({"a": 1})


# --- data frames ------------------------------------------------------------------------------------------------------


def test_frames_keep_missing_values_missing(rows: list[dict[str, Any]]) -> None:
    found = tables.frame("records", rows)
    assert list(found.columns) == [*SCHEMA["records"].names, "issuer", "meta_text", "地区"]
    types = {name: str(found[name].dtype) for name in ("text", "count", "value", "quoted", "members")}
    assert types == {"text": "string", "count": "Int64", "value": "float64", "quoted": "boolean", "members": "object"}
    assert found["quoted"].isna().tolist() == [True, True, False]
    assert found["members"][1] == ["钢铁", "化工"]


def test_empty_frames_have_columns_and_types() -> None:
    found = tables.frame("similarity", [], headers="zh")
    assert list(found.columns) == ["甲", "乙", "余弦相似度", "排名"]
    assert [str(t) for t in found.dtypes] == ["string", "string", "float64", "Int64"]


def test_pandas_is_not_imported_to_write_text() -> None:
    code = (
        "import io, sys; from zhaoshang_nlp import tables;"
        "[tables.write('errors', [{'doc_id': 'a'}], io.BytesIO(), tables.WriteOptions(f))"
        " for f in ('csv', 'tsv', 'jsonl', 'md', 'xlsx')];"
        "print(sorted({'pandas', 'numpy', 'pyarrow', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
