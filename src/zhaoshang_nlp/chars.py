"""Named tables of characters: Han, quotation marks, ends of sentences, full-width digits.

Full-width punctuation is content in Chinese text; only digits, Latin letters and a few signs are ever folded.
"""

from __future__ import annotations

import re

# Unified ideographs with their extensions and the compatibility blocks, as ranges inside a regular-expression class.
HAN_CLASS = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f\U00030000-\U000323af"
HAN = re.compile(f"[{HAN_CLASS}]")

# Opening quotation marks and what closes them. Straight quotes close themselves.
QUOTES = {"“": "”", "‘": "’", "「": "」", "『": "』", '"': '"', "＂": "＂"}
CLOSERS = "”’」』》）)】〉"
SENTENCE_END = "。！？!?…"
CLAUSE_END = "，,；;：:" + SENTENCE_END

_WIDE = "".join(chr(c) for c in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)))
# Of the full-width signs only those are folded that stand in numbers and codes.
FOLDED_SIGNS = "％＋＆"
FOLD_WIDTH = {ord(c): chr(ord(c) - 0xFEE0) for c in _WIDE + FOLDED_SIGNS}
_FOLDS = re.compile(f"[{''.join(map(chr, FOLD_WIDTH))}]")

# Control and format characters that carry nothing: C0 and C1 except tab and newline, soft hyphen, zero-width and
# bidirectional marks, the byte-order mark inside a text.
INVISIBLE_CLASS = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
)
INVISIBLE = re.compile(f"[{INVISIBLE_CLASS}]")


def is_han(char: str) -> bool:
    """Tell whether a single character is a Han ideograph, extensions included.

    >>> [is_han(c) for c in ("招", "\u3400", "\U00020000", "〇", "“", "—")]
    [True, True, True, False, False, False]
    """
    return HAN.match(char) is not None


def folded(text: str) -> str:
    """Give a text with half-width digits, letters and signs of number; to look first is cheaper than to translate.

    >>> folded("８个５Ｇ项目，增长５％")
    '8个5G项目，增长5%'
    """
    return text.translate(FOLD_WIDTH) if _FOLDS.search(text) else text


def without_control(text: str) -> str:
    r"""Give text that is safe to print: control, bidirectional and zero-width characters removed, newlines as spaces.

    >>> without_control("a\x1b[31mb\n")
    'a[31mb '
    """
    return INVISIBLE.sub("", text.replace("\n", " ").replace("\t", " "))
