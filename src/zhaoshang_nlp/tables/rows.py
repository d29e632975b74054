"""Rows of the tables, as plain dictionaries, from documents, records, failures and comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields

from zhaoshang_nlp import chars, spans
from zhaoshang_nlp.extract.passage import Firing
from zhaoshang_nlp.tables.schema import extra_column, table
from zhaoshang_nlp.types import Document, Failed, Industry, Mention, Record, Slogan, Target

Row = dict[str, object]

_KINDS: Mapping[type, str] = {Target: "target", Industry: "industry", Slogan: "slogan"}
_MENTION = tuple(field.name for field in fields(Mention))
_OWN = {kind: tuple(f.name for f in fields(kind) if f.name != "mention") for kind in (Target, Industry, Slogan)}


def records_rows(document: Document, records: Iterable[Record]) -> list[Row]:
    """Flatten records: common columns, the kind's own columns, the document's metadata, in the order of the schema.

    The rows fit the table of their kind and the table ``records``.

    >>> from zhaoshang_nlp.types import Mention, Slogan
    >>> mention = Mention("“三个一批”", 0, 6, 0, 6, "“三个一批”。", None, "formula.quoted")
    >>> rows = records_rows(Document.of("“三个一批”。", "a"), [Slogan(mention, "formula", True, numeral=3)])
    >>> list(rows[0])[:3], rows[0]["label"], rows[0]["numeral"], rows[0]["region"]
    (['kind', 'doc_id', 'text'], 'formula', 3, None)
    """
    metadata = metadata_row(document)
    rows = []
    for record in records:
        kind = type(record)
        row: Row = {"kind": _KINDS[kind], "doc_id": document.id}
        row |= {name: getattr(record.mention, name) for name in _MENTION}
        row |= {name: getattr(record, name) for name in _OWN[kind]}
        rows.append(row | metadata)
    return rows


def metadata_row(document: Document) -> Row:
    """Give the metadata columns of a document, its own fields last."""
    meta = document.meta
    known: Row = {
        "region": meta.region,
        "region_code": meta.region_code,
        "level": meta.level,
        "doc_year": meta.year,
        "date": meta.date,
        "title": meta.title,
        "speaker": meta.speaker,
        "genre": meta.genre,
    }
    return known | {extra_column(name): value for name, value in meta.extra.items()}


def document_row(document: Document, counts: Mapping[str, int]) -> Row:
    """Give the row of a document.

    Args:
        document: read and normalised.
        counts: ``tokens``, ``terms``, ``targets``, ``industries``, ``slogans``, as far as they were counted.
    """
    origin = document.origin
    row: Row = {
        "doc_id": document.id,
        "path": origin.path,
        "encoding": origin.encoding,
        "encoding_score": origin.score,
        "lost": origin.lost,
        "note": origin.note,
        "digest": origin.digest,
        "raw_chars": len(document.raw),
        "chars": len(document.text),
        "edits": len(document.edits),
    }
    row |= {name: counts.get(name) for name in ("tokens", "terms", "targets", "industries", "slogans")}
    row["metadata_from"] = [f"{name}={source}" for name, source in document.meta.found_in.items()]
    return row | metadata_row(document)


def edits_rows(document: Document) -> list[Row]:
    """Give a row for every edit of a document; invisible characters are spelled out, since they are what was edited."""
    return [
        {
            "doc_id": document.id,
            "step": edit.step,
            "rule": edit.rule,
            "old": _visible(edit.old),
            "new": _visible(edit.new),
            "raw_start": edit.raw_start,
            "raw_end": edit.raw_end,
            "note": edit.note,
        }
        for edit in document.edits
    ]


def firings_rows(document: Document, fired: Iterable[tuple[str, Firing]]) -> list[Row]:
    """Give a row for every rule that fired in a document, winners and losers.

    Args:
        document: what the rules looked at.
        fired: each firing with the kind of record it was for.
    """
    rows: list[Row] = []
    for kind, firing in fired:
        raw = spans.raw_span(document.hunks, firing.span)
        rows.append(
            {
                "kind": kind,
                "doc_id": document.id,
                "rule": firing.rule,
                "text": document.text[firing.span.start : firing.span.end],
                "won": firing.record is not None,
                "reason": firing.reason,
                "start": firing.span.start,
                "end": firing.span.end,
                "raw_start": raw.start,
                "raw_end": raw.end,
            }
        )
    return rows


def error_row(failed: Failed) -> Row:
    """Give the row of an input that gave no result."""
    return {
        "doc_id": failed.doc_id,
        "path": failed.path,
        "step": failed.step,
        "error": failed.error,
        "advice": failed.advice,
    }


def comparison_rows(name: str, found: Iterable[tuple[object, ...]]) -> Iterator[Row]:
    """Yield the rows of a table of ``compare`` (keywords, similarity, distinctive …), whose tuples have its columns.

    Raises:
        UnknownName: for a table that does not exist.
        ValueError: if a tuple has not as many values as the table has columns.
    """
    names = table(name).names
    for values in found:
        yield dict(zip(names, values, strict=True))


def _visible(text: str) -> str:
    return chars.INVISIBLE.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)
