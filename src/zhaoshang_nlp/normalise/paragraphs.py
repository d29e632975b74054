"""Lines that a page broke at a fixed width are joined to paragraphs again: text out of PDF files, old boards, e-mail.

Whether a document is broken so shows in the lines that surely run on, because they end inside a clause: in a document
that is, they are many, and a further word would have made each of them longer than the page was wide. In other
documents such lines are few and of any length. What begins a paragraph, a heading or an item, is never joined to the
line above it, and neither is what has no sentence in it: titles, slogans, tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from zhaoshang_nlp import chars
from zhaoshang_nlp.types import Edit

RULE = "paragraphs.wrapped"

# Widths count full-width characters, two half-width ones as one.
NARROWEST, WIDEST = 15, 60
_FEWEST = 3  # lines that surely run on
_SHARE = 0.2  # of them among all lines: headings and last lines are others
_SCATTER = 3.0  # between the shortest and the longest of them, a word that did not fit counted in
_STRAY = 0.05  # share of them that may lie outside, for a line of another kind
_LONGER = 0.02  # share of lines that may be longer than the page is wide: addresses, tables
_HANGING = 2.0  # by how much: signs that must not begin a line
_LONGEST_WORD = 12.0  # longer ones are addresses, which stand in lines of their own
_TOO_LONG = re.compile(rf"\n[^\n]{{{int(2 * (WIDEST + _HANGING)) + 1}}}")  # for any page, in half-width characters too
_INDENT = 1.0  # white space before the first line of a paragraph, beyond that before all lines

_NUMERAL = "一二三四五六七八九十百〇零"
_NUMBERED = re.compile(
    rf"(?:[{_NUMERAL}]+、|[（(][{_NUMERAL}\d]+[）)]|\d+[.．、](?!\d)|第[{_NUMERAL}\d]+(?:[章节篇条]|部分)|[●■◆•·※*—-])"
)
_ITEM = re.compile(rf"[{_NUMERAL}]是|[{_NUMERAL}]要|第[{_NUMERAL}]，|各位(?:代表|委员|来宾|领导)|同志们")
_COLUMNS = re.compile(r"\t|\S(?: {2,}|\u3000+)\S|[|｜]")
_CLAUSE = re.compile("[，。；！？,;]")
_INSIDE = re.compile(f"[。！？；](?![{re.escape(chars.CLOSERS)}]*$)")
_ENDED = re.compile(f"[{re.escape(chars.CLAUSE_END)}、—][{re.escape(chars.CLOSERS)}]*$")
_SENTENCE = re.compile(f"[{re.escape(chars.SENTENCE_END)}；;：:][{re.escape(chars.CLOSERS)}]*$")
# What stands together at the beginning of a line: a word or number of ASCII, or one character, with the signs that
# must not be parted from it.
_UNIT = re.compile(rf"(?:[!-~]+|.)[，。、；：！？％%{re.escape(chars.CLOSERS)}]*")
_WORD = re.compile("[A-Za-z]")
_HALF = re.compile("[ -~]")

Measure = Callable[[str], float]


class _Line(NamedTuple):
    """A line that is not blank.

    Attributes:
        start: its first character that is no white space, in the text.
        end: one past the last one.
        indent: width of the white space before it, beyond that which all lines have.
        text: the line between the two.
        follows: whether it stands directly below the line before it in the list.
    """

    start: int
    end: int
    indent: float
    text: str
    follows: bool


class _Page(NamedTuple):
    """How a document is broken.

    Attributes:
        widest: width of the widest lines that run on.
        full: what a line and the first word of the next one come to at least if the line was broken for width.
        measure: how the width of a line is counted.
        indented: whether paragraphs are indented, or parted by blank lines; then numbers begin none by themselves.
    """

    widest: float
    full: float
    measure: Measure
    indented: bool


def edits(text: str) -> list[Edit]:
    r"""Propose to take away the line ends inside of paragraphs, with the white space around them.

    >>> page = "　　今年全县新签约项目八十二个，总投\n资三百亿元。新开工项目六十个，其中工\n"
    >>> page += "业项目四十个；建成投产项目三十个，产\n值增长一成。\n"
    >>> [(e.start, e.end, e.new) for e in edits(page)]
    [(18, 19, ''), (37, 38, ''), (56, 57, '')]
    """
    # Most documents are told by their lengths alone: their lines are whole paragraphs.
    ends = text.count("\n")
    if ends < _FEWEST or len(text) > (ends + 1) * (WIDEST + _HANGING):
        return []
    if len(_TOO_LONG.findall(text)) > _LONGER * (ends + 1):
        return []
    lines = _lines(text)
    page = _page(lines)
    if page is None:
        return []
    found: list[Edit] = []
    for block in _blocks(lines, page):
        if _CLAUSE.search("".join(line.text for line in block)):
            found += (_join(*pair, page) for pair in pairwise(block))
    return found


def _lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    at, follows = 0, False
    for whole in text.split("\n"):
        bare = whole.strip()
        if bare:
            start = at + len(whole) - len(whole.lstrip())
            indent = _columns(whole[: start - at].expandtabs())
            found.append(_Line(start, start + len(bare), indent, bare, follows))
        follows = bool(bare)
        at += len(whole) + 1
    margin = min((line.indent for line in found), default=0)
    return [line._replace(indent=line.indent - margin) for line in found] if margin else found


# --- is the document broken at a width? ---


def _page(lines: Sequence[_Line]) -> _Page | None:
    """Tell how a document is broken; None if it is not."""
    sure = [(line, below) for line, below in pairwise(lines) if _runs_on(line, below)]
    if len(sure) < max(_FEWEST, _SHARE * len(lines)):
        return None
    if sum(_INSIDE.search(line.text) is not None for line in lines) < max(1, len(sure) // 10):
        return None  # no sentence ends where prose would end it: in the middle of a line
    pages = (_fitted(lines, sure, measure) for measure in (_columns, _count))
    scatter, page = min(pages, key=lambda each: each[0])
    return page if scatter <= _SCATTER else None


def _runs_on(line: _Line, below: _Line) -> bool:
    """Tell for certain that a line goes on in the one below: it has clauses, and ends inside of one."""
    return (
        below.follows
        and below.indent < _INDENT
        and _CLAUSE.search(line.text) is not None
        and _ENDED.search(line.text) is None
        and _NUMBERED.match(below.text) is None
        and _COLUMNS.search(line.text) is None
    )


def _fitted(
    lines: Sequence[_Line], sure: Sequence[tuple[_Line, _Line]], measure: Measure
) -> tuple[float, _Page | None]:
    """Find the width that explains where lines were broken.

    Returns:
        How far the lines scatter that surely run on, and the page; infinite and None if the width explains nothing.
    """
    nothing = float("inf"), None
    widths = sorted(_width(line, measure) for line, _ in sure)
    reached = sorted(_reach(line, below, measure) for line, below in sure)
    stray = int(_STRAY * len(sure))
    widest = widths[-1 - stray]
    full = min(reached[stray], widest + 0.5)  # half a character too wide is enough to break a line
    if not NARROWEST <= widest <= WIDEST:
        return nothing
    longer = sum(_width(line, measure) > widest + _HANGING for line in lines)
    if longer > _LONGER * len(lines):
        return nothing
    starts = sum(line.indent >= _INDENT or not line.follows for line in lines)
    # A line that falls short of the width by more than a word and a sign was ended, not broken.
    return max(0.0, widest + 1 - full), _Page(widest, full, measure, 10 * starts > len(lines))


def _width(line: _Line, measure: Measure) -> float:
    return line.indent + measure(line.text)


def _reach(line: _Line, below: _Line, measure: Measure) -> float:
    """Give how wide a line would be with what begins the one below."""
    space = measure(" ") if line.text[-1].isascii() and below.text[0].isascii() else 0.0
    return _width(line, measure) + space + _unit(below, measure)


def _unit(line: _Line, measure: Measure) -> float:
    """Give the width of what begins a line and could not have been left on the one above."""
    match = _UNIT.match(line.text)
    return measure(match[0]) if match else 0.0


def _columns(text: str) -> float:
    return len(text) - len(_HALF.findall(text)) / 2


def _count(text: str) -> float:
    return float(len(text))


# --- what belongs together ---


def _blocks(lines: Sequence[_Line], page: _Page) -> list[list[_Line]]:
    """Give the lines in groups that make one paragraph each."""
    found = [[line] for line in lines[:1]]
    for line, below in pairwise(lines):
        if _is_broken(line, below, page):
            found[-1].append(below)
            continue
        if len(found[-1]) > 1 and _ENDED.search(line.text) is None and _SENTENCE.search(found[-1][-2].text):
            found.append([found[-1].pop()])  # the paragraph ended before this line, which is a heading
        found.append([below])
    return found


def _is_broken(line: _Line, below: _Line, page: _Page) -> bool:
    """Tell whether a line was broken for width and goes on in the one below."""
    if not below.follows or below.indent >= _INDENT or _COLUMNS.search(line.text) or _COLUMNS.search(below.text):
        return False
    reached = _reach(line, below, page.measure)
    if reached < page.full or _unit(below, page.measure) > _LONGEST_WORD:
        return False
    if page.indented:
        return not (_SENTENCE.search(line.text) and _NUMBERED.match(below.text))
    if _SENTENCE.search(line.text):  # nothing but its width tells whether the paragraph ends here
        return reached > page.widest and not _NUMBERED.match(below.text) and not _ITEM.match(below.text)
    return not _NUMBERED.match(below.text)


def _join(line: _Line, below: _Line, page: _Page) -> Edit:
    # Where characters are counted, words are cut anywhere; else a line ends where a space was.
    words = page.measure is _columns and _WORD.match(line.text[-1]) and _WORD.match(below.text)
    return Edit(line.end, below.start, " " if words else "", RULE, f"line of {len(line.text)} characters runs on")
