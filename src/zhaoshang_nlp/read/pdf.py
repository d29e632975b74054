"""PDF files: the text layer page by page, running heads and page numbers dropped, lines joined to paragraphs again."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from zhaoshang_nlp.read import encodings, layout
from zhaoshang_nlp.read.content import Content
from zhaoshang_nlp.read.layout import Line
from zhaoshang_nlp.read.problem import Refused

PAGE_LIMIT = 3_000
_TEXT_LIMIT = 20_000_000  # characters
_FEW = 10  # characters a page; fewer are a stamp on a scanned picture
_READABLE = 40  # characters from which on a text can be told from noise
_OCR = "run text recognition (OCR) on it and read the result, or look for the text on the web page that offers the file"
_BREAKS = re.compile("\r\n|\r|\n")
# PDFium gives these for a hyphen at the end of a line.
_HYPHENS = re.compile("[\x02\ufffe]")


def read(data: bytes) -> Content:
    """Read a PDF file.

    Args:
        data: the whole file.

    Raises:
        Refused: if it is damaged, encrypted, too long, or holds no text that can be read.
    """
    try:
        import pypdfium2 as pdfium
    except ImportError:
        raise Refused("PDF needs the package pypdfium2", "pip install pypdfium2") from None
    try:
        document = pdfium.PdfDocument(data)
        count = len(document)
    except pdfium.PdfiumError as error:
        raise _refused(str(error)) from None
    if not 0 < count <= PAGE_LIMIT:
        raise Refused(f"over limit: {count:,} pages, at most {PAGE_LIMIT:,} are read", "split the file")
    pages: list[list[Line]] = []
    blank: list[int] = []
    size = 0
    for number in range(count):
        try:
            lines = _lines(document[number], number)
        except pdfium.PdfiumError:
            lines = []
        pages.append(lines)
        size += sum(len(line.text) for line in lines)
        if size > _TEXT_LIMIT:
            raise Refused(f"over limit: more than {_TEXT_LIMIT:,} characters", "split the file")
        if not lines:
            blank.append(number + 1)
    if size < _FEW * count:
        raise Refused(f"no text layer: {count} pages with {size} characters, pictures of pages most likely", _OCR)
    text = "\n".join(layout.paragraphs(pages))
    if len(text) >= _READABLE and encodings.plausibility(text) < encodings.THRESHOLD:
        raise Refused("text layer not readable: its fonts do not say which characters they draw", _OCR)
    return Content(text, f"no text on {len(blank)} of {count} pages: {_listed(blank)}" if blank else "")


def _refused(error: str) -> Refused:
    """Say what a message of PDFium means."""
    if "password" in error.lower() or "security" in error.lower():
        return Refused("encrypted: the file asks for a password", "open it and save it without a password")
    return Refused(f"damaged: {error}", "fetch it again, or open it and print it to a new PDF file")


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:8])) + (" …" if len(numbers) > 8 else "")


class _Place(NamedTuple):
    """Where a character begins, its baseline, and where it ends."""

    left: float
    base: float
    right: float


def _lines(page: Any, number: int) -> list[Line]:
    """Give the lines of a page with their places."""
    textpage = page.get_textpage()
    text: str = textpage.get_text_range()
    found: list[Line] = []
    start = 0
    for stop, following in [(m.start(), m.end()) for m in _BREAKS.finditer(text)] + [(len(text), len(text))]:
        piece = text[start:stop]
        shown = _HYPHENS.sub("", piece).strip()
        if shown:
            lead = len(piece) - len(piece.lstrip())
            first = _place(textpage, _index(text, start + lead))
            last = _place(textpage, _index(text, start + len(piece.rstrip()) - 1))
            found.append(Line(shown, first.left, last.right, first.base, number))
        start = following
    textpage.close()
    page.close()
    return found


def _index(text: str, at: int) -> int:
    """Give a character's number as PDFium counts, which is in UTF-16."""
    return at + sum(char > "\uffff" for char in text[:at]) if not text.isascii() and max(text) > "\uffff" else at


def _place(textpage: Any, text_index: int) -> _Place:
    """Ask PDFium for the place of a character; zeros where it does not know."""
    import pypdfium2.raw as pdfium_c

    index = pdfium_c.FPDFText_GetCharIndexFromTextIndex(textpage, text_index)
    x, y = ctypes.c_double(), ctypes.c_double()
    sides = [ctypes.c_double() for _ in range(4)]
    if index < 0 or not pdfium_c.FPDFText_GetCharOrigin(textpage, index, x, y):
        return _Place(0.0, 0.0, 0.0)
    pdfium_c.FPDFText_GetCharBox(textpage, index, *sides)
    return _Place(x.value, y.value, sides[1].value)
