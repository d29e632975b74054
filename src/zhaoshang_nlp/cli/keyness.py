"""``keyness``: the terms that a target says more, or less, often than a reference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhaoshang_nlp.cli import options
from zhaoshang_nlp.errors import BadInput

if TYPE_CHECKING:
    from zhaoshang_nlp import pipeline
    from zhaoshang_nlp.cli.job import Job
    from zhaoshang_nlp.compare.cut import Cut
    from zhaoshang_nlp.compare.examples import Examples
    from zhaoshang_nlp.compare.keyness import Choice, Keyness
    from zhaoshang_nlp.compare.matrix import TermMatrix
    from zhaoshang_nlp.compare.reference import FrequencyList


@options.grouped
def keyness(
    inputs: options.Inputs,
    text: options.Text,
    words: options.Words,
    counting: options.Counting,
    run: options.Run,
    output: options.Output,
    reference: Annotated[
        list[str] | None,
        typer.Option(help="Files, folders, globs to compare with; may be repeated.", show_default=False),
    ] = None,
    reference_list: Annotated[
        Path | None, typer.Option(help="Frequency list to compare with: lines term<TAB>count, `#total 1000000`.")
    ] = None,
    reference_total: Annotated[
        int | None, typer.Option(help="Words of the corpus that the list was drawn from.", min=1)
    ] = None,
    by: options.By = None,
    target: Annotated[str | None, typer.Option(help="With --by: the one group that is compared with the rest.")] = None,
    test: Annotated[
        str,
        typer.Option(
            help="Test that gives p and q: g2, g2-two-term, g2-williams, chi2, chi2-yates, chi2-williams, fisher, or "
            "rank-sum (Mann-Whitney, of the documents' rates)."
        ),
    ] = "g2",
    order: Annotated[
        str | None,
        typer.Option(
            help="What ranks the terms: a test, log-ratio, log-odds, log-odds-z or difference-coefficient; "
            "default: the test."
        ),
    ] = None,
    top: Annotated[int, typer.Option(help="Terms shown for each group and direction; 0: all.", min=0)] = 50,
    min_df: Annotated[
        int, typer.Option(help="Documents that must hold a term on the side that uses it more.", min=1)
    ] = 2,
    min_tf: Annotated[int, typer.Option(help="Occurrences that a term must have in all.", min=1)] = 1,
    max_q: Annotated[float, typer.Option(help="Highest false discovery rate shown.", min=0, max=1)] = 1.0,
    prior: Annotated[
        str,
        typer.Option(
            help="Prior of the log odds: corpus (rates of both sides together) or uniform (the same for all)."
        ),
    ] = "corpus",
    prior_words: Annotated[
        float | None,
        typer.Option(
            help="Words that the prior is worth (alpha_0); default: as many as both sides have, or 0.01 for each term "
            "of a uniform one.",
            show_default=False,
        ),
    ] = None,
    examples: Annotated[int, typer.Option(help="Example sentences for each term.", min=0)] = 0,
) -> None:
    """Give the terms that the inputs use more or less often than a reference, with tests, effects and dispersion.

    The reference is --reference (other files), --reference-list (a frequency list), or with --by each group's rest.

    Example: zhaoshang keyness speeches/2026/ --reference speeches/2025/ --examples 2
    """
    from zhaoshang_nlp import pipeline
    from zhaoshang_nlp.cli import gathering
    from zhaoshang_nlp.cli.job import Job
    from zhaoshang_nlp.cli.output import Result
    from zhaoshang_nlp.compare import keyness as keys
    from zhaoshang_nlp.compare.reference import read_frequency_list

    _check(reference, reference_list, by, target, reference_total)
    choice = keys.Choice(
        test=test,
        order=order,
        top=top or None,
        min_df=min_df,
        min_tf=min_tf,
        max_q=max_q,
        prior=prior,
        prior_words=prior_words,
    )
    config = gathering.counting((text, words, counting, run), keep_tokens=examples > 0)
    listed = read_frequency_list(reference_list, reference_total) if reference_list is not None else None
    signature = pipeline.signature(
        config,
        by=by,
        target=target,
        examples=examples,
        keyness=asdict(choice),
        reference=listed.digest if listed else None,
    )
    result = Result(output, run, signature)
    job = Job(inputs, run)
    if by is not None:
        found = _groups(job, config, choice, (by, target, examples))
    else:
        other = Job(replace(inputs, inputs=reference), run) if reference else None
        found = _sides((job, other), config, choice, (listed, examples))
    why = "one side has no words that count, or no term is within --min-df, --min-tf and --max-q"
    gathering.show(result, job, "keyness", found, why)
    job.finish()


def _check(
    reference: list[str] | None, listed: Path | None, by: str | None, target: str | None, total: int | None
) -> None:
    """Make sure that there is exactly one reference.

    Raises:
        BadInput: if there is none, or more than one.
    """
    given = [name for name, value in (("--reference", reference), ("--reference-list", listed), ("--by", by)) if value]
    if len(given) != 1:
        said = " and ".join(given) or "none"
        raise BadInput(
            f"keyness needs one reference, not {said}: give --reference FILES, --reference-list FILE, or --by COLUMN"
        )
    if target is not None and by is None:
        raise BadInput("--target names a group of --by COLUMN; give the column too")
    if total is not None and listed is None:
        raise BadInput("--reference-total belongs to --reference-list FILE; give the list too")


def _groups(job: Job, config: pipeline.Config, choice: Choice, asked: tuple[str, str | None, int]) -> Cut[Keyness]:
    """Compare each group, or the one that is asked for, with all others."""
    from zhaoshang_nlp import corpus
    from zhaoshang_nlp.cli import gathering
    from zhaoshang_nlp.compare import keyness as keys

    by, target, most = asked
    found, analyses = gathering.illustrated(
        job.analyses(config), most, lambda analysis: gathering.group_of(analysis, by)
    )
    gathered = corpus.gather(analyses)
    rows = keys.keyness_of_groups(gathered.matrix, gathering.labels(gathered, by), choice, target)

    def examples(row: Keyness) -> tuple[str, ...]:
        # What a group says less often is shown as the others say it.
        shown = [row.group] if row.direction == "more" else [name for name in sorted(found) if name != row.group]
        lines = (line for name in shown if name in found for line in found[name].of(row.term))
        return tuple(line for line, _ in zip(lines, range(most), strict=False))

    return keys.with_examples(rows, examples)


def _sides(
    jobs: tuple[Job, Job | None], config: pipeline.Config, choice: Choice, asked: tuple[FrequencyList | None, int]
) -> Cut[Keyness]:
    """Compare the inputs with other files or with a frequency list."""
    from zhaoshang_nlp.compare import keyness as keys

    job, other = jobs
    listed, most = asked
    one, examples, texts = _gathered(job, config, most)
    if other is None:
        assert listed is not None  # noqa: S101 - exactly one reference was checked above
        rows = keys.keyness(one, listed, choice)
        return keys.with_examples(rows, lambda row: examples.of(row.term) if row.direction == "more" else ())
    two, others, other_texts = _gathered(other, config, most)
    if texts & other_texts:
        job.note(
            f"{len(texts & other_texts)} texts stand on both sides, which makes them alike; take them out of one side"
        )
    job.failures += other.failures
    job.done += other.done
    rows = keys.keyness(one, two, choice)
    return keys.with_examples(rows, lambda row: (examples if row.direction == "more" else others).of(row.term))


def _gathered(job: Job, config: pipeline.Config, most: int) -> tuple[TermMatrix, Examples, set[int]]:
    """Give the counts of one side, its example sentences, and what tells whether a text stands on both sides."""
    from zhaoshang_nlp import corpus
    from zhaoshang_nlp.cli import gathering
    from zhaoshang_nlp.compare.examples import Examples

    found, analyses = gathering.illustrated(job.analyses(config), most, lambda _: "")
    texts: set[int] = set()

    def passing() -> Iterator[pipeline.Analysis]:
        for analysis in analyses:
            texts.add(hash(analysis.document.text))
            yield analysis

    gathered = corpus.gather(passing())
    return gathered.matrix, found.get("", Examples(most)), texts
