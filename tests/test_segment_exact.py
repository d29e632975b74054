"""The fast engine gives jieba's tokens, every one: on its canary, on odd strings, on the reference documents."""

from __future__ import annotations

import csv
import itertools
import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from zhaoshang_nlp.segment import engines, exact, lexicon

# What has gone wrong somewhere: codes, ranges, dictionary words with signs, characters that are not Han to jieba.
ODD = (
    *(
        "4.5-5%",
        "5G-A",
        "AR-E3000",
        "PM2.5",
        "C++",
        "c#",
        "AT&T",
        "2026-02-09",
        "a_b.c",
        "3+2",
        "1,234.5",
        "T恤",
        "4S店",
    ),
    *(
        "%",
        "-",
        "--",
        ".",
        "_",
        "+",
        "#",
        "&",
        "１２．３％",
        "５Ｇ",
        "😀",
        "👍🏽",
        "𠮷",
        "㙍头村",
        "\u9fd6",
        "\ud800",
        "\udfff",
    ),
    *(
        "\r\n",
        "\n",
        " ",
        "\u3000",
        "\t",
        "\x00",
        "\x1c",
        "\u200b",
        "“",
        "”",
        "、",
        "，",
        "·",
        "—",
        "招商引资",
        "产业链",
    ),
    *(
        "专精特新",
        "链主企业",
        "的",
        "和",
        "增长",
        "〇",
        "々",
        "Ⅷ",
        "한국",
        "ひら",
        "é",
        "\ue000",
        "頂",
        "麼",
        "聚力",
        "陆予明",
    ),
)


class Pair:
    """Both engines with the same words."""

    def __init__(self, shipped: bool, hmm: bool) -> None:
        words = lexicon.load(shipped, ()).words
        self.fast = engines.Fast(words, hmm)
        self.jieba = engines.Plain(words, hmm)

    def differing(self, texts: list[str]) -> list[str]:
        return [text[:80] for text in texts if self.fast.cut(text) != self.jieba.cut(text)]


@pytest.fixture(
    scope="module",
    params=itertools.product((True, False), (True, False)),
    ids=lambda p: f"{'lexicon' if p[0] else 'plain'}-{'hmm' if p[1] else 'dictionary'}",
)
def pair(request: pytest.FixtureRequest) -> Pair:
    return Pair(*request.param)


def odd_strings(seed: int, count: int) -> list[str]:
    choose = random.Random(seed)
    han = [chr(code) for code in range(0x4E00, 0xA000)]

    def piece() -> str:
        kind = choose.random()
        if kind < 0.7:
            return choose.choice(ODD)
        return (
            choose.choice(han)
            if kind < 0.85
            else chr(choose.choice((choose.randrange(32, 127), choose.randrange(0x110000))))
        )

    return ["".join(piece() for _ in range(choose.randrange(9))) for _ in range(count)]


def test_canary_is_what_jieba_gives() -> None:
    assert len(exact.CANARY) >= 30
    for hmm in (True, False):
        assert exact.first_mismatch(engines.Plain((), hmm).cut, hmm) == ""


def test_canary_sings() -> None:
    assert exact.first_mismatch(list, hmm=True).startswith("地/区/生/产")


def test_odd_strings(pair: Pair) -> None:
    assert pair.differing(odd_strings(seed=7, count=2000)) == []


def test_all_short_ascii_strings(pair: Pair) -> None:
    for alphabet, length in (("a1.%-+", 5), ("aZ1.%-_#&", 3), ("a1.-%我的政", 3), ("AT&c+#C1", 3)):
        strings = ["".join(letters) for n in range(1, length + 1) for letters in itertools.product(alphabet, repeat=n)]
        # A line break keeps each in a block of its own; only if the whole differs is it worth asking which.
        whole = "\n".join(strings)
        assert pair.fast.cut(whole) == pair.jieba.cut(whole), pair.differing(strings)[:5]


@given(text=st.text(max_size=30))
@settings(max_examples=100, deadline=None)
def test_any_string(pair: Pair, text: str) -> None:
    assert pair.fast.cut(text) == pair.jieba.cut(text)


def test_words_that_jieba_has_already() -> None:
    """Their frequency counts twice in jieba's total; a heavy one shifts all odds, so a slip would show."""
    words = [lexicon.Word("中国", 60_000_000, "ns"), lexicon.Word("招商引资", 500_000, "vn")]
    own, _ = lexicon.own_frequencies({word.word for word in words})
    words = [word._replace(known=own[word.word]) for word in words]
    fast, jieba = engines.Fast(words, True), engines.Plain(words, True)
    texts = [*odd_strings(seed=8, count=500), "的中国人民招商引资的中国", "人民招商引资金融中国人民法院"]
    assert [text for text in texts if fast.cut(text) != jieba.cut(text)] == []


@pytest.fixture(scope="module")
def documents(reference: Path) -> list[str]:
    csv.field_size_limit(10**9)
    found: list[str] = []
    for path in sorted((reference / "data" / "provinces-2026").glob("*.csv"))[:6]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            found += [row["full_text"] for row in csv.DictReader(file)]
    lines = (reference / "data" / "national" / "reports-1954-1999.jsonl").read_text("utf-8").splitlines()
    found += [json.loads(line)["content"] for line in lines[:12:3]]
    for path in sorted((reference / "data" / "seeds").glob("*.txt")):
        found.append(path.read_bytes().decode("gb18030", errors="replace"))  # mojibake is as good a test as text
        found.append(path.read_bytes().decode("utf-8", errors="replace"))
    return found


def test_reference_documents(pair: Pair, documents: list[str]) -> None:
    assert pair.differing(documents) == []


def test_reference_documents_in_traditional_characters(documents: list[str]) -> None:
    convert = OpenCC("s2t").convert
    assert Pair(shipped=True, hmm=True).differing([convert(text) for text in documents[:4]]) == []


def test_reference_substrings(pair: Pair, documents: list[str]) -> None:
    choose = random.Random(9)
    starts = [(text, choose.randrange(len(text))) for text in choose.choices(documents, k=500)]
    assert pair.differing([text[i : i + choose.randrange(1, 120)] for text, i in starts]) == []
