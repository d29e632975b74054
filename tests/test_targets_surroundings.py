"""Targets amid their surroundings: headings, announced lists, chains of numbers, names left unsaid, rejects."""

from __future__ import annotations

import pytest

from zhaoshang_nlp.extract import target_coordination, targets
from zhaoshang_nlp.extract.passage import prepare
from zhaoshang_nlp.types import Document, Meta, Target

RULES = targets.load()


def find(text: str, year: int | None = 2026) -> list[Target]:
    return targets.find(prepare(Document.of(text, meta=Meta(year=year))), RULES)


def brief(text: str) -> list[str]:
    """Write each record as "indicator value unit change bound"."""
    return [f"{t.indicator} {t.value:g}{t.unit} {t.change} {t.bound}" for t in find(text) if t.value is not None]


REPORT = """\
一、2025年工作回顾
口袋公园100座。
二、2026年工作安排
口袋公园20座。
附件：民生实事
一、改善出行条件
农村公路30公里。
二、提高救助水平
救助标准从每月200元提高到230元。
三、保障措施
路灯300盏。"""
CHAPTERS = """\
第一部分 2025年工作回顾
一、经济运行
口袋公园100座。
二、社会民生
养老床位300张。
第二部分 2026年主要任务
一、产业发展
工业园区6个。
二、发展目标
城镇新增就业2万人。
三、城乡建设
农村公路30公里。"""
UNNUMBERED = """\
过去五年工作回顾
口袋公园100座。
今后五年发展目标
养老床位300张。
2026年重点工作
路灯300盏。
2026年重点工作推进会召开
农村公路30公里。"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A list inside a part begins at 一 anew and belongs to it.
        (REPORT, ["achieved 2025", "target 2026", "target 2026", "target 2026", "target 2026"]),
        (CHAPTERS, ["achieved 2025"] * 2 + ["target 2026"] + ["target None"] * 2),
        (UNNUMBERED, ["achieved 十四五", "target 十五五", "target 2026", "target 2026"]),
        # A neutral heading that goes on counting ends the part.
        ("一、2025年工作回顾\n口袋公园100座。\n二、附录\n今年要新建路灯300盏。", ["achieved 2025", "target 2026"]),
        # What is announced further down says nothing of what stands before it; an opening year holds for the run.
        (
            "2025年，生产总值达到800亿元。财政收入突破60亿元。城镇新增就业1.2万人。今年主要预期目标是：生产总值增长5%左右。",
            ["achieved 2025", "achieved 2025", "achieved 2025", "target 2026"],
        ),
        # Numbers of a chain share their status, unless one has a period or a promise of its own.
        ("商品销售额预计将达到60亿元，比上年增长8%。", ["target None", "target None"]),
        ("去年商品销售额达到60亿元，今年力争达到66亿元。", ["achieved 2025", "target 2026"]),
        ("二、2026年工作安排\n公园总数达到50座，比2020年增长8%。", ["target 2026", "target 2026"]),
        # A year long past is no plan, wherever it stands; what is started from is none of this.
        ("二、2026年工作安排\n粮食产量力争达到30亿斤，2019年的粮食产量为25亿斤。", ["target 2026", "achieved 2019"]),
        ("二、2026年工作安排\n粮食产量在2019年的基础上增加3亿斤。", ["target 2019"]),
        ("二、2026年工作安排\n确保2024年开工的12个项目竣工投产。", ["target 2026"]),
        ("记者从市交通局获悉，今年全市计划新开工改造桥梁12座。", ["target 2026"]),
        ("坚决守住红线，耕地保有量不少于86万亩，基本农田保护面积不低于62万亩。", ["target None", "target None"]),
        ("在2024年11月召开的全会上，提出了今年要引进项目100个。", ["target 2026"]),
        # 年均 and 累计 sum up the years named last.
        (
            "五年来，经济稳步增长。2025年，旅居人数5万人。社会消费品零售总额年均增长5%。",
            ["achieved 2025", "achieved 十四五"],
        ),
    ],
)
def test_status_and_year(text: str, expected: list[str]) -> None:
    assert [f"{t.status} {t.year}" for t in find(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # words that hold a conjunction are not cut in two
        (
            "垃圾处理覆盖率、燃气普及率分别提高到70%、95%",
            ["垃圾处理覆盖率 70% level exact", "燃气普及率 95% level exact"],
        ),
        # what a measure may not attach to
        ("总投资3亿元，占地300亩", ["总投资 3亿元 level exact", "占地 300亩 level exact"]),
        ("工业投资100亿元，产值50亿元", ["工业投资 100亿元 level exact", "产值 50亿元 level exact"]),
        ("基金24只、总规模9亿元", ["基金 24只 level exact", "基金总规模 9亿元 level exact"]),
        (
            "第一产业增加值30亿元；第二产业90亿元",
            ["第一产业增加值 30亿元 level exact", "第二产业增加值 90亿元 level exact"],
        ),
        # a subject without a number before the clause of its number
        (
            "生产总值800亿元，财政收入跨过百亿元大关，达到106亿元",
            ["生产总值 800亿元 level exact", "财政收入 106亿元 level exact"],
        ),
        ("粮食生产“十连丰”，达到30亿斤", ["粮食生产 30亿斤 level exact"]),
        (
            "在校学生，2019年有2万人，2024年达到3万人，增加一倍多",
            ["在校学生 2万人 level exact", "在校学生 3万人 level exact", "在校学生 1倍 growth at_least"],
        ),
        ("茶叶、水果、药材等特产，都增长20%以上", ["茶叶、水果、药材等特产 20% growth at_least"]),
        (
            "布匹产量增加2万吨，用水总量（含回用，不含农业），比上年降低了3万吨",
            ["布匹产量 2万吨 growth exact", "用水总量 3万吨 decline exact"],
        ),
        ("茶叶产量1.2万吨，即增长两成", ["茶叶产量 1.2万吨 level exact", "茶叶产量 20% growth exact"]),
        # verbs side by side, comparisons, places
        ("高速公路建成通车60公里", ["高速公路 60公里 level exact"]),
        ("建设和美乡村3个", ["和美乡村 3个 level exact"]),
        ("产能较传统模式提升12%", ["产能 12% growth exact"]),
        ("工业总产值要在2020年的基数上增长29%", ["工业总产值 29% growth exact"]),
        ("全国工农业总产值增长8%", ["工农业总产值 8% growth exact"]),
        ("全国文明城市3个", ["全国文明城市 3个 level exact"]),
        ("青石全市用电量增长5%", ["用电量 5% growth exact"]),
        ("食品安全市场主体覆盖率达到90%", ["食品安全市场主体覆盖率 90% level exact"]),
        ("新能源汽车产量从80万辆增至2025年超120万辆", ["新能源汽车产量 120万辆 level at_least"]),
        ("食品抽检量超每千人6批次", ["食品抽检量 6批次 level at_least"]),
        ("农户达到全体农户的60%，已接近全县人口的50%", ["农户 60% level exact", "农户 50% level about"]),
        # nouns with a clause for their attribute, and with a letter
        ("培育3个在国内有影响力的产业联盟", ["在国内有影响力的产业联盟 3个 level exact"]),
        ("新增20个5G工厂、6个A级景区", ["5G工厂 20个 level exact", "A级景区 6个 level exact"]),
        ("19个项目总投资86亿元", ["项目 19个 level exact", "总投资 86亿元 level exact"]),
        # how much it takes to be counted
        ("营收超10亿元的有5家", ["营收超10亿元 5家 level exact"]),
        (
            "占比超过10%的产品4种，超过20%的有2种",
            ["占比 10% level at_least", "产品 4种 level exact", "超过20% 2种 level exact"],
        ),
        ("5亿元—10亿元项目3个", ["5亿元—10亿元项目 3个 level exact"]),
        ("集体收入10万元以上的村占比达到90%", ["集体收入10万元以上的村占比 90% level exact"]),
        # numbers and units
        ("亩产提高到七斤半", ["亩产 7.5斤 level exact"]),
        ("资产规模超十万亿元", ["资产规模 10万亿元 level at_least"]),
        ("资产规模超百万亿元", []),
        ("产值增长六倍半以上", ["产值 6.5倍 growth at_least"]),
        ("引进5家半导体企业", ["半导体企业 5家 level exact"]),
        ("预算收入1，040，500，000元", ["预算收入 1.0405e+09元 level exact"]),
        ("共有60万人口", ["人口 60万 level exact"]),
        ("每千人口拥有床位6.5张", ["每千人口拥有床位 6.5张 level exact"]),
        ("用电量增长 12 %", ["用电量 12% growth exact"]),
        ("布匹产量一九七五年将达到2万吨", ["布匹产量 2万吨 level exact"]),
        ("扩建三元前驱体项目8个", ["三元前驱体项目 8个 level exact"]),
    ],
)
def test_readings(text: str, expected: list[str]) -> None:
    assert brief(text) == expected


def test_a_list_of_targets_may_hold_no_number() -> None:
    text = "今年，固定资产投资增速快于经济增速，进出口总额力争实现正增长，居民收入与经济增长同步，税收占比稳中有升。"
    assert [(t.indicator, t.relative_to, t.year) for t in find(text)] == [
        ("固定资产投资", "经济增速", "2026"),
        ("进出口总额", "正增长", "2026"),
        ("居民收入", "经济增长", "2026"),
        ("税收占比", "稳中有升", "2026"),
    ]
    assert not find("去年，投资增速快于经济增速，出口实现正增长，居民收入与经济增长同步，税收占比稳中有升。")
    assert not find("统筹规划、同步设计、同步实施、同步推进。")


def test_a_direction_may_hold_for_two_indicators() -> None:
    found = find("主要预期目标是：能耗强度和碳排放强度进一步下降，生态环境质量明显改善。")
    assert [t.indicator for t in found] == ["能耗强度", "碳排放强度", "生态环境质量"]


@pytest.mark.parametrize("phrase", ["农村普及率", "居民参与度", "碳中和示范区", "和谐社区", "城乡总和生育率"])
def test_a_sign_inside_a_word_joins_nothing(phrase: str) -> None:
    assert target_coordination.parts_of(phrase) == [phrase]


@pytest.mark.parametrize(
    ("indicator", "name"),
    [("城镇累计新增就业", "城镇新增就业"), ("预计固定资产投资", "固定资产投资"), ("游客满意度", None)],
)
def test_words_inside_a_name_do_not_hide_it(indicator: str, name: str | None) -> None:
    (record,) = find(f"全市{indicator}5万。")
    assert record.indicator_norm == name
