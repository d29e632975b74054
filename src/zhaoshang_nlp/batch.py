"""Map a pure function over items: in this process or in several, results always in input order.

Nothing here knows of language or tables. The function must be importable (not a lambda) and keep no state, so that
one worker and sixteen give the same results.

Every worker has a pipe of its own and one task at a time. So it is plain which items a worker had when it died: another
worker takes them, and an item that kills two workers is given up, alone.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
import traceback
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, Protocol, TypeVar

from zhaoshang_nlp.errors import BadInput

In = TypeVar("In")
Out = TypeVar("Out")
Known_contra = TypeVar("Known_contra", contravariant=True)

# Characters a batch should hold: a tenth of a second of work or more. Below 0.1 million the cost of sending dominates;
# larger ones gain nothing, and more is lost with each when a run is stopped.
BATCH_CHARACTERS = 250_000
# Where the work on a character is slow, batches are smaller: seconds of work that one should hold, and a lower limit.
_BATCH_SECONDS = 0.15
_LEAST_CHARACTERS = 10_000
# Items a batch may hold however short they are, so that memory stays bounded.
_BATCH_ITEMS = 5_000
# Batches read ahead for each worker: the one it has and one more, so that it need not wait for the reader.
_AHEAD = 2
# Seconds of work of this process after which it looks whether a worker wants something.
_GLANCE = 0.005
# Seconds of work of this process before others are started, if patience is asked for: about what starting them costs.
_PATIENCE = {"fork": 0.1, "spawn": 1.0}
# A worker that dies before it has begun is a fault of the machine or the script, not of an item.
_FAILED_STARTS = 3
# Seconds that a worker has for ending when it is told to.
_FAREWELL = 2.0


class Memory(Protocol[Known_contra, Out]):
    """What knows results of earlier runs. Only this process asks it, never a worker."""

    def recall(self, items: Sequence[Known_contra]) -> Sequence[Out | None]:
        """Give what is known of each item, None where nothing is."""

    def keep(self, made: Sequence[tuple[Known_contra, Out]]) -> None:
        """Take new results, for good: what was kept is there after an interruption."""


def one(_: object) -> int:
    """Size of an item whose size does not matter."""
    return 1


@dataclass(frozen=True, slots=True)
class How(Generic[In, Out]):
    """How items are worked through.

    Attributes:
        jobs: processes; 1 means this one and no other, 0 one for each core.
        size: gives an item's length in characters, by which batches are cut.
        lost: gives the result of an item that kills every worker it meets; None raises instead.
        memory: results of earlier runs; None makes everything anew.
        here: what takes the place of the function in this process, where results need not be made ready to travel.
        patient: whether other processes are started only when this one has worked for a while and there is more to do;
            then several processes never take longer than one.
    """

    jobs: int = 1
    size: Callable[[In], int] = one
    lost: Callable[[In], Out] | None = None
    memory: Memory[In, Out] | None = None
    here: Callable[[In], Out] | None = None
    patient: bool = False


def in_order(
    function: Callable[[In], Out], items: Iterable[In], how: How[In, Out] | None = None
) -> Iterator[tuple[In, Out]]:
    """Yield every item with ``function(item)``, in input order.

    Args:
        function: pure and importable.
        items: read lazily; at most a few batches are in memory.
        how: one process and no memory if None.

    Raises:
        BadInput: if worker processes cannot be started.
        Exception: what the function raises, once it is known.
    """
    how = how or How()
    jobs = how.jobs or cores()
    if jobs > 1:
        yield from _Team(function, items, how, jobs).run()
        return
    function = how.here or function
    if how.memory is None:
        for item in items:
            yield item, function(item)
    else:
        for batch in _batches(items, how, BATCH_CHARACTERS):
            yield from _alone(function, batch, how.memory)


def cores() -> int:
    """Give the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Batch(Generic[In, Out]):
    """Some items in input order, with a place for the result of each."""

    __slots__ = ("items", "open", "results")

    def __init__(self, items: list[In], known: Sequence[Out | None]) -> None:
        self.items = items
        self.results = list(known)
        self.open = sum(result is None for result in known)

    def missing(self) -> list[int]:
        return [place for place, result in enumerate(self.results) if result is None]

    def pairs(self) -> Iterator[tuple[In, Out]]:
        yield from zip(self.items, self.results, strict=True)


def _batches(
    items: Iterable[In], how: How[In, Out], characters: int, glance: Callable[[], None] | None = None
) -> Iterator[_Batch[In, Out]]:
    """Cut items into batches of about so many characters; ``glance`` is called after each item is read."""
    held: list[In] = []
    size = 0
    for item in items:
        held.append(item)
        size += how.size(item)
        if glance:
            glance()
        if size >= characters or len(held) >= _BATCH_ITEMS:
            yield _opened(held, how)
            held, size = [], 0
    if held:
        yield _opened(held, how)


def _opened(items: list[In], how: How[In, Out]) -> _Batch[In, Out]:
    return _Batch(items, how.memory.recall(items) if how.memory else [None] * len(items))


def _alone(
    function: Callable[[In], Out],
    batch: _Batch[In, Out],
    memory: Memory[In, Out] | None,
    until: float = math.inf,
) -> Generator[tuple[In, Out], None, int]:
    """Do a batch in this process; what is done when the reader stops (Ctrl-C) is kept.

    Args:
        function: gives the result of an item.
        batch: items, some with results.
        memory: takes the new results.
        until: the time on the monotonic clock after which nothing new is begun.

    Returns:
        How many items were yielded.
    """
    made: list[tuple[In, Out]] = []
    try:
        for place, (item, known) in enumerate(zip(batch.items, batch.results, strict=True)):
            if known is not None:
                yield item, known
                continue
            if time.monotonic() > until:
                return place
            result = function(item)
            made.append((item, result))
            yield item, result
    finally:
        if memory and made:
            memory.keep(made)
    return len(batch.items)


class _Task(Generic[In, Out]):
    """A part of a batch that one worker does in one go."""

    __slots__ = ("batch", "deaths", "places")

    def __init__(self, batch: _Batch[In, Out], places: list[int]) -> None:
        self.batch = batch
        self.places = places
        self.deaths = 0  # workers that died over it


class _Worker:
    """A process at the other end of a pipe."""

    def __init__(self, function: Callable[[Any], Any], others: Sequence[Connection]) -> None:
        method = _method()
        context: Any = multiprocessing.get_context(method)
        self.pipe, theirs = context.Pipe()
        # A forked process inherits our ends of all pipes; while it holds them nobody notices that we are gone.
        inherited = [*others, self.pipe] if method == "fork" else []
        self.process = context.Process(target=_serve, args=(function, theirs, inherited), daemon=True)
        with _deaf(), warnings.catch_warnings():
            # Python 3.12 warns of a fork beside the threads of numpy's BLAS, which know what a fork is.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.process.start()
        theirs.close()
        self.began = False
        self.task: _Task[Any, Any] | None = None

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.pipe.close()
        self.process.terminate()
        self.process.join(_FAREWELL)
        if self.process.is_alive():
            self.process.kill()
            self.process.join(_FAREWELL)


@contextmanager
def _deaf() -> Iterator[None]:
    """Hold Ctrl-C back: a process that begins meanwhile is deaf to it for ever; we hear it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _method() -> str:
    """Choose how processes begin: by fork where no thread can hold a lock, which costs a tenth of a fresh start."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


def _serve(function: Callable[[Any], Any], pipe: Connection, inherited: Sequence[Connection]) -> None:
    """Do what comes through the pipe until it is closed: the whole life of a worker."""
    # Ctrl-C reaches all processes of the terminal; only the first one decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for connection in inherited:
        connection.close()
    try:
        pipe.send_bytes(b"")  # ready
        while True:
            items = pickle.loads(pipe.recv_bytes())  # noqa: S301 - from our own parent
            pipe.send_bytes(_answer(function, items))
    except (EOFError, OSError):
        return  # the parent is gone, or wants no more


def _answer(function: Callable[[Any], Any], items: Sequence[Any]) -> bytes:
    """Give the results of items, or the error that one of them raised, ready for the pipe."""
    try:
        return pickle.dumps((True, [function(item) for item in items]), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # the parent raises it again
        trail = "".join(traceback.format_exception(error))
        try:
            return pickle.dumps((False, (type(error), error.args, trail)), pickle.HIGHEST_PROTOCOL)
        except Exception:  # some errors hold what does not travel
            return pickle.dumps((False, (RuntimeError, (f"in a worker process: {trail}",), trail)))


def _error(kind: type[Exception], args: tuple[Any, ...], trail: str) -> Exception:
    """Make an error again, without its ``__init__``, which may ask for other arguments than its text."""
    error = kind.__new__(kind)
    error.args = args
    error.__cause__ = RuntimeError(f"in a worker process:\n{trail}")
    return error


class _Team(Generic[In, Out]):
    """Workers and what they have to do."""

    def __init__(self, function: Callable[[In], Out], items: Iterable[In], how: How[In, Out], jobs: int) -> None:
        self._function = function
        self._here = how.here or function
        self._items = iter(items)
        self._how = how
        self._jobs = jobs
        self._workers: list[_Worker] = []
        self._queue: deque[_Task[In, Out]] = deque()
        self._window: deque[_Batch[In, Out]] = deque()
        self._batches: Iterator[_Batch[In, Out]] = iter(())
        self._more = True
        self._looked = 0.0
        self._failed_starts = 0

    def run(self) -> Iterator[tuple[In, Out]]:
        """Yield all items with their results."""
        try:
            characters = (yield from self._first()) if self._how.patient else BATCH_CHARACTERS
            self._batches = _batches(self._items, self._how, characters, self._glance)
            self._read(2)
            if not self._more and len(self._queue) < 2:  # not worth another process
                for batch in self._window:
                    yield from _alone(self._here, batch, self._how.memory)
                return
            while self._window or self._more:
                self._read(self._jobs * _AHEAD)
                while self._window and self._window[0].open:
                    self._look(None)
                if self._window:
                    for pair in self._window.popleft().pairs():
                        yield pair
                        self._glance()
        finally:
            for worker in self._workers:
                worker.end()

    def _first(self) -> Generator[tuple[In, Out], None, int]:
        """Work in this process for a while, and give the number of characters that a batch should hold afterwards."""
        began = time.monotonic()
        done = 0
        for batch in _batches(self._items, self._how, BATCH_CHARACTERS):
            count = yield from _alone(self._here, batch, self._how.memory, began + _PATIENCE[_method()])
            done += sum(map(self._how.size, batch.items[:count]))
            if count < len(batch.items):
                self._items = chain(batch.items[count:], self._items)
                break
        speed = done / max(time.monotonic() - began, _GLANCE)
        return min(BATCH_CHARACTERS, max(_LEAST_CHARACTERS, int(speed * _BATCH_SECONDS)))

    def _read(self, ahead: int) -> None:
        """Read batches until there are enough, handing out work meanwhile."""
        while self._more and len(self._window) < ahead:
            batch = next(self._batches, None)
            if batch is None:
                self._more = False
                return
            self._window.append(batch)
            if batch.open:
                self._queue.append(_Task(batch, batch.missing()))
            if len(self._queue) > 1 or self._workers:
                self._look(0)

    def _glance(self) -> None:
        """Look whether a worker wants something, if the last look was a while ago."""
        if self._workers and time.monotonic() - self._looked > _GLANCE:
            self._look(0)

    def _look(self, patience: float | None) -> None:
        """Hand out tasks, take results, replace the dead; wait for something to happen if ``patience`` is None."""
        self._hand_out()
        busy = {worker.pipe: worker for worker in self._workers}
        for pipe in wait(list(busy), patience):
            self._take(busy[pipe])
        self._hand_out()
        self._looked = time.monotonic()

    def _hand_out(self) -> None:
        for worker in [worker for worker in self._workers if worker.began and worker.task is None]:
            if not self._queue:
                return
            worker.task = self._queue.popleft()
            batch = worker.task.batch
            try:
                worker.pipe.send_bytes(
                    pickle.dumps([batch.items[i] for i in worker.task.places], pickle.HIGHEST_PROTOCOL)
                )
            except OSError:
                self._bury(worker)
        starting = sum(not worker.began for worker in self._workers)
        while len(self._workers) < self._jobs and starting < len(self._queue):
            self._workers.append(_Worker(self._function, [worker.pipe for worker in self._workers]))
            starting += 1

    def _take(self, worker: _Worker) -> None:
        """Take what a worker sends: its readiness or results; a closed pipe means that it died."""
        try:
            data = worker.pipe.recv_bytes()
        except (EOFError, OSError):
            self._bury(worker)
            return
        if not worker.began:
            worker.began, self._failed_starts = True, 0
            return
        task, worker.task = worker.task, None
        assert task is not None  # noqa: S101 - a worker answers once a task
        good, results = pickle.loads(data)  # noqa: S301 - from our own worker
        if not good:
            raise _error(*results)
        self._done(task, results)

    def _done(self, task: _Task[In, Out], results: Sequence[Out]) -> None:
        batch = task.batch
        for place, result in zip(task.places, results, strict=True):
            batch.results[place] = result
        batch.open -= len(results)
        if self._how.memory:
            self._how.memory.keep([(batch.items[i], result) for i, result in zip(task.places, results, strict=True)])

    def _bury(self, worker: _Worker) -> None:
        """Take a dead worker out and give its task to others: whole, then item by item, then no more."""
        self._workers.remove(worker)
        worker.end()
        task = worker.task
        if not worker.began:
            self._failed_starts += 1
            if self._failed_starts >= _FAILED_STARTS:
                raise BadInput(
                    f"worker processes end before they begin (exit code {worker.process.exitcode}); in a script of "
                    'your own put the call under `if __name__ == "__main__":`, or work with one process (jobs=1)'
                )
        if task is None:
            return
        task.deaths += 1
        if task.deaths < 2:
            self._queue.appendleft(task)
        elif len(task.places) > 1:
            self._queue.extendleft(_Task(task.batch, [place]) for place in reversed(task.places))
        elif self._how.lost:
            self._done(task, [self._how.lost(task.batch.items[task.places[0]])])
        else:
            raise RuntimeError(f"an item kills the worker processes (exit code {worker.process.exitcode})")
