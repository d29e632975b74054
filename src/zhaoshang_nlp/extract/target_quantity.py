"""Number expressions: value, range, scale, unit and the hedges inside and behind, found in one scan over a text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from zhaoshang_nlp import numerals
from zhaoshang_nlp.extract.target_rules import Hedge, TargetRules, Unit

_PERCENT = Unit("%", "percent", "%", 1.0)
_PERMILLE = Unit("‰", "percent", "%", 0.1)
_BARE = Unit("", "count", "", 1.0)
_NONE = Unit("", "none", "", 1.0)
# What a quantity says wherever it stands: its fields from ``value`` on.
_Amount = tuple[float, float | None, str, str, float, float | None, str, tuple[Hedge, ...], bool]
# 超万亿元: the scale alone counts once; 万亿元 keeps its scale in the unit, smaller ones are counted in 亿 or 万.
_LONE = ("万亿", "亿", "万")


class Quantity(NamedTuple):
    """A number with its unit.

    Attributes:
        start: first character.
        body: one past number and unit.
        end: one past the hedge behind (左右), equal to ``body`` without one.
        value: as written, in Arabic digits and without the scale, which belongs to the unit (1.2万个 is 1.2, 万个).
        high: the high end of a range, else None.
        unit: as written after the number.
        kind: kind of the unit (``percent``, ``money``, ``count`` …; ``none`` without a unit).
        base: value in base units.
        base_high: high end in base units.
        base_unit: name of the base unit.
        hedges: hedges inside and behind, in text order.
        han: written in Chinese numerals.
    """

    start: int
    body: int
    end: int
    value: float
    high: float | None
    unit: str
    kind: str
    base: float
    base_high: float | None
    base_unit: str
    hedges: tuple[Hedge, ...]
    han: bool


def scan(text: str, rules: TargetRules) -> list[Quantity]:
    """Find all number expressions of a text, dates and ranks included, in order.

    A number without unit takes that of the number it is listed with (3、5、8个) or ranges to (4.5-5%).
    """
    found: list[Quantity] = []
    for match in rules.quantity.finditer(text):
        (start, end), groups = match.span(), match.groups()
        found.append(Quantity(start, end - len(groups[-1]), end, *_read(groups, rules)))  # the last group is `after`
    for i in range(len(found) - 2, -1, -1):
        one, following = found[i], found[i + 1]
        if following.start - one.end == 1:
            found[i] = _with_unit(one, following, text[one.end])
    return found


def _with_unit(one: Quantity, following: Quantity, sign: str) -> Quantity:
    """Give a number the unit of the one that follows it behind ``sign``, if the two are listed."""
    if one.unit == "个" and following.unit == "个百分点" and sign in "、和":
        return one._replace(unit=following.unit, kind=following.kind, base_unit=following.base_unit)
    listed = sign in "、和，" and not one.unit.strip("万亿") and following.kind not in ("none", "time", "rank")
    if not listed or one.han or not following.unit.startswith(one.unit):
        return one
    factor = following.base / following.value if following.value else 1.0
    base = _times(one.value, factor)
    return one._replace(unit=following.unit, kind=following.kind, base=base, base_unit=following.base_unit)


@lru_cache(maxsize=4096)
def _read(groups: tuple[str | None, ...], rules: TargetRules) -> _Amount:
    """Read the groups of a match of ``rules.quantity``; the same few numbers stand all over a corpus."""
    said = {name: group or "" for name, group in zip(rules.quantity.groupindex, groups, strict=True)}
    return _plain(said, rules) if said["n1"] else _special(said, rules)


def _plain(said: Mapping[str, str], rules: TargetRules) -> _Amount:
    """Read a number with its scale and unit, or a range of two."""
    n1, scale, word = said["n1"], said["s1"], said["u1"]
    value, high = _number(n1) + (0.5 if said["h1"] == "半" else 0.0), None
    if scale == "万" and "亿" in n1:  # 三亿五千万: one number with two scales, written in the larger
        value, scale = _number(n1 + scale) / 10**8, "亿"
    if said["n2"]:
        # 3000至5000万元: what stands behind the high end counts for both, unless the low end has its own.
        high = _number(said["n2"]) + (0.5 if said["h2"] == "半" else 0.0)
        if not word:
            scale, word = said["s2"], said["u2"]
        elif said["u2"] and said["s2"] != scale:
            high *= _scale(said["s2"]) / _scale(scale)
    hedges = [rules.hedges["inside", mark] for mark in (said["m1"], said["k1"], said["h1"]) if mark not in ("", "半")]
    if said["after"]:
        hedges.append(rules.hedges["after", said["after"]])
    unit = _unit(word, rules)
    if not word and scale and n1[0] not in "十百千":
        unit = _BARE  # 16万儿童: the scale stands for the unit
    factor = _scale(scale) * unit.factor
    base_high = None if high is None else _times(high, factor)
    han = not n1[0].isdigit()
    return value, high, scale + word, unit.kind, _times(value, factor), base_high, unit.base, tuple(hedges), han


def _special(said: Mapping[str, str], rules: TargetRules) -> _Amount:
    """Read 六成, 百分之五, 三分之一 and 超万亿元."""
    unit, scale, high = _PERCENT, "", None
    if said["lone"]:
        scale = next(scale for scale in _LONE if said["lone"].endswith(scale))
        value = _number(said["lone"]) / numerals.SCALES[scale]
        unit = _unit(said["lu"], rules)
    elif said["permille"]:
        value, unit = _number(said["permille"]), _PERMILLE
    elif said["frac"]:
        value = round((numerals.value(said["frac"]) or 0.0) * 100, 4)
    elif said["cheng"]:
        value = round((numerals.value(said["cheng"] + "成" + said["half"]) or 0.0) * 100, 4)
    else:
        value = _number(said["pct"])
        high = _number(said["pct2"]) if said["pct2"] else None
    hedges = tuple(
        rules.hedges[place, said[group]] for place, group in (("inside", "more"), ("after", "after")) if said[group]
    )
    factor = _scale(scale) * unit.factor
    base_high = None if high is None else _times(high, factor)
    return value, high, scale + unit.word, unit.kind, _times(value, factor), base_high, unit.base, hedges, True


def _number(text: str) -> float:
    return numerals.value(text) or 0.0


def _times(value: float, factor: float) -> float:
    """Multiply as on paper: 41.2 times 10**8 is 4120000000, without the dust of binary fractions.

    >>> _times(41.2, 1e8), _times(300000.0, 0.06666666666666667)
    (4120000000.0, 20000.0)
    """
    return value if factor == 1.0 else float(f"{Decimal(repr(value)) * Decimal(repr(factor)):.15g}")


def _scale(text: str) -> float:
    return float(numerals.SCALES[text.replace("萬", "万").replace("億", "亿")]) if text else 1.0


def _unit(word: str, rules: TargetRules) -> Unit:
    """Look up a unit as written; 户（套） and 元/平方米 have the kind of their first part and are their own base."""
    unit = rules.units.get(word)
    if unit is not None or not word:
        return unit or _NONE
    first = rules.units[re.split(r"[（(/]", word, maxsplit=1)[0]]
    return first if "（" in word or "(" in word else Unit(word, first.kind, word, 1.0)
