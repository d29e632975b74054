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

_SAID = re.compile(
    r"实现[“\"][^”\"]{2,8}[”\"]|[“\"]?[一二三四五六七八九十]+连[丰增涨][”\"]?"
    r"|(?:(?:迈|跨|越)[过上入]|突破|跃[过上]|站上|登上|跨越|超过)[十百千万两]+亿?元?(?:的?(?:大关|台阶|关口))?"
)
_SITE = re.compile("占(?:地(?!方)|道|用|补)")  # 占地300亩: an area, no share
_BY_YEARS = re.compile(
    r"(?:到了?|在)?(?:(?:19|20)\d\d|[一二][〇○零九][〇○零一二三四五六七八九]{2})年(?:底|末)?"
    r"(?:已经?|就|约|共|大约|只|仅)*(?:有|达到?|是|为|增[至到]|升[至到])"
)
_NAMING = "都均到在12一二"  # what stands behind a name that fills its clause begins so
_ALL = re.compile("[都均](?:比|较|增|提|上|下|降|减|超|达|在|为|是)")
_SAYS = re.compile(r"[了着过]|达到|完成|实现|推进|建设|加快|保持|取得|开展|形成")
_DIGIT = re.compile(r"[\d%]")
_MEASURES = ("占地", "率", "投资", "额", "收入", "支出")
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
    share = phrase.startswith("占") and not _SITE.match(phrase)
    if not share and phrase not in rules.words["relational"]:
        return ""
    if reader.text[high : high + 1] == "的":  # 组建总规模9亿元的基金: it measures what follows
        return ""
    subject = stated(reader, left.start)
    base = subject.phrase if subject else reader.base or ("" if share else subject_before(reader, left.start))
    if not share and phrase not in _SHARES:
        # 企业营收增长5%、利润增长3%: the profit of the firms, not of their turnover.
        base = _without_measure(base, rules)
        if base.endswith(_MEASURES):
            return ""  # 总投资30亿元，产值50亿元: one measure is not measured by another
    return "" if base.endswith(phrase) else base


def stated(reader: Reader, place: int) -> Left | None:
    """Find the subject of the clause before that says something of it without a number (产值实现倍增，到明年达到…).

    Or that does nothing but name it: with a remark in brackets (能耗总量（含原料用能），下降2%), as a list whose
    members share what follows (茶叶、水果等特产，都增长2%), or to speak of it by years (在校学生，2019年有2万人).

    Returns:
        How it reads (phrase, start, change), None if there is none.
    """
    text, here = reader.text, reader.clauses.start(place) - 1  # the sign that opens the clause
    if here <= reader.clauses.span.start or (reader.last is not None and reader.last.quantity.start > here):
        return None
    before = reader.clauses.start(here)
    named = _named(reader, here, place)
    if named is not None:
        return named
    match = reader.rules.patterns["predicate"].search(text, before, here) or _SAID.search(text, before, here)
    if match is None or match.end() != here or _DIGIT.search(text, before, match.start()):
        return None
    left = left_of(text, before, match.start(), False, reader.rules)
    return left if len(left.phrase) > 1 else None


def _named(reader: Reader, here: int, place: int) -> Left | None:
    """Read the noun phrase that fills the clause before the sign at ``here``; None if it does not, or does not hold."""
    text, end = reader.text, here
    if text[end - 1] not in "）)" and text[here + 1] not in _NAMING:
        return None
    if text[end - 1] in "）)":
        end = max(text.rfind("（", 0, end), text.rfind("(", 0, end))
    start = reader.clauses.start(end)
    if end <= start or (reader.last is not None and reader.last.quantity.start >= start):
        return None
    alone = start == reader.clauses.span.start or text[start - 1] in "；;。"
    spoken_of = alone and _BY_YEARS.match(text, here + 1, place)
    shared = _ALL.match(text, here + 1) and "、" in text[start:end]
    if _DIGIT.search(text, start, end) or not (end < here or spoken_of or shared):
        return None
    left = left_of(text, start, end, False, reader.rules)
    whole = left.change is None and not _SAYS.search(left.phrase)
    return left if len(left.phrase) > 1 and whole else None


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
