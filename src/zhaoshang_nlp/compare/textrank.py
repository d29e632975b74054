"""TextRank: words that stand near many words that stand near many words, from one text alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from zhaoshang_nlp.compare.running import Running

Floats = NDArray[np.float64]

SPAN = 4  # a word is tied to so many words after it
_DAMPING = 0.85
_NEAR = 1e-10
_ROUNDS = 1_000


def textrank(text: Running, span: int = SPAN) -> Floats:
    """Give the TextRank of each term of a text (or of the texts of a group together); 0 for words not counted.

    Counted words of one sentence with at most ``span - 1`` words between are tied, once for each time that they stand
    so; the rank is ``(1 - d) + d * sum of w / W * rank`` over the tied words, with the weight ``w`` of the tie, the sum
    ``W`` of the other word's ties, and d = 0.85, repeated until it stands still. Range: 0.15 for a word without ties,
    unbounded; the mean is 1 where every word is tied. A word is not tied to itself.

    Source: R. Mihalcea and P. Tarau, TextRank: Bringing order into texts, EMNLP, 2004 (with weighted ties, section 2.2;
    without its filter by parts of speech, for which the stop list stands).

    Args:
        text: one text.
        span: reach of a word.
    """
    size = len(text.terms)
    counted = text.counted
    present = np.zeros(size, np.bool_)
    present[text.ids[counted]] = True
    ties = _ties(text, span)
    weight = np.asarray(ties.sum(axis=1)).ravel()
    share = sparse.diags_array(np.divide(1.0, weight, out=np.zeros(size), where=weight > 0))
    spread = sparse.csr_array(ties @ share)
    rank = present.astype(np.float64)
    for _ in range(_ROUNDS):
        new = np.where(present, (1 - _DAMPING) + _DAMPING * (spread @ rank), 0.0)
        still = np.abs(new - rank).max(initial=0.0) < _NEAR
        rank = new
        if still:
            break
    return rank


def _ties(text: Running, span: int) -> sparse.csr_array:
    """Give how often each two words are tied, terms x terms, symmetric."""
    ids, counted, sentence = text.ids, text.counted, text.sentence
    rows, columns = [np.empty(0, np.int32)], [np.empty(0, np.int32)]
    for distance in range(1, min(span, len(ids) - 1) + 1):
        near = (sentence[distance:] == sentence[:-distance]) & counted[distance:] & counted[:-distance]
        near &= ids[distance:] != ids[:-distance]
        rows.append(ids[:-distance][near])
        columns.append(ids[distance:][near])
    row, column = np.concatenate(rows), np.concatenate(columns)
    shape = (len(text.terms), len(text.terms))
    once = sparse.coo_array((np.ones(len(row)), (row, column)), shape=shape).tocsr()
    return sparse.csr_array(once + once.T)
