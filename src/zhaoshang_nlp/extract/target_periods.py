"""Periods named in a text: which years they mean, whether they lie in the past, and whether they open a clause."""

from __future__ import annotations

import re
from operator import itemgetter
from typing import NamedTuple

from zhaoshang_nlp import numerals
from zhaoshang_nlp.extract.passage import Passage
from zhaoshang_nlp.extract.target_rules import PeriodRule, TargetRules
from zhaoshang_nlp.types import Horizon, Span

_COMPARED = "比较从由为于和与超"  # before a period: it is what a number is compared with
_ALWAYS_TOPIC = (
    "this-year",
    "last-year",
    "next-year",
    "five-past",
    "five-next",
    "to-year",
    "next-step",
    "so-far",
    "months",
)
# What a template says: past or future (None: open), and its distance from the document's year (None: no year).
_TEMPLATES: dict[str, tuple[bool | None, int | None]] = {
    "{0}": (None, 0),
    "{-1}": (True, -1),
    "{+1}": (False, 1),
    "{past}": (True, -5),
    "{next}": (False, 0),
    "{later}": (False, None),
    "{so far}": (True, None),
    "{0 so far}": (True, 0),
}
_HEADS = ("", "到", "即", *"\n，。；：,;　 —过对）的")  # what stands before a period that opens a clause
_GOES_ON = re.compile(r"的[\d一-龥]|底|末")  # behind a period that is no topic (2024年的10万吨, 2024年底)
# Behind a period: when a meeting was held is not when its numbers are for.
_MEETING = re.compile(
    r"(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:底|初|[上中下]旬|(?:\d|[一二三四五六七八九十]){1,3}日)?)?(?:召开|举行|召集)的"
)
_PROPOSALS = ("建议", "预计", "计划", "明确", "提出", "力争", "确保")
_DIGITS = "一二三四五六七八九"


class Period(NamedTuple):
    """A period named in the text."""

    start: int
    end: int
    year: str | None
    horizon: Horizon | None
    topic: bool  # stands at the head of a clause and holds for what follows, not for its clause alone
    past: bool | None  # True: the words place it in the past, False: in the future, None: they leave it open


def read(passage: Passage, span: Span, rules: TargetRules) -> tuple[Period, ...]:
    """Find the periods named in a paragraph; of overlapping ones the first holds, then the longer."""
    text = passage.text
    said = text[span.start : span.end]
    hinted = {number for hint, number in rules.period_hints if hint in said}
    spots: list[tuple[int, int, int, Period]] = []
    for number in sorted(hinted):
        rule = rules.periods[number]
        for match in rule.pattern.finditer(text, span.start, span.end):
            before = text[match.start() - 1] if match.start() else ""
            compared = before in _COMPARED and rule.id != "to-year"
            if before and (compared or (before == "是" and rule.id.startswith("plan"))):
                continue  # 比2024年, 是“十三五”时期的1.5倍
            if _MEETING.match(text, match.end()):
                continue
            spots.append((match.start(), -match.end(), number, _period(text, match, rule, passage.year)))
    found: list[Period] = []
    for _, _, _, period in sorted(spots, key=_PLACE):
        if not found or period.start >= found[-1].end:
            found.append(period)
    return tuple(found)


_PLACE = itemgetter(0, 1, 2)


def _period(text: str, match: re.Match[str], rule: PeriodRule, year: int | None) -> Period:
    """Make a period of a match; 今年, 五年来 … always set the topic, a year or a plan only at the head of a clause."""
    start, end = match.span()
    named, past = resolve(rule.year, match.groupdict().get("n"), year)
    follows = text.startswith(("，", ","), end) or not _GOES_ON.match(text, end)
    headed = text[max(start - 1, 0) : start] in _HEADS or text[max(start - 2, 0) : start] in _PROPOSALS
    return Period(start, end, named, rule.horizon, rule.id in _ALWAYS_TOPIC or (headed and follows), past)


def resolve(template: str, number: str | None, year: int | None) -> tuple[str | None, bool | None]:
    """Give the period that a template means in a document of ``year``, and whether it lies in the past.

    >>> resolve("{past}", None, 2026), resolve("{past}", None, 2023)
    (('十四五', True), ('2018-2022', True))
    >>> resolve("{n}", "2030", 2026), resolve("{0}", None, None)
    (('2030', False), (None, None))
    """
    if template == "{n}":
        name = number or ""
        if len(name) == 4 and not name.isdigit():  # 一九八二
            name = f"{numerals.chinese(name):.0f}"
        return name, _lies_before(name, year)
    past, shift = _TEMPLATES[template]
    if year is None or shift is None:
        return None, past
    if template in ("{past}", "{next}"):
        return _five(year + shift), past
    return str(year + shift), past


def _lies_before(number: str, year: int | None) -> bool | None:
    """Compare a year or a plan with the document's year; None where they overlap or the year is not known."""
    if year is None:
        return None
    if number.isdigit():
        first = last = int(number)
    else:
        ordinal = _plan_number(number)
        first, last = 1951 + 5 * ordinal, 1955 + 5 * ordinal
    if last < year:
        return True
    return False if first > year else None


def _plan_number(name: str) -> int:
    """十四五 -> 14, 七五 -> 7, 十五 -> 10."""
    count = name[:-1]
    tens = 10 if count.startswith("十") else 0
    ones = count.removeprefix("十")
    return tens + (_DIGITS.index(ones) + 1 if ones else 0)


def _five(first: int) -> str:
    """Name five years: the plan's name where they are a plan's years, else first and last year."""
    ordinal, rest = divmod(first - 1951, 5)
    if rest or not 1 <= ordinal < 20:
        return f"{first}-{first + 4}"
    return ("十" if ordinal >= 10 else "") + (_DIGITS[ordinal % 10 - 1] if ordinal % 10 else "") + "五"
