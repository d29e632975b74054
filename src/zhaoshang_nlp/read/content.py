"""What a reader of one format gives: text with notes and with what the file itself tells of its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SOURCE = "page"  # in ``Meta.found_in``: told by the page itself, outside of its text


@dataclass(frozen=True, slots=True)
class Content:
    """The text of a file that is more than text.

    Attributes:
        text: paragraphs, one a line.
        note: what a reader should know.
        encoding: codec that decoded the file, None where there was nothing to decode.
        score: plausibility of the decoding.
        lost: characters of the text that could not be decoded.
        fields: title and date as the file tells them, unchecked.
        extra: what else it tells (``source``).
    """

    text: str
    note: str = ""
    encoding: str | None = None
    score: float | None = None
    lost: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
