"""Rows of the table ``corpus``: what is known of each document, in the form of a ``metadata.csv``."""

from __future__ import annotations

from collections.abc import Sequence

from zhaoshang_nlp.tables.rows import Row
from zhaoshang_nlp.tables.schema import extra_column
from zhaoshang_nlp.types import Document, Failed, Meta

NAME = "corpus"
# What a reader of the corpus wants to know of every document.
WANTED = ("region", "year", "date", "title", "speaker", "genre")
_PREFIX = "meta_"


def corpus_row(file: str, document: Document, faults: Sequence[Failed] = ()) -> Row:
    """Give the row of a document.

    Args:
        file: what the column ``file`` of a ``metadata.csv`` calls it.
        document: read, and normalised so that a damaged or traditional head could be understood.
        faults: what is wrong with its metadata.

    >>> from zhaoshang_nlp.types import Meta
    >>> meta = Meta(region="湖北省", year=2026, found_in={"region": "head", "year": "name"})
    >>> row = corpus_row("a.txt", Document.of("全文", "a", meta))
    >>> row["file"], row["region"], row["missing"], row["found_in"]
    ('a.txt', '湖北省', ['region_code', 'date', 'title', 'speaker', 'genre'], ['region=head', 'year=name'])
    """
    meta, origin = document.meta, document.origin
    missing = [name for name in WANTED if getattr(meta, name) is None]
    if meta.region is not None and meta.region_code is None:
        missing.insert(0, "region_code")  # the name means no place of the table, or several
    row = _known(file, meta) | {
        "missing": missing,
        "status": "read",
        "error": "; ".join(fault.error for fault in faults) or None,
        "advice": "; ".join(dict.fromkeys(fault.advice for fault in faults if fault.advice)) or None,
        "doc_id": document.id,
        "encoding": origin.encoding,
        "encoding_score": origin.score,
        "lost": origin.lost,
        "chars": len(document.text),
        "note": origin.note,
    }
    return row | _extra(meta)


def failed_row(file: str, failed: Failed, told: Meta) -> Row:
    """Give the row of a file that gave no document, or of a fault that no file of its own has.

    Args:
        file: as above; empty where no file is meant.
        failed: why there is no document.
        told: what is known of the file all the same.
    """
    row = _known(file, told) | {
        "status": "failed",
        "error": failed.error,
        "advice": failed.advice or None,
        "doc_id": failed.doc_id,
    }
    return row | _extra(told)


def _known(file: str, meta: Meta) -> Row:
    """Give the columns that a ``metadata.csv`` may hold, and where each was found."""
    names = ("region", "region_code", "level", "year", "date", "title", "speaker", "genre")
    row: Row = {"file": file} | {name: getattr(meta, name) for name in names}
    return row | {"found_in": [f"{name}={source}" for name, source in meta.found_in.items()]}


def _extra(meta: Meta) -> Row:
    """Give the user's own columns; reading the table back takes one ``meta_`` off, so a name that has one gets it."""
    found: Row = {}
    for name, text in meta.extra.items():
        found[_PREFIX + name if name.startswith(_PREFIX) else extra_column(name)] = text
    return found
