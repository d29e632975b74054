"""Which of two documents came first, by what is known of their dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhaoshang_nlp.types import Meta

Direction = Literal["earlier", "same_day", "unknown"]
UNKNOWN = -1
_DAY = 10  # characters of a date with its day


class When(NamedTuple):
    """When a document was made: ``YYYYMMDD`` and the year as numbers, ``UNKNOWN`` where it is not known."""

    day: int
    year: int


def when(meta: Meta) -> When:
    """Give the time of a document; a date without its day tells the year only.

    >>> when(Meta(date="2026-01-15")), when(Meta(year=2025)), when(Meta(date="2024-03"))
    (When(day=20260115, year=2026), When(day=-1, year=2025), When(day=-1, year=2024))
    """
    digits = (meta.date or "").replace("-", "")
    day = int(digits) if len(meta.date or "") == _DAY and digits.isdecimal() else UNKNOWN
    if day != UNKNOWN:
        return When(day, day // 10_000)
    year = meta.year if meta.year is not None else int(digits[:4]) if digits[:4].isdecimal() else UNKNOWN
    return When(UNKNOWN, year)


def signs(times: Sequence[When], a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int64]:
    """Compare documents pair by pair: -1 where ``a`` is earlier, 1 where ``b`` is, 0 on the same day, 2 unknown.

    Two known days decide; else two different years. Documents of one year without days are in no known order.
    """
    days = np.array([time.day for time in times] or [UNKNOWN], np.int64)
    years = np.array([time.year for time in times] or [UNKNOWN], np.int64)
    both_days = (days[a] != UNKNOWN) & (days[b] != UNKNOWN)
    both_years = (years[a] != UNKNOWN) & (years[b] != UNKNOWN) & (years[a] != years[b])
    by_year = np.where(both_years, np.sign(years[a] - years[b]), 2)
    return np.where(both_days, np.sign(days[a] - days[b]), by_year)


def direction(sign: int) -> Direction:
    """Name what ``signs`` found for a pair that is given with the earlier document first."""
    if sign in (-1, 1):
        return "earlier"
    return "same_day" if sign == 0 else "unknown"
