"""The noun that a number counts, to its right; and how phrases are cleaned and held together."""

from __future__ import annotations

import re

from zhaoshang_nlp.extract.target_rules import TargetRules

_OPEN, _CLOSE = "“‘「『（(《", "”’」』）)》"
_SIGN = re.compile(f"[{re.escape(_OPEN + _CLOSE)}]")
_BRACKET = re.compile(r"^[（(][^（）()]*[）)](?=.)")  # 加装（更新）|电梯: the bracket belongs to the verb
# A noun may begin with an amount that is part of it: 70个30亿元以上项目, 20个500千伏输变电工程, 6个百万羽蛋鸡项目.
_AMOUNT = r"(?:[0-9.]+[万亿]*|[百千]?[万亿]*)(?:元|吨|千瓦|千伏|兆瓦|立方米|平方米|米|公里|亩|羽|头|只|张|级)"
_WORTH = re.compile(
    rf"{_AMOUNT}(?:[和、与]{_AMOUNT})*(?:及?以上|级)?(?![和、与])[一-龥]|[百千]亿级?(?:元级)?[一-龥]"
    r"|\d(?:[GD]|A级?)[+＋]?[一-龥“A-Z]"
)
# A noun may have a clause for its attribute: 3个|在全国具有影响力的产业, 5家|引领升级、带动就业的企业.
_ATTRIBUTE = re.compile(
    r"(?:[在对](?!全|我)|对全|在全[^，。；;：]{0,8}(?:有|居)|面向|具有|具备|拥有|引领|带动)"
    r"[^，。；;：\d的]{2,40}的(?=[^，。；;：、\d的]{2,16}(?:[，。；;：、]|$))"
)
_NO_NOUN = "、，。；：）)（(”—-/和与及以或等并且而但则也还已"
_CUT = re.compile(r"[、，；。：！？]|(?:和|与|及|以及|或)(?=[0-9０-９一二两三四五六七八九十]|新增|新建)")
# Verbs of doing something with somebody: the noun ends before 与.
_TOGETHER = ("结对", "同质", "签约", "签订", "共建", "联合", "签署", "开展", "对接")
_NAMED = re.compile(r"、[^，。；,;]{1,30}?等\d")
_LISTED = re.compile(r"[^、，；。0-9]{1,12}?(?:和|及|与)(?:[0-9]|$)")  # 高校、职业院校和538所


def clean(phrase: str) -> str:
    """Take line breaks of the page and what hangs at the rims out of an indicator."""
    phrase = phrase.replace("\n", "").strip(" \t　的、")
    return _BRACKET.sub("", phrase, count=1) if phrase.startswith(("（", "(")) else phrase


def balanced(text: str) -> bool:
    """Tell whether no quotation or bracket is cut in two."""
    return _SIGN.search(text) is None or all(text.count(a) == text.count(b) for a, b in zip(_OPEN, _CLOSE, strict=True))


def noun_right(text: str, start: int, high: int, rules: TargetRules) -> tuple[int, int]:
    """Find the noun that a number counts, from ``start`` (after the number) up to ``high`` (the clause's end).

    Returns:
        Its half-open span, empty where the number is followed by no noun.
    """
    if text[start : start + 1] == "的":
        start += 1
    attribute = _ATTRIBUTE.match(text, start, high)
    if attribute:
        cut = _CUT.search(text, attribute.end(), high)
        return start, _without_trail(text, start, cut.start() if cut else high, rules)
    if not _noun_begins(text, start, high, rules):
        return start, start
    end = _noun_end(text, start, high, rules)
    if text[end - 1] == "等":  # 14条高速公路和甲乙等4条铁路: what leads to 等 belongs to the next number
        end = _last(text, "、和与及", start, end)
    if _NAMED.match(text, end):  # 2个产业集群和|光学、家居等5个产业集群: names of what the next number counts
        joined = _last(text, "和与及", start, end)
        end = joined if joined > start else end
    while end > start and text[end - 1] in "、和与及":
        end -= 1
    return start, _without_trail(text, start, end, rules)


def _last(text: str, marks: str, start: int, end: int) -> int:
    """Give the last place of one of ``marks``, ``start`` if there is none."""
    return max(start, *(text.rfind(mark, start, end) for mark in marks))


def _noun_begins(text: str, start: int, high: int, rules: TargetRules) -> bool:
    """Tell whether a noun can begin here: no punctuation, function word, verb, or landmark (迈上3万亿元|台阶)."""
    if text[start : start + 2] in rules.words["lead_spare"] and start + 2 < high:
        return True  # 100个和美乡村
    if start >= high or text[start] in _NO_NOUN:
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
    worth = _WORTH.match(text, start, high)
    for match in _CUT.finditer(text, worth.end() if worth else start, high):
        if not balanced(text[start : match.start()]):
            continue
        if match[0] == "、" and _LISTED.match(text[match.end() : high]):
            continue
        end = match.start()
        break
    for match in rules.patterns["stop"].finditer(text, start, end):
        if match.start() > start and match[0] not in rules.words["spare"] and balanced(text[start : match.start()]):
            comitative = text.rfind("与", start + 1, match.start()) if match[0] in _TOGETHER else -1
            return comitative if comitative > 0 else match.start()
    return end


def _without_trail(text: str, start: int, end: int, rules: TargetRules) -> int:
    """Drop nouns of action at the end (5个园区建设 counts 园区), as long as two characters remain."""
    trail = rules.words["trail"]
    while True:
        for size in rules.trail_sizes.get(text[end - 1], ()):
            if size <= end - start - 2 and text[end - size : end] in trail:
                end -= size
                while end - start > 2 and text[end - 1] in "、和与及":
                    end -= 1
                break
        else:
            return end
