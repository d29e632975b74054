"""From the inputs of a call to the files to read: folders, patterns, single files, standard input.

Only regular files are opened, links inside folders are not followed, and what cannot be read is never passed over.
"""

from __future__ import annotations

import glob
import json
import os
import re
import stat
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from zhaoshang_nlp.errors import BadInput
from zhaoshang_nlp.read import names
from zhaoshang_nlp.read.problem import Refused

STDIN = Path("-")
SIDECAR = "metadata.csv"
# What systems and editors leave behind; passed over in silence, like names that begin with a point.
_LITTER = ("~$", ".")
_LITTER_NAMES = ("thumbs.db", "desktop.ini", "__macosx")
_SIGNATURE = ".signature.json"  # what we ourselves write beside a table, such as a metadata.csv
_MANIFEST = "manifest.json"
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_KINDS = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


class Entry(NamedTuple):
    """One file to read.

    Attributes:
        path: as the system knows it; ``-`` for standard input.
        shown: as the user wrote it, safe to print.
        name: path relative to the input folder, safe to print; the file's name for a single file.
        folder: the input folder (or the single file's), as the system knows it.
        named: the user named this very file.
        refused: why it cannot be read, None if nothing speaks against it yet.
    """

    path: Path
    shown: str
    name: str
    folder: Path
    named: bool = False
    refused: Refused | None = None

    @property
    def root(self) -> str:
        """The input folder's own name."""
        return names.shown(self.folder.resolve().name)

    @property
    def is_stdin(self) -> bool:
        """Whether this is standard input."""
        return self.path == STDIN

    @property
    def is_sidecar(self) -> bool:
        """Whether this is a folder's table of metadata."""
        return not self.named and os.path.normcase(self.path.name) == SIDECAR

    @property
    def suffix(self) -> str:
        """The name's suffix with its point, in lower case."""
        return self.path.suffix.lower()


def listing(inputs: Sequence[str]) -> list[Entry]:
    """Give the files of all inputs, sorted by path, each once however often it was named.

    Args:
        inputs: files, folders, patterns (``*``, ``?``, ``[…]``, ``**``), or ``-`` for standard input.

    Raises:
        BadInput: if an input does not exist, a pattern fits nothing, or there is nothing to read at all.
    """
    found: dict[Path, Entry] = {}
    real = cache(Path.resolve)
    for one in inputs:
        for entry in _expand(os.fspath(one)):
            key = entry.path if entry.is_stdin else real(entry.path.parent) / entry.path.name
            # The first naming counts, but a file that was named itself is never taken for a sidecar.
            if key not in found or (entry.named and found[key].is_sidecar):
                found[key] = entry
    if all(entry.is_sidecar for entry in found.values()):
        where = ", ".join(map(names.shown, inputs)) or "(no input)"
        raise BadInput(f"no file to read in {where}; name files, or folders that hold some")
    return [found[key] for key in sorted(found, key=lambda k: (k != STDIN, k.parts))]


def _expand(one: str) -> Iterator[Entry]:
    """Yield the entries of one input."""
    path = Path(one)
    if one == str(STDIN):
        yield Entry(STDIN, "(standard input)", "stdin", Path(), named=True)
    elif path.is_dir():
        yield from _walk(path)
    elif os.path.lexists(path):
        refused = _objection(path, follow=True)
        yield Entry(path, names.shown(one), names.shown(path.name), path.parent, named=True, refused=refused)
    elif glob.has_magic(one):
        yield from _matching(one)
    else:
        raise BadInput(f"input {names.shown(one)!r} does not exist; check the spelling and the folder you are in")


def _walk(folder: Path) -> Iterator[Entry]:
    """Yield what lies in a folder and below it; links, pipes and unreadable folders come with their objection."""
    unreadable: list[OSError] = []
    for place, below, files in os.walk(folder, onerror=unreadable.append, followlinks=False):
        links = [name for name in below if Path(place, name).is_symlink()]
        below[:] = [name for name in below if not is_litter(name) and name not in links]
        ours = _results(Path(place), files)
        for name in files + links:
            if not is_litter(name) and name not in ours:
                path = Path(place, name)
                yield _entry(path, folder, _objection(path))
    for error in unreadable:
        refused = Refused(f"folder cannot be listed: {error.strerror}", "check its permissions")
        yield _entry(Path(error.filename), folder, refused)


def _results(place: Path, files: Sequence[str]) -> frozenset[str]:
    """Give the tables that an earlier run left in a folder; read again, their sentences would count as documents.

    The signature beside a table tells it, or the manifest of the folder. A file that is named itself is always read.
    """
    present = frozenset(files)
    signed = {name for name in present if f"{name}{_SIGNATURE}" in present and name != SIDECAR}
    if _MANIFEST not in present:
        return frozenset(signed)
    try:
        told = json.loads((place / _MANIFEST).read_text("utf-8"))
        listed = set(told["files"]) | {_MANIFEST} if "zhaoshang_nlp" in told else set()
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        listed = set()
    return frozenset(signed | listed)


def _entry(path: Path, folder: Path, refused: Refused | None) -> Entry:
    name = names.shown(os.path.relpath(path, folder))
    return Entry(path, names.shown(str(path)), name, folder, refused=refused)


def is_litter(path: str) -> bool:
    """Tell whether a system or an editor left a file behind: its name, or a folder's on the way to it, says so."""
    steps = path.lower().split("/")
    return path.endswith(_SIGNATURE) or any(step.startswith(_LITTER) or step in _LITTER_NAMES for step in steps)


def _objection(path: Path, *, follow: bool = False) -> Refused | None:
    """Say why a path is not opened: a link (unless the user named it), or something that is no regular file."""
    try:
        mode = path.stat(follow_symlinks=follow).st_mode
    except OSError as error:
        return _os_refusal(error)
    if stat.S_ISREG(mode):
        return None
    if stat.S_ISLNK(mode):
        return Refused("a link, which is not followed", "name the file or folder it leads to as an input")
    kind = next((name for test, name in _KINDS if test(mode)), "not a regular file")
    return Refused(f"{kind}, not a file", "send its content through standard input: -")


def _os_refusal(error: OSError) -> Refused:
    return Refused(
        f"cannot be opened: {error.strerror or error}", "check that it is still there and that you may read it"
    )


def _matching(pattern: str) -> Iterator[Entry]:
    """Yield the files that a pattern fits, or whose folder it fits."""
    if os.sep != "/":
        pattern = pattern.replace(os.sep, "/")
    parts = pattern.split("/")
    fixed = next(i for i, part in enumerate(parts) if glob.has_magic(part))
    folder = Path("/".join(parts[:fixed]) or ("/" if pattern.startswith("/") else "."))
    fits = _translated("/".join(parts[fixed:]))
    hits = 0
    for entry in _walk(folder) if folder.is_dir() else ():
        steps = entry.name.split("/")
        if any(fits.fullmatch("/".join(steps[: i + 1])) for i in range(len(steps))):
            hits += 1
            yield entry
    if not hits:
        raise BadInput(f"pattern {names.shown(pattern)!r} fits no file; check the spelling and the folder you are in")


def _translated(pattern: str) -> re.Pattern[str]:
    """Turn a pattern into a regular expression over relative paths; ``**`` spans folders, the other signs do not."""
    found: list[str] = []
    for sign in re.findall(r"\*\*/|\*\*|\*|\?|\[!?\]?[^\]]*\]|.", pattern, re.DOTALL):
        if sign == "**/":
            found.append("(?:.*/)?")
        elif sign == "**":
            found.append(".*")
        elif sign == "*":
            found.append("[^/]*")
        elif sign == "?":
            found.append("[^/]")
        elif len(sign) > 1:
            inner = sign[1:-1].replace("\\", "\\\\").replace("[", "\\[")
            found.append(f"[^/{inner[1:]}]" if inner.startswith("!") else f"[{inner}]")
        else:
            found.append(re.escape(sign))
    return re.compile("".join(found))


def content(entry: Entry, limit: int) -> bytes:
    """Read a regular file; a link only where the user named it.

    Raises:
        Refused: if it cannot be opened, is no regular file (any more), or is larger than ``limit`` bytes.
    """
    try:
        handle = os.open(entry.path, _OPEN_FLAGS | (0 if entry.named else _NO_FOLLOW))
    except (OSError, ValueError) as error:
        raise (_os_refusal(error) if isinstance(error, OSError) else Refused(f"cannot be opened: {error}")) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):  # before Python opens it: a folder would be an error of its own
        os.close(handle)
        raise Refused("not a regular file", "send its content through standard input: -")
    with open(handle, "rb") as file:  # noqa: PTH123 - opens the descriptor that was checked, not a path
        try:
            data = file.read(limit + 1)
        except OSError as error:
            raise _os_refusal(error) from None
    return within_limit(data, limit)


def within_limit(data: bytes, limit: int) -> bytes:
    """Give the bytes back.

    Raises:
        Refused: if there are more than ``limit``.
    """
    if len(data) > limit:
        size = f"{limit / 2**20:.0f} MB" if limit >= 2**20 else f"{limit:,} bytes"
        raise Refused(f"too large: more than {size}", "split it, or in Python raise ReadOptions(max_bytes=…)")
    return data
