"""What every command does around its one function: build the configuration, watch the progress, count failures."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import typer

from zhaoshang_nlp import pipeline, read, tables
from zhaoshang_nlp.chars import without_control
from zhaoshang_nlp.cli import options
from zhaoshang_nlp.cli.progress import Ticker
from zhaoshang_nlp.errors import BadInput, UnknownName
from zhaoshang_nlp.normalise import NormaliseOptions
from zhaoshang_nlp.read import sources
from zhaoshang_nlp.segment import SegmentOptions
from zhaoshang_nlp.types import Failed, Ok

_SHOWN_FAILURES = 5


def read_options(inputs: options.Inputs) -> read.ReadOptions:
    """Give the reading options that the command line asks for."""
    return read.ReadOptions(
        text_column=inputs.text_column,
        id_column=inputs.id_column,
        name_pattern=inputs.name_pattern,
        metadata=inputs.metadata,
        encoding=inputs.encoding,
    )


def normalise_options(text: options.Text, run: options.Run) -> NormaliseOptions:
    """Give the normalisation options that the command line asks for."""
    return NormaliseOptions(script=text.script, repair=text.repair, furniture=text.furniture, rules=run.rules)


def segment_options(words: options.Words, run: options.Run) -> SegmentOptions:
    """Give the segmentation options that the command line asks for."""
    return SegmentOptions(
        engine=words.engine,
        hmm=words.hmm,
        lexicon=words.lexicon,
        user_lexicons=tuple(words.user_lexicon),
        protect=words.protect,
        rules=run.rules,
    )


def stop_word_names(counting: options.Counting) -> tuple[str, ...]:
    """Give the stop-word lists; ``none`` stands for no list at all."""
    return tuple(name for name in counting.stopwords if name != "none")


@dataclass
class Job:
    """One run over the inputs: yields what succeeded, keeps what failed, and knows the exit code."""

    inputs: options.Inputs
    run: options.Run
    failures: list[Failed] = field(default_factory=list)
    done: int = 0

    def outcomes(self, config: pipeline.Config) -> Iterator[Ok[pipeline.Analysis] | Failed]:
        """Yield every outcome in input order, with progress on standard error.

        Raises:
            ZhaoshangError: if the call names something that does not exist.
        """
        for note in pipeline.check(config):
            self.note(note)
        documents = read.documents(self.inputs.inputs, read_options(self.inputs), sys.stdin.buffer)
        with (
            self._memory(config) as memory,
            Ticker("documents", not self.run.quiet, lambda: _sizes(self.inputs.inputs)) as ticker,
        ):
            for outcome in pipeline.run(documents, config, self.run.jobs, memory):
                if isinstance(outcome, Failed):
                    self.failures.append(outcome)
                    ticker.tick(outcome.path)
                else:
                    self.done += 1
                    document = outcome.value.document
                    ticker.tick(document.origin.path, len(document.raw))
                yield outcome

    @contextmanager
    def _memory(self, config: pipeline.Config) -> Iterator[pipeline.Memory | None]:
        """Open the cache, unless it is not wanted."""
        if self.run.no_cache:
            yield None
            return
        from zhaoshang_nlp import cache

        place = self.run.cache or cache.default_path()
        if place is None:
            self.note("no cache: this system knows of no home folder; name a file with --cache")
            yield None
            return
        with cache.Cache(place) as opened:
            yield cache.Remembered(opened, config)
        for note in opened.notes:
            self.note(note)

    def analyses(self, config: pipeline.Config) -> Iterator[pipeline.Analysis]:
        """Yield the analyses in input order; failures are kept for ``finish``.

        Raises:
            ZhaoshangError: if the call names something that does not exist.
        """
        for outcome in self.outcomes(config):
            if isinstance(outcome, Ok):
                yield outcome.value

    def note(self, message: str) -> None:
        """Tell the reader something, unless quiet is wanted."""
        if not self.run.quiet:
            say(message)

    def finish(self) -> None:
        """Say what failed and leave with 1 if anything did.

        Raises:
            typer.Exit: with code 1, if a document failed.
        """
        if not self.failures:
            return
        if not self.run.quiet:
            say(f"{self.done} documents done, {len(self.failures)} failed:")
            for failure in self.failures[:_SHOWN_FAILURES]:
                say("  " + "; ".join(filter(None, (failure.path or failure.doc_id, failure.error, failure.advice))))
            if len(self.failures) > _SHOWN_FAILURES:
                say(f"  … and {len(self.failures) - _SHOWN_FAILURES} more")
        raise typer.Exit(1)


def _sizes(inputs: list[str]) -> dict[str, int]:
    """Give the bytes of every file, by the name that its documents have; nothing where standard input is read."""
    found: dict[str, int] = {}
    for entry in sources.listing(inputs):
        if entry.is_stdin:
            return {}
        if not entry.is_sidecar and entry.refused is None:
            found[entry.shown] = entry.path.stat().st_size
    return found


def headers(language: str) -> tables.Headers:
    """Give the language of the column names.

    Raises:
        UnknownName: for a language that we have no names in.
    """
    for known in tables.HEADERS:
        if language == known:
            return known
    raise UnknownName("headers", language, tables.HEADERS)


def listed(names: str) -> list[str]:
    """Give the names of a comma-separated option."""
    return [name.strip() for name in names.replace("，", ",").split(",") if name.strip()]


def indicators(given: list[str] | None) -> list[str]:
    """Give the names of the repeatable option ``--indicator``, of which one may hold several, parted by commas.

    Raises:
        BadInput: if it was given without a name.
    """
    names = [name for each in given or () for name in listed(each)]
    if given and not names:
        raise BadInput("--indicator names no indicator; give some (--indicator GDP,粮食产量) or leave it out")
    return names


def say(message: str) -> None:
    """Print a message to standard error, safe for the terminal."""
    print(f"zhaoshang: {without_control(message)}", file=sys.stderr)
