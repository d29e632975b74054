"""``dictionary``: how often the categories of a dictionary stand in documents, groups and years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from zhaoshang_nlp.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhaoshang_nlp import pipeline
    from zhaoshang_nlp.compare.dictionary import Count, Tally
    from zhaoshang_nlp.types import Document

# The one group of a table by years alone.
_ALL = "(all)"


@options.grouped
def dictionary(
    inputs: options.Inputs,
    text: options.Text,
    words: options.Words,
    run: options.Run,
    output: options.Output,
    use: Annotated[
        list[str] | None,
        typer.Option(
            "--dictionary",
            help="policy_tools, modality, or a file of your own (toml, csv, quanteda yaml); may be repeated. "
            "Default: policy_tools.",
            show_default=False,
        ),
    ] = None,
    by: options.By = None,
    years: Annotated[bool, typer.Option("--years", help="A row for each year of a group.")] = False,
    whole: Annotated[bool, typer.Option("--whole-words", help="Find whole words only.")] = False,
    exclusive: Annotated[
        bool | None,
        typer.Option(
            "--exclusive/--each",
            help="Each passage goes to one category, or each category counts by itself; default: as the dictionary "
            "says, else each.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Count the categories of a dictionary per document, or per group and year, with rates and shares.

    Example: zhaoshang dictionary speeches/ --dictionary policy_tools --by region --years
    """
    from zhaoshang_nlp import pipeline, tables
    from zhaoshang_nlp.cli import job as jobs
    from zhaoshang_nlp.cli.output import Result
    from zhaoshang_nlp.compare import dictionary_files
    from zhaoshang_nlp.compare.dictionary import Tally
    from zhaoshang_nlp.corpus import Corpus

    loaded = [dictionary_files.load(name, run.rules) for name in use or dictionary_files.SHIPPED[:1]]
    config = pipeline.Config(
        normalise=jobs.normalise_options(text, run),
        segment=jobs.segment_options(words, run),
        kinds=(),
        stopwords=None,
        rules=run.rules,
        keep_tokens=True,
    )
    signature = pipeline.signature(
        config,
        dictionaries={each.name: each.digest for each in loaded},
        by=by,
        years=years,
        whole=whole,
        exclusive=exclusive,
    )
    result = Result(output, run, signature)
    job = jobs.Job(inputs, run)
    tallies = [Tally(each, words=whole, exclusive=exclusive) for each in loaded]
    metas = _count(job.analyses(config), tallies, by, years)
    if by is not None:
        Corpus(metas={document.id: document.meta for document in metas}).labels(by)  # a wrong name is an error
    grouped = by is not None or years
    found = (row for tally in tallies for row in tally.counts(in_order=grouped))
    if grouped:
        result.write("group_dictionary", tables.comparison_rows("group_dictionary", found))
    else:
        about = {document.id: tables.metadata_row(document) for document in metas}
        result.write("dictionary", (_row(count) | about[count.id] for count in found))
    job.finish()


def _count(analyses: Iterable[pipeline.Analysis], tallies: list[Tally], by: str | None, years: bool) -> list[Document]:
    """Count all documents; give what is known of each besides its text."""
    from dataclasses import replace

    from zhaoshang_nlp.cli import gathering
    from zhaoshang_nlp.compare.dictionary import Text
    from zhaoshang_nlp.extract.passage import sentences

    kept = []
    for analysis in analyses:
        document = analysis.document
        spans = [sentence.span for sentence in sentences(document.text)]
        text = Text(document.id, document.text, analysis.tokens, spans)
        group = _ALL if years and by is None else None if by is None else gathering.group_of(analysis, by)
        for tally in tallies:
            tally.add(text, group, document.meta.year if years else None)
        kept.append(replace(document, raw="", text="", hunks=(), edits=()))
    return kept


def _row(count: Count) -> dict[str, object]:
    """Give the row of a document, whose own columns tell its year."""
    named = count._asdict()
    del named["year"]
    return {"doc_id": named.pop("id"), **named}
