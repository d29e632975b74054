"""Every example of the README runs and prints what the page shows."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from zhaoshang_nlp.cli.app import COMMANDS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples() -> list[tuple[str, str]]:
    """Give the commands of the page with the output that it shows; a line … stands for lines left out."""
    found = []
    for language, body in BLOCK.findall(README):
        if language == "console":
            for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                found.append((command, output))
    return found


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the reader has it: the samples, and nothing else."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "corpora", folder / "corpora")
    return folder


def test_the_page_has_an_example_of_every_command() -> None:
    shown = "\n".join(command for command, _ in examples())
    for command in COMMANDS:
        assert f"zhaoshang {command}" in shown


@pytest.mark.parametrize(("command", "expected"), examples(), ids=[command for command, _ in examples()])
def test_an_example_prints_what_the_page_shows(command: str, expected: str, place: Path) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        cwd=place,
        capture_output=True,
        env={**os.environ, "PATH": path, "COLUMNS": "100", "NO_COLOR": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    printed = done.stdout.decode()
    pattern = re.escape(expected.strip()).replace(re.escape("…\n"), r"(?:.*\n)*?")
    assert re.fullmatch(pattern, printed.strip()), f"the page shows\n{expected}\nand this was printed\n{printed}"


def test_the_python_example_runs(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    body = "\n".join(body for language, body in BLOCK.findall(README) if language == "pycon")
    test = doctest.DocTestParser().get_doctest(body, {}, "README", "README.md", 0)
    assert test.examples
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(test)
    assert not runner.failures


def test_both_languages_stand_in_the_page() -> None:
    assert "## 中文说明" in README
    assert "make demo" in README
    assert "make test" in README
