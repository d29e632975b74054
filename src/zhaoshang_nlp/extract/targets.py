"""Targets: quantified or relative statements about an indicator, each with its rule and its way back to the source.

    passage = passage.prepare(document)
    records = targets.find(passage, targets.load())

Numbers are found in one scan (``target_quantity``); those that are dates, ranks or names are put aside with the reason;
the frames (``target_frames``) read the phrases around the others; ``overlap`` decides between frames;
``target_context`` tells plan from review and names the period.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from zhaoshang_nlp.extract import target_context as context
from zhaoshang_nlp.extract import target_coordination as coordination
from zhaoshang_nlp.extract import target_frames as frames
from zhaoshang_nlp.extract import target_relative as relative
from zhaoshang_nlp.extract.overlap import settle
from zhaoshang_nlp.extract.passage import Firing, Passage
from zhaoshang_nlp.extract.target_periods import Period
from zhaoshang_nlp.extract.target_quantity import Quantity, scan
from zhaoshang_nlp.extract.target_reference import Finding
from zhaoshang_nlp.extract.target_rules import Hedge, TargetRules, load
from zhaoshang_nlp.types import Bound, Constraint, Span, Status, Target

__all__ = ["TargetRules", "find", "firings", "load"]

_STRETCH = re.compile(
    r"[，,、；;](?P<stretch>(?=[^，。；,;、]{0,24}(?:争取|力争|取得|追求|努力|实现|全力|奋力|向))"
    r"[^，。；,;、\d]{0,24}(?:更好|更优|更高|更快|最好|更佳)[^，。；,;、\d]{0,8})"
)
_LIST = re.compile(r"目标|指标|力争|预期")
_YEARLY = re.compile(r"年均(?!浓度|气温|值)|平均每年")
_LIST_LENGTH = 4  # so many numbers in a planning sentence are a list of targets, whether it says so or not
_QUOTED_NAME = 20  # characters; a longer quotation is a passage quoted in full, its numbers count
_BOOK = re.compile(r"《[^《》\n]{1,60}》")
_WITHIN = re.compile("累计|预计")  # words inside a name that are no part of it: 城镇累计新增就业
_SCOPE = re.compile(r"(?:全省|全市|全区|全县|全国|全州|我省|我市|我区|全自治区)")


def find(passage: Passage, rules: TargetRules) -> list[Target]:
    """Give the targets of a passage in text order.

    >>> from zhaoshang_nlp.extract.passage import prepare
    >>> from zhaoshang_nlp.types import Document
    >>> passage = prepare(Document.of("全市要新建口袋公园30个以上。"))
    >>> [(t.indicator, t.value, t.unit, t.bound) for t in find(passage, load())]
    [('口袋公园', 30.0, '个', 'at_least')]
    """
    quantities, _ = _sifted(passage, rules)
    found = sorted(_read(passage, quantities, rules), key=_place)
    return [firing.record for firing in found if isinstance(firing.record, Target)]


def firings(passage: Passage, rules: TargetRules) -> list[Firing]:
    """Give every rule that fired, in text order: winners with their record, losers with the reason.

    A number that was put aside is a firing of the rule that did so, without a record.
    """
    quantities, rejected = _sifted(passage, rules)
    aside = [Firing(rule, Span(number.start, number.body), None, reason) for number, (rule, reason) in rejected]
    return sorted(aside + _read(passage, quantities, rules), key=_place)


def _place(firing: Firing) -> tuple[Span, bool]:
    return firing.span, firing.record is None


def _sifted(passage: Passage, rules: TargetRules) -> tuple[list[Quantity], list[tuple[Quantity, tuple[str, str]]]]:
    """Find the numbers; give those that may be targets, and the others each with the rule and the reason."""
    kept: list[Quantity] = []
    rejected: list[tuple[Quantity, tuple[str, str]]] = []
    quoted = _Quoted(passage)
    for quantity in scan(passage.text, rules):
        reject = quoted.reject(quantity) or _rejected(passage.text, quantity, rules)
        if reject is None:
            kept.append(quantity)
        else:
            rejected.append((quantity, reject))
    return kept, rejected


def _read(passage: Passage, quantities: Sequence[Quantity], rules: TargetRules) -> list[Firing]:
    """Read the numbers that may be targets, paragraph by paragraph."""
    found: list[Firing] = []
    for paragraph in context.paragraphs(passage, quantities, rules):
        if paragraph.words:  # no target stands anywhere else
            found += _read_paragraph(passage, paragraph, rules)
    return found


def _read_paragraph(passage: Passage, paragraph: context.Paragraph, rules: TargetRules) -> Iterator[Firing]:
    """Read a paragraph's sentences: their numbers and, where targets are listed, targets without a number."""
    text = passage.text
    first, targets_before = 0, False
    for sentence in passage.sentences_in(paragraph.span):
        span, last = sentence.span, first
        while last < len(paragraph.quantities) and paragraph.quantities[last].start < span.end:
            last += 1
        quantities, first = paragraph.quantities[first:last], last
        announced = context.ANNOUNCED.search(text, *span) if paragraph.announces else None
        compares = paragraph.compares and not quantities and context.compares(text, span)
        if not (quantities or announced or targets_before or compares):
            continue
        setting = context.Setting(passage, paragraph, sentence, announced.end() if announced else None, rules)
        own = _numbers(setting, quantities) if quantities else []
        yield from own
        targets = [firing.record for firing in own if isinstance(firing.record, Target)]
        planned = announced is not None or any(target.status == "target" for target in targets)
        if (planned or targets_before or compares) and relative.CUE.search(text, *span):
            yield from _relatives(setting, targets, announced is not None)
        if planned and not targets_before:
            targets_before = len(own) >= _LIST_LENGTH or _LIST.search(text, *span) is not None


class _Quoted:
    """The short quotations of a passage: numbers in them belong to names and formulas."""

    def __init__(self, passage: Passage) -> None:
        short = [q.inner for q in passage.quotes if q.inner.end - q.inner.start <= _QUOTED_NAME]
        self._spans = sorted(short + [Span(*m.span()) for m in _BOOK.finditer(passage.text)])
        self._starts = [span.start for span in self._spans]

    def reject(self, quantity: Quantity) -> tuple[str, str] | None:
        """Give rule and reason if the number stands in a short quotation."""
        at = bisect_right(self._starts, quantity.start) - 1
        if at >= 0 and quantity.start < self._spans[at].end:
            return "quoted", "inside a quoted name or formula"
        return None


def _rejected(text: str, quantity: Quantity, rules: TargetRules) -> tuple[str, str] | None:
    """Give the rule that says why a number is no quantity of an indicator, with its reason, or None."""
    start, end = quantity.start, quantity.end
    left = text[start - 26 : start] if start > 26 else text[:start]
    near = f"{left}⟦{quantity.kind}|{text[start:end]}⟧{text[end : end + 24]}".replace("\n", "")
    for reject in rules.rejects[quantity.kind]:
        if reject.pattern.search(near) and not (reject.unless and reject.unless.search(near)):
            return reject.id, reject.about
    return None


def _numbers(setting: context.Setting, quantities: Sequence[Quantity]) -> list[Firing]:
    """Let the frames read a sentence's numbers, settle their claims and make records of the winners."""
    found: list[Firing] = []
    before: tuple[Status, Period | None] | None = None
    indicator = ""
    for claim, lost in settle(frames.read_sentence(setting.passage.text, setting.clauses, quantities, setting.rules)):
        reason = lost or claim.value.refused
        if reason:
            found.append(Firing(claim.rule, claim.value.text, None, reason))
            continue
        place = claim.value.quantity.start
        said = setting.at(place)
        goes_on = claim.rule == "ellipsis" and claim.value.indicator == indicator
        if before and goes_on and (said[0] != before[0] or said[1] is None) and not setting.speaks(place):
            said = before  # 预计达到60亿元，比上年增长5%: both are planned
        if said[1] and said[1].horizon == "annual" and _over_years(setting, claim.value):
            said = said[0], setting.several_years(place, said[0]) or said[1]
        before, indicator = said, claim.value.indicator
        found.append(Firing(claim.rule, claim.value.text, _record(setting, claim.value, said)))
    return found


def _over_years(setting: context.Setting, found: Finding) -> bool:
    """Tell whether a finding sums up several years, as far as its clause, which names no period, says so."""
    text, place = setting.passage.text, found.quantity.start
    start = setting.clauses.start(place)
    total = found.change != "level" and text.find("累计", start, place) >= 0
    return (total or _YEARLY.search(text, start, place) is not None) and not setting.speaks(place)


def _record(setting: context.Setting, found: Finding, said: tuple[Status, Period | None]) -> Target:
    """Make a record of a finding: surroundings (``said``), canonical name, base units."""
    passage, quantity = setting.passage, found.quantity
    status, period = said
    year, horizon = (period.year, period.horizon) if period else (None, None)
    clause = _clause_hedge(setting, quantity.start) if status == "target" else None
    hedges = (clause, *found.hedges) if clause else found.hedges
    stretch = _STRETCH.match(passage.text, found.text.end, setting.clauses.span.end)
    return Target(
        mention=passage.mention(found.text, found.rule),
        indicator=found.indicator,
        indicator_norm=_canonical(found.indicator, setting.rules),
        value=quantity.value,
        value_high=quantity.high,
        unit=quantity.unit,
        value_base=quantity.base,
        unit_base=quantity.base_unit,
        change=found.change,
        bound="range" if quantity.high is not None else _bound(found.hedges),
        hedge="；".join([hedge.word for hedge in hedges]) if hedges else None,
        constraint=_constraint(hedges) if hedges else None,
        stretch=stretch["stretch"] if stretch else None,
        status=status,
        year=year,
        horizon=horizon,
    )


@lru_cache(maxsize=4096)
def _canonical(indicator: str, rules: TargetRules) -> str | None:
    """Give the canonical name of an indicator, whatever place it is said of; None for one that has none."""
    scope = _SCOPE.match(indicator)
    name = indicator[scope.end() :] if scope else indicator
    known = rules.indicators.get(name) or rules.indicators.get(_WITHIN.sub("", name))
    if known is None:
        known = next((one for pattern, one in rules.wordings if pattern.fullmatch(name)), None)
    return known.name if known else None


def _bound(hedges: Sequence[Hedge]) -> Bound:
    """What the hedges do to the number together: a limit outweighs an estimate (不超过…左右 is a limit)."""
    if not hedges:
        return "exact"
    bounds = {hedge.bound for hedge in hedges}
    for bound in ("at_most", "at_least", "about"):
        if bound in bounds:
            return bound
    return "exact"


def _constraint(hedges: Sequence[Hedge]) -> Constraint | None:
    """The constraint of the first hedge that the user's map gives one: the verb of the promise stands first."""
    return next((hedge.constraint for hedge in hedges if hedge.constraint), None)


def _clause_hedge(setting: context.Setting, place: int) -> Hedge | None:
    """Find 力争, 确保 … before a number, in its clause."""
    words = setting.rules.clause_hedge.findall(setting.passage.text, setting.clauses.start(place), place)
    return setting.rules.hedges["clause", words[-1]] if words else None


def _each(indicator: str, rules: TargetRules) -> list[str]:
    """Give the members of a list that share a wording without a number, if each is an indicator by itself."""
    names = [indicator] if "等" in indicator else coordination.shares_value(indicator, "percent", "", rules)
    return [indicator] if any(name in rules.words["relational"] for name in names) else names


def _relatives(setting: context.Setting, numbers: Sequence[Target], announced: bool) -> Iterator[Firing]:
    """Make records of the targets without a number in a sentence."""
    passage, rules = setting.passage, setting.rules
    for found in relative.read_relative(passage.text, setting.clauses.span, numbers, announced, rules):
        status, period = setting.at(found.text.end)
        if status == "achieved":
            yield Firing(found.rule, found.text, None, "reported, not planned")
            continue
        hedge = _clause_hedge(setting, found.text.end)
        for indicator in _each(found.indicator, rules):
            record = Target(
                mention=passage.mention(found.text, found.rule),
                indicator=indicator,
                indicator_norm=_canonical(indicator, rules),
                bound="relative",
                hedge=hedge.word if hedge else None,
                constraint=hedge.constraint if hedge else None,
                year=period.year if period else None,
                horizon=period.horizon if period else None,
                relative_to=found.to,
            )
            yield Firing(found.rule, found.text, record)
