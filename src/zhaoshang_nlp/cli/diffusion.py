"""``diffusion``: who said a slogan first, and how it spread over documents, regions and years."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from zhaoshang_nlp.cli import options

if TYPE_CHECKING:
    from zhaoshang_nlp import pipeline
    from zhaoshang_nlp.cli.job import Job
    from zhaoshang_nlp.cli.output import Result
    from zhaoshang_nlp.compare.cut import Cut
    from zhaoshang_nlp.compare.diffusion import Diffusion, Mention, Spread
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
    families: Annotated[
        bool, typer.Option("--families", help="Count the wordings of a family (“放管服”改革, 放管服) as one form.")
    ] = False,
    series: Annotated[bool, typer.Option("--series", help="A row for each form and year instead.")] = False,
    min_docs: Annotated[
        int, typer.Option(help="Documents that must hold a form, or one of its family of wordings.", min=1)
    ] = 2,
    top: Annotated[int, typer.Option(help="Forms shown; 0: all.", min=0)] = 0,
) -> None:
    """Give first document and date, documents and regions, origin and wordings of slogans, formulas, codes and terms.

    Example: zhaoshang diffusion speeches/ --term 链长制 --term 飞地 --series
    """
    from zhaoshang_nlp import pipeline, rules
    from zhaoshang_nlp.cli import job as jobs
    from zhaoshang_nlp.cli.output import Result
    from zhaoshang_nlp.compare import variants
    from zhaoshang_nlp.compare.cut import Cut
    from zhaoshang_nlp.compare.diffusion import INDUSTRY

    terms = tuple(dict.fromkeys(term or ()))
    shown = () if terms else _labels(jobs.listed(labels))
    kinds = [*(["industries"] if INDUSTRY in shown else []), *(["slogans"] if set(shown) - {INDUSTRY} else [])]
    config = pipeline.Config(
        normalise=jobs.normalise_options(text, run), segment=None, kinds=tuple(kinds), stopwords=None, rules=run.rules
    )
    known = None if terms else variants.load(run.rules)
    asked: dict[str, object] = {"terms": terms, "labels": shown, "by": by, "series": series, "families": families}
    asked |= {"min_docs": min_docs, "top": top, "variants": known and rules.digest((variants.FILE,), run.rules)}
    result = Result(output, run, pipeline.signature(config, **asked))
    job = jobs.Job(inputs, run)
    gathered = _gathered(job, config, (terms, shown), by)
    # Terms that are asked for stand by themselves, and are shown however few documents hold them.
    links = variants.families(gathered.forms(), known) if known else None
    if families and links:
        gathered, links = gathered.joined(links), None
    spreads = gathered.spreads(1 if terms else min_docs, links)
    why = f"no form stands in {min_docs} documents or more; lower --min-docs, or see --labels"
    found = gathered, Cut.of_top(spreads, top or None)
    _show(result, job, found, series, _missing(gathered, terms, job) or why)
    job.finish()


def _show(result: Result, job: Job, found: tuple[Diffusion, Cut[Spread]], series: bool, why: str) -> None:
    """Write the table that is wanted."""
    from zhaoshang_nlp.cli import gathering

    gathered, spreads = found
    if series:
        points = gathered.series([spread.form for spread in spreads])
        gathering.show(result, job, "diffusion_series", points, why if not spreads else "no document has a year")
    else:
        gathering.show(result, job, "diffusion", spreads, why)


def _missing(gathered: Diffusion, terms: tuple[str, ...], job: Job) -> str:
    """Say which terms stand nowhere; tell it at once where others do."""
    held = gathered.forms()
    missing = [name for name in terms if name not in held]
    if not missing:
        return ""
    said = (
        f"{'、'.join(missing)} stands in none of {job.done} documents; texts are searched as `zhaoshang normalize` "
        "shows them, in simplified characters"
    )
    if held:
        job.note(said)
    return said


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
