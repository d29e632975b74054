"""Why a phrase is no industry system: a verdict is a reason, or empty if nothing speaks against the phrase."""

from __future__ import annotations

import re

from zhaoshang_nlp.extract.industry_draft import Draft
from zhaoshang_nlp.extract.industry_rules import IndustryRules
from zhaoshang_nlp.read import regions
from zhaoshang_nlp.types import Span

# Head nouns that stand as attributes of other nouns (产业项目, 行业龙头) more often than 集群 and 产业链 do.
_BARE = ("产业", "行业", "工业", "制造业", "服务业", "加工业", "种业", "农牧业")
_LISTED_BARE = ("产业", "行业")  # 装备制造业 after 、 is a name of its own, 装备产业 is a name and a head
_CONFERRED = ("集群", "赛道", "基地", "链群", "集聚区", "聚集区", "群")
_SECTORS = ("工业", "农业", "商业")
_MOST = 60  # no place declares more chains or clusters as its system; beyond it parks and pilots are counted
_BREAK = re.compile("[，、；：。！？（）()\n,;:”’]|$")
_CAMPAIGNED = ("产业", "行业", "工业")  # heads that stand in the names of plans (五大产业倍增计划)
_SIZED = re.compile("[百千万亿]元?级?")
_UNIT_OF_NOUNS = re.compile("[0-9一两二三四五六七八九十](?:余|多)?[个条类种项]")


def has_stem(text: str, name: Span, rules: IndustryRules) -> bool:
    """Tell whether a name holds a part by which industries are called."""
    return rules.stem.search(text, *name) is not None


def places(text: str, names: list[Span]) -> bool:
    """Tell whether all names are places of China: 武汉、南通等氢能产业集群 lists no industries."""
    return all(regions.find(text[name.start : name.end]) is not None for name in names)


def acceptable(text: str, names: list[Span], rules: IndustryRules) -> bool:
    """Tell whether listed names may be industries: not half of them tasks, bodies or places."""
    bad = sum(_no_industry(text[n.start : n.end], rules) for n in names)
    return bool(names) and bad * 2 < len(names)


def _no_industry(word: str, rules: IndustryRules) -> bool:
    """Tell whether a word names a task, a body or a place."""
    return rules.stopped("member", word) is not None or rules.stops["place"].fullmatch(word) is not None


def bare_count(text: str, low: int, draft: Draft, gap: str, rules: IndustryRules) -> str:
    """Judge a count without names: what it counts may be a result, a rank that is conferred, or nothing declared."""
    before = text[max(low, draft.name.start - 8) : draft.name.start]
    if "和" in gap or "与" in gap:
        return "between: 和"
    if not 0 < (draft.count or 0) <= _MOST:
        return "count: none, or too many for a system"
    if word := rules.stopped("before", before):
        return f"before: {word}"
    return _counted(text, draft, gap, rules) if _UNIT_OF_NOUNS.search(text, *draft.name) else ""


def _counted(text: str, draft: Draft, gap: str, rules: IndustryRules) -> str:
    """Judge what 个, 条 or 类 counts (六大 declares, 6个 may be a result)."""
    if not gap and text[draft.head.start : draft.head.end] == "行业":
        return "count: of a statistic"
    if text[draft.head.start : draft.head.end].endswith(_CONFERRED) and (word := rules.stopped("designation", gap)):
        return f"designation: {word}"
    if conferred := rules.stops["conferred"].match(text, draft.name.end):
        return f"conferred: {conferred.group()}"
    return ""


def alone(text: str, low: int, draft: Draft, gap: str, rules: IndustryRules) -> str:
    """Judge a count without names that may yet be a group of a system: a single one, or a number that is sought.

    培育3个千亿级产业集群 is a goal, unless a code declares the three.
    """
    if draft.count == 1:
        return "count: one"
    if "个" in text[draft.name.start : draft.head.start] and sized(gap):
        sought = rules.stops["sought"].search(text, max(low, draft.name.start - 60), draft.name.start)
        return f"sought: {sought.group()}" if sought else ""
    return ""


def sized(gap: str) -> bool:
    """Tell whether the words between a count and its head name a size (千亿级, 百亿元)."""
    return _SIZED.search(gap) is not None


def direct_list(text: str, draft: Draft, rules: IndustryRules) -> str:
    """Judge names directly before a head, with neither 等 nor a count to tie them to it."""
    head = text[draft.head.start : draft.head.end]
    return _no_list(text, draft, head) or _unlisted(text, draft, head, rules)


def _no_list(text: str, draft: Draft, head: str) -> str:
    """Judge the shape of names directly before a head."""
    names = draft.members
    if len(names) < 2:
        return "fewer than two names"
    if len(names) == 2 and not text[names[0].end : names[1].start].strip("以及和与暨"):
        return "two names joined by 和: rather one cluster than a list"
    if draft.rule == "list-as" and all(text[n.end - 1] == "业" for n in names):
        return "member: sectors, not industries"
    if any(text.endswith(head, *n) for n in names[:-1]):
        return "member: each has a head of its own"
    return "member: its own name ends in the head" if head in _BARE and head not in _LISTED_BARE else ""


def _unlisted(text: str, draft: Draft, head: str, rules: IndustryRules) -> str:
    """Give the first name directly before a head that is no industry's."""
    names, framed = draft.members, draft.rule == "list-as"
    # A cluster or a chain is one of industries whatever they are called, a bare 产业 may be an attribute of anything.
    doubtful = head in _BARE and not framed and not rules.kind_end.search(text, draft.name.start, draft.head.start)
    sectors = len(names) > len(_SECTORS)  # 商贸、农业、文旅、物流产业: of so many one may be a whole sector
    unknown = [n for n in names if not (has_stem(text, n, rules) or (sectors and text[n.start : n.end] in _SECTORS))]
    if len(unknown) * 3 > (0 if doubtful else len(names)):
        return f"member: {text[unknown[0].start : unknown[0].end]}"
    for name in names:
        word = text[name.start : name.end]
        sector = word.endswith(("业", "经济")) and not framed and not (sectors and word in _SECTORS)
        if _no_industry(word, rules) or sector or len(word) > 14 or any(c in word for c in "的到"):
            return f"member: {word}"
    inside = rules.stopped("between", text[names[-1].start : names[-1].end])
    return f"member: {inside}" if inside else ""


def other_head(text: str, draft: Draft, rules: IndustryRules) -> str:
    """Judge what follows the head: the phrase may be only an attribute of another noun (产业项目, 行业龙头)."""
    head = text[draft.head.start : draft.head.end]
    behind = text[draft.head.end : draft.head.end + 8]
    units = draft.rule == "count" and _UNIT_OF_NOUNS.search(text, *draft.name) is not None
    if units:
        piece = rules.stops["piece"].match(behind) if "个" in text[draft.name.start : draft.head.start] else None
        if counted := piece or rules.stops["counted"].match(behind):
            return f"other head: {counted.group()}"
    if not head.endswith(_BARE) or draft.name.end > draft.head.end or draft.rule == "list-after":
        return ""
    kind = rules.kind_end.search(text, draft.name.start, draft.head.start) is not None
    if _attribute(text, draft, behind, rules, kind=kind):
        return f"other head: {behind[:2]}"
    if draft.rule in ("count", "code") and not kind and head.endswith(_CAMPAIGNED):
        campaign = rules.stops["campaign"].match(text, draft.head.end, draft.head.end + 12)
        if campaign:
            return f"other head: {campaign.group()}"
    if units and not kind and text[draft.head.start - 1] != "”":
        follows = _BREAK.match(behind) or rules.stops["predicate"].match(behind)
        return "" if follows else f"other head: {behind[:2]}"
    return ""


def _attribute(text: str, draft: Draft, behind: str, rules: IndustryRules, *, kind: bool) -> bool:
    """Tell whether a bare head is an attribute of the noun behind it; a kind (新兴产业项目) or names may save it."""
    project, other = rules.stops["project"].match(behind), rules.stops["follow"].match(behind)
    stems = [has_stem(text, name, rules) for name in draft.members]
    if not (project or other):
        return False
    if kind:
        return bool(stems) and not any(stems)
    if draft.rule == "code":
        return project is not None and project.group() != "项目"
    return project is not None or not (stems and all(stems))
