"""The rules for quoted expressions, checked and compiled: what speaks for which label, and what has one everywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from zhaoshang_nlp import rules
from zhaoshang_nlp.errors import BadRule, UnknownName
from zhaoshang_nlp.extract import parallels, slogan_shape
from zhaoshang_nlp.types import SloganLabel

FILE = "slogans.toml"  # macros, and rows that look at the content
CONTEXT = "slogan_context.toml"  # rows that look at the words before and after
LEXICON = "slogan_lexicon.toml"  # expressions that have their label everywhere
FILES = (FILE, CONTEXT, LEXICON)
Side = Literal["content", "before", "after"]
_LABELS = tuple(label for label in get_args(SloganLabel) if label != "parallel")  # a quotation is never a parallel
_GAP = 8  # characters between a quotation and the word that speaks for it, where a row names no number
# The fields of a [[label]] row.
SHAPE = rules.Shape(
    {"label": str, "side": str, "weight": int},
    {"inside": str, "unless": str, "words": list, "gap": int, "bar": str, "shapes": list},
)


@dataclass(frozen=True, slots=True)
class LabelRule:
    """One row: conditions that must all hold, and the weight it then gives to its label.

    Attributes:
        id: id of the row.
        label: what it speaks for.
        side: what it looks at.
        weight: how strongly; of the rows of one side only the heaviest counts.
        inside: must be found in the content, None for any content.
        unless: must not be found in the content.
        around: must be found in the words before or after, None for content rules.
        shapes: what the content may be made of, empty for anything.
    """

    id: str
    label: SloganLabel
    side: Side
    weight: int
    inside: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    around: re.Pattern[str] | None
    shapes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SloganRules:
    """Everything that finds slogans.

    Attributes:
        labels: for every shape the label rules that may speak for it, in the order of the files.
        around: for each side of a quotation a pattern that holds wherever that of one of its rules does.
        lexicon: normal form of an expression -> its label and the id of its row.
        predicates: words by which clauses are told from noun phrases.
        parallels: idioms and frames of runs without quotation marks.
    """

    labels: Mapping[slogan_shape.Shape, tuple[LabelRule, ...]]
    around: Mapping[Side, re.Pattern[str]]
    lexicon: Mapping[str, tuple[SloganLabel, str]]
    predicates: slogan_shape.Predicates
    parallels: parallels.ParallelRules


def load(folder: Path | None = None) -> SloganRules:
    """Read the rules for slogans.

    Args:
        folder: the user's own rules folder; files of the same name replace the shipped ones.

    Raises:
        BadRule: if a row is misshapen or a regular expression does not compile; the message names the row.
        UnknownName: if a row names a label, a side or a shape that does not exist.
    """
    macros = {row.id: str(row["value"]) for row in rules.rows(FILE, "macro", rules.Shape({"value": str}), folder)}
    found: dict[str, LabelRule] = {}
    words: dict[Side, list[str]] = {"before": [], "after": []}
    for file in (FILE, CONTEXT):
        for row in rules.rows(file, "label", SHAPE, folder):
            if row.id in found:
                raise BadRule(f"{file}: [[label]] id {row.id!r} stands in {FILE} too; ids must be unique in both files")
            found[row.id] = _label_rule(row, macros)
            if found[row.id].side != "content":
                words[found[row.id].side] += row["words"]
    predicates = slogan_shape.load(folder)
    labels = {
        shape: tuple(rule for rule in found.values() if shape in (rule.shapes or (shape,)))
        for shape in get_args(slogan_shape.Shape)
    }
    around = {side: re.compile(slogan_shape.either(dict.fromkeys(known)) or "(?!)") for side, known in words.items()}
    return SloganRules(labels, around, _lexicon(folder), predicates, parallels.load(predicates, folder))


def _lexicon(folder: Path | None) -> dict[str, tuple[SloganLabel, str]]:
    """Read the known expressions; one that stands twice is an error, since its label would depend on the order."""
    found: dict[str, tuple[SloganLabel, str]] = {}
    for row in rules.rows(LEXICON, "lexicon", rules.Shape({"label": str, "why": str, "words": str}), folder):
        for word in row["words"].split():
            key = slogan_shape.form(word)
            if key in found:
                raise BadRule(
                    f"{LEXICON}: {word!r} of [[lexicon]] {row.id!r} stands in {found[key][1]!r} too; keep one"
                )
            found[key] = (_known_label(row["label"]), row.id)
    return found


def _known_label(name: str) -> SloganLabel:
    if name not in _LABELS:
        raise UnknownName("label", name, _LABELS)
    return cast("SloganLabel", name)


def _label_rule(row: rules.Row, macros: Mapping[str, str]) -> LabelRule:
    """Compile one row."""
    if row["side"] not in get_args(Side):
        raise UnknownName("side", row["side"], get_args(Side))
    shapes = tuple(row.get("shapes", ()))
    for name in shapes:
        if name not in get_args(slogan_shape.Shape):
            raise UnknownName("shape", name, get_args(slogan_shape.Shape))
    side = cast("Side", row["side"])
    if (side == "content") == bool(row.get("words")):
        raise BadRule(
            f"{row.file}: [[label]] {row.id!r}: rows before and after need words, rows of the content have none"
        )
    return LabelRule(
        id=row.id,
        label=_known_label(row["label"]),
        side=side,
        weight=row["weight"],
        inside=_compiled(row, "inside", macros),
        unless=_compiled(row, "unless", macros),
        around=None if side == "content" else _around(side, row),
        shapes=shapes,
    )


def _compiled(row: rules.Row, field: str, macros: Mapping[str, str]) -> re.Pattern[str] | None:
    """Compile a regular expression with its macros put in."""
    source = row.get(field)
    if source is None:
        return None
    for name, value in macros.items():
        source = source.replace("{" + name + "}", value)
    if unknown := re.search(r"\{[A-Z]\w*\}", source):
        raise BadRule(f"{row.file}: [[label]] {row.id!r}: no macro {unknown.group()}; there are: {', '.join(macros)}")
    try:
        return re.compile(source)
    except re.error as error:
        raise BadRule(f"{row.file}: [[label]] {row.id!r}: field {field!r} is no regular expression: {error}") from error


def _around(side: Side, row: rules.Row) -> re.Pattern[str]:
    """A pattern for one of the words at most ``gap`` characters from the quotation, with nothing of ``bar`` between."""
    words = (slogan_shape.opening if side == "after" else slogan_shape.either)(row["words"])
    between = f"[^{re.escape(row['bar'])}]" if row.get("bar") else "."
    gap = row.get("gap", _GAP)
    return re.compile(f"{between}{{0,{gap}}}?(?:{words})" if side == "after" else f"(?:{words}){between}{{0,{gap}}}$")
