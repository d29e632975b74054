"""The frames: how the numbers of one sentence become findings.

A sentence is cut into clauses; in each clause the numbers are read from left to right, runs of listed numbers
(4%、5%和6%) together. Every frame that fits makes a claim; ``overlap`` decides among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zhaoshang_nlp.extract import target_coordination as coordination
from zhaoshang_nlp.extract.overlap import Claim
from zhaoshang_nlp.extract.target_context import Clauses
from zhaoshang_nlp.extract.target_noun import clean, noun_right
from zhaoshang_nlp.extract.target_phrase import Left, left_of
from zhaoshang_nlp.extract.target_quantity import Quantity
from zhaoshang_nlp.extract.target_reference import Finding, Reader, base_of, names_of, stated, subject_before
from zhaoshang_nlp.extract.target_rules import TargetRules
from zhaoshang_nlp.extract.target_tail import take_tail, without_tail
from zhaoshang_nlp.types import Change, Span

_JOINERS = ("、", "和", "与", "及", "，", "或", "、和", "以及")
_LONGEST_JOINER = 2
_FROM = re.compile(r"(?:从|由|自)(?:[^，；。：、从由自]{0,14})$")
_TO = re.compile(r"[^，；。：、]{0,14}?(?:到|至|为|成|达|增|降|减|升)[^，；。：、]{0,10}$")
_ENDS = ("", *"，。；、：！？,;:!?\n）)0123456789和与及", "（", "(")
_GIVING = re.compile(r"(?:贡献|提供|创造|吸纳|占据|承担|完成)了?[^，。；,;\d]{0,24}$")
_CHANGE_BEHIND = re.compile(r"的?(?:年均|同比|平均)?(?:(?P<up>增长|增速|增幅|涨幅)|(?P<down>降幅|下降))(?![点极率])")
_SPENT_ON = re.compile(r"(?:支持|用于|投向|保障)")
_AMONG = re.compile(r"(?<![高初集空])中$")  # 30种产品|中，…
_EACH = re.compile(r"(?:分别|依次)[^，。；,;]{0,6}$")
_NEAR = 24  # characters
_GOVERNED = 24  # characters before a counted noun in which a verb may govern it
_COUNTED = ("count", "people")
_OFTEN_COUNTED = ("count", "people", "percent")
_GRADES = ("等级", "位次", "档次", "名次", "台阶")
_THINGS = ("count", "people", "measure")
_NOUN_AFTER = ("count", "people", "money", "measure")


def read_sentence(
    text: str, clauses: Clauses, quantities: Sequence[Quantity], rules: TargetRules
) -> list[Claim[Finding]]:
    """Give the claims of all frames to the numbers of one sentence.

    Args:
        text: the whole text.
        clauses: the sentence.
        quantities: the numbers in it that may be targets, in order.
        rules: the loaded rules.
    """
    reader = Reader(text, rules, clauses)
    for low, high, own in _divided(text, clauses, quantities):
        _read_clause(reader, low, high, own)
    return reader.claims


def _read_clause(reader: Reader, low: int, high: int, quantities: Sequence[Quantity]) -> None:
    """Read the numbers of a clause from left to right; between two of them each finds its indicator or noun."""
    text, i = reader.text, 0
    base: int | None = None
    while i < len(quantities):
        run = _run(text, quantities, i)
        i += len(run)
        if base is None and i < len(quantities):
            base = _origin(text, low, run, quantities[i])
            if base is not None:  # these are base values: the next numbers are read with them
                continue
        free = quantities[i].start if i < len(quantities) else high
        counted = _read_run(reader, (_after_noun(text, low, run[0].start), free), run, base)
        # A counted noun that another number cuts short (22条排水沟整治率达100%) is that number's indicator as well.
        low = counted if counted is not None and (counted < free or free == high) else run[-1].end
        base = None


def _after_noun(text: str, low: int, high: int) -> int:
    """Give the place where free text begins: behind the noun that a number goes on into (投资9亿元的项目、…)."""
    if low >= high or text[low] != "的":
        return low
    comma = text.find("、", low, high)
    return low if comma < 0 else comma + 1


def _divided(
    text: str, clauses: Clauses, quantities: Sequence[Quantity]
) -> Iterator[tuple[int, int, Sequence[Quantity]]]:
    """Cut a sentence at its marks outside numbers (1,234 and 2.5:1 hold some).

    Yields:
        Start, end and numbers of each clause that has any.
    """
    low, first, last = clauses.span.start, 0, 0
    for at in [*clauses.marks, clauses.span.end]:
        while last < len(quantities) and quantities[last].start < at:
            last += 1
        if last and at < quantities[last - 1].body and at < clauses.span.end and text[at] in ",:，：":
            continue
        if first < last:
            yield low, at, quantities[first:last]
            if last == len(quantities):
                return
        low, first = at + 1, last


def _run(text: str, quantities: Sequence[Quantity], first: int) -> list[Quantity]:
    """Give the numbers listed from one on: same kind, nothing but a conjunction between them."""
    run = [quantities[first]]
    for i in range(first + 1, len(quantities)):
        following = quantities[i]
        if following.start - run[-1].end > _LONGEST_JOINER or text[run[-1].end : following.start] not in _JOINERS:
            break
        if following.kind != run[0].kind and not (
            run[0].unit and _EACH.search(text, max(0, run[0].start - _NEAR), run[0].start)
        ):
            break
        run.append(following)
    return run


def _origin(text: str, low: int, run: Sequence[Quantity], following: Quantity) -> int | None:
    """If a run of numbers is the base of a from-to pair (从41%提高到45%), give the place of 从."""
    if run[0].kind != following.kind:
        return None
    match = _FROM.search(text, low, run[0].start)
    return match.start() if match and _TO.match(text[run[-1].end : following.start]) else None


def _read_run(reader: Reader, reach: tuple[int, int], run: list[Quantity], base: int | None) -> int | None:
    """Let every frame try a run of numbers.

    Args:
        reader: the sentence.
        reach: start and end of what lies free around the run.
        run: the numbers.
        base: place of 从 in a from-to pair, else None.

    Returns:
        The end of the noun that the number counts, None if it counts none.
    """
    first, (low, high) = run[0], reach
    left = _left(reader, low, run, base)
    if len(run) > 1 or left.each in ("分别", "依次"):
        _shared(reader, left, run)
        return None
    counts = first.kind in _NOUN_AFTER or (first.kind == "percent" and _gives(reader.text, low, first))
    noun = _count(reader, left, first, high) if counts and base is None else None
    named = first.kind == "people" and left.subject and reader.text.startswith("的", first.end)
    if left.phrase and left.phrase not in reader.rules.words["place"] and not named:  # 惠及9万人的工程 names no subject
        _measure(reader, left, first, "from-to" if base is not None else "", noun is not None)
    elif noun is None:
        _ellipsis(reader, left, first)
    return noun


def _left(reader: Reader, low: int, run: list[Quantity], base: int | None) -> Left:
    """Read the phrase before a run of numbers (before 从 in a from-to pair), and the change that stands behind it."""
    text, first = reader.text, run[0]
    if base is not None:
        left = left_of(text, low, base, False, reader.rules)._replace(change="level")
        near = take_tail(text, max(base, first.start - _NEAR), first.start, reader.rules)  # 从90万辆增至|超120万辆
        return left._replace(hedges=near.hedges) if near.hedges else left
    left = left_of(text, low, first.start, first.kind in ("points", "percent", "ratio"), reader.rules)
    done = left.change == "growth" and first.kind in _THINGS and text.endswith("提升", 0, first.start)
    if (
        left.phrase and done and not text.startswith(_GRADES, first.end)
    ):  # 农房风貌提升3万户: what was done, not a change
        return left._replace(phrase=left.phrase + "提升", change="level")
    behind = _CHANGE_BEHIND.match(text, run[-1].end) if first.kind == "percent" else None
    if behind and left.change in (None, "level"):  # 保持5%以上的增长
        return left._replace(change="decline" if behind["down"] else "growth")
    return left


def _gives(text: str, low: int, quantity: Quantity) -> bool:
    """Tell whether a share is one of what follows: 民营经济贡献了七成以上|的税收、近九成|的就业."""
    if text[quantity.end : quantity.end + 1] != "的":
        return False
    return _GIVING.search(text, max(low - _NEAR, 0), quantity.start) is not None


def _shared(reader: Reader, left: Left, run: list[Quantity]) -> None:
    """Frame ``share-list``: several values, dealt out to as many members of the phrase, or all to the one it names."""
    base = base_of(reader, left, run[-1].end)
    names = (
        [base + left.phrase] * len(run) if base else names_of(reader, left.phrase, run, left.each in ("分别", "依次"))
    )
    if not names:
        return
    start = reader.last.text.start if reader.last is not None and (base or not left.phrase) else left.start
    span = Span(start, run[-1].end)
    behind = run[-1].hedges if not any(quantity.hedges for quantity in run[:-1]) else ()  # 4%、5%左右: about, both
    if (
        not left.phrase
        and left.change == "level"
        and reader.last
        and run[0].kind == reader.last.quantity.kind == "percent"
    ):
        left = left._replace(change=reader.last.change)  # 分别增长4%、5%，力争分别达到5%、6%
    for name, quantity in zip(names, run, strict=True):
        change = _change(left, name, quantity.kind, reader.rules)
        found = Finding("share-list", span, name, quantity, change, left.hedges + (quantity.hedges or behind))
        reader.claim(found, group=run[0].start)
        reader.last = found
    reader.base, reader.shared = base or left.phrase or reader.base, names


def _count(reader: Reader, left: Left, quantity: Quantity, high: int) -> int | None:
    """Frame ``count``: the number counts the noun that follows it; a measure does so only without indicator before it.

    Returns:
        The end of the noun, None if there is none.
    """
    text = reader.text
    if quantity.kind not in _OFTEN_COUNTED and left.phrase and not left.subject:
        return None
    if quantity.kind == "people" and text[quantity.end : quantity.end + 1] == "的":
        return None  # 惠及30万人的工程: the noun is not what is counted
    begin = quantity.end
    if quantity.kind == "money" and not left.phrase:  # 统筹3亿元支持|乡村振兴
        spent = _SPENT_ON.match(text, begin, high)
        begin = spent.end() if spent else begin
    start, end = (begin, high) if begin > quantity.end else noun_right(text, begin, high, reader.rules)
    # What leads to the next number (达, 超过) is no part of the noun.
    if end == high and text[high : high + 1].isdigit():
        end = without_tail(text, start, end, reader.rules)
    noun = text[start:end]
    noun = clean(_AMONG.sub("", noun) if "中" in noun else noun)
    if not noun:
        return None
    refused = _refused(reader, quantity, noun) if quantity.kind in _COUNTED else ""
    found = Finding("count", Span(quantity.start, end), noun, quantity, "level", left.hedges + quantity.hedges, refused)
    reader.claim(found)
    if refused.startswith("measured"):
        return None  # the noun belongs to the number that follows
    reader.last, reader.base = found, noun
    return end


def _refused(reader: Reader, quantity: Quantity, noun: str) -> str:
    """Say why counting this noun makes no target, or give an empty string."""
    governed = reader.text[max(reader.clauses.start(quantity.start), quantity.start - _GOVERNED) : quantity.start]
    for reject in reader.rules.noun_rejects:
        if reject.units and quantity.unit not in reject.units:
            continue
        if reject.pattern.search(noun) and not (reject.unless and reject.unless.search(governed)):
            return f"{reject.id}: {reject.about}"
    return ""


def _measure(reader: Reader, left: Left, quantity: Quantity, rule: str, lost: bool) -> None:
    """Frames ``measure``, ``from-to`` and ``one-for-all``: the indicator stands before the number.

    ``lost`` says that the noun behind the number is what it counts: the claim is made, but nothing refers back to it.
    """
    rules, phrase = reader.rules, left.phrase
    base = "" if lost else base_of(reader, left, quantity.end)
    if base:
        start = reader.last.text.start if reader.last else left.start
        names, span = [base + phrase], Span(start, quantity.end)
    else:
        phrase = coordination.like_sibling(phrase, reader.recent)
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


def _ellipsis(reader: Reader, left: Left, quantity: Quantity) -> None:
    """Frame ``ellipsis``: the number's reach names no indicator; that of the finding before holds, or the subject's."""
    last, change = reader.last, left.change or "level"
    subject = stated(reader, quantity.start)
    if quantity.kind in _COUNTED and reader.text[quantity.end : quantity.end + 1] not in _ENDS:
        return  # 2人当选院士: what is counted is left unsaid
    if subject:
        name, start = subject.phrase, subject.start
        change = change if change != "level" else subject.change or "level"
    elif last is None:
        name = subject_before(reader, quantity.start) if change != "level" else ""
        start = reader.text.find(name, reader.clauses.span.start)
        if not name or start < 0:
            return
    else:
        name, start = last.indicator, last.text.start
        plan = reader.text[quantity.start - 1] == "的"  # 完成年度目标的54.9%
        if change == "level" and not plan and quantity.kind == "percent" and last.quantity.kind == "percent":
            change = last.change  # 增长5%、力争达到6%
        if left.change is None and quantity.kind == last.quantity.kind == "points":
            change = last.change  # 高于全国1个百分点、全省0.5个百分点
    found = Finding("ellipsis", Span(start, quantity.end), name, quantity, change, left.hedges + quantity.hedges)
    reader.claim(found)
    reader.last = found


def _change(left: Left, name: str, kind: str, rules: TargetRules) -> Change:
    """What the words say; without any, what a bare number means for the indicator (经济增长预期5% against 失业率5%)."""
    if left.change is not None:
        return left.change
    known = rules.indicators.get(name)
    return known.change if known is not None and kind == "percent" else "level"
