"""Targets: sentences of the genre with what a careful reader takes from them, and what must hold for every text."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhaoshang_nlp import spans
from zhaoshang_nlp.extract import overlap, target_periods, target_quantity, targets
from zhaoshang_nlp.extract.passage import Passage, prepare
from zhaoshang_nlp.types import Document, Edit, Meta, Span, Target

RULES = targets.load()


def passage(text: str, year: int | None = 2026) -> Passage:
    return prepare(Document.of(text, meta=Meta(year=year)))


def find(text: str, year: int | None = 2026) -> list[Target]:
    return targets.find(passage(text, year), RULES)


def brief(records: Sequence[Target]) -> list[tuple[object, ...]]:
    return [(t.indicator, t.value, t.unit, t.change, t.bound) for t in records]


# What is measured, how much, and how: one record per indicator and value.
READINGS: list[tuple[str, list[tuple[object, ...]]]] = [
    ("全市地区生产总值增长6%左右", [("地区生产总值", 6, "%", "growth", "about")]),
    ("城镇调查失业率控制在5%以内", [("城镇调查失业率", 5, "%", "level", "at_most")]),
    ("居民消费价格涨幅2%左右", [("居民消费价格", 2, "%", "growth", "about")]),
    ("粮食总产量稳定在30亿斤以上", [("粮食总产量", 30, "亿斤", "level", "at_least")]),
    ("单位地区生产总值能耗下降3%", [("单位地区生产总值能耗", 3, "%", "decline", "exact")]),
    ("一般公共预算收入按增长5%安排", [("一般公共预算收入", 5, "%", "growth", "exact")]),
    ("经济增长预期目标6%", [("经济", 6, "%", "growth", "exact")]),
    ("新签约亿元以上项目不少于200个", [("新签约亿元以上项目", 200, "个", "level", "at_least")]),
    ("新建口袋公园100个", [("口袋公园", 100, "个", "level", "exact")]),
    ("启动14个民生领域重大项目", [("民生领域重大项目", 14, "个", "level", "exact")]),
    ("打造100个以上数字应用场景", [("数字应用场景", 100, "个", "level", "at_least")]),
    ("落地企业超500家", [("企业", 500, "家", "level", "at_least")]),
    ("完成投资近1.2万亿元", [("投资", 1.2, "万亿元", "level", "about")]),
    ("实施技改项目700多个", [("技改项目", 700, "个", "level", "at_least")]),
    ("旅游总收入突破万亿元", [("旅游总收入", 1, "万亿元", "level", "at_least")]),
    ("规上企业上云率近六成", [("规上企业上云率", 60, "%", "level", "about")]),
    ("新能源装机占比达百分之四十以上", [("新能源装机占比", 40, "%", "level", "at_least")]),
    ("发放贷款50亿元", [("贷款", 50, "亿元", "level", "exact")]),
    ("投资10亿元的精密铸造项目开工", [("投资", 10, "亿元", "level", "exact")]),
    ("16万儿童享受补贴", [("儿童", 16, "万", "level", "exact")]),
    ("职业伤害保障试点覆盖80万人", [("职业伤害保障试点", 80, "万人", "level", "exact")]),
    ("招商项目实现到位资金298亿元", [("招商项目到位资金", 298, "亿元", "level", "exact")]),
    ("城乡居民收入比缩小到2.1∶1", [("城乡居民收入比", 2.1, "∶1", "level", "exact")]),
    ("人均预期寿命达到80岁", [("人均预期寿命", 80, "岁", "level", "exact")]),
    ("新增2个国家级产业集群", [("国家级产业集群", 2, "个", "level", "exact")]),
    # coordination
    (
        "一、二、三产业增加值分别增长4.2%、5%、5.4%",
        [(f"{n}产业增加值", v, "%", "growth", "exact") for n, v in (("一", 4.2), ("二", 5), ("三", 5.4))],
    ),
    (
        "一产、二产、三产增加值分别增长5%左右、5%以上、6%",
        [
            ("一产增加值", 5, "%", "growth", "about"),
            ("二产增加值", 5, "%", "growth", "at_least"),
            ("三产增加值", 6, "%", "growth", "exact"),
        ],
    ),
    (
        "城镇和农村居民人均可支配收入分别增长4%和6%左右",
        [
            ("城镇居民人均可支配收入", 4, "%", "growth", "about"),
            ("农村居民人均可支配收入", 6, "%", "growth", "about"),
        ],
    ),
    (
        "船舶、电子材料、航空行业增加值分别增长8%、7%、6%",
        [
            ("船舶行业增加值", 8, "%", "growth", "exact"),
            ("电子材料行业增加值", 7, "%", "growth", "exact"),
            ("航空行业增加值", 6, "%", "growth", "exact"),
        ],
    ),
    (
        "对东盟、欧盟进出口分别增长16%、40%",
        [("对东盟进出口", 16, "%", "growth", "exact"), ("对欧盟进出口", 40, "%", "growth", "exact")],
    ),
    (
        "友好城市和驻外商会分别增至96对和18家",
        [("友好城市", 96, "对", "level", "exact"), ("驻外商会", 18, "家", "level", "exact")],
    ),
    (
        "游客人次、旅游花费均增长10%以上",
        [("游客人次", 10, "%", "growth", "at_least"), ("旅游花费", 10, "%", "growth", "at_least")],
    ),
    ("铁路、公路省际通道增至46个", [("铁路、公路省际通道", 46, "个", "level", "exact")]),
    (
        "社会物流总费用与地区生产总值的比率降至13%",
        [("社会物流总费用与地区生产总值的比率", 13, "%", "level", "exact")],
    ),
    # ellipsis
    (
        "技术合同成交额突破17亿元，增长13.1%",
        [("技术合同成交额", 17, "亿元", "level", "at_least"), ("技术合同成交额", 13.1, "%", "growth", "exact")],
    ),
    (
        "新登记经营主体32万户、增长13%，总量达203万户，其中企业92万户",
        [
            ("经营主体", 32, "万户", "level", "exact"),
            ("经营主体", 13, "%", "growth", "exact"),
            ("经营主体总量", 203, "万户", "level", "exact"),
            ("企业", 92, "万户", "level", "exact"),
        ],
    ),
    (
        "规上工业增加值增长6%，高于全国1.7个百分点",
        [
            ("规上工业增加值", 6, "%", "growth", "exact"),
            ("规上工业增加值", 1.7, "个百分点", "growth", "exact"),
        ],
    ),
    (
        "地区生产总值增长5%以上、力争达到6%",
        [("地区生产总值", 5, "%", "growth", "at_least"), ("地区生产总值", 6, "%", "growth", "exact")],
    ),
    (
        "改造老旧小区18个，惠及3万多户",
        [("老旧小区", 18, "个", "level", "exact"), ("老旧小区", 3, "万户", "level", "at_least")],
    ),
    # lists of counts
    (
        "改造老旧小区73个、棚户区5.2万套、老旧管道1.6万公里",
        [
            ("老旧小区", 73, "个", "level", "exact"),
            ("棚户区", 5.2, "万套", "level", "exact"),
            ("老旧管道", 1.6, "万公里", "level", "exact"),
        ],
    ),
    (
        "建成3个露天煤矿和15个井工煤矿",
        [("露天煤矿", 3, "个", "level", "exact"), ("井工煤矿", 15, "个", "level", "exact")],
    ),
    # from-to
    ("常住人口城镇化率从53.2%提高到58.8%", [("常住人口城镇化率", 58.8, "%", "level", "exact")]),
    ("行政许可事项由162项减至97项", [("行政许可事项", 97, "项", "level", "exact")]),
]

NOTHING = [
    "连续6年获得表彰",
    "3月5日召开会议",
    "2025年底前完成",
    "经济总量居全省第3位",
    "跻身全国50强",
    "创建国家5A级景区",
    "实施“33618”行动",
    "推进“3个100万”工程",
    "落实240小时过境免签政策",
    "建成15分钟便民生活圈",
    "推进年产20万吨板材项目",
    "实现粮食产量翻番",
    "建设千座口袋公园",
    "培育六大主导产业",
    "做强12条重点产业链",
    "全市9个县区参加",
    "会同6个部门印发",
    "办好10件民生实事",
    "从四个方面发力",
    "引进一批龙头企业",
    "PM2.5治理成效明显",
    "优化12345热线",
    "一、过去一年的工作",
]


@pytest.mark.parametrize(("text", "expected"), READINGS, ids=[text for text, _ in READINGS])
def test_readings(text: str, expected: list[tuple[object, ...]]) -> None:
    assert brief(find(text + "。")) == expected


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_target(text: str) -> None:
    assert find(text + "。") == []


@pytest.mark.parametrize(
    ("text", "value", "high"),
    [
        ("地区生产总值增长4.5%—5%", 4.5, 5),
        ("地区生产总值增长4.5-5%", 4.5, 5),
        ("地区生产总值增长5%～6%左右", 5, 6),
        ("地区生产总值增长5至6%", 5, 6),
        ("奖励资金3000至5000万元", 3000, 5000),
        ("增长速度定为百分之八至九", 8, 9),
    ],
)
def test_ranges(text: str, value: float, high: float) -> None:
    (record,) = find("今年" + text + "。") or find("今年经济" + text + "。")
    assert (record.value, record.value_high, record.bound) == (value, high, "range")


@pytest.mark.parametrize(
    ("text", "base", "unit"),
    [
        ("完成投资1.2万亿元", 1.2e12, "元"),
        ("新增就业18万人", 180_000, "人"),
        ("粮食产量达到840亿斤", 4.2e7, "吨"),
        ("建成高标准农田30万亩", 20_000, "公顷"),
        ("失业率为5.5%", 5.5, "%"),
        ("新建公园35座", 35, "座"),
    ],
)
def test_base_units(text: str, base: float, unit: str) -> None:
    (record,) = find(text + "。")
    assert record.value_base == pytest.approx(base)
    assert record.unit_base == unit


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("今年主要预期目标是：地区生产总值增长5%左右。", "target"),
        ("今年，力争签约项目100个。", "target"),
        ("到2030年，全市高新技术企业达到500家。", "target"),
        ("去年，全市签约项目100个。", "achieved"),
        ("五年来，累计建成公园300座。", "achieved"),
        ("2022年，全市签约项目568个，同比增长59.4%。", "achieved"),
        ("一、过去五年工作回顾\n新建公园30座。", "achieved"),
        ("二、今年工作安排\n新建公园30座。", "target"),
        ("一、工作回顾\n新建公园30座。\n二、工作安排\n明年要新建公园50座。", "achieved"),
    ],
)
def test_status(text: str, status: str) -> None:
    assert find(text)[0].status == status


@pytest.mark.parametrize(
    ("text", "year", "period", "horizon"),
    [
        ("今年，全市签约项目100个。", 2026, "2026", "annual"),
        ("今年，全市签约项目100个。", None, None, "annual"),
        ("去年，全市签约项目100个。", 2026, "2025", "annual"),
        ("这五年，全市签约项目100个。", 2026, "十四五", "five_year"),
        ("过去五年，全市签约项目100个。", 2023, "2018-2022", "five_year"),
        ("今后五年，全市签约项目100个。", 2026, "十五五", "five_year"),
        ("“七五”时期，全市建成水库10座。", 1991, "七五", "five_year"),
        ("到2035年，全市森林覆盖率达到45%。", 2026, "2035", "long_term"),
        ("全市签约项目100个。", 2026, None, None),
        ("城镇化率从2020年的53%提高到2025年的57%。", 2026, "2025", "annual"),
        ("签约项目比2024年增长20%。", 2026, None, None),
        ("去年，全市签约项目10个。新建公园3座。", 2026, "2025", "annual"),
        ("全市签约项目10个。五年来，全市面貌一新。", 2026, "十四五", "five_year"),
    ],
)
def test_periods(text: str, year: int | None, period: str | None, horizon: str | None) -> None:
    record = find(text, year)[-1]
    assert (record.year, record.horizon) == (period, horizon)


def test_all_fields() -> None:
    text = "（一）目标\n今年，力争全省生产总值增长5.5%左右，在实际工作中争取更好结果。"
    (record,) = find(text)
    assert dataclasses.asdict(record) | {"mention": None} == {
        "mention": None,
        "indicator": "生产总值",
        "indicator_norm": "地区生产总值",
        "value": 5.5,
        "value_high": None,
        "unit": "%",
        "value_base": 5.5,
        "unit_base": "%",
        "change": "growth",
        "bound": "about",
        "hedge": "力争；左右",
        "constraint": "soft",
        "stretch": "在实际工作中争取更好结果",
        "status": "target",
        "year": "2026",
        "horizon": "annual",
        "relative_to": None,
    }
    assert (record.mention.text, record.mention.rule) == ("生产总值增长5.5%左右", "measure")
    assert record.mention.section == "（一）目标"
    assert text[record.mention.start : record.mention.end] == record.mention.text


def test_sentences_broken_by_the_page_are_whole() -> None:
    text = "今年，工作的\n主要预期目标\n是：地区生产总值增长5%，居民消费价\n格涨幅2%左右。"
    assert brief(find(text)) == [
        ("地区生产总值", 5, "%", "growth", "exact"),
        ("居民消费价格", 2, "%", "growth", "about"),
    ]
    assert {t.status for t in find(text)} == {"target"}


def test_spans_lead_back_to_the_source() -> None:
    raw = "全市新建口袋(dài)公园100个。"
    document = spans.edited(Document.of(raw), "pinyin", [Edit(6, 11, "", "pinyin")])
    (record,) = targets.find(prepare(document), RULES)
    assert record.indicator == "口袋公园"
    assert raw[record.mention.raw_start : record.mention.raw_end] == "口袋(dài)公园100个"


def test_firings_tell_why_a_rule_lost() -> None:
    firings = targets.firings(passage("去年，经济科技城落户87个项目，全市9个县区受益。"), RULES)
    reasons = {(f.rule, f.record is not None): f.reason for f in firings}
    assert reasons[("count", True)] == ""
    assert reasons[("measure", False)] == "overlaps count"
    assert any(reason.startswith("body") for reason in reasons.values())


def test_claims_of_a_group_stand_together() -> None:
    both = [overlap.Claim("a", Span(0, 4), 1, None, 7), overlap.Claim("a", Span(0, 4), 1, None, 7)]
    weaker = overlap.Claim("b", Span(2, 6), 2, None)
    assert [reason for _, reason in overlap.settle([*both, weaker])] == ["", "", "overlaps a"]
    assert [reason for _, reason in overlap.settle([weaker._replace(rank=0), *both])] == [
        "overlaps b",
        "overlaps b",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3、5、8个", [(3, "个"), (5, "个"), (8, "个")]),
        ("1409万、1305万人次", [(1409, "万人次"), (1305, "万人次")]),
        ("三亿五千万元", [(3.5, "亿元")]),
        ("一万二千三百人", [(12300, "人")]),
        ("２５．６万人", [(25.6, "万人")]),
        ("危房3万套（户）", [(3, "万套（户）")]),
        ("浓度25微克/立方米", [(25, "微克/立方米")]),
    ],
)
def test_quantities(text: str, expected: list[tuple[float, str]]) -> None:
    assert [(q.value, q.unit) for q in target_quantity.scan(text, RULES)] == expected


@pytest.mark.parametrize(
    ("template", "number", "year", "expected"),
    [
        ("{0}", None, 2026, ("2026", None)),
        ("{+1}", None, 2026, ("2027", False)),
        ("{past}", None, 2021, ("十三五", True)),
        ("{next}", None, 2026, ("十五五", False)),
        ("{n}", "一九八二", 1983, ("1982", True)),
    ],
)
def test_resolve(template: str, number: str | None, year: int, expected: tuple[str, bool | None]) -> None:
    assert target_periods.resolve(template, number, year) == expected


PIECES = [
    *("地区生产总值", "增长", "5%", "左右", "、", "，", "。", "和", "分别", "新建", "公园", "100个", "从", "到"),
    *("超过", "“", "”", "今年", "去年", "的", "三", "万", "亿元", "3.5", "—", "力争", "同步", "\n", "（", "）"),
    *("2026年", "占", "等", "项目", "实现", "0", "十", " "),
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_text_gives_sound_records(text: str) -> None:
    first = targets.firings(passage(text), RULES)
    assert first == targets.firings(passage(text), RULES)
    for firing in first:
        assert 0 <= firing.span.start <= firing.span.end <= len(text)
        assert (firing.record is None) == bool(firing.reason)
        if isinstance(firing.record, Target):
            record = firing.record
            assert record.mention.text == text[record.mention.start : record.mention.end]
            assert record.indicator
            assert (record.value is None) == (record.bound == "relative")
            assert (record.value_high is not None) == (record.bound == "range")
