"""Times that can be trusted: variants in turn, rounds with a busy machine done again, medians with their range."""

from __future__ import annotations

import contextlib
import gc
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

# A round counts if the rest of the machine used less than a quarter of a core meanwhile.
_QUIET = 0.25
# Seconds between two looks at the memory of workers.
_LOOK = 0.1


class Unequal(Exception):  # noqa: N818 - reads as an adjective of the variants
    """Two variants did not give the same: there is no ratio to tell."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    Attributes:
        what: what was measured.
        against: what it is held against.
        median: of the rounds.
        low: smallest of the rounds.
        high: largest of the rounds.
        unit: ``x`` (times faster), ``of`` (share of the other's time), ``MiB``, ``s``.
        goal: what it should be; None for what is only told.
        at_least: whether more is better.
        note: what a reader should know.
        busy: rounds in which other programs used the machine.
    """

    what: str
    against: str
    median: float
    low: float
    high: float
    unit: str
    goal: float | None = None
    at_least: bool = True
    note: str = ""
    busy: int = 0

    def met(self) -> bool:
        """Tell whether the goal is met."""
        return self.goal is None or self.holds(self.goal)

    def holds(self, floor: float, slack: float = 1.0) -> bool:
        """Tell whether the figure is as good as ``floor``; with a slack of 2 half of it is enough."""
        return self.median >= floor / slack if self.at_least else self.median <= floor * slack


@dataclass
class Bench:
    """Measures, and keeps the figures.

    Attributes:
        quick: few rounds and small corpora.
        figures: what was found.
    """

    quick: bool
    figures: list[Figure] = field(default_factory=list)

    def rounds(self, wanted: int) -> int:
        """Give the number of rounds."""
        return min(2, wanted) if self.quick else wanted

    def in_turn(self, variants: Mapping[str, Callable[[], object]], rounds: int) -> Times:
        """Run variants in turn in this process, warm; a round on a busy machine is done again once."""
        seconds: dict[str, list[float]] = {name: [] for name in variants}
        busy = 0
        for _ in range(self.rounds(rounds)):
            others, one = _round(variants)
            if others >= _QUIET and not self.quick:
                others, one = _round(variants)
            busy += others >= _QUIET
            for name, value in one.items():
                seconds[name].append(value)
        return Times(seconds, busy)

    def add(self, figure: Figure) -> None:
        """Keep a figure and show it."""
        self.figures.append(figure)
        goal = "" if figure.goal is None else f"  goal {'>=' if figure.at_least else '<='} {figure.goal:g}"
        mark = "" if figure.goal is None else ("  met" if figure.met() else "  MISSED")
        rims = f"{figure.low:.3g} to {figure.high:.3g}"
        told = f"{figure.what} / {figure.against}: {figure.median:.3g} {figure.unit} ({rims}){goal}{mark}"
        print(told + (f"  [{figure.busy} busy rounds]" if figure.busy else ""), flush=True)

    def faster(self, what: str, against: str, times: Times, goal: float | None, note: str = "") -> None:
        """Keep how many times faster the first of two variants is."""
        ours, other = times.seconds.values()
        self._ratio(
            (what, against, "x", note), [b / a for a, b in zip(ours, other, strict=True)], (goal, True), times.busy
        )

    def share(self, what: str, against: str, times: Times, goal: float | None, note: str = "") -> None:
        """Keep which share of the second variant's time the first one takes."""
        ours, other = times.seconds.values()
        self._ratio(
            (what, against, "of", note), [a / b for a, b in zip(ours, other, strict=True)], (goal, False), times.busy
        )

    def _ratio(
        self, names: tuple[str, str, str, str], values: list[float], goal: tuple[float | None, bool], busy: int
    ) -> None:
        what, against, unit, note = names
        rims = (statistics.median(values), min(values), max(values))
        self.add(Figure(what, against, *rims, unit, *goal, note, busy))

    def as_json(self) -> list[dict[str, object]]:
        """Give all figures, ready for ``json.dumps``."""
        return [{**asdict(figure), "met": figure.met()} for figure in self.figures]


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of each variant in each round, and how many rounds were not quiet."""

    seconds: Mapping[str, list[float]]
    busy: int


def _round(variants: Mapping[str, Callable[[], object]]) -> tuple[float, dict[str, float]]:
    """Give what other programs used of the machine, in cores, and the seconds of each variant."""
    one: dict[str, float] = {}
    before, own, began = _machine(), _own(), time.perf_counter()
    for name, function in variants.items():
        gc.collect()
        start = time.perf_counter()
        function()
        one[name] = time.perf_counter() - start
    spent = time.perf_counter() - began
    return max(0.0, (_machine() - before) - (_own() - own)) / spent, one


def _own() -> float:
    """CPU seconds of this process and its children that have ended."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, kinds))


def _machine() -> float:
    """CPU seconds of all programs, 0 where the system does not tell."""
    try:
        fields = Path("/proc/stat").read_text("ascii").split("\n", 1)[0].split()[1:]
    except OSError:
        return 0.0
    user, nice, system, _idle, _wait, *rest = map(int, fields)
    return (user + nice + system + sum(rest[:2])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a process took.

    Attributes:
        seconds: from its start to its end.
        peak: mebibytes of memory it held at most, those of its workers not counted.
        worker: mebibytes that the largest of its workers held at most; 0 without any, or where nobody can tell.
    """

    seconds: float
    peak: float
    worker: float = 0.0


def process(arguments: Sequence[str | Path], watched: bool = False) -> Ran:
    """Run Python in a process of its own.

    Args:
        arguments: of Python.
        watched: look after its workers' memory meanwhile (on Linux).

    Raises:
        RuntimeError: if it fails.
    """
    began = time.perf_counter()
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1] / "src")}
    with subprocess.Popen([sys.executable, *map(str, arguments)], stdout=subprocess.DEVNULL, env=env) as started:
        own, worker = _watch(started.pid) if watched else (0.0, 0.0)
        _, status, used = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise RuntimeError(f"{' '.join(map(str, arguments))}: exit code {started.returncode}")
    return Ran(time.perf_counter() - began, own or used.ru_maxrss / 1024, worker)


def _watch(pid: int) -> tuple[float, float]:
    """Give the peak of a process and that of the largest of its children, in mebibytes, once the process has ended.

    What the system tells at the end (``ru_maxrss``) counts the memory of the program that started it, too.
    """
    own, largest = 0.0, 0
    home = Path(f"/proc/{pid}")
    with contextlib.suppress(OSError):  # it has ended, or this system has no /proc
        while "\nState:\tZ" not in (status := (home / "status").read_text("ascii", "replace")):
            if high := re.search(r"VmHWM:\s*(\d+) kB", status):
                own = int(high[1]) / 1024
            for child in (home / "task" / str(pid) / "children").read_text("ascii").split():
                with contextlib.suppress(OSError):  # it has ended meanwhile
                    pages = int(Path(f"/proc/{child}/statm").read_text("ascii").split()[1])
                    largest = max(largest, pages * os.sysconf("SC_PAGE_SIZE"))
            time.sleep(_LOOK)
    return own, largest / 2**20


def zhaoshang(*arguments: str | Path, watched: bool = False) -> Callable[[], Ran]:
    """Give a call of the command line in a process of its own."""
    return lambda: process(["-m", "zhaoshang_nlp", *arguments], watched)


def same(name: str, ours: object, other: object) -> None:
    """Make sure that two variants gave the same.

    Raises:
        Unequal: if they did not.
    """
    if ours != other:
        raise Unequal(f"{name}: the outputs differ, so there is no ratio")
