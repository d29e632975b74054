"""``corpus``: what is known of each document, how, and what is missing, as a table to correct and feed back."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

from zhaoshang_nlp.cli import options

if TYPE_CHECKING:
    from zhaoshang_nlp import pipeline
    from zhaoshang_nlp.cli.job import Job
    from zhaoshang_nlp.types import Document, Failed, Ok


@options.grouped
def corpus(inputs: options.Inputs, text: options.Text, run: options.Run, output: options.Output) -> None:
    """Show region, year, date, title and speaker of each document, where each was found, and what is missing.

    Correct the table and save it as metadata.csv beside the files: its cells then go before everything else.

    Example: zhaoshang corpus speeches/ -o speeches/metadata.csv
    """
    from zhaoshang_nlp import pipeline
    from zhaoshang_nlp.cli import job as jobs
    from zhaoshang_nlp.cli.output import Result
    from zhaoshang_nlp.tables import inventory

    config = pipeline.Config(normalise=jobs.normalise_options(text, run), segment=None, kinds=(), rules=run.rules)
    result = Result(output, run, pipeline.signature(config))
    job = jobs.Job(inputs, run)
    result.write(inventory.NAME, (inventory.corpus_row(file, document) for file, document in _named(job, config)))
    job.finish()


def _named(job: Job, config: pipeline.Config) -> Iterator[tuple[str, Document]]:
    """Yield every document with the name by which a metadata.csv speaks of it; failures are kept by the job."""
    from zhaoshang_nlp import pipeline, read
    from zhaoshang_nlp.cli import job as jobs
    from zhaoshang_nlp.types import Failed

    files: deque[str] = deque()  # of the documents that are under way; results come in their order

    def documents() -> Iterator[Ok[Document] | Failed]:
        for file, result in read.located(job.inputs.inputs, jobs.read_options(job.inputs), sys.stdin.buffer):
            files.append(file)
            yield result

    for outcome in pipeline.run(documents(), config, job.run.jobs):
        file = files.popleft()
        if isinstance(outcome, Failed):
            job.failures.append(outcome)
        else:
            job.done += 1
            yield file, outcome.value.document
