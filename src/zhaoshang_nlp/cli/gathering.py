"""What the commands that count share: the configuration, the running text of all documents, their groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from zhaoshang_nlp.cli import options

if TYPE_CHECKING:
    from zhaoshang_nlp import pipeline
    from zhaoshang_nlp.cli.job import Job
    from zhaoshang_nlp.cli.output import Result
    from zhaoshang_nlp.compare.examples import Examples
    from zhaoshang_nlp.compare.running import Running
    from zhaoshang_nlp.corpus import Corpus

Groups = tuple[options.Text, options.Words, options.Counting, options.Run]


def counting(groups: Groups, keep_tokens: bool = False) -> pipeline.Config:
    """Give the configuration of a command that counts words and extracts nothing.

    Args:
        groups: the options of text, words, counting and run.
        keep_tokens: whether the order of the words is wanted.
    """
    from zhaoshang_nlp import pipeline
    from zhaoshang_nlp.cli import job as jobs

    text, words, stops, run = groups
    return pipeline.Config(
        normalise=jobs.normalise_options(text, run),
        segment=jobs.segment_options(words, run),
        kinds=(),
        stopwords=jobs.stop_word_names(stops),
        rules=run.rules,
        keep_tokens=keep_tokens,
    )


def running(analyses: Iterable[pipeline.Analysis], always: Iterable[str] = ()) -> tuple[Corpus, Running]:
    """Gather the words of all documents in their order, and the metadata by which they are grouped.

    Args:
        analyses: with their tokens.
        always: words that count whatever the stop list says.
    """
    from zhaoshang_nlp.compare.running import RunningBuilder
    from zhaoshang_nlp.corpus import Corpus
    from zhaoshang_nlp.extract.passage import sentences

    wanted = frozenset(always)
    corpus, builder = Corpus(), RunningBuilder()
    for analysis in analyses:
        document = analysis.document
        corpus.metas[document.id] = document.meta
        spans = [sentence.span for sentence in sentences(document.text)]
        builder.add(document.id, analysis.tokens, wanted.union(analysis.words), spans)
    return corpus, builder.build()


def labels(corpus: Corpus, by: str | None) -> list[str | None] | None:
    """Give the group of each document in their order; None where nothing is grouped.

    Raises:
        UnknownName: if no document has such a column.
    """
    return None if by is None else list(corpus.labels(by).values())


def show(result: Result, job: Job, name: str, rows: Iterable[tuple[object, ...]], why: str) -> None:
    """Write the rows of a comparison, and say on standard error what they do not show.

    Args:
        result: where they go.
        job: tells the reader.
        name: the table.
        rows: if they are a ``Cut``, the reader learns how many a limit left out.
        why: what is said where there are none.
    """
    from zhaoshang_nlp import tables
    from zhaoshang_nlp.compare.cut import Cut

    seen = 0

    def passing() -> Iterator[tuple[object, ...]]:
        nonlocal seen
        for row in rows:
            seen += 1
            yield row

    result.write(name, tables.comparison_rows(name, passing()))
    if isinstance(rows, Cut) and rows.of > seen:
        job.note(f"{seen:,} of {rows.of:,} rows shown; --top 0 shows all")
    nothing(job, seen, why)


def nothing(job: Job, rows: int, why: str) -> None:
    """Say why there is no row, where there is none and documents were read."""
    if not rows and job.done:
        job.note(f"no rows: {why}")


def group_of(analysis: pipeline.Analysis, by: str) -> str:
    """Give the group of one document while the others are not read yet."""
    from zhaoshang_nlp.compare.matrix import NO_LABEL
    from zhaoshang_nlp.corpus import Corpus
    from zhaoshang_nlp.errors import UnknownName

    document = analysis.document
    try:
        label = Corpus(metas={document.id: document.meta}).labels(by)[document.id]
    except UnknownName:  # a column that only other documents have; that none has it shows when all are read
        label = None
    return label or NO_LABEL


def illustrated(
    analyses: Iterable[pipeline.Analysis], most: int, group: Callable[[pipeline.Analysis], str]
) -> tuple[dict[str, Examples], Iterator[pipeline.Analysis]]:
    """Collect example sentences of each group while the documents pass by.

    Args:
        analyses: with their tokens, unless ``most`` is 0.
        most: sentences for each term and group.
        group: tells the group of a document.

    Returns:
        The examples by group, complete once the documents have passed; and the documents.
    """
    from zhaoshang_nlp.compare.examples import Examples, sentence_tokens
    from zhaoshang_nlp.extract.passage import sentences

    found: dict[str, Examples] = {}

    def passing() -> Iterator[pipeline.Analysis]:
        for analysis in analyses:
            if most:
                document = analysis.document
                spans = [sentence.span for sentence in sentences(document.text)]
                texts = [document.text[start:end] for start, end in spans]
                pairs = zip(texts, sentence_tokens(analysis.tokens, spans), strict=True)
                found.setdefault(group(analysis), Examples(most)).add(document.id, pairs, analysis.words)
            yield analysis

    return found, passing()
