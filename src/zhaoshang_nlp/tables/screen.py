"""A table for the terminal: chosen columns, cut to the width, Chinese characters counted as two."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import BinaryIO

from zhaoshang_nlp import chars
from zhaoshang_nlp.tables import cells
from zhaoshang_nlp.tables.layout import Layout
from zhaoshang_nlp.tables.schema import Column

Row = Mapping[str, object]
_WIDEST = 60  # cells; a wider column leaves too little for the others
_NARROWEST = 10  # cells: four Chinese characters and what marks the cut
_GAP = 2  # cells between columns


class ScreenWriter:
    """Keeps the rows, since widths depend on all of them, and draws the table at the end.

    Long text is cut with ``…``. Columns without any value are left out, and from the right those that do not fit; a
    line below says how many.
    """

    def __init__(self, layout: Layout, out: BinaryIO, width: int, caption: str) -> None:
        self._layout = layout
        self._out = out
        self._width = width
        self._caption = caption
        self._rows: list[list[str]] = []
        self._shown = [(c, h) for c, h in zip(layout.columns, layout.headers, strict=True) if c.shown]

    def add(self, row: Row) -> None:
        """Keep what of a row is shown."""
        self._rows.append([_cell(column, row.get(column.name)) for column, _ in self._shown])

    def close(self) -> tuple[str, ...]:
        """Draw the table; nothing to report."""
        from rich.box import SIMPLE_HEAD
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        self._leave_out_empty()
        widths = self._widths()
        drawn = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, _GAP - 1, 0, 0), show_edge=False)
        for (column, header), width in zip(self._shown, widths, strict=False):
            right = column.type in ("int", "float")
            title = Text(chars.without_control(header))
            drawn.add_column(
                title, width=width, no_wrap=True, overflow="ellipsis", justify="right" if right else "left"
            )
        for row in self._rows:
            # Text, not markup: a cell such as [/b] is content.
            drawn.add_row(*(Text(cell) for cell in row[: len(widths)]))
        text = io.StringIO()
        console = Console(file=text, width=self._width, force_terminal=False, highlight=False, soft_wrap=False)
        console.print(drawn)
        for line in self._below(len(widths)):
            console.print(Text(line), soft_wrap=True)
        self._out.write(text.getvalue().encode())
        return ()

    def _leave_out_empty(self) -> None:
        kept = [i for i in range(len(self._shown)) if not self._rows or any(row[i] for row in self._rows)]
        self._shown = [self._shown[i] for i in kept]
        self._rows = [[row[i] for i in kept] for row in self._rows]

    def _widths(self) -> list[int]:
        """Give the width of each column that fits."""
        from rich.cells import cell_len

        columns = [[h, *(row[i] for row in self._rows)] for i, (_, h) in enumerate(self._shown)]
        natural = [min(max(map(cell_len, texts)), _WIDEST) for texts in columns]
        rigid = [column.type in ("int", "float", "bool") for column, _ in self._shown]
        least = [width if fixed else min(width, _NARROWEST) for width, fixed in zip(natural, rigid, strict=True)]
        fitting = len(natural)
        while fitting > 1 and sum(least[:fitting]) + _GAP * fitting > self._width:
            fitting -= 1
        return _shrunk(natural[:fitting], least, max(self._width - _GAP * fitting, 1))

    def _below(self, drawn: int) -> list[str]:
        hidden = len(self._layout.columns) - drawn
        lines = [f"{hidden} more columns with --format csv or -o FILE"] if hidden else []
        return [*lines, self._caption] if self._caption else lines


def _shrunk(widths: list[int], least: Sequence[int], room: int) -> list[int]:
    """Take cells from the widest column until all fit; the last resort is the only column."""
    while sum(widths) > room:
        able = [i for i, width in enumerate(widths) if width > least[i]]
        if not able:
            return [min(width, room) for width in widths]
        widths[max(able, key=lambda i: widths[i])] -= 1
    return widths


def _cell(column: Column, value: object) -> str:
    """Give a value as it is shown: numbers with at most six digits, no control characters, one line."""
    if column.type == "float" and isinstance(value, float) and not cells.missing(value):
        return repr(cells.number(float(f"{value:.6g}")))
    return chars.without_control(cells.flat(value))
