"""Slogans, formulas, names: a label for every quoted expression, with its reason, and the runs of parallel clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zhaoshang_nlp.extract import parallels, slogan_expand, slogan_rules, slogan_shape
from zhaoshang_nlp.extract.passage import Firing, Passage, Quote
from zhaoshang_nlp.extract.slogan_rules import LabelRule, SloganRules
from zhaoshang_nlp.types import Slogan, SloganLabel, Span

FILES = (*slogan_rules.FILES, slogan_shape.FILE, parallels.FILE)
DEFAULT = "default.term"  # rule id of a quotation that nothing speaks for

_SHORT = 4  # characters; what a formula counts when its numeral stands before the marks
_LONGEST = 80  # characters; a longer quotation is quoted speech, not an expression
_WINDOW = 16  # characters of context on each side
# What may stand between quotations that share their surroundings: comma, conjunction, an unquoted member of the list.
_LINK = re.compile(r"[、，,]?(?:和|与|及|以及|或|或者)?|[、和与及][^，。；：！？、“”\n]{1,10}[、和与及]")
# Members of a list without marks between the last quotation and the noun they all belong to: “甲”、乙和丙等|品牌.
_MEMBERS = re.compile(r"(?:（[^）]{1,20}）)?(?:(?:[、和与及][^，。；：！？、“”《》\n]{1,12}){1,3}?等)?")
_STOP_AFTER = re.compile(r"[，。；：！？、,;:!?\n“”「」《》]")
_STOP_BEFORE = re.compile(r"[，。；：！？、,;:!?\n”」]")
# The numeral of a formula that stands before the marks: 三个“一批”.
_COUNT_BEFORE = re.compile(r"[二两三四五六七八九十]+[个大项]$")
_DEFAULT_WEIGHT = 2
_ORDER: tuple[SloganLabel, ...] = ("industry_code", "formula", "initiative", "slogan", "term")  # first wins a draw


@dataclass(frozen=True, slots=True)
class _Seen:
    """A quotation with what the rules look at."""

    quote: Quote
    content: str
    shape: slogan_shape.Shape
    before: str
    after: str
    counted: str


def load(folder: Path | None = None) -> SloganRules:
    """Read the rules for slogans: the three ``slogan*.toml``, ``predicates.toml`` and ``parallels.toml``.

    Args:
        folder: the user's own rules folder; files of the same name replace the shipped ones.

    Raises:
        BadRule: if a file is misshapen; the message names file and row.
        UnknownName: if a row names a label, a side or a shape that does not exist.
    """
    return slogan_rules.load(folder)


def find(passage: Passage, rules: SloganRules) -> list[Slogan]:
    """Give every quoted expression with its label and every run of parallel clauses, in text order."""
    return [firing.record for firing in firings(passage, rules) if isinstance(firing.record, Slogan)]


def firings(passage: Passage, rules: SloganRules) -> list[Firing]:
    """Give every rule that fired, in text order: winners with their record, losers with the reason.

    Several label rules may speak for the label that wins; the heaviest of them carries the record.
    """
    found: list[Firing] = []
    for seen in _quotations(passage, rules):
        found += _judge(passage, seen, rules)
    found += parallels.firings(passage, rules.parallels)
    return sorted(found, key=lambda firing: (firing.span, firing.record is None, firing.rule))


def spoken(passage: Passage, rules: SloganRules) -> list[list[str]]:
    """Give for every quotation that can be labelled the ids of the rules that speak, the lexicon first."""
    result = []
    for seen in _quotations(passage, rules):
        known = rules.lexicon.get(slogan_shape.form(seen.counted + seen.content))
        result.append(([known[1]] if known else []) + [rule.id for rule in rules.labels if _speaks(rule, seen)])
    return result


def _quotations(passage: Passage, rules: SloganRules) -> list[_Seen]:
    """Give the quotations that can be labelled, each with the words around the row of quotations it stands in."""
    quotes = passage.quotes
    found = []
    for i, quote in enumerate(quotes):
        content = passage.text[quote.inner.start : quote.inner.end]
        if not content.strip() or len(content) > _LONGEST:
            continue
        before = _before(passage.text, _row_start(passage.text, quotes, i))
        counted = _COUNT_BEFORE.search(before) if len(content) <= _SHORT else None
        found.append(
            _Seen(
                quote,
                content,
                slogan_shape.shape(content, rules.predicates),
                before,
                _after(passage.text, _row_end(passage.text, quotes, i)),
                counted.group() if counted else "",
            )
        )
    return found


def _row_start(text: str, quotes: Sequence[Quote], i: int) -> int:
    """Start of the row of quotations that number ``i`` stands in (“甲”“乙”和“丙”)."""
    start = quotes[i].outer.start
    for earlier in reversed(quotes[:i]):
        if earlier.depth == quotes[i].depth:
            if not _LINK.fullmatch(text, earlier.outer.end, start):
                break
            start = earlier.outer.start
    return start


def _row_end(text: str, quotes: Sequence[Quote], i: int) -> int:
    """End of the row of quotations that number ``i`` stands in."""
    end = quotes[i].outer.end
    for later in quotes[i + 1 :]:
        if later.depth == quotes[i].depth:
            if not _LINK.fullmatch(text, end, later.outer.start):
                break
            end = later.outer.end
    return end


def _before(text: str, start: int) -> str:
    """The words before a place, up to the last mark."""
    return _STOP_BEFORE.split(text[max(0, start - _WINDOW) : start])[-1]


def _after(text: str, end: int) -> str:
    """The words after a place, up to the next mark; brackets and further members of a list are passed over."""
    members = _MEMBERS.match(text, end)
    end = members.end() if members else end
    return _STOP_AFTER.split(text[end : end + _WINDOW], maxsplit=1)[0]


def _judge(passage: Passage, seen: _Seen, rules: SloganRules) -> list[Firing]:
    """Decide on one quotation: the firing with its record, and those of the rules that were outweighed."""
    known = rules.lexicon.get(slogan_shape.form(seen.counted + seen.content))
    if known:
        return [Firing(known[1], seen.quote.inner, _record(passage, seen, known[0], known[1], rules))]
    spoken = [rule for rule in rules.labels if _speaks(rule, seen)]
    if seen.counted and not any(rule.label == "formula" for rule in spoken):
        return [Firing("counted", seen.quote.inner, _record(passage, seen, "formula", "counted", rules))]
    totals = _totals(spoken)
    label = max(_ORDER, key=lambda name: (totals[name], -_ORDER.index(name)))
    own = [rule for rule in spoken if rule.label == label]
    best = max(own, key=lambda rule: rule.weight).id if own else DEFAULT
    result = [Firing(best, seen.quote.inner, _record(passage, seen, label, best, rules))]
    for rule in spoken:
        if rule.label != label:
            reason = f"{rule.label} ({totals[rule.label]}) is outweighed by {label} ({totals[label]}, {best})"
            result.append(Firing(rule.id, seen.quote.inner, None, reason))
    return result


def _speaks(rule: LabelRule, seen: _Seen) -> bool:
    """Tell whether all conditions of a rule hold."""
    if rule.shapes and seen.shape not in rule.shapes:
        return False
    if rule.inside and not rule.inside.search(seen.content):
        return False
    if rule.unless and rule.unless.search(seen.content):
        return False
    if rule.side == "after":
        return rule.around is not None and rule.around.match(seen.after) is not None
    return rule.around is None or rule.around.search(seen.before) is not None


def _totals(spoken: Sequence[LabelRule]) -> dict[SloganLabel, int]:
    """Add up the weights for each label: of one side only the heaviest counts, so that synonyms do not pile up."""
    heaviest: dict[tuple[SloganLabel, str], int] = {}
    for rule in spoken:
        key = (rule.label, rule.side)
        heaviest[key] = max(heaviest.get(key, 0), rule.weight)
    totals = dict.fromkeys(_ORDER, 0)
    for (label, _), weight in heaviest.items():
        totals[label] += weight
    return totals | {"term": max(totals["term"], _DEFAULT_WEIGHT)}


def _record(passage: Passage, seen: _Seen, label: SloganLabel, rule: str, rules: SloganRules) -> Slogan:
    """Make the record of a quotation; numeral and expansion belong to formulas alone."""
    whole = seen.counted + seen.content
    is_formula = label == "formula"
    number = slogan_shape.numeral(whole) if is_formula else None
    return Slogan(
        mention=passage.mention(Span(seen.quote.inner.start, seen.quote.inner.end), rule),
        label=label,
        quoted=True,
        segments=slogan_shape.segments(seen.content),
        numeral=number,
        expansion=slogan_expand.expansion(passage, seen.quote, whole, number, rules.predicates) if is_formula else (),
        form=slogan_shape.form(whole),
    )
