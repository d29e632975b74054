"""Frequency lists from elsewhere: the reference of a comparison without its documents."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from zhaoshang_nlp.errors import BadInput

# `#total 1000000`, `# total: 1,000,000`: the words of the whole corpus that the list was drawn from.
_TOTAL = re.compile(r"#\s*total\s*[:=\t ]\s*([\d,]+)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FrequencyList:
    """How often terms stand in a corpus that is not at hand.

    Attributes:
        counts: occurrences of each term; a term that is not listed counts 0.
        total: words of that corpus, the unlisted ones too.
    """

    counts: Mapping[str, int]
    total: int

    @property
    def terms(self) -> tuple[str, ...]:
        """The listed terms, in the order of the list."""
        return tuple(self.counts)

    @property
    def digest(self) -> str:
        """Twelve hexadecimal digits that stand for the content, whatever the order of the lines."""
        lines = [f"{term}\t{count}\n" for term, count in sorted(self.counts.items())]
        return hashlib.sha256("".join([*lines, f"#{self.total}"]).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def read_frequency_list(path: Path, total: int | None = None) -> FrequencyList:
    """Read a list of ``term<TAB>count`` lines (UTF-8); ``#`` begins a comment, a line ``#total 1000000`` the total.

    Args:
        path: the file.
        total: words of the whole corpus; None takes the line ``#total``, or else the sum of the counts.

    Raises:
        BadInput: if the file cannot be read, a line is no term with a whole number, a term stands twice, or the total
            is below the sum of the counts.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"frequency list {path}: {error}; give a UTF-8 file with lines term<TAB>count") from error
    counts: dict[str, int] = {}
    stated = total
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            said = _TOTAL.fullmatch(line)
            if said and stated is None:
                stated = int(said[1].replace(",", ""))
            continue
        if not line.strip():
            continue
        term, count = _entry(line, f"frequency list {path}, line {number}")
        if term in counts:
            raise BadInput(f"frequency list {path}, line {number}: {term!r} stands twice; sum up its counts")
        counts[term] = count
    listed = sum(counts.values())
    if stated is not None and stated < listed:
        raise BadInput(f"frequency list {path}: the total {stated} is below the sum of its counts, {listed}")
    return FrequencyList(counts, listed if stated is None else stated)


def _entry(line: str, where: str) -> tuple[str, int]:
    term, _, count = line.rpartition("\t")
    term, count = term.strip(), count.strip()
    if not term or not count.isdecimal():
        raise BadInput(f"{where}: {line!r} is not a term, a tab and a whole number")
    return term, int(count)
