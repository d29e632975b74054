"""The policy lexicon is in order; a user's lexicon does what its lines say, or names the line that it cannot follow."""

from __future__ import annotations

import importlib.util
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from zhaoshang_nlp import segment
from zhaoshang_nlp.errors import BadInput, BadRule
from zhaoshang_nlp.segment import SegmentOptions, engines, lexicon

BUILD = Path(__file__).parents[1] / "scripts" / "build_lexicon.py"


@pytest.fixture(scope="module")
def terms() -> list[lexicon.Term]:
    return lexicon.terms()


def cut(path: Path, text: str) -> list[str]:
    return segment.make(SegmentOptions(user_lexicons=(path,))).cut(text)


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "own.txt"
    path.write_bytes(text.encode(encoding))
    return path


# --- the shipped lexicon


def test_file_is_as_the_script_writes_it() -> None:
    """Frequencies, order, tags, topics and sources; a word that stands twice."""
    done = subprocess.run([sys.executable, str(BUILD), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_it_holds_what_the_domain_needs(terms: list[lexicon.Term]) -> None:
    words = {term.word.word for term in terms}
    assert len(words) == len(terms) >= 1200
    wanted = (
        "营商环境 专精特新 双招双引 链主企业 一般公共预算收入 社会消费品零售总额 规上工业增加值 高质量发展 新质生产力"
    )
    assert set(wanted.split()) <= words


def test_every_term_is_kept_whole(terms: list[lexicon.Term]) -> None:
    for hmm in (True, False):
        made = segment.make(SegmentOptions(hmm=hmm))
        assert [term.word.word for term in terms if made.cut(term.word.word) != [term.word.word]] == []


def test_frequencies_in_jiebas_list_are_true(terms: list[lexicon.Term]) -> None:
    own, _ = lexicon.own_frequencies({term.word.word for term in terms})
    assert {term.word.word: term.word.known for term in terms if term.word.known} == own


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("持续优化营商环境", "持续/优化/营商环境"),
        ("推进高质量发展", "推进/高质量发展"),
        ("培育链主企业和专精特新小巨人", "培育/链主企业/和/专精特新/小巨人"),
        ("规上工业增加值增长", "规上工业增加值/增长"),
        ("发展智能体育产业", "发展/智能/体育产业"),
        ("这些政策包括三类", "这些/政策/包括/三类"),
        ("提高企业研发能力", "提高/企业/研发/能力"),
        ("加强基础研究", "加强/基础研究"),
        ("轻工业总产值", "轻工业/总产值"),
        ("机构养老金", "机构/养老金"),
        ("一张图片", "一张/图片"),
        ("农文旅融合发展", "农文旅融合/发展"),
        ("课程思政和思政课程", "课程思政/和/思政课程"),
    ],
)
def test_it_joins_terms_and_not_their_neighbours(text: str, tokens: str) -> None:
    assert "/".join(segment.make().cut(text)) == tokens


def test_loading_takes_a_few_milliseconds() -> None:
    took = []
    for _ in range(5):
        start = time.perf_counter()
        lexicon.load(True, ())
        took.append(time.perf_counter() - start)
    assert min(took) < 0.05  # about 5 ms on an idle machine


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("word\tfreq\n", r"lexicon\.tsv, line 1: columns are"),
        ("", r"lexicon\.tsv: it is empty"),
        ("word\tfreq\tknown\tpos\ttopic\tsource\n营商\t1\n", r"lexicon\.tsv, line 2: 2 cells instead of 6"),
        ("word\tfreq\tknown\tpos\ttopic\tsource\n5G基站\t1\t0\tn\tx\tx\n", r"line 2: '5G基站' must be Han characters"),
        ("word\tfreq\tknown\tpos\ttopic\tsource\n营商\tx\t0\tn\tx\tx\n", r"line 2: '营商' must be .* whole numbers"),
    ],
)
def test_a_wrong_shipped_file(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "lexicon.tsv").write_text(content, "utf-8")
    with pytest.raises(BadRule, match=message):
        lexicon.terms(tmp_path)


# --- frequencies


def test_suggested_frequencies_are_jiebas() -> None:
    jieba = engines.tokenizer()
    known = [word for word, freq in jieba.FREQ.items() if freq and 1 < len(word) < 6]
    choose = random.Random(3)
    words = ["".join(choose.choices(known, k=2)) for _ in range(300)] + choose.sample(known, 100)
    parts = {word[i:j] for word in words for i in range(len(word)) for j in range(i + 1, len(word) + 1)}
    own, total = lexicon.own_frequencies(parts)
    assert total == jieba.total
    assert {w: lexicon.suggested(w, own, total) for w in words} == {w: jieba.suggest_freq(w) for w in words}


def test_parts_come_before_wholes(tmp_path: Path) -> None:
    path = write(tmp_path, "揽月兴业计划\n揽月\n兴业计划\n")
    assert cut(path, "揽月、兴业计划、揽月兴业计划") == ["揽月", "、", "兴业计划", "、", "揽月兴业计划"]


def test_a_users_frequency_is_kept(tmp_path: Path) -> None:
    [word] = lexicon.load(False, (write(tmp_path, "招商引资 5000 vn\n"),)).words
    assert word == lexicon.Word("招商引资", 5000, "vn", 73)


def test_without_jieba_a_user_lexicon_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(BadInput, match="pip install jieba"):
        lexicon.load(False, (write(tmp_path, "揽月\n"),))


# --- a user's file


@pytest.mark.parametrize(
    "content",
    [
        "揽月工程\n",
        "\ufeff揽月工程 12 nz\r\n",
        "揽月工程 12\n",
        "揽月工程 nz\n",
        "# a comment\n\n  揽月工程  \n",
        "揽月工程\t12\tnz\n",
        "揽月工程\t\tnz\n",
        "word\ttopic\tfreq\n揽月工程\tspace\t12\n",
    ],
)
def test_forms_of_a_line(tmp_path: Path, content: str) -> None:
    assert cut(write(tmp_path, content), "实施揽月工程") == ["实施", "揽月工程"]


@pytest.mark.parametrize(
    ("word", "text", "tokens"),
    [
        ("产业链、供应链", "稳定产业链、供应链", "稳定/产业链、供应链"),
        ("3+2", "构建3+2产业体系", "构建/3+2/产业体系"),
        ("5G基站", "建设5G基站30个", "建设/5G基站/30/个"),
        ("AIGC", "应用AIGC技术", "应用/AIGC/技术"),
        ("一带 一路", "共建一带 一路", "共建/一带 一路"),
        ("“三个一批”", "推进“三个一批”", "推进/“三个一批”"),
        ("ＡＩ＋制造", "发展ＡＩ＋制造", "发展/ＡＩ＋制造"),
        ("㙍头村", "走进㙍头村委会", "走进/㙍头村/委会"),
    ],
)
def test_words_that_the_engine_cannot_hold(tmp_path: Path, word: str, text: str, tokens: str) -> None:
    assert "/".join(cut(write(tmp_path, word + "\n"), text)) == tokens


@pytest.mark.parametrize(("text", "tokens"), [("15G", "15G"), ("5GA", "5GA"), ("有5G，", "有/5G/，")])
def test_a_phrase_never_ends_inside_letters_or_digits(tmp_path: Path, text: str, tokens: str) -> None:
    assert "/".join(cut(write(tmp_path, "5G\n"), text)) == tokens


def test_a_later_file_wins(tmp_path: Path) -> None:
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_text("专精特新 3 n\n", "utf-8")
    second.write_text("专精特新 900 nz\n", "utf-8")
    words = {word.word: word for word in lexicon.load(True, (first, second)).words}
    assert words["专精特新"] == lexicon.Word("专精特新", 900, "nz")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("揽月\n奔月 1.5 n\n", r"line 2: '1\.5' in '奔月 1\.5 n' is neither a whole frequency nor a tag"),
        ("揽月 -5\n", r"line 1: '-5'"),
        ("揽月 0 n\n", r"line 1: frequency '0' of '揽月' must be a whole number from 1"),
        ("揽月\tviel\tn\n", r"line 1: frequency 'viel'"),
        ("揽月\t5\t名词\n", r"line 1: tag '名词' of '揽月' must be Latin letters"),
        ("揽月\t5\tn\tspace\n", r"line 1: 4 cells for the columns word, freq, pos"),
        ("\t5\tn\n", r"line 1: no word"),
        ("揽\u200b月\n", r"line 1: '揽月' holds an invisible character"),
    ],
)
def test_wrong_lines_are_named(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(BadRule, match=rf"own\.txt, {message}"):
        lexicon.load(False, (write(tmp_path, content),))


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"own\.txt: not UTF-8 \(byte 0\); save the file as UTF-8"):
        lexicon.load(False, (write(tmp_path, "揽月", "gb18030"),))
