"""Industry systems: what is found, what is refused and why, members, tiers, arithmetic."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang_nlp.errors import BadRule
from zhaoshang_nlp.extract import industries, passage
from zhaoshang_nlp.extract.passage import Firing
from zhaoshang_nlp.types import Document, Industry

RULES = industries.load()


def find(text: str) -> list[Industry]:
    return industries.find(passage.prepare(Document.of(text)), RULES)


def firings(text: str) -> list[Firing]:
    return industries.firings(passage.prepare(Document.of(text)), RULES)


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("鼓励民营资金向研发设计、工业软件等赛道集聚。", ["研发设计", "工业软件"]),
        ("推动光热与造纸、印染等行业耦合利用。", ["造纸", "印染"]),
        ("引育法律服务、检测服务等生产性服务业。", ["法律服务", "检测服务"]),
        ("培育、壮大、提升新能源、新材料等产业。", ["新能源", "新材料"]),
        ("抓好设备更新、做强光伏、储能等产业。", ["光伏", "储能"]),
        ("支持智能网联汽车（含零部件）、光伏等产业发展。", ["智能网联汽车（含零部件）", "光伏"]),
        ("“海湾”新能源汽车、“山前”光电子等产业走廊加快建设。", ["“海湾”新能源汽车", "“山前”光电子"]),
        ("布局基因与细胞制造、深海及极地装备等未来产业。", ["基因与细胞制造", "深海及极地装备"]),
        ("做强菌菇、竹木、肉羊和冷水鱼4个百亿级产业。", ["菌菇", "竹木", "肉羊", "冷水鱼"]),
        ("做强软件和数字产业、轻工装备、炼化三大主导产业。", ["软件和数字产业", "轻工装备", "炼化"]),
        ("纺织产业和食品产业这两大主导产业稳步增长。", ["纺织产业", "食品产业"]),
        ("发展以锂、钒、镁等为主的新材料产业。", ["锂", "钒", "镁"]),
        ("重点发展,新能源、新材料等产业。", ["新能源", "新材料"]),
    ],
)
def test_members(text: str, members: list[str]) -> None:
    assert [list(r.members) for r in find(text)] == [members]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("签约十大产业项目。", "other head"),
        ("新增3个千亿级产业集群。", "before"),
        ("培育形成3个千亿级产业集群。", "sought"),
        ("培育1个千亿级产业集群。", "count: one"),
        ("5个产业集群入选省级名单。", "conferred"),
        ("实施“1355”产业发展计划。", "other head"),
        ("推进“一村一品”产业发展。", "shorthand"),
        ("优化“一核两带”产业布局。", "shorthand"),
        ("拥有2个国家级产业集群。", "designation"),
        ("在燃气、消防等重点产业领域排查。", "other head"),
        ("在电子、医药等领域布局未来产业。", "after 等"),
        ("发展茶叶等产业。", "fewer than two names"),
        ("承接京津冀、长三角等产业转移。", "member"),
        ("“3+6”园区接续产业转移。", "between"),
        ("全市88个产业集群开展试点。", "count"),
        ("推进武汉、南通等氢能产业集群建设。", "member: places"),
    ],
)
def test_losers_say_why(text: str, reason: str) -> None:
    found = firings(text)
    assert all(f.record is None for f in found)
    assert any(f.reason.startswith(reason) for f in found), found


def test_tiers_of_a_code_and_members_of_each() -> None:
    text = (
        "全区构建“235”产业体系：巩固船舶、纺织两大基础产业，壮大光伏、储能、软件三大主导产业，"
        "布局五大未来产业。另有六大特色产业。"
    )
    system, *groups, alone = find(text)
    assert (system.code, system.members, system.consistent) == ("235", (), True)
    assert system.tiers == ("两大基础产业", "三大主导产业", "五大未来产业")
    assert [g.parent for g in groups] == ["“235”产业体系"] * 3
    assert [(g.count, g.members, g.consistent) for g in groups[:2]] == [
        (2, ("船舶", "纺织"), True),
        (3, ("光伏", "储能", "软件"), True),
    ]
    assert alone.parent is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("构建“3+2”产业体系，即三大主导产业和两大新兴产业。", True),
        ("构建“3+2”产业体系，即三大主导产业和四大新兴产业。", False),
        ("构建“2×3”产业体系，三大主导产业、三大新兴产业齐头并进。", True),
        ("构建“1612”产业体系，打造16个产业集群和12条产业链。", True),
        ("打造九大产业集群：两大基础产业、三大主导产业、四大新兴产业。", True),
        ("做强光伏、储能两大产业。", True),
        ("三大主导产业：光伏、储能。", False),
        ("做强光伏、储能等三大产业。", None),
        ("做强光伏、储能、软件、纺织等三大产业。", False),
        ("围绕“2347”产业体系招商。", None),
        ("发展“2+1”产业体系：光伏、储能、软件。", True),
        ("发展“2+1+N”产业体系：光伏、储能、软件、纺织。", True),
        ("发展“2+2”产业体系：光伏、储能、软件。", False),
        ("构建“33618”产业体系，三大主导产业、三大支柱产业、6大特色产业、18个“新星”产业。", True),
        ("构建“24”产业集群体系，两大主导产业、四大优势产业。", None),
        ("构建“135”产业体系，1个千亿级产业、12条产业链、3个百亿级产业、5个未来产业。", True),
        ("发展“135”产业体系（光伏、储能、软件、纺织、食品、医药、建材、钢铁、煤炭）。", True),
        ("发展“135”产业体系（光伏、储能、软件）。", False),
        ("发展“135”产业体系（光伏、储能、软件等）。", None),
        ("构建“六链五群”产业体系，六条产业链、五个产业集群。", True),
        ("做强“三电”产业：电池、电机、电控。", True),
        ("发展光伏、储能等产业。", None),
    ],
)
def test_arithmetic(text: str, expected: bool | None) -> None:
    assert find(text)[0].consistent is expected


def test_a_single_or_sought_number_counts_as_a_group() -> None:
    system, one, three = find("构建“1+3”产业体系。培育1个千亿级产业集群、3个百亿级产业集群。")
    assert system.tiers == (one.name, three.name) == ("1个千亿级产业集群", "3个百亿级产业集群")
    assert (one.count, one.parent, three.parent) == (1, system.name, system.name)


def _synthetic() -> list[tuple[str, list[tuple[str, ...]]]]:
    cases: list[tuple[str, list[tuple[str, ...]]]] = []
    for line in (Path(__file__).parent / "industries_synthetic.txt").read_text("utf-8").splitlines():
        if line.startswith(" "):
            fields = [field.strip() for field in line.split("|")]
            cases[-1][1].append((*fields, *[""] * (5 - len(fields))))
        elif not line.startswith("#"):
            cases.append((line, []))
    return cases


@pytest.mark.parametrize(("text", "expected"), _synthetic())
def test_synthetic_sentences(text: str, expected: list[tuple[str, ...]]) -> None:
    records = find(text)
    rows = [(r.name, r.code or "", str(r.count or ""), ",".join(r.members), ";".join(r.tiers)) for r in records]
    assert rows == expected


def test_record_leads_back_to_the_text() -> None:
    text = "一、工作安排\n全力做优做强酸菜、抹茶等特色产业。"
    record = find(text)[0]
    mention = record.mention
    assert text[mention.start : mention.end] == mention.text == "酸菜、抹茶等特色产业"
    assert (mention.raw_start, mention.raw_end) == (mention.start, mention.end)
    assert (mention.section, mention.rule) == ("一、工作安排", "list-etc")
    assert (record.action, record.category, record.count) == ("做优做强", "特色产业", None)


def test_same_system_twice_is_two_records() -> None:
    assert [r.name for r in find("“七大产业基地”迈向“七大产业集群”。")] == ["“七大产业基地”", "“七大产业集群”"]


def test_records_stand_in_text_order_and_do_not_overlap() -> None:
    text = "做强光伏、储能等产业，培育白酒、茶叶等6条产业链，构建“4+3”产业体系。" * 3
    spans = [(r.mention.start, r.mention.end) for r in find(text)]
    assert spans == sorted(spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    assert len(spans) == 9


def test_user_rules_replace_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "industries.toml").write_text("[[head]]\nid = 'x'\n", "utf-8")
    with pytest.raises(BadRule, match=r"industries\.toml"):
        industries.load(tmp_path)


_WORDS = "产业 集群 产业链 等 、 ， 。 ： （ ） “ ” 和 与 以及 六大 12条 246 3+2 新能源 发展 未来 主导 以 为主导的 行业"
_PIECES = st.lists(st.sampled_from([*_WORDS.split(), "\n"]), max_size=24)


@given(_PIECES)
def test_any_text_gives_spans_inside_it(pieces: list[str]) -> None:
    text = "".join(pieces)
    for firing in firings(text):
        assert 0 <= firing.span.start < firing.span.end <= len(text)
        if isinstance(firing.record, Industry):
            record = firing.record
            assert record.name in text
            assert all(member and member in text for member in record.members)
            assert not (record.members and record.tiers)


def test_long_lines_without_stops_stay_cheap() -> None:
    assert find("发展、" * 20_000 + "产业" * 2_000) == []


def _agreement(reference: Path) -> tuple[int, int, int]:
    """Count gold records, found records and those whose name or text is the same."""
    gold = found = same = 0
    for file in sorted((reference / "eval" / "gold").glob("*.json")):
        for item in json.loads(file.read_text("utf-8")):
            records = find(item["text"])
            keys = {r.name for r in records} | {r.mention.text for r in records}
            gold, found = gold + len(item["industries"]), found + len(records)
            same += sum(g["name"] in keys or g["text"] in keys for g in item["industries"])
    return gold, found, same


def test_reads_the_reference_passages(reference: Path) -> None:
    gold, found, same = _agreement(reference)
    assert same >= 0.9 * gold
    assert found <= 1.1 * gold
