"""Dictionaries from files: TOML, CSV, and the YAML of quanteda; the shipped ones are editable TOML, too.

All forms say the same: categories, which may hold further categories, down to lists of entries.

- TOML: ``supply = ["资金", "补贴"]``, ``[environment]`` with ``tax = ["税收优惠"]``; or, as the shipped files, a
  ``[[category]]`` for each category with ``id``, ``entries`` and whatever else explains it. ``exclusive = true`` on top
  says that each passage goes to one category only.
- CSV: two columns, ``category`` and ``entry``, a row for each entry; ``environment.tax`` is a category in another.
- YAML: what quanteda writes: nested mappings, lists with ``-`` or ``[a, b]``, quotation marks, comments. Anchors, tags
  and texts of several lines are refused.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from zhaoshang_nlp import rules
from zhaoshang_nlp.compare.dictionary import STEP, Dictionary
from zhaoshang_nlp.errors import BadRule, UnknownName

FOLDER = "dictionaries"
SHIPPED = ("policy_tools", "modality")
SUFFIXES = (".toml", ".csv", ".yml", ".yaml")
_EXCLUSIVE = "exclusive"
_SHAPE = rules.Shape({"entries": list, "meaning": str})
_KEY = re.compile(r"""(?P<key>"[^"]*"|'[^']*'|[^\s#"'\[{&*!|>%@`-][^#:]*?)\s*:(?:\s+(?P<rest>.*))?$""")
_UNSUPPORTED = tuple("&*!|>{%@`")


def file_of(name: str) -> str:
    """Give the data file of a shipped dictionary."""
    return f"{FOLDER}/{name}.toml"


def load(name: str, folder: Path | None = None) -> Dictionary:
    """Give a dictionary.

    Args:
        name: of a shipped one, or the path of a file.
        folder: the user's own rules folder, whose ``dictionaries/NAME.toml`` replaces a shipped one.

    Raises:
        UnknownName: for a name that is neither.
        BadRule: for a file that cannot be read; the message names file and place.

    >>> load("modality").names
    ('encouraging', 'mandating', 'forbidding')
    """
    if name in SHIPPED:
        rows = rules.rows(file_of(name), "category", _SHAPE, folder)
        exclusive = rules.toml(file_of(name), folder).get(_EXCLUSIVE, False) is True
        return _dictionary(name, {row.id: row["entries"] for row in rows}, file_of(name), exclusive)
    path = Path(name)
    if not path.suffix and not path.exists():
        raise UnknownName("dictionary", name, (*SHIPPED, *(f"FILE{suffix}" for suffix in SUFFIXES)))
    return read(path)


def read(path: Path) -> Dictionary:
    """Give the dictionary of a file, named like the file.

    Raises:
        BadRule: if it cannot be read, or is not what its suffix says.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise BadRule(f"dictionary {path}: unknown form {suffix or path.name!r}; valid: {', '.join(SUFFIXES)}")
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise BadRule(f"dictionary {path}: {error.strerror}; give a file that exists and can be read") from error
    except UnicodeDecodeError as error:
        raise BadRule(f"dictionary {path}: not UTF-8 (byte {error.start}); save the file as UTF-8") from error
    if suffix == ".csv":
        return _dictionary(path.stem, _csv(text, path), str(path))
    tree = _toml(text, path) if suffix == ".toml" else _Yaml(text, path).tree()
    exclusive = suffix == ".toml" and tree.pop(_EXCLUSIVE, False) is True
    categories: dict[str, list[Any]] = {}
    for category, entries in _leaves(tree, "", path):
        categories.setdefault(category, []).extend(entries)
    return _dictionary(path.stem, categories, str(path), exclusive)


def _dictionary(name: str, categories: Mapping[str, Sequence[Any]], where: str, exclusive: bool = False) -> Dictionary:
    """Check the entries, and drop those that stand twice."""
    found: dict[str, tuple[str, ...]] = {}
    for category, entries in categories.items():
        for entry in entries:
            if not isinstance(entry, str) or not entry.strip(" *?"):
                raise BadRule(
                    f"dictionary {where}: category {category!r}: {entry!r} is no entry; write a word or phrase"
                )
        found[category] = tuple(dict.fromkeys(entry.strip() for entry in entries))
    if not any(found.values()):
        raise BadRule(f'dictionary {where}: it has no entries; write `category = ["entry", …]`, one category a line')
    return Dictionary(name, found, exclusive)


def _toml(text: str, path: Path) -> dict[str, Any]:
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRule(f"dictionary {path}: {error}; see https://toml.io for the syntax") from error
    listed = tree.get("category")
    if not (isinstance(listed, list) and all(isinstance(row, dict) for row in listed) and listed):
        return tree
    for number, row in enumerate(listed, 1):
        if not isinstance(row.get("id"), str) or not isinstance(row.get("entries"), list):
            raise BadRule(f"dictionary {path}: [[category]] {number} needs an id and a list of entries")
    kept: dict[str, Any] = {_EXCLUSIVE: tree[_EXCLUSIVE]} if _EXCLUSIVE in tree else {}
    return kept | {row["id"]: row["entries"] for row in listed}


def _csv(text: str, path: Path) -> dict[str, list[str]]:
    rows = list(csv.reader(text.splitlines()))
    if not rows or [cell.strip().lower() for cell in rows[0][:2]] != ["category", "entry"]:
        raise BadRule(f"dictionary {path}: the first line must be `category,entry`")
    found: dict[str, list[str]] = {}
    for number, row in enumerate(rows[1:], 2):
        if not any(row):
            continue
        if len(row) < 2 or not row[0].strip() or not row[1].strip():
            raise BadRule(f"dictionary {path}: line {number} needs a category and an entry")
        found.setdefault(row[0].strip(), []).append(row[1].strip())
    return found


def _leaves(tree: object, name: str, path: Path) -> Iterator[tuple[str, list[Any]]]:
    """Yield the lists of a tree with the full name of their category.

    A list may hold entries and further categories side by side, as quanteda writes it.
    """
    if isinstance(tree, str):
        yield name, [tree]
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield from _leaves(value, f"{name}{STEP}{key}" if name else str(key), path)
    elif isinstance(tree, list):
        entries = [each for each in tree if not isinstance(each, dict)]
        if entries:
            yield name, entries
        for each in tree:
            if isinstance(each, dict):
                yield from _leaves(each, name, path)
    elif tree is not None:
        raise BadRule(f"dictionary {path}: category {name!r} must be a list of entries, is {tree!r}")


class _Line(NamedTuple):
    number: int
    indent: int
    text: str


class _Yaml:
    """Reads the part of YAML that dictionaries are written in."""

    def __init__(self, text: str, path: Path) -> None:
        self._path = path
        self._lines: list[_Line] = []
        for number, line in enumerate(text.splitlines(), 1):
            bare = _without_comment(line).rstrip()
            if bare.strip() and bare.strip() not in ("---", "..."):
                if "\t" in bare[: len(bare) - len(bare.lstrip())]:
                    raise self._wrong(number, "a tab at its beginning; YAML wants spaces")
                self._lines.append(_Line(number, len(bare) - len(bare.lstrip()), bare.strip()))
        self._at = 0

    def tree(self) -> Any:
        """Give the whole file."""
        found = self._block(self._lines[0].indent) if self._lines else {}
        if self._at < len(self._lines):
            raise self._wrong(self._lines[self._at].number, "indented less than the line that began its block")
        return found

    def _block(self, indent: int) -> Any:
        """Read the lines of one indentation: a list, or a mapping."""
        if self._lines[self._at].text.startswith("-"):
            return self._list(indent)
        found: dict[str, Any] = {}
        while (line := self._next(indent)) is not None:
            match = _KEY.match(line.text)
            if match is None:
                raise self._wrong(line.number, f"{line.text!r} is not `category:`")
            self._at += 1
            key = self._scalar(match["key"], line.number)
            if key in found:
                raise self._wrong(line.number, f"category {key!r} stands twice")
            found[key] = self._value(match["rest"], line)
        return found

    def _list(self, indent: int) -> list[Any]:
        found: list[Any] = []
        while (line := self._next(indent)) is not None:
            if not (line.text == "-" or line.text.startswith("- ")):
                break
            rest = line.text[1:].strip()
            inner = indent + len(line.text) - len(rest)
            if rest and _KEY.match(rest):
                # `- supply:` opens a mapping that goes on under the word.
                self._lines[self._at] = _Line(line.number, inner, rest)
                found.append(self._block(inner))
            else:
                self._at += 1
                found.append(self._value(rest, line))
        return found

    def _value(self, rest: str | None, line: _Line) -> Any:
        """Give what a key or a dash stands before: on its line, or in the block below."""
        if rest:
            return self._inline(rest, line.number)
        below = self._lines[self._at] if self._at < len(self._lines) else None
        # A list may stand as far left as its key.
        listed = below is not None and below.indent == line.indent and below.text.startswith("- ")
        listed = listed and not line.text.startswith("-")
        return self._block(below.indent) if below is not None and (below.indent > line.indent or listed) else None

    def _next(self, indent: int) -> _Line | None:
        if self._at >= len(self._lines) or self._lines[self._at].indent < indent:
            return None
        line = self._lines[self._at]
        if line.indent > indent:
            raise self._wrong(line.number, "indented more than the line before it")
        return line

    def _inline(self, text: str, number: int) -> Any:
        if not text.startswith("["):
            return self._scalar(text, number)
        if not text.endswith("]"):
            raise self._wrong(number, "a list in brackets must end on its line")
        parts = re.findall(r"""\s*("[^"]*"|'[^']*'|[^,\]]+?)\s*(?:,|$)""", text[1:-1])
        return [self._scalar(part, number) for part in parts if part.strip()]

    def _scalar(self, text: str, number: int) -> str:
        text = text.strip()
        if len(text) > 1 and text[0] in "\"'" and text[-1] == text[0]:
            return text[1:-1]
        # A word may begin with a wildcard; what looks like an anchor, a tag or a block does not begin a word.
        if text.startswith(_UNSUPPORTED) and not text.startswith("*"):
            raise self._wrong(number, f"{text!r} is not supported; put quotation marks around an entry")
        return text

    def _wrong(self, number: int, what: str) -> BadRule:
        return BadRule(f"dictionary {self._path}: line {number}: {what}")


def _without_comment(line: str) -> str:
    """Cut off a comment; # inside quotation marks, or within a word, is none.

    >>> [_without_comment(line) for line in ("a: # x", "- C#", '- "# 1" # y')]
    ['a: ', '- C#', '- "# 1" ']
    """
    quote = ""
    for i, char in enumerate(line):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'" and (i == 0 or line[i - 1] in " [,:"):
            quote = char
        elif char == "#" and (i == 0 or line[i - 1].isspace()):
            return line[:i]
    return line
