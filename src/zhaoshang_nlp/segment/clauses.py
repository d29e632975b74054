"""A text in pieces that are cut alike alone and in their text, so that few tokens need to be looked at again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zhaoshang_nlp.types import Span

# Where every engine cuts, on both sides, and no word or phrase reaches across. (Not so at the line feed of a Windows
# line end.)
_STOPS = "，。、；\n"
_STOP = re.compile(r"[，。、；]|(?<!\r)\n")


def around(text: str, spans: Sequence[Span]) -> Iterator[tuple[str, list[Span]]]:
    """Take a text apart: the clauses that hold some spans, and what lies between them.

    Args:
        text: any string.
        spans: in order, not empty.

    Yields:
        Pieces that make up the text, each with the spans in it, counted from its beginning.

    >>> list(around("坚持项目为王，打造3+2体系，成效明显", [Span(9, 12)]))
    [('坚持项目为王，', []), ('打造3+2体系', [Span(start=2, end=5)]), ('，成效明显', [])]
    """
    done = 0
    inside: list[Span] = []
    low = high = 0  # the clause around the spans gathered so far
    for span in spans:
        if inside and span.start < high:
            inside.append(span)
            if span.end > high:
                high = _stop(text, span.end)
            continue
        if inside:
            yield from _clause(text, (done, low, high), inside)
            done = high
        inside = [span]
        low = max(done, *(text.rfind(stop, done, span.start) + 1 for stop in _STOPS))
        high = _stop(text, span.end)
    if inside:
        yield from _clause(text, (done, low, high), inside)
        done = high
    if done < len(text):
        yield text[done:], []


def _stop(text: str, place: int) -> int:
    """Give the place of the next stop."""
    stop = _STOP.search(text, place)
    return stop.start() if stop else len(text)


def _clause(text: str, rims: tuple[int, int, int], spans: Sequence[Span]) -> Iterator[tuple[str, list[Span]]]:
    done, low, high = rims
    if done < low:
        yield text[done:low], []
    yield text[low:high], [Span(span.start - low, span.end - low) for span in spans]
