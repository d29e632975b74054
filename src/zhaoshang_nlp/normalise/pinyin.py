"""Remove the pinyin that some sites put behind characters against copying: ``項(xiàng)目`` becomes ``項目``.

A bracket goes only if it holds a reading of the character before it, so ``集成電路(IC)`` and ``(km)`` stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from zhaoshang_nlp import chars, rules
from zhaoshang_nlp.types import Edit

RULE = "pinyin.reading"
RULE_TONELESS = "pinyin.toneless"

# Vowels with their tone marks; ɑ and ɡ are the shapes that GBK's own row of pinyin letters has for a and g.
TONED = "āáǎàēéěèêīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿɑɡ"
LETTERS = "a-z" + TONED
READING = f"[{LETTERS}]{{1,6}}"  # zhuāng is the longest reading
MARK = re.compile(rf"[(（]({READING})[)）]")
_MARKS = re.compile(rf"[(（](?<=[{chars.HAN_CLASS}].){READING}[)）](?:[(（]{READING}[)）])*")
_SHAPES = str.maketrans("ɑɡ", "ag")
_PLAIN = str.maketrans("āáǎàēéěèêīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿ", "aaaaeeeeeiiiioooouuuuvvvvvnnnm")

# Toneless marks look like abbreviations of units. Three in one document that are all readings of the character before
# them, and not all the same one, did not occur by chance in 3 million characters of clean text; two did not either, but
# (a), (e) and (m) are readings too.
MIN_TONELESS = 3
MIN_TONELESS_KINDS = 2


@cache
def readings() -> dict[str, str]:
    """Give every reading of a character of GBK as it is written, with the characters that can be read so."""
    lines = (line.partition("\t") for line in rules.text("readings.tsv").splitlines() if not line.startswith("#"))
    return {reading: characters for reading, _, characters in lines}


@cache
def _toneless() -> dict[str, str]:
    """Give every reading without its tone mark, with the characters of all tones."""
    found: dict[str, str] = {}
    for reading, characters in readings().items():
        plain = without_tone(reading)
        found[plain] = found.get(plain, "") + characters
    return found


def has_tone(reading: str) -> bool:
    """Tell whether a reading carries a tone mark.

    >>> has_tone("xiàng"), has_tone("xiang")
    (True, False)
    """
    return not reading.translate(_SHAPES).isascii()


def without_tone(reading: str) -> str:
    """Give a reading as it is typed.

    >>> without_tone("xiàng"), without_tone("lǜ")
    ('xiang', 'lv')
    """
    return reading.translate(_SHAPES).translate(_PLAIN)


def characters(reading: str) -> str:
    """Give the characters of GBK that can be read so; a reading without a tone mark stands for all four tones.

    >>> "項" in characters("xiàng"), "項" in characters("xiang"), "項" in characters("xiáng")
    (True, True, False)
    """
    if has_tone(reading):
        return readings().get(reading.translate(_SHAPES), "")
    return _toneless().get(without_tone(reading), "")


class _Mark(NamedTuple):
    """One or more brackets behind a character that hold its readings."""

    start: int
    end: int
    readings: tuple[str, ...]

    @property
    def toned(self) -> bool:
        return any(has_tone(reading) for reading in self.readings)


def _marks(text: str) -> Iterator[_Mark]:
    """Find the brackets behind a character as far as they hold its readings."""
    for run in _MARKS.finditer(text):
        char = text[run.start() - 1]
        readings: list[str] = []
        end = run.start()
        for mark in MARK.finditer(run[0]):
            if char not in characters(mark[1]):
                break
            readings.append(mark[1])
            end = run.start() + mark.end()
        if readings:
            yield _Mark(run.start(), end, tuple(readings))


def edits(text: str) -> list[Edit]:
    """Propose to delete pinyin in brackets behind the character whose reading it is.

    A reading with a tone mark always goes. One without goes where the document shows that it is a habit: beside
    readings with tone marks (the neutral tone has none), or at least three of at least two kinds.

    >>> [(edit.start, edit.end, edit.rule) for edit in edits("項(xiàng)目(km)")]
    [(1, 8, 'pinyin.reading')]
    """
    if "(" not in text and "（" not in text:
        return []
    marks = list(_marks(text))
    plain = Counter(mark.readings[0] for mark in marks if not mark.toned)
    total = plain.total()
    habit = len(marks) > total or (total >= MIN_TONELESS and len(plain) >= MIN_TONELESS_KINDS)
    found: list[Edit] = []
    for mark in marks:
        char = text[mark.start - 1]
        if mark.toned:
            found.append(Edit(mark.start, mark.end, "", RULE, f"{mark.readings[0]} is a reading of {char}"))
        elif habit:
            note = f"{mark.readings[0]} is a reading of {char}; {total} marks without tone in the document"
            found.append(Edit(mark.start, mark.end, "", RULE_TONELESS, note))
    return found
