"""The frames: how the numbers of one sentence become findings.

A sentence is cut into clauses; in each clause the numbers are read from left to right, runs of listed numbers
(4%、5%和6%) together. Every frame that fits makes a claim; ``overlap`` decides among them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from zhaoshang_nlp.extract import target_coordination as coordination
from zhaoshang_nlp.extract.overlap import Claim
from zhaoshang_nlp.extract.target_phrase import Left, clean, left_of, noun_right, without_tail
from zhaoshang_nlp.extract.target_quantity import Quantity
from zhaoshang_nlp.extract.target_rules import Hedge, TargetRules
from zhaoshang_nlp.types import Change, Span

_BOUNDARY = re.compile(r"[，；。：！？,;:!?]")
_JOINERS = ("、", "和", "与", "及", "，", "或", "、和", "以及")
_FROM = re.compile(r"(?:从|由|自)(?:[^，；。：、从由自]{0,14})$")
_TO = re.compile(r"[^，；。：、]{0,14}?(?:到|至|为|成|达|增|降|减|升)[^，；。：、]{0,10}$")
_ENDS = ("", *"，。；、：！？,;:!?\n）)0123456789和与及", "（", "(")
_GIVING = re.compile(r"(?:贡献|提供|创造|吸纳|占据|承担|完成)了?[^，。；\d]{0,24}$")
_COUNTED = ("count", "people")
_SHARES = ("占比", "比重", "比例", "增加值率", "总量", "总数")
_NOUN_AFTER = ("count", "people", "money", "measure")


class Finding(NamedTuple):
    """What a frame found: everything a record says except its surroundings (status, period)."""

    rule: str
    text: Span
    indicator: str
    quantity: Quantity
    change: Change
    hedges: tuple[Hedge, ...]
    refused: str = ""  # why it is none after all (a count of districts, of tasks)


@dataclass(slots=True)
class _Reader:
    """The reading of one sentence: its claims so far, and what later numbers may refer back to.

    ``last`` is the finding that an ellipsis takes up, ``base`` the indicator that 总量, 占比 and the like attach to.
    """

    text: str
    rules: TargetRules
    span: Span
    claims: list[Claim[Finding]] = field(default_factory=list)
    last: Finding | None = None
    base: str = ""

    def claim(self, found: Finding, group: int = -1) -> None:
        """Claim the number of a finding."""
        anchor = Span(found.quantity.start, found.quantity.body)
        self.claims.append(Claim(found.rule, anchor, self.rules.frames[found.rule]["rank"], found, group))


def read_sentence(text: str, span: Span, quantities: Sequence[Quantity], rules: TargetRules) -> list[Claim[Finding]]:
    """Give the claims of all frames to the numbers of one sentence.

    Args:
        text: the whole text.
        span: the sentence.
        quantities: the numbers in it that may be targets, in order.
        rules: the loaded rules.
    """
    reader = _Reader(text, rules, span)
    first = 0
    for clause in _clauses(text, span, quantities):
        last = first
        while last < len(quantities) and quantities[last].start < clause.end:
            last += 1
        if last > first:
            _read_clause(reader, clause, quantities[first:last])
        first = last
    return reader.claims


def _read_clause(reader: _Reader, clause: Span, quantities: Sequence[Quantity]) -> None:
    """Read the numbers of a clause from left to right; between two of them each finds its indicator or noun."""
    text, low, i = reader.text, clause.start, 0
    base: int | None = None
    while i < len(quantities):
        run = _run(text, quantities[i:])
        i += len(run)
        if base is None and i < len(quantities):
            base = _origin(text, low, run, quantities[i])
            if base is not None:  # these are base values: the next numbers are read with them
                continue
        free = quantities[i].start if i < len(quantities) else clause.end
        counted = _read_run(reader, Span(_after_noun(text, low, run[0].start), free), run, base)
        # A counted noun that another number cuts short (22条排水沟整治率达100%) is that number's indicator as well.
        low = counted if counted is not None and (counted < free or free == clause.end) else run[-1].end
        base = None


def _after_noun(text: str, low: int, high: int) -> int:
    """Give the place where free text begins: behind the noun that a number goes on into (投资9亿元的项目、…)."""
    if low >= high or text[low] != "的":
        return low
    comma = text.find("、", low, high)
    return low if comma < 0 else comma + 1


def _clauses(text: str, span: Span, quantities: Sequence[Quantity]) -> list[Span]:
    """Cut a sentence at ，；。： outside its numbers (1,234 and 2.5:1 hold such marks)."""
    found: list[Span] = []
    low = span.start
    for match in _BOUNDARY.finditer(text, span.start, span.end):
        at = match.start()
        if match[0] in ",:" and any(q.start < at < q.body for q in quantities):
            continue
        found.append(Span(low, at))
        low = match.end()
    found.append(Span(low, span.end))
    return found


def _run(text: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    """Give the numbers listed from the first on: same kind, nothing but a conjunction between them."""
    run = [quantities[0]]
    for following in quantities[1:]:
        if following.kind != run[0].kind or text[run[-1].end : following.start] not in _JOINERS:
            break
        run.append(following)
    return run


def _origin(text: str, low: int, run: Sequence[Quantity], following: Quantity) -> int | None:
    """If a run of numbers is the base of a from-to pair (从41%提高到45%), give the place of 从."""
    if run[0].kind != following.kind:
        return None
    match = _FROM.search(text, low, run[0].start)
    return match.start() if match and _TO.match(text[run[-1].end : following.start]) else None


def _read_run(reader: _Reader, reach: Span, run: list[Quantity], base: int | None) -> int | None:
    """Let every frame try a run of numbers.

    Args:
        reader: the sentence.
        reach: what lies free around the run.
        run: the numbers.
        base: place of 从 in a from-to pair, else None.

    Returns:
        The end of the noun that the number counts, None if it counts none.
    """
    rules, first = reader.rules, run[0]
    if base is None:
        points = first.kind in ("points", "percent", "ratio")
        left = left_of(reader.text, reach.start, first.start, points, rules)
    else:
        left = left_of(reader.text, reach.start, base, False, rules)._replace(change="level")
    if len(run) > 1 or left.each in ("分别", "依次"):
        _shared(reader, left, run)
        return None
    counts = first.kind in _NOUN_AFTER or (first.kind == "percent" and _gives(reader.text, reach.start, first))
    noun = _count(reader, left, first, reach.end) if counts and base is None else None
    if left.phrase and left.phrase not in rules.words["place"]:
        _measure(reader, left, first, "from-to" if base is not None else "", noun is not None)
    elif noun is None:
        _ellipsis(reader, left, first)
    return noun


def _gives(text: str, low: int, quantity: Quantity) -> bool:
    """Tell whether a share is one of what follows: 民营经济贡献了七成以上|的税收、近九成|的就业."""
    clause = max(text.rfind(mark, 0, quantity.start) for mark in "，；。：,;:\n") + 1
    return text[quantity.end : quantity.end + 1] == "的" and _GIVING.search(text, clause, quantity.start) is not None


def _shared(reader: _Reader, left: Left, run: list[Quantity]) -> None:
    """Frame ``share-list``: several values, dealt out to as many members of the phrase, or all to the one it names."""
    base = _base(reader, left)
    names = [base + left.phrase] * len(run) if base else _names(reader, left.phrase, run)
    if not names:
        return
    start = reader.last.text.start if reader.last is not None and (base or not left.phrase) else left.start
    span = Span(start, run[-1].end)
    behind = run[-1].hedges if not any(quantity.hedges for quantity in run[:-1]) else ()  # 4%、5%左右: about, both
    for name, quantity in zip(names, run, strict=True):
        change = _change(left, name, quantity.kind, reader.rules)
        found = Finding("share-list", span, name, quantity, change, left.hedges + (quantity.hedges or behind))
        reader.claim(found, group=run[0].start)
        reader.last = found
    reader.base = base or left.phrase or reader.base


def _names(reader: _Reader, phrase: str, run: Sequence[Quantity]) -> list[str]:
    """Give each number of a run its indicator; [] if there is none to give."""
    if not phrase:
        return [reader.last.indicator] * len(run) if reader.last is not None else []
    # Members counted in different units (96对和18家) are different things and share no end, unless it is a measure.
    if len({quantity.unit for quantity in run}) == 1 or phrase.endswith(reader.rules.heads):
        names = coordination.members(phrase, len(run), reader.rules)
    else:
        names = coordination.parts_of(phrase)
    return [_without_verb(name, reader.rules) for name in names] if len(names) == len(run) else [phrase] * len(run)


def _without_verb(name: str, rules: TargetRules) -> str:
    """Take a governing verb off the member of a list (城镇新增就业、|新增创业担保贷款)."""
    verb = rules.patterns["govern"].match(name)
    if verb is None or name in rules.indicators or verb[0] in rules.words["govern_spare"] or len(name) - verb.end() < 2:
        return name
    return name[verb.end() :]


def _count(reader: _Reader, left: Left, quantity: Quantity, high: int) -> int | None:
    """Frame ``count``: the number counts the noun that follows it; a measure does so only without indicator before it.

    Returns:
        The end of the noun, None if there is none.
    """
    text = reader.text
    if quantity.kind not in (*_COUNTED, "percent") and left.phrase and not left.subject:
        return None
    if quantity.kind == "people" and text[quantity.end : quantity.end + 1] == "的":
        return None  # 惠及30万人的工程: the noun is not what is counted
    start, end = noun_right(text, quantity.end, high, reader.rules)
    if (
        end == high and text[high : high + 1].isdigit()
    ):  # what leads to the next number (达, 超过) is no part of the noun
        end = without_tail(text, start, end, reader.rules)
    noun = clean(text[start:end])
    if not noun:
        return None
    governed = text[max(reader.span.start, quantity.start - 8) : quantity.start]
    refused = _refused(quantity.unit, noun, governed, reader.rules) if quantity.kind in _COUNTED else ""
    found = Finding("count", Span(quantity.start, end), noun, quantity, "level", left.hedges + quantity.hedges, refused)
    reader.claim(found)
    reader.last, reader.base = found, noun
    return end


def _refused(unit: str, noun: str, governed: str, rules: TargetRules) -> str:
    """Say why counting this noun makes no target, or give an empty string."""
    for reject in rules.noun_rejects:
        if reject.units and unit not in reject.units:
            continue
        if reject.pattern.search(noun) and not (reject.unless and reject.unless.search(governed)):
            return f"{reject.id}: {reject.about}"
    return ""


def _measure(reader: _Reader, left: Left, quantity: Quantity, rule: str, lost: bool) -> None:
    """Frames ``measure``, ``from-to`` and ``one-for-all``: the indicator stands before the number.

    ``lost`` says that the noun behind the number is what it counts: the claim is made, but nothing refers back to it.
    """
    rules, phrase = reader.rules, left.phrase
    base = "" if lost else _base(reader, left)
    if base:
        start = reader.last.text.start if reader.last else left.start
        names, span = [base + phrase], Span(start, quantity.end)
    else:
        names = coordination.shares_value(phrase, quantity.kind, left.each, rules)
        span = Span(left.start, quantity.end)
    rule = rule or ("one-for-all" if len(names) > 1 else "measure")
    for name in names:
        change = _change(left, name, quantity.kind, rules)
        found = Finding(rule, span, name, quantity, change, left.hedges + quantity.hedges)
        reader.claim(found, group=quantity.start)
        if not lost:
            reader.last = found
    if not lost:
        reader.base = base or phrase


def _base(reader: _Reader, left: Left) -> str:
    """If the phrase only measures an indicator named before (总量, 占比, 占全国), give that indicator."""
    rules, phrase = reader.rules, left.phrase
    share = phrase.startswith("占")
    if not share and phrase not in rules.words["relational"]:
        return ""
    base = reader.base or ("" if share else _subject_before(reader, left.start))
    if not share and phrase not in _SHARES:
        # 企业营收增长5%、利润增长3%: the profit of the firms, not of their turnover.
        base = base.removesuffix(next((word for word in rules.relational if base.endswith(word)), ""))
    return "" if base.endswith(phrase) else base


def _subject_before(reader: _Reader, place: int) -> str:
    """Find the known indicator that opens a clause before (经营主体增量提质，总量达…); "" if there is none."""
    found = list(reader.rules.known.finditer(reader.text, reader.span.start, place))
    if not found:
        return ""
    marks = (reader.text.rfind(mark, reader.span.start, found[-1].start()) for mark in "，；。：,;:")
    return clean(reader.text[max(reader.span.start, max(marks) + 1) : found[-1].end()])


def _ellipsis(reader: _Reader, left: Left, quantity: Quantity) -> None:
    """Frame ``ellipsis``: the number's reach names no indicator; that of the finding before holds, or the subject's."""
    last, change = reader.last, left.change or "level"
    if quantity.kind in _COUNTED and reader.text[quantity.end : quantity.end + 1] not in _ENDS:
        return  # 2人当选院士: what is counted is left unsaid
    if last is None:
        name = _subject_before(reader, quantity.start) if change != "level" else ""
        start = reader.text.find(name, reader.span.start)
        if not name or start < 0:
            return
    else:
        name, start = last.indicator, last.text.start
        plan = reader.text[quantity.start - 1] == "的"  # 完成年度目标的54.9%
        if change == "level" and not plan and quantity.kind == "percent" and last.quantity.kind == "percent":
            change = last.change  # 增长5%、力争达到6%
    found = Finding("ellipsis", Span(start, quantity.end), name, quantity, change, left.hedges + quantity.hedges)
    reader.claim(found)
    reader.last = found


def _change(left: Left, name: str, kind: str, rules: TargetRules) -> Change:
    """What the words say; without any, what a bare number means for the indicator (经济增长预期5% against 失业率5%)."""
    if left.change is not None:
        return left.change
    known = rules.indicators.get(name)
    return known.change if known is not None and kind == "percent" else "level"
