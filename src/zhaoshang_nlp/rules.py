"""The only opener of ``data/``: reads rule files, word lists and samples, checks them, gives typed values.

A rule file is TOML: tables of rows, each row with an ``id``, its fields, and ``examples`` and ``counterexamples``
beside them, which the tests run. A folder of the user's own (``--rules DIR``) replaces shipped files of the same name.
Unknown files, tables and fields are errors: a slip of the pen must not silently switch a rule off.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from zhaoshang_nlp.errors import BadRule, UnknownName

_PACKAGED = Path(__file__).parent / "data"
_CHECKOUT = Path(__file__).parents[2]  # stopwords/ and corpora/ stand at the top of a checkout, inside data/ in a wheel


@dataclass(frozen=True, slots=True)
class Row:
    """One rule of a rule file.

    Attributes:
        id: unique in its file; every record names it.
        file: file name, for messages.
        fields: the row's other fields, checked against the shape that the caller asked for.
        examples: texts with what the rule must give, in the form that the owner of the file defines.
        counterexamples: texts in which the rule must find nothing.
    """

    id: str
    file: str
    fields: Mapping[str, Any]
    examples: Sequence[Any] = field(default_factory=tuple)
    counterexamples: Sequence[Any] = field(default_factory=tuple)

    def __getitem__(self, name: str) -> Any:
        """Give a field's value."""
        return self.fields[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Give a field's value, or the default where the row leaves it out."""
        return self.fields.get(name, default)


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields a row must and may have, each with its type."""

    required: Mapping[str, type]
    optional: Mapping[str, type] = field(default_factory=dict)


def path(name: str, folder: Path | None = None) -> Path:
    """Give the path of a data file: the user's folder first, then the package, then the checkout.

    Raises:
        BadRule: if there is no such file; the message names the folders that were searched.
    """
    places = ([folder / name] if folder else []) + [_PACKAGED / name, _CHECKOUT / name]
    for place in places:
        if place.exists():
            return place
    raise BadRule(f"data file {name!r} not found in {', '.join(str(p.parent) for p in places)}; reinstall the package")


def check_folder(folder: Path) -> None:
    """Make sure that a user's rules folder exists and that each of its files takes the place of a shipped one.

    Raises:
        BadRule: for a missing or an empty folder.
        UnknownName: for a file that would replace nothing, a slip of the pen most likely.
    """
    if not folder.is_dir():
        raise BadRule(f"--rules {folder}: no such folder; give a folder with rule files of your own")
    shipped = sorted(p.name for p in _PACKAGED.iterdir() if p.suffix in (".toml", ".tsv", ".txt"))
    files = sorted(p.name for p in folder.iterdir() if p.is_file() and not p.name.startswith("."))
    if not files and not any((folder / "dictionaries").glob("*.toml")):
        raise BadRule(f"--rules {folder}: no rule file in it; one of yours is named as the shipped one: {shipped[0]} …")
    for own in files:
        if own not in shipped:
            raise UnknownName(f"rule file in {folder}", own, shipped)


def text(name: str, folder: Path | None = None) -> str:
    """Give the content of a data file (UTF-8, a BOM is dropped)."""
    place = path(name, folder)
    try:
        return place.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRule(f"{place}: not UTF-8 (byte {error.start}); save the file as UTF-8") from error


def toml(name: str, folder: Path | None = None) -> dict[str, Any]:
    """Give a TOML file as nested dictionaries.

    Raises:
        BadRule: if it is not valid TOML; the message names file and line.
    """
    try:
        return tomllib.loads(text(name, folder))
    except tomllib.TOMLDecodeError as error:
        raise BadRule(f"{path(name, folder)}: {error}; see https://toml.io for the syntax") from error


def rows(name: str, table: str, shape: Shape, folder: Path | None = None) -> list[Row]:
    """Give the rows of one table of a rule file, each checked against ``shape``.

    Args:
        name: file name inside ``data/``.
        table: name of the array of tables (``[[table]]``).
        shape: required and optional fields besides ``id``, ``examples`` and ``counterexamples``.
        folder: the user's own rules folder.

    Raises:
        BadRule: for a missing table, a missing or unknown field, a wrong type or a repeated id.
    """
    content = toml(name, folder)
    if table not in content:
        raise BadRule(f"{path(name, folder)}: no table [[{table}]]; it has: {', '.join(content) or 'none'}")
    found: list[Row] = []
    seen: set[str] = set()
    for number, raw in enumerate(content[table], 1):
        row = _row(name, table, number, raw, shape)
        if row.id in seen:
            raise BadRule(f"{name}: [[{table}]] id {row.id!r} stands twice; ids must be unique")
        seen.add(row.id)
        found.append(row)
    return found


def _row(name: str, table: str, number: int, raw: dict[str, Any], shape: Shape) -> Row:
    where = f"{name}: [[{table}]] row {number} ({raw.get('id', 'no id')})"
    if not isinstance(raw.get("id"), str):
        raise BadRule(f"{where}: needs an id")
    known = {**shape.required, **shape.optional}
    fields: dict[str, Any] = {}
    for key, value in raw.items():
        if key in ("id", "examples", "counterexamples"):
            continue
        if key not in known:
            raise BadRule(f"{where}: unknown field {key!r}; valid: {', '.join(sorted(known))}")
        if not isinstance(value, known[key]):
            raise BadRule(f"{where}: field {key!r} must be {known[key].__name__}, is {type(value).__name__}")
        fields[key] = value
    missing = sorted(set(shape.required) - set(fields))
    if missing:
        raise BadRule(f"{where}: lacks {', '.join(missing)}")
    return Row(raw["id"], name, fields, raw.get("examples", ()), raw.get("counterexamples", ()))


def words(name: str, folder: Path | None = None) -> list[str]:
    """Give a word list: one word a line, ``#`` begins a comment, blank lines are passed over, order is kept."""
    found: dict[str, None] = {}
    for line in text(name, folder).splitlines():
        word = line.split("#", 1)[0].strip()
        if word:
            found[word] = None
    return list(found)


@cache
def digest(names: tuple[str, ...], folder: Path | None = None) -> str:
    """Give twelve hexadecimal digits that stand for the content of data files, whatever the line ends.

    Args:
        names: files inside ``data/``.
        folder: the user's own rules folder.
    """
    total = hashlib.sha256()
    for name in names:
        total.update(name.encode() + b"\0" + text(name, folder).replace("\r\n", "\n").encode() + b"\0")
    return total.hexdigest()[:12]
