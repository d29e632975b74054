"""Lists of named industries: where one begins, how its names divide, how one behind a head noun reads."""

from __future__ import annotations

import re

from zhaoshang_nlp.extract.industry_rules import IndustryRules
from zhaoshang_nlp.types import Span

_OPEN = "（(“‘「『【《"
_CLOSE = "）)”’」』】》"
_CLAUSE = "。！？!?；;，,：:\n\t"
_MARKS = "、·•/／"
_DIVIDING = re.compile(f"[{_MARKS}]")
_LIMIT = 260  # characters: no list of industries in the genre is longer
_LONGEST = 22  # characters of one name; what is longer is a clause
_ENDED = re.compile(
    r"等(?![级离待额])(?:重点|多个)?(?:领域|方面|行业|产业|地区?|企业|项目|技术|产品|平台)?(?:的|和|及|与|以及)?"
)
_CONJUNCTION = re.compile("以及|和|及|与|暨")
_LEADING = re.compile("^(?:以及|和|及|与|并)(?!牛|田)")
_MEASURE = re.compile(r"[0-9.．]+(?:%|％|亿|万|个|家|项|倍)")
_MUTUAL = re.compile("^[^，。；]{0,10}(?:融合|耦合|结合|对接|协同|联动|衔接|互动|协作|合作)")

# 引导资金向…, 民营企业在…: a preposition inside the clause, not the end of a word and not the beginning of one.
_TOWARDS = re.compile(
    "向(?<=[\u4e00-\u9fff]{2}向)(?<![面方定取指纵横走趋倾导]向)(?!日葵|海|心|好)(?=.)"
    "|在(?<=[\u4e00-\u9fff]{2}在)(?<![存现潜内实所]在)(?!线|建|研|轨)(?=.)"
)


def clause_start(text: str, end: int) -> int:
    """Give the start of the clause that ends at ``end``; brackets and quotations that close inside are passed over."""
    depth = 0
    for i in range(end - 1, max(-1, end - _LIMIT), -1):
        char = text[i]
        if char in _CLOSE:
            depth += 1
        elif char in _OPEN:
            if depth == 0 and char in "（(":
                return i + 1
            depth = max(0, depth - 1)
        elif char == "\n" or (depth == 0 and char in _CLAUSE):
            return i + 1
    return max(0, end - _LIMIT)


def divides(text: str, low: int, high: int) -> bool:
    """Tell whether a stretch holds a sign that divides a list."""
    return _DIVIDING.search(text, low, high) is not None


def pieces(text: str, low: int, high: int) -> list[Span]:
    """Divide a stretch at 、, not inside brackets and quotations; a mark that stays open begins the stretch.

    Where there is no 、, a dot or a slash divides; beside one they stand inside a name (风电/光伏一体化).
    """
    if high - low > 2 and text[high - 1] in "”’" and "、" in text[text.rfind("“", low, high) + 1 : high]:
        return pieces(text, max(low, text.rfind("“", low, high) + 1), high - 1)
    region = text[low:high]
    mark = next((m for m in _MARKS if m in region), "、")
    cuts = [high]
    depth = 0
    start = low
    for i in range(high - 1, low - 1, -1):
        char = text[i]
        if char in _CLOSE:
            depth += 1
        elif char in _OPEN:
            if depth == 0:
                start = i + 1
                break
            depth -= 1
        elif char == mark and depth == 0:
            cuts.append(i)
    cuts.reverse()
    starts = [start, *(c + 1 for c in cuts[:-1])]
    return [Span(a, b) for a, b in zip(starts, cuts, strict=True)]


def before(text: str, region: Span, rules: IndustryRules, count: int | None, after: str) -> list[Span]:
    """Give the names listed in ``region``, which ends where the list ends.

    Args:
        text: the whole text.
        region: clause start to list end.
        rules: the rules.
        count: the declared number, which decides where readings differ.
        after: what follows the head phrase (it tells whether 与 stands before the list or inside its first name).
    """
    parts = pieces(text, region.start, region.end)
    names: list[Span] = []
    for i in range(len(parts) - 1, -1, -1):
        name, ends = _later(text, parts[i], rules) if i else (_first(text, parts, rules, after), True)
        if name is not None:
            names.append(name)
        if ends:
            break
    names.reverse()
    if not names:
        return []
    return _fit(_last(text, names, rules, count), count)


def _fit(names: list[Span], count: int | None) -> list[Span]:
    """Keep the last ``count`` names: what stands before them belongs to another phrase."""
    return names[-count:] if count and len(names) > count else names


def _later(text: str, part: Span, rules: IndustryRules) -> tuple[Span | None, bool]:
    """Give the name in a piece that is not the first of its clause, and whether the list begins here."""
    start = part.start
    leading = _LEADING.match(text[start : part.end])
    if leading and leading.end() < part.end - start:
        start += leading.end()
    body = text[start : part.end]
    ended = _last_end(body, rules)
    if ended:
        return (Span(start + ended, part.end) if ended < len(body) else None), True
    opened = rules.item_start.match(body)
    if opened and opened.group("verb") and opened.end() < len(body):
        return _lead(text, Span(start + opened.end(), part.end), rules), True
    if not body or len(body) > _LONGEST or _MEASURE.search(body):
        return None, True
    return Span(start, part.end), False


def _last_end(body: str, rules: IndustryRules, *, alone: bool = False) -> int:
    """Give the place behind an earlier list or head noun inside a piece (…等领域和, 未来产业和), 0 if there is none.

    A piece that is the whole list may itself join two named industries (纺织产业和食品产业).
    """
    place = 0
    for ended in _ENDED.finditer(body):
        place = ended.end()
    for head in rules.head.finditer(body):
        joint = _CONJUNCTION.match(body, head.end())
        if joint and joint.end() < len(body) and not (alone and rules.stem.search(body, 0, head.start())):
            place = max(place, joint.end())
    return place


def _first(text: str, parts: list[Span], rules: IndustryRules, after: str) -> Span | None:
    """Give the first name of a list: what is left of the clause behind its verbs, adverbs and prepositions."""
    part = parts[0]
    body = text[part.start : part.end]
    place = _last_end(body, rules, alone=len(parts) == 1)
    if place >= len(body):
        return None
    for word in rules.boundary.finditer(body, place):
        if word.end() < len(body) and _lead(text, Span(part.start + word.end(), part.end), rules) is not None:
            place = word.end()
    for aim in _TOWARDS.finditer(body, place):
        place = aim.end()
    name = _lead(text, Span(part.start + place, part.end), rules)
    if name is None:
        return None
    if _MUTUAL.match(after) and text[name.start : name.end] not in rules.compounds:
        partner = re.match(r"[^、]{1,12}?[与和同跟](?=[^、]{2})", text[name.start : name.end])
        if partner:
            name = Span(name.start + partner.end(), name.end)
    measured = _MEASURE.search(text, name.start, name.end)
    return None if measured or name.end - name.start > _LONGEST + 4 else name


def _lead(text: str, span: Span, rules: IndustryRules) -> Span | None:
    """Strip short words from the front of a name; None if nothing is left."""
    start = span.start
    while (word := rules.leader_start.match(text, start, span.end)) is not None:
        start = word.end()
    return Span(start, span.end) if start < span.end and text[start] not in _CLOSE else None


def _last(text: str, names: list[Span], rules: IndustryRules, count: int | None) -> list[Span]:
    """Divide the last name at its conjunction, where the count, or failing that the language, asks for it."""
    *front, last = names
    if count is not None and len(names) == count:
        return names
    body = text[last.start : last.end]
    joints = [m for m in _CONJUNCTION.finditer(body) if m.start() > 0 and m.end() < len(body)]
    if not joints or any(body.endswith(c) for c in rules.compounds):
        return names
    # Who joins names of pairs (粮油和食品加工、健康产品和生物医药) does so to the end.
    if count is None and any("和" in text[n.start : n.end] for n in front):
        return names
    weak = not front or (count is not None and len(names) == count - 1)
    for joint in reversed(joints):
        if joint.group() in ("以及", "和") or weak:
            return [*front, Span(last.start, last.start + joint.start()), Span(last.start + joint.end(), last.end)]
    return names


def _list_end(text: str, low: int, opening: str) -> tuple[int, bool]:
    """Give the end of a list behind its head, and whether a bracket closes it."""
    sign = opening.rstrip("“：:")
    bracket = sign[-1:] in ("（", "(")
    limit = min(len(text), low + _LIMIT)
    stop = re.compile("[）)\n]" if bracket else "[。；;！？\n]").search(text, low, limit)
    high = stop.start() if stop else limit
    if bracket:
        return high, stop is not None
    if sign.endswith("——") and (dash := text.find("——", low, high)) >= 0:
        high = dash
    depth = 0
    for i in range(low, high):
        depth += (text[i] in _OPEN) - (text[i] in _CLOSE)
        if depth <= 0 and text[i] in "，,：:":
            return i, False
    return high, False


def following(text: str, start: int, rules: IndustryRules, count: int | None) -> tuple[list[Span], int, bool] | None:
    """Read a list that follows a head phrase: ：A、B、C。 （A、B） ，即A、B.

    Args:
        text: the whole text.
        start: end of the head phrase.
        rules: the rules.
        count: the declared number.

    Returns:
        the names, the end of the list, and whether it is open (等); None if no list follows.
    """
    opening = rules.opening.match(text, start)
    if opening is None:
        return None
    low = opening.end()
    high, close = _list_end(text, low, opening.group())
    ended = re.compile(r"等[^、，。；（）]{0,8}$").search(text, low, high)
    parts = pieces(text, low, ended.start() if ended else high)
    names = [n for n in (_lead(text, p, rules) for p in parts) if n is not None]
    if len(names) < len(parts):
        return None
    names = _last(text, names, rules, count)
    # 是 and 为 lead to anything, and so does what no sign divides: there only names that are industries' will do.
    doubtful = len(parts) < 2 or (opening["weak"] and count != len(names))
    if len(names) < (1 if count == 1 else 2) or (doubtful and not all(rules.stem.search(text, *n) for n in names)):
        return None
    return None if any(_is_clause(text, n, rules) for n in names) else (names, high + close, ended is not None)


def _is_clause(text: str, name: Span, rules: IndustryRules) -> bool:
    """Tell whether what stands in the place of a name is a clause: long, measured, or with a verb at its head."""
    opened = rules.item_start.match(text, name.start, name.end)
    verb = opened is not None and opened["verb"] is not None
    return verb or name.end - name.start > _LONGEST or _MEASURE.search(text, name.start, name.end) is not None
