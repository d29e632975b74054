"""Page furniture goes, the text stays."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhaoshang_nlp import rules, spans
from zhaoshang_nlp.errors import BadRule
from zhaoshang_nlp.normalise import boilerplate, script, spelling

TITLE = "青禾县招商引资大会召开"
BODY = (
    "各位代表：\n今年要抓好招商引资，新开工项目一百二十个，完成投资三百亿元，为全县发展提供有力支撑，奋力谱写新篇章。"
)
MORE = "要深化拿地即开工改革，压减审批时限百分之三十以上，建成标准厂房五十万平方米，新增上市后备企业八家，再上台阶。"
PLACES = {"head": ["head"], "tail": ["tail"], "any": ["head", "between", "tail"]}
ROWS = rules.rows(boilerplate.FILE, "furniture", boilerplate.SHAPE)
# Between paragraphs furniture is looked for line by line.
CASES = [
    (row, place, text)
    for row in ROWS
    for place in PLACES[row["place"]]
    for text in row.examples
    if place != "between" or "\n" not in text
]
COUNTERS = [(row, place, text) for row in ROWS for place in PLACES[row["place"]] for text in row.counterexamples]


def page(place: str, lines: str) -> str:
    """Put lines at their place in a text; no lines give the text alone."""
    lines = lines and lines + "\n"
    if place == "head":
        return f"{TITLE}\n{lines}{BODY}\n"
    if place == "between":
        return f"{BODY}\n{lines}{MORE}\n"
    return f"{TITLE}\n{BODY}\n{lines}"


def dropped(text: str) -> str:
    return spans.apply(text, boilerplate.edits(text))


@pytest.mark.parametrize(("row", "place", "text"), CASES, ids=[f"{r.id}-{p}-{t[:12]!r}" for r, p, t in CASES])
def test_examples_go(row: rules.Row, place: str, text: str) -> None:
    assert dropped(page(place, text)) == page(place, "")
    assert re.search(row["pattern"], spelling.reading_copy(text), re.IGNORECASE)


@pytest.mark.parametrize(("row", "place", "text"), COUNTERS, ids=[f"{r.id}-{p}-{t[:12]!r}" for r, p, t in COUNTERS])
def test_counterexamples_stay(row: rules.Row, place: str, text: str) -> None:
    assert dropped(page(place, text)) == page(place, text)


@pytest.mark.parametrize(("row", "place", "text"), CASES, ids=[f"{r.id}-{p}-{t[:12]!r}" for r, p, t in CASES])
def test_examples_inside_a_paragraph_stay(row: rules.Row, place: str, text: str) -> None:
    line = text.replace("\n", "")
    paragraph = f"会议指出，要盯住{line}这件事，把招商引资摆在突出位置，力争全年签约项目一百个以上，投资三百亿元。"
    whole = f"{TITLE}\n{BODY}\n{paragraph}\n{MORE}\n"
    assert dropped(whole) == (whole.replace(line, "") if row.get("inline") else whole)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # one line with several pieces, and behind a title
        (
            f"{TITLE}\n时间：2031-01-27 10:00 来源：青禾日报 浏览：123 【字号：大 中 小】 打印\n{BODY}",
            f"{TITLE}\n{BODY}",
        ),
        (f"{TITLE}  来源：青禾日报  时间：2031-01-27\n{BODY}", f"{TITLE}\n{BODY}"),
        (f"来源：青禾日报 | 2031年01月27日 | 阅读：33\n{BODY}", BODY),
        # what belongs to the text
        (f"{TITLE}\n——2031年1月27日在青禾县人民代表大会上\n县长　李某某\n（2031年1月27日）\n{BODY}", None),
        (f"{TITLE}\n{BODY}\n加快打印耗材产业发展\n{MORE}", None),
        (f"{TITLE}\n{BODY}\n来源：财政部门\n{MORE}", None),
        (f"{BODY}\n下载\n{MORE}", None),
        # closing lines and suffixes
        (f"{BODY}（记者 张某某 李某）", BODY),
        (f"{BODY} (通訊員 張某)\n", f"{BODY}\n"),
        (f"{BODY}\n\n（本报记者 张某）\n\n责任编辑：李某\n", f"{BODY}\n\n"),
        (f"{BODY}（记者 张某） 责任编辑：李某 【打印】【关闭】", BODY),
        (f"{BODY}\n会上，五家企业签约（名单附后）", None),
        # the tail takes titles and teasers with it
        (f"{BODY}\n相关链接：\n全县招商大会召开\n园区新开工项目二十个\n", f"{BODY}\n"),
        (f"{BODY}\n责任编辑：\n王某某\n扫一扫在手机打开当前页\n{BODY.splitlines()[1]}\n", f"{BODY}\n"),
        # but no paragraph
        (f"{BODY}\n相关链接：\n{MORE}\n", None),
        (f"{BODY}\n来源：统计部门\n" + "".join(f"指标{i}\n" for i in range(40)), None),
        # short texts
        ("招商引资", None),
        ("", None),
        ("\n\n", None),
        ("来源：青禾日报", ""),
    ],
)
def test_pages(text: str, expected: str | None) -> None:
    assert dropped(text) == (text if expected is None else expected)


def test_both_scripts_are_recognised() -> None:
    head = "下載\n【字號：\n大\n中\n小\n】\n來源：青禾日報\n發佈時間：2031-02-03\n"
    tail = "責任編輯：張某\n版權聲明：未經授權不得轉載。\n"
    body = "各位代表：\n今年新開工項目一百二十個，完成投資三百億元，為全縣高質量發展提供有力支撐，奮力譜寫新篇章。\n"
    assert dropped(head + body + tail) == body


def test_every_dropped_line_is_on_record() -> None:
    text = page("head", "下载\n打印\n来源：青禾日报")
    edits = boilerplate.edits(text)
    assert [text[edit.start : edit.end] for edit in edits] == ["下载\n", "打印\n", "来源：青禾日报\n"]
    assert {edit.rule.split(".")[0] for edit in edits} == {"furniture"}


def test_what_goes_with_a_row_says_so() -> None:
    (_, title) = boilerplate.edits(page("tail", "相关报道：\n全县招商大会召开"))
    assert (title.rule, title.note) == ("furniture.related", "stands below it")


LINES = [text for row in ROWS for text in (*row.examples, *row.counterexamples)]
LINES += [*BODY.split("\n"), MORE, TITLE, "", "短行", "|"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=12), st.sampled_from(["\n", " ", "。\n"]))
def test_edits_are_whole_and_nothing_else_is_lost(lines: list[str], glue: str) -> None:
    text = glue.join(lines)
    edits = boilerplate.edits(text)
    spans.check(text, edits)
    assert all(edit.new == "" and edit.end > edit.start for edit in edits)
    # A paragraph is never furniture; only its repetition at the end of the page may go.
    assert glue == " " or MORE not in text or MORE in spans.apply(text, edits)


def test_rules_of_the_user_replace_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / boilerplate.FILE).write_text(
        '[[furniture]]\nid = "own"\nplace = "head"\npattern = "内部资料"\nexamples = ["内部资料"]\n', "utf-8"
    )
    text = page("head", "内部资料\n来源：青禾日报")
    assert spans.apply(text, boilerplate.edits(text, tmp_path)) == page("head", "来源：青禾日报")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('place = "foot"\npattern = "a"', "place 'foot' does not exist"),
        ('place = "head"\npattern = "("', "pattern"),
        ('place = "head"\npattern = "a"\nbegins = "often"', "begins 'often' does not exist"),
    ],
)
def test_wrong_rules_are_named(tmp_path: Path, row: str, message: str) -> None:
    (tmp_path / boilerplate.FILE).write_text(f'[[furniture]]\nid = "own"\n{row}\n', "utf-8")
    with pytest.raises(BadRule, match=message):
        boilerplate.edits("text", tmp_path)


@pytest.mark.parametrize(
    "text",
    ["来源:" * 5000, "（记者" * 3000, "首页>" * 5000, "【" * 20000, "短行\n" * 20000, "责任编辑：张某\n" * 3000],
    ids=["labels", "brackets", "crumbs", "frames", "lines", "editors"],
)
def test_odd_texts_take_no_time(text: str) -> None:
    assert script.folding()  # loaded outside of what is measured
    spans.check(text, boilerplate.edits(text))
