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
from itertools import groupby

from zhaoshang_nlp.extract import target_context as context
from zhaoshang_nlp.extract import target_frames as frames
from zhaoshang_nlp.extract import target_relative as relative
from zhaoshang_nlp.extract.overlap import settle
from zhaoshang_nlp.extract.passage import Firing, Passage
from zhaoshang_nlp.extract.target_quantity import Quantity, scan
from zhaoshang_nlp.extract.target_reference import Finding
from zhaoshang_nlp.extract.target_rules import Hedge, TargetRules, load
from zhaoshang_nlp.types import Bound, Constraint, Span, Target

__all__ = ["TargetRules", "find", "firings", "load"]

_STRETCH = re.compile(
    r"[，,、；;](?P<stretch>(?=[^，。；,;、]{0,24}(?:争取|力争|取得|追求|努力|实现|全力|奋力|向))"
    r"[^，。；,;、\d]{0,24}(?:更好|更优|更高|更快|最好|更佳)[^，。；,;、\d]{0,8})"
)
_LIST = re.compile(r"目标|指标|力争|预期")
_LIST_LENGTH = 4  # so many numbers in a planning sentence are a list of targets, whether it says so or not
_QUOTED_NAME = 20  # characters; a longer quotation is a passage quoted in full, its numbers count
_BOOK = re.compile(r"《[^《》\n]{1,60}》")
_SCOPE = re.compile(r"^(?:全省|全市|全区|全县|全国|全州|我省|我市|我区|全自治区)")


def find(passage: Passage, rules: TargetRules) -> list[Target]:
    """Give the targets of a passage in text order.

    >>> from zhaoshang_nlp.extract.passage import prepare
    >>> from zhaoshang_nlp.types import Document
    >>> passage = prepare(Document.of("全市要新建口袋公园30个以上。"))
    >>> [(t.indicator, t.value, t.unit, t.bound) for t in find(passage, load())]
    [('口袋公园', 30.0, '个', 'at_least')]
    """
    return [firing.record for firing in firings(passage, rules) if isinstance(firing.record, Target)]


def firings(passage: Passage, rules: TargetRules) -> list[Firing]:
    """Give every rule that fired, in text order: winners with their record, losers with the reason.

    A number that was put aside is a firing of the rule that did so, without a record.
    """
    text = passage.text
    found: list[Firing] = []
    quantities: list[Quantity] = []
    quoted = _Quoted(passage)
    for quantity in scan(text, rules):
        reject = quoted.reject(quantity) or _rejected(text, quantity, rules)
        if reject is None:
            quantities.append(quantity)
        else:
            found.append(Firing(reject[0], Span(quantity.start, quantity.body), None, reject[1]))
    settings = context.paragraphs(passage, quantities, rules)
    targets_before = False
    place = -1
    numbered = _by_sentence(passage, quantities)
    for sentence in passage.sentences:
        paragraph = context.paragraph_at(settings, sentence.span.start)
        if paragraph.span.start != place:
            place, targets_before = paragraph.span.start, False
        own = list(_numbers(passage, sentence.span, numbered.get(sentence.span.start, []), (paragraph, rules)))
        found += own
        listing = _LIST.search(text, sentence.span.start, sentence.span.end) is not None
        announced = listing and context.ANNOUNCED.search(text, sentence.span.start, sentence.span.end) is not None
        planned = announced or any(isinstance(f.record, Target) and f.record.status == "target" for f in own)
        if (planned or targets_before) and relative.CUE.search(text, sentence.span.start, sentence.span.end):
            numbers = [f.record for f in own if isinstance(f.record, Target)]
            found += _relatives(passage, sentence.span, numbers, (announced, paragraph, rules))
        targets_before = targets_before or (planned and (listing or len(own) >= _LIST_LENGTH))
    return sorted(found, key=lambda firing: (firing.span, firing.record is None))


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
    left, right = text[max(quantity.start - 26, 0) : quantity.start], text[quantity.end : quantity.end + 24]
    near = f"{left}⟦{quantity.kind}|{text[quantity.start : quantity.end]}⟧{right}".replace("\n", "")
    for reject in rules.rejects:
        if reject.kinds and quantity.kind not in reject.kinds:
            continue
        if reject.pattern.search(near) and not (reject.unless and reject.unless.search(near)):
            return reject.id, reject.about
    return None


def _by_sentence(passage: Passage, quantities: Sequence[Quantity]) -> dict[int, list[Quantity]]:
    """Sort numbers into their sentences, named by their start."""
    keyed = groupby(quantities, key=lambda quantity: passage.sentence_at(quantity.start).span.start)
    return {start: list(group) for start, group in keyed}


def _numbers(
    passage: Passage, sentence: Span, quantities: list[Quantity], known: tuple[context.Paragraph, TargetRules]
) -> Iterator[Firing]:
    """Let the frames read a sentence's numbers, settle their claims and make records of the winners."""
    if not quantities:
        return
    paragraph, rules = known
    claims = frames.read_sentence(passage.text, sentence, quantities, rules)
    status = context.status_of(passage, paragraph, sentence, rules)
    for claim, lost in settle(claims):
        reason = lost or claim.value.refused
        if reason:
            yield Firing(claim.rule, claim.value.text, None, reason)
        else:
            yield Firing(claim.rule, claim.value.text, _record(passage, claim.value, sentence, (status, *known)))


def _record(
    passage: Passage, found: Finding, sentence: Span, known: tuple[float, context.Paragraph, TargetRules]
) -> Target:
    """Make a record of a finding: surroundings, canonical name, base units."""
    rules = known[2]
    quantity = found.quantity
    status, period = context.at(passage, sentence, quantity.start, known)
    clause = _clause_hedge(passage.text, sentence, quantity.start, rules) if status == "target" else None
    hedges = ((clause,) if clause else ()) + found.hedges
    stretch = _STRETCH.match(passage.text, found.text.end, sentence.end)
    known_as = rules.indicators.get(_SCOPE.sub("", found.indicator))
    return Target(
        mention=passage.mention(found.text, found.rule),
        indicator=found.indicator,
        indicator_norm=known_as.name if known_as else None,
        value=quantity.value,
        value_high=quantity.high,
        unit=quantity.unit,
        value_base=quantity.base,
        unit_base=quantity.base_unit,
        change=found.change,
        bound="range" if quantity.high is not None else _bound(found.hedges),
        hedge="；".join(h.word for h in hedges) or None,
        constraint=_constraint(hedges),
        stretch=stretch["stretch"] if stretch else None,
        status=status,
        year=period.year if period else None,
        horizon=period.horizon if period else None,
    )


def _bound(hedges: Sequence[Hedge]) -> Bound:
    """What the hedges do to the number together: a limit outweighs an estimate (不超过…左右 is a limit)."""
    bounds = {hedge.bound for hedge in hedges}
    for bound in ("at_most", "at_least", "about"):
        if bound in bounds:
            return bound
    return "exact"


def _constraint(hedges: Sequence[Hedge]) -> Constraint | None:
    """The constraint of the first hedge that the user's map gives one: the verb of the promise stands first."""
    return next((hedge.constraint for hedge in hedges if hedge.constraint), None)


def _clause_hedge(text: str, sentence: Span, place: int, rules: TargetRules) -> Hedge | None:
    """Find 力争, 确保 … before a number, in its clause."""
    start = max(text.rfind(mark, sentence.start, place) for mark in "，；。：,;:") + 1
    words = rules.clause_hedge.findall(text, max(start, sentence.start), place)
    return rules.hedges["clause", words[-1]] if words else None


def _relatives(
    passage: Passage, sentence: Span, numbers: Sequence[Target], known: tuple[bool, context.Paragraph, TargetRules]
) -> Iterator[Firing]:
    """Make records of the targets without a number in a sentence."""
    announced, paragraph, rules = known
    score = context.status_of(passage, paragraph, sentence, rules)
    for found in relative.read_relative(passage.text, sentence, numbers, announced, rules):
        status, period = context.at(passage, sentence, found.text.end, (score, paragraph, rules))
        if status == "achieved":
            yield Firing(found.rule, found.text, None, "reported, not planned")
            continue
        known_as = rules.indicators.get(_SCOPE.sub("", found.indicator))
        hedge = _clause_hedge(passage.text, sentence, found.text.end, rules)
        record = Target(
            mention=passage.mention(found.text, found.rule),
            indicator=found.indicator,
            indicator_norm=known_as.name if known_as else None,
            bound="relative",
            hedge=hedge.word if hedge else None,
            constraint=hedge.constraint if hedge else None,
            year=period.year if period else None,
            horizon=period.horizon if period else None,
            relative_to=found.to,
        )
        yield Firing(found.rule, found.text, record)
