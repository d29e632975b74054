"""Rows of which only the first are shown, and how many there were."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from zhaoshang_nlp.errors import BadInput

T = TypeVar("T")


class Cut(list[T]):
    """The rows that are shown; ``of`` counts them together with those that a limit left out.

    >>> rows = Cut.of_top(["a", "b", "c"], 2)
    >>> rows, rows.of
    (['a', 'b'], 3)
    """

    def __init__(self, rows: Iterable[T] = (), of: int | None = None) -> None:
        super().__init__(rows)
        self.of = len(self) if of is None else of

    @classmethod
    def of_top(cls, rows: list[T], top: int | None) -> Cut[T]:
        """Keep the first ``top`` rows; None keeps all."""
        return cls(rows[:top], len(rows))

    def __iadd__(self, other: Iterable[T]) -> Cut[T]:  # type: ignore[override,misc]  # a list gives a list of its own
        """Add rows of another table, with those that it left out."""
        rows = other if isinstance(other, Cut) else Cut(other)
        self.extend(rows)
        self.of += rows.of
        return self


def check(top: int | None, **least: tuple[float, float]) -> None:
    """Make sure that limits can be kept.

    Args:
        top: rows that are shown; None shows all.
        least: what each limit is, and the least that it can be.

    Raises:
        BadInput: for one that is too small, or no number.
    """
    if top is not None and top < 1:
        raise BadInput(f"top {top}: give how many rows are shown, 1 or more, or None for all")
    for name, (value, smallest) in least.items():
        if not value >= smallest:
            raise BadInput(f"{name} {value}: give {smallest:g} or more")
