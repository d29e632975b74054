"""What is known of all documents together: the one matrix, who belongs to which group, what is compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING

from zhaoshang_nlp import read
from zhaoshang_nlp.compare import shared, similarity, tfidf
from zhaoshang_nlp.compare.matrix import MatrixBuilder, TermMatrix, grouped
from zhaoshang_nlp.errors import UnknownName
from zhaoshang_nlp.pipeline import Analysis
from zhaoshang_nlp.read import regions
from zhaoshang_nlp.types import Meta, Slogan

if TYPE_CHECKING:
    from zhaoshang_nlp.compare import distinctive, keyterms

_OWN_COLUMNS = tuple(f.name for f in fields(Meta) if f.name not in ("extra", "found_in"))
# Told by the code of a document's region: the province or prefecture that it is or lies in.
_LEVELS = {"province": "province", "city": "prefecture", "prefecture": "prefecture"}
# Labels whose spread over documents says something; terms and product names do not travel as slogans do.
_SHARED_LABELS = ("slogan", "formula", "parallel", "initiative", "industry_code")


@dataclass
class Corpus:
    """Documents counted one by one; their texts and tokens are not kept."""

    metas: dict[str, Meta] = field(default_factory=dict)
    mentions: list[tuple[str, str, str]] = field(default_factory=list)
    _builder: MatrixBuilder = field(default_factory=MatrixBuilder)

    def add(self, analysis: Analysis) -> None:
        """Count a document.

        Raises:
            BadInput: if a document of this id was added before.
        """
        document = analysis.document
        self._builder.add_counts(document.id, analysis.words)
        self.metas[document.id] = document.meta
        self.mentions += [
            (document.id, record.form, record.label)
            for record in analysis.records
            if isinstance(record, Slogan) and record.label in _SHARED_LABELS
        ]

    @cached_property
    def matrix(self) -> TermMatrix:
        """Documents x terms; complete once it is asked for."""
        built = self._builder.build()
        self._builder = MatrixBuilder()  # what it held is in the matrix now
        return built

    @property
    def columns(self) -> tuple[str, ...]:
        """The metadata columns by which documents can be grouped: our own, then those of sidecar and table."""
        extra = (name for meta in self.metas.values() for name in meta.extra)
        return tuple(dict.fromkeys((*_OWN_COLUMNS, "province", "prefecture", *extra)))

    def labels(self, by: str) -> dict[str, str | None]:
        """Give the group of each document.

        Args:
            by: a column, or another usual name of one (地区, 省份, 年份 …).

        Raises:
            UnknownName: if no document has such a column.
        """
        column = by if by in self.columns else read.field_of(by)
        if column not in {*self.columns, *_LEVELS}:
            raise UnknownName("column", by, self.columns)
        return {doc_id: _label(meta, column) for doc_id, meta in self.metas.items()}

    def grouped(self, by: str | None) -> TermMatrix:
        """Give documents x terms, or groups x terms with ``by``."""
        return self.matrix if by is None else grouped(self.matrix, list(self.labels(by).values()))

    def keywords(self, by: str | None = None, top: int = 20) -> list[keyterms.KeyTerm]:
        """Give the TF-IDF keywords of each document or group, with their dispersion."""
        from zhaoshang_nlp.compare import keyterms

        labels = None if by is None else list(self.labels(by).values())
        return keyterms.by_tfidf(self.matrix, labels, top=top)

    def similarity(self, by: str | None = None, top: int = 10) -> list[similarity.Neighbour]:
        """Give the nearest neighbours of each document or group by cosine."""
        counted = self.grouped(by)
        return similarity.neighbours(tfidf.weights(counted), counted.ids, top)

    def distinctive(self, by: str | None = None, top: int = 20) -> list[distinctive.Distinctive]:
        """Give the terms that set each document or group apart from the rest."""
        from zhaoshang_nlp.compare import distinctive  # brings SciPy's special functions

        labels = None if by is None else list(self.labels(by).values())
        return distinctive.distinctive(self.matrix, labels, top=top)

    def shared(self, by: str | None = None) -> list[shared.Shared]:
        """Give the slogans, formulas and names that several documents use."""
        groups: Mapping[str, str | None] | None = None if by is None else self.labels(by)
        return shared.shared(self.mentions, groups)


def gather(analyses: Iterable[Analysis]) -> Corpus:
    """Count all documents of a run."""
    corpus = Corpus()
    for analysis in analyses:
        corpus.add(analysis)
    return corpus


def _label(meta: Meta, by: str) -> str | None:
    if by in meta.extra:
        value: object = meta.extra[by]
    elif by in _OWN_COLUMNS:
        value = getattr(meta, by)
    else:
        value = _place(meta, _LEVELS[by]) if by in _LEVELS else None
    return None if value is None or not str(value).strip() else str(value)


def _place(meta: Meta, level: str) -> str | None:
    """Give the province or prefecture of a document's region."""
    region = regions.by_code(meta.region_code, meta.year) if meta.region_code else None
    if region is None:
        return None
    return next((place.name for place in (region, *regions.ancestors(region)) if place.level == level), None)
