"""Numbers as Chinese policy texts write them: 二〇二五, 三千亿, 1.2万, 六成, 五分之一, 百分之五, 1,234.5, full-width.

``find`` scans a text, ``value`` reads one numeral, ``digits`` and ``chinese`` are its two halves. What a number counts
(unit, hedge, indicator) is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "兩": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_SIGNS = frozenset({*_DIGITS, *_SMALL, *_LARGE})

# What other grammars are built from. A comma groups thousands only between full groups of three.
ARABIC = r"[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+(?![0-9０-９])(?:[.．][0-9０-９]+)?|[0-9０-９]+(?:[.．][0-9０-９]+)?"
HAN_DIGITS = "零〇○一二两兩三四五六七八九"
HAN_PLAIN = rf"[{HAN_DIGITS}十百千]+(?:点[{HAN_DIGITS}]+)?"
SCALES = {
    "万亿": 10**12,
    "万万": 10**8,
    "千亿": 10**11,
    "百亿": 10**10,
    "十亿": 10**9,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
    "亿": 10**8,
}
SCALE = "万亿|万万|千亿|百亿|十亿|千万|百万|十万|[万亿萬億]"

_FIND = re.compile(
    rf"百分之(?:(?:{ARABIC})|{HAN_PLAIN})"
    rf"|[{HAN_DIGITS}十百千万]+分之[{HAN_DIGITS}十百千万]+"
    rf"|(?:{ARABIC})(?:{SCALE}|成(?![{HAN_DIGITS}]))?"
    rf"|[{HAN_DIGITS}](?:成半|成[{HAN_DIGITS}]?)(?![为立员就果效本长品交套熟])"
    rf"|[{HAN_DIGITS}十百千万亿萬億]+(?:点[{HAN_DIGITS}]+(?:{SCALE})?)?"
)
_SCALED = re.compile(rf"({ARABIC})({SCALE})")


class Numeral(NamedTuple):
    """A number in a text: its value and the half-open span ``[start, end)`` of its characters."""

    value: float
    start: int
    end: int


def digits(text: str) -> float:
    """Read Arabic digits, full-width or not, with or without thousands separators.

    Raises:
        ValueError: if the text is not a number of that form.

    >>> digits("1,234.5"), digits("８．６")
    (1234.5, 8.6)
    """
    # float() reads full-width digits by itself, but not the full-width point.
    return float(text.replace(",", "").replace("，", "").replace("．", "."))


def chinese(text: str) -> float | None:
    """Read a Chinese numeral: counted (一万二千三百), positional (二〇二五) or decimal (三点五); None if it is none.

    >>> [chinese(s) for s in ("十二", "两千", "三千亿", "一万二千三百", "二〇二五", "三点五", "一千零五", "百")]
    [12.0, 2000.0, 300000000000.0, 12300.0, 2025.0, 3.5, 1005.0, 100.0]
    >>> chinese("十百"), chinese("点五"), chinese("")
    (None, None, None)
    """
    whole, point, decimals = text.partition("点")
    if not whole or not _SIGNS.issuperset(whole):
        return None
    if point:
        return _decimal(whole, decimals)
    if _DIGITS.keys() >= set(whole):
        return float("".join(str(_DIGITS[c]) for c in whole))
    return _counted(whole)


def _decimal(whole: str, decimals: str) -> float | None:
    """Read the two sides of 点; a scale behind the decimals (三点五亿) counts for all of it."""
    scale = 1
    while decimals and decimals[-1] in _LARGE:
        scale *= _LARGE[decimals[-1]]
        decimals = decimals[:-1]
    head = chinese(whole)
    if head is None or not decimals or not _DIGITS.keys() >= set(decimals):
        return None
    return float(f"{int(head)}.{''.join(str(_DIGITS[c]) for c in decimals)}") * scale


def _counted(text: str) -> float | None:
    """Read 一万二千三百: groups of at most four places, each times 万 or 亿; a scale alone counts once."""
    for marks, scale in (("亿億", 10**8), ("万萬", 10**4)):
        at = max(text.rfind(mark) for mark in marks)
        if at >= 0:
            above = _counted(text[:at]) if at else 1.0
            below = _counted(text[at + 1 :]) if at + 1 < len(text) else 0.0
            return None if above is None or below is None else above * scale + below
    total, digit, last = 0, None, 10**4  # `last` is the small scale before: they must fall: 十百 is refused, 千百 too
    for char in text:
        if char in _DIGITS:
            if digit:  # two digits side by side (一二千) are an estimate or a list, not a number
                return None
            digit = _DIGITS[char]
        elif _SMALL[char] >= last or (digit is None and total and char != "十"):
            return None
        else:
            last = _SMALL[char]
            total += (1 if digit is None else digit) * last
            digit = None
    return float(total + (digit or 0))


def value(text: str) -> float | None:
    """Read one numeral of any form; a share is a fraction of one. None if the text is not one numeral.

    >>> [value(s) for s in ("1.2万", "三千亿", "六成", "五分之一", "百分之五", "1,234.5", "１２．５", "七成五")]
    [12000.0, 300000000000.0, 0.6, 0.2, 0.05, 1234.5, 12.5, 0.75]
    >>> value("若干") is None
    True
    """
    if "分之" in text:
        below, above = (value(part) if part else None for part in text.split("分之", 1))
        return above / below if below and above is not None else None
    if "成" in text:
        whole, tail = text.split("成", 1)
        tenths = value(whole)
        more = 5.0 if tail == "半" else (value(tail) if tail else 0.0)
        return None if tenths is None or more is None else round(tenths / 10 + more / 100, 10)
    scaled = _SCALED.fullmatch(text)
    if scaled:
        scale = SCALES[scaled[2].replace("萬", "万").replace("億", "亿")]
        return round(digits(scaled[1]) * scale, 6)
    if text[:1].isdigit():
        try:
            return digits(text)
        except ValueError:
            return None
    return chinese(text)


def find(text: str) -> Iterator[Numeral]:
    """Find the numerals of a text, longest first at each place, in order.

    Lone scales (万, 千) and words like 一 in 一起 are numerals too: what a number means is for the caller to judge.

    >>> [(n.value, text[n.start:n.end]) for text in ("全年签约1.2万个，三千亿元投资，占六成",) for n in find(text)]
    [(12000.0, '1.2万'), (300000000000.0, '三千亿'), (0.6, '六成')]
    """
    for match in _FIND.finditer(text):
        number = value(match[0])
        if number is not None:
            yield Numeral(number, match.start(), match.end())
