"""Control and zero-width characters, line ends, radicals."""

from __future__ import annotations

import unicodedata

import pytest

from zhaoshang_nlp import spans
from zhaoshang_nlp.normalise import control


def cleaned(text: str) -> str:
    return spans.apply(text, control.edits(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("招\u200b商\u200d引\ufeff资", "招商引资"),
        ("\ufeff开头", "开头"),
        ("招\x00商", "招商"),
        ("招\x07商\x1b[31m", "招商[31m"),
        ("\u202a左到右\u202c", "左到右"),
        ("软\u00ad连", "软连"),
        ("字\ufe00形", "字形"),
        ("一\r\n二\r三\n四", "一\n二\n三\n四"),
        ("页\x0c页", "页\n页"),
        ("页\n\x0c页\x0c\n页", "页\n页\n页"),
        ("行\u2028行\u2029行\x85行\x0b行", "行\n行\n行\n行\n行"),
        ("⼀⼈⼯智能", "一人工智能"),
        ("⻓江⻔户", "长江门户"),
        ("⽤⼾", "用户"),
        ("半\ud800个", "半\ufffd个"),
    ],
)
def test_cleaned(text: str, expected: str) -> None:
    assert cleaned(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\u3000\u3000各位代表：\n\t一、　回顾\n",
        "不\u00a0换行",
        "“招商”，《规划》——（一）……",
        "²úÆ·",
        "å\x9b½å®\xb6",  # UTF-8 read as Latin-1: its control characters are halves of letters
        "Æ\xad·",
        "二〇二六年",
        "⺀",  # a radical without an ideograph of its own
    ],
)
def test_left_alone(text: str) -> None:
    assert control.edits(text) == []


def test_radicals_become_one_ideograph_each() -> None:
    radicals = [chr(code) for code in (*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6)) if code not in (0x2E80, 0x2E9A)]
    result = cleaned("".join(radicals))
    assert len(result) == len(radicals)
    assert all(unicodedata.name(char).startswith("CJK UNIFIED IDEOGRAPH") for char in result)


def test_the_map_stays_exact_beside_a_removed_character() -> None:
    edits = control.edits("招\u200b商⼀")
    assert [edit.aligned for edit in edits] == [False, True]
    assert [edit.rule for edit in edits] == ["control.invisible", "control.radical"]
