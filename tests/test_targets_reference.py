"""Targets against annotated passages of real reports: the figures may rise, not fall."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from zhaoshang_nlp.extract import targets
from zhaoshang_nlp.extract.passage import prepare
from zhaoshang_nlp.types import Document, Meta

FLOORS = {"target": 0.98, "all": 0.98}


def scorer(reference: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", reference / "eval" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_figures_on_annotated_passages_hold(reference: Path) -> None:
    gold = reference / "eval" / "gold"
    if not gold.is_dir():
        pytest.skip("no annotated passages")
    score, rules = scorer(reference), targets.load()
    tallies = {name: score.Tally() for name in FLOORS}
    for file in sorted(gold.glob("*.json")):
        for passage in json.loads(file.read_text("utf-8")):
            document = Document.of(passage["text"] + "\n", passage["id"], Meta(year=passage.get("doc_year")))
            found = [_flat(record) for record in targets.find(prepare(document), rules)]
            for name, tally in tallies.items():
                pair = [[t for t in side if name in ("all", t["status"])] for side in (passage["targets"], found)]
                tally.add(*map(len, score.greedy(*pair, score.target_score, 0.5)))
    figures = {name: tally.figures["f1"] for name, tally in tallies.items()}
    assert all(figures[name] >= floor for name, floor in FLOORS.items()), figures


def _flat(record: Any) -> dict[str, Any]:
    return {"text": record.mention.text} | {
        name: getattr(record, name) for name in ("indicator", "value", "unit", "status")
    }
