"""Put characters that were cut in half together again, where the words of the repaired text prove it.

``cut`` says where damage may begin, ``shift`` lays out all readings of a place, ``evidence`` finds the likeliest of
them; it is proposed if it is much likelier than the text as it stands.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from zhaoshang_nlp.normalise import cut, gbk, shift
from zhaoshang_nlp.normalise.evidence import UNKNOWN, Evidence
from zhaoshang_nlp.normalise.words import common
from zhaoshang_nlp.types import Edit

# Clean text shows six common characters in a row, shifted text in one run of a hundred.
GLANCE = 6
# Work that one text may cost, in nodes of lattices: damaged pages need a third of a node a character. Text that is
# made to look damaged everywhere is left as it is behind this point.
NODES, NODES_A_CHARACTER = 5000, 0.5


class _Repair(NamedTuple):
    edit: Edit
    gain: float


def edits(text: str) -> list[Edit]:
    """Propose to realign what is shifted by a byte, each repair with its bytes and its gain in the note."""
    places = _suspects(text)
    if not places:
        return []
    evidence = Evidence(_undamaged(text, places))
    found: list[Edit] = []
    nodes = NODES + NODES_A_CHARACTER * len(text)
    for at in places:
        if found and at < found[-1].end:
            continue
        tried = [shift.Place(text, head) for head in cut.heads(text, at) if _looks_shifted(text, head)]
        repairs = [each for each in (_repair(place, evidence) for place in tried) if each is not None]
        if repairs:
            found.append(max(repairs, key=lambda each: each.gain).edit)
        nodes -= sum(len(place.lattice) for place in tried)
        if nodes < 0:
            break
    return found


def _suspects(text: str) -> list[int]:
    """Give the places that look damaged, also at a second glance at the characters that follow."""
    return [at for at in cut.places(text) if any(_looks_shifted(text, head) for head in cut.heads(text, at))]


def _looks_shifted(text: str, head: cut.Head) -> bool:
    """Tell whether what follows is odd as it stands and, where no `?` marks the place, not when shifted back.

    The dictionary is not asked: clean text, which has a few such places, should not have to load it.
    """
    items = cut.run(text, head.next, GLANCE)
    end = cut.run_end(items, head.next)
    odd = (
        head.rule == cut.RULE_PINYIN
        or text[head.start + 1 : head.next] in tuple(cut.SPLITTING)
        or any(item.lead and not item.char.isascii() and item.char not in common() for item in items)
        or (len(items) < GLANCE and cut.ends_run(text, end))
    )
    if head.rule == cut.RULE_PINYIN or text[head.start] == "\ufffd" or (odd and text[head.start] == "?"):
        return odd
    leads = [head.pending, *(item.trail for item in items)]
    back = [gbk.pairs().get((lead, item.lead)) for lead, item in zip(leads, items, strict=False)]
    sane = sum(char in common() for char in back)
    if text[head.start] == "?":
        # By chance a shifted run may show common characters alone; shifted back it has nothing else. A short one must
        # end in another mark. (What stands as U+FFFD was mostly left open by a repair.)
        ends = head.next > head.start + 1 and text[end : end + 1] == "?"
        return sane == len(back) and (len(back) == GLANCE or ends)
    return odd and 2 * sane >= len(back)


def _undamaged(text: str, places: list[int]) -> str:
    """Give the text without the runs that may be shifted: what is left may serve as evidence."""
    parts: list[str] = []
    last = 0
    for at in places:
        if at >= last:
            parts.append(text[last : max(last, at - cut.CONTEXT)])  # what stands beside a place is no evidence for it
        last = max([last, at, *(_sane_again(text, head.next) for head in cut.heads(text, at))])
    parts.append(text[last:])
    return "\n".join(parts)


def _sane_again(text: str, start: int) -> int:
    """Give the position from which on a run shows as many common characters as shifted text never does."""
    items = cut.run(text, start)
    sane = 0
    for i, item in enumerate(items):
        sane = sane + 1 if item.char in common() else 0
        if sane == GLANCE:
            return cut.run_end(items[: i + 1 - GLANCE], start)
    return cut.run_end(items, start)


def _repair(place: shift.Place, evidence: Evidence) -> _Repair | None:
    """Find the likeliest reading of a place if it is likely enough."""
    reading = evidence.likeliest(place.lattice)
    if reading.cost == math.inf:
        return None
    standing = evidence.likeliest(shift.chain([*place.left, *place.visible, *place.right]))
    gain = standing.cost - reading.cost
    old = "".join(place.visible)
    new = reading.text[len(place.left) : len(reading.text) - len(place.right)]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    head = place.head
    if gain < head.enough or not old:
        return None
    note = f"GBK bytes {_bytes(place.left, head, new)}; gain {gain:.1f}"
    if reading.chosen:
        note += f"; chosen {reading.chosen}"
    if UNKNOWN in new:
        note += f"; {new.count(UNKNOWN)} left open"
    return _Repair(Edit(head.start, place.ends[len(old) - 1], new, head.rule, note), gain)


def _bytes(left: str, head: cut.Head, new: str) -> str:
    """Write the bytes of a repair, in brackets the two that were taken for one character."""
    digits = (gbk.hexa(left[-1]) if head.rule == cut.RULE_PINYIN else "") + "".join(map(gbk.hexa, new))
    return digits if head.rule == cut.RULE_SPACE else f"{digits[:2]}[{digits[2:6]}]{digits[6:]}"
