"""All tables of one run over a corpus: gathered document by document, shown as data frames, written to a folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from zhaoshang_nlp import duplicates, pipeline, tables
from zhaoshang_nlp.corpus import Corpus
from zhaoshang_nlp.errors import BadInput, UnknownName
from zhaoshang_nlp.extract import kinds as extract
from zhaoshang_nlp.signature import Signature
from zhaoshang_nlp.types import KINDS, SHOWN_LABELS, Failed, Ok

if TYPE_CHECKING:
    import pandas as pd

FORMATS = tuple(name for name in tables.FORMATS if name != "table")
Rows = list[Mapping[str, object]]
DEDUPE = ("exact", "near", "none")


@dataclass(frozen=True, slots=True)
class Choice:
    """What is shown in the tables.

    Attributes:
        by: column of metadata whose groups are compared as well; None compares documents only.
        top: rows for each document or group in the tables of comparison, 0 for all.
        labels: slogan labels that are kept.
        dedupe: which repeated documents are left out: ``exact`` (same bytes or same cleaned text), ``near`` (reposts
            too) or ``none``; all of them are listed in the table ``duplicates``.
    """

    by: str | None = None
    top: int = 20
    labels: tuple[str, ...] = SHOWN_LABELS
    dedupe: str = "exact"

    def __post_init__(self) -> None:
        if self.dedupe not in DEDUPE:
            raise UnknownName("dedupe", self.dedupe, DEDUPE)


@dataclass(frozen=True, slots=True)
class Results:
    """The tables of a run, by name.

    Attributes:
        rows: the rows of each table; names ending in ``_by_COLUMN`` hold groups.
        signature: how they were made.
    """

    rows: Mapping[str, Rows]
    signature: Signature

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Give a table as a data frame with nullable types.

        Raises:
            UnknownName: if there is no such table.
        """
        if name not in self.rows:
            raise UnknownName("table", name, self.rows)
        return tables.frame(_schema(name), self.rows[name])

    def __iter__(self) -> Iterator[str]:
        """Give the names of the tables; without it Python would ask for table 0."""
        return iter(self.rows)

    def __len__(self) -> int:
        """Give how many tables there are."""
        return len(self.rows)

    def write(self, folder: Path, options: tables.WriteOptions) -> list[str]:
        """Write every table to a file of its own, and ``manifest.json`` with the signature; give notes for the reader.

        Raises:
            BadInput: if a file cannot be written.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadInput(f"cannot make the folder {folder}: {error.strerror}; give another one") from error
        notes: list[str] = []
        _clear(folder)
        files: dict[str, int] = {}
        for name, rows in self.rows.items():
            path = folder / f"{name}.{options.format}"
            written = tables.write(_schema(name), rows, path, options)
            notes += [f"{path.name}: {note}" for note in written.notes]
            files[path.name] = written.rows
        manifest = {**self.signature.full, "files": files, "inputs": self._inputs()}
        (folder / "manifest.json").write_text(
            json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n"
        )
        return notes

    def _inputs(self) -> dict[str, object]:
        return {str(row["doc_id"]): row["digest"] for row in self.rows["documents"]}


def _clear(folder: Path) -> None:
    """Remove the tables that an earlier run left, by its manifest: they would pass for tables of this one."""
    try:
        earlier = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    for name in earlier:
        if Path(name).name == name:
            (folder / name).unlink(missing_ok=True)


def check_format(name: str) -> str:
    """Give the name of a form that a file can have.

    Raises:
        UnknownName: for another.
    """
    if name not in FORMATS:
        raise UnknownName("format", name, FORMATS)
    return name


def _schema(name: str) -> str:
    """Give the table of the SCHEMA that ``keywords_by_region`` and the like are made of."""
    kind, _, column = name.partition("_by_")
    return "group_keywords" if kind == "keywords" and column else kind


@dataclass
class Gathered:
    """What is kept of the documents while they pass by."""

    rows: dict[str, Rows] = field(
        default_factory=lambda: {name: [] for name in ("documents", *KINDS, "duplicates", "edits", "errors")}
    )
    corpus: Corpus = field(default_factory=Corpus)
    finder: duplicates.Finder = field(default_factory=lambda: duplicates.Finder("near"))

    def add(self, outcome: Ok[pipeline.Analysis] | Failed, choice: Choice) -> None:
        """Keep the rows of one document, unless it repeats an earlier one."""
        if isinstance(outcome, Failed):
            self.rows["errors"].append(tables.error_row(outcome))
            return
        analysis = outcome.value
        twin = self.finder.add(analysis.document)
        if twin is not None:
            self.rows["duplicates"].append(asdict(twin))
            if choice.dedupe == "near" or (choice.dedupe == "exact" and twin.kind != "near"):
                return
        counts = {"tokens": analysis.n_tokens, "terms": len(analysis.words)} | dict.fromkeys(KINDS, 0)
        for row in tables.records_rows(analysis.document, extract.labelled(analysis.records, choice.labels)):
            name = tables.KIND_TABLES[str(row["kind"])]
            self.rows[name].append(row)
            counts[name] += 1
        self.rows["documents"].append(tables.document_row(analysis.document, counts))
        self.rows["edits"] += tables.edits_rows(analysis.document)
        self.corpus.add(analysis)


def collect(
    outcomes: Iterable[Ok[pipeline.Analysis] | Failed], config: pipeline.Config, choice: Choice | None = None
) -> Results:
    """Make all tables of a run.

    Raises:
        UnknownName: if no document has the column ``choice.by``.
    """
    choice = choice or Choice()
    gathered = Gathered()
    for outcome in outcomes:
        gathered.add(outcome, choice)
    rows = gathered.rows
    made: dict[str, Rows] = {name: rows[name] for name in ("documents", *KINDS)}
    made |= _compared(gathered.corpus, choice)
    made |= {name: rows[name] for name in ("duplicates", "edits", "errors")}
    signature = pipeline.signature(config, by=choice.by, top=choice.top, labels=choice.labels, dedupe=choice.dedupe)
    return Results(made, signature)


def _compared(corpus: Corpus, choice: Choice) -> dict[str, Rows]:
    """Give the tables of comparison: of documents, and of groups where a column is named."""
    by, top = choice.by, choice.top or max(corpus.matrix.counts.shape, default=0)
    found: dict[str, Iterable[tuple[object, ...]]] = {
        "keywords": corpus.keywords(top=top),
        "similarity": corpus.similarity(top=top),
        "distinctive": corpus.distinctive(by, top),
        "shared": corpus.shared(by),
    }
    if by is not None:
        found[f"keywords_by_{by}"] = corpus.keywords(by, top)
        found[f"similarity_by_{by}"] = corpus.similarity(by, top)
    return {name: list(tables.comparison_rows(_schema(name), each)) for name, each in found.items()}
