"""Documents that say the same: identical texts, and reposts of one text with other rims.

Texts are compared as sets of five-character sequences of letters, digits and ideographs, so that white space,
punctuation and width play no part. A set is kept as its 1,024 smallest hashes: for texts with no more the Jaccard
similarity is exact, for others it is an estimate whose standard error is at most 0.016 (0.0125 at 0.8).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from zhaoshang_nlp import chars
from zhaoshang_nlp.errors import UnknownName
from zhaoshang_nlp.types import Document

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Sketch = NDArray[np.uint64]

Kind = Literal["bytes", "text", "near"]
Mode = Literal["exact", "near", "none"]
MODES: tuple[Mode, ...] = ("exact", "near", "none")
THRESHOLD = 0.8
_GRAM = 5
_KEPT = 1024  # hashes of a text
_PROBED = 64  # of these, by which candidates are found
_CROWD = 500  # a hash that so many texts share is common wording and finds no candidates any more
_NO_WORD = re.compile(r"[\W_]+")
# Odd numbers whose products spread over 64 bits: that of the golden ratio, and two of the finaliser of SplitMix64.
_BASE, _MIX_1, _MIX_2 = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


@dataclass(frozen=True, slots=True)
class Twin:
    """A document that repeats one before it.

    Attributes:
        doc_id: the document.
        path: its file.
        kept: id of the document that it repeats, the first of its kind.
        kept_path: that one's file.
        kind: ``bytes`` (the very same file), ``text`` (the same text once cleaned) or ``near``.
        similarity: Jaccard similarity of the two, 1 for identical ones.
    """

    doc_id: str
    path: str
    kept: str
    kept_path: str
    kind: Kind
    similarity: float


@dataclass
class Finder:
    """Takes documents one by one, in the order in which they are read, and tells which repeat an earlier one.

    Attributes:
        mode: ``exact`` finds identical texts, ``near`` reposts too, ``none`` finds nothing.
        threshold: similarity from which on two texts are reposts of each other.
    """

    mode: Mode = "near"
    threshold: float = THRESHOLD
    _first: list[tuple[str, str, str]] = field(default_factory=list)  # id, path, digest of those that repeat none
    _texts: dict[bytes, int] = field(default_factory=dict)
    _sketches: list[Sketch] = field(default_factory=list)
    _bearers: dict[int, list[int]] = field(default_factory=dict)

    def add(self, document: Document) -> Twin | None:
        """Give the earlier document that this one repeats, None if it is the first to say what it says."""
        if self.mode == "none":
            return None
        key = hashlib.sha256("".join(document.text.split()).encode("utf-8", "surrogatepass")).digest()
        number = self._texts.get(key)
        if number is not None:
            _, path, digest = self._first[number]
            same_file = digest == document.origin.digest != "" and path != document.origin.path
            return self._twin(document, number, "bytes" if same_file else "text", 1.0)
        found = self._nearest(sketch(document.text)) if self.mode == "near" else None
        if found is not None:
            # A copy of the copy is the same text as that, and goes the same way.
            self._texts[key] = found[0]
            return self._twin(document, found[0], "near", found[1])
        self._texts[key] = len(self._first)
        self._first.append((document.id, document.origin.path, document.origin.digest))
        return None

    def _twin(self, document: Document, number: int, kind: Kind, similarity: float) -> Twin:
        kept, kept_path, _ = self._first[number]
        return Twin(document.id, document.origin.path, kept, kept_path, kind, similarity)

    def _nearest(self, own: Sketch) -> tuple[int, float] | None:
        """Give the most similar earlier document, the first among equals; keep the sketch if there is none."""
        probes = [int(value) for value in own[:_PROBED]]
        votes = Counter(number for value in probes for number in self._bearers.get(value, ()))
        # Of the smallest hashes of two texts together they share about as large a part as of all.
        enough = max(1.0, self.threshold / 2 * len(probes))
        near = [
            (value, number)
            for number in sorted(number for number, count in votes.items() if count >= enough)
            if (value := similarity(own, self._sketches[number])) >= self.threshold
        ]
        if near:
            value, number = max(near, key=lambda one: (one[0], -one[1]))
            return number, value
        for probe in probes:
            bearers = self._bearers.setdefault(probe, [])
            if len(bearers) < _CROWD:
                bearers.append(len(self._sketches))
        self._sketches.append(own)
        return None


def find(documents: Iterable[Document], mode: str = "near", threshold: float = THRESHOLD) -> list[Twin]:
    """Give every document that repeats an earlier one.

    Args:
        documents: normalised, in the order in which they were read.
        mode: ``exact``, ``near`` or ``none``.
        threshold: similarity from which on two texts are reposts of each other.

    Raises:
        UnknownName: for another mode.

    >>> texts = ("新签约亿元以上项目三十个。", "新签约亿元以上项目 三十个。", "城镇新增就业一万人。")
    >>> documents = [Document.of(text, str(number)) for number, text in enumerate(texts)]
    >>> [(twin.doc_id, twin.kept, twin.kind) for twin in find(documents)]
    [('1', '0', 'text')]
    """
    finder = Finder(check_mode(mode), threshold)
    return [twin for document in documents if (twin := finder.add(document)) is not None]


def check_mode(name: str) -> Mode:
    """Give the mode of that name.

    Raises:
        UnknownName: for another.
    """
    for mode in MODES:
        if name == mode:
            return mode
    raise UnknownName("way to treat duplicates", name, MODES)


def sketch(text: str) -> Sketch:
    """Give the smallest hashes of the text's sequences of five characters, sorted, no two alike."""
    import numpy as np

    # Most texts were folded when they were normalised; to look for what can be folded takes a tenth of folding.
    folded = chars.folded(text)
    plain = _NO_WORD.sub("", folded.casefold())
    codes = np.frombuffer(plain.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    size = min(_GRAM, len(codes))
    if not size:
        return codes
    grams = np.zeros(len(codes) - size + 1, dtype=np.uint64)
    for place in range(size):
        grams = grams * np.uint64(_BASE) + codes[place : len(codes) - size + 1 + place]
    return _smallest(_mixed(grams))


def _smallest(values: Sketch) -> Sketch:
    """Give the smallest hashes, sorted, no two alike."""
    import numpy as np

    # Sequences that stand twice have the same hash: some more than are kept are sorted, not all.
    enough = 2 * _KEPT
    if len(values) > enough:
        found = np.unique(np.partition(values, enough)[:enough])
        if len(found) >= _KEPT:
            return found[:_KEPT]
    return np.unique(values)[:_KEPT]


def _mixed(values: Sketch) -> Sketch:
    """Spread hashes evenly, or the smallest would be those of certain characters."""
    import numpy as np

    values = (values ^ (values >> np.uint64(30))) * np.uint64(_MIX_1)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(_MIX_2)
    return values ^ (values >> np.uint64(31))


def similarity(a: Sketch, b: Sketch) -> float:
    """Give the Jaccard similarity of two texts by their sketches, three decimals; 0 for an empty one.

    >>> similarity(sketch("新签约亿元以上项目三十个"), sketch("新签约亿元以上项目，三十个！"))
    1.0
    """
    import numpy as np

    if not len(a) or not len(b):
        return 0.0
    union = np.union1d(a, b)
    if len(a) == _KEPT or len(b) == _KEPT:
        union = union[:_KEPT]  # of the whole union these are known to be the smallest
    both = np.intersect1d(a, b, assume_unique=True)
    return round(float(np.count_nonzero(both <= union[-1])) / len(union), 3)
