"""The parts of an Excel workbook, streamed through expat: sheets, shared strings, styles of dates, rows of cells.

Parts are those of ECMA-376 (SpreadsheetML), transitional and strict. Formulas count by the value that was stored.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Container, Iterator, Mapping
from itertools import count
from typing import NamedTuple
from xml.parsers import expat

from zhaoshang_nlp.read.problem import Refused

_PIECE = 1 << 16
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_COLUMN = re.compile(r"([A-Z]{1,3})\d*")
_LETTERS = 26
_MAIN = re.compile(r"xl/workbook\d*\.xml")

Attributes = Mapping[str, str]


class Part(NamedTuple):
    """A sheet of the workbook: the name it shows, and the member that holds it."""

    title: str
    member: str


class Book:
    """A workbook whose parts are read as they are asked for.

    Attributes:
        sheets: the sheets of cells in order, hidden ones too.
        strings: the shared strings.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Read what all sheets share.

        Raises:
            Refused: if there is no workbook in it.
        """
        self._archive = archive
        self._names = frozenset(archive.namelist())
        self._epoch_1904 = False
        main = next((name for name in sorted(self._names) if _MAIN.fullmatch(name)), None)
        if main is None:
            raise Refused("damaged workbook: no list of sheets in it", "open it and save it anew")
        self.sheets = self._sheets(main)
        self.strings = self._strings()
        self._dates = self._date_styles()

    def rows(self, part: Part, columns: int) -> Iterator[tuple[int, list[str]]]:
        """Yield number and cells of each row that holds anything; what lies beyond ``columns`` is left out."""
        reader = _Rows(self.strings, self._dates, self._as_date)
        for _ in self._parsed(part.member, reader.start, reader.end, reader.text):
            for number, cells in reader.done:
                last = max((place for place, text in cells.items() if place < columns and text.strip()), default=-1)
                if last >= 0:
                    yield number, [cells.get(place, "") for place in range(last + 1)]
            reader.done.clear()

    def _as_date(self, value: float, style: str) -> str:
        """Give the day, the time or the duration that a number stands for."""
        import datetime

        from openpyxl.utils import datetime as days

        epoch = days.CALENDAR_MAC_1904 if self._epoch_1904 else days.CALENDAR_WINDOWS_1900
        found = days.from_excel(value, epoch, timedelta=self._dates[style])
        if isinstance(found, datetime.datetime):
            return found.isoformat(" ").removesuffix(" 00:00:00")
        return str(found)

    def _sheets(self, main: str) -> list[Part]:
        found: list[tuple[str, str]] = []
        targets: dict[str, str] = {}

        def sheet(tag: str, attributes: Attributes) -> None:
            if tag == "sheet":
                link = next((value for key, value in attributes.items() if _local(key) == "id" and ":" in key), "")
                found.append((attributes.get("name", ""), link))
            elif tag == "workbookPr":
                self._epoch_1904 = attributes.get("date1904", "0") in ("1", "true")

        def link(tag: str, attributes: Attributes) -> None:
            if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
                targets[attributes.get("Id", "")] = attributes.get("Target", "")

        folder, name = posixpath.split(main)
        self._exhaust(main, sheet)
        self._exhaust(f"{folder}/_rels/{name}.rels", link)
        placed = ((title, targets[key]) for title, key in found if key in targets)
        members = ((title, posixpath.normpath(posixpath.join("/", folder, target))[1:]) for title, target in placed)
        return [Part(title, member) for title, member in members if member in self._names]

    def _strings(self) -> list[str]:
        found: list[str] = []
        pieces: list[str] = []
        path: list[str] = []

        def start(tag: str, _: Attributes) -> None:
            path.append(tag)

        def end(tag: str) -> None:
            path.pop()
            if tag == "si":
                found.append(_unescaped("".join(pieces)))
                pieces.clear()

        def text(data: str) -> None:
            if path[-1] == "t" and path[-2] != "rPh":  # how a Japanese word is read stands beside it
                pieces.append(data)

        self._exhaust("xl/sharedStrings.xml", start, end, text)
        return found

    def _date_styles(self) -> dict[str, bool]:
        """Give the numbers of the styles that show a number as a day or a time, and whether as a duration."""
        from openpyxl.styles import numbers

        formats: dict[str, str] = {str(key): form for key, form in numbers.BUILTIN_FORMATS.items()}
        found: dict[str, bool] = {}
        places = count()
        inside: list[str] = []

        def start(tag: str, attributes: Attributes) -> None:
            if tag == "numFmt":
                formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            elif tag == "xf" and "cellXfs" in inside:
                place = next(places)
                form = formats.get(attributes.get("numFmtId", "0"), "General")
                if numbers.is_date_format(form):
                    found[str(place)] = numbers.is_timedelta_format(form)
            inside.append(tag)

        def end(_: str) -> None:
            inside.pop()

        self._exhaust("xl/styles.xml", start, end)
        return found

    def _exhaust(
        self,
        member: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        if member in self._names:
            for _ in self._parsed(member, start, end, text):
                pass

    def _parsed(
        self,
        member: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None,
        text: Callable[[str], None] | None,
    ) -> Iterator[None]:
        """Parse a member, and stop after every piece of it; names come without their prefixes."""
        parser = expat.ParserCreate()
        parser.buffer_text = True

        def declared(*_: object) -> None:
            raise Refused("damaged workbook: it declares a document type", "open it and save it anew")

        parser.StartDoctypeDeclHandler = declared
        parser.StartElementHandler = lambda tag, attributes: start(_local(tag) if ":" in tag else tag, attributes)
        if end is not None:
            parser.EndElementHandler = lambda tag: end(_local(tag) if ":" in tag else tag)
        if text is not None:
            parser.CharacterDataHandler = text
        with self._archive.open(member) as stream:
            while piece := stream.read(_PIECE):
                parser.Parse(piece, False)
                yield
        parser.Parse(b"", True)
        yield


class _Rows:
    """Takes the elements of a sheet and gathers finished rows in ``done``."""

    def __init__(self, strings: list[str], dates: Container[str], as_date: Callable[[float, str], str]) -> None:
        self._strings = strings
        self._dates = dates
        self._as_date = as_date
        self.done: list[tuple[int, dict[int, str]]] = []
        self._number = 0
        self._cells: dict[int, str] = {}
        self._place = -1
        self._kind = self._style = ""
        self._pieces: list[str] | None = None  # of the text that counts, while it is read
        self._value = ""
        self._reading = False  # aloud: rPh

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take the start of an element."""
        if tag == "c":
            match = _COLUMN.match(attributes.get("r", ""))
            self._place = _place(match[1]) if match else self._place + 1
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._value = ""
        elif tag == "v" or (tag == "t" and not self._reading):
            self._pieces = []
        elif tag == "row":
            number = attributes.get("r", "")
            self._number = int(number) if number.isascii() and number.isdecimal() else self._number + 1
            self._cells, self._place = {}, -1
        elif tag == "rPh":
            self._reading = True

    def text(self, data: str) -> None:
        """Take characters."""
        if self._pieces is not None:
            self._pieces.append(data)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if tag in ("v", "t") and self._pieces is not None:
            self._value += "".join(self._pieces)
            self._pieces = None
        elif tag == "c":
            if self._value:
                self._cells[self._place] = self._as_text()
        elif tag == "row":
            if self._cells:
                self.done.append((self._number, self._cells))
        elif tag == "rPh":
            self._reading = False

    def _as_text(self) -> str:
        """Give a cell as text: whole numbers without a point, days as ISO dates without midnight."""
        value = self._value
        if self._kind == "s":
            return self._strings[int(value)]
        if self._kind == "b":
            return str(value.strip() in ("1", "true"))
        if self._kind == "d":
            return value.replace("T", " ").removesuffix("Z").removesuffix(" 00:00:00")
        return self._number_as_text(value) if self._kind == "n" else _unescaped(value)

    def _number_as_text(self, value: str) -> str:
        if self._style in self._dates:
            try:
                return self._as_date(float(value), self._style)
            except (ValueError, OverflowError):  # no day: a number that only looks like one
                return _written(value)
        return _written(value)


def _written(value: str) -> str:
    """Give a number as people write it, whatever the program stored.

    >>> [_written(value) for value in ("2026", "2026.0", "1.5E3", "0.10000000000000001", "-3")]
    ['2026', '2026', '1500', '0.1', '-3']
    """
    plain = value.strip()
    if plain.lstrip("-").isdecimal():
        return plain
    number = float(value)
    return str(int(number)) if number.is_integer() else str(number)


def _unescaped(text: str) -> str:
    """Put in the characters that XML cannot hold, which Excel writes as ``_x000D_``."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _place(letters: str) -> int:
    """Give a column's place, counted from 0.

    >>> _place("A"), _place("Z"), _place("AA"), _place("XFD")
    (0, 25, 26, 16383)
    """
    found = 0
    for letter in letters:
        found = found * _LETTERS + ord(letter) - ord("A") + 1
    return found - 1


def _local(name: str) -> str:
    return name.rpartition(":")[2]
