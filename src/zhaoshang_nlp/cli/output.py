"""Where a result goes: a table on a terminal, csv in a pipe, a file in the form its suffix says."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

from zhaoshang_nlp import tables
from zhaoshang_nlp.cli import options
from zhaoshang_nlp.cli.job import headers, listed, say
from zhaoshang_nlp.errors import BadInput
from zhaoshang_nlp.signature import Signature


class Result:
    """One flat result of a command, on its way to standard output or a file; wrong forms are refused at once."""

    def __init__(self, output: options.Output, run: options.Run, signature: Signature) -> None:
        self._to = sys.stdout if output.output is None else output.output
        self._format = tables.choose_format(output.format, self._to)
        self._headers = headers(output.headers)
        self._columns = tuple(listed(output.columns or ""))
        if output.columns is not None and not self._columns:
            raise BadInput("--columns names no column; give some (--columns text,value) or leave it out for all")
        self._quiet = run.quiet
        self._signature = signature

    def write(self, name: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Write the rows of a table of the SCHEMA; the signature goes to standard error where the form has no place."""
        chosen = tables.WriteOptions(self._format, self._headers, signature=self._signature, columns=self._columns)
        written = tables.write(name, rows, self._to, chosen)
        if self._quiet:
            return
        for note in written.notes:
            say(note)
        if self._to is sys.stdout and self._format in tables.UNSIGNED:
            say(self._signature.line)
