"""Old Word documents and RTF: pieces in two encodings, what counts as text, damaged and encrypted files."""

from __future__ import annotations

from contextlib import suppress

import pytest
from tests import files

from zhaoshang_nlp.read import doc, rtf
from zhaoshang_nlp.read.problem import Refused

DELETED, HIDDEN, BOLD = 0x0800, 0x083C, 0x0835


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([("招商引资\r项目为王\r", True)], "招商引资\n项目为王"),
        ([("GDP 5.5%, ", False), ("增长左右\r", True), ("caf\xe9\r", False)], "GDP 5.5%, 增长左右\ncaf\xe9"),
        ([("甲\x0b乙\x0c丙\x1e丁\x1f戊\xa0己\r", True)], "甲\n乙\n丙-丁戊 己"),
        ([("指标\x07数值\x07\x07进出口\x07\x07", True), ("完\r", True)], "指标\t数值\n进出口\n完"),
        ([("见\x13 HYPERLINK x \x14网站\x15和\x13 PAGE \x15页\x01\x08\r", True)], "见网站和页"),
        ([("外\x13 IF \x13 X \x14内码\x15 \x14结果\x15尾\r", True)], "外结果尾"),
    ],
)
def test_pieces_and_signs(pieces: list[files.Piece], expected: str) -> None:
    assert doc.read(files.doc(pieces)).text == expected


def test_the_pieces_of_a_fast_save_lie_in_any_order() -> None:
    pieces = [("招商", True), ("GDP 5%", False), ("引资\r", True), ("删", True), ("完\r", True)]
    for stored in ([4, 3, 2, 1, 0], [2, 0, 4, 1, 3]):
        assert doc.read(files.doc(pieces, marked={3: DELETED}, stored=stored)).text == "招商GDP 5%引资\n完"


def test_deleted_and_hidden_text_is_dropped() -> None:
    pieces = [("甲", True), ("删", True), ("乙", True), ("藏", True), ("丙\r", True)]
    data = files.doc(pieces, marked={0: BOLD, 1: DELETED, 3: HIDDEN})
    assert doc.read(data).text == "甲乙丙"


def test_notes_are_kept_and_running_heads_dropped() -> None:
    parts = ["正文\r", "\x02脚注\r", "页眉\r", "", "批注\r", "尾注\r", "框内\r"]
    data = files.doc([("".join(parts), True)], counts=[len(part) for part in parts])
    assert doc.read(data).text == "正文\n脚注\n尾注\n框内"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (files.doc([("甲\r", True)], flags=0x0100), "encrypted"),
        (files.doc([("\r\r", True)]), "no text"),
        (files.ole({"WordDocument": b"\xdc\xa5" + b"\0" * 3000, "1Table": b""}), "older than Word 97"),
        (files.ole({"WordDocument": files.doc([("甲", True)])[:2000]}), "older|damaged"),
        (files.ole({"Other": b"x"}), "damaged"),
        (files.doc([("甲\r", True)])[:1600], "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"9" * 5000, "damaged"),
    ],
    ids=["encrypted", "empty", "Word 95", "short", "other", "cut", "garbage"],
)
def test_what_cannot_be_read_says_so(data: bytes, error: str) -> None:
    with pytest.raises(Refused, match=error):
        doc.read(data)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (rb"{\rtf1\ansi\ansicpg936\deff0 \'d5\'d0\'c9\'cc\'d2\'fd\'d7\'ca\par \'cf\'ee\'c4\'bf}", "招商引资\n项目"),
        (rb"{\rtf1\ansi\uc1\u25307 ?\u21830 ?\tab 5%\line x}", "招商\t5%\nx"),
        (rb"{\rtf1\ansicpg936\uc2\u25307\'d5\'d0\u21830\'c9\'cc.}", "招商."),
        (
            rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset134 SimSun;}{\f1\fcharset0 Arial;}}\f0 \'d5\'d0\f1  a}",
            "招 a",
        ),
        (rb"{\rtf1{\info{\title x}}{\*\generator y}{\stylesheet z}{\header h}A{\v b}{\deleted c}\~D\{\}\\}", "A D{}\\"),
        (rb"{\rtf1 A{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt B\par}}{\shprslt B}}{\footnote C}}", "AB\nC"),
        (rb"{\rtf1 \u55362 ?\u57271 ?}", "\U00020bb7"),
        (rb"{\rtf1 {\field{\*\fldinst PAGE}{\fldrslt 7}}\cell 8\row 9", "7\t8\n9"),
        (rb"{\rtf1\ansicpg936 \'d5" + b"\n" + rb"\'d0}}}}", "招"),
    ],
)
def test_rich_text(data: bytes, expected: str) -> None:
    assert rtf.read(data).text == expected


def test_hostile_rich_text_is_refused_and_damage_is_survived() -> None:
    with pytest.raises(Refused, match="nested"):
        rtf.read(b"{\\rtf1 " + b"{" * 200_000)
    with pytest.raises(Refused, match="no text"):
        rtf.read(b"{\\rtf1 \\par}")
    assert rtf.read(b"{\\rtf1 " + b"\\u" * 100_000 + b" A}").text.endswith("A")
    data = files.doc([("招商引资\r" * 20, True)])
    for place in range(0, len(data), 101):
        with suppress(Refused):
            doc.read(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :])
