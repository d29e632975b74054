"""Every format: what is written is what can be read back, and does no harm."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import math
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from rich.cells import cell_len

from zhaoshang_nlp import tables
from zhaoshang_nlp.errors import BadInput, UnknownName
from zhaoshang_nlp.signature import Signature
from zhaoshang_nlp.tables import SCHEMA, WriteOptions, binary, cells, excel
from zhaoshang_nlp.types import (
    Document,
    Industry,
    Mention,
    Meta,
    Record,
    Slogan,
    Target,
)

SIGNATURE = Signature("fast-rjieba-0.2.2", {"lex": "3f2a91c07d5e"}, {"script": "auto"}, version="0.1.0")
OWN = ("issuer", "meta_text", "地区")  # metadata columns of the documents below


@pytest.fixture
def rows() -> list[dict[str, Any]]:
    """A row of each kind of record."""
    meta = Meta("湖东省", "990000", "province", 2026, extra={"issuer": "=1+1", "text": "x", "地区": "东"})
    mention = Mention("增长5%左右", 0, 6, 0, 6, "增长5%左右。", None, "rule")
    records: list[Record] = [
        Target(mention, "工业增加值", value=5.0, unit="%", bound="about", hedge="左右"),
        Industry(mention, "“3+2”产业体系", "3+2", members=("钢铁", "化工"), consistent=True),
        Slogan(mention, "formula", True, ("三个一批",), 3, (), "三个一批"),
    ]
    return tables.records_rows(Document.of("增长5%左右。", "湖东省/2026", meta), records)


def stream(name: str, rows: list[dict[str, Any]], options: WriteOptions | None = None) -> str:
    out = io.BytesIO()
    tables.write(name, rows, out, options)
    return out.getvalue().decode()


# --- csv and tsv ------------------------------------------------------------------------------------------------------


def test_csv_files_have_a_bom_and_pipes_do_not(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    path = tmp_path / "records.csv"
    assert tables.write("records", rows, path).rows == 3
    assert path.read_bytes() == b"\xef\xbb\xbf" + stream("records", rows, WriteOptions("csv")).encode()
    assert b"\r" not in path.read_bytes()


def test_csv_as_pandas_reads_it(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    tables.write("records", rows, tmp_path / "r.csv")
    found = pd.read_csv(tmp_path / "r.csv", dtype={"region_code": str})
    assert list(found.columns) == [*SCHEMA["records"].names, "issuer", "meta_text", "地区"]
    assert found["value"].tolist()[0] == 5
    assert found["members"].tolist()[1] == "钢铁；化工"
    assert found["issuer"].tolist() == ["'=1+1"] * 3


def test_chinese_headers_stay_distinct(rows: list[dict[str, Any]]) -> None:
    header = next(csv.reader(io.StringIO(stream("targets", rows[:1], WriteOptions("csv", headers="zh")))))
    assert header[:3] == ["类别", "文档编号", "原文"]
    assert header[-3:] == ["issuer", "meta_text", "地区_2"]
    assert len(set(header)) == len(header)


anything = st.text(st.characters(exclude_categories=()), max_size=20)


@given(anything)
def test_csv_gives_back_the_clean_cell(text: str) -> None:
    row = {"doc_id": text, "note": "x"}
    written = stream("edits", [row], WriteOptions("csv"))
    (_, found) = csv.reader(io.StringIO(written, newline=""))
    assert found[0] == cells.harmless(cells.clean(text))
    assert found[0].lstrip()[:1] not in tuple("=@＝＋－＠")


@given(anything)
def test_tsv_keeps_one_line_a_row(text: str) -> None:
    written = stream("edits", [{"doc_id": text, "note": text}], WriteOptions("tsv"))
    assert written.count("\n") == 2
    assert [line.count("\t") for line in written.split("\n")[:2]] == [len(SCHEMA["edits"].columns) - 1] * 2


def test_a_stream_of_text_stays_open_and_gets_line_feeds(rows: list[dict[str, Any]]) -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, "gbk", newline="\r\n")
    out.write("head\n")
    tables.write("records", rows, out, WriteOptions("csv"))
    out.flush()
    assert raw.getvalue() == b"head\r\n" + stream("records", rows, WriteOptions("csv")).encode()
    memory = io.StringIO()
    tables.write("records", rows, memory, WriteOptions("csv"))
    assert memory.getvalue() == stream("records", rows, WriteOptions("csv"))


# --- jsonl ------------------------------------------------------------------------------------------------------------


def test_jsonl_holds_the_columns_of_each_kind(rows: list[dict[str, Any]]) -> None:
    found = [json.loads(line) for line in stream("records", rows, WriteOptions("jsonl")).splitlines()]
    assert [list(row) for row in found] == [list(row) for row in rows]
    assert found[1]["members"] == ["钢铁", "化工"]
    assert found[1]["tiers"] == []
    assert found[0]["section"] is None
    assert found[0]["issuer"] == "=1+1"
    assert '"value": 5,' in stream("records", rows, WriteOptions("jsonl"))


@given(anything)
def test_jsonl_is_exact_and_safe_to_print(text: str) -> None:
    written = stream("edits", [{"doc_id": text}], WriteOptions("jsonl"))
    assert json.loads(written)["doc_id"] == cells.encodable(text)
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0x202A <= ord(c) <= 0x202E for c in written.rstrip("\n"))


def test_jsonl_fills_named_metadata(rows: list[dict[str, Any]]) -> None:
    written = stream("targets", rows[:1], WriteOptions("jsonl", extra=("issuer", "office")))
    assert json.loads(written)["office"] is None


# --- parquet, xlsx, dta -----------------------------------------------------------------------------------------------


def test_parquet_keeps_types_lists_and_signature(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    tables.write("records", rows, tmp_path / "r.parquet", WriteOptions(signature=SIGNATURE))
    found = pq.read_table(tmp_path / "r.parquet")
    assert found.column("members").to_pylist() == [None, ["钢铁", "化工"], None]
    assert found.column("value").to_pylist() == [5.0, None, None]
    assert found.column("consistent").to_pylist() == [None, True, None]
    assert found.column("issuer").to_pylist() == ["=1+1"] * 3
    assert json.loads(found.schema.metadata[binary.SIGNATURE_KEY])["signature"] == SIGNATURE.line
    assert [path.name for path in tmp_path.iterdir()] == ["r.parquet"]


@pytest.mark.parametrize("form", ["parquet", "dta"])
def test_zero_has_no_sign(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"k.{form}"
    tables.write("keywords", [{"doc_id": "a", "term": "b", "weight": -0.0}], path)
    weight = (pd.read_parquet if form == "parquet" else pd.read_stata)(path)["weight"][0]
    assert math.copysign(1, weight) == 1


def test_parquet_of_many_and_of_no_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binary, "_BATCH", 2)
    for count in (0, 1, 5):
        tables.write("errors", [{"doc_id": str(i)} for i in range(count)], tmp_path / "e.parquet")
        assert pq.read_table(tmp_path / "e.parquet").column("doc_id").to_pylist() == [str(i) for i in range(count)]


def test_parquet_without_pyarrow_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(BadInput, match=r'pip install "zhaoshang-nlp\[parquet\]"'):
        tables.TableWriter("records", tmp_path / "r.parquet")


def load(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def test_xlsx_cells_have_types_and_are_never_formulas(tmp_path: Path) -> None:
    values = ["=1+1", "+1", "-1.5", "http://example.org", "{=A1}", "990000", "a\x0bb\ud800", "mailto:a@b.c"]
    rows: list[dict[str, Any]] = [{"doc_id": value, "doc_year": 2026, "encoding_score": 0.5} for value in values]
    tables.write("documents", rows, tmp_path / "d.xlsx", WriteOptions(signature=SIGNATURE))
    book = load(tmp_path / "d.xlsx")
    assert book.sheetnames == ["documents", "signature"]
    sheet = book["documents"]
    found = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in found] == [*values[:6], "ab\ufffd", values[7]]
    assert {cell.data_type for cell in found} == {"s"}
    assert all(cell.hyperlink is None for cell in found)
    assert sheet.cell(2, SCHEMA["documents"].names.index("doc_year") + 1).value == 2026
    assert sheet.freeze_panes == "A2"
    last = get_column_letter(sheet.max_column)
    assert sheet.auto_filter.ref == f"A1:{last}{len(values) + 1}"
    assert book["signature"]["B1"].value == SIGNATURE.line
    assert book.properties.description == SIGNATURE.line


def test_xlsx_columns_are_as_wide_as_their_content(tmp_path: Path) -> None:
    tables.write("errors", [{"doc_id": "招" * 10, "path": "x" * 500}], tmp_path / "e.xlsx")
    widths = load(tmp_path / "e.xlsx")["errors"].column_dimensions
    assert widths["A"].width == pytest.approx(20, abs=1)
    assert widths["B"].width == pytest.approx(60, abs=1)


@pytest.mark.parametrize(("length", "kept"), [(32_767, 32_767), (32_768, None), (40_000, None)])
@pytest.mark.parametrize("char", ["招", "𠮷"])
def test_xlsx_cells_too_long_are_cut_and_said_so(tmp_path: Path, length: int, kept: int | None, char: str) -> None:
    text = char * length if char == "招" else char * (length // 2) + "x" * (length % 2)
    written = tables.write("errors", [{"doc_id": text}], tmp_path / "e.xlsx", WriteOptions(signature=SIGNATURE))
    book = load(tmp_path / "e.xlsx")
    cell = book["errors"]["A2"].value
    assert len(cell.encode("utf-16-le")) // 2 <= 32_767
    if kept:
        assert cell == text
        assert not written.notes
    else:
        assert cell.endswith(f"…[cut: {len(text):,} characters]")
        assert written.notes == ("errors: 1 cells cut at Excel's limit of 32,767 characters",)
        assert book["signature"].cell(book["signature"].max_row, 2).value == written.notes[0]


def test_xlsx_rows_beyond_a_sheet_go_on_to_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "SHEET_ROWS", 3)
    written = tables.write("errors", [{"doc_id": str(i)} for i in range(5)], tmp_path / "e.xlsx")
    book = load(tmp_path / "e.xlsx")
    assert book.sheetnames == ["errors", "errors (2)", "errors (3)"]
    assert [[cell.value for cell in book[name]["A"]] for name in book.sheetnames] == [
        ["doc_id", "0", "1"],
        ["doc_id", "2", "3"],
        ["doc_id", "4"],
    ]
    assert "stand on 3 sheets" in written.notes[0]


def test_a_workbook_holds_several_tables(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    some: dict[str, list[dict[str, Any]]] = {"targets": rows[:1], "errors": [], "slogans": rows[2:]}
    written = tables.workbook(some, tmp_path / "all.xlsx", WriteOptions(headers="zh", signature=SIGNATURE))
    book = load(tmp_path / "all.xlsx")
    assert book.sheetnames == ["目标", "错误", "提法", "signature"]
    assert [cell.value for cell in book["错误"][1]] == ["文档编号", "文件", "步骤", "问题", "建议"]
    assert written.rows == 2
    with pytest.raises(UnknownName, match="unknown table 'nothing'"):
        tables.workbook({"nothing": []}, tmp_path / "none.xlsx")


def test_stata_reads_its_file(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    rows[0]["sentence"] = "招" * 3000
    written = tables.write("records", rows, tmp_path / "r.dta", WriteOptions(signature=SIGNATURE))
    found = pd.read_stata(tmp_path / "r.dta")
    with pd.read_stata(tmp_path / "r.dta", iterator=True) as reader:
        labels = reader.variable_labels()
        assert SIGNATURE.line.startswith(reader.data_label)
    assert found["sentence"][0] == "招" * 3000
    assert found["value"].tolist()[0] == 5
    assert found["consistent"].tolist()[1] == 1
    assert pd.isna(found["value"][1])
    assert found["doc_year"].tolist() == [2026] * 3
    assert found["地区"].tolist() == ["东"] * 3
    assert labels["hedge"].startswith("the literal hedge")
    assert written.notes == ("renamed for Stata: end -> _end",)


def test_stata_names_are_valid_and_distinct() -> None:
    names = binary.stata_names(["a b", "a-b", "x" * 40, "x" * 41, "", "1", "if"])
    assert names == ["a_b", "a_b_2", "x" * 32, "x" * 29 + "_2", "_", "_1", "_if"]


# --- Markdown and the terminal ----------------------------------------------------------------------------------------


def test_markdown_is_one_table_with_its_signature() -> None:
    rows: list[dict[str, Any]] = [{"doc_id": "a|b\\c", "path": "x\ny", "step": "<b>", "error": "*a*", "advice": "=1"}]
    assert stream("errors", rows, WriteOptions("md", signature=SIGNATURE)).split("\n") == [
        "| doc_id | path | step | error | advice |",
        "| --- | --- | --- | --- | --- |",
        "| a\\|b\\\\c | x y | \\<b> | \\*a\\* | '=1 |",
        "",
        f"*{SIGNATURE.line}*",
        "",
    ]
    assert "| ---: |" in stream("similarity", [], WriteOptions("md"))


@pytest.mark.parametrize("width", [20, 33, 60, 80, 100, 200])
def test_the_terminal_table_keeps_its_width(rows: list[dict[str, Any]], width: int) -> None:
    rows[0]["indicator"] = "[/bold]工业\x1b[31m" + "增加值" * 40
    drawn = stream("records", rows, WriteOptions("table", width=width)).split("\n")
    assert all(cell_len(line) <= width for line in drawn[:5])
    assert "\x1b" not in "".join(drawn)
    assert "\ufffd" not in "".join(drawn)
    assert drawn[0].startswith("doc_id")


def test_the_terminal_table_shows_what_it_can() -> None:
    rows: list[dict[str, Any]] = [
        {"a": "湖东省[/b]", "b": "湖西省" * 40, "cosine": 0.123456789, "rank": 1},
        {"a": "湖西省", "b": "湖东省", "cosine": 1.0, "rank": 2},
    ]
    drawn = stream("similarity", rows, WriteOptions("table", width=60, signature=SIGNATURE))
    assert "湖东省[/b]" in drawn
    assert "…" in drawn
    assert "0.123457" in drawn
    assert "more columns" not in drawn
    assert SIGNATURE.line in drawn


def test_the_terminal_table_says_what_it_leaves_out(rows: list[dict[str, Any]]) -> None:
    drawn = stream("targets", rows[:1], WriteOptions("table", width=80))
    assert "more columns with --format csv" in drawn
    assert "value_high" not in drawn, "no row has one"
    assert stream("targets", [], WriteOptions("table", width=300)).startswith("doc_id")
