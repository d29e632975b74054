"""The script that a researcher would write, in its fair form; the benchmark runs it in a process of its own.

Per document OpenCC and jieba, then stop words; TF-IDF and cosines by scikit-learn; the nearest documents as a table.
"""

from __future__ import annotations

import csv
import json
import sys
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

QUOTES = {"“": "”", "‘": "’", "「": "」", "『": "』", '"': '"'}
TOP = 10


def counted(words: list[str], stop: frozenset[str]) -> list[str]:
    """Leave out stop words, and numbers unless they are codes in quotation marks."""
    kept: list[str] = []
    for place, word in enumerate(words):
        if word in stop:
            continue
        if word.isdecimal() and not (0 < place < len(words) - 1 and QUOTES.get(words[place - 1]) == words[place + 1]):
            continue
        kept.append(word)
    return kept


def tokenised(texts: Iterable[str], stop: frozenset[str], tools: tuple[Any, Any]) -> list[list[str]]:
    """Convert and cut every text."""
    converter, jieba = tools
    return [counted(jieba.lcut(converter.convert(text)), stop) for text in texts]


def compared(tokens: list[list[str]]) -> Any:
    """Give the cosines of all pairs."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import cosine_similarity

    return cosine_similarity(TfidfVectorizer(analyzer=list).fit_transform(tokens))


def stops(path: Path) -> frozenset[str]:
    """Read the stop list."""
    return frozenset(json.loads(path.read_text("utf-8")))


def tools() -> tuple[Any, Any]:
    """Load OpenCC and jieba."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
        import opencc
    jieba.setLogLevel(60)
    jieba.initialize()
    return opencc.OpenCC("t2s"), jieba


def main(folder: str, stop_file: str, out: str) -> None:
    """Compare the texts of a folder."""
    import numpy as np

    paths = sorted(Path(folder).rglob("*.txt"))
    texts = (path.read_text("utf-8") for path in paths)
    cosines = compared(tokenised(texts, stops(Path(stop_file)), tools()))
    np.fill_diagonal(cosines, -1)
    with Path(out).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("a", "b", "cosine", "rank"))
        for path, row in zip(paths, cosines, strict=True):
            for rank, other in enumerate(np.argsort(-row, kind="stable")[:TOP], 1):
                writer.writerow((path.stem, paths[other].stem, repr(float(row[other])), rank))


if __name__ == "__main__":
    main(*sys.argv[1:])
