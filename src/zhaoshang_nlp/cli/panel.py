"""``panel``: one row for each document and indicator, as papers on growth targets collect it by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from zhaoshang_nlp.cli import options


@options.grouped
def panel(
    inputs: options.Inputs,
    text: options.Text,
    run: options.Run,
    output: options.Output,
    indicator: Annotated[
        list[str] | None,
        typer.Option(
            help="Indicator by any of its names (GDP, 生产总值, 经济增长) or in the documents' own words; "
            "several parted by commas; all: every listed one that occurs. Default: the headline set.",
            show_default=False,
        ),
    ] = None,
    status: Annotated[str, typer.Option(help="target, achieved or all (a row for each).")] = "target",
    horizon: Annotated[str, typer.Option(help="annual, five_year, long_term or all (a row for each).")] = "annual",
) -> None:
    """Give the one value that counts of each indicator in each document; a row without one says why.

    Example: zhaoshang panel reports/ --indicator GDP --indicator 居民消费价格 -o panel.xlsx
    """
    from zhaoshang_nlp import panel as panels
    from zhaoshang_nlp import pipeline, rules
    from zhaoshang_nlp.cli import job as jobs
    from zhaoshang_nlp.cli.output import Result

    config = pipeline.Config(
        normalise=jobs.normalise_options(text, run), segment=None, kinds=("targets",), rules=run.rules
    )
    known = panels.load(run.rules)
    asked = panels.ask(jobs.indicators(indicator), status, horizon)
    names = tuple(map(known.canonical, asked.indicators)) or known.default
    digest = rules.digest((panels.FILE,), run.rules)
    signature = pipeline.signature(config, indicators=names, status=status, horizon=horizon, panel=digest)
    result = Result(output, run, signature)
    job = jobs.Job(inputs, run)
    result.write("panel", panels.panel(((a.document, a.records) for a in job.analyses(config)), asked, known))
    job.finish()
