"""Numerals: tables of cases, and what must hold for every number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang_nlp import numerals

DIGITS = "零一二三四五六七八九"
SCALES = ("", "十", "百", "千")

CHINESE = [
    ("零", 0),
    ("十", 10),
    ("十二", 12),
    ("二十", 20),
    ("一百零五", 105),
    ("两千", 2000),
    ("一万二千三百", 12_300),
    ("三千亿", 300_000_000_000),
    ("两亿零七百万", 207_000_000),
    ("一万亿", 1_000_000_000_000),
    ("二〇二五", 2025),
    ("一九八二", 1982),
    ("三点五", 3.5),
    ("一点零五", 1.05),
    ("三点五亿", 350_000_000),
    ("百", 100),
    ("万", 10_000),
]
VALUES = [
    ("5", 5),
    ("4.5", 4.5),
    ("1,234.5", 1234.5),
    ("１２．５", 12.5),
    ("１，２３４", 1234),
    ("1.2万", 12_000),
    ("3亿", 300_000_000),
    ("1.3万亿", 1_300_000_000_000),
    ("5千万", 50_000_000),
    ("六成", 0.6),
    ("七成五", 0.75),
    ("三成半", 0.35),
    ("五分之一", 0.2),
    ("百分之五", 0.05),
    ("百分之十二点五", 0.125),
    ("三千亿", 300_000_000_000),
]
NONE = ["", "十百", "一二千", "若干", "几", "点五", "三点", "千百", "abc", "分之一"]


@pytest.mark.parametrize(("text", "expected"), CHINESE)
def test_chinese(text: str, expected: float) -> None:
    assert numerals.chinese(text) == pytest.approx(expected)


@pytest.mark.parametrize(("text", "expected"), VALUES)
def test_value(text: str, expected: float) -> None:
    assert numerals.value(text) == pytest.approx(expected)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_numeral_is_none(text: str) -> None:
    assert numerals.value(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("签约1.2万个，到位三千亿元，占六成。", ["1.2万", "三千亿", "六成"]),
        ("1,234和1,23", ["1,234", "1", "23"]),
        ("五分之一的村", ["五分之一"]),
        ("增长百分之八点五", ["百分之八点五"]),
        ("成为三成员", ["三"]),
        ("没有数字", []),
    ],
)
def test_find(text: str, expected: list[str]) -> None:
    assert [text[n.start : n.end] for n in numerals.find(text)] == expected


def spell(number: int) -> str:
    """Write a number below 10**12 in counted Chinese numerals, the way a careful writer does."""
    if number >= 10**8:
        return spell(number // 10**8) + "亿" + rest(number % 10**8, 10**7)
    if number >= 10**4:
        return spell(number // 10**4) + "万" + rest(number % 10**4, 10**3)
    out, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            out += ("零" if gap and out else "") + DIGITS[digit] + SCALES[place]
        gap = digit == 0
    return out


def rest(number: int, full: int) -> str:
    return "" if number == 0 else ("零" if number < full else "") + spell(number)


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_counted_numbers_are_read_back(number: int) -> None:
    assert numerals.chinese(spell(number)) == number


@given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=0, max_value=99))
def test_arabic_numbers_are_read_back(whole: int, cents: int) -> None:
    text = f"{whole:,}.{cents:02d}"
    assert numerals.value(text) == pytest.approx(whole + cents / 100)
    wide = text.translate({c: c + 0xFEE0 for c in range(0x21, 0x7F)})
    assert numerals.value(wide) == numerals.value(text)


@given(st.text(alphabet="〇零一二两三十百千万亿点成分之0123456789.,，%年个 ", max_size=40))
def test_find_gives_ordered_spans_that_read_back(text: str) -> None:
    last = 0
    for number in numerals.find(text):
        assert last <= number.start < number.end <= len(text)
        assert numerals.value(text[number.start : number.end]) == number.value
        last = number.end
