"""Repair text that was damaged between its codes, as far as the bytes prove what it was.

Two kinds: whole lines read in the wrong code (``recode``), and characters cut in half by programs that replace bytes
(``realign``). The repair comes before the annotations are stripped, for a reading tells which byte was lost.
"""

from __future__ import annotations

from zhaoshang_nlp import spans
from zhaoshang_nlp.normalise import realign, recode
from zhaoshang_nlp.types import Document, Edit

# What was repaired is evidence for its neighbours, so the search goes on until it finds nothing: two or three rounds on
# damaged reports. The limit is for texts made to go on for ever.
ROUNDS = 4


def edits(text: str) -> list[Edit]:
    """Propose repairs, each with its evidence in the note: the bytes and the gain over the text as it stands.

    Args:
        text: a document, its pinyin annotations still in it.

    Returns:
        Edits in order; after they are carried out nothing more is proposed. A character that stays open stands as
        U+FFFD.

    >>> [(edit.new, edit.note) for edit in edits("前景可期?,F(xiàn)在看")]
    [('。現', 'GBK bytes A1[A3AC]46; gain 17.2; chosen 。')]
    """
    document = Document.of(text)
    for _ in range(ROUNDS):
        found = recode.edits(document.text) or realign.edits(document.text)
        if not found:
            break
        document = spans.edited(document, "mojibake", found)
    return [_joined(document, *hunk) for hunk in document.hunks]


def _joined(document: Document, raw_start: int, raw_end: int, start: int, end: int) -> Edit:
    """Give all that was done to one stretch, in one round or several, as one edit."""
    records = [each for each in document.edits if raw_start <= each.raw_start and each.raw_end <= raw_end]
    notes = "; then ".join(each.note for each in records)
    return Edit(raw_start, raw_end, document.text[start:end], records[0].rule, notes)
