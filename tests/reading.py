"""Read files in tests: all results, the good ones, the failed ones."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

from zhaoshang_nlp import read
from zhaoshang_nlp.read import ReadOptions
from zhaoshang_nlp.types import Document, Failed, Ok

PLAIN = ReadOptions()
Results = list[Ok[Document] | Failed]


def results(*inputs: Path | str, options: ReadOptions = PLAIN, stdin: bytes | None = None) -> Results:
    """Read everything that the inputs name."""
    stream = None if stdin is None else io.BytesIO(stdin)
    return list(read.documents([str(one) for one in inputs], options, stream))


def good(found: Iterable[Ok[Document] | Failed]) -> list[Document]:
    """Give the documents."""
    return [one.value for one in found if isinstance(one, Ok)]


def bad(found: Iterable[Ok[Document] | Failed]) -> list[Failed]:
    """Give the failures."""
    return [one for one in found if isinstance(one, Failed)]
