"""Words that the engine is given on top of its own dictionary: the shipped policy lexicon and the user's files.

The shipped ``lexicon.tsv`` carries its frequencies (``scripts/build_lexicon.py`` computes them): loading it is reading
it. A user's file may leave them out; then jieba's own formula computes them, and jieba's dictionary file is read once.
What the engine cannot hold (letters, digits, signs, spaces) becomes a phrase for the protect layer.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import NamedTuple

from zhaoshang_nlp import chars, rules
from zhaoshang_nlp.errors import BadInput, BadRule

FILE = "lexicon.tsv"
COLUMNS = ("word", "freq", "known", "pos", "topic", "source")
USER_COLUMNS = ("word", "freq", "pos")

# jieba looks words up inside runs of these characters; whatever else a word holds, it would never be found.
HOLDABLE = re.compile("[\u4e00-\u9fd5]+")
# jieba's own user-dictionary line.
_LINE = re.compile(r"(?P<word>.+?)(?: (?P<freq>[0-9]+))?(?: (?P<pos>[A-Za-z]+))?")
_TAG = re.compile(r"[A-Za-z]+")
DEFAULT_POS = "nz"


class Word(NamedTuple):
    """A word for the engine.

    Attributes:
        word: Han characters only.
        freq: the frequency it gets, at least 1.
        pos: tag in jieba's tag set.
        known: its frequency in jieba's own dictionary, 0 if it is not there.
    """

    word: str
    freq: int
    pos: str
    known: int = 0


class Term(NamedTuple):
    """A row of the shipped lexicon: the word, what it is about and where it comes from."""

    word: Word
    topic: str
    source: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a segmenter is made with: words for the engine, phrases for the protect layer."""

    words: tuple[Word, ...] = ()
    phrases: tuple[str, ...] = ()


class _Line(NamedTuple):
    """A line of a user's file; frequency and tag are None where it leaves them out."""

    word: str
    freq: int | None
    pos: str | None


def terms(folder: Path | None = None) -> list[Term]:
    """Give the rows of the shipped lexicon.

    Args:
        folder: the user's own rules folder, whose ``lexicon.tsv`` replaces the shipped one.

    Raises:
        BadRule: for a wrong header or line; the message names file and line.
    """
    found: list[Term] = []
    header = True
    for number, line in enumerate(rules.text(FILE, folder).splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        cells = tuple(line.split("\t"))
        if header:
            if cells != COLUMNS:
                raise BadRule(f"{FILE}, line {number}: columns are {cells}; they must be {COLUMNS}")
            header = False
            continue
        found.append(_term(cells, number))
    if header:
        raise BadRule(f"{FILE}: it is empty; its first line must name the columns {COLUMNS}")
    return found


def _term(cells: tuple[str, ...], number: int) -> Term:
    if len(cells) != len(COLUMNS):
        raise BadRule(
            f"{FILE}, line {number}: {len(cells)} cells instead of {len(COLUMNS)}; cells are separated by tabs"
        )
    word, freq, known, pos, topic, source = cells
    if not (freq.isdecimal() and known.isdecimal() and HOLDABLE.fullmatch(word)):
        raise BadRule(f"{FILE}, line {number}: {word!r} must be Han characters, its frequencies whole numbers")
    return Term(Word(word, int(freq), pos, int(known)), topic, source)


def load(shipped: bool, user: Sequence[Path], folder: Path | None = None) -> Lexicon:
    """Put together what a segmenter is made with.

    Args:
        shipped: whether the policy lexicon belongs to it.
        user: the user's files, a later one overriding an earlier one and all of them the shipped words.
        folder: the user's own rules folder.

    Raises:
        BadInput: if a file is missing or not UTF-8, or jieba's dictionary is needed and jieba is not installed.
        BadRule: for a wrong line; the message names file and line.
    """
    # jieba's own frequency serves where the lexicon does not change it; such words need not be added.
    words = {t.word.word: t.word for t in terms(folder) if t.word.freq != t.word.known} if shipped else {}
    phrases: dict[str, None] = {}
    lines: dict[str, _Line] = {}
    for path in user:
        for line in _lines(path):
            if HOLDABLE.fullmatch(line.word):
                lines[line.word] = line
            else:
                phrases[line.word] = None
    if lines:
        _add(words, list(lines.values()))
    return Lexicon(tuple(words.values()), tuple(phrases))


def _add(words: dict[str, Word], lines: Sequence[_Line]) -> None:
    """Add a user's words, computing the frequencies that are missing."""
    wanted = {line.word[i:j] for line in lines for i in range(len(line.word)) for j in range(i + 1, len(line.word) + 1)}
    own, total = own_frequencies(wanted)
    freq = own | {word.word: word.freq for word in words.values()}
    total += sum(word.freq for word in words.values())
    # Short words first: they may be parts of longer ones, whose frequency must then be higher.
    for line in sorted(lines, key=lambda line: (len(line.word), line.word)):
        given = line.freq or suggested(line.word, freq, total)
        words[line.word] = Word(line.word, given, line.pos or DEFAULT_POS, own.get(line.word, 0))
        freq[line.word] = given
        total += given


def suggested(word: str, freq: Mapping[str, int], total: int) -> int:
    """Give the least frequency that keeps a word whole, by the formula of jieba's ``suggest_freq``.

    Args:
        word: Han characters.
        freq: frequencies of the word's parts, as far as they are words.
        total: sum of all frequencies of the dictionary.

    >>> suggested("链主", {"链": 2000, "主": 30000}, 60_000_000)
    2
    """
    product = 1.0
    for part in _likeliest(word, freq, total):
        product *= freq.get(part, 1) / total
    return max(int(product * total) + 1, freq.get(word, 1))


def _likeliest(word: str, freq: Mapping[str, int], total: int) -> Iterator[str]:
    """Cut a word into its likeliest parts, as jieba does without HMM."""
    size = len(word)
    best: list[tuple[float, int]] = [(0.0, size)] * (size + 1)
    for i in range(size - 1, -1, -1):
        ends = [j for j in range(i + 1, size + 1) if freq.get(word[i:j])] or [i + 1]
        best[i] = max((log(freq.get(word[i:j]) or 1) - log(total) + best[j][0], j) for j in ends)
    i = 0
    while i < size:
        yield word[i : best[i][1]]
        i = best[i][1]


def own_frequencies(wanted: set[str]) -> tuple[dict[str, int], int]:
    """Look words up in jieba's dictionary file, without importing jieba.

    Args:
        wanted: the words.

    Returns:
        The frequencies of those that are there, and the sum of all frequencies in the file.

    Raises:
        BadInput: if jieba is not installed.
    """
    spec = importlib.util.find_spec("jieba")
    if spec is None or not spec.submodule_search_locations:
        raise BadInput("a user lexicon needs jieba's dictionary, and jieba is not installed; try: pip install jieba")
    found: dict[str, int] = {}
    total = 0
    with (Path(spec.submodule_search_locations[0]) / "dict.txt").open(encoding="utf-8") as file:
        for line in file:
            word, freq, _ = line.split(" ", 2)
            total += int(freq)
            if word in wanted:
                found[word] = int(freq)
    return found, total


def own_text(kind: str, path: Path) -> str:
    """Read a user's list, with or without a byte-order mark.

    Raises:
        BadInput: if it cannot be read or is not UTF-8; the message calls it by ``kind``.
    """
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise BadInput(f"{kind} {path}: {error.strerror}; check the path") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{kind} {path}: not UTF-8 (byte {error.start}); save the file as UTF-8") from error


def _lines(path: Path) -> Iterator[_Line]:
    """Read a user's file: jieba's ``word freq tag``, or tab-separated columns with or without a header."""
    columns: tuple[str, ...] = USER_COLUMNS
    for number, raw in enumerate(own_text("lexicon", path).splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        where = f"{path}, line {number}"
        if chars.INVISIBLE.search(line):
            raise BadRule(f"{where}: {chars.without_control(line)!r} holds an invisible character; type the word anew")
        if "\t" not in line:
            yield _checked(where, *_spaced(where, line))
            continue
        cells = [cell.strip() for cell in raw.split("\t")]
        if cells[0] == "word":
            columns = tuple(cells)
            continue
        row = dict(zip(columns, cells, strict=False))
        if len(cells) > len(columns):
            raise BadRule(
                f"{where}: {len(cells)} cells for the columns {', '.join(columns)}; give other columns a header"
            )
        yield _checked(where, row["word"], row.get("freq") or None, row.get("pos") or None)


def _spaced(where: str, line: str) -> tuple[str, str | None, str | None]:
    """Take jieba's ``word freq tag`` apart; a word may hold spaces."""
    match = _LINE.fullmatch(line)
    if match is None:  # cannot be: the word takes whatever is left
        raise BadRule(f"{where}: {line!r} is not of the form: word frequency tag")
    word = match["word"]
    *head, tail = word.split()
    if head and chars.HAN.search(word) and not chars.HAN.search(tail):
        raise BadRule(
            f"{where}: {tail!r} in {line!r} is neither a whole frequency nor a tag of Latin letters; "
            "if it belongs to the word, separate the columns by tabs"
        )
    return word, match["freq"], match["pos"]


def _checked(where: str, word: str, freq: str | None, pos: str | None) -> _Line:
    if not word:
        raise BadRule(f"{where}: no word; the columns are word, frequency, tag")
    if freq is not None and not (freq.isascii() and freq.isdecimal() and int(freq) > 0):
        raise BadRule(
            f"{where}: frequency {freq!r} of {word!r} must be a whole number from 1; leave it out to have it computed"
        )
    if pos is not None and not _TAG.fullmatch(pos):
        raise BadRule(f"{where}: tag {pos!r} of {word!r} must be Latin letters, such as n, vn, nz")
    return _Line(word, int(freq) if freq else None, pos)
