"""Running text as numbers: every word of a corpus in its order, with sentences, in five bytes a word.

Counts (``matrix``) do for most comparisons; collocations, n-grams, reduced frequencies and lexical diversity need the
order of the words. A **word** is a token with a letter, a Han character or a digit; punctuation and white space are
none, but part words from each other. Words are **counted** unless they are stop words or numbers.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from zhaoshang_nlp import chars
from zhaoshang_nlp.compare.matrix import TermMatrix
from zhaoshang_nlp.errors import BadInput

COUNTED = 1  # neither a stop word nor a number
JOINED = 2  # follows the word before it without punctuation between
FIRST = 4  # begins a sentence

# What tokens are that are not words: the end of a sentence, other punctuation, white space within a line.
_END, _MARK, _SPACE = -1, -2, -3


@dataclass(frozen=True, slots=True)
class _Piece:
    """The words of one document, numbered in order of first appearance in the corpus."""

    ids: NDArray[np.int32]
    flags: NDArray[np.uint8]
    chars: int


@dataclass(frozen=True)
class Running:
    """All words of a corpus.

    Attributes:
        ids: the number of each word, an index of ``terms``.
        flags: ``COUNTED``, ``JOINED``, ``FIRST`` of each word, added up.
        bounds: where the documents begin, and the end: document d is ``bounds[d]:bounds[d + 1]``.
        chars: the characters of each document that are not white space.
        terms: the different words, sorted by code point.
        doc_ids: the documents.
    """

    ids: NDArray[np.int32]
    flags: NDArray[np.uint8]
    bounds: NDArray[np.int64]
    chars: NDArray[np.int64]
    terms: tuple[str, ...]
    doc_ids: tuple[str, ...]

    @property
    def words(self) -> NDArray[np.int64]:
        """How many words each document has."""
        return np.diff(self.bounds)

    @property
    def sentences(self) -> NDArray[np.int64]:
        """How many sentences with words each document has."""
        firsts = np.concatenate(([0], np.cumsum((self.flags & FIRST) > 0)))
        return np.diff(firsts[self.bounds]).astype(np.int64)

    @cached_property
    def sentence(self) -> NDArray[np.int32]:
        """The number of the sentence of each word; no number stands in two documents."""
        return np.cumsum((self.flags & FIRST) > 0, dtype=np.int32)

    @cached_property
    def document(self) -> NDArray[np.int32]:
        """The number of the document of each word."""
        return np.repeat(np.arange(len(self.doc_ids), dtype=np.int32), self.words)

    @property
    def counted(self) -> NDArray[np.bool_]:
        """Whether each word is counted."""
        return np.asarray((self.flags & COUNTED) > 0, np.bool_)

    def matrix(self) -> TermMatrix:
        """Give documents x terms of the counted words; words that are never counted keep an empty column."""
        shown = self.counted
        ones = np.ones(int(shown.sum()), np.int64)
        shape = (len(self.doc_ids), len(self.terms))
        counts = sparse.csr_matrix((ones, (self.document[shown], self.ids[shown])), shape=shape)
        counts.sort_indices()
        return TermMatrix(counts, self.terms, self.doc_ids)

    def of(self, documents: Sequence[int]) -> Running:
        """Give the running text of some documents, in the order given; terms keep their numbers."""
        places = [np.arange(self.bounds[d], self.bounds[d + 1]) for d in documents]
        chosen = np.concatenate([np.empty(0, np.int64), *places])
        bounds = np.concatenate(([0], np.cumsum([len(each) for each in places], dtype=np.int64)))
        names = tuple(self.doc_ids[d] for d in documents)
        return Running(self.ids[chosen], self.flags[chosen], bounds, self.chars[list(documents)], self.terms, names)


class _Numbers(dict[str, int]):
    """Numbers words in order of first appearance, and tells other tokens apart; each token is looked at once."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def __missing__(self, token: str) -> int:
        self[token] = number = self._kind(token)
        return number

    def _kind(self, token: str) -> int:
        if any(map(str.isalnum, token)):
            self.words.append(token)
            return len(self.words) - 1
        if "\n" in token or any(char in chars.SENTENCE_END for char in token):
            return _END
        return _SPACE if token.isspace() else _MARK


class RunningBuilder:
    """Takes documents one after the other.

    >>> builder = RunningBuilder()
    >>> builder.add("a", ["招商", "的", "引资", "，", "招商", "。", "产业"], {"招商", "引资", "产业"})
    >>> text = builder.build()
    >>> text.terms, text.ids.tolist(), text.counted.tolist()
    (('产业', '引资', '招商', '的'), [2, 3, 1, 2, 0], [True, False, True, True, True])
    >>> text.sentence.tolist(), ((text.flags & JOINED) > 0).tolist()
    ([1, 1, 1, 1, 2], [False, True, True, False, False])
    """

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._pieces: dict[str, _Piece] = {}

    def add(
        self,
        doc_id: str,
        tokens: Sequence[str],
        counted: Container[str],
        sentences: Sequence[tuple[int, int]] | None = None,
    ) -> None:
        """Take the tokens of a document; they are not kept.

        Args:
            doc_id: unique.
            tokens: all tokens in order, joined the text.
            counted: the words that are counted: content words. Digits alone count only in quotation marks (“33618”).
            sentences: the sentences in code points of the text; None ends them at sentence marks and line breaks.

        Raises:
            BadInput: if a document of this id was added before.
        """
        if doc_id in self._pieces:
            raise BadInput(
                f"document id {doc_id!r} stands twice; rows could not be told apart: give each text its own id"
            )
        kinds = np.fromiter(map(self._numbers.__getitem__, tokens), np.int64, len(tokens))
        places = np.flatnonzero(kinds >= 0)
        ids = kinds[places].astype(np.int32)
        number = _sentence_numbers(kinds, tokens, sentences)[places]
        marks = np.cumsum((kinds == _END) | (kinds == _MARK))[places]
        flags = np.zeros(len(ids), np.uint8)
        first = np.diff(number, prepend=-1) != 0
        flags[first] |= FIRST
        flags[~first & (np.diff(marks, prepend=0) == 0)] |= JOINED
        flags[_is_counted(places, tokens, counted)] |= COUNTED
        self._pieces[doc_id] = _Piece(ids, flags, sum(len(token) for token in tokens if not token.isspace()))

    def build(self) -> Running:
        """Give the documents added so far, in the order in which they came."""
        words = self._numbers.words
        order = sorted(range(len(words)), key=words.__getitem__)
        place = np.empty(len(words), np.int32)
        place[order] = np.arange(len(words), dtype=np.int32)
        pieces = list(self._pieces.values())
        ids = np.concatenate([np.empty(0, np.int32), *(piece.ids for piece in pieces)])
        return Running(
            ids=place[ids] if len(place) else ids,
            flags=np.concatenate([np.empty(0, np.uint8), *(piece.flags for piece in pieces)]),
            bounds=np.concatenate(([0], np.cumsum([len(piece.ids) for piece in pieces], dtype=np.int64))),
            chars=np.array([piece.chars for piece in pieces], np.int64),
            terms=tuple(words[i] for i in order),
            doc_ids=tuple(self._pieces),
        )


def distinct(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the different values, all 0 or above, in order (by sorting: the hash table of numpy 2.4 is far slower)."""
    ordered = np.sort(values, kind="stable")
    return ordered[np.diff(ordered, prepend=-1) != 0] if len(ordered) else ordered


def _sentence_numbers(
    kinds: NDArray[np.int64], tokens: Sequence[str], sentences: Sequence[tuple[int, int]] | None
) -> NDArray[np.int64]:
    """Give each token the number of the sentence that it begins in."""
    if sentences is None:
        return np.cumsum(kinds == _END)
    lengths = np.fromiter(map(len, tokens), np.int64, len(tokens))
    starts = np.array([start for start, _ in sentences], np.int64)
    return np.maximum(np.searchsorted(starts, np.cumsum(lengths) - lengths, side="right") - 1, 0)


def _is_counted(places: NDArray[np.int64], tokens: Sequence[str], counted: Container[str]) -> list[bool]:
    """Tell for each word whether it is counted."""
    known: dict[str, bool] = {}
    found = []
    for place in places.tolist():
        token = tokens[place]
        held = known.get(token)
        if held is None:
            known[token] = held = token in counted
        if held and token.isdecimal():
            before, after = tokens[place - 1] if place else "", tokens[place + 1] if place + 1 < len(tokens) else ""
            held = before in chars.QUOTES and after == chars.QUOTES[before]
        found.append(held)
    return found
