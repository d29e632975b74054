"""What a value looks like in a cell, and what keeps a cell from doing harm.

A spreadsheet runs a cell of a csv file that begins like a formula; a terminal obeys control characters; XML forbids
them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

JOIN = "；"
# Control characters except tab and newline; what UTF-8 (lone surrogates) or XML (U+FFFE, U+FFFF) cannot hold.
_CONTROL_CLASS, _UNFIT_CLASS = "\x00-\x08\x0b-\x1f\x7f-\x9f", "\ud800-\udfff\ufffe\uffff"
_CONTROL, _UNFIT = re.compile(f"[{_CONTROL_CLASS}]"), re.compile(f"[{_UNFIT_CLASS}]")
_SUSPECT = re.compile(f"[{_CONTROL_CLASS}{_UNFIT_CLASS}]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Programs that import csv look past white space; full-width signs count in Chinese editions of Excel.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_NUMBER = re.compile(r"[+\-]?(?:\d+(?:,\d{3})*(?:\.\d*)?|\.\d+)(?:[eE][+\-]?\d+)?%?")
# Whole numbers below this are printed without a point; above it the spacing of floats passes 1/8.
_EXACT = 1e15


def clean(text: str) -> str:
    r"""Remove control characters, make line ends ``\n``, put U+FFFD for what cannot be written.

    >>> clean("a\x1b[31m\r\nb\ud800")
    'a[31m\nb�'
    """
    if not _SUSPECT.search(text):
        return text
    return _UNFIT.sub("\ufffd", _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def encodable(text: str) -> str:
    """Put U+FFFD for lone surrogates, which no file can hold; everything else, offsets too, stays as it is."""
    return _SURROGATE.sub("\ufffd", text)


def harmless(text: str) -> str:
    """Put ``'`` before what a spreadsheet would run as a formula; plain numbers stay.

    >>> [harmless(cell) for cell in ("=1+1", "-1.5", "-3%", "＋链", " @a", "a=b", "—")]
    ["'=1+1", '-1.5', '-3%', "'＋链", "' @a", 'a=b', '—']
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def number(value: float) -> int | float | None:
    """Give a number as it is printed: whole ones without a point, None for what is not finite.

    >>> number(5.0), number(4.5), number(float("nan")), number(-0.0)
    (5, 4.5, None, 0)
    """
    if isinstance(value, int):
        return int(value)
    value = float(value)
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() and abs(value) < _EXACT else value


def missing(value: object) -> bool:
    """Tell whether a value is missing: None, or a float that is not finite."""
    return value is None or (isinstance(value, float) and not math.isfinite(value))


def joined(value: Sequence[str]) -> str:
    """Give a list as one text.

    >>> joined(["钢铁", "化工"])
    '钢铁；化工'
    """
    return JOIN.join(value)


def flat(value: object) -> str:
    """Give a value as text for a flat file, empty where it is missing.

    >>> [flat(value) for value in (None, True, 5.0, 0.1, ("钢铁", "化工"), "-1")]
    ['', 'true', '5', '0.1', '钢铁；化工', '-1']
    """
    if isinstance(value, str):
        return clean(value)
    if missing(value):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(number(value))
    return clean(joined(_texts(value)))


def flat_harmless(value: object) -> str:
    """Give a value as text for a file that a spreadsheet may open."""
    # Texts and what is missing fill most cells, and most texts (places, titles, sentences) fill many.
    if type(value) is str:
        return _text(value)
    if value is None:
        return ""
    text = flat(value)
    return text if isinstance(value, int | float) else harmless(text)


@lru_cache(maxsize=1 << 14)
def _text(text: str) -> str:
    return harmless(clean(text))


def _texts(value: object) -> list[str]:
    if not isinstance(value, list | tuple):
        raise TypeError(f"a cell cannot hold a {type(value).__name__}; give text, a number, a bool or a list of texts")
    return [str(item) for item in value]
