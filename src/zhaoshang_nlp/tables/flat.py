"""Writers of text files: csv, tsv, jsonl and Markdown, row by row and without pandas.

Lines end in a line feed on every system: the bytes are the same everywhere, and Excel, pandas, R and Stata read them.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from typing import BinaryIO

from zhaoshang_nlp.tables import cells
from zhaoshang_nlp.tables.layout import Layout, row_table

Row = Mapping[str, object]
BOM = "\ufeff".encode()
# Beyond what JSON escapes itself: C1 controls and direction marks, which a terminal would obey.
_OBEYED = re.compile("[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MARKDOWN = re.compile(r"([\\|<`*\[\]])")


class _Utf8:
    """What a csv writer writes to; a text wrapper would close the stream under it when it is collected."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def write(self, text: str) -> int:
        """Encode and pass on."""
        return self._out.write(text.encode())


class DelimitedWriter:
    """Writes csv (delimiter ``,``) or tsv (tab); cells that a spreadsheet would run are made harmless."""

    def __init__(self, layout: Layout, out: BinaryIO, delimiter: str, bom: bool) -> None:
        self._names = [column.name for column in layout.columns]
        self._rows = csv.writer(_Utf8(out), delimiter=delimiter, lineterminator="\n")
        # Tabs and line ends inside a cell are quoted in csv; most readers of tsv do not know quotes that span lines.
        self._cell = _one_line if delimiter == "\t" else cells.flat_harmless
        if bom:
            out.write(BOM)
        self._rows.writerow([self._cell(header) for header in layout.headers])

    def add(self, row: Row) -> None:
        """Write a row."""
        cell, get = self._cell, row.get
        self._rows.writerow([cell(get(name)) for name in self._names])

    def close(self) -> tuple[str, ...]:
        """Finish; nothing to report."""
        return ()


class JsonLinesWriter:
    """Writes one object a line: lists as lists, null for what is missing, exact text, no guard against formulas."""

    def __init__(self, layout: Layout, out: BinaryIO) -> None:
        self._layout = layout
        self._out = out
        self._header = {c.name: header for c, header in zip(layout.columns, layout.headers, strict=True)}

    def add(self, row: Row) -> None:
        """Write a row with the columns of its table (of its kind, among mixed records), the document's own last."""
        content = {self._header.get(name, name): _json(row.get(name)) for name in self._names(row)}
        line = json.dumps(content, ensure_ascii=False, allow_nan=False)
        line = _OBEYED.sub(lambda match: f"\\u{ord(match[0]):04x}", cells.encodable(line))
        self._out.write(line.encode() + b"\n")

    def _names(self, row: Row) -> list[str]:
        if self._layout.picked:
            return [column.name for column in self._layout.columns]
        own = self._layout.columns[len(self._layout.table.columns) :]
        names = [*row_table(self._layout.table, row).names, *(column.name for column in own)]
        return names + [name for name in row if name not in self._header]

    def close(self) -> tuple[str, ...]:
        """Finish; nothing to report."""
        return ()


class MarkdownWriter:
    """Writes a Markdown table (GitHub's form), numbers to the right, the signature in italics below."""

    def __init__(self, layout: Layout, out: BinaryIO, caption: str) -> None:
        self._layout = layout
        self._out = out
        self._caption = caption
        self._line([_markdown(cells.flat_harmless(header)) for header in layout.headers])
        self._line(["---:" if column.type in ("int", "float") else "---" for column in layout.columns])

    def add(self, row: Row) -> None:
        """Write a row."""
        self._line([_markdown(cells.flat_harmless(row.get(column.name))) for column in self._layout.columns])

    def close(self) -> tuple[str, ...]:
        """Write the signature; nothing to report."""
        if self._caption:
            self._out.write(f"\n*{self._caption}*\n".encode())
        return ()

    def _line(self, texts: list[str]) -> None:
        self._out.write(f"| {' | '.join(texts)} |\n".encode())


def _one_line(value: object) -> str:
    return cells.flat_harmless(value).replace("\t", " ").replace("\n", " ")


def _json(value: object) -> object:
    """Give a value as JSON knows it; whole numbers without a point, as in csv."""
    if isinstance(value, float):
        return cells.number(value)
    return list(value) if isinstance(value, tuple) else value


def _markdown(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text).replace("\n", " ").replace("\t", " ")
