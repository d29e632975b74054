"""``diffusion``: who said a slogan first, and how it spread over documents, regions and years."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from zhaoshang_nlp.cli import options

if TYPE_CHECKING:
    from zhaoshang_nlp import pipeline
    from zhaoshang_nlp.cli.job import Job
    from zhaoshang_nlp.compare.diffusion import Diffusion, Mention
    from zhaoshang_nlp.types import Meta

_LABELS = "slogan,formula,parallel,initiative,industry_code,industry"


@options.grouped
def diffusion(
    inputs: options.Inputs,
    text: options.Text,
    run: options.Run,
    output: options.Output,
    term: Annotated[
        list[str] | None,
        typer.Option(help="A term to follow instead of slogans; may be repeated.", show_default=False),
    ] = None,
    labels: Annotated[
        str, typer.Option(help="Labels of slogans, industry for industry systems, separated by commas, or all.")
    ] = _LABELS,
    by: Annotated[str, typer.Option(help="Column of metadata that counts as the region.")] = "region",
    series: Annotated[bool, typer.Option("--series", help="A row for each form and year instead.")] = False,
    min_docs: Annotated[int, typer.Option(help="Documents that must hold a form.", min=1)] = 2,
    top: Annotated[int | None, typer.Option(help="Forms shown; default: all.", min=1, show_default=False)] = None,
) -> None:
    """Give first document and date, documents and regions, origin and wordings of slogans, formulas, codes and terms.

    Example: zhaoshang diffusion speeches/ --term 链长制 --term 飞地 --series
    """
    from zhaoshang_nlp import pipeline, tables
    from zhaoshang_nlp.cli import job as jobs
    from zhaoshang_nlp.cli.output import Result
    from zhaoshang_nlp.compare.diffusion import INDUSTRY

    terms = tuple(dict.fromkeys(term or ()))
    shown = () if terms else _labels(jobs.listed(labels))
    kinds = [*(["industries"] if INDUSTRY in shown else []), *(["slogans"] if set(shown) - {INDUSTRY} else [])]
    config = pipeline.Config(
        normalise=jobs.normalise_options(text, run), segment=None, kinds=tuple(kinds), stopwords=None, rules=run.rules
    )
    signature = pipeline.signature(config, terms=terms, labels=shown, by=by, series=series, min_docs=min_docs, top=top)
    result = Result(output, run, signature)
    job = jobs.Job(inputs, run)
    gathered = _gathered(job, config, (terms, shown), by)
    # A term that is asked for is shown however few documents hold it.
    spreads = gathered.spreads(1 if terms else min_docs)[:top]
    if series:
        found = gathered.series([spread.form for spread in spreads])
        result.write("diffusion_series", tables.comparison_rows("diffusion_series", found))
    else:
        result.write("diffusion", tables.comparison_rows("diffusion", spreads))
    job.finish()


def _labels(names: list[str]) -> tuple[str, ...]:
    """Check the labels.

    Raises:
        UnknownName: for a label that does not exist.
    """
    from zhaoshang_nlp.compare.diffusion import INDUSTRY
    from zhaoshang_nlp.errors import UnknownName
    from zhaoshang_nlp.types import LABELS

    known = (*LABELS, INDUSTRY)
    for name in names:
        if name not in (*known, "all"):
            raise UnknownName("label", name, (*known, "all"))
    return known if "all" in names else tuple(label for label in known if label in names)


def _gathered(job: Job, config: pipeline.Config, wanted: tuple[tuple[str, ...], tuple[str, ...]], by: str) -> Diffusion:
    """Gather what all documents say; regions are told once all columns are known."""
    from zhaoshang_nlp.compare import diffusion as spread
    from zhaoshang_nlp.corpus import Corpus

    terms, labels = wanted
    said: dict[str, list[Mention]] = {}
    metas: dict[str, Meta] = {}
    for analysis in job.analyses(config):
        document = analysis.document
        metas[document.id] = document.meta
        mentions: Iterator[Mention] = spread.term_mentions(document, terms) if terms else iter(())
        said[document.id] = [*mentions, *spread.mentions(analysis.records, labels)]
    found = spread.Diffusion()
    for doc_id, region in Corpus(metas=metas).labels(by).items():
        found.add(doc_id, metas[doc_id], region, said[doc_id])
    return found
