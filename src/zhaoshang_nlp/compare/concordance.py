"""Concordance: every place of a pattern with what stands left and right of it, sorted so that uses fall into place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from zhaoshang_nlp import chars, spans
from zhaoshang_nlp.compare.dictionary import Dictionary, Finder, Found
from zhaoshang_nlp.errors import BadInput, UnknownName
from zhaoshang_nlp.types import Document, Span

SORTS = ("text", "left", "right", "match")
UNITS = ("chars", "words")
Sort = Literal["text", "left", "right", "match"]
_GAP = 2  # cells between the columns on a terminal
_NARROW = 60  # cells; a narrower terminal has no room for the document
_MOST_ID = 24  # cells for the document
_BLANK = re.compile(r"\s+")


class Line(NamedTuple):
    """A find with its surroundings.

    Attributes:
        id: the document.
        left: what stands before it, in text order.
        match: what was found.
        right: what stands behind it.
        sentence: the sentence in which it begins.
        category: the category of the dictionary, None for words and regular expressions.
        entry: what was looked for.
        span: where it stands in the normalised text.
        raw: where it stands in the decoded source text.
    """

    id: str
    left: str
    match: str
    right: str
    sentence: str
    category: str | None
    entry: str
    span: Span
    raw: Span


class Seeker(Protocol):
    """What finds places in a text: ``Finder``, or a regular expression.

    Attributes:
        needs_words: whether it must be given the words of the text.
    """

    needs_words: bool

    def find(self, text: str, words: Sequence[str] = ()) -> list[Found]:
        """Give the places in text order."""


class Regex:
    """A regular expression as a seeker; finds of no characters are none."""

    needs_words = False

    def __init__(self, pattern: str) -> None:
        """Compile it.

        Raises:
            BadInput: if it is none; the message says where it goes wrong.
        """
        try:
            self._pattern = re.compile(pattern)
        except re.error as error:
            raise BadInput(
                f"{pattern!r} is not a regular expression: {error}; leave out --regex to find it as it is"
            ) from error

    def find(self, text: str, words: Sequence[str] = ()) -> list[Found]:  # noqa: ARG002 - as every seeker
        """Give the places in text order."""
        found = (Span(*match.span()) for match in self._pattern.finditer(text))
        return [Found("", self._pattern.pattern, span) for span in found if span.end > span.start]


def words_seeker(pattern: str, *, words: bool = False) -> Finder:
    """Give what finds a word or phrase: as it is, or with ``*`` and ``?`` against whole words.

    Raises:
        BadInput: for a pattern without any character to look for.
    """
    if not pattern.strip(" *?"):
        raise BadInput(f"the pattern {pattern!r} says nothing to look for; give a word, or --regex and an expression")
    return Finder(Dictionary("", {"": (pattern,)}), words=words)


@dataclass(frozen=True, slots=True)
class Text:
    """A document to look into.

    Attributes:
        document: normalised.
        words: its words; needed for contexts in words and for seekers that need them.
        sentences: where its sentences stand.
        bounds: stretches that no context leaves (paragraphs, sentences); empty for none.
    """

    document: Document
    words: Sequence[str] = ()
    sentences: Sequence[Span] = ()
    bounds: Sequence[Span] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """How much of the surroundings is given.

    Attributes:
        size: on each side.
        unit: ``chars`` or ``words`` (punctuation counts as a word, white space does not).
    """

    size: int = 20
    unit: str = "chars"


def lines(texts: Iterable[Text], seeker: Seeker, window: Window | None = None) -> Iterator[Line]:
    """Yield every find of every text, in text order.

    Args:
        texts: documents.
        seeker: what is looked for.
        window: how much of the surroundings is given.

    Raises:
        UnknownName: for another unit.
        BadInput: for a negative window, or words that are needed and not given.

    >>> text = Text(Document.of("坚持招商引资。抓招商促发展。", "a"), bounds=[Span(0, 7), Span(7, 14)])
    >>> [(line.left, line.match, line.right) for line in lines([text], words_seeker("招商"), Window(2))]
    [('坚持', '招商', '引资'), ('抓', '招商', '促发')]
    """
    window = window or Window()
    if window.unit not in UNITS:
        raise UnknownName("unit", window.unit, UNITS)
    if window.size < 0:
        raise BadInput(f"a window of {window.size}: give a number from 0")
    for text in texts:
        if window.unit == "words" and text.document.text and not text.words:
            raise BadInput("a window in words needs the words of the text: segment it first")
        around = _Around(text, window)
        document = text.document
        for found in seeker.find(document.text, text.words):
            left, right = around.of(found.span)
            yield Line(
                document.id,
                document.text[left : found.span.start],
                document.text[found.span.start : found.span.end],
                document.text[found.span.end : right],
                around.sentence(found.span.start),
                found.category or None,
                found.entry,
                found.span,
                spans.raw_span(document.hunks, found.span),
            )


def arranged(found: Iterable[Line], sort: str = "text") -> list[Line]:
    """Give lines in order.

    Args:
        found: in text order.
        sort: ``text``: as they come; ``right``: by what follows; ``left``: by what stands before, from the match
            outwards; ``match``: by the find, then by what follows. By code point; ties as they come.

    Raises:
        UnknownName: for another order.
    """
    if sort not in SORTS:
        raise UnknownName("sort", sort, SORTS)
    keys: dict[str, Callable[[Line], tuple[str, ...]]] = {
        "text": lambda _: (),
        "right": lambda line: (_bare(line.right), _bare(line.left)[::-1]),
        "left": lambda line: (_bare(line.left)[::-1], _bare(line.right)),
        "match": lambda line: (line.match, _bare(line.right)),
    }
    return sorted(found, key=keys[sort])


class Row(NamedTuple):
    """A line for the terminal, its parts padded: finds stand below each other."""

    left: str
    match: str
    right: str
    id: str


def aligned(found: Sequence[Line], width: int) -> list[Row]:
    """Cut and pad lines for a terminal; Chinese characters are two cells wide.

    Contexts are cut on the sides that face away from the find. A narrow terminal goes without the documents; a find
    that is wider than half of it is cut itself.

    Args:
        found: in the order in which they are shown.
        width: cells of the terminal.
    """
    if not found:
        return []
    ids = [_bare(line.id) for line in found] if width >= _NARROW else [""] * len(found)
    id_width = min(max(map(_cells, ids)), _MOST_ID)
    room = max(width - 2 * _GAP - (id_width + _GAP if id_width else 0), 6)
    middle = min(max(_cells(_bare(line.match)) for line in found), room // 2)
    left = (room - middle) // 2
    right = room - middle - left
    rows = []
    for line, name in zip(found, ids, strict=True):
        before = _tail(_bare(line.left), left)
        match, after = _head(_bare(line.match), middle), _head(_bare(line.right), right)
        shown = " " * (left - _cells(before)) + before, match, after + " " * (right - _cells(after))
        pad = " " * (middle - _cells(match))
        # What follows stands close to a short find; the padding goes behind it.
        rows.append(Row(shown[0], match, f"{after}{pad}{shown[2][len(after) :]}", _tail(name, id_width)))
    return rows


class _Around:
    """The surroundings of places in one text."""

    def __init__(self, text: Text, window: Window) -> None:
        self._text = text
        self._window = window
        self._starts: list[int] = []
        self._ends: list[int] = []
        if window.unit == "words":
            at = 0
            for word in text.words:
                if word.strip():
                    self._starts.append(at)
                    self._ends.append(at + len(word))
                at += len(word)

    def of(self, span: Span) -> tuple[int, int]:
        """Give where the left context begins and the right one ends."""
        low, high = 0, len(self._text.document.text)
        if self._text.bounds:
            first, last = _holding(self._text.bounds, span.start), _holding(self._text.bounds, span.end - 1)
            low, high = (first.start if first else span.start), (last.end if last else span.end)
        size = self._window.size
        if self._window.unit == "chars":
            return max(low, span.start - size), min(high, span.end + size)
        if not size:
            return span.start, span.end
        before = bisect_left(self._starts, span.start)
        after = bisect_right(self._ends, span.end)
        left = self._starts[max(before - size, 0)] if before else span.start
        right = self._ends[min(after + size, len(self._ends)) - 1] if after < len(self._ends) else span.end
        return max(low, left), min(high, max(right, span.end))

    def sentence(self, place: int) -> str:
        """Give the sentence that holds a place, empty where none does."""
        held = _holding(self._text.sentences, place)
        return self._text.document.text[held.start : held.end] if held else ""


def _holding(stretches: Sequence[Span], place: int) -> Span | None:
    """Give the stretch that holds a place."""
    i = bisect_right(stretches, place, key=lambda span: span.start) - 1
    return stretches[i] if i >= 0 and place < stretches[i].end else None


def _bare(text: str) -> str:
    """Give text as it is shown: in one line, without control characters."""
    return chars.without_control(_BLANK.sub(" ", text))


def _cells(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


def _head(text: str, width: int) -> str:
    """Cut a text at its end.

    >>> _head("招商引资", 5), _head("招商", 5), _head("招商", 0)
    ('招商…', '招商', '')
    """
    if _cells(text) <= width:
        return text
    kept, used = 0, 1
    while kept < len(text) and used + _cells(text[kept]) <= width:
        used += _cells(text[kept])
        kept += 1
    return text[:kept] + "…" if width > 0 else ""


def _tail(text: str, width: int) -> str:
    """Cut a text at its beginning.

    >>> _tail("招商引资", 5)
    '…引资'
    """
    return _head(text, width) if _cells(text) <= width else _head(text[::-1], width)[::-1]
