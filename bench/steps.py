"""The single steps, warm and in one process: each against the library that a script would use for it."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

import numpy as np

from bench import corpora
from bench.measure import Bench, same
from zhaoshang_nlp import normalise, segment
from zhaoshang_nlp.compare import matrix, similarity, tfidf
from zhaoshang_nlp.extract import kinds
from zhaoshang_nlp.normalise import conversion
from zhaoshang_nlp.segment import SegmentOptions, stopwords
from zhaoshang_nlp.types import Document

_TOLERANCE = 1e-12
_ENOUGH = 50_000  # characters


@cache
def texts(quick: bool) -> tuple[str, ...]:
    """Give the texts that the steps are measured on: of reports' length, since start and end of a text cost more."""
    found = corpora.sources()[: 6 if quick else None]
    return found if sum(map(len, found)) > _ENOUGH else tuple(corpora.recombined(6, 17_000))


@cache
def jieba() -> Any:
    """Give jieba with its dictionary loaded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(60)
    jieba.initialize()
    return jieba


def segmentation(bench: Bench) -> None:
    """Words: exactly jieba's, with and without HMM and lexicon; and what ``segment`` does by default."""
    some = texts(bench.quick)
    for hmm in (True, False):
        for lexicon in (False, True):
            for protect in (False, True):
                fast, plain = (
                    segment.make(SegmentOptions(engine, hmm, lexicon, (), protect)) for engine in ("fast", "jieba")
                )
                for text in some:
                    same(f"segmentation, {fast.options}", fast.cut(text), plain.cut(text))
    bare, full = segment.make(SegmentOptions(lexicon=False, protect=False)), segment.make()
    lcut = jieba().lcut
    for text in some:
        same("segmentation", bare.cut(text), lcut(text))
    fresh = Fresh(some)
    for name, cutter in (("segmentation, plain", bare), ("segmentation, lexicon and codes", full)):
        variants = {"ours": partial(fresh.over, cutter.cut), "jieba": partial(fresh.over, lcut)}
        times = bench.in_turn(variants, 5)
        bench.faster(name, "jieba.lcut", times, 12, "same words as jieba with the same options")


class Fresh:
    """The texts, with another sign at the end in every round: no memo of an earlier round may help anybody."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._round = 0

    def over(self, function: Callable[[str], object]) -> None:
        """Do something with every text."""
        self._round += 1
        for text in self._texts:
            function(f"{text}{self._round}。")


def script(bench: Bench) -> None:
    """Traditional to simplified, same dictionaries."""
    import opencc

    some = texts(bench.quick)
    back = opencc.OpenCC("s2t").convert
    reference = conversion.reference().convert
    for name, each in (("simplified", some), ("traditional", tuple(map(back, some)))):
        for text in each:
            same(f"script, {name}", conversion.convert(text), reference(text))
        fresh = Fresh(each)
        variants = {"ours": partial(fresh.over, conversion.convert), "opencc": partial(fresh.over, reference)}
        times = bench.in_turn(variants, 5)
        bench.faster(f"traditional to simplified, {name} text", "opencc-python-reimplemented", times, 50)


@cache
def words(quick: bool) -> tuple[tuple[str, ...], ...]:
    """Give the content words of recombined documents."""
    stops, cut = stopwords.stop_words(("general",)), segment.make().cut
    documents = corpora.recombined(60 if quick else 600, 3_000)
    return tuple(tuple(stopwords.content_words(cut(text), stops)) for text in documents)


def counting(bench: Bench) -> None:
    """Matrix, weights and neighbours against scikit-learn, on the same words."""
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
    from sklearn.metrics.pairwise import cosine_similarity

    each = words(bench.quick)
    named = [(f"{i:06}", one) for i, one in enumerate(each)]
    ours, theirs = matrix.build(named), CountVectorizer(analyzer=list)
    counts = theirs.fit_transform(each)
    counts.sort_indices()
    same("matrix, terms", list(ours.terms), theirs.get_feature_names_out().tolist())
    for part in ("data", "indices", "indptr"):
        same(f"matrix, {part}", getattr(ours.counts, part).tolist(), getattr(counts, part).tolist())
    weights = tfidf.weights(ours)
    cosines = cosine_similarity(TfidfVectorizer(analyzer=list).fit_transform(each))
    far = float(abs(similarity.cosine_table(weights) - cosines).max())
    same("cosines", far <= 2 * _TOLERANCE, True)
    variants = {
        "ours": lambda: matrix.build(named),
        "sklearn": lambda: CountVectorizer(analyzer=list).fit_transform(each),
    }
    bench.faster("document-term matrix", "CountVectorizer", bench.in_turn(variants, 7), 1.5)

    def by_sklearn() -> None:
        table = cosine_similarity(TfidfVectorizer(analyzer=list).fit_transform(each))
        np.fill_diagonal(table, -1)
        np.argsort(-table, kind="stable")[:, :10]

    def by_us() -> None:
        made = matrix.build(named)
        similarity.neighbours(tfidf.weights(made), made.ids, 10)

    times = bench.in_turn({"ours": by_us, "sklearn": by_sklearn}, 5)
    bench.faster("words to ten nearest documents", "scikit-learn alone", times, None, f"cosines equal to {far:.0e}")


def shares(bench: Bench) -> None:
    """Extraction and normalisation, held against the time of segmentation."""
    documents = [Document.of(text, f"d{i}") for i, text in enumerate(texts(bench.quick))]
    options = normalise.NormaliseOptions()
    for document in documents:
        same("normalise on clean text", normalise.normalise(document, options).text, document.text)
    rules, fresh = kinds.load(None), Fresh(texts(bench.quick))

    def normalised(text: str) -> object:
        return normalise.normalise(Document.of(text), options)

    def extracted(text: str) -> object:
        return kinds.records(Document.of(text), rules)

    cut = partial(fresh.over, segment.make().cut)
    times = bench.in_turn({"normalise": partial(fresh.over, normalised), "cut": cut}, 5)
    bench.share("normalise, clean text", "segmentation", times, 0.1)
    times = bench.in_turn({"extract": partial(fresh.over, extracted), "cut": cut}, 3)
    bench.share("extraction, all kinds", "segmentation", times, 1.0)


def keywords(bench: Bench) -> None:
    """Keywords against ``jieba.analyse``, which has its own weights: only the time is compared."""
    from zhaoshang_nlp import pipeline
    from zhaoshang_nlp.corpus import gather

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba.analyse as peer
    some = texts(bench.quick)
    config = pipeline.Config(normalise=None, kinds=())

    def by_us() -> None:
        gather(pipeline.analyse(Document.of(text, f"d{i}"), config) for i, text in enumerate(some)).keywords()

    jieba()
    times = bench.in_turn({"ours": by_us, "peer": lambda: list(map(peer.extract_tags, some))}, 3)
    bench.faster("keywords", "jieba.analyse.extract_tags", times, None, "other weights: a fixed IDF table")
