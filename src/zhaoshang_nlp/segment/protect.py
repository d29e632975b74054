"""Keep codes, numbers, addresses and phrases whole that the engine cuts: a pass over its tokens, by ``protect.toml``.

The pass moves boundaries only at the rims of what it protects: inside a protected span there are none afterwards, at
both its ends there is one. Where a rim falls inside a token of the engine, that token is cut there; everything else
stays as it was.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path

from zhaoshang_nlp import chars, rules
from zhaoshang_nlp.errors import BadRule
from zhaoshang_nlp.types import Span

FILE = "protect.toml"
PATTERN_SHAPE = rules.Shape(required={"pattern": str})
PHRASE_SHAPE = rules.Shape(required={"words": list})

_ALNUM = "0-9A-Za-z０-９Ａ-Ｚａ-ｚ"
_DIGIT = "0-9０-９"
# No pattern begins or ends inside a run of letters and digits, or at a decimal point.
_BEFORE = rf"(?<![{_ALNUM}])(?<![{_DIGIT}][.．])"
_AFTER = rf"(?![{_ALNUM}]|[.．][{_DIGIT}])"
# Where patterns are looked for. Nearly all of a Chinese text is passed over by this one class.
_BEGIN = rf"{_ALNUM}\-−"
_WITHIN = rf"[{_ALNUM}.．,，+＋\-–—−~～×✕*/:：∶@#&_%％‰?=]*"
_FIRST = re.compile(f"[{_BEGIN}]")


class Protector:
    """Finds what is to be kept whole, and keeps it whole."""

    def __init__(self, patterns: Iterable[str], phrases: Iterable[str]) -> None:
        """Compile the rules.

        Args:
            patterns: regular expressions; of two that fit at the same place the earlier one wins.
            phrases: literal phrases; the longest one wins at a place.
        """
        self._pattern = re.compile(f"{_BEFORE}(?:{'|'.join(f'(?:{pattern})' for pattern in patterns)}){_AFTER}")
        literals = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
        marked = {phrase: _mark(phrase) for phrase in literals}
        # By its mark a phrase is found in the same pass as the runs; the others need a pass of their own.
        self._marks: dict[str, list[tuple[int, re.Pattern[str]]]] = {}
        for phrase, place in marked.items():
            if place:
                self._marks.setdefault(phrase[place], []).append((place, re.compile(_bounded(phrase))))
        others = [phrase for phrase, place in marked.items() if not place]
        self._phrase = re.compile("|".join(map(_bounded, others))) if others else None
        signs = "".join(map(re.escape, sorted(self._marks)))
        # One class to begin with, of runs and marks alike: with a choice of two the scan takes four times as long.
        self._interesting = re.compile(f"[{_BEGIN}{signs}]{_WITHIN}")

    def spans(self, text: str) -> list[Span]:
        """Give the protected spans of a text, in order, none overlapping: the first one wins, then the longer one."""
        found: list[tuple[int, int]] = []
        phrases: list[tuple[int, int]] = []
        for hit in self._interesting.finditer(text):
            start, end = hit.span()
            if text[start] in self._marks:
                phrases += self._marked(text, start)
                first = _FIRST.search(text, start, end)  # the run without the mark before it
                start = first.start() if first else end
            run = text[start:end]
            # Plain runs of letters and digits are whole already.
            if run and not (run.isalnum() and run.isascii()):
                # One character beyond the run, for what a pattern must not be followed by.
                limit = min(end + 1, len(text))
                found += [match.span() for match in self._pattern.finditer(text, start, limit)]
        if self._phrase:
            phrases += [match.span() for match in self._phrase.finditer(text)]
        if phrases:
            found += _disjoint(phrases)
        return [Span(*span) for span in _disjoint(found)]

    def _marked(self, text: str, at: int) -> Iterator[tuple[int, int]]:
        """Yield the phrases whose mark stands at a place."""
        for place, phrase in self._marks[text[at]]:
            match = phrase.match(text, at - place) if at >= place else None
            if match:
                yield match.span()


def _disjoint(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Leave out what overlaps one before it."""
    spans.sort(key=lambda span: (span[0], -span[1]))
    kept: list[tuple[int, int]] = []
    last = 0
    for span in spans:
        if span[0] >= last:
            kept.append(span)
            last = span[1]
    return kept


def _mark(phrase: str) -> int:
    """Give the place of a rare sign in a phrase, 0 if there is none: no letter of ours, right behind one.

    A run cannot hide it, since a run neither holds the letter before it nor begins there.
    """
    pairs = enumerate(pairwise(phrase), 1)
    return next((place for place, (before, sign) in pairs if chars.HAN.match(before) and not chars.HAN.match(sign)), 0)


def _bounded(phrase: str) -> str:
    """Make an expression of a literal; letters and digits at its rims must not go on beyond it."""
    before = _BEFORE if re.match(f"[{_ALNUM}]", phrase[0]) else ""
    after = f"(?![{_ALNUM}])" if re.match(f"[{_ALNUM}]", phrase[-1]) else ""
    return before + re.escape(phrase) + after


def joined(tokens: Sequence[str], text: str, spans: Sequence[Span]) -> list[str]:
    """Make each span one token; tokens that reach across a span's rim are cut there.

    Args:
        tokens: spell the text.
        text: what they spell.
        spans: in order, not empty, not overlapping.

    >>> joined(["打造", "3", "+", "2", "产业链"], "打造3+2产业链", [Span(2, 6)])
    ['打造', '3+2产', '业链']
    """
    whole = list(tokens)
    ends = list(accumulate(map(len, tokens)))
    limit = len(text)  # where the part that is done begins: from the back, so that the places before keep their number
    for start, end in reversed(spans):
        first, last = bisect_right(ends, start), bisect_left(ends, end)
        low = ends[first - 1] if first else 0
        if first < last or low < start or end < ends[last]:
            high = min(ends[last], limit)
            whole[first : last + 1] = [part for part in (text[low:start], text[start:end], text[end:high]) if part]
        limit = start
    return whole


def load(phrases: Iterable[str] = (), folder: Path | None = None) -> Protector:
    """Make the protector of ``protect.toml`` and a user's phrases.

    Args:
        phrases: phrases of the user's lexicons that the engine cannot hold.
        folder: the user's own rules folder.

    Raises:
        BadRule: for a wrong row or an expression that does not compile.
    """
    patterns = rules.rows(FILE, "pattern", PATTERN_SHAPE, folder)
    for row in patterns:
        try:
            re.compile(row["pattern"])
        except re.error as error:
            raise BadRule(f"{FILE}: [[pattern]] {row.id}: {error} in {row['pattern']!r}") from error
    shipped = [word for row in rules.rows(FILE, "phrase", PHRASE_SHAPE, folder) for word in row["words"]]
    return Protector([row["pattern"] for row in patterns], [*shipped, *phrases])
