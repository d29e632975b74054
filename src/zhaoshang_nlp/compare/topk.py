"""The nearest rows of each row, exactly and without ever holding all pairs.

``sparse_dot_topn`` (Apache-2.0, the extra ``scale``) does it several times faster for cosines; where it is not
installed, and for other measures, blocks of similarities do. Both give the same rows in the same order.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from scipy import sparse

from zhaoshang_nlp.compare.measures import BLOCK_CELLS, Cosine, Floats, Ints, Measure
from zhaoshang_nlp.compare.tfidf import DECIMALS

# Its single-threaded code is three times slower than two threads are on one core.
_THREADS = 2
# Rows below which its own overhead is larger than what it saves.
_WORTH = 500
# Rows that it is given at a time, since they are copied for it.
_ROWS = 5_000
# Columns that it is given at a time, since they are turned for it: all of them would take as much room as the weights.
_COLUMNS = 10_000
# Asked for beyond what is wanted: the row itself, and the first one that stays out, which tells of a tie.
_SPARE = 2


class Nearest(NamedTuple):
    """The nearest rows of one row.

    Attributes:
        row: whose they are.
        columns: the nearest ones first, ties in the order of the places.
        values: their similarities.
    """

    row: int
    columns: Ints
    values: Floats


def has_fast() -> bool:
    """Tell whether ``sparse_dot_topn`` is installed."""
    return importlib.util.find_spec("sparse_dot_topn") is not None


def nearest(
    measure: Measure, part: tuple[Ints, Ints], top: int, place: Ints, fast: bool | None = None
) -> Iterator[Nearest]:
    """Yield for each of some rows the ``top`` most similar of some columns, never the row itself.

    Args:
        measure: similarities.
        part: rows and columns.
        top: how many; fewer only where there are fewer columns.
        place: for every row of the measure its place among ties.
        fast: whether ``sparse_dot_topn`` is used; None: where it is installed and pays.
    """
    rows, columns = part
    if isinstance(measure, Cosine) and (fast or (fast is None and len(columns) >= _WORTH and has_fast())):
        yield from _fast(measure, rows, columns, top, place)
        return
    step = max(1, BLOCK_CELLS // max(len(columns), 1))
    for first in range(0, len(rows), step):
        some = rows[first : first + step]
        for row, values in zip(some.tolist(), measure.block(some, columns), strict=True):
            yield _best(row, columns, values, top, place)


def _best(row: int, columns: Ints, values: Floats, top: int, place: Ints) -> Nearest:
    """Give the largest values, ties in the order of the places."""
    others = columns != row
    columns, values = columns[others], values[others]
    count = min(top, len(columns))
    if count < 1:
        return Nearest(row, columns[:0], values[:0])
    least = np.partition(values, -count)[-count]
    held = np.flatnonzero(values >= least)
    kept = held[np.lexsort((place[columns[held]], -values[held]))][:count]
    return Nearest(row, columns[kept], values[kept])


def _fast(measure: Cosine, rows: Ints, columns: Ints, top: int, place: Ints) -> Iterator[Nearest]:
    """Let ``sparse_dot_topn`` choose; rows where it cannot know the order are done exactly.

    It breaks ties in its own way and leaves out similarities of 0. A row is clear if the first value that stays out is
    smaller than the last one wanted.
    """
    step = max(1, BLOCK_CELLS // (top + _SPARE))
    if len(columns) <= _COLUMNS:
        step = min(step, _ROWS)
    for first in range(0, len(rows), step):
        some = rows[first : first + step]
        chosen = _products(measure, some, columns, top + _SPARE)
        known: list[Nearest | None] = []
        for at, row in enumerate(some.tolist()):
            low, high = chosen.indptr[at], chosen.indptr[at + 1]
            found = columns[chosen.indices[low:high]]
            values = np.clip(np.round(chosen.data[low:high], DECIMALS), 0.0, 1.0)
            others = found != row
            found, values = found[others], values[others]
            clear = len(found) > top and values.min() < np.partition(values, -top)[-top]
            known.append(_best(row, found, values, top, place) if clear else None)
        open_rows = some[[each is None for each in known]]
        exact = iter(_exact(measure, (open_rows, columns), top, place))
        yield from (next(exact) if each is None else each for each in known)


def _exact(measure: Cosine, part: tuple[Ints, Ints], top: int, place: Ints) -> list[Nearest]:
    """Give the nearest of some columns for each row by all its similarities, a part of the columns at a time."""
    rows, columns = part
    found: list[list[Nearest]] = [[] for _ in rows]
    for some in _blocks(columns) if len(rows) else ():
        step = max(1, BLOCK_CELLS // max(len(some), 1))
        for first in range(0, len(rows), step):
            block = measure.block(rows[first : first + step], some)
            for at, values in enumerate(block, first):
                found[at].append(_best(int(rows[at]), some, values, top, place))
    return [
        _best(
            row, np.concatenate([one.columns for one in each]), np.concatenate([one.values for one in each]), top, place
        )
        for row, each in zip(rows.tolist(), found, strict=True)
    ]


def _blocks(columns: Ints) -> list[Ints]:
    """Cut columns into parts; where one holds all, it is the very same array, so that it is turned only once."""
    if len(columns) <= _COLUMNS:
        return [columns]
    return [columns[low : low + _COLUMNS] for low in range(0, len(columns), _COLUMNS)]


def _products(measure: Cosine, rows: Ints, columns: Ints, count: int) -> sparse.csr_matrix:
    """Give the ``count`` largest cosines of each row, as a sparse matrix rows x columns."""
    import sparse_dot_topn as fast  # type: ignore[import-untyped,unused-ignore]  # optional, untyped

    found = []
    for some in _blocks(columns):
        turned = measure.turned.of(some)
        parts = [
            fast.sp_matmul_topn(measure.weights[rows[first : first + _ROWS]], turned, top_n=count, n_threads=_THREADS)
            for first in range(0, len(rows), _ROWS)
        ]
        found.append(parts[0] if len(parts) == 1 else sparse.vstack(parts, format="csr"))
    return found[0] if len(found) == 1 else fast.zip_sp_matmul_topn(count, found)
