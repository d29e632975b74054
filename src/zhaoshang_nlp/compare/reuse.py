"""Text reuse: passages that documents share, who had them first, how much of each document is borrowed.

Punctuation and white space are left out before texts are compared, since copies differ in them first. A passage of a
whole corpus (openings, fixed formulas) would pair every document with every other; what stands in more than ``common``
documents is therefore told apart as boilerplate and begins no search of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhaoshang_nlp.compare import alignment, order
from zhaoshang_nlp.compare.joined import Ints
from zhaoshang_nlp.compare.matrix import group_names
from zhaoshang_nlp.compare.texts import Texts
from zhaoshang_nlp.errors import BadInput
from zhaoshang_nlp.types import Document

# Digits of shares: one character in a million.
_DIGITS = 6
# Passages quoted together, so that a document is fetched once for all it shares; and characters that they may have.
_ROWS, _CHARACTERS = 1 << 16, 1 << 23


@dataclass(frozen=True, slots=True)
class Reusing:
    """What counts as a shared passage.

    Attributes:
        least: characters of the shortest one, punctuation and white space not counted.
        common: documents above which a run of ``least`` characters is boilerplate; None: nothing is.
        punctuation: compare punctuation too (white space never).
    """

    least: int = 13
    common: int | None = 20
    punctuation: bool = False


class Passage(NamedTuple):
    """A passage that two documents share; spans count in the normalised and in the decoded source text of each.

    Attributes:
        a: the earlier document where ``direction`` is ``earlier``, else the first in the input.
        b: the other document.
        direction: ``earlier`` (a before b), ``same_day`` or ``unknown``.
        chars: its length without punctuation and white space.
        boilerplate: how many of them lie in boilerplate of the corpus.
        text: how it stands in ``a``.
    """

    a: str
    b: str
    direction: str
    chars: int
    boilerplate: int
    text: str
    a_start: int
    a_end: int
    a_raw_start: int
    a_raw_end: int
    b_start: int
    b_end: int
    b_raw_start: int
    b_raw_end: int


class Pair(NamedTuple):
    """Two documents that share passages. What lies in boilerplate of the corpus is not counted.

    Attributes:
        a: the earlier document where ``direction`` is ``earlier``, else the first in the input.
        b: the other one.
        direction: as in ``Passage``.
        n_passages: how many they share.
        longest: characters of the longest, boilerplate left out.
        chars_a: characters of ``a`` that lie in passages shared with ``b``, each counted once.
        chars_b: the same of ``b``.
        share_a: ``chars_a`` of all characters of ``a``, 0 to 1.
        share_b: the same of ``b``.
    """

    a: str
    b: str
    direction: str
    n_passages: int
    longest: int
    chars_a: int
    chars_b: int
    share_a: float
    share_b: float


class Borrowed(NamedTuple):
    """How much of a document stands elsewhere; shares are of its characters, punctuation and white space left out.

    Attributes:
        id: the document.
        chars: its characters; a document without any has shares of 0.
        boilerplate: share that lies in boilerplate of the corpus; the other shares are of what does not.
        shared: share that lies in a passage shared with any other document.
        borrowed: share that lies in a passage shared with an earlier document.
        lent: share that lies in a passage shared with a later document.
        original: the rest, 1 - boilerplate - shared.
        n_sources: earlier documents that it shares passages with.
        source: the one of them that it shares most with, ties in order of the ids; None without one.
        source_share: share of the document that is shared with it.
    """

    id: str
    chars: int
    boilerplate: float
    shared: float
    borrowed: float
    lent: float
    original: float
    n_sources: int
    source: str | None
    source_share: float | None


class Boilerplate(NamedTuple):
    """A passage that many documents have.

    Attributes:
        text: the passage as it stands where it is met first.
        chars: its length without punctuation and white space.
        n_docs: documents that hold just this stretch.
        n_places: how often it stands in them.
        first: the first document in the input that holds it.
    """

    text: str
    chars: int
    n_docs: int
    n_places: int
    first: str


class Reuse:
    """What the documents of a corpus share; made by ``reuse``, or of documents that come one by one.

    Attributes:
        how: what counted as a shared passage.
    """

    def __init__(self, texts: Texts, how: Reusing, labels: Sequence[object] | None = None) -> None:
        """Compare documents with each other; arguments as of ``reuse``.

        Args:
            texts: the documents, gathered for the same ``how`` by ``gathering``.
            how: what counts as a shared passage.
            labels: the group of each document.

        Raises:
            ValueError: unless there is one label a document.
        """
        if labels is not None and len(labels) != len(texts):
            raise ValueError(f"{len(labels)} labels for {len(texts)} documents")
        self.how = how
        self._texts = texts
        self._joined = texts.joined
        numbers = None if labels is None else group_names(labels)[1].tolist()
        aligned = alignment.align(self._joined, how.least, how.common, numbers)
        self._matches, self._common = aligned.matches, aligned.common
        self._first = self._joined.text_of(self._matches.p)
        self._second = self._joined.text_of(self._matches.q)

    def passages(self) -> Iterator[Passage]:
        """Yield the shared passages, most characters outside boilerplate first, ties by documents and places."""
        ranked = np.argsort(-self._own_chars, kind="stable")
        total = np.cumsum(self._matches.length[ranked])
        start = 0
        while start < len(ranked):
            before = int(total[start - 1]) if start else 0
            enough = int(np.searchsorted(total, before + _CHARACTERS, side="right"))
            end = min(max(enough, start + 1), start + _ROWS)
            yield from self._quoted(ranked[start:end])
            start = end

    def pairs(self) -> Iterator[Pair]:
        """Yield the pairs of documents that share passages, the larger of both shares first, then the longest."""
        firsts, seconds, signs = self._pair_signs
        longest = np.zeros(len(firsts), np.int64)
        np.maximum.at(longest, self._pair_of, self._own_chars)
        counts = np.bincount(self._pair_of, minlength=len(firsts))
        turned = signs == 1
        a, b = np.where(turned, seconds, firsts), np.where(turned, firsts, seconds)
        chars_p, chars_q = self._pair_chars
        chars_a, chars_b = np.where(turned, chars_q, chars_p), np.where(turned, chars_p, chars_q)
        share_a, share_b = (
            np.fromiter(map(_share, chars.tolist(), self._sizes[side].tolist()), float, len(side))
            for chars, side in ((chars_a, a), (chars_b, b))
        )
        ids = self._texts.ids
        place = {name: number for number, name in enumerate(sorted(ids))}
        names = np.array([place[name] for name in ids], np.int64)
        for i in np.lexsort((names[b], names[a], -longest, -np.maximum(share_a, share_b))).tolist():
            yield Pair(
                ids[a[i]],
                ids[b[i]],
                order.direction(int(signs[i])),
                int(counts[i]),
                int(longest[i]),
                int(chars_a[i]),
                int(chars_b[i]),
                float(share_a[i]),
                float(share_b[i]),
            )

    def borrowed(self) -> list[Borrowed]:
        """Give a row for every document, in input order."""
        everything = np.ones(len(self._first), np.bool_)
        joined, signs = self._joined, self._signs
        own = self._common.outside(joined.ends) - self._common.outside(joined.starts)
        shared = self._held((everything, everything))
        borrowed = self._held((signs == 1, signs == -1))
        lent = self._held((signs == -1, signs == 1))
        counted = (self._sizes - own, shared, borrowed, lent, own - shared)
        sources = self._sources()
        rows = []
        for number, name in enumerate(self._texts.ids):
            size = int(self._sizes[number])
            shares = (_share(int(each[number]), size) for each in counted)
            rows.append(Borrowed._make((name, size, *shares, *sources[number])))
        return rows

    def boilerplate(self) -> list[Boilerplate]:
        """Give the stretches of boilerplate, those in most documents first, ties by length and text.

        Two formulas that always follow each other are one stretch; where one stands alone it is a row of its own.
        """
        found: dict[bytes, list[int]] = {}
        for start, end in zip(self._common.starts.tolist(), self._common.ends.tolist(), strict=True):
            found.setdefault(self._joined.codes[start:end].tobytes(), []).append(start)
        rows = []
        loaded, held = -1, None
        for same, starts in found.items():
            numbers = self._joined.text_of(np.array(starts)).tolist()
            length = len(same) // self._joined.codes.itemsize
            if held is None or numbers[0] != loaded:
                loaded, held = numbers[0], self._texts.load(numbers[0])
            span = held.span(starts[0] - int(self._joined.starts[loaded]), length)
            text = held.text[span.start : span.end]
            rows.append(Boilerplate(text, length, len(set(numbers)), len(starts), self._texts.ids[loaded]))
        return sorted(rows, key=lambda row: (-row.n_docs, -row.chars, row.text))

    @cached_property
    def _signs(self) -> Ints:
        return order.signs(self._texts.times, self._first, self._second)

    @cached_property
    def _sizes(self) -> Ints:
        return self._joined.ends - self._joined.starts

    @cached_property
    def _pair_of(self) -> Ints:
        """The number of the pair of each match; matches are sorted by their documents."""
        return np.cumsum(self._pair_heads) - 1

    @cached_property
    def _pair_heads(self) -> NDArray[np.bool_]:
        """Whether each match is the first of its pair."""
        a, b = self._first, self._second
        return np.concatenate((np.ones(min(len(a), 1), np.bool_), (a[1:] != a[:-1]) | (b[1:] != b[:-1])))

    @cached_property
    def _pair_signs(self) -> tuple[Ints, Ints, Ints]:
        firsts, seconds = self._first[self._pair_heads], self._second[self._pair_heads]
        return firsts, seconds, order.signs(self._texts.times, firsts, seconds)

    @cached_property
    def _pair_chars(self) -> tuple[Ints, Ints]:
        """Characters that each pair's passages cover on both sides, outside boilerplate."""
        size = len(self._pair_signs[0])
        chars_p, chars_q = (alignment.covered(side, self._pair_of, size, self._common) for side in self._spans)
        return chars_p, chars_q

    @cached_property
    def _spans(self) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
        matches = self._matches
        return (matches.p, matches.p + matches.length), (matches.q, matches.q + matches.length)

    @cached_property
    def _own_chars(self) -> Ints:
        """Characters of each passage that lie outside boilerplate."""
        starts, ends = self._spans[0]
        return self._common.outside(ends) - self._common.outside(starts)

    def _sources(self) -> list[tuple[int, str | None, float | None]]:
        """Give for each document how many earlier ones it shares passages with, and the foremost of them."""
        best: list[tuple[int, str | None, int]] = [(0, None, 0)] * len(self._texts)
        firsts, seconds, signs = self._pair_signs
        for i, sign in enumerate(signs.tolist()):
            if sign not in (-1, 1):
                continue
            source, borrower = (firsts[i], seconds[i]) if sign == -1 else (seconds[i], firsts[i])
            chars = int(self._pair_chars[1 if sign == -1 else 0][i])
            count, name, most = best[borrower]
            other = self._texts.ids[source]
            ahead = name is None or (-chars, other) < (-most, name)
            best[borrower] = (count + 1, other, chars) if ahead else (count + 1, name, most)
        return [
            (count, name, None if name is None else _share(chars, int(size)))
            for (count, name, chars), size in zip(best, self._sizes, strict=True)
        ]

    def _held(self, chosen: tuple[NDArray[np.bool_], NDArray[np.bool_]]) -> Ints:
        """Count each document's characters, outside boilerplate, that lie in the chosen passages of either side."""
        sides = list(zip(self._spans, (self._first, self._second), chosen, strict=True))
        starts, ends = (np.concatenate([side[i][which] for side, _, which in sides]) for i in range(2))
        documents = np.concatenate([numbers[which] for _, numbers, which in sides])
        return alignment.covered((starts, ends), documents, len(self._texts), self._common)

    def _quoted(self, chosen: Ints) -> Iterator[Passage]:
        """Yield the chosen passages in their order; each document is fetched once."""
        matches, turned = self._matches, self._signs[chosen] == 1
        sides = (self._first[chosen], matches.p[chosen]), (self._second[chosen], matches.q[chosen])
        (a, at_a), (b, at_b) = (
            [np.where(turned, two, one) for one, two in zip(*pair, strict=True)] for pair in (sides, sides[::-1])
        )
        lengths = matches.length[chosen]
        spans_of, texts = self._fetched(np.concatenate((a, b)), np.concatenate((at_a, at_b)), np.tile(lengths, 2))
        ids, own, signs = self._texts.ids, self._own_chars[chosen].tolist(), self._signs[chosen].tolist()
        for i, length in enumerate(lengths.tolist()):
            names = ids[a[i]], ids[b[i]], order.direction(signs[i])
            yield Passage(*names, length, length - own[i], texts[i], *spans_of[i], *spans_of[len(chosen) + i])

    def _fetched(self, numbers: Ints, places: Ints, lengths: Ints) -> tuple[list[tuple[int, int, int, int]], list[str]]:
        """Give span and source span of stretches of the documents of those numbers; the text of the first half."""
        spans_of: list[tuple[int, int, int, int]] = [(0, 0, 0, 0)] * len(numbers)
        texts = [""] * (len(numbers) // 2)
        firsts = (places - self._joined.starts[numbers]).tolist()
        sizes, loaded = lengths.tolist(), -1
        for i in np.argsort(numbers, kind="stable").tolist():
            if numbers[i] != loaded:
                loaded = int(numbers[i])
                held = self._texts.load(loaded)
            span = held.span(firsts[i], sizes[i])
            spans_of[i] = (*span, *held.raw(span))
            if i < len(texts):
                texts[i] = held.text[span.start : span.end]
        return spans_of, texts


def gathering(how: Reusing) -> Texts:
    """Give what takes the documents one by one; an object of ``Reuse`` compares them when all are there.

    Raises:
        BadInput: for a shortest passage of less than 2 characters, or a limit of less than 2 documents.
    """
    if how.least < 2:
        raise BadInput(f"shared passages of {how.least} characters: give a number from 2")
    if how.common is not None and how.common < 2:
        raise BadInput(f"passages of more than {how.common} documents as boilerplate: give a number from 2")
    return Texts(_visible if how.punctuation else str.isalnum)


def reuse(documents: Iterable[Document], how: Reusing | None = None, labels: Sequence[object] | None = None) -> Reuse:
    """Compare documents with each other.

    Args:
        documents: normalised; their source texts are not kept.
        how: what counts as a shared passage.
        labels: the group of each document; passages between documents of one group are then left out. An unknown group
            (None) is a group of its own for all documents that have none.

    Raises:
        BadInput: for a shortest passage of less than 2 characters, or a limit of less than 2 documents.
        ValueError: unless there is one label a document.

    >>> one = Document.of("我们要把招商引资作为全市的一号工程来抓。", "a")
    >>> other = Document.of("要把招商引资，作为全市的一号工程！", "b")
    >>> [(row.a, row.b, row.chars, row.text) for row in reuse([one, other]).passages()]
    [('a', 'b', 15, '要把招商引资作为全市的一号工程')]
    """
    how = how or Reusing()
    texts = gathering(how)
    for document in documents:
        texts.add(document)
    return Reuse(texts, how, labels)


def _visible(char: str) -> bool:
    return not char.isspace()


def _share(part: int, whole: int) -> float:
    return round(part / whole, _DIGITS) if whole else 0.0
