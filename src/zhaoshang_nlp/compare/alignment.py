"""Passages that two texts have in common, found in all pairs of many texts at once, with numpy alone.

Every run of ``least`` characters (a gram) gets a 64-bit hash; equal hashes lie side by side once they are sorted. A
pair of equal grams is a seed, and each seed is grown to both sides over the text itself: what comes out is verified
character by character, so that hashes decide about speed and never about results.

Only the grams that stand in two texts are kept, four bytes each; all else is done piece by piece.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhaoshang_nlp.compare.joined import Codes, Hashes, Ints, Joined, repeated

# Of four bytes while they suffice.
Places = NDArray[np.integer[Any]]

# A gram that stands in few documents may still fill a table: above so many places for each allowed document it counts
# as common, lest its pairs grow with the square.
_PLACES = 4
# Seeds grown at once.
_SEEDS = 1 << 20


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
class Stretches:
    """Stretches of places, sorted, none touching the next.

    Attributes:
        starts: where each begins.
        ends: one past where it ends.
    """

    starts: Ints
    ends: Ints

    def before(self, places: Ints) -> Ints:
        """Give for each place how many places before it lie in a stretch.

        >>> Stretches(np.array([1, 4]), np.array([3, 5])).before(np.array([0, 2, 3, 9])).tolist()
        [0, 1, 2, 3]
        """
        total = np.concatenate(([0], np.cumsum(self.ends - self.starts)))
        behind = np.searchsorted(self.starts, places, side="right")
        over = np.concatenate(([0], self.ends))[behind] - places  # what of the last stretch lies behind the place
        return np.asarray(total[behind] - np.maximum(over, 0), np.int64)

    def outside(self, places: Ints) -> Ints:
        """Give for each place how many places before it lie in no stretch."""
        return places - self.before(places)


@dataclass(frozen=True, slots=True)
class Aligned:
    """What was found.

    Attributes:
        matches: passages of two texts that hold at least one gram that is not common.
        common: what common grams cover.
    """

    matches: Matches
    common: Stretches


class _Groups(NamedTuple):
    """Places in groups of equal grams, each in ascending order, and the size of each group."""

    places: Places
    sizes: Places


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
    common = np.zeros(len(joined.codes), np.bool_)
    small: np.dtype[Any] = np.dtype(np.uint32 if len(joined.codes) <= np.iinfo(np.uint32).max else np.int64)
    groups: list[_Groups] = []
    for places, hashes in repeated(joined, least):
        kept, sizes, is_common = _grouped(joined, places, hashes, cap)
        common[kept[np.repeat(is_common, sizes)]] = True
        own = kept[np.repeat(~is_common, sizes)]
        groups.append(_Groups(own.astype(small), sizes[~is_common].astype(small)))
    numbers = np.arange(len(joined.starts)) if labels is None else np.asarray(labels, np.int64)
    seeds = (pair for one in groups for pair in _seeds(joined, one, common, numbers))
    found = [tuple(column.astype(small) for column in _grown(joined.codes, p, q, least)) for p, q in _portions(seeds)]
    matches = _sorted(joined, found)
    starts, ends = runs(common)
    return Aligned(matches, _widened(starts, ends + least - 1))


def covered(spans: tuple[Ints, Ints], keys: Ints, size: int, counted: Stretches) -> Ints:
    """Give how many places outside stretches the half-open spans of each key cover, each place once.

    Args:
        spans: starts and ends.
        keys: what each span belongs to, 0 or higher.
        size: number of keys.
        counted: what lies in these stretches does not count.

    >>> none = Stretches(np.array([], int), np.array([], int))
    >>> covered((np.array([0, 2, 5]), np.array([3, 4, 6])), np.array([0, 0, 1]), 2, none).tolist()
    [4, 1]
    """
    starts, ends = spans
    order = np.lexsort((starts, keys))
    starts, ends, keys = starts[order], ends[order], keys[order]
    # Places of different keys are moved apart, so that one running maximum serves all.
    shift = keys * (int(ends.max(initial=0)) + 1)
    reach = np.maximum.accumulate(np.concatenate(([0], (ends + shift)[:-1]))) if len(ends) else ends
    begins = np.minimum(np.maximum(starts + shift, reach) - shift, ends)
    found = counted.outside(ends) - counted.outside(begins)
    return np.bincount(keys, weights=found, minlength=size).astype(np.int64)


def runs(flags: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Give starts and ends of the stretches where the flags are up.

    >>> [each.tolist() for each in runs(np.array([False, True, True, False, True]))]
    [[1, 4], [3, 5]]
    """
    turns = np.flatnonzero(flags[1:] != flags[:-1]) + 1
    edges = [turns]
    if len(flags) and flags[0]:
        edges.insert(0, np.zeros(1, np.int64))
    if len(flags) and flags[-1]:
        edges.append(np.full(1, len(flags)))
    joined = np.concatenate(edges)
    return joined[::2], joined[1::2]


def _widened(starts: Ints, ends: Ints) -> Stretches:
    """Join sorted stretches of one length and more that overlap or touch; ends ascend as starts do."""
    if not len(starts):
        return Stretches(starts, ends)
    apart = starts[1:] > ends[:-1]
    return Stretches(starts[np.concatenate(([True], apart))], ends[np.concatenate((apart, [True]))])


def _grouped(joined: Joined, places: Ints, hashes: Hashes, cap: int | None) -> tuple[Ints, Ints, NDArray[np.bool_]]:
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


def _seeds(joined: Joined, groups: _Groups, common: NDArray[np.bool_], labels: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Yield pairs of equal grams from which a passage is grown: the first one that is not common on each diagonal."""
    codes = joined.codes
    places, sizes = groups.places.astype(np.int64), groups.sizes.astype(np.int64)
    left = np.repeat(np.cumsum(sizes), sizes) - np.arange(len(places)) - 1  # members of the group behind each one
    alive = np.flatnonzero(left > 0)
    apart = 1
    while len(alive):
        p, q = places[alive], places[alive + apart]
        before = codes[p - 1]
        # The pair before it, had it been one, would have begun the search.
        first = (before != codes[q - 1]) | (before == 0) | common[p - 1]
        p, q = p[first], q[first]
        a, b = joined.text_of(p), joined.text_of(q)
        wanted = (a != b) & (labels[a] != labels[b])
        yield p[wanted], q[wanted]
        apart += 1
        alive = alive[left[alive] >= apart]


def _portions(pairs: Iterator[tuple[Ints, Ints]]) -> Iterator[tuple[Ints, Ints]]:
    """Gather pairs into larger portions: growing goes step by step, and costs a few as much as many."""
    held: list[tuple[Ints, Ints]] = []
    size = 0
    for pair in pairs:
        held.append(pair)
        size += len(pair[0])
        if size >= _SEEDS:
            yield np.concatenate([p for p, _ in held]), np.concatenate([q for _, q in held])
            held, size = [], 0
    if held:
        yield np.concatenate([p for p, _ in held]), np.concatenate([q for _, q in held])


def _grown(codes: Codes, p: Ints, q: Ints, least: int) -> tuple[Ints, Ints, Ints]:
    """Verify the seeds on the text and grow them to both sides, as far as both texts agree; give p, q and length."""
    same = np.ones(len(p), np.bool_)
    for k in range(least):
        same &= codes[p + k] == codes[q + k]
    p, q = p[same], q[same]
    right = _reach(codes, (p + least, q + least), 1)
    left = _reach(codes, (p - 1, q - 1), -1)
    return p - left, q - left, least + left + right


def _reach(codes: Codes, ends: tuple[Ints, Ints], step: int) -> Ints:
    """Count how far two places can go on together; what stands between the texts stops them."""
    p, q = ends
    steps = np.zeros(len(p), np.int64)
    active = np.arange(len(p))
    done = 0
    while len(active):
        one = codes[p[active] + done * step]
        active = active[(one == codes[q[active] + done * step]) & (one != 0)]
        done += 1
        steps[active] = done
    return steps


def _sorted(joined: Joined, found: Sequence[tuple[Places, ...]]) -> Matches:
    """Put what was found in order, each passage once."""
    columns = [np.concatenate([np.empty(0, np.int64), *(one[i] for one in found)]) for i in range(3)]
    p, q, length = (column.astype(np.int64, copy=False) for column in columns)
    # Two seeds of one passage, a common gram between them, have grown into the same.
    order = np.lexsort((q, p))
    p, q = p[order], q[order]
    fresh = np.concatenate(([True], (p[1:] != p[:-1]) | (q[1:] != q[:-1]))) if len(p) else np.empty(0, np.bool_)
    p, q, length = p[fresh], q[fresh], length[order][fresh]
    order = np.argsort(joined.text_of(p) * len(joined.starts) + joined.text_of(q), kind="stable")
    return Matches(p[order], q[order], length[order])
