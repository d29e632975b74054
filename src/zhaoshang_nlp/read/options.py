"""What a reader may be told: one frozen value, safe to send to other processes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read the inputs.

    Attributes:
        text_column: the column of a table that holds the text; None takes one that is plainly named so (正文 …).
        id_column: the column of a table that holds the documents' ids; None numbers the rows.
        name_pattern: what file names tell, as in ``{year}_{region}_*``; fields: year, region, title, date, speaker, id.
        encoding: a codec for all inputs, instead of the evidence in the bytes.
        metadata: a sidecar table elsewhere; its ``file`` column is read relative to the inputs.
        max_bytes: larger files are refused.
        max_seconds: a file that takes longer to parse is refused.
        max_memory: bytes that the process may take which parses PDF, Office and table files (not on Windows).
    """

    text_column: str | None = None
    id_column: str | None = None
    name_pattern: str | None = None
    encoding: str | None = None
    metadata: Path | None = None
    max_bytes: int = 50 * 2**20
    max_seconds: float = 60.0
    max_memory: int = 2 * 2**30
