"""Characters that carry nothing or are not what they look like: control and zero-width characters, line ends, radicals.

White space is content: tabs, newlines, no-break and ideographic spaces stay.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from zhaoshang_nlp import chars
from zhaoshang_nlp.types import Edit

# Radicals of U+2E80-2EFF with the ideographs they look like, in pairs: Equivalent_Unified_Ideograph of the Unicode
# Character Database 14.0. PDF files made by browsers give ⻓ and ⻔ for 长 and 门. U+2E80 has no equivalent.
_SUPPLEMENT = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺"
    "⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉"
    "⺽𦥑⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风"
    "⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
# The Kangxi radicals U+2F00-2FD5 have their ideographs as compatibility decompositions. Two of these are forms that no
# text of today is written with, while fonts for simplified Chinese draw the radical like the usual character.
_USUAL = {"⼾": "户", "⾭": "青"}

# Variation selectors choose a glyph, not a character; they would hide a word from every dictionary.
_DROPPED = chars.INVISIBLE_CLASS + "\ufe00-\ufe0f\ufffe\uffff\U000e0000-\U000e01ef"
_BREAKS = "\x0b\x0c\x85\u2028\u2029"  # line and page breaks besides the newline
_RADICALS = "\u2e81-\u2e99\u2e9b-\u2ef3\u2f00-\u2fd5"
_SURROGATES = "\ud800-\udfff"  # halves of characters: no text can be written with them
ANY = _DROPPED + _BREAKS + _RADICALS + _SURROGATES  # all characters that mean work, as the inside of a class
_ANY = re.compile(f"[{ANY}]")

# Bytes of text that was decoded as Latin-1: control characters there belong to letters; the mojibake step needs them.
_LATIN = "\xa1-\xac\xae-\xffŒœŠšŸŽžƒˆ˜†‡‰‹›€™"
_BYTES = f"(?<=[{_LATIN}])[\x80-\x9f\xad]+|[\x80-\x9f\xad]+(?=[{_LATIN}])"
_RUNS = re.compile(
    f"(?P<bytes>{_BYTES})|(?P<page>(?<=\n)[{_BREAKS}]+|[{_BREAKS}]+(?=\n))|(?P<newline>\r(?!\n)|[{_BREAKS}])"
    f"|(?P<invisible>[{_DROPPED}])|(?P<radical>[{_RADICALS}]+)|(?P<surrogate>[{_SURROGATES}]+)"
)


def edits(text: str) -> list[Edit]:
    r"""Propose to remove invisible characters, to write every line end as a newline and every radical as its ideograph.

    >>> [(e.start, e.end, e.new, e.rule) for e in edits("招\u200b商\r\n⼀⻓")]
    [(1, 2, '', 'control.invisible'), (3, 4, '', 'control.newline'), (5, 7, '一长', 'control.radical')]
    """
    if _ANY.search(text) is None:
        return []
    found: list[Edit] = []
    for run in _RUNS.finditer(text):
        kind, old = str(run.lastgroup), run[0]
        if kind == "bytes":
            continue
        new = ""
        if kind == "newline":
            new = "\n"
        elif kind == "radical":
            new = "".join(_radicals()[char] for char in old)
        elif kind == "surrogate":
            new = "\ufffd" * len(old)
        if old == "\r":
            kind = "newline"
        note = "" if new else " ".join(f"U+{ord(char):04X}" for char in old)
        found.append(Edit(run.start(), run.end(), new, f"control.{kind}", note, aligned=bool(new)))
    return found


@cache
def _radicals() -> dict[str, str]:
    """Give every radical with the ideograph it stands for."""
    kangxi = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    return kangxi | dict(zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)) | _USUAL
