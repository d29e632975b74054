"""The command line starts quickly, ends cleanly, and works on all cores without anybody seeing it in the results."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer.main

from zhaoshang_nlp import batch
from zhaoshang_nlp.cli.app import COMMANDS, app, run

CORPORA = Path(__file__).parents[1] / "corpora"
ZHAOSHANG = (sys.executable, "-m", "zhaoshang_nlp")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A folder with enough to do for several processes: a second of work at least."""
    folder = tmp_path / "large"
    folder.mkdir()
    text = "".join(path.read_text("utf-8") for path in sorted(CORPORA.rglob("*_政府工作报告.txt")))
    for number in range(60):
        (folder / f"d{number:02}.txt").write_text(f"第{number}篇。\n" + text * 4, "utf-8")
    return folder


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_the_command_says(name: str) -> None:
    command = typer.main.get_command(app).commands[name]  # type: ignore[attr-defined]  # it is a group
    assert command.name == name
    assert " ".join((command.help or "").partition("\n\n")[0].split()) == COMMANDS[name].says


def test_help_and_one_command_import_no_other() -> None:
    code = "import sys; from zhaoshang_nlp.cli.app import run; run({!r}); print(*sys.modules, file=sys.stderr)"
    homes = {f"zhaoshang_nlp.cli.{listed.home}" for listed in COMMANDS.values()}
    for arguments, used in ((["--help"], set()), (["cache", "info"], {"zhaoshang_nlp.cli.cache"})):
        done = subprocess.run([sys.executable, "-c", code.format(arguments)], capture_output=True, check=True)
        assert homes & set(done.stderr.decode().split()) == used


def test_a_command_is_suggested_for_a_slip_of_the_pen(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["keyword", "a.txt"]) == 2
    said = capsys.readouterr().err
    assert "'keywords'" in said
    assert "Valid: analyze, cache" in said


def test_counting_does_not_load_what_only_other_commands_need() -> None:
    code = "import sys; from zhaoshang_nlp.cli.app import run; run({!r}); print(*sys.modules, file=sys.stderr)"
    arguments = ["compare", str(CORPORA), "--no-cache", "--quiet"]
    done = subprocess.run([sys.executable, "-c", code.format(arguments)], capture_output=True, check=True)
    unneeded = {"pandas", "sklearn", "jieba", "rich", "sqlite3", "openpyxl", "xlsxwriter", "pyarrow"}
    assert not unneeded & set(done.stderr.decode().split())
    # The package around the compiled part of rjieba builds a dictionary that nobody uses.
    assert "rjieba" not in done.stderr.decode().split()


@pytest.mark.parametrize("command", ["compare", "segment", "extract"])
def test_one_process_and_several_give_the_same_bytes(
    command: str, large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "_PATIENCE", {"fork": 0.0, "spawn": 0.0})
    monkeypatch.setattr(batch, "BATCH_CHARACTERS", 20_000)
    found = []
    for jobs in ("1", "2", "3"):
        out = tmp_path / f"out{jobs}.csv"
        assert run([command, str(large / "d0*.txt"), "--no-cache", "--quiet", "--jobs", jobs, "-o", str(out)]) == 0
        found.append(out.read_bytes())
    assert found[0] == found[1] == found[2]
    assert len(found[0]) > 1_000


@POSIX
@pytest.mark.parametrize("command", ["keywords", "segment", "extract", "reuse"])
def test_a_closed_standard_output_is_told_in_a_line(command: str) -> None:
    call = f"{' '.join(ZHAOSHANG)} {command} {CORPORA} --no-cache --quiet >&-"
    done = subprocess.run(["bash", "-c", call], capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 2
    assert done.stderr == "zhaoshang: standard output: closed; give another place with -o\n"


@POSIX
def test_a_closed_standard_error_leaves_the_result_clean() -> None:
    call = f"{' '.join(ZHAOSHANG)} keywords {CORPORA} --no-cache 2>&-"
    done = subprocess.run(["bash", "-c", call], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.startswith("doc_id,")
    assert "zhaoshang:" not in done.stdout


@POSIX
@pytest.mark.parametrize("command", ["--help", "keywords --help", "keywords {} --no-cache", "segment {} --no-cache"])
def test_a_reader_that_has_seen_enough_is_no_error(command: str) -> None:
    call = f"{' '.join(ZHAOSHANG)} {command.format(CORPORA)} | head -1"
    done = subprocess.run(["bash", "-c", call], capture_output=True, encoding="utf-8", check=True)
    assert "Traceback" not in done.stderr
    assert "Error" not in done.stderr


@POSIX
@pytest.mark.parametrize(("options", "says"), [(("--no-cache",), "stopped"), ((), "finds what was done in the cache")])
def test_a_run_that_is_stopped_says_what_is_left_of_it(
    options: tuple[str, ...], says: str, large: Path, tmp_path: Path
) -> None:
    environment = {**os.environ, "ZHAOSHANG_CACHE": str(tmp_path / "cache.sqlite")}
    call = [*ZHAOSHANG, "extract", str(large), "-o", str(tmp_path / "out.csv"), *options]
    with subprocess.Popen(call, stderr=subprocess.PIPE, encoding="utf-8", env=environment) as started:
        time.sleep(1.5)
        started.send_signal(signal.SIGINT)
        _, said = started.communicate(timeout=30)
    if started.returncode == 0:
        pytest.skip("the machine was faster than Ctrl-C")
    assert started.returncode == 130
    assert re.fullmatch(rf"zhaoshang: [^\n]*{says}\n", said)
    assert not (tmp_path / "out.csv").exists()
