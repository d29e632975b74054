"""Score the extractors on annotated passages and hold the figures against their floors.

    python scripts/score.py                 figures, and failure where one lies below its floor
    python scripts/score.py --errors 20     the first errors of each kind as well
    python scripts/score.py --update        pin today's figures; refuses to lower one without --allow-lower

The samples in ``tests/gold`` are always scored, reference passages if present. Floors stand in
``tests/gold/floors.json`` with a digest of the passages, so that a figure is never compared with that of others.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from zhaoshang_nlp import pipeline
from zhaoshang_nlp.types import Document, Industry, Meta, Slogan, Target

ROOT = Path(__file__).parents[1]
OWN = ROOT / "tests" / "gold"
FLOORS = OWN / "floors.json"
REFERENCE = Path(os.environ.get("ZHAOSHANG_REFERENCE", ROOT.parent / "shared")) / "eval" / "gold"
# What a normaliser may change or a writer may vary is folded before strings are compared.
FOLD = str.maketrans("％，；：（）＋—～~－–", "%,;:()+-----", " \t\n　“”‘’「」『』\"'")

Gold = dict[str, Any]
G = TypeVar("G")
P = TypeVar("P")


@dataclass
class Scores:
    """Counts of hits, misses and false finds for each kind, and of right fields among the hits."""

    kinds: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    fields: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    errors: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def count(self, kind: str, hits: int, missed: Sequence[str], false: Sequence[str]) -> None:
        """Add hits, and the wording of what was missed and what was found wrongly."""
        for i, number in enumerate((hits, len(missed), len(false))):
            self.kinds[kind][i] += number
        self.errors[f"{kind} missed"] += missed
        self.errors[f"{kind} false"] += false

    def check(self, name: str, right: bool) -> None:
        """Add one field of a hit."""
        self.fields[name][0] += right
        self.fields[name][1] += 1

    def figures(self) -> dict[str, float]:
        """Give F1 of each kind and accuracy of each field, four decimals."""
        found = {
            kind: round(2 * hits / (2 * hits + missed + false), 4) if hits else 0.0
            for kind, (hits, missed, false) in sorted(self.kinds.items())
        }
        return found | {name: round(right / total, 4) for name, (right, total) in sorted(self.fields.items())}


def folded(text: str | None) -> str:
    """Fold widths, white space and quotation marks."""
    return (text or "").translate(FOLD)


def overlap(a: str | None, b: str | None) -> float:
    """Give the F1 of the characters that two strings share, 0 to 1."""
    first, second = folded(a), folded(b)
    if not first or not second:
        return 0.0
    return 2 * (Counter(first) & Counter(second)).total() / (len(first) + len(second))


def pairs(gold: Sequence[G], found: Sequence[P], score: Callable[[G, P], float], least: float) -> list[tuple[int, int]]:
    """Pair gold with finds one to one, best score first, ties in order; nothing below ``least``."""
    ranked = sorted((-score(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(found))
    taken: list[tuple[int, int]] = []
    for worth, i, j in ranked:
        if -worth >= least and all(i != a and j != b for a, b in taken):
            taken.append((i, j))
    return taken


def same_number(a: float | None, b: float | None) -> bool:
    """Tell whether two values are the same number, or both missing."""
    if a is None or b is None:
        return a is b
    return abs(a - b) <= 1e-9 * max(1.0, abs(a))


def target_score(gold: Gold, found: Target) -> float:
    """A target is the same statement if value and unit agree and the indicator is mostly the same."""
    if not same_number(gold["value"], found.value):
        return 0.0
    if gold["value"] is None:
        return overlap(gold["text"], found.mention.text)
    units = [folded(unit).removesuffix("人民币").replace("个百分点", "百分点") for unit in (gold["unit"], found.unit)]
    indicator = overlap(gold["indicator"], found.indicator)
    if units[0] != units[1] or indicator < 0.5:
        return 0.0
    return 0.6 * indicator + 0.4 * overlap(gold["text"], found.mention.text)


def industry_score(gold: Gold, found: Industry) -> float:
    """An industry system is the same if its name or its whole wording is."""
    return max(overlap(gold["name"], found.name), overlap(gold["text"], found.mention.text))


def score_targets(scores: Scores, gold: Sequence[Gold], found: Sequence[Target]) -> None:
    """Count targets, those of status target also by themselves, and the fields of the hits."""
    for kind, status in (("targets", None), ("targets.planned", "target")):
        wanted = [g for g in gold if status in (None, g["status"])]
        given = [t for t in found if status in (None, t.status)]
        hits = pairs(wanted, given, target_score, 0.5)
        _count(
            scores,
            kind,
            hits,
            [f"{g['text']} | {g['indicator']} | {g['value']}" for g in wanted],
            [f"{t.mention.text} | {t.indicator} | {t.value}" for t in given],
        )
    for i, j in pairs(gold, found, target_score, 0.5):
        g, t = gold[i], found[j]
        scores.check("targets.status", g["status"] == t.status)
        scores.check("targets.indicator", folded(g["indicator"]) == folded(t.indicator))
        if g["value"] is not None:
            scores.check("targets.change", g["change"] == t.change)
            scores.check("targets.bound", g["bound"] == t.bound)
            scores.check("targets.value_high", same_number(g.get("value_high"), t.value_high))
        if g.get("year"):
            scores.check("targets.year", str(g["year"]) == t.year)


def score_industries(scores: Scores, gold: Sequence[Gold], found: Sequence[Industry]) -> None:
    """Count industry systems and their members."""
    hits = pairs(gold, found, industry_score, 0.6)
    _count(scores, "industries", hits, [g["text"] for g in gold], [f.mention.text for f in found])
    for i, j in hits:
        wanted = {folded(m) for m in gold[i].get("members") or ()}
        given = {folded(m) for m in found[j].members}
        scores.count("industries.members", len(wanted & given), sorted(wanted - given), sorted(given - wanted))
        scores.check("industries.code", folded(gold[i].get("code")) == folded(found[j].code))
        scores.check("industries.count", gold[i].get("count") == found[j].count)


def score_slogans(scores: Scores, gold: Gold, found: Sequence[Slogan]) -> None:
    """Count labels of quotations, and parallels."""
    guess = {folded(s.mention.text): s.label for s in reversed(found) if s.label != "parallel"}
    for quote in gold["quoted"]:
        scores.check("quoted.label", guess.get(folded(quote["text"]), "term") == quote["label"])
    for label in ("slogan", "formula", "initiative"):
        wanted = Counter(folded(q["text"]) for q in gold["quoted"] if q["label"] == label)
        given = Counter(folded(s.mention.text) for s in found if s.label == label)
        missed, false = list((wanted - given).elements()), list((given - wanted).elements())
        scores.count(f"slogans.{label}", (wanted & given).total(), missed, false)
    runs = [p["text"] for p in gold["parallels"]]
    given_runs = [s.mention.text for s in found if s.label == "parallel"]
    _count(scores, "slogans.parallel", pairs(runs, given_runs, overlap, 0.7), runs, given_runs)


def _count(scores: Scores, kind: str, hits: list[tuple[int, int]], gold: Sequence[str], found: Sequence[str]) -> None:
    had, used = {i for i, _ in hits}, {j for _, j in hits}
    missed = [text for i, text in enumerate(gold) if i not in had]
    scores.count(kind, len(hits), missed, [text for j, text in enumerate(found) if j not in used])


def passages(folder: Path) -> Iterator[Gold]:
    """Give the annotated passages of a folder, file by file."""
    for path in sorted(folder.glob("*.json")):
        if path != FLOORS:
            yield from json.loads(path.read_text("utf-8"))


def score(folder: Path) -> Scores:
    """Extract from every passage of a folder and compare."""
    scores = Scores()
    config = pipeline.Config(segment=None)
    for gold in passages(folder):
        document = Document.of(gold["text"], gold["id"], Meta(year=gold.get("doc_year")))
        records = pipeline.analyse(document, config).records
        score_targets(scores, gold["targets"], [r for r in records if isinstance(r, Target)])
        score_industries(scores, gold["industries"], [r for r in records if isinstance(r, Industry)])
        score_slogans(scores, gold, [r for r in records if isinstance(r, Slogan)])
    return scores


def digest(folder: Path) -> str:
    """Give twelve hexadecimal digits that stand for the passages of a folder."""
    content = json.dumps(list(passages(folder)), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def below(figures: Mapping[str, float], floors: Mapping[str, float]) -> list[str]:
    """Name the figures that lie below their floor or are gone."""
    return [
        f"{name} {figures.get(name)} < {floor}" for name, floor in floors.items() if figures.get(name, -1.0) < floor
    ]


def main() -> int:
    """Print the figures; give 1 where a floor does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", type=int, default=0, help="show so many errors of each kind")
    parser.add_argument("--update", action="store_true", help="pin today's figures")
    parser.add_argument("--allow-lower", action="store_true", help="let --update lower a floor")
    options = parser.parse_args()
    pinned = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    wrong: list[str] = []
    for name, folder in (("own", OWN), ("reference", REFERENCE)):
        if not folder.is_dir():
            print(f"{name}: not present, not scored")
            continue
        scores = score(folder)
        figures, now = scores.figures(), digest(folder)
        floor = pinned.get(name, {"digest": now, "floors": {}})
        print(f"{name} ({sum(1 for _ in passages(folder))} passages, digest {now})")
        for key, value in figures.items():
            print(f"  {key:24s} {value:.4f}   floor {floor['floors'].get(key, '-')}")
        for kind, texts in scores.errors.items():
            for text in texts[: options.errors]:
                print(f"    {kind}: {text}")
        lower = below(figures, floor["floors"])
        if options.update and (options.allow_lower or not lower):
            pinned[name] = {"digest": now, "floors": figures}
        elif floor["digest"] != now and folder == OWN:
            wrong.append(f"{name}: the passages have changed (pinned: {floor['digest']}); look at them, then --update")
        elif floor["digest"] != now:
            print(
                f"  these are not the passages of the floors (pinned: {floor['digest']}): nothing to hold them against"
            )
        else:
            wrong += [f"{name}: {text}" for text in lower]
    if options.update:
        FLOORS.write_text(json.dumps(pinned, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for text in wrong:
        print(f"below its floor: {text}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
