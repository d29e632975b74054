"""Quick looks before slow patterns: each must let pass whatever the pattern behind it can match.

The strings are glued together from the words and signs that the rules themselves know, so that near misses abound.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang_nlp import rules
from zhaoshang_nlp.extract import (
    industries,
    industry_names,
    industry_phrase,
    industry_rules,
    kinds,
    overlap,
    target_context,
    target_noun,
    target_phrase,
    target_quantity,
    target_relative,
    target_rules,
    target_tail,
    targets,
)
from zhaoshang_nlp.extract.passage import prepare
from zhaoshang_nlp.types import Document, Meta, Span

RULES = targets.load()
INDUSTRIES = industries.load()
SIGNS = [*"0123456789０５.．,，、。；：:？的了和与及年月底末后前是到至比从中个项%％“”‘’（）()《》\n　①"]
# Characters and short words in which the patterns are written, each alternative by itself.
WRITTEN = sorted(
    {
        word
        for name in ("targets.toml", "periods.toml")
        for table in ("relative", "period", "reject")
        for row in rules.toml(name).get(table, ())
        for word in re.findall("[一-龥〇]+|[0-9]+", row.get("pattern", "") + "".join(map(str, row.get("examples", ()))))
    }
)
KNOWN = sorted({*RULES.tails, *RULES.indicators, *(word for role in RULES.words.values() for word in role)})
PIECES = st.one_of(st.sampled_from(SIGNS), st.sampled_from(WRITTEN), st.sampled_from(KNOWN))
TEXTS = st.lists(PIECES, max_size=9).map("".join)
YEARS = st.sampled_from(
    ["2026年", "一九八二年", "“十五五”", "十四五时期", "5年来", "五年间", "下一步", "1—6月", "目前", "投产后"]
)
DATED = st.lists(st.one_of(YEARS, PIECES), max_size=7).map("".join)


@given(DATED)
def test_a_period_stands_only_where_the_quick_look_sees_one(text: str) -> None:
    hinted = {number for hint, number in RULES.period_hints if hint in text}
    for number, rule in enumerate(RULES.periods):
        if rule.pattern.search(text):
            assert RULES.period_sign.search(text), rule.id
            assert number in hinted, rule.id


@pytest.mark.parametrize(("file", "table"), [("targets.toml", "relative"), ("periods.toml", "period")])
def test_every_example_holds_a_hint_of_its_rule(file: str, table: str) -> None:
    for row in rules.toml(file)[table]:
        for text, *_ in row["examples"] if row.get("hint") else ():
            assert any(hint in text for hint in row["hint"].split()), (row["id"], text)


@given(TEXTS)
def test_a_wording_without_number_holds_one_of_its_hints(text: str) -> None:
    for rule in RULES.relatives:
        if rule.hints and rule.pattern.search(text):
            assert any(hint in text for hint in rule.hints), rule.id


@given(TEXTS, st.sampled_from(["主要预期目标是", "发展目标任务建议为：", "目标：", ""]))
def test_an_announcement_is_a_list_of_targets(text: str, announcement: str) -> None:
    said = text[: len(text) // 2] + announcement + text[len(text) // 2 :]
    if target_context.ANNOUNCED.search(said):
        assert re.search("目标|指标|力争|预期", said)
        assert target_relative.CUE.search(said)


@given(TEXTS.filter(bool))
def test_a_step_is_missed_nowhere(text: str) -> None:
    high = len(text)
    slow = target_phrase._opening(text, 0, high, RULES) or target_phrase._light_verb(text, 0, high, RULES)
    assert target_phrase._step(text, 0, high, RULES) == slow


@pytest.mark.parametrize("block", range(0, 0x3000, 0x1000))
def test_periods_that_open_a_phrase_begin_with_the_signs_listed(block: int) -> None:
    ends = ("2026年", "026年底", "年来累计", "十五”时期", "九八二年", "年之内", "年时间", "月底", "、", "）", "1）")
    for code in range(block, block + 0x1000):
        sign = chr(code)
        if any(target_phrase._PERIOD_HEAD.match(sign + end) for end in ends):
            assert sign in target_phrase._PERIOD_SIGNS or sign.isdecimal(), hex(code)


@given(TEXTS.filter(bool))
def test_a_tail_is_the_longest_word_that_ends_there(text: str) -> None:
    sizes = RULES.tail_sizes.get(text[-1], ())
    quick = next((s for s in sizes if s <= len(text) and text[-s:] in RULES.tails), 0)
    assert quick == next((s for s in range(min(8, len(text)), 0, -1) if text[-s:] in RULES.tails), 0)


@given(TEXTS.filter(bool))
def test_a_lead_is_the_longest_word_that_begins_there(text: str) -> None:
    listed = RULES.words["lead"] | RULES.words["scope"]
    quick = RULES.lead.match(text)
    assert (quick.end() if quick else 0) == next((s for s in range(min(7, len(text)), 0, -1) if text[:s] in listed), 0)


@given(TEXTS)
def test_verbs_inside_indicators_are_listed(text: str) -> None:
    for name in RULES.known.finditer(text):
        for verb in RULES.patterns["govern"].finditer(text, *name.span()):
            assert verb[0] in RULES.named_verbs | RULES.words["govern_spare"]


@given(TEXTS)
def test_brackets_are_counted_where_there_are_any(text: str) -> None:
    pairs = zip(target_noun._OPEN, target_noun._CLOSE, strict=True)
    assert target_noun.balanced(text) == all(text.count(a) == text.count(b) for a, b in pairs)
    stripped = text.replace("\n", "").strip(" \t　的、")
    assert target_noun.clean(text) == target_noun._BRACKET.sub("", stripped, count=1)


@given(TEXTS)
def test_clauses_begin_behind_the_last_mark(text: str) -> None:
    clauses = target_context.Clauses(text, Span(0, len(text)))
    for place in range(len(text) + 1):
        assert clauses.start(place) == max(text.rfind(mark, 0, place) for mark in "，；。：！？,;:!?") + 1


@given(TEXTS)
def test_a_number_is_read_alike_wherever_it_stands(text: str) -> None:
    for match in RULES.quantity.finditer(text):
        fresh = target_quantity._read.__wrapped__(match.groups(), RULES)
        assert target_quantity._read(match.groups(), RULES) == fresh


def test_what_is_remembered_of_a_number_belongs_to_its_rules(tmp_path: Path) -> None:
    shipped = rules.text("units.toml")
    assert tomllib.loads(shipped)
    (tmp_path / "units.toml").write_text(shipped.replace('"亩"', '"垧"'), encoding="utf-8")
    own = target_rules.load(tmp_path)
    assert [q.unit for q in target_quantity.scan("造林500亩", RULES)] == ["亩"]
    assert [q.unit for q in target_quantity.scan("造林500亩", own)] == [""]
    assert [q.unit for q in target_quantity.scan("造林500亩", RULES)] == ["亩"]


spans = st.tuples(st.integers(0, 12), st.integers(0, 5)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))
claims = st.builds(overlap.Claim, st.sampled_from("abc"), spans, st.integers(0, 2), st.none(), st.integers(-1, 1))


@given(st.lists(claims, max_size=6))
def test_winners_do_not_overlap_and_losers_lose_to_a_winner(made: list[overlap.Claim[None]]) -> None:
    settled = overlap.settle(made)
    assert sorted((claim.claim, claim.rule) for claim, _ in settled) == sorted((c.claim, c.rule) for c in made)
    assert [claim.claim for claim, _ in settled] == sorted(claim.claim for claim in made)
    winners = [claim for claim, reason in settled if not reason]
    for i, one in enumerate(winners):
        assert not any(overlap._clash(one, other) for other in winners[:i])
    for claim, reason in settled:
        assert not reason or any(overlap._clash(claim, w) and reason == f"overlaps {w.rule}" for w in winners)


INDUSTRY = st.one_of(
    st.sampled_from([*"等大个条类项第几0137NnXx+×-—“”‘’「」、和与向在以一两二三十百〇"]),
    st.sampled_from(["产业", "产业链", "集群", "新兴", "主导", "新能源", "软件和信息服务", "企业", "高等", "千亿级"]),
)


@given(st.lists(INDUSTRY, max_size=12).map("".join))
def test_industry_gates(text: str) -> None:
    spans = [found.span() for found in industry_phrase._DESIGNATOR.finditer(text)]
    assert not spans or industry_phrase._DESIGNATES.search(text)
    if not industry_phrase._QUOTE.search(text):
        assert not any(mark in text for pair in industry_phrase._QUOTES.items() for mark in pair)
    assert industry_names.divides(text, 1, len(text)) == any(mark in text[1:] for mark in industry_names._MARKS)


@given(st.lists(INDUSTRY, max_size=12).map("".join))
def test_a_run_written_out_is_the_run(text: str) -> None:
    for one in ("(?:产业|产业链|新)", "(?:新兴|主导(?!、)|大)"):
        for end in ("", "$"):
            out = re.compile(industry_rules._run(one) + end)
            assert [m.span() for m in out.finditer(text)] == [m.span() for m in re.finditer(f"(?:{one})+{end}", text)]


@given(
    st.lists(st.one_of(DATED, st.sampled_from(["增长5%左右。", "培育光伏、储能等产业。", "“3+5”产业体系"])), max_size=5)
)
def test_records_are_the_winners_of_explain(pieces: list[str]) -> None:
    document = Document.of("".join(pieces), meta=Meta(year=2026))
    known = kinds.load()
    chosen = ("targets", "industries")
    passage = prepare(document)
    for module, own in ((targets, known.targets), (industries, known.industries)):
        fired = [firing.record for firing in module.firings(passage, own) if firing.record is not None]
        assert list(module.find(passage, own)) == fired
    explained = [fired.firing.record for fired in kinds.explain(document, known, chosen)]
    assert sorted(map(repr, kinds.records(document, known, chosen))) == sorted(repr(r) for r in explained if r)


@given(TEXTS)
def test_periods_behind_a_number_are_taken_off(text: str) -> None:
    """Whatever stands before a number, reading it ends inside the stretch."""
    tail = target_tail.take_tail(text, 0, len(text), RULES)
    assert 0 <= tail.end <= len(text)
