"""Which columns a table has in one file, under which headers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from zhaoshang_nlp.errors import BadInput, UnknownName
from zhaoshang_nlp.tables.schema import KIND_TABLES, SCHEMA, Column, Table

Headers = Literal["en", "zh"]
HEADERS: tuple[Headers, ...] = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one file.

    Attributes:
        table: the table's description.
        columns: its columns, the documents' own metadata last.
        headers: the header of each column, no two alike.
        picked: whether the user named these columns; every row then has just them.
    """

    table: Table
    columns: tuple[Column, ...]
    headers: tuple[str, ...]
    picked: bool = False

    def title(self, headers: Headers) -> str:
        """Give the table's name in the language of the headers."""
        return self.table.zh if headers == "zh" else self.table.name


def lay_out(table: Table, extra: Sequence[str], headers: Headers) -> Layout:
    """Give the layout of a table with the documents' own metadata columns ``extra``.

    Raises:
        UnknownName: for headers in another language, or extra columns in a table without metadata.
    """
    if headers not in HEADERS:
        raise UnknownName("headers", headers, HEADERS)
    if extra and not table.metadata:
        raise UnknownName(f"column of {table.name}", extra[0], table.names)
    own = tuple(Column(name, "str", name, "metadata of the document", shown=False) for name in extra)
    columns = table.columns + own
    return Layout(table, columns, _distinct([column.zh if headers == "zh" else column.name for column in columns]))


def pick(layout: Layout, names: Sequence[str]) -> Layout:
    """Keep the columns named, in English or Chinese, in the order of their names; all of them where none is named.

    Raises:
        UnknownName: for a column that the table does not have.
        BadInput: for a column that is named twice.
    """
    if not names:
        return layout
    places = {column.name: place for place, column in enumerate(layout.columns)}
    chinese = {column.zh: place for place, column in enumerate(layout.columns)}
    for name in names:
        if name not in places and name not in chinese:
            raise UnknownName(f"column of {layout.table.name}", name, places)
    kept = [places[name] if name in places else chinese[name] for name in names]
    if len(set(kept)) < len(kept):  # no reader opens a Parquet file with two columns of one name
        twice = next(name for name, place in zip(names, kept, strict=True) if kept.count(place) > 1)
        raise BadInput(f"the column {twice} is named twice; name each column once")
    columns = tuple(replace(layout.columns[place], shown=True) for place in kept)
    return Layout(layout.table, columns, tuple(layout.headers[place] for place in kept), picked=True)


def extras(table: Table, rows: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
    """Give the columns of the documents' own metadata, in order of first appearance.

    Raises:
        UnknownName: for an unknown column in a table without metadata.
    """
    known = frozenset(table.names)
    found: dict[str, None] = {}
    for row in rows:
        if row.keys() <= known:
            continue
        found |= dict.fromkeys(name for name in row if name not in known)
    if found and not table.metadata:
        raise UnknownName(f"column of {table.name}", next(iter(found)), table.names)
    return tuple(found)


def row_table(table: Table, row: Mapping[str, object]) -> Table:
    """Give the table whose columns a row has: for mixed records that of the record's kind."""
    return SCHEMA[KIND_TABLES[str(row["kind"])]] if table.name == "records" else table


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Number repeated headers: a metadata column may be called like the Chinese header of another."""
    used: set[str] = set()
    found = []
    for name in names:
        unique, number = name, 2
        while unique in used:
            unique, number = f"{name}_{number}", number + 1
        used.add(unique)
        found.append(unique)
    return tuple(found)
