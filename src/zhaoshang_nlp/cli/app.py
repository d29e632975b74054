"""Run the command line: all commands together, errors turned into one line and an exit code."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
import typer.core

from zhaoshang_nlp.cli import (
    analyze,
    cache,
    collocations,
    corpus,
    dictionary,
    diffusion,
    extract,
    frequency,
    keyness,
    keywords,
    kwic,
    panel,
    reuse,
    similarity,
    steps,
    targets,
    topics,
)
from zhaoshang_nlp.errors import ZhaoshangError
from zhaoshang_nlp.version import __version__

_STOPPED = 130  # what shells call a program that Ctrl-C ended


class Overview(typer.core.TyperGroup):
    """All commands together: their list is shown in plain text, since rich costs more time than all the rest of it."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help of the program; each command shows its own with rich."""
        super(typer.core.TyperGroup, self).format_help(ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - the signature that Typer calls
        """Write the first paragraph of each command's help, whole."""
        paragraphs = [(name, (command.help or "").partition("\n\n")[0]) for name, command in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl([(name, " ".join(text.split())) for name, text in paragraphs])


app = typer.Typer(
    name="zhaoshang",
    cls=Overview,
    help="Turn Chinese policy speeches, work reports and news into tables: targets, industry systems, slogans, "
    "keywords and comparisons. Exit code 0: all done; 1: some documents failed; 2: the call was wrong.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def main(
    version: Annotated[bool, typer.Option("--version", "-V", help="Show the version and leave.")] = False,
) -> None:
    """Give the options that stand before a command."""
    if version:
        print(f"zhaoshang {__version__}")
        raise typer.Exit


# In the order in which --help lists them.
for command in (
    analyze.analyze,
    corpus.corpus,
    extract.extract,
    panel.panel,
    targets.targets,
    keywords.keywords,
    keyness.keyness,
    similarity.compare,
    frequency.frequency,
    frequency.diversity,
    collocations.collocations,
    collocations.ngrams,
    kwic.kwic,
    reuse.reuse,
    diffusion.diffusion,
    dictionary.dictionary,
    topics.topics,
    topics.clusters,
    steps.normalize,
    steps.segment,
):
    app.command()(command)
app.add_typer(cache.app, name="cache")


def run(arguments: Sequence[str]) -> int:
    """Run the command line and give its exit code: 0 all done, 1 some documents failed, 2 the call was wrong."""
    try:
        code = app(args=list(arguments), prog_name="zhaoshang", standalone_mode=False)
    except ZhaoshangError as error:
        return _wrong(str(error))
    except OSError as error:
        return _wrong(f"{error.filename or 'the output'}: {error.strerror}; give another place with -o")
    except typer.Abort:
        code = _STOPPED
    except Exception as error:
        # Errors of the call carry `format_message` in every release of Typer, whichever Click it brings along.
        if not hasattr(error, "format_message"):
            raise
        return _wrong(_usage(error))
    if code == _STOPPED:
        _wrong("stopped; the next run finds what was done in the cache")
    return code if isinstance(code, int) else 0


def _wrong(message: str) -> int:
    print(f"zhaoshang: {message}", file=sys.stderr)
    return 2


def _usage(error: Exception) -> str:
    """Say what is wrong with the call, and which names would be right."""
    context = getattr(error, "ctx", None)
    message = str(error.format_message())  # type: ignore[attr-defined]  # tested by the caller
    if context is None:
        return message
    name = getattr(error, "option_name", None)
    if message.startswith("No such option") and name:
        valid = sorted({opt for parameter in context.command.params for opt in parameter.opts if opt.startswith("--")})
        near = difflib.get_close_matches(name, valid, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        message = f"no such option {name}.{hint} Valid: {', '.join(valid)}."
    elif message.startswith("No such command"):
        message = f"{message} Valid: {', '.join(sorted(context.command.commands))}."
    return f"{message}\nTry: {context.command_path} --help"
