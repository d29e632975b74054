"""``kwic``: every place of a pattern with its surroundings, below each other on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from zhaoshang_nlp.cli import options

if TYPE_CHECKING:
    from zhaoshang_nlp import pipeline
    from zhaoshang_nlp.cli.job import Job
    from zhaoshang_nlp.compare.concordance import Line, Seeker, Text
    from zhaoshang_nlp.types import Document

_CATEGORY = "@"
_PARAGRAPH, _SENTENCE, _DOCUMENT = "paragraph", "sentence", "document"
_WITHIN = (_PARAGRAPH, _SENTENCE, _DOCUMENT)
# Why a pattern may find nothing though it stands there.
_HINTS = {
    "plain": "; texts are searched as `zhaoshang normalize` shows them, in simplified characters",
    "regex": "; texts are searched as `zhaoshang normalize` shows them, a match does not leave its document",
    "wild": "; * and ? are held against words as `zhaoshang segment` cuts them: try *产业* for 产业",
}
_BLOCK = 5_000  # lines drawn together, so that a terminal need not wait for all


@options.grouped
def kwic(
    pattern: Annotated[
        str,
        typer.Argument(
            help="A word or phrase; with * and ? held against whole words; with --regex a regular expression; "
            "@CATEGORY: every entry of that category of a dictionary.",
            metavar="PATTERN",
            show_default=False,
        ),
    ],
    inputs: options.Inputs,
    text: options.Text,
    words: options.Words,
    run: options.Run,
    output: options.Output,
    regex: Annotated[bool, typer.Option("--regex", help="The pattern is a regular expression.")] = False,
    whole: Annotated[bool, typer.Option("--whole-words", help="Find whole words only.")] = False,
    dictionary: Annotated[
        list[str] | None,
        typer.Option(help="For @CATEGORY: policy_tools, modality or a file; default: both.", show_default=False),
    ] = None,
    window: Annotated[int, typer.Option(help="Characters, or words, on each side.", min=0)] = 20,
    unit: Annotated[str, typer.Option(help="Unit of the window: chars or words.")] = "chars",
    within: Annotated[str, typer.Option(help="What no context leaves: paragraph, sentence or document.")] = _PARAGRAPH,
    sort: Annotated[str, typer.Option(help="text, left, right or match.")] = "text",
) -> None:
    """Show every place of a pattern with what stands left and right of it.

    Example: zhaoshang kwic 招商引资 speeches/ --sort right
    """
    from zhaoshang_nlp import pipeline, tables
    from zhaoshang_nlp.cli import gathering
    from zhaoshang_nlp.cli import job as jobs
    from zhaoshang_nlp.cli.output import Result
    from zhaoshang_nlp.compare import concordance
    from zhaoshang_nlp.errors import UnknownName

    if within not in _WITHIN:
        raise UnknownName("within", within, _WITHIN)
    seeker, digest = _seeker(pattern, (regex, whole), dictionary or [], run)
    tokens = seeker.needs_words or unit == "words"
    config = pipeline.Config(
        normalise=jobs.normalise_options(text, run),
        segment=jobs.segment_options(words, run) if tokens else None,
        kinds=(),
        stopwords=None,
        rules=run.rules,
        keep_tokens=tokens,
    )
    signature = pipeline.signature(
        config, pattern=pattern, regex=regex, whole=whole, dictionary=digest, window=window, unit=unit, within=within
    )
    result = Result(output, run, signature)
    job = jobs.Job(inputs, run)
    documents: dict[str, Document] = {}
    texts = _texts(job, config, within, documents)
    found = concordance.arranged(concordance.lines(texts, seeker, concordance.Window(window, unit)), sort)
    if tables.choose_format(output.format, output.output or sys.stdout) == "table" and output.output is None:
        _draw(found)
        job.note(f"{len(found)} places in {len({line.id for line in found})} of {job.done} documents")
        job.note(signature.line)
    else:
        result.write("kwic", (_row(line, documents[line.id]) for line in found))
    gathering.nothing(
        job, len(found), f"{pattern} stands in none of {job.done} documents{_HINTS[_kind(pattern, regex)]}"
    )
    job.finish()


def _kind(pattern: str, regex: bool) -> str:
    """Say what a pattern is, for a hint to a reader who finds nothing."""
    return "regex" if regex else "wild" if set("*?") & set(pattern) else "plain"


def _seeker(pattern: str, how: tuple[bool, bool], names: list[str], run: options.Run) -> tuple[Seeker, str]:
    """Give what finds the pattern, and the digest of the dictionary that has the category, the first of those named."""
    from zhaoshang_nlp.compare import concordance, dictionary_files
    from zhaoshang_nlp.compare.dictionary import Finder
    from zhaoshang_nlp.errors import BadInput, UnknownName

    regex, whole = how
    if regex and whole:
        raise BadInput("--regex finds what the expression says; write \\b into it instead of --whole-words")
    if regex:
        return concordance.Regex(pattern), ""
    if not pattern.startswith(_CATEGORY) or len(pattern) == 1:
        return concordance.words_seeker(pattern, words=whole), ""
    category = pattern.removeprefix(_CATEGORY)
    loaded = [dictionary_files.load(name, run.rules) for name in names or dictionary_files.SHIPPED]
    for each in loaded:
        if category in each.names:
            return Finder(each.only(category), words=whole), each.digest
    raise UnknownName("category", category, [name for each in loaded for name in each.names])


def _texts(job: Job, config: pipeline.Config, within: str, kept: dict[str, Document]) -> Iterator[Text]:
    """Yield the documents with their sentences; of each what a row tells is kept."""
    from dataclasses import replace

    from zhaoshang_nlp.compare.concordance import Text
    from zhaoshang_nlp.extract import passage

    for analysis in job.analyses(config):
        document = analysis.document
        sentences = [sentence.span for sentence in passage.sentences(document.text)]
        bounds = {_PARAGRAPH: passage.paragraphs(document.text), _SENTENCE: sentences}.get(within, [])
        kept[document.id] = replace(document, raw="", text="", hunks=(), edits=())
        yield Text(document, analysis.tokens, sentences, bounds)


def _row(line: Line, document: Document) -> dict[str, object]:
    from zhaoshang_nlp import tables

    return {
        "doc_id": line.id,
        "left": line.left,
        "match": line.match,
        "right": line.right,
        "sentence": line.sentence,
        "category": line.category,
        "entry": line.entry,
        "start": line.span.start,
        "end": line.span.end,
        "raw_start": line.raw.start,
        "raw_end": line.raw.end,
    } | tables.metadata_row(document)


def _draw(found: list[Line]) -> None:
    """Show lines on the terminal, the finds below each other and, where it has colours, in one."""
    from rich.console import Console
    from rich.text import Text

    from zhaoshang_nlp.compare.concordance import aligned

    console = Console(highlight=False, soft_wrap=True)
    for first in range(0, len(found), _BLOCK):
        for row in aligned(found[first : first + _BLOCK], console.width):
            console.print(Text.assemble(row.left, "  ", (row.match, "bold red"), row.right, "  ", (row.id, "dim")))
