"""Every data file says where it comes from."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parents[1] / "src" / "zhaoshang_nlp" / "data"


def test_every_data_file_has_its_line() -> None:
    told = (DATA / "SOURCES.md").read_text("utf-8")
    files = [path.name for path in DATA.iterdir() if path.is_file() and path.name != "SOURCES.md"]
    assert not [name for name in files if f"`{name}`" not in told]


def test_every_line_has_its_file() -> None:
    told = {part for part in (DATA / "SOURCES.md").read_text("utf-8").split("`") if part.endswith((".toml", ".tsv"))}
    told -= {path.name for path in (DATA / "dictionaries").iterdir()}
    assert not [name for name in told if not (DATA / name).exists()]
