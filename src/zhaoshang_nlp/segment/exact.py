"""What makes rjieba's cut the cut of jieba 0.42.1, token for token, and a canary that proves it on this machine.

Dictionary, word graph, ties and Viterbi agree in both programs. Three things differ, and each has its remedy here:

* Inside runs that the dictionary does not know, rjieba joins Latin letters and digits across ``. - _`` (``5G-A`` is
  one token, jieba has three). Its tokens are unions of jieba's: cutting them again with jieba's own expression
  restores these.
* rjieba takes the extension blocks for Han characters, jieba knows U+4E00 to U+9FD5 only. The text is taken apart
  around such characters; each is a token of its own, as in jieba.
* rjieba refuses lone surrogates, jieba passes them through. They are treated like the extension blocks.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from zhaoshang_nlp.types import Span

# Neither block is Han to jieba; lone surrogates are here because rjieba cannot take them.
_FOREIGN_CLASS = "[\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\ud800-\udfff\U00020000-\U0003ffff]"
_FOREIGN = re.compile(_FOREIGN_CLASS)
_FOREIGN_RUN = re.compile(f"({_FOREIGN_CLASS}+)")

# What jieba 0.42.1 takes for one token outside Han runs (jieba/finalseg, re_skip).
_LATIN_RUN = re.compile(r"([a-zA-Z0-9]+(?:\.[0-9]+)?%?)")
# Where rjieba may join, looked for by its signs, which are rarer than letters and digits.
_SIGNS = ".-_%"
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
# The only words of jieba's dictionary that this expression would break.
_DICTIONARY_WORDS = frozenset(("AT&T", "c#", "C#", "c++", "C++"))

# Strings with jieba's tokens, HMM on and off; a vertical bar stands between tokens. The tests recompute them.
CANARY: tuple[tuple[str, str], ...] = (
    ("地区|生产总值|增长|4.5|-|5%|左右", "地区|生产总值|增长|4|.|5|-|5|%|左右"),
    ("5G|-|A|网络覆盖|全县", "5G|-|A|网络覆盖|全县"),
    ("自|2026|-|02|-|09|起|施行", "自|2026|-|02|-|09|起|施行"),
    ("建成|23|.|GEP|核算|平台", "建成|23|.|GEP|核算|平台"),
    ("PM2.5|平均|浓度|28|微克|/|立方米", "PM2|.|5|平均|浓度|28|微克|/|立方米"),
    ("a|_|b|.|c|-|1.2|.|3%|%|与|AR|-|E3000|对比", "a|_|b|.|c|-|1|.|2|.|3|%|%|与|AR|-|E3000|对比"),
    ("PM|_|2.5|和|x|.|y|.|z", "PM|_|2|.|5|和|x|.|y|.|z"),
    ("招商引资|再|上|新台阶", "招商引资|再|上|新台阶"),
    ("云溪县|全力|打造|“|3|+|2|”|产业|体系", "云|溪|县|全力|打造|“|3|+|2|”|产业|体系"),
    ("陆予|明|书记|到任|后|走遍|临江|新区|的|工厂", "陆|予|明|书记|到任|后|走遍|临江|新区|的|工厂"),
    ("产业园|区|服务|企业|的|和|尚未|入园|的", "产业园|区|服务|企业|的|和|尚未|入|园|的"),
    ("结构性|减税|降费|政策|红利|持续|释放", "结构性|减税|降|费|政策|红利|持续|释放"),
    ("\u364d|头村|的|\U00020bb7|野家|与|\u9fd6|字", "\u364d|头|村|的|\U00020bb7|野|家|与|\u9fd6|字"),
    ("\ud800|孤立|\udfff|代理", "\ud800|孤立|\udfff|代理"),
    ("一字|\u3000|空格|\r\n|换行|\t|制表| | |两|格", "一|字|\u3000|空格|\r\n|换行|\t|制表| | |两|格"),
    ("会|用|C++|、|C#|和|AT&T|的|工程师", "会|用|C++|、|C#|和|AT&T|的|工程师"),
    ("T恤|4S店|卡拉|OK", "T恤|4S店|卡拉|OK"),
    ("完成|投资|1|,|234.5|万元|(|增长|159.4%|)", "完成|投资|1|,|234|.|5|万元|(|增长|159|.|4|%|)"),
    ("\uff14|\uff0e|\uff15|\uff05|和|\uff15|\uff27", "\uff14|\uff0e|\uff15|\uff05|和|\uff15|\uff27"),
    ("\U0001f600|招商|\U0001f44d|\U0001f3fd|引资", "\U0001f600|招商|\U0001f44d|\U0001f3fd|引资"),
    ("韓國|與|臺|灣的|經濟|發展", "韓|國|與|臺|灣|的|經|濟|發|展"),
    ("招商|引資|項目|簽約|儀式", "招商|引|資|項|目|簽|約|儀|式"),
    ("a|-|b|.|example|/|x|_|y|?|z|=|1|&|w|=|2%", "a|-|b|.|example|/|x|_|y|?|z|=|1|&|w|=|2|%"),
    ("-|1.5%|+|2|#|3|&|4|_|5", "-|1|.|5|%|+|2|#|3|&|4|_|5"),
    ("扎实|做好|稳|就业|稳|企业|稳|市场|稳|预期|工作", "扎实|做好|稳|就业|稳|企业|稳|市场|稳|预期|工作"),
    ("专精|特新|双招|双引|链主|企业", "专精|特|新|双|招|双|引|链|主|企业"),
    ("把|发展|中|的|困难|变成|发展中国家|的|经验", "把|发展|中|的|困难|变成|发展中国家|的|经验"),
    ("〇|一二三|々|廿卅", "〇|一二三|々|廿|卅"),
    ("%%--..__++##&&", "%|%|-|-|.|.|_|_|+|+|#|#|&|&"),
    (
        "全年|新|签约|亿元|以上|项目|1286|个|、|总|投资|3.2|万亿元",
        "全年|新|签约|亿元|以上|项目|1286|个|、|总|投资|3|.|2|万亿元",
    ),
)


def joints(text: str) -> list[Span]:
    """Give the places where rjieba may have joined tokens: its signs beside a Latin letter or digit.

    >>> joints("建成5G-A基站，第1、2条增长——左右%")
    [Span(start=4, end=5)]
    """
    places: list[int] = []
    for sign in _SIGNS:  # one after the other: a search for one character takes a fifth of the time of one for four
        at = text.find(sign)
        while at >= 0:
            if (at and text[at - 1] in _LATIN) or text[at + 1 : at + 2] in _LATIN:
                places.append(at)
            at = text.find(sign, at + 1)
    return [Span(at, at + 1) for at in sorted(places)]


def respelled(tokens: list[str]) -> list[str]:
    """Cut the tokens that rjieba joined across ``. - _ %`` where jieba cuts them.

    >>> respelled(["5G-A", "网络", "4.5-5%", "C++"])
    ['5G', '-', 'A', '网络', '4.5', '-', '5%', 'C++']
    """
    broken: dict[str, list[str]] = {}
    for token in set(tokens):
        if len(token) > 2 and not token.isalnum() and token.isascii() and token not in _DICTIONARY_WORDS:
            parts = [part for part in _LATIN_RUN.split(token) if part]
            if len(parts) > 1:
                broken[token] = parts
    if not broken:
        return tokens
    whole: list[str] = []
    for token in tokens:
        if token in broken:
            whole += broken[token]
        else:
            whole.append(token)
    return whole


def around_foreign(text: str, cut: Callable[[str], list[str]]) -> list[str]:
    """Cut what lies between the characters that jieba does not take for Han; those stand alone.

    Args:
        text: any string, lone surrogates included.
        cut: called with non-empty pieces free of such characters.
    """
    if _FOREIGN.search(text) is None:
        return cut(text)
    tokens: list[str] = []
    for number, piece in enumerate(_FOREIGN_RUN.split(text)):
        if number % 2:
            tokens += piece
        elif piece:
            tokens += cut(piece)
    return tokens


def first_mismatch(cut: Callable[[str], list[str]], hmm: bool) -> str:
    """Try the canary; say what came out differently from jieba, or give an empty string.

    Args:
        cut: the engine, before any word was added to it.
        hmm: which of the two columns to compare with.
    """
    for with_hmm, without in CANARY:
        expected = (with_hmm if hmm else without).split("|")
        found = cut("".join(expected))
        if found != expected:
            return f"{'/'.join(found)} instead of {'/'.join(expected)}"
    return ""
