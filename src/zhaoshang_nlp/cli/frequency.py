"""``frequency`` and ``diversity``: how often each term stands and how evenly; how varied the words are."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from zhaoshang_nlp.cli import options


@options.grouped
def frequency(
    inputs: options.Inputs,
    text: options.Text,
    words: options.Words,
    counting: options.Counting,
    run: options.Run,
    output: options.Output,
    by: options.By = None,
    term: Annotated[
        list[str] | None,
        typer.Option(help="Only these terms, also where they stand nowhere; may be repeated.", show_default=False),
    ] = None,
    top: Annotated[int, typer.Option(help="Terms shown for each group; 0: all.", min=0)] = 100,
    min_tf: Annotated[int, typer.Option(help="Occurrences that a term must have in the group.", min=1)] = 1,
    min_df: Annotated[int, typer.Option(help="Documents of the group that must hold it.", min=1)] = 1,
    parts: Annotated[
        int | None,
        typer.Option(help="Equal parts that dispersion is measured over; default: the documents.", min=2),
    ] = None,
) -> None:
    """Give frequencies by words, characters and sentences, with range, DP, Juilland D, Carroll D2 and ARF.

    Example: zhaoshang frequency speeches/ --by region --term 招商引资 --term 营商环境
    """
    from zhaoshang_nlp import pipeline
    from zhaoshang_nlp.cli import gathering
    from zhaoshang_nlp.cli.job import Job
    from zhaoshang_nlp.cli.output import Result
    from zhaoshang_nlp.compare import frequency as frequencies

    config = gathering.counting((text, words, counting, run), keep_tokens=True)
    choice = frequencies.Choice(
        top=top or None, min_tf=min_tf, min_df=min_df, parts=parts, terms=tuple(term) if term else None
    )
    result = Result(output, run, pipeline.signature(config, by=by, frequency=asdict(choice)))
    job = Job(inputs, run)
    corpus, gathered = gathering.running(job.analyses(config), term or ())
    found = frequencies.frequencies(gathered, gathering.labels(corpus, by), choice)
    why = f"no word that counts passes --min-tf {min_tf} and --min-df {min_df}; lower them, or see --stopwords"
    gathering.show(result, job, "frequency", found, why)
    job.finish()


@options.grouped
def diversity(
    inputs: options.Inputs,
    text: options.Text,
    words: options.Words,
    run: options.Run,
    output: options.Output,
    by: options.By = None,
    window: Annotated[int, typer.Option(help="Words of a window of MATTR.", min=2)] = 100,
) -> None:
    """Give the lexical diversity of each document or group: TTR, Guiraud's R, MATTR, MTLD, HD-D, Yule's K, entropy.

    All words count, stop words too; figures do not. Groups are measured as if their documents were one text.

    Example: zhaoshang diversity speeches/ --by year
    """
    from zhaoshang_nlp import pipeline, tables
    from zhaoshang_nlp.cli import gathering
    from zhaoshang_nlp.cli.job import Job
    from zhaoshang_nlp.cli.output import Result
    from zhaoshang_nlp.compare import frequency as frequencies

    config = gathering.counting((text, words, options.Counting(["none"]), run), keep_tokens=True)
    result = Result(output, run, pipeline.signature(config, by=by, window=window))
    job = Job(inputs, run)
    corpus, gathered = gathering.running(job.analyses(config))
    found = frequencies.diversities(gathered, gathering.labels(corpus, by), window)
    result.write("diversity", tables.comparison_rows("diversity", found))
    job.finish()
