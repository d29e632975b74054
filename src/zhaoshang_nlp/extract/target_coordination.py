"""Coordination: several indicators that share a value, a verb, a beginning or an end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhaoshang_nlp.extract.target_rules import TargetRules

# What joins members, not inside a word: 普及率, 参与度, 碳中和, 和谐.
_JOIN = re.compile(
    r"、|以及|(?<![总饱缓温共调柔祥])(?<!碳中)和(?![谐美平睦解])|(?<![参给赠])与(?![会时])|(?<![普涉触波危顾遍])及(?![时格])"
)
_EXAMPLES = re.compile(r"(?P<last>.+?)(?<![高中初同平均优对特一二三])等(?![级学教职次])(?P<kind>.*)")
_NUMBERS = ("数量", "总数", "总量", "户数", "家数")
_SEAM = 6  # characters: two short names (甲市、乙市地铁客运量) share more than the noun at the end
_WHOLE = 4  # characters: a part as long as that is a noun by itself, unless what is listed is a measure
_ADJECTIVAL = (
    "级型类性式县市省"  # what is listed before a plain noun shares it only if it ends like this: 省级、市级中心
)
_OPEN, _CLOSE = "“‘「『（(《", "”’」』）)》"
_SIGN = re.compile(f"[{re.escape(_OPEN + _CLOSE)}]")
_SECTORS = re.compile(r"(?P<list>[一二三](?:[、和]?[一二三]){1,2})(?P<rest>次?产业?.*)", re.DOTALL)
_EACH_SECTOR = re.compile(r"[一二三]")
_SECTOR = re.compile(r"第?[一二三](?:次产业|产业|产)(?!业)")
_RATIO = re.compile(r"[与和同][^、]{2,20}(?:的比|比率|比例|之比|比值)")  # one indicator, of two quantities
_BALANCES = re.compile(
    r"(?P<head>(?:[^、和与]*(?:金融机构|银行机构|银行业|商业银行))?(?:人民币|本外币)?(?:各项)?)存款?(?:余额)?[、和与]?贷款?(?P<tail>余额|总量|规模|)"
)
_ECONOMY = ("经济总量", "生产总值", "GDP")


def parts_of(phrase: str) -> list[str]:
    """Split a phrase at 、 和 与 及 outside brackets and quotations.

    >>> parts_of("城镇和农村居民收入"), parts_of("“煤改电”、管网（含支管、户线）")
    (['城镇', '农村居民收入'], ['“煤改电”', '管网（含支管、户线）'])
    """
    found, last = [], 0
    marked = _SIGN.search(phrase) is not None
    for match in _JOIN.finditer(phrase):
        inside = marked and sum(phrase.count(c, last, match.start()) for c in _OPEN) != sum(
            phrase.count(c, last, match.start()) for c in _CLOSE
        )
        if not inside and match.start() > last:
            found.append(phrase[last : match.start()])
            last = match.end()
    return [part for part in (*found, phrase[last:]) if part]


def members(phrase: str, count: int, rules: TargetRules) -> list[str]:
    """Resolve a shared phrase into ``count`` indicators (0: as many as it has), each complete.

    Returns:
        The indicators, [] if the phrase has another number of members.

    >>> from zhaoshang_nlp.extract.target_rules import load
    >>> members("一、二、三产业增加值", 3, load())
    ['一产业增加值', '二产业增加值', '三产业增加值']
    >>> members("急难型、支出型救助标准", 2, load()), members("城乡低保标准", 2, load())
    (['急难型救助标准', '支出型救助标准'], ['城低保标准', '乡低保标准'])
    """
    fused = _fused(phrase, count)
    if fused:
        return fused
    parts = parts_of(phrase)
    if count and len(parts) != count:
        parts = [part for part in phrase.split("、") if part]
        if len(parts) != count:
            return []
    if len(parts) < 2:
        return parts if count in (0, 1) else []
    return _completed(parts, rules)


def _fused(phrase: str, count: int) -> list[str]:
    """Resolve members that are written in one: 存贷款, 一二三产业, 三次产业, 城乡; [] if it is none of these."""
    balance = _BALANCES.fullmatch(phrase)
    if balance and count in (0, 2):
        return [balance["head"] + kind + balance["tail"] for kind in ("存款", "贷款")]
    if count == 3 and phrase.startswith("三次产业"):
        return [f"第{numeral}{phrase[2:]}" for numeral in "一二三"]
    sectors = _SECTORS.match(phrase)
    if sectors and count in (0, len(_EACH_SECTOR.findall(sectors["list"]))):
        return [numeral + sectors["rest"] for numeral in _EACH_SECTOR.findall(sectors["list"])]
    if count == 2 and phrase.startswith("城乡") and len(parts_of(phrase)) != count:
        names = ("城镇", "农村") if phrase.startswith("城乡居民") else ("城", "乡")
        return [name + phrase[2:] for name in names]
    return []


def _completed(parts: list[str], rules: TargetRules) -> list[str]:
    """Give every member the end it shares with the last one, and the 对 it shares with the first."""
    examples = _EXAMPLES.fullmatch(parts[-1])
    if examples:  # 甲、乙、丙等产业 are all 产业, 烤烟、茶叶等 share nothing
        return [part + examples["kind"] for part in (*parts[:-1], examples["last"])]
    headed = parts[-1].endswith(rules.heads)
    open_parts = [part for part in parts[:-1] if _is_open(part, parts[-1], headed, rules)]
    end = _shared_end(open_parts, parts[-1], rules) if open_parts else ""
    done = [part + end if part in open_parts else part for part in parts[:-1]] + [parts[-1]]
    if parts[0].startswith("对") and not parts[-1].startswith("对"):
        done = [part if part.startswith("对") else "对" + part for part in done]
    return done


def _is_open(part: str, last: str, headed: bool, rules: TargetRules) -> bool:
    """Tell whether a member lacks the end that the last one has; ``headed``: that end is what is measured."""
    if any(last.endswith(part[-2:] + number) for number in _NUMBERS):  # 小微企业、规上企业|数量
        return True
    if part[-1] == last[-1] or stands_alone(part, rules):
        return False
    return headed or len(part) < _WHOLE or part[-1] in _ADJECTIVAL


def stands_alone(part: str, rules: TargetRules) -> bool:
    """Tell whether a list member is an indicator by itself: a known one, or one that ends like 率, 收入, 标准."""
    return part in rules.indicators or part.endswith(rules.heads)


def _shared_end(parts: list[str], last: str, rules: TargetRules) -> str:
    """Find which end of the last member the parts before it share.

    A part's last character found again in the last member shows the seam (急难型、支出型|救助标准); else the first noun
    that such ends begin with (航空|行业增加值); else the shortest part tells how long a member is without it.
    """
    for part in parts:
        seam = last.find(part[-1])
        if 0 < seam < len(last) - 1:
            return last[seam + 1 :]
    joint = rules.patterns["joint"].search(last, min(2, len(last)))
    if joint and not (joint.start() > _SEAM and all(len(part) == 2 for part in parts)):
        return last[joint.start() :]
    shortest = min(len(part) for part in parts)
    return last[shortest:] if shortest < len(last) else ""


def like_sibling(phrase: str, before: Sequence[str]) -> str:
    """Give a sector that stands alone what its sibling before it measures.

    >>> like_sibling("第二产业", ["第一产业增加值"]), like_sibling("第二产业", ["工业投资"])
    ('第二产业增加值', '第二产业')
    """
    if phrase[:1] not in ("第", "一", "二", "三") or not _SECTOR.fullmatch(phrase):
        return phrase
    measured = (name[sector.end() :] for name in reversed(before) if (sector := _SECTOR.match(name)))
    return phrase + next(measured, "")


def shares_value(phrase: str, kind: str, each: str, rules: TargetRules) -> list[str]:
    """Resolve a list before a single value: its members where the value holds for each of them, else the phrase itself.

    均, 都 and the like say so; without them a value is each member's own where it is a rate and every member is one,
    or where places stand before 经济总量. A count (道路、桥梁共12座) is a sum.
    """
    if phrase in rules.indicators or not _JOIN.search(phrase) or _RATIO.search(phrase):
        return [phrase]
    resolved = members(phrase, 0, rules)
    if len(resolved) < 2:
        return [phrase]
    if each:
        return resolved
    parts = parts_of(phrase)
    rates = kind in ("percent", "points") and all(stands_alone(part, rules) for part in parts)
    places = phrase.endswith(_ECONOMY) and all(2 <= len(part) <= 4 for part in parts[:-1])
    return resolved if rates or places else [phrase]
