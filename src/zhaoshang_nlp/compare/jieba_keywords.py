"""The keywords of ``jieba.analyse``, reproduced exactly, with stop words, IDF and lexicon of one's own on request.

jieba counts every token of two characters or more that is no stop word, numbers too, and breaks ties by the first
appearance in the text. Nothing global in jieba is read or changed.
"""

from __future__ import annotations

import importlib
import importlib.util
import warnings
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from zhaoshang_nlp.compare.cut import Cut
from zhaoshang_nlp.compare.matrix import MatrixBuilder, TermMatrix, group_names
from zhaoshang_nlp.errors import BadInput
from zhaoshang_nlp.segment import SegmentOptions, engines, lexicon

# The keywords of documents or groups, each with its weight, heaviest first.
Ranked = list[tuple[str, Cut[tuple[str, float]]]]

# jieba's own list; its default even where the texts are Chinese.
_ENGLISH = (
    "the of is and to in that we for an are by be as on with can if from which you it this then at have all not one "
    "has or"
)
JIEBA_STOPS = frozenset(_ENGLISH.split())
# The parts of speech that jieba's TextRank keeps unless it is told otherwise.
TEXTRANK_POS = ("ns", "n", "vn", "v")


@dataclass(frozen=True, slots=True)
class IdfTable:
    """Inverse document frequencies.

    Attributes:
        values: of the words that are known.
        median: what unknown words have.
    """

    values: Mapping[str, float]
    median: float


@lru_cache(maxsize=2)
def read_idf(path: Path | None = None) -> IdfTable:
    """Read a table in jieba's form: a word, a space or tab, a number on each line (UTF-8).

    Args:
        path: the file; None takes the one that comes with jieba.

    Raises:
        BadInput: if it cannot be read, holds nothing, or a line is no word with a number.
    """
    place = path or _shipped()
    try:
        lines = place.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"IDF table {place}: {error}; give a UTF-8 file with lines `word number`") from error
    values: dict[str, float] = {}
    for number, line in enumerate(lines, 1):
        parts = line.split()
        try:
            word, value = parts
            values[word] = float(value)
        except ValueError as error:
            if not parts:
                continue
            raise BadInput(f"IDF table {place}, line {number}: {line!r} is not a word and a number") from error
    if not values:
        raise BadInput(f"IDF table {place}: it is empty; give lines `word number`")
    return IdfTable(values, sorted(values.values())[len(values) // 2])


def _shipped() -> Path:
    found = importlib.util.find_spec("jieba")
    if found is None or found.origin is None:
        raise BadInput("jieba is not installed, whose IDF table is asked for; try: pip install jieba")
    return Path(found.origin).parent / "analyse" / "idf.txt"


def counted(tokens: Iterable[str], stops: frozenset[str] = frozenset()) -> Counter[str]:
    """Count the words that jieba counts, in order of first appearance.

    Args:
        tokens: of a text.
        stops: stop words besides jieba's own, which are English.
    """
    every = JIEBA_STOPS | stops
    return Counter(token for token in tokens if len(token.strip()) >= 2 and token.lower() not in every)


def tfidf(counts: Mapping[str, int], idf: IdfTable, top: int | None = 20) -> list[tuple[str, float]]:
    """Give the keywords that ``jieba.analyse.extract_tags`` gives, with their weights.

    ``tf / sum of tf * idf``; an unknown word has the median of the table. Range: 0 to the greatest IDF.

    Source: jieba 0.42.1, ``jieba/analyse/tfidf.py``.

    Args:
        counts: of the words in order of first appearance, as ``counted`` gives them.
        idf: the table.
        top: how many; None for all.
    """
    total = float(sum(counts.values()))
    # jieba multiplies the count with the quotient; another order would change the last digit, and with it the ranks.
    found = [(word, float(tf) * (idf.values.get(word, idf.median) / total)) for word, tf in counts.items()]
    return sorted(found, key=lambda pair: pair[1], reverse=True)[:top]


class Tagger:
    """jieba's words with their parts of speech, and its TextRank.

    Args:
        options: the lexicons whose words are added; protection and engine do not matter here.
        stops: stop words besides jieba's own.
    """

    def __init__(self, options: SegmentOptions, stops: frozenset[str] = frozenset()) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # escapes in its expressions, pkg_resources
            analyse: Any = importlib.import_module("jieba.analyse")
            posseg: Any = importlib.import_module("jieba.posseg")
        tokenizer = engines.tokenizer()
        for word in lexicon.load(options.lexicon, options.user_lexicons, options.rules).words:
            tokenizer.add_word(word.word, word.freq, word.pos)
        self._posseg = posseg.POSTokenizer(tokenizer)
        self._hmm = options.hmm
        self._tags: dict[str, str] = {}
        self._ranker = analyse.TextRank()
        self._ranker.tokenizer = self._ranker.postokenizer = self._posseg
        self._ranker.stop_words = set(JIEBA_STOPS | stops)

    def words(self, text: str, pos: Sequence[str]) -> list[str]:
        """Give the words of a text whose part of speech is one of ``pos`` (jieba's tags: n, ns, vn, v …)."""
        return [pair.word for pair in self._posseg.lcut(text, HMM=self._hmm) if pair.flag in pos]

    def tag(self, word: str) -> str:
        """Give the part of speech of a word that was cut elsewhere; remembered, since words return.

        A word that jieba would cut further has that of its last part, which in Chinese is its head: 产业体系 is a noun.
        """
        known = self._tags.get(word)
        if known is None:
            pairs = self._posseg.lcut(word, HMM=self._hmm)
            known = self._tags[word] = str(pairs[-1].flag) if pairs else ""
        return known

    def textrank(self, text: str, top: int | None = 20, pos: Sequence[str] = TEXTRANK_POS) -> list[tuple[str, float]]:
        """Give the keywords that ``jieba.analyse.textrank`` gives, with their ranks; HMM is always on there.

        Windows of five words, ten rounds, damping 0.85, scaled by the greatest and the least rank: 0 to 1. Windows run
        across sentences and punctuation.

        Source: jieba 0.42.1, ``jieba/analyse/textrank.py``.
        """
        found: list[tuple[str, float]] = self._ranker.textrank(text, topK=top, withWeight=True, allowPOS=tuple(pos))
        return found


class Gathered:
    """The words that jieba counts of many documents, by document or by group.

    Args:
        stops: stop words besides jieba's own.
    """

    def __init__(self, stops: frozenset[str] = frozenset()) -> None:
        self._stops = stops
        self._counts: dict[str, Counter[str]] = {}
        self._texts: dict[str, str] = {}

    def add(self, doc_id: str, tokens: Iterable[str], text: str = "") -> None:
        """Take the words of a document, and its text where TextRank is wanted.

        Raises:
            BadInput: if a document of this id was added before.
        """
        if doc_id in self._counts:
            raise BadInput(
                f"document id {doc_id!r} stands twice; rows could not be told apart: give each text its own id"
            )
        self._counts[doc_id] = counted(tokens, self._stops)
        self._texts[doc_id] = text

    def matrix(self) -> TermMatrix:
        """Give documents x terms."""
        builder = MatrixBuilder()
        for doc_id, counts in self._counts.items():
            builder.add_counts(doc_id, counts)
        return builder.build()

    def tfidf(self, labels: Sequence[object] | None, idf: IdfTable, top: int | None) -> Ranked:
        """Give the keywords of each document, or of each group as if its documents were one text."""
        found: Ranked = []
        for name, members in self._rows(labels):
            counts: Counter[str] = Counter()
            for doc_id in members:
                counts.update(self._counts[doc_id])
            found.append((name, Cut.of_top(tfidf(counts, idf, None), top)))
        return found

    def textrank(self, labels: Sequence[object] | None, tagger: Tagger, pos: Sequence[str], top: int | None) -> Ranked:
        """Give jieba's TextRank of each document, or of each group as if its documents were one text."""
        found: Ranked = []
        for name, members in self._rows(labels):
            text = "\n".join(self._texts[i] for i in members)
            found.append((name, Cut.of_top(tagger.textrank(text, None, pos), top)))
        return found

    def _rows(self, labels: Sequence[object] | None) -> list[tuple[str, list[str]]]:
        if labels is None:
            return [(doc_id, [doc_id]) for doc_id in self._counts]
        groups, number = group_names(labels)
        members: list[list[str]] = [[] for _ in groups]
        for doc_id, i in zip(self._counts, number.tolist(), strict=True):
            members[i].append(doc_id)
        return list(zip(groups, members, strict=True))
