"""Runs of parallel clauses without quotation marks, and the judgement whether a clause is a predicate."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang_nlp.extract import parallels as runs
from zhaoshang_nlp.extract import slogan_runs, slogan_shape, slogans
from zhaoshang_nlp.extract.passage import prepare
from zhaoshang_nlp.types import Document, Slogan

RULES = slogans.load()


def parallels(text: str) -> list[Slogan]:
    """The runs of a text."""
    return [record for record in slogans.find(prepare(Document.of(text)), RULES) if record.label == "parallel"]


@pytest.mark.parametrize(
    "text",
    [
        "实现|签约快、落地快、建设快、投产快|。",
        "做到|项目质量高、建设水平高、亩均税收高|。",
        "着力|稳就业、稳企业、稳市场、稳预期|，统筹做好各项工作。",
        "|一切围绕项目转、一切围绕项目干|。",
        "形成|全员抓招商、人人抓项目|的浓厚氛围。",
        "着力解决企业|融资难、融资贵|问题。",
        "让|人气更旺、烟火气更浓、带动力更强|！",  # a difference of one in a run of three
        "|压实责任、压实任务|，全市上下要|久久为功、善作善成|。",
        "推动|以侨引商、以侨促贸|。",
        "持续|优化投资结构、提升投资效益|。",
        "坚持|以改革促发展、以开放促合作|，迈出新步伐。",
        "|主要领导亲自抓、负总责，分管领导具体抓、促落实|。",  # clauses with a pause inside
        "|增强“四个意识”、坚定“四个自信”|。",  # quotations inside a run are part of its clauses
        "美丽山城|天更蓝、山更绿、水更清|。",  # a subject stands before the first clause only
        "进一步|增强“四个意识”、坚定“四个自信”|。",  # cut in front of a clause that holds a quotation
        "把|坚定“四个自信”、做到“两个维护”|体现到行动上。",
        "坚持|抓早、抓小、抓苗头|。",  # one verb opens all clauses
        "更好|服务企业、服务群众|。",
        "更好|发展开放型经济、建设开放型城市|。",  # behind an adverb a verbal noun is a verb
        "|该为的必须为、能为的努力为|。",  # a predicate behind 的
        "道路|越走越宽广、越走越坚定|。",
        "在新征程上|抢抓新机遇、展现新作为|。",  # verbs with their objects, joined like words
        "继续|拿出奔马般的勇气、激发春潮般的活力|。",
        "做到三件事，即|签约落地一批、开工建设一批、投产达效一批|。",
        "|为群众出实招、为企业办实事|。",
        "坚持|关注山城、投资山城|。",  # the object recurs, the verb changes
        "真正做到|想干、敢干、会干|。",
        "我们要|急群众所急、解群众所难、圆群众所盼|。",
        "|跑出加速度、跑赢新赛程|。",
        "要|要速度、要质量、要效益|。",
        "以最大力度|不唯地域、不问出身|引进人才。".replace("|引进人才", "|的政策引进人才"),
    ],
)
def test_run_is_found_without_what_leads_into_it(text: str) -> None:
    pieces = text.split("|")
    assert [record.mention.text for record in parallels("".join(pieces))] == pieces[1::2]


@pytest.mark.parametrize(
    "text",
    [
        "加快新能源、新材料、新医药产业发展。",  # noun phrases
        "推动产业智能化、绿色化、融合化发展。",  # attributes
        "发展赛事经济、冰雪经济、银发经济。",
        "加强食药安全、交通安全、燃气安全管理。",
        "地区生产总值增长5%左右，规上工业增加值增长6%左右。",  # figures
        "坚持“签约快、落地快、投产快”。",  # its label stands with the quotation
        "推动高质量发展，建设美丽家园。",  # clauses of different length
        "提升能级、扩大内需。",  # nothing repeated
        "打造山城机场。提升山城颜值。",  # not successive clauses
        "各县区、各部门要落实。",
        "新增就业、创业岗位。",
        "支持甲水市、乙水市争先。",  # objects of one verb
        "全面加强师德师风建设，引领师者成长。",  # the first clause is the object of 加强
        "降低融资成本、用电成本、物流成本。",
        "建设制造能力、创造能力、交易能力。",
        "推动德治、法治、智治融合。",
        "增强内生发展后劲、培育优质产业项目。",  # cut before 项目 it would lose the head of its object
    ],
)
def test_no_run(text: str) -> None:
    assert [record.mention.text for record in parallels(text)] == []


def test_record_of_a_run() -> None:
    record = parallels("我们要开好局，起好步。")[0]
    assert record.segments == ("开好局", "起好步")
    assert (record.form, record.quoted, record.numeral, record.expansion) == ("开好局、起好步", False, None, ())


def test_variants_of_a_run_have_one_form() -> None:
    texts = ("开好局、起好步。", "开好局，起好步。", "开好局,起好步。")
    assert {parallels(text)[0].form for text in texts} == {"开好局、起好步"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("建成山城机场、江城机场。", "clauses without a predicate"),
        ("投资增长5%，消费增长6%。", "holds figures"),
        ("产值上台阶稳就业、稳企业。", "no border"),
        ("全面加强师德师风建设，引领师者成长。", "is the object of"),
        ("建设制造能力、创造能力、交易能力。", "an enumeration of nouns"),
        ("抓好环境整治，加强环境卫生、污水治理。", "the first of a list"),
        ("自觉接受社会各界监督，自觉接受群众监督。", "opens both clauses"),
        ("凭着攻坚克难的拼劲、时不我待的干劲。", "without a predicate"),
    ],
)
def test_a_refused_run_says_why(text: str, reason: str) -> None:
    firings = slogans.firings(prepare(Document.of(text)), RULES)
    reasons = [firing.reason for firing in firings if firing.rule == "parallel.run" and not firing.record]
    assert any(reason in told for told in reasons) or (reason == "no border" and parallels(text))


@pytest.mark.parametrize(
    ("clause", "strength"),
    [
        ("优化营商环境", 2),
        ("项目为王", 2),
        ("落地快", 2),
        ("以商招商", 2),
        ("增产增收", 2),
        ("要素互济", 1),
        ("投资环境", 1),
        ("先进制造业", 0),
        ("融合化", 0),
        ("跑出加速度", 2),
        ("要质量", 2),
        ("快干", 1),
        ("人防", 0),
        ("募投管退", 0),
        ("质量强省", 0),
        ("", 0),
    ],
)
def test_strength_of_a_predicate(clause: str, strength: int) -> None:
    assert slogan_shape.strength(clause, RULES.predicates) == strength


@pytest.mark.parametrize(
    ("clause", "expected"),
    [("优化环境", True), ("大力优化环境", True), ("理清思路", True), ("项目落地", False), ("优质项目", False)],
)
def test_clause_that_opens_with_a_verb(clause: str, *, expected: bool) -> None:
    assert slogan_shape.opens(clause, RULES.predicates) is expected


@given(st.text(alphabet="抓促稳优化招商项目快高的、，。；“”（）\n 5", max_size=50))
def test_runs_are_disjoint_and_stand_in_the_text(text: str) -> None:
    found = parallels(text)
    assert all(text[r.mention.start : r.mention.end] == r.mention.text for r in found)
    assert all(len(record.segments) >= 2 for record in found)
    borders = [(record.mention.start, record.mention.end) for record in found]
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(borders))


@given(st.text(alphabet="抓促稳优化招商项目快高让的、，。；“” 5", max_size=60))
def test_gate_passes_over_no_run(text: str) -> None:
    """Every start is tried when the gate is open; what is found must not change."""
    passage = prepare(Document.of(text))
    gated = runs.firings(passage, RULES.parallels)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slogan_runs, "promising", lambda pieces, inside="": range(len(pieces) - 1))
        assert runs.firings(passage, RULES.parallels) == gated


@pytest.mark.parametrize(
    ("words", "text", "end"),
    [(["抓好", "抓"], "抓好落实", 2), (["抓好", "抓"], "抓紧", 1), (["好"], "抓好", None), (["-]", "^"], "-]", 2)],
)
def test_words_that_open_a_clause(words: list[str], text: str, end: int | None) -> None:
    found = re.compile(slogan_shape.opening(words)).match(text)
    assert (found.end() if found else None) == end


def test_floor_on_annotated_passages(reference: Path) -> None:
    """Exact agreement with the annotators; two of them agree on three runs of five."""
    right = found = wanted = 0
    for file in sorted((reference / "eval" / "gold").glob("*.json")):
        for passage in json.loads(file.read_text("utf-8")):
            gold = {run["text"] for run in passage["parallels"]}
            mine = {record.mention.text for record in parallels(passage["text"])}
            right, found, wanted = right + len(gold & mine), found + len(mine), wanted + len(gold)
    assert 2 * right / (found + wanted) >= 0.80


def test_a_register_of_names_takes_time_with_its_size_alone() -> None:
    """From each of 5,000 names a run could begin and go on to the last: it is followed for a bounded stretch only."""
    names = "、".join(f"{one}{two}村" for one in "山水田林河海天地云雨" for two in "春夏秋冬东西南北中上") + "、"
    assert parallels("划定" + names * 50 + "为试点。") == []


def test_a_clause_of_one_character_is_no_error() -> None:
    passage = prepare(
        Document.of(
            "首，发展养牛、养羊、养。、+三、养骡、养及、养鸭、养鹅、养兔、养蜂。在林、副、渔业等方面，也会继续得5改善和发展7"
        )
    )
    assert all(firing.rule for firing in runs.firings(passage, RULES.parallels))
