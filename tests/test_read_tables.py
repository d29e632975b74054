"""Tables: every cell stays text, every bad row is a failure, every document knows its row."""

from __future__ import annotations

import csv
import datetime
import io
import json
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900
from tests.reading import bad, good, results

from zhaoshang_nlp.errors import BadInput
from zhaoshang_nlp.read import ReadOptions
from zhaoshang_nlp.read import workbook as workbook_reader
from zhaoshang_nlp.read.problem import Refused
from zhaoshang_nlp.types import Meta

BODY = "全县要坚持项目为王。"


def table(path: Path, *rows: Sequence[str], encoding: str = "utf-8-sig") -> Path:
    stream = io.StringIO()
    csv.writer(stream, delimiter="\t" if path.suffix == ".tsv" else ",").writerows(rows)
    path.write_bytes(stream.getvalue().encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_delimited_tables(tmp_path: Path, suffix: str, encoding: str) -> None:
    rows = [["编号", "省份", "年份", "正文"], ["甲", "湖北", "2031", f"一、\n{BODY}"], ["乙", "", "", BODY]]
    path = table(tmp_path / f"t{suffix}", *rows, encoding=encoding)
    first, second = good(results(path, options=ReadOptions(id_column="编号")))
    assert (first.id, first.raw, first.meta.region, first.meta.year) == ("甲", f"一、\n{BODY}", "湖北省", 2031)
    assert first.origin.note == "row 1; text taken from column '正文'"
    assert (second.id, second.meta.year, second.meta.region) == ("乙", None, None)


def test_cells_keep_what_they_are(tmp_path: Path) -> None:
    cells = ["007", "NA", "null", "1.50", " x ", "TRUE", ""]
    names = ["a", "b", "c", "d", "e", "f", "g"]
    path = table(tmp_path / "t.csv", [*names, "text"], [*cells, BODY])
    (document,) = good(results(path))
    assert document.meta.extra == dict(zip(names, cells, strict=True))
    values = '"a": 1.50, "b": 12345678901234567890, "c": null, "d": true, "e": ["x"], "f": NaN'
    (tmp_path / "u.jsonl").write_text('{"text": "甲乙", ' + values + "}\n", "utf-8")
    (document,) = good(results(tmp_path / "u.jsonl", options=ReadOptions(text_column="text")))
    assert document.meta.extra == {
        "a": "1.50", "b": "12345678901234567890", "c": "", "d": "true", "e": '["x"]', "f": "NaN",
    }  # fmt: skip


def test_known_columns_fill_the_metadata(tmp_path: Path) -> None:
    header = ["Province", "city", "区县", "Year", "publish date", "标题", "讲话人", "text", "source"]
    row = ["江苏", "南通", "崇川", "2022年", "2022/1/5", "政府工作报告", "某某", BODY, "某网"]
    path = table(tmp_path / "t.csv", header, row)
    (document,) = good(results(path))
    assert document.meta == Meta(
        region="崇川区",
        region_code="320613",
        level="county",
        year=2022,
        date="2022-01-05",
        title="政府工作报告",
        speaker="某某",
        genre="report",
        extra={"Province": "江苏", "city": "南通", "source": "某网"},
        found_in=dict.fromkeys(("title", "speaker", "year", "date", "region", "region_code", "level"), "column")
        | {"genre": "head:title-government-report"},
    )


def test_bad_rows_are_failures_and_the_rest_goes_on(tmp_path: Path) -> None:
    content = (
        "id,text,year\n"
        f"a,{BODY},2031\n"
        "b,只有两格\n"
        f"c,{BODY},2031,多一格\n"
        "d,,2031\n"
        "\n"
        ",,\n"
        f"e,{BODY},二十\n"
        f"f,{BODY},2032,,\n"
        "g, \u3000 ,2031\n"
        f'h,"{BODY}从不闭合,2031\n'
        f"i,{BODY},2031\n"
    )
    (tmp_path / "t.csv").write_text(content, "utf-8")
    found = results(tmp_path / "t.csv", options=ReadOptions(id_column="id"))
    assert [d.id for d in good(found)] == ["a", "e", "f"]
    assert [(f.doc_id, f.step, f.error) for f in bad(found)] == [
        ("t-2", "read", "row 2 (line 3) has 2 cells, the header has 3"),
        ("t-3", "read", "row 3 (line 4) has 4 cells, the header has 3"),
        ("d", "read", "row 4: empty cell in column 'text'"),
        ("e", "metadata", "row 5: year '二十' is no year between 1900 and 2100"),
        ("g", "read", "row 7: empty cell in column 'text'"),
        ("t-8", "read", "a quotation mark opened in line 11 never closes; lines 11 to 12 are not read"),
    ]
    assert all(f.advice for f in bad(found))


def test_json_lines(tmp_path: Path) -> None:
    lines = [
        '{"正文": "甲乙丙丁", "年份": 1999}',
        "",
        "{broken",
        '["no object"]',
        '{"年份": 2000}',
        '{"正文": null}',
        '{"正文": "\\ud83d半个字符\\u0000"}',
        '{"正文": ' + "[" * 100_000,
    ]
    (tmp_path / "t.jsonl").write_text("\n".join(lines), "utf-8")
    found = results(tmp_path / "t.jsonl")
    assert [(d.id, d.raw, d.origin.lost) for d in good(found)] == [("t-1", "甲乙丙丁", 0), ("t-7", "\ufffd半个字符", 1)]
    assert [f.doc_id for f in bad(found)] == ["t-3", "t-4", "t-5", "t-6", "t-8"]
    assert "line 3 is not JSON" in bad(found)[0].error
    assert "row 5 has no '正文'; it has: 年份" in bad(found)[2].error


def test_whole_json_files(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"正文": "甲乙"},\n {"正文": "丙丁"}, 3]', "utf-8")
    (tmp_path / "b.json").write_text('{\n "正文": "戊己"\n}\n', "utf-8")
    (tmp_path / "c.json").write_text('[{"正文": "庚辛"},', "utf-8")
    found = results(tmp_path)
    assert [(d.id, d.raw) for d in good(found)] == [("a-1", "甲乙"), ("a-2", "丙丁"), ("b-1", "戊己")]
    assert [(f.doc_id, f.error[:26]) for f in bad(found)] == [
        ("a-3", "row 3 is no object with na"),
        ("c", "the file is not JSON: Expe"),
    ]


def workbook(path: Path, *rows: Sequence[object]) -> Path:
    book = openpyxl.Workbook()
    assert book.active
    for row in rows:
        book.active.append(list(row))
    book.create_sheet("说明")["A1"] = "别的"
    book.save(path)
    return path


def test_workbooks(tmp_path: Path) -> None:
    day = datetime.datetime(2031, 1, 5)
    rows: list[Sequence[object]] = [
        ["正文", "年份", "日期", "编码", "比例", "是否"],
        [BODY, 2031, day, "007", 1.5, True],
        [],
        [BODY, 2032.0, None, None, None, None],
    ]
    first, second = good(results(workbook(tmp_path / "t.xlsx", *rows)))
    assert (first.id, first.raw, first.meta.year, first.meta.date) == ("t-1", BODY, 2031, "2031-01-05")
    assert first.meta.extra == {"编码": "007", "比例": "1.5", "是否": "True"}
    assert (first.origin.encoding, second.meta.year) == (None, 2032)
    assert "sheet 'Sheet' read, not '说明'" in first.origin.note
    (tmp_path / "t.xlsx").rename(tmp_path / "t.csv")
    assert "content is XLSX under the suffix .csv" in good(results(tmp_path / "t.csv"))[0].origin.note


CELLS: list[object] = [
    datetime.datetime(2031, 1, 5),
    datetime.datetime(2031, 1, 5, 9, 30),
    datetime.date(1999, 12, 31),
    datetime.time(9, 30),
    datetime.timedelta(hours=30),
    2031, -3, 2.50, 1e20, 0.1, 1234567890123456, True, False, "007", "NA", "=1+1", "#N/A", " 空格 ", "两\n行",
    "😀𠀀", "",
]  # fmt: skip


@pytest.mark.parametrize("epoch", [CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904])
def test_cells_are_those_that_openpyxl_reads(tmp_path: Path, epoch: datetime.datetime) -> None:
    book = openpyxl.Workbook()
    book.epoch = epoch
    assert book.active
    book.active.append([f"列{i}" for i in range(len(CELLS))])
    for _ in range(3):
        book.active.append(CELLS)
        book.active.append([])
    book.active["AZ9"] = "远"
    book.save(tmp_path / "a.xlsx")
    found = list(workbook_reader.first_sheet((tmp_path / "a.xlsx").read_bytes()).rows)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True).active
    assert sheet
    wanted = []
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = [_as_openpyxl(value) for value in values]
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            wanted.append((number, cells))
    width = len(wanted[0][1])
    assert found == [(number, cells + [""] * (width - len(cells))) for number, cells in wanted]


def _as_openpyxl(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def test_workbooks_of_other_programs(tmp_path: Path) -> None:
    """Prefixed names, strings with readings and formats, escapes, cells without places, absolute targets."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rich = "<x:r><x:t>招商</x:t></x:r><x:r><x:t>引资_x000D_</x:t></x:r><x:rPh><x:t>zs</x:t></x:rPh>"
    strings = f"<x:si><x:t>正文</x:t></x:si><x:si>{rich}</x:si>"
    rows = (
        '<x:row><x:c t="s"><x:v>0</x:v></x:c><x:c t="inlineStr"><x:is><x:t>年份</x:t></x:is></x:c></x:row>'
        '<x:row/><x:row r="9"><x:c t="s"><x:v>1</x:v></x:c><x:c><x:f>2030+1</x:f><x:v>2031.0</x:v></x:c></x:row>'
    )
    parts = {
        "xl/workbook.xml": f'<x:workbook xmlns:x="{main}" xmlns:q="{office}"><x:sheets><x:sheet name="空" q:id="b"/>'
        '<x:sheet name="表" q:id="a"/></x:sheets></x:workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="a" Type="{office}/worksheet" '
        f'Target="/xl/worksheets/one.xml"/><Relationship Id="b" Type="{office}/worksheet" Target="worksheets/two.xml"/>'
        "</Relationships>",
        "xl/sharedStrings.xml": f'<x:sst xmlns:x="{main}">{strings}</x:sst>',
        "xl/worksheets/one.xml": f'<x:worksheet xmlns:x="{main}"><x:sheetData>{rows}</x:sheetData></x:worksheet>',
        "xl/worksheets/two.xml": f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row/></x:sheetData></x:worksheet>',
    }
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    sheet = workbook_reader.first_sheet((tmp_path / "a.xlsx").read_bytes())
    assert list(sheet.rows) == [(1, ["正文", "年份"]), (9, ["招商引资\r", "2031"])]
    assert sheet.note == "sheet '表' read, not '空'"
    for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
            for part in parts.keys() - {name}:
                archive.writestr(part, parts[part])
        with pytest.raises(Refused, match=r"no list of sheets|no sheet of the workbook"):
            workbook_reader.first_sheet((tmp_path / "b.xlsx").read_bytes())


def test_a_damaged_byte_of_a_workbook_never_raises_anything_else(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "t.xlsx", ["正文", "日期"], [BODY, datetime.datetime(2031, 1, 5)]).read_bytes()
    for at in range(0, len(whole), 37):
        data = whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
        with suppress(Refused):
            list(workbook_reader.first_sheet(data).rows)


def test_hostile_workbooks_stay_within_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = openpyxl.Workbook()
    assert book.active
    book.active["A1"], book.active["A2"], book.active["XFD1048576"] = "正文", BODY, "远"
    book.save(tmp_path / "far.xlsx")
    assert len(good(results(tmp_path / "far.xlsx"))) == 1
    workbook(tmp_path / "t.xlsx", ["正文"], [BODY])
    whole = (tmp_path / "t.xlsx").read_bytes()
    for name, data in (("cut", whole[: len(whole) // 2]), ("noise", whole[:60] + b"\0" * 400 + whole[460:])):
        (tmp_path / f"{name}.xlsx").write_bytes(data)
        assert "damaged" in bad(results(tmp_path / f"{name}.xlsx"))[0].error
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        with archive.open("xl/sharedStrings.xml", "w") as member:
            for _ in range(10):
                member.write(b" " * 2**20)
    monkeypatch.setattr(workbook_reader, "UNPACKED_LIMIT", 5 * 2**20)
    with pytest.raises(Refused, match="unpacks to more than"):
        workbook_reader.first_sheet((tmp_path / "bomb.xlsx").read_bytes())
    with zipfile.ZipFile(tmp_path / "entity.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>')
    assert "document type" in bad(results(tmp_path / "entity.xlsx"))[0].error


def test_a_missing_text_column_is_a_wrong_call(tmp_path: Path) -> None:
    table(tmp_path / "a.csv", ["标题", "正文"], ["甲", BODY])
    table(tmp_path / "b.csv", ["标题", "内文"], ["甲", BODY])
    with pytest.raises(BadInput, match=r"a\.csv.*'text'.*标题, 正文.*--text-column"):
        results(tmp_path / "a.csv", options=ReadOptions(text_column="text"))
    with pytest.raises(BadInput, match=r"b\.csv.*标题, 内文"):
        results(tmp_path / "b.csv")
    with pytest.raises(BadInput, match=r"no column 'text'"):  # a slip of the pen: no table of the folder has it
        results(tmp_path, options=ReadOptions(text_column="text"))
    with pytest.raises(BadInput, match=r"编号.*--id-column"):
        results(tmp_path / "a.csv", options=ReadOptions(id_column="编号"))
    found = results(tmp_path, options=ReadOptions(text_column="正文"))  # one of two has it: the other is a failure
    assert [d.id for d in good(found)] == ["a-1"]
    assert [(f.doc_id, "内文" in f.error) for f in bad(found)] == [("b", True)]


def test_which_column_is_text_is_never_guessed(tmp_path: Path) -> None:
    table(tmp_path / "a.csv", ["text", "正文"], ["甲乙", "丙丁"])
    with pytest.raises(BadInput, match="text or 正文"):
        results(tmp_path / "a.csv")
    table(tmp_path / "b.csv", ["正文", "正文"], ["甲乙", "丙丁"])
    with pytest.raises(BadInput, match="more than once"):
        results(tmp_path / "b.csv", options=ReadOptions(text_column="正文"))
    rows = [["甲乙", "1", "2", "3"], ["丙丁", "1", "2", ""], ["戊己", "1", "2"]]
    table(tmp_path / "c.csv", ["Text ", "x", "x", ""], *rows)
    first, *rest = good(results(tmp_path / "c.csv", options=ReadOptions(text_column="text")))
    assert (first.raw, first.meta.extra) == ("甲乙", {"x": "1", "x (2)": "2", "column 4": "3"})
    assert [d.meta.extra for d in rest] == [{"x": "1", "x (2)": "2"}] * 2


def test_ids_of_tables(tmp_path: Path) -> None:
    table(tmp_path / "a.csv", ["id", "text"], ["x", "甲乙"], ["x", "丙丁"], ["", "戊己"], ["x~2", "庚辛"])
    table(tmp_path / "b.csv", ["id", "text"], ["x", "壬癸"])
    found = good(results(tmp_path, options=ReadOptions(id_column="id")))
    assert [d.id for d in found] == ["x", "x~2", "a-3", "x~2~2", "x~3"]
    assert "another document has the id 'x'" in found[1].origin.note
    assert "column 'id' is empty" in found[2].origin.note


def test_large_cells_and_empty_tables(tmp_path: Path) -> None:
    long = BODY * 40_000
    table(tmp_path / "a.csv", ["text"], [long])
    assert len(good(results(tmp_path / "a.csv"))[0].raw) == len(long)
    table(tmp_path / "b.csv", ["text"])
    (tmp_path / "c.csv").write_text("\n\n", "utf-8")
    assert ["empty" in f.error for f in bad(results(tmp_path / "b.csv", tmp_path / "c.csv"))] == [True, True]


def test_the_reference_tables(reference: Path) -> None:
    folder = reference / "data" / "provinces-2026"
    found = results(folder, options=ReadOptions(text_column="full_text"))
    assert not bad(found)
    documents = good(found)
    assert len(documents) == 11
    for document in documents:
        name = document.origin.path.rsplit("_", 2)[1]
        meta = document.meta
        assert (meta.region, meta.level, meta.year) == (name, "province", 2026)
        assert (meta.region_code or "").endswith("0000")
        assert str(meta.date).startswith("2026-0")
        assert "政府工作报告" in str(meta.title)
        assert meta.speaker
        assert list(meta.extra) == ["source_url"]
    lines = reference / "data" / "national" / "reports-1954-1999.jsonl"
    nation = good(results(lines, options=ReadOptions(text_column="content")))
    years = [json.loads(line)["year"] for line in lines.read_text("utf-8").splitlines()]
    assert [d.meta.year for d in nation] == years
    assert {(d.meta.region, d.meta.region_code, d.meta.level) for d in nation} == {("全国", "100000", "nation")}
