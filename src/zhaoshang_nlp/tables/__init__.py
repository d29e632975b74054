"""Tables: one schema, plain rows, and writers for every format."""

from zhaoshang_nlp.tables.files import (
    FORMATS,
    UNSIGNED,
    TableWriter,
    WriteOptions,
    Written,
    choose_format,
    workbook,
    write,
)
from zhaoshang_nlp.tables.frame import frame
from zhaoshang_nlp.tables.layout import HEADERS, Headers
from zhaoshang_nlp.tables.rows import (
    comparison_rows,
    document_row,
    edits_rows,
    error_row,
    firings_rows,
    metadata_row,
    records_rows,
)
from zhaoshang_nlp.tables.schema import KIND_TABLES, SCHEMA, Column, Table, extra_column, table
from zhaoshang_nlp.tables.target import To

__all__ = [
    "FORMATS",
    "HEADERS",
    "KIND_TABLES",
    "SCHEMA",
    "UNSIGNED",
    "Column",
    "Headers",
    "Table",
    "TableWriter",
    "To",
    "WriteOptions",
    "Written",
    "choose_format",
    "comparison_rows",
    "document_row",
    "edits_rows",
    "error_row",
    "extra_column",
    "firings_rows",
    "frame",
    "metadata_row",
    "records_rows",
    "table",
    "workbook",
    "write",
]
