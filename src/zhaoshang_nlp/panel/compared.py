"""Targets compared: with last year's, with those of the levels above, with what was achieved later.

Works on the rows of the panel (annual, target and achieved), so that each number compared is the one that counts in its
document. **The point of a target** is its value, for a range the middle; a decline counts as negative growth. Numbers
are compared only if they are of one kind (growth with growth, level with level) and one base unit; with other places
only percentages are, since 60 of a province's jobs and 1,200 of the nation's say nothing of ambition.

Formulas, ``t`` a year, ``T`` a point, ``A`` a result, all in the base unit (percentages: in points):

- change = T(t) - T(t-1); change_rate = 100 * (T(t) / T(t-1) - 1), for units other than percent
- gap_nation = T - T(nation), gap_above = T - T(nearest place above that has a target)
- amplified (加码) = gap_above, with the sign turned where less is better; None where neither is
- over_achieved = T(t) - A(t-1): how far the target goes beyond last year's result
- difference = A(t) - T(t), A(t) taken from the report of the year after

Source: for the gap to the level above X. Li, C. Liu, X. Weng and L.-A. Zhou, Target Setting in Tournaments: Theory and
Evidence from China, The Economic Journal 129, 2019.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import inf
from pathlib import Path
from statistics import fmean, median

from zhaoshang_nlp import rules
from zhaoshang_nlp.errors import BadInput, BadRule
from zhaoshang_nlp.panel.known import load
from zhaoshang_nlp.read import regions
from zhaoshang_nlp.tables.rows import Row

AIMS = "aims.toml"
_AIM = rules.Shape({"aim": str, "reason": str})
_WAYS = ("up", "down", "none")
# A listed indicator whose target tells the way: up, unless it is a ceiling.
_USUAL = "usual"
_SLACK = 1e-9  # differences of floating-point arithmetic
_DIGITS = 9
_PERCENT = "%"
_COPIED = ("doc_id", "region", "region_code", "level", "indicator", "value", "value_high", "unit", "bound", "hedge")
_PLACED = ("text", "raw_start", "raw_end")
Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Stated:
    """What a document states of an indicator for a year, as a number that can be compared.

    Attributes:
        row: the row of the panel.
        low: the value in base units, a decline negative.
        high: the high end of a range, else ``low``.
        kind: ``growth`` or ``level``, with the base unit.
    """

    row: Mapping[str, object]
    low: float
    high: float
    kind: tuple[str, str]

    @property
    def point(self) -> float:
        """The value; of a range the middle."""
        return (self.low + self.high) / 2

    @property
    def percent(self) -> bool:
        """Whether places of different size can be compared by it."""
        return self.kind[1] == _PERCENT


@dataclass
class _Book:
    """Targets and results by place, indicator and year; the order of the indicators is that of their rows."""

    targets: dict[Key, Stated] = field(default_factory=dict)
    results: dict[Key, Stated] = field(default_factory=dict)
    others: dict[Key, list[Stated]] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)


@cache
def aims(folder: Path | None = None) -> Mapping[str, str]:
    """Give which way the listed indicators are meant to go: as ``data/aims.toml`` says, else ``usual``.

    Raises:
        BadRule: for another way than ``up``, ``down``, ``none``.
    """
    found = {row.id: str(row["aim"]) for row in rules.rows(AIMS, "aim", _AIM, folder)}
    for name, way in found.items():
        if way not in _WAYS:
            raise BadRule(f"{AIMS}: {name!r}: aim {way!r} is unknown; valid: {', '.join(_WAYS)}")
    return dict.fromkeys(load(folder).names, _USUAL) | found


def compared(
    panel: Iterable[Mapping[str, object]], tolerance: float = 0.0, known: Mapping[str, str] | None = None
) -> list[Row]:
    """Give the rows of the table ``targets_compared``: one for each target that is a number.

    By indicator, year, level and place. Where several documents of a place name a target for one year, the document
    with the most numbers counts (the report, not a speech that quotes it), then the earlier one, then the id; ``note``
    names the others if they differ.

    Args:
        panel: rows of the panel with status ``target`` and ``achieved``, horizon ``annual``.
        tolerance: how far a result may fall behind a target of 左右 and still have met it, in its base unit.
        known: which way indicators are meant to go; the shipped rules by default.

    Raises:
        BadInput: for a negative tolerance.
    """
    if not 0 <= tolerance < inf:
        raise BadInput(f"a tolerance of {tolerance}: give 0 or more, in the unit of the indicator (0.3 points)")
    book = _book(list(panel))
    ways = aims() if known is None else known
    rows = [_row(key, book, tolerance, ways) for key in book.targets]
    return sorted(rows, key=lambda row: _order(row, book))


def amplification(rows: Iterable[Mapping[str, object]]) -> list[Row]:
    """Give the rows of the table ``amplification``: how the places below one place differ from its target.

    A row for each indicator, year, place above and level below: how many places below have a comparable target, mean
    and median of their points and of ``amplified``, and how many go further, as far, and less far. Where neither more
    nor less is better the gap itself is taken.

    Args:
        rows: of ``compared``.
    """
    groups: dict[tuple[object, ...], list[Mapping[str, object]]] = {}
    for row in rows:
        if row["gap_above"] is not None:
            key = row["indicator"], row["year"], row["above_region"], row["above_level"], row["above"], row["level"]
            groups.setdefault(key, []).append(row)
    return [_summary(key, held) for key, held in groups.items()]


def _summary(key: tuple[object, ...], held: Sequence[Mapping[str, object]]) -> Row:
    indicator, year, region, above_level, above, level = key
    points = [_number(row["point"]) for row in held]
    gaps = [_number(row["gap_above"] if row["amplified"] is None else row["amplified"]) for row in held]
    higher = [str(row["region"] or row["region_code"]) for row, gap in zip(held, gaps, strict=True) if gap > _SLACK]
    lower = [str(row["region"] or row["region_code"]) for row, gap in zip(held, gaps, strict=True) if gap < -_SLACK]
    return {
        "indicator": indicator,
        "year": year,
        "above_region": region,
        "above_level": above_level,
        "above": above,
        "level": level,
        "n": len(held),
        "mean": _short(fmean(points)),
        "median": _short(median(points)),
        "low": min(points),
        "high": max(points),
        "mean_amplified": _short(fmean(gaps)),
        "median_amplified": _short(median(gaps)),
        "n_more": len(higher),
        "n_equal": len(held) - len(higher) - len(lower),
        "n_less": len(lower),
        "share_more": _short(len(higher) / len(held)),
        "more": higher,
        "less": lower,
    }


def stated(row: Mapping[str, object]) -> Stated | None:
    """Give what a row of the panel states as a number, None where it has none.

    >>> row = {"value": 3, "value_high": 3.5, "value_base": 3, "unit_base": "%", "unit": "%", "change": "decline"}
    >>> found = stated(row)
    >>> found.low, found.high, found.point, found.kind
    (-3.5, -3.0, -3.25, ('growth', '%'))
    """
    if row["value"] is None:
        return None
    value = _number(row["value"])
    base = value if row.get("value_base") is None else _number(row["value_base"])
    scale = base / value if value else 1.0
    high = base if row["value_high"] is None else _number(row["value_high"]) * scale
    low = base
    if row["change"] == "decline":
        low, high = -high, -low
    unit = str(row.get("unit_base") or row["unit"] or "")
    return Stated(row, min(low, high), max(low, high), ("level" if row["change"] == "level" else "growth", unit))


def outcome(target: Stated, result: float, way: str, tolerance: float = 0.0) -> str | None:
    """Say whether a result ``missed``, ``met`` or ``exceeded`` a target; None where neither more nor less is better.

    Where more is better: below the value (the low end of a range) is missed, above it (above the high end) is exceeded;
    不低于5% is met by 5 and exceeded by 5.1. Where less is better, the other way round. 左右 is missed only if the
    result falls behind by more than the tolerance.
    """
    bound = target.row["bound"]
    if way == "none":
        way = {"at_least": "up", "at_most": "down"}.get(str(bound), "none")
    if way == "none":
        return None
    low, high = (target.low, target.high) if way == "up" else (-target.high, -target.low)
    result = result if way == "up" else -result
    slack = _SLACK + (tolerance if bound == "about" else 0.0)
    if result < low - slack:
        return "missed"
    return "exceeded" if result > high + _SLACK else "met"


def _row(key: Key, book: _Book, tolerance: float, ways: Mapping[str, str]) -> Row:
    place, indicator, year = key
    own = book.targets[key]
    row: Row = {name: own.row.get(name) for name in (*_COPIED, *_PLACED)}
    before = _like(own, book.targets.get((place, indicator, year - 1)))
    nation = _above(own, book, (regions.NATION,), indicator, year) if place != regions.NATION else None
    above = _above(own, book, _chain(place, year), indicator, year)
    last = _like(own, book.results.get((place, indicator, year - 1)))
    later = _like(own, book.results.get((place, indicator, year)))
    way = _way(own, ways)
    gap = _gap(own, above)
    turn = {"up": 1, "down": -1}.get(way)
    rate = before is not None and not own.percent and before.point
    row |= {
        "year": year,
        "unit_base": own.kind[1],
        "change": own.row["change"],
        "point": _short(own.point),
        "aim": way,
        "previous": None if before is None else _short(before.point),
        "change_on_previous": _gap(own, before),
        "change_rate": _short(100 * (own.point / before.point - 1)) if rate and before else None,
        "nation": None if nation is None else _short(nation.point),
        "gap_nation": _gap(own, nation),
        "above_region": None if above is None else above.row["region"],
        "above_level": None if above is None else above.row["level"],
        "above": None if above is None else _short(above.point),
        "gap_above": gap,
        "amplified": None if gap is None or turn is None else _short(turn * gap),
        "last_achieved": None if last is None else _short(last.point),
        "over_achieved": _gap(own, last),
        "achieved": None if later is None else _short(later.point),
        "achieved_doc": None if later is None else later.row["doc_id"],
        "difference": None if later is None else _short(later.point - own.point),
        "outcome": None if later is None else outcome(own, later.point, way, tolerance),
        "note": _note(own, book.others.get(key, ())),
    }
    return row


def _book(panel: Sequence[Mapping[str, object]]) -> _Book:
    """Sort the rows into targets and results; of several documents of a place the foremost one counts."""
    book = _Book()
    numbers: dict[object, int] = {}
    for row in panel:
        book.order.setdefault(str(row["indicator"]), len(book.order))
        numbers[row["doc_id"]] = numbers.get(row["doc_id"], 0) + (row["value"] is not None)
    found: dict[tuple[str, Key], list[Stated]] = {}
    for row in panel:
        place, year, number = _place(row), str(row["year"] or ""), stated(row)
        if place is not None and year.isdecimal() and number is not None:
            found.setdefault((str(row["status"]), (place, str(row["indicator"]), int(year))), []).append(number)
    for (status, key), each in found.items():
        each.sort(key=lambda s: (-numbers[s.row["doc_id"]], str(s.row["date"] or "9"), str(s.row["doc_id"])))
        if status == "target":
            book.targets[key], book.others[key] = each[0], each[1:]
        else:
            book.results[key] = each[0]
    return book


def _order(row: Row, book: _Book) -> tuple[object, ...]:
    level = str(row["level"])
    depth = regions.LEVELS.index(level) if level in regions.LEVELS else len(regions.LEVELS)
    code, region = str(row["region_code"] or "~"), str(row["region"])
    return book.order[str(row["indicator"])], row["year"], depth, code, region


def _place(row: Mapping[str, object]) -> str | None:
    """Give what tells a place from others: its code, the nation's for national documents, else its name."""
    if row["level"] == "nation":
        return regions.NATION
    place = row["region_code"] or row["region"]
    return None if place is None else str(place)


def _chain(place: str, year: int) -> Iterator[str]:
    """Yield the places above a place, nearest first, the nation last."""
    region = regions.by_code(place, year) if place.isdecimal() else None
    if region is not None:
        yield from (above.code for above in regions.ancestors(region))
    if place != regions.NATION:
        yield regions.NATION


def _above(own: Stated, book: _Book, places: Iterable[str], indicator: str, year: int) -> Stated | None:
    """Give the comparable target of the first of some places that has one."""
    if not own.percent:
        return None
    candidates = (_like(own, book.targets.get((place, indicator, year))) for place in places)
    return next((found for found in candidates if found is not None), None)


def _like(own: Stated, other: Stated | None) -> Stated | None:
    return other if other is not None and other.kind == own.kind else None


def _way(own: Stated, ways: Mapping[str, str]) -> str:
    """Say which way is better; of an indicator that nobody listed a decline is taken for the wish."""
    known = ways.get(str(own.row["indicator"]))
    if known in _WAYS:
        return known
    wished = known is None and own.row["change"] == "decline"
    return "down" if wished or own.row["bound"] == "at_most" else "up"


def _gap(own: Stated, other: Stated | None) -> float | None:
    return None if other is None else _short(own.point - other.point)


def _note(own: Stated, others: Iterable[Stated]) -> str | None:
    """Say what is known of the target, and which other documents of the place give another number."""
    differing = [f"{s.row['value']:g} in {s.row['doc_id']}" for s in others if (s.low, s.high) != (own.low, own.high)]
    notes = [str(own.row["note"])] if own.row.get("note") else []
    return "; ".join([*notes, *differing]) or None


def _number(value: object) -> float:
    assert isinstance(value, int | float)  # noqa: S101 - rows without a value were left out
    return float(value)


def _short(value: float) -> float:
    return round(value, _DIGITS) + 0.0
