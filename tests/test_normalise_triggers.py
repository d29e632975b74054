"""Words that a pattern cannot do without."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhaoshang_nlp import rules
from zhaoshang_nlp.normalise import boilerplate, spelling, triggers

ROWS = rules.rows(boilerplate.FILE, "furniture", boilerplate.SHAPE, None)
EXAMPLES = [example for row in ROWS for example in (*row.examples, *row.counterexamples)]


@pytest.mark.parametrize(
    ("pattern", "found", "missed"),
    [
        ("打印本页", ["【打印本页】"], ["打印本", "打 印本页"]),
        ("(?:打印|下载)(?:本页)?", ["下载"], ["加载"]),
        (r"索[ ]*引[ ]*号:", ["索 引号:1"], ["探索", "索引:"]),
        (r"\d{4}年", ["2031年"], ["203年", "二〇三一年"]),
        (r"[上下]一[篇条]", ["下一篇"], ["下一步"]),
        (r"(?:本|该)(?=[^\n]*(?:转载|侵权))[^\n]*", ["该文可转载"], ["本文", "该文"]),
        (r"(?:本网)+说", ["本网本网说"], ["本说"]),
        ("copyright", ["CopyRight", "copyri\u0261ht copyright"], ["copy right"]),
        ("k线", ["K线", "\u212a线"], ["k 线"]),
        (r"第(?P<n>\d+)期(?P=n)", ["第3期3"], ["第三期"]),
        ("(?i:ICP)备", ["icp备"], ["ICP证"]),
    ],
)
def test_words(pattern: str, found: list[str], missed: list[str]) -> None:
    trigger = triggers.pattern([pattern], {})
    assert trigger is not None
    assert all(trigger.search(text) for text in found)
    assert not any(trigger.search(text) for text in missed)


@pytest.mark.parametrize("pattern", [r"[^\n]{0,9}", r"\w+", "(?:打印)?", "a|", ".", r"(?!打印)\S+", "é"])
def test_what_matches_anything_is_always_tried(pattern: str) -> None:
    assert triggers.pattern([pattern, "打印"], {}) is None


def test_spellings_count() -> None:
    trigger = triggers.pattern(["关闭"], {"关": "关關", "闭": "闭閉"})
    assert trigger is not None
    assert [bool(trigger.search(text)) for text in ("關閉", "关閉", "關于")] == [True, True, False]


def test_no_pattern_matches_nothing() -> None:
    nothing = triggers.pattern([], {})
    assert nothing is not None
    assert nothing.search("打印") is None


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_row_has_words(row: rules.Row) -> None:
    assert triggers.pattern([row["pattern"]], {}) is not None


@settings(max_examples=300)
@given(st.lists(st.sampled_from(EXAMPLES), min_size=1, max_size=3), st.data())
def test_where_no_word_stands_no_row_matches(parts: list[str], data: st.DataObject) -> None:
    text = "\n".join(parts)
    low = data.draw(st.integers(0, len(text)))
    text = text[:low] + text[data.draw(st.integers(low, len(text))) :]
    reading = spelling.reading_copy(text)
    for row in ROWS:
        if re.compile(row["pattern"], re.IGNORECASE).search(reading):
            trigger = triggers.pattern([row["pattern"]], spelling.spellings())
            assert trigger is not None
            assert trigger.search(text), row.id
