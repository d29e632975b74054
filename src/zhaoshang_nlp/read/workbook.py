"""The first filled sheet of an Excel workbook as rows of text, within limits: a small file can hold a million rows."""

from __future__ import annotations

import datetime
import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from zhaoshang_nlp.read.problem import Refused

ROW_LIMIT = 200_000
COLUMN_LIMIT = 500
_EMPTY_RUN = 10_000  # empty rows in a row after which nothing is expected
UNPACKED_LIMIT = 400 * 2**20  # bytes of all members; a workbook of whole reports has some ten
_PIECE = 1 << 20
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
    _check_size(data)
    from openpyxl import load_workbook  # 0.2 s that most calls never need

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and validations that play no part here
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        names = [sheet.title for sheet in book.worksheets]
        for sheet in book.worksheets:
            rows = _filled(sheet.iter_rows(values_only=True, max_col=COLUMN_LIMIT))
            first = next(rows, None)
            if first is not None:
                others = [name for name in names if name != sheet.title]
                note = f"sheet {sheet.title!r} read, not {', '.join(map(repr, others))}" if others else ""
                return Sheet(_chained(first, rows), note)
    except Refused:
        raise
    except Exception as error:  # openpyxl lets every kind of error through on a damaged file
        raise Refused(f"damaged workbook: {error}", _ADVICE) from None
    raise Refused("empty: no sheet of the workbook holds a cell", "check the file")


def _chained(first: tuple[int, list[str]], rest: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Put the first row back, and turn errors in the midst of a damaged sheet into a refusal."""
    yield first
    try:
        yield from rest
    except Refused:
        raise
    except Exception as error:  # as above
        raise Refused(f"damaged workbook: {error}", _ADVICE) from None


def _filled(rows: Iterator[tuple[object, ...]]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that hold anything, all of the first one's width at least."""
    empty = 0
    width = 0
    for number, values in enumerate(rows, 1):
        cells = [_as_text(value) for value in values]
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            empty += 1
            if empty > _EMPTY_RUN:
                return
            continue
        if number > ROW_LIMIT:
            raise Refused(f"too large: more than {ROW_LIMIT:,} rows", "split the table")
        empty = 0
        width = width or len(cells)
        yield number, cells + [""] * (width - len(cells))


def _as_text(value: object) -> str:
    """Give a cell as text: whole numbers without a point, days without midnight."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _check_size(data: bytes) -> None:
    """Refuse a container that unpacks to more than it should, or declares entities; sizes are counted, not believed."""
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                with archive.open(member) as stream:
                    head = True
                    while piece := stream.read(_PIECE):
                        total += len(piece)
                        if total > UNPACKED_LIMIT:
                            raise Refused(
                                f"too large: the workbook unpacks to more than {UNPACKED_LIMIT / 2**20:.0f} MB",
                                "split the table",
                            )
                        if head and b"<!DOCTYPE" in piece:
                            raise Refused("damaged workbook: it declares a document type", _ADVICE)
                        head = False
    except Refused:
        raise
    except Exception as error:  # zipfile and zlib let many kinds through on a damaged file
        raise Refused(f"damaged workbook: {error}", _ADVICE) from None
