"""A document prepared for extraction: sentences, headings and quotations found once, and the way back to the source."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from zhaoshang_nlp import chars, spans
from zhaoshang_nlp.types import Document, Mention, Record, Span

_NUMERAL = "一二三四五六七八九十百〇零"
# 一、 （一） 1. 1、 第一章 第一部分: what a heading or an enumerated paragraph may begin with.
_NUMBERED = re.compile(
    rf"\s*(?:[{_NUMERAL}]+、|[（(][{_NUMERAL}\d]+[）)]、?|\d+[.．、](?!\d)|第[{_NUMERAL}\d]+(?:[章节篇条]|部分))"
)
_HEADING_LIMIT = 45  # characters; longer lines are paragraphs whatever they begin with
_BEGINNINGS = ("——", "--", "•", "●", "■", "一是", "二是", "三是", "四是", "五是", "六是", "各位代表")
_PROSE = re.compile(r"[。，；,;]")
_STOPS = chars.CLAUSE_END + chars.CLOSERS
_END, _CLOSER = re.escape(chars.SENTENCE_END), re.escape(chars.CLOSERS)
# White space can only lie before a sentence: what closes one is none, and paragraphs have none at their rims.
_SENTENCE = re.compile(rf"(?=\S)[^{_END}]*[{_END}]*[{_CLOSER}]*")
_QUOTE_MARKS = re.compile(rf"[{re.escape(''.join(chars.QUOTES) + ''.join(chars.QUOTES.values()))}\n]")


class Sentence(NamedTuple):
    """A sentence with the heading above it."""

    span: Span
    section: str | None


class Quote(NamedTuple):
    """A quotation: ``outer`` with its marks, ``inner`` without, ``depth`` 0 for one that stands in no other."""

    outer: Span
    inner: Span
    depth: int


class Firing(NamedTuple):
    """A rule that fired at a place: with its record if it won, without one and with the reason if it lost."""

    rule: str
    span: Span
    record: Record | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """What the extractors look at. Spans count in ``text``, the normalised text of the document."""

    document: Document
    sentences: tuple[Sentence, ...]
    quotes: tuple[Quote, ...]
    paragraphs: tuple[Span, ...] = ()
    text: str = field(init=False, repr=False, compare=False)
    _starts: list[int] = field(init=False, repr=False, compare=False)  # of the sentences, to look places up

    def __post_init__(self) -> None:
        """Keep at hand what is asked for with every number and every name."""
        object.__setattr__(self, "text", self.document.text)
        object.__setattr__(self, "_starts", [sentence.span.start for sentence in self.sentences])

    @property
    def year(self) -> int | None:
        """The document's year, against which 今年 and 去年 are resolved."""
        return self.document.meta.year

    def sentence_at(self, place: int) -> Sentence:
        """Give the sentence that holds the character at ``place`` (or the last one before it)."""
        return self.sentences[max(bisect_right(self._starts, place) - 1, 0)]

    def sentences_in(self, span: Span) -> tuple[Sentence, ...]:
        """Give the sentences that begin in ``span``."""
        return self.sentences[bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)]

    def mention(self, span: Span, rule: str) -> Mention:
        """Make the common part of a record for a span of the text."""
        text, (start, end) = self.text, span
        raw_start, raw_end = spans.raw_span(self.document.hunks, span)
        (low, high), section = self.sentence_at(start)
        return Mention(text[start:end], start, end, raw_start, raw_end, text[low:high], section, rule)


def prepare(document: Document) -> Passage:
    """Find paragraphs, sentences, headings and quotations of a document."""
    found = paragraphs(document.text)
    return Passage(document, tuple(_sentences(document.text, found)), tuple(quotes(document.text)), tuple(found))


def is_heading(line: str) -> bool:
    """Tell whether a line is a heading: short, not a sentence, numbered or free of inner punctuation.

    >>> [is_heading(s) for s in ("一、2025年工作回顾", "（二）坚持项目为王", "1.抓招商。要签约9个项目。", "全市要")]
    [True, True, False, False]
    """
    line = line.strip()
    if not line or len(line) > _HEADING_LIMIT or line[-1] in "。，,；;：:、！？!?":
        return False
    return _NUMBERED.match(line) is not None


def paragraphs(text: str) -> list[Span]:
    r"""Find paragraphs: lines, joined where the page broke one in two. White space at the rims is left out.

    A line of prose that ends without punctuation runs on into the next one, unless a heading or an enumerated
    paragraph begins there.

    >>> [text[a:b] for text in ("全市要，全力\n奋力争先。\n一、回顾\n去年",) for a, b in paragraphs(text)]
    ['全市要，全力\n奋力争先。', '一、回顾', '去年']
    """
    found: list[Span] = []
    at, open_line = 0, False
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        start = at + len(line) - len(line.lstrip())
        at += len(line)
        if not bare:
            open_line = False
            continue
        if open_line and not _NUMBERED.match(bare) and not bare.startswith(_BEGINNINGS):
            found[-1] = Span(found[-1].start, start + len(bare))
        else:
            found.append(Span(start, start + len(bare)))
            open_line = False
        # Only prose runs on: titles, datelines and headings have no inner punctuation.
        prose = open_line or _PROSE.search(bare) is not None
        open_line = prose and bare[-1] not in _STOPS and not is_heading(bare)
    return found or [Span(0, len(text))]


def sentences(text: str) -> list[Sentence]:
    """Split paragraphs at 。！？!?…, with the closing quotation marks that follow, without white space at the rims."""
    return _sentences(text, paragraphs(text))


def _sentences(text: str, among: Iterable[Span]) -> list[Sentence]:
    """Split the given paragraphs into sentences, each with the last heading above it."""
    found: list[Sentence] = []
    section: str | None = None
    for low, high in among:
        line = text[low:high]
        if is_heading(line):
            section = line
        found += [Sentence(Span(*match.span()), section) for match in _SENTENCE.finditer(text, low, high)]
    return found or [Sentence(Span(0, len(text)), None)]


def quotes(text: str) -> list[Quote]:
    """Find quotations within one paragraph each, nested ones too, in order of their opening marks.

    A mark that never closes before the line ends opens nothing; straight quotes close themselves.
    """
    found: list[Quote] = []
    starts: list[int] = []  # of the quotations that are open
    closing: list[str] = []  # what closes each of them
    for match in _QUOTE_MARKS.finditer(text):
        mark, at = match[0], match.start()
        if mark == "\n":
            starts.clear()
            closing.clear()
        elif mark in closing:
            while closing.pop() != mark:
                starts.pop()
            start = starts.pop()
            found.append(Quote(Span(start, at + 1), Span(start + 1, at), len(starts)))
        elif mark in chars.QUOTES:
            starts.append(at)
            closing.append(chars.QUOTES[mark])
    return sorted(found)
