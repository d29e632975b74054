"""From the lines of printed pages to paragraphs: what the printer broke is joined, what he added to each page dropped.

A paragraph begins where a line is indented, below a gap, or after a line that ends well before the right edge.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

_EDGE = 2  # baselines from the top and from the bottom of a page that may be running heads
_OFTEN = 0.35  # share of the pages on which a running head stands: those of left and right pages differ
_HEAD_LENGTH = 40  # characters
_INDENT = 1.2  # widths of a character
_COMMON = 0.1  # share of a margin's lines among all
_FULL = 0.86  # a line that reaches no further to the right ends a paragraph
_SHORT = 0.70  # the same in a document that indents its paragraphs
_NARROW = 12  # widths of a character; no column of running text is narrower
_GAP = 1.2  # of the usual distance between two lines
_DIGITS = re.compile(r"[0-9〇一二三四五六七八九十]+")
_NUMBER = re.compile(r"[-—–·•\s]*(?:第\s*)?(\d{1,4})\s*(?:页|/\s*\d{1,4})?[-—–·•\s]*(?:共\s*\d{1,4}\s*页)?")
_PLAIN_NUMBER = re.compile(r"[-—–]\s*\d{1,4}\s*[-—–]|第\s*\d{1,4}\s*页.{0,12}")
_SENTENCE = re.compile(r"[。；！？，]")
_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十]{1,3}[章节条])"
)


class Line(NamedTuple):
    """A printed line.

    Attributes:
        text: without space at its rims.
        left: where its first character begins, in points from the left.
        right: where its last one ends.
        base: its baseline, in points from the bottom.
        page: number of its page.
    """

    text: str
    left: float
    right: float
    base: float
    page: int


class _Sheet(NamedTuple):
    """What the lines of a document have in common.

    Attributes:
        em: width of a Chinese character.
        margins: left edges of the columns.
        edges: right edge of each column.
        leading: usual distance between two baselines.
        indents: whether paragraphs are indented.
    """

    em: float
    margins: tuple[float, ...]
    edges: tuple[float, ...]
    leading: float
    indents: bool


def paragraphs(pages: Sequence[Sequence[Line]]) -> list[str]:
    """Give the paragraphs of a document.

    Args:
        pages: the lines of each page in reading order.
    """
    lines = [line for page in without_heads(pages) for line in page]
    if not lines:
        return []
    sheet = _sheet(lines)
    found = [lines[0].text]
    for before, line in pairwise(lines):
        if _begins(sheet, before, line):
            found.append(line.text)
        else:
            found[-1] += _glue(found[-1], line.text) + line.text
    return found


def without_heads(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Drop running heads and page numbers: short lines at the rim of pages that are alike but for their numerals."""
    rims = [[line for line in page if line.base in _rim(page) and _may_be_head(line)] for page in pages]
    seen = Counter(key for rim in rims for key in dict.fromkeys(map(_key, rim)))
    often = max(2, _OFTEN * len(pages))
    found = []
    for page, rim in zip(pages, rims, strict=True):
        gone = [line for line in rim if seen[_key(line)] >= often or _PLAIN_NUMBER.fullmatch(line.text)]
        found.append([line for line in page if line not in gone])
    return found


def _rim(page: Sequence[Line]) -> set[float]:
    """Give the baselines at a page's upper and lower rim."""
    bases = sorted({line.base for line in page})
    return {*bases[:_EDGE], *bases[-_EDGE:]}


def _may_be_head(line: Line) -> bool:
    return len(line.text) <= _HEAD_LENGTH and not _SENTENCE.search(line.text)


def _key(line: Line) -> tuple[object, ...]:
    """Give what the running heads of several pages share: words, or the place of a number that counts the pages."""
    number = _NUMBER.fullmatch(line.text)
    if number:
        return int(number[1]) - line.page, round(line.base)
    return (_DIGITS.sub("#", "".join(line.text.split())),)


def _sheet(lines: Sequence[Line]) -> _Sheet:
    """Measure a document."""
    wide = [line for line in lines if _width(line.text) >= 10 and line.right > line.left]
    em = median((line.right - line.left) / _width(line.text) for line in wide) if wide else 12.0
    lefts = Counter(round(line.left / em * 2) for line in lines)  # in half characters
    enough = max(3, _COMMON * len(lines))
    usual = sorted(left / 2 * em for left, count in lefts.items() if count >= enough) or [min(x.left for x in lines)]
    # An indent that many paragraphs have is no margin: a margin stands a little to its left.
    margins = tuple(m for m in usual if not any(_INDENT * em <= m - other <= 4.5 * em for other in usual))
    edges = []
    for margin in margins:
        rights = sorted(line.right for line in lines if _margin(margins, line, em) == margin) or [margin]
        edges.append(rights[len(rights) * 4 // 5])
    steps = [a.base - b.base for a, b in pairwise(lines) if a.page == b.page and 0.5 * em < a.base - b.base < 4 * em]
    indented = sum(_indent(margins, line, em) for line in lines)
    return _Sheet(em, margins, tuple(edges), median(steps) if steps else 2 * em, indented >= max(3, 0.05 * len(lines)))


def _width(text: str) -> float:
    """Give the width of a text in Chinese characters."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def _margin(margins: Sequence[float], line: Line, em: float) -> float:
    """Give the left edge of a line's column."""
    return max((m for m in margins if m <= line.left + 0.6 * em), default=margins[0])


def _indent(margins: Sequence[float], line: Line, em: float) -> bool:
    return line.left - _margin(margins, line, em) >= _INDENT * em


def _begins(sheet: _Sheet, before: Line, line: Line) -> bool:
    """Tell whether a line begins a paragraph."""
    if _indent(sheet.margins, line, sheet.em) or _HEADING.match(line.text):
        return True
    if line.page == before.page and before.base - line.base > _GAP * sheet.leading:
        return True
    margin = _margin(sheet.margins, before, sheet.em)
    edge = sheet.edges[sheet.margins.index(margin)]
    if edge - margin < _NARROW * sheet.em:
        return True  # the column of a table, or a list
    return before.right - margin < (_SHORT if sheet.indents else _FULL) * (edge - margin)


def _glue(before: str, after: str) -> str:
    """Give what belongs between two lines: a space between Latin words, nothing in Chinese."""
    return " " if _is_latin(before[-1:]) and _is_latin(after[:1]) else ""


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()
