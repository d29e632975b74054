"""Which column of a table holds the text and which the ids: named by the user, else plain by its name."""

from __future__ import annotations

from collections.abc import Sequence

from zhaoshang_nlp.read import metadata, tables
from zhaoshang_nlp.read.options import ReadOptions
from zhaoshang_nlp.read.problem import Refused


def text_column(columns: Sequence[str], options: ReadOptions) -> tuple[str, str]:
    """Give the column that holds the text, and a note if it was taken for its name.

    Raises:
        Refused: if there is none, or several could be meant.
    """
    listed = ", ".join(columns) or "(none)"
    if options.text_column is not None:
        found = _match(options.text_column, columns)
        if found is None:
            raise Refused(
                f"no column {options.text_column!r}; the columns are: {listed}", "choose one with --text-column"
            )
        if f"{found} (2)" in columns:
            raise Refused(f"column {found!r} stands more than once", "rename one of them")
        return found, ""
    fitting = [column for column in columns if metadata.field_of(column) == "text"]
    if len(fitting) != 1:
        what = f"could be {' or '.join(fitting)}" if fitting else "is not plain"
        raise Refused(f"which column holds the text {what}; the columns are: {listed}", "choose one with --text-column")
    return fitting[0], f"text taken from column {fitting[0]!r}"


def id_column(columns: Sequence[str], options: ReadOptions) -> str | None:
    """Give the column that holds the ids, None if none is asked for.

    Raises:
        Refused: if it is asked for and not there.
    """
    if options.id_column is None:
        return None
    found = _match(options.id_column, columns)
    if found is None:
        error = f"no column {options.id_column!r}; the columns are: {', '.join(columns) or '(none)'}"
        raise Refused(error, "choose one with --id-column")
    return found


def cell(row: tables.Row, column: str) -> str:
    """Give a row's text.

    Raises:
        Refused: if the row is unusable or the cell blank.
    """
    if row.refused:
        raise row.refused
    if column not in row.cells:
        raise Refused(
            f"row {row.number} has no {column!r}; it has: {', '.join(row.cells) or 'nothing'}", "add the field"
        )
    text = row.cells[column].removeprefix("\ufeff")
    if not text.strip():
        raise Refused(f"row {row.number}: empty cell in column {column!r}", "fill it, or delete the row")
    return text


def _match(wanted: str, columns: Sequence[str]) -> str | None:
    """Give the column of that name, else the only one that differs in case or blanks."""
    if wanted in columns:
        return wanted
    near = [column for column in columns if column.strip().casefold() == wanted.strip().casefold()]
    return near[0] if len(near) == 1 else None
