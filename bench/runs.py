"""Whole runs: against the script, on two processes, from the cache, at the start, and with size."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import statistics
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import numpy as np

from bench import corpora, naive
from bench.measure import Bench, Figure, Ran, Times, process, same, zhaoshang
from zhaoshang_nlp import batch, pipeline, segment
from zhaoshang_nlp.cache import Cache, Remembered
from zhaoshang_nlp.corpus import gather
from zhaoshang_nlp.normalise import NormaliseOptions
from zhaoshang_nlp.segment import SegmentOptions, stopwords
from zhaoshang_nlp.types import Document, Failed, Ok

OUT = corpora.BUILD / "out"
Documents = list[Ok[Document] | Failed]
# What the script does, no more: every text through OpenCC, jieba's own words, one stop list.
_PLAIN = ("--no-cache", "--quiet", "--script", "simplified", "--no-repair", "--furniture", "keep")
# Documents that must fit into a gibibyte.
_MANY = 50_000
# Documents by which growth is shown.
_COUNTS = (1_000, 4_000, 16_000)
_PLAIN_WORDS = ("--no-lexicon", "--no-protect")


@cache
def stop_file(folder: Path) -> Path:
    """Write the script's stop list: the general one, and whatever of a corpus is no word."""
    cut = segment.make(SegmentOptions(lexicon=False, protect=False)).cut
    stops = stopwords.stop_words(("general",))
    kinds = {token for path in folder.rglob("*.txt") for token in cut(path.read_text("utf-8"))}
    # Two digits or more may be a code: the script asks for the quotation marks.
    wordless = {kind for kind in kinds if not stopwords.content_words(["“", kind, "”"], stops)}
    path = corpora.BUILD / f"stop-{folder.name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(sorted(stops | wordless)), "utf-8")
    return path


def _nearest(path: Path) -> tuple[list[tuple[str, str]], list[float]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    # Ids of files in folders begin with the folder.
    return [(Path(row["a"]).name, Path(row["b"]).name) for row in rows], [float(row["cosine"]) for row in rows]


def against_the_script(bench: Bench) -> None:
    """Fresh processes on some hundred documents: ``compare`` with the same results, ``analyze`` with everything on."""
    OUT.mkdir(parents=True, exist_ok=True)
    folder = corpora.folder(40 if bench.quick else 120, 17_000)
    stops, script, ours = stop_file(folder), OUT / "naive.csv", OUT / "similarity.csv"
    by_script = partial(process, [Path(naive.__file__), folder, stops, script])
    compare = ("compare", folder, *_PLAIN, *_PLAIN_WORDS, "-o", ours)
    by_script()
    for jobs in ("1", "0"):
        zhaoshang(*compare, "--jobs", jobs)()
        (pairs, cosines), (their_pairs, their_cosines) = _nearest(ours), _nearest(script)
        same(f"compare --jobs {jobs}, pairs", pairs, their_pairs)
        same(f"compare --jobs {jobs}, cosines", bool(np.allclose(cosines, their_cosines, rtol=0, atol=1e-9)), True)
    analyze = ("analyze", folder, "--no-cache", "--quiet", "-o", OUT / "analyze")
    alike = "with imports and dictionaries; same pairs, cosines to 1e-9"
    more = "ours with repair, lexicon, extraction and all tables"
    for name, command, goal, note in (("compare", compare, 7.0, alike), ("analyze", analyze, 4.0, more)):
        variants: dict[str, Callable[[], object]] = {
            "ours": zhaoshang(*command),
            "one": zhaoshang(*command, "--jobs", "1"),
            "script": by_script,
        }
        times = bench.in_turn(variants, 5)
        for which, of, aim in (("ours", f"{batch.cores()} cores, as it is called", goal), ("one", "one process", None)):
            two = Times({each: times.seconds[each] for each in (which, "script")}, times.busy)
            told = "end to end" if which == "ours" else "end to end, --jobs 1"
            bench.faster(f"{name}, {told}", "script", two, aim, f"fresh processes, {of}; {note}")


def warm(bench: Bench) -> None:
    """The work of the script in one process, all loaded, on three million characters."""
    documents: Documents = [Ok(document) for document in corpora.documents(150 if bench.quick else 1_500, 2_000)]
    texts = [item.value.text for item in documents if isinstance(item, Ok)]
    stop = naive.stops(stop_file(corpora.folder(len(documents), 2_000)))
    tools = naive.tools()
    config = pipeline.Config(
        NormaliseOptions("simplified", repair=False, furniture="keep"), SegmentOptions(lexicon=False, protect=False), ()
    )

    def ours() -> object:
        return gather(item.value for item in pipeline.run(documents, config) if isinstance(item, Ok)).similarity()

    def script() -> object:
        return naive.compared(naive.tokenised(texts, stop, tools))

    table = script()
    np.fill_diagonal(table, -1)  # type: ignore[arg-type]  # scikit-learn has no types
    far = max(abs(float(table[int(n.a[1:]), int(n.b[1:])]) - n.cosine) for n in ours())  # type: ignore[index, attr-defined]  # as above
    same("compare, warm", far < 1e-9, True)
    times = bench.in_turn({"ours": ours, "script": script}, 3)
    size = sum(map(len, texts)) / 1e6
    bench.faster("compare, warm", "script", times, 9, f"one process, {size:.1f} million characters")


def two_workers(bench: Bench) -> None:
    """Two processes against one, the same results; and a little work, which several must not make longer."""
    documents: Documents = [Ok(document) for document in corpora.documents(500 if bench.quick else 4_000, 2_000)]
    config = pipeline.Config(kinds=())
    one, two = (partial(_digest, documents, config, jobs) for jobs in (1, 2))
    same("two workers", two(), one())
    times = bench.in_turn({"two": two, "one": one}, 5)
    size = sum(len(item.value.text) for item in documents if isinstance(item, Ok)) / 1e6
    bench.faster(
        "two processes", "one", times, None if bench.quick else 1.6, f"{size:.1f} million characters, same results"
    )
    little = documents[:100]
    one, two = (partial(_digest, little, config, jobs) for jobs in (1, 2))
    times = bench.in_turn({"two": two, "one": one}, 9)
    bench.share("two processes, 100 short documents", "one", times, 1.1, "0.2 million characters")


def _digest(documents: Documents, config: pipeline.Config, jobs: int) -> str:
    total = hashlib.sha256()
    for outcome in pipeline.run(documents, config, jobs):
        if isinstance(outcome, Ok):
            total.update(repr((outcome.value.document.id, outcome.value.words, outcome.value.n_tokens)).encode())
    return total.hexdigest()


class Analysed:
    """Runs of one configuration, with and without a cache."""

    def __init__(self, config: pipeline.Config) -> None:
        self._config = config
        self._file = OUT / "cache.sqlite"

    def plain(self, documents: Documents) -> object:
        """Analyse without a cache."""
        return list(pipeline.run(documents, self._config))

    def warm(self, documents: Documents) -> object:
        """Analyse with the cache as it is."""
        with Cache(self._file) as opened:
            return list(pipeline.run(documents, self._config, 1, Remembered(opened, self._config)))

    def cold(self, documents: Documents) -> object:
        """Analyse with an empty cache."""
        _forget(self._file)
        return self.warm(documents)


def cached(bench: Bench) -> None:
    """A second run over the same documents, and one with some new ones: the step of analysis alone."""
    OUT.mkdir(parents=True, exist_ok=True)
    count = 200 if bench.quick else 1_000
    documents: Documents = [Ok(document) for document in corpora.documents(count, 2_000)]
    newer = [*documents[count // 100 :], *map(Ok, corpora.documents(count // 100, 2_000, seed=8))]
    for name, config in (("counts", pipeline.Config(kinds=())), ("everything", pipeline.Config())):
        runs = Analysed(config)
        plain = repr(runs.plain(documents))
        same("cache, cold", repr(runs.cold(documents)), plain)
        same("cache, warm", repr(runs.warm(documents)), plain)
        cold = partial(runs.cold, documents)
        times = bench.in_turn({"warm": partial(runs.warm, documents), "cold": cold}, 3)
        bench.faster(f"analysis from the cache, {name}", "cold", times, 8, "same results")
        times = bench.in_turn({"cold": cold, "plain": partial(runs.plain, documents)}, 3)
        bench.share(f"cold run that fills a cache, {name}", "run without one", times, None)
        # Each round begins with the cache of the old documents.
        each = [bench.in_turn({"cold": cold, "new": partial(runs.warm, newer)}, 1) for _ in range(bench.rounds(3))]
        found = {name: [times.seconds[name][0] for times in each] for name in ("new", "cold")}
        new = Times(found, sum(times.busy for times in each))
        bench.faster(f"analysis with 1 % new documents, {name}", "cold", new, 6)


def cached_runs(bench: Bench) -> None:
    """Whole runs of the command line with a cache: reading, comparing and writing are done every time."""
    folder, file, out = corpora.folder(100 if bench.quick else 1_000, 2_000), OUT / "run.sqlite", OUT / "tables"
    run = zhaoshang("analyze", folder, "--cache", file, "--quiet", "-o", out)

    def cold() -> Ran:
        _forget(file)
        return run()

    def bytes_of() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(out.iterdir())}

    zhaoshang("analyze", folder, "--no-cache", "--quiet", "-o", out)()
    plain = bytes_of()
    cold()
    same("analyze, cold", bytes_of(), plain)
    run()
    same("analyze, warm", bytes_of(), plain)
    # The cold run first: it leaves the cache that the warm one finds.
    times = bench.in_turn({"cold": cold, "warm": run}, 3)
    ordered = Times({name: times.seconds[name] for name in ("warm", "cold")}, times.busy)
    bench.faster("analyze again, end to end", "cold", ordered, None, "same files")


def _forget(file: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)


def start(bench: Bench) -> None:
    """How long the program takes to say its version, and to show its help."""
    rounds = 6 if bench.quick else 12
    bare = partial(process, ["-c", "pass"])
    for option, goal in (("--version", 2), ("--help", 13)):
        times = bench.in_turn({"ours": zhaoshang(option), "bare": bare}, rounds)
        ratio = [a / b for a, b in zip(times.seconds["ours"], times.seconds["bare"], strict=True)]
        rims = (statistics.median(ratio), min(ratio), max(ratio))
        bench.add(Figure(f"zhaoshang {option}", "python -c pass", *rims, "of", goal, False, busy=times.busy))


def sizes(bench: Bench) -> None:
    """Time and memory with the number of documents: straight lines, flat for workers; 50,000 within a gibibyte."""
    OUT.mkdir(parents=True, exist_ok=True)
    # Recombined documents share passages by the thousand: with them `reuse` is told for fewer, and without a goal.
    for command, counts in (("segment", _COUNTS), ("compare", _COUNTS), ("reuse", _COUNTS[:2])):
        for count in counts:
            ran = _sized(command, count)
            value = ran.seconds / count * 1000
            names = (f"{command}, {count:,} documents", "each thousand documents")
            bench.add(Figure(*names, value, value, value, "s", note=_memory(ran)))
    for command in ("segment", "compare"):
        ran = _sized(command, _MANY)
        note = f"{ran.seconds:.0f} s, 108 million characters, {_memory(ran)}"
        peak = max(ran.peak, ran.worker)
        bench.add(Figure(f"{command}, {_MANY:,} documents", "memory", peak, peak, peak, "MiB", 1024, False, note))


def _sized(command: str, count: int) -> Ran:
    extra = ("--show", "documents") if command == "reuse" else ()
    out = OUT / f"{command}.csv"
    return zhaoshang(command, corpora.folder(count, 2_000), *extra, "--no-cache", "--quiet", "-o", out, watched=True)()


def _memory(ran: Ran) -> str:
    return f"{ran.peak:.0f} MiB, each worker {ran.worker:.0f} MiB"


def clean() -> None:
    """Take away what the runs wrote, and the corpus that takes more room than all others."""
    shutil.rmtree(OUT, ignore_errors=True)
    shutil.rmtree(corpora.folder(_MANY, 2_000), ignore_errors=True)
