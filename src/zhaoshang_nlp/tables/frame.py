"""Tables as pandas data frames; pandas is imported when one is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from zhaoshang_nlp.tables.layout import Headers, extras, lay_out
from zhaoshang_nlp.tables.schema import ColumnType, table

if TYPE_CHECKING:
    import pandas as pd

# Types that keep missing values missing; floats use NaN, with which statistics packages are at home.
_DTYPES: Mapping[ColumnType, str] = {
    "str": "string",
    "int": "Int64",
    "float": "float64",
    "bool": "boolean",
    "list": "object",
}


def frame(name: str, rows: Iterable[Mapping[str, object]], headers: Headers = "en") -> pd.DataFrame:
    """Give a table as a data frame with the columns of the schema, the documents' own metadata last.

    Types: ``string``, ``Int64``, ``boolean``, ``float64`` (missing is NaN) and, for lists, ``object`` holding lists.

    Args:
        name: a table of the schema.
        rows: dictionaries by column name; what a row leaves out is missing.
        headers: ``en`` or ``zh``.

    Raises:
        UnknownName: for an unknown table, language or column.
    """
    import pandas as pd

    kept = list(rows)
    layout = lay_out(table(name), extras(table(name), kept), headers)
    columns = {}
    for column, header in zip(layout.columns, layout.headers, strict=True):
        values = [row.get(column.name) for row in kept]
        if column.type == "list":
            values = [list(value) if isinstance(value, tuple) else value for value in values]
        columns[header] = pd.Series(values, dtype=_DTYPES[column.type])
    return pd.DataFrame(columns)
