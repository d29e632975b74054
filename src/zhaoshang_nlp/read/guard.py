"""Reads files in a process of its own, so that a file that kills its parser costs one row of the errors and no more.

The process is started when the first such file is met, stays for the next ones, and is replaced when it dies.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import weakref
from dataclasses import fields
from types import TracebackType
from typing import Any, cast

from zhaoshang_nlp.read import readers, worker
from zhaoshang_nlp.read.content import Content
from zhaoshang_nlp.read.problem import Refused
from zhaoshang_nlp.read.workbook import Sheet

_ANSWER_LIMIT = 512 * 2**20  # bytes
_START = (
    "import sys; memory, seconds, *sys.path = sys.argv[1:]; "
    "from zhaoshang_nlp.read.worker import serve; serve(int(memory), float(seconds))"
)
_ADVICE = "split the file, or open it in the program that made it and save its text as .txt"


class Guard:
    """A reader behind a wall; give it back with ``close``, or use it as a context.

    Args:
        seconds: time for one file.
        memory: bytes of address space for the process; not on Windows.
    """

    def __init__(self, seconds: float, memory: int) -> None:
        self._seconds = seconds
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._finalizer: weakref.finalize[[subprocess.Popen[bytes], int], Guard] | None = None

    def __enter__(self) -> Guard:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def content(self, kind: str, data: bytes, encoding: str | None = None) -> Content:
        """Read a document.

        Raises:
            Refused: if it cannot be read, or not within the limits.
        """
        if not readers.needs_guard(kind, len(data)):
            return readers.reader(kind)(data, encoding)
        told = self._ask({"kind": kind, "encoding": encoding}, data)
        return Content(**{field.name: told[field.name] for field in fields(Content)})

    def sheet(self, kind: str, data: bytes, limit: int | None = None) -> Sheet:
        """Read the rows of a table.

        Args:
            kind: ``xlsx`` or ``parquet``.
            data: the whole file.
            limit: rows at most.

        Raises:
            Refused: if it cannot be read, or not within the limits.
        """
        told = self._ask({"kind": kind, "rows": limit}, data)
        return Sheet(((number, cells) for number, cells in told["rows"]), told["note"])

    def close(self) -> None:
        """End the process."""
        if self._finalizer is not None:
            self._finalizer()
        self._process = self._finalizer = None

    def _ask(self, request: dict[str, Any], data: bytes) -> dict[str, Any]:
        """Send a request and wait for the answer, but not for ever."""
        process = self._running()
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self._seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            told = _exchanged(process, request, data)
        finally:
            timer.cancel()
        if told is None:
            raise self._death(process, late.is_set())
        if "refused" in told:
            raise Refused(*map(str, told["refused"]))
        return told

    def _running(self) -> subprocess.Popen[bytes]:
        """Give the process, a new one if there is none."""
        if self._process is None:
            # Isolated from the environment and the user's site; it finds the same packages as this process.
            call = [sys.executable, "-I", "-c", _START, str(self._memory), str(self._seconds), *sys.path]
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter with our own code
                    call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
                )
            except OSError as error:
                raise Refused(f"cannot start a process to read it in: {error.strerror}", "free some memory") from None
            self._finalizer = weakref.finalize(self, _end, self._process, os.getpid())
        return self._process

    def _death(self, process: subprocess.Popen[bytes], late: bool) -> Refused:
        """Bury the process and say what it died of."""
        self.close()
        if late:
            return Refused(f"over limit: reading it took more than {self._seconds:g} seconds", _ADVICE)
        memory = f"it needs more than {self._memory / 2**30:g} GB of memory, or is made to break its reader"
        return Refused(f"over limit: the reader died of it (exit {process.returncode}); {memory}", _ADVICE)


def _exchanged(process: subprocess.Popen[bytes], request: dict[str, Any], data: bytes) -> dict[str, Any] | None:
    """Send a request and its data, and take the answer; None if the process died before it had given it."""
    if process.stdin is None or process.stdout is None:
        return None
    try:
        worker.sent(cast("Any", process.stdin), json.dumps(request).encode())
        worker.sent(cast("Any", process.stdin), data)
        body = worker.received(cast("Any", process.stdout), _ANSWER_LIMIT)
    except OSError:
        return None
    return None if body is None else cast("dict[str, Any]", json.loads(body))


def _end(process: subprocess.Popen[bytes], owner: int) -> None:
    """Kill a process of ours and wait for its end; a fork of this process leaves it alone."""
    if os.getpid() != owner:
        return
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            try:
                stream.close()
            except OSError:  # what was not sent yet cannot be sent any more
                continue
