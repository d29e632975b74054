"""The house stands: a module imports only from floors below, and nothing runs in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = "zhaoshang_nlp"
SOURCE = Path(__file__).parents[1] / "src" / PACKAGE
# On the fourth floor the rooms of one job lie in a row: each may look into those before it.
ROW = ("signature", "tables", "duplicates", "packing", "pipeline", "cache", "corpus", "panel", "results")
FLOORS = [
    {"types", "chars", "errors", "version"},
    {"spans", "numerals", "rules", "batch"},
    {"read", "normalise", "segment"},
    {"extract", "compare"},
    set(ROW),
    {"report"},
    {"api"},
    {"cli", "__main__", ""},
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
NEIGHBOURS = {(ROW[i], ROW[j]) for i in range(len(ROW)) for j in range(i)} | {("__main__", "cli"), ("__main__", "")}


def room(module: str) -> str:
    """Give the top-level room of ``zhaoshang_nlp.room.x``, empty for the package root."""
    return [*module.split("."), ""][1]


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(SOURCE.rglob("*.py")):
        parts = [PACKAGE, *path.relative_to(SOURCE).with_suffix("").parts]
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imports(path: Path, known: set[str]) -> Iterator[str]:
    """Give the project's modules that a file imports, wherever in the file the import stands."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == PACKAGE)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == PACKAGE:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in known else str(node.module)


@pytest.fixture(scope="module")
def graph() -> dict[str, set[str]]:
    known = {name for name, _ in modules()}
    return {name: set(imports(path, known)) for name, path in modules()}


def test_every_room_has_a_floor(graph: dict[str, set[str]]) -> None:
    assert {room(name) for name in graph} <= set(FLOOR)


def test_imports_point_downwards(graph: dict[str, set[str]]) -> None:
    wrong = [
        f"{name} -> {other}"
        for name, others in graph.items()
        for other in others
        if room(name) != room(other)
        and FLOOR[room(other)] >= FLOOR[room(name)]
        and (room(name), room(other)) not in NEIGHBOURS
    ]
    assert not wrong


def test_nothing_imports_in_a_circle(graph: dict[str, set[str]]) -> None:
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " -> ".join((*above[above.index(name) :], name))
        if name not in done:
            for other in sorted(graph.get(name, ())):
                visit(other, (*above, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def test_relative_imports_are_not_used() -> None:
    relative = [
        path
        for _, path in modules()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not relative
