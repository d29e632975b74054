"""Near-duplicates: documents whose texts are nearly the same, found without comparing every pair.

Min-hashing finds candidates, the exact share of common shingles decides: a pair that is given is never wrong. A pair
may be missed where its similarity lies near the threshold; at 0.8 that happens to one of 100,000.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from zhaoshang_nlp.compare import order
from zhaoshang_nlp.compare.joined import Hashes, code_points, gram_hashes
from zhaoshang_nlp.compare.shelf import Shelf
from zhaoshang_nlp.errors import BadInput
from zhaoshang_nlp.types import Document

# Runs of so many characters, punctuation and white space left out, are what is compared.
SHINGLE = 5
# 28 bands of 4: a pair of similarity s is a candidate with the chance 1 - (1 - s^4)^28.
_BANDS, _ROWS = 28, 4
_SEED = 20_250_101
# Hashes multiplied at once: 16 MB of products.
_PIECE = 16_384
# Sets of hashes held for comparing; others are made again when they are wanted.
_HELD = 512
# Below this the chance of a candidate falls under 0.97.
LEAST = 0.6


class Twin(NamedTuple):
    """Two documents that are nearly the same.

    Attributes:
        a: the earlier one where ``direction`` is ``earlier``, else the first in the input.
        b: the other one.
        direction: ``earlier`` (a before b), ``same_day`` or ``unknown``.
        jaccard: shingles of five characters that both have, of those that either has; 1 for equal texts.
    """

    a: str
    b: str
    direction: str
    jaccard: float


def near_duplicates(documents: Iterable[Document], threshold: float = 0.8) -> list[Twin]:
    """Give the pairs of documents with a Jaccard similarity of at least ``threshold``, most alike first, ties by id.

    ``J = |A and B| / |A or B|`` over the sets of runs of five characters, punctuation and white space left out.
    Documents of fewer than five characters have no such runs and are nobody's duplicates.

    Source: A. Broder, On the resemblance and containment of documents, Compression and Complexity of Sequences, 1997.

    Args:
        documents: normalised.
        threshold: 0.6 to 1.

    Raises:
        BadInput: for a threshold outside.

    >>> texts = ("全市要把招商引资作为一号工程来抓。", "全市要把招商引资，作为一号工程来抓！", "产业链")
    >>> near_duplicates([Document.of(text, f"d{i}") for i, text in enumerate(texts)])
    [Twin(a='d0', b='d1', direction='unknown', jaccard=1.0)]
    """
    if not LEAST <= threshold <= 1:
        raise BadInput(f"a threshold of {threshold} for near-duplicates: give a number from {LEAST} to 1")
    ids, times, shelf, signatures = [], [], Shelf(), []
    random = np.random.RandomState(_SEED)  # a generator whose numbers no later release changes
    factors = random.randint(0, 2**31, (2, _BANDS * _ROWS)).astype(np.uint64)
    factors = ((factors[0] << np.uint64(32)) ^ factors[1]) | np.uint64(1)
    for document in documents:
        ids.append(document.id)
        times.append(order.when(document.meta))
        text = "".join(filter(str.isalnum, document.text))
        shelf.put(text.encode("utf-8", "surrogatepass"))
        hashes = _shingles(text)
        signatures.append(_signature(hashes, factors) if len(hashes) else None)
    found = []
    sets = lru_cache(_HELD)(lambda number: _shingles(shelf.get(number).decode("utf-8", "surrogatepass")))
    for i, j in _candidates(signatures):
        both = len(np.intersect1d(sets(i), sets(j), assume_unique=True))
        jaccard = both / (len(sets(i)) + len(sets(j)) - both)
        if jaccard >= threshold:
            sign = int(order.signs((times[i], times[j]), np.array([0]), np.array([1]))[0])
            a, b = (j, i) if sign == 1 else (i, j)
            found.append(Twin(ids[a], ids[b], order.direction(sign), round(jaccard, 6)))
    return sorted(found, key=lambda twin: (-twin.jaccard, twin.a, twin.b))


def _shingles(text: str) -> Hashes:
    """Give the hashes of the shingles of a text, sorted, each once."""
    return np.unique(gram_hashes(code_points(text), SHINGLE))


def _signature(hashes: Hashes, factors: Hashes) -> Hashes:
    """Give for each of the orders that the factors make the first hash of a set."""
    best = np.full(len(factors), np.iinfo(np.uint64).max, np.uint64)
    for first in range(0, len(hashes), _PIECE):
        piece = hashes[first : first + _PIECE]
        for number, factor in enumerate(factors):
            best[number] = min(best[number], (piece * factor).min())
    return best


def _candidates(signatures: list[Hashes | None]) -> Iterator[tuple[int, int]]:
    """Yield pairs that agree in all rows of at least one band, each once; None for a document without shingles."""
    pairs: set[tuple[int, int]] = set()
    for band in range(_BANDS):
        buckets: dict[bytes, list[int]] = {}
        for number, signature in enumerate(signatures):
            if signature is not None:
                buckets.setdefault(signature[band * _ROWS : (band + 1) * _ROWS].tobytes(), []).append(number)
        for members in buckets.values():
            pairs.update((i, j) for at, i in enumerate(members) for j in members[at + 1 :])
    yield from sorted(pairs)
