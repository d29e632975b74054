"""Map a pure function over documents: in this process or in several, results always in input order.

Nothing here knows of language or tables. The function must be importable (not a lambda) and keep no state, so that
one worker and sixteen give the same results.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import TypeVar

In = TypeVar("In")
Out = TypeVar("Out")

# Characters a batch should hold: below 0.1 million the cost of sending dominates, above 5 million nothing is gained.
BATCH_CHARACTERS = 500_000


def in_order(
    function: Callable[[In], Out], items: Iterable[In], jobs: int = 1, size: Callable[[In], int] = lambda _: 1
) -> Iterator[Out]:
    """Yield ``function(item)`` for every item, in input order.

    Args:
        function: pure and importable.
        items: read lazily; at most a few batches are in memory.
        jobs: number of processes; 1 means this process and no other.
        size: gives an item's length in characters, by which batches are cut.
    """
    if jobs <= 1:
        yield from map(function, items)
        return
    with ProcessPoolExecutor(jobs) as pool:
        waiting: deque[Future[list[Out]]] = deque()
        batches = _batches(items, size)
        for batch in islice(batches, 2 * jobs):
            waiting.append(pool.submit(_run, function, batch))
        while waiting:
            yield from waiting.popleft().result()
            for batch in islice(batches, 1):
                waiting.append(pool.submit(_run, function, batch))


def _run(function: Callable[[In], Out], batch: list[In]) -> list[Out]:
    return [function(item) for item in batch]


def _batches(items: Iterable[In], size: Callable[[In], int]) -> Iterator[list[In]]:
    batch: list[In] = []
    held = 0
    for item in items:
        batch.append(item)
        held += size(item)
        if held >= BATCH_CHARACTERS:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch
