"""The look that keeps idle steps at home never keeps one home that has work."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC
from tests import damage
from tests.test_mojibake import CLEAN, CODES, PINYIN_MATCHED, SIGN_MATCHED, SPACE_CUT, clean_documents
from tests.test_normalise import PARTS

from zhaoshang_nlp import normalise
from zhaoshang_nlp.normalise import NormaliseOptions, glance
from zhaoshang_nlp.types import Document

BY_NAME = {step.name: step for step in normalise.STEPS}
DAMAGED = [text for text, _ in SIGN_MATCHED + PINYIN_MATCHED + SPACE_CUT + CODES]
# Characters that steps look for, next to such as give them their context.
CHARS = "?!,;:。，”“…—·．.%％ 1９年（()）aqāǐɑ請请報娋蓖镕勠ㄅㄟⅡ×Ωé€ÕÐæ涓绾у竞鍦\ufffd\u200b\xa0\x0b\x85\r\t\u3000⼀\n"


def check(text: str) -> None:
    unasked = {"mojibake", "pinyin"}
    for busy in (glance.steps(text), glance.steps(text, repair=False) | unasked):
        for name in glance.STEPS:
            if name not in busy:
                assert BY_NAME[name].edits(text, normalise.DEFAULT) == [], name


@pytest.mark.parametrize("text", [*DAMAGED, *CLEAN, *PARTS, damage.REPORT, "", "\n"])
def test_no_step_with_work_is_kept_home(text: str) -> None:
    check(text)
    check("前文。\n" + text + "\n后文")


@settings(max_examples=300)
@given(st.lists(st.one_of(st.sampled_from(DAMAGED + CLEAN + PARTS), st.text(CHARS, max_size=12)), max_size=6))
def test_not_in_any_mixture(parts: list[str]) -> None:
    check("".join(parts))
    check("\n".join(parts))


@settings(max_examples=12)
@given(st.sampled_from(sorted(damage.SITES)), st.integers(0, 10**6))
def test_not_in_damaged_lines(site: str, seed: int) -> None:
    for line in damage.damage(damage.REPORT, damage.SITES[site], seed).text.split("\n"):
        check(line)


@settings(max_examples=60)
@given(
    st.lists(st.one_of(st.sampled_from(DAMAGED + CLEAN + PARTS), st.text(CHARS, max_size=12)), max_size=6),
    st.sampled_from(["auto", "simplified"]),
)
def test_the_whole_is_the_same_without_the_look(parts: list[str], script: str) -> None:
    document, options = Document.of("\n".join(parts)), NormaliseOptions(script=script)
    looked = normalise.normalise(document, options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(glance, "steps", lambda text, repair: frozenset(glance.STEPS))
        patch.setattr(glance, "steps_near", lambda text, places, repair: frozenset(glance.STEPS))
        assert normalise.normalise(document, options) == looked


def test_the_neighbourhood_is_the_line() -> None:
    text = "８个\n前？后\n项目?個\n８个"
    assert glance.steps_near(text, []) == frozenset()
    assert glance.steps_near(text, [4]) == frozenset()
    assert glance.steps_near(text, [9]) == {"mojibake", "script"}
    assert "width" in glance.steps_near(text, [0]) & glance.steps_near(text, [len(text)])


def test_clean_text_keeps_every_step_home(reference: object) -> None:
    text = next(iter(clean_documents(reference)))  # type: ignore[arg-type] # the fixture gives a folder
    clean = normalise.normalise(Document.of(text)).text
    assert glance.steps(clean) <= {"width"}


def test_clean_text_costs_a_fraction_of_its_segmentation() -> None:
    from zhaoshang_nlp import segment

    text = normalise.normalise(Document.of(OpenCC("t2s").convert(damage.REPORT))).text * 20
    cut = segment.make().cut
    runs = [(_seconds(cut, text), _seconds(normalise.normalise, Document.of(text))) for _ in range(5)]
    # A tenth is the aim, measured 0.06 to 0.09; the rest is room for a busy machine.
    assert min(done for _, done in runs) <= 0.2 * min(cut for cut, _ in runs)


def _seconds(call: object, argument: object) -> float:
    start = time.perf_counter()
    call(argument)  # type: ignore[operator] # either of two functions
    return time.perf_counter() - start
