"""One folder with every kind of file that a search of the web leaves behind: each has its row, and nothing is lost."""

from __future__ import annotations

import csv
import gzip
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from tests import files

from zhaoshang_nlp import read
from zhaoshang_nlp.cli.app import run
from zhaoshang_nlp.read import ReadOptions
from zhaoshang_nlp.types import Failed, Ok

TEXT = "全县上下要坚持项目为王，今年新签约亿元以上项目三十个，确保工业投资增长8%以上。"
TRADITIONAL = "全縣上下要堅持項目為王，今年新簽約億元以上項目三十個，確保工業投資增長8%以上。"
RARE = "云岭镇䶮家村的𠅤先生说：" + TEXT
LINES = f"{TEXT}\n会议强调，要持续优化营商环境。\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LONE = TEXT.encode("utf-16-le")


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def locked(data: bytes) -> bytes:
    """Say of every member that it is encrypted."""
    changed = bytearray(data)
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(sign)
        while at >= 0:
            changed[at + place] |= 1
            at = changed.find(sign, at + 4)
    return bytes(changed)


def docx(text: str = TEXT) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f"<w:document xmlns:w='{space}'><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    return zipped({"word/document.xml": body.encode()})


def xlsx() -> bytes:
    book = openpyxl.Workbook()
    assert book.active
    book.active.append(["正文", "年份"])
    book.active.append([TEXT, 2031])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def stream(name: str) -> bytes:
    return OLE + b"\0" * 600 + f"{name}\0".encode("utf-16-le")


PAGE = f"<html><head><title>开工</title></head><body><p>{TEXT}</p></body></html>"
PDF = files.pdf([[(72, 700, TEXT[:30])]])
READ: dict[str, bytes] = {
    # encodings
    "enc/utf8.txt": LINES.encode(),
    "enc/utf8-bom.txt": b"\xef\xbb\xbf" + LINES.encode(),
    "enc/utf8-two-boms.txt": b"\xef\xbb\xbf\xef\xbb\xbf" + LINES.encode(),
    "enc/utf16.txt": LINES.encode("utf-16"),
    "enc/utf16-be-bom.txt": b"\xfe\xff" + LINES.encode("utf-16-be"),
    "enc/utf16-no-bom.txt": LINES.encode("utf-16-le"),
    "enc/utf32.txt": LINES.encode("utf-32"),
    "enc/gbk.txt": LINES.encode("gbk"),
    "enc/gb18030.txt": RARE.encode("gb18030"),
    "enc/big5.txt": TRADITIONAL.encode("big5"),
    "enc/hz.txt": LINES.encode("hz"),
    "enc/mixed-lines.txt": (LINES * 2).encode() + (LINES * 2).encode("gbk"),
    "enc/cut-tail.txt": TEXT.encode()[:-1],
    "enc/cut-head-gbk.txt": LINES.encode("gbk")[1:],
    "enc/nul.txt": LINES.encode().replace("，".encode(), "，".encode() + b"\0"),
    "enc/one-bad-byte.txt": LINES.encode()[:60] + b"\xff" + LINES.encode()[60:],
    "enc/crlf.txt": LINES.replace("\n", "\r\n").encode("gbk"),
    "enc/old-mac.txt": LINES.replace("\n", "\r").encode(),
    # formats, and lies about them
    "fmt/a.md": f"# 标题\n\n{TEXT}".encode(),
    "fmt/b.html": PAGE.encode(),
    "fmt/c.htm": PAGE.encode("gbk"),
    "fmt/d.docx": docx(),
    "fmt/e.doc": files.doc([(TEXT + "\r", True)]),
    "fmt/f.pdf": PDF,
    "fmt/g.rtf": b"{\\rtf1\\ansicpg936 " + "".join(f"\\u{ord(c)}?" for c in TEXT).encode() + b"}",
    "fmt/h.csv": f"正文,年份\n{TEXT},2031\n".encode(),
    "fmt/i.xlsx": xlsx(),
    "fmt/j.jsonl": f'{{"正文": "{TEXT}"}}\n'.encode(),
    "fmt/k.tsv": f"正文\t年份\n{TEXT}\t2031\n".encode("gbk"),
    "fmt/l.zip": zipped({"里/报告.txt": LINES.encode()}),
    "fmt/m.wps": files.doc([(TEXT + "\r", True)]),
    "lie/docx.doc": docx(),
    "lie/html.doc": PAGE.encode("gbk"),
    "lie/text.doc": LINES.encode(),
    "lie/pdf.txt": PDF,
    "lie/html.txt": PAGE.encode(),
    "lie/text.pdf": LINES.encode(),
    "lie/text.html": LINES.encode(),
    "lie/docx.zip": docx(),
    "lie/none": LINES.encode("gbk"),
    "lie/upper.TXT": LINES.encode(),
}
FAILED: dict[str, tuple[bytes, str]] = {
    "bad/empty.txt": (b"", "empty: the file has no bytes"),
    "bad/bom.txt": (b"\xef\xbb\xbf \n\n", "empty: the file holds no text"),
    "bad/blank.txt": ("\u3000\u200b\n".encode(), "empty: the file holds no text"),
    "bad/binary.txt": (bytes(range(256)) * 9, "not text: a binary file"),
    "bad/japanese.txt": ("これは日本語の経済文書です。企業の投資を促進する。".encode("shift_jis"), "not Chinese"),
    "bad/korean.txt": ("이것은 한국어 경제 문서입니다. 투자를 유치합니다.".encode("euc-kr"), "not Chinese"),
    "bad/lost.txt": (b"????????????????", "text lost"),
    "bad/list.html": (b"<html><body><a href=x>" + "首页".encode() + b"</a></body></html>", "no article"),
    "bad/frames.html": (b"<html><frameset cols='20%,*'><frame src=a.htm><frame src=b.htm></frameset></html>", "frames"),
    "bad/script.html": (b"<html><head><script src=app.js></script></head><body><div id=app></div></body>", "script"),
    "bad/cut.pdf": (PDF[: len(PDF) // 2][:200], "damaged"),
    "bad/locked.pdf": (files.pdf([[(72, 700, TEXT)]], extra=b"/Encrypt<</Filter/Standard/V 9/R 9>>"), ""),
    "bad/scan.pdf": (files.pdf([[]]), "no text layer"),
    "bad/cut.docx": (docx()[:-30], "damaged"),
    "bad/empty.docx": (docx(""), "no text"),
    "bad/locked.docx": (stream("EncryptedPackage"), "encrypted"),
    "bad/locked.xlsx": (stream("EncryptedPackage"), "encrypted"),
    "bad/locked.doc": (files.doc([(TEXT, True)], flags=0x0100), "encrypted"),
    "bad/locked.zip/a.txt": (locked(zipped({"a.txt": LINES.encode()})), "encrypted"),
    "bad/nested.zip/inner.zip": (zipped({"inner.zip": zipped({"a.txt": LINES.encode()})}), "archive in an archive"),
    "bad/empty.zip": (zipped({}), "empty: the archive holds no file"),
    "bad/zero.zip": (b"", "empty: the file has no bytes"),
    "bad/cut.zip": (zipped({"a.txt": LINES.encode()})[:-40], "damaged"),
    "bad/table.xls": (stream("Workbook"), "not supported: XLS"),
    "bad/table.et": (stream("Workbook"), "not supported: XLS"),
    "bad/slides.dps": (stream("PowerPoint Document"), "not supported: PPT"),
    "bad/old.wps": (b"\x01\xfe2\0\0\0" * 90, "not supported: old WPS"),
    "bad/paper.ofd": (zipped({"OFD.xml": b"<x/>"}), "not supported: OFD"),
    "bad/photo.jpg": (b"\xff\xd8\xff\xe0" + b"\0" * 50, "image"),
    "bad/text.gz": (gzip.compress(LINES.encode()), "compressed archive"),
    "bad/no-text-column.csv": ("标题,年份\n甲,2031\n".encode(), "which column holds the text"),
    "bad/header-only.csv": ("正文,年份\n".encode(), "no rows"),
    "bad/broken.json": (b'[{"text": ', "not JSON"),
}
ROWS: dict[str, list[str]] = {  # tables: the files of good rows, and what is wrong with the others
    "tab/ragged.csv": ["1", "2: has 1 cells", "3"],
    "tab/nul.csv": ["1"],
    "tab/quote.csv": ["1", "2: a quotation mark"],
    "tab/lines.jsonl": ["1", "2: not JSON", "3: no object"],
}
TABLES = {
    "tab/ragged.csv": f"正文,年份\n{TEXT},2031\n{TEXT}\n{TEXT},2032\n".encode(),
    "tab/nul.csv": f"正文,年份\n{TEXT}\0,20\x0031\n".encode(),
    "tab/quote.csv": f'正文,年份\n{TEXT},2031\n"{TEXT},2032\n{TEXT},2033\n'.encode(),
    "tab/lines.jsonl": f'{{"text":"{TEXT}"}}\n{{"text":\n[1]\n'.encode(),
}
LITTER = ("~$报告.docx", ".DS_Store", "Thumbs.db", "__MACOSX/x.txt", "t.csv.signature.json")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of it, with links and a pipe."""
    place = tmp_path_factory.mktemp("mixed") / "in"
    bad = {name.split("/a.txt")[0].split("/inner.zip")[0]: data for name, (data, _) in FAILED.items()}
    for name, data in (READ | bad | TABLES | dict.fromkeys(LITTER, b"x")).items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
    if os.name != "nt":
        os.mkfifo(place / "bad" / "pipe.txt")
        (place / "bad" / "link.txt").symlink_to(place / "enc" / "utf8.txt")
        (place / "bad" / "loop").symlink_to(place)
        (place / "bad" / "gone.txt").symlink_to(place / "nothing")
    return place


@pytest.fixture(scope="module")
def found(folder: Path) -> dict[str, list[read.Located]]:
    """What each file gave."""
    results: dict[str, list[read.Located]] = {}
    for one in read.located([str(folder)], ReadOptions()):
        results.setdefault(one.file, []).append(one)
    return results


def texts(results: list[read.Located]) -> list[str]:
    return [one.result.value.raw for one in results if isinstance(one.result, Ok)]


@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_is_read_whole(found: dict[str, list[read.Located]], name: str) -> None:
    inner = {"fmt/h.csv": "/1", "fmt/i.xlsx": "/1", "fmt/j.jsonl": "/1", "fmt/k.tsv": "/1", "fmt/l.zip": "/里/报告.txt"}
    (text,) = texts(found[name + inner.get(name, "")])
    wanted = TRADITIONAL if "big5" in name else RARE if "18030" in name else TEXT[:30] if READ[name] == PDF else TEXT
    if "cut" in name:
        wanted = wanted[1:-1]
    kept = text.replace("\0", "")
    assert wanted in kept or (name == "enc/one-bad-byte.txt" and text.count("\ufffd") == 1)


@pytest.mark.parametrize("name", FAILED)
def test_what_cannot_be_read_says_why(found: dict[str, list[read.Located]], name: str) -> None:
    (one,) = found[name]
    assert isinstance(one.result, Failed)
    assert FAILED[name][1] in one.result.error
    assert one.result.advice
    assert one.result.path.endswith(name)


@pytest.mark.parametrize("name", ROWS)
def test_rows_of_damaged_tables(found: dict[str, list[read.Located]], name: str) -> None:
    for row in ROWS[name]:
        number, _, error = row.partition(": ")
        (one,) = found[f"{name}/{number}"]
        if error:
            assert isinstance(one.result, Failed)
            assert error in one.result.error
        else:
            assert texts([one]) == [TEXT]


def test_every_file_has_its_row_and_litter_has_none(found: dict[str, list[read.Located]], folder: Path) -> None:
    paths = {
        one.result.value.origin.path if isinstance(one.result, Ok) else one.result.path
        for rows in found.values()
        for one in rows
    }
    there = {str(path).replace(os.sep, "/") for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()}
    litter = {f"{folder}/{name}".replace(os.sep, "/") for name in LITTER}
    assert {path.split(".zip/")[0] + ".zip" if ".zip/" in path else path for path in paths} == there - litter


COMMANDS: dict[str, Callable[[Path, Path], list[str]]] = {
    "analyze": lambda folder, out: ["analyze", str(folder), "-o", str(out)],
    "corpus": lambda folder, out: ["corpus", str(folder), "-o", str(out / "corpus.csv")],
    "normalize": lambda folder, out: ["normalize", str(folder), "-o", str(out)],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_go_through_it_to_the_end(
    command: str, folder: Path, found: dict[str, list[read.Located]], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run([*COMMANDS[command](folder, tmp_path), "--no-cache"]) == 1
    told = capfd.readouterr()
    assert "Traceback" not in told.err
    results = [one.result for rows in found.values() for one in rows]
    good, bad = (sum(isinstance(one, kind) for one in results) for kind in (Ok, Failed))
    assert f"{good} documents done, {bad} failed" in told.err
    if command == "normalize":
        assert len(list(tmp_path.rglob("*.txt"))) == good
        return
    table = {"analyze": "errors.csv", "corpus": "corpus.csv"}[command]
    with (tmp_path / table).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sum(1 for row in rows if row["error"]) == bad
    assert len(rows) == (bad if command == "analyze" else good + bad)
