"""Word documents (.docx) as lines: what a reader of the printed page sees, and what its last author wants to stand.

Kept: tracked insertions, content controls, text boxes (once), footnotes and endnotes (at the end), numbers that the
program sets. Dropped: tracked deletions, hidden text, field codes, comments, running heads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from zhaoshang_nlp.read import numbering
from zhaoshang_nlp.read.container import Container
from zhaoshang_nlp.read.content import Content
from zhaoshang_nlp.read.numbering import Lists
from zhaoshang_nlp.read.problem import Refused

NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_MAIN = re.compile(r"word/document\d*\.xml")
_DROPPED = frozenset(["del", "moveFrom", "instrText", "delText", "delInstrText", "rt", "sdtPr"])
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OFF = ("0", "false", "off", "none")


def read(data: bytes) -> Content:
    """Read a document.

    Args:
        data: the whole file.

    Raises:
        Refused: if it is damaged, encrypted, over the limits, or holds no text.
    """
    container = Container(data)
    main = main_part(container.names)
    if main is None:
        raise Refused("damaged: no document in it", "open it in a word processor and save it anew as .docx")
    lists = numbering.read(container)
    lines = _Story(lists).read(container, main)
    for part in NOTES:
        if part in container:
            lines += _Story(lists).read(container, part)
    text = "\n".join(lines)
    if not text.strip():
        raise Refused(
            "empty: the document holds no text, perhaps pictures of pages", "run text recognition, and read its text"
        )
    return Content(text)


def main_part(names: list[str]) -> str | None:
    """Give the name of the part that holds the document, None where there is none."""
    return next((name for name in sorted(names) if _MAIN.fullmatch(name)), None)


@dataclass(slots=True)
class _Paragraph:
    """A paragraph while it is read: its pieces, the boxes anchored in it, its list."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    number: str | None = None
    level: int | None = None
    style: str = ""
    deleted: bool = False


@dataclass(slots=True)
class _Run:
    """A run of characters while it is read."""

    pieces: list[str] = field(default_factory=list)
    hidden: bool = False


class _Story:
    """Reads one part."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._lines: list[list[str]] = [[]]  # of the part, and of each box and cell that is open
        self._rows: list[list[list[str]]] = []  # cells of each row that is open
        self._paragraphs: list[_Paragraph] = []
        self._runs: list[_Run] = []
        self._path: list[str] = []
        self._skip = 0  # depth at which text that does not count began
        self._taken: list[bool] = []  # for each set of alternatives whether one has been read

    def read(self, container: Container, part: str) -> list[str]:
        """Give the lines of a part."""
        container.parse(part, self._start, self._end, self._text)
        return self._lines[0]

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._path.append(tag)
        if self._skip:
            return
        if self._is_dropped(tag, attributes):
            self._skip = len(self._path)
            return
        if tag == "p":
            self._paragraphs.append(_Paragraph())
        elif tag == "r":
            self._runs.append(_Run())
        elif tag == "AlternateContent":
            self._taken.append(False)
        elif tag in ("txbxContent", "tc"):
            self._lines.append([])
        elif tag == "tr":
            self._rows.append([])
        elif self._runs and "rPr" not in self._path[-3:]:
            self._sign(tag, attributes)
        else:
            self._property(tag, attributes)

    def _is_dropped(self, tag: str, attributes: Mapping[str, str]) -> bool:
        """Tell whether an element's content is no text of the document."""
        if tag == "del" and "rPr" in self._path[-3:]:
            return False  # a mark that is struck, not its text
        if tag in ("Choice", "Fallback") and self._taken:
            again, self._taken[-1] = self._taken[-1], True
            return again
        return tag in _DROPPED or (tag in ("footnote", "endnote") and "type" in attributes)

    def _sign(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Put in the characters that are elements."""
        if tag in _SIGNS:
            self._runs[-1].pieces.append(_SIGNS[tag])
        elif tag == "sym" and len(attributes.get("char", "")) == 4:
            code = int(attributes["char"], 16) if re.fullmatch(r"[0-9A-Fa-f]{4}", attributes["char"]) else 0
            if code and not 0xD800 <= code <= 0xF8FF:  # others are places in a font of symbols
                self._runs[-1].pieces.append(chr(code))

    def _property(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Note a property of the run or the paragraph that counts."""
        value = attributes.get("val", "")
        if tag == "vanish" and self._runs:
            self._runs[-1].hidden = value not in _OFF
        elif self._paragraphs and not self._runs and "pPr" in self._path:
            paragraph = self._paragraphs[-1]
            if tag == "pStyle":
                paragraph.style = value
            elif tag == "numId":
                paragraph.number = value
            elif tag == "ilvl":
                paragraph.level = int(value) if value.isascii() and value.isdecimal() and len(value) < 3 else 0
            elif tag == "del":
                paragraph.deleted = True

    def _text(self, text: str) -> None:
        if not self._skip and self._runs and self._path[-1] == "t":
            self._runs[-1].pieces.append(text)

    def _end(self, tag: str) -> None:
        self._path.pop()
        if self._skip:
            if len(self._path) < self._skip:
                self._skip = 0
            return
        if tag == "r" and self._runs:
            run = self._runs.pop()
            if not run.hidden and self._paragraphs:
                self._paragraphs[-1].pieces += run.pieces
        elif tag == "p" and self._paragraphs:
            self._end_paragraph(self._paragraphs.pop())
        elif tag == "AlternateContent":
            self._taken.pop()
        elif tag == "txbxContent":
            box = self._lines.pop()
            (self._paragraphs[-1].boxes if self._paragraphs else self._lines[-1]).extend(box)
        elif tag == "tc":
            cell = self._lines.pop()
            (self._rows[-1].append(cell) if self._rows else self._lines[-1].extend(cell))
        elif tag == "tr":
            self._end_row(self._rows.pop())

    def _end_paragraph(self, paragraph: _Paragraph) -> None:
        number, level = self._lists.styles.get(paragraph.style, ("", 0))
        number = paragraph.number if paragraph.number is not None else number
        level = paragraph.level if paragraph.level is not None else level
        before = self._lists.next(number, level) if number and not paragraph.deleted else ""
        text = "".join(paragraph.pieces)
        if text.strip():
            self._lines[-1] += [line for line in (before + text).split("\n") if line.strip()]
        self._lines[-1] += paragraph.boxes

    def _end_row(self, cells: list[list[str]]) -> None:
        """Give a table's row as one line, its cells set apart by tabs; cells of several paragraphs stay paragraphs."""
        if any(len(cell) > 1 for cell in cells):
            self._lines[-1] += [line for cell in cells for line in cell]
        elif any(cells):
            self._lines[-1].append("\t".join("".join(cell) for cell in cells))
