"""Targets without a number: an indicator against another one, an assignment, or a direction that is checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from zhaoshang_nlp.extract.target_phrase import left_of
from zhaoshang_nlp.extract.target_rules import RelativeRule, TargetRules
from zhaoshang_nlp.types import Span, Target

CUE = re.compile(
    r"同步|相适应|相匹配|高于|快于|低于|优于|好于|高出|平均水平|任务|目标|增长|平衡|要求|指标|由负转正|下降|降低|提高|提升|减少|稳|改善|向好|保持|缩小|扩大|优化|好转|不减|平均水平|发达"
)
_REMARK = re.compile(r"[^，。；]{0,6}(?:体现|有利于|考虑|符合|反映|说明|意味)")  # a remark on targets, none itself
_PIECE = re.compile(r"[^，。；：！？,;:]+")
_SHORTEST = 4  # characters of a clause that can say a relative target


class Relative(NamedTuple):
    """A relative target: its rule, its clause, the indicator and what it is measured against."""

    rule: str
    text: Span
    indicator: str
    to: str | None


def read_relative(
    text: str, span: Span, numbers: Sequence[Target], announced: bool, rules: TargetRules
) -> list[Relative]:
    """Find relative targets in a sentence that is known to list targets.

    Args:
        text: the whole text.
        span: the sentence.
        numbers: the targets with numbers found in it. Clauses they stand in are not looked at; one that names no
            indicator (增长5%、与经济增长同步) takes up theirs.
        announced: the sentence says itself that it lists targets (主要预期目标是): rules that need this may try.
        rules: the loaded rules.
    """
    wordings = [rule for rule in rules.relatives if announced or not rule.announced]
    found: list[Relative] = []
    for clause in _PIECE.finditer(text, span.start, span.end):
        low = clause.start()
        last: tuple[int, str] | None = None
        for target in numbers:
            if target.mention.end <= clause.end():
                last = target.mention.start, target.indicator
                low = max(low, target.mention.end)
        if low > clause.start() and text[low : low + 1] == "、":
            low += 1
        while clause.end() - low >= _SHORTEST and CUE.search(text, low, clause.end()):
            match = _read_clause(text, Span(low, clause.end()), last, (wordings, rules))
            if match is None:
                break
            found.append(match)
            last = match.text.start, match.indicator
            low = match.text.end + (text[match.text.end : match.text.end + 1] == "、")
    return found


def _read_clause(
    text: str, clause: Span, last: tuple[int, str] | None, known: tuple[list[RelativeRule], TargetRules]
) -> Relative | None:
    """Try the wordings on a clause; the first that fits holds.

    ``last`` is where the target before it begins and its indicator, which a wording without one takes up.
    """
    said = text[clause.start : clause.end]
    wordings, rules = known
    if _REMARK.match(said):
        return None
    for rule, pattern, elliptic, _, hints in wordings:
        if hints and not any(hint in said for hint in hints):
            continue
        match = pattern.search(said)
        if match is None:
            continue
        groups = match.groupdict()
        to = groups.get("to") or groups.get("by") or groups.get("even")
        low, high = match.span("indicator")
        left = left_of(text, clause.start + low, clause.start + high, False, rules) if low >= 0 else None
        if (
            left is None or len(left.phrase) < 2
        ):  # 增长6%，力争高于全国平均水平: the indicator is that of the number before
            if elliptic and last is not None:
                return Relative(rule, Span(last[0], clause.start + match.end()), last[1], to)
            continue
        # The clause is the record's wording: what leads in (按照国家要求) may stay.
        begin = min(left.start, clause.start + match.start()) if rule == "assigned" else left.start
        return Relative(rule, Span(begin, clause.start + match.end()), left.phrase.removesuffix("等"), to)
    return None
