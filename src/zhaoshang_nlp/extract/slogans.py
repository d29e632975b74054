"""Slogans, formulas, names: a label for every quoted expression, with its reason, and the runs of parallel clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zhaoshang_nlp.extract import parallels, slogan_expand, slogan_rules, slogan_shape
from zhaoshang_nlp.extract.passage import Firing, Passage, Quote
from zhaoshang_nlp.extract.slogan_rules import LabelRule, Side, SloganRules
from zhaoshang_nlp.types import Slogan, SloganLabel, Span

FILES = (*slogan_rules.FILES, slogan_shape.FILE, parallels.FILE)
DEFAULT = "default.term"  # rule id of a quotation that nothing speaks for
ELSEWHERE = "same.elsewhere"  # rule id of one that has its label from another place of the document
ROW = "same.row"  # rule id of one that has its label from the row it stands in

_SHORT = 4  # characters; what a formula counts when its numeral stands before the marks
_LONGEST = 80  # characters; a longer quotation is quoted speech, not an expression
_WINDOW = 16  # characters of context on each side
# What may stand between quotations that share their surroundings: comma, conjunction, an unquoted member of the list.
_LINK = re.compile(r"[、，,]?(?:和|与|及|以及|或|或者)?|[、和与及][^，。；：！？、“”\n]{1,10}[、和与及]")
# Members of a list without marks between the last quotation and the noun they all belong to: “甲”、乙和丙等|品牌.
_MEMBERS = re.compile(r"(?:（[^）]{1,20}）)?(?:(?:[、和与及][^，。；：！？、“”《》\n]{1,12}){1,3}?等)?")
_STOP_AFTER = re.compile(r"[，。；：！？、,;:!?\n“”「」《》]")
_STOP_BEFORE = re.compile(r"[，。；：！？、,;:!?\n”」]")
_ONE = re.compile(r"一[个大项]")  # opens a formula where the next ones of the row count more: “一个中心”、“两个重点”
# The numeral of a formula that stands before the marks: 三个“一批”.
_COUNT_BEFORE = re.compile(r"[二两三四五六七八九十]+[个大项]$")
_DEFAULT_WEIGHT = 2
_NAMING = 8  # weight of nouns (行动, 主题教育) that make a name even of a known motto
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
    form: str
    row: int


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
    found = _judged(passage, rules)
    found += parallels.firings(passage, rules.parallels)
    return sorted(found, key=lambda firing: (firing.span, firing.record is None, firing.rule))


def _judged(passage: Passage, rules: SloganRules) -> list[Firing]:
    """Decide on the quotations; one that nothing speaks for goes by its row or by the rest of the document."""
    quotations = _quotations(passage, rules)
    judged = [_judge(passage, seen, rules) for seen in quotations]
    labels: dict[str, SloganLabel] = {}
    counting: set[int] = set()  # rows with a formula
    for seen, (winner, *_) in zip(quotations, judged, strict=True):
        if isinstance(winner.record, Slogan) and winner.rule != DEFAULT:
            labels.setdefault(winner.record.form, winner.record.label)
            if winner.record.numeral:
                counting.add(seen.row)
    found: list[Firing] = []
    for seen, fired in zip(quotations, judged, strict=True):
        label, rule = labels.get(seen.form), ELSEWHERE
        if seen.row in counting and _ONE.match(seen.content):
            label, rule = "formula", ROW
        if label and label != "term" and fired[0].rule == DEFAULT:
            record = _record(passage, seen, label, rule, rules)
            found.append(Firing(rule, fired[0].span, record))
            found += [loser for loser in fired[1:] if not loser.reason.startswith(label)]
        else:
            found += fired
    return found


def spoken(passage: Passage, rules: SloganRules) -> list[list[str]]:
    """Give for every quotation that can be labelled the ids of the rules that speak, the lexicon first."""
    result = []
    for seen in _quotations(passage, rules):
        known = rules.lexicon.get(seen.form)
        result.append(([known[1]] if known else []) + [rule.id for rule in _speaking(seen, rules)])
    return result


def _quotations(passage: Passage, rules: SloganRules) -> list[_Seen]:
    """Give the quotations that can be labelled, each with the words around the row of quotations it stands in."""
    found = []
    for quote, row in zip(passage.quotes, _rows(passage.text, passage.quotes), strict=True):
        content = passage.text[quote.inner.start : quote.inner.end]
        if not content.strip() or len(content) > _LONGEST:
            continue
        before = _before(passage.text, row.start)
        counted = _COUNT_BEFORE.search(before) if len(content) <= _SHORT else None
        count = counted.group() if counted else ""
        found.append(
            _Seen(
                quote,
                content,
                slogan_shape.shape(content, rules.predicates),
                before,
                _after(passage.text, row.end),
                count,
                slogan_shape.form(count + content),
                row.start,
            )
        )
    return found


def _rows(text: str, quotes: Sequence[Quote]) -> list[Span]:
    """Give for every quotation the span of the row (“甲”和“乙”) it stands in; nested ones have rows of their own."""
    starts = _reached(text, quotes, [quote.outer.start for quote in quotes])
    ends = _reached(text, quotes[::-1], [quote.outer.end for quote in reversed(quotes)])
    return [Span(start, end) for start, end in zip(starts, reversed(ends), strict=True)]


def _reached(text: str, quotes: Sequence[Quote], places: Sequence[int]) -> list[int]:
    """Carry the place of each quotation over to the next one of its depth if they are linked; from either end."""
    found: list[int] = []
    last: dict[int, int] = {}  # depth -> number of the quotation before
    for i, (quote, place) in enumerate(zip(quotes, places, strict=True)):
        earlier = last.get(quote.depth, i)
        last[quote.depth] = i
        one, other = sorted((quotes[earlier].outer, quote.outer))
        linked = earlier != i and _LINK.fullmatch(text, one.end, other.start)
        found.append(found[earlier] if linked else place)
    return found


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
    spoken = _speaking(seen, rules)
    known = rules.lexicon.get(seen.form)
    if known and not _names(known[0], seen, spoken):
        return [Firing(known[1], seen.quote.inner, _record(passage, seen, known[0], known[1], rules))]
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


def _names(label: SloganLabel, seen: _Seen, spoken: Sequence[LabelRule]) -> bool:
    """Tell whether a known motto of several clauses names something here: “不忘初心、牢记使命”主题教育."""
    naming = (rule for rule in spoken if rule.side == "after" and rule.label == "initiative" and rule.weight >= _NAMING)
    return label == "slogan" and "、" in seen.content and any(naming)


def _speaking(seen: _Seen, rules: SloganRules) -> list[LabelRule]:
    """Give the rules all of whose conditions hold: first what fails most often, the words around."""
    heard: tuple[tuple[Side, str], ...] = (("before", seen.before), ("after", seen.after))
    sides = {side for side, text in heard if rules.around[side].search(text)}  # mostly none: no word of any rule
    return [
        rule
        for rule in rules.labels[seen.shape]
        if (rule.around is None or (rule.side in sides and _stands(rule.around, rule.side, seen)))
        and (rule.inside is None or rule.inside.search(seen.content))
        and (rule.unless is None or not rule.unless.search(seen.content))
    ]


def _stands(around: re.Pattern[str], side: Side, seen: _Seen) -> bool:
    """Tell whether one of the words of a rule stands on its side of the quotation."""
    return (around.match(seen.after) if side == "after" else around.search(seen.before)) is not None


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
        form=seen.form,
    )
