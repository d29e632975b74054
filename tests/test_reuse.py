"""Shared passages, against brute force; directions, shares, boilerplate and near-duplicates."""

from __future__ import annotations

import errno
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhaoshang_nlp import spans
from zhaoshang_nlp.compare import alignment, joined, minhash, order, reuse, shelf
from zhaoshang_nlp.errors import BadInput
from zhaoshang_nlp.types import Document, Edit, Meta, Span

Match = tuple[int, int, int, int, int]
texts = st.lists(st.text("ab招", max_size=25), max_size=5)


def brute(given: list[str], least: int, cap: int | None = None) -> set[Match]:
    """Give all maximal passages of two texts that hold a gram that is not common, by comparing all with all."""
    documents: dict[str, set[int]] = defaultdict(set)
    places: dict[str, int] = defaultdict(int)
    for number, text in enumerate(given):
        for k in range(len(text) - least + 1):
            documents[text[k : k + least]].add(number)
            places[text[k : k + least]] += 1
    common = {g for g in places if cap is not None and (len(documents[g]) > cap or places[g] > 4 * cap)}
    found = set()
    for a, one in enumerate(given):
        for b, other in enumerate(given[a + 1 :], a + 1):
            for i in range(len(one)):
                for j in range(len(other)):
                    if one[i] != other[j] or (i and j and one[i - 1] == other[j - 1]):
                        continue
                    size = 0
                    while i + size < len(one) and j + size < len(other) and one[i + size] == other[j + size]:
                        size += 1
                    if any(one[i + k : i + k + least] not in common for k in range(size - least + 1)):
                        found.add((a, b, i, j, size))
    return found


def aligned(given: list[str], least: int, cap: int | None = None) -> list[Match]:
    held = joined.join(given)
    found = alignment.align(held, least, cap).matches
    a, b = held.text_of(found.p), held.text_of(found.q)
    columns = (a, b, found.p - held.starts[a], found.q - held.starts[b], found.length)
    return list(zip(*(column.tolist() for column in columns), strict=True))


@settings(max_examples=300, deadline=None)
@given(texts, st.integers(1, 5), st.sampled_from([None, 1, 2, 3]))
def test_passages_are_those_of_brute_force(given: list[str], least: int, cap: int | None) -> None:
    found = aligned(given, least, cap)
    assert len(found) == len(set(found))
    assert set(found) == brute(given, least, cap)
    assert found == sorted(found)


@settings(max_examples=100, deadline=None)
@given(texts, st.integers(1, 4))
def test_hashes_that_collide_change_nothing(given: list[str], least: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(joined, "_mixed", np.zeros_like)
        assert set(aligned(given, least)) == brute(given, least)


@settings(max_examples=300, deadline=None)
@given(
    texts,
    st.integers(1, 5),
    st.sampled_from([None, 1, 2, 3]),
    st.tuples(st.sampled_from([1, 4, 16]), st.integers(1, 40), st.integers(1, 9), st.integers(1, 9)),
)
def test_any_number_of_parts_gives_the_same(
    given: list[str], least: int, cap: int | None, sizes: tuple[int, int, int, int]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for module, name, size in zip(
            (joined, joined, joined, alignment), ("_PART", "_CHUNK", "_PIECE", "_SEEDS"), sizes, strict=True
        ):
            patch.setattr(module, name, size)
        found = aligned(given, least, cap)
    assert set(found) == brute(given, least, cap)
    assert found == aligned(given, least, cap)


@settings(max_examples=100, deadline=None)
@given(texts, st.integers(1, 4))
def test_hashes_that_agree_in_part_are_told_apart(given: list[str], least: int) -> None:
    """All hashes agree in their higher half, so that sorting by as much as there is room for tells little."""
    whole = joined._mixed
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(joined, "_mixed", lambda values: whole(values) & np.uint64(0xFFFF))
        assert set(aligned(given, least, 2)) == brute(given, least, 2)


@given(st.lists(st.text(max_size=12), max_size=6), st.integers(1, 14))
def test_hashes_are_of_the_runs_of_characters(given: list[str], least: int) -> None:
    runs: dict[int, str] = {}
    for text in given:
        hashes = joined.gram_hashes(joined.code_points(text), least).tolist()
        assert len(hashes) == max(len(text) - least + 1, 0)
        for place, value in enumerate(hashes):
            assert runs.setdefault(value, text[place : place + least]) == text[place : place + least]
    assert len(set(runs.values())) == len(runs)


def test_more_characters_than_two_bytes_can_number_are_held() -> None:
    rare = "".join(map(chr, (*range(0x4E00, 0x9000), *range(0x20000, 0x2B000), *range(0xAC00, 0xD000))))
    assert len(set(rare)) > 0xFFFF
    given = ["招商引资", rare, "引资" + rare[-40:], "招商引资"]
    held = joined.join(given)
    assert held.codes.dtype == np.uint32
    assert [held.ends[i] - held.starts[i] for i in range(4)] == [len(text) for text in given]
    assert set(aligned(given, 3)) == {(0, 3, 0, 0, 4), (1, 2, len(rare) - 40, 2, 40)}


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 20), st.integers(0, 9)), max_size=12))
def test_covered_counts_each_place_once_and_those_in_stretches_not(spans_of: list[tuple[int, int, int]]) -> None:
    stretches = alignment.Stretches(np.array([2, 9]), np.array([4, 15]))
    left_out = {2, 3, *range(9, 15)}
    keys, starts, sizes = (np.array([row[i] for row in spans_of], np.int64) for i in range(3))
    found = alignment.covered((starts, starts + sizes), keys, 4, stretches)
    for key in range(4):
        assert found[key] == len({p for k, s, n in spans_of if k == key for p in range(s, s + n)} - left_out)


# --- documents --------------------------------------------------------------------------------------------------------

PLEDGE = "坚持把项目建设作为经济工作的头号任务"
OPENING = "现在我代表市人民政府向大会报告工作请予审议"


def document(text: str, doc_id: str, date: str | None = None, year: int | None = None) -> Document:
    return Document.of(text, doc_id, Meta(date=date, year=year))


def test_punctuation_and_line_breaks_do_not_part_a_passage() -> None:
    one = document("会议要求，坚持把项目建设\n作为“经济工作”的头号任务。", "a")
    other = document(f"他说：{PLEDGE}！", "b")
    (found,) = reuse.reuse([one, other]).passages()
    assert found.chars == len(PLEDGE)
    assert found.text == one.text[found.a_start : found.a_end] == "坚持把项目建设\n作为“经济工作”的头号任务"
    assert other.text[found.b_start : found.b_end] == PLEDGE
    assert [*reuse.reuse([one, other], reuse.Reusing(punctuation=True)).passages()] == []


def test_spans_lead_back_to_the_source() -> None:
    note = "項(xiàng)"
    raw = document(f"{note}{PLEDGE}。", "a")
    normalised = spans.edited(raw, "pinyin", [Edit(0, len(note), "", "pinyin")])
    (found,) = reuse.reuse([normalised, document(PLEDGE, "b")]).passages()
    assert (found.a_start, found.a_raw_start) == (0, len(note))
    assert raw.text[found.a_raw_start : found.a_raw_end] == PLEDGE


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("2025-03-01", None), ("2025-02-01", None), ("b", "a", "earlier")),
        (("2025-02-01", None), ("2025-03-01", None), ("a", "b", "earlier")),
        (("2025-02-01", None), ("2025-02-01", None), ("a", "b", "same_day")),
        ((None, 2025), (None, 2024), ("b", "a", "earlier")),
        ((None, 2025), (None, 2025), ("a", "b", "unknown")),
        (("2025-02-01", 2025), (None, 2025), ("a", "b", "unknown")),
        (("2025-02-01", None), (None, 2024), ("b", "a", "earlier")),
        ((None, None), (None, 2024), ("a", "b", "unknown")),
    ],
)
def test_the_earlier_document_stands_first(
    first: tuple[str | None, int | None], second: tuple[str | None, int | None], expected: tuple[str, str, str]
) -> None:
    found = reuse.reuse([document(PLEDGE, "a", *first), document(PLEDGE, "b", *second)])
    assert [row[:3] for row in found.passages()] == [expected]
    assert [row[:3] for row in found.pairs()] == [expected]


def test_shares_count_each_character_once_and_leave_boilerplate_out() -> None:
    own = "本市今年首次提出的独有说法一二三四五六七八九十"
    held = [
        document(f"{OPENING}。{PLEDGE}。{PLEDGE}。", "a", year=2023),
        document(f"{OPENING}。{PLEDGE}。{own}。", "b", year=2024),
        document(f"{OPENING}。{own}。", "c", year=2025),
        document(f"{OPENING}。", "d", year=2025),
    ]
    found = reuse.reuse(held, reuse.Reusing(common=3))
    rows = {row.id: row for row in found.borrowed()}
    assert [row.text for row in found.boilerplate()] == [OPENING]
    assert found.boilerplate()[0][2:] == (4, 4, "a")
    size = len(OPENING) + len(PLEDGE) + len(own)
    assert rows["b"].borrowed == pytest.approx(len(PLEDGE) / size, abs=1e-6)
    assert rows["b"].lent == pytest.approx(len(own) / size, abs=1e-6)
    assert rows["b"].boilerplate == pytest.approx(len(OPENING) / size, abs=1e-6)
    assert (
        rows["a"].shared == rows["a"].lent == pytest.approx(2 * len(PLEDGE) / (size - len(own) + len(PLEDGE)), abs=1e-6)
    )
    assert (rows["d"].boilerplate, rows["d"].shared, rows["d"].original) == (1, 0, 0)
    assert (rows["b"].source, rows["b"].n_sources, rows["a"].source) == ("a", 1, None)
    for row in rows.values():
        assert row.boilerplate + row.shared + row.original == pytest.approx(1, abs=3e-6)
    (pair,) = (row for row in found.pairs() if row[:2] == ("a", "b"))
    assert (pair.chars_a, pair.chars_b, pair.longest) == (2 * len(PLEDGE), len(PLEDGE), len(PLEDGE))


def test_only_documents_of_different_groups_are_compared_if_asked() -> None:
    held = [document(PLEDGE, name) for name in "abc"]
    found = reuse.reuse(held, None, ["x", "x", "y"])
    assert {row[:2] for row in found.pairs()} == {("a", "c"), ("b", "c")}
    with pytest.raises(ValueError, match="1 labels for 3"):
        reuse.reuse(held, None, ["x"])


def test_documents_without_words_share_nothing() -> None:
    found = reuse.reuse([document("。。。", "a"), document("", "b")])
    assert ([*found.passages()], [*found.pairs()], found.boilerplate()) == ([], [], [])
    assert [(row.chars, row.shared, row.source) for row in found.borrowed()] == [(0, 0, None)] * 2
    assert reuse.reuse([]).borrowed() == []


@pytest.mark.parametrize("how", [reuse.Reusing(least=1), reuse.Reusing(common=1)])
def test_numbers_that_do_not_fit_are_refused(how: reuse.Reusing) -> None:
    with pytest.raises(BadInput, match="give a number from 2"):
        reuse.reuse([], how)


def test_a_date_without_its_day_tells_the_year() -> None:
    assert order.when(Meta(date="2024-05", year=None)) == (order.UNKNOWN, 2024)
    assert order.when(Meta()) == (order.UNKNOWN, order.UNKNOWN)


def test_little_portions_quote_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.RandomState(3)
    sentences = ["".join(map(chr, random.randint(0x4E00, 0x5200, 30))) + "，" for _ in range(30)]
    held = []
    for number in range(25):
        raw = document("".join(sentences[i] for i in random.randint(0, 30, 6)), f"d{number}", year=2020 + number % 3)
        held.append(spans.edited(raw, "pinyin", [Edit(3, 5, "", "pinyin"), Edit(60, 61, "𠮷招", "pinyin")]))
    whole = reuse.reuse(held)
    expected = [*whole.passages()], [*whole.pairs()], whole.borrowed(), whole.boilerplate()
    assert len(expected[0]) > 50
    for row in expected[0]:
        a, b = (next(d for d in held if d.id == name) for name in row[:2])
        assert a.text[row.a_start : row.a_end] == row.text
        assert spans.raw_span(b.hunks, Span(row.b_start, row.b_end)) == (row.b_raw_start, row.b_raw_end)
    monkeypatch.setattr(reuse, "_ROWS", 7)
    monkeypatch.setattr(reuse, "_CHARACTERS", 100)
    monkeypatch.setattr(shelf, "_IN_MEMORY", 100)
    parts = reuse.reuse(held)
    assert ([*parts.passages()], [*parts.pairs()], parts.borrowed(), parts.boilerplate()) == expected


def test_a_shelf_gives_back_what_was_put(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "_IN_MEMORY", 10)
    pieces = [bytes([number]) * number for number in range(9)]
    held = shelf.Shelf()
    for number, piece in enumerate(pieces):
        held.put(piece)
        assert held.get(number // 2) == pieces[number // 2]
    assert [held.get(number) for number in range(len(held))] == pieces


def test_a_full_disk_is_said_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    held = shelf.Shelf()
    monkeypatch.setattr(held._file, "write", full, raising=False)
    with pytest.raises(BadInput, match=r"No space left on device; name another folder .* TMPDIR"):
        held.put(b"x")


# --- near-duplicates --------------------------------------------------------------------------------------------------


def test_near_duplicates_are_found_with_their_exact_similarity() -> None:
    text = "".join(chr(0x4E00 + i * 7 % 3000) for i in range(600))
    copy = text[:200] + "改" + text[201:]
    held = [document(text, "a", year=2025), document(copy, "b", year=2024), document(text[::-1], "c")]
    (found,) = minhash.near_duplicates(held)
    shingles = [{t[i : i + 5] for i in range(len(t) - 4)} for t in (text, copy)]
    expected = len(shingles[0] & shingles[1]) / len(shingles[0] | shingles[1])
    assert found[:3] == ("b", "a", "earlier")
    assert found.jaccard == pytest.approx(expected, abs=1e-6)


def test_near_duplicates_of_a_seeded_sample_are_all_found() -> None:
    random = np.random.RandomState(7)
    held = []
    for number in range(150):
        text = "".join(map(chr, random.randint(0x4E00, 0x5E00, 300)))
        cut = random.randint(0, 270)
        held += [document(text, f"{number}"), document(text[:cut] + text[cut + 20 :], f"{number}'")]
    found = minhash.near_duplicates(held)
    assert {(row.a, row.b) for row in found} == {(f"{i}", f"{i}'") for i in range(150)}


def test_short_documents_and_wrong_thresholds() -> None:
    assert minhash.near_duplicates([document("招商", "a"), document("招商", "b")]) == []
    with pytest.raises(BadInput, match="threshold of 0"):
        minhash.near_duplicates([], 0.5)


def test_documents_are_not_changed() -> None:
    one = replace(document(PLEDGE, "a"), raw="source")
    reuse.reuse([one])
    assert one.raw == "source"
