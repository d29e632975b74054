"""What the surroundings of a number say: plan or review, and the period it is for.

The number's own clause speaks first, then its sentence, its paragraph, and the heading of the part of the report.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from zhaoshang_nlp import numerals
from zhaoshang_nlp.extract import target_periods
from zhaoshang_nlp.extract.passage import Passage, Sentence
from zhaoshang_nlp.extract.target_periods import Period
from zhaoshang_nlp.extract.target_quantity import Quantity
from zhaoshang_nlp.extract.target_rules import TargetRules
from zhaoshang_nlp.types import Span, Status

_PART = re.compile(r"\s*(?:(?P<item>[一二三四五六七八九十]+)、|第[一二三四五六七八九十]+部分)")
# The same without a number, where it names its years as well: 2025年工作回顾.
_UNNUMBERED = re.compile(
    r"(?=[^，。；：、（(]{4,30}$)[^，。；：]*?(?:(?:19|20)\d\d年|[今去明]年|[五5]年|下一步|十[一二三四五六七八九]?五)"
    r"[^，。；：]*(?:回顾|总结|安排|部署|重点工作|主要工作|任务|目标|总体要求|打算|建议)$"
)
_PART_WEIGHT = 5.0  # a heading outweighs what a few words of the paragraph suggest
_OPENING = 60  # characters: a period named this early is what the paragraph, and those below it, are about
# A list of targets begins. Only the end of a match counts: it is found by 目标, which is rarer than what stands before.
ANNOUNCED = re.compile(r"目标(?<=(?:预期|主要|奋斗|发展|战略|总体|具体|以下)目标)(?:任务)?(?:建议)?(?:是|为|：|:)")
# What targets without a number are measured against; so many in a sentence are a list of them.
_COMPARISON = re.compile(r"于(?<=[高快低优好]于)|同步|正增长|稳中|下达|省定|相[适匹]")
_COMPARISONS = 3
_CLAUSE_MARK = re.compile("[，；。：！？,;:!?]")
_OPEN = 4.0  # a weight below this leaves the question open: strong words before the number count once more
_STRONG = 1.0
_LISTS = 8.0  # the weight of the words that announce a list of targets
_OLD = 5  # years: what was longer ago is no part of a plan, wherever it stands
# Behind a past year: not what was then, but what is started from or was planned.
_BASE = re.compile(r"的?(?:基础|基数|水平|目标|任务|计划|规划)")
_AHEAD = 24  # characters before a number in which 将增长 speaks of it
_FUTURE = re.compile(
    r"(?<![即大小中上老主])将(?:要|会)?(?:比[^，。；]{1,14})?"
    r"(?:达到?|增长|增加|提高|上升|下降|减少|扩大|超过|突破|完成|新增|建成|为|有)[^，。；]{0,4}$"
    r"|计划(?:总|完成)?投资$|比[^，。；]{1,10}将(?:增长|增加|提高|上升|下降|减少)[^，。；]{0,4}$"
)
_PLANNED = re.compile(r"计划(?:新|再|完成|实施|建设|改造|开工|建成|安排|引进|培育)[^，。；]{0,16}$")
_PROMISES = ("确保", "力争", "争取")
_AT_ONCE = 2  # characters: 1957年的工业总产值增长…，达到…: a period that opens the sentence holds for all of it
_HEADING_WEIGHT = 3.0
_HEADING = 60  # characters: what begins like the heading of a part and is longer is a paragraph
_NUMBERING = re.compile(r"^[（(]?[一二三四五六七八九十\d]+[）)、.．]\s*")
_CALL = re.compile(
    r"聚力|聚焦|着力|加快|坚持|大力|全力|深化|深入|抓好|狠抓|紧扣|突出|强化|推动|推进|持续|扎实|加强|积极|坚决|实施|全面|统筹"
    r"|锚定|奋力|做好|做强|做优|提升|扩大|优化|更大力度|切实|牢牢"
)
_FINDING = re.compile(
    r"(?:明显|显著|持续|不断|稳步|有力|全面|更加|大幅|稳中|扎实|再上|取得|有效)[^，、]{1,4}$|新台阶$|成效$|突破$"
)


class Paragraph(NamedTuple):
    """A paragraph with what it says as a whole."""

    span: Span
    quantities: Sequence[Quantity]
    announces: bool  # it says that it lists targets (主要预期目标是)
    compares: bool  # it may list targets without a number
    lists: frozenset[str]  # the words that say that it lists targets
    words: Mapping[int, set[str]]  # the words that weigh in each sentence, by its start, where there may be targets
    score: float  # positive: plan, negative: review; of paragraphs in which there may be targets
    part: float  # the heading's word on the same question, 0 without one
    periods: tuple[Period, ...]
    inherited: Period | None  # period of the part or of the paragraphs before
    years: Period | None  # the last period of several years named before, in the same part


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
    above = _Above()
    for span in passage.paragraphs or (Span(0, len(text)),):
        periods = target_periods.read(passage, span, rules) if rules.period_sign.search(text, *span) else ()
        own = quantities[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
        announces = ANNOUNCED.search(text, *span) is not None
        compared = compares(text, span)
        words = _words(passage, span, rules) if own or announces or compared else {}
        said = set().union(*words.values()) if words else set()
        lists = frozenset([word for word in said if rules.cues[word] >= _LISTS])
        heading = span.end - span.start < _HEADING and above.takes(text[span.start : span.end], periods, rules)
        score = _weight(said, rules) + _figures(own, rules) if words and not heading else 0.0
        handed = above.part, periods, above.period, above.years
        found.append(Paragraph(span, own, announces, compared, lists, words, score, *handed))
        if not heading:
            above.goes_on(span, periods)
    return found


def compares(text: str, span: Span) -> bool:
    """Tell whether a stretch of text compares so much that it may list targets without a number."""
    start, end = span
    if text.find("同步", start, end) < 0 > text.find("正增长", start, end) and text.find("稳中", start, end) < 0:
        return False  # one of these stands in every such list
    found = _COMPARISON.findall(text, *span)
    return len(found) >= _COMPARISONS and len(set(found)) + max(found.count("于") - 1, 0) >= _COMPARISONS


class _Above:
    """What stands above a paragraph: the part of the report that it is in, and the period named last."""

    def __init__(self) -> None:
        self.part = 0.0
        self.period: Period | None = None
        self.years: Period | None = None
        self._chapter = 0.0  # what 第一部分 says; 一、 below it is a section of it
        self._listed = 0  # the number of the last heading of a list inside the part, 0 outside of one

    def goes_on(self, span: Span, periods: Sequence[Period]) -> None:
        """Take in the periods of a paragraph, for those below it."""
        for period in periods:
            if period.topic and period.start - span.start < _OPENING and period.horizon != "long_term" and period.year:
                self.period = period
                break
        for period in periods:
            if period.topic and period.horizon == "five_year":
                self.years = period

    def takes(self, line: str, periods: Sequence[Period], rules: TargetRules) -> bool:
        """Take in a line if it is the heading of a part.

        A heading that says neither review nor plan ends the part, unless it belongs to a list inside of it, whose
        numbers begin anew: 一、 below 三、2026年工作安排, as annexes and lists of projects have it.
        """
        heading = _PART.match(line)
        said = _part(line, rules) if heading or _UNNUMBERED.match(line) else 0.0
        if heading is None and not said:
            return False
        number = int(numerals.chinese(heading["item"]) or 0) if heading and heading["item"] else 0
        years = {period.year for period in periods}
        if not said and self.part and number == self._listed + 1:
            self._listed = number
            self.period = periods[0] if len(years) == 1 else self.period
            return True
        if not number:
            self._chapter = said
        self._listed, self.part = 0, said or self._chapter
        self.period = periods[0] if len(years) == 1 else None
        self.years = self.period if self.period and self.period.horizon == "five_year" else None
        return True


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
        if own is not None and own.past and text.endswith(_PROMISES, 0, own.start):
            return "target", _period_around(paragraph, place, "target")  # 确保2024年开工的12个项目建成
        if own is not None and own.topic and own.past is not None:
            headed = paragraph.part > 0 and paragraph.inherited is not None and paragraph.inherited.year == own.year
            promised = headed or self._strong(own.end, place) >= 2 * _STRONG  # 2024年要确保…
            said: Status = "achieved" if own.past and not promised else "target"
            return said, own if own.year else _period_around(paragraph, place, said)
        if own is not None and self._long_past(own, place):
            return "achieved", own
        score, sentence = self._score, self.clauses.span
        if text.find("计划", sentence.start, place) >= 0 and _PLANNED.search(text, sentence.start, place):
            if own is not None and own.topic:
                return "target", own  # 记者获悉，今年计划建成…
            score += _OPEN
        if own is None and not paragraph.part and paragraph.periods:
            before = [p for p in paragraph.periods if p.topic and p.past is not None and p.end <= sentence.start]
            # 2023年，产值增长5%。投资增长6%。: the year opens a run of sentences
            if before and before[-1].past and _weight(paragraph.words[sentence.start], self.rules) <= 0:
                score -= _OPEN
        if _FUTURE.search(text, max(sentence.start, place - _AHEAD), place):
            score += _OPEN
        if abs(score) < _OPEN:
            score += self._strong(sentence.start, place)
        status: Status = "target" if score > 0 else "achieved"
        return status, own or _period_around(paragraph, place, status)

    def speaks(self, place: int) -> bool:
        """Tell whether the clause of a number has a period or a promise of its own."""
        start = self.clauses.start(place)
        return self._strong(start, place) >= _STRONG or any(start <= p.start < place for p in self._paragraph.periods)

    def several_years(self, place: int, status: Status) -> Period | None:
        """Give the years that 年均 and 累计 before a number are about: the last named, if the status agrees."""
        before = [p for p in self._paragraph.periods if p.topic and p.horizon == "five_year" and p.end <= place]
        years = before[-1] if before else self._paragraph.years
        return years if years and years.past in (None, status == "achieved") else None

    def _long_past(self, own: Period, place: int) -> bool:
        """Tell whether a past year that is an attribute (2019年的产量为…) says when that was, plan or not."""
        if not own.past or _BASE.match(self.passage.text, own.end):
            return False
        year = int(own.year) if own.year and own.year.isdigit() else None
        old = year is not None and self.passage.year is not None and self.passage.year - year > _OLD
        return (old or self._paragraph.part <= 0) and self._strong(self.clauses.start(place), place) < _STRONG

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
    score = _weight(paragraph.words[sentence.span.start], rules) + paragraph.score + paragraph.part + heading
    return score - _announced_below(paragraph, sentence, rules)


def _announced_below(paragraph: Paragraph, sentence: Sentence, rules: TargetRules) -> float:
    """Weigh what announces a list of targets further down only: it says nothing of what stands before it."""
    if not paragraph.lists:
        return 0.0
    before = [words for start, words in paragraph.words.items() if start <= sentence.span.start]
    return _weight(set(paragraph.lists.difference(*before)), rules)


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
