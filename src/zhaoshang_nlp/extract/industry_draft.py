"""A phrase while it is read: what the grammar, the verdicts and the tree hand to each other."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhaoshang_nlp.types import Span


@dataclass(slots=True)
class Draft:
    """A phrase that may name an industry system.

    Attributes:
        rule: id of the frame in which it is read.
        head: the head phrase (产业集群).
        name: the head phrase with code or count and modifiers, quotation marks included.
        span: the whole mention, with the members that directly belong.
        code: code without quotation marks.
        count: declared number.
        members: spans of the names listed.
        open: the list ends in 等, more than what is named belongs to it.
        list_opens: where a list or a tree may begin behind the head, -1 if nothing opens.
        reason: why it is no record; empty as long as it is one.
        alone: why it is no record unless it is a group of a system (1个千亿级产业 below “135”产业体系).
        tiers: the counted groups it consists of.
        parent: the system it is a group of.
    """

    rule: str
    head: Span
    name: Span
    span: Span
    code: str | None = None
    count: int | None = None
    members: list[Span] = field(default_factory=list)
    open: bool = False
    list_opens: int = -1
    reason: str = ""
    alone: str = ""
    tiers: list[Draft] = field(default_factory=list)
    parent: Draft | None = None
