"""``keywords``: what is typical of a document or a group, by TF-IDF, TextRank, or exactly as jieba has it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhaoshang_nlp.cli import options
from zhaoshang_nlp.errors import BadInput, UnknownName

if TYPE_CHECKING:
    from zhaoshang_nlp import pipeline
    from zhaoshang_nlp.compare.cut import Cut
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
    top: Annotated[int, typer.Option(help="Terms shown for each document or group; 0: all.", min=0)] = 20,
    method: Annotated[str, typer.Option(help="tfidf, textrank, jieba-tfidf or jieba-textrank.")] = "tfidf",
    weighting: Annotated[
        str,
        typer.Option(
            help="Form of tfidf: sklearn, sklearn-unsmoothed, sklearn-sublinear, quanteda-prop, or SMART's "
            "letters (ltc, nnn, ntc, lpn …)."
        ),
    ] = "sklearn",
    phrases: Annotated[
        int,
        typer.Option(help="Count phrases of up to so many words too (tfidf, textrank); 1: words only.", min=1, max=9),
    ] = 1,
    idf: Annotated[
        Path | None, typer.Option(help="IDF table for jieba-tfidf, lines `word number`; default: jieba's own.")
    ] = None,
    pos: Annotated[
        str, typer.Option(help="Parts of speech to keep (n,ns,nz,vn,v …), by jieba's tagger; default: all.")
    ] = "",
) -> None:
    """Give the keywords of each document, or of each group with --by, with document frequency and dispersion.

    jieba's own tables exactly: --method jieba-tfidf --stopwords none --no-lexicon --no-protect.

    Example: zhaoshang keywords speeches/ --by region --top 10 --weighting ltc
    """
    from zhaoshang_nlp import pipeline
    from zhaoshang_nlp.cli import gathering
    from zhaoshang_nlp.cli.job import Job
    from zhaoshang_nlp.cli.output import Result

    _check(method, weighting, phrases, idf)
    config = gathering.counting((text, words, counting, run), keep_tokens=method != "tfidf" or phrases > 1)
    asked = {"method": method, "weighting": weighting, "phrases": phrases, "pos": pos, "idf": _digest(idf)}
    result = Result(output, run, pipeline.signature(config, by=by, top=top, **asked))
    job = Job(inputs, run)
    if method.startswith("jieba"):
        found = _jieba(job.analyses(config), config, (method, idf, pos), by, top or None)
    else:
        found = _own(_tagged(job.analyses(config), config, pos), (method, weighting, phrases), by, top or None)
    why = "no document has a word that counts (see --stopwords and --pos) and weighs anything (see --weighting)"
    gathering.show(result, job, "keyterms" if by is None else "group_keyterms", found, why)
    job.finish()


def _check(method: str, weighting: str, phrases: int, idf: Path | None) -> None:
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
    if phrases > 1 and method.startswith("jieba"):
        raise BadInput(f"--phrases belongs to --method tfidf and textrank, not {method}")
    if idf is not None and method != "jieba-tfidf":
        raise BadInput(f"--idf belongs to --method jieba-tfidf, not {method}")
    if idf is not None:
        jieba_keywords.read_idf(idf)


def _digest(path: Path | None) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path is not None and path.is_file() else None


def _tagged(analyses: Iterable[pipeline.Analysis], config: pipeline.Config, pos: str) -> Iterable[pipeline.Analysis]:
    """Keep of the content words those of the parts of speech that are wanted; codes (“3+2”) have none."""
    from zhaoshang_nlp.cli.job import listed
    from zhaoshang_nlp.compare.jieba_keywords import Tagger
    from zhaoshang_nlp.segment import SegmentOptions

    tags = frozenset(listed(pos))
    if not tags:
        yield from analyses
        return
    tagger = Tagger(config.segment or SegmentOptions())
    for analysis in analyses:
        words = {word: count for word, count in analysis.words.items() if tagger.tag(word) in tags}
        yield replace(analysis, words=words)


def _own(
    analyses: Iterable[pipeline.Analysis], asked: tuple[str, str, int], by: str | None, top: int | None
) -> Cut[KeyTerm]:
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
        return keyterms.by_textrank(text, labels, top=top, longest=phrases)
    every = keyterms.together(text.matrix(), ngrams.phrases(text, range(2, phrases + 1)).matrix)
    return keyterms.by_tfidf(every, labels, weighting, top)


def _jieba(
    analyses: Iterable[pipeline.Analysis],
    config: pipeline.Config,
    asked: tuple[str, Path | None, str],
    by: str | None,
    top: int | None,
) -> Cut[KeyTerm]:
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
