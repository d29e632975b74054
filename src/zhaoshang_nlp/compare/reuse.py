"""Text reuse: passages that documents share, who had them first, how much of each document is borrowed.

Punctuation and white space are left out before texts are compared, since copies differ in them first. A passage of a
whole corpus (openings, fixed formulas) would pair every document with every other; what stands in more than ``common``
documents is therefore told apart as boilerplate and begins no search of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhaoshang_nlp import spans
from zhaoshang_nlp.compare import alignment, order
from zhaoshang_nlp.compare.alignment import Ints
from zhaoshang_nlp.compare.matrix import group_names
from zhaoshang_nlp.errors import BadInput
from zhaoshang_nlp.types import Document, Span

# Digits of shares: one character in a million.
_DIGITS = 6


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
    """What the documents of a corpus share; made by ``reuse``.

    Attributes:
        documents: the documents, without their source texts.
        how: what counted as a shared passage.
    """

    def __init__(self, documents: Sequence[Document], how: Reusing, labels: Sequence[object] | None) -> None:
        self.documents = documents
        self.how = how
        self._kept = [_kept(document.text, how.punctuation) for document in documents]
        self._joined = alignment.join(
            [alignment.code_points(d.text)[places] for d, places in zip(documents, self._kept, strict=True)]
        )
        numbers = None if labels is None else group_names(labels)[1].tolist()
        self._aligned = alignment.align(self._joined, how.least, how.common, numbers)
        self._first = self._joined.text_of(self._aligned.matches.p)
        self._second = self._joined.text_of(self._aligned.matches.q)
        self._times = [order.when(document.meta) for document in documents]

    def passages(self) -> Iterator[Passage]:
        """Yield the shared passages, most characters outside boilerplate first, ties by documents and places."""
        matches, signs, own = self._aligned.matches, self._signs, self._own_chars
        for i in np.argsort(-own, kind="stable").tolist():
            sides = [
                (int(self._first[i]), int(matches.p[i])),
                (int(self._second[i]), int(matches.q[i])),
            ]
            if signs[i] == 1:
                sides.reverse()
            length = int(matches.length[i])
            (a, span_a), (b, span_b) = ((number, self._span(number, place, length)) for number, place in sides)
            yield Passage(
                self.documents[a].id,
                self.documents[b].id,
                order.direction(int(signs[i])),
                length,
                length - int(own[i]),
                self.documents[a].text[span_a.start : span_a.end],
                *span_a,
                *self._raw(a, span_a),
                *span_b,
                *self._raw(b, span_b),
            )

    def pairs(self) -> list[Pair]:
        """Give the pairs of documents that share passages, the larger of both shares first, then the longest."""
        found = []
        firsts, seconds, signs = self._pair_signs
        sizes = self._sizes
        longest = np.zeros(len(firsts), np.int64)
        np.maximum.at(longest, self._pair_of, self._own_chars)
        counts = np.bincount(self._pair_of, minlength=len(firsts))
        for i, sign in enumerate(signs.tolist()):
            sides = [(int(firsts[i]), int(self._pair_chars[0][i])), (int(seconds[i]), int(self._pair_chars[1][i]))]
            if sign == 1:
                sides.reverse()
            (a, chars_a), (b, chars_b) = sides
            shares = _share(chars_a, int(sizes[a])), _share(chars_b, int(sizes[b]))
            names = self.documents[a].id, self.documents[b].id, order.direction(sign)
            found.append(Pair(*names, int(counts[i]), int(longest[i]), chars_a, chars_b, *shares))
        return sorted(found, key=lambda pair: (-max(pair.share_a, pair.share_b), -pair.longest, pair.a, pair.b))

    def borrowed(self) -> list[Borrowed]:
        """Give a row for every document, in input order."""
        matches, signs = self._aligned.matches, self._signs
        from_p, from_q = (matches.p, matches.p + matches.length), (matches.q, matches.q + matches.length)
        common, sides = self._common, [from_p, from_q]
        shared = self._flags(sides, [slice(None), slice(None)]) & ~common
        borrowed = self._flags(sides, [signs == 1, signs == -1]) & ~common
        lent = self._flags(sides, [signs == -1, signs == 1]) & ~common
        counted = [self._per_document(flags) for flags in (common, shared, borrowed, lent, ~(shared | common))]
        sources = self._sources()
        rows = []
        for number, document in enumerate(self.documents):
            size = int(self._sizes[number])
            shares = (_share(int(each[number]), size) for each in counted)
            rows.append(Borrowed._make((document.id, size, *shares, *sources[number])))
        return rows

    def boilerplate(self) -> list[Boilerplate]:
        """Give the stretches of boilerplate, those in most documents first, ties by length and text.

        Two formulas that always follow each other are one stretch; where one stands alone it is a row of its own.
        """
        starts, ends = alignment.runs(self._common)
        found: dict[bytes, list[tuple[int, int]]] = {}
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            found.setdefault(self._joined.codes[start:end].tobytes(), []).append((start, end))
        rows = []
        for places in found.values():
            numbers = self._joined.text_of(np.array([start for start, _ in places])).tolist()
            start, end = places[0]
            span = self._span(numbers[0], start, end - start)
            first = self.documents[numbers[0]]
            text = first.text[span.start : span.end]
            rows.append(Boilerplate(text, end - start, len(set(numbers)), len(places), first.id))
        return sorted(rows, key=lambda row: (-row.n_docs, -row.chars, row.text))

    @cached_property
    def _signs(self) -> Ints:
        return order.signs(self._times, self._first, self._second)

    @cached_property
    def _sizes(self) -> Ints:
        return self._joined.ends - self._joined.starts

    @cached_property
    def _pair_of(self) -> Ints:
        """The number of the pair of each match; matches are sorted by their documents."""
        return self._numbered[1]

    @cached_property
    def _numbered(self) -> tuple[Ints, Ints]:
        keys = self._first * len(self.documents) + self._second
        heads, numbers = np.unique(keys, return_inverse=True)
        return heads, numbers.astype(np.int64)

    @cached_property
    def _pair_signs(self) -> tuple[Ints, Ints, Ints]:
        heads = self._numbered[0]
        firsts, seconds = heads // max(len(self.documents), 1), heads % max(len(self.documents), 1)
        return firsts, seconds, order.signs(self._times, firsts, seconds)

    @cached_property
    def _pair_chars(self) -> tuple[Ints, Ints]:
        """Characters that each pair's passages cover on both sides, outside boilerplate."""
        matches, size = self._aligned.matches, len(self._numbered[0])
        ends = (matches.p + matches.length, matches.q + matches.length)
        sides = ((matches.p, ends[0]), (matches.q, ends[1]))
        chars_p, chars_q = (alignment.covered(side, self._pair_of, size, self._own_before) for side in sides)
        return chars_p, chars_q

    @cached_property
    def _own_before(self) -> Ints:
        """For each place how many before it lie outside boilerplate."""
        return np.concatenate(([0], np.cumsum(~self._common)))

    @cached_property
    def _own_chars(self) -> Ints:
        """Characters of each passage that lie outside boilerplate."""
        matches = self._aligned.matches
        before = self._own_before
        return np.asarray(before[matches.p + matches.length] - before[matches.p], np.int64)

    @cached_property
    def _common(self) -> NDArray[np.bool_]:
        """Places that lie in boilerplate."""
        starts, ends = alignment.runs(self._aligned.common)
        return self._flags([(starts, ends + self.how.least - 1)], [slice(None)])

    def _sources(self) -> list[tuple[int, str | None, float | None]]:
        """Give for each document how many earlier ones it shares passages with, and the foremost of them."""
        best: list[tuple[int, str | None, int]] = [(0, None, 0)] * len(self.documents)
        firsts, seconds, signs = self._pair_signs
        for i, sign in enumerate(signs.tolist()):
            if sign not in (-1, 1):
                continue
            source, borrower = (firsts[i], seconds[i]) if sign == -1 else (seconds[i], firsts[i])
            chars = int(self._pair_chars[1 if sign == -1 else 0][i])
            count, name, most = best[borrower]
            other = self.documents[source].id
            ahead = name is None or (-chars, other) < (-most, name)
            best[borrower] = (count + 1, other, chars) if ahead else (count + 1, name, most)
        return [
            (count, name, None if name is None else _share(chars, int(size)))
            for (count, name, chars), size in zip(best, self._sizes, strict=True)
        ]

    def _flags(
        self, sides: Sequence[tuple[Ints, Ints]], chosen: Sequence[slice | NDArray[np.bool_]]
    ) -> NDArray[np.bool_]:
        """Mark the places that lie in any of the chosen spans."""
        steps = np.zeros(len(self._joined.codes) + 1, np.int32)
        for (starts, ends), which in zip(sides, chosen, strict=True):
            np.add.at(steps, starts[which], 1)
            np.add.at(steps, ends[which], -1)
        return np.cumsum(steps[:-1], dtype=np.int32) > 0

    def _per_document(self, flags: NDArray[np.bool_]) -> Ints:
        total = np.concatenate(([0], np.cumsum(flags)))
        return np.asarray(total[self._joined.ends] - total[self._joined.starts], np.int64)

    def _span(self, number: int, place: int, length: int) -> Span:
        """Give the span in the normalised text; punctuation at its rims is left out, inside it is kept."""
        first = place - int(self._joined.starts[number])
        kept = self._kept[number]
        return Span(int(kept[first]), int(kept[first + length - 1]) + 1)

    def _raw(self, number: int, span: Span) -> Span:
        return spans.raw_span(self.documents[number].hunks, span)


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
    if how.least < 2:
        raise BadInput(f"shared passages of {how.least} characters: give a number from 2")
    if how.common is not None and how.common < 2:
        raise BadInput(f"passages of more than {how.common} documents as boilerplate: give a number from 2")
    held = [replace(document, raw="", edits=()) for document in documents]
    if labels is not None and len(labels) != len(held):
        raise ValueError(f"{len(labels)} labels for {len(held)} documents")
    return Reuse(held, how, labels)


def _kept(text: str, punctuation: bool) -> NDArray[np.int32]:
    """Give the places of the characters that are compared: letters, digits, Han; with punctuation all but spaces."""
    if punctuation:
        return np.array([i for i, char in enumerate(text) if not char.isspace()], np.int32)
    return np.array([i for i, char in enumerate(text) if char.isalnum()], np.int32)


def _share(part: int, whole: int) -> float:
    return round(part / whole, _DIGITS) if whole else 0.0
