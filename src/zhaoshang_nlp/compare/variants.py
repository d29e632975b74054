"""Families of wordings: which forms are one saying, and the rule that says so.

Two forms belong together if nothing is left between them that makes a difference (``rewrite``, ``same``, the width of
characters, the order of clauses), if one is the other with a word before or behind it that only says what it is
(“放管服”改革) **and both are said in the corpus**, or if they are long and differ in one character that carries no
sense. The rules stand in ``data/variants.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from zhaoshang_nlp import chars, numerals, rules
from zhaoshang_nlp.errors import BadRule

FILE = "variants.toml"
WIDTH, ORDER = "width", "order"
_REWRITE = rules.Shape({"pattern": str, "why": str}, {"to": str, "number": bool})
_WORDS = rules.Shape({"words": list, "why": str})
_NEAR = rules.Shape({"least": int, "barred": str, "why": str})
_BREAK = "、"
_REST = rules.Shape({"least": int, "short": str, "why": str})
# Heads are taken off so many times: 放管服改革工作.
_DEPTH = 2


class Link(NamedTuple):
    """Where a form belongs.

    Attributes:
        family: the form of the family that the most documents hold; itself, where it is alone or the foremost.
        rules: ids of the rules between the two; empty for the foremost.
    """

    family: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What makes no difference: each match is replaced; with ``number`` the numeral ``n`` is written in figures."""

    id: str
    pattern: re.Pattern[str]
    to: str
    number: bool


@dataclass(frozen=True, slots=True)
class VariantRules:
    """The rules of ``data/variants.toml``.

    Attributes:
        rewrites: in order.
        same: for each character the one that it is taken for, with the id of the rule.
        heads: words behind a saying with the id of their rule, longest first.
        topics: words before it.
        rest: least length of what is left without them, and pattern of what may be shorter, of each rule.
        near: id, least length, and characters that may not differ, of each rule.
    """

    rewrites: tuple[Rewrite, ...]
    same: Mapping[str, tuple[str, str]]
    heads: tuple[tuple[str, str], ...]
    topics: tuple[tuple[str, str], ...]
    rest: tuple[tuple[int, re.Pattern[str]], ...]
    near: tuple[tuple[str, int, frozenset[str]], ...]


@cache
def load(folder: Path | None = None) -> VariantRules:
    """Read the rules, once a process; a file in ``folder`` replaces the shipped one.

    Raises:
        BadRule: if the file is wrong; the message names row and field.
    """
    same: dict[str, tuple[str, str]] = {}
    for row in rules.rows(FILE, "same", _WORDS, folder):
        for word in row["words"]:
            same |= dict.fromkeys(word[1:], (word[0], row.id))
    return VariantRules(
        rewrites=tuple(map(_rewrite, rules.rows(FILE, "rewrite", _REWRITE, folder))),
        same=same,
        heads=_words("head", folder),
        topics=_words("topic", folder),
        rest=tuple((row["least"], _pattern(row, "short")) for row in rules.rows(FILE, "rest", _REST, folder)),
        near=tuple((row.id, row["least"], frozenset(row["barred"])) for row in rules.rows(FILE, "near", _NEAR, folder)),
    )


def _pattern(row: rules.Row, field: str) -> re.Pattern[str]:
    try:
        return re.compile(row[field])
    except re.error as error:
        raise BadRule(f"{row.file}: {row.id!r}: {field} is not a regular expression: {error}") from error


def _rewrite(row: rules.Row) -> Rewrite:
    pattern = _pattern(row, "pattern")
    number = bool(row.get("number", False))
    if number and "n" not in pattern.groupindex:
        raise BadRule(f"{row.file}: {row.id!r}: a rule with `number` names the numeral: (?P<n>…)")
    return Rewrite(row.id, pattern, str(row.get("to", "")), number)


def _words(table: str, folder: Path | None) -> tuple[tuple[str, str], ...]:
    found = [(str(word), row.id) for row in rules.rows(FILE, table, _WORDS, folder) for word in row["words"]]
    return tuple(sorted(found, key=lambda pair: (-len(pair[0]), pair[0])))


def bare(form: str, known: VariantRules | None = None) -> Link:
    """Give what is left of a form without what makes no difference, and the rules that took it away.

    >>> bare("“三大攻坚战”"), bare("富商、安商").family == bare("安商、富商").family
    (Link(family='3大攻坚战', rules=('quotes', 'numeral')), True)
    """
    known = known or load()
    used: list[str] = []
    text = chars.folded(form)
    if text != form:
        used.append(WIDTH)
    for rule in known.rewrites:
        new = rule.pattern.sub(_figures if rule.number else rule.to, text)
        if new != text and new:
            used.append(rule.id)
            text = new
    for rule_id in dict.fromkeys(rule_id for _, rule_id in known.same.values()):
        new = "".join(known.same[char][0] if known.same.get(char, ("", ""))[1] == rule_id else char for char in text)
        if new != text:
            used.append(rule_id)
            text = new
    ordered = _BREAK.join(sorted(text.split(_BREAK)))
    if ordered != text:
        used.append(ORDER)
    return Link(ordered, tuple(used))


def _figures(match: re.Match[str]) -> str:
    value = numerals.value(match["n"].replace("两", "二"))
    return match[0] if value is None else f"{value:g}"


def families(forms: Mapping[str, int], known: VariantRules | None = None) -> dict[str, Link]:
    """Give the family of each form.

    Args:
        forms: how many documents hold each form.
        known: the rules; the shipped ones by default.

    >>> families({"放管服": 9, "“放管服”改革": 2, "一号工程": 1})["“放管服”改革"]
    Link(family='放管服', rules=('quotes', 'head'))
    """
    known = known or load()
    keys = {form: bare(form, known) for form in forms}
    weight: dict[str, int] = {}
    for form, key in keys.items():
        weight[key.family] = weight.get(key.family, 0) + forms[form]
    parents = _parents(weight, known)
    way = {form: _way(key, parents) for form, key in keys.items()}
    foremost: dict[str, str] = {}
    for form in sorted(forms, key=lambda form: (-forms[form], len(form), form)):
        foremost.setdefault(way[form].family, form)
    return {form: _link(form, foremost[root], (used, way[foremost[root]].rules)) for form, (root, used) in way.items()}


def _link(form: str, family: str, ways: tuple[tuple[str, ...], tuple[str, ...]]) -> Link:
    """Give the rules by which two forms of a family differ: those that only one of them needed."""
    if form == family:
        return Link(form)
    own, other = ways
    apart = [rule for rule in (*own, *other) if (rule in own) != (rule in other)]
    return Link(family, tuple(dict.fromkeys(apart or (*own, *other))))


def _way(key: Link, parents: Mapping[str, Link]) -> Link:
    """Follow the links from what is left of a form to the root of its family."""
    at, used = key.family, list(key.rules)
    while at in parents:
        at, through = parents[at]
        used += through
    return Link(at, tuple(dict.fromkeys(used)))


def _parents(weight: Mapping[str, int], known: VariantRules) -> dict[str, Link]:
    """Link each saying to the one that it holds, and long ones to their like; no chain leads back."""
    parents = {key: found for key in weight if (found := _held(key, weight, known))}
    roots: dict[str, str] = {}
    for key in sorted(weight, key=lambda key: (-weight[key], key)):
        if key in parents:
            continue
        for rule_id, least, barred in known.near:
            if len(key) < least:
                continue
            like = next((roots[trace] for trace in _traces(key) if trace in roots), None)
            if like is not None and not barred & _between(key, like):
                parents[key] = Link(like, (rule_id,))
            else:
                # Those who come later are linked to this one, never to one that is linked itself.
                roots |= {trace: key for trace in _traces(key) if trace not in roots}
    return parents


def _held(key: str, weight: Mapping[str, int], known: VariantRules) -> Link | None:
    """Give the saying of the corpus that is left without a head or a topic."""
    rest, used = key, list[str]()
    for _ in range(_DEPTH):
        found = next(((head, rule) for head, rule in known.heads if rest.endswith(head)), None)
        if found is None:
            break
        rest = rest.removesuffix(found[0])
        used.append(found[1])
        if rest in weight and _stands(rest, known):
            return Link(rest, tuple(dict.fromkeys(used)))
    for topic, rule in known.topics:
        if not key.startswith(topic):
            continue
        rest, further = bare(key.removeprefix(topic), known)
        if rest in weight and _stands(rest, known):
            return Link(rest, (rule, *further))
    return None


def _stands(rest: str, known: VariantRules) -> bool:
    """Tell whether what is left can be a saying."""
    return any(len(rest) >= least or short.fullmatch(rest) for least, short in known.rest)


def _traces(key: str) -> Iterator[str]:
    """Yield the text and what it is without one of its characters: texts that differ in one share a trace."""
    yield key
    for i in range(len(key)):
        yield f"{key[:i]}{key[i + 1 :]}"


def _between(one: str, two: str) -> set[str]:
    """Give the characters by which two texts differ, if it is in one place of one character; else all of them."""
    start = next(
        (i for i, pair in enumerate(zip(one, two, strict=False)) if pair[0] != pair[1]), min(map(len, (one, two)))
    )
    for skip_one, skip_two in ((1, 1), (1, 0), (0, 1)):
        if one[start + skip_one :] == two[start + skip_two :]:
            return {*one[start : start + skip_one], *two[start : start + skip_two]}
    return {*one, *two}
