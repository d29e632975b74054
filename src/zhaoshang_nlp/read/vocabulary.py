"""The rows of ``data/reading.toml``, compiled: columns, page furniture, and what the head of a document tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from zhaoshang_nlp import chars, rules
from zhaoshang_nlp.errors import BadRule
from zhaoshang_nlp.read.variants import simplified

FILE = "reading.toml"
PLACES = ("title", "occasion", "speaker", "opening")
_NAMES = rules.Shape({"names": list})
_PATTERN = rules.Shape({"pattern": str})
_REGION = rules.Shape({"pattern": str, "where": str}, {"region": str})


class RegionRule(NamedTuple):
    """A row of ``[[region]]``: where it looks, its pattern, and the place it stands for if the pattern names none."""

    id: str
    where: str
    pattern: re.Pattern[str]
    region: str | None


@cache
def column_fields() -> dict[str, str]:
    """Give the field of each known column name, in the form of ``plain``; earlier names of a field come first."""
    return {plain(name): row.id for row in rules.rows(FILE, "column", _NAMES) for name in row["names"]}


def plain(column: str) -> str:
    """Give a column's name without what varies: case, blanks, hyphens, underscores, traditional characters.

    >>> plain("Publish_Date") == plain("publish date")
    True
    """
    return simplified(re.sub(r"[\s_-]+", "", column).casefold())


@cache
def report_columns() -> tuple[tuple[str, ...], ...]:
    """Give the columns that our own report of a corpus adds, by language, in the form of ``plain``; the first tells."""
    return tuple(tuple(map(plain, row["names"])) for row in rules.rows(FILE, "report", _NAMES))


@cache
def levels() -> dict[str, str]:
    """Give the level that each word for it stands for."""
    return {plain(name): row.id for row in rules.rows(FILE, "level", _NAMES) for name in row["names"]}


@cache
def lines(table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Give id and pattern of each row of a table that has no more: furniture, salutation, title, speaker, year."""
    return tuple((row.id, compiled(row)) for row in rules.rows(FILE, table, _PATTERN))


def fits(table: str, line: str) -> bool:
    """Tell whether a whole line fits a row of a table."""
    return any(pattern.fullmatch(line) for _, pattern in lines(table))


@cache
def region_rules() -> tuple[RegionRule, ...]:
    """Give the rows that find the place of a document."""
    return tuple(_region_rules())


def _region_rules() -> Iterator[RegionRule]:
    for row in rules.rows(FILE, "region", _REGION):
        if row["where"] not in PLACES:
            raise BadRule(f"{FILE}: [[region]] {row.id}: where is {row['where']!r}; valid: {', '.join(PLACES)}")
        yield RegionRule(row.id, row["where"], compiled(row), row.get("region"))


def compiled(row: rules.Row, more: Mapping[str, str] | None = None) -> re.Pattern[str]:
    """Compile a row's pattern, its placeholders filled in.

    Args:
        row: with a field ``pattern``.
        more: what further placeholders stand for.

    Raises:
        BadRule: if it is no regular expression.
    """
    pattern: str = row["pattern"]
    for name, form in (_placeholders() | dict(more or {})).items():
        pattern = pattern.replace(f"{{{name}}}", form)
    try:
        return re.compile(pattern)
    except re.error as error:
        raise BadRule(f"{row.file}: {row.id}: {error} in {row['pattern']!r}") from None


@cache
def _placeholders() -> dict[str, str]:
    """Give what the placeholders stand for."""
    han = f"[{chars.HAN_CLASS}]"
    offices = sorted(
        (n for row in rules.rows(FILE, "office", _NAMES) for n in row["names"]), key=lambda n: (-len(n), n)
    )
    sign = "0-9〇○零一二三四五六七八九"
    return {
        "place": f"(?P<region>{han}{{2,30}}?)",
        "prefix": f"(?P<prefix>{han}{{2,30}})",
        # A year that ends a span (2026-2030年) is no year of its own.
        "year": rf"(?<![{sign}\-—–~～至到])(?P<year>[{sign}]{{4}})",
        "any_year": f"[{sign}]{{4}}",
        "number": "[0-9〇零一二三四五六七八九十百]+",
        "office": f"(?:{'|'.join(offices)})",
        "name": rf"(?P<name>{han}(?:\s*{han}){{1,3}}|{han}+(?:[·•・‧]{han}+)+)",
    }
