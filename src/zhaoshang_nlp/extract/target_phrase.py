"""The phrase to the left of a number: the indicator, its change and its hedges.

No word segmentation: words that may stand between an indicator and its number are taken off from the right
(``target_tail``), words that may stand before an indicator from the left, and governing verbs cut off all that goes
before them (see ``target_words.toml``). The noun to the right is found by ``target_noun``.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from zhaoshang_nlp.extract.target_noun import balanced, clean
from zhaoshang_nlp.extract.target_rules import Hedge, TargetRules
from zhaoshang_nlp.extract.target_tail import DISTRIBUTIVE, take_tail, without_tail
from zhaoshang_nlp.types import Change, Span

# A statement in a list that gives no number: the phrase begins behind it (产量全国第一、|精深加工率85%).
_PREDICATE = re.compile(
    r"(?:(?<=[国省市区部球界居列])第[一二三四五六七八九十\d]+[位名]?|前列|首位|前茅|从无到有|翻[了两]?[一两]?番|倍增"
    r"|新高|见底|领先|提升|改善|优化|向好)、(?!第)"
)
_PERIOD_HEAD = re.compile(
    r"(?:(?:到|至|截至|截止|自|从)?(?:19|20)\d\d(?:[—\-至～~](?:19|20)?\d\d)?年(?:底|末|初)?(?:前|以来|全国|期间)?"
    r"|[“\"](?:十[一二三四五六七八九]?|[七八九])五[”\"](?:时期|期间|末|以来|规划)?"
    r"|[一二][〇○零九][〇○零一二三四五六七八九]{2}年(?:底|末|初)?(?:前|以来)?|近?[\d两三五十]年(?:来|间)?累计"
    r"|[一二两三四五六七八九十\d]+年(?:之?内|时间)|用[一二两三四五六七八九十\d]+年(?:左右)?(?:的?时间)?"
    r"|[一-龥]{0,6}?(?:建成|投产|达产|达效|投用|投运|完工|竣工|运营)*后[，,]?(?:预计|每年|可|将|能)+(?:实现)?"
    r"|\d{1,2}月(?:底|末|份|[上中下]旬)?(?:以?前)?|\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[）)]"
    r"|按(?:不变|可比|现行|当年)价格?(?:计算|核算)?)[，,]?"
)
_PERIOD_SIGNS = '到至截自从按“"近用一二两三四五六七八九十（('  # what a _PERIOD_HEAD begins with, digits and 后 apart
_AGAINST = re.compile(
    r"(?<!不)(?P<than>高于|低于|快于|慢于|好于|优于|高出|领先|超过|超出|(?<![占之入价同环对])比(?![例重率值])|(?<!比)较)"
    r"[^，、。；]{1,14}?(?P<how>高|低|快|慢|多|少)?$"
)
_HOW = "高低快慢多少"  # 比周边低0.03元
_INNER_YEAR = re.compile(r"(?:19|20)\d\d年(?:底|末|度)?前?(?!的|以|来|版|[、，])")
_NATION = re.compile("全国(?!占)")
_AMOUNTS = ("产值", "产量", "总额", "总值", "收入", "支出", "投资")
_OVER = re.compile(r"(?:超过?|突破|逾|过|达到?)$")
_SPARING = ("降低", "减少", "节约", "节省", "减轻")  # verbs of less: what they lessen is measured (降低|成本30亿元)
_EARLY_HEDGE = re.compile(r"至少|最少|至多|最多(?!跑)")
_COMPARISON = re.compile(
    r"(?:将|要|又|均|都|也)*(?:(?<![占之入价同环对])比(?![重例率值较如])|(?<!比)较(?![大好强高]))"
    r"(?=[^，]*(?:[\d年月期元吨亿万]|传统|常规|同类|以往|人工|行业平均))[^，]{2,}$"
    r"|(?:要|将)?在[^，在]{1,16}(?:基数|基础|水平)之?上$"
)
# The place that all of a phrase is about: 青石全市|用电量, but not 食品安全市场.
_WHOLE_PLACE = re.compile(r"[一-龥]{2,4}(?<![安健完齐保])全[省市县区州](?![场域级政])(?=[一-龥]{2})")
_CLOSED = re.compile("[）)]")
_OFTEN = re.compile(r"(?<=[^，])每(?:月|季度|周|个月)(?!的)")
# Names before what they are examples of: “集市”等夜间消费集聚区, 甲城、乙城等文明城市.
_NAMES = re.compile(
    r"[^，。；,;、]*”等(?=[^、]{2})|(?:[一-龥]{2,3}、)+[一-龥]{2,3}等(?=[^、]{0,8}(?:城市|县|市|镇|村|乡|城区)$)"
)


class Left(NamedTuple):
    """What stands to the left of a number.

    Attributes:
        start: first character of the indicator phrase.
        phrase: the indicator phrase, empty where there is none.
        change: what the number measures, None if no word says it.
        hedges: hedges between phrase and number, nearest first.
        each: 均, 分别 …: the value holds for every member of a list; ``""`` without.
        subject: the phrase stands before a governing verb that has no other object before the number (试点覆盖80万人).
    """

    start: int
    phrase: str
    change: Change | None
    hedges: tuple[Hedge, ...]
    each: str
    subject: bool


def left_of(text: str, low: int, high: int, points: bool, rules: TargetRules) -> Left:
    """Read ``text[low:high]``, where ``high`` is the start of a number; ``points`` allows 高于全国 before it."""
    while high > low and text[high - 1] in " 　":
        high -= 1
    against: Change | None = None
    match = _AGAINST.search(text, low, high) if points or text[max(high - 1, low) : high] in _HOW else None
    if match and (match["how"] or (points and match["than"] not in "比较")):
        against = "decline" if (match["how"] or match["than"])[0] in "低慢少" else "growth"
        high = match.start()
    opened = max(text.rfind("（", low, high), text.rfind("(", low, high))
    if opened >= low and not _CLOSED.search(text, opened, high):
        low = opened + 1  # 增长面扩大（出口|增长3%）
    tail = take_tail(text, low, high, rules)
    if text.find("年", low, tail.end) >= 0:
        for period in _INNER_YEAR.finditer(text, low, tail.end):
            low = period.end()  # 园区规划到2028年|入驻企业
    start, phrase, subject = _phrase(text, low, tail.end, rules)
    start, phrase = _narrowed(text, Span(start, tail.end), phrase, rules)
    change = tail.change
    if change is None and against is None:
        change = _led_change(text[low:start], rules)
    early = _EARLY_HEDGE.search(text, low, tail.end)
    hedges = (*tail.hedges, rules.hedges["before", early[0]]) if early else tail.hedges  # 至少引进1个项目
    return Left(start, phrase, change or against, hedges, tail.each, subject)


def _phrase(text: str, low: int, high: int, rules: TargetRules) -> tuple[int, str, bool]:
    """Read the indicator phrase that ends at ``high``, behind statements without a number that stand in its list."""
    statements = list(_PREDICATE.finditer(text, low, high)) if text.find("、", low, high) >= 0 else []
    stated = statements[-1] if statements else None
    start, phrase, subject = _left_edge(text, stated.end() if stated else low, high, rules)
    if stated and phrase in rules.words["relational"]:  # 锂电产业从无到有、产值突破5亿元
        start = _left_edge(text, low, stated.start(), rules)[0]
        phrase = clean(text[start : without_tail(text, start, stated.start(), rules)]) + phrase
    return start, phrase, subject


def _narrowed(text: str, span: Span, phrase: str, rules: TargetRules) -> tuple[int, str]:
    """Leave out of a phrase what is not measured: comparisons, actors, examples, the beginning of a list."""
    start = span.start
    if phrase and text[span.end - 1] == "、":  # 经济总量跨过两个大关、超过6万亿元: the number goes on with the subject
        known = rules.known.match(text, start, span.end)
        phrase = known[0] if known else ""
    # 产值|将比一九五七年的一千亿元增长百分之五: what it is compared with
    if "比" in phrase or "较" in phrase or phrase[-1:] == "上":
        phrase = _COMPARISON.sub("", phrase)
    whole = _WHOLE_PLACE.match(phrase) if "全" in phrase else None
    if whole:
        phrase, start = phrase[whole.end() :], start + whole.end()
    often = _OFTEN.search(phrase) if "每" in phrase else None
    if often:  # 各小分队|每月外出: who does it is not measured
        phrase = phrase[often.start() :].replace("至少", "")
        start = max(text.find(phrase[:2], start, span.end), start)  # a line break may divide the phrase
    named = _NAMES.match(phrase) if "等" in phrase else None
    if named:
        phrase = phrase[named.end() :]
        start = max(text.find(phrase, start, span.end), start)
    over = _OVER.search(text, max(start - 3, 0), start) if phrase[:1].isdigit() else None
    if over:  # 占比超过10%的有4种: how much it takes to be counted, said of what is counted
        start, phrase = over.start(), over[0] + phrase
    if phrase[:1].isdigit() and "、" in phrase:  # 90万千瓦机组、50台锅炉: the list goes on after a number that is none
        start = text.rfind("、", start, span.end) + 1
        phrase = clean(text[start : span.end])
    return start, phrase


def _led_change(before: str, rules: TargetRules) -> Change | None:
    """What a verb that leads the phrase says of its number: 净增|企业20家, 压减|材料54%."""
    word = before.rstrip("了　 ")
    if not word:
        return None
    if word.endswith(rules.lead_growth):
        return "growth"
    return "decline" if word.endswith(rules.lead_decline) else None


def _left_edge(text: str, low: int, high: int, rules: TargetRules) -> tuple[int, str, bool]:
    """Find the indicator phrase that ends at ``high``.

    Returns:
        Where it begins, what it says, and whether it is the subject of a verb without object.
    """
    if text.endswith("项目", low, high) and text.find("新", low, high) >= 0:
        signing = [m.start() for m in rules.patterns["project_verb"].finditer(text, low, high)]
        if signing and text[signing[-1] - 1] not in "上级大类":  # 全县|新签约亿元以上项目, not 亿元以上|新签约项目
            return signing[-1], clean(text[signing[-1] : high]), False
    verbs = _verbs(text, low, high, rules)
    start = _take_lead(text, verbs[-1].end if verbs else low, high, rules)
    phrase = clean(text[start:high])
    relational = phrase in rules.words["relational"]
    if verbs and phrase in rules.words["stop"] and phrase not in rules.words["relational"]:
        phrase = ""  # 高速公路建成通车60公里: two verbs, no object
    if not verbs or (phrase and text[verbs[-1].start : verbs[-1].end] != "实现" and not relational):
        return start, phrase, False
    subject = _subject(text, Span(verbs[-2].end if len(verbs) > 1 else low, high), verbs[-1], phrase, rules)
    return subject or (start, phrase, False)


def _subject(text: str, span: Span, verb: Span, phrase: str, rules: TargetRules) -> tuple[int, str, bool] | None:
    """Read the subject of a verb together with its object ``phrase``, if that is empty or only measures the subject.

    试点覆盖80万人: without an object the subject is what is measured; 项目实现资金298亿元: both together are.
    """
    begin = _take_lead(text, span.start, verb.start, rules)
    before = clean(text[begin : without_tail(text, begin, verb.start, rules)])
    if len(before) < 2 or before.startswith("对"):
        return None
    if text[verb.start - 1] in "、和及" and phrase:  # 接待游客、实现旅游花费分别增长…: two members of a list
        return (begin, f"{before}、{phrase}", False) if text.startswith(DISTRIBUTIVE, span.end) else None
    if phrase in rules.words["relational"] and text[verb.start : verb.end] not in ("实现", "完成"):
        return begin, clean(text[begin : span.end]), False  # 班列开行数量: one phrase
    return begin, before + phrase, not phrase


def _verbs(text: str, low: int, high: int, rules: TargetRules) -> list[Span]:
    """Find the governing verbs of a phrase, in order."""
    found = [
        Span(*m.span())
        for m in rules.patterns["govern"].finditer(text, low, high)
        if _governs(text, m, low, high, rules)
    ]
    if len(found) < 2:
        return found
    # 小区改造|惠及8万人: of two verbs side by side behind a noun the first is a noun as well.
    nominal = [
        one
        for one, following in pairwise(found)
        if one.end == following.start and one.start - _take_lead(text, low, one.start, rules) > 1
    ]
    return [verb for verb in found if verb not in nominal]


def _governs(text: str, match: re.Match[str], low: int, high: int, rules: TargetRules) -> bool:
    """Tell whether a verb takes what follows as its object, and is not part of a noun, a quotation or a list."""
    start, at = match.span()
    if match[0] in rules.words["govern_spare"] or high - at == 1 or text[at : at + 1] == "的":
        return False
    if at < high and rules.patterns["verb_stay"].match(text, at, high):
        return False
    if match[0] in rules.words["project_verb"] and text.endswith("项目", at, high):
        return False
    named = match[0] in rules.named_verbs  # else no indicator's name can cover it
    if named and any(m.start() <= start and at <= m.end() for m in rules.known.finditer(text, low, high)):
        return False
    listed = start - 1 > low and text[start - 1] in "、和与及" and text[low : start - 1].endswith(rules.heads)
    return not listed and balanced(text[at:high])


def _take_lead(text: str, start: int, high: int, rules: TargetRules) -> int:
    """Take off connectors, adverbs, modals, bare places and times and light verbs from the left."""
    spare = rules.words["lead_spare"]
    while start < high:
        if text[start : start + 2] in spare or (rules.known.match(text, start, high) and text[start] not in "、和与及"):
            break
        word = rules.lead.match(text, start, high)
        if word is None and text[start] == "全":
            word = _nationwide(text, start, high, rules)
        after = word.end() if word else _step(text, start, high, rules)
        if after == start:
            break
        start = after
    return start


def _nationwide(text: str, start: int, high: int, rules: TargetRules) -> re.Match[str] | None:
    """Find 全国 before an amount (全国|工农业总产值); before other nouns it is part of a name (全国文明城市)."""
    word = _NATION.match(text, start, high)
    amount = word and (text.endswith(_AMOUNTS, word.end(), high) or rules.known.match(text, word.end(), high))
    return word if amount else None


def _step(text: str, start: int, high: int, rules: TargetRules) -> int:
    """Give the place behind what opens the phrase without belonging to it; ``start`` if the indicator begins there."""
    sign = text[start]
    listed = sign in rules.openers or sign in _PERIOD_SIGNS or sign.isdecimal()
    if not listed and text.find("后", start, high) < 0:  # every way to open a phrase begins so or, a period, holds 后
        return start
    after = _opening(text, start, high, rules)
    return after if after > start else _light_verb(text, start, high, rules)


def _opening(text: str, start: int, high: int, rules: TargetRules) -> int:
    """Give the place behind a period, or behind an adverb or a modal that a verb or a whole indicator follows."""
    period = _PERIOD_HEAD.match(text, start, high)
    if period:
        return period.end()
    soft, strong = rules.patterns["soft_govern"], rules.patterns["govern"]
    adverbial = rules.patterns["adverbial"].match(text, start, high)
    if adverbial and (soft.match(text, adverbial.end(), high) or strong.match(text, adverbial.end(), high)):
        return adverbial.end()
    after = start + 1
    if text[start] in rules.words["modal"] and after < high:
        whole = any(pattern.match(text, after, high) for pattern in (rules.patterns["scope"], rules.known, strong))
        leads = any(text[after : after + size] in rules.words["lead"] for size in (2, 3))
        if whole or leads or _step(text, after, high, rules) > after:
            return after
    return start


def _light_verb(text: str, start: int, high: int, rules: TargetRules) -> int:
    """Give the place behind a light verb at ``start``; ``start`` itself if it is part of the indicator (建设用地)."""
    soft, strong = rules.patterns["soft_govern"], rules.patterns["govern"]
    verb = soft.match(text, start, high)
    end = verb.end() if verb else start
    if end in (start, high):
        return end
    if text[end] in "和与及、" and (soft.match(text, end + 1, high) or strong.match(text, end + 1, high)):
        return end + 1  # 建设和改造管网: two verbs, one object
    spare = text[end : end + 2] in rules.words["lead_spare"]  # 建设|和美乡村
    stays = not spare and rules.patterns["stay"].match(text, end, high) and text[start:end] not in _SPARING
    if high - end == 1 or text[end:high] in rules.words["relational"] or stays:
        return start
    return end + (1 if text[end] in "了出" else 0)
