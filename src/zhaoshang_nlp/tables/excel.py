"""Excel workbooks: text stays text, no cell is ever a formula or a link, the signature stands on a sheet of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, BinaryIO

from zhaoshang_nlp import chars
from zhaoshang_nlp.signature import Signature
from zhaoshang_nlp.tables import cells
from zhaoshang_nlp.tables.layout import Layout
from zhaoshang_nlp.tables.schema import Column

Row = Mapping[str, object]
# What Excel can hold.
CELL_UNITS = 32_767  # UTF-16 units in a cell
SHEET_ROWS = 1_048_576  # rows of a sheet, the header included
_CUT = "…[cut: {} characters]"
_NARROW, _WIDE = 6, 60  # width of columns in half-width characters
_MEASURED = 500  # rows whose content decides the width of the columns
_NAME_UNITS = 31  # characters in the name of a sheet
# The time of creation is no result; a fixed one keeps the bytes of two runs alike.
_CREATED = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)


class Workbook:
    """A workbook with a sheet for each table; more rows than a sheet holds go on to another one.

    Args:
        out: where it is written, seekable or not.
        title: title in the file's properties.
        signature: how the tables were made.
    """

    def __init__(self, out: BinaryIO, title: str, signature: Signature | None) -> None:
        import xlsxwriter

        # constant_memory writes row by row: a million rows do not fit in memory as objects.
        self._book: Any = xlsxwriter.Workbook(out, {"constant_memory": True})
        self._signature = signature
        self._notes: list[str] = []
        self._sheets: list[SheetWriter] = []
        line = signature.line if signature else ""
        self._book.set_properties({"title": title, "comments": line, "created": _CREATED})
        self._bold: Any = self._book.add_format({"bold": True})

    def sheet(self, layout: Layout, title: str) -> SheetWriter:
        """Begin a table; the one before it ends."""
        self._finish_last()
        self._sheets.append(SheetWriter(self._book, self._bold, layout, title))
        return self._sheets[-1]

    def close(self) -> tuple[str, ...]:
        """Write the file; give what a reader should know."""
        self._finish_last()
        if self._signature:
            sheet = self._book.add_worksheet("signature")
            sheet.set_column(0, 0, 20)
            sheet.set_column(1, 1, _WIDE)
            rows = list(self._signature.full.items()) + [("note", note) for note in self._notes]
            for number, (name, value) in enumerate(rows):
                text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                sheet.write_string(number, 0, name, self._bold)
                sheet.write_string(number, 1, text)
        self._book.close()
        return tuple(self._notes)

    def _finish_last(self) -> None:
        if self._sheets:
            self._notes += self._sheets[-1].finish()


class SheetWriter:
    """Writes the rows of one table: header frozen, columns as wide as their content, a filter on every column."""

    def __init__(self, book: Any, bold: Any, layout: Layout, title: str) -> None:
        self._book = book
        self._bold = bold
        self._layout = layout
        self._title = title
        self._number = 0  # sheets of this table so far
        self._cut = 0  # cells cut so far
        self._finished = False
        self._begin()

    def add(self, row: Row) -> None:
        """Write a row."""
        if self._row == SHEET_ROWS:
            self._end()
            self._begin()
        for number, column in enumerate(self._layout.columns):
            self._write(number, column, row.get(column.name))
        self._row += 1

    def finish(self) -> list[str]:
        """End the sheet; give what a reader should know."""
        if self._finished:
            return []
        self._end()
        self._finished = True
        notes = []
        if self._cut:
            notes.append(f"{self._title}: {self._cut} cells cut at Excel's limit of {CELL_UNITS:,} characters")
        if self._number > 1:
            notes.append(f"{self._title}: more rows than Excel's {SHEET_ROWS:,}; they stand on {self._number} sheets")
        return notes

    def _begin(self) -> None:
        self._number += 1
        self._sheet: Any = self._book.add_worksheet(_sheet_name(self._title, self._number))
        self._widths = [_width(header) + 2 for header in self._layout.headers]  # 2: the filter's button
        for number, header in enumerate(self._layout.headers):
            self._sheet.write_string(0, number, self._fit(header), self._bold)
        self._sheet.freeze_panes(1, 0)
        self._row = 1

    def _end(self) -> None:
        for number, width in enumerate(self._widths):
            self._sheet.set_column(number, number, min(max(width, _NARROW), _WIDE))
        self._sheet.autofilter(0, 0, self._row - 1, len(self._layout.columns) - 1)

    def _write(self, number: int, column: Column, value: object) -> None:
        if cells.missing(value):
            return
        text = cells.flat(value)
        if column.type == "bool":
            self._sheet.write_boolean(self._row, number, bool(value))
        elif column.type in ("int", "float") and isinstance(value, int | float):
            self._sheet.write_number(self._row, number, value)
        elif text:
            self._sheet.write_string(self._row, number, self._fit(text))
        if self._row <= _MEASURED:
            self._widths[number] = max(self._widths[number], _width(text[:_WIDE]))

    def _fit(self, text: str) -> str:
        """Cut what Excel would drop without a word."""
        text = cells.clean(text)
        # A character has one or two UTF-16 units.
        if len(text) <= CELL_UNITS // 2 or _units(text) <= CELL_UNITS:
            return text
        self._cut += 1
        mark = _CUT.format(f"{len(text):,}")
        kept = text.encode("utf-16-le")[: 2 * (CELL_UNITS - len(mark))]
        return kept.decode("utf-16-le", "ignore") + mark


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _width(text: str) -> int:
    """Give the width of a text in half-width characters: Han characters and full-width signs count two."""
    return sum(
        2 if chars.is_han(char) or "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uff60" else 1 for char in text
    )


def _sheet_name(title: str, number: int) -> str:
    suffix = f" ({number})" if number > 1 else ""
    return title[: _NAME_UNITS - len(suffix)] + suffix
