"""The three extractors together: which kinds and labels there are, one call for the records of a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from zhaoshang_nlp.errors import UnknownName
from zhaoshang_nlp.extract import (
    industries,
    industry_rules,
    slogan_rules,
    slogans,
    target_rules,
    targets,
)
from zhaoshang_nlp.extract.passage import Firing, prepare
from zhaoshang_nlp.types import KINDS, LABELS, Document, Record, Slogan

# The rule files in use, for the signature.
FILES = (*target_rules.FILES, industry_rules.FILE, *slogans.FILES)
_EXTRACTORS = {"targets": targets, "industries": industries, "slogans": slogans}


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of the three extractors, read and checked."""

    targets: target_rules.TargetRules
    industries: industry_rules.IndustryRules
    slogans: slogan_rules.SloganRules


class Fired(NamedTuple):
    """A firing with the kind of record it was for."""

    kind: str
    firing: Firing


@cache
def load(folder: Path | None = None) -> Rules:
    """Read the rules, once a process; files in ``folder`` replace shipped ones of the same name.

    Raises:
        BadRule: if a file is wrong; the message names file, row and field.
    """
    return Rules(targets.load(folder), industries.load(folder), slogans.load(folder))


def check_kinds(kinds: Sequence[str]) -> tuple[str, ...]:
    """Give the kinds in their fixed order.

    Raises:
        UnknownName: for a kind that does not exist.
    """
    for kind in kinds:
        if kind not in KINDS:
            raise UnknownName("kind", kind, KINDS)
    return tuple(kind for kind in KINDS if kind in kinds)


def check_labels(labels: Sequence[str]) -> tuple[str, ...]:
    """Give the labels in their fixed order; ``all`` stands for every one.

    Raises:
        UnknownName: for a label that does not exist.
    """
    for label in labels:
        if label not in (*LABELS, "all"):
            raise UnknownName("label", label, (*LABELS, "all"))
    return LABELS if "all" in labels else tuple(label for label in LABELS if label in labels)


def labelled(found: Iterable[Record], labels: Sequence[str]) -> list[Record]:
    """Leave out slogans with other labels; records of other kinds stay."""
    return [record for record in found if not isinstance(record, Slogan) or record.label in labels]


def records(document: Document, rules: Rules, kinds: Sequence[str] = KINDS) -> list[Record]:
    """Give the records of a normalised document, kind by kind, each in text order."""
    passage = prepare(document)
    return [found for kind in check_kinds(kinds) for found in _EXTRACTORS[kind].find(passage, getattr(rules, kind))]


def explain(document: Document, rules: Rules, kinds: Sequence[str] = KINDS) -> list[Fired]:
    """Give every rule that fired, winners and losers, in text order: the same run that ``records`` makes."""
    passage = prepare(document)
    fired = [
        Fired(kind, firing)
        for kind in check_kinds(kinds)
        for firing in _EXTRACTORS[kind].firings(passage, getattr(rules, kind))
    ]
    return sorted(fired, key=lambda fired: fired.firing.span)
