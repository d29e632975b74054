"""The process in which files are parsed that may kill their parser: limited in memory and time, spoken to by pipe.

The other end is ``guard``. A message is its length in eight bytes, then JSON; a request is followed by the file's bytes
in the same way. Answers are JSON and no pickles: what comes out of a parser that met a hostile file is not trusted.
"""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import struct
import sys
from collections.abc import Mapping
from itertools import islice
from typing import Any, BinaryIO

from zhaoshang_nlp.read import readers
from zhaoshang_nlp.read.problem import Refused

LENGTH = struct.Struct(">Q")
_ADVICE = "open it in the program that made it, and save it anew or as .txt"


def serve(memory: int, seconds: float) -> None:
    """Answer requests from standard input until it ends.

    Args:
        memory: bytes of address space that this process may take.
        seconds: after which one request ends the process, should nobody else do so.
    """
    limit_memory(memory)
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not run into the answers.
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    while (head := received(requests)) is not None:
        data = received(requests)
        if data is None:
            return
        if hasattr(signal, "alarm"):
            signal.alarm(int(seconds) + 10)  # for a worker whose master has gone
        sent(answers, json.dumps(answer(json.loads(head), data)).encode())
        if hasattr(signal, "alarm"):
            signal.alarm(0)


def limit_memory(size: int) -> None:
    """Limit the address space, where the system can."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    for kind, limit in ((resource.RLIMIT_AS, size), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(kind, (limit, resource.getrlimit(kind)[1]))
        except (ValueError, OSError):  # macOS refuses some
            continue


def answer(request: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """Do what is asked: read a document, or the rows of a table.

    Args:
        request: ``kind``; ``encoding``; for a table ``rows``, how many at most, None for all.
        data: the file's bytes.
    """
    try:
        if "rows" in request:
            sheet = readers.sheet_reader(request["kind"])(data)
            return {"rows": list(islice(sheet.rows, request["rows"])), "note": sheet.note}
        return dataclasses.asdict(readers.reader(request["kind"])(data, request["encoding"]))
    except Refused as refused:
        return {"refused": [refused.error, refused.advice]}
    except MemoryError:
        return {"refused": ["over limit: it needs too much memory", "split the file"]}
    except Exception as error:  # a parser of a damaged file may raise anything
        return {"refused": [f"damaged: {type(error).__name__}: {str(error)[:200]}", _ADVICE]}


def received(stream: BinaryIO, limit: int = 2**40) -> bytes | None:
    """Take one message; None where the stream ends, or the message is longer than the limit."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    size = LENGTH.unpack(head)[0]
    if size > limit:
        return None
    body = stream.read(size)
    return body if len(body) == size else None


def sent(stream: BinaryIO, body: bytes) -> None:
    """Send one message."""
    stream.write(LENGTH.pack(len(body)))
    stream.write(body)
    stream.flush()
