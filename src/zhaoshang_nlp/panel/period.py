"""Time: which years a period means, how far it lies from the one asked for, and whether growth is that of one year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from zhaoshang_nlp import numerals
from zhaoshang_nlp.types import Horizon, Status

UNNAMED = 99  # years: farther off than any period that a text names
Reach = Literal["one", "average", "several"]
_ITEM = re.compile(r"[；;]")
_EACH_YEAR = re.compile("每年(?:要|平均|实现|完成)?$")  # 每年|城镇新增就业5万人
_YEAR = re.compile(r"\d{4}年|[今去上]年|全年")


def years(period: str | None) -> tuple[int, int] | None:
    """Give first and last year of a period as the records name it.

    >>> years("2026"), years("2018-2022"), years("十四五"), years("七五"), years(None)
    ((2026, 2026), (2018, 2022), (2021, 2025), (1986, 1990), None)
    """
    if not period:
        return None
    first, _, last = period.partition("-")
    if first.isdigit():
        return int(first), int(last) if last.isdigit() else int(first)
    ordinal = numerals.chinese(period[:-1])
    return (1951 + 5 * int(ordinal), 1955 + 5 * int(ordinal)) if ordinal else None


def distance(period: str | None, kind: tuple[Status, Horizon], year: int | None) -> int | None:
    """Give how far a period lies from that which a document of ``year`` is expected to name; None if out of question.

    Targets are for the document's own year, those of reports at the year's end for the next; results are those of the
    year before or, at the year's end, of the year itself. Of five-year periods the one that begins (for results: ends)
    nearest counts.

    >>> [distance(period, ("target", "annual"), 2026) for period in ("2026", "2027", None, "2025", "2030")]
    [0, 1, 99, None, None]
    >>> [distance(period, ("achieved", "annual"), 2026) for period in ("2025", "2026", "2024")]
    [0, 1, None]
    >>> [distance(period, ("target", "five_year"), 2026) for period in ("十五五", "十四五", "十六五")]
    [0, None, 5]
    """
    named = years(period)
    if named is None:
        return UNNAMED
    first, last = named
    status, horizon = kind
    if year is None:
        return -last  # the latest one that is named
    expected = year if status == "target" else year - 1
    if horizon == "annual":
        return first - expected if first - expected in (0, 1) else None
    if status == "achieved":
        return abs(expected - last)
    return None if last < year else abs(first - year)


def reach(before: str, statement: str, period: str | None, patterns: Mapping[str, re.Pattern[str]]) -> Reach:
    """Tell whether growth is that of one year, a yearly average, or the sum of several years.

    Args:
        before: what stands before the statement in its sentence.
        statement: the statement, from the indicator to its own number.
        period: the period it is for.
        patterns: the patterns of ``data/panel.toml``.
    """
    if patterns["yearly-average"].search(statement) or _EACH_YEAR.search(before):
        return "average"
    if patterns["one-year"].search(statement):
        return "one"
    item = _ITEM.split(before)[-1]
    compared = [*patterns["compared-year"].finditer(item + statement)]
    # 与2020年相比 opens a sentence and holds for all its items.
    compared = compared or [m for m in patterns["compared-year"].finditer(before) if before.startswith("相比", m.end())]
    if compared:
        base = numerals.value(compared[-1]["year"])
        return "one" if base is not None and years(period) == (base + 1, base + 1) else "several"
    # Words of duration hold until a year is named: 五年来……，2025年增长5%.
    near = _YEAR.split(item)[-1] + statement
    return "several" if patterns["several-years"].search(near) else "one"
