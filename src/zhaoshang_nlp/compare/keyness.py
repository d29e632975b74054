"""Keyness: the terms that a target says more, or less, often than a reference, with all that a referee asks for.

A reference is another set of documents, all other documents of the corpus, or a frequency list from elsewhere. One row
holds the counts, the tests, the sizes of the difference and the spread of the term over the documents of both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from zhaoshang_nlp.compare import contingency, cut, dispersion, effects, ranks, statistics
from zhaoshang_nlp.compare.cut import Cut
from zhaoshang_nlp.compare.matrix import TermMatrix, group_names
from zhaoshang_nlp.compare.reference import FrequencyList
from zhaoshang_nlp.errors import BadInput, UnknownName

Floats = NDArray[np.float64]
Cells = tuple[NDArray[np.int64], NDArray[np.int64], int, int]

# Rates are given per this many words.
PER = 10_000
# Ranks go by values rounded to this many decimals, so that differences of floating-point arithmetic rank nothing.
_DECIMALS = 9


class Keyness(NamedTuple):
    """A term that the target uses more or less often than the reference; see the table ``keyness`` for each column."""

    group: str
    term: str
    direction: str
    rank: int
    tf: int
    ref_tf: int
    df: int
    ref_df: int | None
    docs: int
    ref_docs: int | None
    rate: float
    ref_rate: float
    g2: float
    p: float
    q: float
    log_ratio: float
    log_ratio_low: float
    log_ratio_high: float
    percent_diff: float
    odds_ratio: float
    odds_ratio_low: float
    odds_ratio_high: float
    log_odds: float
    log_odds_z: float
    g2_two_term: float
    g2_williams: float
    chi2: float
    chi2_yates: float
    chi2_williams: float
    fisher_p: float
    bayes_factor: float
    u_p: float | None
    cliff_delta: float | None
    dp: float | None
    ref_dp: float | None
    juilland_d: float | None
    ref_juilland_d: float | None
    examples: tuple[str, ...] = ()


# The tests that can decide p, q and, unless another order is asked for, the rank. Each gives a signed statistic.
TESTS: Mapping[str, Callable[[Cells], Floats]] = MappingProxyType(
    {
        "g2": lambda cells: statistics.log_likelihood(*cells),
        "g2-two-term": lambda cells: contingency.log_likelihood_two_term(*cells),
        "g2-williams": lambda cells: contingency.log_likelihood_williams(*cells),
        "chi2": lambda cells: contingency.chi_squared(*cells),
        "chi2-yates": lambda cells: contingency.chi_squared(*cells, "yates"),
        "chi2-williams": lambda cells: contingency.chi_squared(*cells, "williams"),
        "fisher": lambda cells: statistics.log_likelihood(*cells),
        "rank-sum": lambda cells: statistics.log_likelihood(*cells),
    }
)
# What else rows can be ranked by. All of them are above 0 for terms that the target uses more.
ORDERS = (*TESTS, "log-ratio", "log-odds", "log-odds-z", "difference-coefficient")
# Towards what the log odds of a rare term are pulled: its rate on both sides together (informative), or one rate for
# all terms.
PRIORS = ("corpus", "uniform")
_EACH = 0.01  # words that a uniform prior gives each term unless its strength is said


@dataclass(frozen=True, slots=True)
class Choice:
    """What is tested and what is shown.

    Attributes:
        test: a key of ``TESTS``; decides ``p`` and ``q``. With ``fisher`` and ``rank-sum`` (Mann-Whitney, of the rates
            of the documents) the signs and, among equal p, the order come from G2.
        order: one of ``ORDERS``; None ranks by the test.
        top: rows for each direction; None shows all.
        min_df: show a term only if at least so many documents of the side that uses it more hold it (all of them, where
            the side has fewer; does not bind a frequency list, which has no documents).
        min_tf: show a term only if it stands at least so often on both sides together.
        max_q: show a term only if its false discovery rate is no higher.
        prior: one of ``PRIORS``, of the log odds.
        prior_words: how many words the prior is worth, the alpha_0 of Monroe et al.: the more, the further rare terms
            are pulled towards it. None: as many as both sides have (``corpus``), or 0.01 for each term (``uniform``).

    Raises:
        BadInput: for a prior that is worth nothing, or a limit that cannot be.
        UnknownName: for a test, an order or a prior that does not exist.
    """

    test: str = "g2"
    order: str | None = None
    top: int | None = 50
    min_df: int = 2
    min_tf: int = 1
    max_q: float = 1.0
    prior: str = "corpus"
    prior_words: float | None = None

    def __post_init__(self) -> None:
        cut.check(self.top, min_tf=(self.min_tf, 1), min_df=(self.min_df, 1))
        if not 0 <= self.max_q <= 1:
            raise BadInput(f"max_q {self.max_q}: give the highest false discovery rate that is shown, 0 to 1")
        if self.test not in TESTS:
            raise UnknownName("test", self.test, TESTS)
        if self.order is not None and self.order not in ORDERS:
            raise UnknownName("order", self.order, ORDERS)
        if self.prior not in PRIORS:
            raise UnknownName("prior", self.prior, PRIORS)
        if self.prior_words is not None and not 0 < self.prior_words < np.inf:
            raise BadInput(f"a prior of {self.prior_words:g} words is none; give a number above 0, such as 500")


@dataclass(frozen=True, slots=True)
class _Side:
    """What is counted on one side; without documents for a frequency list."""

    counts: NDArray[np.int64]
    words: int
    df: NDArray[np.int64] | None
    documents: int | None
    dp: Floats | None
    juilland_d: Floats | None
    table: sparse.csr_matrix | None


def keyness(
    target: TermMatrix, reference: TermMatrix | FrequencyList, choice: Choice | None = None, name: str = "target"
) -> Cut[Keyness]:
    """Compare the documents of a target with those of a reference, or with a frequency list.

    Every term of both sides is tested and enters the false discovery rate; ``choice`` only says what is shown. Terms of
    equal rates are never shown. If a side has no words there is nothing to compare, and no row.

    Args:
        target: documents x terms.
        reference: the same for other documents, or a frequency list.
        choice: what is tested and shown.
        name: what stands in the column ``group``.

    Returns:
        Rows used more first, then rows used less, each by rank; ties in order of the terms.

    Raises:
        BadInput: if documents are to be ranked and the reference is a frequency list.
    """
    terms = sorted({*target.terms, *reference.terms})
    one = _side(_columns(target, terms))
    choice = choice or Choice()
    if isinstance(reference, FrequencyList):
        if "rank-sum" in (choice.test, choice.order):
            raise BadInput("rank-sum ranks documents, and a frequency list has none; give documents, or another test")
        counts = np.array([reference.counts.get(term, 0) for term in terms], np.int64)
        two = _Side(counts, reference.total, None, None, None, None, None)
    else:
        two = _side(_columns(reference, terms))
    return _rows(name, terms, (one, two), choice)


def keyness_of_groups(
    matrix: TermMatrix, labels: Sequence[object] | None, choice: Choice | None = None, only: str | None = None
) -> Cut[Keyness]:
    """Compare each group of documents with all other documents together.

    Args:
        matrix: documents x terms.
        labels: the group of each document; None sets each document against the rest.
        choice: what is tested and shown; the false discovery rate counts the terms of one group.
        only: the one group that is wanted.

    Raises:
        UnknownName: if there is no such group.
        ValueError: unless there is one label a document.
    """
    if labels is not None and len(labels) != len(matrix.ids):
        raise ValueError(f"{len(labels)} labels for {len(matrix.ids)} documents")
    groups, number = (matrix.ids, np.arange(len(matrix.ids))) if labels is None else group_names(labels)
    if only is not None and only not in groups:
        raise UnknownName("group", only, groups)
    found: Cut[Keyness] = Cut()
    for i, group in enumerate(groups):
        if only is None or group == only:
            sides = (_side(matrix.counts[number == i]), _side(matrix.counts[number != i]))
            found += _rows(group, matrix.terms, sides, choice or Choice())
    return found


def _columns(matrix: TermMatrix, terms: Sequence[str]) -> sparse.csr_matrix:
    """Give the counts with a column for each of ``terms``, which hold all terms of the matrix."""
    place = {term: i for i, term in enumerate(terms)}
    columns = np.array([place[term] for term in matrix.terms], np.int64)
    counts = matrix.counts
    indices = columns[counts.indices] if len(columns) else counts.indices
    return sparse.csr_matrix((counts.data, indices, counts.indptr), shape=(counts.shape[0], len(terms)))


def _side(counts: sparse.csr_matrix) -> _Side:
    sizes = np.asarray(counts.sum(axis=1)).ravel()
    return _Side(
        counts=np.asarray(counts.sum(axis=0)).ravel().astype(np.int64),
        words=int(sizes.sum()),
        df=dispersion.part_range(counts),
        documents=counts.shape[0],
        dp=dispersion.deviation_of_proportions(counts, sizes, normalised=True),
        juilland_d=dispersion.juilland_d(counts, sizes),
        table=counts,
    )


def _rows(group: str, terms: Sequence[str], sides: tuple[_Side, _Side], choice: Choice) -> Cut[Keyness]:
    """Give the rows of one comparison."""
    one, two = sides
    found: Cut[Keyness] = Cut()
    if not (one.words and two.words):
        return found
    # A group need not know all terms of the corpus; what neither side holds is no test and no part of the rate.
    held = np.flatnonzero(one.counts + two.counts)
    cells = (one.counts[held], two.counts[held], one.words, two.words)
    prior = _prior(cells, choice)
    exact = {"rank-sum": _ranked(sides, held)["u_p"]} if "rank-sum" in (choice.test, choice.order) else {}
    if "fisher" in (choice.test, choice.order):
        exact["fisher"] = contingency.fisher(*cells)
    p = exact[choice.test] if choice.test in exact else statistics.p_value(TESTS[choice.test](cells))
    q = statistics.false_discovery_rate(p)
    keys = _keys(cells, exact, prior, choice)
    direction = np.round(TESTS["g2"](cells), _DECIMALS)
    shown = (cells[0] + cells[1] >= choice.min_tf) & (q <= choice.max_q)
    for name, sign, user in (("more", 1, one), ("less", -1, two)):
        wide = np.full(len(held), True) if user.df is None else user.df[held] >= min(choice.min_df, user.documents or 0)
        chosen = np.flatnonzero(shown & wide & (sign * direction > 0))
        # Terms are sorted, so a stable sort keeps ties in their order.
        ranked = chosen[np.lexsort([sign * -key[chosen] for key in reversed(keys)])]
        chosen = ranked[: choice.top]
        picked = (one.counts[held[chosen]], two.counts[held[chosen]], one.words, two.words)
        values = _measures(picked, (prior[0][chosen], prior[1])) | _ranked(sides, held[chosen])
        values |= {"p": p[chosen], "q": q[chosen]}
        rows = []
        for rank, i in enumerate(held[chosen].tolist()):
            numbers = {column: of_all[rank] for column, of_all in values.items()}
            rows.append(_row((group, terms[i], name, rank + 1), i, sides, numbers))
        found += Cut(rows, len(ranked))
    return found


def _prior(cells: Cells, choice: Choice) -> tuple[Floats, float]:
    """Give the prior count of each term, and their sum; a frequency list counts with all its words."""
    a, b, n, m = cells
    if choice.prior == "uniform":
        whole = _EACH * len(a) if choice.prior_words is None else choice.prior_words
        return np.full(len(a), whole / max(len(a), 1)), whole
    whole = float(n + m) if choice.prior_words is None else choice.prior_words
    return np.asarray((a + b) * (whole / (n + m)), np.float64), whole


def _ranked(sides: tuple[_Side, _Side], columns: NDArray[np.int64]) -> dict[str, Floats]:
    """Give what the ranks of the documents say; nothing of a frequency list, which has none."""
    one, two = sides
    if one.table is None or two.table is None:
        return {name: np.full(len(columns), np.nan) for name in ("u_p", "cliff_delta")}
    found = ranks.of_counts(one.table, two.table, columns)
    return {"u_p": found.p, "cliff_delta": found.delta}


def _keys(cells: Cells, exact: Mapping[str, Floats], prior: tuple[Floats, float], choice: Choice) -> list[Floats]:
    """Give what rows are ranked by, first things first, each larger in absolute value for stronger terms."""
    order = choice.order or choice.test
    if order in exact:
        g2 = statistics.log_likelihood(*cells)
        with np.errstate(divide="ignore"):  # p below the smallest float: the strongest of all
            return [np.round(-np.sign(g2) * np.log(exact[order]), _DECIMALS), np.round(g2, _DECIMALS)]
    if order in TESTS:
        return [np.round(TESTS[order](cells), _DECIMALS)]
    a, b, n, m = cells
    if order == "log-ratio":
        found = statistics.log_ratio(*cells)[0]
    elif order == "difference-coefficient":
        found = effects.difference_coefficient(*cells)
    else:
        found = effects.log_odds((a, b), (n, m), *prior)[order == "log-odds-z"]
    return [np.round(found, _DECIMALS), np.round(statistics.log_likelihood(*cells), _DECIMALS)]


def _measures(cells: Cells, prior: tuple[Floats, float]) -> dict[str, Floats]:
    """Give the measures of the terms that are shown, by the names of their columns."""
    a, b, n, m = cells
    ratio, ratio_low, ratio_high = statistics.log_ratio(*cells)
    odds, odds_low, odds_high = effects.odds_ratio(*cells)
    log_odds, z = effects.log_odds((a, b), (n, m), *prior)
    g2 = statistics.log_likelihood(*cells)
    return {
        "rate": PER * a / n,
        "ref_rate": PER * b / m,
        "g2": g2,
        "log_ratio": ratio,
        "log_ratio_low": ratio_low,
        "log_ratio_high": ratio_high,
        "percent_diff": effects.percent_difference(*cells),
        "odds_ratio": odds,
        "odds_ratio_low": odds_low,
        "odds_ratio_high": odds_high,
        "log_odds": log_odds,
        "log_odds_z": z,
        "g2_two_term": contingency.log_likelihood_two_term(*cells),
        "g2_williams": contingency.log_likelihood_williams(*cells),
        "chi2": contingency.chi_squared(*cells),
        "chi2_yates": contingency.chi_squared(*cells, "yates"),
        "chi2_williams": contingency.chi_squared(*cells, "williams"),
        "fisher_p": contingency.fisher(*cells),
        "bayes_factor": effects.bayes_factor(g2, n + m),
    }


def _row(head: tuple[str, str, str, int], i: int, sides: tuple[_Side, _Side], values: Mapping[str, float]) -> Keyness:
    one, two = sides
    group, term, direction, rank = head
    numbers: dict[str, Any] = {name: None if np.isnan(value) else _short(value) for name, value in values.items()}
    return Keyness(
        group=group,
        term=term,
        direction=direction,
        rank=rank,
        tf=int(one.counts[i]),
        ref_tf=int(two.counts[i]),
        df=0 if one.df is None else int(one.df[i]),
        ref_df=None if two.df is None else int(two.df[i]),
        docs=one.documents or 0,
        ref_docs=two.documents,
        dp=_held(one.dp, i),
        ref_dp=_held(two.dp, i),
        juilland_d=_held(one.juilland_d, i),
        ref_juilland_d=_held(two.juilland_d, i),
        **numbers,
    )


def _held(values: Floats | None, i: int) -> float | None:
    return None if values is None or np.isnan(values[i]) else _short(values[i])


def _short(value: float) -> float:
    """Keep ten significant digits: what lies beyond differs between machines."""
    return float(f"{value:.10g}")


def with_examples(rows: Cut[Keyness], find: Callable[[Keyness], Sequence[str]]) -> Cut[Keyness]:
    """Give the rows with their example sentences.

    Args:
        rows: of any comparisons.
        find: gives the examples of a row, from the side that uses its term more.
    """
    return Cut((row._replace(examples=tuple(find(row))) for row in rows), rows.of)
