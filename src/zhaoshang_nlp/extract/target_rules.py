"""The rules for targets, read from ``data/`` and compiled once: words, units, hedges, indicators, frames, periods."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from zhaoshang_nlp import numerals, rules
from zhaoshang_nlp.errors import BadRule
from zhaoshang_nlp.types import Bound, Change, Constraint, Horizon

FILES = ("targets.toml", "target_words.toml", "units.toml", "hedges.toml", "indicators.toml", "periods.toml")


class Unit(NamedTuple):
    """A unit as written: its kind steers the grammar, base and factor make rows comparable."""

    word: str
    kind: str
    base: str
    factor: float


class Hedge(NamedTuple):
    """A word that softens or sharpens a number."""

    word: str
    place: str
    bound: Bound | None
    constraint: Constraint | None


class Tail(NamedTuple):
    """What a word between an indicator and its number says: a change, a hedge, or nothing (an adverb)."""

    role: str
    hedge: Hedge | None = None


class Indicator(NamedTuple):
    """A canonical indicator."""

    name: str
    kind: str
    change: Change


class Reject(NamedTuple):
    """A ground on which a number is no target; ``unless`` lifts it."""

    id: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    about: str
    units: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()


class PeriodRule(NamedTuple):
    """How a period is named, and what its year is."""

    id: str
    pattern: re.Pattern[str]
    year: str
    horizon: Horizon | None


class RelativeRule(NamedTuple):
    """A wording of targets without a number; ``announced``: only where the sentence says that it lists targets.

    It is tried only where one of ``hints`` stands, if there are any.
    """

    id: str
    pattern: re.Pattern[str]
    elliptic: bool
    announced: bool
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)  # one set of rules is itself only: it can key what is remembered
class TargetRules:
    """Everything the extractor of targets looks up; made by ``load``, never changed.

    Attributes:
        period_sign: found in every paragraph that names a period.
        period_hints: words with the number of the rule in ``periods`` that is tried only where one of its words stands;
            the empty string for a rule that is always tried.
    """

    units: Mapping[str, Unit]
    quantity: re.Pattern[str]
    tails: Mapping[str, Tail]
    tail_sizes: Mapping[str, tuple[int, ...]]
    trail_sizes: Mapping[str, tuple[int, ...]]
    hedges: Mapping[tuple[str, str], Hedge]
    clause_hedge: re.Pattern[str]
    words: Mapping[str, frozenset[str]]
    patterns: Mapping[str, re.Pattern[str]]
    indicators: Mapping[str, Indicator]
    wordings: tuple[tuple[re.Pattern[str], Indicator], ...]
    known: re.Pattern[str]
    lead: re.Pattern[str]
    openers: frozenset[str]
    named_verbs: frozenset[str]
    ranks: Mapping[str, int]
    heads: tuple[str, ...]
    lead_growth: tuple[str, ...]
    lead_decline: tuple[str, ...]
    relational: tuple[str, ...]
    rejects: Mapping[str, tuple[Reject, ...]]
    noun_rejects: tuple[Reject, ...]
    relatives: tuple[RelativeRule, ...]
    parts: Mapping[str, re.Pattern[str]]
    period_sign: re.Pattern[str]
    periods: tuple[PeriodRule, ...]
    period_hints: tuple[tuple[str, int], ...]
    cues: Mapping[str, float]
    figures: Mapping[str, float]
    cue: re.Pattern[str]


_SPARE = {
    "stop": "spare",
    "govern": "govern_spare",
}  # matched with the list, so that the longer word is seen and passed over
# Every list that the grammar looks up by name; a missing one would silently switch off a part of it.
_ROLES = {
    *(
        "growth",
        "decline",
        "level",
        "adverb",
        "lead",
        "lead_spare",
        "adverbial",
        "modal",
        "scope",
        "place",
        "tail_spare",
    ),
    *("govern", "govern_spare", "verb_stay", "soft_govern", "stay", "stop", "spare", "trail", "landmark"),
    *("relational", "joint", "head", "lead_growth", "lead_decline", "project_verb", "predicate"),
}
# A quick look before the periods' own patterns are tried on a paragraph. Each branch begins with the sign by which a
# period is found and looks back from there, so that the scan passes over all other characters.
_PERIOD_SIGN = re.compile(
    r"年(?:(?<=[今去明一五5]年)|(?<=\d\d\d年)|(?<=[〇○零一二三四五六七八九]{3}年))|五(?<=[一二三四五六七八九十]五)"
    r"|下一[步阶]|下步|接下来|前(?<=[目当]前)|截至|后(?<=[产成用运工施营]后)|月(?<=[2-9012]月)"
)
_LONGEST_TAIL = 8  # characters of a word between indicator and number
_LONGEST_LEAD = 7  # characters of a word before an indicator
_LONGEST_TRAIL = 6  # characters of a noun of action behind a counted noun
_OWN_KINDS = ("percent", "count", "none")  # kinds of numbers without a unit of the list
_WORDS = rules.Shape({"words": str})
_UNIT = rules.Shape({"kind": str, "words": list}, {"base": str, "factor": float})
_HEDGE = rules.Shape({"word": str, "place": str}, {"bound": str, "constraint": str})
_INDICATOR = rules.Shape({"name": str, "kind": str, "synonyms": list}, {"change": str, "wording": str})
_FRAME = rules.Shape({"rank": int, "about": str})
_REJECT = rules.Shape(
    {"about": str}, {"pattern": str, "unless": str, "noun": str, "governed_unless": str, "units": str, "kinds": str}
)
_PART = rules.Shape({"pattern": str, "status": str})
_RELATIVE = rules.Shape({"pattern": str}, {"elliptic": bool, "announced": bool, "hint": str})
_PERIOD = rules.Shape({"pattern": str, "year": str}, {"horizon": str, "hint": str})
_FIGURE = rules.Shape({"weight": float, "about": str})
_CUE = rules.Shape({"weight": float, "words": str})


def load(folder: Path | None = None) -> TargetRules:
    """Read and compile the rules.

    Args:
        folder: the user's own rules folder; its files replace the shipped ones of the same name.

    Raises:
        BadRule: if a file is missing or wrong; the message names file, row and field.
    """
    words = _words(folder)
    units = _units(folder)
    hedges = [_hedge(row) for row in rules.rows("hedges.toml", "hedge", _HEDGE, folder)]
    tails = _tails(words, hedges)
    indicators = _indicators(folder)
    names = "\n".join(indicators)
    rejects = _rejects(folder)
    cues = {w: row["weight"] for row in rules.rows("periods.toml", "cue", _CUE, folder) for w in row["words"].split()}
    relatives = rules.rows("targets.toml", "relative", _RELATIVE, folder)
    periods = rules.rows("periods.toml", "period", _PERIOD, folder)
    return TargetRules(
        units=units,
        quantity=_quantity(units, hedges),
        tails=tails,
        tail_sizes=_sizes(word for word in tails if 0 < len(word) <= _LONGEST_TAIL),
        trail_sizes=_sizes(word for word in words["trail"] if 2 <= len(word) <= _LONGEST_TRAIL),
        hedges={(h.place, h.word): h for h in hedges},
        clause_hedge=re.compile(alternation(h.word for h in hedges if h.place == "clause")),
        words={role: frozenset(listed) for role, listed in words.items()},
        patterns={
            role: re.compile(alternation(listed + words.get(_SPARE.get(role, ""), [])))
            for role, listed in words.items()
        },
        heads=tuple(words["head"]),
        lead_growth=tuple(words["lead_growth"]),
        lead_decline=tuple(words["lead_decline"]),
        relational=tuple(sorted(words["relational"], key=len, reverse=True)),
        indicators=indicators,
        wordings=tuple(
            (compiled(row, row["wording"]), indicators[row["name"]])
            for row in rules.rows("indicators.toml", "indicator", _INDICATOR, folder)
            if "wording" in row.fields
        ),
        known=re.compile(alternation(indicators)),
        named_verbs=frozenset(verb for verb in words["govern"] if verb in names),
        openers=frozenset(word[0] for role in ("adverbial", "modal", "soft_govern") for word in words[role]),
        lead=re.compile(alternation(w for role in ("lead", "scope") for w in words[role] if len(w) <= _LONGEST_LEAD)),
        ranks={row.id: row["rank"] for row in rules.rows("targets.toml", "frame", _FRAME, folder)},
        rejects={
            kind: tuple(reject for reject, noun in rejects if not noun and (not reject.kinds or kind in reject.kinds))
            for kind in {*(unit.kind for unit in units.values()), *_OWN_KINDS}
        },
        noun_rejects=tuple(reject for reject, noun in rejects if noun),
        relatives=tuple(
            RelativeRule(
                row.id,
                compiled(row, row["pattern"]),
                row.get("elliptic", False),
                row.get("announced", False),
                tuple(row.get("hint", "").split()),
            )
            for row in relatives
        ),
        parts=dict(_patterns("periods.toml", "part", _PART, folder)),
        period_sign=_PERIOD_SIGN,
        periods=tuple(
            PeriodRule(row.id, compiled(row, row["pattern"]), row["year"], row.get("horizon")) for row in periods
        ),
        period_hints=tuple(
            (hint, number) for number, row in enumerate(periods) for hint in row.get("hint", "").split() or [""]
        ),
        cues=cues,
        cue=re.compile(alternation(cues)),
        figures={row.id: row["weight"] for row in rules.rows("periods.toml", "figure", _FIGURE, folder)},
    )


def _sizes(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Give for each last character how long the words are that end with it, longest first.

    >>> _sizes(["增长", "同比增长", "达"])
    {'长': (4, 2), '达': (1,)}
    """
    found: dict[str, set[int]] = {}
    for word in words:
        found.setdefault(word[-1], set()).add(len(word))
    return {last: tuple(sorted(sizes, reverse=True)) for last, sizes in found.items()}


def _words(folder: Path | None) -> dict[str, list[str]]:
    """Read the word lists; every governing verb stands for its form with 新 as well (开通, 新开通)."""
    words: dict[str, list[str]] = {
        row.id: row["words"].split() for row in rules.rows("target_words.toml", "words", _WORDS, folder)
    }
    missing = sorted(_ROLES - set(words))
    if missing:
        raise BadRule(f"target_words.toml: lacks the lists {', '.join(missing)}")
    words["govern"] += ["新" + verb for verb in words["govern"] if not verb.startswith("新")]
    return words


def alternation(words: Iterable[str]) -> str:
    """Give a regular expression that matches the longest of the words at a place, as a trie, so that it fails fast.

    >>> re.match(alternation(["超", "超过"]), "超过5%")[0]
    '超过'
    """
    trie: dict[str, dict] = {}  # type: ignore[type-arg] # a trie is a type of itself, which a plain dict cannot say
    for word in words:
        node = trie
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}

    def branch(node: dict[str, dict]) -> str:  # type: ignore[type-arg] # as above
        ends = "" in node
        parts = [re.escape(char) + branch(below) for char, below in sorted(node.items()) if char]
        if not parts:
            return ""
        return f"(?:{'|'.join(parts)})" + ("?" if ends else "")

    return branch(trie) or "(?!)"


def compiled(row: rules.Row, pattern: str) -> re.Pattern[str]:
    """Compile a row's pattern.

    Raises:
        BadRule: if it is not a regular expression.
    """
    try:
        return re.compile(pattern, re.VERBOSE)
    except re.error as error:
        raise BadRule(f"{row.file}: {row.id!r}: pattern is not a regular expression: {error}") from error


def _patterns(
    name: str, table: str, shape: rules.Shape, folder: Path | None
) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row.id, compiled(row, row["pattern"])) for row in rules.rows(name, table, shape, folder))


def _rejects(folder: Path | None) -> list[tuple[Reject, bool]]:
    """Give the grounds of refusal, each with whether it looks at the counted noun (or at the number's surroundings)."""
    found = []
    for row in rules.rows("targets.toml", "reject", _REJECT, folder):
        noun = "noun" in row.fields
        pattern, unless = (
            (row.get("noun"), row.get("governed_unless")) if noun else (row.get("pattern"), row.get("unless"))
        )
        if pattern is None:
            raise BadRule(f"{row.file}: [[reject]] {row.id!r} needs a pattern or a noun")
        lift = compiled(row, unless) if unless else None
        units = tuple(row.get("units", "").split())
        kinds = frozenset(row.get("kinds", "").split())
        found.append((Reject(row.id, compiled(row, pattern), lift, row["about"], units, kinds), noun))
    return found


def _units(folder: Path | None) -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for row in rules.rows("units.toml", "unit", _UNIT, folder):
        for word in row["words"]:
            found.setdefault(word, Unit(word, row["kind"], row.get("base", word), row.get("factor", 1.0)))
    return found


def _hedge(row: rules.Row) -> Hedge:
    if row["place"] not in ("before", "after", "inside", "clause"):
        raise BadRule(f"{row.file}: {row.id!r}: place must be before, after, inside or clause, is {row['place']!r}")
    if row.get("bound") not in (None, "about", "at_least", "at_most"):
        raise BadRule(f"{row.file}: {row.id!r}: bound must be about, at_least or at_most, is {row['bound']!r}")
    if row.get("constraint") not in (None, "hard", "soft"):
        raise BadRule(f"{row.file}: {row.id!r}: constraint must be hard or soft, is {row['constraint']!r}")
    return Hedge(row["word"], row["place"], row.get("bound"), row.get("constraint"))


def _tails(words: Mapping[str, list[str]], hedges: Iterable[Hedge]) -> dict[str, Tail]:
    """Everything that may stand between indicator and number. Hedges win over changes, changes over adverbs."""
    found: dict[str, Tail] = {}
    for hedge in hedges:
        if hedge.place == "before":
            found[hedge.word] = Tail("hedge", hedge)
    for role in ("tail_spare", "level", "growth", "decline", "adverb"):
        for word in words[role]:
            found.setdefault(word, Tail(role))
    return found


def _indicators(folder: Path | None) -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    for row in rules.rows("indicators.toml", "indicator", _INDICATOR, folder):
        change = row.get("change", "level")
        if change not in ("growth", "decline", "level"):
            raise BadRule(f"{row.file}: {row.id!r}: change must be growth, decline or level, is {change!r}")
        for word in (row["name"], *row["synonyms"]):
            found.setdefault(word, Indicator(row["name"], row["kind"], change))
    return found


def _quantity(units: Mapping[str, Unit], hedges: Iterable[Hedge]) -> re.Pattern[str]:
    """The one pattern that scans for numbers with scale, unit and the hedges inside and behind."""
    after = alternation(h.word for h in hedges if h.place == "after")
    inside = "".join(re.escape(h.word) for h in hedges if h.place == "inside")
    base = alternation(units)
    unit = rf"(?:{base})(?:[（(](?:{base})(?:、(?:{base}))*[）)]次?)?(?:/(?:{base}))?"
    han = rf"(?:[{numerals.HAN_DIGITS}十百千]+[万亿](?=[{numerals.HAN_DIGITS}]))?{numerals.HAN_PLAIN}"
    halved = "".join(sorted(re.escape(word) for word in {"倍", *units} if len(word) == 1))  # 七斤半, 一倍多

    def one(n: int) -> str:
        return (
            rf"(?P<n{n}>{numerals.ARABIC}|{han})(?P<m{n}>[{inside}]?)(?P<s{n}>(?:{numerals.SCALE})?)"
            rf"(?P<k{n}>[{inside}]?)(?: (?=[%％]))?(?P<u{n}>(?:(?!(?<!每[百千万])人口){unit})?)"
            rf"(?P<h{n}>(?<=[{halved}])(?:半|[{inside}])(?=[，。；、,;）)以左的]|$))?"
        )

    tenths = (
        rf"(?P<cheng>(?<![\d.])[{numerals.HAN_DIGITS}1-9])成(?P<half>[半{numerals.HAN_DIGITS}]?)(?P<more>[{inside}]?)"
    )
    to = rf"(?:[—–－\-~～至到]{{1,2}}(?:百分之)?(?P<pct2>{numerals.ARABIC}|{han}))?"
    permille = rf"千分之(?P<permille>{numerals.ARABIC}|{han})"
    share = rf"{permille}|百分之(?P<pct>{numerals.ARABIC}|{han}){to}|{tenths}(?![为立员就果效本长品交套熟功])"
    fraction = rf"(?P<frac>[{numerals.HAN_DIGITS}十百]+分之[{numerals.HAN_DIGITS}十百]+)"
    reached = r"(?:(?<=[超破近逾达过])|(?<=[迈跃跨站登冲]上)|(?<=达到))"
    lone = rf"{reached}(?P<lone>[千百十]?万?亿|[千百]万)(?P<lu>美?元|斤|吨|人次|千瓦时|千瓦)"
    return re.compile(
        rf"(?=[0-9０-９{numerals.HAN_DIGITS}十百千万亿])(?:{share}|{fraction}|{lone}"
        rf"|{one(1)}(?:(?P<to>[—–－\-~～至到]{{1,2}}|——){one(2)})?)(?P<after>(?:{after})?)"
    )
