"""What was found in a document as bytes, and back: small, plain, and opened without running anything.

The source is not part of the bytes: whoever opens them has it. What repeats the source or the normalised text is left
out. The form is JSON in zlib, whose check sum notices damage.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from zhaoshang_nlp.types import Document, EditRecord, Hunk, Industry, Mention, Meta, Record, Slogan, Target

_KINDS: tuple[type[Record], ...] = (Target, Industry, Slogan)
_NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in (*_KINDS, Mention)}
META = tuple(field.name for field in fields(Meta) if field.name not in ("extra", "found_in"))
# The form of the bytes with the fields in their order: bytes of another form shall not be opened.
FORM = json.dumps([2, META, Hunk._fields, EditRecord._fields, *_NAMES.values()])
# Half as long again as the highest level, in a tenth of its time.
_LEVEL = 1
# The character that stands for 0: above it no character needs an escape, up to the surrogates.
_ZERO = ord("@")
_LONGEST = 0xD000


class Found(NamedTuple):
    """What is known of a document besides itself; the fields of ``pipeline.Analysis``."""

    words: Mapping[str, int]
    n_tokens: int
    records: tuple[Record, ...]
    tokens: tuple[str, ...]


class Damaged(Exception):  # noqa: N818 - reads as an adjective of the bytes; caught by whoever opens them
    """Bytes that cannot be opened: cut short, altered, or of another form."""


def pack(document: Document, found: Found) -> bytes:
    """Give the bytes of a document's result; its source, id, origin and further columns are not among them."""
    plain = json.dumps(parts(document, found), ensure_ascii=False, separators=(",", ":"), check_circular=False)
    return zlib.compress(plain.encode("utf-8", "surrogatepass"), _LEVEL)


def parts(document: Document, found: Found) -> list[Any]:
    """Give what ``pack`` writes, as lists, text and numbers: quick to send to another process."""
    return [
        _text(document),
        [place for hunk in document.hunks for place in hunk],
        [_edit(document.raw, edit) for edit in document.edits],
        [getattr(document.meta, name) for name in META],
        dict(document.meta.found_in),
        _words(found.words),
        found.n_tokens,
        [_record(document.text, record) for record in found.records],
        _tokens(document.text, found.tokens),
    ]


def unpack(source: Document, packed: bytes) -> tuple[Document, Found]:
    """Give what ``pack`` was given.

    Args:
        source: the document as it was read.
        packed: what ``pack`` made of the result for the same source.

    Raises:
        Damaged: if the bytes cannot be opened.
    """
    try:
        return joined(source, json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass")))
    except (zlib.error, ValueError, TypeError, LookupError) as error:
        raise Damaged(f"{type(error).__name__}: {error}") from error


def joined(source: Document, content: Sequence[Any]) -> tuple[Document, Found]:
    """Give what ``parts`` was given; ``source`` as for ``unpack``."""
    pieces, places, edits, known, found_in, words, n_tokens, records, tokens = content
    hunks = tuple(map(Hunk._make, zip(*[iter(places)] * 4, strict=True)))
    text = _rebuilt(source.raw, hunks, pieces)
    meta = replace(source.meta, **dict(zip(META, known, strict=True)), found_in=found_in)
    document = replace(
        source, text=text, meta=meta, hunks=hunks, edits=tuple(_edit_again(source.raw, edit) for edit in edits)
    )
    listed = tuple(_record_again(text, each) for each in records)
    return document, Found(_words_again(words), n_tokens, listed, _tokens_again(text, tokens))


def _gaps(hunks: Sequence[Hunk], raw_length: int) -> Iterable[tuple[int, int]]:
    """Yield the stretches of the source between hunks, where source and text run in step."""
    rims = [0, *(rim for hunk in hunks for rim in (hunk.raw_start, hunk.raw_end)), raw_length]
    return zip(rims[::2], rims[1::2], strict=True)


def _text(document: Document) -> list[str | None]:
    """Give what the source has not: by turns a stretch between hunks (None if unchanged) and what a hunk became."""
    raw, text, hunks = document.raw, document.text, document.hunks
    shift = 0
    pieces: list[str | None] = []
    for number, (low, high) in enumerate(_gaps(hunks, len(raw))):
        stretch = text[low + shift : high + shift]
        pieces.append(None if stretch == raw[low:high] else stretch)
        if number < len(hunks):
            hunk = hunks[number]
            pieces.append(text[hunk.start : hunk.end])
            shift = hunk.end - hunk.raw_end
    # A document whose map is not what it should be keeps its text all the same.
    return pieces if _rebuilt(raw, hunks, pieces) == text else [text]


def _rebuilt(raw: str, hunks: Sequence[Hunk], pieces: Sequence[str | None]) -> str:
    if len(pieces) == 1 and pieces[0] is not None:
        return pieces[0]
    parts: list[str] = []
    for (low, high), stretch, new in zip(_gaps(hunks, len(raw)), pieces[::2], [*pieces[1::2], ""], strict=True):
        parts += (raw[low:high] if stretch is None else stretch, new or "")
    return "".join(parts)


def _edit(raw: str, edit: EditRecord) -> list[Any]:
    same = edit.old == raw[edit.raw_start : edit.raw_end]
    return [edit.step, edit.rule, None if same else edit.old, *edit[3:]]


def _edit_again(raw: str, values: list[Any]) -> EditRecord:
    step, rule, old, new, start, end, note = values
    return EditRecord(step, rule, raw[start:end] if old is None else old, new, start, end, note)


def _record(text: str, record: Record) -> list[Any]:
    """Give the kind's number, the mention, and the other fields; a sentence as its place."""
    kind = type(record)
    mention = record.mention
    first = text.find(mention.sentence, max(0, mention.start - len(mention.sentence)))
    place = mention.sentence if first < 0 else [first, first + len(mention.sentence)]
    same = mention.text == text[mention.start : mention.end]
    values = [None if same else mention.text, *(getattr(mention, name) for name in _NAMES[Mention][1:])]
    values[_NAMES[Mention].index("sentence")] = place
    return [_KINDS.index(kind), values, *(getattr(record, name) for name in _NAMES[kind][1:])]


def _record_again(text: str, values: list[Any]) -> Record:
    number, said, *rest = values
    quoted, start, end, raw_start, raw_end, place, section, rule = said
    sentence = place if isinstance(place, str) else text[place[0] : place[1]]
    mention = Mention(
        text[start:end] if quoted is None else quoted, start, end, raw_start, raw_end, sentence, section, rule
    )
    kind: Callable[..., Record] = _KINDS[number]
    return kind(mention, *(tuple(value) if isinstance(value, list) else value for value in rest))


def _words(words: Mapping[str, int]) -> list[str] | dict[str, int]:
    """Give all words as one text and their counts as characters, which is written and read in a third of the time."""
    lines = "\n".join(words)
    if lines.count("\n") != len(words) - 1 or max(words.values()) > _LONGEST:
        return dict(words)
    return [lines, _signs(words.values())]


def _words_again(words: list[str] | dict[str, int]) -> dict[str, int]:
    if isinstance(words, dict):
        return words
    lines, signs = words
    return dict(zip(lines.split("\n"), _numbers(signs), strict=True))


def _tokens(text: str, tokens: Sequence[str]) -> str | list[str]:
    """Give the lengths of tokens that spell the text as characters, else the tokens."""
    if "".join(tokens) != text or len(max(tokens, key=len, default="")) > _LONGEST:
        return list(tokens)
    return _signs(map(len, tokens))


def _tokens_again(text: str, tokens: str | list[str]) -> tuple[str, ...]:
    if isinstance(tokens, list):
        return tuple(tokens)
    return tuple([text[low:high] for low, high in pairwise(accumulate(_numbers(tokens), initial=0))])


def _signs(numbers: Iterable[int]) -> str:
    """Write small numbers as characters."""
    return "".join([chr(_ZERO + number) for number in numbers])


def _numbers(signs: str) -> list[int]:
    return [ord(sign) - _ZERO for sign in signs]
