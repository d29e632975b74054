"""What the numbers of a sentence refer back to: findings so far, the indicator that 总量 measures, the last subject."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from zhaoshang_nlp.extract import target_coordination as coordination
from zhaoshang_nlp.extract.overlap import Claim
from zhaoshang_nlp.extract.target_context import Clauses
from zhaoshang_nlp.extract.target_phrase import Left, left_of
from zhaoshang_nlp.extract.target_quantity import Quantity
from zhaoshang_nlp.extract.target_rules import Hedge, TargetRules
from zhaoshang_nlp.types import Change, Span

_SAID = re.compile(r"实现[“\"][^”\"]{2,8}[”\"]|[一二三四五六七八九十]+连[丰增涨]")
_DIGIT = re.compile(r"[\d%]")
_SHARES = ("占比", "比重", "比例", "增加值率", "总量", "总数")


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
class Reader:
    """The reading of one sentence: its claims so far, and what later numbers may refer back to.

    ``last`` is the finding that an ellipsis takes up, ``base`` the indicator that 总量, 占比 and the like attach to,
    ``shared`` the indicators of the last run of numbers, ``recent`` all so far.
    """

    text: str
    rules: TargetRules
    clauses: Clauses
    claims: list[Claim[Finding]] = field(default_factory=list)
    last: Finding | None = None
    base: str = ""
    shared: Sequence[str] = ()
    recent: list[str] = field(default_factory=list)

    def claim(self, found: Finding, group: int = -1) -> None:
        """Claim the number of a finding."""
        anchor = Span(found.quantity.start, found.quantity.body)
        self.claims.append(Claim(found.rule, anchor, self.rules.ranks[found.rule], found, group))
        if not found.refused and found.indicator not in self.recent[-1:]:
            self.recent.append(found.indicator)


def names_of(reader: Reader, phrase: str, run: Sequence[Quantity], each: bool) -> list[str]:
    """Give each number of a run its indicator; [] if there is none to give."""
    if not phrase:
        if len(reader.shared) == len(run):  # 分别达到8元和6元，增长4%和5%
            return list(reader.shared)
        if each and len(reader.recent) >= len(run):  # 签约项目8个，总投资6亿元，分别增长4%和5%
            return reader.recent[-len(run) :]
        return [reader.last.indicator] * len(run) if reader.last is not None else []
    # Members counted in different units (96对和18家) are different things and share no end, unless it is a measure.
    if len({quantity.unit for quantity in run}) == 1 or phrase.endswith(reader.rules.heads):
        names = coordination.members(phrase, len(run), reader.rules)
    else:
        names = coordination.parts_of(phrase)
    if len(names) != len(run):
        return [phrase] * len(run)
    done: list[str] = []
    for name in names:
        # 粮食播种面积、产量: the second measures what the first does.
        measured = done and name in reader.rules.words["relational"]
        done.append(_without_measure(done[-1], reader.rules) + name if measured else _without_verb(name, reader.rules))
    return done


def _without_measure(name: str, rules: TargetRules) -> str:
    """Take the measuring noun off an indicator (企业营收 -> 企业, 粮食播种面积 -> 粮食)."""
    name = name.removesuffix(next((word for word in rules.relational if name.endswith(word)), ""))
    return name.removesuffix("播种").removesuffix("种植")


def _without_verb(name: str, rules: TargetRules) -> str:
    """Take a governing verb off the member of a list (城镇新增就业、|新增创业担保贷款)."""
    verb = rules.patterns["govern"].match(name)
    if verb is None or name in rules.indicators or verb[0] in rules.words["govern_spare"] or len(name) - verb.end() < 2:
        return name
    return name[verb.end() :]


def base_of(reader: Reader, left: Left, high: int) -> str:
    """If the phrase only measures an indicator named before (总量, 占比, 占全国), give that indicator."""
    rules, phrase = reader.rules, left.phrase
    share = phrase.startswith("占")
    if not share and phrase not in rules.words["relational"]:
        return ""
    if reader.text[high : high + 1] == "的":  # 组建总规模9亿元的基金: it measures what follows
        return ""
    subject = stated(reader, left.start)
    base = subject.phrase if subject else reader.base or ("" if share else subject_before(reader, left.start))
    if not share and phrase not in _SHARES:
        # 企业营收增长5%、利润增长3%: the profit of the firms, not of their turnover.
        base = _without_measure(base, rules)
    return "" if base.endswith(phrase) else base


def stated(reader: Reader, place: int) -> Left | None:
    """Find the subject of the clause before that says something of it without a number (产值实现倍增，到明年达到…).

    Returns:
        How it reads (phrase, start, change), None if there is none.
    """
    text, here = reader.text, reader.clauses.start(place) - 1  # the sign that opens the clause
    if here <= reader.clauses.span.start or (reader.last is not None and reader.last.quantity.start > here):
        return None
    before = reader.clauses.start(here)
    match = reader.rules.patterns["predicate"].search(text, before, here) or _SAID.search(text, before, here)
    if match is None or match.end() != here or _DIGIT.search(text, before, match.start()):
        return None
    left = left_of(text, before, match.start(), False, reader.rules)
    return left if len(left.phrase) > 1 else None


def subject_before(reader: Reader, place: int) -> str:
    """Find the known indicator that opens a clause before (经营主体增量提质，总量达…); "" if there is none."""
    subject = stated(reader, place)
    if subject:
        return subject.phrase
    found = list(reader.rules.known.finditer(reader.text, reader.clauses.span.start, place))
    if not found:
        return ""
    begin = reader.clauses.start(found[-1].start())
    return left_of(reader.text, begin, found[-1].end(), False, reader.rules).phrase
