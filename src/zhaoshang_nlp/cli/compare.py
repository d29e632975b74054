"""``keywords`` and ``compare``: what is typical of a document or a group, and which ones are alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from zhaoshang_nlp.cli import options

if TYPE_CHECKING:
    from zhaoshang_nlp import pipeline


@options.grouped
def keywords(
    inputs: options.Inputs,
    text: options.Text,
    words: options.Words,
    counting: options.Counting,
    run: options.Run,
    output: options.Output,
    by: options.By = None,
    top: Annotated[int, typer.Option(help="Terms shown for each document or group.", min=1)] = 20,
) -> None:
    """Give the TF-IDF keywords of each document, or of each group with --by.

    Example: zhaoshang keywords speeches/ --by region --top 10
    """
    from zhaoshang_nlp import corpus, pipeline, tables
    from zhaoshang_nlp.cli.job import Job
    from zhaoshang_nlp.cli.output import Result

    config = _config(text, words, counting, run)
    result = Result(output, run, pipeline.signature(config, by=by, top=top))
    job = Job(inputs, run)
    gathered = corpus.gather(job.analyses(config))
    name = "keywords" if by is None else "group_keywords"
    result.write(name, tables.comparison_rows(name, gathered.keywords(by, top)))
    job.finish()


@options.grouped
def compare(
    inputs: options.Inputs,
    text: options.Text,
    words: options.Words,
    counting: options.Counting,
    run: options.Run,
    output: options.Output,
    by: options.By = None,
    top: Annotated[int, typer.Option(help="Nearest neighbours shown for each document or group.", min=1)] = 10,
) -> None:
    """Give the cosine similarity (TF-IDF) of documents, or of groups with --by, nearest first.

    Example: zhaoshang compare speeches/ --by year
    """
    from zhaoshang_nlp import corpus, pipeline, tables
    from zhaoshang_nlp.cli.job import Job
    from zhaoshang_nlp.cli.output import Result

    config = _config(text, words, counting, run)
    result = Result(output, run, pipeline.signature(config, by=by, top=top))
    job = Job(inputs, run)
    gathered = corpus.gather(job.analyses(config))
    result.write("similarity", tables.comparison_rows("similarity", gathered.similarity(by, top)))
    job.finish()


def _config(text: options.Text, words: options.Words, counting: options.Counting, run: options.Run) -> pipeline.Config:
    from zhaoshang_nlp import pipeline
    from zhaoshang_nlp.cli import job as jobs

    return pipeline.Config(
        normalise=jobs.normalise_options(text, run),
        segment=jobs.segment_options(words, run),
        kinds=(),
        stopwords=jobs.stop_word_names(counting),
        rules=run.rules,
    )
