"""Parquet files as rows of text cells; needs pyarrow, which is imported only here."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

from zhaoshang_nlp.read.problem import Refused
from zhaoshang_nlp.read.workbook import COLUMN_LIMIT, ROW_LIMIT, Sheet

_BATCH = 1_000


def rows(data: bytes) -> Sheet:
    """Give the header and the rows of a file, the header being row 1.

    Raises:
        Refused: if pyarrow is missing, the file is damaged, or it is over the limits.
    """
    try:
        import pyarrow.parquet as pq
    except ImportError:
        raise Refused("Parquet needs the package pyarrow", 'pip install "zhaoshang-nlp[parquet]"') from None
    try:
        file = pq.ParquetFile(io.BytesIO(data))
        names = list(file.schema_arrow.names)
        count = file.metadata.num_rows
    except Exception as error:  # pyarrow has its own kinds of errors for damaged files
        raise Refused(f"damaged: {str(error)[:200]}", "write it anew, or as .csv or .jsonl") from None
    if count > ROW_LIMIT or len(names) > COLUMN_LIMIT:
        raise Refused(f"too large: {count:,} rows and {len(names)} columns", "split the table")
    return Sheet(_rows(file, names), "")


def _rows(file: object, names: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows, numbered from 1."""
    yield 1, names
    number = 1
    for batch in file.iter_batches(_BATCH):  # type: ignore[attr-defined]  # pyarrow carries no types
        columns = [column.to_pylist() for column in batch.columns]
        for values in zip(*columns, strict=True):
            number += 1
            yield number, [_as_text(value) for value in values]


def _as_text(value: object) -> str:
    """Give a value as a cell: missing as empty, lists as JSON, everything else as Python writes it."""
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
