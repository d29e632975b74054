"""The reader of each format that is more than text; a reader is imported when the first file of its kind is met."""

from __future__ import annotations

from collections.abc import Callable

from zhaoshang_nlp.read.content import Content
from zhaoshang_nlp.read.workbook import Sheet

Reader = Callable[[bytes, str | None], Content]
SheetReader = Callable[[bytes], Sheet]
# Pages up to this size are read in this process: their reader is our own, linear and needs no guard but a limit.
OWN_PROCESS_BYTES = 2**20
_OWN_PROCESS = ("html", "rtf")


def needs_guard(kind: str, size: int) -> bool:
    """Tell whether a file must be read in a process of its own."""
    return kind not in _OWN_PROCESS or size > OWN_PROCESS_BYTES


def reader(kind: str) -> Reader:
    """Give the reader of a kind of document.

    Raises:
        KeyError: for a kind that is none.
    """
    if kind in ("html", "mhtml"):
        from zhaoshang_nlp.read import page

        return page.read if kind == "html" else page.read_archive
    if kind == "docx":
        from zhaoshang_nlp.read import docx

        return lambda data, _: docx.read(data)
    if kind == "pdf":
        from zhaoshang_nlp.read import pdf

        return lambda data, _: pdf.read(data)
    if kind == "doc":
        from zhaoshang_nlp.read import doc

        return lambda data, _: doc.read(data)
    if kind == "rtf":
        from zhaoshang_nlp.read import rtf

        return lambda data, _: rtf.read(data)
    raise KeyError(kind)


def sheet_reader(kind: str) -> SheetReader:
    """Give the reader of a kind of table.

    Raises:
        KeyError: for a kind that is none.
    """
    if kind == "xlsx":
        from zhaoshang_nlp.read import workbook

        return workbook.first_sheet
    if kind == "parquet":
        from zhaoshang_nlp.read import parquet

        return parquet.rows
    raise KeyError(kind)
