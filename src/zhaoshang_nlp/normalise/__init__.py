"""A document's text is cleaned step by step; every change is an edit on record that leads back to the source.

To add a step, write a module with ``edits(text) -> list[Edit]`` and a line in ``STEPS``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from zhaoshang_nlp import spans
from zhaoshang_nlp.errors import UnknownName
from zhaoshang_nlp.normalise import (
    boilerplate,
    control,
    conversion,
    glance,
    mojibake,
    paragraphs,
    pinyin,
    script,
    width,
)
from zhaoshang_nlp.types import Document, Edit

SCRIPTS = ("auto", "simplified", "keep")
FURNITURE = ("drop", "keep")


@dataclass(frozen=True, slots=True)
class NormaliseOptions:
    """What to change.

    Attributes:
        script: ``auto`` writes traditional text in simplified characters and leaves simplified text alone,
            ``simplified`` converts everything, ``keep`` nothing.
        repair: undo the damage of copying: mojibake, and pinyin put behind characters.
        furniture: ``drop`` page furniture or ``keep`` it.
        variant: OpenCC's chain for the conversion: ``t2s``, or ``tw2s`` and ``hk2s`` for texts written in Taiwan and
            Hong Kong.
        rules: a folder whose ``boilerplate.toml`` and ``script.toml`` replace the shipped ones.

    Raises:
        UnknownName: for a value that does not exist.
    """

    script: str = "auto"
    repair: bool = True
    furniture: str = "drop"
    variant: str = "t2s"
    rules: Path | None = None

    def __post_init__(self) -> None:
        """Check the names."""
        for kind, name, valid in (
            ("script", self.script, SCRIPTS),
            ("furniture", self.furniture, FURNITURE),
            ("script variant", self.variant, conversion.VARIANTS),
        ):
            if name not in valid:
                raise UnknownName(kind, name, valid)


class Step(NamedTuple):
    """One step: its name on record, and what it proposes for a text."""

    name: str
    edits: Callable[[str, NormaliseOptions], list[Edit]]


def _plain(edits: Callable[[str], list[Edit]]) -> Callable[[str, NormaliseOptions], list[Edit]]:
    """Make a step of a function that needs no options."""
    return lambda text, _: edits(text)


def _repair(edits: Callable[[str], list[Edit]]) -> Callable[[str, NormaliseOptions], list[Edit]]:
    """Make a step that works only where repairs are wanted."""
    return lambda text, options: edits(text) if options.repair else []


def _furniture(text: str, options: NormaliseOptions) -> list[Edit]:
    return boilerplate.edits(text, options.rules) if options.furniture == "drop" else []


def _script(text: str, options: NormaliseOptions) -> list[Edit]:
    if options.script == "keep":
        return []
    return script.edits(text, options.script == "simplified", options.variant, options.rules)


# The order matters: bytes are repaired before pinyin is stripped, since damage hides pinyin; paragraphs are joined
# before digits change their width, by which a page was broken, and before furniture, which is told by its short lines;
# script comes last, because pinyin is read off the characters that the page had.
STEPS = (
    Step("control", _plain(control.edits)),
    Step("mojibake", _repair(mojibake.edits)),
    Step("pinyin", _repair(pinyin.edits)),
    Step("paragraphs", _plain(paragraphs.edits)),
    Step("width", _plain(width.edits)),
    Step("furniture", _furniture),
    Step("script", _script),
)

# One step can clear the way for one before it (a line end for a repair, a dropped line for the next). So the steps are
# repeated until nothing changes; a round that changes nothing is cheap, and no text tried took more than three.
_ROUNDS = 6

DEFAULT = NormaliseOptions()


def normalise(document: Document, options: NormaliseOptions = DEFAULT) -> Document:
    """Give the document with its text cleaned, its edits on record and its map extended.

    Normalising the result again changes nothing.

    Raises:
        BadInput: if traditional text is met and a package of OpenCC is missing or damaged.
        BadRule: if a rule file is wrong.

    >>> normalise(Document.of("產(chǎn)業(yè)鏈(liàn)項目８個")).text
    '产业链项目8个'
    """
    busy = glance.steps(document.text, options.repair)
    for _ in range(_ROUNDS):
        before = document
        for step in STEPS:
            if step.name not in busy and step.name in glance.STEPS and not _forced(step, options):
                continue
            found = step.edits(document.text, options)
            if found:
                document = spans.edited(document, step.name, found)
                busy = _still_busy(document.text, found, busy, options.repair)
        if document is before:
            break
    return document


def _forced(step: Step, options: NormaliseOptions) -> bool:
    """Tell whether a step has work in every text."""
    return step.name == "script" and options.script == "simplified"


def _still_busy(text: str, done: list[Edit], busy: frozenset[str], repair: bool) -> frozenset[str]:
    """Look again after edits: all over if there was something to see before, else at what has changed."""
    if busy:
        return glance.steps(text, repair)
    places: list[int] = []
    shift = 0
    for edit in done:
        places += (edit.start + shift, edit.start + shift + len(edit.new))
        shift += len(edit.new) - (edit.end - edit.start)
    return glance.steps_near(text, places, repair)
