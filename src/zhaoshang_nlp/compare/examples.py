"""Example sentences of terms: the first ones of each term, each from another document as long as there are others."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence


class Examples:
    """Collects up to ``most`` sentences for each term, in the order of the documents, one of each document at most.

    Only sentences that are an example of something are kept, however large the corpus is.

    >>> examples = Examples(1)
    >>> examples.add("a", [("招商引资成效明显。", ["招商", "引资"]), ("招商要快。", ["招商"])], {"招商"})
    >>> examples.of("招商"), examples.of("引资")
    (('a: 招商引资成效明显。',), ())
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: dict[str, list[str]] = {}

    def add(self, doc_id: str, sentences: Iterable[tuple[str, Iterable[str]]], terms: Iterable[str]) -> None:
        """Take the sentences of a document, each with its words.

        Args:
            doc_id: stands before the sentence.
            sentences: text and words of each.
            terms: the words that count; others need no examples.
        """
        wanted = {term for term in terms if len(self._found.get(term, ())) < self._most}
        for text, words in sentences:
            if not wanted:
                return
            met = [word for word in dict.fromkeys(words) if word in wanted]
            if met:
                line = f"{doc_id}: {' '.join(text.split())}"
                for word in met:
                    self._found.setdefault(word, []).append(line)
                wanted.difference_update(met)

    def of(self, term: str) -> tuple[str, ...]:
        """Give the examples of a term."""
        return tuple(self._found.get(term, ()))


def sentence_tokens(tokens: Sequence[str], spans: Sequence[tuple[int, int]]) -> Iterator[list[str]]:
    r"""Yield the tokens of each sentence; a token belongs to the sentence that it begins in.

    Args:
        tokens: all tokens of a text; joined they are the text.
        spans: the sentences in order, half-open, in code points.

    >>> list(sentence_tokens(["招商", "。", "\n", "引资"], [(0, 3), (4, 6)]))
    [['招商', '。', '\n'], ['引资']]
    """
    found: list[list[str]] = [[] for _ in spans]
    starts = [start for start, _ in spans]
    place = 0
    for token in tokens:
        at = bisect_right(starts, place) - 1
        if at >= 0:
            found[at].append(token)
        place += len(token)
    yield from found
