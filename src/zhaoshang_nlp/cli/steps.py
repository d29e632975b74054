"""``normalize`` and ``segment``: one step of the way, text out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhaoshang_nlp.cli import options
from zhaoshang_nlp.errors import BadInput, UnknownName

if TYPE_CHECKING:
    from zhaoshang_nlp import pipeline

_SEGMENT_FORMATS = ("text", "jsonl")


@options.grouped
def normalize(
    inputs: options.Inputs,
    text: options.Text,
    run: options.Run,
    output: options.Output,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show every edit with its rule and place instead of the text.")
    ] = False,
) -> None:
    """Give the normalised text: damage repaired, furniture dropped, widths folded, characters simplified.

    One document goes to standard output; for several give -o FOLDER, which gets one UTF-8 file each.

    Example: zhaoshang normalize page.txt --explain
    """
    from zhaoshang_nlp import pipeline, tables
    from zhaoshang_nlp.cli import job as jobs
    from zhaoshang_nlp.cli.output import Result

    job = jobs.Job(inputs, run)
    config = pipeline.Config(normalise=jobs.normalise_options(text, run), segment=None, kinds=())
    analyses = job.analyses(config)
    if explain:
        result = Result(output, run, pipeline.signature(config))
        result.write("edits", (row for analysis in analyses for row in tables.edits_rows(analysis.document)))
    else:
        _write_texts(((a.document.id, a.document.text) for a in analyses), output.output)
    job.finish()


def _is_folder(path: Path) -> bool:
    """Tell whether a path is meant as a folder: it is one, or it does not exist and has no suffix."""
    return path.is_dir() or (not path.exists() and not path.suffix)


def _write_texts(texts: Iterable[tuple[str, str]], target: Path | None) -> None:
    """Write one text to a file or standard output, or each text to a file of its own in a folder.

    Raises:
        BadInput: if several texts are to go into one place.
    """
    if target is not None and _is_folder(target):
        for doc_id, text in texts:
            place = target / f"{doc_id}.txt"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, "utf-8", newline="")
        return
    found = [text for _, text in islice(texts, 2)]
    if len(found) > 1:
        raise BadInput("several documents do not go into one text; give a folder: -o FOLDER/")
    for text in found:
        if target is None:
            sys.stdout.write(text if text.endswith("\n") else text + "\n")
        else:
            target.write_text(text, "utf-8", newline="")


@options.grouped
def segment(
    inputs: options.Inputs,
    text: options.Text,
    words: options.Words,
    run: options.Run,
    normalise: Annotated[bool, typer.Option("--normalize/--no-normalize", help="Normalise the text first.")] = True,
    format: Annotated[str, typer.Option(help="text: words separated by spaces; jsonl: doc_id and tokens.")] = "text",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; default: standard output.")
    ] = None,
) -> None:
    """Cut the text into words: exactly jieba's, with the policy lexicon, codes and numbers kept whole.

    Example: zhaoshang segment speech.txt --no-lexicon --no-protect
    """
    from zhaoshang_nlp import pipeline
    from zhaoshang_nlp.cli import job as jobs

    if format not in _SEGMENT_FORMATS:
        raise UnknownName("format", format, _SEGMENT_FORMATS)
    job = jobs.Job(inputs, run)
    config = pipeline.Config(
        normalise=jobs.normalise_options(text, run) if normalise else None,
        segment=jobs.segment_options(words, run),
        kinds=(),
        stopwords=None,
        keep_tokens=True,
    )
    lines = (_line(analysis, format) for analysis in job.analyses(config))
    if output is None:
        for line in lines:
            sys.stdout.write(line)
    else:
        with output.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(lines)
    job.finish()


def _line(analysis: pipeline.Analysis, format: str) -> str:
    if format == "jsonl":
        record = {"doc_id": analysis.document.id, "tokens": list(analysis.tokens)}
        return json.dumps(record, ensure_ascii=False) + "\n"
    # One paragraph of the text stays one line, so that other programs can read it.
    lines: list[list[str]] = [[]]
    for token in analysis.tokens:
        if "\n" in token:
            lines.append([])
        elif token.strip():
            lines[-1].append(token)
    return "".join(" ".join(line) + "\n" for line in lines if line)
