"""Old Word documents (.doc, Word 97 to 2003, and what WPS writes under these names) from their piece table.

Offsets and flags are those of [MS-DOC]: FibBase, FibRgLw97, Clx, PlcPcd, PlcBteChpx. Kept: the main text, footnotes,
endnotes, text boxes. Dropped: running heads, comments, field codes, hidden text, tracked deletions.
"""

from __future__ import annotations

import io
import re
import struct
from bisect import bisect_left
from collections.abc import Iterator
from itertools import chain, islice
from typing import NamedTuple

from zhaoshang_nlp.read.content import Content
from zhaoshang_nlp.read.problem import Refused

_ADVICE = "open it in a word processor and save it as .docx"
_MAGIC = 0xA5EC
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200  # bits of FibBase at 0x0A
_CCP = 0x4C  # eight counts of characters: text, footnotes, heads, macros, comments, endnotes, boxes, boxes in heads
_KEPT = (0, 1, 5, 6)  # of these
_PLC_CHPX, _CLX = 0xFA, 0x1A2
_PAGE = 512
_COMPRESSED = 0x40000000
_LIMIT = 20_000_000  # characters
_SPRM_DELETED, _SPRM_HIDDEN = 0x0800, 0x083C
# Operands by the three highest bits of a sprm; 6 has its length in its first byte.
_OPERANDS = (1, 1, 2, 4, 2, 2, -1, 3)
_FIELD = re.compile(r"\x13[^\x13\x14\x15]*\x14?|\x15")
_LINES = {0x0B: "\n", 0x0C: "\n", 0x0D: "\n", 0x0E: "\n", 0x07: "\t", 0x1E: "-", 0xA0: " "}
_SIGNS = {code: _LINES.get(code) for code in [*range(9), *range(11, 32), 0xA0]}
_ROW_END = re.compile(r"\x07(?=\x07)\x07")


class _Piece(NamedTuple):
    """A stretch of characters and where its bytes are."""

    start: int
    end: int
    offset: int
    wide: bool


def read(data: bytes) -> Content:
    """Read a document.

    Args:
        data: the whole file.

    Raises:
        Refused: if it is damaged, encrypted, older than Word 97, or holds no text.
    """
    main, table = _streams(data)
    pieces = list(_pieces(main, table))
    counts = struct.unpack_from("<8i", main, _CCP)
    if min(counts) < 0 or sum(counts) > _LIMIT:
        raise Refused("damaged: its counts of characters cannot be", _ADVICE)
    gone = sorted(_gone(main, table))
    parts: list[str] = []
    start = 0
    for number, count in enumerate(counts):
        if number in _KEPT and count:
            parts.append(_clean("".join(_text(main, pieces, gone, (start, start + count)))))
        start += count
    text = "\n".join(part for part in parts if part)
    if not text:
        raise Refused("empty: the document holds no text, perhaps pictures of pages", "run text recognition on them")
    return Content(text)


def _streams(data: bytes) -> tuple[bytes, bytes]:
    """Give the document's stream and the table's."""
    try:
        import olefile
    except ImportError:
        raise Refused("DOC needs the package olefile", "pip install olefile") from None
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            main: bytes = file.openstream("WordDocument").read()
            if len(main) < _CLX + 8 or struct.unpack_from("<H", main, 0)[0] != _MAGIC:
                raise Refused("format not supported: a Word document older than Word 97", _ADVICE)
            flags = struct.unpack_from("<H", main, 0x0A)[0]
            if flags & _ENCRYPTED:
                raise Refused("encrypted: the file asks for a password", "save it without a password")
            table: bytes = file.openstream("1Table" if flags & _TABLE_1 else "0Table").read()
    except Refused:
        raise
    except Exception as error:  # olefile lets every kind of error through on a damaged file
        raise Refused(f"damaged: {str(error)[:200]}", _ADVICE) from None
    return main, table


def _pieces(main: bytes, table: bytes) -> Iterator[_Piece]:
    """Yield the pieces that the text is made of."""
    at, size = struct.unpack_from("<II", main, _CLX)
    end = min(at + size, len(table))
    while at < end and table[at] == 1:  # properties that pieces share
        at += 3 + struct.unpack_from("<H", table, at + 1)[0]
    if at + 5 > end or table[at] != 2:
        raise Refused("damaged: no table of pieces", _ADVICE)
    count = (struct.unpack_from("<I", table, at + 1)[0] - 4) // 12
    at += 5
    if count < 1 or at + 4 + count * 12 > len(table):
        raise Refused("damaged: its table of pieces is cut short", _ADVICE)
    places = struct.unpack_from(f"<{count + 1}I", table, at)
    for i in range(count):
        offset = struct.unpack_from("<I", table, at + 4 * (count + 1) + 8 * i + 2)[0]
        wide = not offset & _COMPRESSED
        yield _Piece(places[i], places[i + 1], offset if wide else (offset & ~_COMPRESSED) // 2, wide)


def _text(main: bytes, pieces: list[_Piece], gone: list[tuple[int, int]], span: tuple[int, int]) -> Iterator[str]:
    """Yield the text of a stretch of characters, without what is deleted or hidden."""
    for piece in pieces:
        start, end = max(piece.start, span[0]), min(piece.end, span[1])
        if start >= end:
            continue
        width = 2 if piece.wide else 1
        low = piece.offset + (start - piece.start) * width
        high = piece.offset + (end - piece.start) * width
        first = bisect_left(gone, low, key=lambda cut: cut[1])
        for cut_low, cut_high in chain(islice(gone, first, None), [(high, high)]):
            kept = main[low : max(low, min(cut_low, high))]
            yield kept.decode("utf-16-le" if piece.wide else "cp1252", "replace")
            low = max(low, cut_high)
            if low >= high:
                break


def _gone(main: bytes, table: bytes) -> Iterator[tuple[int, int]]:
    """Yield the stretches of bytes whose characters are marked as deleted or hidden."""
    at, size = struct.unpack_from("<II", main, _PLC_CHPX)
    count = (size - 4) // 8 if size >= 12 and at + size <= len(table) else 0
    for i in range(count):
        number = struct.unpack_from("<I", table, at + 4 * (count + 1) + 4 * i)[0] & 0x3FFFFF
        page = main[number * _PAGE : (number + 1) * _PAGE]
        if len(page) < _PAGE:
            continue
        runs = page[-1]
        if 4 * (runs + 1) + runs > _PAGE - 1:
            continue
        places = struct.unpack_from(f"<{runs + 1}I", page, 0)
        for run in range(runs):
            offset = 2 * page[4 * (runs + 1) + run]
            if offset and _is_gone(page[offset + 1 : offset + 1 + page[offset]]) and places[run] < places[run + 1]:
                yield places[run], places[run + 1]


def _is_gone(properties: bytes) -> bool:
    """Tell whether a list of character properties marks its run as deleted or hidden."""
    at = 0
    while at + 3 <= len(properties):
        sprm = struct.unpack_from("<H", properties, at)[0]
        size = _OPERANDS[sprm >> 13]
        if sprm in (_SPRM_DELETED, _SPRM_HIDDEN) and properties[at + 2] == 1:
            return True
        at += 2 + (1 + properties[at + 2] if size < 0 else size)
    return False


def _clean(text: str) -> str:
    """Put line ends and tabs for the signs of Word, and drop field codes and anchors."""
    text = _ROW_END.sub("\n", text.replace("\r\x07", "\x07"))
    # A field's code stands between its first and second mark, its result before the third; fields may lie in codes.
    before = ""
    while before != text and "\x13" in text:
        before, text = text, re.sub(r"\x13[^\x13\x14\x15]*(?:\x14([^\x13\x14\x15]*))?\x15", r"\1", text)
    text = _FIELD.sub("", text).translate(_SIGNS)
    return "\n".join(line for line in (part.strip(" ") for part in text.split("\n")) if line.strip())
