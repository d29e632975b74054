"""What a formula stands for, where the document spells it out.

It may stand behind (“四早”，即…；“四早”（…）) or in front (甲、乙、丙“三大行动”).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhaoshang_nlp.extract.passage import Passage, Quote
from zhaoshang_nlp.extract.slogan_shape import Predicates

_WINDOW = 160  # characters in which an explanation is looked for
_LONGEST_ITEM = 30  # characters; longer stretches are sentences, not members of a formula
# A head noun may follow the formula before the explanation begins: “四早”要求，即….
_HEAD = r"[^，。；：、“”（）(),;:\n]{0,8}"
_EXPLAINED = re.compile(
    rf"{_HEAD}(?:[，,]?\s*(?:即|也就是|就是|分别是|分别为|是指|指的是|指)[：:，,]?|[：:]\s*(?:即|是?指)?|——?)(?P<body>[^。！？\n）)]+)"
)
_BRACKETED = re.compile(rf"{_HEAD}[（(](?P<body>[^（）()\n]+)[）)]")
_CLAUSE_BEFORE = re.compile(r"[^，,。；;：:！？“”（）\n]*$")
_LAST = re.compile(r"以及|和|与|及")
_GOVERNING = re.compile(r"发展|建设|做好|从|在|以|对|将|把|的")  # what may govern the first item besides plain verbs
_RIM = re.compile(
    r"^(?:即|指|是指|分别是|要|第?[一二三四五六七八九十]是)|(?:等.{0,6}|这|的|实现|达到|形成|取得|构成|组成)$"
)


def expansion(passage: Passage, quote: Quote, whole: str, number: int | None, words: Predicates) -> tuple[str, ...]:
    """Give the items that a formula stands for, empty where the document does not say.

    A declared number is checked: three items for 三个一批, or nothing. A code (1+4) must be explained behind.

    Args:
        passage: where the formula stands.
        quote: its quotation.
        whole: the formula with the numeral before its marks.
        number: its declared number, None for codes.
        words: words by which a governing verb is told from the first item.
    """
    after = passage.text[quote.outer.end : quote.outer.end + _WINDOW]
    for pattern in (_BRACKETED, _EXPLAINED):
        found = pattern.match(after)
        items = _items(found["body"], number) if found else ()
        if items:
            return items
    if number is None:
        return ()
    start = quote.outer.start - (len(whole) - (quote.inner.end - quote.inner.start))
    before = _CLAUSE_BEFORE.search(passage.text, max(0, start - _WINDOW), start)
    return _before(before.group(), number, words) if before else ()


def _items(body: str, number: int | None) -> tuple[str, ...]:
    """Cut an explanation into its items, by the strongest mark that gives the declared number."""
    for mark in "；;，,、":
        parts = [part for part in body.split(mark) if part.strip()]
        if number is not None and len(parts) > number and mark in "，,；;":
            parts = parts[:number]  # the sentence goes on behind the explanation
        items = _with_last(parts, number)
        if items:
            return items
    return ()


def _with_last(parts: Sequence[str], number: int | None) -> tuple[str, ...]:
    """Accept the parts if there are as many as declared; the last may hold two joined by 和."""
    parts = [_RIM.sub("", part.strip()) for part in parts]
    if number is not None and len(parts) == number - 1:
        parts = [*parts[:-1], *(part.strip() for part in _LAST.split(parts[-1], maxsplit=1))]
    if len(parts) < 2 or (number is not None and len(parts) != number):
        return ()
    good = all(part and len(part) <= _LONGEST_ITEM for part in parts)
    return tuple(parts) if good else ()


def _before(clause: str, number: int, words: Predicates) -> tuple[str, ...]:
    """Read the items that stand before a formula, without the verb that governs them."""
    items = _with_last(clause.split("、"), number)
    if not items:
        return ()
    first, rest = items[0], items[1:]
    if not _all_verbs(rest, words):
        while len(first) > max(map(len, rest)) and (
            governing := _GOVERNING.match(first) or words.leading_in.match(first)
        ):
            if governing.end() >= len(first) - 1:
                break
            first = first[governing.end() :]
    if len(rest) > 1 and len({len(item) for item in rest}) == 1 and len(first) > len(rest[0]):
        first = first[-len(rest[0]) :]
    return (first, *rest)


def _all_verbs(items: Sequence[str], words: Predicates) -> bool:
    """Tell whether all items open with a verb, so that the first keeps its own."""
    return all(words.transitive.match(item) for item in items)
