"""Word documents: what counts as text, what does not, and files made to do harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from contextlib import suppress

import pytest

from zhaoshang_nlp.read import container, docx
from zhaoshang_nlp.read.problem import Refused

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


def xml(body: str, root: str = "document", space: str = W) -> str:
    inner = f"<w:body>{body}</w:body>" if root == "document" else body
    return f'<w:{root} xmlns:w="{space}" xmlns:mc="{MC}" xmlns:wps="{WPS}">{inner}</w:{root}>'


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p>{properties and f'<w:pPr>{properties}</w:pPr>'}{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f"<w:r>{properties and f'<w:rPr>{properties}</w:rPr>'}<w:t xml:space='preserve'>{text}</w:t></w:r>"


def either(alternatives: str) -> str:
    return f"<w:r><mc:AlternateContent>{alternatives}</mc:AlternateContent></w:r>"


def text_of(body: str, **parts: str) -> str:
    other = {f"word/{name}.xml": content for name, content in parts.items()}
    return docx.read(packed({"word/document.xml": xml(body), **other})).text


BOX = f"<wps:txbx><w:txbxContent>{p(r('框内文字'))}</w:txbxContent></wps:txbx>"
ROW = "<w:tr>{}</w:tr>"
CELL = "<w:tc>{}</w:tc>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (p(r("招商"), r("引资")) + p(r("项目为王")), "招商引资\n项目为王"),
        (p(r("甲"), f"<w:ins w:id='1'>{r('新增')}</w:ins>", r("乙")), "甲新增乙"),
        (p(r("甲"), "<w:del w:id='1'><w:r><w:delText>旧</w:delText></w:r></w:del>", r("乙")), "甲乙"),
        (p(r("甲"), f"<w:moveFrom>{r('移走')}</w:moveFrom>", f"<w:moveTo>{r('移来')}</w:moveTo>"), "甲移来"),
        (f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{p(r('控件内'))}</w:sdtContent></w:sdt>", "控件内"),
        (
            p(r("主文"), either(f"<mc:Choice>{BOX}</mc:Choice><mc:Fallback>{BOX}</mc:Fallback>")),
            "主文\n框内文字",
        ),
        (p(either(f"<mc:Fallback>{BOX}</mc:Fallback>")), "框内文字"),
        (p(r("甲"), r("藏", "<w:vanish/>"), r("乙", "<w:vanish w:val='0'/>")), "甲乙"),
        (p(r("甲"), r("乙"), properties="<w:rPr><w:vanish/></w:rPr>"), "甲乙"),
        (p("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r>", r("丁")), "甲\n乙\t丙丁"),
        (p(r("甲"), "<w:r><w:noBreakHyphen/></w:r>", r("乙")), "甲-乙"),
        (p("<w:r><w:instrText> PAGE </w:instrText></w:r>", f"<w:fldSimple w:instr='x'>{r('3')}</w:fldSimple>"), "3"),
        (p(f"<w:hyperlink>{r('链接')}</w:hyperlink>", r("字")), "链接字"),
        (p(f"<w:r><w:ruby><w:rt>{r('zhāo')}</w:rt><w:rubyBase>{r('招')}</w:rubyBase></w:ruby></w:r>", r("商")), "招商"),
        (p("<w:r><w:sym w:font='Wingdings' w:char='F0FC'/><w:sym w:char='25CB'/></w:r>", r("甲")), "○甲"),
        (
            "<w:tbl>" + ROW.format(CELL.format(p(r("指标"))) + CELL.format(p(r("数值"))))
            + ROW.format(CELL.format(p()) + CELL.format(p(r("5%")))) + "</w:tbl>" + p(r("后")),
            "指标\t数值\n\t5%\n后",
        ),
        (ROW.format(CELL.format(p(r("一")) + p(r("二"))) + CELL.format(p(r("三")))), "一\n二\n三"),
        (p(r("A &amp; B")) + p() + p(r("  ")) + p(r("𠮷")), "A & B\n𠮷"),
    ],
)  # fmt: skip
def test_what_counts_as_text(body: str, expected: str) -> None:
    assert text_of(body) == expected


def test_notes_stand_at_the_end_and_running_heads_nowhere() -> None:
    notes = (
        f"<w:footnote w:type='separator' w:id='-1'>{p(r('-'))}</w:footnote>"
        f"<w:footnote w:id='1'>{p(r('注：指规上企业。'))}</w:footnote>"
    )
    parts = {
        "footnotes": xml(notes, "footnotes"),
        "header1": xml(p(r("页眉")), "hdr"),
        "comments": xml(p(r("批注")), "comments"),
    }
    assert text_of(p(r("正文"), "<w:r><w:footnoteReference w:id='1'/></w:r>"), **parts) == "正文\n注：指规上企业。"


LEVELS = (
    "<w:abstractNum w:abstractNumId='0'>"
    "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCounting'/><w:lvlText w:val='%1、'/></w:lvl>"
    "<w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='chineseCounting'/><w:lvlText w:val='（%2）'/></w:lvl>"
    "<w:lvl w:ilvl='2'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%3.'/></w:lvl>"
    "<w:lvl w:ilvl='3'><w:start w:val='1'/><w:numFmt w:val='bullet'/><w:lvlText w:val='\uf0b7'/></w:lvl>"
    "</w:abstractNum>"
    "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
    "<w:num w:numId='2'><w:abstractNumId w:val='0'/>"
    "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride></w:num>"
)
STYLED = (
    "<w:style w:styleId='标题1'><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
)


def item(text: str, level: int, number: int = 1) -> str:
    return p(r(text), properties=f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr>")


def test_numbers_set_by_the_program_are_written_out() -> None:
    body = (
        p(r("工作回顾"), properties="<w:pStyle w:val='标题1'/>")
        + item("工业", 1) + item("农业", 1) + item("粮食", 2) + item("点", 3)
        + item("目标", 0) + item("投资", 1) + item("另起", 0, 2) + item("无此列表", 0, 9)
    )  # fmt: skip
    text = text_of(body, numbering=xml(LEVELS, "numbering"), styles=xml(STYLED, "styles"))
    assert text.split("\n") == [
        "一、工作回顾", "（一）工业", "（二）农业", "1.粮食", "点", "二、目标", "（一）投资", "一、另起", "无此列表",
    ]  # fmt: skip


def test_strict_files_and_other_part_names_are_read() -> None:
    assert docx.read(packed({"word/document2.xml": xml(p(r("甲")), space=STRICT)})).text == "甲"


LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>" + xml(p(r("&b;")))
OUTSIDE = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + xml(p(r("&a;")))


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (packed({"word/document.xml": LAUGHS}), "document type"),
        (packed({"word/document.xml": OUTSIDE}), "document type"),
        (packed({"word/document.xml": xml("<w:sdt>" * 200_000)}), "nested"),
        (packed({"word/document.xml": xml(p(r("甲")))[:-9]}), "damaged"),
        (packed({"word/document.xml": xml(p())}), "no text"),
        (packed({"a.txt": "x"}), "no document"),
        (b"PK\x03\x04 garbage", "damaged"),
    ],
    ids=["laughs", "outside", "nested", "cut", "empty", "other", "garbage"],
)
def test_harmful_and_damaged_files_are_refused(data: bytes, error: str) -> None:
    with pytest.raises(Refused, match=error):
        docx.read(data)


def bomb(piece: bytes, times: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        part.write(xml("").removesuffix("</w:body></w:document>").encode())
        for _ in range(times):
            part.write(piece)
    return stream.getvalue()


@pytest.mark.parametrize("piece", [b"<w:p><w:r><w:t>" + b"A" * 2**20, b"<w:p/>" * 170_000], ids=["text", "paragraphs"])
def test_a_bomb_is_counted_while_it_unpacks(piece: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "UNPACKED_LIMIT", 4 * 2**20)
    with pytest.raises(Refused, match="unpacks to more"):
        docx.read(bomb(piece, 8))


def test_a_lie_about_the_size_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bomb(b"<w:p/>" * 170_000, 8)
    size = zipfile.ZipFile(io.BytesIO(data)).infolist()[0].file_size.to_bytes(4, "little")
    monkeypatch.setattr(container, "UNPACKED_LIMIT", 4 * 2**20)
    with pytest.raises(Refused, match=r"unpacks to more|damaged"):
        docx.read(data.replace(size, (10).to_bytes(4, "little")))


def test_a_damaged_byte_never_raises_anything_else() -> None:
    data = packed({"word/document.xml": xml("".join(p(r("招商引资")) for _ in range(20)))})
    for place in range(0, len(data), 7):
        broken = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
        with suppress(Refused):
            docx.read(broken)
