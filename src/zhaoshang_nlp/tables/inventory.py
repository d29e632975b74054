"""Rows of the table ``corpus``: what is known of each document, in the form of a ``metadata.csv``."""

from __future__ import annotations

from zhaoshang_nlp.tables.rows import Row
from zhaoshang_nlp.tables.schema import extra_column
from zhaoshang_nlp.types import Document

NAME = "corpus"
# What a reader of the corpus wants to know of every document.
_WANTED = ("region", "year", "date", "title", "speaker")


def corpus_row(file: str, document: Document) -> Row:
    """Give the row of a document.

    Args:
        file: what the column ``file`` of a ``metadata.csv`` calls it.
        document: read, and normalised so that a damaged or traditional head could be understood.

    >>> from zhaoshang_nlp.types import Meta
    >>> meta = Meta(region="湖北省", year=2026, found_in={"region": "head", "year": "name"})
    >>> row = corpus_row("a.txt", Document.of("全文", "a", meta))
    >>> row["file"], row["region"], row["missing"], row["found_in"]
    ('a.txt', '湖北省', ['region_code', 'date', 'title', 'speaker'], ['region=head', 'year=name'])
    """
    meta, origin = document.meta, document.origin
    missing = [name for name in _WANTED if getattr(meta, name) is None]
    if meta.region is not None and meta.region_code is None:
        missing.insert(0, "region_code")  # the name means no place of the table, or several
    row: Row = {
        "file": file,
        "region": meta.region,
        "region_code": meta.region_code,
        "level": meta.level,
        "year": meta.year,
        "date": meta.date,
        "title": meta.title,
        "speaker": meta.speaker,
        "missing": missing,
        "found_in": [f"{name}={source}" for name, source in meta.found_in.items()],
        "doc_id": document.id,
        "encoding": origin.encoding,
        "encoding_score": origin.score,
        "lost": origin.lost,
        "chars": len(document.text),
        "note": origin.note,
    }
    return row | {extra_column(name): value for name, value in meta.extra.items()}
