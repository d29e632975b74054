"""Run the command line: all commands together, errors turned into one line and an exit code."""

from __future__ import annotations

import difflib
import errno
import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Annotated, Any, NamedTuple

import typer
import typer.core
import typer.main

from zhaoshang_nlp.cli import config, options
from zhaoshang_nlp.errors import ZhaoshangError
from zhaoshang_nlp.version import __version__


class Listed(NamedTuple):
    """A command in the list of commands.

    Attributes:
        home: the module that it stands in.
        says: the first paragraph of its help, which ``--help`` shows without importing the module.
    """

    home: str
    says: str


# In the order in which --help lists them. To import all of them takes longer than most of them need.
COMMANDS: Mapping[str, Listed] = {
    "analyze": Listed(
        "analyze",
        "Do the main job: read, normalise, segment, extract, compare; write all tables and manifest.json to a folder.",
    ),
    "corpus": Listed(
        "corpus",
        "Show region, year, date, title, speaker and genre of each document, where each was found, and what is "
        "missing.",
    ),
    "extract": Listed(
        "extract",
        "Find targets, industry systems and slogans; every record knows its sentence, rule and place in the source.",
    ),
    "panel": Listed(
        "panel", "Give the one value that counts of each indicator in each document; a row without one says why."
    ),
    "targets": Listed(
        "targets",
        "Compare the annual targets of places: change on last year, distance to the level above (加码), later result.",
    ),
    "keywords": Listed(
        "keywords",
        "Give the keywords of each document, or of each group with --by, with document frequency and dispersion.",
    ),
    "keyness": Listed(
        "keyness",
        "Give the terms that the inputs use more or less often than a reference, with tests, effects and dispersion.",
    ),
    "compare": Listed("similarity", "Give the similarity of documents, or of groups with --by, nearest first."),
    "frequency": Listed(
        "frequency",
        "Give frequencies by words, characters and sentences, with range, DP, Juilland D, Carroll D2 and ARF.",
    ),
    "diversity": Listed(
        "frequency",
        "Give the lexical diversity of each document or group: TTR, Guiraud's R, MATTR, MTLD, HD-D, Yule's K, entropy.",
    ),
    "collocations": Listed(
        "collocations",
        "Give the words that stand near each other more often than chance has it, never across the end of a sentence.",
    ),
    "ngrams": Listed(
        "collocations", "Give sequences of words (n-grams, or skip-grams with --skip) that no punctuation mark parts."
    ),
    "kwic": Listed("kwic", "Show every place of a pattern with what stands left and right of it."),
    "reuse": Listed(
        "reuse", "Find shared passages, with their places in both documents and the earlier document first."
    ),
    "diffusion": Listed(
        "diffusion",
        "Give first document and date, documents and regions, origin and wordings of slogans, formulas, codes and "
        "terms.",
    ),
    "dictionary": Listed(
        "dictionary",
        "Count the categories of a dictionary per document, or per group and year, with rates and shares.",
    ),
    "topics": Listed(
        "topics",
        "Find topics with their terms and their stability over seeds; with --by or --years their share in groups.",
    ),
    "clusters": Listed(
        "topics",
        "Put documents, or groups with --by, that use the same terms into clusters, with telling terms and stability.",
    ),
    "normalize": Listed(
        "steps", "Give the normalised text: damage repaired, furniture dropped, widths folded, characters simplified."
    ),
    "segment": Listed(
        "steps", "Cut the text into words: exactly jieba's, with the policy lexicon, codes and numbers kept whole."
    ),
    "cache": Listed("cache", "Show or clear what is kept of earlier runs, so that nothing is done twice."),
}

_STOPPED = 130  # what shells call a program that Ctrl-C ended


class _Homes(Mapping[str, Any]):
    """The commands by name; each is imported and made when it is first asked for."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = _made(name, COMMANDS[name].home)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


def _made(name: str, home: str) -> Any:
    """Give a command, or a group of commands, as Typer makes it."""
    module = import_module(f"zhaoshang_nlp.cli.{home}")
    found = getattr(module, name, None)
    if found is None:
        single: typer.Typer = module.app
    else:
        single = typer.Typer(add_completion=False)
        single.command(name)(found)
    made = typer.main.get_command(single)
    made.name = name
    return made


class Overview(typer.core.TyperGroup):
    """All commands together: their list is shown in plain text, since rich costs more time than all the rest of it."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands: Any = _Homes()

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the signature that Typer calls
        """Give the names, without importing the commands."""
        return list(COMMANDS)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help of the program; each command shows its own with rich."""
        super(typer.core.TyperGroup, self).format_help(ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - the signature that Typer calls
        """Write the first paragraph of each command's help, whole."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, listed.says) for name, listed in COMMANDS.items()])


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


def run(arguments: Sequence[str]) -> int:
    """Run the command line and give its exit code: 0 all done, 1 some documents failed, 2 the call was wrong."""
    # Closed ones are None, and `print` takes None for standard output.
    sys.stdout = sys.stdout or _Closed()
    sys.stderr = sys.stderr or io.StringIO()
    try:
        code = app(args=list(arguments), prog_name="zhaoshang", standalone_mode=False)
    except options.Stopped as stopped:
        _wrong(str(stopped))
        return _STOPPED
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
        _wrong("stopped")
    return code if isinstance(code, int) else 0


class _Closed(io.TextIOBase):
    """What stands for a standard output that the caller has closed."""

    def write(self, text: str, /) -> int:  # noqa: ARG002 - the signature of a stream
        """Refuse."""
        raise OSError(errno.EBADF, "closed", "standard output")


def _wrong(message: str) -> int:
    print(f"zhaoshang: {message}", file=sys.stderr)
    return 2


def _usage(error: Exception) -> str:
    """Say what is wrong with the call, and which names would be right."""
    context = getattr(error, "ctx", None)
    message = config.source(error) + str(error.format_message())  # type: ignore[attr-defined]  # tested by the caller
    if context is None:
        return message
    name = getattr(error, "option_name", None)
    if message.startswith("No such option") and name:
        valid = sorted({opt for parameter in context.command.params for opt in parameter.opts if opt.startswith("--")})
        message = f"no such option {name}.{_hint(name, valid)} Valid: {', '.join(valid)}."
    elif message.startswith("No such command"):
        message = f"{message} Valid: {', '.join(sorted(context.command.commands))}."
    elif not message:  # Typer has shown the help of a group that was called without a command
        message = f"no command given. Valid: {', '.join(sorted(context.command.commands))}."
    return f"{message}\nTry: {context.command_path} --help"


def _hint(name: str, valid: Sequence[str]) -> str:
    """Name the option that was probably meant; the dashes, which all have in common, say nothing about it."""
    bare = {option.removeprefix("--"): option for option in valid}
    meant = name.removeprefix("--")
    # One option's name is often the beginning of another's: --text, --text-column.
    near = [other for other in bare if meant and other.startswith(meant)]
    near = near or difflib.get_close_matches(meant, bare, n=1)
    return f" Did you mean {bare[near[0]]}?" if near else ""
