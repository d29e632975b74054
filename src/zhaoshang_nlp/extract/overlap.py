"""Overlap decided in one place: where rules claim the same characters, one wins and the others say why they lost."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from zhaoshang_nlp.types import Span

T = TypeVar("T")


class Claim(NamedTuple, Generic[T]):
    """A rule's claim to a stretch of text.

    Attributes:
        rule: id of the rule.
        claim: the characters that no other winner may touch.
        rank: the lower wins; with equal ranks the longer claim, then the earlier one.
        value: what the claimant makes of it.
        group: claims of one group do not exclude one another (the records of one coordinated clause); -1 for none.
    """

    rule: str
    claim: Span
    rank: int
    value: T
    group: int = -1


def settle(claims: Sequence[Claim[T]]) -> list[tuple[Claim[T], str]]:
    """Decide which claims hold.

    Returns:
        All claims in text order, each with the reason why it lost, empty for a winner.

    >>> short, long = Claim("a", Span(0, 2), 1, None), Claim("b", Span(1, 5), 1, None)
    >>> [(claim.rule, reason) for claim, reason in settle([short, long])]
    [('a', 'overlaps b'), ('b', '')]
    """
    if all(one.claim.end <= following.claim.start for one, following in pairwise(claims)):
        return [(claim, "") for claim in claims]  # nothing to decide
    taken: list[Claim[T]] = []
    reasons = [""] * len(claims)
    for i in sorted(range(len(claims)), key=lambda i: _precedence(claims[i], i)):
        for other in taken:
            if _clash(other, claims[i]):
                reasons[i] = f"overlaps {other.rule}"
                break
        else:
            taken.append(claims[i])
    places = sorted(range(len(claims)), key=lambda i: (claims[i].claim, i))
    return [(claims[i], reasons[i]) for i in places]


def _precedence(claim: Claim[T], number: int) -> tuple[int, int, int, int]:
    return claim.rank, claim.claim.start - claim.claim.end, claim.claim.start, number


def _clash(one: Claim[T], other: Claim[T]) -> bool:
    if one.claim.start >= other.claim.end or other.claim.start >= one.claim.end:
        return False
    return one.group != other.group or one.group < 0
