"""Tables of what was extracted, and of targets compared."""

from __future__ import annotations

from dataclasses import replace

from zhaoshang_nlp.tables.columns import DOC_ID, MENTION, METADATA, TARGET, Column, Table, hidden

_INDUSTRY = (
    Column("name", "str", "名称", "head phrase with code or count"),
    Column("code", "str", "代号", "`33618`, `3+2`, `4×4` …, without quotation marks"),
    Column("count", "int", "数目", "declared number of industries, clusters or chains"),
    Column("category", "str", "类属", "head noun (产业体系, 产业集群, 产业链, 主导产业 …)"),
    Column("members", "list", "成员", "enumerated industries in order"),
    hidden("tiers", "list", "层次", "names of the counted groups it consists of; each is a record of its own"),
    hidden("parent", "str", "上级体系", "name of the system that this group belongs to"),
    Column("action", "str", "动词", "governing verb (构建, 壮大, 培育 …)"),
    Column(
        "consistent", "bool", "是否相符", "whether declared numbers fit what is listed; missing if nothing to check"
    ),
)

_SLOGAN = (
    Column("label", "str", "标签", "`slogan`, `formula`, `parallel`, `initiative`, `term` or `industry_code`"),
    hidden("quoted", "bool", "带引号", "stood in quotation marks"),
    hidden("segments", "list", "分句", "its clauses"),
    Column("numeral", "int", "数字", "leading number of a formula (三个一批: 3)"),
    Column("expansion", "list", "展开", "what a formula stands for, where the document spells it out"),
    Column("form", "str", "规范形式", "normal form for counting across documents"),
)


TABLES = (
    Table("targets", "目标", "one quantified or relative statement", (*MENTION, *TARGET, *METADATA), metadata=True),
    Table("industries", "产业体系", "one industry system", (*MENTION, *_INDUSTRY, *METADATA), metadata=True),
    Table("slogans", "提法", "one slogan, formula or parallel", (*MENTION, *_SLOGAN, *METADATA), metadata=True),
    Table(
        "records",
        "记录",
        "one record of any kind; columns of other kinds are missing",
        (*MENTION, *TARGET, *_INDUSTRY, *_SLOGAN, *METADATA),
        metadata=True,
    ),
    Table(
        "panel",
        "面板",
        "one document, indicator, status and horizon, with the statement that counts; there is a row even if none does",
        (
            DOC_ID,
            *METADATA[:4],
            Column("year", "str", "所指时期", "the period the value is for; in rows without one the year looked for"),
            Column("indicator", "str", "指标", "canonical name, or the literal name asked for"),
            *(c for c in TARGET if c.name in ("value", "value_high", "unit")),
            *(c for c in TARGET if c.name in ("value_base", "unit_base", "change", "bound", "hedge", "constraint")),
            *(c for c in TARGET if c.name in ("stretch", "relative_to")),
            hidden("horizon", "str", "期限", "`annual`, `five_year` or `long_term`, as asked for"),
            hidden("status", "str", "状态", "`target` or `achieved`, as asked for"),
            Column(
                "note", "str", "备注", "why there is no value, or what to know of it: `relative only`, `also 5.5%` …"
            ),
            *(c for c in MENTION if c.name == "text"),
            *(c for c in MENTION if c.name in ("sentence", "section", "raw_start", "raw_end")),
            hidden("n_candidates", "int", "候选数", "how many statements competed"),
            hidden(
                "chosen_because", "str", "入选理由", "on what ground it is before the next one; `only one` if alone"
            ),
            *(c for c in MENTION if c.name == "rule"),
            *METADATA[4:],
        ),
        metadata=True,
    ),
    Table(
        "targets_compared",
        "目标比较",
        "one target of a place and year, against last year's, the levels above and results",
        (
            Column("indicator", "str", "指标", "canonical name, or the literal name asked for"),
            Column("year", "int", "年份", "the year the target is for"),
            *METADATA[:3],
            # A terminal shows the points, which are in the unit of last year's target and of the results.
            *(
                replace(c, shown=c.name == "bound")
                for c in (DOC_ID, *TARGET)
                if c.name in ("doc_id", "value", "value_high", "unit", "bound", "hedge", "change")
            ),
            Column("point", "float", "目标点值", "the value, of a range the middle, a decline negative", "`unit_base`"),
            Column("unit_base", "str", "基本单位", "%, 元, 人 …"),
            hidden("aim", "str", "目标取向", "`up`, `down` or `none`: which way the indicator is meant to go"),
            Column("previous", "float", "上年目标", "point of the target of the year before", "`unit_base`"),
            Column("change_on_previous", "float", "较上年目标", "point - previous", "`unit_base`, points for %"),
            hidden(
                "change_rate", "float", "较上年目标变化率", "100 * (point / previous - 1); not for percentages", "%"
            ),
            Column("nation", "float", "国家目标", "point of the nation's target, for percentages", "`unit_base`"),
            Column("gap_nation", "float", "与国家目标之差", "point - nation", "points"),
            Column("above_region", "str", "上级地区", "the nearest place above that has a comparable target"),
            hidden("above_level", "str", "上级层级", "its level"),
            hidden("above", "float", "上级目标", "point of its target", "`unit_base`"),
            hidden("gap_above", "float", "与上级目标之差", "point - above", "points"),
            Column("amplified", "float", "加码幅度", "gap_above, its sign turned where less is better", "points"),
            hidden("last_achieved", "float", "上年实际", "result of the year before", "`unit_base`"),
            Column("over_achieved", "float", "较上年实际", "point - last_achieved", "`unit_base`, points for %"),
            Column("achieved", "float", "当年实际", "result of the year, from a later document", "`unit_base`"),
            hidden("achieved_doc", "str", "实际值出处", "that document"),
            Column("difference", "float", "实际与目标之差", "achieved - point", "`unit_base`, points for %"),
            Column("outcome", "str", "完成情况", "`missed`, `met` or `exceeded`; missing where neither way is better"),
            Column("note", "str", "备注", "what to know of the target; other documents of the place that differ"),
            hidden("text", "str", "原文", "the statement, contiguous in the normalised text"),
            *(c for c in MENTION if c.name in ("raw_start", "raw_end")),
        ),
    ),
    Table(
        "amplification",
        "层层加码",
        "how the places of a level differ from the target of a place above",
        (
            Column("indicator", "str", "指标", "canonical name, or the literal name asked for"),
            Column("year", "int", "年份", "the year the targets are for"),
            Column("above_region", "str", "上级地区", "the place above"),
            hidden("above_level", "str", "上级层级", "its level"),
            Column("above", "float", "上级目标", "point of its target", "%"),
            Column("level", "str", "下级层级", "level of the places below"),
            Column("n", "int", "地区数", "places below with a comparable target", "places"),
            Column("mean", "float", "均值", "mean of their points", "%"),
            Column("median", "float", "中位数", "median of their points", "%"),
            hidden("low", "float", "最低", "the lowest", "%"),
            hidden("high", "float", "最高", "the highest", "%"),
            Column(
                "mean_amplified", "float", "平均加码", "mean of `amplified`, or of the gap without an aim", "points"
            ),
            hidden("median_amplified", "float", "加码中位数", "median of the same", "points"),
            Column("n_more", "int", "加码地区数", "places that go further", "places"),
            Column("n_equal", "int", "持平地区数", "places that go as far", "places"),
            Column("n_less", "int", "减码地区数", "places that go less far", "places"),
            Column("share_more", "float", "加码占比", "n_more / n"),
            hidden("more", "list", "加码地区", "places that go further"),
            hidden("less", "list", "减码地区", "places that go less far"),
        ),
    ),
)
