"""Every example and counterexample of data/industries.toml holds."""

from __future__ import annotations

import dataclasses

import pytest

from zhaoshang_nlp.extract import industries, industry_rules, passage
from zhaoshang_nlp.rules import Row
from zhaoshang_nlp.types import Document, Industry

_ROWS = [(table, row) for table, rows in industry_rules.read_rows().items() for row in rows]
_EXAMPLES = [pytest.param(row, i, id=f"{t}-{row.id}-{i}") for t, row in _ROWS for i in range(len(row.examples))]
_COUNTER = [
    pytest.param(text, id=f"{t}-{row.id}-{i}") for t, row in _ROWS for i, text in enumerate(row.counterexamples)
]


@pytest.fixture(scope="module")
def rules() -> industries.IndustryRules:
    return industries.load()


def _found(text: str, rules: industries.IndustryRules) -> list[Industry]:
    return industries.find(passage.prepare(Document.of(text)), rules)


def _has(record: Industry, expected: dict[str, object]) -> bool:
    fields = {name: list(v) if isinstance(v, tuple) else v for name, v in dataclasses.asdict(record).items()}
    return all(fields[name] == value for name, value in expected.items() if name != "text")


@pytest.mark.parametrize(("row", "number"), _EXAMPLES)
def test_example_gives_its_record(row: Row, number: int, rules: industries.IndustryRules) -> None:
    example = row.examples[number]
    found = _found(example["text"], rules)
    assert any(_has(record, example) for record in found), found


@pytest.mark.parametrize("text", _COUNTER)
def test_counterexample_gives_nothing(text: str, rules: industries.IndustryRules) -> None:
    assert _found(text, rules) == []


def test_every_row_has_both_sorts_of_examples() -> None:
    assert [row.id for _, row in _ROWS if not row.examples or not row.counterexamples] == []
