"""``reuse``: passages that documents share, who had them first, how much of each document is borrowed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from zhaoshang_nlp.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhaoshang_nlp.compare.reuse import Reuse
    from zhaoshang_nlp.types import Document

# What can be shown, with the table that shows it.
_SHOWN = {
    "passages": "reuse",
    "pairs": "reuse_pairs",
    "documents": "reuse_documents",
    "boilerplate": "boilerplate",
    "duplicates": "near_duplicates",
}


@options.grouped
def reuse(
    inputs: options.Inputs,
    text: options.Text,
    run: options.Run,
    output: options.Output,
    show: Annotated[
        str,
        typer.Option(
            help="passages; pairs of documents; documents with the share that is borrowed; boilerplate of the corpus; "
            "duplicates: nearly equal documents."
        ),
    ] = "passages",
    least: Annotated[int, typer.Option(help="Characters of the shortest passage, punctuation left out.", min=2)] = 13,
    common: Annotated[
        int, typer.Option(help="Documents above which a passage is boilerplate; 0: nothing is.", min=0)
    ] = 20,
    punctuation: Annotated[bool, typer.Option("--punctuation", help="Compare punctuation, too.")] = False,
    across: Annotated[
        str | None,
        typer.Option(
            help="Column of metadata: only passages between documents of different groups.", show_default=False
        ),
    ] = None,
    threshold: Annotated[float, typer.Option(help="For duplicates: least similarity.", min=0.6, max=1)] = 0.8,
) -> None:
    """Find shared passages, with their places in both documents and the earlier document first.

    Example: zhaoshang reuse speeches/ --show documents --across region
    """
    from zhaoshang_nlp import pipeline
    from zhaoshang_nlp.cli import gathering
    from zhaoshang_nlp.cli import job as jobs
    from zhaoshang_nlp.cli.output import Result
    from zhaoshang_nlp.compare import minhash
    from zhaoshang_nlp.compare import reuse as texts
    from zhaoshang_nlp.corpus import Corpus
    from zhaoshang_nlp.errors import UnknownName

    if show not in _SHOWN:
        raise UnknownName("table to show", show, _SHOWN)
    how = texts.Reusing(least, common or None, punctuation)
    config = pipeline.Config(
        normalise=jobs.normalise_options(text, run), segment=None, kinds=(), stopwords=None, rules=run.rules
    )
    asked = {"threshold": threshold} if show == "duplicates" else {"least": least, "common": common, "across": across}
    result = Result(output, run, pipeline.signature(config, show=show, punctuation=punctuation, **asked))
    job = jobs.Job(inputs, run)
    documents: Iterable[Document] = (analysis.document for analysis in job.analyses(config))
    name = _SHOWN[show]
    if show == "duplicates":
        found: Iterable[tuple[object, ...]] = minhash.near_duplicates(documents, threshold)
    else:
        corpus, gathered = Corpus(), texts.gathering(how)
        for document in documents:
            gathered.add(document)
            if across:
                corpus.metas[document.id] = document.meta
        found = _found(texts.Reuse(gathered, how, gathering.labels(corpus, across)), show)
    gathering.show(result, job, name, found, _why(show, (least, common, across), threshold))
    job.finish()


def _why(show: str, asked: tuple[int, int, str | None], threshold: float) -> str:
    """Say why nothing may have been found."""
    least, common, across = asked
    if show == "duplicates":
        return f"no two documents are alike at {threshold:g} or more; lower --threshold (0.6 to 1)"
    if show == "boilerplate":
        return f"no passage of {least} characters stands in more than {common} documents; lower --common or --least"
    among = f" of different {across}" if across else ""
    return f"no two documents{among} share a passage of {least} characters or more; lower --least"


def _found(shared: Reuse, show: str) -> Iterable[tuple[object, ...]]:
    if show == "passages":
        return shared.passages()
    if show == "pairs":
        return shared.pairs()
    return shared.borrowed() if show == "documents" else shared.boilerplate()
