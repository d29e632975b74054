"""GBK seen as pairs of bytes: which character two bytes make, and which characters a lost byte may have belonged to.

Pages are damaged in this code: a program replaces two bytes that it takes for one character although they are the end
of one and the beginning of the next. Repairing such damage means shifting pairs by one byte, which is all that
happens here.
"""

from __future__ import annotations

from functools import cache

from zhaoshang_nlp.chars import is_han

LEADS = range(0x81, 0xFF)
TRAILS = (*range(0x40, 0x7F), *range(0x80, 0xFF))
# Windows decodes the lone byte 80 as the euro sign, so a cut character can leave one behind.
EURO = "€"
# Trail bytes that make no character with some or all lead bytes that may follow, by the kind of the latter: GBK's
# rows of user-defined characters and the gaps in its rows of signs. Decoders drop such pairs.
LOW_LEADS, HIGH_LEADS = range(0x81, 0xA1), range(0xA1, 0xFF)
UNASSIGNED = {
    LOW_LEADS: frozenset(range(0xA1, 0xA8)),
    HIGH_LEADS: frozenset((0xA2, *range(0xA4, 0xB0), *range(0xF8, 0xFF))),
}


@cache
def pairs() -> dict[tuple[int, int], str]:
    """Give every pair of bytes that GBK assigns, with its character."""
    found: dict[tuple[int, int], str] = {}
    for lead in LEADS:
        for trail in TRAILS:
            try:
                found[lead, trail] = bytes((lead, trail)).decode("gbk")
            except UnicodeDecodeError:
                continue
    return found


@cache
def codes() -> dict[str, tuple[int, int]]:
    """Give the two bytes of every character of GBK that has two."""
    return {char: pair for pair, char in pairs().items()}


@cache
def visible_codes() -> dict[str, tuple[int, int]]:
    """Give the two bytes that a visible character stands for: those of GBK, and signs that were full-width before."""
    return codes() | {chr(code): (0xA3, code + 0x80) for code in b"!,:;"}


@cache
def by_lead() -> dict[int, tuple[str, ...]]:
    """Give the characters of texts that begin with a byte and end with one that could get lost.

    A trail byte below 80 shows as an ASCII letter and is never lost, so those characters are left out.
    """
    found: dict[int, list[str]] = {lead: [] for lead in LEADS}
    for (lead, trail), char in pairs().items():
        if trail >= 0x80 and _of_texts(char):
            found[lead].append(char)
    return {lead: tuple(chars) for lead, chars in found.items()}


def _of_texts(char: str) -> bool:
    """Tell whether a character may be proposed for a lost one: ideographs and punctuation, not kana or dingbats."""
    return is_han(char) or char in "、。…—‘’“”《》，！（）：；？％"


@cache
def by_trail() -> dict[int, tuple[str, ...]]:
    """Give the characters of texts that end with a byte."""
    found: dict[int, list[str]] = {trail: [] for trail in TRAILS}
    for (_, trail), char in pairs().items():
        if _of_texts(char):
            found[trail].append(char)
    return {trail: tuple(chars) for trail, chars in found.items()}


@cache
def dropped(lead: int, following: int) -> tuple[str, ...]:
    """Give the characters with this lead byte whose trail byte a decoder throws away before ``following``.

    A decoder that meets two bytes which GBK does not assign drops one or both of them.
    """
    assigned = pairs()
    return tuple(char for char in by_lead()[lead] if (codes()[char][1], following) not in assigned)


def hexa(char: str) -> str:
    """Give the bytes of a character as hexadecimal digits, ``....`` for one that GBK does not have.

    >>> hexa("通"), hexa("|"), hexa("💡")
    ('CDA8', '7C', '....')
    """
    try:
        return char.encode("gbk").hex().upper()
    except UnicodeEncodeError:
        return "...."
