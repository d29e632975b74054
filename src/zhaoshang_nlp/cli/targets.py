"""``targets``: targets against last year's, against the levels above, against results; who adds to whose target."""

from __future__ import annotations

from typing import Annotated

import typer

from zhaoshang_nlp.cli import options


@options.grouped
def targets(
    inputs: options.Inputs,
    text: options.Text,
    run: options.Run,
    output: options.Output,
    indicator: Annotated[
        list[str] | None,
        typer.Option(
            help="Indicator by any of its names (GDP, 生产总值, 经济增长); several parted by commas; all: every listed "
            "one that occurs. Default: the headline set.",
            show_default=False,
        ),
    ] = None,
    amplification: Annotated[
        bool, typer.Option("--amplification", help="A row for each place with how the places below differ from it.")
    ] = False,
    tolerance: Annotated[
        float, typer.Option(help="How far a result may fall behind a target of 左右 and still have met it.", min=0)
    ] = 0.0,
) -> None:
    """Compare the annual targets of places: change on last year, distance to the level above (加码), later result.

    Example: zhaoshang targets reports/ --indicator GDP --amplification
    """
    from zhaoshang_nlp import panel as panels
    from zhaoshang_nlp import pipeline, rules, tables
    from zhaoshang_nlp.cli import gathering
    from zhaoshang_nlp.cli import job as jobs
    from zhaoshang_nlp.cli.output import Result
    from zhaoshang_nlp.panel import compared

    config = pipeline.Config(
        normalise=jobs.normalise_options(text, run), segment=None, kinds=("targets",), stopwords=None, rules=run.rules
    )
    known, ways = panels.load(run.rules), compared.aims(run.rules)
    asked = panels.ask(jobs.indicators(indicator), panels.ALL, "annual")
    names = tuple(map(known.canonical, asked.indicators)) or known.default
    digest = rules.digest((panels.FILE, compared.AIMS), run.rules)
    signature = pipeline.signature(config, indicators=names, tolerance=tolerance, panel=digest)
    result = Result(output, run, signature)
    job = jobs.Job(inputs, run)
    rows = panels.panel(((a.document, a.records) for a in job.analyses(config)), asked, known)
    found = compared.compared(rows, tolerance, ways)
    if amplification:
        summed = compared.amplification(found)
        result.write("amplification", summed)
        gathering.nothing(job, len(summed), _why(len(found), names if indicator else ()))
    else:
        shown = tables.table("targets_compared").names
        result.write("targets_compared", ({name: row[name] for name in shown} for row in found))
        gathering.nothing(job, len(found), _why(0, names if indicator else ()))
    job.finish()


def _why(targets: int, names: tuple[str, ...]) -> str:
    """Say why there is nothing to compare."""
    if not targets:
        return (
            "no document with region and year states a number as its annual target of "
            f"{'、'.join(names) or 'a headline indicator'}; see `zhaoshang corpus` for what is known of the documents, "
            "`zhaoshang panel` for what they state"
        )
    return (
        f"{targets} targets, but none of a place above one of them for the same indicator and year; read the reports "
        "of the province and the nation together with those below, and see region_code and level in `zhaoshang corpus`"
    )
