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
    given = {name.replace("-", "_"): value for name, value in _read(path).items()}
    parameters = {str(parameter.name): parameter for parameter in context.command.params if parameter.name != "config"}
    for name, value in given.items():
        if name not in parameters:
            raise UnknownName(f"option in {path}", name, sorted(parameters))
        repeatable = getattr(parameters[name], "multiple", False)
        given[name] = [value] if repeatable and not isinstance(value, list) else value
    context.default_map = given
    return path


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
