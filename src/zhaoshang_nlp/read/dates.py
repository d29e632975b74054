"""Dates and years as people write them: 2026年1月27日, 二〇二六年, 2022-09-19, 14.03.2017."""

from __future__ import annotations

import datetime
import re

from zhaoshang_nlp import chars, numerals

YEARS = range(1900, 2101)

# The numerals of a Chinese date: positional for the year, counted for month and day.
_YEAR_SIGN = "0-9〇○零一二三四五六七八九"
_DAY_SIGN = "0-9〇一二三四五六七八九十"
_CHINESE = rf"(?P<y>[{_YEAR_SIGN}]{{4}})\s*年\s*(?P<m>[{_DAY_SIGN}]{{1,3}})\s*月\s*(?P<d>[{_DAY_SIGN}]{{1,3}})\s*日"
_NUMERIC = r"(?<!\d)(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)"
_DAY_FIRST = r"(?<![\d.])(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})(?!\d)"  # dots run from day to year
_COMPACT = r"(?<!\d)(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?!\d)"
_FORMS = tuple(re.compile(form) for form in (_CHINESE, _NUMERIC, _DAY_FIRST))
_TIME = re.compile(
    r"[T\s,，]*(?:星期[一二三四五六日天]|周[一二三四五六日])?[T\s]*(?:\d{1,2}(?:[:：]\d{2}){1,2}(?:\.\d+)?|\d{1,2}时\d{1,2}分)?Z?"
)


def folded(text: str) -> str:
    """Give a line with half-width digits and without invisible characters."""
    return chars.INVISIBLE.sub("", chars.folded(text))


def first(text: str) -> str | None:
    """Give the first date of a text as ISO date, or None.

    >>> first("——二〇二六年一月二十七日在县人民代表大会上"), first("发布时间: 2022-09-19 15:40"), first("2026年2月30日")
    ('2026-01-27', '2022-09-19', None)
    """
    text = folded(text)
    found = [m for form in _FORMS for m in form.finditer(text)]
    for match in sorted(found, key=lambda m: m.start()):
        iso = _iso(match)
        if iso:
            return iso
    return None


def alone(text: str) -> str | None:
    """Give the date of a text that holds a date, perhaps with weekday and time, and nothing else.

    >>> alone("14.03.2017  04:03"), alone("2026-02-09 00:00:00"), alone("20260209"), alone("2026-02-09 来源")
    ('2017-03-14', '2026-02-09', '2026-02-09', None)
    """
    text = folded(text).strip()
    for form in (*_FORMS, re.compile(_COMPACT)):
        match = form.match(text)
        if match and _TIME.fullmatch(text, match.end()):
            return _iso(match)
    return None


def year(text: str) -> int | None:
    """Read a year that stands alone, with or without 年.

    >>> [year(t) for t in ("2026", "二〇二六年", "２０２６年度", "2026.0", "26", "20x6", "0007")]
    [2026, 2026, 2026, None, None, None, None]
    """
    match = re.fullmatch(rf"([{_YEAR_SIGN}]{{4}})\s*(?:年度?)?", folded(text).strip())
    return _year(match[1]) if match else None


def years_named(text: str) -> list[int]:
    """Give the years that a headline names with 年, each once, in order.

    >>> years_named("关于二〇二五年计划执行情况与2026年计划草案的报告")
    [2025, 2026]
    """
    found = (_year(y) for y in re.findall(rf"(?<![{_YEAR_SIGN}])([{_YEAR_SIGN}]{{4}})\s*年", folded(text)))
    return list(dict.fromkeys(y for y in found if y is not None))


def _year(text: str) -> int | None:
    """Read four signs as a year between 1900 and 2100."""
    value = _number(text)
    return value if value in YEARS else None


def _number(text: str) -> int | None:
    """Read Arabic digits or a Chinese numeral below a hundred thousand."""
    value = int(text) if text.isdecimal() else numerals.chinese(text.replace("○", "〇"))
    return int(value) if value is not None else None


def _iso(match: re.Match[str]) -> str | None:
    """Give the ISO date of a match, None where there is no such day."""
    year_, month, day = (_number(match[name]) for name in "ymd")
    if year_ is None or month is None or day is None or year_ not in YEARS:
        return None
    try:
        return datetime.date(year_, month, day).isoformat()
    except ValueError:
        return None
