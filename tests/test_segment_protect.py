"""What the protect layer keeps whole, what it leaves alone, and that it moves no other boundary."""

from __future__ import annotations

from itertools import accumulate, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhaoshang_nlp import rules, segment
from zhaoshang_nlp.errors import BadRule
from zhaoshang_nlp.segment import SegmentOptions, clauses, protect
from zhaoshang_nlp.types import Span

PATTERNS = rules.rows(protect.FILE, "pattern", protect.PATTERN_SHAPE)
PHRASES = rules.rows(protect.FILE, "phrase", protect.PHRASE_SHAPE)


def kept(made: protect.Protector, text: str) -> list[str]:
    return [text[start:end] for start, end in made.spans(text)]


def alone(row: rules.Row) -> protect.Protector:
    return protect.Protector([row["pattern"]], []) if row.get("pattern") else protect.Protector(["(?!)"], row["words"])


@pytest.mark.parametrize("row", [*PATTERNS, *PHRASES], ids=lambda row: row.id)
def test_examples(row: rules.Row) -> None:
    assert row.examples
    assert row.counterexamples
    everything = protect.load()
    for text, whole in row.examples:
        assert whole in kept(alone(row), text)
        assert whole in kept(everything, text), "another row takes it first"
    for text in row.counterexamples:
        assert kept(alone(row), text) == []


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("打造“3+2”产业体系", "打造/“/3+2/”/产业体系"),
        ("“33618”现代制造业", "“/33618/”/现代/制造业"),
        ("落户C919配套项目", "落户/C919/配套/项目"),
        ("5G-A和AI+行动", "5G-A/和/AI+/行动"),
        ("PM2.5下降到28", "PM2.5/下降/到/28"),
        ("1861.44亿元，增长159.4%", "1861.44/亿元/，/增长/159.4%"),
        ("3.2万亿元", "3.2/万亿元"),
        ("力争增长4.5%—5%", "力争/增长/4.5%—5%"),
        ("2026-02-09发布", "2026/-/02/-/09/发布"),
        ("2021—2025年", "2021/—/2025/年"),
        ("互联网+政务服务", "互联网+/政务服务"),
        ("13+25与3+2+", "13+25/与/3/+/2/+"),
        ("１２，３４５吨", "１２，３４５/吨"),
    ],
)
@pytest.mark.parametrize("hmm", [True, False])
def test_in_the_segmenter(text: str, tokens: str, hmm: bool) -> None:
    assert "/".join(segment.make(SegmentOptions(hmm=hmm)).cut(text)) == tokens


def test_the_longest_phrase_wins() -> None:
    made = protect.Protector(["(?!)"], ["产业链、", "产业链、供应链", "链、供"])
    assert kept(made, "产业链、供应链、产业链、") == ["产业链、供应链", "产业链、"]


def test_a_wrong_expression_is_named(tmp_path: Path) -> None:
    (tmp_path / "protect.toml").write_text(
        '[[pattern]]\nid = "open"\npattern = "(3"\n[[phrase]]\nid = "p"\nwords = []\n', "utf-8"
    )
    with pytest.raises(BadRule, match=r"protect\.toml: \[\[pattern\]\] open: missing \)"):
        protect.load(folder=tmp_path)


@st.composite
def cut_texts(draw: st.DrawFn) -> tuple[list[str], list[Span]]:
    """Tokens of a text and disjoint spans of it."""
    sizes = draw(st.lists(st.integers(1, 4), max_size=12))
    text = "".join(chr(0x4E00 + i) for i in range(sum(sizes)))
    ends = [0, *accumulate(sizes)]
    tokens = [text[a:b] for a, b in pairwise(ends)]
    rims = sorted(draw(st.lists(st.integers(0, len(text)), unique=True, max_size=8)))
    pairs = zip(rims[::2], rims[1::2], strict=False)
    touching = pairwise(rims) if draw(st.booleans()) else pairs
    return tokens, [Span(a, b) for a, b in touching]


@given(cut_texts())
@settings(max_examples=400)
def test_boundaries_move_at_the_rims_only(case: tuple[list[str], list[Span]]) -> None:
    tokens, spans = case
    text = "".join(tokens)
    whole = protect.joined(tokens, text, spans)
    assert "".join(whole) == text
    before, after = set(accumulate(map(len, tokens))), set(accumulate(map(len, whole)))
    inside = {place for start, end in spans for place in range(start + 1, end)}
    rims = {rim for span in spans for rim in span if rim}
    assert after == (before - inside) | rims


_ODD = st.text("3+2×4.5%—-~X１＋，。、；\n\r“”数字互联网产业链供应一带 路AI招才·引智㙍\ud800", max_size=40)


@given(_ODD)
@settings(max_examples=400, deadline=None)
def test_cutting_in_pieces_changes_nothing(text: str) -> None:
    """What lies between two stops is cut alike alone and in its text, whatever is protected around it."""
    options = SegmentOptions(protect=False)
    made = protect.Protector(
        [row["pattern"] for row in PATTERNS],
        [*(w for row in PHRASES for w in row["words"]), "产业链、供应链", "、供", "一带 路"],
    )
    cut = segment.make(options).cut
    pieces = list(clauses.around(text, made.spans(text)))
    assert "".join(piece for piece, _ in pieces) == text
    at_once = protect.joined(cut(text), text, made.spans(text))
    assert [token for piece, spans in pieces for token in protect.joined(cut(piece), piece, spans)] == at_once
