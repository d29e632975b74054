"""Passages that two texts have in common, found in all pairs of many texts at once, with numpy alone.

Every run of ``least`` characters (a gram) gets a 64-bit hash; equal hashes lie side by side once they are sorted. A
pair of equal grams is a seed, and each seed is grown to both sides over the text itself: what comes out is verified
character by character, so that hashes decide about speed and never about results.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

# Hashes made, or sorted, at once: 64 MB of them.
_CHUNK = 8_000_000
# A gram that stands in few documents may still fill a table: above so many places for each allowed document it counts
# as common, lest its pairs grow with the square.
_PLACES = 4
_BASE = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Joined:
    """Texts one behind the other.

    Attributes:
        codes: the code points; before, between and behind the texts a negative number that stands nowhere else.
        starts: where each text begins.
        ends: one past where it ends.
    """

    codes: NDArray[np.int32]
    starts: Ints
    ends: Ints

    def text_of(self, places: Ints) -> Ints:
        """Give the number of the text that each place lies in."""
        return np.searchsorted(self.starts, places, side="right") - 1


@dataclass(frozen=True, slots=True)
class Matches:
    """Passages that stand in two texts, sorted by the texts and the places; ``p`` is always in the earlier text.

    Attributes:
        p: where each begins in the one text, counted in ``Joined.codes``.
        q: where it begins in the other.
        length: its characters.
    """

    p: Ints
    q: Ints
    length: Ints


@dataclass(frozen=True, slots=True)
class Aligned:
    """What was found.

    Attributes:
        matches: passages of two texts that hold at least one gram that is not common.
        common: for each place whether a common gram begins there.
    """

    matches: Matches
    common: NDArray[np.bool_]


def code_points(text: str) -> NDArray[np.int32]:
    """Give the code points of a text, lone surrogates too."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.int32)


def join(texts: Sequence[NDArray[np.int32]]) -> Joined:
    """Put texts one behind the other."""
    parts: list[NDArray[np.int32]] = []
    for number, text in enumerate(texts, 1):
        parts += (np.array([-number], np.int32), text)
    parts.append(np.array([-len(texts) - 1], np.int32))
    lengths = np.array([len(text) for text in texts], np.int64)
    ends = np.cumsum(lengths + 1)
    return Joined(np.concatenate(parts), ends - lengths, ends)


def align(joined: Joined, least: int, cap: int | None = None, labels: Sequence[int] | None = None) -> Aligned:
    """Find the passages of at least ``least`` characters that stand in two different texts.

    Without a cap these are all maximal ones: neither side can be grown by a character. With a cap, grams that stand in
    more than ``cap`` texts (or in more than four times as many places) are common: they begin no search, but a passage
    that holds another gram as well is grown across them.

    Args:
        joined: the texts.
        least: characters of the shortest passage, at least 1.
        cap: texts that a gram may stand in before it is common; None for no limit.
        labels: only texts of different labels are compared; None compares all.
    """
    hashes = _hashes(joined.codes, least)
    common = np.zeros(len(joined.codes), np.bool_)
    groups = []
    for places in _sorted(hashes, _valid(joined, least)):
        kept, sizes, is_common = _grouped(joined, places, hashes[places], cap)
        common[kept[np.repeat(is_common, sizes)]] = True
        groups.append((kept[np.repeat(~is_common, sizes)], sizes[~is_common]))
    numbers = np.arange(len(joined.starts)) if labels is None else np.asarray(labels, np.int64)
    seeds = [pair for kept, sizes in groups for pair in _seeds(joined, kept, sizes, (common, numbers))]
    p = np.concatenate([np.empty(0, np.int64), *(pair[0] for pair in seeds)])
    q = np.concatenate([np.empty(0, np.int64), *(pair[1] for pair in seeds)])
    return Aligned(_grown(joined, p, q, least), common)


def covered(spans: tuple[Ints, Ints], keys: Ints, size: int, before: Ints) -> Ints:
    """Give how many places the half-open spans of each key cover together, places that several cover once.

    Args:
        spans: starts and ends.
        keys: what each span belongs to, 0 or higher.
        size: number of keys.
        before: for each place how many of those that count lie before it, and one more number for the end.

    >>> covered((np.array([0, 2, 5]), np.array([3, 4, 6])), np.array([0, 0, 1]), 2, np.arange(7)).tolist()
    [4, 1]
    """
    starts, ends = spans
    order = np.lexsort((starts, keys))
    starts, ends, keys = starts[order], ends[order], keys[order]
    # Places of different keys are moved apart, so that one running maximum serves all.
    shift = keys * (int(ends.max(initial=0)) + 1)
    reach = np.maximum.accumulate(np.concatenate(([0], (ends + shift)[:-1]))) if len(ends) else ends
    begins = np.minimum(np.maximum(starts + shift, reach) - shift, ends)
    return np.bincount(keys, weights=before[ends] - before[begins], minlength=size).astype(np.int64)


def runs(flags: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Give starts and ends of the stretches where the flags are up.

    >>> [each.tolist() for each in runs(np.array([False, True, True, False, True]))]
    [[1, 4], [3, 5]]
    """
    edges = np.diff(np.concatenate(([0], flags.astype(np.int8), [0])))
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)


def gram_hashes(codes: NDArray[np.int32], least: int) -> NDArray[np.uint64]:
    """Give a hash for each run of ``least`` code points of one text, empty where the text is shorter."""
    return _hashes(codes, least) if len(codes) >= least else np.empty(0, np.uint64)


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread numbers over 64 bits (the finaliser of SplitMix64, public domain)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _hashes(codes: NDArray[np.int32], least: int) -> NDArray[np.uint64]:
    """Hash the gram at every place; those that reach beyond a text are hashed too and never looked at."""
    found = np.empty(max(len(codes) - least + 1, 0), np.uint64)
    for first in range(0, len(found), _CHUNK):
        size = min(_CHUNK, len(found) - first)
        piece = _mixed(codes[first : first + size + least - 1].astype(np.uint64) + _BASE)
        total = np.zeros(size, np.uint64)
        for k in range(least):
            total *= _BASE
            total += piece[k : k + size]
        found[first : first + size] = _mixed(total)
    return found


def _valid(joined: Joined, least: int) -> Ints:
    """Give the places where a gram begins that lies within one text."""
    counts = np.maximum(joined.ends - joined.starts - least + 1, 0)
    first = np.cumsum(counts) - counts
    return np.asarray(np.arange(int(counts.sum())) + np.repeat(joined.starts - first, counts), np.int64)


def _sorted(hashes: NDArray[np.uint64], valid: Ints) -> Iterator[Ints]:
    """Yield places in order of their hashes, then of the places, in parts that no hash straddles."""
    bits = (max(len(valid) - 1, 0) // _CHUNK).bit_length()
    part = (hashes[valid] >> np.uint64(64 - bits)).astype(np.uint16) if bits else np.zeros(0, np.uint16)
    for number in range(1 << bits):
        places = valid[part == number] if bits else valid
        yield places[np.argsort(hashes[places], kind="stable")]


def _grouped(
    joined: Joined, places: Ints, hashes: NDArray[np.uint64], cap: int | None
) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """Keep the grams that stand in two texts; give their places, the size of each group, and which are common."""
    heads = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1]))) if len(hashes) else np.empty(0, int)
    sizes = np.diff(np.concatenate((heads, [len(hashes)])))
    several = sizes > 1
    places, sizes = places[np.repeat(several, sizes)], sizes[several]
    if not len(sizes):
        return places, sizes, np.zeros(0, np.bool_)
    heads = np.cumsum(sizes) - sizes
    texts = joined.text_of(places)
    fresh = np.concatenate(([1], (texts[1:] != texts[:-1]).astype(np.int64)))
    fresh[heads] = 1
    spread = np.add.reduceat(fresh, heads)
    kept = spread > 1
    is_common = np.zeros(len(sizes), np.bool_) if cap is None else (spread > cap) | (sizes > _PLACES * cap)
    return places[np.repeat(kept, sizes)], sizes[kept], is_common[kept]


def _seeds(
    joined: Joined, places: Ints, sizes: Ints, told: tuple[NDArray[np.bool_], Ints]
) -> Iterator[tuple[Ints, Ints]]:
    """Yield pairs of equal grams from which a passage is grown: the first one that is not common on each diagonal."""
    common, labels = told
    codes = joined.codes
    left = np.repeat(np.cumsum(sizes), sizes) - np.arange(len(places)) - 1  # members of the group behind each one
    alive = np.flatnonzero(left > 0)
    apart = 1
    while len(alive):
        p, q = places[alive], places[alive + apart]
        # The pair before it, had it been one, would have begun the search.
        first = (codes[p - 1] != codes[q - 1]) | common[p - 1]
        p, q = p[first], q[first]
        a, b = joined.text_of(p), joined.text_of(q)
        wanted = (a != b) & (labels[a] != labels[b])
        yield p[wanted], q[wanted]
        apart += 1
        alive = alive[left[alive] >= apart]


def _grown(joined: Joined, p: Ints, q: Ints, least: int) -> Matches:
    """Verify the seeds on the text and grow them to both sides, as far as both texts agree."""
    codes = joined.codes
    same = np.ones(len(p), np.bool_)
    for k in range(least):
        same &= codes[p + k] == codes[q + k]
    p, q = p[same], q[same]
    right = _reach(codes, (p + least, q + least), 1)
    left = _reach(codes, (p - 1, q - 1), -1)
    p, q, length = p - left, q - left, least + left + right
    # Two seeds of one passage, a common gram between them, have grown into the same.
    order = np.lexsort((q, p))
    p, q, length = p[order], q[order], length[order]
    fresh = np.concatenate(([True], (p[1:] != p[:-1]) | (q[1:] != q[:-1]))) if len(p) else np.empty(0, np.bool_)
    p, q, length = p[fresh], q[fresh], length[fresh]
    order = np.lexsort((q, p, joined.text_of(q), joined.text_of(p)))
    return Matches(p[order], q[order], length[order])


def _reach(codes: NDArray[np.int32], ends: tuple[Ints, Ints], step: int) -> Ints:
    """Count how far two places can go on together; the numbers between the texts, each its own, stop them."""
    p, q = ends
    steps = np.zeros(len(p), np.int64)
    active = np.arange(len(p))
    done = 0
    while len(active):
        active = active[codes[p[active] + done * step] == codes[q[active] + done * step]]
        done += 1
        steps[active] = done
    return steps
