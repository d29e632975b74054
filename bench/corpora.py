"""The corpora of the benchmark: reference documents if there are any, else our own samples, and recombinations.

A recombined document is a row of paragraphs drawn by chance, always the same ones. Its words are those of the sources:
such a corpus shows what time and memory do with size, not what a real vocabulary does.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from zhaoshang_nlp import normalise, read
from zhaoshang_nlp.types import Document, Ok

HOME = Path(__file__).parents[1]
BUILD = HOME / "build" / "bench"
_FOLDER_FILES = 500


def reference() -> Path | None:
    """Give the folder of reference data, found as the tests find it."""
    folder = Path(os.environ.get("ZHAOSHANG_REFERENCE", HOME.parent / "shared"))
    return folder if folder.is_dir() else None


@cache
def sources() -> tuple[str, ...]:
    """Give the texts that everything is made of: normalised and simplified, so that no program has more to do."""
    folder = reference()
    places = [folder / "data" / name for name in ("provinces-2026", "national", "seeds")] if folder else []
    found = [str(place) for place in places if place.is_dir()] or [str(HOME / "corpora")]
    options = normalise.NormaliseOptions(script="simplified")
    documents = [item.value for item in read.documents(found, read.ReadOptions()) if isinstance(item, Ok)]
    texts = (normalise.normalise(document, options).text for document in documents)
    return tuple(text for text in texts if text.strip())


def name() -> str:
    """Say what the corpora are made of."""
    made_of = "reference documents" if reference() else "the sample corpora"
    return f"{len(sources())} {made_of}, {sum(map(len, sources())) / 1e6:.2f} million characters"


def recombined(count: int, characters: int, seed: int = 7) -> Iterator[str]:
    """Yield texts made of paragraphs of the sources.

    Args:
        count: of documents.
        characters: that each has at least.
        seed: another one gives other documents.
    """
    paragraphs = [line for text in sources() for line in text.split("\n") if len(line) >= 20]
    chance = random.Random(seed)
    for _ in range(count):
        chosen: list[str] = []
        held = 0
        while held < characters:
            chosen.append(chance.choice(paragraphs))
            held += len(chosen[-1]) + 1
        yield "\n".join(chosen) + "\n"


def documents(count: int, characters: int, seed: int = 7) -> list[Document]:
    """Give recombined documents."""
    return [Document.of(text, f"d{i:06}") for i, text in enumerate(recombined(count, characters, seed))]


def folder(count: int, characters: int, seed: int = 7) -> Path:
    """Give a folder of recombined documents, one file each, made once and kept under ``build/``."""
    place = BUILD / "corpora" / f"{len(sources())}-{count}-{characters}-{seed}"
    done = place / ".done"
    if done.exists():
        return place
    for number, text in enumerate(recombined(count, characters, seed)):
        path = place / f"{number // _FOLDER_FILES:04}" / f"d{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    done.touch()
    return place
