"""The segmenter as other floors see it: nothing lost, nothing kept, nothing imported too early, nothing silent."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhaoshang_nlp import segment
from zhaoshang_nlp.errors import BadInput, UnknownName
from zhaoshang_nlp.segment import ENGINES, SegmentOptions, engines, exact

TEXT = "2026年，临江新区聚力打造“3+2”产业体系，新签约专精特新企业12家、总投资1,234.5亿元，增长4.5-5%。"


def test_default_cut() -> None:
    assert "/".join(segment.make().cut(TEXT)) == (
        "2026/年/，/临江/新区/聚力/打造/“/3+2/”/产业体系/，/新/签约/专精特新/企业/12/家/、/总/投资/1,234.5/亿元/，/增长/4.5-5%/。"
    )


def test_without_lexicon_and_protection_the_tokens_are_plain() -> None:
    cut = segment.make(SegmentOptions(lexicon=False, protect=False)).cut(TEXT)
    assert "/".join(cut).startswith("2026/年/，/临江/新区/聚力/打造/“/3/+/2/”/产业/体系/，/新/签约/专精/特新/企业")


@given(st.text(st.sampled_from("招商引资产业链主的3+2×4.,%-—:@/AIＮ５，。“” \n\r\t\ud800𠮷㙍é"), max_size=40))
@settings(max_examples=300, deadline=None)
def test_tokens_spell_the_text(text: str) -> None:
    tokens = segment.make().cut(text)
    assert "".join(tokens) == text
    assert all(tokens)


def test_lost_text_is_an_internal_error() -> None:
    class Thief:
        def cut(self, text: str) -> list[str]:
            return [text.replace("资", "", 1)]

    broken = segment.Segmenter(SegmentOptions(), Thief(), None)
    with pytest.raises(RuntimeError, match=r"internal error.*character 3: '项目' for '资项目'"):
        broken.cut("招商引资项目")


def test_unknown_engine() -> None:
    with pytest.raises(UnknownName, match=r"unknown engine 'jeiba'\. Did you mean 'jieba'\? Valid: fast, jieba"):
        segment.make(SegmentOptions(engine="jeiba"))


def test_both_engines_agree_and_have_no_notes() -> None:
    made = [segment.make(SegmentOptions(engine=name)) for name in ENGINES]
    assert made[0].cut(TEXT) == made[1].cut(TEXT)
    assert [m.notes for m in made] == [(), ()]


def test_one_segmenter_a_process() -> None:
    assert segment.make(SegmentOptions()) is segment.make()


def test_a_changed_lexicon_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    path.write_text("揽月", "utf-8")
    options = SegmentOptions(user_lexicons=(path,))
    assert segment.make(options).cut("揽月工程") == ["揽月", "工程"]
    path.write_text("揽月工程", "utf-8")
    os.utime(path, (1, 1))
    assert segment.make(options).cut("揽月工程") == ["揽月工程"]


def test_a_missing_lexicon(tmp_path: Path) -> None:
    options = SegmentOptions(user_lexicons=(tmp_path / "none.txt",))
    with pytest.raises(BadInput, match=r"none\.txt: No such file"):
        segment.make(options)
    with pytest.raises(BadInput, match=r"none\.txt"):
        segment.digests(options)


def cut_in_another_process(segmenter: segment.Segmenter) -> list[str]:
    return segmenter.cut(TEXT)


def test_a_segmenter_travels(tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    path.write_text("聚力打造\n", "utf-8")
    made = segment.make(SegmentOptions(user_lexicons=(path,)))
    copy = pickle.loads(pickle.dumps(made))
    assert copy.options == made.options
    with ProcessPoolExecutor(1) as pool:
        assert pool.submit(cut_in_another_process, made).result() == made.cut(TEXT)


def test_phrases_without_protection_are_not_dropped_silently(tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    path.write_text("产业链、供应链\n", "utf-8")
    made = segment.make(SegmentOptions(user_lexicons=(path,), protect=False))
    assert made.notes == ("1 phrases of the user lexicons (产业链、供应链 …) stay cut: the protect layer is off",)


def test_fast_falls_back_with_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rjieba", None)
    engine, note = engines.engine("fast", (), True)
    assert isinstance(engine, engines.Plain)
    assert "rjieba cannot be loaded" in note
    assert "pip install rjieba==0.2.2" in note


def test_an_inexact_rjieba_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "respelled", lambda tokens: tokens)  # as an rjieba with other rules would be
    engine, note = engines.engine("fast", (), True)
    assert isinstance(engine, engines.Plain)
    assert "4.5-5%" in note


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import zhaoshang_nlp.segment, zhaoshang_nlp.segment.stopwords", {"rjieba", "jieba", "numpy", "pandas"}),
        ("from zhaoshang_nlp import segment; segment.make().cut('招商')", {"jieba", "numpy", "pandas"}),
    ],
)
def test_imports_are_late(code: str, absent: set[str]) -> None:
    script = f"{code}; import sys; print(*(set(sys.modules) & {absent!r}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_jieba_makes_no_noise_and_stays_as_it_was() -> None:
    script = """
import warnings; warnings.simplefilter("error")
from zhaoshang_nlp import segment
segment.make(segment.SegmentOptions(engine="jieba")).cut("专精特新")
import jieba
assert not jieba.dt.initialized and jieba.default_logger.level == 10
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_digests_tell_what_decides_the_tokens(tmp_path: Path) -> None:
    plain = segment.digests(SegmentOptions())
    assert set(plain) == {"hmm", "lexicon", "protect"}
    assert segment.digests(SegmentOptions(engine="jieba")) == plain
    assert segment.digests(SegmentOptions(lexicon=False))["lexicon"] == "none"
    unix, windows = tmp_path / "a.txt", tmp_path / "b.txt"
    unix.write_bytes("揽月\n".encode())
    windows.write_bytes("揽月\r\n".encode())
    own = [segment.digests(SegmentOptions(user_lexicons=(path,)))["user_lexicons"] for path in (unix, windows)]
    assert own[0] == own[1]


def test_a_rules_folder_replaces_the_shipped_lexicon(tmp_path: Path) -> None:
    header = "word\tfreq\tknown\tpos\ttopic\tsource\n"
    (tmp_path / "lexicon.tsv").write_text(header + "揽月工程\t9\t0\tnz\town\tcommon: ours\n", "utf-8")
    cut = segment.make(SegmentOptions(rules=tmp_path)).cut("揽月工程与专精特新")
    assert cut[0] == "揽月工程"
    assert "专精特新" not in cut
