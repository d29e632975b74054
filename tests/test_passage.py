"""The prepared document: sentences, quotations and look-ups against plain readings of the same definition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang_nlp import chars
from zhaoshang_nlp.extract import passage
from zhaoshang_nlp.types import Document, Hunk, Span

PIECES = st.sampled_from(
    [
        *'。！？!?…”’」』》）)】〉“‘「『"＂，；：\n\r\t \u3000\x1c',
        "一、",
        "（二）",
        "县里",
        "签约项目",
        "12个",
        "——",
        "三是",
        "2.5%",
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def quotes_by_character(text: str) -> list[passage.Quote]:
    """Read quotations one character at a time."""
    found: list[passage.Quote] = []
    marks: list[tuple[str, int]] = []
    for i, char in enumerate(text):
        if char == "\n":
            marks = []
        elif any(chars.QUOTES[mark] == char for mark, _ in marks):
            while chars.QUOTES[marks[-1][0]] != char:
                marks.pop()
            _, start = marks.pop()
            found.append(passage.Quote(Span(start, i + 1), Span(start + 1, i), len(marks)))
        elif char in chars.QUOTES:
            marks.append((char, i))
    return sorted(found)


def sentences_by_character(text: str) -> list[Span]:
    """Cut paragraphs behind a run of ends and the closing marks that follow it; leave out white space at the rims."""
    found: list[Span] = []
    for start, end in passage.paragraphs(text):
        low = i = start
        while i < end:
            i += 1
            if text[i - 1] in chars.SENTENCE_END:
                while i < end and text[i] in chars.SENTENCE_END:
                    i += 1
                while i < end and text[i] in chars.CLOSERS:
                    i += 1
            elif i < end:
                continue
            piece = text[low:i]
            if piece.strip():
                left = low + len(piece) - len(piece.lstrip())
                found.append(Span(left, left + len(piece.strip())))
            low = i
    return found or [Span(0, len(text))]


@given(TEXTS)
def test_quotations_are_those_read_character_by_character(text: str) -> None:
    assert passage.quotes(text) == quotes_by_character(text)


@given(TEXTS)
def test_sentences_are_those_read_character_by_character(text: str) -> None:
    assert [sentence.span for sentence in passage.sentences(text)] == sentences_by_character(text)


@given(TEXTS)
def test_every_place_has_the_last_sentence_that_begins_before_it(text: str) -> None:
    prepared = passage.prepare(Document.of(text))
    assert list(prepared.sentences) == passage.sentences(text)
    for place in range(len(text)):
        begun = [sentence for sentence in prepared.sentences if sentence.span.start <= place]
        assert prepared.sentence_at(place) == (begun[-1] if begun else prepared.sentences[0])
    for paragraph in prepared.paragraphs:
        inside = [s for s in prepared.sentences if paragraph.start <= s.span.start < paragraph.end]
        assert list(prepared.sentences_in(paragraph)) == inside


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("推进“一村‘一品’”建设", [("“一村‘一品’”", 0), ("‘一品’", 1)]),
        ("他说“好\n的”", []),
        ('抓"双招"和＂双引＂', [('"双招"', 0), ("＂双引＂", 0)]),
        ("“甲‘乙”丙’", [("“甲‘乙”", 0)]),
        ("”甲“", []),
        ("", []),
    ],
)
def test_quotations(text: str, expected: list[tuple[str, int]]) -> None:
    assert [(text[q.outer.start : q.outer.end], q.depth) for q in passage.quotes(text)] == expected


def test_a_mention_leads_back_to_the_source() -> None:
    document = Document(
        "d", "一、回\u200b顾\n 签约9个。", "一、回顾\n签约9个。", hunks=(Hunk(3, 4, 3, 3), Hunk(6, 7, 5, 5))
    )
    mention = passage.prepare(document).mention(Span(7, 9), "rule")
    assert (mention.text, mention.sentence, mention.section) == ("9个", "签约9个。", "一、回顾")
    assert document.raw[mention.raw_start : mention.raw_end] == "9个"
