"""Bytes to text: the encoding found by evidence, never by a guess, and nothing dropped without a word.

The order of the evidence: a byte-order mark; strict UTF-8; else the codec whose text looks most like Chinese. Text
that looks like none is refused. What cannot be decoded stands as U+FFFD and is counted.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import NamedTuple

from zhaoshang_nlp import chars, rules
from zhaoshang_nlp.errors import UnknownName
from zhaoshang_nlp.read import resync
from zhaoshang_nlp.read.problem import Refused

THRESHOLD = 0.30  # right decodings score 0.6 and more, wrong ones at most 0.2 (Korean and Japanese read as Chinese)
_SURE = 0.5  # asked of weak candidates: UTF-16 without any NUL byte, GBK whose bytes are valid UTF-8
_SAMPLE = 1 << 14
_STEP_SAMPLE = 1 << 11
_HANDICAP = 0.05  # of the widest Big5, which makes characters of damaged bytes
_CONTROL_SHARE = 0.05
_LOST_SHARE = 0.30  # above this a text is called lost
_DEGRADED_SHARE = 0.01  # above this the note says so
_REPAIR_LIMIT = 1 << 20  # bytes of suspicious lines that are looked at one by one

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# The wide members of each family: pages that call themselves gb2312 or big5 use characters of the wider sets.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950", "utf-8": "utf-8-sig"}
CHINESE = ("utf-8", "utf-8-sig", "gb18030", "big5hkscs", "cp950", "utf-16", "utf-16-le", "utf-16-be")
_USUAL = ("utf-8", "gb18030", "gbk", "big5", "big5hkscs", "cp950", "hz", "utf-16", "utf-16-le", "utf-16-be")
# What Chinese editors call encodings, in the form of `codecs.lookup`.
_ALIASES = {"ansi": "gb18030", "unicode": "utf-16", "utf-8-bom": "utf-8-sig", "utf8bom": "utf-8-sig", "gb": "gb18030"}
_ADVICE = "open it in an editor and save it as UTF-8, or name its encoding with --encoding"
_CONTROLS = bytes(i for i in range(32) if i not in b"\t\n\v\f\r\x1a\x1b") + b"\x7f"
_OLDER = ("gb18030", "cp950")
_HZ = b"~{"  # begins Chinese characters in HZ, whose bytes are all ASCII
_BAD = "\ufffd\ue000-\uf8ff\x80-\x9f"
_QUESTION_RUNS = re.compile(r"\?{3,}")


class Decoded(NamedTuple):
    """A text with the account of its decoding.

    Attributes:
        text: without byte-order mark and NUL bytes.
        encoding: the codec; two joined by ``+`` where lines differ.
        score: plausibility as Chinese text, 0 to 1; 1 for pure ASCII.
        lost: U+FFFD that stand for bytes which could not be decoded.
        note: what a reader should know.
    """

    text: str
    encoding: str
    score: float
    lost: int = 0
    note: str = ""


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Decode a file's bytes.

    Args:
        data: the whole file.
        encoding: a codec that overrides the evidence.

    Raises:
        Refused: if the bytes are empty, binary, in no Chinese encoding, or the text is lost.
        UnknownName: if ``encoding`` is no text codec of Python.

    >>> decode("招商引资".encode("gbk"))
    Decoded(text='招商引资', encoding='gb18030', score=1.0, lost=0, note='')
    """
    if encoding is not None:
        found = _as_told(data, encoding)
    else:
        bom = next((codec for mark, codec in _BOMS if data.startswith(mark)), None)
        found = _plain(data, bom) if bom else _by_evidence(data)
    text = found.text.removeprefix("\ufeff")
    notes = [found.note] if found.note else []
    if "\0" in text:
        notes.append(f"{text.count(chr(0))} NUL characters removed")
        text = text.replace("\0", "")
    if not chars.INVISIBLE.sub("", text).strip():
        raise Refused("empty: the file holds no text", "delete it, or fetch the document again")
    _refuse_if_lost(text)
    if found.lost > _DEGRADED_SHARE * len(text):
        notes.append(f"degraded: {found.lost / len(text):.1%} of the characters are lost")
    return Decoded(text, found.encoding, found.score, found.lost, "; ".join(notes))


def codec_named(name: str) -> str:
    """Give the codec for a name that a user typed, the wider one of its family.

    >>> codec_named("GB2312"), codec_named("ANSI")
    ('gb18030', 'gb18030')
    """
    try:
        info = codecs.lookup(_ALIASES.get(name.strip().lower().replace("_", "-").replace(" ", "-"), name))
    except (LookupError, ValueError):
        raise UnknownName("encoding", name, _USUAL) from None
    try:
        "".encode(info.name)  # base64, zlib and their like are codecs too, but not of text
    except (LookupError, UnicodeError):
        raise UnknownName("encoding", name, _USUAL) from None
    return _WIDER.get(info.name, info.name)


def plausibility(text: str) -> float:
    """Tell how much a text looks like Chinese, 0 to 1: the share of common characters among those beyond ASCII.

    Characters that only wrong decodings hold (U+FFFD, private use, C1 controls) count twice against it. ASCII gives 1.
    """
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    if not beyond:
        return 1.0
    uncommon, bad = _patterns()
    good = beyond - sum(map(len, uncommon.findall(text)))  # a fifth of the time of asking for every character
    return max(0.0, round((good - 2 * len(bad.findall(text))) / beyond, 3))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Runs of uncommon characters beyond ASCII; characters that speak against a decoding."""
    return re.compile(f"[^\x00-\x7f{''.join(sorted(common_characters()))}]+"), re.compile(f"[{_BAD}]")


@cache
def common_characters() -> frozenset[str]:
    """Give the characters that speak for a decoding: common ideographs, punctuation and digits of full width."""
    punctuation = "，。、；：？！“”‘’（）《》〈〉【】「」『』—…·％　〇"
    wide = "".join(map(chr, chars.FOLD_WIDTH))
    return frozenset("".join(rules.words("common-characters.txt")) + punctuation + wide)


def _by_evidence(data: bytes) -> Decoded:
    """Decode bytes without a byte-order mark."""
    strict = _strict(data, "utf-8")
    if strict is not None and "\0" not in strict.text:
        if _is_binary(data):
            raise Refused("not text: a binary file", "convert it to text first")
        if _HZ in data and strict.text.isascii():
            shifted = _plain(data, "hz")
            if shifted.score >= _SURE and not shifted.text.isascii():
                return shifted
        rival = None
        if strict.score < THRESHOLD:  # a short GBK text may be valid UTF-8 by chance
            rival = _strict(data, "gb18030")
        return rival if rival is not None and rival.score >= max(_SURE, strict.score) else strict
    codec, score = _wide(data)
    if _is_binary(data):
        if not score:
            raise Refused("not text: a binary file", "convert it to text first")
        return _plain(data, codec)
    codec, score = max((_narrow(data), (codec, score)), key=lambda found: found[1])
    if codec.startswith("utf-16"):
        return _plain(data, codec)
    if score < THRESHOLD and strict is not None:
        return strict
    if score < THRESHOLD:  # perhaps out of step for most of its length
        codec, score = max(((c, _in_step(data, c)) for c in _OLDER), key=lambda found: found[1])
    if score < THRESHOLD:
        codec, score = _patched(data)
    if score < THRESHOLD:
        what = f"not text, or in an encoding that is not Chinese (best guess {codec}, score {score:.2f})"
        raise Refused(what, _ADVICE)
    return _by_lines(data.replace(b"\0", b""), codec, data.count(0))


def _samples(data: bytes) -> list[bytes]:
    """Give the head of a file, and a piece of its middle if it is long."""
    middle = len(data) // 2 & ~1
    return [data[:_SAMPLE]] + ([data[middle : middle + _SAMPLE]] if len(data) > 2 * _SAMPLE else [])


def _narrow(data: bytes) -> tuple[str, float]:
    """Give the codec of bytes whose reading looks most like Chinese, and its score; the first among equals."""
    samples = [sample.replace(b"\0", b"") for sample in _samples(data)]
    scored: list[tuple[str, float]] = []
    for codec, handicap in (("utf-8", 0.0), ("gb18030", 0.0), ("cp950", 0.0), ("big5hkscs", _HANDICAP)):
        # A file cut at its head may begin inside a character; so may the sample from the middle.
        heads = (0,) if codec == "utf-8" else (0, 1)
        texts = (max((_tolerant(s[i:], codec) for i in heads), key=plausibility) for s in samples)
        scored.append((codec, plausibility("".join(texts)) - handicap))
    return max(scored, key=lambda found: found[1])


def _wide(data: bytes) -> tuple[str, float]:
    """Give the likelier UTF-16 and its score; 0 for weak evidence, since pairs of bytes make CJK of anything."""
    scored: list[tuple[str, float]] = []
    for codec in ("utf-16-le", "utf-16-be"):
        text = "".join(_tolerant(sample, codec) for sample in _samples(data))
        score = plausibility(text)
        enough = THRESHOLD if b"\0" in data else _SURE
        scored.append((codec, 0.0 if text.isascii() or score < enough else score))
    return max(scored, key=lambda found: found[1])


def _in_step(data: bytes, codec: str) -> float:
    """Score the head of a file whose bytes may be out of step."""
    return plausibility(resync.read(data[:_STEP_SAMPLE].replace(b"\0", b""), codec, common_characters()))


def _patched(data: bytes) -> tuple[str, float]:
    """Score a file whose lines are partly UTF-8, partly in an older encoding: neither fits the whole."""
    lines = [line for sample in _samples(data.replace(b"\0", b"")) for line in sample.split(b"\n")]
    read = [(line, _strict(line, "utf-8")) for line in lines]
    modern = [one.text for _, one in read if one is not None]
    older = [line for line, one in read if one is None]
    texts = {codec: "".join([*modern, *(_tolerant(line, codec) for line in older)]) for codec in _OLDER}
    codec, score = max(((codec, plausibility(text)) for codec, text in texts.items()), key=lambda found: found[1])
    return codec, score if older and score >= _SURE and not "".join(modern).isascii() else 0.0


def _as_told(data: bytes, given: str) -> Decoded:
    """Decode with a codec that the user named.

    Raises:
        Refused: if it makes no Chinese text of the bytes and another one does, or loses most of them.
    """
    found = _plain(data, codec_named(given))
    gone = found.lost / max(1, len(found.text))
    if found.score >= THRESHOLD and not found.lost:
        return found
    try:
        rival = _by_evidence(data)
    except Refused:
        rival = None
    if rival is not None and found.score < THRESHOLD <= rival.score:
        what = f"not in the encoding {given} that was named: read so it is no Chinese text (score {found.score:.2f}"
        what += f", {gone:.0%} of the characters lost)" if gone else ")"
        advice = f"by its bytes it is {rival.encoding} (score {rival.score:.2f}): name that, or no encoding at all"
        raise Refused(what, advice)
    if rival is not None and rival.lost < found.lost:
        counts = f"{rival.lost} characters lost, not {found.lost}"
        note = f"{rival.encoding} fits better than {given}, which was named: {counts}"
        return found._replace(note="; ".join(filter(None, (found.note, note))))
    if gone > _LOST_SHARE:
        what = f"not in the encoding {given} that was named: {gone:.0%} of the characters cannot be decoded"
        raise Refused(what, "no Chinese encoding fits either; perhaps it is no text, or in a foreign encoding")
    return found


def _tolerant(data: bytes, codec: str) -> str:
    """Decode a sample; a cut tail is no error."""
    return codecs.getincrementaldecoder(codec)("replace").decode(data)


def _strict(data: bytes, codec: str) -> Decoded | None:
    """Decode without any error but a cut tail, or give None."""
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        text = decoder.decode(data)
    except UnicodeDecodeError:
        return None
    return Decoded(text, codec, plausibility(text[:_SAMPLE]), 0, _tail_note(len(decoder.getstate()[0])))


def _plain(data: bytes, codec: str) -> Decoded:
    """Decode with a codec that is certain; what it cannot decode becomes U+FFFD and is counted.

    Raises:
        Refused: if it takes these bytes for no text of its own at all.
    """
    if codec == "utf-16" and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        codec = max(("utf-16-le", "utf-16-be"), key=lambda one: plausibility(_tolerant(data[:_SAMPLE], one)))
    try:
        decoder = codecs.getincrementaldecoder(codec)("replace")
        text = decoder.decode(data)
        tail = decoder.getstate()[0]
    except (UnicodeError, TypeError) as error:
        raise Refused(f"not in the encoding {codec}: {error}", _ADVICE) from None
    own = data.count("\ufffd".encode(codec)) if codec.startswith("utf-8") else 0
    lost = max(0, text.count("\ufffd") - own)
    return Decoded(text, codec, plausibility(text[:_SAMPLE]), lost, _tail_note(len(tail)))


def _tail_note(size: int) -> str:
    """Say that the file ends inside a character."""
    return f"tail dropped: the last {size} bytes are an unfinished character" if size else ""


def _by_lines(data: bytes, codec: str, nuls: int) -> Decoded:
    """Decode line by line: one in the other family by its own codec, one that lost a byte is brought back in step."""
    notes = [f"{nuls} NUL characters removed"] if nuls else []
    if codec == "cp950" and _strict(data, codec) is None and _strict(data, "big5hkscs") is not None:
        codec = "big5hkscs"
    text: list[str] = []
    others: list[str] = []
    lost = 0
    budget = _REPAIR_LIMIT
    *lines, last = data.split(b"\n")
    end = _plain(last, codec)
    if end.note and not _suspicious(end.text):
        notes.append(end.note)
        last = end.text.encode(codec)
    for line in (*lines, last):
        read = line.decode(codec, "replace")
        if _suspicious(read):
            budget -= len(line)
            read, other = _second_look(line, codec, read, within_budget=budget >= 0)
            others += [other] if other else []
        lost += read.count("\ufffd")
        text.append(read)
    whole = "\n".join(text)
    encoding = "+".join((codec, *sorted(set(others))))
    if others:
        notes.append(f"mixed encodings: {len(others)} lines differ from the rest")
    return Decoded(whole, encoding, plausibility(whole[:_SAMPLE]), lost, "; ".join(notes))


def _suspicious(line: str) -> bool:
    """Tell whether a line needs a second look: for lost characters, a run of uncommon ones, or too many of them."""
    if line.isascii():
        return False
    uncommon, bad = _patterns()
    if bad.search(line) or any(len(m[0]) > resync.RUN for m in uncommon.finditer(line)):
        return True
    return plausibility(line) < THRESHOLD


def _second_look(line: bytes, codec: str, read: str, *, within_budget: bool) -> tuple[str, str]:
    """Read a suspicious line as the other family, else bring it in step. The second value names the other family."""
    rivals = (_strict(line, other) for other in (_OLDER if codec == "utf-8" else ("utf-8",)))
    best = max((one for one in rivals if one is not None), key=lambda one: one.score, default=None)
    if best is not None and best.score >= THRESHOLD and best.score > plausibility(read):
        return best.text, best.encoding
    if codec == "utf-8" or not within_budget:
        return read, ""
    return resync.read(line, codec, common_characters()), ""


def _is_binary(data: bytes) -> bool:
    """Tell whether bytes hold more control characters than any text but UTF-16 has."""
    sample = data[: 2 * _SAMPLE]
    return len(sample) - len(sample.translate(None, _CONTROLS)) > _CONTROL_SHARE * len(sample)


def _refuse_if_lost(text: str) -> None:
    """Refuse a text of which little but ``?`` and U+FFFD is left."""
    gone = text.count("\ufffd") + sum(len(m[0]) for m in _QUESTION_RUNS.finditer(text))
    if gone > _LOST_SHARE * len("".join(text.split())):
        raise Refused(f"text lost: {gone} characters are ? or U+FFFD", "fetch the document again from its source")
