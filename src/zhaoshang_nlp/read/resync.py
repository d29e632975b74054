"""Bring a line of a two-byte encoding back in step after lost bytes.

In GBK and Big5 one lost byte pairs every following byte wrongly until the next ASCII character: a hundred wrong
characters for one. The best reading is found by dynamic programming over the places where a byte may be dropped.
"""

from __future__ import annotations

from functools import partial

RUN = 5  # a longer run of uncommon characters is a sign that a line is out of step; clean text has none in a million
_LIMIT = 20_000  # bytes of a line; longer ones are read as they are
_DROP = -4.0  # a dropped byte costs what four common characters gain
_UNCOMMON = -0.5


def read(line: bytes, codec: str, common: frozenset[str]) -> str:
    """Decode a line, dropping bytes where that makes the rest plausible; each dropped byte stands as U+FFFD.

    Args:
        line: without its line end.
        codec: ``gb18030``, ``cp950`` or ``big5hkscs``.
        common: the characters that speak for a reading.

    >>> read("全市新签约项目".encode("gbk")[1:], "gb18030", frozenset("全市新签约项目"))
    '\ufffd市新签约项目'
    """
    if len(line) > _LIMIT:
        return line.decode(codec, "replace")
    step = partial(_step, line, codec=codec)
    # best[i]: value of the best reading of line[i:]; taken[i]: what it reads first, and how many bytes that takes.
    best = [0.0] * (len(line) + 1)
    taken: list[tuple[str, int]] = [("", 0)] * len(line)
    for i in range(len(line) - 1, -1, -1):
        best[i], taken[i] = best[i + 1] + _DROP, ("\ufffd", 1)
        char, size = step(i)
        if char:
            gain = 0.0 if char < "\x80" else 1.0 if char in common else _UNCOMMON
            if best[i + size] + gain >= best[i]:
                best[i], taken[i] = best[i + size] + gain, (char, size)
    found: list[str] = []
    i = 0
    while i < len(line):
        char, size = taken[i]
        found.append(char)
        i += size
    return "".join(found)


def _step(line: bytes, i: int, codec: str) -> tuple[str, int]:
    """Read the character that begins at byte ``i``; an empty one where none does."""
    for size in (1,) if line[i] < 0x80 else (2, 4):
        piece = line[i : i + size]
        try:
            char = piece.decode(codec)
        except UnicodeDecodeError:
            continue
        if len(char) == 1:
            return char, size
    return "", 1
