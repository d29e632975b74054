"""The process in which dangerous files are read: what kills it costs one row, and the rest goes on."""

from __future__ import annotations

import gc
import io
import json
import os
import sys
import time
import zipfile
import zlib
from pathlib import Path

import openpyxl
import pytest
from tests import files

from zhaoshang_nlp import read
from zhaoshang_nlp.read import ReadOptions, worker
from zhaoshang_nlp.read.guard import Guard
from zhaoshang_nlp.read.problem import Refused
from zhaoshang_nlp.types import Failed, Ok

TEXT = "全县上下要坚持项目为王，今年新签约亿元以上项目三十个。"
SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
posix = pytest.mark.skipif(os.name == "nt", reason="limits of memory are those of POSIX")


def docx(text: str = TEXT, times: int = 1) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file, file.open("word/document.xml", "w") as part:
        part.write(f"<w:document xmlns:w='{SPACE}'><w:body>".encode())
        for _ in range(times):
            part.write(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>".encode())
        part.write(b"</w:body></w:document>")
    return stream.getvalue()


def pdf_bomb() -> bytes:
    """Give a page of a hundred million characters."""
    packed = zlib.compressobj(9)
    content = packed.compress(b"BT /F1 9 Tf ")
    for _ in range(100):
        content += packed.compress((b"(" + b"A" * 90 + b") Tj ") * 10_000)
    content += packed.flush()
    return files.assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
            b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
            b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(content), content),
        ]
    )


def workbook(rows: int) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["正文", "年份"])
    for number in range(rows):
        sheet.append([TEXT, 2000 + number % 100])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_process_reads_all_and_ends_with_the_guard() -> None:
    with Guard(60, 2**31) as guard:
        assert guard._process is None
        assert guard.content("docx", docx()).text == TEXT
        process = guard._process
        assert process is not None
        assert guard.content("docx", docx("二")).text == "二"
        assert [cells for _, cells in guard.sheet("xlsx", workbook(2)).rows][1] == [TEXT, "2000"]
        assert len(list(guard.sheet("xlsx", workbook(2), 1).rows)) == 1
        assert guard._process is process
    assert process.returncode is not None


def test_a_small_page_needs_no_process_and_a_large_one_does() -> None:
    with Guard(60, 2**31) as guard:
        assert guard.content("html", f"<p>{TEXT}</p>".encode()).text == TEXT
        assert guard._process is None
        assert guard.content("html", (f"<p>{TEXT}</p>" * 15_000).encode()).text.startswith(TEXT)
        assert guard._process is not None


def test_a_forgotten_guard_leaves_no_process() -> None:
    guard = Guard(60, 2**31)
    guard.content("docx", docx())
    process = guard._process
    assert process is not None
    del guard
    gc.collect()
    assert process.poll() is not None


@posix
def test_a_reader_that_dies_of_memory_is_replaced() -> None:
    with Guard(60, 300 * 2**20) as guard:
        with pytest.raises(Refused, match="over limit") as refused:
            guard.content("pdf", pdf_bomb())
        assert refused.value.advice
        assert guard.content("docx", docx()).text == TEXT


@posix
def test_memory_that_python_misses_is_a_refusal() -> None:
    with Guard(60, 200 * 2**20) as guard, pytest.raises(Refused, match="over limit"):
        guard.content("html", ("<table><tr><td>" * 400_000 + TEXT).encode())


def test_a_reader_that_takes_too_long_is_stopped() -> None:
    data = docx("<w:br/>".join("甲乙"), times=400_000)
    with Guard(0.4, 2**31) as guard:
        begun = time.perf_counter()
        with pytest.raises(Refused, match=r"more than 0\.4 seconds"):
            guard.content("docx", data)
        assert time.perf_counter() - begun < 5


def test_a_killed_process_is_replaced() -> None:
    with Guard(60, 2**31) as guard:
        guard.content("docx", docx())
        process = guard._process
        assert process is not None
        process.kill()
        process.wait()
        with pytest.raises(Refused, match="died"):
            guard.content("docx", docx())
        assert guard.content("docx", docx()).text == TEXT


def test_a_refusal_comes_through_and_any_other_error_too() -> None:
    with Guard(60, 2**31) as guard:
        with pytest.raises(Refused, match="no document in it"):
            guard.content("docx", b"PK\x05\x06" + b"\0" * 18)
        with pytest.raises(Refused, match="damaged"):
            guard.sheet("xlsx", b"PK\x05\x06" + b"\0" * 18)
    told = worker.answer({"kind": "nonsense", "encoding": None}, b"")
    assert told["refused"][0].startswith("damaged: KeyError")


def test_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with Guard(60, 2**31) as guard, pytest.raises(Refused, match="cannot start"):
        guard.content("docx", docx())


def test_messages_end_where_the_stream_ends() -> None:
    stream = io.BytesIO()
    worker.sent(stream, b"abc")
    whole = stream.getvalue()
    assert worker.received(io.BytesIO(whole)) == b"abc"
    assert worker.received(io.BytesIO(whole[:-1])) is None
    assert worker.received(io.BytesIO(whole[:3])) is None
    assert worker.received(io.BytesIO(whole), limit=2) is None
    assert json.loads(json.dumps(worker.answer({"kind": "docx", "encoding": None}, docx())))["text"] == TEXT


@posix
def test_a_folder_of_all_kinds_is_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(docx())
    (tmp_path / "b.pdf").write_bytes(pdf_bomb())
    (tmp_path / "c.pdf").write_bytes(files.pdf([[(72, 700, TEXT)]]))
    (tmp_path / "d.doc").write_bytes(files.doc([(TEXT + "\r", True)]))
    (tmp_path / "e.doc").write_text(f"<html><body><p>{TEXT}</p></body></html>", "gbk")
    (tmp_path / "f.txt").write_bytes(files.pdf([[(72, 700, TEXT)]]))
    (tmp_path / "g.xlsx").write_bytes(workbook(2))
    (tmp_path / "h.doc").write_bytes(b"{\\rtf1\\ansicpg936 " + "".join(f"\\u{ord(c)}?" for c in TEXT).encode() + b"}")
    (tmp_path / "i.html").write_text(f"<title>x</title><meta name=PubDate content=2031-03-05><p>{TEXT}</p>", "utf-8")
    os.mkfifo(tmp_path / "j.pdf")
    (tmp_path / "k.docx").write_bytes(docx()[:-20])
    options = ReadOptions(max_memory=400 * 2**20)
    found = list(read.documents([str(tmp_path)], options))
    good = {one.value.id: one.value for one in found if isinstance(one, Ok)}
    assert list(good) == ["a", "c", "d", "e", "f", "g-1", "g-2", "h", "i"]
    assert {document.raw for document in good.values()} == {TEXT}
    assert good["e"].origin.note.startswith("content is HTML under the suffix .doc; low:")
    assert good["f"].origin.note.startswith("content is PDF under the suffix .txt")
    assert good["e"].origin.encoding == "gb18030"
    assert (good["i"].meta.date, good["i"].meta.year, good["i"].meta.found_in["date"]) == ("2031-03-05", 2031, "page")
    assert {one.doc_id: one.error.split(":")[0] for one in found if isinstance(one, Failed)} == {
        "b": "over limit",
        "j": "a named pipe, not a file",
        "k": "damaged",
    }
    assert list(read.documents([str(tmp_path)], options)) == found


def test_parquet_is_read_without_guessing(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    table = pa.table({"正文": [TEXT, None], "年份": [2031, 2032], "编码": ["007", "NA"], "tags": [["x"], []]})
    pq.write_table(table, tmp_path / "t.parquet")
    first, second = read.documents([str(tmp_path)], ReadOptions())
    assert isinstance(first, Ok)
    assert (first.value.raw, first.value.meta.year) == (TEXT, 2031)
    assert first.value.meta.extra == {"编码": "007", "tags": '["x"]'}
    assert isinstance(second, Failed)
    assert "empty cell" in second.error
