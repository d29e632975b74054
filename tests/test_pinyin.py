"""Readings in brackets go, everything else in brackets stays."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from zhaoshang_nlp import rules, spans
from zhaoshang_nlp.normalise import pinyin


def stripped(text: str) -> str:
    edits = pinyin.edits(text)
    spans.check(text, edits)
    return spans.apply(text, edits)


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("項(xiàng)目", "項目"),
        ("項（xiàng）目", "項目"),
        ("業(yè)務(wù)", "業務"),
        ("綠(lǜ)色(shɑi)", "綠色"),  # ɑ as GBK's row of pinyin letters has it
        ("黨(dǎng)(dǎng)委", "黨委"),
        ("長(cháng)江和縣長(zhǎng)", "長江和縣長"),
        ("我們(men)發(fā)展", "我們發展"),  # the neutral tone has no mark: another mark tells that it is a habit
        ("1月(yue)8日(ri),黨(dang)(dang)委", "1月8日,黨委"),
        ("项(xiang)目(mu)建(jian)设(she)", "项目建设"),
        ("國內(nèi)(區(qū)外)", "國內(區外)"),
        ("項(xiàng)(IC)目", "項(IC)目"),
    ],
)
def test_readings_go(text: str, sound: str) -> None:
    assert stripped(text) == sound
    assert pinyin.edits(sound) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "集成電路(IC)、(AI)、(km)、(GDP)",
        "A(a)",
        "十千米(km)、五公斤(kg)、二十度(c)",
        "項(mù)目",  # a reading of another character
        "目(Mu)",
        "1月(yue)8日(ri)",  # two marks without tone may be chance
        "啊(a)，他啊(a)，好啊(a)",  # three, but all the same
        "(xiàng)項目",
        "記者(王一鳴)",
        "国内(区外)",
    ],
)
def test_the_rest_stays(text: str) -> None:
    assert pinyin.edits(text) == []


def test_the_note_tells_why() -> None:
    (edit,) = pinyin.edits("項(xiàng)目")
    assert edit == (1, 8, "", "pinyin.reading", "xiàng is a reading of 項", False)
    notes = [edit.note for edit in pinyin.edits("项(xiang)目(mu)建(jian)设(she)")]
    assert notes[0] == "xiang is a reading of 项; 4 marks without tone in the document"


def test_readings_are_up_to_date() -> None:
    pypinyin = pytest.importorskip("pypinyin")
    path = Path(__file__).parents[1] / "scripts" / "build_readings.py"
    spec = importlib.util.spec_from_file_location("build_readings", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    text = rules.text("readings.tsv")
    if f"pypinyin {pypinyin.__version__} " not in text:
        pytest.skip("made from another version of pypinyin")
    assert text == module.content()


def test_readings_cover_the_characters_that_are_annotated() -> None:
    assert len(pinyin.readings()) > 1400
    for char, reading in {"項": "xiàng", "業": "yè", "綠": "lǜ", "嗯": "ńg", "們": "men"}.items():
        assert char in pinyin.readings()[reading]
