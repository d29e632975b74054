"""The statements of one document, sorted by indicator, and the order in which they compete."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from zhaoshang_nlp.extract import passage
from zhaoshang_nlp.panel import period
from zhaoshang_nlp.panel.known import PanelRules
from zhaoshang_nlp.read import regions
from zhaoshang_nlp.types import Document, Horizon, Span, Status, Target

# On what grounds a statement is preferred, the strongest first.
REASONS = (
    "a number",  # 5% before 与经济增长同步
    "period",  # a target for the document's own year before the next, a result of the year before that of the year
    "yearly average",  # over several years: 年均增长5% before 五年增长28%
    "list of goals",  # after 主要预期目标 before a passing mention
    "most indicators",  # the paragraph that names most indicators with this status
    "first",  # in the text
)
# Candidates that are equal on the grounds before this one are rivals: another number among them is worth a note.
RIVALS = REASONS.index("list of goals")
_END = re.compile(r"[。！？]")
_ITEM = re.compile(r"[；;]")
_DIRECTED = ("growth", "decline")
_FULL_NAME = re.compile(r"(?=([一-龥]{1,12}?[省市县区州盟旗]))")
_SHORT_NAME = re.compile(r"(?<![一-龥])([一-龥]{2,4})(?=[、，和与])")


class Candidate(NamedTuple):
    """A statement that competes for a row.

    Attributes:
        target: the record.
        rank: one value for each of ``REASONS``; the lowest tuple wins.
        averaged: whether it speaks of a yearly average.
    """

    target: Target
    rank: tuple[int, ...]
    averaged: bool


class Sheet:
    """The targets of one document, sorted by indicator."""

    def __init__(self, document: Document, found: Sequence[Target], known: PanelRules, literal: Iterable[str]) -> None:
        self.document = document
        self._known = known
        self._patterns = known.patterns
        meta = document.meta
        region = regions.by_code(meta.region_code, meta.year) if meta.region_code else None
        self._region = region or (regions.find(meta.region, meta.year) if meta.region else None)
        self._paragraphs = passage.paragraphs(document.text)
        self._indicators = self._count(found)
        self._by_name: dict[str, list[Target]] = {}
        words = known.targets.indicators.keys() | set(literal)
        for target in found:
            name = target.indicator_norm or self._own(target.indicator, words)
            if name is not None:
                self._by_name.setdefault(name, []).append(target)

    @property
    def names(self) -> list[str]:
        """The indicators that the document speaks of, of those listed or asked for, in order of first mention."""
        return list(self._by_name)

    def about(self, name: str, status: Status) -> list[Target]:
        """Give what the document says of an indicator with a status, for whatever period and in whatever form."""
        return [target for target in self._by_name.get(name, ()) if target.status == status]

    def candidates(self, name: str, status: Status, horizon: Horizon) -> list[Candidate]:
        """Give the statements that compete for a row, the winner first."""
        fitting = [target for target in self.about(name, status) if self._known.fits(name, target)]
        found = [candidate for target in fitting if (candidate := self._candidate(target, horizon))]
        return sorted(found, key=lambda candidate: candidate.rank)

    def _own(self, indicator: str, words: set[str]) -> str | None:
        """Name an indicator that is not listed as it stands: 我省 or the region's name before it is no part of it."""
        for cut in range(len(indicator)):
            if indicator[cut:] in words:
                return self._known.canonical(indicator[cut:]) if self._is_own(indicator[:cut]) else None
        return None

    def _is_own(self, scope: str) -> bool:
        """Tell whether words before an indicator mean the whole place that the document is about."""
        if not scope or self._patterns["own-scope"].fullmatch(scope):
            return True
        place = regions.find(scope, self.document.meta.year) if self._region else None
        return place is not None and self._region is not None and place.code == self._region.code

    def _count(self, found: Iterable[Target]) -> dict[tuple[int, Status], int]:
        """Count the indicators that each paragraph names, of each status."""
        names: dict[tuple[int, Status], set[str]] = {}
        for target in found:
            place = self._paragraph(target).start, target.status
            names.setdefault(place, set()).add(target.indicator_norm or target.indicator)
        return {place: len(each) for place, each in names.items()}

    def _paragraph(self, target: Target) -> Span:
        at = bisect_right(self._paragraphs, target.mention.start, key=lambda span: span.start) - 1
        return self._paragraphs[max(at, 0)] if self._paragraphs else Span(0, 0)

    def _candidate(self, target: Target, horizon: Horizon) -> Candidate | None:
        """Rank a statement for a horizon; None if it is about another one or a part of the region, or the past."""
        directed = target.change in _DIRECTED
        before, statement = self._before(target), _own_part(target)
        reach = period.reach(before, statement, target.year, self._patterns)
        named = target.horizon or "annual"
        summed = reach == "average" or self._patterns["several-years"].search(statement)
        if directed and summed and named == "annual":
            named = "five_year"  # the year that its surroundings name is not its own
        if named != horizon or (directed and reach == "several" and horizon == "annual"):
            return None
        own_year = None if target.horizon != named else target.year
        distance = period.distance(own_year, (target.status, horizon), self.document.meta.year)
        if distance is None or self._is_part(before):
            return None
        rank = (
            target.value is None,
            distance,
            horizon == "five_year" and directed and reach != "average",
            target.status == "achieved" or not self._is_goal(target),
            -self._indicators[self._paragraph(target).start, target.status],
            target.mention.end,
        )
        return Candidate(target, tuple(map(int, rank)), reach == "average")

    def _before(self, target: Target) -> str:
        """Give what stands before the statement's own part in its sentence."""
        end = target.mention.end - len(_own_part(target))
        return _END.split(self.document.text[self._paragraph(target).start : end])[-1]

    def _is_goal(self, target: Target) -> bool:
        """Tell whether a statement stands in the list of main goals: behind its words, or in the section named so."""
        pattern, text = self._patterns["goal-list"], self.document.text
        start = self._paragraph(target).start
        # A list may have a line for each of its items.
        while (lead := text[:start].rstrip()).endswith(("：", "；", ":", ";")):
            start = lead.rfind("\n") + 1
        return bool(pattern.search(text, start, target.mention.start) or pattern.search(target.mention.section or ""))

    def _is_part(self, before: str) -> bool:
        """Tell whether words before a statement name a part of the document's own region, not overruled by 全省."""
        near = _ITEM.split(before)[-1]
        for whole in ("own-scope", "goal-list"):
            near = near[max((match.end() for match in self._patterns[whole].finditer(near)), default=0) :]
        if self._patterns["part"].search(near):
            return True
        year, region = self.document.meta.year, self._region
        if region is None:
            return False
        if any(regions.find(match[1], year, region) for match in _FULL_NAME.finditer(near)):
            return True
        # Short names of counties are too often words of the language.
        short = (regions.find(match[1], year, region) for match in _SHORT_NAME.finditer(near))
        return any(place.level in ("province", "prefecture") for place in short if place)


def reason(candidates: Sequence[Candidate]) -> str:
    """Say on what ground the first candidate is before the second."""
    if len(candidates) == 1:
        return "only one"
    pairs = zip(REASONS, candidates[0].rank, candidates[1].rank, strict=True)
    return next((ground for ground, best, next_best in pairs if best != next_best), REASONS[-1])


def _own_part(target: Target) -> str:
    """Give the part of a statement that belongs to its own number, where several share the indicator's name."""
    text = target.mention.text
    return re.split(r"[，；、]", text)[-1] if target.mention.rule == "ellipsis" else text
