"""From inputs to documents: the order of the readers, and the place where every refusal becomes a row of the errors."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple

from zhaoshang_nlp.errors import BadInput
from zhaoshang_nlp.read import archive, columns, encodings, formats, metadata, names, sidecar, sources, tables
from zhaoshang_nlp.read.content import SOURCE as PAGE
from zhaoshang_nlp.read.content import Content
from zhaoshang_nlp.read.formats import Kind
from zhaoshang_nlp.read.guard import Guard
from zhaoshang_nlp.read.metadata import Told
from zhaoshang_nlp.read.options import ReadOptions
from zhaoshang_nlp.read.problem import Refused
from zhaoshang_nlp.read.sidecar import STEP as METADATA
from zhaoshang_nlp.read.sidecar import Sidecars
from zhaoshang_nlp.read.sources import Entry
from zhaoshang_nlp.types import Document, Failed, Meta, Ok, Origin

STEP = "read"
Result = Ok[Document] | Failed


class Located(NamedTuple):
    """A result, and what the column ``file`` of a ``metadata.csv`` calls it.

    Attributes:
        file: path relative to the input folder; with ``/`` and the row's number for a row of a table, with ``/`` and
            the member's path for a file in an archive; empty where no file is meant.
        result: the document, or why there is none.
        told: what tables and the file's name tell of a file that gave no document.
    """

    file: str
    result: Result
    told: Meta = Meta()


def documents(inputs: Sequence[str], options: ReadOptions, stdin: BinaryIO | None = None) -> Iterator[Result]:
    """Read documents from files, folders, patterns and standard input, sorted by path, one after the other.

    A table gives a document a row, an archive one a file. A file that is named twice is read once. Two documents never
    share an id.

    Args:
        inputs: paths; ``*``, ``?``, ``[…]`` and ``**`` are understood; ``-`` is standard input.
        options: how to read.
        stdin: the bytes of standard input, where ``-`` is among the inputs.

    Returns:
        An iterator over documents and failures. It reads lazily; wrong calls are found before it is given, save for a
        table on standard input that lacks the text column.

    Raises:
        BadInput: for an input that does not exist, and for a table that was named and lacks the text column, or if all
            tables of the folders lack the one that was asked for.
        UnknownName: for an unknown encoding or field of the name pattern.
    """
    found = located(inputs, options, stdin)
    return (one.result for one in found)


def located(inputs: Sequence[str], options: ReadOptions, stdin: BinaryIO | None = None) -> Iterator[Located]:
    """Read documents as ``documents`` does, each with the name by which a ``metadata.csv`` can speak of it."""
    if options.encoding is not None:
        encodings.codec_named(options.encoding)
    reader = _Reader(options, stdin)
    entries = sources.listing(inputs)
    if stdin is None and any(entry.is_stdin for entry in entries):
        raise BadInput("standard input (-) is not available here; name files instead")
    folders = list(dict.fromkeys(entry.folder for entry in entries if not entry.is_stdin))
    sidecars = Sidecars(options, folders)
    reader.check_tables(entries)
    return reader.run(entries, sidecars)


def _as_bad_input(shown: str, refused: Refused) -> BadInput:
    return BadInput(f"{shown}: {refused.error}; {refused.advice}")


class _File(NamedTuple):
    """A file whose bytes are at hand.

    Attributes:
        entry: where it lies, or would lie if its archive were a folder.
        file: what a ``metadata.csv`` calls it.
        data: its bytes.
        said: what sidecars say of it.
    """

    entry: Entry
    file: str
    data: bytes
    said: list[Told]


class _Reader:
    """Turns entries into results; holds what one call shares."""

    def __init__(self, options: ReadOptions, stdin: BinaryIO | None) -> None:
        self._options = options
        self._stdin = stdin
        self._ids = names.Ids()
        self._digests: dict[str, str] = {}
        self._pattern = names.compiled(options.name_pattern) if options.name_pattern else None
        self._guard = Guard(options.max_seconds, options.max_memory)

    def check_tables(self, entries: Sequence[Entry]) -> None:
        """Find out whether the text column is there at all: a misspelt name shall not give a thousand failures.

        Raises:
            BadInput: if a table that was named lacks it, or every table does.
        """
        lacking: list[tuple[Entry, Refused]] = []
        for entry in entries:
            if entry.refused or entry.is_sidecar or entry.is_stdin or entry.suffix not in formats.TABLES:
                continue
            try:
                data = sources.content(entry, self._options.max_bytes)
                kind = formats.kind_of(data, entry.suffix)
                if not kind.is_table:
                    continue
                table = self._table(kind, data, limit=1)
            except Refused:
                continue  # told when its turn comes
            try:
                columns.text_column(table.columns, self._options)
                columns.id_column(table.columns, self._options)
                if not entry.named:
                    return
            except Refused as refused:
                if entry.named:
                    raise _as_bad_input(entry.shown, refused) from None
                lacking.append((entry, refused))
        if lacking and self._options.text_column is not None:
            raise _as_bad_input(lacking[0][0].shown, lacking[0][1])

    def run(self, entries: Sequence[Entry], sidecars: Sidecars) -> Iterator[Located]:
        """Yield the results of all entries."""
        with self._guard:
            yield from _located(sidecars.failures(""))
            for entry in entries:
                if entry.is_sidecar:
                    sidecars.load(entry.path.parent, PurePosixPath(entry.shown).parent)
                    yield from _located(sidecars.failures(""))
                else:
                    yield from self._entry(entry, sidecars)

    def _entry(self, entry: Entry, sidecars: Sidecars) -> Iterator[Located]:
        """Yield the documents of one file."""
        said = sidecars.told(entry) if not entry.is_stdin else []
        yield from _located(sidecars.failures(entry.name))
        try:
            if entry.refused:
                raise entry.refused
            yield from self._file(_File(entry, entry.name, self._content(entry), said), sidecars)
        except Refused as refused:
            yield self._failed(entry, entry.name, refused, said)

    def _failed(self, entry: Entry, file: str, refused: Refused, said: Sequence[Told]) -> Located:
        """Say that a file gives no document; what is told of it is kept for a report."""
        failed = Failed(names.stem(entry.name), entry.shown, STEP, refused.error, refused.advice)
        return Located(file, failed, metadata.settle([*said, self._told_by_name(entry)[0]], ""))

    def _content(self, entry: Entry) -> bytes:
        if not entry.is_stdin:
            return sources.content(entry, self._options.max_bytes)
        assert self._stdin is not None  # noqa: S101 - `located` has checked it
        return sources.within_limit(self._stdin.read(self._options.max_bytes + 1), self._options.max_bytes)

    def _file(self, file: _File, sidecars: Sidecars) -> Iterator[Located]:
        """Yield the documents of a file by what it is."""
        entry = file.entry
        if not file.data:
            raise Refused("empty: the file has no bytes", "delete it, or fetch the document again")
        kind = formats.kind_of(file.data, entry.suffix)
        if entry.is_stdin and kind.name == "text" and self._options.text_column is not None:
            kind = _kind_of_stream(file.data)
        origin = Origin(path=entry.shown, note=kind.note, digest=hashlib.sha256(file.data).hexdigest())
        if kind.name == "zip":
            yield from self._archive(file, sidecars)
        elif kind.is_table:
            yield from self._rows(file, self._table(kind, file.data), origin, sidecars)
        else:
            yield Located(file.file, self._document(file, kind, origin))

    def _document(self, file: _File, kind: Kind, origin: Origin) -> Result:
        """Make the document of a file that holds one."""
        by_name, wanted = self._told_by_name(file.entry)
        if kind.name == "text":
            decoded = encodings.decode(file.data, self._options.encoding)
            content = Content(decoded.text, decoded.note, decoded.encoding, decoded.score, decoded.lost)
        else:
            content = self._guard.content(kind.name, file.data, self._options.encoding)
        # What does not fit in a page's own word tells nothing.
        by_page, _ = metadata.faults(metadata.told(PAGE, {**content.extra, **content.fields}))
        doc_id, id_note = self._ids.unique(wanted or names.stem(file.entry.name), file.entry.root, file.entry.name)
        meta = metadata.settle([*file.said, by_name, by_page], content.text)
        twin = self._digests.setdefault(origin.digest, doc_id)
        same = f"same bytes as {twin!r}" if twin != doc_id else ""
        origin = replace(
            origin,
            encoding=content.encoding,
            score=content.score,
            lost=content.lost,
            note=_joined(origin.note, content.note, id_note, same),
        )
        return Ok(Document(doc_id, content.text, content.text, meta, origin))

    def _told_by_name(self, entry: Entry) -> tuple[Told, str | None]:
        """Give what a file's name tells, and the id that it asks for."""
        named = {name: text for name, text in names.told(self._pattern, names.stem(entry.name)).items() if text}
        wanted = named.pop("id", None)
        said, _ = metadata.faults(Told("name", named, {}))  # a name that does not fit tells nothing
        return said, wanted

    # --- archives ---

    def _archive(self, file: _File, sidecars: Sidecars) -> Iterator[Located]:
        """Yield the documents of an archive, file by file."""
        entry = file.entry
        listed = [name for name, _ in archive.listed(file.data)]
        tables_of_metadata = [name for name in listed if PurePosixPath(name).name == sources.SIDECAR]
        for name, data in archive.chosen(file.data, tables_of_metadata, self._options.max_bytes):
            sidecars.add_archived(_inside(entry, name), data, [entry.path.joinpath(other) for other in listed])
            yield from _located(sidecars.failures(file.file))
        for member in archive.members(file.data, self._options.max_bytes):
            inside = _inside(entry, member.name)
            if inside.is_sidecar:
                continue
            address = f"{file.file}/{member.name}"
            said = sidecars.told(inside, inner=member.name, outer=entry)
            yield from _located(sidecars.failures(address))
            try:
                if member.data is None:
                    raise member.refused or Refused("cannot be read")
                if member.data and formats.kind_of(member.data, inside.suffix).name == "zip":
                    raise Refused("an archive in an archive, which is not opened", "unpack the outer archive")
                yield from self._file(_File(inside, address, member.data, [*said, *file.said]), sidecars)
            except Refused as refused:
                yield self._failed(inside, address, refused, [*said, *file.said])
        yield from _located(("", failed) for failed in sidecars.unclaimed(entry))

    # --- tables ---

    def _table(self, kind: Kind, data: bytes, limit: int | None = None) -> tables.Table:
        """Open a table; only so many of its rows, if they must be fetched from another process."""
        if kind.name in ("xlsx", "parquet"):
            return tables.of_sheet(self._guard.sheet(kind.name, data, limit))
        return tables.open_table(data, kind.name, self._options.encoding)

    def _rows(self, file: _File, table: tables.Table, origin: Origin, sidecars: Sidecars) -> Iterator[Located]:
        """Yield the documents of a table."""
        try:
            chosen, note = columns.text_column(table.columns, self._options)
            ids = columns.id_column(table.columns, self._options)
        except Refused as refused:
            if file.entry.named:
                raise _as_bad_input(file.entry.shown, refused) from None
            raise
        note = _joined(origin.note, table.note, note)
        origin = replace(origin, encoding=table.encoding, score=table.score, note=note)
        by_name, _ = self._told_by_name(file.entry)
        empty = True
        for row in table.rows:
            empty = False
            address = f"{file.file}/{row.number}"
            said = [*sidecars.told(file.entry, inner=str(row.number)), *file.said, by_name]
            yield from _located(sidecars.failures(address))
            for result in self._row(file.entry, row, (chosen, ids), (origin, said)):
                told = metadata.settle(said, "") if isinstance(result, Failed) else Meta()
                yield Located(address, result, told)
        if empty:
            raise Refused("empty: the table has a header and no rows", "check the file")
        yield from _located(("", failed) for failed in sidecars.unclaimed(file.entry))

    def _row(
        self, entry: Entry, row: tables.Row, chosen: tuple[str, str | None], known: tuple[Origin, list[Told]]
    ) -> Iterator[Result]:
        """Yield the document of a row, after what is wrong with its other cells."""
        column, id_column = chosen
        origin, said = known
        numbered = f"{names.stem(entry.name)}-{row.number}"
        given = row.cells.get(id_column, "").strip() if id_column else ""
        try:
            text = columns.cell(row, column)
        except Refused as refused:
            yield Failed(given or numbered, entry.shown, STEP, refused.error, refused.advice)
            return
        doc_id, id_note = self._ids.unique(given or numbered, entry.root, "")
        if id_column and not given:
            id_note = _joined(id_note, f"column {id_column!r} is empty, numbered instead")
        cells = {name: cell for name, cell in row.cells.items() if name not in chosen}
        own, wrong = metadata.faults(metadata.told("column", cells))
        for reason in wrong:
            error = f"row {row.number}: {reason}"
            yield Failed(doc_id, entry.shown, METADATA, error, "correct the cell; an empty one means unknown")
        meta = metadata.settle(_ranked(said, own), text)
        note = _joined(f"row {row.number}", origin.note, id_note)
        yield Ok(Document(doc_id, text, text, meta, replace(origin, lost=text.count("\ufffd"), note=note)))


def _inside(entry: Entry, name: str) -> Entry:
    """Give the entry of a file in an archive, as if the archive were a folder of that name without suffix."""
    return entry._replace(
        path=entry.path.joinpath(name),
        shown=f"{entry.shown}/{name}",
        name=f"{names.stem(entry.name)}/{name}",
        named=False,
    )


def _located(results: Iterable[tuple[str, Result]]) -> Iterator[Located]:
    return (Located(file, result) for file, result in results)


def _kind_of_stream(data: bytes) -> Kind:
    """Tell which kind of table comes through standard input, which has no suffix."""
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"{", b"[")):
        return Kind("jsonl")
    header = start.partition(b"\n")[0]
    return Kind("tsv" if b"\t" in header and b"," not in header else "csv")


def _ranked(said: Sequence[Told], own: Told) -> list[Told]:
    """Put a row's own columns after the sidecars and before the file's name."""
    before = [one for one in said if one.source == sidecar.SOURCE]
    return [*before, own, *(one for one in said if one.source != sidecar.SOURCE)]


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)
