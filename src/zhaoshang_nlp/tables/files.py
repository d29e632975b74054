"""Write a table to a file or a stream, in any of the formats, whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol

from zhaoshang_nlp.errors import BadInput, UnknownName
from zhaoshang_nlp.signature import Signature
from zhaoshang_nlp.tables import binary, excel, flat, screen
from zhaoshang_nlp.tables.layout import Headers, Layout, extras, lay_out, pick
from zhaoshang_nlp.tables.schema import table
from zhaoshang_nlp.tables.target import Target, To

Row = Mapping[str, object]

# Each format with whether it is text.
FORMATS: Mapping[str, bool] = {
    "table": True,
    "csv": True,
    "tsv": True,
    "jsonl": True,
    "parquet": False,
    "xlsx": False,
    "dta": False,
    "md": True,
}
# Formats that carry no signature of their own (Stata's label is too short): a file beside the table does.
UNSIGNED = ("csv", "tsv", "jsonl", "dta")
_SUFFIXES = {f".{name}": name for name in FORMATS if name != "table"} | {".markdown": "md", ".ndjson": "jsonl"}


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How a table is written.

    Attributes:
        format: one of ``FORMATS``; None goes by the file's suffix, then by whether the stream is a terminal.
        headers: ``en`` or ``zh``.
        extra: columns of the documents' own metadata, in order; None finds them in the rows, which are then kept in
            memory (except for jsonl, where every row has its own).
        signature: how the table was made.
        beside: write ``FILE.signature.json`` beside files whose format cannot carry the signature.
        width: cells of the terminal; None asks it.
        columns: names of the columns that are written, in this order; empty writes all.
    """

    format: str | None = None
    headers: Headers = "en"
    extra: tuple[str, ...] | None = None
    signature: Signature | None = None
    beside: bool = True
    width: int | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: how many rows, and what a reader should know (cells cut, variables renamed)."""

    rows: int
    notes: tuple[str, ...] = ()


class Writer(Protocol):
    """What every format does: take rows, finish, tell what a reader should know."""

    def add(self, row: Row) -> None:
        """Write or keep a row."""

    def close(self) -> tuple[str, ...]:
        """Finish the file."""


def choose_format(given: str | None, to: To) -> str:
    """Give the format: the one asked for, else by the suffix, else ``table`` for a terminal and csv for a pipe.

    Raises:
        UnknownName: for an unknown format or suffix.
        BadInput: if there is neither, or the suffix would mislead readers; if a library that the format needs is not
            installed.
    """
    if given is not None and given not in FORMATS:
        raise UnknownName("format", given, FORMATS)
    if isinstance(to, Path):
        chosen = given or _by_suffix(to)
        said = _SUFFIXES.get(to.suffix.lower(), chosen)
        # Programs go by the suffix: Excel calls text in an .xlsx file damaged. Text in another text's file opens.
        if said != chosen and not (FORMATS[said] and FORMATS[chosen]):
            raise BadInput(
                f"{to}: the format {chosen} does not go with the suffix {to.suffix}; leave out one of the two"
            )
    else:
        chosen = given or ("table" if to.isatty() else "csv")
    if chosen == "parquet":
        binary.require_pyarrow()
    return chosen


def _by_suffix(path: Path) -> str:
    if path.is_dir():
        raise BadInput(f"{path} is a folder; give the name of a file in it, such as {path / 'result.csv'}")
    if not path.suffix:
        raise BadInput(f"{path}: without a suffix the format is not known; name it {path.name}.csv, or choose a format")
    if path.suffix.lower() not in _SUFFIXES:
        raise UnknownName("suffix", path.suffix, _SUFFIXES)
    return _SUFFIXES[path.suffix.lower()]


class TableWriter:
    r"""Writes one table row by row. As a context manager: a file appears when the block ends well, and not otherwise.

    >>> import io
    >>> out = io.StringIO()
    >>> with TableWriter("errors", out, WriteOptions("csv")) as writer:
    ...     writer.add([{"doc_id": "a", "path": "a.txt", "step": "read", "error": "empty"}])
    >>> out.getvalue()
    'doc_id,path,step,error,advice\na,a.txt,read,empty,\n'
    """

    def __init__(self, name: str, to: To, options: WriteOptions | None = None) -> None:
        """Check the call; nothing is opened before the block begins.

        Raises:
            UnknownName: for an unknown table, format, suffix, language or column.
            BadInput: if a format that is no text would go to a terminal, or its library is not installed.
        """
        self._options = options or WriteOptions()
        self._table = table(name)
        self.format = choose_format(self._options.format, to)
        lay_out(self._table, self._options.extra or (), self._options.headers)
        self._kept: list[Row] | None = None
        self._writer: Writer | None = None
        self._rows = 0
        self._notes: tuple[str, ...] = ()
        self._target = Target(to, FORMATS[self.format])

    @property
    def written(self) -> Written:
        """What was written; complete after the block."""
        return Written(self._rows, self._notes)

    def __enter__(self) -> TableWriter:
        self._target.open()
        # Columns named by the user may be metadata, of which a stream of JSON lines does not know beforehand.
        streamed = self.format == "jsonl" and not self._options.columns
        if self._options.extra is not None or not self._table.metadata or streamed:
            self._writer = self._make(self._options.extra or ())
        else:
            self._kept = []
        return self

    def add(self, rows: Iterable[Row]) -> None:
        """Write rows: dictionaries by column name; what a row leaves out is missing.

        Raises:
            UnknownName: for a column that the table does not have.
        """
        for row in rows:
            self._rows += 1
            if self._kept is not None:
                self._kept.append(row)
            elif self._writer is not None:
                self._check(row)
                self._writer.add(row)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        done = False
        try:
            if kind is None:
                self._finish()
                self._target.commit()
                done = True
        finally:
            if not done:
                self._abandon()
            self._target.discard()
        signature = self._options.signature if self._options.beside and self.format in UNSIGNED else None
        if done and signature and self._target.path:
            _sign(self._target.path, self._table.name, self._rows, signature)

    def _abandon(self) -> None:
        """Close half a file, so that its library does not try to when it is collected, which would be too late."""
        if self._writer is not None and not FORMATS[self.format]:
            with contextlib.suppress(Exception):
                self._writer.close()

    def _finish(self) -> None:
        if self._kept is not None:
            self._writer = self._make(extras(self._table, self._kept))
            for row in self._kept:
                self._writer.add(row)
        if self._writer is not None:
            self._notes = self._writer.close()

    def _make(self, extra: tuple[str, ...]) -> Writer:
        layout = lay_out(self._table, extra, self._options.headers)
        self._known = frozenset(column.name for column in layout.columns)
        layout = pick(layout, self._options.columns)
        return _WRITERS[self.format](layout, self._target, self._options)

    def _check(self, row: Row) -> None:
        if row.keys() <= self._known or (self.format == "jsonl" and self._table.metadata):
            return
        unknown = next(name for name in row if name not in self._known)
        raise UnknownName(f"column of {self._table.name}", unknown, sorted(self._known))


def write(name: str, rows: Iterable[Row], to: To, options: WriteOptions | None = None) -> Written:
    """Write a table.

    Args:
        name: a table of the schema.
        rows: dictionaries by column name.
        to: a file, which is replaced as a whole; or a stream, which stays open.
        options: see ``WriteOptions``.

    Raises:
        UnknownName: for an unknown table, format, suffix, language or column.
        BadInput: if the file cannot be written, or a library that the format needs is not installed.
    """
    with TableWriter(name, to, options) as writer:
        writer.add(rows)
    return writer.written


def workbook(tables: Mapping[str, Iterable[Row]], to: Path | BinaryIO, options: WriteOptions | None = None) -> Written:
    """Write several tables into one Excel file, a sheet each.

    Raises:
        UnknownName: for an unknown table, language or column.
        BadInput: if the file cannot be written.
    """
    options = options or WriteOptions()
    kept = {name: list(rows) for name, rows in tables.items()}
    layouts = {name: lay_out(table(name), extras(table(name), rows), options.headers) for name, rows in kept.items()}
    target = Target(to, text=False)
    target.open()
    try:
        book = excel.Workbook(target.out, "zhaoshang_nlp", options.signature)
        for name, rows in kept.items():
            sheet = book.sheet(layouts[name], layouts[name].title(options.headers))
            for row in rows:
                sheet.add(row)
        notes = book.close()
        target.commit()
    finally:
        target.discard()
    return Written(sum(map(len, kept.values())), notes)


def _sign(path: Path, name: str, rows: int, signature: Signature) -> None:
    """Write the signature beside a table, tied to its content."""
    content = {"file": path.name, "table": name, "rows": rows, "sha256": _digest(path), **signature.full}
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    path.with_name(f"{path.name}.signature.json").write_text(text, "utf-8", newline="\n")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _caption(options: WriteOptions) -> str:
    return options.signature.line if options.signature else ""


def _excel(layout: Layout, target: Target, options: WriteOptions) -> Writer:
    return _Single(excel.Workbook(target.out, layout.title(options.headers), options.signature), layout, options)


class _Single:
    """A workbook of one table, as a writer."""

    def __init__(self, book: excel.Workbook, layout: Layout, options: WriteOptions) -> None:
        self._book = book
        self.add = book.sheet(layout, layout.title(options.headers)).add
        self.close = book.close


def _screen(layout: Layout, target: Target, options: WriteOptions) -> Writer:
    width = options.width or shutil.get_terminal_size((100, 24)).columns
    return screen.ScreenWriter(layout, target.out, width, _caption(options))


_WRITERS: Mapping[str, Callable[[Layout, Target, WriteOptions], Writer]] = {
    "table": _screen,
    "csv": lambda layout, target, _: flat.DelimitedWriter(layout, target.out, ",", bom=target.path is not None),
    "tsv": lambda layout, target, _: flat.DelimitedWriter(layout, target.out, "\t", bom=target.path is not None),
    "jsonl": lambda layout, target, _: flat.JsonLinesWriter(layout, target.out),
    "parquet": lambda layout, target, options: binary.ParquetWriter(layout, target.out, options.signature),
    "xlsx": _excel,
    "dta": lambda layout, target, options: binary.StataWriter(layout, target.out, options.signature),
    "md": lambda layout, target, options: flat.MarkdownWriter(layout, target.out, _caption(options)),
}
