"""From columns, sidecar rows and file names to ``Meta``: names of columns known, values checked, places looked up."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from zhaoshang_nlp.read import dates, genre, head, regions, vocabulary
from zhaoshang_nlp.read.regions import Region
from zhaoshang_nlp.types import Meta

# A place may be told by several columns; the finest names it, the others say within what.
_PLACES = ("region", "county", "prefecture", "province")
_PLAIN = ("title", "speaker")
# How tables call a column of the user's own whose name is taken: ``meta_note``, and 备注_2 under Chinese headers.
_PREFIX = "meta_"
_NUMBERED = re.compile(r"_\d+$")


class Told(NamedTuple):
    """What one source says of a document.

    Attributes:
        source: ``sidecar``, ``column`` or ``name``.
        fields: text by field of ``reading.toml``; only known and filled ones.
        extra: every other column, as it was.
    """

    source: str
    fields: Mapping[str, str]
    extra: Mapping[str, str]


def field_of(column: str) -> str | None:
    """Give the field that a column's name stands for, None where it is the user's own.

    >>> field_of("省份"), field_of("Publish Date"), field_of("source_url")
    ('province', 'date', None)
    """
    return vocabulary.column_fields().get(vocabulary.plain(column))


def column_for(field: str, columns: Iterable[str]) -> str | None:
    """Give the column that fills a field: of several the one whose name ``reading.toml`` lists first."""
    order = list(vocabulary.column_fields())
    fitting = [column for column in columns if field_of(column) == field]
    return min(fitting, key=lambda c: order.index(vocabulary.plain(c)), default=None)


class Report(NamedTuple):
    """What a table owes to our own report of a corpus.

    Attributes:
        added: the columns that the report added.
        own: the user's columns that it had to call otherwise, with the names that they had.
    """

    added: Collection[str]
    own: Mapping[str, str]


def report_of(columns: Sequence[str]) -> Report | None:
    """Tell a table that our own report of a corpus was made to, None for any other.

    >>> report_of(["file", "found_in", "note", "meta_note", "issuer"])
    Report(added=['found_in', 'note'], own={'meta_note': 'note'})
    """
    plain = {column: vocabulary.plain(column) for column in columns}
    for names in vocabulary.report_columns():
        if names[0] in plain.values():
            added = [column for column, name in plain.items() if name in names]
            own = {column: name for column in columns if (name := _own_name(column, names)) != column}
            return Report(added, own)
    return None


def _own_name(column: str, names: Collection[str]) -> str:
    """Give the name that a column had before the report put ``meta_`` before it, or a number behind it."""
    if column.startswith(_PREFIX):
        return column.removeprefix(_PREFIX)
    before = _NUMBERED.sub("", column)
    return before if vocabulary.plain(before) in names or field_of(before) else column


def told(source: str, cells: Mapping[str, str]) -> Told:
    """Sort the cells of a row into known fields and the rest; empty cells are unknown."""
    fields: dict[str, str] = {}
    extra: dict[str, str] = {}
    chosen = {field: column_for(field, cells) for field in dict.fromkeys(map(field_of, cells)) if field}
    for column, cell in cells.items():
        field = field_of(column)
        if field and chosen[field] == column:
            if cell.strip():
                fields[field] = cell.strip()
        else:
            extra[column] = cell
    finest = next((name for name in _PLACES if name in fields), None)
    for column, cell in cells.items():  # the coarser places stay at hand under their own names
        field = field_of(column)
        if field in _PLACES and field != finest and field in fields:
            extra[column] = cell
    return Told(source, fields, extra)


def faults(said: Told) -> tuple[Told, list[str]]:
    """Take out the values that cannot be: give the rest, and what is wrong with them."""
    wrong = {name: reason for name, text in said.fields.items() if (reason := _fault(name, text))}
    if not wrong and (reason := _conflict(said.fields)):
        wrong["region_code"] = reason
    fields = {name: text for name, text in said.fields.items() if name not in wrong}
    return said._replace(fields=fields), list(wrong.values())


def _fault(field: str, text: str) -> str | None:
    """Say what is wrong with a value, None if nothing is."""
    if field == "year" and dates.year(text) is None:
        return f"year {text!r} is no year between {dates.YEARS[0]} and {dates.YEARS[-1]}"
    if field == "date" and dates.alone(text) is None:
        return f"date {text!r} is no date like 2026-01-27 or 2026年1月27日"
    if field == "level" and vocabulary.plain(text) not in vocabulary.levels():
        return f"level {text!r} is none of {', '.join(regions.LEVELS)}"
    if field == "region_code" and not (len(text) == 6 and text.isascii() and text.isdecimal()):
        return f"region code {text!r} does not have six digits"
    return None


def _conflict(fields: Mapping[str, str]) -> str | None:
    """Say that region and code mean different places: one was corrected and the other left."""
    if "region" not in fields or "region_code" not in fields:
        return None
    year = dates.year(fields.get("year", ""))
    bearer, named = regions.by_code(fields["region_code"]), regions.find(fields["region"], year)
    if bearer is None or named is None or bearer.code == named.code or bearer.name == named.name:
        return None
    return f"region code {bearer.code} is that of {bearer.name}, not of {fields['region']!r}, which counts"


def settle(said: Sequence[Told], text: str) -> Meta:
    """Make the metadata of a document: for each field the first source that knows it, the head of the text last.

    Args:
        said: by rank, checked by ``faults``.
        text: of the document.
    """
    known: dict[str, object] = {}
    found_in: dict[str, str] = {}
    extra: dict[str, str] = {}
    for one in reversed(said):
        extra |= one.extra
    for one in said:
        values: dict[str, object] = {name: one.fields[name] for name in _PLAIN if name in one.fields}
        if "year" in one.fields:
            values["year"] = dates.year(one.fields["year"])
        if "date" in one.fields:
            values["date"] = dates.alone(one.fields["date"])
        if "genre" in one.fields:
            values["genre"] = genre.named(one.fields["genre"])
        for name, value in values.items():
            if name not in known:
                known[name], found_in[name] = value, one.source
    year = known.get("year") or _year_of(known.get("date"))
    for one in said:
        place = _place(one.fields, year if isinstance(year, int) else None)
        if place and "region" not in known and "region_code" not in known:
            known |= place
            found_in |= dict.fromkeys(place, one.source)
    meta = Meta(**known, extra=extra, found_in=found_in)  # type: ignore[arg-type]  # fields by name
    return head.complete(meta, text)


def _year_of(date: object) -> int | None:
    return int(date[:4]) if isinstance(date, str) else None


def _place(fields: Mapping[str, str], year: int | None) -> dict[str, object]:
    """Give region, code and level as far as a source tells them; a name that the table lacks stands as it was given."""
    names = [fields[name] for name in _PLACES if name in fields]
    found: Region | None = None
    if "region_code" in fields:
        found = regions.by_code(fields["region_code"], year) or regions.by_code(fields["region_code"])
    if found is None and names:
        found = _named(names, year)
    level = vocabulary.levels().get(vocabulary.plain(fields.get("level", "")))
    if found:
        return {"region": found.name, "region_code": found.code, "level": found.level}
    told_place = {"region": names[0] if names else None, "region_code": fields.get("region_code"), "level": level}
    return {name: value for name, value in told_place.items() if value is not None}


def _named(names: Sequence[str], year: int | None) -> Region | None:
    """Find the finest place within the coarser ones: in its year, else as the names stand today."""
    for when in (year, None):
        outer: Region | None = None
        for name in reversed(names[1:]):
            outer = regions.find(name, when, outer) or outer
        found = regions.find(names[0], when, outer) or regions.find(names[0], when)
        if found:
            return found
    return None
