"""Every option of the command line, defined once; commands take groups of them as one parameter each.

``grouped`` turns a function whose parameters are option groups (the dataclasses below) into one that Typer can read.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from zhaoshang_nlp.cli import config as config_file
from zhaoshang_nlp.types import SHOWN_LABELS


class Stopped(Exception):  # noqa: N818 - what happened to the run; it is no fault of anything
    """Ctrl-C ended a command; the text says what is left of its work."""


READING = "Reading"
TEXT = "Text"
WORDS = "Words"
RESULT = "Result"


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is read, and how."""

    inputs: Annotated[
        list[str],
        typer.Argument(
            help="Files, folders (read recursively), globs, or - for standard input.",
            metavar="INPUT...",
            show_default=False,
        ),
    ]
    text_column: Annotated[
        str | None, typer.Option(help="Column that holds the text, for csv, tsv, jsonl, xlsx.", rich_help_panel=READING)
    ] = None
    id_column: Annotated[
        str | None, typer.Option(help="Column that holds the document's id.", rich_help_panel=READING)
    ] = None
    name_pattern: Annotated[
        str | None,
        typer.Option(help='What file names say, such as "{year}_{region}_*".', rich_help_panel=READING),
    ] = None
    metadata: Annotated[
        Path | None,
        typer.Option(
            help="Sidecar table of metadata; default: metadata.csv beside the files.", rich_help_panel=READING
        ),
    ] = None
    encoding: Annotated[
        str | None, typer.Option(help="Encoding of the files, instead of recognising it.", rich_help_panel=READING)
    ] = None


@dataclass(frozen=True, slots=True)
class Text:
    """How the text is normalised."""

    script: Annotated[
        str,
        typer.Option(
            help="auto: convert where the text is traditional; simplified: always; keep: never.", rich_help_panel=TEXT
        ),
    ] = "auto"
    repair: Annotated[
        bool, typer.Option("--repair/--no-repair", help="Repair byte damage and pinyin notes.", rich_help_panel=TEXT)
    ] = True
    furniture: Annotated[
        str, typer.Option(help="Page furniture (下载, 打印, ICP备 …): drop or keep.", rich_help_panel=TEXT)
    ] = "drop"


@dataclass(frozen=True, slots=True)
class Words:
    """How words are cut and which ones count."""

    engine: Annotated[str, typer.Option(help="fast (exactly jieba's words) or jieba.", rich_help_panel=WORDS)] = "fast"
    lexicon: Annotated[
        bool, typer.Option("--lexicon/--no-lexicon", help="Use the policy lexicon.", rich_help_panel=WORDS)
    ] = True
    user_lexicon: Annotated[
        list[Path],
        typer.Option(help="A lexicon of your own, one word a line; may be repeated.", rich_help_panel=WORDS),
    ] = field(default_factory=list)
    protect: Annotated[
        bool, typer.Option("--protect/--no-protect", help="Keep codes and numbers whole.", rich_help_panel=WORDS)
    ] = True
    hmm: Annotated[
        bool,
        typer.Option("--hmm/--no-hmm", help="Let jieba guess words that are in no dictionary.", rich_help_panel=WORDS),
    ] = True


@dataclass(frozen=True, slots=True)
class Counting:
    """Which words are left out of the counts."""

    stopwords: Annotated[
        list[str],
        typer.Option(help="Stop words: general, policy, none, or a file; may be repeated.", rich_help_panel=WORDS),
    ] = field(default_factory=lambda: ["general"])


@dataclass(frozen=True, slots=True)
class Run:
    """How the work is done."""

    jobs: Annotated[
        int, typer.Option(help="Processes to work with, if there is enough to do; 0: one for each core.", min=0)
    ] = 0
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary on standard error.")] = False
    rules: Annotated[
        Path | None,
        typer.Option(help="Folder with rule files of your own; they replace shipped ones of the same name."),
    ] = None
    cache: Annotated[
        Path | None,
        typer.Option(help="File that keeps results for the next run; default: in the user's cache folder."),
    ] = None
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Neither use nor keep results of other runs.")] = False
    config: Annotated[
        Path | None,
        typer.Option(
            help="TOML file with options of this command, named as on the command line.",
            callback=config_file.from_file,
            is_eager=True,
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class Output:
    """Where a result goes, and in which form."""

    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="File to write; default: standard output.", rich_help_panel=RESULT),
    ] = None
    format: Annotated[
        str | None,
        typer.Option(
            help="table, csv, tsv, jsonl, parquet, xlsx, dta or md; default: by the file's suffix, else table on a "
            "terminal and csv in a pipe.",
            rich_help_panel=RESULT,
        ),
    ] = None
    headers: Annotated[str, typer.Option(help="Column names: en or zh.", rich_help_panel=RESULT)] = "en"
    columns: Annotated[
        str | None,
        typer.Option(
            help="Columns to show, by their English or Chinese names, separated by commas; default: all.",
            rich_help_panel=RESULT,
        ),
    ] = None


Headers = Annotated[str, typer.Option("--headers", help="Column names: en or zh.", rich_help_panel=RESULT)]
By = Annotated[str | None, typer.Option(help="Column of metadata (region, year, genre …) whose groups are compared.")]
Labels = Annotated[str, typer.Option(help="Slogan labels, separated by commas, or all.")]
LABELS = ",".join(SHOWN_LABELS)


def grouped(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command whose option groups are spread out as single options, gathered again at each call."""
    hints = get_type_hints(function, include_extras=True)
    spread: list[inspect.Parameter] = []
    groups: dict[str, type] = {}
    for parameter in inspect.signature(function).parameters.values():
        hint = hints[parameter.name]
        if dataclasses.is_dataclass(hint):
            groups[parameter.name] = hint if isinstance(hint, type) else type(hint)
            spread += _parameters(groups[parameter.name])
        else:
            spread.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hint))

    @functools.wraps(function)
    def command(**given: Any) -> None:
        gathered = {
            name: group(**{f.name: given.pop(f.name) for f in dataclasses.fields(group)})
            for name, group in groups.items()
        }
        try:
            function(**gathered, **given)
            sys.stdout.flush()
        except BrokenPipeError:
            # The reader (head, less) has seen enough; Python would complain once more when it closes standard output.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except KeyboardInterrupt:
            run = gathered.get("run")
            kept = isinstance(run, Run) and not run.no_cache
            raise Stopped("stopped; the next run finds what was done in the cache" if kept else "stopped") from None

    # Typer reads the signature and the annotations; __wrapped__ would lead it back to the groups.
    del command.__wrapped__
    command.__signature__ = inspect.Signature(spread)  # type: ignore[attr-defined]  # read by inspect.signature
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in spread}
    return command


def _parameters(group: type) -> list[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(f.name, inspect.Parameter.KEYWORD_ONLY, default=_default(f), annotation=hints[f.name])
        for f in dataclasses.fields(group)  # a dataclass by the caller's test
    ]


def _default(option: dataclasses.Field[Any]) -> Any:
    if option.default is not dataclasses.MISSING:
        return option.default
    if option.default_factory is not dataclasses.MISSING:
        return option.default_factory()
    return inspect.Parameter.empty
