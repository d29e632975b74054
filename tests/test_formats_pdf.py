"""PDF files: text, paragraphs, running heads, and everything that is no text."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests import files

from zhaoshang_nlp.read import layout, pdf
from zhaoshang_nlp.read.layout import Line
from zhaoshang_nlp.read.problem import Refused

EM, LEADING, LEFT, TOP = 12.0, 20.0, 72.0, 760.0
WIDTH = 36  # characters of a line
SENTENCES = (
    "全县上下要坚持项目为王，今年新签约亿元以上项目三十个。",
    "会议强调，要持续优化营商环境，把企业的事当作自己的事来办。",
    "新能源、新材料两条产业链已集聚企业四十六家；年产值突破百亿元。",
    "园区新建标准厂房二十万平方米，年底前全部交付使用。",
)
PARAGRAPHS = [
    "一、工作回顾",
    *("".join(SENTENCES[(i + j) % 4] for j in range(1 + i % 4)) for i in range(24)),
    "二、目标任务",
    *("".join(SENTENCES[(i + j) % 4] for j in range(4 - i % 3)) for i in range(24)),
]


def printed(
    paragraphs: Sequence[str], indent: int, gap: float = 0, heads: bool = True
) -> list[list[tuple[float, float, str]]]:
    """Break paragraphs into lines and pages; running heads tell the page."""
    pages: list[list[tuple[float, float, str]]] = []
    y = 0.0
    for paragraph in paragraphs:
        first, rest = paragraph[: WIDTH - indent], paragraph[WIDTH - indent :]
        lines = [first, *(rest[i : i + WIDTH] for i in range(0, len(rest), WIDTH))]
        for number, line in enumerate(lines):
            if not pages or y < 90:
                pages.append([])
                y = TOP
                if heads:
                    pages[-1] += [(230.0, 800.0, "青禾县人民政府文件"), (280.0, 40.0, f"— {len(pages)} —")]
            pages[-1].append((LEFT + (indent * EM if number == 0 else 0), y, line))
            y -= LEADING
        y -= gap
    return pages


def boundaries(paragraphs: Sequence[str]) -> set[int]:
    found, size = set(), 0
    for paragraph in paragraphs:
        size += len("".join(paragraph.split()))
        found.add(size)
    return found


@pytest.mark.parametrize(("indent", "gap", "recall"), [(2, 0, 1.0), (0, 8, 1.0), (0, 0, 0.8)])
def test_lines_become_paragraphs_and_running_heads_go(indent: int, gap: float, recall: float) -> None:
    content = pdf.read(files.pdf(printed(PARAGRAPHS, indent, gap)))
    assert content.text.replace("\n", "") == "".join(PARAGRAPHS)
    found, true = boundaries(content.text.split("\n")), boundaries(PARAGRAPHS)
    assert found <= true
    assert len(found & true) >= recall * len(true)
    assert content.note == ""


def test_columns_are_read_one_after_the_other() -> None:
    parts = (PARAGRAPHS[:12], PARAGRAPHS[12:24])
    page = []
    for shift, part in zip((20.0, 310.0), parts, strict=True):
        page += [(x * 0.55 + shift, y, text) for x, y, text in printed(part, 2, heads=False)[0]]
    text = pdf.read(files.pdf([page], size=6)).text
    assert text == "\n".join(PARAGRAPHS[:24])


def test_pages_without_text_are_told() -> None:
    pages = printed(PARAGRAPHS, 2)
    content = pdf.read(files.pdf([*pages, []]))
    assert content.note == f"no text on 1 of {len(pages) + 1} pages: {len(pages) + 1}"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"%PDF-1.7\ngarbage", "damaged"),
        (files.pdf(printed(PARAGRAPHS, 2))[:300], "damaged"),
        (files.pdf([[], [], []]), "no text layer"),
        (files.pdf([[(72, 700, "扫描")], [(72, 700, "扫描")]]), "no text layer"),
        (files.pdf([[(72, 700 - 20 * i, "\ue001\ue002\ue003\ue004" * 12) for i in range(9)]]), "not readable"),
        (
            files.pdf(printed(PARAGRAPHS, 2), extra=b"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4"
                      b"/O<" + b"00" * 32 + b">/U<" + b"00" * 32 + b">>>"),
            "encrypted",
        ),
    ],
    ids=["garbage", "cut", "scan", "stamp", "fonts", "encrypted"],
)  # fmt: skip
def test_what_cannot_be_read_says_so(data: bytes, error: str) -> None:
    with pytest.raises(Refused, match=error) as refused:
        pdf.read(data)
    assert refused.value.advice


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "PAGE_LIMIT", 2)
    with pytest.raises(Refused, match="3 pages"):
        pdf.read(files.pdf([[(72, 700, SENTENCES[0])]] * 3))


def test_latin_words_keep_their_space_and_numbers_in_tables_stay() -> None:
    lines = [Line(f"{n}", 72, 84, 700 - 20 * n, page) for page in range(4) for n in range(12)]
    assert layout.paragraphs([[line for line in lines if line.page == page] for page in range(4)]).count("5") == 4
    pages = [[Line("high quality", 72, 500, 700, 0), Line("growth of", 72, 200, 680, 0), Line("增长", 72, 96, 660, 0)]]
    assert layout.paragraphs(pages) == ["high quality growth of", "增长"]
    assert layout.paragraphs([]) == []
