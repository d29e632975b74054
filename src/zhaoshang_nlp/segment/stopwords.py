"""Stop lists, and what is left of tokens when they are counted.

Two lists are shipped, each word under a comment that gives its group and reason. ``general`` holds what carries no
content in any Chinese text. ``policy`` holds what every policy text says of everything (推进, 加强 …): it is for
keyword tables, not for counts that a study rests on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import compress
from pathlib import Path

from zhaoshang_nlp import chars, rules
from zhaoshang_nlp.errors import UnknownName
from zhaoshang_nlp.segment import lexicon

NAMES = ("general", "policy")

# Numbers in Han characters, ordinals and fractions among them: 三, 十四, 两千, 第一, 百分之五, 三点五.
_HAN_NUMBER = re.compile(
    "第?[〇零一二三四五六七八九十百千万亿两廿卅萬億兩点]+(?:分之[零一二三四五六七八九十百千万亿点]+)?"
)
# 3+2, 4×4: no number but a name.
_SIGNED_CODE = re.compile(r"\d+(?:[+＋×✕*]\d+)+")
_DIGITS = re.compile(r"[0-9]{2,}")
_QUOTED_DIGITS = re.compile(f"[{''.join(chars.QUOTES)}]{_DIGITS.pattern}[{''.join(chars.QUOTES.values())}]")
# Verdicts on tokens that a process keeps: some ten megabytes.
_REMEMBERED = 2**17


def stop_words(names: Iterable[str | Path], folder: Path | None = None) -> frozenset[str]:
    """Give the words of stop lists together.

    Args:
        names: ``general``, ``policy``, or paths of the user's own lists (UTF-8, a word a line, ``#`` for comments).
        folder: the user's own rules folder; ``stopwords/general.txt`` in it replaces the shipped one.

    Raises:
        UnknownName: for a name that is neither shipped nor a path.
        BadInput: if a list cannot be read.
    """
    found: set[str] = set()
    for name in names:
        if name in NAMES:
            found.update(rules.words(f"stopwords/{name}.txt", folder))
        elif isinstance(name, Path) or re.search(r"[./\\]", name) or Path(name).is_file():
            found.update(_own(Path(name)))
        else:
            raise UnknownName("stop list", name, (*NAMES, "a path"))
    return frozenset(found)


def _own(path: Path) -> list[str]:
    """Read a user's list."""
    words = (line.split("#", 1)[0].strip() for line in lexicon.own_text("stop list", path).splitlines())
    return [word for word in words if word]


def content_words(tokens: Sequence[str], stops: frozenset[str]) -> list[str]:
    """Give the tokens that are counted, in their order.

    Dropped are:

    * the stop words;
    * tokens without any letter or Han character: punctuation, white space, symbols, and numbers in digits with their
      signs (``5``, ``4.5%``, ``1,234``, ``4.5-5%``, ``9:30``);
    * numbers in Han characters, ordinals included (``三``, ``十四``, ``第一``, ``百分之五``).

    Kept are codes: digits joined by ``+`` or ``×`` (``3+2``, ``4×4``), digits with letters (``5G``, ``10+N``), and two
    or more digits alone in quotation marks (``“33618”``).

    >>> content_words(["“", "33618", "”", "体系", "的", "增长", "4.5%", "，", "3+2"], frozenset({"的"}))
    ['33618', '体系', '增长', '3+2']
    """
    kinds = set(tokens)
    kept = {token for token in kinds if token not in stops and _has_content(token)}
    digits = {token for token in kinds - stops if _DIGITS.fullmatch(token)}
    if not digits:
        return [token for token in tokens if token in kept]
    return [
        token for place, token in enumerate(tokens) if token in kept or (token in digits and _is_quoted(tokens, place))
    ]


def content_counts(tokens: Sequence[str], stops: frozenset[str], text: str | None = None) -> dict[str, int]:
    """Count what ``content_words`` gives, in a quarter of its time; words in order of first appearance, codes last.

    Args:
        tokens: all tokens of a text.
        stops: words that are left out.
        text: what the tokens spell, where it is at hand.

    >>> content_counts(["“", "33618", "”", "体系", "的", "33618", "体系"], frozenset({"的"}))
    {'体系': 2, '33618': 1}
    """
    kinds = Counter(tokens)
    # No step of this is a loop of Python's.
    found = dict(compress(kinds.items(), map(_verdicts(stops).__getitem__, kinds)))
    # Digits in quotation marks are rare; the text tells at once whether there are any.
    if _QUOTED_DIGITS.search("".join(tokens) if text is None else text):
        digits = {token for token in kinds if token not in found and _DIGITS.fullmatch(token) and token not in stops}
        places = [place for place, token in enumerate(tokens) if token in digits]
        found |= Counter(tokens[place] for place in places if _is_quoted(tokens, place))
    return found


class _Verdicts(dict[str, bool]):
    """Whether a token is counted, found out once for each: documents share most of their words."""

    def __init__(self, stops: frozenset[str]) -> None:
        super().__init__()
        self._stops = stops

    def __missing__(self, token: str) -> bool:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[token] = verdict = token not in self._stops and _has_content(token)
        return verdict


@lru_cache(maxsize=4)
def _verdicts(stops: frozenset[str]) -> _Verdicts:
    return _Verdicts(stops)


def _is_quoted(tokens: Sequence[str], place: int) -> bool:
    """Tell whether a token stands alone between quotation marks."""
    before, after = tokens[max(place - 1, 0)], tokens[min(place + 1, len(tokens) - 1)]
    return before in chars.QUOTES and after == chars.QUOTES[before]


def _has_content(token: str) -> bool:
    """Tell whether a token, stop list aside, is a word or a code."""
    if any(map(str.isalpha, token)):
        return _HAN_NUMBER.fullmatch(token) is None
    return _SIGNED_CODE.fullmatch(token) is not None
