"""The steps together, and the promise that a bad document never takes the batch with it."""

from __future__ import annotations

import pytest

from zhaoshang_nlp import pipeline
from zhaoshang_nlp.corpus import Corpus
from zhaoshang_nlp.errors import UnknownName
from zhaoshang_nlp.types import Document, Failed, Meta, Ok

GOOD = Document.of("今年地区生产总值增长6%左右，坚持“项目为王”。", "good", Meta(year=2026, region="云岚县"))
CONFIG = pipeline.Config()
FURNITURE = Document.of("下载\n打印\n", "furniture")


def test_failures_pass_through_in_their_place() -> None:
    failed = Failed("bad", "bad.txt", "read", "empty", "leave it out")
    outcomes = list(pipeline.run([failed, Ok(GOOD), Ok(FURNITURE)], pipeline.Config()))
    assert outcomes[0] == failed
    assert isinstance(outcomes[1], Ok)
    assert isinstance(outcomes[2], Ok)
    assert not outcomes[2].value.document.text
    assert "furniture" in outcomes[2].value.document.origin.note


def test_a_fault_of_the_program_is_a_failed_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(document: Document, config: pipeline.Config) -> pipeline.Analysis:
        raise RuntimeError(f"cannot do {document.id}")

    monkeypatch.setattr(pipeline, "analyse", broken)
    outcome = pipeline.attempt(Ok(GOOD), pipeline.Config())
    assert isinstance(outcome, Failed)
    assert "cannot do good" in outcome.error


def test_a_wrong_call_fails_before_the_first_document() -> None:
    with pytest.raises(UnknownName, match="targets"):
        next(pipeline.run(iter([Ok(GOOD)]), pipeline.Config(kinds=("numbers",))))


def test_two_processes_give_what_one_gives() -> None:
    documents = [Ok(Document.of(f"{GOOD.text}第{i}次。" * 40, f"doc{i}")) for i in range(30)]
    assert list(pipeline.run(documents, pipeline.Config(), 1)) == list(pipeline.run(documents, pipeline.Config(), 2))


def test_the_signature_changes_with_whatever_changes_a_result() -> None:
    config = pipeline.Config()
    assert pipeline.signature(config).line == pipeline.signature(pipeline.Config()).line
    others = [
        pipeline.signature(config, by="region"),
        pipeline.signature(pipeline.Config(stopwords=())),
        pipeline.signature(pipeline.Config(kinds=("targets",))),
        pipeline.signature(pipeline.Config(normalise=None)),
    ]
    assert len({pipeline.signature(config).line, *(other.line for other in others)}) == 5


def test_documents_are_grouped_by_any_column() -> None:
    corpus = Corpus()
    for doc_id, genre in (("a", "讲话"), ("b", "报告"), ("c", None)):
        meta = Meta(extra={"genre": genre} if genre else {})
        outcome = pipeline.attempt(Ok(Document.of("招商引资项目", doc_id, meta)), pipeline.Config())
        assert isinstance(outcome, Ok)
        corpus.add(outcome.value)
    assert corpus.labels("genre") == {"a": "讲话", "b": "报告", "c": None}
    with pytest.raises(UnknownName, match="genre"):
        corpus.labels("gender")


def test_counties_are_grouped_by_the_province_that_they_lie_in() -> None:
    corpus = Corpus()
    for doc_id, region, code in (("a", "崇川区", "320613"), ("b", "江苏省", "320000"), ("c", "云岚县", None)):
        outcome = pipeline.attempt(
            Ok(Document.of("招商引资项目", doc_id, Meta(region=region, region_code=code))), CONFIG
        )
        assert isinstance(outcome, Ok)
        corpus.add(outcome.value)
    assert corpus.labels("province") == {"a": "江苏省", "b": "江苏省", "c": None}
    assert corpus.labels("省份") == corpus.labels("province")
    assert corpus.labels("prefecture") == {"a": "南通市", "b": None, "c": None}
