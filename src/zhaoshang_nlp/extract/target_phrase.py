"""The phrases around a number: what stands to its left (indicator, change, hedges) and the noun it counts to its right.

No word segmentation: words that may stand between an indicator and its number are taken off from the right, words that
may stand before an indicator from the left, and governing verbs cut off all that goes before them
(see ``target_words.toml``).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from zhaoshang_nlp.extract.target_rules import Hedge, TargetRules
from zhaoshang_nlp.types import Change

_LONGEST_TAIL = 8
_LONGEST_LEAD = 7
_OPEN, _CLOSE = "“‘「『（(《", "”’」』）)》"
_PERIOD_TAIL = re.compile(
    r"(?:比|较|到|至|从|由|自|为|是)?(?:[“\"]?(?:十[一二三四五六七八九]?|[七八九])五[”\"]?(?:时期|期间|末|规划)?"
    r"|(?:(?:19|20)\d\d|[一二][〇○零九][〇○零一二三四五六七八九]{2})年(?:底|末)?|上年|去年|今年|年初|当年|同期|上年同期)(?:的|，)?$"
    r"|(?:比|较)(?:上一年度?|上年度|前年|去年底|上年末|上个?月|平日|平时|往年|常年|以往|改革前|开工前|疫情前)(?:同期)?$"
    r"|(?:已)?连续[\d一二两三四五六七八九十多]+(?:个)?(?:年|季度|月)(?:来)?$"
)
# 完成年度目标的54.9%: how far the indicator before has come.
_PLAN_SHARE = re.compile(
    r"(?:(?:分别|已|提前|累计|均|共)*(?:完成|达到?|占|为|相当于)了?)(?:全年|年度|年初|省定|市定|县定|年|省里?下达|市里?下达)*"
    r"(?:预算|计划|目标|任务)+(?:数|额|总?量)?的$"
)
# A statement in a list that gives no number: the phrase begins behind it (产量全国第一、|精深加工率85%).
_PREDICATE = re.compile(
    r"(?:第[一二三四五六七八九十\d]+[位名]?|前列|首位|前茅|从无到有|翻[了两]?[一两]?番|倍增|新高|见底|领先|提升|改善|优化|向好)、"
)
_PERIOD_HEAD = re.compile(
    r"(?:(?:到|至|截至|截止|自|从)?(?:19|20)\d\d(?:[—\-至～~](?:19|20)?\d\d)?年(?:底|末|初)?(?:前|以来|全国|期间)?"
    r"|[“\"](?:十[一二三四五六七八九]?|[七八九])五[”\"](?:时期|期间|末|以来|规划)?"
    r"|[一二][〇○零九][〇○零一二三四五六七八九]{2}年(?:底|末|初)?(?:前|以来)?|近?[\d两三五十]年(?:来|间)?累计|\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[）)])[，,]?"
)
_AGAINST = re.compile(
    r"(?P<than>高于|低于|快于|慢于|好于|优于|高出|领先|超过|超出|(?<![占之入价同环对])比(?![例重率值])|(?<!比)较)"
    r"[^，、。；]{1,14}?(?P<how>高|低|快|慢|多|少)?$"
)
# A noun may begin with an amount that is part of it: 70个30亿元以上项目, 20个500千伏输变电工程, 6个百万羽蛋鸡项目.
_WORTH = re.compile(
    r"(?:[0-9.]+[万亿]*|[百千]?[万亿]*)(?:元|吨|千瓦|千伏|兆瓦|立方米|平方米|米|公里|亩|羽|头|只|张|级)"
    r"(?:及?以上|级)?[一-龥]"
)
_EARLY_HEDGE = re.compile(r"至少|最少|至多|最多(?!跑)")
_BRACKET = re.compile(r"^[（(][^（）()]*[）)](?=.)")  # 加装（更新）|电梯: the bracket belongs to the verb
_CUT = re.compile(r"[、，；。：！？]|(?:和|与|及|以及|或)(?=[0-9０-９一二两三四五六七八九十]|新增|新建)")
# Verbs of doing something with somebody: the noun ends before 与.
_TOGETHER = ("结对", "同质", "签约", "签订", "共建", "联合", "签署", "开展", "对接")
_LISTED = re.compile(r"[^、，；。0-9]{1,12}?(?:和|及|与)(?:[0-9]|$)")  # 高校、职业院校和538所
_DISTRIBUTIVE = ("均", "都", "双双", "各", "全部", "分别", "依次")


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
    against: Change | None = None
    match = _AGAINST.search(text, low, high) if points else None
    if match and (match["how"] or match["than"] not in "比较"):
        against = "decline" if (match["how"] or match["than"])[0] in "低慢少" else "growth"
        high = match.start()
    end, change, hedges, each = _take_tail(text, low, high, rules)
    stated = None
    for stated in _PREDICATE.finditer(text, low, end):
        pass
    start, phrase, subject = _left_edge(text, stated.end() if stated else low, end, rules)
    if stated and phrase in rules.words["relational"]:  # 锂电产业从无到有、产值突破5亿元
        start = _left_edge(text, low, stated.start(), rules)[0]
        phrase = clean(text[start : without_tail(text, start, stated.start(), rules)]) + phrase
    if phrase and text[end - 1] == "、":  # 经济总量跨过两个大关、超过6万亿元: the number goes on with the subject
        known = rules.known.match(text, start, end)
        phrase = known[0] if known else ""
    if phrase[:1].isdigit() and "、" in phrase:  # 90万千瓦机组、50台锅炉: the list goes on after a number that is none
        start = text.rfind("、", start, end) + 1
        phrase = clean(text[start:end])
    if change is None and against is None:
        change = _led_change(text[low:start], rules)
    early = _EARLY_HEDGE.search(text, low, start)
    if early:  # 至少引进1个项目
        hedges += (rules.hedges["before", early[0]],)
    return Left(start, phrase, change or against, hedges, each, subject)


def _led_change(before: str, rules: TargetRules) -> Change | None:
    """What a verb that leads the phrase says of its number: 净增|企业20家, 压减|材料54%."""
    word = before.rstrip("了　 ")
    if word.endswith(rules.lead_growth):
        return "growth"
    return "decline" if word.endswith(rules.lead_decline) else None


def _take_tail(text: str, low: int, high: int, rules: TargetRules) -> tuple[int, Change | None, tuple[Hedge, ...], str]:
    """Take off hedges, changes, adverbs and periods from the right; give what they say and where the phrase ends."""
    change: Change | None = None
    hedges: list[Hedge] = []
    each = ""
    share = _PLAN_SHARE.search(text, low, high) if high > low and text[high - 1] == "的" else None
    if share:
        high, change = share.start(), "level"
        each = next((word for word in ("分别", "均") if word in share[0]), "")
    while high > low:
        for size in range(min(_LONGEST_TAIL, high - low), 0, -1):
            tail = rules.tails.get(text[high - size : high])
            if tail is not None:
                break
        else:
            match = _PERIOD_TAIL.search(text, low, high) if text[high - 1] in '年末底的期间初，”"度日月时往常来前' else None
            if match is None:
                break
            high = match.start()
            continue
        if tail.role == "tail_spare":
            break
        word = text[high - size : high]
        if tail.hedge is not None:
            hedges.append(tail.hedge)
        elif tail.role in ("growth", "decline") and change in (None, "level"):
            change = "growth" if tail.role == "growth" else "decline"
        elif tail.role == "level" and change is None:
            change = "level"
        if not each:
            each = word if word in _DISTRIBUTIVE else ""
        high -= size
    return high, change, tuple(hedges), each


def _left_edge(text: str, low: int, high: int, rules: TargetRules) -> tuple[int, str, bool]:
    """Find the indicator phrase that ends at ``high``.

    Returns:
        Where it begins, what it says, and whether it is the subject of a verb without object.
    """
    verbs = [
        m.span() for m in rules.patterns["govern"].finditer(text, low, high) if _governs(text, m, low, high, rules)
    ]
    # 小区改造|惠及8万人: of two verbs side by side behind a noun the first is a noun as well.
    nominal = [
        a for a, b in zip(verbs, verbs[1:], strict=False) if a[1] == b[0] and a[0] - _take_lead(text, low, a[0], rules) > 1
    ]
    verbs = [verb for verb in verbs if verb not in nominal]
    if not verbs:
        start = _take_lead(text, low, high, rules)
        return start, clean(text[start:high]), False
    free = verbs[-2][1] if len(verbs) > 1 else low
    verb, at = verbs[-1]
    start = _take_lead(text, at, high, rules)
    phrase = clean(text[start:high])
    relational = phrase in rules.words["relational"]
    if phrase and text[verb:at] != "实现" and not relational:
        return start, phrase, False
    # 试点覆盖80万人: without an object the subject is what is measured; 项目实现资金298亿元: both together are.
    begin = _take_lead(text, free, verb, rules)
    before = clean(text[begin : without_tail(text, begin, verb, rules)])
    if len(before) < 2 or before.startswith("对"):
        return start, phrase, False
    if relational:  # 班列开行数量: one phrase
        return begin, clean(text[begin:high]), False
    return begin, before + phrase, not phrase


def _governs(text: str, match: re.Match[str], low: int, high: int, rules: TargetRules) -> bool:
    """Tell whether a verb takes what follows as its object, and is not part of a noun, a quotation or a list."""
    start, at = match.span()
    if match[0] in rules.words["govern_spare"] or high - at == 1:
        return False
    if match[0] in rules.words["project_verb"] and text[at:high].endswith("项目"):
        return False  # 新开工项目, 新签约亿元以上项目: what is counted is the signing
    if at < high and rules.patterns["verb_stay"].match(text, at, high):
        return False
    if any(m.start() <= start and at <= m.end() for m in rules.known.finditer(text, low, high)):
        return False
    listed = start - 1 > low and text[start - 1] in "、和与及" and text[low : start - 1].endswith(rules.heads)
    return not listed and _balanced(text[at:high])


def clean(phrase: str) -> str:
    """Take line breaks of the page and what hangs at the rims out of an indicator."""
    phrase = phrase.replace("\n", "").strip(" \t　的、")
    return _BRACKET.sub("", phrase, count=1)


def _take_lead(text: str, start: int, high: int, rules: TargetRules) -> int:
    """Take off connectors, adverbs, modals, bare places and times and light verbs from the left."""
    lead, scope, spare = rules.words["lead"], rules.words["scope"], rules.words["lead_spare"]
    while start < high:
        if text[start : start + 2] in spare or (rules.known.match(text, start, high) and text[start] not in "、和与及"):
            break
        for size in range(min(_LONGEST_LEAD, high - start), 0, -1):
            word = text[start : start + size]
            if word in lead or word in scope:
                start += size
                break
        else:
            after = _step(text, start, high, rules)
            if after == start:
                break
            start = after
    return start


def _step(text: str, start: int, high: int, rules: TargetRules) -> int:
    """Give the place behind what opens the phrase without belonging to it; ``start`` if the indicator begins there."""
    after = _opening(text, start, high, rules)
    return after if after > start else _light_verb(text, start, high, rules)


def _opening(text: str, start: int, high: int, rules: TargetRules) -> int:
    """Give the place behind a period, or behind an adverb or a modal that a verb or a whole indicator follows."""
    period = _PERIOD_HEAD.match(text, start, high)
    if period:
        return period.end()
    soft, strong = rules.patterns["soft_govern"], rules.patterns["govern"]
    adverbial = rules.patterns["adverbial"].match(text, start, high)
    if rules.patterns["project_verb"].match(text, start, high) and text[start:high].endswith("项目"):
        return start
    if adverbial and (soft.match(text, adverbial.end(), high) or strong.match(text, adverbial.end(), high)):
        return adverbial.end()
    after = start + 1
    if text[start] in rules.words["modal"] and after < high:
        whole = any(pattern.match(text, after, high) for pattern in (rules.patterns["scope"], rules.known, strong))
        if whole or _step(text, after, high, rules) > after:
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
    if high - end == 1 or text[end:high] in rules.words["relational"] or rules.patterns["stay"].match(text, end, high):
        return start
    return end + (1 if text[end] in "了出" else 0)


def _balanced(text: str) -> bool:
    """Tell whether no quotation or bracket is cut in two."""
    return all(text.count(a) == text.count(b) for a, b in zip(_OPEN, _CLOSE, strict=True))


def without_tail(text: str, start: int, end: int, rules: TargetRules) -> int:
    """Give the end of ``text[start:end]`` without the words of change and the adverbs that close it."""
    return _take_tail(text, start, end, rules)[0]


def noun_right(text: str, start: int, high: int, rules: TargetRules) -> tuple[int, int]:
    """Find the noun that a number counts, from ``start`` (after the number) up to ``high`` (the clause's end).

    Returns:
        Its half-open span, empty where the number is followed by no noun.
    """
    if text[start : start + 1] == "的":
        start += 1
    if not _noun_begins(text, start, high, rules):
        return start, start
    end = _noun_end(text, start, high, rules)
    if text[end - 1] == "等":  # 14条高速公路和甲乙等4条铁路: what leads to 等 belongs to the next number
        end = max(start, *(text.rfind(mark, start, end) for mark in "、和与及"))
    while end > start and text[end - 1] in "、和与及":
        end -= 1
    return start, _without_trail(text, start, end, rules)


def _noun_begins(text: str, start: int, high: int, rules: TargetRules) -> bool:
    """Tell whether a noun can begin here: no punctuation, function word, verb, or landmark (迈上3万亿元|台阶)."""
    if start >= high or text[start] in "、，；。：）)”—-/和与及以或等并且而但则也还已":
        return False
    if (text[start].isdigit() or text[start] in "百千") and not _WORTH.match(text, start, high):
        return False
    if rules.patterns["landmark"].match(text, start, high) or rules.patterns["govern"].match(text, start, high):
        return False
    verb = rules.patterns["stop"].match(text, start, high)
    return verb is None or verb[0] in rules.words["spare"]


def _noun_end(text: str, start: int, high: int, rules: TargetRules) -> int:
    """Find the right edge: punctuation, a conjunction before a number, or a verb that cannot belong to the noun."""
    end = high
    for match in _CUT.finditer(text, start, high):
        if not _balanced(text[start : match.start()]):
            continue
        if match[0] == "、" and _LISTED.match(text[match.end() : high]):
            continue
        end = match.start()
        break
    for match in rules.patterns["stop"].finditer(text, start, end):
        if match.start() > start and match[0] not in rules.words["spare"] and _balanced(text[start : match.start()]):
            comitative = text.rfind("与", start + 1, match.start()) if match[0] in _TOGETHER else -1
            return comitative if comitative > 0 else match.start()
    return end


def _without_trail(text: str, start: int, end: int, rules: TargetRules) -> int:
    """Drop nouns of action at the end (5个园区建设 counts 园区), as long as two characters remain."""
    trail = rules.words["trail"]
    while True:
        for size in range(min(6, end - start - 2), 1, -1):
            if text[end - size : end] in trail:
                end -= size
                break
        else:
            return end
