"""Targets in the many ways the genre writes them: lists of objectives, reviews, tasks, news, and reports of old."""

from __future__ import annotations

import pytest

from zhaoshang_nlp.extract import target_coordination, target_quantity, targets
from zhaoshang_nlp.extract.passage import prepare
from zhaoshang_nlp.types import Document, Meta, Target

RULES = targets.load()


def find(text: str, year: int | None = 2026) -> list[Target]:
    return targets.find(prepare(Document.of(text, meta=Meta(year=year))), RULES)


# Each record as "indicator value unit change bound".
READINGS: list[tuple[str, list[str]]] = [
    # verbs that lead say the change, or stay with 项目
    (
        "净增各类经营主体15万户、总量达74万户",
        ["各类经营主体 15万户 growth exact", "各类经营主体总量 74万户 level exact"],
    ),
    ("压减审批材料54%", ["审批材料 54% decline exact"]),
    ("为企业降低成本30亿元以上", ["成本 30亿元 decline at_least"]),
    ("我县新签约亿元以上项目60个", ["新签约亿元以上项目 60个 level exact"]),
    ("亿元以上新开工项目20个", ["亿元以上新开工项目 20个 level exact"]),
    ("城乡居民收入倍差缩小到1.8以内", ["城乡居民收入倍差 1.8 level at_most"]),
    ("云岭县新引进制造业项目26个", ["制造业项目 26个 level exact"]),
    ("企业开办时间压缩至0.5天", ["企业开办时间 0.5天 level exact"]),
    ("小区改造惠及39万人", ["小区改造 39万人 level exact"]),
    ("既有住宅加装（更新）电梯955部", ["电梯 955部 level exact"]),
    ("园区规划到2028年入驻企业100家", ["入驻企业 100家 level exact"]),
    ("各小分队每月外出招商不少于2次", ["每月外出招商 2次 level at_least"]),
    # what stands behind the number
    (
        "人形机器人产业营收保持20%以上增长，出口实现10%左右的增速",
        ["人形机器人产业营收 20% growth at_least", "出口 10% growth about"],
    ),
    ("客流量比平日增加三成多", ["客流量 30% growth at_least"]),
    ("用电价格比周边低0.03元左右", ["用电价格 0.03元 decline about"]),
    ("人口自然增长率控制在千分之十以内", ["人口自然增长率 10‰ level at_most"]),
    ("发放消费券不到1000万元", ["消费券 1000万元 level at_most"]),
    ("门票价格涨幅不得高于5%", ["门票价格 5% growth at_most"]),
    ("每个县至少引进2个亿元项目", ["亿元项目 2个 level at_least"]),
    ("经济总量迈上万亿元台阶", ["经济总量 1万亿元 level exact"]),
    ("无人机产量占全国9成", ["无人机产量占全国 90% level exact"]),
    ("城乡居民收入比由2.35缩小到2.2", ["城乡居民收入比 2.2 level exact"]),
    ("林分优化提升20万亩", ["林分优化提升 20万亩 level exact"]),
    ("保障标准不低于最低工资标准的1.6倍", ["保障标准 1.6倍 level at_least"]),
    ("高标准农田达到耕地总面积的64%", ["高标准农田 64% level exact"]),
    ("平均办理时限由12个工作日压缩到3.5个工作日", ["平均办理时限 3.5个工作日 level exact"]),
    ("粮食产量连续9年稳定在40亿斤以上", ["粮食产量 40亿斤 level at_least"]),
    # shares of a plan and of a whole
    (
        "到位资金41.2亿元，同比增长18.9%，完成年度目标的54.9%",
        ["到位资金 41.2亿元 level exact", "到位资金 18.9% growth exact", "到位资金 54.9% level exact"],
    ),
    (
        "民营经济贡献了七成以上的税收、近九成的就业",
        ["税收 70% level at_least", "就业 90% level about"],
    ),
    (
        "新能源汽车产量突破100万辆、占全省的60%以上",
        ["新能源汽车产量 100万辆 level at_least", "新能源汽车产量占全省 60% level at_least"],
    ),
    ("统筹资金3亿元支持乡村振兴", ["资金 3亿元 level exact"]),
    # coordination
    (
        "一产、二产增加值分别增长4%、6.5%左右",
        ["一产增加值 4% growth about", "二产增加值 6.5% growth about"],
    ),
    (
        "城乡居民人均可支配收入分别增长4.4%、5.6%",
        ["城镇居民人均可支配收入 4.4% growth exact", "农村居民人均可支配收入 5.6% growth exact"],
    ),
    (
        "金融机构存、贷款余额双双突破2000亿元",
        ["金融机构存款余额 2000亿元 level at_least", "金融机构贷款余额 2000亿元 level at_least"],
    ),
    (
        "三次产业增加值分别增长3.8%、6.2%和5.9%",
        [f"第{n}产业增加值 {v}% growth exact" for n, v in (("一", 3.8), ("二", 6.2), ("三", 5.9))],
    ),
    (
        "接待游客、实现旅游花费分别增长11%、12%",
        ["接待游客 11% growth exact", "旅游花费 12% growth exact"],
    ),
    (
        "旅客吞吐量、货邮吞吐量分别突破20万人次和3万吨",
        ["旅客吞吐量 20万人次 level at_least", "货邮吞吐量 3万吨 level at_least"],
    ),
    (
        "签约项目52个，总投资386亿元，分别增长15%和22%",
        [
            "签约项目 52个 level exact",
            "总投资 386亿元 level exact",
            "签约项目 15% growth exact",
            "总投资 22% growth exact",
        ],
    ),
    (
        "工业产值、农业产值分别达到8亿元和6亿元，增长4%和5%",
        [
            "工业产值 8亿元 level exact",
            "农业产值 6亿元 level exact",
            "工业产值 4% growth exact",
            "农业产值 5% growth exact",
        ],
    ),
    (
        "工业投资增长5%，技改投资增长7%以上，力争分别达到6%、8%",
        [
            "工业投资 5% growth exact",
            "技改投资 7% growth at_least",
            "工业投资 6% growth exact",
            "技改投资 8% growth exact",
        ],
    ),
    (
        "粮食播种面积、产量分别稳定在50万亩、4亿斤以上",
        ["粮食播种面积 50万亩 level at_least", "粮食产量 4亿斤 level at_least"],
    ),
    # the subject of a clause that gives no number
    ("锂电产业产值实现倍增，到2027年达到200亿元", ["锂电产业产值 200亿元 level exact"]),
    ("锂电产业从无到有、产值突破400亿元", ["锂电产业产值 400亿元 level at_least"]),
    ("花卉产量全省第一、精深加工率85%", ["精深加工率 85% level exact"]),
    # counts
    ("建设100个和美乡村", ["和美乡村 100个 level exact"]),
    ("新增3个千亿级产业园区", ["千亿级产业园区 3个 level exact"]),
    ("新建22个750千伏和330千伏电网工程", ["750千伏和330千伏电网工程 22个 level exact"]),
    ("推动1万家工业企业技术改造和数字化转型", ["工业企业 1万家 level exact"]),
    ("打造“集市”等夜间消费区55个", ["夜间消费区 55个 level exact"]),
    ("23个项目集中开工，18栋厂房封顶", ["项目 23个 level exact", "厂房 18栋 level exact"]),
    ("改造农村危桥180座（含吊桥）", ["农村危桥 180座 level exact"]),
    # reports of old
    (
        "一九五七年工农业总产值达到一千三百八十七亿元，比一九五二年的八百二十七亿元增长百分之六十八",
        ["工农业总产值 1387亿元 level exact", "工农业总产值 68% growth exact"],
    ),
    ("工业总产值年均递增9％，新修水渠四十二条", ["工业总产值 9％ growth exact", "水渠 42条 level exact"]),
    ("扫除文盲六千人，积肥八百多万担", ["文盲 6000人 level exact", "积肥 800万担 level at_least"]),
]

NOTHING = [
    "3次亲临现场调研",
    "3个开发园区要挑大梁",
    "综合排名较上年前移2位",
    "明确了28个主要指标",
    "办好10件民生实事项目",
    "374个行政村通客车",
    "开通时速350公里高铁",
    "审议《关于优化营商环境的28条意见》",
    "实施高质量发展5方面举措",
    "2025年是具有里程碑意义的一年",
    "谋划多年、惠及30万人的引水工程开工",
    "加强党的一元化领导",
    "居民消费价格涨幅保持在合理区间",
]


@pytest.mark.parametrize(("text", "expected"), READINGS, ids=[text for text, _ in READINGS])
def test_readings(text: str, expected: list[str]) -> None:
    assert [f"{t.indicator} {t.value:g}{t.unit} {t.change} {t.bound}" for t in find(text + "。")] == expected


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_target(text: str) -> None:
    assert find(text + "。") == []


@pytest.mark.parametrize(
    ("text", "indicator", "to"),
    [
        ("固定资产投资实现止跌回稳", "固定资产投资", "止跌回稳"),
        ("固定资产投资力争由负转正", "固定资产投资", "由负转正"),
        ("规上工业增加值增速高于地区生产总值增速", "规上工业增加值", "地区生产总值增速"),
        ("城镇登记失业率控制在国家下达目标以内", "城镇登记失业率", "国家下达"),
        ("粮食总产稳中有增", "粮食总产", "稳中有增"),
        ("财政收入与经济增长相协调", "财政收入", "经济增长"),
        ("主要污染物排放总量持续减少", "主要污染物排放总量", "持续减少"),
        ("生态环境质量持续改善", "生态环境质量", "持续改善"),
        ("水环境质量保持优良", "水环境质量", "保持优良"),
        ("外贸进出口促稳提质", "外贸进出口", "促稳提质"),
        ("节能减排降碳和大气质量完成省下达的目标任务", "节能减排降碳和大气质量", "省下达"),
        ("完成国家和省下达的节能减排任务", "节能减排", "国家和省下达"),
        ("能耗降低完成经国家核定的目标", "能耗", "经国家核定"),
    ],
)
def test_relative_targets(text: str, indicator: str, to: str) -> None:
    """A list without a single number is a list of targets as well."""
    (record,) = find(f"今年发展的主要预期目标是：{text}。")
    assert (record.indicator, record.relative_to, record.bound, record.status) == (indicator, to, "relative", "target")


@pytest.mark.parametrize(
    "text",
    [
        "居民收入年均增长5%左右，体现了居民收入增长和经济增长同步的要求。",
        "今年要签约项目5个，确保与全国同步基本实现现代化。",
        "今年要签约项目5个。生态环境质量持续改善。",
    ],
)
def test_remarks_are_no_relative_targets(text: str) -> None:
    assert all(t.bound != "relative" for t in find(text))


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("建议2026年全区经济增长4.5—5%，新增规上企业20家。", 2026, ["target 2026", "target 2026"]),
        ("当前，全市技改投资占比达到四成。今年要确保参保率稳定在95%以上。", 2026, ["achieved 2026", "target 2026"]),
        ("去年全市接待游客86万人次。下一步，景区客流控制在2万人左右。", 2026, ["achieved 2025", "target None"]),
        ("项目投产后，预计年产值可达60亿元，年纳税3亿元。", 2026, ["target None", "target None"]),
        ("截至目前，全县签约项目52个。", 2026, ["achieved None"]),
        ("1—6月，全县签约项目52个。", 2025, ["achieved 2025"]),
        ("会议提出，2025年要确保到位资金500亿元，力争新签约项目30个。", 2026, ["target 2025", "target 2025"]),
        ("2024年主要预期目标是：经济增长5%。", 2026, ["target 2024"]),
        ("二、2025年主要任务\n2025年，要推动签约项目100个。", 2026, ["target 2025"]),
        ("（三）聚力改善民生\n改造老旧小区70个，惠及居民1.8万户。", 2024, ["target None", "target None"]),
        ("1957年的工业总产值增长4%，达到603亿元。", 1957, ["achieved 1957", "achieved 1957"]),
        ("到1995年，全市工业总产值达到45亿元。", 1991, ["target 1995"]),
        ("到“十五五”末，全市生产总值达到50亿元。", 2026, ["target 十五五"]),
        ("“十四五”期间，完成投资6亿元，是“十三五”时期的1.5倍。", 2026, ["achieved 十四五", "achieved 十四五"]),
        ("园区规划到2028年入驻企业100家，用地3000亩。", 2026, ["target 2028", "target 2028"]),
    ],
)
def test_status_and_year(text: str, year: int, expected: list[str]) -> None:
    assert [f"{t.status} {t.year}" for t in find(text, year)] == expected


@pytest.mark.parametrize(
    ("text", "indicator", "to"),
    [
        ("居民收入增长与经济增长同步", "居民收入", "经济增长"),
        ("居民收入增长和经济增长基本同步", "居民收入", "经济增长"),
        ("居民收入增速高于经济增速", "居民收入", "经济增速"),
        ("城镇调查失业率低于全国平均水平", "城镇调查失业率", "全国平均水平"),
        ("进出口总额争取实现正增长", "进出口总额", "正增长"),
        ("国际收支基本平衡", "国际收支", "基本平衡"),
        ("完成国家下达的节能减排任务", "节能减排", "国家下达"),
        ("按照国家要求完成节能减排任务", "节能减排", "国家要求"),
        ("单位地区生产总值能耗完成国家下达目标", "单位地区生产总值能耗", "国家下达"),
        ("粮食产量、节能降碳等指标全面完成任务", "粮食产量、节能降碳等指标", None),
    ],
)
def test_relative_targets_beside_numbers(text: str, indicator: str, to: str | None) -> None:
    record = find(f"今年主要预期目标是：地区生产总值增长5%左右；{text}。")[-1]
    assert (record.bound, record.indicator, record.relative_to) == ("relative", indicator, to)
    assert record.mention.text.endswith(text[-4:])


@pytest.mark.parametrize(
    "text",
    [
        "居民收入增长与经济增长同步。",
        "去年，地区生产总值增长5%，居民收入增长与经济增长同步。",
        "今年主要预期目标是：地区生产总值增长5%。\n企业与员工同步成长。",
    ],
)
def test_relative_targets_stand_in_lists_of_targets_only(text: str) -> None:
    assert not [t for t in find(text) if t.bound == "relative"]


def test_stretch_may_follow_a_pause() -> None:
    record = find("今年主要预期目标：经济增长5%左右、力争更高，物价涨幅保持在合理区间。")[0]
    assert record.stretch == "力争更高"


def test_base_values_have_no_dust() -> None:
    (record,) = find("到位资金41.2亿元。")
    assert record.value_base == 4_120_000_000
    (first, second) = target_quantity.scan("3、41.2万亩", RULES)
    assert (first.base, second.base) == (2000.0, 27466.6666666667)


@pytest.mark.parametrize(
    ("phrase", "count", "expected"),
    [
        ("金融机构本外币存贷款余额", 2, ["金融机构本外币存款余额", "金融机构本外币贷款余额"]),
        ("刑事、治安案件", 2, ["刑事案件", "治安案件"]),
        ("烤烟、桑蚕茧、羊肉等", 0, ["烤烟", "桑蚕茧", "羊肉"]),
        ("电子、装备、食品等产业产值", 0, ["电子产业产值", "装备产业产值", "食品产业产值"]),
        ("跨境电商综合试验区、服务贸易平台", 2, ["跨境电商综合试验区", "服务贸易平台"]),
        ("省级、市级技术中心", 2, ["省级技术中心", "市级技术中心"]),
        ("三次产业增加值", 3, ["第一产业增加值", "第二产业增加值", "第三产业增加值"]),
    ],
)
def test_members(phrase: str, count: int, expected: list[str]) -> None:
    assert target_coordination.members(phrase, count, RULES) == expected
