"""The table ``metadata.csv`` beside the files: one row a file, told by its path relative to the table.

A row of a table and a file in an archive are named like files in a folder: ``reports.csv/3``, ``2031.zip/speech.txt``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from zhaoshang_nlp.errors import BadInput
from zhaoshang_nlp.read import metadata, names, sources, tables
from zhaoshang_nlp.read.metadata import Report, Told
from zhaoshang_nlp.read.options import ReadOptions
from zhaoshang_nlp.read.problem import Refused
from zhaoshang_nlp.read.sources import Entry
from zhaoshang_nlp.types import Failed

STEP = "metadata"
SOURCE = "sidecar"


class Places:
    """The files that a table's rows may name: those of folders, or of an archive."""

    def __init__(self, folders: Sequence[Path], archived: Sequence[Path] | None = None) -> None:
        """Say where the files lie.

        Args:
            folders: what paths are relative to; the first that holds a file counts.
            archived: the paths of all files, where the folders are those of an archive.
        """
        self._folders = [folder.resolve() for folder in folders]
        self._archived = None if archived is None else [path.parent.resolve() / path.name for path in archived]
        self._listed: dict[Path, Mapping[str, Sequence[str]]] = {}

    def find(self, cell: str) -> tuple[Path, str]:
        """Give the real path of the file that a cell names, with or without suffix, and what of it is meant.

        Raises:
            Refused: if there is no such file, or several.
        """
        wanted = PurePosixPath(cell.strip().replace("\\", "/"))
        if not wanted.name or "\0" in cell:
            raise Refused(f"file {cell!r} is no path", "name a file of the folder")
        if wanted.is_absolute() or ".." in wanted.parts or wanted.parts[0].endswith(":"):
            raise Refused(f"file {cell!r} lies outside the folder", "give its path relative to the table")
        for folder in self._folders:
            for cut in range(len(wanted.parts), 0, -1):
                found = self._in(folder, wanted.parts[:cut], cell)
                if found is not None:
                    return found, "/".join(wanted.parts[cut:])
        raise Refused(f"file {cell!r} does not exist", "check the spelling; the path is relative to the table")

    def _in(self, folder: Path, parts: Sequence[str], cell: str) -> Path | None:
        """Look for a file in a folder."""
        place = folder.joinpath(*parts[:-1])
        found = self._files(place).get(parts[-1], ())
        if len(found) > 1:
            raise Refused(f"file {cell!r} could be {', '.join(map(names.shown, found))}", "add the suffix")
        if not found:
            return None
        real = (place / found[0]).resolve()
        if not real.is_relative_to(folder):
            raise Refused(f"file {cell!r} leads outside the folder", "name the file itself, not a link")
        return real

    def _files(self, place: Path) -> Mapping[str, Sequence[str]]:
        """Give the files of a folder by name and by name without suffix; a whole name goes before a bare one."""
        if place not in self._listed:
            listed = self._names(place)
            bare: dict[str, list[str]] = {}
            for name in listed:
                bare.setdefault(names.stem(names.shown(name)), []).append(name)
            self._listed[place] = {**bare, **{names.shown(name): [name] for name in listed}}
        return self._listed[place]

    def _names(self, place: Path) -> list[str]:
        if self._archived is not None:
            return sorted(path.name for path in self._archived if path.parent == place)
        try:
            with os.scandir(place) as entries:
                return sorted(entry.name for entry in entries if not entry.is_dir(follow_symlinks=False))
        except OSError:
            return []


class Sidecar:
    """What one table says of the files in its folder and below, or of the inputs if it lies elsewhere.

    Attributes:
        broken: why the table cannot be read at all.
        stray: rows that name no file.
    """

    def __init__(self, shown: str, data: bytes, encoding: str | None, places: Places) -> None:
        """Read the table.

        Args:
            shown: its path as a reader may see it.
            data: its bytes.
            encoding: the codec that was named for the inputs; this table may be in another.
            places: the files it may speak of.
        """
        self._shown = shown
        self._places = places
        # By real path of a file and by what of it is meant: a row, a member, or all of it (empty).
        self._rows: dict[Path, dict[str, tuple[int, Told]]] = {}
        self._faulty: dict[tuple[Path, str], list[Failed]] = {}
        self._asked: set[tuple[Path, str]] = set()
        self.broken: Failed | None = None
        self.stray: list[Failed] = []
        try:
            self._read(_opened(data, encoding))
        except Refused as refused:
            self.broken = broken(shown, refused)

    def of(self, path: Path, inner: str = "") -> tuple[Told | None, list[Failed]]:
        """Give what the table says of a file or a part of it, and what is wrong with that."""
        found = self._rows.get(path, {}).get(inner)
        self._asked.add((path, inner))
        return (found[1] if found else None), self._faulty.pop((path, inner), [])

    def unclaimed(self, path: Path) -> list[Failed]:
        """Give the rows that speak of parts of a file which it, now read, does not have."""
        advice = "give the number of a row, or the path of a file in the archive"
        return [
            self._failed(inner, row, f"there is no {inner!r} in {names.shown(path.name)!r}", advice)
            for inner, (row, _) in self._rows.get(path, {}).items()
            if (path, inner) not in self._asked and inner
        ]

    def _read(self, table: tables.Table) -> None:
        column = metadata.column_for("file", table.columns)
        if column is None:
            advice = "name the column that holds each file's path: file"
            raise Refused(f"no column 'file' among: {', '.join(table.columns)}", advice)
        report = metadata.report_of(table.columns)
        for row in table.rows:
            if report and not row.refused and not row.cells[column].strip():
                continue  # the report tells of a fault there, of no file
            self._take(row, column, report)

    def _take(self, row: tables.Row, column: str, report: Report | None) -> None:
        """Keep a row, or say why not."""
        if row.refused:
            self.stray.append(Failed(self._shown, self._shown, STEP, row.refused.error, row.refused.advice))
            return
        cell = row.cells[column]
        try:
            path, inner = self._places.find(cell)
        except Refused as refused:
            doc_id = names.stem(names.shown(cell.strip())) or self._shown
            self.stray.append(self._failed(doc_id, row.number, refused.error, refused.advice))
            return
        faulty = self._faulty.setdefault((path, inner), [])
        doc_id = names.stem(cell.strip())
        rows = self._rows.setdefault(path, {})
        if inner in rows:
            error = f"file {cell!r} stands already in row {rows[inner][0]}, which counts"
            faulty.append(self._failed(doc_id, row.number, error, "keep one row a file"))
            return
        added, own = report or ((), {})
        cells = {own.get(name, name): text for name, text in row.cells.items() if name != column and name not in added}
        said, wrong = metadata.faults(metadata.told(SOURCE, cells))
        advice = "correct the cell; an empty one means unknown"
        faulty += [self._failed(doc_id, row.number, reason, advice) for reason in wrong]
        rows[inner] = (row.number, said)

    def _failed(self, doc_id: str, row: int, error: str, advice: str) -> Failed:
        return Failed(doc_id, self._shown, STEP, f"row {row}: {error}", advice)


def _opened(data: bytes, encoding: str | None) -> tables.Table:
    """Open the table in the encoding of the inputs, else in its own: it may be made by another hand, or by us."""
    try:
        return tables.open_table(data, "csv", encoding)
    except Refused:
        if encoding is None:
            raise
        return tables.open_table(data, "csv")


def broken(shown: str, refused: Refused) -> Failed:
    """Say that a table of metadata cannot be read."""
    return Failed(PurePosixPath(shown).name, shown, STEP, refused.error, refused.advice)


class Sidecars:
    """All tables of metadata of a call, each read once: the one that the options name, and those of the folders."""

    def __init__(self, options: ReadOptions, folders: Sequence[Path]) -> None:
        """Read the table that the options name.

        Args:
            options: its path, and how to read tables.
            folders: of the inputs.

        Raises:
            BadInput: if there is no such table, or it cannot be read.
        """
        self._options = options
        self._loaded: dict[Path, Sidecar | None] = {}
        self._elsewhere: Sidecar | None = None
        self._new: list[tuple[bool, Failed]] = []  # whether it is about the file that was asked for
        self._real: tuple[Path, Path] = (Path(), Path())  # the last path that was resolved: rows ask for the same one
        if options.metadata is not None:
            path, shown = Path(options.metadata), names.shown(str(options.metadata))
            if not path.is_file():
                raise BadInput(f"metadata file {shown!r} does not exist; check the spelling")
            places = Places([*folders, path.parent])
            found = self._opened(Entry(path, shown, path.name, path.parent, named=True), places)
            if isinstance(found, Failed):
                raise BadInput(f"metadata file {found.path}: {found.error}; {found.advice}")
            self._elsewhere = found
            self._new += ((False, stray) for stray in found.stray)

    def told(self, entry: Entry, *, inner: str = "", outer: Entry | None = None) -> list[Told]:
        """Give what the tables say of a file: the one that the options name first, then from its folder outwards.

        Args:
            entry: the file.
            inner: the part of it that is meant: the number of a table's row, the path of an archive's member.
            outer: the archive that holds the file, where one does.
        """
        whole = outer or entry
        real = self._resolved(whole.path)
        sidecars = [self._elsewhere] if self._elsewhere else []
        place, shown = entry.path.parent, PurePosixPath(entry.shown).parent
        for _ in range(entry.name.count("/") + 1):
            sidecar = self.load(place, shown, with_stray=not entry.named)
            sidecars += [sidecar] if sidecar else []
            place, shown = place.parent, shown.parent
        found: list[Told] = []
        for sidecar in sidecars:
            # A table in the archive names the member itself, one outside names it by way of the archive.
            asked = [(real, inner)] + ([(real / inner, "")] if outer else [])
            for path, part in asked:
                said, faulty = sidecar.of(path, part)
                self._new += ((True, fault) for fault in faulty)
                found += [said] if said else []
        return found

    def load(self, place: Path, shown: PurePosixPath, *, with_stray: bool = True) -> Sidecar | None:
        """Give the table of a folder, None where it has none.

        Args:
            place: the folder.
            shown: as a reader may see it.
            with_stray: whether rows that name no file are of interest: not where single files were named as inputs.
        """
        if place not in self._loaded:
            path = place / sources.SIDECAR
            self._loaded[place] = None
            if os.path.lexists(path):
                table = Entry(path, str(shown / sources.SIDECAR), sources.SIDECAR, place)
                self._keep(place, self._opened(table, Places([place])), with_stray)
        return self._loaded[place]

    def add_archived(self, entry: Entry, data: bytes, files: Sequence[Path]) -> None:
        """Take the table of a folder in an archive.

        Args:
            entry: the table.
            data: its bytes.
            files: all files of the archive.
        """
        sidecar = Sidecar(entry.shown, data, self._options.encoding, Places([entry.path.parent], files))
        self._keep(entry.path.parent, sidecar.broken or sidecar, with_stray=True)

    def unclaimed(self, entry: Entry) -> list[Failed]:
        """Give the rows of all tables that speak of a part which a file, now read, does not have."""
        real = self._resolved(entry.path)
        found: list[Failed] = []
        for sidecar in dict.fromkeys([self._elsewhere, *self._loaded.values()]):
            found += sidecar.unclaimed(real) if sidecar else []
        return found

    def failures(self, file: str) -> list[tuple[str, Failed]]:
        """Give the failures that were found since the last call, each with the file that it is about.

        Args:
            file: what was asked for since; rows that name no file at all are about none.
        """
        found, self._new = self._new, []
        return [(file if own else "", failed) for own, failed in found]

    def _opened(self, entry: Entry, places: Places) -> Sidecar | Failed:
        try:
            data = sources.content(entry, self._options.max_bytes)
        except Refused as refused:
            return broken(entry.shown, refused)
        sidecar = Sidecar(entry.shown, data, self._options.encoding, places)
        return sidecar.broken or sidecar

    def _keep(self, place: Path, found: Sidecar | Failed, with_stray: bool) -> None:
        if isinstance(found, Failed):
            self._loaded[place] = None
            self._new.append((False, found))
            return
        self._loaded[place] = found
        self._new += ((False, stray) for stray in found.stray if with_stray)

    def _resolved(self, path: Path) -> Path:
        if self._real[0] != path:
            self._real = (path, path.resolve())
        return self._real[1]
