"""The rules of the panel, read from ``data/panel.toml`` and compiled once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from zhaoshang_nlp import rules
from zhaoshang_nlp.errors import BadRule
from zhaoshang_nlp.extract import kinds as extract
from zhaoshang_nlp.extract.target_rules import TargetRules
from zhaoshang_nlp.types import Target

FILE = "panel.toml"
_HEADLINE = rules.Shape({"change": list, "units": list}, {"default": bool})
_PATTERN = rules.Shape({"pattern": str})
_PATTERNS = (
    "goal-list",
    "yearly-average",
    "several-years",
    "one-year",
    "compared-year",
    "own-scope",
    "part",
    "change-word",
)


class Form(NamedTuple):
    """What a statement must be to compete for an indicator's row; None lets every unit pass."""

    changes: tuple[str, ...]
    units: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class PanelRules:
    """The rules of ``data/panel.toml``, with those of the targets."""

    forms: Mapping[str, Form]
    default: tuple[str, ...]
    patterns: Mapping[str, re.Pattern[str]]
    targets: TargetRules

    @property
    def names(self) -> tuple[str, ...]:
        """The canonical names of the list of indicators, then those that only the panel knows."""
        listed = dict.fromkeys(each.name for each in self.targets.indicators.values())
        return (*listed, *(name for name in self.forms if name not in listed))

    def canonical(self, name: str) -> str:
        """Give the canonical name of a listed indicator, with or without its change (经济增长), else the name."""
        bare = self.patterns["change-word"].sub("", name)
        listed = self.targets.indicators
        known = listed.get(name) or listed.get(bare) or listed.get(name.upper()) or listed.get(bare.upper())
        return known.name if known else name

    def fits(self, name: str, target: Target) -> bool:
        """Tell whether a statement has the headline form of an indicator; relative ones have none and always fit."""
        form = self.forms.get(name) or self._usual(name)
        if target.bound == "relative" or form is None:
            return True
        unit = self.targets.units.get(target.unit_base or "")
        return target.change in form.changes and (form.units is None or (unit is not None and unit.kind in form.units))

    def _usual(self, name: str) -> Form | None:
        """Give the form of a listed indicator without a row of its own: growth in percent, or a level."""
        known = self.targets.indicators.get(name)
        if known is None:
            return None
        return Form(("level",), None) if known.change == "level" else Form(("growth", "decline"), ("percent",))


@cache
def load(folder: Path | None = None) -> PanelRules:
    """Read the rules, once a process; files in ``folder`` replace shipped ones of the same name.

    Raises:
        BadRule: if a file is wrong; the message names file, row and field.
    """
    listed = rules.rows(FILE, "headline", _HEADLINE, folder)
    patterns = {row.id: _compiled(row) for row in rules.rows(FILE, "pattern", _PATTERN, folder)}
    missing = [name for name in _PATTERNS if name not in patterns]
    if missing:
        raise BadRule(f"{FILE}: [[pattern]] lacks {', '.join(missing)}")
    return PanelRules(
        forms={row.id: Form(tuple(row["change"]), tuple(row["units"])) for row in listed},
        default=tuple(row.id for row in listed if row.get("default", False)),
        patterns=patterns,
        targets=extract.load(folder).targets,
    )


def _compiled(row: rules.Row) -> re.Pattern[str]:
    if row.id not in _PATTERNS:
        raise BadRule(f"{row.file}: [[pattern]] {row.id!r} is unknown; valid: {', '.join(_PATTERNS)}")
    try:
        return re.compile(row["pattern"], re.VERBOSE)
    except re.error as error:
        raise BadRule(f"{row.file}: {row.id!r}: pattern is not a regular expression: {error}") from error
