"""One look at a text that tells which steps have nothing to do there.

Clean text is what most documents are. Every step looks for something that clean text does not have, and most of it is
betrayed by a single character: so one pass with one class of characters answers for all steps at a time. A look may
send a step out in vain, never keep one home that has work; ``tests/test_normalise_glance.py`` holds that against the
steps themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from zhaoshang_nlp.normalise import control, cut, pinyin, realign, recode, script, width
from zhaoshang_nlp.normalise.words import common

# Which steps a look answers for; the others are always asked.
STEPS = ("control", "mojibake", "pinyin", "width", "script")

_NOTHING: frozenset[str] = frozenset()
_DIGIT = "[0-9０-９]"


class _Sign(NamedTuple):
    """Characters that may mean work for some steps.

    Attributes:
        chars: the inside of a class.
        steps: who has to look.
        context: what must be true behind such a character, as a pattern; empty if it means work anywhere.
        others: characters on which the context is not tried; None if it is tried on ``chars`` alone. A large class
            takes long to compile, and it does no harm to try its context on some others too.
    """

    chars: str
    steps: tuple[str, ...]
    context: str = ""
    others: str | None = None

    def pattern(self) -> str:
        """Give the pattern of a place just behind such a character."""
        return (f"(?<=[{self.chars}])" if self.others is None else f"(?<![{self.others}])") + self.context


def steps(text: str, repair: bool = True) -> frozenset[str]:
    """Give the names of those of ``STEPS`` that may have something to do.

    Args:
        text: any text.
        repair: whether the steps that repair are asked for; their signs take longest to draw up.

    >>> [sorted(steps(each)) for each in ("今年新签约项目8个（含续建）。", "園區８處", "項(xiàng)目")]
    [[], ['script', 'width'], ['mojibake', 'pinyin', 'script']]
    """
    found = {step for char in set(_chars(repair).findall(text)) for step in _meaning(char, repair)}
    # The start of the text is the start of a line.
    if repair and (_lines().search(text) or _lines().match("\n" + text.partition("\n")[0])):
        found.add("mojibake")
    return frozenset(found)


def steps_near(text: str, places: Iterable[int], repair: bool = True) -> frozenset[str]:
    r"""Give the same for the lines that some places stand on or beside alone: no sign spans the end of a line.

    >>> sorted(steps_near("項目\n项目\n８个", [4]))
    []
    """
    found = _NOTHING
    done = -1
    for place in places:
        if place > done:
            start = text.rfind("\n", 0, place) + 1
            done = text.find("\n", place)
            done = len(text) if done < 0 else done
            found |= steps(text[start:done], repair)
    return found


@cache
def _chars(repair: bool) -> re.Pattern[str]:
    """Give the pattern of a character that means work, in the contexts where it does."""
    signs = _signs(repair)
    union = "".join(sign.chars for sign in signs)
    # A pattern that begins with a class is searched for ten times as fast as any other: the context comes behind it.
    contexts = "|".join(sign.pattern() for sign in signs)
    return re.compile(f"[{union}](?:{contexts})")


@cache
def _meaning(char: str, repair: bool) -> frozenset[str]:
    """Give the steps for which a character may mean work."""
    return frozenset(step for sign in _signs(repair) if re.match(f"[{sign.chars}]", char) for step in sign.steps)


def _signs(repair: bool) -> tuple[_Sign, ...]:
    """Give all signs, each drawn from the patterns of its steps."""
    return (*_signs_of_form(), *_signs_of_damage()) if repair else _signs_of_form()


@cache
def _signs_of_form() -> tuple[_Sign, ...]:
    return (
        _Sign(control.ANY, ("control",)),
        _Sign(width.ANY, ("width",)),
        _Sign(script.theirs(), ("script",)),
        # A digit set apart in a number that runs into a unit, a raised point before a per cent sign.
        _Sign(" ", ("width",), f"(?:(?<={_DIGIT}.)|(?<={_DIGIT}[.．].))(?=[0-9０-９.． ]*+{width.UNIT})"),
        _Sign("·", ("width",), f"(?<={_DIGIT}.)(?={_DIGIT}+[%％])"),
    )


@cache
def _signs_of_damage() -> tuple[_Sign, ...]:
    sign = f"[{cut.SIGNS}{cut.FOLDED}]"
    reading = f"(?=[{pinyin.LETTERS}]*+[)）])"
    first, second, third = recode.kinds()
    rare = cut.rare()
    not_rare = "".join(sorted(set(first).difference(rare)))
    return (
        # Damage marks itself by a `?`, or half a bracket behind 。.
        _Sign(cut.LOST + "\u3105-\u3129", ("mojibake",)),
        # The rest of a reading and its bracket; without a tone also the bracket before it.
        _Sign(pinyin.TONED, ("mojibake", "pinyin"), reading),
        _Sign("a-z", ("mojibake", "pinyin"), f"(?<=[(（].){reading}"),
        # A sign before two odd characters, the first or the second of them rare.
        _Sign(rare, ("mojibake",), f"(?:(?<={sign}.)(?={_odd()})|(?<={sign}{_odd()}.))", not_rare),
        # UTF-8 read as GBK.
        _Sign(first, ("mojibake",), f"(?=[{second}][{third}])"),
    )


@cache
def _odd() -> str:
    """Give the class of characters that clean text seldom has: by what it has, which is a third as long to write."""
    return f"[^\x00-\x7f{''.join(sorted(common()))}]"


@cache
def _lines() -> re.Pattern[str]:
    """Give the pattern of a line that needs repair: half an indent at its beginning, or nothing but misread bytes.

    Every line that begins with “ looks like the first, so odd characters or half characters must follow: see
    ``realign``.
    """
    trimmed = f"{cut.TRIMMED}(?=.{{0,{realign.GLANCE}}}(?:{_odd()}|[@-~]))"
    latin = rf"[\x00-\x09\x0b-\x7f{recode.HIGH}]"
    misread = rf"(?={latin}++(?![^\n])){latin}*?[{recode.HIGH}]{{3}}"
    # The newline first: to look for a single character is faster still than for a class.
    return re.compile(f"\n(?:{trimmed}|{misread})")
