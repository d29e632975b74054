"""Why a phrase is no industry system: a verdict is a reason, or empty if nothing speaks against the phrase."""

from __future__ import annotations

import re

from zhaoshang_nlp.extract.industry_draft import Draft
from zhaoshang_nlp.extract.industry_rules import IndustryRules
from zhaoshang_nlp.types import Span

# Head nouns that stand as attributes of other nouns (产业项目, 行业龙头) more often than 集群 and 产业链 do.
_BARE = ("产业", "行业", "工业", "制造业", "服务业", "加工业", "种业", "农牧业")
_LISTED_BARE = ("产业", "行业")  # 装备制造业 after 、 is a name of its own, 装备产业 is a name and a head
_CONFERRED = ("集群", "赛道", "基地", "链群", "集聚区", "聚集区", "群")
_MOST = 60  # no place declares more chains or clusters as its system; beyond it parks and pilots are counted
_BREAK = re.compile("[，、；：。！？（）()\n,;:”’]|$")
_CAMPAIGN = re.compile("[\u4e00-\u9fff]{0,6}?(?:行动|工程|计划|攻坚战|倍增)")
_UNIT_OF_NOUNS = re.compile("[个条类种项]")


def has_stem(text: str, name: Span, rules: IndustryRules) -> bool:
    """Tell whether a name holds a part by which industries are called."""
    return rules.stem.search(text, *name) is not None


def acceptable(text: str, names: list[Span], rules: IndustryRules) -> bool:
    """Tell whether listed names may be industries: not half of them tasks, bodies or places."""
    bad = sum(rules.stopped("member", text[n.start : n.end]) is not None for n in names)
    return bool(names) and bad * 2 < len(names)


def bare_count(text: str, low: int, draft: Draft, gap: str, rules: IndustryRules) -> str:
    """Judge a count without names: what it counts may be a result, a rank that is conferred, or nothing declared."""
    before = text[max(low, draft.name.start - 8) : draft.name.start]
    if "和" in gap or "与" in gap:
        return "between: 和"
    if not 1 < (draft.count or 0) <= _MOST:
        return "count: one, or too many for a system"
    if word := rules.stopped("before", before):
        return f"before: {word}"
    if text[draft.head.start : draft.head.end].endswith(_CONFERRED) and (word := rules.stopped("designation", gap)):
        return f"designation: {word}"
    return ""


def direct_list(text: str, draft: Draft, rules: IndustryRules) -> str:
    """Judge names directly before a head, with neither 等 nor a count to tie them to it."""
    names = draft.members
    head = text[draft.head.start : draft.head.end]
    if len(names) < 2:
        return "fewer than two names"
    if len(names) == 2 and "、" not in text[names[0].start : names[1].start]:
        return "two names joined by 和: rather one cluster than a list"
    for name in names:
        word = text[name.start : name.end]
        named = has_stem(text, name, rules) and not rules.stopped("member", word)
        if not named or word.endswith(("业", "经济")) or len(word) > 14 or any(c in word for c in "的到"):
            return f"member: {word}"
    if head in _BARE and head not in _LISTED_BARE:
        return "member: its own name ends in the head"
    if word_inside := rules.stopped("between", text[names[-1].start : names[-1].end]):
        return f"member: {word_inside}"
    figure = rules.stopped("figure", text[draft.head.end : draft.head.end + 6]) if head.endswith(_BARE) else None
    return f"figure: {figure}" if figure else ""


def other_head(text: str, draft: Draft, rules: IndustryRules) -> str:
    """Judge what follows the head: the phrase may be only an attribute of another noun (产业项目, 行业龙头)."""
    head = text[draft.head.start : draft.head.end]
    behind = text[draft.head.end : draft.head.end + 8]
    units = draft.rule == "count" and _UNIT_OF_NOUNS.search(text, *draft.name) is not None
    if units and rules.stops["counted"].match(behind):
        return f"other head: {behind[:3]}"
    if not head.endswith(_BARE) or draft.name.end > draft.head.end or draft.rule == "list-after":
        return ""
    kind = rules.kind_end.search(text, draft.name.start, draft.head.start) is not None
    if _attribute(text, draft, behind, rules, kind=kind):
        return f"other head: {behind[:2]}"
    if draft.rule == "count" and not kind and (campaign := _CAMPAIGN.match(behind)):
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
