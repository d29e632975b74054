"""What a text must contain for a pattern to match at all, read off the pattern itself.

A rule file has dozens of patterns, most texts have none of their words. From ``(?:责任编辑|责编):[^ ]{2,9}`` follows
that a text without 责任编辑 and without 责编 holds no match; one search for the words of all patterns then stands for
the patterns. Nothing is asked of who writes the patterns: where no such word can be had, the patterns are always tried.
"""

from __future__ import annotations

import importlib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# Python's own parser of patterns, which has no public name.
_parser: Any = importlib.import_module("re._parser")

# A class of characters in square brackets, with a star if it may be missing or repeated; a word is a row of them.
Word = tuple[str, ...]
_LONGEST = 5  # places; more do not make a word rarer
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_WIDEST = 64  # characters; a wider class says nothing
# How often a place fits by chance: digits come together, ideographs are many.
_ODDS = {"digit": 0.3, "ascii": 0.01, "other": 0.005}


def pattern(patterns: Iterable[str], spellings: Mapping[str, str]) -> re.Pattern[str] | None:
    r"""Give a pattern that is found in every text in which one of the patterns matches.

    Args:
        patterns: regular expressions, matched without regard to case.
        spellings: for a character of the patterns all that count as it, itself included.

    Returns:
        None if some pattern matches texts that have nothing in common.

    >>> found = pattern(["(?:相关|延伸|推荐)阅读[:>]*", r"第\d+期"], {"阅": "阅閱"})
    >>> [bool(found.search(text)) for text in ("相关閱读", "相关网站", "第3期", "第三期")]
    [True, False, True, False]
    """
    words: list[Word] = []
    for each in patterns:
        needed = _needed(_parser.parse(each, re.IGNORECASE), spellings)
        if not needed:
            return None
        words += needed
    return re.compile(_joined(list(dict.fromkeys(words)))) if words else re.compile("(?!)")


def _joined(words: Sequence[Word]) -> str:
    """Give one pattern for all words.

    A pattern that begins with a class is searched for ten times as fast as any other. The second character hardly ever
    fits too, and only then all words are tried, one step back.
    """
    pairs = [word for word in words if len(word) > 1 and not word[1].endswith("*")]
    others = [word for word in words if word not in pairs]
    second = [f"(?={_union(word[1] for word in pairs)}){_at_last(pairs)}"] if pairs else []
    alone = [_at_last(others)] if others else []
    return f"{_union(word[0] for word in words)}(?:{'|'.join(second + alone)})"


def _at_last(words: Iterable[Word]) -> str:
    """Give the pattern of words that begin at the character just passed."""
    return f"(?<=(?={'|'.join(map(''.join, words))}).)"


def _union(places: Iterable[str]) -> str:
    """Give one class for several."""
    return f"[{''.join(dict.fromkeys(place[1:-1] for place in places))}]"


def _needed(items: Iterable[Any], spellings: Mapping[str, str]) -> list[Word]:
    """Give words of which every match of a sequence holds one: the rarest choice; empty if there is none."""
    choices: list[list[Word]] = []
    run: list[str] = []  # places that follow each other
    for operator, value in [*_flat(items), ("END", None)]:
        places = _places(operator, value, spellings)
        run += places
        if places or str(operator) in ("AT", "ASSERT_NOT"):
            continue
        choices.append(_inner(str(operator), value, spellings))
        if str(operator) != "ASSERT":  # a look at what follows parts nothing
            choices += [[min(_windows(run), key=_chance)] if any(map(_is_fixed, run)) else []]
            run = []
    return min(filter(None, choices), key=lambda words: sum(_chance(word)[0] for word in words), default=[])


def _inner(name: str, value: Any, spellings: Mapping[str, str]) -> list[Word]:
    """Give the words of an item that has parts of its own."""
    if name == "BRANCH":
        branches = [_needed(branch, spellings) for branch in value[1]]
        return [word for branch in branches for word in branch] if all(branches) else []
    if name in _REPEATS and value[0] > 0:
        return _needed(value[2], spellings)
    if name == "ASSERT" and value[0] > 0:  # looks ahead: what it sees is in the text
        return _needed(value[1], spellings)
    return []


def _places(operator: Any, value: Any, spellings: Mapping[str, str]) -> list[str]:
    """Give the places of an item that is one character out of few, or such a one repeated; empty for others."""
    if str(operator) not in _REPEATS:
        place = _place(operator, value, spellings)
        return [place] if place else []
    least, most, inner = value
    single = _single(inner, spellings)
    if single is None:
        return []
    return [single] * min(least, _LONGEST) + ([] if least == most else [single + "*"])


def _flat(items: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    """Give the items of a sequence, groups opened."""
    for operator, value in items:
        if str(operator) == "SUBPATTERN" and not value[1] and not value[2]:  # flags may change inside others
            yield from _flat(value[3])
        elif str(operator) == "ATOMIC_GROUP":
            yield from _flat(value)
        else:
            yield operator, value


def _single(items: Sequence[Any], spellings: Mapping[str, str]) -> str | None:
    """Give the class of a sequence of one place."""
    found = list(_flat(items))
    return _place(*found[0], spellings) if len(found) == 1 else None


def _place(operator: Any, value: Any, spellings: Mapping[str, str]) -> str | None:
    """Give the class of an item that stands for one character out of few; None for others."""
    codes: list[int] = []
    digits = ""
    for kind, what in value if str(operator) == "IN" else [(operator, value)]:
        if str(kind) == "LITERAL":
            codes.append(what)
        elif str(kind) == "RANGE" and what[1] - what[0] < _WIDEST:
            codes += range(what[0], what[1] + 1)
        elif str(kind) == "CATEGORY" and str(what) == "CATEGORY_DIGIT":
            digits = r"\d"
        else:
            return None
    # Letters of other alphabets have forms that only `re` knows.
    cased = any(code > 0x7F and chr(code).lower() != chr(code).upper() for code in codes)
    return None if cased else f"[{digits}{_inside(codes, spellings)}]"


def _inside(codes: Iterable[int], spellings: Mapping[str, str]) -> str:
    """Give the inside of a class of some characters in all spellings and cases."""
    plain = (spelt for code in codes for spelt in spellings.get(chr(code), chr(code)))
    cases = (case for char in plain for case in (char, *_CASES.get(char.lower(), (char.lower(), char.upper()))))
    return "".join(re.escape(case) for case in dict.fromkeys(cases) if len(case) == 1)


# Letters that `re` takes for another one when case does not matter, besides their own two forms.
_CASES = {"k": ("k", "K", "\u212a"), "s": ("s", "S", "\u017f"), "i": ("i", "I", "\u0130", "\u0131")}


def _windows(run: Sequence[str]) -> list[Word]:
    """Give the words of a row of places: parts of it that begin and end with a place that is never missing."""
    parts = (tuple(run[i:j]) for i in range(len(run)) for j in range(i + 1, min(i + _LONGEST, len(run)) + 1))
    return [part for part in parts if _is_fixed(part[0]) and _is_fixed(part[-1])]


def _is_fixed(place: str) -> bool:
    return not place.endswith("*")


def _chance(word: Word) -> tuple[float, int]:
    """Give how often a word stands in a text by chance, roughly; of equals the shorter."""
    return math.prod(_odds(place) for place in word if _is_fixed(place)), len(word)


def _odds(place: str) -> float:
    inside = place[1:-1].replace("\\", "")
    if place.startswith(r"[\d") or inside[:1].isdigit():
        return _ODDS["digit"]
    return min(1.0, len(inside) * _ODDS["ascii" if inside[:1].isascii() else "other"])
