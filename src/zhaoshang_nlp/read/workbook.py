"""The first filled sheet of an Excel workbook as rows of text, within limits: a small file can hold a million rows."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from zhaoshang_nlp.read import spreadsheet
from zhaoshang_nlp.read.problem import Refused

ROW_LIMIT = 200_000
COLUMN_LIMIT = 500
UNPACKED_LIMIT = 400 * 2**20  # bytes of all members; a workbook of whole reports has some ten
_PIECE = 1 << 20
_ROW_END = b"</row>"
_FILLED = re.compile(rb"<(?:\w+:)?(?:v|is)[ >]")  # what a cell holds that is not empty
_SIGNS = (b"<v>", b"<v ", b"<is>", b"<is ")  # the same, quicker to look for
_TAG, _ROW_START = 2**8, 2**20  # bytes of a tag and of a row that may lie in the piece before
_ADVICE = "open it in a spreadsheet program and save the table as .csv"


class Sheet(NamedTuple):
    """A sheet: its filled rows with their row numbers, and what a reader should know."""

    rows: Iterator[tuple[int, list[str]]]
    note: str


def first_sheet(data: bytes) -> Sheet:
    """Open the first sheet that holds anything.

    Raises:
        Refused: if the workbook is damaged, encrypted, over the limits, or empty.
    """
    filled = _check_size(data)
    try:
        book = spreadsheet.Book(zipfile.ZipFile(io.BytesIO(data)))
        for sheet in (sheet for sheet in book.sheets if sheet.member in filled):
            rows = book.rows(sheet, COLUMN_LIMIT)
            first = next(rows, None)
            if first is not None:
                others = [other.title for other in book.sheets if other != sheet]
                note = f"sheet {sheet.title!r} read, not {', '.join(map(repr, others))}" if others else ""
                return Sheet(_within_limits(chain([first], rows)), note)
    except Refused:
        raise
    except Exception as error:  # a damaged file is wrong in every way there is
        raise _damaged(error) from None
    raise Refused("empty: no sheet of the workbook holds a cell", "check the file")


def _within_limits(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows, all of the first one's width at least, and turn errors in their midst into a refusal."""
    width = 0
    try:
        for count, (number, cells) in enumerate(rows, 1):
            if count > ROW_LIMIT:
                raise _too_long()
            width = width or len(cells)
            yield number, cells + [""] * (width - len(cells))
    except Refused:
        raise
    except Exception as error:  # as above
        raise _damaged(error) from None


def _check_size(data: bytes) -> frozenset[str]:
    """Refuse a container that unpacks to more than it should, declares entities, or whose sheets are all too long.

    Sizes are counted, not believed. To count rows takes a tenth of the time of reading them.

    Returns:
        The members that hold a filled cell.
    """
    rows: dict[str, int] = {}
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                is_sheet = member.filename.startswith("xl/worksheets/")
                counter = _RowCounter()
                with archive.open(member) as stream:
                    for number, piece in enumerate(iter(lambda: stream.read(_PIECE), b"")):
                        if not number and b"<!DOCTYPE" in piece:
                            raise Refused("damaged workbook: it declares a document type", _ADVICE)
                        total += len(piece)
                        if total > UNPACKED_LIMIT:
                            raise _too_large()
                        if is_sheet:
                            counter.add(piece)
                if counter.holds:
                    rows[member.filename] = counter.rows
    except Refused:
        raise
    except Exception as error:  # zipfile and zlib let many kinds through on a damaged file
        raise _damaged(error) from None
    if rows and min(rows.values()) > ROW_LIMIT:
        raise _too_long()
    return frozenset(rows)


class _RowCounter:
    """Counts the filled rows of a sheet in its bytes, up to the limit.

    Attributes:
        holds: whether any cell is filled.
        rows: filled rows, 0 where their tags bear a prefix.
    """

    def __init__(self) -> None:
        self.holds = False
        self.rows = 0
        self._rest = b""

    def add(self, piece: bytes) -> None:
        """Take the next piece."""
        if self.rows > ROW_LIMIT:
            return
        piece = self._rest + piece
        if not _FILLED.search(piece):
            self._rest = piece[-_TAG:]
            return
        self.holds = True
        *ended, rest = piece.split(_ROW_END)
        self.rows += sum(any(map(row.__contains__, _SIGNS)) for row in ended)
        self._rest = rest[-_ROW_START:]


def _damaged(error: Exception) -> Refused:
    return Refused(f"damaged workbook: {error}", _ADVICE)


def _too_large() -> Refused:
    return Refused(f"too large: the workbook unpacks to more than {UNPACKED_LIMIT / 2**20:.0f} MB", "split the table")


def _too_long() -> Refused:
    return Refused(
        f"too large: more than {ROW_LIMIT:,} rows", "split the table, or save it as .csv, which has no limit"
    )
