"""Errors that a user can cause. Every message says what is wrong, where, and what to try next."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class ZhaoshangError(Exception):
    """Base of all errors of this package; the command line shows its text and ends with 2."""


class BadInput(ZhaoshangError):  # noqa: N818 - reads as a noun in the message, like UnknownName
    """An input cannot be used: the text says which, why, and what to try."""


class BadRule(ZhaoshangError):  # noqa: N818 - as above
    """A rule or lexicon file is wrong: the text names file, entry and field."""


class UnknownName(ZhaoshangError):  # noqa: N818 - as above
    """A name (engine, column, label, format …) that does not exist; the text lists the valid ones."""

    def __init__(self, kind: str, name: str, valid: Iterable[str]) -> None:
        names = list(valid)
        near = difflib.get_close_matches(name, names, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        super().__init__(f"unknown {kind} {name!r}.{hint} Valid: {', '.join(names) or '(none)'}.")
