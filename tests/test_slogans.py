"""Labels of quoted expressions, their formulas, forms and expansions."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang_nlp.extract import slogan_shape, slogans
from zhaoshang_nlp.extract.passage import prepare
from zhaoshang_nlp.types import Document, Slogan

RULES = slogans.load()


def quoted(text: str) -> list[Slogan]:
    """The records of the quotations of a text."""
    return [record for record in slogans.find(prepare(Document.of(text)), RULES) if record.quoted]


def labels(text: str) -> list[tuple[str, str]]:
    return [(record.mention.text, record.label) for record in quoted(text)]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        # the same words, told apart by what stands around them
        ("开展“抓开局、促投产”专项行动。", "initiative"),
        ("开展“鼓干劲、保目标、争一流”活动。", "slogan"),
        ("整治“圈地不建、占而不用”问题。", "term"),
        ("以“闯”的精神开新局。", "term"),
        ("坚持“真诚+专业”，登门招商。", "slogan"),
        ("培育“文旅+康养”新业态。", "term"),
        ("开展“人工智能＋”行动。", "initiative"),
        ("聚焦“4+3”产业体系。", "industry_code"),
        ("构建“2468”现代化产业体系。", "industry_code"),
        ("实施“1+8”行动。", "formula"),
        ("落实市委“1472”工作部署。", "formula"),
        ("推进“1+6”国家级平台建设。", "term"),
        ("“12355”热线全天接听。", "term"),
        ("出台稳经济“36条”。", "initiative"),
        ("持续打好“六大攻坚战”。", "formula"),
        ("抓好“一圈三带”建设。", "term"),
        ("坚持“四水四定”。", "formula"),
        ("实行“一企一策”。", "term"),
        ("深化“一件事”改革。", "initiative"),
        ("守住“零事故、零伤亡”目标。", "slogan"),
        ("严把“供地强度、亩均税收、能源消耗、建设周期”四道关。", "term"),
        ("打好“铁拳”执法行动。", "initiative"),
        ("弘扬“胡杨精神”。", "term"),
        ("发扬“人人敢闯、个个争先”精神。", "slogan"),
        ("以“时刻绷紧弦”的责任感守护平安。", "slogan"),
        ("开行“山城号”班列。", "initiative"),
        ("做优“山字号”农产品。", "term"),
        ("编制招商“一张图”。", "term"),
        ("推进“招商一张图”建设。", "initiative"),
        ("迭代“江城办事”平台。", "initiative"),
        ("健全“发现—核查—整改”闭环管理机制。", "term"),
        ("深化“一窗受理、集成服务”改革。", "initiative"),
        ("重组“投、补、贷、保”政策工具。", "term"),
        ("实施以“上市与发债”为重点的改革。", "term"),
        ("优化“一主两副、三带联动、多点支撑”区域发展格局。", "term"),
        ("开展“三抓三促”行动。", "formula"),
        ("实施“双提升”工程。", "formula"),
        ("实施“十小便民工程”。", "formula"),
        ("荣获首届“卓越团队”。", "initiative"),
        ("考核获得“好”的等次。", "term"),
        ("坚持“干部上前线”。", "slogan"),
        ("营造“亲商、安商、富商”氛围。", "slogan"),
        ("落实“零跑腿、零材料”要求。", "slogan"),
        ("把“问题清单”变成果。", "term"),
        ("“十五五”开局之年。", "term"),
        ("荣获“长桥”奖。", "initiative"),
        ("用好『双招双引』机制。", "formula"),
        ('深化"放管服"改革。', "initiative"),
    ],
)
def test_label(text: str, label: str) -> None:
    assert [found for _, found in labels(text)] == [label]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("做优“稻香集”“河畔集”等夜市品牌。", ["initiative", "initiative"]),
        ("办好“泽BA”、村晚、“泽超”等赛事活动。", ["initiative", "initiative"]),
        ("“稻花香里”和莲子等区域公用品牌走红。", ["initiative"]),
        ("用好“两新”、“两重”政策。", ["formula", "formula"]),
        ("“招商始终是‘牛鼻子’。”", ["slogan", "term"]),
    ],
)
def test_quotations_in_a_row_share_their_surroundings_and_nested_ones_have_their_own_label(
    text: str, expected: list[str]
) -> None:
    assert [label for _, label in labels(text)] == expected


@pytest.mark.parametrize(
    ("text", "numeral", "expansion", "form"),
    [
        (
            "“三个一批”，即开工一批、投产一批、储备一批。",
            3,
            ("开工一批", "投产一批", "储备一批"),
            "三个一批",
        ),
        (
            "三个“一批”（开工一批、投产一批、储备一批）。",
            3,
            ("开工一批", "投产一批", "储备一批"),
            "三个一批",
        ),
        ("推动园区经济、口岸经济、湖畔经济“三大转型”。", 3, ("园区经济", "口岸经济", "湖畔经济"), "三大转型"),
        ("落实“四早”要求：早谋划、早部署、早行动和早见效。", 4, ("早谋划", "早部署", "早行动", "早见效"), "四早"),
        ("落实“四早”要求：早谋划、早部署。", 4, (), "四早"),  # the count does not agree
        ("坚持“四水四定”。", 4, (), "四水四定"),
        ("开展“１＋９”行动。", None, (), "1+9"),
        ("做好“五篇大文章”。", 5, (), "五篇大文章"),
        ("深化“双随机、一公开”监管。", 2, (), "双随机、一公开"),
        ("抓好“十二项任务”。", 12, (), "十二项任务"),
    ],
)
def test_formula_carries_numeral_expansion_and_form(
    text: str, numeral: int | None, expansion: tuple[str, ...], form: str
) -> None:
    record = quoted(text)[0]
    assert (record.label, record.numeral, record.expansion, record.form) == ("formula", numeral, expansion, form)


def test_a_quotation_that_nothing_speaks_for_keeps_the_label_it_has_elsewhere() -> None:
    text = "“江鹭归巢”成效明显。开展“江鹭归巢”行动。“荷塘月色”成效明显。"
    assert [(r.label, r.mention.rule) for r in quoted(text)] == [
        ("initiative", slogans.ELSEWHERE),
        ("initiative", "after.campaign"),
        ("term", slogans.DEFAULT),
    ]


def test_one_of_a_row_of_formulas_is_a_formula() -> None:
    text = "锚定“一个龙头定位”、“四个协同并进”。锚定“一个龙头定位制”。突出“一个龙头走向”和“特色路子”。"
    assert [(r.label, r.numeral) for r in quoted(text)] == [
        ("formula", 1),
        ("formula", 4),
        ("term", None),
        ("term", None),
        ("term", None),
    ]
    assert quoted(text)[0].mention.rule == slogans.ROW


def test_only_formulas_carry_a_numeral() -> None:
    assert [(r.label, r.numeral, r.expansion) for r in quoted("实行“一企一策”，“十五五”开局。")] == [
        ("term", None, ()),
        ("term", None, ()),
    ]


@pytest.mark.parametrize(
    ("variants", "form"),
    [
        (("抓招商、促落地", "抓招商，促落地", "抓招商,促落地", "抓招商；促落地"), "抓招商、促落地"),
        (("稻香水乡·乐居田园", "稻香水乡 乐居田园"), "稻香水乡、乐居田园"),
        (("人工智能＋", "人工智能+"), "人工智能+"),
        (("三个‘一批’", "三个一批"), "三个一批"),
    ],
)
def test_variants_have_one_form(variants: tuple[str, ...], form: str) -> None:
    assert {slogan_shape.form(variant) for variant in variants} == {form}


def test_every_loser_says_why() -> None:
    firings = slogans.firings(prepare(Document.of("开展“鼓干劲、争一流”专项行动，破解“办证难”问题。")), RULES)
    won = [firing for firing in firings if firing.record]
    lost = [firing for firing in firings if not firing.record]
    assert [firing.record.label for firing in won if isinstance(firing.record, Slogan)] == ["initiative", "term"]
    assert lost
    assert all("outweighed" in firing.reason for firing in lost)
    assert all(not firing.reason for firing in won)


def test_long_and_empty_quotations_are_no_expressions() -> None:
    assert quoted("他说：“" + "我们要把项目建设抓在手上。" * 10 + "”") == []
    assert quoted("“”和“ ”。") == []


def test_records_stand_in_text_order_and_lead_back_to_the_text() -> None:
    text = "坚持签约快、落地快、投产快，用好“两新”政策，弘扬“胡杨精神”。"
    records = slogans.find(prepare(Document.of(text)), RULES)
    assert [record.label for record in records] == ["parallel", "formula", "term"]
    assert all(text[r.mention.start : r.mention.end] == r.mention.text for r in records)
    assert [r.mention.start for r in records] == sorted(r.mention.start for r in records)


@given(st.text(alphabet="“”‘’、，。；：（）抓招商促落地三个一批的1+9 \n即", max_size=60))
def test_any_text_gives_one_label_for_each_quotation(text: str) -> None:
    passage = prepare(Document.of(text))
    records = slogans.find(passage, RULES)
    spans = [(record.mention.start, record.mention.end) for record in records if record.quoted]
    assert len(spans) == len(set(spans))
    assert set(spans) <= {tuple(quote.inner) for quote in passage.quotes}
    assert records == slogans.find(passage, RULES)


def test_floor_on_annotated_passages(reference: Path) -> None:
    """Labels agree with the annotators on nine quotations of ten; the figures of each label stand in the evaluation."""
    right: Counter[bool] = Counter()
    for file in sorted((reference / "eval" / "gold").glob("*.json")):
        for passage in json.loads(file.read_text("utf-8")):
            found = dict(reversed(labels(passage["text"])))
            right.update(found.get(quote["text"], "term") == quote["label"] for quote in passage["quoted"])
    assert right[True] / right.total() >= 0.93


WORDS = ["行动", "品牌", "活动", "问题", "坚持", "实施", "打造", "荣获", "理念", "机制", "甲", "乙", "，", "的"]


@given(
    st.lists(st.sampled_from([*WORDS, "“稻香”", "“抓招商、促落地”", "“四稳”", "“甲‘乙’丙”", "和", "、"]), max_size=12)
)
def test_gates_silence_no_rule(pieces: list[str]) -> None:
    """The look at all words of a side together says no only where each rule of that side does."""
    passage = prepare(Document.of("".join(pieces)))
    always = re.compile("")
    ungated = replace(RULES, around={"before": always, "after": always})
    assert slogans.firings(passage, RULES) == slogans.firings(passage, ungated)
    assert slogans.spoken(passage, RULES) == slogans.spoken(passage, ungated)


def test_a_known_motto_of_clauses_becomes_a_name_before_a_noun_of_its_kind() -> None:
    found = [quoted(text)[0].label for text in ("坚持“真抓实干、马上就办”。", "开展“真抓实干、马上就办”专项行动。")]
    assert found == ["slogan", "initiative"]
    assert quoted("开展“项目为王”专项行动。")[0].label == "slogan"
