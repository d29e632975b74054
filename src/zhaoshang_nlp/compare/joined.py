"""The texts of a comparison one behind the other, two bytes a character, and the hashes of the runs of characters.

Characters are numbered as they are met. So a hundred million of them, ideographs beyond the first plane among them, are
held in two hundred megabytes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]
# Of two or four bytes.
Codes = NDArray[np.unsignedinteger[Any]]

# Hashes sorted at once: at most 128 MB of them. Texts that have more are gone through several times.
_PART = 1 << 24
# Hashes made at once, few enough for the processor to hold them near.
_CHUNK = 1 << 17
# Sorted hashes looked at together.
_PIECE = 1 << 20
_BASE = np.uint64(0x9E3779B97F4A7C15)
_UNMET, _LEFT_OUT = -1, 0


@dataclass(frozen=True, slots=True)
class Joined:
    """Texts one behind the other.

    Attributes:
        codes: the number of each character, 1 or higher, equal for equal ones; before, between and behind the texts 0.
        starts: where each text begins.
        ends: one past where it ends.
    """

    codes: Codes
    starts: Ints
    ends: Ints

    def text_of(self, places: NDArray[np.integer]) -> Ints:
        """Give the number of the text that each place lies in."""
        return np.searchsorted(self.starts, places, side="right") - 1


class Joiner:
    """Takes texts one by one and keeps of each the characters that are compared.

    >>> joiner = Joiner(str.isalnum)
    >>> joiner.add("招商，招")
    >>> joiner.add("商")
    >>> joiner.joined().codes.tolist(), joiner.places("招商，招").tolist()
    ([0, 2, 1, 2, 0, 1, 0], [0, 1, 3])
    """

    def __init__(self, compared: Callable[[str], bool]) -> None:
        """Begin with no text.

        Args:
            compared: tells of a character whether it is compared.
        """
        self._compared = compared
        self._numbers = np.full(sys.maxunicode + 1, _UNMET, np.int32)
        self._known = 0
        self._lengths: list[int] = []
        self._type: np.dtype[Any] = np.dtype(np.uint16)
        self._held = bytearray(2)

    def add(self, text: str) -> None:
        """Take one more text; not after ``joined``."""
        numbers = self._numbered(text)
        kept = numbers[numbers != _LEFT_OUT]
        if self._known > np.iinfo(self._type).max:
            held = np.frombuffer(self._held, self._type)
            self._type = np.dtype(np.uint32)
            self._held = bytearray(held.astype(self._type).tobytes())
        self._held += kept.astype(self._type).tobytes()
        self._held += bytes(self._type.itemsize)
        self._lengths.append(len(kept))

    def joined(self) -> Joined:
        """Give all texts."""
        lengths = np.array(self._lengths, np.int64)
        ends = np.cumsum(lengths + 1)
        codes: Codes = np.frombuffer(self._held, self._type)
        return Joined(codes, ends - lengths, ends)

    def places(self, text: str) -> Ints:
        """Give the places of the characters of a text that are compared."""
        return np.flatnonzero(self._numbered(text))

    def _numbered(self, text: str) -> NDArray[np.int32]:
        codes = code_points(text)
        numbers = self._numbers[codes]
        unmet = numbers == _UNMET
        if unmet.any():
            for code in np.unique(codes[unmet]).tolist():
                self._known += (compared := self._compared(chr(code)))
                self._numbers[code] = self._known if compared else _LEFT_OUT
            numbers = self._numbers[codes]
        return numbers


def join(texts: Iterable[str], compared: Callable[[str], bool] = lambda _: True) -> Joined:
    """Put texts one behind the other; all characters are compared if nothing else is said."""
    joiner = Joiner(compared)
    for text in texts:
        joiner.add(text)
    return joiner.joined()


def code_points(text: str) -> NDArray[np.int32]:
    """Give the code points of a text, lone surrogates too."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.int32)


def gram_hashes(codes: NDArray[np.int32], least: int) -> Hashes:
    """Give a hash for each run of ``least`` code points of one text, empty where the text is shorter."""
    if len(codes) < least:
        return np.empty(0, np.uint64)
    return _rolled(_mixed(codes.astype(np.uint64) + _BASE), least)


def repeated(joined: Joined, least: int) -> Iterator[tuple[Ints, Hashes]]:
    """Yield the places of the grams that may stand twice with their hashes, sorted by both in pieces no hash straddles.

    Most grams of most texts stand once. So what is sorted is one number a gram, its place in the lower bits and as much
    of the hash as there is room for in the higher ones; only where those agree is the whole hash asked for. What does
    not fit into one sorting is done in several, each for the grams whose hashes end alike.

    Args:
        joined: the texts.
        least: characters of a gram.
    """
    mixed = _mixed(np.arange(int(joined.codes.max(initial=0)) + 1, dtype=np.uint64) + _BASE)
    grams = max(len(joined.codes) - least + 1, 0)
    mask = np.uint64((1 << len(joined.codes).bit_length()) - 1)
    parts = 1 << (max(grams - 1, 0) // _PART).bit_length()
    for part in range(parts):
        keys = np.empty(grams // parts + 1, np.uint64)
        held = 0
        for first in range(0, grams, _CHUNK):
            some = _keys(joined, mixed, (first, min(first + _CHUNK, grams), least), (part, parts, mask))
            if held + len(some) > len(keys):
                keys.resize(held + len(some) + len(keys) // 16, refcheck=False)
            keys[held : held + len(some)] = some
            held += len(some)
        keys = keys[:held]
        keys.sort()
        for piece in _pieces(keys, mask):
            alike = (piece[1:] | mask) == (piece[:-1] | mask)
            several = np.concatenate((alike, [False])) | np.concatenate(([False], alike))
            yield _by_hash(joined, mixed, (piece[several] & mask).astype(np.int64), least)


def _keys(joined: Joined, mixed: Hashes, stretch: tuple[int, int, int], wanted: tuple[int, int, np.uint64]) -> Hashes:
    """Give hash and place in one number, for the grams of one part that begin in a stretch and lie within one text."""
    first, end, least = stretch
    part, parts, mask = wanted
    hashes = _rolled(mixed[joined.codes[first : end + least - 1]], least)
    inside = np.ones(end - first, np.bool_)
    bounds = joined.ends[np.searchsorted(joined.ends, first) : np.searchsorted(joined.ends, end + least)]
    reaching = (bounds[:, None] - np.arange(least) - first).ravel()  # grams that hold the end of a text
    inside[reaching[(reaching >= 0) & (reaching < len(inside))]] = False
    if first == 0:
        inside[0] = False
    if parts > 1:
        inside &= (hashes & np.uint64(parts - 1)) == np.uint64(part)
    chosen = np.flatnonzero(inside)
    return (hashes[chosen] & ~mask) | (chosen + first).astype(np.uint64)


def _pieces(keys: Hashes, mask: np.uint64) -> Iterator[Hashes]:
    """Cut sorted keys where the hash changes."""
    start = 0
    while start < len(keys):
        end = min(start + _PIECE, len(keys))
        end = int(np.searchsorted(keys, keys[end - 1] | mask, side="right"))
        yield keys[start:end]
        start = end


def _by_hash(joined: Joined, mixed: Hashes, places: Ints, least: int) -> tuple[Ints, Hashes]:
    """Sort places by their whole hashes; they are in order but for a few that agree in a part of them."""
    hashes = np.zeros(len(places), np.uint64)
    for k in range(least):
        hashes *= _BASE
        hashes += mixed[joined.codes[places + k]]
    hashes = _mixed(hashes)
    if (hashes[1:] >= hashes[:-1]).all():
        return places, hashes
    order = np.argsort(hashes, kind="stable")
    return places[order], hashes[order]


def _mixed(values: Hashes) -> Hashes:
    """Spread numbers over 64 bits (the finaliser of SplitMix64, public domain)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _rolled(mixed: Hashes, least: int) -> Hashes:
    """Hash each run of ``least`` characters: a polynomial of their numbers, of longer runs made from two shorter ones.

    The bits of ``least`` after the first say how: double what there is, and add one character where the bit is set.
    """
    found, size = mixed, 1
    for bit in bin(least)[3:]:
        found = found[:-size] * np.uint64(pow(int(_BASE), size, 1 << 64)) + found[size:]
        size *= 2
        if bit == "1":
            found = found[:-1] * _BASE + mixed[size : size + len(found) - 1]
            size += 1
    return _mixed(found)
