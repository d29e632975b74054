"""What happens to a document, step by step, and what happens to all of them together.

``analyse`` is the visible list of steps for one document; it keeps no state, so documents can be spread over processes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from zhaoshang_nlp import batch, normalise, packing, read, rules, segment
from zhaoshang_nlp.errors import ZhaoshangError
from zhaoshang_nlp.segment import stopwords
from zhaoshang_nlp.signature import Signature
from zhaoshang_nlp.types import KINDS, Document, Failed, Ok, Record


@dataclass(frozen=True, slots=True)
class Config:
    """What to do with each document.

    Attributes:
        normalise: options of normalisation; None leaves the text as it was read.
        segment: options of segmentation; None does not segment.
        kinds: the kinds of records to extract; empty extracts nothing.
        stopwords: names (``general``, ``policy``) or paths of stop-word lists that are left out of the counts; None
            counts nothing.
        rules: a folder whose rule files replace shipped ones of the same name.
        keep_tokens: keep the words themselves, not only their counts.
    """

    normalise: normalise.NormaliseOptions | None = field(default_factory=normalise.NormaliseOptions)
    segment: segment.SegmentOptions | None = field(default_factory=segment.SegmentOptions)
    kinds: tuple[str, ...] = KINDS
    stopwords: tuple[str, ...] | None = ("general",)
    rules: Path | None = None
    keep_tokens: bool = False


@dataclass(frozen=True, slots=True)
class Analysis:
    """What is known of one document.

    Attributes:
        document: the normalised document with its edits.
        words: content words with their counts, in order of first appearance, codes of digits last.
        n_tokens: all tokens, stop words and punctuation too.
        records: targets, industries, slogans.
        tokens: all tokens in order, where they were asked for.
    """

    document: Document
    words: Mapping[str, int] = field(default_factory=dict)
    n_tokens: int = 0
    records: tuple[Record, ...] = ()
    tokens: tuple[str, ...] = ()


# A result as it is made here, or packed by another process.
Packed = bytes | list[Any]
Made = Ok[Analysis] | Failed | Packed
Memory = batch.Memory[Ok[Document] | Failed, Made]


def analyse(document: Document, config: Config) -> Analysis:
    """Take one document through normalisation, segmentation and extraction."""
    if config.normalise is not None:
        read_as_it_is = document.origin.digest and document.text == document.raw
        document = normalise.normalise(document, config.normalise)
        # A head in traditional or damaged characters tells its region and date only now; the reader saw all others.
        if not read_as_it_is or document.text != document.raw:
            document = replace(document, meta=read.complete(document.meta, document.text))
    if not document.text.strip():
        return Analysis(_noted(document))
    tokens: list[str] = []
    words: dict[str, int] = {}
    if config.segment is not None:
        tokens = segment.make(config.segment).cut(document.text)
        if config.stopwords is not None:
            words = stopwords.content_counts(tokens, _stop_words(config.stopwords, config.rules), document.text)
    records = _records(document, config) if config.kinds else ()
    return Analysis(document, words, len(tokens), records, tuple(tokens) if config.keep_tokens else ())


def _records(document: Document, config: Config) -> tuple[Record, ...]:
    from zhaoshang_nlp.extract import kinds  # its rules and patterns take a tenth of a second that comparing can spare

    return tuple(kinds.records(document, kinds.load(config.rules), config.kinds))


def _noted(document: Document) -> Document:
    """Say in the row of ``documents`` that nothing but page furniture was found, which is no fault."""
    note = "; ".join(filter(None, (document.origin.note, "nothing but page furniture")))
    return replace(document, origin=replace(document.origin, note=note))


def attempt(item: Ok[Document] | Failed, config: Config) -> Ok[Analysis] | Failed:
    """Do ``analyse`` so that a document that cannot be done becomes a row of ``errors``; failed reads pass through.

    Errors of the call itself (a wrong rule file, an unknown engine) are not the document's fault and are raised.
    """
    if isinstance(item, Failed):
        return item
    document = item.value
    try:
        analysis = analyse(document, config)
    except ZhaoshangError:
        raise
    except Exception as error:  # one document must never take the batch with it
        return _broken(document, error)
    return Ok(analysis)


def run(
    items: Iterable[Ok[Document] | Failed], config: Config, jobs: int = 1, memory: Memory | None = None
) -> Iterator[Ok[Analysis] | Failed]:
    """Analyse documents in input order, on ``jobs`` processes (0: one for each core).

    Args:
        items: documents and failures of reading, which pass through.
        config: what to do with each.
        jobs: processes to work with.
        memory: results of earlier runs; see ``cache.Remembered``.
    """
    check(config)
    far = partial(_attempt_far, config=config, kept=memory is not None)
    how: batch.How[Ok[Document] | Failed, Made] = batch.How(
        jobs, _size, _killer, memory, partial(attempt, config=config), patient=True
    )
    for item, made in batch.in_order(far, items, how):
        if isinstance(made, Ok | Failed):
            yield made
        else:
            assert isinstance(item, Ok)  # noqa: S101 - failures are not packed
            yield Ok(unpacked(item.value, made))


def _attempt_far(item: Ok[Document] | Failed, config: Config, kept: bool) -> Packed | Failed:
    """Do ``attempt`` in another process: what comes back is small, and ready for the cache if it is ``kept``."""
    outcome = attempt(item, config)
    if isinstance(outcome, Failed):
        return outcome
    return packed(outcome.value) if kept else packing.parts(outcome.value.document, _found(outcome.value))


def packed(analysis: Analysis) -> bytes:
    """Give an analysis as bytes, without the source."""
    return packing.pack(analysis.document, _found(analysis))


def unpacked(source: Document, made: Packed) -> Analysis:
    """Give back what was packed.

    Raises:
        packing.Damaged: if the bytes are not what they were.
    """
    document, found = packing.unpack(source, made) if isinstance(made, bytes) else packing.joined(source, made)
    return Analysis(document if document.text.strip() else _noted(document), *found)


def _found(analysis: Analysis) -> packing.Found:
    return packing.Found(analysis.words, analysis.n_tokens, analysis.records, analysis.tokens)


def check(config: Config) -> tuple[str, ...]:
    """Load everything the configuration names, so that a wrong call fails before the first document.

    Returns:
        What a reader of the run should know (an engine replaced by another …).

    Raises:
        ZhaoshangError: for an unknown engine, kind or list, or a wrong rule file.
    """
    if config.rules is not None:
        rules.check_folder(config.rules)
    if config.kinds:
        from zhaoshang_nlp.extract import kinds

        kinds.check_kinds(config.kinds)
        if config.rules is not None:  # the shipped ones are right, and not needed if all is known from an earlier run
            kinds.load(config.rules)
    if config.segment is None:
        return ()
    if config.stopwords is not None:
        _stop_words(config.stopwords, config.rules)
    return segment.make(config.segment).notes


def _size(item: Ok[Document] | Failed) -> int:
    return len(item.value.text) if isinstance(item, Ok) else 1


@cache
def _stop_words(names: tuple[str, ...], folder: Path | None) -> frozenset[str]:
    return stopwords.stop_words(names, folder)


def _killer(item: Ok[Document] | Failed) -> Failed:
    """Give the row of a document that ends the process it is worked on in; it had its second try alone."""
    if isinstance(item, Failed):
        return item
    return Failed(
        item.value.id,
        item.value.origin.path,
        "analyse",
        "the process that worked on it was ended from outside, twice",
        "perhaps it ran out of memory: split the document; else please report it with the document",
    )


def _broken(document: Document, error: Exception) -> Failed:
    return Failed(
        document.id,
        document.origin.path,
        "analyse",
        f"{type(error).__name__}: {error}",
        "this is a fault of the program: please report it with the document",
    )


def signature(config: Config, **options: object) -> Signature:
    """Give what made a result: the engine and the lists it used, by digest, with every option that can change it.

    Args:
        config: how the documents were analysed.
        options: what else decides the rows (``by``, ``top``, ``labels`` …).
    """
    digests: dict[str, str] = {"read": rules.digest(read.FILES)}
    engine = ""
    if config.normalise is not None:
        digests["normalise"] = rules.digest(("boilerplate.toml", "script.toml"), config.rules)
        options["normalise"] = {name: value for name, value in asdict(config.normalise).items() if name != "rules"}
    if config.segment is not None:
        engine = segment.WORDS
        digests |= segment.digests(config.segment)
        if config.stopwords is not None:
            words = "\n".join(sorted(_stop_words(config.stopwords, config.rules)))
            digests["stop"] = hashlib.sha256(words.encode()).hexdigest()[:12]
    if config.kinds:
        from zhaoshang_nlp.extract import kinds

        digests["rules"] = rules.digest(kinds.FILES, config.rules)
        options["kinds"] = config.kinds
    return Signature(engine, digests, options)
