"""A progress line on standard error for work that takes longer than a second; nothing in pipes and with --quiet."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PATIENCE = 1.0  # seconds of silence before a line appears
_PULSE = 0.1  # seconds between two looks of the line
_BEAT = 1.0  # seconds between two measurements of the speed
_BEATS = 30  # measurements the speed is taken from: what was found in the cache an hour ago tells nothing of now
_ENOUGH = 3  # measurements below which no time is told


class Estimate:
    """Seconds left, from the speed of the last half minute.

    >>> estimate = Estimate(total=100)
    >>> [estimate.left(done, now) for now, done in enumerate((0, 10, 20, 30, 100))]
    [None, None, 8.0, 7.0, 0.0]
    """

    def __init__(self, total: int) -> None:
        """Begin.

        Args:
            total: what there is to do, in any unit; 0 if nobody knows.
        """
        self._total = total
        self._beats: deque[tuple[float, int]] = deque(maxlen=_BEATS)

    def left(self, done: int, now: float) -> float | None:
        """Give the seconds left, None where they cannot be told yet.

        Args:
            done: in the unit of ``total``.
            now: seconds of any clock.
        """
        if not self._beats or now - self._beats[-1][0] >= _BEAT:
            self._beats.append((now, done))
        began, before = self._beats[0]
        if not self._total or len(self._beats) < _ENOUGH or done <= before:
            return None
        return max(0, self._total - done) * (now - began) / (done - before)


class Ticker:
    """Counts what is done; shows it once the work turns out to be long."""

    def __init__(self, what: str, shown: bool, sizes: Callable[[], Mapping[str, int]] = dict) -> None:
        """Begin.

        Args:
            what: the name of what is counted.
            shown: whether a line is wanted at all; there is none where standard error is no terminal.
            sizes: asked only if a line appears: the size of every file, by the name that ``tick`` is told; empty if
                nobody knows.
        """
        self._what = what
        self._shown = shown and sys.stderr.isatty()
        self._sizes = sizes
        self._begun = self._looked = time.monotonic()
        self._count = self._characters = 0
        self._files: dict[str, None] = {}
        self._file = ""
        self._line: _Line | None = None

    def __enter__(self) -> Ticker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._line is not None:
            self._line.close()

    def tick(self, file: str = "", characters: int = 0) -> None:
        """Count one more.

        Args:
            file: where it came from; done once another file follows.
            characters: its length.
        """
        self._count += 1
        self._characters += characters
        if not self._shown:
            return
        if file != self._file:
            self._files[self._file] = None
            self._file = file
        now = time.monotonic()
        if now - self._begun < _PATIENCE or now - self._looked < _PULSE:
            return
        self._looked = now
        self._line = self._line or _Line(self._what, self._sizes())
        self._line.show((self._count, self._characters), self._files, now)
        self._files.clear()


class _Line:
    """The line itself."""

    def __init__(self, what: str, sizes: Mapping[str, int]) -> None:
        self._what = what
        self._sizes = sizes
        self._done = 0
        self._estimate = Estimate(sum(sizes.values()))
        self._bar, self._task = self._open(sum(sizes.values()) or None)

    def show(self, counts: tuple[int, int], files: Mapping[str, None], now: float) -> None:
        """Bring the line up to date; ``files`` were finished since the last time."""
        self._done += sum(self._sizes.get(file, 0) for file in files)
        left = self._estimate.left(self._done, now)
        told = "" if left is None else f"about {_spoken(left)} left"
        count, characters = counts
        text = f"{count:,} {self._what}, {characters / 1e6:,.1f} million characters"
        self._bar.update(self._task, description=text, completed=self._done, left=told)
        self._bar.refresh()

    def close(self) -> None:
        """Take the line away."""
        self._bar.stop()

    @staticmethod
    def _open(total: int | None) -> tuple[Progress, TaskID]:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(bar_width=20),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]}"),
        )
        # No thread that refreshes: a worker process could not be forked beside it.
        bar = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
        task = bar.add_task("", total=total, left="")
        bar.start()
        return bar, task


def _spoken(seconds: float) -> str:
    """Say a time no more exactly than it is known.

    >>> [_spoken(seconds) for seconds in (3, 42, 100, 1000, 20_000)]
    ['10 s', '50 s', '2 min', '17 min', '6 h']
    """
    if seconds < 60:
        return f"{int(seconds) // 10 * 10 + 10} s"
    return f"{-(-seconds // 60):.0f} min" if seconds < 2 * 3600 else f"{-(-seconds // 3600):.0f} h"
