"""Options from a TOML file: the defaults of one command, checked against the options that it has."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import typer

from zhaoshang_nlp.errors import BadInput, UnknownName


def from_file(context: typer.Context, path: Path | None) -> Path | None:
    """Take the options of a TOML file as defaults of this command; the command line still has the last word.

    Raises:
        BadInput: if the file cannot be read, is not TOML.
        UnknownName: for an option that this command does not have.
    """
    if path is None:
        return None
    parameters = {str(parameter.name): parameter for parameter in context.command.params if parameter.name != "config"}
    # --no-lexicon is an option on the command line, but no parameter of its own.
    switched_off = {_plain(opt): name for name, known in parameters.items() for opt in known.secondary_opts}
    valid = sorted(name.replace("_", "-") for name in parameters)
    context.default_map = defaults = {}
    for written, value in _read(path).items():
        name = _plain(written)
        if name in switched_off and isinstance(value, bool):
            defaults[switched_off[name]] = not value
        elif name in parameters:
            defaults[name] = _as_on_the_line(parameters[name], value)
        else:
            raise UnknownName(f"option in {path}", written, valid)
    return path


def _plain(option: str) -> str:
    return option.removeprefix("--").replace("-", "_")


def _as_on_the_line(parameter: Any, value: Any) -> Any:
    """Give a value the form that the option has: a list where it may be repeated, else names parted by commas."""
    several = getattr(parameter, "multiple", False) or parameter.nargs != 1
    if several:
        return value if isinstance(value, list) else [value]
    return ",".join(map(str, value)) if isinstance(value, list) else value


def source(error: Exception) -> str:
    """Say that a value which the command line refused stood in the file, or nothing if it was given directly."""
    context, parameter = getattr(error, "ctx", None), getattr(error, "param", None)
    if context is None or parameter is None:
        return ""
    origin = context.get_parameter_source(parameter.name)
    if origin is None or origin.name != "DEFAULT_MAP":
        return ""
    return f"--config {context.params.get('config')}: {parameter.name} = {context.default_map[parameter.name]!r}: "


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise BadInput(f"--config {path}: {error.strerror}; give the path of a TOML file") from error
    except ValueError as error:
        raise BadInput(f"--config {path}: {error}; write one `option = value` a line") from error
