"""The command line as a user meets it: results on standard output, messages beside it, honest exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from zhaoshang_nlp.cli.app import COMMANDS

CORPORA = Path(__file__).parents[1] / "corpora"
TABLES = (
    "documents",
    "targets",
    "industries",
    "slogans",
    "keywords",
    "similarity",
    "distinctive",
    "shared",
    "duplicates",
    "edits",
    "errors",
)
SPEECH = "一、今年目标\n2026年，全县地区生产总值增长6%左右，力争新签约项目60个。打造“3+2”产业体系，坚持“项目为王”。\n"


def zhaoshang(*arguments: str | Path, stdin: bytes = b"", code: int = 0) -> tuple[str, str]:
    """Run the command in a process of its own and give what it prints and what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "zhaoshang_nlp", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1"},
    )
    said = done.stderr.decode()
    assert done.returncode == code, said
    assert "Traceback" not in said
    return done.stdout.decode(), said


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables") / "out"
    zhaoshang("analyze", CORPORA, "-o", folder, "--by", "region", "--quiet")
    return folder


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    path = tmp_path / "speech.txt"
    path.write_text(SPEECH, "utf-8")
    return path


def test_version_and_help_answer() -> None:
    assert zhaoshang("--version")[0].startswith("zhaoshang ")
    shown = zhaoshang("--help")[0]
    for command in COMMANDS:
        assert command in shown
        assert "Example" in zhaoshang(command, "--help")[0] or command == "cache"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("analyze", "SPEECH", "-o", "OUT", "--texts"), "--text-column"),
        (("analyse", "SPEECH"), "analyze"),
        (("panel", "SPEECH", "--text", "x"), "Did you mean --text-column?"),
        (("panel", "SPEECH", "--outptu", "x"), "Did you mean --output?"),
        (("panel", "SPEECH", "--top", "3"), "no such option --top. Valid"),
        (("extract", "SPEECH", "--columns", "text,value,text"), "text is named twice"),
        (("extract", "SPEECH", "-o", "OUT"), "without a suffix"),
        (("segment", "SPEECH", "--engine", "jiba"), "jieba"),
        (("keywords", "SPEECH", "--by", "regoin"), "region"),
        (("extract", "SPEECH", "--kind", "target"), "targets, industries, slogans"),
        (("extract", "SPEECH", "--labels", "slogen"), "slogan"),
        (("extract", "SPEECH", "--format", "excel"), "xlsx"),
        (("extract", "SPEECH", "--headers", "cn"), "zh"),
        (("normalize", "SPEECH", "--script", "trad"), "simplified"),
        (("normalize", "SPEECH", "--furniture", "no"), "drop"),
        (("keywords", "SPEECH", "--stopwords", "all"), "general"),
        (("keywords", "SPEECH", "--name-pattern", "{jahr}_*"), "year"),
        (("keywords", "nowhere.txt"), "nowhere.txt"),
        (("extract", "SPEECH", "--rules", "nowhere"), "nowhere"),
    ],
)
def test_a_wrong_call_is_refused_with_the_valid_names(
    arguments: tuple[str, ...], named: str, speech: Path, tmp_path: Path
) -> None:
    places = {"SPEECH": speech, "OUT": tmp_path / "out"}
    printed, said = zhaoshang(*(places.get(word, word) for word in arguments), code=2)
    assert not printed
    assert named in said


def test_a_missing_text_column_is_refused_with_the_columns(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("name,body_of_it\na,招商引资\n", "utf-8")
    said = zhaoshang("extract", table, "--text-column", "text", code=2)[1]
    assert "body_of_it" in said


def test_analyze_writes_every_table_and_the_manifest(tables: Path) -> None:
    made = {path.name for path in tables.iterdir()}
    assert {f"{name}.csv" for name in TABLES} <= made
    assert {"manifest.json", "keywords_by_region.csv", "similarity_by_region.csv"} <= made
    manifest = json.loads((tables / "manifest.json").read_text("utf-8"))
    assert manifest["signature"].startswith("zhaoshang:")
    for name, count in manifest["files"].items():
        assert len(rows((tables / name).read_text("utf-8-sig"))) == count, name
    assert not rows((tables / "errors.csv").read_text("utf-8-sig"))
    for name in set(TABLES) - {"duplicates", "errors"}:
        assert manifest["files"][f"{name}.csv"], name


def test_the_same_input_gives_the_same_bytes_with_one_worker_and_two(tables: Path, tmp_path: Path) -> None:
    zhaoshang("analyze", CORPORA, "-o", tmp_path / "again", "--by", "region", "-q", "--jobs", "2", "--no-cache")
    for path in tables.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_a_bad_document_is_a_row_of_errors_and_the_rest_goes_on(speech: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 20)
    said = zhaoshang("analyze", tmp_path, "-o", tmp_path / "out", code=1)[1]
    failed = rows((tmp_path / "out" / "errors.csv").read_text("utf-8-sig"))
    assert {row["doc_id"] for row in failed} == {"empty", "binary"}
    assert all(row["error"] and row["advice"] for row in failed)
    assert [row["doc_id"] for row in rows((tmp_path / "out" / "documents.csv").read_text("utf-8-sig"))] == ["speech"]
    assert "empty.txt" in said


def test_files_carry_a_byte_order_mark_and_pipes_do_not(speech: Path, tmp_path: Path) -> None:
    printed = zhaoshang("extract", speech)[0]
    assert printed.startswith("kind,")
    zhaoshang("extract", speech, "-o", tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes() == b"\xef\xbb\xbf" + printed.encode()


def test_extract_prints_records_that_lead_back(speech: Path) -> None:
    printed = zhaoshang("extract", speech, "--format", "jsonl", "--labels", "all")[0]
    records = [json.loads(line) for line in printed.splitlines()]
    assert {record["kind"] for record in records} == {"target", "industry", "slogan"}
    for record in records:
        assert SPEECH[record["raw_start"] : record["raw_end"]] == record["text"]
        assert record["text"] in record["sentence"]
    growth = next(record for record in records if record.get("value") == 6)
    assert (growth["indicator_norm"], growth["bound"], growth["status"]) == ("地区生产总值", "about", "target")
    assert growth["section"] == "一、今年目标"


def test_standard_input_is_read(speech: Path) -> None:
    assert zhaoshang("extract", "-", "--kind", "targets", stdin=SPEECH.encode("gb18030"))[0].count("地区生产总值")


def test_explain_names_winners_and_losers(speech: Path) -> None:
    fired = rows(zhaoshang("extract", speech, "--explain")[0])
    assert {row["won"] for row in fired} == {"true", "false"}
    assert all(row["reason"] for row in fired if row["won"] == "false")


def test_normalize_gives_text_or_edits_or_a_folder(tmp_path: Path) -> None:
    page = tmp_path / "in" / "page.txt"
    page.parent.mkdir()
    page.write_text("項(xiàng)目建設２０２６年增長５％,服務(wù)企業(yè)發(fā)展,優(yōu)化營商環(huán)境。\n", "utf-8")
    assert zhaoshang("normalize", page)[0] == "项目建设2026年增长5%,服务企业发展,优化营商环境。\n"
    steps = {row["step"] for row in rows(zhaoshang("normalize", page, "--explain")[0])}
    assert steps == {"pinyin", "width", "script"}
    (page.parent / "second.txt").write_text(SPEECH, "utf-8")
    zhaoshang("normalize", page.parent, code=2)
    zhaoshang("normalize", page.parent, "-o", tmp_path / "clean")
    assert (tmp_path / "clean" / "second.txt").read_text("utf-8") == SPEECH


def test_segment_loses_nothing(speech: Path) -> None:
    record = json.loads(zhaoshang("segment", speech, "--format", "jsonl")[0])
    assert "".join(record["tokens"]) == SPEECH
    assert "3+2" in record["tokens"]
    assert "产业体系" in zhaoshang("segment", speech)[0].split()


def test_options_can_come_from_a_file_and_unknown_ones_are_refused(speech: Path, tmp_path: Path) -> None:
    config = tmp_path / "options.toml"
    config.write_text('top = 3\nstopwords = ["general", "policy"]\n', "utf-8")
    assert len(rows(zhaoshang("keywords", speech, "--config", config)[0])) == 3
    assert len(rows(zhaoshang("keywords", speech, "--config", config, "--top", "2")[0])) == 2
    config.write_text('top = 3\nstopwords = "general"\n', "utf-8")
    assert len(rows(zhaoshang("keywords", speech, "--config", config)[0])) == 3
    config.write_text('top = "many"\n', "utf-8")
    assert f"--config {config}: top = 'many'" in zhaoshang("keywords", speech, "--config", config, code=2)[1]
    assert "--config" not in zhaoshang("keywords", speech, "--config", config, "--top", "few", code=2)[1].split(":")[1]
    config.unlink()
    assert "No such file" in zhaoshang("keywords", speech, "--config", config, code=2)[1]
    config.write_text("topp = 3\n", "utf-8")
    assert "top" in zhaoshang("keywords", speech, "--config", config, code=2)[1]


def test_a_file_of_options_takes_what_the_command_line_takes(speech: Path, tmp_path: Path) -> None:
    config = tmp_path / "options.toml"
    config.write_text(f'inputs = "{speech.as_posix()}"\ncolumns = ["term", "tf"]\nno-lexicon = true\n', "utf-8")
    printed, said = zhaoshang("keywords", "--config", config)
    assert printed.startswith("term,tf\n")
    assert "lexicon:none" in said
    assert "lexicon:none" not in zhaoshang("keywords", "--config", config, "--lexicon")[1]
    config.write_text('no-lexikon = true\nid-colum = "x"\n', "utf-8")
    assert "id-column" in zhaoshang("keywords", speech, "--config", config, code=2)[1]


def test_a_group_of_commands_wants_one() -> None:
    said = zhaoshang("cache", code=2)[1]
    assert "no command given. Valid: clear, info." in said
    assert "completion" not in zhaoshang("cache", "--help")[0]


@pytest.mark.parametrize("form", ["csv", "tsv", "jsonl", "xlsx", "parquet", "md", "dta"])
def test_every_form_can_be_written(form: str, speech: Path, tmp_path: Path) -> None:
    zhaoshang("extract", speech, "-o", tmp_path / f"out.{form}")
    assert (tmp_path / f"out.{form}").stat().st_size


def test_help_stays_light() -> None:
    """Heavy packages are imported only where they are used."""
    code = "import sys; from zhaoshang_nlp.cli.app import run; run(['--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    heavy = {"pandas", "numpy", "scipy", "sklearn", "jieba", "rjieba", "opencc", "openpyxl", "xlsxwriter", "pyarrow"}
    assert not heavy & set(done.stderr.decode().split())


@pytest.mark.parametrize("source", ["seeds", "provinces-2026"])
def test_real_documents_give_complete_tables_twice_alike(source: str, reference: Path, tmp_path: Path) -> None:
    for run in ("a", "b"):
        arguments = ("--text-column", "full_text", "--quiet", "--no-cache")
        zhaoshang("analyze", reference / "data" / source, "-o", tmp_path / run, *arguments)
    assert not rows((tmp_path / "a" / "errors.csv").read_text("utf-8-sig"))
    for name in TABLES:
        once, again = ((tmp_path / run / f"{name}.csv").read_bytes() for run in ("a", "b"))
        assert once == again
        assert rows(once.decode("utf-8-sig")) or name in {"duplicates", "errors"}, name


def test_a_place_that_cannot_be_written_is_named(speech: Path, tmp_path: Path) -> None:
    for command in ("normalize", "segment", "extract"):
        said = zhaoshang(command, speech, "-o", tmp_path / "nowhere" / "out.csv", code=2)[1]
        assert "nowhere" in said
    assert "tmp" in zhaoshang("segment", speech, "-o", tmp_path, code=2)[1]


def test_tables_of_an_earlier_run_do_not_stay(speech: Path, tmp_path: Path) -> None:
    zhaoshang("analyze", CORPORA, "-o", tmp_path / "out", "--by", "region", "--quiet")
    zhaoshang("analyze", speech, "-o", tmp_path / "out", "--quiet")
    assert not list((tmp_path / "out").glob("*_by_*"))


def test_repeated_documents_are_kept_once_and_counted(speech: Path, tmp_path: Path) -> None:
    (tmp_path / "again.txt").write_text(SPEECH, "utf-8")
    said = zhaoshang("analyze", tmp_path, "-o", tmp_path / "out")[1]
    assert "1 documents (1 repeated" in said
    assert len(rows((tmp_path / "out" / "duplicates.csv").read_text("utf-8-sig"))) == 1


def test_indicators_may_be_parted_by_commas(speech: Path) -> None:
    asked = ("--columns", "indicator,value")
    several = zhaoshang("panel", speech, "--indicator", "GDP,粮食产量", *asked)[0]
    assert several == "indicator,value\n地区生产总值,6\n粮食产量,\n"
    assert zhaoshang("panel", speech, "--indicator", "GDP", "--indicator", "粮食产量", *asked)[0] == several
    for command in ("panel", "targets"):
        assert "names no indicator" in zhaoshang(command, speech, "--indicator", " ,", code=2)[1]
