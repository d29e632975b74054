"""Web pages: the main text and nothing else, what the page tells, every encoding, and pages made to do harm."""

from __future__ import annotations

import base64
import re
import time
from statistics import mean
from typing import Any

import pytest
from tests import pages

from zhaoshang_nlp import rules
from zhaoshang_nlp.read import formats, markup, page
from zhaoshang_nlp.read.problem import Refused

BODY = "全县上下要坚持项目为王，今年新签约亿元以上项目三十个。"
LINE = "会议强调，要持续优化营商环境，把企业的事当作自己的事来办。"


@pytest.mark.parametrize("name", [name for name in pages.by_hand() if name != "list"])
def test_a_page_gives_its_body(name: str) -> None:
    made = pages.by_hand()[name]
    content = page.main_text(made.html)
    precision, recall = pages.scores(content.text, made)
    assert recall == 1.0
    assert precision > 0.99
    assert content.fields["title"] == made.title
    assert content.fields["date"].replace("年", "-").replace("月", "-").strip("日") == made.date


def test_the_lines_of_preformatted_text_stay_lines() -> None:
    lines = f"{BODY}\n{LINE}\n一、抓项目，促投资。"
    assert page.main_text(f"<pre>{lines}</pre>").text == lines
    assert page.main_text(f"<div>{BODY}\n{LINE}</div>").text == f"{BODY} {LINE}"


@pytest.mark.parametrize("name", ["class=TRS_Editor", "id=zoom", "class='news_content x'"])
def test_a_body_in_two_parts_is_read_whole(name: str) -> None:
    nav = "<div>" + "".join(f"<a href=#>{one}</a>" for one in pages.LINKS) + "</div>"
    tail = "<div><p>主办：青禾县人民政府办公室</p></div>"
    parts = f"<div {name}><p>{BODY * 9}</p></div><div {name}><p>{LINE * 3}</p></div>"
    assert page.main_text(f"{nav}{parts}{tail}").text == f"{BODY * 9}\n{LINE * 3}"


def test_a_page_without_text_says_where_it_may_be() -> None:
    with pytest.raises(Refused, match=r"a page of frames, its text is in left\.htm, main\.htm") as refused:
        page.main_text("<html><frameset cols='20%,*'><frame src=left.htm><frame name=x src='main.htm'></frameset>")
    assert "frame" in refused.value.advice
    for source in (
        "<html><head><script src=app.js></script></head><body><div id=app></div>",
        "<body><div>加载中…</div><noscript>请启用 JavaScript，谢谢。</noscript><script>go()</script>",
    ):
        with pytest.raises(Refused, match="a script loads the text") as refused:
            page.main_text(source)
        assert "browser" in refused.value.advice


def test_a_list_of_links_is_no_article() -> None:
    with pytest.raises(Refused, match="no article"):
        page.main_text(pages.by_hand()["list"].html)


def test_random_pages_keep_to_their_floors() -> None:
    """Bodies of 15 to 20,000 characters; short ones among teasers are what costs precision."""
    found = []
    for seed in range(120):
        made = pages.at_random(seed)
        content = page.main_text(made.html)
        found.append((len(made.body), *pages.scores(content.text, made)))
        assert content.fields == {"title": made.title, "date": made.date}
    assert min(recall for _, _, recall in found) == 1.0
    assert mean(precision for _, precision, _ in found) > 0.93
    assert mean(precision for size, precision, _ in found if size >= 300) > 0.99


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"<p>{BODY}</p><p>{LINE}", f"{BODY}\n{LINE}"),
        (f"{BODY}<br>{LINE}<BR/>", f"{BODY}\n{LINE}"),
        ("<p>全县<b>项</b>目<a href=x>开工</a>，势头<span>良好</span>。</p>", "全县项目开工，势头良好。"),
        ("<p>全县开工，<span style='display: none'>xqz</span>势头良好。</p>", "全县开工，势头良好。"),
        ("<p><ruby>招<rp>(</rp><rt>zhāo</rt><rp>)</rp></ruby>商引资，势头良好。</p>", "招商引资，势头良好。"),
        ("<p>A &amp; B&nbsp;&ldquo;招商&rdquo;，&#25307;&#x5546;。&unknown;</p>", "A & B “招商”，招商。&unknown;"),
        ("<p>增长 > 5%，小于 < 6%，势头良好。</p>", "增长 > 5%，小于 < 6%，势头良好。"),
        (f"<!-- 注，释。 --><p title='a>b，c。'>{BODY}</p><!-- x", f"{BODY}\nx"),
        (f"<p>{BODY}</p><!-- 未完 <p>{LINE}</p>", f"{BODY}\n{LINE}"),
        (
            f"<script>x='<p>不是，正文。</p>'</script><style>p，q。</style><p>{BODY}</p><noscript>请，启用。</noscript>",
            BODY,
        ),
        (f"<p>{BODY}</p><script>没有，结尾。", BODY),
        (f"<style>a，b。<p>{BODY}</p><script>没有，结尾。<div>{LINE}</div>", f"{BODY}\n{LINE}"),
        (f'<p title="没有，结尾>{BODY}</p><p>{LINE}</p>', f"{BODY}\n{LINE}"),
        (f"<table><tr><td>首页<td><div>{BODY}</div></div></div><p>{LINE}</table>", f"{BODY}\n{LINE}"),
        (f"<div><p>{BODY}</p><table><tr><td>甲<td>5<tr><td><p>乙</p><td>6</table></div>", f"{BODY}\n甲\t5\n乙\t6"),
        (f"<div>{BODY}<a href=x>没有结尾<div>{LINE}</div></div>", f"{BODY}没有结尾\n{LINE}"),
        ("<p>招商引资工作领导小组成员名单如下所示共计二十余人</p>", "招商引资工作领导小组成员名单如下所示共计二十余人"),
    ],
)
def test_markup_as_it_is_found(source: str, expected: str) -> None:
    assert page.main_text(source).text == expected


def test_what_a_page_tells_of_itself() -> None:
    metas = (
        '<META NAME="ArticleTitle" CONTENT="开工 &amp; 签约"><meta content="2031-03-05 10:20" name=PubDate>'
        "<meta name='ContentSource' content='青禾日报'>"
    )
    content = page.main_text(f"<head>{metas}</head><h1>别的</h1><p>来源：某网</p><p>{BODY}</p>")
    assert content.fields == {"title": "开工 & 签约", "date": "2031-03-05 10:20"}
    assert content.extra == {"source": "青禾日报"}
    assert (
        page.main_text(f"<title>开工仪式举行-青禾网</title><div>开工仪式举行</div><p>{BODY}").fields["title"]
        == "开工仪式举行"
    )
    assert "title" not in page.main_text(f"<title>青禾县人民政府</title><p>{BODY}").fields


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gbk", "gb18030", "big5", "utf-16"])
@pytest.mark.parametrize("named", ["utf-8", "gb2312", "iso-8859-1", "big5"])
def test_bytes_are_believed_before_the_page(codec: str, named: str) -> None:
    text = "全縣上下要堅持項目，今年新簽約億元以上項目三十個。" if codec == "big5" else BODY
    data = f"<html><head><meta charset={named}></head><body><p>{text}</p></body></html>".encode(codec)
    assert formats.kind_of(data, ".txt").name == "html"
    assert page.read(data).text == text


def test_the_page_is_asked_where_bytes_say_nothing() -> None:
    rare = "囗囍鱻龘麤，鑫淼焱垚。"
    data = f"<meta http-equiv=Content-Type content='text/html; charset=GB2312'><p>{rare}</p>".encode("gb18030")
    content = page.read(data)
    assert (content.text, content.encoding) == (rare, "gb18030")
    assert "the page's own word" in content.note
    with pytest.raises(Refused, match="not Chinese"):
        page.read("<meta charset=shift_jis><p>これは日本語の経済文書です。".encode("shift_jis"))


def test_a_web_archive_gives_its_page() -> None:
    data = (
        b"From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: image/png\r\n\r\nx\r\n--b\r\n"
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    data += base64.encodebytes(f"<p>{BODY}</p>".encode("gbk")) + b"\r\n--b--\r\n"
    assert formats.kind_of(data, ".mht").name == "mhtml"
    assert page.read_archive(data).text == BODY


BOMBS = {
    "nested": "<div>" * 30_000 + BODY + "</div>" * 30_000,
    "stray ends": "<div>" * 30_000 + BODY + "</p>" * 30_000,
    "attributes": "<p " + " ".join(f'a{i}="x"' for i in range(60_000)) + ">" + BODY,
    "open tags": "<a " * 50_000 + BODY,
    "open quotes": "<a href='" * 50_000 + BODY,
    "open quotes, closed tags": "<a href='>" * 50_000 + BODY,
    "declarations": "<![" * 50_000 + BODY,
    "comments": "<!--" * 50_000 + BODY,
    "signs": "<" * 500_000 + BODY,
    "entities": "&" * 500_000 + BODY,
    "number": "&#" + "9" * 500_000 + ";" + BODY,
    "tables": "<table><tr><td>" * 20_000 + BODY,
    "cells": "<td>" * 50_000 + BODY,
    "items": "<ul><li>" * 20_000 + BODY,
    "ruby": "<rt>" * 50_000 + BODY,
    "choices": "<select>" * 50_000 + BODY,
    "one line": "<p>" + BODY * 40_000,
    "paragraphs": f"<p>{BODY}</p>" * 20_000,
    "spaces": ("<p a=" + " " * 200) * 5_000 + ">" + BODY,
    "surrogates": f"<p>\ud800&#xd800;&#55555;{BODY}",
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_page_takes_long(name: str) -> None:
    """Each takes a fraction of a second; what is not linear would take minutes."""
    begun = time.perf_counter()
    assert BODY in page.main_text(BOMBS[name]).text
    assert time.perf_counter() - begun < 5


def test_a_hostile_head_does_not_hold_up_the_sniffer() -> None:
    begun = time.perf_counter()
    for head in (b"<!---->" * 600, b"a:b\n" * 1000, b"<?xml " * 700, b"<p " * 1400, b"<!--" * 1000):
        formats.kind_of(head, ".html")
    assert time.perf_counter() - begun < 2


def test_attributes_and_metas_are_read_whatever_their_form() -> None:
    parsed = markup.parse("<meta name=a content='1'><META NAME=\"a\" content=2><p CLASS='X y' id= z>字", frozenset())
    assert parsed.metas == {"a": "1"}
    assert parsed.blocks[1].names == ("p", "#z", ".x", ".y")


def _rows(table: str) -> list[rules.Row]:
    shapes = {"boilerplate": {"pattern": str}, "label": {"pattern": str, "field": str}}
    return rules.rows(page.FILE, table, rules.Shape(shapes[table]))


def _fold(text: str) -> str:
    return text.replace("：", ":").replace("（", "(").replace("）", ")").replace("\u3000", " ")


@pytest.mark.parametrize("row", _rows("boilerplate"), ids=lambda row: row.id)
def test_every_boilerplate_row_keeps_its_examples(row: rules.Row) -> None:
    pattern = re.compile(row["pattern"], re.IGNORECASE)
    assert row.examples
    for example in row.examples:
        assert pattern.fullmatch(_fold(example)), example
    for example in row.counterexamples:
        assert not page.is_boilerplate(example), example


@pytest.mark.parametrize("row", _rows("label"), ids=lambda row: row.id)
def test_every_label_row_keeps_its_examples(row: rules.Row) -> None:
    pattern = re.compile(row["pattern"], re.IGNORECASE)
    example: Any
    for example in row.examples:
        found = pattern.search(_fold(example["text"]))
        assert found, example
        assert found["value"] == example["gives"]
    for example in row.counterexamples:
        assert not pattern.search(_fold(example)), example
