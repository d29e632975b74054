"""The main job from Python: the same steps and the same tables as the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from zhaoshang_nlp import pipeline, read, results
from zhaoshang_nlp.errors import BadInput
from zhaoshang_nlp.types import Document, Meta


def analyze(
    inputs: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    reading: read.ReadOptions | None = None,
    config: pipeline.Config | None = None,
    choice: results.Choice | None = None,
    jobs: int = 1,
) -> results.Results:
    """Read, normalise, segment, extract and compare; give all tables.

    Args:
        inputs: files, folders, globs.
        reading: how files and tables are read.
        config: what is done with each document.
        choice: what is shown: grouping column, rows for each group, slogan labels.
        jobs: processes to work with.

    Returns:
        The tables by name, ``results["targets"]`` being a data frame; failed documents are rows of ``errors``.

    Raises:
        ZhaoshangError: if the call names something that does not exist.
    """
    names = [inputs] if isinstance(inputs, str | os.PathLike) else list(inputs)
    config = config or pipeline.Config()
    documents = read.documents([os.fspath(name) for name in names], reading or read.ReadOptions(), sys.stdin.buffer)
    return results.collect(pipeline.run(documents, config, jobs), config, choice)


def analyze_text(text: str, *, year: int | None = None, config: pipeline.Config | None = None) -> pipeline.Analysis:
    """Normalise, segment and extract from one string.

    Args:
        text: the text as it was found.
        year: the year it belongs to, by which 今年 and 去年 are resolved.
        config: what is done with it.

    Raises:
        BadInput: if the text is no string or the year no whole number.

    >>> analysis = analyze_text("今年全县地区生产总值增长６％左右。", year=2026)
    >>> [(record.indicator, record.value, record.year) for record in analysis.records]
    [('地区生产总值', 6.0, '2026')]
    """
    if not isinstance(text, str):
        raise BadInput(f"the text is a {type(text).__name__}; give a string, or the paths of files to `analyze`")
    if year is not None and not isinstance(year, int):
        raise BadInput(f"year {year!r} is a {type(year).__name__}; give a whole number such as 2026")
    return pipeline.analyse(Document.of(text, meta=Meta(year=year)), config or pipeline.Config())
