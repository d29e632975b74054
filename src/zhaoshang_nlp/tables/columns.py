"""What a table and a column are, and the columns that several tables share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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


def hidden(name: str, type: ColumnType, zh: str, meaning: str, unit: str = "") -> Column:  # noqa: A002 - as in Column
    """Make a column that a terminal does not show."""
    return Column(name, type, zh, meaning, unit, shown=False)


DOC_ID = Column(
    "doc_id", "str", "文档编号", "path relative to the input folder without suffix, or the id column of a table"
)

MENTION = (
    hidden("kind", "str", "类别", "`target`, `industry` or `slogan`"),
    DOC_ID,
    Column("text", "str", "原文", "the mention, contiguous in the normalised text"),
    hidden("start", "int", "起点", "where it begins in the normalised text", "code points"),
    hidden("end", "int", "终点", "where it ends, exclusive", "code points"),
    hidden("raw_start", "int", "源文起点", "where it begins in the decoded source text", "code points"),
    hidden(
        "raw_end", "int", "源文终点", "where it ends there, exclusive; wide where an edit was coarse", "code points"
    ),
    hidden("sentence", "str", "所在句", "the sentence around it"),
    hidden("section", "str", "所在节", "the nearest heading above it"),
    hidden("rule", "str", "规则", "id of the rule that found it"),
)

TARGET = (
    Column("indicator", "str", "指标", "what is measured, resolved in coordinated clauses"),
    hidden("indicator_norm", "str", "规范指标", "canonical name from the list of indicators"),
    Column(
        "value", "float", "数值", "as written, in Arabic figures; missing for relative targets", "the column `unit`"
    ),
    Column("value_high", "float", "数值上限", "the high end of a range", "the column `unit`"),
    Column("unit", "str", "单位", "as written (%, 个百分点, 亿元, 万人 …)"),
    hidden("value_base", "float", "基本单位数值", "the value in base units", "the column `unit_base`"),
    hidden("unit_base", "str", "基本单位", "元, 人, 公顷, % …"),
    Column("change", "str", "变动方向", "`growth`, `decline` or `level`"),
    Column("bound", "str", "界限", "`exact`, `about`, `at_least`, `at_most`, `range` or `relative`"),
    Column("hedge", "str", "修饰词", "the literal hedge (左右, 以上, 力争, 确保, 不低于 …)"),
    hidden("constraint", "str", "约束", "`hard` or `soft`, by the editable map of hedges"),
    hidden("stretch", "str", "争取条款", "the literal clause that reaches further (在实际工作中努力争取更好结果)"),
    Column("status", "str", "状态", "`target` or `achieved`"),
    Column("year", "str", "所指时期", "the period it is for (2026, 十四五, 2030)"),
    hidden("horizon", "str", "期限", "`annual`, `five_year` or `long_term`"),
    Column("relative_to", "str", "参照", "what a relative target is measured against (经济增长, 全国平均 …)"),
)

METADATA = (
    Column("region", "str", "地区", "name of the place, in full"),
    hidden("region_code", "str", "行政区划代码", "its six-digit 行政区划代码"),
    hidden("level", "str", "层级", "`nation`, `province`, `prefecture` or `county`"),
    Column("doc_year", "int", "文档年份", "year that the document belongs to"),
    hidden("date", "str", "日期", "ISO date of the document"),
    hidden("title", "str", "标题", "headline of the document"),
    hidden("speaker", "str", "讲话人", "name or office of who speaks"),
    hidden("genre", "str", "体裁", "`speech`, `report`, `news`, `plan`, `notice`, `other`; missing if not shown"),
)

GROUP = Column("group", "str", "分组", "value of the grouping column; (none) where it is empty")
