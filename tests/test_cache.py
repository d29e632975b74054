"""Nothing is done twice, nothing is done wrong, and no cache makes a run fail."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhaoshang_nlp import normalise, packing, pipeline, segment
from zhaoshang_nlp.cache import LIMIT, Cache, Remembered, default_path
from zhaoshang_nlp.errors import BadInput
from zhaoshang_nlp.types import Document, EditRecord, Failed, Hunk, Meta, Ok, Origin

TEXT = "一、今年目标\n2026年，全县地區生產總值增長６％左右，力争新签约项目60个。打造“3+2”产业体系，坚持“项目为王”。\n"
TEXT += "下载\n打印\n"
CONFIG = pipeline.Config()
DOCUMENTS: list[Ok[Document] | Failed] = [Ok(Document.of(f"第{i}次会议。{TEXT}", f"doc{i}")) for i in range(12)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "cache.sqlite"


class Counted:
    """Counts the documents that are really analysed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ids: list[str] = []
        analyse = pipeline.analyse

        def counting(document: Document, config: pipeline.Config) -> pipeline.Analysis:
            self.ids.append(document.id)
            return analyse(document, config)

        monkeypatch.setattr(pipeline, "analyse", counting)

    def take(self) -> list[str]:
        taken, self.ids = self.ids, []
        return taken


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch)


def run(
    path: Path, items: list[Ok[Document] | Failed] = DOCUMENTS, config: pipeline.Config = CONFIG, jobs: int = 1
) -> list[Ok[pipeline.Analysis] | Failed]:
    with Cache(path) as cache:
        outcomes = list(pipeline.run(items, config, jobs, Remembered(cache, config)))
    assert not cache.notes
    return outcomes


def test_a_second_run_analyses_nothing_and_gives_the_same(path: Path, analysed: Counted) -> None:
    plain = list(pipeline.run(DOCUMENTS, CONFIG))
    analysed.take()
    cold, did_cold = run(path), analysed.take()
    warm, did_warm = run(path), analysed.take()
    assert repr(cold) == repr(warm) == repr(plain)
    assert (len(did_cold), did_warm) == (len(DOCUMENTS), [])
    assert repr(run(path, jobs=2)) == repr(plain)


def test_only_what_is_new_is_analysed(path: Path, analysed: Counted) -> None:
    run(path, DOCUMENTS[:6])
    analysed.take()
    run(path, [*DOCUMENTS[:3], DOCUMENTS[7], *DOCUMENTS[3:6]])
    assert analysed.take() == ["doc7"]


@pytest.mark.parametrize(
    "config",
    [
        replace(CONFIG, kinds=("targets",)),
        replace(CONFIG, stopwords=()),
        replace(CONFIG, keep_tokens=True),
        replace(CONFIG, normalise=None),
        replace(CONFIG, normalise=normalise.NormaliseOptions(script="keep")),
        replace(CONFIG, normalise=normalise.NormaliseOptions(furniture="keep")),
        replace(CONFIG, segment=None),
        replace(CONFIG, segment=segment.SegmentOptions(hmm=False)),
        replace(CONFIG, segment=segment.SegmentOptions(lexicon=False)),
        replace(CONFIG, segment=segment.SegmentOptions(protect=False)),
        replace(CONFIG, segment=segment.SegmentOptions(engine="jieba")),
    ],
)
def test_another_configuration_is_another_result(path: Path, config: pipeline.Config, analysed: Counted) -> None:
    run(path)
    analysed.take()
    assert repr(run(path, config=config)) == repr(list(pipeline.run(DOCUMENTS, config)))
    assert len(analysed.take()) == 2 * len(DOCUMENTS)


def test_files_of_the_user_count_by_their_content(path: Path, tmp_path: Path, analysed: Counted) -> None:
    words, stops, folder = tmp_path / "words.txt", tmp_path / "stops.txt", tmp_path / "rules"
    folder.mkdir()
    stops.write_text("会议\n", "utf-8")
    words.write_text("产业体系 900\n", "utf-8")
    config = pipeline.Config(
        segment=segment.SegmentOptions(user_lexicons=(words,), rules=folder), stopwords=(str(stops),), rules=folder
    )
    shipped = Path(pipeline.__file__).with_name("data").joinpath("predicates.toml").read_text("utf-8")
    own = folder / "predicates.toml"
    own.write_text(shipped, "utf-8")
    run(path, config=config)
    for changed, content in ((words, "次会议 900\n"), (stops, "项目\n"), (own, f"{shipped}# ours\n")):
        analysed.take()
        changed.write_text(content, "utf-8")
        run(path, DOCUMENTS[:2], config)
        # A stop list is read once a process, so its change is seen by the next one.
        assert len(analysed.take()) == (0 if changed == stops else 2), changed


def test_metadata_that_can_change_a_result_is_part_of_the_key(path: Path, analysed: Counted) -> None:
    document = Document.of(TEXT, "a")
    run(path, [Ok(document)])
    values = {"year": 2024, "level": "county"}
    for field in fields(Meta):
        if field.name in ("extra", "found_in"):
            continue
        analysed.take()
        other = replace(document, meta=Meta(**{field.name: values.get(field.name, "另一个")}))  # type: ignore[arg-type]  # fields by name
        assert repr(run(path, [Ok(other)])) == repr(list(pipeline.run([Ok(other)], CONFIG)))
        assert len(analysed.take()) == 2, field.name


def test_id_origin_and_further_columns_are_those_of_the_document_at_hand(path: Path, analysed: Counted) -> None:
    run(path, [Ok(Document.of(TEXT, "a"))])
    analysed.take()
    other = replace(Document.of(TEXT, "b"), meta=Meta(extra={"genre": "讲话"}))
    (outcome,) = run(path, [Ok(other)])
    assert not analysed.take()
    assert isinstance(outcome, Ok)
    assert (outcome.value.document.id, outcome.value.document.meta.extra) == ("b", {"genre": "讲话"})


def test_failures_are_tried_again(path: Path, analysed: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = Failed("bad", "bad.txt", "read", "empty")

    def broken(document: Document, config: pipeline.Config) -> pipeline.Analysis:
        raise RuntimeError("not today")

    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "analyse", broken)
        first, second = run(path, [failed, DOCUMENTS[0]])
    assert first == failed
    assert isinstance(second, Failed)
    assert isinstance(run(path, DOCUMENTS[:1])[0], Ok)
    assert analysed.take() == ["doc0"]


def test_a_document_of_furniture_keeps_its_note(path: Path) -> None:
    furniture = [Ok(replace(Document.of("下载\n打印\n"), origin=Origin(note="tail dropped"))), *DOCUMENTS]
    plain = list(pipeline.run(furniture, CONFIG))
    assert "furniture" in repr(plain[0])
    assert repr(run(path, furniture)) == repr(run(path, furniture)) == repr(run(path, furniture, jobs=2)) == repr(plain)


def test_an_interrupted_run_goes_on_where_it_was(path: Path, analysed: Counted) -> None:
    with Cache(path) as cache:
        outcomes = pipeline.run(DOCUMENTS, CONFIG, 1, Remembered(cache, CONFIG))
        for _ in range(5):
            next(outcomes)
        outcomes.close()  # type: ignore[attr-defined]  # a generator; what Ctrl-C does to it
    analysed.take()
    run(path)
    assert len(analysed.take()) == len(DOCUMENTS) - 5


def damage(path: Path, first: int, last: int) -> None:
    data = bytearray(path.read_bytes())
    for place in range(first, min(last, len(data))):
        data[place] ^= 0xA5
    path.write_bytes(data)


@pytest.mark.parametrize("rims", [(0, 200), (100, 4096), (8192, 16384), (0, 10**9)])
def test_a_damaged_file_is_noticed_and_begun_anew(path: Path, rims: tuple[int, int], analysed: Counted) -> None:
    plain = run(path)
    damage(path, *rims)
    with Cache(path) as cache:
        again = list(pipeline.run(DOCUMENTS, CONFIG, 1, Remembered(cache, CONFIG)))
    assert repr(again) == repr(plain)
    assert any("damaged" in note for note in cache.notes)
    analysed.take()
    run(path)
    assert not analysed.take()


def test_a_damaged_entry_is_made_anew(path: Path, analysed: Counted) -> None:
    plain = run(path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE entries SET value = substr(value, 1, length(value) - 1) WHERE rowid = 1")
        connection.execute("UPDATE entries SET value = X'789C4B4C0400' WHERE rowid = 2")
        connection.execute("UPDATE entries SET value = 'text' WHERE rowid = 3")
    connection.close()
    analysed.take()
    assert repr(run(path)) == repr(plain)
    assert len(analysed.take()) == 3


def test_a_file_that_is_no_cache_is_never_touched(tmp_path: Path) -> None:
    own = tmp_path / "report.txt"
    own.write_bytes(b"mine")
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE t (a)")
    connection.close()
    for path in (own, other):
        before = path.read_bytes()
        with pytest.raises(BadInput, match="no cache"):
            Cache(path)
        assert path.read_bytes() == before


def test_a_place_that_cannot_be_used_costs_the_cache_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    with Cache(tmp_path / "file" / "cache.sqlite") as cache:
        outcomes = list(pipeline.run(DOCUMENTS, CONFIG, 1, Remembered(cache, CONFIG)))
    assert len(outcomes) == len(DOCUMENTS)
    assert ["works without it" in note for note in cache.notes] == [True]


def test_only_the_owner_may_read_it(path: Path) -> None:
    run(path)
    if sys.platform != "win32":
        assert {file.stat().st_mode & 0o077 for file in path.parent.iterdir()} == {0}


def test_the_oldest_entries_go_when_it_is_full(path: Path) -> None:
    values = {bytes([n]) * 32: os.urandom(20_000) for n in range(100)}
    with Cache(path, limit=500_000) as cache:
        for key, value in values.items():
            cache.put([(key, value)])
        assert cache.info().size < 900_000
    with Cache(path, limit=500_000) as cache:
        left = cache.get(list(values))
        assert 10 < len(left) < 30
        assert list(left) == list(values)[-len(left) :]
        assert all(values[key] == value for key, value in left.items())
        assert cache.info().size < 600_000


def test_what_was_used_lately_stays(path: Path) -> None:
    keys = [bytes([n]) * 32 for n in range(30)]
    with Cache(path) as cache:
        cache.put([(key, os.urandom(20_000)) for key in keys])
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE entries SET used = used - 40")
    connection.close()
    with Cache(path, limit=300_000) as cache:
        assert list(cache.get(keys[:5])) == keys[:5]
    with Cache(path) as cache:
        left = cache.get(keys)
        assert set(keys[:5]) < set(left) < set(keys)


SCRIPT = """
import sys
from pathlib import Path
from zhaoshang_nlp.cache import Cache
with Cache(Path(sys.argv[1])) as cache:
    for n in range(150):
        cache.put([(f"{sys.argv[2]}{n}".encode(), b"x" * 2000)])
    assert not cache.notes, cache.notes
"""


def test_two_runs_may_share_it(path: Path) -> None:
    runs = [subprocess.Popen([sys.executable, "-c", SCRIPT, path, name]) for name in "abc"]
    assert [each.wait(30) for each in runs] == [0, 0, 0]
    with Cache(path) as cache:
        assert cache.info().entries == 450


def test_a_killed_run_leaves_a_sound_file(path: Path) -> None:
    script = SCRIPT.replace("assert", "import os, signal; os.kill(os.getpid(), signal.SIGKILL) #")
    assert subprocess.run([sys.executable, "-c", script, path, "a"], check=False).returncode == -signal.SIGKILL
    with Cache(path) as cache:
        assert cache.info().entries == 150
        cache.clear()
        assert cache.info().entries == 0
    assert not cache.notes


def test_the_place_follows_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHAOSHANG_CACHE", "/somewhere/x.sqlite")
    assert default_path() == Path("/somewhere/x.sqlite")
    monkeypatch.delenv("ZHAOSHANG_CACHE")
    if sys.platform == "linux":
        monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
        assert default_path() == Path("/caches/zhaoshang_nlp/cache.sqlite")
    assert LIMIT >= 2**30


texts = st.text(st.characters(exclude_categories=()), max_size=30)


@st.composite
def edited(draw: st.DrawFn) -> Document:
    """A document with hunks anywhere, the text between them changed here and there."""
    raw = draw(texts)
    rims = sorted(draw(st.lists(st.integers(0, len(raw)), max_size=6)))
    hunks: list[Hunk] = []
    text, last = "", 0
    for start, end in zip(rims[::2], rims[1::2], strict=False):
        text += raw[last:start]
        new = draw(texts)
        hunks.append(Hunk(start, end, len(text), len(text) + len(new)))
        text, last = text + new, end
    text += raw[last:]
    if text and draw(st.booleans()):
        place = draw(st.integers(0, len(text) - 1))
        text = text[:place] + "招" + text[place + 1 :]
    edits = [EditRecord("step", "rule", draw(texts), draw(texts), h.raw_start, h.raw_end, draw(texts)) for h in hunks]
    return Document("id", raw, text, Meta(year=2026), hunks=tuple(hunks), edits=tuple(edits))


@given(edited(), st.dictionaries(texts, st.integers(1, 99), max_size=4), st.lists(texts.filter(bool), max_size=5))
@settings(max_examples=300, deadline=None)
def test_what_is_packed_comes_back(document: Document, words: dict[str, int], tokens: list[str]) -> None:
    found = packing.Found(words, 7, (), tuple(tokens))
    source = Document.of(document.raw, "id", Meta(year=2026))
    assert packing.unpack(source, packing.pack(document, found)) == (document, found)


@given(st.binary(max_size=40))
def test_bytes_of_any_other_kind_are_refused(data: bytes) -> None:
    with pytest.raises(packing.Damaged):
        packing.unpack(Document.of(TEXT), data)


def analyses(reference: Path) -> Iterator[tuple[Document, pipeline.Analysis]]:
    from zhaoshang_nlp import read

    config = pipeline.Config(keep_tokens=True)
    for name in ("seeds", "provinces-2026"):
        for item in read.documents([str(reference / "data" / name)], read.ReadOptions()):
            assert isinstance(item, Ok)
            yield item.value, pipeline.analyse(item.value, config)


def test_real_documents_come_back(reference: Path) -> None:
    for source, analysis in analyses(reference):
        again = pipeline.unpacked(source, pipeline.packed(analysis))
        assert repr(again) == repr(analysis)
        assert again == analysis
