"""Files made or grown to do harm: each costs a row of the errors, in bounded time and memory, and the rest goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from tests import files
from tests.reading import PLAIN, Results, good, results

from zhaoshang_nlp import read
from zhaoshang_nlp.cli.app import run
from zhaoshang_nlp.read import ReadOptions, container, page, sources, workbook
from zhaoshang_nlp.read.problem import Refused
from zhaoshang_nlp.types import Failed, Ok

TEXT = "全县上下要坚持项目为王，今年新签约亿元以上项目三十个。"
posix = pytest.mark.skipif(os.name == "nt", reason="files of POSIX")


def errors(found: Results) -> list[str]:
    return [one.error for one in found if isinstance(one, Failed)]


# --- sizes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_a_text_of_one_line(tmp_path: Path, codec: str) -> None:
    """Two megabytes in one line are read in the time of two megabytes; two hundred are refused without being read."""
    text = TEXT * (2 * 2**20 // len(TEXT.encode(codec)))
    (tmp_path / "a.txt").write_bytes(text.encode(codec))
    begun = time.perf_counter()
    assert good(results(tmp_path))[0].raw == text
    assert time.perf_counter() - begun < 5
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(2**31)  # sparse: it takes no room
    begun = time.perf_counter()
    assert errors(results(tmp_path)) == ["too large: more than 50 MB"]
    assert time.perf_counter() - begun < 2


def test_an_object_of_many_megabytes(tmp_path: Path) -> None:
    text = TEXT * 60_000  # some 5 MB in one line
    (tmp_path / "a.jsonl").write_text(f'{{"text":"{text}"}}\n{{"text":"{TEXT}"}}\n', "utf-8")
    assert [len(document.raw) for document in good(results(tmp_path))] == [len(text), len(TEXT)]
    (tmp_path / "b.json").write_text("[" * 100_000, "utf-8")
    assert "not JSON" in errors(results(tmp_path / "b.json"))[0]


def sheet(path: Path, *sheets: str) -> Path:
    """Write a workbook of these sheets' rows."""
    spaces = "http://schemas.openxmlformats.org/"
    main, office = f"{spaces}spreadsheetml/2006/main", f"{spaces}officeDocument/2006/relationships"
    package, kind = f"{spaces}package/2006", "application/vnd.openxmlformats-officedocument.spreadsheetml"
    numbers = range(1, len(sheets) + 1)
    parts = "".join(f'<Override PartName="/xl/s{n}.xml" ContentType="{kind}.worksheet+xml"/>' for n in numbers)
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    links = "".join(
        f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/s{n}.xml"/>' for n in numbers
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f"{parts.replace('/xl/s', '/xl/worksheets/s')}</Types>",
        )
        root = f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{package}/relationships">{root}</Relationships>')
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>'
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}/relationships">{links}</Relationships>'
        )
        for number, rows in zip(numbers, sheets, strict=True):
            content = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
            archive.writestr(f"xl/worksheets/s{number}.xml", content)
    return path


def rows(number: int, text: str = TEXT) -> str:
    cell = f'<c t="inlineStr"><is><t>{text}</t></is></c>'
    return f'<row><c t="inlineStr"><is><t>正文</t></is></c></row>{f"<row>{cell}</row>" * number}'


def test_a_workbook_of_a_million_rows_is_refused_at_once(tmp_path: Path) -> None:
    """Rows are counted in the packed bytes; reading them would take minutes."""
    data = sheet(tmp_path / "a.xlsx", rows(1_100_000, "甲")).read_bytes()
    begun = time.perf_counter()
    with pytest.raises(Refused, match="more than 200,000 rows") as refused:
        workbook.first_sheet(data)
    assert ".csv" in refused.value.advice
    assert time.perf_counter() - begun < 5


def test_rows_that_hold_nothing_do_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROW_LIMIT", 5)
    empty = '<row><c s="1"/></row><row/>' * 50
    assert len(list(workbook.first_sheet(sheet(tmp_path / "a.xlsx", rows(3) + empty).read_bytes()).rows)) == 4
    for name, sheets in (("b", (rows(3), rows(9))), ("c", (empty, rows(3)))):
        assert len(list(workbook.first_sheet(sheet(tmp_path / f"{name}.xlsx", *sheets).read_bytes()).rows)) == 4
    with pytest.raises(Refused, match="more than 5 rows"):
        list(workbook.first_sheet(sheet(tmp_path / "d.xlsx", rows(9), rows(3)).read_bytes()).rows)


def test_a_document_whose_part_unpacks_to_a_gigabyte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here with a limit of a megabyte and a part of sixteen: it is left where the limit is reached."""
    monkeypatch.setattr(container, "UNPACKED_LIMIT", 2**20)
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<w:document xmlns:w='w'>" + "<w:p/>" * 2_700_000)
    from zhaoshang_nlp.read import docx

    begun = time.perf_counter()
    with pytest.raises(Refused, match="over limit: it unpacks to more than 1 MB"):
        docx.read((tmp_path / "a.docx").read_bytes())
    assert time.perf_counter() - begun < 3


@pytest.mark.parametrize("tags", ["<div>", "<b><font><span>", "<table><tr><td>", "<ul><li>"])
def test_a_page_of_a_hundred_thousand_nested_tags(tags: str) -> None:
    begun = time.perf_counter()
    assert page.main_text(tags * (100_000 // tags.count("<")) + TEXT).text == TEXT
    assert time.perf_counter() - begun < 8


# --- files that change or hide ---------------------------------------------------------------------------------------


def test_a_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was there at the time counts; what comes beyond the limit is a refusal, however small the file began."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, "utf-8")
    stream = read.documents([str(tmp_path)], ReadOptions(max_bytes=1000))
    with (tmp_path / "a.txt").open("a", encoding="utf-8") as file:
        file.write(TEXT)
    with (tmp_path / "b.txt").open("a", encoding="utf-8") as file:
        file.write(TEXT * 100)
    first, second = stream
    assert isinstance(first, Ok)
    assert first.value.raw == TEXT * 2
    assert isinstance(second, Failed)
    assert second.error.startswith("too large")


@posix
def test_a_file_that_turns_into_a_pipe_or_a_link(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt", "d.txt"):
        (tmp_path / name).write_text(TEXT, "utf-8")
    stream = read.documents([str(tmp_path)], PLAIN)
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).unlink()
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").symlink_to("/etc/passwd")
    (tmp_path / "c.txt").mkdir()
    found = list(stream)
    assert [document.id for document in good(found)] == ["d"]
    assert len(errors(found)) == 3
    assert errors(found)[0] == "not a regular file"


@posix
def test_a_user_without_permission(tmp_path: Path) -> None:
    """As another user than root, who may read everything: a file and a folder that may not be read are two rows."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    (tmp_path / "in" / "shut").mkdir(parents=True)
    for name in ("a.txt", "b.txt", "shut/c.txt"):
        (tmp_path / "in" / name).write_text(TEXT, "utf-8")
    (tmp_path / "in" / "b.txt").chmod(0)
    (tmp_path / "in" / "shut").chmod(0)
    code = (
        "import os, sys\n"
        "from zhaoshang_nlp import read\n"
        "os.chdir('in')\n"
        "list(read.documents(['a.txt'], read.ReadOptions()))\n"  # what Python itself must load, it loads as root
        "os.setuid(65534)\n"
        "for one in read.documents(['.'], read.ReadOptions()): print(getattr(one, 'error', 'ok'))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    (tmp_path / "in" / "shut").chmod(0o700)
    assert done.stdout.split("\n")[:-1] == [
        "ok",
        "cannot be opened: Permission denied",
        "folder cannot be listed: Permission denied",
    ], done.stderr


@posix
def test_hard_links_are_told_and_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    os.link(tmp_path / "a.txt", tmp_path / "b.txt")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "up").symlink_to("..")
    found = results(tmp_path)
    assert [document.origin.note for document in good(found)] == ["", "same bytes as 'a'"]
    assert errors(found) == ["a link, which is not followed"]


@posix
def test_names_and_texts_that_would_drive_a_terminal(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "\x1b[2J红[red].txt").write_text(f"\x1b]0;x\x07[/x]标题[bold]很长\n\u202e{TEXT}\n", "utf-8")
    (tmp_path / "\x1b[1mb.txt").write_bytes(b"")
    for form in ("table", "csv"):
        assert run(["corpus", str(tmp_path), "--no-cache", "--format", form]) == 1
        told = capfd.readouterr()
        assert "[/x]" in told.out
        assert not any(sign in told.out + told.err for sign in "\x1b\x07\u202e")


# --- tables of metadata ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "error"),
    [
        ("../a.txt", "lies outside the folder"),
        ("/etc/passwd", "lies outside the folder"),
        ("C:\\a.txt", "lies outside the folder"),
        ("x/../../a.txt", "lies outside the folder"),
        ("..", "lies outside the folder"),
        ("", "is no path"),
        (".", "is no path"),
        ("a.txt/x", ""),
        ("no.txt", "does not exist"),
    ],
)
def test_paths_of_metadata(tmp_path: Path, cell: str, error: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "in" / "metadata.csv").write_text(f'file,year\n"{cell}",2031\n', "utf-8")
    found = results(tmp_path / "in")
    assert [document.meta.year for document in good(found)] == [None]
    if error:
        assert error in errors(found)[0]


def test_a_path_with_a_nul_is_read_without_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "metadata.csv").write_bytes(b"file,year\na\0.txt,2031\n")
    assert [document.meta.year for document in good(results(tmp_path))] == [2031]


# --- damaged tables --------------------------------------------------------------------------------------------------


def test_a_quotation_mark_that_swallows_rows_is_told(tmp_path: Path) -> None:
    lines = [f"{TEXT},2031,甲"] * 9
    lines[2] = f'"{TEXT},2031,甲'
    lines[7] = f'{TEXT}",2031,甲'
    (tmp_path / "a.csv").write_text("正文,年份,来源\n" + "\n".join(lines) + "\n", "utf-8")
    found = results(tmp_path)
    assert len(good(found)) == 3
    assert errors(found) == ["a quotation mark opened in line 4 closes far too late; lines 4 to 9 are not read"]
    # A text of many lines with commas is none of that.
    text = "\n".join(["一是招商,二是引资,三是落地。", "没有逗号的一行。", "只有一个,逗号。"] * 9)
    (tmp_path / "a.csv").write_text(f'正文,年份,来源\n"{text}",2031,甲\n', "utf-8")
    assert good(results(tmp_path))[0].raw == text


def test_a_bad_byte_of_a_table_costs_its_cell(tmp_path: Path) -> None:
    data = f"正文,年份\n{TEXT},2031\n{TEXT},2032\n".encode()
    (tmp_path / "a.csv").write_bytes(data.replace("项目".encode(), "项".encode() + b"\xff" + "目".encode(), 1))
    first, second = good(results(tmp_path))
    assert (first.origin.lost, second.origin.lost) == (1, 0)
    assert second.raw == TEXT


def test_the_archive_of_archives(tmp_path: Path) -> None:
    """Each archive inside costs a row, also one that calls itself otherwise; the files beside them are read."""
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x.txt", TEXT)
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as archive:
        for name in ("a.zip", "b.txt", "c/d.docx"):
            archive.writestr(name, inner.read_bytes())
        archive.writestr("e.txt", TEXT)
    found = results(tmp_path / "outer.zip")
    assert [document.id for document in good(found)] == ["outer/e"]
    assert errors(found) == ["an archive in an archive, which is not opened"] * 3


@pytest.mark.parametrize(("limit", "told"), [(1, "1 bytes"), (500, "500 bytes"), (2**20, "1 MB")])
def test_the_limit_holds_for_every_format(tmp_path: Path, limit: int, told: str) -> None:
    (tmp_path / "a.pdf").write_bytes(files.pdf([[(72, 700, TEXT)]]) + b" " * 2**20)
    (tmp_path / "b.txt").write_text(TEXT * 13_000, "utf-8")
    found = results(tmp_path, options=ReadOptions(max_bytes=limit))
    assert errors(found) == [f"too large: more than {told}"] * 2


def test_what_a_folder_holds_is_told_even_if_nothing_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    assert [one.is_sidecar for one in sources.listing([str(tmp_path)])] == [False]
    assert len(errors(results(tmp_path))) == 1
