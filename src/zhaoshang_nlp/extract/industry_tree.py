"""Systems that consist of systems: a code or a count above counted groups, and the arithmetic between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from zhaoshang_nlp import numerals
from zhaoshang_nlp.extract.industry_draft import Draft

_REACH = 400  # characters between a system and its last group
_MOST = 60  # no group of a code is larger
_TIMES = re.compile(r"([0-9]{1,2})[ ]?[×✕xX*][ ]?([0-9]{1,2})")
_PLUS = re.compile(r"[ ]?[+＋][ ]?")
_OPEN_END = re.compile("[NnXx]$")
_NUMERAL = re.compile("[0-9]+|十[一二三四五六七八九]?|[一两二三四五六七八九]")


def plant(text: str, drafts: list[Draft]) -> None:
    """Tie each system to the counted groups that its code or count declares (sets ``tiers`` and ``parent``).

    Args:
        text: the whole text.
        drafts: winning phrases in text order.
    """
    for i, system in enumerate(drafts):
        if system.members or system.parent or system.alone or not (system.code or system.count):
            continue
        behind = _run(text, system, (drafts[k] for k in range(i + 1, len(drafts))), forward=True)
        ahead = _run(text, system, (drafts[k] for k in range(i - 1, -1, -1)), forward=False)
        groups = _declared(system, behind) or _declared(system, ahead, reverse=True)
        if not groups and system.list_opens >= 0:
            sentence = text.find("。", system.head.end, system.head.end + _REACH)
            groups = [g for g in behind if not g.alone and (sentence < 0 or g.head.end <= sentence)]
            groups = groups if len(groups) > 1 else []
        system.tiers = groups
        for group in groups:
            group.parent = system


def _run(text: str, system: Draft, others: Iterable[Draft], *, forward: bool) -> list[Draft]:
    """Give the counted groups that follow a system (or precede it) in its paragraph, nearest first.

    The next coded system ends them.
    """
    run: list[Draft] = []
    for other in others:
        gap = (system.head.end, other.span.start) if forward else (other.span.end, system.span.start)
        if other.code or gap[1] - gap[0] > _REACH or "\n" in text[gap[0] : gap[1]]:
            break
        if other.count and other.parent is None and gap[1] >= gap[0]:
            run.append(other)
    return run


def _declared(system: Draft, groups: list[Draft], *, reverse: bool = False) -> list[Draft]:
    """Give the groups, nearest first, whose counts are what the system declares, in text order; none if they are not.

    Below a code other counted phrases may stand between its groups, below a mere count they may not.
    """
    order = -1 if reverse else 1
    if system.code is not None:
        found = [_pick(groups, split[::order]) for split in splits(system.code) if len(split) > 1]
        return min((f for f in found if f), key=lambda f: groups.index(f[-1]), default=[])[::order]
    solid = [g for g in groups if not g.alone]
    for size in range(len(solid), 1, -1):
        for run in (solid[:size], solid[-size:]):
            if sum(g.count or 0 for g in run) == system.count:
                return run[::order]
    return []


def _pick(groups: Sequence[Draft], counts: Sequence[int]) -> list[Draft]:
    """Give the first groups that have these counts in this order; none if one is missing."""
    picked: list[Draft] = []
    for group in groups:
        if len(picked) < len(counts) and group.count == counts[len(picked)]:
            picked.append(group)
    return picked if len(picked) == len(counts) else []


@cache
def splits(code: str) -> tuple[tuple[int, ...], ...]:
    """Give the ways in which a code may be read as numbers of its groups; N and X are left open.

    >>> splits("3+2+N"), splits("2×4"), splits("一主两辅"), splits("六链五群")
    (((3, 2),), ((4, 4),), ((1, 2),), ((6, 5),))
    >>> splits("135")
    ((1, 3, 5), (1, 35), (13, 5))
    """
    times = _TIMES.fullmatch(code)
    if times:
        return ((int(times.group(2)),) * int(times.group(1)),)
    digits = _OPEN_END.sub("", code)
    if digits.isdigit() and digits.isascii():
        return tuple(_cuts(digits))
    added = [part for part in _PLUS.split(code) if _NUMERAL.fullmatch(part)]
    parts = added if _PLUS.search(code) else _NUMERAL.findall(code)
    return (tuple(map(_value, parts)),) if parts else ()


def _value(word: str) -> int:
    return int(word) if word.isascii() else int(numerals.chinese(word) or 0)


def _cuts(digits: str) -> Iterable[tuple[int, ...]]:
    """Give the ways to cut digits into numbers from 1 to the most that a group holds."""
    if not digits:
        yield ()
    for size in range(1, min(2, len(digits)) + 1):
        head = int(digits[:size])
        if digits[0] != "0" and head <= _MOST:
            yield from ((head, *rest) for rest in _cuts(digits[size:]))


def consistent(draft: Draft) -> bool | None:
    """Check declared numbers against what is listed; None if there is nothing to check."""
    if draft.tiers:
        counts = tuple(t.count or 0 for t in draft.tiers)
        return sum(counts) == draft.count if draft.code is None else counts in splits(draft.code)
    listed = len(draft.members)
    if not listed:
        return None
    if draft.count is None:
        return None if draft.code is None else _adds_up(draft.code, listed, more=draft.open)
    return None if draft.open and listed < draft.count else listed == draft.count


def _adds_up(code: str, listed: int, *, more: bool) -> bool | None:
    """Check a code against the names listed for it; ``more`` than those listed may belong to it."""
    sums = {sum(split) for split in splits(code)}
    if not sums:
        return None
    if _OPEN_END.search(code):
        return True if listed >= min(sums) else None if more else False
    if listed in sums or not more:
        return listed in sums
    return None if listed < max(sums) else False
