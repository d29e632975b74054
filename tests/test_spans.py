"""Random chains of edits: the text is what the edits say, and every span leads back to its source."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhaoshang_nlp import spans
from zhaoshang_nlp.types import Document, Edit, Span

RAW = "".join(chr(0x4E00 + i) for i in range(40))
FRESH = 0x7000  # replacements come from another block, so that a survivor of the source is known by sight


@st.composite
def chains(draw: st.DrawFn) -> list[list[tuple[int, int, int, bool]]]:
    """Up to four steps of (gap before, characters replaced, characters put in, aligned)."""
    step = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3), st.integers(0, 3), st.booleans()), max_size=6)
    return draw(st.lists(step, max_size=4))


def run(chain: list[list[tuple[int, int, int, bool]]]) -> tuple[Document, list[list[Edit]]]:
    document = Document.of(RAW)
    fresh = FRESH
    done = []
    for step in chain:
        edits, at = [], 0
        for gap, width, count, aligned in step:
            start = at + gap
            end = start + width
            if end > len(document.text):
                break
            length = width if aligned else count
            new = "".join(chr(fresh + k) for k in range(length))
            fresh += length
            edits.append(Edit(start, end, new, "rule", aligned=aligned))
            at = end
        document = spans.edited(document, "step", edits)
        done.append(edits)
    return document, done


@settings(max_examples=1500, deadline=None)
@given(chains())
def test_replaying_the_edits_gives_the_text(chain: list[list[tuple[int, int, int, bool]]]) -> None:
    document, done = run(chain)
    text = RAW
    for edits in done:
        text = spans.apply(text, edits)
    assert text == document.text
    assert len(document.edits) == sum(map(len, done))


@settings(max_examples=1500, deadline=None)
@given(chains(), st.data())
def test_a_span_leads_back_to_all_its_surviving_characters(
    chain: list[list[tuple[int, int, int, bool]]], data: st.DataObject
) -> None:
    document, _ = run(chain)
    text = document.text
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    low, high = spans.raw_span(document.hunks, Span(start, end))
    assert 0 <= low <= high <= len(RAW)
    inside = [RAW.index(c) for c in text[start:end] if c in RAW]
    assert all(low <= place < high for place in inside)
    outside = [RAW.index(c) for i, c in enumerate(text) if c in RAW and not start <= i < end]
    in_hunks = {place for hunk in document.hunks for place in range(hunk.raw_start, hunk.raw_end)}
    assert not [place for place in outside if low <= place < high and place not in in_hunks]


@settings(max_examples=1500, deadline=None)
@given(chains())
def test_outside_the_hunks_source_and_text_run_in_step(chain: list[list[tuple[int, int, int, bool]]]) -> None:
    document, _ = run(chain)
    raw_at = text_at = 0
    for hunk in (*document.hunks, None):
        raw_end, text_end = (hunk.raw_start, hunk.start) if hunk else (len(RAW), len(document.text))
        assert raw_end - raw_at == text_end - text_at >= 0
        for a, b in zip(RAW[raw_at:raw_end], document.text[text_at:text_end], strict=True):
            assert a == b or ord(b) >= FRESH
        if hunk:
            raw_at, text_at = hunk.raw_end, hunk.end


def test_a_deletion_at_the_rim_stays_out_and_one_inside_is_kept() -> None:
    document = spans.edited(Document.of("項(xiàng)目(mu)建"), "pinyin", [Edit(1, 8, "", "p"), Edit(9, 13, "", "p")])
    assert document.text == "項目建"
    assert spans.raw_span(document.hunks, Span(0, 1)) == (0, 1)
    assert spans.raw_span(document.hunks, Span(0, 2)) == (0, 9)
    assert spans.raw_span(document.hunks, Span(1, 2)) == (8, 9)
    assert spans.raw_span(document.hunks, Span(2, 3)) == (13, 14)


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(2, 3, "", "a"), Edit(1, 2, "", "b")],
        [Edit(0, 2, "", "a"), Edit(1, 3, "", "b")],
        [Edit(0, 9, "", "a")],
        [Edit(0, 2, "x", "a", aligned=True)],
    ],
)
def test_edits_that_make_no_sense_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="edit"):
        spans.apply("abc", edits)
