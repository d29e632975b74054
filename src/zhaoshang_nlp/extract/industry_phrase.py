"""The grammar of one phrase: code or count, head noun, members, or the reason why it names no industry system."""

from __future__ import annotations

import re

from zhaoshang_nlp import numerals
from zhaoshang_nlp.extract import industry_names, industry_tree, industry_verdicts
from zhaoshang_nlp.extract.industry_draft import Draft
from zhaoshang_nlp.extract.industry_rules import CHAIN_CODE, DESIGNATOR, SHORT_CODE, IndustryRules
from zhaoshang_nlp.types import Span

_DESIGNATOR = re.compile(DESIGNATOR)
_DESIGNATES = re.compile("[等0-9NnXx一两二三四五六七八九十]")  # 等, counts and codes hold one of these
_CHAIN_CODE = re.compile(CHAIN_CODE)
_SHORT_CODE = re.compile(SHORT_CODE)
_BREAK = re.compile("[，、；：。！？（）()\n,;:]")
_QUOTES = {"“": "”", "‘": "’", "「": "」", "『": "』"}
_QUOTE = re.compile(f"[{''.join(_QUOTES)}{''.join(_QUOTES.values())}]")
_WINDOW = 28  # characters before a head in which its code, its count or 等 may stand
# One of these stands before every head worth reading, if no list opens behind it: a list sign, a number, a code.
_WORTH = re.compile(r"[、等0-9NX”一二两三四五六七八九十和及与]")


def read(text: str, head: Span, rules: IndustryRules) -> Draft | None:
    """Read the phrase around a head noun; None if nothing there looks like an industry system."""
    opening = rules.opening.match(text, head.end)
    if not opening and not _WORTH.search(text, max(0, head.start - _WINDOW), head.start):
        return None
    low = industry_names.clause_start(text, head.start)
    sign = _designator(text, max(low, head.start - _WINDOW), head.start)
    if sign is None:
        draft = _undesignated(text, low, head, rules)
    elif sign.group("etc"):
        draft = _listed(text, low, head, sign, rules)
    else:
        draft = _designated(text, low, head, sign, rules)
    if draft is not None and not draft.reason:
        draft.list_opens = opening.end() if opening else -1
        draft.reason = _read_after(text, draft, rules) or industry_verdicts.other_head(text, draft, rules)
    return draft


def read_coded(text: str, head: Span, rules: IndustryRules) -> Draft | None:
    """Read a head noun that names a system only behind a code (“1+8+N”特色农业)."""
    sign = _designator(text, max(0, head.start - 14), head.start)
    if sign is None or not sign.group("code") or text[sign.end() - 1] not in _QUOTES.values():
        return None
    draft = _designated(text, sign.start(), head, sign, rules)
    if not draft.reason:
        follow = text[head.end : head.end + 8]
        other = rules.stops["follow"].match(follow) or rules.stops["project"].match(follow)
        draft.reason = f"other head: {other.group()}" if other else ""
    return draft


def read_code(found: re.Match[str]) -> Draft:
    """Make a phrase of a quoted code of links (“八链四群”) that stands without a head noun."""
    span = Span(found.start(), found.end())
    return Draft("chain-code", span, span, span, code=found.group("code"))


def chain_codes(text: str) -> list[re.Match[str]]:
    """Find quoted codes of links."""
    return list(_CHAIN_CODE.finditer(text))


def _designator(text: str, low: int, high: int) -> re.Match[str] | None:
    """Find the last 等, count or code before a head with nothing but modifiers between."""
    if not _DESIGNATES.search(text, low, high):
        return None
    last = None
    for found in _DESIGNATOR.finditer(text, low, high):
        last = found
    if last is None or _BREAK.search(text, last.end(), high):
        return None
    return last


def _designated(text: str, low: int, head: Span, sign: re.Match[str], rules: IndustryRules) -> Draft:
    """Read a phrase with a code or a count."""
    name = _quoted(text, Span(sign.start(), head.end))
    if text[name.start] in _QUOTES and _QUOTES[text[name.start]] not in text[name.start : name.end]:
        name = Span(name.start + 1, name.end)  # the quotation runs on (“三大主导产业+N个特色产业”)
    draft = Draft("code", head, name, name, code=sign.group("code"))
    if draft.code is None:
        number = sign.group("number")
        value = numerals.digits(number) if number.isascii() and number.isdigit() else numerals.chinese(number)
        draft.rule, draft.count = "count", int(value or 0)
    gap = text[sign.end() : head.start]
    word = rules.stopped("between", gap)
    if word:
        draft.reason = f"between: {word}"
    elif _nearer_head(gap, rules):
        draft.reason = "between: another head"
    elif _torn(text, name):
        draft.reason = "quoted: one of several counts"
    elif draft.code and draft.code.isdigit() and not _is_code(text, sign, gap, rules):
        draft.reason = "number: no code"
    elif draft.count is not None:
        _count(text, low, draft, gap, rules)
    else:
        _coded_list(text, Span(low, draft.name.start), draft, rules)
    return draft


def _coded_list(text: str, region: Span, draft: Draft, rules: IndustryRules) -> None:
    """Take the names before a code as its members if they are industries' and as many as it or its first group says."""
    if text[draft.name.start] not in _QUOTES or _coordinated(text, region):
        return
    frame = Draft("", draft.head, draft.name, draft.span)
    region = _as_region(text, region, frame, rules)
    names = industry_names.before(text, region, rules, None, _behind(text, draft.head))
    names = (_as_earlier(text, region.start, rules) if frame.rule else []) + names
    declared = {n for split in industry_tree.splits(draft.code or "") for n in (split[0], sum(split))}
    if len(names) in declared - {1} and all(industry_verdicts.has_stem(text, n, rules) for n in names):
        draft.members, draft.span = names, Span(names[0].start, draft.name.end)


def _nearer_head(gap: str, rules: IndustryRules) -> bool:
    """Tell whether a code or count belongs to another head before this one (modifiers may follow that one)."""
    ends = [m.end() for m in rules.head.finditer(gap)]
    return bool(ends) and ends[-1] < len(gap) and rules.modifiers_end.fullmatch(gap[ends[-1] :]) is None


def _is_code(text: str, sign: re.Match[str], gap: str, rules: IndustryRules) -> bool:
    """Tell a code of bare digits from a year or a quantity: quoted, or directly before its head."""
    if text[sign.start()] in '“‘「『"':
        return True
    year = re.fullmatch("(?:19|20)[0-9]{2}", sign.group("code"))
    return year is None and (not gap or rules.modifiers_end.fullmatch(gap) is not None)


def _count(text: str, low: int, draft: Draft, gap: str, rules: IndustryRules) -> None:
    """Judge a count: with the names before it, else bare."""
    end = draft.name.start
    etc = _CLOSING.search(text, low, end)
    if etc:
        draft.open, end = etc.group().startswith("等"), etc.start()
    region = _as_region(text, Span(low, end), draft, rules)
    names: list[Span] = []
    if (
        not _coordinated(text, region)
        and text[region.end - 1] != "的"
        and not rules.bare_verb_end.search(text[region.start : region.end])
    ):
        declared = None if draft.open else draft.count
        names = industry_names.before(text, region, rules, declared, _behind(text, draft.head))
    # One name suffices before 等 (生物医药等3个产业集群), but then it must be an industry's: places stand there too.
    # So it does before one of a size or a kind (新型显示1个千亿级产业).
    one = draft.count == 1 and (industry_verdicts.sized(gap) or rules.kind_end.search(gap) is not None)
    alone = len(names) == 1 and (draft.open or (one and industry_verdicts.has_stem(text, names[0], rules)))
    if alone and not industry_verdicts.has_stem(text, names[0], rules):
        draft.reason = "member: no industry"
    elif (alone or len(names) > 1) and industry_verdicts.acceptable(text, names, rules):
        draft.rule = "list-as" if draft.rule == "list-as" else "list-count"
        draft.members, draft.span = names, Span(names[0].start, draft.name.end)
    else:
        draft.rule = "count"
        draft.reason = industry_verdicts.bare_count(text, low, draft, gap, rules)
        draft.alone = industry_verdicts.alone(text, low, draft, gap, rules)


def _behind(text: str, head: Span) -> str:
    return text[head.end : head.end + 16]


_CLOSING = re.compile("(?:等(?:共|共计|全省|全市)?|这|共|共计)$")


def _coordinated(text: str, region: Span) -> bool:
    """Tell whether a region is empty or ends in a conjunction: what follows is one of several, not their head."""
    return region.end <= region.start or text[region.end - 1] in "、和及与"


def _listed(text: str, low: int, head: Span, sign: re.Match[str], rules: IndustryRules) -> Draft:
    """Read a phrase with 等 before its head."""
    gap = text[sign.end() : head.start]
    framed = rules.as_start.match(gap) or _SOME.match(gap) or _fields(gap, rules)
    name = _quoted(text, Span(sign.end() + (framed.end() if framed else 0), head.end))
    draft = Draft("list-etc", head, name, name, open=True)
    gap = gap[framed.end() :] if framed else gap
    word = rules.stopped("etc", gap[:3]) if _starts(rules, gap) else rules.stopped("between", gap)
    if word:
        draft.reason = f"after 等: {word}"
        return draft
    region = _as_region(text, Span(low, sign.start()), draft, rules)
    names = industry_names.before(text, region, rules, None, _behind(text, head))
    if len(names) < 2:
        draft.reason = "fewer than two names"
    elif industry_verdicts.places(text, names):
        draft.reason = "member: places"
    elif not industry_verdicts.acceptable(text, names, rules):
        draft.reason = "member: no industries"
    else:
        draft.members, draft.span = names, Span(names[0].start, draft.name.end)
    return draft


_SOME = re.compile("一批")
_FIELDS = re.compile("领域的?")


def _fields(gap: str, rules: IndustryRules) -> re.Match[str] | None:
    """Find 领域 before the kind of the industries that are listed (氢能、6G等领域|未来产业)."""
    field = _FIELDS.match(gap)
    kind = rules.kind_end.search(gap, field.end()) if field else None
    return field if field and kind and kind.start() == field.end() else None


def _starts(rules: IndustryRules, gap: str) -> bool:
    """Tell whether a word that makes the list one of places or bodies stands directly behind 等."""
    text = rules.excepted["etc"].sub("□", gap)
    return rules.stops["etc"].match(text) is not None


def _as_region(text: str, region: Span, draft: Draft, rules: IndustryRules) -> Span:
    """Find 以…为主导的 at the end of a list's region: the list stands inside it."""
    frame = rules.as_end.search(text, region.start, region.end)
    if frame is None:
        return region
    draft.rule = "list-as"
    end = frame.start()
    while text[end - 1] == "等":
        end, draft.open = end - 1, True
    by = max((m.end() for m in re.finditer("以(?![上下内外及来])", text[region.start : end])), default=0)
    return Span(region.start + by, end)


def _as_earlier(text: str, start: int, rules: IndustryRules) -> list[Span]:
    """Give the names of the frames before a last one (以光电、医药为主导，以物流为支撑的产业体系)."""
    names: list[Span] = []
    while True:
        end = start - 1 if text[start - 1 : start] == "以" else start
        if text[end - 1 : end] not in ("，", ",", "、"):
            return names
        draft = Draft("", Span(0, 0), Span(0, 0), Span(0, 0))
        region = _as_region(text, Span(industry_names.clause_start(text, end - 1), end - 1), draft, rules)
        found = industry_names.before(text, region, rules, None, "") if draft.rule else []
        if not found:
            return names
        names, start = found + names, region.start


def _undesignated(text: str, low: int, head: Span, rules: IndustryRules) -> Draft | None:
    """Read a phrase without code, count and 等: a list directly before the head, or one behind it."""
    modifiers = rules.modifiers_end.search(text, low, head.start)
    start = modifiers.start() if modifiers else head.start
    short = _short_code(text, Span(low, start), head, rules)
    if short is not None:
        return short
    nickname = _NICKNAME.search(text, low, start)
    start = nickname.start() if nickname else start
    framed = rules.as_noun.search(text, low, start)
    start = framed.start("noun") if framed else start
    draft = Draft("list-direct", head, _quoted(text, Span(start, head.end)), Span(start, head.end), reason="no list")
    region = _as_region(text, Span(low, start), draft, rules)
    earlier = _as_earlier(text, region.start, rules) if draft.rule == "list-as" else []
    listed = earlier or industry_names.divides(text, *region) or _CONJOINED.search(text, region.start, region.end)
    if not listed or (text[head.end : head.end + 1] in "（(" and _coordinated(text, Span(low, start))):
        trade = modifiers is not None and text[head.end - 3 : head.end] in _TRADES
        kind = trade or rules.kind_end.search(text, low, head.start) is not None
        draft.reason = "" if kind and rules.opening.match(text, head.end) else "no list"
        draft.rule = "list-after"
        return draft if kind else None
    if _coordinated(text, Span(low, start)) or re.match("[、和及与等]|以及", text[head.end : head.end + 2]):
        return draft
    names = industry_names.before(text, region, rules, None, _behind(text, head))
    draft.members = names = earlier + names
    draft.reason = industry_verdicts.direct_list(text, draft, rules)
    if not draft.reason:
        draft.span = Span(names[0].start, head.end)
    return draft


_TRADES = ("制造业", "服务业")  # 先进制造业（光电、医药）: with a modifier they name a set of industries
_NICKNAME = re.compile("“[^“”、，]{2,6}”$")
_CONJOINED = re.compile("[和与]")


def _short_code(text: str, region: Span, head: Span, rules: IndustryRules) -> Draft | None:
    """Read a quoted numeral shorthand (“七优”产业, “七新产业”) at the end of ``region``, modifiers left out."""
    low, end = region
    inside = _NAMED_SO.search(text, low, head.start)
    if inside and text[head.end : head.end + 1] == "”":
        name = Span(inside.start(), head.end + 1)
        return Draft("count", head, name, name, count=int(numerals.chinese(inside.group(1)) or 0))
    found = _CHAIN_CODE_END.search(text, low, end) or _SHORT_CODE.search(text, low, end)
    if found is None:
        return None
    name = Span(found.start(), head.end)
    code = found.group("code")
    draft = Draft("chain-code", head, name, name, code=code)
    if found.re is _SHORT_CODE:
        draft.reason = _no_code(text, found, head, rules)
        draft.count = int(numerals.chinese(code[0]) or 0) if _ONE_GROUP.fullmatch(code) else None
    if not draft.reason and not _coordinated(text, Span(low, name.start)):
        names = industry_names.before(text, Span(low, name.start), rules, None, "")
        if len(names) > 1 and sum(industry_verdicts.has_stem(text, n, rules) for n in names) * 2 > len(names):
            draft.members, draft.span = names, Span(names[0].start, name.end)
    return draft


def _no_code(text: str, found: re.Match[str], head: Span, rules: IndustryRules) -> str:
    """Say why a numeral shorthand is no code of industries, if it is none."""
    code, noun = found.group("code"), text[head.start : head.end]
    if rules.stopped("shorthand", code):
        return f"shorthand: {code}"
    if "产业" not in noun and not noun.endswith("集群"):
        return "shorthand: not before industries"
    if found.group("run") and noun.endswith(("业", "产业链")):
        return "shorthand: numerals alone"
    if noun.endswith(("格局", "布局")) and rules.stops["spatial"].fullmatch(code):
        return f"shorthand: {code} divides land"
    return ""


_ONE_GROUP = re.compile("[两二三四五六七八九十][^一两二三四五六七八九十]+")
_NAMED_SO = re.compile("“([两二三四五六七八九十])[新特优强]$")  # “七新产业”: seven industries, in quotation marks
_CHAIN_CODE_END = re.compile(CHAIN_CODE + "$")


def _quoted(text: str, span: Span) -> Span:
    """Widen a name by the quotation mark behind or before it whose other mark stands inside."""
    start, end = span
    if not _QUOTE.search(text, start, end):
        return span
    inside = text[start:end]
    for mark, closing in _QUOTES.items():
        if inside.count(mark) > inside.count(closing) and text[end : end + 1] == closing:
            return Span(start, end + 1)
        if inside.count(closing) > inside.count(mark) and start and text[start - 1] == mark:
            return Span(start - 1, end)
    return span


def _torn(text: str, span: Span) -> bool:
    """Tell whether a quotation ends in a name that begins inside of it (“六大主导、两大未来”产业)."""
    return any(text.find(closing, *span) >= 0 > text.find(mark, *span) for mark, closing in _QUOTES.items())


def _read_after(text: str, draft: Draft, rules: IndustryRules) -> str:
    """Add the members that follow the head phrase, where none stand before it; give the reason if it needs some."""
    if draft.members or draft.list_opens < 0:
        return "no list" if draft.rule == "list-after" else ""
    found = industry_names.following(text, draft.name.end, rules, draft.count)
    bare = draft.count is None and draft.code is None
    if found is None or (bare and not all(industry_verdicts.has_stem(text, n, rules) for n in found[0])):
        return "no list behind" if bare else ""
    names, end, draft.open = found
    draft.alone = ""
    if _DESIGNATOR.search(text, draft.list_opens, end) and any(rules.head.search(text, n.start, n.end) for n in names):
        return ""  # groups with counts of their own: the tree's business
    draft.members, draft.span = names, Span(draft.span.start, end)
    return ""
