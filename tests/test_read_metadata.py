"""What is known of a document: sidecar, columns, file names, the head of the text, in this order, and never a guess."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from tests.reading import Results, results

from zhaoshang_nlp import rules
from zhaoshang_nlp.errors import BadInput, UnknownName
from zhaoshang_nlp.read import ReadOptions, dates, head, metadata, names, vocabulary
from zhaoshang_nlp.types import Failed, Meta, Ok

BODY = "全县上下要坚持项目为王，今年新签约亿元以上项目三十个。\n"


def by_id(found: Results) -> dict[str, Meta]:
    return {one.value.id: one.value.meta for one in found if isinstance(one, Ok)}


def errors(found: Results) -> list[tuple[str, str, str]]:
    return [(one.doc_id, one.step, one.error) for one in found if isinstance(one, Failed)]


def sidecar(folder: Path, text: str, *files: str, encoding: str = "utf-8") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "metadata.csv").write_bytes(text.encode(encoding))
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(BODY, "utf-8")
    return folder


# --- the sidecar -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk"])
def test_a_sidecar_tells_of_the_files_beside_it(tmp_path: Path, encoding: str) -> None:
    text = "文件,年份,地区,栏目\n甲.txt,2031,湖北,要闻\n深/乙,,云岭县,\n.\\丙.md,2030,,会议\n"
    found = results(sidecar(tmp_path, text, "甲.txt", "深/乙.txt", "丙.md", "丁.txt", encoding=encoding))
    assert errors(found) == []
    known = by_id(found)
    assert known["甲"] == Meta(
        region="湖北省",
        region_code="420000",
        level="province",
        year=2031,
        extra={"栏目": "要闻"},
        found_in=dict.fromkeys(("year", "region", "region_code", "level"), "sidecar"),
    )
    # A place that the table does not know stands as it was given, an empty cell means unknown.
    assert (known["深/乙"].region, known["深/乙"].region_code, known["深/乙"].year) == ("云岭县", None, None)
    assert known["丙"].extra == {"栏目": "会议"}
    assert known["丁"] == Meta()


def test_bad_rows_of_a_sidecar_are_failures_and_the_files_are_read(tmp_path: Path) -> None:
    text = (
        "file,year,date,level\n"
        "missing.txt,2031,,\n"
        "../outside.txt,2031,,\n"
        "/etc/passwd,2031,,\n"
        "C:\\a.txt,2031,,\n"
        "a.txt,20x6,2031-13-01,big\n"
        "a,2031,,\n"
        "b,2031,,\n"
        ",2031,,\n"
        "d,2031\n"
        "c.txt,2031,2031年1月5日,县\n"
    )
    (tmp_path / "outside.txt").write_text(BODY, "utf-8")
    found = results(sidecar(tmp_path / "in", text, "a.txt", "b.txt", "b.md", "c.txt"))
    assert sorted(by_id(found)) == ["a", "b", "b.txt", "c"]
    assert by_id(found)["c"] == Meta(
        year=2031, date="2031-01-05", level="county", found_in=dict.fromkeys(("year", "date", "level"), "sidecar")
    )
    assert by_id(found)["a"].year is None
    assert errors(found) == [
        ("missing", "metadata", "row 1: file 'missing.txt' does not exist"),
        ("../outside", "metadata", "row 2: file '../outside.txt' lies outside the folder"),
        ("/etc/passwd", "metadata", "row 3: file '/etc/passwd' lies outside the folder"),
        ("C:\\a", "metadata", "row 4: file 'C:\\\\a.txt' lies outside the folder"),
        ("b", "metadata", "row 7: file 'b' could be b.md, b.txt"),
        (f"{tmp_path}/in/metadata.csv", "metadata", "row 8: file '' is no path"),
        (f"{tmp_path}/in/metadata.csv", "metadata", "row 9 (line 10) has 2 cells, the header has 4"),
        ("a", "metadata", "row 5: year '20x6' is no year between 1900 and 2100"),
        ("a", "metadata", "row 5: date '2031-13-01' is no date like 2026-01-27 or 2026年1月27日"),
        ("a", "metadata", "row 5: level 'big' is none of nation, province, prefecture, county"),
        ("a", "metadata", "row 6: file 'a' stands already in row 5, which counts"),
    ]


def test_a_sidecar_that_cannot_be_read_is_one_failure(tmp_path: Path) -> None:
    found = results(sidecar(tmp_path, "name,year\na.txt,2031\n", "a.txt"))
    assert list(by_id(found)) == ["a"]
    assert errors(found) == [("metadata.csv", "metadata", "no column 'file' among: name, year")]
    (tmp_path / "metadata.csv").write_bytes(b"")
    assert "empty" in errors(results(tmp_path))[0][2]


def test_a_sidecar_may_be_in_another_encoding_than_the_texts(tmp_path: Path) -> None:
    sidecar(tmp_path, "\ufeff文件,年份,栏目\na.txt,2031,要闻\n")
    (tmp_path / "a.txt").write_bytes(BODY.encode("gbk"))
    found = results(tmp_path, options=ReadOptions(encoding="gbk"))
    assert errors(found) == []
    assert (by_id(found)["a"].year, by_id(found)["a"].extra) == (2031, {"栏目": "要闻"})


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text(BODY, "utf-8")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    found = results(sidecar(folder, "file,year\nlink.txt,2031\n", "a.txt"))
    assert ("link", "metadata", "row 1: file 'link.txt' leads outside the folder") in errors(found)


def test_the_nearest_sidecar_counts_first(tmp_path: Path) -> None:
    sidecar(tmp_path, "file,year,栏目\nx/a.txt,2030,外\n", "x/a.txt", "b.txt")
    sidecar(tmp_path / "x", "file,year,speaker\na.txt,2031,某某\n")
    sidecar(tmp_path / "only", "file,year\nnothing.txt,2031\n")
    found = results(tmp_path)
    assert (by_id(found)["x/a"].year, by_id(found)["x/a"].speaker) == (2031, "某某")
    assert by_id(found)["x/a"].extra == {"栏目": "外"}
    assert errors(found) == [("nothing", "metadata", "row 1: file 'nothing.txt' does not exist")]
    # A single file takes the table beside it; rows about other files are no matter then.
    assert by_id(results(tmp_path / "x" / "a.txt"))["a"].year == 2031
    assert errors(results(tmp_path / "only" / "../b.txt")) == []
    assert by_id(results(tmp_path / "x" / "*.txt"))["a"].year == 2031


def test_a_sidecar_elsewhere(tmp_path: Path) -> None:
    texts = sidecar(tmp_path / "texts", "file,year,title\na.txt,2030,题\n", "a.txt")
    (tmp_path / "table.csv").write_text("file,year\na,2031\nz,2031\n", "utf-8")
    found = results(texts, options=ReadOptions(metadata=tmp_path / "table.csv"))
    assert (by_id(found)["a"].year, by_id(found)["a"].title) == (2031, "题")
    assert [error[0] for error in errors(found)] == ["z"]
    for name, content in (("none.csv", None), ("bad.csv", "name,year\n")):
        if content:
            (tmp_path / name).write_text(content, "utf-8")
        with pytest.raises(BadInput, match=name):
            results(texts, options=ReadOptions(metadata=tmp_path / name))


def test_the_sidecar_may_speak_of_tables(tmp_path: Path) -> None:
    sidecar(tmp_path, "file,region,year\nt.csv,湖北省,2031\n")
    (tmp_path / "t.csv").write_text("text,year\n甲乙丙丁,2030\n戊己庚辛,\n", "utf-8")
    found = by_id(results(tmp_path))
    assert [(m.region, m.year) for m in found.values()] == [("湖北省", 2031), ("湖北省", 2031)]


def test_the_sidecar_of_the_scorer(reference: Path, tmp_path: Path) -> None:
    rows = ["file,year"]
    years = {}
    for path in sorted((reference / "eval" / "gold").glob("*.json")):
        for passage in json.loads(path.read_text("utf-8")):
            key, year = passage["id"].replace("/", "__"), passage.get("doc_year")
            (tmp_path / f"{key}.txt").write_text(passage.get("text", BODY) + "\n", "utf-8")
            rows.append(f"{key}.txt,{year or ''}")
            years[key] = year
    (tmp_path / "metadata.csv").write_text("\n".join(rows) + "\n", "utf-8")
    found = results(tmp_path)
    assert errors(found) == []
    assert {key: meta.year for key, meta in by_id(found).items() if years[key]} == {k: y for k, y in years.items() if y}
    assert set(by_id(found)) == set(years)


# --- file names ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "name", "gives"),
    [
        ("{year}_{region}_*", "2026_湖北省_政府工作报告", {"year": "2026", "region": "湖北省"}),
        ("{year}_{region}_*", "湖北省_2026_政府工作报告", {}),
        ("{region}{year}*", "通辽市2022年报告", {"region": "通辽市", "year": "2022"}),
        ("{date} {title}", "20260127 政府工作报告", {"date": "20260127", "title": "政府工作报告"}),
        ("{year}/{region}-*", "全部/2026/湖北-报告", {}),
        ("*/{year}/{region}-*", "全部/2026/湖北-报告", {"year": "2026", "region": "湖北"}),
        ("{id}.{year}", "a+b.2026", {"id": "a+b", "year": "2026"}),
        ("{year}[1]", "2026[1]", {"year": "2026"}),
    ],
)
def test_name_patterns(pattern: str, name: str, gives: dict[str, str]) -> None:
    assert dict(names.told(names.compiled(pattern), name)) == gives


def test_name_patterns_fill_what_columns_leave_open(tmp_path: Path) -> None:
    (tmp_path / "2031_湖北_甲.txt").write_text(BODY, "utf-8")
    (tmp_path / "2099年以后.txt").write_text(BODY, "utf-8")
    (tmp_path / "2031_通辽_乙.csv").write_text("text,year\n甲乙丙丁,2030\n", "utf-8")
    found = by_id(results(tmp_path, options=ReadOptions(name_pattern="{year}_{region}_{id}")))
    assert list(found) == ["甲", "2031_通辽_乙-1", "2099年以后"]
    assert (found["甲"].region, found["甲"].year, found["甲"].found_in["year"]) == ("湖北省", 2031, "name")
    assert (found["2031_通辽_乙-1"].year, found["2031_通辽_乙-1"].region_code) == (2030, "150500")
    assert found["2031_通辽_乙-1"].found_in["year"] == "column"
    assert found["2099年以后"] == Meta()


def test_wrong_name_patterns(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BODY, "utf-8")
    with pytest.raises(UnknownName, match=r"yaer.*Did you mean 'year'"):
        results(tmp_path, options=ReadOptions(name_pattern="{yaer}_*"))
    for pattern in ("{year", "year}", "{year}{year}"):
        with pytest.raises(BadInput, match="name pattern"):
            results(tmp_path, options=ReadOptions(name_pattern=pattern))


# --- the head of a text ----------------------------------------------------------------------------------------------


def lines(table: str) -> list[tuple[str, str, str, object]]:
    """Every example (with what it gives) and counterexample (with None) of a table of ``reading.toml``."""
    shape = rules.Shape({"pattern": str}, {"where": str, "region": str})
    found: list[tuple[str, str, str, object]] = []
    for row in rules.rows(vocabulary.FILE, table, shape):
        assert row.examples, row.id
        for example in row.examples:
            text, gives = (example, True) if isinstance(example, str) else (example["text"], example["gives"])
            found.append((table, row.id, text, gives))
        found += [(table, row.id, text, None) for text in row.counterexamples]
    return found


@pytest.mark.parametrize(
    ("table", "rule", "line", "gives"),
    [case for table in ("furniture", "salutation", "title", "year", "speaker") for case in lines(table)],
)
def test_rows_for_lines(table: str, rule: str, line: str, gives: object) -> None:
    pattern = dict(vocabulary.lines(table))[rule]
    match = pattern.search(dates.folded(line)) if table == "year" else pattern.fullmatch(dates.folded(line))
    found: object = bool(match) or None
    if match and table == "year":
        found = dates.year(match["year"])
    elif match and table == "speaker":
        found = f"{match['office']} {''.join(match['name'].split())}".strip()
    assert found == gives


@pytest.mark.parametrize(("rule", "line", "gives"), [case[1:] for case in lines("region")])
def test_rows_for_places(rule: str, line: str, gives: object) -> None:
    row = next(row for row in vocabulary.region_rules() if row.id == rule)
    found = head.place_in(row, dates.folded(line), None)
    assert (found.name if found else None) == gives


PAGE = """\
您的位置:
首页
>
政务要闻
政务要闻
【字号：
大
中
小
】
发布时间：
2031-01-20 09:02:33
来源：某某日报
政府工作报告
——二〇三一年一月十五日在湖北省第十五届人民代表大会第一次会议上
省长　某 某
各位代表：
现在，我代表省人民政府，向大会报告工作。
"""


CONGRESS = "政府工作报告\n1957年6月26日在第一届全国人民代表大会第四次会议上\n某某某\n各位代表：\n"
CITY = """\
2031年通辽市人民政府工作报告
（2031年1月8日在通辽市第七届人民代表大会第一次会议上）
市 长　某某某
各位代表：
"""
NEWS = "云岭县召开2032年推进会\n\n发布时间: 2031-12-19 15:40\n\n12月16日，云岭县召开推进会。\n"
REPORT = "政府工作报告"
FACTS = ("title", "date", "year", "region", "speaker")


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        (PAGE, (REPORT, "2031-01-15", 2031, "湖北省", "省长 某某")),
        (CITY, ("2031年通辽市人民政府工作报告", "2031-01-08", 2031, "通辽市", None)),
        (NEWS, ("云岭县召开2032年推进会", "2031-12-19", 2031, None, None)),
        ("在通辽市招商大会上的讲话\n同志们：\n" + BODY, ("在通辽市招商大会上的讲话", None, None, "通辽市", None)),
        ("以项目建设推动发展\n\n14.03.2017  04:03\n\n" + BODY, ("以项目建设推动发展", "2017-03-14", 2017, None, None)),
        (CONGRESS, (REPORT, "1957-06-26", 1957, "全国", "某某某")),
        ("各位代表：\n　　现在，我代表国务院，向大会作政府工作报告。\n", (None, None, None, "全国", None)),
        ("3月8日，南通市崇川区召开招商引资大会，" + BODY, (None, None, None, "崇川区", None)),
        ("政府工作报告\n在通辽市第七届人民代表大会上\n某某\n各位代表：", (REPORT, None, None, "通辽市", "某某")),
        # What stays open.
        ("同志们：\n" + BODY, (None,) * 5),
        ("一、提高认识\n" + BODY, (None,) * 5),
        (BODY + "2031年1月5日，湖北省召开大会。", (None,) * 5),
        ("学习浙江省经验，加快项目建设\n" + BODY, ("学习浙江省经验，加快项目建设", None, None, None, None)),
        ("湖北省商会来我县考察\n" + BODY, ("湖北省商会来我县考察", None, None, None, None)),
        ("鼓楼区召开招商引资大会\n" + BODY, ("鼓楼区召开招商引资大会", None, None, None, None)),
        ("3月8日，我区召开2032年招商引资大会。" + BODY, (None,) * 5),
        ("政府工作报告\n——在第七届人民代表大会上\n", (REPORT, None, None, None, None)),
        ("", (None,) * 5),
        ("\n\n \u200b\n", (None,) * 5),
    ],
)
def test_heads(text: str, gives: tuple[object, ...]) -> None:
    meta = head.complete(Meta(), text)
    assert tuple(getattr(meta, name) for name in FACTS) == gives
    known = {name for name, value in zip(FACTS, gives, strict=True) if value is not None}
    assert set(meta.found_in) - {"genre"} == known | ({"region_code", "level"} if "region" in known else set())
    assert (meta.region_code is None) == (meta.level is None) == ("region" not in known)


def test_what_is_known_is_not_overwritten() -> None:
    known = Meta(region="云岭县", year=2030, title="题", found_in={"year": "sidecar"})
    meta = head.complete(known, PAGE)
    assert (meta.region, meta.region_code, meta.year, meta.title) == ("云岭县", None, 2030, "题")
    assert (meta.date, meta.speaker, meta.found_in) == (
        "2031-01-15",
        "省长 某某",
        {"year": "sidecar", "speaker": "head", "date": "head", "genre": "head:reporting"},
    )


def test_a_year_may_come_from_a_date_that_was_told(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(f"text,date\n{BODY.strip()},2031/2/3\n", "utf-8")
    meta = by_id(results(tmp_path))["t-1"]
    assert (meta.year, meta.found_in) == (2031, {"date": "column", "year": "column"})


def test_a_head_is_no_trap() -> None:
    """Long lines, endless heads and repeated signs take no time and give nothing."""
    for text in ("县" * 1_000_000, "在" * 4000, "（" * 4000 + "上", "年" * 4000, ">\n" * 4000, "2031年" * 1000):
        assert head.complete(Meta(), text).region is None


@pytest.mark.parametrize(
    ("fields", "year", "gives"),
    [
        ({"region": "湖北"}, None, ("湖北省", "420000", "province")),
        ({"region": "鼓楼区"}, None, ("鼓楼区", None, None)),
        ({"province": "江苏", "county": "鼓楼区"}, None, ("鼓楼区", None, None)),
        ({"province": "江苏", "prefecture": "徐州", "county": "鼓楼区"}, None, ("鼓楼区", "320302", "county")),
        ({"province": "江苏", "prefecture": "徐州"}, None, ("徐州市", "320300", "prefecture")),
        ({"region": "崇川区"}, 2015, ("崇川区", "320602", "county")),
        ({"region": "襄阳市"}, 2005, ("襄阳市", "420600", "prefecture")),  # today's name for a former year
        ({"region_code": "320602"}, None, ("崇川区", "320602", "county")),
        ({"region_code": "990000", "region": "湖北"}, None, ("湖北省", "420000", "province")),
        ({"region_code": "990000"}, None, (None, "990000", None)),
        ({"region": "云岭县", "level": "县级"}, None, ("云岭县", None, "county")),
    ],
)
def test_places_that_columns_tell(fields: dict[str, str], year: int | None, gives: tuple[str | None, ...]) -> None:
    known = {**fields, **({"year": str(year)} if year else {})}
    meta = metadata.settle([metadata.Told("column", known, {})], BODY)
    assert (meta.region, meta.region_code, meta.level) == gives


def test_heads_of_the_reference_texts(reference: Path, tmp_path: Path) -> None:
    """The same reports as bare text: everything that the columns told is found in the head."""
    csv.field_size_limit(10**7)
    told = {}
    for path in sorted((reference / "data" / "provinces-2026").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            row = next(csv.DictReader(file))
        (tmp_path / f"{row['province']}.txt").write_text(row["full_text"], "gb18030")
        told[row["province"]] = int(row["year"])
    found = by_id(results(tmp_path))
    assert {meta.region: meta.year for meta in found.values()} == told
    assert all(meta.title and meta.speaker and meta.level == "province" for meta in found.values())
    seeds = by_id(results(reference / "data" / "seeds"))
    assert [(m.region, m.year, m.date) for m in seeds.values()] == [
        (None, 2022, "2022-09-19"),
        (None, None, None),
        ("崇川区", None, None),
        (None, 2017, "2017-03-14"),
        (None, None, None),
    ]
