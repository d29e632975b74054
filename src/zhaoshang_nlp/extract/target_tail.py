"""What stands between an indicator and its number, read from the right: hedges, changes, adverbs, periods, shares."""

from __future__ import annotations

import re
from typing import NamedTuple

from zhaoshang_nlp.extract.target_rules import Hedge, TargetRules
from zhaoshang_nlp.types import Change

DISTRIBUTIVE = ("均", "都", "双双", "各", "全部", "分别", "依次")
_PERIOD_ENDS = '年末底的期间初，”"度日月时往常来前'
_PERIOD_TAIL = re.compile(
    r"(?:比|较|到|至|从|由|自|为|是)?(?:[“\"]?(?:十[一二三四五六七八九]?|[七八九])五[”\"]?(?:时期|期间|末|规划)?"
    r"|(?:(?:19|20)\d\d|[一二][〇○零九][〇○零一二三四五六七八九]{2})年(?:底|末)?"
    r"|上年|去年|今年|年初|当年|同期|上年同期)(?:的|，)?$"
    r"|(?:比|较)(?:上一年度?|上年度|前年|去年底|上年末|上个?月|平日|平时|往年|常年|以往|改革前|开工前|疫情前)(?:同期)?$"
    r"|(?:在)?前[一二两三四五六七八九十\d]+年(?:间|中|里)?的?$|这[一两三四五]年(?:间|中|里)?$"
    r"|(?:已)?连续[\d一二两三四五六七八九十多]+(?:个)?(?:年|季度|月)(?:来)?$"
)
_HAN_YEAR = re.compile(r"(?:比|较|到|至|从|由|自)?[一二][〇○零九][〇○零一二三四五六七八九]{2}年$")
# 完成年度目标|的54.9%: how far the indicator before has come.
_PLAN_SHARE = re.compile(
    r"(?:(?:分别|已|提前|累计|均|共)*(?:完成|达到?|占|为|相当于)了?)"
    r"(?:全年|年度|年初|省定|市定|县定|年|省里?下达|市里?下达)*(?:预算|计划|目标|任务)+(?:数|额|总?量)?的$"
)
_LIMIT_OF = re.compile(r"(?P<limit>不低于|不少于|不高于|不超过)[^，。；,;、\d]{2,16}的$")
_REACHED = re.compile(r"(?:已经?)?(?:达到|相当于|(?P<about>接近))[^，。；,;、\d]{2,12}的$")
_SHARE_OF = re.compile(
    r"(?P<of>占(?:全国|全省|全市|全区|全县|全州|全球|世界|全自治区|全部)(?:总量|总数)?(?:的?比[重例])?)的?$"
)


class Tail(NamedTuple):
    """What was read: where the phrase ends, the change, the hedges (nearest first), and 均, 分别 … or ``""``."""

    end: int
    change: Change | None = None
    hedges: tuple[Hedge, ...] = ()
    each: str = ""


def take_tail(text: str, low: int, high: int, rules: TargetRules) -> Tail:
    """Take off hedges, changes, adverbs and periods from the right; give what they say and where the phrase ends."""
    share = _share(text, low, high, rules)
    if share is not None:
        return share
    change: Change | None = None
    hedges: list[Hedge] = []
    each = ""
    while high > low:
        year = _HAN_YEAR.search(text, low, high) if text[high - 1] == "年" else None
        if year is not None:  # before the words, which would take 五年 from 一九八五年
            high = year.start()
            continue
        for size in rules.tail_sizes.get(text[high - 1], ()):
            word = text[high - size : high]
            tail = rules.tails.get(word) if size <= high - low else None
            if tail is not None:
                break
        else:
            match = _PERIOD_TAIL.search(text, low, high) if text[high - 1] in _PERIOD_ENDS else None
            if match is None:
                break
            high = match.start()
            continue
        if tail.role == "tail_spare":
            break
        if tail.hedge is not None:
            hedges.append(tail.hedge)
        elif tail.role in ("growth", "decline") and change in (None, "level"):
            change = "growth" if tail.role == "growth" else "decline"
        elif tail.role == "level" and change is None:
            change = "level"
        if not each:
            each = word if word in DISTRIBUTIVE else ""
        high -= size
    return Tail(high, change, tuple(hedges), each)


def _share(text: str, low: int, high: int, rules: TargetRules) -> Tail | None:
    """Read a number that is a share of something named before it: of a plan, of another amount, of the country."""
    if high > low and text[high - 1] == "的":
        plan = _PLAN_SHARE.search(text, low, high)
        if plan:
            rest = take_tail(text, low, plan.start(), rules)
            each = next((word for word in ("分别", "均") if word in plan[0]), rest.each)
            return Tail(rest.end, "level", rest.hedges, each)
        limit = _LIMIT_OF.search(text, low, high)
        if limit:  # 标准不低于最低标准的1.6倍
            return Tail(limit.start(), "level", (rules.hedges["before", limit["limit"]],))
        reached = _REACHED.search(text, low, high)
        if reached:  # 高标准农田达到耕地总面积的64%
            hedge = rules.hedges.get(("before", reached["about"] or ""))
            return Tail(reached.start(), "level", (hedge,) if hedge else ())
    of = _SHARE_OF.search(text, low, high) if text.find("占", low, high) >= 0 else None
    return Tail(of.end("of"), "level") if of else None  # 占全省的60%: the whole stays with the indicator


def without_tail(text: str, start: int, end: int, rules: TargetRules) -> int:
    """Give the end of ``text[start:end]`` without the words of change and the adverbs that close it."""
    return take_tail(text, start, end, rules).end
