"""The stop lists, and what is left when tokens are counted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang_nlp import rules, segment
from zhaoshang_nlp.errors import BadInput, UnknownName
from zhaoshang_nlp.segment import lexicon, stopwords

GENERAL = stopwords.stop_words(["general"])
POLICY = stopwords.stop_words(["policy"])


def lines(name: str) -> list[str]:
    return rules.text(f"stopwords/{name}.txt").splitlines()


@pytest.mark.parametrize("name", stopwords.NAMES)
def test_lists_are_in_order(name: str) -> None:
    words = [line for line in lines(name) if line and not line.startswith("#")]
    assert len(words) == len(set(words)), "a word stands twice"
    made = segment.make()
    assert [word for word in words if made.cut(word) != [word]] == [], "the segmenter never gives such a token"
    head = "\n".join(lines(name)[:10])
    assert "Origin" in head
    assert "Reason" in head
    assert sum(line.startswith("# ---") for line in lines(name)) >= 8


def test_lists_do_not_overlap() -> None:
    assert sorted(GENERAL & POLICY) == []


def test_terms_of_the_lexicon_are_no_stop_words() -> None:
    assert sorted({term.word.word for term in lexicon.terms()} & (GENERAL | POLICY)) == []


@pytest.mark.parametrize("word", ["招商", "项目", "改革", "创新", "企业", "产业", "服务", "开放", "落地", "开工"])
def test_subjects_are_no_stop_words(word: str) -> None:
    assert word not in GENERAL | POLICY


def test_general_leaves_policy_words_alone() -> None:
    assert {"推进", "加强", "积极", "全面", "实现"} <= POLICY - GENERAL
    assert {"的", "我们", "以及", "今年", "亿元", "一是"} <= GENERAL


def test_own_lists(tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    path.write_bytes("\ufeff# mine\r\n临江\r\n新区 # a place\r\n\r\n".encode())
    assert stopwords.stop_words([path]) == {"临江", "新区"}
    assert stopwords.stop_words(["general", str(path)]) == GENERAL | {"临江", "新区"}
    assert stopwords.stop_words([]) == frozenset()


def test_a_rules_folder_replaces_a_list(tmp_path: Path) -> None:
    (tmp_path / "stopwords").mkdir()
    (tmp_path / "stopwords" / "general.txt").write_text("临江\n", "utf-8")
    assert stopwords.stop_words(["general"], tmp_path) == {"临江"}


def test_unknown_and_missing_lists(tmp_path: Path) -> None:
    with pytest.raises(
        UnknownName, match=r"unknown stop list 'generl'\. Did you mean 'general'\? Valid: general, policy, a path"
    ):
        stopwords.stop_words(["generl"])
    with pytest.raises(BadInput, match=r"none\.txt: No such file"):
        stopwords.stop_words(["./none.txt"])
    gbk = tmp_path / "gbk.txt"
    gbk.write_bytes("的".encode("gb18030"))
    with pytest.raises(BadInput, match=r"gbk\.txt: not UTF-8"):
        stopwords.stop_words([gbk])


@pytest.mark.parametrize(
    ("token", "counted"),
    [
        *[
            (t, True)
            for t in (
                "招商引资",
                "5G",
                "C919",
                "AI+",
                "10+N",
                "3+2",
                "4×4",
                "7*24",
                "互联网+",
                "GDP",
                "五年计划",
                "百姓",
            )
        ],
        *[(t, True) for t in ("七一勋章", "三农", "万达", "𠮷", "R&D")],
        *[(t, False) for t in ("5", "12", "4.5%", "1,234.5", "4.5-5%", "-3.5", "9:30", "2.52∶1", "５％", "①", "33618")],
        *[(t, False) for t in ("三", "十四", "两千", "百分之五", "第一", "三点五", "万亿", "〇", "第三十", "一万二千")],
        *[
            (t, False)
            for t in ("，", "。", "——", "“", "\n", "\u3000", " ", "\r\n", "+", "%", "…", "●", "😀", "_", "的")
        ],
    ],
)
def test_what_is_counted(token: str, counted: bool) -> None:
    assert stopwords.content_words([token], GENERAL) == ([token] if counted else [])


def test_a_code_in_quotation_marks_is_a_name() -> None:
    text = "打造|“|33618|”|体系|，|投资|2345|亿元|「|51020|」|“|5|”|33618|”"
    assert stopwords.content_words(text.split("|"), frozenset()) == ["打造", "33618", "体系", "投资", "亿元", "51020"]


def test_order_and_repetition_are_kept() -> None:
    tokens = segment.make().cut("云溪县的招商，云溪县的项目：招商！")
    assert stopwords.content_words(tokens, GENERAL) == ["云溪县", "招商", "云溪县", "项目", "招商"]


@given(
    st.lists(st.sampled_from(["“", "”", "33618", "51020", "体系", "的", "三", "4.5%", "3+2", "，", "5G"]), max_size=12)
)
def test_counting_is_the_same_rule(tokens: list[str]) -> None:
    counted = stopwords.content_counts(tokens, GENERAL)
    assert counted == Counter(stopwords.content_words(tokens, GENERAL))
