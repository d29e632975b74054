"""Systems that consist of systems: a code or a count above counted groups, and the arithmetic between them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zhaoshang_nlp.extract.industry_draft import Draft

_REACH = 400  # characters between a system and its last group
_TIMES = re.compile(r"([0-9]{1,2})[×✕xX*]([0-9]{1,2})")
_PLUS = re.compile(r"[+＋]")


def plant(text: str, drafts: list[Draft]) -> None:
    """Tie each system to the counted groups that its code or count declares (sets ``tiers`` and ``parent``).

    Args:
        text: the whole text.
        drafts: winning phrases in text order.
    """
    for i, system in enumerate(drafts):
        if system.members or system.parent or not (system.code or system.count):
            continue
        behind = _run(text, system, (drafts[k] for k in range(i + 1, len(drafts))), forward=True)
        ahead = _run(text, system, (drafts[k] for k in range(i - 1, -1, -1)), forward=False)[::-1]
        groups = _declared(system, behind) or _declared(system, ahead)
        if not groups and system.list_opens >= 0:
            sentence = text.find("。", system.head.end, system.head.end + _REACH)
            groups = [g for g in behind if sentence < 0 or g.head.end <= sentence]
            groups = groups if len(groups) > 1 else []
        system.tiers = groups
        for group in groups:
            group.parent = system


def _run(text: str, system: Draft, others: Iterable[Draft], *, forward: bool) -> list[Draft]:
    """Give the counted groups that follow a system (or precede it) in its paragraph, up to the next coded system."""
    run: list[Draft] = []
    for other in others:
        gap = (system.head.end, other.span.start) if forward else (other.span.end, system.span.start)
        if other.code or gap[1] - gap[0] > _REACH or "\n" in text[gap[0] : gap[1]]:
            break
        if other.count and other.parent is None and gap[1] >= gap[0]:
            run.append(other)
    return run


def _declared(system: Draft, groups: list[Draft]) -> list[Draft]:
    """Give the groups, from the nearest one on, whose counts are what the system declares; none if they are not."""
    for size in range(len(groups), 1, -1):
        for run in (groups[:size], groups[-size:]):
            if agrees(system, [g.count or 0 for g in run]):
                return run
    return []


def agrees(system: Draft, counts: list[int]) -> bool:
    """Tell whether group counts are what a system declares.

    246 declares 2, 4, 6; 3+2 declares 3, 2; 4×4 declares 4, 4, 4, 4; a count of 9 is any sum of 9.
    """
    if system.code is None:
        return sum(counts) == system.count
    if _PLUS.search(system.code):
        return [p.strip() for p in _PLUS.split(system.code) if p.strip().isdigit()] == [str(c) for c in counts]
    times = _TIMES.fullmatch(system.code)
    if times:
        return counts == [int(times.group(2))] * int(times.group(1))
    return "".join(map(str, counts)) == system.code


def consistent(draft: Draft) -> bool | None:
    """Check declared numbers against what is listed; None if there is nothing to check."""
    if draft.tiers:
        return agrees(draft, [t.count or 0 for t in draft.tiers])
    listed = len(draft.members)
    if not listed:
        return None
    declared = draft.count
    if declared is None and draft.code and _PLUS.search(draft.code):
        parts = [p.strip() for p in _PLUS.split(draft.code)]
        declared = sum(map(int, parts)) if all(p.isdigit() for p in parts) else None
    if declared is None:
        return None
    if draft.open:
        return None if listed < declared else listed == declared
    return listed == declared
