"""Read lines again that were decoded with the wrong code: UTF-8 as GBK, UTF-8 or GBK as Latin-1.

A line is taken whole or not at all: its characters go back to the bytes that made them, and the bytes must make
Chinese text in the right code. Two characters of valid UTF-8 do not come about by chance, so the test is the code
itself; words only decide about characters of which a byte was lost on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from zhaoshang_nlp.normalise import gbk
from zhaoshang_nlp.normalise.evidence import UNKNOWN, Edge, Evidence
from zhaoshang_nlp.normalise.words import common
from zhaoshang_nlp.types import Edit

RULE_UTF8 = "mojibake.utf8-as-gbk"
RULE_LATIN = "mojibake.as-latin1"

# What a line must be to be certain by its code alone: four characters that need several bytes, nine of ten of the
# kind that texts consist of, and no more than one of five with a byte lost (a decoder loses one of ten, see
# `gbk.UNASSIGNED`).
FEWEST = 4
COMMON = 0.9
LOST = 0.2
# Shorter or more broken lines must be words: headings cost 3 to 5 a character, three chance characters 10 and more.
DEAREST = 6.0
# A lost byte is one of 64 at least. With a boldness of 2 a tenth of the guesses were wrong, with this a twentieth;
# the rest stays open.
BOLDNESS = 0.1
LAYERS = 3  # a text that was misread more often has lost too much

# Windows reads the bytes 80 to 9F as letters and quotation marks, five of them not at all.
_LATIN = {chr(code): code for code in range(0x100)} | {
    bytes((code,)).decode("cp1252"): code for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
HIGH = "".join(char for char, code in _LATIN.items() if code > 0x7F)  # as the inside of a class
_HIGH = re.compile(f"[{HIGH}]{{3}}")


@cache
def kinds() -> tuple[str, str, str]:
    """Give what two characters of UTF-8, six bytes, read as three of GBK may be, as the insides of classes."""
    low, high = range(0x80, 0xC0), range(0xE2, 0xF0)
    first, second, third = (
        "".join(char for char, (lead, trail) in gbk.codes().items() if lead in leads and trail in trails)
        for leads, trails in ((high, low), (low, high), (low, low))
    )
    return first, second, third


@cache
def _misread() -> re.Pattern[str]:
    return re.compile("".join(f"[{kind}]" for kind in kinds()))


def edits(text: str) -> list[Edit]:
    """Propose to read misread lines again, each as a whole.

    >>> [edit.new for edit in edits("ÕÐÉÌÒý×Ê")]
    ['招商引资']
    """
    found: list[Edit] = []
    if _misread().search(text):
        found += _lines(text, _misread(), RULE_UTF8)
    if _HIGH.search(text):
        found += _lines(text, _HIGH, RULE_LATIN)
    return sorted(found)


def _lines(text: str, looks: re.Pattern[str], rule: str) -> Iterator[Edit]:
    """Propose an edit for each line that looks misread and certainly is."""
    start = 0
    for line in text.split("\n"):
        if looks.search(line):
            new = _from_gbk(line) if rule == RULE_UTF8 else _from_latin(line)
            if new is not None:
                lost = new.count(UNKNOWN)
                yield Edit(start, start + len(line), new, rule, f"whole line of {len(line)} characters, {lost} lost")
        start += len(line) + 1


def _plausible(text: str, lost: int = 0) -> bool:
    """Tell whether a text is Chinese as it is written, apart from so many lost characters."""
    wide = [char for char in text if not char.isascii() and char != UNKNOWN]
    return len(wide) >= max(lost, 1) and sum(char in common() for char in wide) >= COMMON * len(wide)


def _words(options: Sequence[tuple[str, ...]], evidence: Evidence) -> str | None:
    """Read characters of which some are open; None if the reading does not consist of words."""
    reading = evidence.likeliest([*([Edge(i + 1, each)] for i, each in enumerate(options)), []])
    wide = sum(not each[0].isascii() for each in options)
    return reading.text if wide and reading.cost <= DEAREST * wide and UNKNOWN not in reading.text else None


def _from_latin(line: str) -> str | None:
    """Read a line of Latin-1 letters as UTF-8 or GBK; None if it is neither."""
    if any(char not in _LATIN for char in line):
        return None
    raw = bytes(_LATIN[char] for char in line)
    for code in ("utf-8", "gbk"):
        try:
            text = raw.decode(code)
        except UnicodeDecodeError:
            continue
        if _plausible(text):
            certain = sum(not char.isascii() for char in text) >= FEWEST
            return text if certain else _words([(char,) for char in text], Evidence(""))
    return None


def _from_gbk(line: str) -> str | None:
    """Read a line of GBK characters as UTF-8, several times over if need be; None if it is not UTF-8."""
    for _ in range(LAYERS):
        options = _options(line)
        known = "".join(each[0] if len(each) == 1 else UNKNOWN for each in options)
        wide = sum(not char.isascii() for char in known)
        lost = known.count(UNKNOWN)
        if lost == 0 and not _plausible(known):
            line = known  # another layer, if it is anything
        elif wide < FEWEST or not _plausible(known, lost):
            return None
        elif lost <= LOST * wide:
            evidence = Evidence(known, BOLDNESS)
            return evidence.likeliest([*([Edge(i + 1, each or (UNKNOWN,))] for i, each in enumerate(options)), []]).text
        else:
            return _words(options, Evidence("")) if all(options) else None
    return None


def _options(line: str) -> list[tuple[str, ...]]:
    """Give what each character of UTF-8 in a line may be: one, several if a byte of it is lost, none if two are."""
    return [_characters(match[0]) for match in _UTF8.finditer(b"".join(map(_bytes, line)))]


# A character of UTF-8 in which lost bytes show as `?` or not at all, or a plain ASCII character.
_UTF8 = re.compile(
    rb"[\xf0-\xf4][\x80-\xbf]{3}|[\xe2-\xef](?:[\x80-\xbf]{2}|[\x80-\xbf]\??|\?[\x80-\xbf]|\?{0,2})"
    rb"|[\xc2-\xdf][\x80-\xbf]|\?{0,2}[\x80-\xbf]{1,2}\??|[\x80-\xff]|[\x00-\x7f]"
)


def _characters(piece: bytes) -> tuple[str, ...]:
    """Give the characters that a piece may have been and that stand in texts."""
    try:
        return (piece.decode("utf-8"),) if b"?" not in piece or len(piece) == 1 else _completed(piece)
    except UnicodeDecodeError:
        return _completed(piece)


def _completed(piece: bytes) -> tuple[str, ...]:
    """Give the characters of three bytes of which two are known."""
    known = piece.replace(b"?", b"")
    if len(known) != 2:
        return ()
    wholes: list[bytes] = []
    if known[0] < 0xC0:  # the first is lost
        wholes += [bytes((lead, *known)) for lead in range(0xE2, 0xF0)]
    if known[0] >= 0xC0 and piece[1:2] != b"?":  # the last
        wholes += [bytes((*known, last)) for last in range(0x80, 0xC0)]
    if known[0] >= 0xC0 and piece[-1:] != b"?":  # the one between
        wholes += [bytes((known[0], between, known[1])) for between in range(0x80, 0xC0)]
    found = (whole.decode("utf-8", "ignore") for whole in wholes)
    return tuple(dict.fromkeys(char for char in found if char in common()))


def _bytes(char: str) -> bytes:
    """Give the bytes that a GBK decoder made a character of."""
    if char == gbk.EURO:
        return b"\x80"
    if char == UNKNOWN:
        return b"?"
    return char.encode("gb18030", "ignore")
