"""``keywords``: what is typical of a document or a group, by TF-IDF, TextRank, or exactly as jieba has it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhaoshang_nlp.cli import options
from zhaoshang_nlp.errors import BadInput, UnknownName

if TYPE_CHECKING:
    from zhaoshang_nlp import pipeline
    from zhaoshang_nlp.compare.keyterms import KeyTerm

METHODS = ("tfidf", "textrank", "jieba-tfidf", "jieba-textrank")


@options.grouped
def keywords(
    inputs: options.Inputs,
    text: options.Text,
    words: options.Words,
    counting: options.Counting,
    run: options.Run,
    output: options.Output,
    by: options.By = None,
    top: Annotated[int, typer.Option(help="Terms shown for each document or group.", min=1)] = 20,
    method: Annotated[str, typer.Option(help="tfidf, textrank, jieba-tfidf or jieba-textrank.")] = "tfidf",
    weighting: Annotated[
        str,
        typer.Option(
            help="Form of tfidf: sklearn, sklearn-unsmoothed, sklearn-sublinear, quanteda-prop, or SMART's "
            "letters (ltc, nnn, ntc, lpn …)."
        ),
    ] = "sklearn",
    phrases: Annotated[
        int, typer.Option(help="Count phrases of up to so many words too (tfidf); 1: words only.", min=1, max=9)
    ] = 1,
    idf: Annotated[
        Path | None, typer.Option(help="IDF table for jieba-tfidf, lines `word number`; default: jieba's own.")
    ] = None,
    pos: Annotated[
        str, typer.Option(help="Parts of speech to keep (n,ns,vn,v …), by jieba's tagger; jieba methods only.")
    ] = "",
) -> None:
    """Give the keywords of each document, or of each group with --by, with document frequency and dispersion.

    jieba's own tables exactly: --method jieba-tfidf --stopwords none --no-lexicon --no-protect.

    Example: zhaoshang keywords speeches/ --by region --top 10 --weighting ltc
    """
    from zhaoshang_nlp import pipeline, tables
    from zhaoshang_nlp.cli import gathering
    from zhaoshang_nlp.cli.job import Job
    from zhaoshang_nlp.cli.output import Result

    _check(method, weighting, phrases, idf, pos)
    config = gathering.counting((text, words, counting, run), keep_tokens=method != "tfidf" or phrases > 1)
    asked = {"method": method, "weighting": weighting, "phrases": phrases, "pos": pos, "idf": _digest(idf)}
    result = Result(output, run, pipeline.signature(config, by=by, top=top, **asked))
    job = Job(inputs, run)
    if method.startswith("jieba"):
        found = _jieba(job.analyses(config), config, (method, idf, pos), by, top)
    else:
        found = _own(job.analyses(config), (method, weighting, phrases), by, top)
    name = "keyterms" if by is None else "group_keyterms"
    result.write(name, tables.comparison_rows(name, found))
    job.finish()


def _check(method: str, weighting: str, phrases: int, idf: Path | None, pos: str) -> None:
    """Make sure, before any document is read, that the options exist and fit the method.

    Raises:
        UnknownName: for another method or weighting.
        BadInput: for an option of another method, or an IDF table that cannot be read.
    """
    from zhaoshang_nlp.compare import jieba_keywords
    from zhaoshang_nlp.compare.weighting import NAMES

    if method not in METHODS:
        raise UnknownName("method", method, METHODS)
    if weighting not in NAMES:
        raise UnknownName("weighting", weighting, NAMES)
    if phrases > 1 and method != "tfidf":
        raise BadInput(f"--phrases belongs to --method tfidf, not {method}")
    if idf is not None and method != "jieba-tfidf":
        raise BadInput(f"--idf belongs to --method jieba-tfidf, not {method}")
    if pos and not method.startswith("jieba"):
        raise BadInput(f"--pos needs jieba's tagger: --method jieba-tfidf or jieba-textrank, not {method}")
    if idf is not None:
        jieba_keywords.read_idf(idf)


def _digest(path: Path | None) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path is not None and path.is_file() else None


def _own(analyses: Iterable[pipeline.Analysis], asked: tuple[str, str, int], by: str | None, top: int) -> list[KeyTerm]:
    """Give keywords by TF-IDF or TextRank."""
    from zhaoshang_nlp import corpus
    from zhaoshang_nlp.cli import gathering
    from zhaoshang_nlp.compare import keyterms, ngrams

    method, weighting, phrases = asked
    if method == "tfidf" and phrases == 1:
        gathered = corpus.gather(analyses)
        return keyterms.by_tfidf(gathered.matrix, gathering.labels(gathered, by), weighting, top)
    gathered, text = gathering.running(analyses)
    labels = gathering.labels(gathered, by)
    if method == "textrank":
        return keyterms.by_textrank(text, labels, top=top)
    every = keyterms.together(text.matrix(), ngrams.phrases(text, range(2, phrases + 1)))
    return keyterms.by_tfidf(every, labels, weighting, top)


def _jieba(
    analyses: Iterable[pipeline.Analysis],
    config: pipeline.Config,
    asked: tuple[str, Path | None, str],
    by: str | None,
    top: int,
) -> list[KeyTerm]:
    """Give keywords as jieba.analyse has them."""
    from zhaoshang_nlp.cli import gathering
    from zhaoshang_nlp.cli.job import listed
    from zhaoshang_nlp.compare import jieba_keywords, keyterms
    from zhaoshang_nlp.corpus import Corpus
    from zhaoshang_nlp.segment import SegmentOptions, stopwords

    method, idf, pos = asked
    stops = stopwords.stop_words(config.stopwords or (), config.rules)
    tags = tuple(listed(pos)) or (jieba_keywords.TEXTRANK_POS if method == "jieba-textrank" else ())
    tagger = jieba_keywords.Tagger(config.segment or SegmentOptions(), stops) if tags else None
    gathered = jieba_keywords.Gathered(stops)
    corpus = Corpus()
    for analysis in analyses:
        document = analysis.document
        corpus.metas[document.id] = document.meta
        tokens = tagger.words(document.text, tags) if tagger else analysis.tokens
        gathered.add(document.id, tokens, document.text if method == "jieba-textrank" else "")
    labels = gathering.labels(corpus, by)
    if method == "jieba-textrank" and tagger:
        ranked = gathered.textrank(labels, tagger, tags, top)
    else:
        ranked = gathered.tfidf(labels, jieba_keywords.read_idf(idf), top)
    return keyterms.keyterms(gathered.matrix(), labels, ranked)
