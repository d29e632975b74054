"""The samples give back what was put into them: text, metadata, records; and the annotated passages are sound.

``tests/corpora_answers.json`` says for every sample what is right. Where the program differs today, ``known_gaps``
says how; a gap that closes fails the test too, so that the list stays true: ``python tests/test_corpora.py`` strikes
off what is closed, with ``--new`` it also writes down what has gone wrong since.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from zhaoshang_nlp import normalise, pipeline, read, rules
from zhaoshang_nlp.types import Industry, Ok, Record, Slogan, Target

ROOT = Path(__file__).parents[1]
CORPORA = ROOT / "corpora"
ANSWERS_FILE = ROOT / "tests" / "corpora_answers.json"
ANSWERS: list[dict[str, Any]] = json.loads(ANSWERS_FILE.read_text("utf-8"))
GOLD = [path for path in sorted((ROOT / "tests" / "gold").glob("*.json")) if path.name != "floors.json"]
LISTS = ("targets", "industries", "quoted", "parallels")
LABELS = {"slogan", "formula", "initiative", "term", "industry_code"}
CHOICES: dict[str, set[str | None]] = {
    "change": {"growth", "decline", "level", None},
    "bound": {"exact", "about", "at_least", "at_most", "range", "relative"},
    "status": {"target", "achieved"},
}

Row = dict[str, Any]


@cache
def analysed() -> dict[str, pipeline.Analysis]:
    """Read and analyse all samples, by id of the document."""
    items = read.documents([str(CORPORA)], read.ReadOptions())
    outcomes = list(pipeline.run(items, pipeline.Config(segment=None)))
    assert all(isinstance(outcome, Ok) for outcome in outcomes), outcomes
    return {outcome.value.document.id: outcome.value for outcome in outcomes if isinstance(outcome, Ok)}


def row(record: Record) -> tuple[str, Row]:
    """Give a record as the answers have it: its kind and the columns that count."""
    match record:
        case Target():
            found = {name: getattr(record, name) for name in ("indicator", "value", "unit", "status")}
            return "targets", found | ({} if record.value_high is None else {"value_high": record.value_high})
        case Industry():
            return "industries", {"name": record.name, "members": list(record.members)}
        case Slogan():
            return "slogans", {"text": record.mention.text, "label": record.label}


def gaps(answer: Row, analysis: pipeline.Analysis) -> list[Row]:
    """List what is missing in a document's records and what is too much."""
    found = [row(record) for record in analysis.records]
    differences: list[Row] = []
    for kind in ("targets", "industries", "slogans"):
        right = Counter(map(canonical, answer[kind]))
        given = Counter(canonical(each) for one, each in found if one == kind)
        for problem, rest in (("missing", right - given), ("extra", given - right)):
            differences += [{"kind": kind, problem: json.loads(each)} for each in sorted(rest.elements())]
    return differences


def canonical(found: Row) -> str:
    """Write a row so that equal rows are equal strings, whole numbers without a point."""
    plain = {k: int(v) if isinstance(v, float) and v.is_integer() else v for k, v in found.items()}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def by_id(answer: Row) -> str:
    """Name a test after its document."""
    return str(answer["id"])


def test_every_sample_has_its_answers_and_its_description() -> None:
    assert sorted(analysed()) == sorted(answer["id"] for answer in ANSWERS)
    page = (ROOT / "docs" / "corpora.md").read_text("utf-8")
    for path in CORPORA.rglob("*"):
        if path.is_file():
            assert path.name in page, f"{path.name} is not described in docs/corpora.md"


@pytest.mark.parametrize("answer", ANSWERS, ids=by_id)
def test_the_clean_text_comes_back(answer: Row) -> None:
    analysis = analysed()[answer["id"]]
    assert analysis.document.text.rstrip("\n").split("\n") == answer["text"]
    assert normalise.normalise(analysis.document) == analysis.document


@pytest.mark.parametrize("answer", ANSWERS, ids=by_id)
def test_the_metadata_is_found(answer: Row) -> None:
    document = analysed()[answer["id"]].document
    assert document.origin.encoding == answer["encoding"]
    for name in ("region", "level", "year", "date", "title", "speaker"):
        assert getattr(document.meta, name) == answer[name], name


@pytest.mark.parametrize("answer", ANSWERS, ids=by_id)
def test_the_records_are_right_but_for_the_known_gaps(answer: Row) -> None:
    now = gaps(answer, analysed()[answer["id"]])
    known = answer["known_gaps"]
    new = [gap for gap in now if gap not in known]
    closed = [gap for gap in known if gap not in now]
    assert not new, "these records were right before:\n" + "\n".join(map(canonical, new))
    assert not closed, "well done, strike these off known_gaps:\n" + "\n".join(map(canonical, closed))


def test_most_records_of_the_samples_are_right() -> None:
    every = sum(len(answer[kind]) for answer in ANSWERS for kind in ("targets", "industries", "slogans"))
    missing = sum("missing" in gap for answer in ANSWERS for gap in answer["known_gaps"])
    assert missing / every < 0.15


@pytest.mark.parametrize("answer", ANSWERS, ids=by_id)
def test_every_record_leads_back_to_the_source(answer: Row) -> None:
    analysis = analysed()[answer["id"]]
    for record in analysis.records:
        mention = record.mention
        assert analysis.document.text[mention.start : mention.end] == mention.text
        assert 0 <= mention.raw_start < mention.raw_end <= len(analysis.document.raw)


def test_the_damage_is_real() -> None:
    """The samples that stand for damage differ from their clean text in the way that their description says."""
    raw = {doc_id: analysis.document.raw for doc_id, analysis in analysed().items()}
    for name in ("鹭鸣区/2025_鹭鸣区_产业新闻", "鹭鸣区/2026_鹭鸣区_转载新闻"):
        assert "項目" in raw[name] or "項(" in raw[name]
        steps = {edit.step for edit in analysed()[name].document.edits}
        assert {"mojibake", "pinyin", "script"} <= steps
    assert "\u200b" in raw["望川市/2026_望川市_政府工作报告"]
    assert "２０３０年" in raw["望川市/2026_望川市_政府工作报告"]
    assert "【字号" in raw["望川市/2024_望川市_政府工作报告"]
    assert "责任编辑" in raw["鹭鸣区/2024_鹭鸣区_会议新闻"]
    assert b"\r\n" in (CORPORA / "金泽县" / "2025_金泽县_工作会讲话.txt").read_bytes()


def test_the_places_are_invented() -> None:
    real = {name for line in rules.text("regions.tsv").splitlines() for name in line.split("\t")[1:3]}
    assert "湖北省" in real
    places = {answer["region"] for answer in ANSWERS}
    assert len(places) == 6
    for place in places:
        assert place not in real
        assert place[:-1] not in real


def passages() -> Iterator[Row]:
    """Give the annotated passages of all files."""
    for path in GOLD:
        yield from json.loads(path.read_text("utf-8"))


def test_the_passages_are_many_and_have_ids_of_their_own() -> None:
    ids = [passage["id"] for passage in passages()]
    assert len(ids) == len(set(ids))
    assert len(ids) >= 100
    kinds = Counter(kind for passage in passages() for kind in LISTS for _ in passage[kind])
    assert kinds["targets"] > 400
    assert min(kinds[kind] for kind in LISTS) > 30


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_annotations_are_copied_from_their_passage(path: Path) -> None:
    for passage in json.loads(path.read_text("utf-8")):
        copied = [each["text"] for kind in LISTS for each in passage[kind]]
        for industry in passage["industries"]:
            copied += [industry["name"], industry["code"] or "", *industry["members"], *industry.get("tiers", [])]
        for string in copied:
            assert string in passage["text"], f"{passage['id']}: {string}"


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_annotations_keep_to_the_guidelines(path: Path) -> None:
    for passage in json.loads(path.read_text("utf-8")):
        for target in passage["targets"]:
            for name, choices in CHOICES.items():
                assert target[name] in choices, f"{passage['id']}: {name} of {target}"
            relative = target["bound"] == "relative"
            assert relative == (target["value"] is None) == (target["unit"] is None) == (target["change"] is None)
            assert (target["bound"] == "range") == (target["value_high"] is not None)
            assert not relative or target["status"] == "target"
        for industry in passage["industries"]:
            assert industry["code"] or industry["count"] or len(industry["members"]) > 1, f"{passage['id']}: {industry}"
        assert all(quote["label"] in LABELS for quote in passage["quoted"])


def written(answers: list[Row]) -> str:
    """Write answers one record a line, so that a change is a line of a diff."""
    blocks = []
    for answer in answers:
        fields = []
        for name, value in answer.items():
            lines = [f"   {json.dumps(each, ensure_ascii=False)}" for each in value] if isinstance(value, list) else []
            body = "[\n" + ",\n".join(lines) + "\n  ]" if lines else json.dumps(value, ensure_ascii=False)
            fields.append(f"  {json.dumps(name)}: {body}")
        blocks.append(" {\n" + ",\n".join(fields) + "\n }")
    return "[\n" + ",\n".join(blocks) + "\n]\n"


def test_the_answers_are_written_one_record_a_line() -> None:
    assert ANSWERS_FILE.read_text("utf-8") == written(ANSWERS)


if __name__ == "__main__":
    for each in ANSWERS:
        today = gaps(each, analysed()[each["id"]])
        each["known_gaps"] = [gap for gap in today if "--new" in sys.argv or gap in each["known_gaps"]]
    ANSWERS_FILE.write_text(written(ANSWERS), "utf-8")
