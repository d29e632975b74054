"""Where characters were cut in half, by looks: places, how the damage may have begun there, how it may end.

How the damage arises (all of it in GBK, where a character has two bytes). A program looks for the bytes of a sign or
of a character to annotate, without asking where characters begin::

    。”青     A1A3 A1B1 C7E0    A1 [A3A1 -> !] B1 C7E0       ?!鼻…      the sign ！ was found across two characters
    打實的    B4F2 8C8D B5C4    B4 [F28C + (qū)] 8D B5C4     打?qū)嵉…   so was 驅
    （青    A1A1 A3A8 C7E0    A1 A3A8 C7E0                 。ㄇ…       half of a space was trimmed away

The lone byte shows as ``?`` or not at all, and what follows is shifted by one byte until a byte stands alone again:
before an annotation, a sign, the end of the line; a trail byte below 80 shows as an ASCII letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from zhaoshang_nlp.chars import is_han
from zhaoshang_nlp.normalise import gbk, pinyin
from zhaoshang_nlp.normalise.words import common, simplified

LOST = "?\ufffd"
SIGNS = "，。！？；：、（）“”"
FOLDED = "!,:;"
_STARTING = SIGNS + FOLDED  # signs before damage that no other mark betrays
NOT_LAST = "，、：；（《“‘”’》"  # signs with which a line seldom ends
SPLITTING = ",:;，：；！"  # signs that do not follow a question mark in clean text
RULE_SIGN = "mojibake.sign"
RULE_PINYIN = "mojibake.pinyin"
RULE_SPACE = "mojibake.space"

CONTEXT = 4  # characters on either side that may belong to a word with the damaged ones
LONGEST_RUN = 200  # characters; in shifted text every eighth pair is lost, and one loss in two ends the shift

# Gains below which a place is left alone, as logarithms. Among 3,000 clean places, taken for damaged on purpose, the
# largest was 1.4; true repairs gain 10 to 60. Without a `?` to mark the place more is asked. A broken annotation is
# damage for certain: there the repair needs only to be better than none.
ENOUGH = {RULE_SIGN: 5.0, RULE_PINYIN: 2.0, RULE_SPACE: 6.0}
ENOUGH_UNMARKED = 8.0

# What a byte costs that went without a trace: less than the rare character that shows instead (16), more than chance
# gains.
SILENT = 4.0
# What it costs that GBK does not assign the two bytes that meet: one pair in eight.
UNLUCKY = 2.0
# What it costs that an annotation stands behind a character that is not really there.
CHANCE = 3.0
# An annotation that stands behind a repaired character and is its reading proves the repair; another one speaks
# against it.
PROOF = 6.0

BROKEN_MARK = re.compile(rf"[(（]?({pinyin.READING})[)）]")
_TONED = re.compile(rf"(?=[(（]?[a-z]{{0,3}}[{pinyin.TONED}])[(（]?({pinyin.READING})[)）]")
_TONE = re.compile(f"[{pinyin.TONED}]")
_SWALLOWING = re.compile(rf"[{LOST}]{pinyin.READING}[)）]")
_SPARING = re.compile(rf"[{LOST}][(（]{pinyin.READING}[)）]")
_WHOLE_MARKS = re.compile(rf"(?:[(（]{pinyin.READING}[)）])+")
_MARKED = re.compile(r"(?<![?？\ufffd])[?\ufffd](?![?\ufffd]|？[?？\ufffd])")
_BEFORE_LETTER = re.compile(rf"[!,.:;](?=[@-~][(（]{pinyin.READING}[)）])")
# A sign of GBK's first row at the start of a line, where a space (A1A1) would indent it; or 。 before half of （.
TRIMMED = r"[^\x00-\x7f\u3000\u3400-\u9fff](?=[\u3400-\u9fff])"
_TRIMMED = re.compile(rf"。(?=[\u3105-\u3129])|(?m:^){TRIMMED}")
# The same for a search through a text: it is fast only if a single character or a class comes first.
_HALF_BRACKET = re.compile("[\u3105-\u3129](?<=。.)")
_TRIMMED_LINE = re.compile(rf"\n{TRIMMED}")


class Item(NamedTuple):
    """A visible character of a run that may be shifted.

    Attributes:
        char: the character; a lost one is a ``?`` or U+FFFD and has no bytes.
        end: where the text goes on, behind its annotation if it has one.
        lead: its first byte.
        trail: its second byte.
        marked: whether an annotation with a reading of it follows: rare if the character is not really there.
    """

    char: str
    end: int
    lead: int = 0
    trail: int = 0
    marked: bool = False


class Head(NamedTuple):
    """How the damage may have begun.

    Attributes:
        rule: id of the rule.
        start: where the damaged text begins.
        next: where the run begins that may be shifted.
        lost: candidates for the first character, of which only the trail byte is left; empty if it stands whole before.
        pending: the byte that begins the next character.
        enough: gain that this beginning needs.
    """

    rule: str
    start: int
    next: int
    lost: tuple[str, ...]
    pending: int
    enough: float


class Tail(NamedTuple):
    """How the run may end.

    Attributes:
        end: where the text goes on.
        options: candidates for the last character.
        price: what it costs besides its words.
        second: candidates for it if two bytes before it are lost, so that ``options`` do not apply.
        swallowed: whether an ASCII character was lost behind it, which nothing can bring back.
    """

    end: int
    options: tuple[str, ...]
    price: float
    second: tuple[str, ...] = ()
    swallowed: bool = False


def places(text: str) -> list[int]:
    """Give the positions where damage may begin, by looks alone; clean text has next to none."""
    found = {match.start() for match in _MARKED.finditer(text)} if any(char in text for char in LOST) else set()
    if "??" in text:
        found.update(match.start() for match in _twice_marked().finditer(text))
    found.update(match.start() - 1 for match in _HALF_BRACKET.finditer(text))
    lines = [0] if text else []
    lines += (match.start() + 1 for match in _TRIMMED_LINE.finditer(text))
    found.update(at for at in lines if _TRIMMED.match(text, at) and gbk.codes().get(text[at], (0, 0))[0] == 0xA1)
    found.update(match.start() - 1 - (text[match.start() - 1] not in _STARTING) for match in _unmarked().finditer(text))
    if ")" in text or "）" in text:
        found.update(match.start() for match in _BEFORE_LETTER.finditer(text))
        if _TONE.search(text):  # saves clean text the slower pattern
            found.update(match.start() for match in _TONED.finditer(text) if _foreign(text, match))
    return sorted(found)


def _foreign(text: str, mark: re.Match[str]) -> bool:
    """Tell whether an annotation is no reading of the character that it stands behind."""
    before = context_before(text, mark.start())[-1:]
    return before in gbk.codes() and before not in pinyin.characters(mark[1])


@cache
def _unmarked() -> re.Pattern[str]:
    """Give the pattern of the rare one of two odd characters behind a sign: 砥礪 is no damage."""
    sign = f"[{_STARTING}]"
    return re.compile(f"[{rare()}](?:(?<={sign}.)(?=[{odd()}])|(?<={sign}[{odd()}].))")


@cache
def _twice_marked() -> re.Pattern[str]:
    """Give the pattern of a lone byte before ？, matched across two characters; runs of lost characters are left alone.

    Behind it stands half a character or what was shifted: 什么?? and its closing quotation mark are no damage.
    """
    return re.compile(rf"(?<![?？\ufffd])\?(?=\?[@-~\u3400-\u9fff{rare()}])")


@cache
def odd() -> str:
    """Give the characters of GBK that clean text seldom has, as the inside of a class."""
    return "".join(sorted(char for char in gbk.codes() if char not in common()))


@cache
def rare() -> str:
    """Give those of them that are not in GB 2312 either, in their simplified form."""
    return "".join(char for char in odd() if not (is_han(char) and _in_gb2312(char)))


def _in_gb2312(char: str) -> bool:
    lead, trail = gbk.codes().get(simplified(char), (0, 0))
    return 0xB0 <= lead <= 0xF7 and trail >= 0xA1


def heads(text: str, at: int) -> Iterator[Head]:
    """Give the ways in which damage may have begun at ``text[at]``."""
    char = text[at]
    if _TONED.match(text, at):
        yield from _broken_annotation(text, at, at)
        return
    if char in LOST:
        if BROKEN_MARK.match(text, at + 1):
            yield from _broken_annotation(text, at, at + 1)
            return
        yield from _matched_sign(at, at + 1, text[at + 1 : at + 2], ENOUGH[RULE_SIGN])
        if char == "?" and text[at + 1 : at + 2] not in tuple(SIGNS):
            yield from _matched_sign(at, at, char, ENOUGH[RULE_SIGN])
        return
    if _TRIMMED.match(text, at):
        yield Head(RULE_SPACE, at, at, (), 0xA1, ENOUGH[RULE_SPACE])
    yield from _matched_sign(at, at, char, ENOUGH_UNMARKED)


def _matched_sign(start: int, at: int, sign: str, enough: float) -> Iterator[Head]:
    """Give the beginnings at a sign that was found across two characters, folded to ASCII or left as it is."""
    found: list[tuple[int, int]] = []
    if len(sign) == 1 and "!" <= sign <= "~":
        found = [(0xA3, ord(sign) + 0x80), *([(0xA1, 0xA3)] if sign == "." else [])]
    elif sign and sign in SIGNS:
        found = [gbk.codes()[sign]]
    for trail, pending in found:
        yield Head(RULE_SIGN, start, at + 1, gbk.by_trail()[trail], pending, enough)


def _broken_annotation(text: str, start: int, at: int) -> Iterator[Head]:
    """Give the beginnings at ``?jiān)``: its character begins with the trail byte of the one before."""
    mark = BROKEN_MARK.match(text, at)
    before = context_before(text, start)[-1:]
    if mark is None or before not in gbk.visible_codes():
        return
    lead = gbk.visible_codes()[before][1]
    found = {gbk.codes()[char] for char in pinyin.characters(mark[1])}
    for trail in sorted(second for first, second in found if first == lead and second in gbk.LEADS):
        yield Head(RULE_PINYIN, start, mark.end(), (), trail, ENOUGH[RULE_PINYIN])


def run(text: str, start: int, longest: int = LONGEST_RUN) -> list[Item]:
    """Give the characters from ``start`` on that stand for two bytes, single lost ones between them included.

    An annotation is passed over where it is a reading of the character before it. It may be one of a character that
    is not really there: then it stands between the bytes of another, and the run is still shifted behind it.
    """
    codes = gbk.visible_codes()
    items: list[Item] = []
    at = start
    while at < len(text) and len(items) < longest:
        char = text[at]
        if char in codes:
            end = at + 1
            while (mark := pinyin.MARK.match(text, end)) and char in pinyin.characters(mark[1]):
                end = mark.end()
            items.append(Item(char, end, *codes[char], end > at + 1))
        elif char in LOST and (not items or items[-1].lead) and text[at + 1 : at + 2] in codes:
            items.append(Item(char, at + 1))
        else:
            break
        at = items[-1].end
    if items and not items[-1].lead:
        items.pop()  # the limit fell between a lost character and the next
    return items


def run_end(items: list[Item], start: int) -> int:
    """Give where the text goes on behind a run that began at ``start``."""
    return items[-1].end if items else start


def is_half(char: str) -> bool:
    """Tell whether a character may be the second byte of another one: a letter, or 80 as Windows shows it."""
    return "@" <= char <= "~" or char == gbk.EURO


def ends_run(text: str, at: int) -> bool:
    """Tell whether half a character stands at ``text[at]``: as a letter, or as the lost beginning of an annotation.

    A letter counts only before a character or an annotation, so that ``list?href=`` is none.
    """
    char = text[at : at + 1]
    if is_half(char):
        return text[at + 1 : at + 2] in gbk.codes() or pinyin.MARK.match(text, at + 1) is not None
    return char != "" and char in LOST and BROKEN_MARK.match(text, at + 1) is not None


def tail(text: str, at: int, pending: int) -> Tail:
    """Give how a run may end at ``text[at]``, with the lead byte of its last character.

    That character keeps its trail byte as a letter or a euro sign, or loses it with a ``?`` or without a trace.
    """
    char = text[at : at + 1]
    if char and char in LOST:
        broken = BROKEN_MARK.match(text, at + 1)
        if broken is None:
            return Tail(at + 1, _fitting(text, at + 1, pending), 0.0, swallowed=_swallowed(text, at + 1))
        second = tuple(pinyin.characters(broken[1]))
        return Tail(broken.end(), tuple(c for c in second if gbk.codes()[c][0] == pending), -PROOF, second)
    if not is_half(char):
        return Tail(at, _fitting(text, at, pending), SILENT)
    trail = 0x80 if char == gbk.EURO else ord(char)
    options = (gbk.pairs()[pending, trail],) if (pending, trail) in gbk.pairs() else ()
    second = gbk.by_trail()[trail]
    mark = pinyin.MARK.match(text, at + 1)
    if mark is None:
        return Tail(at + 1, options, 0.0, second)
    second = tuple(c for c in second if c in pinyin.characters(mark[1]))
    if options and options[0] not in second:
        return Tail(at + 1, options, PROOF) if not second else Tail(at + 1, (), -PROOF, second)
    return Tail(at + 1, options, -PROOF, second)


def _fitting(text: str, at: int, lead: int) -> tuple[str, ...]:
    """Give the characters that begin with a byte and fit before ``text[at]``: a line does not end with a comma."""
    options = gbk.by_lead()[lead]
    return options if text[at : at + 1] not in ("", "\n") else tuple(char for char in options if char not in NOT_LAST)


def _swallowed(text: str, at: int) -> bool:
    """Tell whether a lone byte took an ASCII character along: it never stands before a whole character by itself.

    At the end of a line and before a sign at which the site splits, it does. Before other ASCII characters the site's
    other places tell: it takes the bracket of annotations along or not. Without such places a number is not trusted.
    """
    char = text[at : at + 1]
    if char in SIGNS or char in ",!?:;\n":  # also the empty string
        return False
    return not char.isascii() or _swallows(text) or (char in "0123456789.%" and not _spares(text))


@lru_cache(8)
def _swallows(text: str) -> bool:
    """Tell whether a lone byte took the bracket of an annotation along somewhere in a text."""
    return _SWALLOWING.search(text) is not None


@lru_cache(8)
def _spares(text: str) -> bool:
    """Tell whether a lone byte left the bracket of an annotation where it was."""
    return _SPARING.search(text) is not None


def context_before(text: str, at: int) -> str:
    """Give up to four characters before ``at`` on the same line, annotations left out."""
    return _WHOLE_MARKS.sub("", text[max(0, at - 60) : at].rpartition("\n")[2])[-CONTEXT:]


def context_after(text: str, at: int) -> str:
    """Give up to four characters from ``at`` on to the end of the line, annotations left out."""
    return _WHOLE_MARKS.sub("", text[at : at + 60].partition("\n")[0])[:CONTEXT]
