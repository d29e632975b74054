"""How the readers say that a file or a row cannot be used: caught where documents are made, and shown as ``Failed``."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - reads as a noun, like errors.BadInput
    """A file, a row or a cell that gives no document.

    Attributes:
        error: what is wrong.
        advice: what to try.
    """

    def __init__(self, error: str, advice: str = "") -> None:
        super().__init__(error)
        self.error = error
        self.advice = advice
