"""Repeated documents: the same file, the same text, reposts with other rims, and what only looks alike."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang_nlp import duplicates
from zhaoshang_nlp.duplicates import Finder, find, similarity, sketch
from zhaoshang_nlp.errors import UnknownName
from zhaoshang_nlp.types import Document, Origin

WORDS = (
    "招商", "引资", "项目", "园区", "产业", "集群", "开工", "签约", "投资", "企业", "服务", "环境", "创新", "发展",
    "目标", "增长", "建设", "推进", "县域", "经济", "港口", "物流",
)  # fmt: skip


def text(seed: int, size: int = 400) -> str:
    chance = random.Random(seed)
    return "".join(chance.choice(WORDS) + ("，" if chance.random() < 0.2 else "") for _ in range(size))


def document(name: str, content: str, digest: str = "") -> Document:
    return replace(Document.of(content, name), origin=Origin(path=f"{name}.txt", digest=digest))


def test_the_same_file_and_the_same_text_are_told_apart() -> None:
    body = text(1)
    documents = [
        document("a", body, "x"),
        document("b", body, "x"),
        document("c", f"　{body}\n", "y"),
        document("d", body.replace("，", ","), "z"),
        document("e", text(2), "w"),
    ]
    found = find(documents)
    assert [(t.doc_id, t.kept, t.kind, t.similarity) for t in found] == [
        ("b", "a", "bytes", 1.0),
        ("c", "a", "text", 1.0),
        ("d", "a", "near", 1.0),
    ]
    assert (found[0].path, found[0].kept_path) == ("b.txt", "a.txt")
    assert [t.doc_id for t in find(documents, "exact")] == ["b", "c"]
    assert find(documents, "none") == []
    with pytest.raises(UnknownName, match="near"):
        find(documents, "fuzzy")


def test_rows_of_one_table_are_no_copies_of_the_file() -> None:
    rows = [replace(document("t", text(1), "x"), id=f"t-{n}") for n in (1, 2)]
    assert [(t.doc_id, t.kind) for t in find(rows)] == [("t-2", "text")]


@pytest.mark.parametrize("size", [60, 400, 4000])
def test_reposts_are_found_and_other_texts_are_not(size: int) -> None:
    documents = []
    for seed in range(12):
        body = text(seed, size)
        documents += [
            document(f"{seed}", body),
            document(f"{seed}-cut", body[: int(len(body) * 0.92)]),
            document(f"{seed}-rims", "来源：某网 " + body[2:] + " 责任编辑：某某"),
        ]
    random.Random(3).shuffle(documents)
    found = find(documents)
    assert len(found) == 24
    assert all(t.doc_id.split("-")[0] == t.kept.split("-")[0] for t in found)
    assert all(t.kind == "near" and 0.8 <= t.similarity < 1 for t in found)


def test_common_wording_makes_no_reposts() -> None:
    opening = text(99, 60)
    documents = [document(str(seed), opening + text(seed, 300)) for seed in range(30)]
    assert find(documents) == []


def test_the_first_document_stands_for_all() -> None:
    body = text(1, 600)
    versions = [body, body[40:], body[80:], body[120:]]
    found = find([document(str(n), version) for n, version in enumerate(versions)])
    assert {t.kept for t in found} == {"0"}
    again = [document("x", versions[0]), document("y", versions[1]), document("z", versions[1])]
    assert [(t.doc_id, t.kept, t.kind) for t in find(again)] == [("y", "x", "near"), ("z", "x", "text")]


@pytest.mark.parametrize("content", ["", "，。", "甲", "招商引资", "\ud800"])
def test_tiny_texts(content: str) -> None:
    found = find([document("a", content), document("b", content), document("c", text(1))])
    assert [t.doc_id for t in found] == ["b"]


@given(st.text(alphabet="甲乙丙丁戊", max_size=120), st.text(alphabet="甲乙丙丁戊", max_size=120))
def test_small_texts_are_compared_exactly(a: str, b: str) -> None:
    sets = [{one[i : i + 5] for i in range(max(1, len(one) - 4))} if one else set() for one in (a, b)]
    union = len(sets[0] | sets[1])
    exact = len(sets[0] & sets[1]) / union if sets[0] and sets[1] else 0.0
    assert similarity(sketch(a), sketch(b)) == pytest.approx(exact, abs=0.0006)


def test_long_texts_are_estimated_well() -> None:
    chance = random.Random(5)
    han = [chr(code) for code in range(0x4E00, 0x6E00)]
    body = "".join(chance.choices(han, k=20_000))
    for kept in (0.5, 0.8, 0.95):
        part = body[: int(len(body) * kept)]
        assert similarity(sketch(body), sketch(part)) == pytest.approx(kept, abs=0.05)
    assert len(sketch(body)) == 1024
    assert np.all(np.diff(sketch(body).astype(object)) > 0)


def test_a_thousand_reports_take_seconds() -> None:
    opening = text(99, 200)
    documents = [document(str(seed), opening + text(seed, 1000)) for seed in range(300)]
    begun = time.perf_counter()
    assert find([*documents, *documents])[0].kind == "text"
    assert time.perf_counter() - begun < 6


def test_order_decides_and_nothing_else() -> None:
    documents = [document(str(seed), text(seed % 5, 300)[seed:]) for seed in range(40)]
    assert find(documents) == find(documents)
    finder = Finder("near")
    assert [t for d in documents if (t := finder.add(d))] == find(documents)
    assert duplicates.check_mode("exact") == "exact"
