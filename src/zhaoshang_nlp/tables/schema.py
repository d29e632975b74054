"""The one description of every table: its columns in order, each with type, unit, meaning and Chinese header.

Files, data frames, the terminal and ``docs/tables.md`` all follow it. A missing value is None everywhere. The tables
stand in the files beside this one, by what they are about; here they are put in order.
"""

from __future__ import annotations

from collections.abc import Mapping

from zhaoshang_nlp.errors import UnknownName
from zhaoshang_nlp.tables import documents, expressions, likeness, records, words
from zhaoshang_nlp.tables.columns import Column, ColumnType, Table

__all__ = ["KIND_TABLES", "SCHEMA", "Column", "ColumnType", "Table", "extra_column", "table"]

# The order of the documentation.
_ORDER = (
    "documents",
    "corpus",
    "targets",
    "industries",
    "slogans",
    "records",
    "panel",
    "keywords",
    "group_keywords",
    "similarity",
    "distinctive",
    "keyterms",
    "group_keyterms",
    "keyness",
    "frequency",
    "diversity",
    "collocations",
    "ngrams",
    "shared",
    "clusters",
    "group_clusters",
    "kwic",
    "neighbours",
    "similarity_matrix",
    "similarity_groups",
    "reuse",
    "reuse_pairs",
    "reuse_documents",
    "boilerplate",
    "near_duplicates",
    "diffusion",
    "diffusion_series",
    "targets_compared",
    "amplification",
    "dictionary",
    "group_dictionary",
    "topics",
    "topic_documents",
    "topic_groups",
    "duplicates",
    "edits",
    "firings",
    "errors",
)
_TABLES = {
    table.name: table
    for tables in (documents.TABLES, records.TABLES, words.TABLES, likeness.TABLES, expressions.TABLES)
    for table in tables
}
SCHEMA: Mapping[str, Table] = {name: _TABLES[name] for name in _ORDER}
# The table of each kind of record, in the order in which results are shown.
KIND_TABLES: Mapping[str, str] = {"target": "targets", "industry": "industries", "slogan": "slogans"}
_RESERVED = frozenset(name for table in SCHEMA.values() if table.metadata for name in table.names)
_PREFIX = "meta_"


def table(name: str) -> Table:
    """Give a table's description.

    Raises:
        UnknownName: for a table that does not exist.
    """
    if name not in SCHEMA:
        raise UnknownName("table", name, SCHEMA)
    return SCHEMA[name]


def extra_column(name: str) -> str:
    """Give the column of a metadata field of the user's own: its name, or ``meta_`` and the name where that is taken.

    A name counts as taken in every table if any table with metadata has it, so that a field is called the same
    everywhere. A field that is itself called ``meta_text`` becomes ``meta_meta_text``: no two fields share a column.

    >>> [extra_column(name) for name in ("issuer", "text", "meta_text", "meta_issuer")]
    ['issuer', 'meta_text', 'meta_meta_text', 'meta_issuer']
    """
    bare = name
    while bare.startswith(_PREFIX):
        bare = bare.removeprefix(_PREFIX)
    return _PREFIX + name if bare in _RESERVED else name
