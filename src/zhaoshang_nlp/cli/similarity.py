"""``compare``: which documents or groups are alike, by which measure, and who is typical of a group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from zhaoshang_nlp.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhaoshang_nlp.compare.similarity import Wanted
    from zhaoshang_nlp.corpus import Corpus


@options.grouped
def compare(
    inputs: options.Inputs,
    text: options.Text,
    words: options.Words,
    counting: options.Counting,
    run: options.Run,
    output: options.Output,
    by: options.By = None,
    top: Annotated[int, typer.Option(help="Nearest neighbours shown for each document or group; 0: all.", min=0)] = 10,
    measure: Annotated[
        str, typer.Option(help="cosine (of TF-IDF weights), jaccard (of the sets of terms) or jensen_shannon.")
    ] = "cosine",
    across: Annotated[
        str | None, typer.Option(help="Column of metadata: only neighbours from other groups.", show_default=False)
    ] = None,
    within: Annotated[
        str | None, typer.Option(help="Column of metadata: only neighbours from the same group.", show_default=False)
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            help="COLUMN=VALUE, such as level=nation: all others against the documents of one group.",
            show_default=False,
        ),
    ] = None,
    matrix: Annotated[
        bool,
        typer.Option(
            "--matrix", help="All similarities, a row for each pair, in an order that puts alike ones side by side."
        ),
    ] = False,
    typical: Annotated[
        bool, typer.Option("--typical", help="With --by: the most typical and most unusual document of each group.")
    ] = False,
) -> None:
    """Give the similarity of documents, or of groups with --by, nearest first.

    Example: zhaoshang compare speeches/ --against level=nation --top 3
    """
    from zhaoshang_nlp import corpus, pipeline
    from zhaoshang_nlp.cli import gathering
    from zhaoshang_nlp.cli.job import Job
    from zhaoshang_nlp.cli.output import Result
    from zhaoshang_nlp.compare import similarity, tfidf
    from zhaoshang_nlp.errors import BadInput, UnknownName

    if measure not in similarity.MEASURES:
        raise UnknownName("measure", measure, similarity.MEASURES)
    if sum((bool(across), bool(within), bool(against), matrix, typical)) > 1:
        raise BadInput("--across, --within, --against, --matrix and --typical are different questions; ask one")
    if typical and by is None:
        raise BadInput("--typical needs the column whose groups are meant: --by region")
    if by is not None and (across or within or against):
        raise BadInput("--by makes one text of each group; --across, --within and --against compare documents")
    config = gathering.counting((text, words, counting, run))
    asked = {"measure": measure, "across": across, "within": within, "against": against}
    signature = pipeline.signature(config, by=by, top=top, matrix=matrix, typical=typical, **asked)
    result = Result(output, run, signature)
    job = Job(inputs, run)
    gathered = corpus.gather(job.analyses(config))
    if typical:
        labels = gathering.labels(gathered, by) or []
        found: Iterable[tuple[object, ...]] = similarity.groups(gathered.matrix, labels, measure)
        name = "similarity_groups"
    elif matrix:
        found, name = similarity.each_ordered(gathered.grouped(by), measure), "similarity_matrix"
    elif measure == "cosine" and not (across or within or against):
        counted = gathered.grouped(by)
        weights, ids = tfidf.weights(counted), counted.ids
        del gathered, counted  # for tens of thousands of documents the counts take as much room as the weights
        found, name = similarity.each_neighbour(weights, ids, top or len(ids)), "similarity"
        if 0 < top < len(ids) - 1:
            job.note(f"{top:,} of {len(ids) - 1:,} neighbours shown for each; --top 0 shows all")
    else:
        wanted = _wanted(gathered, (measure, top or len(gathered.matrix.ids)), (across, within, against))
        found, name = similarity.near(gathered.grouped(by), wanted), "neighbours"
    gathering.show(result, job, name, found, "there is nobody to compare with: read two documents (or groups) or more")
    job.finish()


def _wanted(gathered: Corpus, how: tuple[str, int], asked: tuple[str | None, str | None, str | None]) -> Wanted:
    """Give the question that the options ask.

    Raises:
        BadInput: for --against without a value.
        UnknownName: if no document has the column.
    """
    from zhaoshang_nlp.compare.similarity import Wanted
    from zhaoshang_nlp.errors import BadInput

    across, within, against = asked
    column, value = across or within, None
    if against is not None:
        column, parted, value = against.partition("=")
        if not parted or not value:
            raise BadInput(f"--against {against}: write COLUMN=VALUE, such as level=nation")
    if column is None:
        return Wanted(*how)
    labels = tuple(gathered.labels(column).values())
    return Wanted(*how, "against" if against else "across" if across else "within", labels, value)
