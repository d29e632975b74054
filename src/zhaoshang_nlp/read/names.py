"""File names: shown safely, turned into document ids, and read for what they tell (``{year}_{region}_*``)."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import NamedTuple

from zhaoshang_nlp import chars
from zhaoshang_nlp.errors import BadInput, UnknownName

FIELDS = ("year", "region", "title", "date", "speaker", "id")
_DATE_FORM = r"\d{4}[-.]?\d{2}[-.]?\d{2}|\d{4}年\d{1,2}月\d{1,2}日"
_FORMS = {"year": r"\d{4}", "date": _DATE_FORM}
_SUFFIX = re.compile(r"(?<=[^/])\.[A-Za-z][A-Za-z0-9]{0,7}$")


def shown(path: str) -> str:
    r"""Give a path as a reader may see it: other encodings decoded, no control characters, ``/`` between folders.

    >>> shown("data/报告.txt"), shown(os.fsdecode("报告.txt".encode("gbk"))), shown("a\x1b[31mb.txt")
    ('data/报告.txt', '报告.txt', 'a[31mb.txt')
    """
    if os.sep != "/":
        path = path.replace(os.sep, "/")
    return decoded(os.fsencode(path))


def decoded(raw: bytes) -> str:
    """Give the bytes of a name as text that is safe to print: UTF-8, else GB18030."""
    for codec in ("utf-8", "gb18030"):
        try:
            return chars.without_control(raw.decode(codec))
        except UnicodeDecodeError:
            continue
    return chars.without_control(raw.decode("utf-8", "backslashreplace"))


def stem(name: str) -> str:
    """Give a file's name without its suffix; what follows a point in a title (第2.1节) is no suffix.

    >>> stem("2026/报告.txt"), stem("第2.1节 招商引资"), stem(".hidden")
    ('2026/报告', '第2.1节 招商引资', '.hidden')
    """
    return _SUFFIX.sub("", name)


class Ids:
    """Gives every document an id of its own, the same for the same inputs in the same order."""

    def __init__(self) -> None:
        self._taken: dict[str, str] = {}

    def unique(self, wanted: str, root: str, name: str) -> tuple[str, str]:
        """Give the id and, where it is not the wanted one, a note that says so.

        Args:
            wanted: the id the document would have alone.
            root: name of the input folder; set before the id where another folder holds the same name.
            name: the file's relative path with suffix; the id where only suffixes differ. Empty for a table's row.
        """
        wanted = chars.without_control(wanted).strip() or "document"
        tries = [wanted]
        if name and root and self._taken.get(wanted) != root:
            tries.append(f"{root}/{wanted}")
        if name:
            tries.append(name)
        number = 1
        while tries[0] in self._taken:
            tries.pop(0)
            if not tries:
                number += 1
                tries = [f"{wanted}~{number}"]
        found = tries[0]
        self._taken[found] = root
        return found, "" if found == wanted else f"another document has the id {wanted!r}"


class NamePattern(NamedTuple):
    """A name pattern as a regular expression with one group a field, and whether it speaks of folders, too."""

    regex: re.Pattern[str]
    with_folders: bool


def compiled(pattern: str) -> NamePattern:
    """Read a name pattern.

    Raises:
        UnknownName: for a field that does not exist.
        BadInput: for braces that do not pair, or a field named twice.
    """
    parts = re.split(r"(\{[^{}]*\}|\*)", pattern)
    found: list[str] = []
    seen: set[str] = set()
    for part in parts:
        if part == "*":
            found.append(".*?")
        elif part.startswith("{") and part.endswith("}"):
            field = part[1:-1].strip()
            if field not in FIELDS:
                raise UnknownName("field of the name pattern", field, FIELDS)
            if field in seen:
                raise BadInput(f"name pattern {pattern!r} names {{{field}}} twice; use * for the other place")
            seen.add(field)
            found.append(f"(?P<{field}>{_FORMS.get(field, '[^/]+?')})")
        elif "{" in part or "}" in part:
            raise BadInput(f"name pattern {pattern!r} has a brace without its partner; write fields as {{year}}")
        else:
            found.append(re.escape(part))
    return NamePattern(re.compile("".join(found)), "/" in pattern)


def told(pattern: NamePattern | None, name: str) -> Mapping[str, str]:
    """Give what a file's name tells: nothing where it does not fit the pattern.

    Args:
        pattern: from ``compiled``; one that holds ``/`` is matched against the relative path, else the name alone.
        name: relative path without suffix.

    >>> dict(told(compiled("{year}_{region}_*"), "reports/2026_云岭县_政府工作报告"))
    {'year': '2026', 'region': '云岭县'}
    """
    if pattern is None:
        return {}
    match = pattern.regex.fullmatch(name if pattern.with_folders else name.rsplit("/", 1)[-1])
    return match.groupdict() if match else {}
