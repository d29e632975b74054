"""Expressions that several documents share: slogans and formulas by their normal form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Shared(NamedTuple):
    """An expression with the documents that use it.

    Attributes:
        form: its normal form.
        label: the label it carries most often; the first in order of the names where two are equally frequent.
        n_mentions: how often it stands in all documents.
        n_docs: how many documents hold it.
        n_groups: how many groups hold it; documents without a group do not count; None if no groups are known.
        documents: the ids of the documents, sorted.
        groups: the groups, sorted.
    """

    form: str
    label: str
    n_mentions: int
    n_docs: int
    n_groups: int | None
    documents: tuple[str, ...]
    groups: tuple[str, ...]


def shared(
    mentions: Iterable[tuple[str, str, str]], groups: Mapping[str, str | None] | None = None, min_docs: int = 2
) -> list[Shared]:
    """Give the expressions that at least ``min_docs`` documents hold, widest spread first, ties in order of the forms.

    Args:
        mentions: ``(doc_id, form, label)`` of every mention; mentions without a form are passed over.
        groups: the group of each document (its region, say), None where it is unknown; None if no groups are wanted.
        min_docs: the least number of documents.

    >>> rows = shared([("a", "三个一批", "formula"), ("b", "三个一批", "formula"), ("b", "链长制", "term")])
    >>> [(row.form, row.n_docs, row.documents) for row in rows]
    [('三个一批', 2, ('a', 'b'))]
    """
    documents: dict[str, Counter[str]] = {}
    labels: dict[str, Counter[str]] = {}
    for doc_id, form, label in mentions:
        if form:
            documents.setdefault(form, Counter())[doc_id] += 1
            labels.setdefault(form, Counter())[label] += 1
    found = []
    for form, counts in documents.items():
        if len(counts) < min_docs:
            continue
        names = sorted({name for name in map(groups.get, counts) if name}) if groups is not None else []
        found.append(
            Shared(
                form=form,
                label=min(labels[form], key=lambda name: (-labels[form][name], name)),
                n_mentions=counts.total(),
                n_docs=len(counts),
                n_groups=None if groups is None else len(names),
                documents=tuple(sorted(counts)),
                groups=tuple(names),
            )
        )
    return sorted(found, key=lambda row: (-row.n_docs, -(row.n_groups or 0), -row.n_mentions, row.form))
