"""Full-width characters of numbers, and digits set apart."""

from __future__ import annotations

import pytest

from zhaoshang_nlp import spans
from zhaoshang_nlp.normalise import width


def folded(text: str) -> str:
    return spans.apply(text, width.edits(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("增长８％", "增长8%"),
        ("\u00a0\u00a0增长\u20028%\u202f左右", "  增长 8% 左右"),
        ("１４．８％", "14.8%"),
        ("Ａ类企业ＸＹｚ", "A类企业XYz"),
        ("“１＋Ｎ”体系", "“1+N”体系"),
        ("Ｒ＆Ｄ投入", "R&D投入"),
        ("在1 9 9 3 年", "在1993年"),
        ("　　1 9 9 8 年是", "　　1998年是"),
        ("约 1 9 9 3 年", "约 1993年"),
        ("增长8 . 5 ％", "增长8.5%"),
        ("增长1 5 ．3 ％，", "增长15.3%，"),
        ("达到7 4 7 7 2 亿元", "达到74772亿元"),
        ("由4 0 个减少到2 9 个", "由40个减少到29个"),
        ("扩大，3 0 0 多个", "扩大，300多个"),
        ("1 9 9 9 年1 2 月2 0 日", "1999年12月20日"),
        ("从1 9 9 3 年3 月，增长1 1 ％，共6 5 个", "从1993年3月，增长11%，共65个"),
    ],
)
def test_folded(text: str, expected: str) -> None:
    assert folded(text) == expected
    assert width.edits(expected) == []


@pytest.mark.parametrize(
    "text",
    [
        "，。；：！？（）“”《》、——……·～【】「」",
        "一．抓项目",
        "全省 100 个县",
        "序号 1 2 3 名称",  # a table
        "序号 1 2 3 个",
        "得分 9 8 5",
        "约为1.5 1 9 9 3 年",  # where the number ends is not certain
        "3 月，4 月",  # single digits, no habit
        "第　一　章",
        "7 × 24小时",
        "：／－＝＠＃",
    ],
)
def test_left_alone(text: str) -> None:
    assert width.edits(text) == []


def test_a_wide_point_behind_a_paragraph_number_stays() -> None:
    assert folded("１．加强招商") == "1．加强招商"


def test_folding_is_aligned_and_in_runs() -> None:
    edits = width.edits("达到１２．５％和３")
    assert [(edit.start, edit.end, edit.new) for edit in edits] == [(2, 7, "12.5%"), (8, 9, "3")]
    assert all(edit.aligned for edit in edits)


def test_a_joined_number_is_one_edit() -> None:
    (edit,) = width.edits("共４ ０ 个")
    assert (edit.start, edit.end, edit.new, edit.aligned) == (1, 5, "40", False)
