"""``analyze``: the main job, from a folder of texts to a folder of tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhaoshang_nlp.cli import options
from zhaoshang_nlp.types import KINDS


@options.grouped
def analyze(
    inputs: options.Inputs,
    text: options.Text,
    words: options.Words,
    counting: options.Counting,
    run: options.Run,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the tables.", show_default=False)],
    format: Annotated[
        str,
        typer.Option(help="Form of the tables: csv, tsv, jsonl, parquet, xlsx, dta or md.", rich_help_panel="Result"),
    ] = "csv",
    language: options.Headers = "en",
    by: options.By = None,
    labels: options.Labels = options.LABELS,
    dedupe: Annotated[
        str, typer.Option(help="Repeated documents left out: exact (same bytes or text), near (reposts too) or none.")
    ] = "exact",
    top: Annotated[int, typer.Option(help="Rows shown for each document or group, 0 for all.", min=0)] = 20,
) -> None:
    """Do the main job: read, normalise, segment, extract, compare; write all tables and manifest.json to a folder.

    Example: zhaoshang analyze speeches/ -o tables/ --by region
    """
    from zhaoshang_nlp import pipeline, results, tables
    from zhaoshang_nlp.cli import job as jobs
    from zhaoshang_nlp.extract.kinds import check_labels

    config = pipeline.Config(
        normalise=jobs.normalise_options(text, run),
        segment=jobs.segment_options(words, run),
        stopwords=jobs.stop_word_names(counting),
        rules=run.rules,
    )
    choice = results.Choice(by, top, check_labels(jobs.listed(labels)), dedupe)
    written = tables.WriteOptions(results.check_format(format), jobs.headers(language), beside=False)
    job = jobs.Job(inputs, run)
    made = results.collect(job.outcomes(config), config, choice)
    for note in made.write(output, written):
        job.note(note)
    counts = ", ".join(f"{len(made.rows[name])} {name}" for name in KINDS)
    kept = len(made.rows["documents"])
    repeated = f" ({job.done - kept} repeated ones left out)" if kept < job.done else ""
    job.note(f"{kept} documents{repeated}: {counts}; tables in {output}")
    job.finish()
