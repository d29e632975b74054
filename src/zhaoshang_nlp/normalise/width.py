"""Full-width digits, letters and signs of numbers become half-width; digits set apart inside a number are joined.

Spaces that differ only in width or in whether a line may break there (``&nbsp;``, ``&ensp;``) become plain ones, one
for one. Tabs stay, which part the cells of a table, and so do ideographic spaces, which indent paragraphs and part
names.

Chinese punctuation is content and keeps its width. Reports of the 1990s were stored with a space behind every digit
(``1 9 9 3 年``, ``8 ．5 ％``).
"""

from __future__ import annotations

import re

from zhaoshang_nlp import chars
from zhaoshang_nlp.types import Edit

_FOLD = chars.FOLD_WIDTH | {ord("．"): "."}
# One class each, because a pattern that begins with a class is searched for ten times as fast as any other.
_FOLDED = "".join(map(chr, _FOLD))
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f"
ANY = _FOLDED + _SPACES  # all characters that mean work by themselves, as the inside of a class
_WIDE = re.compile(f"[{_FOLDED}]")
_FIXED = re.compile(f"[{_SPACES}]+")
_SET_APART = re.compile("[0-9０-９][.．]? ")

_D = "[0-9０-９]"
# What is counted or dated: the shape is certain only if the number runs into one of these.
UNIT = "[％%‰年月日时亿万千百元美吨公平米亩户人个家项件次倍岁多余]"
# Before it stands a character of the sentence, an indent or nothing; behind a space it may be a column of a table.
_POINT = "(?: [.．] ?|[.．] )"  # a point without a space is that of a number set normally
_NUMBER = re.compile(
    rf"{_D}(?<![0-9０-９.．/／\-－ \t]{_D})(?<!{_D}[,，:：]{_D})(?: {_D})*(?:{_POINT}{_D}(?: {_D})*)? ?(?={UNIT})"
)
# A year is certain behind a space too.
_YEAR = re.compile(rf"[12１２](?<![0-9０-９.．]{_D})(?<![0-9０-９.．] {_D})(?: {_D}){{3}} ?(?=年)")
# 14·1%: a raised point is a decimal point only before a per cent sign; 5·12 may be a day.
_RAISED = re.compile("·(?<=[0-9０-９]·)(?=[0-9０-９]+[%％])")
# In a text with this many numbers set apart, a single digit with a space behind it is another.
_HABIT = 3


def edits(text: str) -> list[Edit]:
    """Propose to fold full-width digits, letters, ％, ＋ and ＆, and to join numbers whose digits are set apart.

    >>> [(e.start, e.end, e.new) for e in edits("1 9 9 3 年增长８ . 5 ％，其中Ａ类５项")]
    [(0, 8, '1993'), (11, 17, '8.5'), (17, 18, '%'), (21, 22, 'A'), (23, 24, '5')]
    >>> [(e.start, e.new) for e in edits("增长14·1%，汶川5·12地震")]
    [(4, '.')]
    """
    joined = _joined(text)
    points = [Edit(m.start(), m.end(), ".", "width.point", aligned=True) for m in _RAISED.finditer(text)]
    spaces = [Edit(*m.span(), " " * len(m[0]), "width.space", aligned=True) for m in _FIXED.finditer(text)]
    wide = sorted(_wide(text) + points + spaces)
    if not joined:
        return wide
    # What a joined number holds is folded there.
    taken = {i for edit in joined for i in range(edit.start, edit.end)}
    return sorted(joined + [edit for edit in wide if edit.start not in taken])


def _wide(text: str) -> list[Edit]:
    """Fold what is wide, in runs; a full-width point only between digits, since behind one it may number a line."""
    runs: list[list[int]] = []
    for match in _WIDE.finditer(text):
        place = match.start()
        if match[0] == "．" and not (_is_digit(text[place - 1 : place]) and _is_digit(text[place + 1 : place + 2])):
            continue
        if runs and runs[-1][1] == place:
            runs[-1][1] = place + 1
        else:
            runs.append([place, place + 1])
    return [Edit(start, end, text[start:end].translate(_FOLD), "width.fold", aligned=True) for start, end in runs]


def _is_digit(char: str) -> bool:
    return char != "" and char in "0123456789０１２３４５６７８９"


def _joined(text: str) -> list[Edit]:
    """Join numbers with spaces inside, and take away the space between them and what they count."""
    if _SET_APART.search(text) is None:
        return []
    matches = (match for pattern in (_NUMBER, _YEAR) for match in pattern.finditer(text))
    found = {match.span(): match[0].translate(_FOLD).replace(" ", "") for match in matches if " " in match[0]}
    habit = sum(len(number) > 1 and " " in text[start : end - 1] for (start, end), number in found.items()) >= _HABIT
    return [
        Edit(start, end, number, "width.spaced", "digits set apart")
        for (start, end), number in sorted(found.items())
        if habit or " " in text[start : end - 1]
    ]
