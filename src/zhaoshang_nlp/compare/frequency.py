"""Frequencies as papers report them, by words, characters and sentences, each with its dispersion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhaoshang_nlp.compare import cut, dispersion
from zhaoshang_nlp.compare.cut import Cut
from zhaoshang_nlp.compare.diversity import WINDOW, Diversity, diversity
from zhaoshang_nlp.compare.matrix import group_names
from zhaoshang_nlp.compare.running import Running

Floats = NDArray[np.float64]


class Frequency(NamedTuple):
    """A term of a corpus or a group; see the table ``frequency`` for each column."""

    group: str | None
    term: str
    rank: int
    tf: int
    df: int
    docs: int
    range: float
    per_10k_words: float
    per_1k_chars: float
    per_100_sentences: float
    dp: float | None
    dp_norm: float | None
    juilland_d: float | None
    carroll_d2: float | None
    rosengren_s: float | None
    divergence: float | None
    arf: float
    parts: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What is measured and shown.

    Attributes:
        top: rows for each group; None shows all.
        min_tf: show a term only if it stands at least so often in the group.
        min_df: show a term only if at least so many documents of the group hold it.
        parts: equal parts that dispersion is measured over; None takes the documents.
        terms: the only terms that are wanted, those that stand nowhere too; None for all.

    Raises:
        BadInput: for a limit that cannot be.
    """

    top: int | None = None
    min_tf: int = 1
    min_df: int = 1
    parts: int | None = None
    terms: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        parts = 2 if self.parts is None else self.parts
        cut.check(self.top, min_tf=(self.min_tf, 1), min_df=(self.min_df, 1), parts=(parts, 2))


def frequencies(text: Running, labels: Sequence[object] | None = None, choice: Choice | None = None) -> Cut[Frequency]:
    """Give the frequency of each counted term, the most frequent first, ties in order of the terms.

    Rates are by all words of the documents (stop words too), by all characters that are not white space, by all
    sentences: they do not depend on the stop list. Dispersion and reduced frequency are over the same documents;
    reduced frequency supposes that they stand one after the other in the order of the input.

    Args:
        text: the corpus.
        labels: the group of each document; None for one table of the whole.
        choice: what is measured and shown.

    Raises:
        ValueError: unless there is one label a document.
    """
    choice = choice or Choice()
    found: Cut[Frequency] = Cut()
    for group, part in _parts(text, labels):
        found += _rows(group, part, choice)
    return found


def diversities(text: Running, labels: Sequence[object] | None = None, window: int = WINDOW) -> list[Diversity]:
    """Give the lexical diversity of each document, or of each group as if its documents were one text.

    Its words are all with a letter or Han character, and codes that are counted; figures (5%, 2026) are no vocabulary.

    Args:
        text: the corpus.
        labels: the group of each document; None measures each document.
        window: words of a window of MATTR.

    Raises:
        ValueError: unless there is one label a document.
    """
    spoken = np.array([any(map(str.isalpha, term)) for term in text.terms], np.bool_)
    if labels is None:
        pieces = [(name, text.of([i])) for i, name in enumerate(text.doc_ids)]
    else:
        pieces = [(group or "", part) for group, part in _parts(text, labels)]
    return [
        diversity(name, part.ids[spoken[part.ids] | part.counted] if len(spoken) else part.ids, window)
        for name, part in pieces
    ]


def _parts(text: Running, labels: Sequence[object] | None) -> list[tuple[str | None, Running]]:
    """Give the running text of each group."""
    if labels is None:
        return [(None, text)]
    if len(labels) != len(text.doc_ids):
        raise ValueError(f"{len(labels)} labels for {len(text.doc_ids)} documents")
    groups, number = group_names(labels)
    return [(group, text.of(np.flatnonzero(number == i).tolist())) for i, group in enumerate(groups)]


def _rows(group: str | None, text: Running, choice: Choice) -> Cut[Frequency]:
    running = np.where(text.counted, text.ids, -1)
    counts = text.matrix().counts
    tf, df = np.asarray(counts.sum(axis=0)).ravel(), dispersion.part_range(counts)
    chosen = _chosen(tf, df, text, choice)
    words, characters, sentences = (int(each.sum()) for each in (text.words, text.chars, text.sentences))
    if choice.parts is None:
        parts, sizes = counts, text.words
    else:
        parts, sizes = dispersion.equal_parts(running, len(text.terms), choice.parts)
    measures = [
        dispersion.deviation_of_proportions(parts, sizes),
        dispersion.deviation_of_proportions(parts, sizes, normalised=True),
        dispersion.juilland_d(parts, sizes),
        dispersion.carroll_d2(parts, sizes),
        dispersion.rosengren_s(parts, sizes),
        dispersion.divergence(parts, sizes),
    ]
    arf = dispersion.average_reduced_frequency(running, len(text.terms))
    sides = (len(text.doc_ids), words, characters, sentences)
    known = [
        _row((group, text.terms[i], rank), (int(tf[i]), int(df[i])), sides, [*(m[i] for m in measures), arf[i]])
        for rank, i in enumerate(chosen[: choice.top], 1)
    ]
    n_parts = int((np.asarray(sizes) > 0).sum())
    absent = _missing(group, text, choice, len(known))
    return Cut((row._replace(parts=n_parts) for row in known + absent), len(chosen) + len(absent))


def _row(
    head: tuple[str | None, str, int], counts: tuple[int, int], sides: tuple[int, int, int, int], spread: list[float]
) -> Frequency:
    """Give a row; the number of parts is filled in by the caller.

    Args:
        head: group, term and rank.
        counts: occurrences, and documents that hold the term.
        sides: documents, words, characters and sentences of the group.
        spread: the measures of dispersion in the order of the columns; NaN where one has no value.
    """
    (tf, df), (documents, words, characters, sentences) = counts, sides
    *measures, arf = (None if np.isnan(value) else _short(value) for value in spread)
    dp, dp_norm, juilland_d, carroll_d2, rosengren_s, divergence = measures
    return Frequency(
        *head,
        tf=tf,
        df=df,
        docs=documents,
        range=_rate(df, documents, 1),
        per_10k_words=_rate(tf, words, 10_000),
        per_1k_chars=_rate(tf, characters, 1_000),
        per_100_sentences=_rate(tf, sentences, 100),
        dp=dp,
        dp_norm=dp_norm,
        juilland_d=juilland_d,
        carroll_d2=carroll_d2,
        rosengren_s=rosengren_s,
        divergence=divergence,
        arf=arf or 0.0,
        parts=0,
    )


def _chosen(tf: NDArray[np.int64], df: NDArray[np.int64], text: Running, choice: Choice) -> list[int]:
    """Give the numbers of the terms within the limits, in the order of the ranks."""
    shown = (tf >= max(choice.min_tf, 1)) & (df >= choice.min_df)
    if choice.terms is not None:
        wanted = set(choice.terms)
        shown &= np.array([term in wanted for term in text.terms], np.bool_)
    numbers = np.flatnonzero(shown)
    # Terms are sorted, so a stable sort keeps ties in their order.
    ordered: list[int] = numbers[np.argsort(-tf[numbers], kind="stable")].tolist()
    return ordered


def _missing(group: str | None, text: Running, choice: Choice, ranked: int) -> list[Frequency]:
    """Give rows of 0 for terms that were asked for by name and stand nowhere, so that a panel has no gaps."""
    if choice.terms is None:
        return []
    counted = {text.terms[i] for i in np.unique(text.ids[text.counted])}
    absent = [term for term in dict.fromkeys(choice.terms) if term not in counted]
    sides = (len(text.doc_ids), 0, 0, 0)
    return [_row((group, term, ranked + i), (0, 0), sides, [np.nan] * 7) for i, term in enumerate(absent, 1)]


def _rate(count: int, size: int, per: int) -> float:
    return _short(per * count / size) if size else 0.0


def _short(value: float) -> float:
    """Keep ten significant digits: what lies beyond differs between machines."""
    return float(f"{value:.10g}")
