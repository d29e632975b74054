"""What the surroundings of a number say: plan or review, and the period it is for.

The number's own clause speaks first, then its sentence, its paragraph, and the heading of the part of the report.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from zhaoshang_nlp import numerals
from zhaoshang_nlp.extract.passage import Passage, Sentence
from zhaoshang_nlp.extract.target_quantity import Quantity
from zhaoshang_nlp.extract.target_rules import PeriodRule, TargetRules
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
# A list of targets begins. Only the end of a match counts: it is found by 目标, which is rarer than what stands before.
ANNOUNCED = re.compile(r"目标(?<=(?:预期|主要|奋斗|发展)目标)(?:任务)?(?:建议)?(?:是|为|：|:)")
_CLAUSE_MARK = re.compile("[，；。：！？,;:!?]")
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
_HEADING = 60  # characters: what begins like the heading of a part and is longer is a paragraph
_NUMBERING = re.compile(r"^[（(]?[一二三四五六七八九十\d]+[）)、.．]\s*")
_HEADS = ("", "到", *"\n，。；：,;　 —过对）的")  # what stands before a period that opens a clause
_GOES_ON = re.compile(r"的[\d一-龥]|底|末")  # behind a period that is no topic (2024年的10万吨, 2024年底)
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
    quantities: Sequence[Quantity]
    announces: bool  # it says that it lists targets (主要预期目标是)
    words: Mapping[int, set[str]]  # the words that weigh in each sentence, by its start, where a score is asked for
    score: float  # positive: plan, negative: review; of paragraphs with numbers and of those that announce some
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
    text = passage.text
    starts = [quantity.start for quantity in quantities]
    found: list[Paragraph] = []
    part = 0.0
    running: Period | None = None
    for span in passage.paragraphs or (Span(0, len(text)),):
        periods = _periods(passage, span, rules) if rules.period_sign.search(text, *span) else ()
        own = quantities[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
        announces = ANNOUNCED.search(text, *span) is not None
        words = _words(passage, span, rules) if own or announces else {}
        if span.end - span.start < _HEADING and _PART.match(text, *span):
            part = _part(text[span.start : span.end], rules)
            years = {p.year for p in periods}
            running = periods[0] if len(years) == 1 else None
            found.append(Paragraph(span, own, announces, words, 0.0, part, periods, running))
            continue
        score = _weight(set().union(*words.values()), rules) + _figures(own, rules) if words else 0.0
        found.append(Paragraph(span, own, announces, words, score, part, periods, running))
        for period in periods:
            if period.topic and period.start - span.start < _OPENING and period.horizon != "long_term" and period.year:
                running = period
                break
    return found


class Clauses:
    """The signs that divide a sentence into clauses."""

    def __init__(self, text: str, span: Span) -> None:
        """Find the signs of ``text[span]``."""
        self.span = span
        self.marks = [mark.start() for mark in _CLAUSE_MARK.finditer(text, *span)]

    def start(self, place: int) -> int:
        """Give the start of the clause that ends at ``place``, which lies in the sentence."""
        before = bisect_left(self.marks, place)
        return self.marks[before - 1] + 1 if before else self.span.start


class Setting:
    """A sentence amid its surroundings: what they say of the numbers in it."""

    def __init__(
        self, passage: Passage, paragraph: Paragraph, sentence: Sentence, announced: int | None, rules: TargetRules
    ) -> None:
        """Weigh the sentence; ``announced`` is the place behind its 主要预期目标是, None if it has none."""
        self.passage, self.rules = passage, rules
        self.clauses = Clauses(passage.text, sentence.span)
        self._paragraph, self._announced = paragraph, announced
        self._score = _sentence_score(passage, paragraph, sentence, rules)

    def at(self, place: int) -> tuple[Status, Period | None]:
        """Give the status and the period of a number at ``place``; a past or future period of its own decides."""
        text, paragraph = self.passage.text, self._paragraph
        own = self._own(place)
        if self._announced is not None and self._announced <= place:  # 2024年主要预期目标是…, whenever it is read
            return "target", own or _period_around(paragraph, place, "target")
        if own is not None and own.topic and own.past is not None:
            headed = paragraph.part > 0 and paragraph.inherited is not None and paragraph.inherited.year == own.year
            promised = headed or self._strong(own.end, place) >= 2 * _STRONG  # 2024年要确保…
            said: Status = "achieved" if own.past and not promised else "target"
            return said, own if own.year else _period_around(paragraph, place, said)
        score, sentence = self._score, self.clauses.span
        if _FUTURE.search(text, max(sentence.start, place - _AHEAD), place):
            score += _OPEN
        if abs(score) < _OPEN:
            score += self._strong(sentence.start, place)
        status: Status = "target" if score > 0 else "achieved"
        return status, own or _period_around(paragraph, place, status)

    def _strong(self, low: int, high: int) -> float:
        """Weigh the strong words of a stretch."""
        return _weight(set(self.rules.cue.findall(self.passage.text, low, high)), self.rules, _STRONG)

    def _own(self, place: int) -> Period | None:
        """Give the last period of the number's own clause or, at its head, of its sentence."""
        if not self._paragraph.periods:
            return None
        start, clause = self.clauses.span.start, self.clauses.start(place)
        for period in reversed(self._paragraph.periods):
            if period.end > place:
                continue
            if period.start >= clause:
                return period
            if period.start < start:
                return None
            if period.topic or period.start - start <= _AT_ONCE:
                return period
        return None


def _sentence_score(passage: Passage, paragraph: Paragraph, sentence: Sentence, rules: TargetRules) -> float:
    """Weigh whether a sentence plans (positive) or reports (negative): its words, its paragraph, the heading above."""
    while passage.text.startswith("其中", sentence.span.start) and sentence.span.start > paragraph.span.start:
        sentence = passage.sentence_at(sentence.span.start - 1)  # what it is a part of stands in the sentence before
    heading = _HEADING_WEIGHT * _imperative(sentence.section)
    return _weight(paragraph.words[sentence.span.start], rules) + paragraph.score + paragraph.part + heading


def _period_around(paragraph: Paragraph, place: int, status: Status) -> Period | None:
    """Give the period of a number whose sentence names none: the paragraph's last, the part's, or one named later.

    A period that contradicts the status (a plan for last year) is not the number's.
    """
    around = [paragraph.inherited] if paragraph.inherited is not None else []
    if paragraph.periods:
        topics = [period for period in paragraph.periods if period.topic]
        before = [period for period in reversed(topics) if period.end <= place]
        around = [*before, *around, *(period for period in topics if period.start > place)]
    for period in around:
        if period.year is None and period.past is not None:
            continue  # 下一步 tells the status, not the year
        if period.past is None or period.past == (status == "achieved"):
            return period
    return None


def _words(passage: Passage, span: Span, rules: TargetRules) -> dict[int, set[str]]:
    """Find the words that weigh in each sentence of a paragraph."""
    return {
        sentence.start: set(rules.cue.findall(passage.text, *sentence)) for sentence, _ in passage.sentences_in(span)
    }


def _weight(words: set[str], rules: TargetRules, least: float = 0.0) -> float:
    """Add up what words say for a plan (positive) and for a review (negative), in fixed order, each word once.

    Words that weigh less than ``least`` are left out.
    """
    return sum([weight for word in sorted(words) if abs(weight := rules.cues[word]) >= least])


def _figures(quantities: Sequence[Quantity], rules: TargetRules) -> float:
    """Add up what the numbers of a paragraph say: precise ones report, hedged ones plan; three of a sort are enough."""
    precise = sum([_precise(quantity.value) for quantity in quantities])
    hedged = 0
    for quantity in quantities:
        if quantity.high is not None or (quantity.hedges and quantity.hedges[-1].place == "after"):
            hedged += 1
    counts = {"precise": precise, "round": len(quantities) - precise, "hedged": hedged}
    return rules.figures["bias"] + sum(rules.figures[sort] * min(count, 3) for sort, count in counts.items())


@lru_cache(maxsize=4096)
def _precise(value: float) -> bool:
    """Tell whether a number is too exact for a plan: 348.8 and 61.3, not 350, 60 or 5.5."""
    return len(f"{value:g}".replace(".", "").strip("0")) >= 3 or round(value * 10) % 5 != 0


@lru_cache(maxsize=256)
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
