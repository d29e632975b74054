"""The rows of the panel: what is asked, who wins, and what a reader should know of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from zhaoshang_nlp.errors import UnknownName
from zhaoshang_nlp.panel.choice import RIVALS, Candidate, Sheet, reason
from zhaoshang_nlp.panel.known import PanelRules, load
from zhaoshang_nlp.panel.period import years
from zhaoshang_nlp.tables.rows import Row, metadata_row
from zhaoshang_nlp.types import Document, Horizon, Record, Status, Target

ALL = "all"
STATUSES: tuple[Status, ...] = ("target", "achieved")
HORIZONS: tuple[Horizon, ...] = ("annual", "five_year", "long_term")
_COPIED = (
    *("value", "value_high", "unit", "value_base", "unit_base", "change", "bound"),
    *("hedge", "constraint", "stretch", "relative_to"),
)
_PLACED = ("text", "sentence", "section", "raw_start", "raw_end", "rule")
Name = TypeVar("Name", bound=str)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the panel shall show.

    Attributes:
        indicators: names or synonyms; empty for the headline set, ``all`` among them for every listed one that occurs.
        statuses: one row for each.
        horizons: one row for each.
    """

    indicators: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ("target",)
    horizons: tuple[Horizon, ...] = ("annual",)


def ask(indicators: Sequence[str] = (), status: str = "target", horizon: str = "annual") -> Asked:
    """Make a question of words.

    Args:
        indicators: canonical names, synonyms, or the literal wording of the documents; empty for the headline set.
        status: ``target``, ``achieved`` or ``all``.
        horizon: ``annual``, ``five_year``, ``long_term`` or ``all``.

    Raises:
        UnknownName: for another status or horizon.
    """
    return Asked(tuple(indicators), _chosen("status", status, STATUSES), _chosen("horizon", horizon, HORIZONS))


def _chosen(kind: str, name: str, known: tuple[Name, ...]) -> tuple[Name, ...]:
    if name == ALL:
        return known
    found = tuple(each for each in known if each == name)
    if not found:
        raise UnknownName(kind, name, (*known, ALL))
    return found


def panel(
    documents: Iterable[tuple[Document, Iterable[Record]]], asked: Asked | None = None, known: PanelRules | None = None
) -> list[Row]:
    """Give the rows of the table ``panel``: by document, indicator, status and horizon, in the order asked for.

    Args:
        documents: each normalised document with its records; other kinds than targets are passed over.
        asked: indicators, statuses and horizons; the annual targets of the headline set by default.
        known: the rules; the shipped ones by default.

    Raises:
        UnknownName: for an indicator that is not listed and that no document names.

    >>> from zhaoshang_nlp.extract import passage, targets
    >>> from zhaoshang_nlp.types import Meta
    >>> text = "“十四五”期间地区生产总值年均增长6%。今年主要预期目标是：地区生产总值增长5%左右。"
    >>> document = Document.of(text, "a", Meta(year=2025))
    >>> found = targets.find(passage.prepare(document), targets.load())
    >>> [(row["indicator"], row["value"], row["hedge"]) for row in panel([(document, found)], ask(["GDP"]))]
    [('地区生产总值', 5.0, '左右')]
    """
    asked, known = asked or Asked(), known or load()
    everything = ALL in asked.indicators
    wanted = () if everything else tuple(dict.fromkeys(map(known.canonical, asked.indicators))) or known.default
    seen: set[str] = set()
    made: list[tuple[Document, dict[str, list[Row]]]] = []
    for document, records in documents:
        sheet = Sheet(document, [record for record in records if isinstance(record, Target)], known, wanted)
        seen.update(sheet.names)
        rows = {name: _rows(sheet, name, asked) for name in (sheet.names if everything else wanted)}
        made.append((replace(document, raw="", text="", hunks=(), edits=()), rows))  # the text is not needed any more
    if everything:
        wanted = tuple(name for name in known.names if name in seen)
    for name in wanted:
        if name not in seen and name not in known.names:
            raise UnknownName("indicator", name, (*known.names, ALL))
    return [
        row
        for document, rows in made
        for name in wanted
        for row in rows.get(name) or _rows(Sheet(document, (), known, ()), name, asked)
    ]


def _rows(sheet: Sheet, name: str, asked: Asked) -> list[Row]:
    return [_row(sheet, name, status, horizon) for status in asked.statuses for horizon in asked.horizons]


def _row(sheet: Sheet, name: str, status: Status, horizon: Horizon) -> Row:
    """Make the row of the winner, or one without a value."""
    candidates = sheet.candidates(name, status, horizon)
    year = sheet.document.meta.year
    row: Row = {"doc_id": sheet.document.id} | metadata_row(sheet.document)
    row |= dict.fromkeys((*_COPIED, *_PLACED, "chosen_because"))
    row |= {"indicator": name, "status": status, "horizon": horizon, "n_candidates": len(candidates)}
    # A row without a value keeps the year that it was looked for, so that regions and years line up.
    row["year"] = str(year - (status == "achieved")) if year is not None and horizon == "annual" else None
    if not candidates:
        row["note"] = _missing(sheet.about(name, status))
        return row
    best = candidates[0].target
    row |= {field: getattr(best, field) for field in _COPIED}
    row |= {field: getattr(best.mention, field) for field in _PLACED}
    row["year"] = _year(candidates[0], horizon) or row["year"]
    row["chosen_because"] = reason(candidates)
    row["note"] = "; ".join(_notes(candidates, horizon)) or None
    return row


def _missing(about: Sequence[Target]) -> str:
    """Say why a row has no value; what there is instead is a value in another form (亿元) or for another period."""
    if not about:
        return "none found"
    first = min(about, key=lambda target: (target.mention.start, target.mention.end))
    return f"none; elsewhere: {first.mention.text}"


def _year(candidate: Candidate, horizon: Horizon) -> str | None:
    """Give the period of a statement; what sums up several years is not about the one that its surroundings name."""
    named = years(candidate.target.year)
    one = named is not None and named[0] == named[1]
    return None if horizon == "five_year" and one else candidate.target.year


def _notes(candidates: Sequence[Candidate], horizon: Horizon) -> Iterator[str]:
    """Say what a reader should know of the winner, and which other numbers were as good."""
    best = candidates[0]
    target = best.target
    if target.value is None:
        yield "relative only"
        return
    if target.change == "decline":
        yield "a decline"
    if _year(best, horizon) is None:
        yield "period not named"
    if horizon == "five_year" and best.averaged != (target.change != "level"):
        yield "a yearly average" if best.averaged else "not a yearly average"
    rivals = (other.target for other in candidates[1:] if other.rank[:RIVALS] == best.rank[:RIVALS])
    others = dict.fromkeys(_amount(other) for other in rivals)
    others.pop(_amount(target), None)
    if others:
        yield f"also {', '.join(others)}"


def _amount(target: Target) -> str:
    """Write a value as short as it goes: 5%, 4.5-5%, 60万人."""
    high = "" if target.value_high is None else f"-{target.value_high:.12g}"
    return f"{target.value:.12g}{high}{target.unit or ''}"
