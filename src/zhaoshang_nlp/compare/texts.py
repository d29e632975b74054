"""The documents of a comparison, held small: what is compared in memory, what is quoted put away until it is wanted."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

import numpy as np

from zhaoshang_nlp import spans
from zhaoshang_nlp.compare import order
from zhaoshang_nlp.compare.joined import Ints, Joined, Joiner
from zhaoshang_nlp.compare.shelf import Shelf
from zhaoshang_nlp.types import Document, Hunk, Span


class Text(NamedTuple):
    """A document as far as quoting needs it.

    Attributes:
        text: the normalised text.
        places: where in it the characters stand that are compared.
        hunks: its map to the source.
    """

    text: str
    places: Ints
    hunks: tuple[Hunk, ...]

    def span(self, first: int, length: int) -> Span:
        """Give the span of so many compared characters from the first of that number.

        Punctuation at the rims is left out, inside it is kept.
        """
        return Span(int(self.places[first]), int(self.places[first + length - 1]) + 1)

    def raw(self, span: Span) -> Span:
        """Lead a span of the text back to the source."""
        return spans.raw_span(self.hunks, span)


class Texts:
    """Takes documents one by one; of each stay its id, its time and two bytes for every character that is compared.

    Attributes:
        ids: of the documents, in the order in which they came.
        times: when each was made.
    """

    def __init__(self, compared: Callable[[str], bool]) -> None:
        """Begin with no document.

        Args:
            compared: tells of a character whether it is compared.
        """
        self.ids: list[str] = []
        self.times: list[order.When] = []
        self._joiner = Joiner(compared)
        self._shelf = Shelf()

    def __len__(self) -> int:
        """Give the number of documents."""
        return len(self.ids)

    def add(self, document: Document) -> None:
        """Take one more document; not after ``joined`` was asked for."""
        self.ids.append(document.id)
        self.times.append(order.when(document.meta))
        self._joiner.add(document.text)
        self._shelf.put(document.text.encode("utf-8", "surrogatepass"))
        self._shelf.put(np.array(document.hunks, np.int64).tobytes())

    @cached_property
    def joined(self) -> Joined:
        """What is compared."""
        return self._joiner.joined()

    def load(self, number: int) -> Text:
        """Fetch the document of that number."""
        text = self._shelf.get(2 * number).decode("utf-8", "surrogatepass")
        hunks = np.frombuffer(self._shelf.get(2 * number + 1), np.int64).reshape(-1, 4).tolist()
        return Text(text, self._joiner.places(text), tuple(Hunk(*row) for row in hunks))
