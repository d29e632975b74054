"""RTF as lines: one pass over control words; bytes are decoded by the font's character set, else by the code page.

Kept: footnotes, text boxes, list numbers as written. Dropped: tables of fonts and styles, pictures, running heads,
hidden text, tracked deletions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from zhaoshang_nlp.read.content import Content
from zhaoshang_nlp.read.problem import Refused

_TOKEN = re.compile(rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}\r\n]+)", re.DOTALL)
_DROPPED = frozenset((
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "header", "headerl", "headerr", "headerf", "footer",
    "footerl", "footerr", "footerf", "object", "objdata", "themedata", "listtable", "listoverridetable", "rsidtbl",
    "generator", "fldinst", "sp", "shprslt", "nonshppict", "annotation", "xmlnstbl", "datastore", "latentstyles",
    "colorschememapping", "bkmkstart", "bkmkend",
))  # fmt: skip
_STARRED = frozenset(("shpinst", "shptxt"))  # the only starred groups that hold text
_LINES = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "tab": "\t", "cell": "\t", "emdash": "—",
    "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
}  # fmt: skip
_SIGNS = {b"~": " ", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}
_CODECS = {936: "gb18030", 950: "cp950", 932: "cp932", 949: "cp949", 65001: "utf-8"}
_CHARSETS = {134: "gb18030", 136: "cp950", 128: "cp932", 129: "cp949", 0: "cp1252"}
_DEPTH = 10_000


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits."""

    dropped: bool = False
    hidden: bool = False
    codec: str = ""
    skip: int = 1  # bytes that stand in for a Unicode character
    fonts: bool = False


class _Reader:
    """One pass over a file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._state = _State()
        self._stack: list[_State] = []
        self._found: list[str] = []
        self._bytes = bytearray()
        self._codec = "gb18030"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._passing = 0  # stand-ins still to come
        self._high = 0
        self._first = False  # at the beginning of a group
        self._starred = False

    def run(self) -> str:
        for token in _TOKEN.finditer(self._data):
            word, number, code, sign, brace, text = token.groups()
            if code is not None or text is not None:
                self._add(bytes([int(code, 16)]) if code is not None else text)
                self._first = self._starred = False
            elif brace is not None:
                self._group(brace == b"{")
            elif word is not None:
                self._word(word.decode("ascii"), int(number) if number else None)
            elif sign == b"*":
                self._starred = True
            elif sign in _SIGNS:
                self._put(_SIGNS[sign])
        self._flush()
        return "".join(self._found)

    def _group(self, opens: bool) -> None:
        self._flush()
        self._passing = 0
        if opens:
            if len(self._stack) >= _DEPTH:
                raise Refused(f"over limit: groups nested more than {_DEPTH:,} deep", "save it anew as .docx or .txt")
            self._stack.append(self._state)
        elif self._stack:
            self._state = self._stack.pop()
        self._first, self._starred = opens, False

    def _word(self, word: str, number: int | None) -> None:
        """Take a control word."""
        self._flush()
        first, starred = self._first, self._starred
        self._first = self._starred = False
        state = self._state
        if word == "fonttbl":
            self._state = replace(state, dropped=True, fonts=True)
        elif first and (word in _DROPPED or (starred and word not in _STARRED)):
            self._state = replace(state, dropped=True)
        elif word == "f" and number is not None:
            self._font = number
            self._state = replace(state, codec=state.codec if state.fonts else self._fonts.get(number, ""))
        elif word == "fcharset" and state.fonts:
            self._fonts[self._font] = _CHARSETS.get(number or 0, "")
        elif word == "ansicpg":
            self._codec = _CODECS.get(number or 0, "cp1252")
        elif word == "uc":
            self._state = replace(state, skip=min(number or 0, 8))
        elif word in ("v", "deleted"):
            self._state = replace(state, hidden=number != 0)
        elif word == "plain":
            self._state = replace(state, hidden=False, codec="")
        elif word == "u" and number is not None:
            self._unicode(number & 0xFFFF)
        elif word in _LINES:
            self._put(_LINES[word])

    def _unicode(self, unit: int) -> None:
        """Put a character given by its number; two may be halves of one."""
        if 0xD800 <= unit < 0xDC00:
            self._high = unit
        elif 0xDC00 <= unit < 0xE000:
            self._put(chr(0x10000 + ((self._high - 0xD800) << 10) + unit - 0xDC00) if self._high else "\ufffd")
            self._high = 0
        else:
            self._put(chr(unit))
        self._passing = self._state.skip

    def _add(self, data: bytes) -> None:
        """Keep bytes, save those that stand in for a Unicode character."""
        passed = min(self._passing, len(data))
        self._passing -= passed
        if not self._state.dropped and not self._state.hidden:
            self._bytes += data[passed:]

    def _put(self, text: str) -> None:
        self._flush()
        if not self._state.dropped and not self._state.hidden:
            self._found.append(text)

    def _flush(self) -> None:
        if self._bytes:
            codec = self._state.codec or self._codec
            # Text of the code page is often written in a font that says it is Western.
            codec = self._codec if codec == "cp1252" and self._codec != "cp1252" else codec
            self._found.append(self._bytes.decode(codec, "replace"))
            self._bytes.clear()


def read(data: bytes) -> Content:
    r"""Read a file.

    Raises:
        Refused: if it holds no text, or nests too deep.

    >>> read(rb"{\rtf1\ansicpg936{\fonttbl\f0 Arial;}\'d5\'d0\'c9\'cc\par\u39033 ?\u30446 ?}").text
    '招商\n项目'
    """
    text = _Reader(data).run()
    lines = [line.strip(" ") for line in text.split("\n") if line.strip()]
    if not lines:
        raise Refused("empty: the document holds no text", "open it in a word processor and save it as .docx")
    return Content("\n".join(lines), lost=text.count("\ufffd"))
