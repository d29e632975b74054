"""Traditional characters understood where names and heads are recognised; the text itself is left as it was read."""

from __future__ import annotations

import re
from functools import cache

from zhaoshang_nlp import rules

FILE = "traditional.tsv"


def simplified(text: str) -> str:
    """Give a text as the rules and the table of places spell it, character for character.

    Only characters of the rules and of place names are known; for a text that is to be quoted see ``normalise``.

    >>> simplified("廣東省2026年政府工作報告"), simplified("乾縣")
    ('广东省2026年政府工作报告', '乾县')
    """
    return text.translate(_table()) if _traditional().search(text) else text


@cache
def _traditional() -> re.Pattern[str]:
    """Give the class of those characters: most lines have none, and looking is cheaper than translating."""
    return re.compile(f"[{''.join(map(chr, _table()))}]")


@cache
def _table() -> dict[int, str]:
    lines = (line.split("\t") for line in rules.text(FILE).splitlines() if not line.startswith("#"))
    return {ord(form): char for char, forms in lines for form in forms}
