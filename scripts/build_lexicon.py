"""Check ``data/lexicon.tsv``, compute its frequencies with jieba's formula, sort it and write it back.

To add a term, add a line with any frequency (say 1) and ``known`` 0, and run this script. ``--check`` only says
whether the file is as the script would write it (exit code 1 if not); the tests do that too.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from zhaoshang_nlp.segment import engines, lexicon

PATH = Path(__file__).parents[1] / "src" / "zhaoshang_nlp" / "data" / lexicon.FILE
TOPICS = (
    "investment", "business", "enterprise", "industry", "innovation", "talent", "digital",
    "indicator", "fiscal", "finance", "opening", "consumption", "reform", "party", "government",
    "law", "safety", "employment", "education", "health", "security", "housing", "urban",
    "transport", "water", "energy", "ecology", "rural", "culture", "tourism", "sport",
)  # fmt: skip
TAGS = ("n", "nz", "vn", "v", "l", "j")
# Adding a word can break one that was whole before; a handful of rounds settles it, more would mean two words at war.
_ROUNDS = 5


def main() -> int:
    """Write the file anew, or check it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 if the file is stale")
    check = parser.parse_args().check
    new = text(lexicon.terms())
    if PATH.read_text("utf-8") == new:
        print(f"{PATH.name} is up to date")
        return 0
    if check:
        print(f"{PATH.name} is stale; run python scripts/build_lexicon.py", file=sys.stderr)
        return 1
    PATH.write_text(new, "utf-8", newline="\n")
    print(f"{PATH.name} written, {new.count(chr(10)) - 1} terms")
    return 0


def text(terms: list[lexicon.Term]) -> str:
    """Give the file's content for its terms, whatever frequencies they come with."""
    for term in terms:
        verify(term)
    words = [term.word.word for term in terms]
    twice = sorted({word for word in words if words.count(word) > 1})
    if twice:
        raise SystemExit(f"stand twice: {' '.join(twice)}")
    found = frequencies(words)
    ordered = sorted(terms, key=lambda term: (TOPICS.index(term.topic), term.word.word))
    lines = ["\t".join(lexicon.COLUMNS)]
    for (word, _, pos, _), topic, source in ordered:
        freq, known = found[word]
        lines.append("\t".join((word, str(freq), str(known), pos, topic, source)))
    return "\n".join(lines) + "\n"


def verify(term: lexicon.Term) -> None:
    """End with a message unless the term's fields are in order."""
    word, pos = term.word.word, term.word.pos
    if len(word) < 2:
        raise SystemExit(f"{word}: a term has two characters or more")
    if term.topic not in TOPICS:
        raise SystemExit(f"{word}: unknown topic {term.topic!r}; valid: {', '.join(TOPICS)}")
    if pos not in TAGS:
        raise SystemExit(f"{word}: unknown tag {pos!r}; valid: {', '.join(TAGS)}")
    if not term.source or (term.source.startswith("common") and len(term.source) < 12):
        raise SystemExit(f"{word}: says not where it comes from")


def frequencies(words: list[str]) -> dict[str, tuple[int, int]]:
    """Give each word the least frequency that keeps it whole beside all others, and its frequency in jieba's own list.

    A word that jieba keeps whole by itself keeps jieba's frequency.
    """
    jieba = engines.tokenizer()
    own = {word: int(jieba.FREQ.get(word, 0)) for word in words}
    found = dict(own)
    # Short words first: they may be parts of longer ones, whose frequency must then be higher.
    ordered = sorted(words, key=lambda word: (len(word), word))
    for _ in range(_ROUNDS):
        broken = [word for word in ordered if not whole(jieba, word)]
        if not broken:
            return {word: (found[word], own[word]) for word in words}
        for word in broken:
            if not whole(jieba, word):
                found[word] = jieba.suggest_freq(word)
                jieba.add_word(word, found[word])
    raise SystemExit(f"still cut: {' '.join(broken)}")


def whole(jieba: Any, word: str) -> bool:
    """Tell whether a word stands in the dictionary and is cut to itself, HMM on and off."""
    return bool(jieba.FREQ.get(word)) and jieba.lcut(word, HMM=False) == [word] == jieba.lcut(word, HMM=True)


if __name__ == "__main__":
    sys.exit(main())
