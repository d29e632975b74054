"""``collocations`` and ``ngrams``: which words stand near each other, which follow each other."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from zhaoshang_nlp.cli import options
from zhaoshang_nlp.errors import BadInput


@options.grouped
def collocations(
    inputs: options.Inputs,
    text: options.Text,
    words: options.Words,
    counting: options.Counting,
    run: options.Run,
    output: options.Output,
    node: Annotated[
        list[str] | None,
        typer.Option(help="Word whose collocates are wanted; may be repeated. Default: all pairs.", show_default=False),
    ] = None,
    left: Annotated[int, typer.Option(help="Words of the window before the node.", min=0)] = 5,
    right: Annotated[int, typer.Option(help="Words after it.", min=0)] = 5,
    adjacent: Annotated[
        bool, typer.Option("--adjacent", help="Only words that follow each other directly, in their order.")
    ] = False,
    order: Annotated[
        str,
        typer.Option(
            help="What ranks the pairs: g2, pmi, npmi, pmi2, pmi3, log-dice, dice, min-sensitivity, t, z, delta-p, tf."
        ),
    ] = "g2",
    top: Annotated[int, typer.Option(help="Pairs shown, for each node; 0: all.", min=0)] = 100,
    min_tf: Annotated[int, typer.Option(help="Occurrences that a pair must have.", min=1)] = 3,
    min_df: Annotated[int, typer.Option(help="Documents that must hold it.", min=1)] = 1,
) -> None:
    """Give the words that stand near each other more often than chance has it, never across the end of a sentence.

    Example: zhaoshang collocations speeches/ --node 招商引资 --left 5 --right 5 --order log-dice
    """
    from zhaoshang_nlp import pipeline
    from zhaoshang_nlp.cli import gathering
    from zhaoshang_nlp.cli.job import Job
    from zhaoshang_nlp.cli.output import Result
    from zhaoshang_nlp.compare import collocation

    nodes = tuple(dict.fromkeys(node or ()))
    sides = (0, 1) if adjacent and not nodes else (left, right)
    choice = collocation.Choice(*sides, adjacent, nodes, min_tf=min_tf, min_df=min_df, order=order, top=top or None)
    config = gathering.counting((text, words, counting, run), keep_tokens=True)
    result = Result(output, run, pipeline.signature(config, collocations=asdict(choice)))
    job = Job(inputs, run)
    _, gathered = gathering.running(job.analyses(config))
    why = f"no pair within the window passes --min-tf {min_tf} and --min-df {min_df}; lower them, or widen the window"
    gathering.show(result, job, "collocations", collocation.collocations(gathered, choice), why)
    job.finish()


@options.grouped
def ngrams(
    inputs: options.Inputs,
    text: options.Text,
    words: options.Words,
    counting: options.Counting,
    run: options.Run,
    output: options.Output,
    n: Annotated[str, typer.Option("--n", "-n", help="Numbers of words, separated by commas.")] = "2,3",
    skip: Annotated[int, typer.Option(help="Words that may be left out within one sequence.", min=0)] = 0,
    top: Annotated[int, typer.Option(help="Sequences shown; 0: all.", min=0)] = 100,
    min_tf: Annotated[int, typer.Option(help="Occurrences that a sequence must have.", min=1)] = 2,
    min_df: Annotated[int, typer.Option(help="Documents that must hold it.", min=1)] = 1,
) -> None:
    """Give sequences of words (n-grams, or skip-grams with --skip) that no punctuation mark parts.

    Example: zhaoshang ngrams speeches/ --n 2,3,4 --min-df 3
    """
    from zhaoshang_nlp import pipeline
    from zhaoshang_nlp.cli import gathering
    from zhaoshang_nlp.cli.job import Job, listed
    from zhaoshang_nlp.cli.output import Result
    from zhaoshang_nlp.compare import ngrams as sequences

    if not all(size.isdecimal() for size in listed(n)):
        raise BadInput(f"--n {n}: give numbers of words, such as 2,3")
    sizes = tuple(int(size) for size in listed(n))
    choice = sequences.Choice(sizes, skip, min_tf=min_tf, min_df=min_df, top=top or None)
    config = gathering.counting((text, words, counting, run), keep_tokens=True)
    result = Result(output, run, pipeline.signature(config, ngrams=asdict(choice)))
    job = Job(inputs, run)
    _, gathered = gathering.running(job.analyses(config))
    why = f"no such sequence passes --min-tf {min_tf} and --min-df {min_df}; lower them"
    gathering.show(result, job, "ngrams", sequences.ngrams(gathered, choice), why)
    job.finish()
