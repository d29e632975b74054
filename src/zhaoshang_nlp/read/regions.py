"""The places of China at county level and above: names, six-digit codes, levels and parents, year by year since 1980.

The table is ``data/regions.tsv``. It knows the state at the end of each year; a place that was abolished within a year
still answers for that year. A name that several places bear gives None unless a parent is named: 鼓楼区 alone is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from zhaoshang_nlp import rules
from zhaoshang_nlp.read.variants import simplified

NATION = "100000"
LEVELS = ("nation", "province", "prefecture", "county")
_FIRST_YEAR = 1980  # the table's first; earlier years are answered by it
_STILL = 9999


class Region(NamedTuple):
    """A place under one code and name.

    Attributes:
        name: in full (湖北省).
        code: six-digit 行政区划代码; 100000 for the whole country.
        level: ``nation``, ``province``, ``prefecture`` or ``county``.
        parent: code of the place it belongs to, empty for the country.
        since: first year at whose end it stood; 1980 also stands for earlier.
        until: last such year, None while it stands.
    """

    name: str
    code: str
    level: str
    parent: str
    since: int
    until: int | None

    def stands(self, year: int) -> bool:
        """Tell whether it stood at the end of a year."""
        return self.since <= max(year, _FIRST_YEAR) <= (self.until or _STILL)


class _Table(NamedTuple):
    """The rows by full name, by short name and by code, in the order of the file."""

    full: dict[str, list[Region]]
    short: dict[str, list[Region]]
    code: dict[str, list[Region]]


@cache
def _table() -> _Table:
    """Read the table, once."""
    table = _Table({}, {}, {})
    for line in rules.text("regions.tsv").splitlines():
        if line.startswith(("#", "code")):
            continue
        code, name, short, level, parent, since, until = line.split("\t")
        region = Region(name, code, level, parent, int(since), int(until) if until else None)
        table.full.setdefault(name, []).append(region)
        table.code.setdefault(code, []).append(region)
        for other in short.split():
            table.short.setdefault(other, []).append(region)
    return table


def find(name: str, year: int | None = None, within: str | Region | None = None) -> Region | None:
    """Give the place that a name means, or None where it means none or more than one.

    Args:
        name: full (湖北省), short (湖北) or with its parents (江苏省南通市崇川区); white space does not matter, and
            traditional characters (廣東省) are understood.
        year: when; None asks for today's places, and for former ones where no place of today bears the name.
        within: a place it must belong to, by name or as found before.

    >>> find("湖北").code, find("通辽").name, find("鼓楼区"), find("鼓楼区", within="南京").code
    ('420000', '通辽市', None, '320106')
    >>> [find("崇川区", year).code for year in (2019, 2022)], find("港闸区", 2022), find("港闸区", 2018).code
    (['320602', '320613'], None, '320611')
    """
    name = "".join(name.split())
    outer = find(within, year) if isinstance(within, str) else within
    if within is not None and outer is None:
        return None
    table = _table()
    name = simplified(name)
    found = _standing(_inside(table.full.get(name, ()), outer), year)
    if found:
        return _one(found)
    found = _standing(_inside(table.short.get(name, ()), outer), year)
    if found:
        return _one(found) or _foremost(found)
    return _by_path(name, year, outer)


def by_code(code: str, year: int | None = None) -> Region | None:
    """Give the place that bears a six-digit code, in a year or today, else the last that bore it.

    >>> by_code("320611").name, by_code("320602", 2000).name, by_code("999999")
    ('港闸区', '崇川区', None)
    """
    bearers = _table().code.get(code, [])
    standing = _standing(bearers, year)
    if standing:
        return standing[-1]
    return bearers[-1] if bearers and year is None else None


def ancestors(region: Region) -> tuple[Region, ...]:
    """Give the places a place belongs to, nearest first, up to its province.

    >>> [r.name for r in ancestors(find("崇川区"))]
    ['南通市', '江苏省']
    """
    found: list[Region] = []
    parent = region.parent
    while parent and parent != NATION:
        bearers = _table().code[parent]
        # The name that the parent bore in the place's last year.
        last = region.until or _STILL
        above = next((r for r in bearers if r.since <= last <= (r.until or _STILL)), bearers[-1])
        found.append(above)
        parent = above.parent
    return tuple(found)


def _inside(regions: Iterable[Region], outer: Region | None) -> list[Region]:
    """Keep the places that belong to another one, whatever code that bore when they did."""
    if outer is None or outer.level == "nation":
        return list(regions)
    return [r for r in regions if any(outer.code == a.code or outer.name == a.name for a in ancestors(r))]


def _standing(regions: list[Region], year: int | None) -> list[Region]:
    """Keep the places of a year, else those abolished within it; without a year today's, else the last."""
    if year is None:
        today = [r for r in regions if r.until is None]
        return today or _last(regions)
    return [r for r in regions if r.stands(year)] or [r for r in regions if r.until == year - 1]


def _last(regions: list[Region]) -> list[Region]:
    """Of former places keep the last to stand, if each followed the one before it: in its province, or within a year.

    Places that stood side by side (every city had a 郊区) stay as they are: the name is open.
    """
    ordered = sorted(regions, key=lambda r: r.since)
    for before, after in pairwise(ordered):
        gap = after.since - (before.until or _STILL)
        if gap < 1 or (gap > 1 and before.code[:2] != after.code[:2]):
            return regions
    return ordered[-1:]


def _one(regions: list[Region]) -> Region | None:
    """Give the only place, or None."""
    return regions[0] if len(regions) == 1 else None


def _foremost(regions: list[Region]) -> Region | None:
    """Of places that share a short name give the province, or the one in which the others lie: 大理 the prefecture."""
    for region in regions:
        if region.level == "province":
            return region
    for region in regions:
        others = [r for r in regions if r is not region]
        if all(region in ancestors(r) for r in others):
            return region
    return None


def _by_path(name: str, year: int | None, outer: Region | None) -> Region | None:
    """Read a name that begins with its parents, the longest parent first."""
    for cut in range(len(name) - 2, 1, -1):
        head = name[:cut]
        if head in _table().full or head in _table().short:
            parent = find(head, year, outer)
            found = find(name[cut:], year, parent) if parent and parent.level != "nation" else None
            if found:
                return found
    return None
