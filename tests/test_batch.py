"""Processes give what one process gives, in order, whatever happens to them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from zhaoshang_nlp import batch
from zhaoshang_nlp.errors import UnknownName

# Small batches, so that a few items make many of them.
pytestmark = pytest.mark.usefixtures("small_batches")


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "BATCH_CHARACTERS", 5)


def square(number: int) -> int:
    return number * number


def slow_square(number: int) -> int:
    time.sleep(0.01)
    return number * number


def deadly(number: int) -> int:
    if number == 13:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def once_deadly(item: tuple[int, str]) -> int:
    """Die at number 13 the first time; a file remembers."""
    number, path = item
    if number == 13 and not Path(path).exists():
        Path(path).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def choosy(number: int) -> int:
    if number == 13:
        raise UnknownName("number", "13", ["12", "14"])
    return number


class Awkward(Exception):  # noqa: N818 - reads as an adjective of the item
    def __init__(self, first: int, second: int) -> None:
        super().__init__("awkward")


def awkward(number: int) -> int:
    raise Awkward(number, number)


def process(_: int) -> int:
    time.sleep(0.01)
    return os.getpid()


class Notebook:
    """A memory in a dictionary."""

    def __init__(self, known: dict[int, int]) -> None:
        self.known = known
        self.kept: list[tuple[int, int]] = []

    def recall(self, items: Sequence[int]) -> list[int | None]:
        return [self.known.get(item) for item in items]

    def keep(self, made: Sequence[tuple[int, int]]) -> None:
        self.kept += made


def values(pairs: Iterator[tuple[Any, int]]) -> list[int]:
    return [value for _, value in pairs]


@pytest.mark.parametrize("jobs", [0, 1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 5, 6, 11, 100])
def test_results_come_in_input_order(jobs: int, count: int) -> None:
    pairs = list(batch.in_order(square, iter(range(count)), batch.How(jobs)))
    assert pairs == [(number, number * number) for number in range(count)]


def test_work_is_spread_and_a_little_is_not_worth_it() -> None:
    assert os.getpid() not in values(batch.in_order(process, range(40), batch.How(2)))
    assert len(set(values(batch.in_order(process, range(40), batch.How(2))))) == 2
    assert set(values(batch.in_order(process, range(4), batch.How(2)))) == {os.getpid()}


def test_patient_work_begins_here_and_goes_on_elsewhere() -> None:
    how: batch.How[int, int] = batch.How(2, patient=True)
    found = list(batch.in_order(process, range(60), how))
    assert [item for item, _ in found] == list(range(60))
    places = values(iter(found))
    assert places[0] == os.getpid() != places[-1]
    # Ten hundredths of a second are over before others begin.
    assert 5 <= places.count(os.getpid()) <= 15


@pytest.mark.parametrize("known", [{}, {3: 9}, {number: number * number for number in range(40)}])
def test_patient_work_keeps_and_finds_its_results(known: dict[int, int]) -> None:
    notebook = Notebook(known)
    how: batch.How[int, int] = batch.How(2, memory=notebook, patient=True)
    assert values(batch.in_order(slow_square, range(40), how)) == [n * n for n in range(40)]
    assert sorted(notebook.kept) == [(n, n * n) for n in range(40) if n not in known]


def negative(number: int) -> int:
    return -number


def test_what_is_done_here_may_be_done_otherwise() -> None:
    for jobs in (1, 2):
        how: batch.How[int, int] = batch.How(jobs, here=negative)
        assert values(batch.in_order(square, range(4), how)) == [0, -1, -2, -3]
    how = batch.How(2, here=negative)
    assert values(batch.in_order(square, range(40), how)) == [n * n for n in range(40)]


def test_large_items_make_batches_of_their_own() -> None:
    how: batch.How[int, int] = batch.How(2, size=lambda number: number)
    assert values(batch.in_order(square, range(30), how)) == [n * n for n in range(30)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_input_is_read_only_as_far_as_needed(jobs: int) -> None:
    read: list[int] = []

    def items() -> Iterator[int]:
        for number in range(10_000):
            read.append(number)
            yield number

    pairs = batch.in_order(square, items(), batch.How(jobs))
    assert [next(pairs) for _ in range(10)] == [(n, n * n) for n in range(10)]
    assert len(read) < 100
    pairs.close()  # type: ignore[attr-defined]  # a generator


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_killed_worker_loses_and_doubles_nothing(
    method: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "_method", lambda: method)
    items = [(number, str(tmp_path / "died")) for number in range(60)]
    how: batch.How[tuple[int, str], int] = batch.How(2)
    assert values(batch.in_order(once_deadly, items, how)) == [n * n for n in range(60)]
    assert (tmp_path / "died").exists()


def test_a_worker_killed_from_outside_is_replaced() -> None:
    pairs = batch.in_order(slow_square, range(200), batch.How(2))
    found = [next(pairs)]
    victims = subprocess.run(["ps", "-o", "pid=", "--ppid", str(os.getpid())], capture_output=True, check=True)
    for pid in victims.stdout.split()[:2]:
        try:
            os.kill(int(pid), signal.SIGKILL)
        except ProcessLookupError:
            continue  # ps itself
    found += pairs
    assert found == [(n, n * n) for n in range(200)]


def test_an_item_that_kills_every_worker_is_given_up_alone() -> None:
    how: batch.How[int, int] = batch.How(2, lost=lambda number: -number)
    assert values(batch.in_order(deadly, range(40), how)) == [-13 if n == 13 else n * n for n in range(40)]
    with pytest.raises(RuntimeError, match="kills the worker"):
        list(batch.in_order(deadly, range(40), batch.How(2)))


def test_errors_of_a_call_reach_the_caller() -> None:
    for jobs in (1, 2):
        with pytest.raises(UnknownName, match="12, 14"):
            list(batch.in_order(choosy, range(40), batch.How(jobs)))
    with pytest.raises(Awkward, match="awkward"):
        list(batch.in_order(awkward, range(40), batch.How(2)))


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_known_is_not_made_again(jobs: int) -> None:
    memory = Notebook({n: -n for n in range(0, 60, 2)})
    found = values(batch.in_order(square, range(60), batch.How(jobs, memory=memory)))
    assert found == [n * n if n % 2 else -n for n in range(60)]
    assert sorted(memory.kept) == [(n, n * n) for n in range(1, 60, 2)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_was_made_before_a_stop_is_kept(jobs: int) -> None:
    memory = Notebook({})
    pairs = batch.in_order(square, range(60), batch.How(jobs, memory=memory))
    found = [next(pairs) for _ in range(23)]
    pairs.close()  # type: ignore[attr-defined]  # a generator
    assert {n for n, _ in found} <= {n for n, _ in memory.kept}


SCRIPT = """
import signal, sys, time
from zhaoshang_nlp import batch
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets what it starts in the background ignore Ctrl-C
batch.BATCH_CHARACTERS = 5
def work(number):
    time.sleep(0.02)
    return number
if __name__ == "__main__":
    try:
        for item, _ in batch.in_order(work, range(10_000), batch.How(2)):
            print(item, flush=True)
    except KeyboardInterrupt:
        sys.exit(130)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is no signal there")
def test_ctrl_c_ends_all_processes_quietly(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPT, "utf-8")
    # A session of its own stands for the terminal: the signal goes to all processes in it, as Ctrl-C does.
    run = subprocess.Popen(
        [sys.executable, tmp_path / "script.py"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(Path(batch.__file__).parents[1])},
    )
    assert run.stdout is not None
    assert run.stdout.readline() == b"0\n"
    os.killpg(run.pid, signal.SIGINT)
    _, said = run.communicate(timeout=10)
    assert (run.returncode, said) == (130, b"")
    with pytest.raises(ProcessLookupError):
        os.killpg(run.pid, 0)


def test_a_script_without_a_guard_is_told_so(tmp_path: Path) -> None:
    script = SCRIPT.replace('if __name__ == "__main__":', "batch._method = lambda: 'spawn'\nif True:")
    (tmp_path / "script.py").write_text(script, "utf-8")
    env = {**os.environ, "PYTHONPATH": str(Path(batch.__file__).parents[1])}
    run = subprocess.run(
        [sys.executable, tmp_path / "script.py"], capture_output=True, env=env, timeout=30, check=False
    )
    assert run.returncode == 1
    assert b"if __name__ ==" in run.stderr.splitlines()[-1]
