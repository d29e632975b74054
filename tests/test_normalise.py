"""The steps together: what they promise for a whole document."""

from __future__ import annotations

import csv
import json
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhaoshang_nlp import chars, normalise, spans
from zhaoshang_nlp.errors import UnknownName
from zhaoshang_nlp.normalise import NormaliseOptions
from zhaoshang_nlp.types import Document, Span

PAGE = """下載
【字號：
大
中
小
】
青禾縣招商大會召開
來源：青禾日報
各位代表：
今年新簽約項(xiàng)目８個(gè)，隨著產(chǎn)業(yè)鏈延伸，成效顯著。
完成投資１２．５億元，為全縣發(fā)展提供有力支撐。（記者 張某）
責任編輯：李某
"""
CLEAN = """青禾县招商大会召开
各位代表：
今年新签约项目8个，随着产业链延伸，成效显著。
完成投资12.5亿元，为全县发展提供有力支撑。
"""


def done(text: str, **options: str | bool) -> Document:
    return normalise.normalise(Document.of(text), NormaliseOptions(**options))  # type: ignore[arg-type] # tests pass all


def test_a_page_becomes_its_text() -> None:
    assert done(PAGE).text == CLEAN


def test_the_steps_stand_in_this_order() -> None:
    names = [step.name for step in normalise.STEPS]
    assert names == ["control", "mojibake", "pinyin", "paragraphs", "width", "furniture", "script"]


def test_every_change_is_on_record_and_leads_back() -> None:
    document = done(PAGE)
    assert {edit.step for edit in document.edits} == {"pinyin", "width", "furniture", "script"}
    assert document.raw == PAGE
    for words, source in (
        ("随着产业链", "隨著產(chǎn)業(yè)鏈"),
        ("12.5亿元", "１２．５億元"),
        ("有力支撑", "有力支撐"),
    ):
        start = document.text.index(words)
        span = spans.raw_span(document.hunks, Span(start, start + len(words)))
        assert PAGE[span.start : span.end] == source
    for edit in document.edits:
        assert edit.step == "script" or edit.old in PAGE[edit.raw_start : edit.raw_end]


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ({"furniture": "keep"}, "来源：青禾日报"),
        ({"script": "keep"}, "隨著產業鏈"),
        ({"repair": False}, "产(chǎn)业(yè)链"),
        ({"script": "keep", "repair": False, "furniture": "keep"}, "下載\n【字號："),
    ],
)
def test_options_switch_steps_off(options: dict[str, str | bool], kept: str) -> None:
    assert kept in done(PAGE, **options).text


def test_a_forced_conversion_takes_simplified_text_too() -> None:
    assert done("昇腾芯片").text == "昇腾芯片"
    assert done("昇腾芯片", script="simplified").text == "升腾芯片"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"script": "simplfied"}, "unknown script 'simplfied'. Did you mean 'simplified'"),
        ({"furniture": "remove"}, "unknown furniture 'remove'"),
        ({"variant": "s2t"}, "unknown script variant 's2t'"),
    ],
)
def test_unknown_options_are_named(options: dict[str, str | bool], message: str) -> None:
    with pytest.raises(UnknownName, match=message):
        done("", **options)


def test_options_travel_to_other_processes() -> None:
    options = NormaliseOptions(script="keep", rules=Path("rules"))
    assert pickle.loads(pickle.dumps(options)) == options
    assert hash(options) == hash(NormaliseOptions(script="keep", rules=Path("rules")))


def test_the_same_text_gives_the_same_document() -> None:
    assert done(PAGE) == done(PAGE)
    assert done("") == Document.of("")


PARTS = [
    *PAGE.splitlines(),
    *CLEAN.splitlines(),
    "項(xiàng)目",
    "集成電路(IC)",
    "規?；h(huán)境",
    "請(qǐng)?jiān)谝娋W(wǎng)后",
    "1 9 9 3 年，增长8 . 5 ％",
    "Ａ１．５",
    "\u200b\r\n\x0c\ufeff",
    "⼀⻓",
    "乾隆年間，乾縣，昇騰",
    "著力著作有著隨著名",
    "龔昇顯著么麼",
    "????2月",
    "²úÆ·\x85\xad",
    "（通讯员 张某）",
    "相关链接：",
    "版权声明：不得转载",
    "|",
    "》》点击进入专题《《",
]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(PARTS), st.text(max_size=5)), max_size=14),
    st.sampled_from(["", "\n", "，", " "]),
    st.sampled_from(normalise.SCRIPTS),
)
def test_doing_it_twice_changes_nothing_more(parts: list[str], glue: str, script: str) -> None:
    first = done(glue.join(parts), script=script)
    assert done(first.text, script=script).edits == ()


# --- real documents ---


def provinces(folder: Path) -> Iterator[tuple[str, str]]:
    for file in sorted((folder / "data" / "provinces-2026").glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            yield from ((row["province"], row["full_text"]) for row in csv.DictReader(lines))


def national(folder: Path) -> Iterator[tuple[str, str]]:
    for line in (folder / "data" / "national" / "reports-1954-1999.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield str(row["year"]), row["content"]


def han(text: str) -> str:
    return "".join(chars.HAN.findall(text))


def test_provincial_reports_lose_furniture_alone(reference: Path) -> None:
    for name, text in provinces(reference):
        document = done(text)
        assert {edit.step for edit in document.edits} <= {"furniture", "width"}, name
        dropped = [edit for edit in document.edits if edit.step == "furniture"]
        # No sentence of the speech goes: what goes is short, or the caption of a photograph, or a teaser of the page.
        assert all(len(edit.old) <= 60 or edit.rule == "furniture.photo-caption" for edit in dropped), name
        assert sum(len(edit.old) for edit in dropped) < 500, name
        assert han(document.text) in han(text) or len(dropped) > 1, name
        assert done(document.text).edits == (), name
        head = document.text[: document.text.index("各位代表")]
        assert "政府工作报告" in head
        assert not any(word in head for word in ("来源", "字号", "字体", "下载", "打印", "首页", "记者", "时间"))
        tail = document.text[-300:]
        assert not any(word in tail for word in ("相关报道", "扫一扫", "责任编辑", "关闭窗口", "分享", "打印")), name


def test_simplified_reports_keep_every_character(reference: Path) -> None:
    for name, text in provinces(reference):
        document = done(text, furniture="keep")
        assert han(document.text) == han(text), name


def test_the_damaged_page_is_restored(reference: Path) -> None:
    (page,) = (reference / "data" / "seeds").glob("004_*.txt")
    body = (reference / "data" / "seed004-restored-body.txt").read_text("utf-8")
    assert done(page.read_text("utf-8")).text == body


def test_other_pages_lose_a_time_at_most(reference: Path) -> None:
    for page in sorted((reference / "data" / "seeds").glob("00[0-3]_*.txt")):
        edits = [edit for edit in done(page.read_text("utf-8")).edits if edit.rule != "width.space"]
        assert [edit.rule for edit in edits] in ([], ["furniture.time-label"], ["furniture.timestamp"])


def test_national_reports_end_with_the_speech(reference: Path) -> None:
    for year, text in national(reference):
        document = done(text)
        rest = document.text.rstrip()
        assert "维基" not in rest[-400:], year
        assert not rest.endswith("false"), year
        assert "各位代表" in rest[:60] or year in ("1957", "1964"), year
        assert done(document.text).edits == (), year
        converted = any(edit.step == "script" for edit in document.edits)
        assert converted == (year in ("1954", "1955")), year


def test_old_number_styles_are_joined(reference: Path) -> None:
    text = done(dict(national(reference))["1998"]).text
    assert "1997年国内生产总值达到74772亿元" in text
    assert "8.8%" in text
    assert "49250万吨" in text
