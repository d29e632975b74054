"""``corpus``: what is known of each document, how, and what is missing, as a table to correct and feed back."""

from __future__ import annotations

import sys
from collections import Counter, deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

from zhaoshang_nlp.cli import options

if TYPE_CHECKING:
    from zhaoshang_nlp import pipeline, read
    from zhaoshang_nlp.cli.job import Job
    from zhaoshang_nlp.types import Document, Failed, Ok

Row = dict[str, object]


@options.grouped
def corpus(inputs: options.Inputs, text: options.Text, run: options.Run, output: options.Output) -> None:
    """Show region, year, date, title, speaker and genre of each document, where each was found, and what is missing.

    Files that give no document have a row too, which says why. Correct the table and save it as metadata.csv beside the
    files: its cells then go before everything else.

    Example: zhaoshang corpus speeches/ -o speeches/metadata.csv
    """
    from zhaoshang_nlp import pipeline
    from zhaoshang_nlp.cli import job as jobs
    from zhaoshang_nlp.cli.output import Result
    from zhaoshang_nlp.tables import inventory

    config = pipeline.Config(normalise=jobs.normalise_options(text, run), segment=None, kinds=(), rules=run.rules)
    result = Result(output, run, pipeline.signature(config))
    job = jobs.Job(inputs, run)
    lacking: Counter[str] = Counter()
    result.write(inventory.NAME, _counted(_rows(job, config), lacking))
    if job.done:
        missing = ", ".join(f"{name} {lacking[name]}" for name in inventory.WANTED if lacking[name]) or "nothing"
        job.note(f"missing in {job.done} documents: {missing}")
    job.finish()


def _rows(job: Job, config: pipeline.Config) -> Iterator[Row]:
    """Yield the row of every document and of every file that gave none; failures are kept by the job."""
    from zhaoshang_nlp.read import METADATA
    from zhaoshang_nlp.tables import inventory
    from zhaoshang_nlp.types import Failed

    faults: list[Failed] = []  # of the metadata of the file that comes next
    place = ""
    for located, outcome in _located(job, config):
        if faults and located.file != place:
            yield from (inventory.failed_row("", fault, located.told) for fault in faults)
            faults = []
        place = located.file
        if not isinstance(outcome, Failed):
            job.done += 1
            yield inventory.corpus_row(located.file, outcome.value.document, faults)
            faults = []
        else:
            job.failures.append(outcome)
            if outcome.step == METADATA:
                faults.append(outcome)
            else:
                yield inventory.failed_row(located.file, outcome, located.told)
    yield from (inventory.failed_row("", fault, located.told) for fault in faults)


def _located(job: Job, config: pipeline.Config) -> Iterator[tuple[read.Located, Ok[pipeline.Analysis] | Failed]]:
    """Yield every outcome with the name by which a metadata.csv speaks of its file."""
    from zhaoshang_nlp import pipeline, read
    from zhaoshang_nlp.cli import job as jobs

    under_way: deque[read.Located] = deque()  # results come in the order of their documents

    def documents() -> Iterator[Ok[Document] | Failed]:
        for located in read.located(job.inputs.inputs, jobs.read_options(job.inputs), sys.stdin.buffer):
            under_way.append(located)
            yield located.result

    for outcome in pipeline.run(documents(), config, job.run.jobs):
        yield under_way.popleft(), outcome


def _counted(rows: Iterator[Row], lacking: Counter[str]) -> Iterator[Row]:
    """Count what is missing while the rows pass by."""
    for row in rows:
        missing = row.get("missing")
        lacking.update(missing if isinstance(missing, list) else ())
        yield row
