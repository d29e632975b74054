"""Number expressions: value, range, scale, unit and the hedges inside and behind, found in one scan over a text."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from zhaoshang_nlp import numerals
from zhaoshang_nlp.extract.target_rules import Hedge, TargetRules, Unit

_PERCENT = Unit("%", "percent", "%", 1.0)
_PERMILLE = Unit("‰", "percent", "%", 0.1)
_BARE = Unit("", "count", "", 1.0)
_NONE = Unit("", "none", "", 1.0)
# 超万亿元: the scale alone counts once; 万亿元 keeps its scale in the unit, smaller ones are counted in 亿 or 万.
_LONE = {"万亿": (1.0, "万亿"), "亿": (1.0, "亿")}


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
    found = [_read(match, rules) for match in rules.quantity.finditer(text)]
    for i in range(len(found) - 2, -1, -1):
        one, following = found[i], found[i + 1]
        if one.unit == "个" and following.unit == "个百分点" and text[one.end : following.start] in ("、", "和"):
            found[i] = one._replace(unit=following.unit, kind=following.kind, base_unit=following.base_unit)
            continue
        listed = (
            not one.unit.strip("万亿")
            and following.kind not in ("none", "time", "rank")
            and text[one.end : following.start] in ("、", "和", "，")
        )
        if listed and not one.han and following.unit.startswith(one.unit):
            factor = following.base / following.value if following.value else 1.0
            found[i] = one._replace(
                unit=following.unit, kind=following.kind, base=_times(one.value, factor), base_unit=following.base_unit
            )
    return found


def _read(match: re.Match[str], rules: TargetRules) -> Quantity:
    """Make a quantity of a match of ``rules.quantity``."""
    n1 = match["n1"]
    if n1 is None:
        return _special(match, rules)
    scale, word = match["s1"], match["u1"]
    value, high = _number(n1), None
    if scale == "万" and "亿" in n1:  # 三亿五千万: one number with two scales, written in the larger
        value, scale = _number(n1 + scale) / 10**8, "亿"
    hedges = [rules.hedges["inside", mark] for mark in (match["m1"], match["k1"]) if mark]
    n2 = match["n2"]
    if n2 is not None:
        # 3000至5000万元: what stands behind the high end counts for both, unless the low end has its own.
        high = _number(n2)
        if not word:
            scale, word = match["s2"], match["u2"]
        elif match["u2"] and match["s2"] != scale:
            high *= _scale(match["s2"]) / _scale(scale)
    body = match.end() - len(match["after"])
    if match["after"]:
        hedges.append(rules.hedges["after", match["after"]])
    unit = _unit(word, rules)
    if not word and scale and n1[0] not in "十百千":
        unit = _BARE  # 16万儿童: the scale stands for the unit
    factor = _scale(scale) * unit.factor
    return Quantity(
        match.start(),
        body,
        match.end(),
        value,
        high,
        scale + word,
        unit.kind,
        _times(value, factor),
        None if high is None else _times(high, factor),
        unit.base,
        tuple(hedges),
        not n1[0].isdigit(),
    )


def _special(match: re.Match[str], rules: TargetRules) -> Quantity:
    """Read 六成, 百分之五, 三分之一 and 超万亿元."""
    unit, scale, high = _PERCENT, "", None
    if match["lone"]:
        value, scale = _LONE.get(match["lone"], (numerals.SCALES[match["lone"]] / 10**8, "亿"))
        if match["lone"].endswith("万") and len(match["lone"]) > 1:
            value, scale = numerals.SCALES[match["lone"]] / 10**4, "万"
        unit = _unit(match["lu"], rules)
    elif match["permille"]:
        value, unit = _number(match["permille"]), _PERMILLE
    elif match["frac"]:
        value = round((numerals.value(match["frac"]) or 0.0) * 100, 4)
    elif match["cheng"]:
        value = round((numerals.value(match["cheng"] + "成" + match["half"]) or 0.0) * 100, 4)
    else:
        value = _number(match["pct"])
        high = _number(match["pct2"]) if match["pct2"] else None
    hedges = ((rules.hedges["inside", match["more"]],) if match["more"] else ()) + (
        (rules.hedges["after", match["after"]],) if match["after"] else ()
    )
    body = match.end() - len(match["after"])
    factor = _scale(scale) * unit.factor
    base_high = None if high is None else _times(high, factor)
    return Quantity(
        match.start(),
        body,
        match.end(),
        value,
        high,
        scale + unit.word,
        unit.kind,
        _times(value, factor),
        base_high,
        unit.base,
        hedges,
        True,
    )


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
