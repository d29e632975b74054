"""Tables as rows of text cells: csv, tsv, jsonl, xlsx, parquet. Types are not guessed: ``007``, ``NA``, ``null`` stay.

A row that cannot be used carries its reason; the rows after it are read.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from zhaoshang_nlp.read import encodings
from zhaoshang_nlp.read.problem import Refused
from zhaoshang_nlp.read.workbook import Sheet

CELL_LIMIT = 10 * 2**20  # characters of one cell; csv's own limit of 131,072 is shorter than a report
_DELIMITERS = {"csv": ",", "tsv": "\t"}
# A quotation mark that was opened by mistake and closes many rows later: prose has no such lines in tables this wide.
_TELLING_WIDTH, _TELLING_LINES, _TELLING_SHARE = 3, 3, 0.8
_KEYS_FROM = 20  # lines of a jsonl file whose keys count as its columns


class Row(NamedTuple):
    """One row.

    Attributes:
        number: counted from 1 without the header.
        cells: text by column, stripped of nothing; empty where ``refused``.
        refused: why the row cannot be used.
    """

    number: int
    cells: Mapping[str, str]
    refused: Refused | None = None


class Table(NamedTuple):
    """A table.

    Attributes:
        columns: in order; a repeated name carries its count (``正文 (2)``), a missing one its place (``column 3``).
        rows: read as they are asked for.
        encoding: the codec, None where there was nothing to decode.
        score: plausibility of the decoding.
        note: what a reader should know of the file.
    """

    columns: Sequence[str]
    rows: Iterator[Row]
    encoding: str | None = None
    score: float | None = None
    note: str = ""


def open_table(data: bytes, kind: str, encoding: str | None = None) -> Table:
    """Open a table.

    Args:
        data: the whole file.
        kind: ``csv``, ``tsv`` or ``jsonl``.
        encoding: a codec instead of the evidence.

    Raises:
        Refused: if it is empty or cannot be read at all.
    """
    decoded = encodings.decode(data, encoding)
    if kind == "jsonl":
        header, rows = _objects(decoded.text)
    else:
        header, rows = _headed(_lines(decoded.text, _DELIMITERS[kind]))
    return Table(header, rows, decoded.encoding, decoded.score, decoded.note)


def of_sheet(sheet: Sheet) -> Table:
    """Make a table of a sheet whose first row is the header.

    Raises:
        Refused: if it is empty.
    """
    header, rows = _headed((number, cells, None) for number, cells in sheet.rows)
    return Table(header, rows, note=sheet.note)


_Line = tuple[int, Sequence[str], Refused | None]


def _lines(text: str, delimiter: str) -> Iterator[_Line]:
    """Yield line number and cells of a delimited table, blank lines left out."""
    # The limit belongs to the module, not to a reader; it is only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), CELL_LIMIT))
    consumed: list[str] = []
    width = 0  # cells of the first row

    def feed() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            consumed.append(line)
            yield line

    reader = csv.reader(feed(), delimiter=delimiter)
    while True:
        start = reader.line_num + 1
        consumed.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            where = f"from line {start} on the table cannot be read: {error}"
            yield start, (), Refused(where, "look for an unclosed quotation mark there")
            return
        width = width or len(cells)
        if len(consumed) > 1 and (_unclosed(consumed, delimiter) or _swallowed(consumed, delimiter, width)):
            closes = "never closes" if _unclosed(consumed, delimiter) else "closes far too late"
            where = f"a quotation mark opened in line {start} {closes}; lines {start} to {reader.line_num} are not read"
            yield start, (), Refused(where, 'close the quotation mark, or double it (""), and read again')
        elif any(cell.strip() for cell in cells):
            yield start, cells, None


def _unclosed(lines: Sequence[str], delimiter: str) -> bool:
    """Tell whether a row ended only because the file did."""
    if "".join(lines).count('"') % 2 == 0:
        return False
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _swallowed(lines: Sequence[str], delimiter: str, width: int) -> bool:
    """Tell whether a cell holds what must be rows of their own: most of its lines have as many cells as the header."""
    inside = [line for line in lines[1:-1] if line.strip()]
    if width < _TELLING_WIDTH or len(inside) < _TELLING_LINES:
        return False
    return sum(line.count(delimiter) == width - 1 for line in inside) > _TELLING_SHARE * len(inside)


def _headed(lines: Iterator[_Line]) -> tuple[list[str], Iterator[Row]]:
    """Take the header off, and give the rest as rows."""
    first = next(lines, None)
    if first is None:
        raise Refused("empty: the table holds no cell", "check the file, or the sheet")
    _, cells, refused = first
    if refused:
        raise refused
    header = [cell.strip() for cell in cells]
    while not header[-1]:
        header.pop()
    columns = _named(header)
    spare = len(cells) - len(
        header
    )  # columns without a name at the end: usually left over, kept where they hold anything
    return columns, (_row(number, columns, spare, line) for number, line in enumerate(lines, 1))


def _named(header: Sequence[str]) -> list[str]:
    """Give the columns' names, each only once, none empty."""
    found: list[str] = []
    for place, name in enumerate(header, 1):
        wanted = name or f"column {place}"
        count = 1
        unique = wanted
        while unique in found:
            count += 1
            unique = f"{wanted} ({count})"
        found.append(unique)
    return found


def _row(number: int, columns: Sequence[str], spare: int, line: _Line) -> Row:
    """Pair cells with columns; too few or too many make the row unusable."""
    where, cells, refused = line
    if refused:
        return Row(number, {}, refused)
    beyond = {f"column {i}": cell for i, cell in enumerate(cells, 1) if i > len(columns) and cell.strip()}
    if len(cells) < len(columns) or (beyond and len(cells) > len(columns) + spare):
        error = f"row {number} (line {where}) has {len(cells)} cells, the header has {len(columns)}"
        return Row(number, {}, Refused(error, "put cells that hold the delimiter or a line break in quotation marks"))
    return Row(number, dict(zip(columns, cells, strict=False)) | beyond)


def _objects(text: str) -> tuple[list[str], Iterator[Row]]:
    """Read JSON; the columns are the keys of the first objects."""
    rows = _parsed(text)
    ahead = list(islice(rows, _KEYS_FROM))
    columns = list(dict.fromkeys(key for row in ahead for key in row.cells))

    def again() -> Iterator[Row]:
        yield from ahead
        yield from rows

    return columns, again()


def _parsed(text: str) -> Iterator[Row]:
    """Yield the objects of JSON lines, numbered by line, or of one JSON array, numbered by place."""
    first = text.lstrip().partition("\n")[0].strip()
    if first.startswith("[") or first == "{":
        whole = _loaded(text, "the file")
        for number, value in enumerate(whole if isinstance(whole, list) else [whole], 1):
            yield _object(number, value)
        return
    for number, line in enumerate(io.StringIO(text), 1):
        if line.strip():
            try:
                yield _object(number, _loaded(line, f"line {number}"))
            except Refused as refused:
                yield Row(number, {}, refused)


def _loaded(text: str, what: str) -> object:
    """Parse JSON; numbers are kept as written, since 1.50 is not 1.5 and a code is no quantity."""
    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{what} is not JSON: {error}", "correct or delete it") from None


def _object(number: int, value: object) -> Row:
    """Make a row of an object with named fields; anything else is unusable."""
    if isinstance(value, dict):
        return Row(number, {str(key): _as_text(cell) for key, cell in value.items()})
    return Row(number, {}, Refused(f"row {number} is no object with named fields", "correct or delete it"))


def _as_text(value: object) -> str:
    """Give a JSON value as a cell: null as empty, lists and objects as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return json.dumps(value, ensure_ascii=False)
