"""Diffusion: who said something first, how it spread over documents, regions and years, and in which wordings.

What spreads is a ``form``: the normal form of a slogan or formula, the code or name of an industry system, or a term
that is looked for. Wordings that share a form are its variants.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, NamedTuple

import numpy as np

from zhaoshang_nlp import chars
from zhaoshang_nlp.compare import order
from zhaoshang_nlp.compare.dispersion import deviation_of_proportions
from zhaoshang_nlp.compare.variants import Link
from zhaoshang_nlp.types import Document, Industry, Meta, Record, Slogan

# The label of a term that the user asks for, beside the labels of slogans and ``industry``.
TERM = "search"
INDUSTRY = "industry"
NATION = "nation"
Origin = Literal["national", "local", "unclear"]
_DIGITS = 6
_MARKS = f"[{re.escape(''.join([*chars.QUOTES, *chars.QUOTES.values()]))}]*"
_UNDATED = (99_999_999, 9_999)


class Mention(NamedTuple):
    """A form in a document.

    Attributes:
        form: what is said.
        label: ``slogan``, ``formula``, ``industry`` …
        text: how it is worded there.
    """

    form: str
    label: str
    text: str


class Spread(NamedTuple):
    """A form with its way through the corpus.

    Attributes:
        form: what is said.
        label: the label that it carries most often, ties in order of the names.
        family: the form of its family that the most documents hold; itself, where it is alone or the foremost.
        linked_by: ids of the rules that link it to that form (``data/variants.toml``, ``width``, ``order``).
        n_mentions: how often it stands in all documents.
        n_docs: documents that hold it.
        n_regions: regions with such a document; documents without a region count in none.
        n_years: years with such a document.
        first_doc: the earliest document that holds it (see ``spreads`` for ties and documents without a date); None
            where none of them has a year.
        first_date: its date, or its year where that is all that is known.
        first_region: its region.
        first_level: its level.
        last_year: the last year with such a document.
        peak_year: the year with the largest share of documents that hold it, ties to the earlier one.
        origin: ``national``: a national document was first; ``local``: another one was, and the corpus has a national
            document that is older or says it later; ``unclear``: else.
        nation_year: the first year in which a national document said it; None where none did.
        dispersion: Gries' DP over regions, normalised: 0 where the regions hold it in proportion to their documents, 1
            where only the smallest does; None for a form without regions, and in a corpus of one region.
        region_share: ``n_regions`` of all regions of the corpus.
        variants: its wordings, the most frequent first, ties in order of the texts.
        n_variants: how many there are.
    """

    form: str
    label: str
    family: str
    linked_by: tuple[str, ...]
    n_mentions: int
    n_docs: int
    n_regions: int
    n_years: int
    first_doc: str | None
    first_date: str | None
    first_region: str | None
    first_level: str | None
    last_year: int | None
    peak_year: int | None
    origin: Origin
    nation_year: int | None
    dispersion: float | None
    region_share: float | None
    variants: tuple[str, ...]
    n_variants: int


class Point(NamedTuple):
    """A form in a year.

    Attributes:
        form: what is said.
        label: as in ``Spread``.
        year: every year of the corpus from the form's first one on, whether it was said then or not.
        n_mentions: how often it stands in the documents of the year.
        n_docs: documents of the year that hold it.
        docs: all documents of the year.
        share: ``n_docs / docs``.
        n_regions: regions with such a document in the year.
        new_regions: those of them without one in an earlier year.
        cum_regions: regions with such a document up to the year.
    """

    form: str
    label: str
    year: int
    n_mentions: int
    n_docs: int
    docs: int
    share: float
    n_regions: int
    new_regions: int
    cum_regions: int


@dataclass(frozen=True, slots=True)
class _Held:
    """A document as diffusion sees it."""

    id: str
    region: str | None
    level: str | None
    date: str | None
    when: order.When

    @property
    def year(self) -> int | None:
        return None if self.when.year == order.UNKNOWN else self.when.year

    @property
    def key(self) -> tuple[int, int, int, str]:
        """Sort by time: by day where it is known, documents of a year without a day behind those with one."""
        day, year = self.when
        known_year = _UNDATED[1] if year == order.UNKNOWN else year
        known_day = _UNDATED[0] if day == order.UNKNOWN else day
        # In one year, or on one day, the higher level speaks first: local documents quote national ones.
        return known_year, known_day, self.level != NATION, self.id


@dataclass
class Diffusion:
    """Gathers documents one by one; their texts are not kept."""

    _documents: list[_Held] = field(default_factory=list)
    _mentions: dict[str, dict[int, list[Mention]]] = field(default_factory=dict)

    def add(self, doc_id: str, meta: Meta, region: str | None, mentions: Iterable[Mention]) -> None:
        """Take a document.

        Args:
            doc_id: its id.
            meta: its level and date.
            region: the region (or other group) that it counts for.
            mentions: what it says; mentions without a form are passed over.
        """
        number = len(self._documents)
        self._documents.append(_Held(doc_id, region, meta.level, meta.date, order.when(meta)))
        for mention in mentions:
            if mention.form:
                self._mentions.setdefault(mention.form, {}).setdefault(number, []).append(mention)

    def forms(self) -> dict[str, int]:
        """Give how many documents hold each form."""
        return {form: len(held) for form, held in self._mentions.items()}

    def joined(self, links: Mapping[str, Link]) -> Diffusion:
        """Give the same documents with the forms of a family as one; all their wordings are its variants.

        Args:
            links: the family of each form.
        """
        found = Diffusion(self._documents)
        for form, held in self._mentions.items():
            family = found._mentions.setdefault(links[form].family, {})
            for number, mentions in held.items():
                family.setdefault(number, []).extend(mentions)
        return found

    def spreads(self, min_docs: int = 2, links: Mapping[str, Link] | None = None) -> list[Spread]:
        """Give a row for each form, widest spread first, ties in order of the forms.

        The first document is the one of the earliest year; within a year days decide, documents without a day stand
        behind those with one, on equal terms national documents before others, then the ids.

        Args:
            min_docs: documents that must hold a form, or one of its family.
            links: the family of each form; None leaves each alone.
        """
        links = links or {}
        own = {form: links.get(form, Link(form)) for form in self._mentions}
        wide = {link.family for form, link in own.items() if len(self._mentions[form]) >= min_docs}
        if links:
            families = self.joined(own)._mentions
            wide |= {family for family, held in families.items() if len(held) >= min_docs}
        found = [self._spread(form, link) for form, link in own.items() if link.family in wide]
        return sorted(found, key=lambda row: (-row.n_docs, -row.n_regions, -row.n_mentions, row.form))

    def series(self, forms: Iterable[str]) -> Iterator[Point]:
        """Yield a row for each form and year; documents without a year count in none.

        Args:
            forms: in the order in which they are shown.
        """
        years = Counter(document.year for document in self._documents if document.year is not None)
        for form in forms:
            held = self._mentions.get(form, {})
            label, seen = _label(held), set[str]()
            begun = False
            for year in sorted(years):
                here = [i for i in held if self._documents[i].year == year]
                begun = begun or bool(here)
                if not begun:
                    continue
                places = {region for i in here if (region := self._documents[i].region)}
                new = places - seen
                seen |= places
                mentions = sum(len(held[i]) for i in here)
                share = round(len(here) / years[year], _DIGITS)
                regions = len(places), len(new), len(seen)
                yield Point(form, label, year, mentions, len(here), years[year], share, *regions)

    def _spread(self, form: str, link: Link) -> Spread:
        held = self._mentions[form]
        documents = [self._documents[i] for i in held]
        first = min(documents, key=lambda document: document.key)
        years = [document.year for document in documents if document.year is not None]
        regions = {document.region for document in documents if document.region}
        wordings = Counter(mention.text for each in held.values() for mention in each)
        variants = tuple(sorted(wordings, key=lambda text: (-wordings[text], text)))
        dated = first.year is not None
        everywhere = {document.region for document in self._documents if document.region}
        return Spread(
            form,
            _label(held),
            *link,
            wordings.total(),
            len(documents),
            len(regions),
            len(set(years)),
            first.id if dated else None,
            (first.date or str(first.year)) if dated else None,
            first.region if dated else None,
            first.level if dated else None,
            max(years, default=None),
            self._peak(years),
            self._origin(first, documents),
            min((d.year for d in documents if d.level == NATION and d.year is not None), default=None),
            self._dispersion(documents),
            round(len(regions) / len(everywhere), _DIGITS) if everywhere else None,
            variants,
            len(variants),
        )

    def _peak(self, years: Sequence[int]) -> int | None:
        every = Counter(document.year for document in self._documents)
        here = Counter(years)
        return min(here, key=lambda year: (-here[year] / every[year], year), default=None)

    def _origin(self, first: _Held, documents: Sequence[_Held]) -> Origin:
        if first.year is None or first.level is None:
            return "unclear"
        if first.level == NATION:
            return "national"
        # Without a national document before it nobody can tell whether the nation had said it already.
        before = any(d.level == NATION and d.year is not None and d.key < first.key for d in self._documents)
        return "local" if before or any(d.level == NATION and d.year is not None for d in documents) else "unclear"

    def _dispersion(self, documents: Sequence[_Held]) -> float | None:
        sizes = Counter(document.region for document in self._documents if document.region)
        counts = Counter(document.region for document in documents if document.region)
        names = sorted(sizes)
        if len(names) < 2 or not counts:
            return None
        found = deviation_of_proportions([counts[n] for n in names], [sizes[n] for n in names], normalised=True)
        return None if np.isnan(found[0]) else round(float(found[0]), _DIGITS)


def mentions(records: Iterable[Record], labels: Sequence[str]) -> Iterator[Mention]:
    """Yield what records say: slogans of the labels by their form, industry systems by their code.

    Args:
        records: of a document.
        labels: slogan labels, and ``industry`` for industry systems. A system without a code goes by its name.
    """
    for record in records:
        if isinstance(record, Slogan) and record.label in labels:
            yield Mention(record.form, record.label, record.mention.text)
        elif isinstance(record, Industry) and INDUSTRY in labels and (record.code or record.name != record.category):
            yield Mention(record.code or record.name, INDUSTRY, record.name)


def term_mentions(document: Document, terms: Sequence[str]) -> Iterator[Mention]:
    """Yield terms wherever they stand in the text, each by itself; a term within a longer one counts, too.

    Quotation marks within make no difference: 放管服改革 is also “放管服”改革. How it is worded there is the text.
    """
    for term in dict.fromkeys(terms):
        for found in _loose(term).finditer(document.text) if term else ():
            yield Mention(term, TERM, found[0])


@cache
def _loose(term: str) -> re.Pattern[str]:
    """Compile a term that may have quotation marks between its characters."""
    return re.compile(_MARKS.join(map(re.escape, term)))


def _label(held: dict[int, list[Mention]]) -> str:
    labels = Counter(mention.label for each in held.values() for mention in each)
    return min(labels, key=lambda label: (-labels[label], label), default=TERM)
