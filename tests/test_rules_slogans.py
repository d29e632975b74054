"""Every row of the rule files for slogans against its own examples and counterexamples."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhaoshang_nlp import rules
from zhaoshang_nlp.errors import BadRule, UnknownName
from zhaoshang_nlp.extract import parallels, slogan_rules, slogan_shape, slogans
from zhaoshang_nlp.extract.passage import Firing, prepare
from zhaoshang_nlp.types import Document, Slogan

RULES = slogans.load()
LABEL_ROWS = [
    row for file in (slogan_rules.FILE, slogan_rules.CONTEXT) for row in rules.rows(file, "label", slogan_rules.SHAPE)
]
LEXICON_ROWS = rules.rows(slogan_rules.LEXICON, "lexicon", rules.Shape({"label": str, "why": str, "words": str}))
CLASS_ROWS = rules.rows(slogan_shape.FILE, "class", rules.Shape({"words": str, "why": str}))
FRAME_ROWS = rules.rows(parallels.FILE, "frame", rules.Shape({"words": list, "why": str}))


def cases(rows: list[rules.Row], *, counter: bool = False) -> list[tuple[rules.Row, str]]:
    """Pairs of row and example, for parametrize."""
    return [(row, text) for row in rows for text in (row.counterexamples if counter else row.examples)]


def first_quotation(text: str) -> list[Firing]:
    """The firings over the first quotation of a text."""
    passage = prepare(Document.of(text))
    span = passage.quotes[0].inner
    return [firing for firing in slogans.firings(passage, RULES) if firing.span == span]


@pytest.mark.parametrize(
    ("row", "text"), cases(LABEL_ROWS + LEXICON_ROWS), ids=lambda case: case if isinstance(case, str) else case.id
)
def test_example_gets_the_label_of_its_row(row: rules.Row, text: str) -> None:
    fired = first_quotation(text)
    record = next(firing.record for firing in fired if isinstance(firing.record, Slogan))
    assert record.label == row["label"], [(firing.rule, firing.reason) for firing in fired]
    assert row.id in slogans.spoken(prepare(Document.of(text)), RULES)[0]


@pytest.mark.parametrize(
    ("row", "text"),
    cases(LABEL_ROWS + LEXICON_ROWS, counter=True),
    ids=lambda case: case if isinstance(case, str) else case.id,
)
def test_row_is_silent_in_its_counterexample(row: rules.Row, text: str) -> None:
    assert row.id not in slogans.spoken(prepare(Document.of(text)), RULES)[0]


@pytest.mark.parametrize(
    ("row", "clause"), cases(CLASS_ROWS), ids=lambda case: case if isinstance(case, str) else case.id
)
def test_example_is_a_predicate(row: rules.Row, clause: str) -> None:
    assert slogan_shape.strength(clause, RULES.predicates) > 0, row.id


@pytest.mark.parametrize(
    ("row", "clause"), cases(CLASS_ROWS, counter=True), ids=lambda case: case if isinstance(case, str) else case.id
)
def test_counterexample_is_a_noun_phrase(row: rules.Row, clause: str) -> None:
    assert slogan_shape.strength(clause, RULES.predicates) == 0, row.id


@pytest.mark.parametrize(
    ("row", "text"), cases(FRAME_ROWS), ids=lambda case: case if isinstance(case, str) else case.id
)
def test_example_holds_its_run(row: rules.Row, text: str) -> None:
    before, run, after = text.split("|", 2) if text.count("|") == 2 else pytest.fail(f"{row.id}: two bars needed")
    found = slogans.find(prepare(Document.of(before + run + after)), RULES)
    assert [record.mention.text for record in found if record.label == "parallel"] == [run]


@pytest.mark.parametrize(
    ("row", "text"), cases(FRAME_ROWS, counter=True), ids=lambda case: case if isinstance(case, str) else case.id
)
def test_counterexample_holds_no_run(row: rules.Row, text: str) -> None:
    found = slogans.find(prepare(Document.of(text)), RULES)
    assert [record.mention.text for record in found if record.label == "parallel"] == [], row.id


def test_every_row_has_an_example_and_a_counterexample() -> None:
    rows = LABEL_ROWS + LEXICON_ROWS + CLASS_ROWS + FRAME_ROWS
    assert [row.id for row in rows if not row.examples or not row.counterexamples] == []


@pytest.mark.parametrize("row", LEXICON_ROWS, ids=lambda row: row.id)
def test_every_lexicon_entry_keeps_its_label_anywhere(row: rules.Row) -> None:
    for word in row["words"].split():
        named = row["label"] == "slogan" and "、" in word  # a motto of several clauses can be the name of a campaign
        for frame in ("坚持“{}”。", "破解“{}”问题。", "实施“{}”行动。")[: 2 if named else 3]:
            record = slogans.find(prepare(Document.of(frame.format(word))), RULES)[0]
            assert (record.label, record.mention.rule) == (row["label"], row.id), word


MACRO = '[[macro]]\nid="N"\nvalue="[一二]"\n'
ROW = '[[label]]\nid="{id}"\nlabel="{label}"\nside="{side}"\nweight=1\n'
TERM = ROW.format(id="a", label="term", side="content")
AFTER = ROW.format(id="z", label="term", side="after") + 'words=["桥"]\n'
WORDS = '[[lexicon]]\nid="{id}"\nlabel="{label}"\nwhy="w"\nwords="{words}"\n'
# What stands in which file, what is raised, what the message names.
BAD = {
    "unknown label": (slogan_rules.FILE, ROW.format(id="a", label="motto", side="content"), UnknownName, "motto"),
    "unknown side": (slogan_rules.FILE, ROW.format(id="a", label="term", side="left"), UnknownName, "left"),
    "unknown shape": (slogan_rules.FILE, TERM + 'shapes=["x"]\n', UnknownName, "x"),
    "after without words": (slogan_rules.CONTEXT, ROW.format(id="a", label="term", side="after"), BadRule, "'a'"),
    "bad expression": (slogan_rules.FILE, TERM + 'inside="("\n', BadRule, "inside"),
    "unknown macro": (slogan_rules.FILE, TERM + 'inside="{Q}"\n', BadRule, r"\{Q\}"),
    "id in both files": (slogan_rules.CONTEXT, AFTER.replace('"z"', '"content.code"'), BadRule, "content.code"),
    "twice in the lexicon": (
        slogan_rules.LEXICON,
        WORDS.format(id="b", label="term", words="甲 乙") + WORDS.format(id="c", label="formula", words="乙"),
        BadRule,
        "乙",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_wrong_file_is_refused_with_its_place(name: str, tmp_path: Path) -> None:
    file, rows, error, told = BAD[name]
    (tmp_path / file).write_text((MACRO if file == slogan_rules.FILE else "") + rows, "utf-8")
    with pytest.raises(error, match=told):
        slogans.load(tmp_path)


def test_a_folder_of_the_user_replaces_the_shipped_files(tmp_path: Path) -> None:
    mine = ROW.format(id="mine", label="initiative", side="content") + 'inside="桥"\n'
    (tmp_path / slogan_rules.FILE).write_text(MACRO + mine.replace("weight=1", "weight=5"), "utf-8")
    (tmp_path / slogan_rules.CONTEXT).write_text(AFTER, "utf-8")
    (tmp_path / slogan_rules.LEXICON).write_text(WORDS.format(id="none", label="term", words="甲"), "utf-8")
    found = slogans.find(prepare(Document.of("建设“石桥”“项目为王”。")), slogans.load(tmp_path))
    assert [(record.label, record.mention.rule) for record in found] == [
        ("initiative", "mine"),
        ("term", slogans.DEFAULT),
    ]


def test_bar_keeps_a_word_from_speaking_across_a_particle() -> None:
    """以 in the gap makes the quotation an adverbial of the verb, not its object."""
    spoken = [slogans.spoken(prepare(Document.of(text)), RULES)[0] for text in ("推出“石桥”。", "推出以“石桥”为名。")]
    assert ["before.name" in ids for ids in spoken] == [True, False]
