"""Writers of Parquet and Stata files, whose libraries are imported only here."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, BinaryIO

from zhaoshang_nlp.errors import BadInput
from zhaoshang_nlp.signature import Signature
from zhaoshang_nlp.tables import cells
from zhaoshang_nlp.tables.layout import Layout
from zhaoshang_nlp.tables.schema import Column

Row = Mapping[str, object]
_BATCH = 20_000  # rows of a row group
SIGNATURE_KEY = b"zhaoshang_nlp.signature"

# Stata's limits, and the words that cannot name a variable: Stata's own (User's Guide, 11.3 Naming conventions) and
# those of Mata, which pandas will not write either.
_NAME_CHARACTERS, _LABEL_CHARACTERS, _STRING_BYTES = 32, 80, 2045
_STATA_WORDS = frozenset(
    {"_all", "_b", "_coef", "_cons", "_n", "_N", "_pi", "_pred", "_rc", "_se", "_skip"}
    | {"byte", "double", "float", "if", "in", "int", "long", "str#", "strL", "using", "with"}
    | {"aggregate", "array", "boolean", "break", "case", "catch", "class", "colvector", "complex", "const", "continue"}
    | {
        "default",
        "delegate",
        "delete",
        "do",
        "else",
        "eltypedef",
        "end",
        "enum",
        "explicit",
        "export",
        "external",
        "for",
    }
    | {"friend", "function", "global", "goto", "inline", "local", "NULL", "pragma", "protected", "quad", "rowvector"}
    | {"short", "typedef", "typename", "virtual"}
)
# The time of writing is no result; a fixed one keeps the bytes of two runs alike.
_WRITTEN = datetime(1980, 1, 1)


def require_pyarrow() -> None:
    """Make sure that Parquet can be written, before any work is done.

    Raises:
        BadInput: if pyarrow is not installed.
    """
    if importlib.util.find_spec("pyarrow") is None:
        raise BadInput('parquet needs pyarrow: pip install "zhaoshang-nlp[parquet]"')


class ParquetWriter:
    """Writes Parquet in row groups: lists stay lists, the signature stands in the file's metadata."""

    def __init__(self, layout: Layout, out: BinaryIO, signature: Signature | None) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        types = {
            "str": pa.string(),
            "int": pa.int64(),
            "float": pa.float64(),
            "bool": pa.bool_(),
            "list": pa.list_(pa.string()),
        }
        fields = [
            pa.field(header, types[column.type], metadata={"meaning": column.meaning, "unit": column.unit})
            for column, header in zip(layout.columns, layout.headers, strict=True)
        ]
        full = signature.full if signature else {}
        metadata = {SIGNATURE_KEY: json.dumps(full, ensure_ascii=False).encode()} if full else None
        self._schema: Any = pa.schema(fields, metadata=metadata)
        self._writer: Any = pq.ParquetWriter(out, self._schema, compression="zstd")
        self._layout = layout
        self._rows: list[list[object]] = []

    def add(self, row: Row) -> None:
        """Keep a row; full groups are written."""
        self._rows.append([_storable(row.get(column.name)) for column in self._layout.columns])
        if len(self._rows) == _BATCH:
            self._flush()

    def close(self) -> tuple[str, ...]:
        """Write the last group and the footer; nothing to report."""
        self._flush()
        self._writer.close()
        return ()

    def _flush(self) -> None:
        import pyarrow as pa

        columns: Sequence[Sequence[object]] = list(zip(*self._rows, strict=True)) or [()] * len(self._schema)
        arrays = [pa.array(values, field.type) for values, field in zip(columns, self._schema, strict=True)]
        self._writer.write_batch(pa.record_batch(arrays, schema=self._schema))
        self._rows = []


class StataWriter:
    """Keeps the rows and writes a Stata file (version 118, Unicode) at the end.

    Variables carry the column's meaning as label; bools are 0 and 1; lists are joined; missing text is empty.
    """

    def __init__(self, layout: Layout, out: BinaryIO, signature: Signature | None) -> None:
        self._layout = layout
        self._out = out
        self._label = signature.line if signature else layout.table.name
        self._columns: list[list[object]] = [[] for _ in layout.columns]

    def add(self, row: Row) -> None:
        """Keep a row."""
        for values, column in zip(self._columns, self._layout.columns, strict=True):
            values.append(_stata(column, row.get(column.name)))

    def close(self) -> tuple[str, ...]:
        """Write the file; tell which variables had to be renamed."""
        import pandas as pd

        names = stata_names(self._layout.headers)
        data = {}
        for name, column, values in zip(names, self._layout.columns, self._columns, strict=True):
            text = column.type in ("str", "list")
            whole = column.type in ("int", "bool") and None not in values
            data[name] = pd.Series(values, dtype="object" if text else "int64" if whole else "float64")
        long = [n for n, s in data.items() if s.dtype == object and any(len(v.encode()) > _STRING_BYTES for v in s)]
        pd.DataFrame(data).to_stata(
            self._out,
            write_index=False,
            version=118,
            time_stamp=_WRITTEN,
            data_label=self._label[:_LABEL_CHARACTERS],
            variable_labels={
                name: column.meaning[:_LABEL_CHARACTERS]
                for name, column in zip(names, self._layout.columns, strict=True)
            },
            convert_strl=long,
        )
        renamed = [f"{old} -> {new}" for old, new in zip(self._layout.headers, names, strict=True) if old != new]
        return (f"renamed for Stata: {', '.join(renamed)}",) if renamed else ()


def stata_names(headers: Sequence[str]) -> list[str]:
    """Give names that Stata accepts, no two alike.

    >>> stata_names(["doc_id", "发文机关", "issuing office", "2026", "in", "in_"])
    ['doc_id', '发文机关', 'issuing_office', '_2026', '_in', 'in_']
    """
    found: list[str] = []
    for header in headers:
        name = re.sub(r"\W", "_", header)
        if not name or name[0].isdigit() or name in _STATA_WORDS:
            name = f"_{name}"
        name = unique = name[:_NAME_CHARACTERS]
        number = 2
        while unique in found:
            unique, number = f"{name[: _NAME_CHARACTERS - 3]}_{number}", number + 1
        found.append(unique)
    return found


def _storable(value: object) -> object:
    if isinstance(value, str):
        return cells.encodable(value)
    if isinstance(value, list | tuple):
        return [cells.encodable(str(item)) for item in value]
    return _number(value)


def _stata(column: Column, value: object) -> object:
    if column.type in ("str", "list"):
        # A NUL ends a string in a Stata file; control characters carry nothing.
        return cells.flat(value)
    return _number(value)


def _number(value: object) -> object:
    """Give a number, or None for a missing one; a negative zero, which text formats do not know either, loses its sign.

    >>> [_number(value) for value in (-0.0, 4.5, float("nan"), 3, True)]
    [0.0, 4.5, None, 3, True]
    """
    if cells.missing(value):
        return None
    return value + 0.0 if isinstance(value, float) else value
