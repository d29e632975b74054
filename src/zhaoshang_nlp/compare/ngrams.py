"""Sequences of words: n-grams, and skip-grams that leave words out. None runs across punctuation.

An n-gram neither begins nor ends with a stop word or a figure, though it may have one inside (“人民为中心”); of a
skip-gram every word counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from zhaoshang_nlp.compare import cut, dispersion
from zhaoshang_nlp.compare.cut import Cut
from zhaoshang_nlp.compare.matrix import TermMatrix
from zhaoshang_nlp.compare.running import JOINED, Running, distinct
from zhaoshang_nlp.errors import BadInput

Ints = NDArray[np.int64]

LONGEST = 9  # words; longer ones are repeated passages, which `reuse` finds
_GAP = "…"  # stands between the words of a skip-gram


class NGram(NamedTuple):
    """A sequence of words; see the table ``ngrams`` for each column."""

    ngram: str
    n: int
    rank: int
    tf: int
    nested: int
    df: int
    range: float
    per_10k_words: float
    dp: float | None
    juilland_d: float | None


@dataclass(frozen=True, slots=True)
class Choice:
    """Which sequences are counted and shown.

    Attributes:
        sizes: numbers of words, 1 to 9.
        skip: words that may be left out in all within one sequence (k of the k-skip-n-grams of Guthrie et al. 2006); 0
            gives n-grams.
        min_tf: show a sequence only if it stands at least so often.
        min_df: show it only if at least so many documents hold it.
        top: rows in all; None shows all.

    Raises:
        BadInput: for a size or a skip that makes no sequence, or a limit that cannot be.
    """

    sizes: tuple[int, ...] = (2, 3)
    skip: int = 0
    min_tf: int = 2
    min_df: int = 1
    top: int | None = None

    def __post_init__(self) -> None:
        cut.check(self.top, min_tf=(self.min_tf, 1), min_df=(self.min_df, 1))
        if not self.sizes or not all(1 <= n <= LONGEST for n in self.sizes):
            raise BadInput(f"n-grams of {self.sizes} words: give sizes from 1 to {LONGEST}, such as 2,3")
        if self.skip < 0 or (self.skip and min(self.sizes) < 2):
            raise BadInput(f"skip {self.skip} with n-grams of {self.sizes} words: skip 0 or more, of 2 words or more")


@dataclass(frozen=True, slots=True)
class _Found:
    """The sequences of one length.

    Attributes:
        words: sequences x n, numbers of words, in order of the numbers.
        starts: the place of each occurrence.
        which: the row of ``words`` of each occurrence.
    """

    words: Ints
    starts: Ints
    which: Ints


def ngrams(text: Running, choice: Choice | None = None) -> Cut[NGram]:
    """Give the sequences of words, most frequent first, longer ones first among equals, then in order of the words.

    ``nested`` counts the occurrences that lie within an occurrence of a longer sequence of the same table (with skips
    it is 0): a sequence that is nearly always nested is a fragment of a fixed expression. Dispersion is over documents.
    """
    choice = choice or Choice()
    sizes = sorted(set(choice.sizes), reverse=True)
    covered = np.zeros((0, 2), np.int64)
    rows: list[tuple[NGram, tuple[int, ...]]] = []
    for n in sizes:
        found = _shown(_sequences(text, n, choice), text, choice)
        nested = _nested(found, n, covered, text)
        rows += _rows(text, found, nested, choice.skip)
        if not choice.skip:
            covered = np.concatenate([covered, np.stack([found.starts, np.full(len(found.starts), n)], axis=1)])
    ordered = sorted(rows, key=lambda row: (-row[0].tf, -row[0].n, row[1]))
    shown = enumerate(ordered[: choice.top], 1)
    return Cut((row._replace(rank=rank) for rank, (row, _) in shown), len(ordered))


class Phrases(NamedTuple):
    """Phrases of a corpus.

    Attributes:
        matrix: documents x phrases.
        words: the numbers of the words of each phrase, in the order of the columns.
    """

    matrix: TermMatrix
    words: tuple[tuple[int, ...], ...]


def phrases(text: Running, sizes: Sequence[int] = (2, 3, 4), min_tf: int = 3) -> Phrases:
    """Count phrases by document: sequences of counted words that stand on their own at least now and then.

    A phrase that never stands but within a longer one is left out, and so is one with a stop word or a figure inside.

    Args:
        text: the corpus.
        sizes: numbers of words.
        min_tf: how often a phrase must stand in the corpus.
    """
    columns: dict[str, Counter[int]] = {}
    words: dict[str, tuple[int, ...]] = {}
    covered = np.zeros((0, 2), np.int64)
    choice = Choice(tuple(sizes), min_tf=min_tf)
    often = np.bincount(text.ids[text.counted], minlength=len(text.terms)) > 0
    for n in sorted(set(sizes), reverse=True):
        found = _sequences(text, n, choice)
        own = np.bincount(found.which, minlength=len(found.words)) > _nested(found, n, covered, text)
        own &= often[found.words].all(axis=1)
        names = [joined([text.terms[i] for i in numbers]) for numbers in found.words.tolist()]
        for document, which in zip(text.document[found.starts].tolist(), found.which.tolist(), strict=True):
            if own[which]:
                columns.setdefault(names[which], Counter())[document] += 1
                words.setdefault(names[which], tuple(found.words[which].tolist()))
        covered = np.concatenate([covered, np.stack([found.starts, np.full(len(found.starts), n)], axis=1)])
    terms = sorted(columns)
    cells = [(document, i, tf) for i, term in enumerate(terms) for document, tf in columns[term].items()]
    rows, places, counts = (np.array(each, np.int64) for each in (zip(*cells, strict=True) if cells else ([], [], [])))
    table = sparse.csr_matrix((counts, (rows, places)), shape=(len(text.doc_ids), len(terms)))
    table.sort_indices()
    return Phrases(TermMatrix(table, tuple(terms), text.doc_ids), tuple(words[term] for term in terms))


def _sequences(text: Running, n: int, choice: Choice) -> _Found:
    """Find all occurrences of sequences of n words."""
    ids, counted = text.ids.astype(np.int64), text.counted
    # Words of one stretch without punctuation have the same number.
    stretch = np.cumsum((text.flags & JOINED) == 0)
    starts, words = [np.empty(0, np.int64)], [np.empty((0, n), np.int64)]
    for offsets in _offsets(n, choice.skip):
        last = offsets[-1]
        first = np.arange(max(len(ids) - last, 0))
        first = first[stretch[first] == stretch[first + last]]
        edges = offsets if choice.skip else (0, last)
        for offset in edges:
            first = first[counted[first + offset]]
        starts.append(first)
        words.append(np.stack([ids[first + offset] for offset in offsets], axis=1))
    return _numbered(np.concatenate(starts), np.concatenate(words), len(text.terms), choice.min_tf)


def _offsets(n: int, skip: int) -> Iterator[tuple[int, ...]]:
    """Yield the places of the words of a sequence from its first, with up to ``skip`` words left out in all.

    >>> list(_offsets(3, 1))
    [(0, 1, 2), (0, 1, 3), (0, 2, 3)]
    """
    for inner in combinations(range(1, n + skip), n - 1):
        yield (0, *inner)


def _numbered(starts: Ints, words: Ints, size: int, min_tf: int) -> _Found:
    """Number equal sequences, dropping the rare ones on the way: a sequence is no more frequent than its beginning."""
    number = words[:, 0]
    for column in range(1, words.shape[1]):
        _, number = np.unique(number * size + words[:, column], return_inverse=True)
        frequent = np.bincount(number, minlength=1)[number] >= min_tf
        starts, words, number = starts[frequent], words[frequent], number[frequent]
    _, first, which, counts = np.unique(number, return_index=True, return_inverse=True, return_counts=True)
    kept = (counts >= min_tf)[which]
    _, which = np.unique(which[kept], return_inverse=True)
    return _Found(words[first[counts >= min_tf]], starts[kept], which.astype(np.int64))


def _shown(found: _Found, text: Running, choice: Choice) -> _Found:
    """Keep the sequences that enough documents hold."""
    documents = len(text.doc_ids)
    pairs = distinct(found.which * max(documents, 1) + text.document[found.starts])
    df = np.bincount(pairs // max(documents, 1), minlength=len(found.words))
    kept = df >= choice.min_df
    number = np.cumsum(kept) - 1
    chosen = kept[found.which] if len(kept) else np.empty(0, np.bool_)
    return _Found(found.words[kept], found.starts[chosen], number[found.which[chosen]])


def _nested(found: _Found, n: int, covered: Ints, text: Running) -> Ints:
    """Count the occurrences of each sequence that lie within one of ``covered`` (start and number of words)."""
    # The farthest end of any longer sequence that begins at a place or before it.
    reach = np.zeros(len(text.ids) + 1, np.int64)
    np.maximum.at(reach, covered[:, 0], covered.sum(axis=1))
    reach = np.maximum.accumulate(reach)
    inside = reach[found.starts] >= found.starts + n
    return np.bincount(found.which[inside], minlength=len(found.words)).astype(np.int64)


def _rows(text: Running, found: _Found, nested: Ints, skip: int) -> Iterator[tuple[NGram, tuple[int, ...]]]:
    """Yield a row for each sequence, not yet ranked, with the numbers of its words."""
    shape = (len(text.doc_ids), len(found.words))
    ones = np.ones(len(found.starts), np.int64)
    counts = sparse.csr_array((ones, (text.document[found.starts], found.which)), shape=shape)
    tf, df = np.asarray(counts.sum(axis=0)).ravel(), dispersion.part_range(counts)
    dp = dispersion.deviation_of_proportions(counts, text.words, normalised=True)
    juilland_d = dispersion.juilland_d(counts, text.words)
    for i, numbers in enumerate(found.words.tolist()):
        row = NGram(
            ngram=joined([text.terms[number] for number in numbers], _GAP if skip else ""),
            n=len(numbers),
            rank=0,
            tf=int(tf[i]),
            nested=int(nested[i]),
            df=int(df[i]),
            range=_short(df[i] / shape[0]),
            per_10k_words=_short(10_000 * tf[i] / len(text.ids)),
            dp=None if np.isnan(dp[i]) else _short(dp[i]),
            juilland_d=None if np.isnan(juilland_d[i]) else _short(juilland_d[i]),
        )
        yield row, tuple(numbers)


def joined(words: Sequence[str], gap: str = "") -> str:
    """Spell a sequence: Han words without spaces, Latin words and figures with, or ``gap`` between all of them.

    >>> joined(["招商", "引资"]), joined(["AI", "agent", "产业"]), joined(["推进", "发展"], "…")
    ('招商引资', 'AI agent产业', '推进…发展')
    """
    text = words[0]
    for before, word in pairwise(words):
        space = " " if before[-1].isascii() and word[0].isascii() else ""
        text += (gap or space) + word
    return text


def _short(value: float) -> float:
    """Keep ten significant digits: what lies beyond differs between machines."""
    return float(f"{value:.10g}")
