"""Write what is generated: ``docs/cli.md`` from --help, ``docs/tables.md`` from the SCHEMA, examples of the README.

python scripts/build_docs.py            write them
python scripts/build_docs.py --check    fail where one is stale
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from zhaoshang_nlp import tables
from zhaoshang_nlp.cli.app import COMMANDS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
README = ROOT / "README.md"
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SIGNATURE = re.compile(r"zhaoshang:[^`\s]+")


def help_text(*command: str) -> str:
    """Give a command's help as it stands on a terminal of 100 columns, without colours."""
    environment = {**os.environ, "COLUMNS": "100", "TERMINAL_WIDTH": "100", "NO_COLOR": "1", "TERM": "dumb"}
    run = subprocess.run(
        [sys.executable, "-m", "zhaoshang_nlp", *command, "--help"],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env=environment,
    )
    return "\n".join(line.rstrip() for line in run.stdout.strip().splitlines())


def cli_page() -> str:
    """Give the page of commands."""
    parts = ["# Commands", "", "Generated from `--help` by `scripts/build_docs.py`.", ""]
    for command in ((), *((name,) for name in COMMANDS)):
        parts += [f"## {' '.join(('zhaoshang', *command))}", "", "```", help_text(*command), "```", ""]
    return "\n".join(parts)


def tables_page() -> str:
    """Give the page of tables and their columns."""
    parts = ["# Tables", "", "Generated from `tables.SCHEMA` by `scripts/build_docs.py`.", ""]
    for name, table in tables.SCHEMA.items():
        parts += [
            f"## {name} {table.zh}",
            "",
            f"A row is {table.meaning}.",
            "",
            "| column | 列名 | type | meaning |",
            "|---|---|---|---|",
        ]
        parts += [f"| `{c.name}` | {c.zh} | {c.type} | {_meaning(c)} |" for c in table.columns]
        if table.metadata:
            parts += ["", "The columns of the documents' own metadata follow."]
        parts.append("")
    return "\n".join(parts)


def _meaning(column: tables.Column) -> str:
    text = f"{column.meaning} ({column.unit})" if column.unit else column.meaning
    return text.replace("|", "\\|")


def readme() -> str:
    """Give the README with every example of the command line run anew, in a folder that holds the samples only."""
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(ROOT / "corpora", Path(place, "corpora"))
        text = CONSOLE.sub(lambda block: _run_examples(block[1], place), README.read_text("utf-8"))
        signature = json.loads(Path(place, "tables", "manifest.json").read_text("utf-8"))["signature"]
    return SIGNATURE.sub(signature, text)


def _run_examples(body: str, place: str) -> str:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    lines = []
    for command in (line for line in body.splitlines() if line.startswith("$ ")):
        run = subprocess.run(
            ["bash", "-c", command[2:]],
            cwd=place,
            capture_output=True,
            check=True,
            encoding="utf-8",
            env={**os.environ, "PATH": path, "COLUMNS": "100", "NO_COLOR": "1"},
        )
        lines += [command, *run.stdout.rstrip("\n").splitlines()]
    return "\n".join(["```console", *lines, "```"])


def main() -> int:
    """Write the pages, or tell which ones are stale."""
    pages = {DOCS / "cli.md": cli_page(), DOCS / "tables.md": tables_page(), README: readme()}
    stale = [path for path, text in pages.items() if not _same(path, text)]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is stale: run `python scripts/build_docs.py`", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.write_text(pages[path], "utf-8")
    return 0


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text("utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
