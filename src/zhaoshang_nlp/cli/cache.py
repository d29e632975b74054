"""``cache``: what is kept of earlier runs, and how to be rid of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhaoshang_nlp.errors import BadInput

app = typer.Typer(
    help="Show or clear what is kept of earlier runs, so that nothing is done twice.",
    no_args_is_help=True,
    add_completion=False,
)
_File = Annotated[
    Path | None, typer.Option("--cache", help="The file; default: the cache of this user.", show_default=False)
]


@app.command()
def info(cache: _File = None) -> None:
    """Say where the cache is, how much is in it and how large it may grow.

    Example: zhaoshang cache info
    """
    from zhaoshang_nlp import cache as caches

    path = _place(cache)
    if not path.exists():
        print(f"{path}: empty")
        return
    with caches.Cache(path) as opened:
        state = opened.info()
        _tell(opened.notes)
    print(f"{path}: {state.entries} documents, {state.size / 1e6:.1f} MB of at most {state.limit / 1e6:.0f} MB")


@app.command()
def clear(cache: _File = None) -> None:
    """Forget all earlier runs; the next one does everything anew.

    Example: zhaoshang cache clear
    """
    from zhaoshang_nlp import cache as caches

    path = _place(cache)
    entries = 0
    if path.exists():
        with caches.Cache(path) as opened:
            entries = opened.info().entries
            opened.clear()
            _tell(opened.notes)
    print(f"{path}: {entries} documents forgotten")


def _place(cache: Path | None) -> Path:
    from zhaoshang_nlp import cache as caches

    path = cache or caches.default_path()
    if path is None:
        raise BadInput("this system knows of no home folder, and so of no cache; name a file with --cache")
    return path


def _tell(notes: list[str]) -> None:
    from zhaoshang_nlp.cli.job import say

    for note in notes:
        say(note)
