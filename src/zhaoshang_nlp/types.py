"""The values that travel through the house: frozen, without input or output, standard library only.

Every offset in this package counts Unicode code points and every span is half-open: ``text[start:end]``.
``raw`` is always the decoded source as it was read, ``text`` the normalised text that the tables quote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, NamedTuple, TypeVar

T = TypeVar("T")

Change = Literal["growth", "decline", "level"]
Bound = Literal["exact", "about", "at_least", "at_most", "range", "relative"]
Constraint = Literal["hard", "soft"]
Status = Literal["target", "achieved"]
Horizon = Literal["annual", "five_year", "long_term"]
SloganLabel = Literal["slogan", "formula", "parallel", "initiative", "term", "industry_code"]

KINDS = ("targets", "industries", "slogans")
LABELS: tuple[SloganLabel, ...] = ("slogan", "formula", "parallel", "initiative", "term", "industry_code")
# Shown unless others are asked for: what is said as a 提法; names, terms and codes come with their own label.
SHOWN_LABELS: tuple[SloganLabel, ...] = ("slogan", "formula", "parallel")


class Span(NamedTuple):
    """A half-open stretch ``[start, end)`` of code points."""

    start: int
    end: int


class Edit(NamedTuple):
    """A proposal to replace ``text[start:end]`` by ``new``.

    Attributes:
        start: first code point of the text the step was given.
        end: one past the last one; equal to ``start`` for an insertion.
        new: the replacement, empty for a deletion.
        rule: id of the rule that proposes it.
        note: the evidence, for a reader of ``--explain``.
        aligned: true when ``new[i]`` stands for ``old[i]`` (character for character), so that spans inside the
            edit keep their exact way back; lengths must then be equal.
    """

    start: int
    end: int
    new: str
    rule: str
    note: str = ""
    aligned: bool = False


class Hunk(NamedTuple):
    """A stretch of the source and the stretch of the normalised text that it became; between hunks both run in step."""

    raw_start: int
    raw_end: int
    start: int
    end: int


class EditRecord(NamedTuple):
    """An edit that was applied: what one step did, with its place in the decoded source.

    Attributes:
        step: name of the normalisation step.
        rule: id of the rule.
        old: the characters as the step saw them.
        new: what it made of them.
        raw_start: start of the source span that ``old`` came from.
        raw_end: its end.
        note: the evidence.
    """

    step: str
    rule: str
    old: str
    new: str
    raw_start: int
    raw_end: int
    note: str


@dataclass(frozen=True, slots=True)
class Meta:
    """What is known about a document besides its text; unknown is None, never a guess.

    Attributes:
        region: name of the place, as written in full (湖北省).
        region_code: its six-digit 行政区划代码.
        level: ``nation``, ``province``, ``prefecture`` or ``county``.
        year: the year the document belongs to.
        date: ISO date.
        title: headline.
        speaker: name or office of who speaks.
        genre: ``speech``, ``report``, ``news``, ``plan``, ``notice``, ``other``, or the user's own word.
        extra: every other column of the sidecar or the table, as text.
        found_in: for each known field where it came from: ``sidecar``, ``column``, ``name``, ``page`` or
            ``head``; for a genre that the text itself shows also the rule: ``head:title-speech``.
    """

    region: str | None = None
    region_code: str | None = None
    level: str | None = None
    year: int | None = None
    date: str | None = None
    title: str | None = None
    speaker: str | None = None
    genre: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    found_in: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Origin:
    """How the text was had.

    Attributes:
        path: the file as shown to a reader (control characters removed).
        encoding: codec that decoded it, None where there was nothing to decode (a table cell).
        score: plausibility of the decoding, 0 to 1.
        lost: characters that could not be decoded and stand as U+FFFD.
        note: what a reader should know (``tail dropped``, ``content is HTML`` …), empty if nothing.
        digest: sha256 of the bytes read, hexadecimal.
    """

    path: str = ""
    encoding: str | None = None
    score: float | None = None
    lost: int = 0
    note: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One text on its way: the decoded source, what normalisation made of it, and the map between the two.

    ``spans.raw_span(document.hunks, span)`` leads any span of ``text`` back to ``raw``.
    """

    id: str
    raw: str
    text: str
    meta: Meta = field(default_factory=Meta)
    origin: Origin = field(default_factory=Origin)
    hunks: tuple[Hunk, ...] = ()
    edits: tuple[EditRecord, ...] = ()

    @classmethod
    def of(cls, text: str, doc_id: str = "text", meta: Meta | None = None) -> Document:
        """Make a document of a string, nothing normalised yet."""
        return cls(id=doc_id, raw=text, text=text, meta=meta or Meta())


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a record stands: the columns that every kind of record shares (see ``docs/records.md``)."""

    text: str
    start: int
    end: int
    raw_start: int
    raw_end: int
    sentence: str
    section: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Target:
    """A quantified or relative statement about an indicator."""

    mention: Mention
    indicator: str
    indicator_norm: str | None = None
    value: float | None = None
    value_high: float | None = None
    unit: str | None = None
    value_base: float | None = None
    unit_base: str | None = None
    change: Change | None = None
    bound: Bound = "exact"
    hedge: str | None = None
    constraint: Constraint | None = None
    stretch: str | None = None
    status: Status = "target"
    year: str | None = None
    horizon: Horizon | None = None
    relative_to: str | None = None


@dataclass(frozen=True, slots=True)
class Industry:
    """An industry system: a code, a declared count or an enumeration tied to a head noun."""

    mention: Mention
    name: str
    code: str | None = None
    count: int | None = None
    category: str | None = None
    members: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    parent: str | None = None
    action: str | None = None
    consistent: bool | None = None


@dataclass(frozen=True, slots=True)
class Slogan:
    """A quoted expression with its label, or a run of parallel clauses."""

    mention: Mention
    label: SloganLabel
    quoted: bool
    segments: tuple[str, ...] = ()
    numeral: int | None = None
    expansion: tuple[str, ...] = ()
    form: str = ""


Record = Target | Industry | Slogan


@dataclass(frozen=True, slots=True)
class Ok(Generic[T]):
    """A result, in the place of its input."""

    value: T


@dataclass(frozen=True, slots=True)
class Failed:
    """An input that gave no result: a row of ``errors``, never a lost batch.

    Attributes:
        doc_id: id of the document or file.
        path: the file as shown to a reader.
        step: where it failed: ``read``, ``normalise``, ``segment``, ``extract``, ``metadata`` …
        error: what is wrong.
        advice: what to try.
    """

    doc_id: str
    path: str
    step: str
    error: str
    advice: str = ""
