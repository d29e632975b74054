"""Run the benchmark: all of it, ``--quick`` for a check against half the floors, ``--only NAME`` for a part."""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import corpora, report, runs, steps
from bench.measure import Bench, Unequal

PARTS: Mapping[str, Callable[[Bench], None]] = {
    "segmentation": steps.segmentation,
    "script": steps.script,
    "counting": steps.counting,
    "shares": steps.shares,
    "keywords": steps.keywords,
    "end-to-end": runs.against_the_script,
    "warm": runs.warm,
    "workers": runs.two_workers,
    "cache": runs.cached,
    "cached-runs": runs.cached_runs,
    "start": runs.start,
    "sizes": runs.sizes,
}
# What takes longer than a check may.
_LONG = ("sizes", "keywords")
# Half of what was reached is enough on a machine that others use, too.
_SLACK = 2.0
_FLOORS = Path(__file__).with_name("floors.toml")


def main(arguments: list[str]) -> int:
    """Give 0 if all outputs are equal and, with ``--quick``, half of every floor is held."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="equality and half the floors, within two minutes")
    parser.add_argument("--only", choices=PARTS, action="append", help="one part; may be repeated; writes no files")
    options = parser.parse_args(arguments)
    print(corpora.name(), flush=True)
    bench = Bench(options.quick)
    for name, part in PARTS.items():
        if options.only and name not in options.only:
            continue
        if options.quick and name in _LONG and not options.only:
            continue
        began = time.monotonic()
        try:
            part(bench)
        except Unequal as unequal:
            print(f"{name}: {unequal}", file=sys.stderr)
            return 1
        print(f"  ({name}: {time.monotonic() - began:.0f} s)", flush=True)
    if options.quick or options.only:
        return _checked(bench, whole=not options.only)
    report.write(bench.figures, bench.as_json(), corpora.name(), corpora.HOME)
    runs.clean()
    print(report.short(bench.figures))
    return 0


def _checked(bench: Bench, whole: bool) -> int:
    """Hold the figures against half of their floors; if all were measured, none may be missing."""
    floors = tomllib.loads(_FLOORS.read_text("utf-8"))
    figures = {figure.what: figure for figure in bench.figures}
    said = [
        f"below half its floor: {what}"
        for what, f in figures.items()
        if what in floors and not f.holds(floors[what], _SLACK)
    ]
    if whole:
        said += [f"has a floor, but was not measured: {what}" for what in floors if what not in figures]
    print("\n".join(said) or "all outputs equal, half of every floor held")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
