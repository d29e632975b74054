"""HTML to lines: a tokenizer that is linear in whatever it is given, and knows for each line its block and its links.

It repairs what saved pages break (unclosed cells, stray end tags, open quotation marks), and builds no tree: blocks are
numbered in the order in which they open, each with the number of its parent.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import NamedTuple

# Elements that begin a new line. Others are part of the line they stand in.
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
_VOID = frozenset((
    "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
))  # fmt: skip
# Elements whose content is no text. Where one of the first lost its end, the page goes on with what begins a block; a
# browser would show nothing of the rest.
_RAW = frozenset(("script", "style", "title", "textarea", "xmp", "iframe", "noembed"))
_SKIPPED = frozenset(("noscript", "svg", "math", "template", "select", "button", "object", "applet", "map", "datalist"))
_RESUMED = re.compile(r"</head\b|<(?:body|div|p|table|meta)\b", re.IGNORECASE)
_CELLS = frozenset(("td", "th"))
_TABLE = frozenset(("table", "tbody", "thead", "tfoot", "tr", "td", "th", "body", "html"))
_FURNITURE = frozenset(("nav", "aside", "footer"))
_CLOSES_LINK = frozenset(["p", "li", "div", "td", "th", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4"])

_MARK = re.compile(r"<(?:(!--)|([!?])|(/?)([A-Za-z][A-Za-z0-9:_-]{0,40}))")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_OPEN_QUOTE = re.compile(r"=\s{0,20}[\"']")
_ATTRIBUTE = re.compile(r"([A-Za-z][\w:.-]{0,40})\s{0,20}=\s{0,20}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
_HIDDEN = re.compile(r"display\s{0,9}:\s{0,9}none", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\u00a0]+")
_TAG_LIMIT = 8192  # characters of a tag in which attributes are looked for
_TRIES = 4  # a tag whose quotation marks do not pair reaches no further than this many ``>``


class Block(NamedTuple):
    """An element that holds lines.

    Attributes:
        tag: its name, in lower case.
        parent: number of the block around it, -1 for the page.
        names: its tag, ``#id`` and ``.class`` names, in lower case.
    """

    tag: str
    parent: int
    names: tuple[str, ...]


class Line(NamedTuple):
    """A line of a page.

    Attributes:
        text: white space folded.
        linked: characters of it that are links.
        block: number of its block.
    """

    text: str
    linked: int
    block: int


class Page(NamedTuple):
    """A page.

    Attributes:
        lines: in order.
        blocks: by number; 0 is the page itself.
        metas: content of the ``<meta>`` elements by name, in lower case; the first of a name counts.
        title: content of ``<title>``.
    """

    lines: list[Line]
    blocks: list[Block]
    metas: dict[str, str]
    title: str


def parse(text: str, containers: frozenset[str]) -> Page:
    """Take a page apart.

    Args:
        text: decoded source.
        containers: names (``tag``, ``#id``, ``.class``, lower case) that make any element a block.

    >>> page = parse("<p>甲<b>乙</b><p>丙<a href=x>丁</a>", frozenset())
    >>> [(line.text, line.linked) for line in page.lines]
    [('甲乙', 0), ('丙丁', 1)]
    """
    return _Parser(text, containers).run()


def is_furniture(tag: str) -> bool:
    """Tell whether an element holds navigation and the like by its very name."""
    return tag in _FURNITURE


class _Parser:
    """One pass over a page."""

    def __init__(self, text: str, containers: frozenset[str]) -> None:
        self._text = text
        self._containers = containers
        self._page = Page([], [Block("", -1, ())], {}, "")
        self._title = ""
        self._block = 0
        self._open: list[tuple[str, int]] = []  # elements with the block that was current before them
        self._scopes: list[Counter[str]] = [Counter()]  # open elements by name, a new count in every table cell
        self._all: Counter[str] = Counter()
        self._link = False
        self._hidden = ""  # tag of the inline element whose content is not shown
        self._parts: list[str] = []
        self._linked = 0
        self._endless: set[str] = set()  # what is known not to come any more, so that it is looked for once
        self._closers: dict[str, re.Pattern[str]] = {}

    def run(self) -> Page:
        """Go through the page once."""
        text, at = self._text, 0
        while True:
            mark = _MARK.search(text, at)
            if mark is None:
                break
            self._add(text[at : mark.start()])
            comment, declaration, closing, tag = mark.groups()
            if comment:
                at = self._past(mark.end(), "-->")
            elif declaration:
                at = self._past(mark.end(), ">")
            else:
                at = self._tag(mark.start(), mark.end(), tag.lower(), bool(closing))
        self._add(text[at:])
        self._flush()
        return self._page._replace(title=self._title)

    def _past(self, at: int, end: str) -> int:
        """Give the place behind a comment; one that never ends is taken to end with the next ``>``."""
        for mark in (end, ">"):
            if mark not in self._endless:
                found = self._text.find(mark, at)
                if found >= 0:
                    return found + len(mark)
                self._endless.add(mark)
        return at

    def _tag(self, start: int, at: int, tag: str, closing: bool) -> int:
        """Take one tag; give the place behind it."""
        end = self._tag_end(at)
        if end < 0:  # no tag, since none can end any more
            self._add(self._text[start:at])
            return at
        if closing:
            self._close(tag)
            return end
        attributes = self._text[at : min(end - 1, at + _TAG_LIMIT)]
        if tag in _RAW or tag in _SKIPPED or tag in ("rt", "rp"):
            return self._skip(tag, end)
        if tag == "br":
            self._flush()
        elif tag == "meta":
            self._meta(attributes)
        elif tag == "a":
            self._link = "href" in attributes.lower()
        else:
            self._begin(tag, attributes, empty=tag in _VOID or attributes.endswith("/"))
        return end

    def _tag_end(self, at: int) -> int:
        """Give the place behind the ``>`` that ends a tag, -1 if there is none; a ``>`` in quotation marks is none."""
        if ">" in self._endless:
            return -1
        first = end = self._text.find(">", at)
        if first < 0:
            self._endless.add(">")
            return -1
        for _ in range(_TRIES):
            if not _OPEN_QUOTE.search(_QUOTED.sub("", self._text[at:end])):
                return end + 1
            end = self._text.find(">", end + 1)
            if end < 0:
                break
        return first + 1

    def _skip(self, tag: str, at: int) -> int:
        """Pass over the content of an element that is no text; a title is kept."""
        if tag not in self._closers:
            end = r"</?(?:rt|rp|rb|ruby)\b" if tag in ("rt", "rp") else rf"</{tag}\b"
            self._closers[tag] = re.compile(end, re.IGNORECASE)
        found = None if tag in self._endless else self._closers[tag].search(self._text, at)
        if found is None:
            self._endless.add(tag)
            if tag not in _RAW:
                return at
            resumed = _RESUMED.search(self._text, at)
            return resumed.start() if resumed else len(self._text)
        if tag == "title" and not self._title:
            self._title = _folded(self._text[at : found.start()][:_TAG_LIMIT])
        return found.start()

    def _meta(self, attributes: str) -> None:
        told = _attributes(attributes)
        name = told.get("name") or told.get("property") or told.get("itemprop")
        content = _folded(told.get("content", ""))
        if name and content:
            self._page.metas.setdefault(name.lower(), content)

    def _begin(self, tag: str, attributes: str, empty: bool) -> None:
        """Open an element."""
        told = _attributes(attributes) if attributes.strip() else {}
        names = [tag]
        if told:
            names += [f"#{told['id'].strip().lower()}"] if told.get("id") else []
            names += [f".{name}" for name in told.get("class", "").lower().split()[:20]]
        if tag not in _BLOCKS and self._containers.isdisjoint(names):
            if not self._hidden and not empty and _HIDDEN.search(told.get("style", "")):
                self._hidden = tag  # characters set between those of the text against copying
            return
        self._flush()
        if empty:
            return
        self._imply_ends(tag)
        self._page.blocks.append(Block(tag, self._block, tuple(names)))
        self._open.append((tag, self._block))
        self._block = len(self._page.blocks) - 1
        self._all[tag] += 1
        self._scopes[-1][tag] += 1
        if tag in _CELLS:
            self._scopes.append(Counter())

    def _imply_ends(self, tag: str) -> None:
        """Close what an opening element ends by itself: a paragraph, an item, a cell, a row."""
        if self._open and self._open[-1][0] == "p":
            self._pop()
        if tag == "li" and self._open and self._open[-1][0] == "li":
            self._pop()
        in_cell = len(self._scopes) > 1 and not self._scopes[-1]["table"]
        if in_cell and (tag in _CELLS or tag == "tr"):
            while self._open[-1][0] not in _CELLS:
                self._pop()
            self._pop()
        if tag == "tr" and self._open and self._open[-1][0] == "tr":
            self._pop()

    def _close(self, tag: str) -> None:
        """Close an element, and those left open in it; an end tag does not reach out of a table cell."""
        if tag == "a" or tag in _CLOSES_LINK:
            self._link = False
        if tag == self._hidden or tag in _BLOCKS:
            self._hidden = ""
        if tag in _BLOCKS:
            self._flush()
        if not (self._all if tag in _TABLE else self._scopes[-1])[tag]:
            return
        self._flush()
        while self._pop() != tag:
            pass

    def _pop(self) -> str:
        """Close the innermost element."""
        tag, self._block = self._open.pop()
        if tag in _CELLS:
            self._scopes.pop()
        self._all[tag] -= 1
        self._scopes[-1][tag] -= 1
        return tag

    def _add(self, text: str) -> None:
        """Add text to the line; in an element that keeps them, line ends count."""
        if not text or self._hidden:
            return
        for number, piece in enumerate(text.split("\n") if self._all["pre"] else (text,)):
            if number:
                self._flush()
            self._parts.append(piece)
            if self._link:
                self._linked += len("".join(piece.split()))

    def _flush(self) -> None:
        """End the line."""
        if self._parts:
            text = _folded("".join(self._parts))
            if text:
                self._page.lines.append(Line(text, min(self._linked, len(text)), self._block))
            self._parts, self._linked = [], 0


def _attributes(text: str) -> dict[str, str]:
    """Give the attributes of a tag by name in lower case, the first of a name."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), double or single or bare)
    return found


def _folded(text: str) -> str:
    """Put in characters for entities and fold white space."""
    if "&" in text:
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return _SPACES.sub(" ", text).strip()
