"""The numbers that a word processor sets before paragraphs (一、 （一） 1.): the file's text does not hold them.

Follows ECMA-376 part 1, 17.9: a paragraph, or its style, names a list and a level; the level says how it counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhaoshang_nlp.read.container import Container

NUMBERS, STYLES = "word/numbering.xml", "word/styles.xml"
_LEVELS = 9
_LARGEST = 32_767
_DIGITS = "〇一二三四五六七八九"
_CHINESE = frozenset((
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographTraditional", "taiwaneseCounting",
    "taiwaneseCountingThousand", "chineseLegalSimplified",
))  # fmt: skip
_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


@dataclass(slots=True)
class Level:
    """How one level of a list counts."""

    start: int = 1
    form: str = "decimal"
    text: str = ""


@dataclass(slots=True)
class Lists:
    """The lists of a document, and how far each has counted.

    Attributes:
        levels: by list.
        shared: the count that a list goes on with: lists of one definition count together.
        styles: list and level that a style of paragraphs brings along.
    """

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def next(self, number: str, level: int) -> str:
        """Count one paragraph and give what stands before it; empty for bullets and unknown lists."""
        levels = self.levels.get(number, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(self.shared.get(number, number), {})
        counts[level] = min(counts.get(level, levels[level].start - 1) + 1, _LARGEST)
        for deeper in range(level + 1, _LEVELS):
            counts.pop(deeper, None)
        text = levels[level].text
        if levels[level].form in ("bullet", "none"):
            return ""
        for place in range(_LEVELS, 0, -1):
            if f"%{place}" in text and place - 1 in levels:
                own = levels[place - 1]
                text = text.replace(f"%{place}", numeral(counts.get(place - 1, own.start), own.form))
        return text


def read(container: Container) -> Lists:
    """Read the lists of a document, and the styles that bring some along."""
    lists = Lists()
    if NUMBERS in container:
        _Numbers(lists).read(container)
    if STYLES in container:
        _Styles(lists).read(container)
    return lists


def numeral(value: int, form: str) -> str:
    """Write a count in a form of ``w:numFmt``; a form that is not known counts in Arabic figures.

    >>> numeral(12, "chineseCounting"), numeral(3, "upperLetter"), numeral(4, "lowerRoman"), numeral(7, "decimal")
    ('十二', 'C', 'iv', '7')
    """
    if form in _CHINESE:
        return chinese(value).translate(_LEGAL) if form == "chineseLegalSimplified" else chinese(value)
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 % 9 + 1)
        return letter if form == "upperLetter" else letter.lower()
    if form in ("upperRoman", "lowerRoman"):
        return roman(value) if form == "upperRoman" else roman(value).lower()
    if form == "decimalEnclosedCircle" and 1 <= value <= 20:
        return chr(0x2460 + value - 1)
    return str(value)


def chinese(value: int) -> str:
    """Write a number up to 32,767 in Chinese.

    >>> [chinese(n) for n in (0, 9, 10, 11, 20, 105, 110, 2031, 12003)]
    ['〇', '九', '十', '十一', '二十', '一百零五', '一百一十', '二千零三十一', '一万二千零三']
    """
    if value <= 0:
        return _DIGITS[0]
    found, gap = "", False
    for unit, name in ((10_000, "万"), (1_000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            found += ("零" if gap and found else "") + _DIGITS[digit] + name
        gap = not digit
    return found.removeprefix("一") if found.startswith("一十") else found


def roman(value: int) -> str:
    """Write a number in Roman figures.

    >>> roman(2031)
    'MMXXXI'
    """
    found = ""
    values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    for each, sign in zip(values, ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"], strict=True):
        found += sign * (value // each)
        value %= each
    return found


class _Numbers:
    """Reads ``word/numbering.xml``."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._abstract: dict[str, dict[int, Level]] = {}
        self._definition = ""
        self._number = ""
        self._level = Level()

    def read(self, container: Container) -> None:
        container.parse(NUMBERS, self._start, self._end, lambda _: None)

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        value = attributes.get("val", "")
        if tag == "abstractNum":
            self._definition = attributes.get("abstractNumId", "")
            self._abstract[self._definition] = {}
        elif tag == "num":
            self._number = attributes.get("numId", "")
        elif tag == "abstractNumId":
            self._lists.levels[self._number] = dict(self._abstract.get(value, {}))
            self._lists.shared[self._number] = f"definition {value}"
        elif tag == "lvl":
            self._level = Level()
            target = self._lists.levels.get(self._number) if self._number else self._abstract.get(self._definition)
            if target is not None:
                target[_whole(attributes.get("ilvl"))] = self._level
        elif tag == "startOverride":
            self._lists.shared.pop(self._number, None)  # begins to count anew
        elif tag == "start":
            self._level.start = _whole(value)
        elif tag == "numFmt":
            self._level.form = value
        elif tag == "lvlText":
            self._level.text = value

    def _end(self, tag: str) -> None:
        if tag == "num":
            self._number = ""


class _Styles:
    """Reads the lists that styles of paragraphs name in ``word/styles.xml``."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._style = ""
        self._number, self._level = "", 0

    def read(self, container: Container) -> None:
        container.parse(STYLES, self._start, self._end, lambda _: None)

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "style":
            self._style, self._number, self._level = attributes.get("styleId", ""), "", 0
        elif tag == "numId":
            self._number = attributes.get("val", "")
        elif tag == "ilvl":
            self._level = _whole(attributes.get("val"))

    def _end(self, tag: str) -> None:
        if tag == "style" and self._number:
            self._lists.styles[self._style] = (self._number, self._level)


def _whole(text: str | None) -> int:
    """Read a small number; anything else is 0."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 6 else 0
