"""``extract``: the records of targets, industry systems and slogans, as one table or as JSON lines."""

from __future__ import annotations

from typing import Annotated

import typer

from zhaoshang_nlp.cli import options
from zhaoshang_nlp.types import KINDS


@options.grouped
def extract(
    inputs: options.Inputs,
    text: options.Text,
    run: options.Run,
    output: options.Output,
    kind: Annotated[str, typer.Option(help="Kinds of records, separated by commas.")] = ",".join(KINDS),
    labels: options.Labels = options.LABELS,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show every rule that fired, winners and losers with the reason.")
    ] = False,
) -> None:
    """Find targets, industry systems and slogans; every record knows its sentence, rule and place in the source.

    Example: zhaoshang extract speeches/ --kind targets --format jsonl
    """
    from zhaoshang_nlp import pipeline, tables
    from zhaoshang_nlp.cli import job as jobs
    from zhaoshang_nlp.cli.output import Result
    from zhaoshang_nlp.extract import kinds

    config = pipeline.Config(
        normalise=jobs.normalise_options(text, run),
        segment=None,
        kinds=kinds.check_kinds(jobs.listed(kind)),
        rules=run.rules,
    )
    shown = kinds.check_labels(jobs.listed(labels))
    job = jobs.Job(inputs, run)
    result = Result(output, run, pipeline.signature(config, labels=shown))
    if explain:
        rules = kinds.load(config.rules)
        fired = ((a.document, kinds.explain(a.document, rules, config.kinds)) for a in job.analyses(config))
        result.write("firings", (row for document, each in fired for row in tables.firings_rows(document, each)))
    else:
        found = ((a.document, kinds.labelled(a.records, shown)) for a in job.analyses(config))
        # One kind alone is shown with its own columns only.
        name = config.kinds[0] if len(config.kinds) == 1 else "records"
        result.write(name, (row for document, kept in found for row in tables.records_rows(document, kept)))
    job.finish()
