"""What the surroundings of a number say: plan or review, and the period it is for.

The number's own clause speaks first, then its sentence, its paragraph, and the heading of the part of the report.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from zhaoshang_nlp import numerals
from zhaoshang_nlp.extract.passage import Passage
from zhaoshang_nlp.extract.target_quantity import Quantity
from zhaoshang_nlp.extract.target_rules import TargetRules
from zhaoshang_nlp.types import Horizon, Span, Status

_PART = re.compile(r"\s*(?:[一二三四五六七八九十]+、|第[一二三四五六七八九十]+部分)")
_PART_WEIGHT = 5.0  # a heading outweighs what a few words of the paragraph suggest
_OPENING = 60  # characters: a period named this early is what the paragraph, and those below it, are about
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
ANNOUNCED = re.compile(r"(?:预期|主要|奋斗|发展)目标(?:任务)?(?:建议)?(?:是|为|：|:)")  # a list of targets begins
_OPEN = 4.0  # a weight below this leaves the question open: strong words before the number count once more
_STRONG = 1.0
_AHEAD = 24  # characters before a number in which 将增长 speaks of it
_FUTURE = re.compile(
    r"(?<![即大小中上老主])将(?:要|会)?(?:比[^，。；]{1,14})?"
    r"(?:达到?|增长|增加|提高|上升|下降|减少|扩大|超过|突破|完成|新增|建成|为|有)[^，。；]{0,4}$"
    r"|计划(?:总|完成)?投资$|比[^，。；]{1,10}将(?:增长|增加|提高|上升|下降|减少)[^，。；]{0,4}$"
)
_AT_ONCE = 2  # characters: 1957年的工业总产值增长…，达到…: a period that opens the sentence holds for all of it
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
_HEADING_WEIGHT = 3.0
_NUMBERING = re.compile(r"^[（(]?[一二三四五六七八九十\d]+[）)、.．]\s*")
_HEADS = ("", "到", *"\n，。；：,;　 —过对）的")  # what stands before a period that opens a clause
_PROPOSALS = ("建议", "预计", "计划", "明确", "提出", "力争", "确保")
_DIGITS = "一二三四五六七八九"


_CALL = re.compile(
    r"聚力|聚焦|着力|加快|坚持|大力|全力|深化|深入|抓好|狠抓|紧扣|突出|强化|推动|推进|持续|扎实|加强|积极|坚决|实施|全面|统筹"
    r"|锚定|奋力|做好|做强|做优|提升|扩大|优化|更大力度|切实|牢牢"
)
_FINDING = re.compile(
    r"(?:明显|显著|持续|不断|稳步|有力|全面|更加|大幅|稳中|扎实|再上|取得|有效)[^，、]{1,4}$|新台阶$|成效$|突破$"
)


class Period(NamedTuple):
    """A period named in the text."""

    start: int
    end: int
    year: str | None
    horizon: Horizon | None
    topic: bool  # stands at the head of a clause and holds for what follows, not for its clause alone
    past: bool | None  # True: the words place it in the past, False: in the future, None: they leave it open


class Paragraph(NamedTuple):
    """A paragraph with what it says as a whole."""

    span: Span
    score: float  # positive: plan, negative: review
    part: float  # the heading's word on the same question, 0 without one
    periods: tuple[Period, ...]
    inherited: Period | None  # period of the part or of the paragraphs before


def paragraphs(passage: Passage, quantities: Sequence[Quantity], rules: TargetRules) -> list[Paragraph]:
    """Read all paragraphs of a passage, with headings and periods handed down.

    Args:
        passage: the prepared text.
        quantities: its numbers, in order.
        rules: the loaded rules.
    """
    starts = [quantity.start for quantity in quantities]
    found: list[Paragraph] = []
    part = 0.0
    running: Period | None = None
    for span in passage.paragraphs or (Span(0, len(passage.text)),):
        text = passage.text[span.start : span.end]
        periods = _periods(passage, span, rules)
        if _PART.match(text) and len(text) < 60:
            part = _part(text, rules)
            years = {p.year for p in periods}
            running = periods[0] if len(years) == 1 else None
            found.append(Paragraph(span, 0.0, part, periods, running))
            continue
        own = quantities[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
        found.append(Paragraph(span, _score(text, rules) + _figures(own, rules), part, periods, running))
        opening = [
            p for p in periods if p.topic and p.start - span.start < _OPENING and p.horizon != "long_term" and p.year
        ]
        if opening:
            running = opening[0]
    return found


def paragraph_at(found: Sequence[Paragraph], place: int) -> Paragraph:
    """Give the paragraph that holds a place."""
    return found[max(bisect_right(found, place, key=lambda p: p.span.start) - 1, 0)]


def status_of(passage: Passage, paragraph: Paragraph, sentence: Span, rules: TargetRules) -> float:
    """Weigh whether a sentence plans (positive) or reports (negative): its words, its paragraph, the heading above."""
    text = passage.text
    while text.startswith("其中", sentence.start) and sentence.start > paragraph.span.start:
        sentence = passage.sentence_at(sentence.start - 1).span  # what it is a part of stands in the sentence before
    heading = _HEADING_WEIGHT * _imperative(passage.sentence_at(sentence.start).section)
    return _score(text[sentence.start : sentence.end], rules) + paragraph.score + paragraph.part + heading


def at(
    passage: Passage, sentence: Span, place: int, known: tuple[float, Paragraph, TargetRules]
) -> tuple[Status, Period | None]:
    """Give the status and the period of a number at ``place``; a past or future period of its own decides."""
    score, paragraph, rules = known
    own = _own(paragraph.periods, passage.text, sentence, place)
    if ANNOUNCED.search(passage.text, sentence.start, place):  # 2024年主要预期目标是…, whenever it is read
        return "target", own or _period_around(paragraph, place, "target")
    if own is not None and own.topic and own.past is not None:
        headed = paragraph.part > 0 and paragraph.inherited is not None and paragraph.inherited.year == own.year
        promised = headed or _score(passage.text[own.end : place], rules, _STRONG) >= 2 * _STRONG  # 2024年要确保…
        said: Status = "achieved" if own.past and not promised else "target"
        return said, own if own.year else _period_around(paragraph, place, said)
    if _FUTURE.search(passage.text, max(sentence.start, place - _AHEAD), place):
        score += _OPEN
    if abs(score) < _OPEN:
        score += _score(passage.text[sentence.start : place], rules, _STRONG)
    status: Status = "target" if score > 0 else "achieved"
    return status, own or _period_around(paragraph, place, status)


def _period_around(paragraph: Paragraph, place: int, status: Status) -> Period | None:
    """Give the period of a number whose sentence names none: the paragraph's last, the part's, or one named later.

    A period that contradicts the status (a plan for last year) is not the number's.
    """
    topics = [period for period in paragraph.periods if period.topic]
    before = [period for period in topics if period.end <= place]
    later = [period for period in topics if period.start > place]
    inherited = [paragraph.inherited] if paragraph.inherited is not None else []
    for period in (*reversed(before), *inherited, *later):
        if period.year is None and period.past is not None:
            continue  # 下一步 tells the status, not the year
        if period.past is None or period.past == (status == "achieved"):
            return period
    return None


def _own(periods: Sequence[Period], text: str, sentence: Span, place: int) -> Period | None:
    """Give the last period of the number's own clause or, at its head, of its sentence."""
    clause = max(text.rfind(mark, sentence.start, place) for mark in "，；。：,;:") + 1
    for period in reversed(periods):
        if period.end > place:
            continue
        if period.start >= max(clause, sentence.start):
            return period
        if period.start < sentence.start:
            return None
        if period.topic or period.start - sentence.start <= _AT_ONCE:
            return period
    return None


def _score(text: str, rules: TargetRules, least: float = 0.0) -> float:
    """Add up what the words of a text say for a plan (positive) and for a review (negative), each word once.

    Words that weigh less than ``least`` are left out.
    """
    weights = (rules.cues[word] for word in sorted(set(rules.cue.findall(text))))
    return sum(weight for weight in weights if abs(weight) >= least)


def _figures(quantities: Sequence[Quantity], rules: TargetRules) -> float:
    """Add up what the numbers of a paragraph say: precise ones report, hedged ones plan; three of a sort are enough."""
    precise = sum(_precise(quantity.value) for quantity in quantities)
    hedged = sum(
        quantity.high is not None or (bool(quantity.hedges) and quantity.hedges[-1].place == "after")
        for quantity in quantities
    )
    counts = {"precise": precise, "round": len(quantities) - precise, "hedged": hedged}
    return rules.figures["bias"] + sum(rules.figures[sort] * min(count, 3) for sort, count in counts.items())


def _precise(value: float) -> bool:
    """Tell whether a number is too exact for a plan: 348.8 and 61.3, not 350, 60 or 5.5."""
    return len(f"{value:g}".replace(".", "").strip("0")) >= 3 or round(value * 10) % 5 != 0


def _imperative(heading: str | None) -> int:
    """Read the mood of the heading above: 1 for a call (聚力改善民生), -1 for a finding (民生福祉持续增进), else 0."""
    words = _NUMBERING.sub("", heading or "")
    return bool(_CALL.match(words)) - bool(_FINDING.search(words))


def _part(text: str, rules: TargetRules) -> float:
    """Read a heading: a review, a plan, or neither."""
    review, plan = (bool(rules.parts[side].search(text)) for side in ("review", "plan"))
    return _PART_WEIGHT * (plan - review)


def _periods(passage: Passage, span: Span, rules: TargetRules) -> tuple[Period, ...]:
    """Find the periods named in a paragraph; of overlapping ones the first holds, then the longer."""
    text = passage.text
    if not rules.period_hint.search(text, span.start, span.end):
        return ()
    spots: list[tuple[int, int, int, Period]] = []
    for number, (rule, pattern, row) in enumerate(rules.periods):
        hints = row.get("hint", "").split()
        if hints and all(text.find(hint, span.start, span.end) < 0 for hint in hints):
            continue
        for match in pattern.finditer(text, span.start, span.end):
            before = text[match.start() - 1] if match.start() else ""
            if before and ((before in _COMPARED and rule != "to-year") or (before == "是" and rule.startswith("plan"))):
                continue  # 比2024年, 是“十三五”时期的1.5倍
            year, past = resolve(row["year"], match.groupdict().get("n"), passage.year)
            spots.append(
                (match.start(), -match.end(), number, _period(text, match, year, (rule, row.get("horizon"), past)))
            )
    found: list[Period] = []
    for _, _, _, period in sorted(spots, key=lambda spot: spot[:3]):
        if not found or period.start >= found[-1].end:
            found.append(period)
    return tuple(found)


def _period(
    text: str, match: re.Match[str], year: str | None, known: tuple[str, Horizon | None, bool | None]
) -> Period:
    """Make a period of a match; 今年, 五年来 … always set the topic, a year or a plan only at the head of a clause."""
    rule, horizon, past = known
    before, after = text[max(match.start() - 1, 0) : match.start()], text[match.end() : match.end() + 3]
    follows = after[:1] in ("，", ",") or not re.match(r"的[\d一-龥]|底|末", after)
    proposed = text[max(match.start() - 2, 0) : match.start()] in _PROPOSALS
    topic = rule in _ALWAYS_TOPIC or ((before in _HEADS or proposed) and follows)
    return Period(match.start(), match.end(), year, horizon, topic, past)


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
