"""Inputs to documents: folders, patterns, single files, standard input, ids, and everything that is no document."""

from __future__ import annotations

import io
import os
import pickle
import socket
import zipfile
from pathlib import Path

import pytest
from tests.reading import PLAIN, bad, good, results

from zhaoshang_nlp import read
from zhaoshang_nlp.errors import BadInput, UnknownName
from zhaoshang_nlp.read import ReadOptions, sources
from zhaoshang_nlp.types import Failed, Ok

TEXT = "全县上下要坚持项目为王，今年新签约亿元以上项目三十个。\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def tree(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name}：{TEXT}", "utf-8")
    return folder


def test_a_folder_gives_its_files_in_the_order_of_their_paths(tmp_path: Path) -> None:
    tree(tmp_path, "b.txt", "a/二.md", "a/一.txt", "a/c/d.text", "notes", "第2.1节 招商引资.txt", "x.y.txt")
    found = good(results(tmp_path))
    assert [d.id for d in found] == ["a/c/d", "a/一", "a/二", "b", "notes", "x.y", "第2.1节 招商引资"]
    assert all(d.raw == d.text for d in found)
    assert found[0].raw == f"a/c/d.text：{TEXT}"
    assert found[0].origin.path == f"{tmp_path}/a/c/d.text".replace(os.sep, "/")
    assert (found[0].origin.encoding, found[0].origin.lost, len(found[0].origin.digest)) == ("utf-8", 0, 64)


def test_the_origin_tells_how_a_text_was_had(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    (tmp_path / "b.txt").write_bytes(TEXT.replace("\n", "").encode("gbk")[:-1])
    (tmp_path / "c.txt").write_bytes(TEXT.encode()[:30] + b"\xff" + TEXT.encode()[30:])
    (tmp_path / "d.txt").write_bytes(TEXT.replace("\n", "\r\n").encode("utf-16"))
    first, second, third, fourth = good(results(tmp_path))
    assert (first.raw, first.origin.encoding) == (TEXT, "utf-8-sig")
    assert second.origin.encoding == "gb18030"
    assert "tail dropped" in second.origin.note
    assert (third.origin.lost, third.raw.count("\ufffd")) == (1, 1)
    assert "degraded" in third.origin.note
    assert fourth.raw.endswith("\r\n")
    assert good(results(tmp_path / "b.txt", options=ReadOptions(encoding="gb2312")))[0].raw == second.raw


def test_what_systems_leave_behind_is_no_document(tmp_path: Path) -> None:
    litter = (".DS_Store", ".git/config", "~$报告.docx", "Thumbs.db", "desktop.ini", "__MACOSX/a.txt")
    tree(tmp_path, "a.txt", *litter)
    assert [d.id for d in good(results(tmp_path))] == ["a"]
    assert not bad(results(tmp_path))


@pytest.mark.parametrize(
    ("pattern", "ids"),
    [
        ("*.txt", ["a", "b[1]"]),
        ("**/*.txt", ["2030/c", "2031/d/e", "a", "b[1]"]),
        ("20*", ["2030/c", "2031/d/e"]),
        ("20??/*.txt", ["2030/c"]),
        ("20[!0-2][01]/**", ["2030/c", "2031/d/e"]),
        ("2031/**/*.txt", ["d/e"]),
        ("b[1].txt", ["b[1]"]),
        ("[ab]*.txt", ["a", "b[1]"]),
    ],
)
def test_patterns(tmp_path: Path, pattern: str, ids: list[str]) -> None:
    tree(tmp_path, "a.txt", "b[1].txt", "2030/c.txt", "2031/d/e.txt", "notes.md")
    assert [d.id for d in good(results(tmp_path / pattern))] == ids


def test_what_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt")
    (tmp_path / "empty").mkdir()
    for name in ("nothing.txt", "no/such/folder", "*.docx", "no/*.txt", "empty", "a\0b"):
        with pytest.raises(BadInput, match=r"does not exist|fits no file|no file to read"):
            read.documents(
                [str(tmp_path / "a.txt"), str(tmp_path / name)] if name != "empty" else [str(tmp_path / name)], PLAIN
            )
    with pytest.raises(BadInput, match="no input"):
        read.documents([], PLAIN)
    with pytest.raises(BadInput, match="standard input"):
        read.documents(["-"], PLAIN)
    with pytest.raises(UnknownName, match="gb18030"):
        read.documents([str(tmp_path)], ReadOptions(encoding="gb18031"))


def test_two_documents_never_share_an_id(tmp_path: Path) -> None:
    one, two = tree(tmp_path / "one", "a.txt", "a.md", "b.txt"), tree(tmp_path / "two", "a.txt", "b.txt")
    found = good(results(one, two))
    assert [d.id for d in found] == ["a", "a.txt", "b", "two/a", "two/b"]
    assert found[3].origin.note == "another document has the id 'a'; same bytes as 'a.txt'"
    files = [one / "a.txt", two / "a.txt", one / "a.txt"]
    assert [d.id for d in good(results(*files))] == ["a", "two/a"]


def test_a_file_is_read_once_however_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "a.txt", "c/b.txt")
    monkeypatch.chdir(tmp_path)
    found = good(results(".", tmp_path, "a.txt", "c/../a.txt", "**/*.txt"))
    assert [d.id for d in found] == ["a", "c/b"]
    assert [d.origin.path for d in good(results("."))] == ["a.txt", "c/b.txt"]


def test_standard_input_is_bytes(tmp_path: Path) -> None:
    (found,) = good(results("-", stdin=TEXT.encode("gbk")))
    assert (found.id, found.raw, found.origin.path) == ("stdin", TEXT, "(standard input)")
    table = ReadOptions(text_column="正文")
    assert [d.id for d in good(results("-", options=table, stdin="正文,年份\n甲乙丙丁,2031\n".encode()))] == ["stdin-1"]
    assert [d.meta.year for d in good(results("-", options=table, stdin='{"正文":"甲乙","年份":2031}\n'.encode()))] == [
        2031
    ]
    rows = "年份\t正文\n2031\t甲，乙\n".encode()
    assert [d.raw for d in good(results("-", options=table, stdin=rows))] == ["甲，乙"]
    (failed,) = bad(results("-", stdin=b""))
    assert "empty" in failed.error
    with pytest.raises(BadInput, match="年份"):
        results("-", options=ReadOptions(text_column="全文"), stdin="正文,年份\n甲,2031\n".encode())


def test_reading_is_lazy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "a.txt", "b.txt", "c.txt")
    opened: list[str] = []
    original = sources.content

    def content(entry: sources.Entry, limit: int) -> bytes:
        opened.append(entry.name)
        return original(entry, limit)

    monkeypatch.setattr(sources, "content", content)
    stream = read.documents([str(tmp_path)], PLAIN)
    assert opened == []
    next(stream)
    assert opened == ["a.txt"]


def test_a_file_that_vanishes_is_a_failure(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "b.txt")
    stream = read.documents([str(tmp_path)], PLAIN)
    (tmp_path / "a.txt").unlink()
    gone, kept = stream
    assert isinstance(gone, Failed)
    assert "cannot be opened" in gone.error
    assert isinstance(kept, Ok)


def container(*members: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for member in members:
            archive.writestr(member, "<x/>")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b"\xef\xbb\xbf \n", "empty"),
        ("a.txt", bytes(range(256)) * 9, "not text"),
        ("a.txt", "これは日本語の経済文書です。".encode("shift_jis"), "not Chinese"),
        ("a.txt", b"?????????????", "text lost"),
        ("a.pdf", b"%PDF-1.7\n...", "damaged"),
        ("a.docx", container("word/document.xml"), "no text"),
        ("a.ofd", container("OFD.xml"), "not supported: OFD"),
        ("a.pptx", container("ppt/presentation.xml"), "not supported: PPTX"),
        ("a.epub", container("META-INF/container.xml"), "not supported: EPUB"),
        ("a.odt", container("content.xml"), "not supported: OpenDocument"),
        ("a.docx", b"PK\x03\x04 cut short", "damaged"),
        ("a.doc", OLE + b"\0" * 600, "old Office file without a document"),
        ("a.doc", OLE + b"\0" * 600 + "WordDocument\0".encode("utf-16-le"), "damaged"),
        ("a.docx", OLE + b"\0" * 600 + "EncryptedPackage\0".encode("utf-16-le"), "encrypted"),
        ("a.xls", OLE + b"\0" * 600 + "Workbook\0".encode("utf-16-le"), "not supported: XLS"),
        ("a.wps", b"\x01\xfe2\0\0\0" * 90, "not supported: old WPS"),
        ("a.caj", b"HN\0\0\xc8\0" * 90, "not supported: CAJ"),
        ("a.doc", b"{\\rtf1 }", "no text"),
        ("a.xml", b"<?xml version='1.0'?><?mso-application progid='Word.Document'?>", "Word 2003 XML"),
        ("a.html", b"<html lang=zh>", "no article"),
        ("a.htm", b"<!-- x --><HTML>", "no article"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "image"),
        ("a.rar", b"Rar!\x1a\x07", "compressed archive"),
        ("a.xlsx", TEXT.encode(), "not a workbook"),
        ("a.parquet", b"PAR1....", "damaged"),
        ("a.parquet", TEXT.encode(), "not a Parquet file"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(tmp_path: Path, name: str, data: bytes, error: str) -> None:
    (tmp_path / name).write_bytes(data)
    tree(tmp_path, "z.txt")
    failed, kept = results(tmp_path)
    assert isinstance(failed, Failed)
    assert (failed.doc_id, failed.step) == ("a", "read")
    assert failed.path.endswith(name)
    assert error in failed.error
    assert failed.advice
    assert isinstance(kept, Ok)


def test_a_piece_of_a_page_is_a_page_and_markdown_is_text(tmp_path: Path) -> None:
    piece = f"<div class=x>\n<p>{TEXT.strip()}</p>"
    for name in ("a.txt", "b.md"):
        (tmp_path / name).write_text(piece, "utf-8")
    assert [d.raw for d in good(results(tmp_path))] == [TEXT.strip(), piece]


def test_plain_text_under_a_foreign_suffix_is_text(tmp_path: Path) -> None:
    tree(tmp_path, "a.doc", "b.log", "c.html")
    assert [d.id for d in good(results(tmp_path))] == ["a", "b", "c"]


@pytest.mark.skipif(os.name == "nt", reason="pipes, sockets and links of POSIX")
def test_only_regular_files_are_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tree(tmp_path / "in", "a.txt", "deep/b.txt")
    outside = tree(tmp_path / "out", "secret.txt")
    os.mkfifo(folder / "pipe.txt")
    (folder / "link.txt").symlink_to(outside / "secret.txt")
    (folder / "loop").symlink_to(folder)
    (folder / "gone.txt").symlink_to(folder / "nothing")
    monkeypatch.chdir(folder)  # a socket's path must be short
    server = socket.socket(socket.AF_UNIX)
    server.bind("socket.txt")
    found = results(folder)
    server.close()
    assert [d.id for d in good(found)] == ["a", "deep/b"]
    reasons = {failed.doc_id: failed.error for failed in bad(found)}
    assert reasons == {
        "gone": "a link, which is not followed",
        "link": "a link, which is not followed",
        "loop": "a link, which is not followed",
        "pipe": "a named pipe, not a file",
        "socket": "a socket, not a file",
    }
    assert bad(results(folder / "pipe.txt"))
    assert bad(results("/dev/null"))
    assert [d.id for d in good(results(folder / "link.txt"))] == ["link"]  # a link that the user names is meant
    assert [d.id for d in good(results(folder / "loop"))] == ["a", "deep/b"]


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_what_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "a.txt", "b.txt", "shut/c.txt")
    real_open, real_scandir = os.open, os.scandir

    def no_open(path: Path, flags: int) -> int:
        if str(path).endswith("b.txt"):
            raise PermissionError(13, "Permission denied", str(path))
        return real_open(path, flags)

    def no_scandir(path: str) -> object:
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", str(path))
        return real_scandir(path)

    monkeypatch.setattr(os, "open", no_open)
    monkeypatch.setattr(os, "scandir", no_scandir)
    found = results(tmp_path)
    assert [d.id for d in good(found)] == ["a"]
    assert [(f.doc_id, f.error) for f in bad(found)] == [
        ("b", "cannot be opened: Permission denied"),
        ("shut", "folder cannot be listed: Permission denied"),
    ]


@pytest.mark.skipif(os.name == "nt", reason="names of POSIX are bytes")
def test_names_are_shown_safely_and_opened_as_they_are(tmp_path: Path) -> None:
    gbk = os.fsencode(tmp_path) + b"/" + "政府工作报告".encode("gbk") + b".txt"
    try:
        Path(os.fsdecode(gbk)).write_text(TEXT, "utf-8")
    except OSError:
        pytest.skip("this file system takes Unicode names only")
    (tmp_path / "a\x1b[31m\nb\u202e.txt").write_text(TEXT, "utf-8")
    found = good(results(tmp_path))
    assert [d.id for d in found] == ["a[31m b", "政府工作报告"]
    for document in found:
        document.id.encode("utf-8")
        document.origin.path.encode("utf-8")
    (failed,) = bad(results(tmp_path, options=ReadOptions(max_bytes=5)))[1:]
    assert failed.path.endswith("政府工作报告.txt")


def test_twins_are_kept_and_named(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, "utf-8")
    assert [d.origin.note for d in good(results(tmp_path))] == ["", "same bytes as 'a'"]


def test_the_size_cap(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 200)
    (tmp_path / "b.txt").write_bytes(TEXT.encode())
    found = results(tmp_path, options=ReadOptions(max_bytes=150))
    assert [d.id for d in good(found)] == ["b"]
    assert "too large" in bad(found)[0].error
    with (tmp_path / "c.txt").open("wb") as file:
        file.truncate(200 * 2**20)  # 200 MB that take no room
    assert "too large: more than 50 MB" in bad(results(tmp_path))[0].error


def test_the_same_input_gives_the_same_results(tmp_path: Path) -> None:
    tree(tmp_path, *(f"{i % 3}/{i}.txt" for i in range(20)))
    assert results(tmp_path) == results(tmp_path)


def test_options_travel_between_processes() -> None:
    options = ReadOptions(text_column="正文", metadata=Path("a/b.csv"))
    assert pickle.loads(pickle.dumps(options)) == options
