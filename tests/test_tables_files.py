"""Files appear whole or not at all, streams stay open, wrong calls say what is right."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zhaoshang_nlp import tables
from zhaoshang_nlp.errors import BadInput, UnknownName
from zhaoshang_nlp.signature import Signature
from zhaoshang_nlp.tables import WriteOptions
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


@pytest.mark.parametrize("name", ["csv", "tsv", "jsonl", "dta"])
def test_formats_without_a_place_for_it_get_the_signature_beside_them(
    rows: list[dict[str, Any]], tmp_path: Path, name: str
) -> None:
    path = tmp_path / f"r.{name}"
    tables.write("records", rows, path, WriteOptions(signature=SIGNATURE, beside=False))
    assert not path.with_name(f"r.{name}.signature.json").exists()
    tables.write("records", rows, path, WriteOptions(signature=SIGNATURE))
    beside = json.loads(path.with_name(f"r.{name}.signature.json").read_text("utf-8"))
    assert beside["signature"] == SIGNATURE.line
    assert (beside["file"], beside["table"], beside["rows"]) == (path.name, "records", 3)
    assert len(beside["sha256"]) == 64


@pytest.mark.parametrize("name", tables.FORMATS)
def test_the_same_rows_give_the_same_bytes(rows: list[dict[str, Any]], tmp_path: Path, name: str) -> None:
    options = WriteOptions(name, signature=SIGNATURE, width=100)
    found = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        tables.write("records", iter(rows), tmp_path / folder / "r", options)
        found.append((tmp_path / folder / "r").read_bytes())
    assert found[0] == found[1]
    out = io.BytesIO()
    tables.write("records", rows, out, options)
    assert found[0].removeprefix(b"\xef\xbb\xbf") == out.getvalue()


@pytest.mark.parametrize("name", tables.FORMATS)
def test_named_metadata_is_written_row_by_row_with_the_same_result(
    rows: list[dict[str, Any]], tmp_path: Path, name: str
) -> None:
    paths = tmp_path / "kept", tmp_path / "streamed"
    tables.write("records", rows, paths[0], WriteOptions(name, width=100))
    tables.write("records", rows, paths[1], WriteOptions(name, width=100, extra=OWN))
    assert paths[0].read_bytes() == paths[1].read_bytes()


def failing(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield from rows
    raise RuntimeError("the source broke")


@pytest.mark.parametrize("name", tables.FORMATS)
@pytest.mark.parametrize("extra", [None, OWN])
def test_a_failure_leaves_the_old_file_and_no_draft(
    rows: list[dict[str, Any]], tmp_path: Path, name: str, extra: tuple[str, ...] | None
) -> None:
    path = tmp_path / "r"
    path.write_bytes(b"old")
    with pytest.raises(RuntimeError, match="the source broke"):
        tables.write("records", failing(rows), path, WriteOptions(name, extra=extra, signature=SIGNATURE))
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_sends_no_half_workbook_down_a_pipe(rows: list[dict[str, Any]]) -> None:
    out = io.BytesIO()
    with pytest.raises(RuntimeError):
        tables.write("records", failing(rows), out, WriteOptions("xlsx", extra=OWN))
    assert out.getvalue() == b""


def test_binary_formats_go_through_pipes(rows: list[dict[str, Any]]) -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, "utf-8")
    tables.write("records", rows, out, WriteOptions("xlsx"))
    assert not out.closed
    assert "xl/workbook.xml" in zipfile.ZipFile(raw).namelist()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("given_format", "to", "expected"),
    [
        (None, Path("a.CSV"), "csv"),
        (None, Path("a.md"), "md"),
        ("jsonl", Path("a.csv"), "jsonl"),
        (None, io.StringIO(), "csv"),
        (None, Terminal(), "table"),
    ],
)
def test_the_format_is_chosen(given_format: str | None, to: tables.To, expected: str) -> None:
    assert tables.choose_format(given_format, to) == expected


@pytest.mark.parametrize(
    ("name", "options", "file", "message"),
    [
        ("target", WriteOptions(), "a.csv", "unknown table 'target'. Did you mean 'targets'"),
        ("targets", WriteOptions("cvs"), "a.csv", "unknown format 'cvs'. Did you mean 'csv'"),
        ("targets", WriteOptions(), "a.doc", "unknown suffix '.doc'"),
        ("targets", WriteOptions(headers="cn"), "a.csv", "unknown headers 'cn'"),  # type: ignore[arg-type]  # under test
        ("errors", WriteOptions(extra=("issuer",)), "a.csv", "unknown column of errors 'issuer'"),
    ],
)
def test_wrong_names_list_the_right_ones(
    tmp_path: Path, name: str, options: WriteOptions, file: str, message: str
) -> None:
    with pytest.raises(UnknownName) as caught:
        tables.TableWriter(name, tmp_path / file, options)
    assert message in str(caught.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("options", [WriteOptions("csv"), WriteOptions("csv", extra=())])
def test_unknown_columns_are_errors(options: WriteOptions) -> None:
    with pytest.raises(UnknownName, match=r"unknown column of errors 'eror'\. Did you mean 'error'"):
        tables.write("errors", [{"eror": "x"}], io.StringIO(), options)
    with pytest.raises(UnknownName, match="unknown column of targets 'office'"):
        tables.write("targets", [{"office": "x"}], io.StringIO(), WriteOptions("csv", extra=("issuer",)))


def test_places_that_cannot_be_written_say_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="does its folder exist"):
        tables.write("errors", [], tmp_path / "none" / "a.csv")
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(BadInput, match="is a folder"):
        tables.write("errors", [], tmp_path / "a.csv")
    for out in (Terminal(), io.StringIO()):
        with pytest.raises(BadInput, match="-o FILE"):
            tables.write("errors", [], out, WriteOptions("xlsx"))


@pytest.mark.parametrize("form", ["csv", "tsv", "jsonl", "md", "table"])
def test_only_the_named_columns_are_written_in_their_order(form: str) -> None:
    out = io.StringIO()
    rows = [{"doc_id": "a", "term": "招商", "tf": 2, "df": 1, "weight": 0.5, "rank": 1}]
    tables.write("keywords", rows, out, tables.WriteOptions(form, columns=("weight", "term")))
    text = out.getvalue()
    assert text.index("weight") < text.index("term")
    assert "doc_id" not in text


def test_an_unknown_column_is_refused_with_the_valid_ones() -> None:
    with pytest.raises(UnknownName, match="weight"):
        tables.write("keywords", [], io.StringIO(), tables.WriteOptions("csv", columns=("wieght",)))


def test_columns_may_be_named_in_chinese_but_none_twice() -> None:
    out = io.StringIO()
    rows = [{"doc_id": "a", "term": "招商", "tf": 2, "df": 1, "weight": 0.5, "rank": 1}]
    tables.write("keywords", rows, out, tables.WriteOptions("csv", columns=("词语", "weight")))
    assert out.getvalue() == "term,weight\n招商,0.5\n"
    for twice in (("term", "term"), ("term", "weight", "词语")):
        with pytest.raises(BadInput, match="term is named twice"):
            tables.write("keywords", rows, io.StringIO(), tables.WriteOptions("csv", columns=twice))


def test_a_metadata_column_goes_before_the_chinese_name_of_another(rows: list[dict[str, Any]]) -> None:
    out = io.StringIO()
    tables.write("records", rows[:1], out, WriteOptions("csv", columns=("地区", "region")))
    assert out.getvalue() == "地区,region\n东,湖东省\n"


@pytest.mark.parametrize(
    ("given", "file", "message"),
    [
        (None, "a", "a.csv, or choose a format"),
        (None, "folder", "is a folder"),
        ("csv", "a.xlsx", "does not go with the suffix .xlsx"),
        ("xlsx", "a.csv", "does not go with the suffix .csv"),
        ("dta", "a.parquet", "does not go with the suffix .parquet"),
    ],
)
def test_a_file_that_no_reader_would_open_is_refused(
    given: str | None, file: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(BadInput, match=message):
        tables.choose_format(given, tmp_path / file)


def test_a_terminal_shows_compared_targets_in_one_unit() -> None:
    out = io.StringIO()
    row = {
        "indicator": "城镇新增就业",
        "year": 2025,
        "region": "湖东市",
        "doc_id": "湖东市/2025",
        "value": 2.6,
        "unit": "万人",
    }
    row |= {"point": 26000.0, "unit_base": "人", "previous": 25000.0, "change_on_previous": 1000.0, "bound": "at_least"}
    tables.write("targets_compared", [row], out, WriteOptions("table", width=110))
    assert out.getvalue().splitlines()[0].split() == [
        *("indicator", "year", "region", "bound", "point", "unit_base", "previous", "change_on_previous")
    ]
