"""The one description of every table: its columns in order, each with type, unit, meaning and Chinese header.

Files, data frames, the terminal and ``docs/records.md`` all follow it. A missing value is None everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from zhaoshang_nlp.errors import UnknownName

ColumnType = Literal["str", "int", "float", "bool", "list"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        name: English name, the key of the rows.
        type: ``str``, ``int``, ``float``, ``bool`` or ``list`` (of str; joined with ``；`` in flat files).
        zh: Chinese header.
        meaning: what stands in it.
        unit: unit of a number, where it has one.
        shown: whether a terminal, which is narrow, shows it.
    """

    name: str
    type: ColumnType
    zh: str
    meaning: str
    unit: str = ""
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        name: English name, also the name of its file.
        zh: Chinese title.
        meaning: what a row is.
        columns: in order.
        metadata: whether the columns of the documents' own metadata follow at the end.
    """

    name: str
    zh: str
    meaning: str
    columns: tuple[Column, ...]
    metadata: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)


def _hidden(name: str, type: ColumnType, zh: str, meaning: str, unit: str = "") -> Column:  # noqa: A002 - as in Column
    return Column(name, type, zh, meaning, unit, shown=False)


_DOC_ID = Column(
    "doc_id", "str", "文档编号", "path relative to the input folder without suffix, or the id column of a table"
)
_MENTION = (
    _hidden("kind", "str", "类别", "`target`, `industry` or `slogan`"),
    _DOC_ID,
    Column("text", "str", "原文", "the mention, contiguous in the normalised text"),
    _hidden("start", "int", "起点", "where it begins in the normalised text", "code points"),
    _hidden("end", "int", "终点", "where it ends, exclusive", "code points"),
    _hidden("raw_start", "int", "源文起点", "where it begins in the decoded source text", "code points"),
    _hidden(
        "raw_end", "int", "源文终点", "where it ends there, exclusive; wide where an edit was coarse", "code points"
    ),
    _hidden("sentence", "str", "所在句", "the sentence around it"),
    _hidden("section", "str", "所在节", "the nearest heading above it"),
    _hidden("rule", "str", "规则", "id of the rule that found it"),
)
_TARGET = (
    Column("indicator", "str", "指标", "what is measured, resolved in coordinated clauses"),
    _hidden("indicator_norm", "str", "规范指标", "canonical name from the list of indicators"),
    Column(
        "value", "float", "数值", "as written, in Arabic figures; missing for relative targets", "the column `unit`"
    ),
    Column("value_high", "float", "数值上限", "the high end of a range", "the column `unit`"),
    Column("unit", "str", "单位", "as written (%, 个百分点, 亿元, 万人 …)"),
    _hidden("value_base", "float", "基本单位数值", "the value in base units", "the column `unit_base`"),
    _hidden("unit_base", "str", "基本单位", "元, 人, 公顷, % …"),
    Column("change", "str", "变动方向", "`growth`, `decline` or `level`"),
    Column("bound", "str", "界限", "`exact`, `about`, `at_least`, `at_most`, `range` or `relative`"),
    Column("hedge", "str", "修饰词", "the literal hedge (左右, 以上, 力争, 确保, 不低于 …)"),
    _hidden("constraint", "str", "约束", "`hard` or `soft`, by the editable map of hedges"),
    _hidden("stretch", "str", "争取条款", "the literal clause that reaches further (在实际工作中努力争取更好结果)"),
    Column("status", "str", "状态", "`target` or `achieved`"),
    Column("year", "str", "所指时期", "the period it is for (2026, 十四五, 2030)"),
    _hidden("horizon", "str", "期限", "`annual`, `five_year` or `long_term`"),
    Column("relative_to", "str", "参照", "what a relative target is measured against (经济增长, 全国平均 …)"),
)
_INDUSTRY = (
    Column("name", "str", "名称", "head phrase with code or count"),
    Column("code", "str", "代号", "`33618`, `3+2`, `4×4` …, without quotation marks"),
    Column("count", "int", "数目", "declared number of industries, clusters or chains"),
    Column("category", "str", "类属", "head noun (产业体系, 产业集群, 产业链, 主导产业 …)"),
    Column("members", "list", "成员", "enumerated industries in order"),
    _hidden("tiers", "list", "层次", "names of the counted groups it consists of; each is a record of its own"),
    _hidden("parent", "str", "上级体系", "name of the system that this group belongs to"),
    Column("action", "str", "动词", "governing verb (构建, 壮大, 培育 …)"),
    Column(
        "consistent", "bool", "是否相符", "whether declared numbers fit what is listed; missing if nothing to check"
    ),
)
_SLOGAN = (
    Column("label", "str", "标签", "`slogan`, `formula`, `parallel`, `initiative`, `term` or `industry_code`"),
    _hidden("quoted", "bool", "带引号", "stood in quotation marks"),
    _hidden("segments", "list", "分句", "its clauses"),
    Column("numeral", "int", "数字", "leading number of a formula (三个一批: 3)"),
    Column("expansion", "list", "展开", "what a formula stands for, where the document spells it out"),
    Column("form", "str", "规范形式", "normal form for counting across documents"),
)
_METADATA = (
    Column("region", "str", "地区", "name of the place, in full"),
    _hidden("region_code", "str", "行政区划代码", "its six-digit 行政区划代码"),
    _hidden("level", "str", "层级", "`nation`, `province`, `prefecture` or `county`"),
    Column("doc_year", "int", "文档年份", "year that the document belongs to"),
    _hidden("date", "str", "日期", "ISO date of the document"),
    _hidden("title", "str", "标题", "headline of the document"),
    _hidden("speaker", "str", "讲话人", "name or office of who speaks"),
)
_KEYWORD = (
    Column("term", "str", "词语", "the word"),
    Column("tf", "int", "词频", "how often it stands there", "occurrences"),
    Column("df", "int", "文档频率", "in how many rows of the comparison (documents, or groups) it stands"),
    Column("weight", "float", "权重", "TF-IDF, 0 to 1"),
    Column("rank", "int", "排名", "1 for the heaviest; ties in order of the terms"),
)

_TABLES = (
    Table(
        "documents",
        "文档",
        "one document that was read",
        (
            _DOC_ID,
            _hidden("path", "str", "文件", "the file"),
            Column("encoding", "str", "编码", "codec that decoded it; missing for table cells and office files"),
            _hidden("encoding_score", "float", "编码可信度", "plausibility of the decoding, 0 to 1"),
            _hidden("lost", "int", "丢失字符", "characters that could not be decoded", "characters"),
            Column("note", "str", "备注", "what a reader should know of the reading"),
            _hidden("digest", "str", "摘要", "sha256 of the bytes read"),
            _hidden("raw_chars", "int", "源文字数", "length of the decoded source", "characters"),
            Column("chars", "int", "字数", "length of the normalised text", "characters"),
            Column("edits", "int", "修改数", "edits that normalisation made"),
            Column("tokens", "int", "词数", "words and punctuation marks of the normalised text"),
            _hidden("terms", "int", "词种数", "different content words"),
            Column("targets", "int", "目标数", "records of targets"),
            Column("industries", "int", "产业体系数", "records of industry systems"),
            Column("slogans", "int", "提法数", "records of slogans and other quoted expressions"),
            _hidden(
                "metadata_from", "list", "元数据来源", "`field=source`, source being sidecar, column, name or head"
            ),
            *_METADATA,
        ),
        metadata=True,
    ),
    Table("targets", "目标", "one quantified or relative statement", (*_MENTION, *_TARGET, *_METADATA), metadata=True),
    Table("industries", "产业体系", "one industry system", (*_MENTION, *_INDUSTRY, *_METADATA), metadata=True),
    Table("slogans", "提法", "one slogan, formula or parallel", (*_MENTION, *_SLOGAN, *_METADATA), metadata=True),
    Table(
        "records",
        "记录",
        "one record of any kind; columns of other kinds are missing",
        (*_MENTION, *_TARGET, *_INDUSTRY, *_SLOGAN, *_METADATA),
        metadata=True,
    ),
    Table(
        "panel",
        "面板",
        "one document, indicator, status and horizon, with the statement that counts; there is a row even if none does",
        (
            _DOC_ID,
            *_METADATA[:4],
            Column("year", "str", "所指时期", "the period the value is for; in rows without one the year looked for"),
            Column("indicator", "str", "指标", "canonical name, or the literal name asked for"),
            *(c for c in _TARGET if c.name in ("value", "value_high", "unit")),
            *(c for c in _TARGET if c.name in ("value_base", "unit_base", "change", "bound", "hedge", "constraint")),
            *(c for c in _TARGET if c.name in ("stretch", "relative_to")),
            _hidden("horizon", "str", "期限", "`annual`, `five_year` or `long_term`, as asked for"),
            _hidden("status", "str", "状态", "`target` or `achieved`, as asked for"),
            Column(
                "note", "str", "备注", "why there is no value, or what to know of it: `relative only`, `also 5.5%` …"
            ),
            *(c for c in _MENTION if c.name == "text"),
            *(c for c in _MENTION if c.name in ("sentence", "section", "raw_start", "raw_end")),
            _hidden("n_candidates", "int", "候选数", "how many statements competed"),
            _hidden(
                "chosen_because", "str", "入选理由", "on what ground it is before the next one; `only one` if alone"
            ),
            *(c for c in _MENTION if c.name == "rule"),
            *_METADATA[4:],
        ),
        metadata=True,
    ),
    Table("keywords", "关键词", "one of the heaviest terms of a document", (_DOC_ID, *_KEYWORD)),
    Table(
        "group_keywords",
        "分组关键词",
        "one of the heaviest terms of a group; the texts of a group count as one",
        (Column("group", "str", "分组", "value of the grouping column; (none) where it is empty"), *_KEYWORD),
    ),
    Table(
        "similarity",
        "相似度",
        "one of the nearest neighbours of a document or group",
        (
            Column("a", "str", "甲", "document or group"),
            Column("b", "str", "乙", "its neighbour"),
            Column("cosine", "float", "余弦相似度", "of the TF-IDF weights, 0 to 1; 0 where one side has no terms"),
            Column("rank", "int", "排名", "1 for the nearest; ties in order of the ids"),
        ),
    ),
    Table(
        "distinctive",
        "特征词",
        "a term that a group uses more or less often than all others together",
        (
            Column("group", "str", "分组", "value of the grouping column ((none) where empty), else the document's id"),
            Column("term", "str", "词语", "the word"),
            Column("direction", "str", "方向", "`more` or `less` often than the rest"),
            Column("tf", "int", "词频", "how often it stands in the group", "occurrences"),
            Column("rest_tf", "int", "其余词频", "how often in the rest", "occurrences"),
            _hidden("df", "int", "文档数", "documents of the group that hold it", "documents"),
            _hidden("rest_df", "int", "其余文档数", "documents of the rest that hold it", "documents"),
            Column("rate", "float", "每万词频次", "occurrences in the group", "per 10,000 words"),
            Column("rest_rate", "float", "其余每万词频次", "occurrences in the rest", "per 10,000 words"),
            Column("g2", "float", "对数似然值", "signed log-likelihood G2, negative for `less`"),
            _hidden("p", "float", "p值", "p-value of G2, chi-squared with one degree of freedom"),
            Column("q", "float", "q值", "false discovery rate among all terms of the group (Benjamini-Hochberg)"),
            Column(
                "log_ratio", "float", "对数比", "binary logarithm of rate / rest_rate; a count of 0 is taken as 0.5"
            ),
            _hidden("log_ratio_low", "float", "对数比下限", "lower end of its 95 % interval"),
            _hidden("log_ratio_high", "float", "对数比上限", "upper end of its 95 % interval"),
            Column("rank", "int", "排名", "1 for the largest |g2| of group and direction"),
        ),
    ),
    Table(
        "shared",
        "共有提法",
        "an expression that several documents use",
        (
            Column("form", "str", "规范形式", "normal form of the expression"),
            Column("label", "str", "标签", "the label that it carries most often"),
            Column("n_mentions", "int", "出现次数", "how often it stands in all documents", "mentions"),
            Column("n_docs", "int", "文档数", "how many documents hold it", "documents"),
            Column("n_groups", "int", "分组数", "how many groups hold it; missing without groups", "groups"),
            Column("documents", "list", "文档", "ids of the documents"),
            _hidden("groups", "list", "分组", "the groups"),
        ),
    ),
    Table(
        "clusters",
        "聚类",
        "one document or group with the cluster that it belongs to",
        (
            _DOC_ID,
            Column("cluster", "int", "类号", "1 for the largest; missing for a document without terms"),
            Column("size", "int", "类内文档数", "documents of the cluster", "documents"),
            Column("silhouette", "float", "轮廓系数", "-1 to 1: nearness to its own cluster against the next one"),
            Column("terms", "list", "代表词", "terms that weigh most in the cluster"),
        ),
    ),
    Table(
        "edits",
        "修改",
        "one edit that normalisation made",
        (
            _DOC_ID,
            Column("step", "str", "步骤", "step of normalisation"),
            Column("rule", "str", "规则", "id of the rule"),
            Column("old", "str", "原文", "the characters as the step saw them; invisible ones as <U+200B>"),
            Column("new", "str", "改为", "what it made of them"),
            _hidden("raw_start", "int", "源文起点", "where they begin in the decoded source", "code points"),
            _hidden("raw_end", "int", "源文终点", "where they end there, exclusive", "code points"),
            Column("note", "str", "依据", "the evidence"),
        ),
    ),
    Table(
        "firings",
        "规则命中",
        "one rule that fired, whether or not a record came of it",
        (
            _hidden("kind", "str", "类别", "`targets`, `industries` or `slogans`"),
            _DOC_ID,
            Column("rule", "str", "规则", "id of the rule"),
            Column("text", "str", "原文", "what it found, in the normalised text"),
            Column("won", "bool", "成立", "whether a record came of it"),
            Column("reason", "str", "原因", "why not, where none did"),
            Column("start", "int", "起点", "where it begins in the normalised text", "code points"),
            _hidden("end", "int", "终点", "where it ends, exclusive", "code points"),
            _hidden("raw_start", "int", "源文起点", "where it begins in the decoded source text", "code points"),
            _hidden("raw_end", "int", "源文终点", "where it ends there, exclusive", "code points"),
        ),
    ),
    Table(
        "errors",
        "错误",
        "one input that gave no result",
        (
            _DOC_ID,
            Column("path", "str", "文件", "the file"),
            Column("step", "str", "步骤", "where it failed"),
            Column("error", "str", "问题", "what is wrong"),
            Column("advice", "str", "建议", "what to try"),
        ),
    ),
)

SCHEMA: Mapping[str, Table] = {table.name: table for table in _TABLES}
# The table of each kind of record, in the order in which results are shown.
KIND_TABLES: Mapping[str, str] = {"target": "targets", "industry": "industries", "slogan": "slogans"}
_RESERVED = frozenset(name for table in _TABLES if table.metadata for name in table.names)
_PREFIX = "meta_"


def table(name: str) -> Table:
    """Give a table's description.

    Raises:
        UnknownName: for a table that does not exist.
    """
    if name not in SCHEMA:
        raise UnknownName("table", name, SCHEMA)
    return SCHEMA[name]


def extra_column(name: str) -> str:
    """Give the column of a metadata field of the user's own: its name, or ``meta_`` and the name where that is taken.

    A name counts as taken in every table if any table with metadata has it, so that a field is called the same
    everywhere. A field that is itself called ``meta_text`` becomes ``meta_meta_text``: no two fields share a column.

    >>> [extra_column(name) for name in ("issuer", "text", "meta_text", "meta_issuer")]
    ['issuer', 'meta_text', 'meta_meta_text', 'meta_issuer']
    """
    bare = name
    while bare.startswith(_PREFIX):
        bare = bare.removeprefix(_PREFIX)
    return _PREFIX + name if bare in _RESERVED else name
