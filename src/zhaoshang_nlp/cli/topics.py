"""``topics`` and ``clusters``: what documents are about, and which belong together."""

from __future__ import annotations

from typing import Annotated

import typer

from zhaoshang_nlp.cli import options

# The one group of a table by years alone.
_ALL = "(all)"


@options.grouped
def topics(
    inputs: options.Inputs,
    text: options.Text,
    words: options.Words,
    counting: options.Counting,
    run: options.Run,
    output: options.Output,
    number: Annotated[int, typer.Option("--number", "-n", help="How many topics.", min=1)] = 10,
    method: Annotated[str, typer.Option(help="nmf (of TF-IDF weights) or lda (of counts).")] = "nmf",
    seeds: Annotated[int, typer.Option(help="Further runs against which stability is measured.", min=0)] = 5,
    min_df: Annotated[int, typer.Option(help="Documents that must hold a term.", min=1)] = 2,
    by: options.By = None,
    years: Annotated[
        bool, typer.Option("--years", help="Mean share of each topic by year, or by group and year.")
    ] = False,
    documents: Annotated[
        bool, typer.Option("--documents", help="Share of each topic in each document instead.")
    ] = False,
) -> None:
    """Find topics with their terms and their stability over seeds; with --by or --years their share in groups.

    Example: zhaoshang topics speeches/ --number 8 --by region
    """
    from zhaoshang_nlp import corpus, pipeline, tables
    from zhaoshang_nlp.cli import gathering
    from zhaoshang_nlp.cli.job import Job
    from zhaoshang_nlp.cli.output import Result
    from zhaoshang_nlp.compare import topics as models
    from zhaoshang_nlp.errors import BadInput

    if documents and (by is not None or years):
        raise BadInput("--documents shows each document, --by and --years groups of them; ask for one")
    how = models.Modelling(method, number, seeds, min_df)
    config = gathering.counting((text, words, counting, run))
    asked = {"method": method, "number": number, "seeds": seeds, "min_df": min_df}
    result = Result(output, run, pipeline.signature(config, by=by, years=years, documents=documents, **asked))
    job = Job(inputs, run)
    gathered = corpus.gather(job.analyses(config))
    labels = gathering.labels(gathered, by)
    model = models.model(gathered.matrix, how)
    if not model.converged:
        job.note(f"{method} had not come to rest after its last step; the topics may still change")
    if by is not None or years:
        times = [meta.year for meta in gathered.metas.values()] if years else None
        found: list[tuple[object, ...]] = [*model.groups(labels or [_ALL] * len(model.ids), times)]
        name = "topic_groups"
    elif documents:
        found, name = [*model.documents()], "topic_documents"
    else:
        found, name = [*model.topics], "topics"
    result.write(name, tables.comparison_rows(name, found))
    job.finish()


@options.grouped
def clusters(
    inputs: options.Inputs,
    text: options.Text,
    words: options.Words,
    counting: options.Counting,
    run: options.Run,
    output: options.Output,
    number: Annotated[
        int | None,
        typer.Option("--number", "-n", help="How many; default: the best of 2 to 12.", min=1, show_default=False),
    ] = None,
    method: Annotated[str, typer.Option(help="average (hierarchical) or kmeans (for many documents).")] = "average",
    seeds: Annotated[
        int, typer.Option(help="Runs on random parts of the documents by which stability is measured.", min=0)
    ] = 5,
    by: options.By = None,
) -> None:
    """Put documents, or groups with --by, that use the same terms into clusters, with telling terms and stability.

    Example: zhaoshang clusters speeches/ --number 4
    """
    from zhaoshang_nlp import corpus, pipeline
    from zhaoshang_nlp.cli import gathering
    from zhaoshang_nlp.cli.job import Job
    from zhaoshang_nlp.cli.output import Result
    from zhaoshang_nlp.compare import cluster, tfidf

    chosen = cluster.check_method(method)
    config = gathering.counting((text, words, counting, run))
    result = Result(output, run, pipeline.signature(config, by=by, number=number, method=method, seeds=seeds))
    job = Job(inputs, run)
    counted = corpus.gather(job.analyses(config)).grouped(by)
    found = cluster.clusters(counted, tfidf.weights(counted), number, chosen, seeds)
    if by is None:
        gathering.show(result, job, "clusters", found, "no document was read")
    else:
        job.note(f"the column group holds the values of {by}, whose documents count as one text each")
        gathering.show(result, job, "group_clusters", found, "no document was read")
    job.finish()
