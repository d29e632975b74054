"""The rules of ``data/industries.toml`` as compiled patterns, ready for the grammar of industry systems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from zhaoshang_nlp import rules
from zhaoshang_nlp.rules import Row, Shape

FILE = "industries.toml"
_WORDS = Shape({"words": str}, {"except": str, "why": str})
_SHAPES = {
    "head": Shape({"words": str, "tails": str, "not_before": str}, {"not_after": str}),
    "code_head": Shape({"words": str}),
    "kind": Shape({"words": str}),
    "modifier": Shape({"words": str}),
    "verb": Shape({"words": str, "run": bool}, {"noun": bool}),
    "verb_name": Shape({"words": str}),
    "opener": Shape({"words": str, "place": str, "why": str}),
    "leader": _WORDS,
    "stem": Shape({"words": str}),
    "compound": Shape({"words": str}),
    "stop": Shape({"words": str, "place": str, "why": str}, {"except": str}),
    "frame": Shape({"opening": str}, {"weak": str}),
}

_PART = r"(?:[0-9]{1,3}|[NnXx一二三四五六七八九十])"
# Codes: 4+3, 10+N, 1+10+3+N, 3×5, 246, 246X. Two digits alone (“15”) count something, they are no code.
CODE = rf"{_PART}(?:[ ]?[+＋×✕xX*][ ]?{_PART})+|[0-9]{{3,6}}[NX]?|[0-9]{{1,3}}[NX]"
# Counts: 六大, “五大, 12条, 3个. A range or an ordinal counts nothing that is declared.
COUNT = (
    r"(?<![第几数两0-9.．一二三四五六七八九十百千—\-~～至到])(?P<number>[0-9]{1,3}|[两二三四五六七八九]?十[一二三四五六七八九]?|[两二三四五六七八九]|一(?=[个条]))"
    r"(?:余|多)?(?P<unit>大类|大|个|条|类|项|种)"
)
_ETC = r"(?<![平高中优对同头劣])等(?![级于待同额候价])"
_CODED = rf"(?P<code>(?<![0-9.．—\-])(?:{CODE})(?![0-9.．%％年]))"
DESIGNATOR = rf"(?P<etc>{_ETC})|[“‘「『\"]?(?:{COUNT}|{_CODED})[”’」』\"]?"
_LINK = "[两二三四五六七八九十0-9]{1,2}"
CHAIN_CODE = rf"[“‘「『\"](?P<code>(?:{_LINK}(?:链|群|业|集群|产业|产业链|产业集群)){{2,4}})[”’」』\"]"
_NUMERALS = "一两二三四五六七八九十"
_GROUP = rf"[{_NUMERALS}N](?:(?![{_NUMERALS}])[\u4e00-\u9fff]){{1,2}}"
# “六新”, “一主两辅”, “一二三四”: one group may not be a 一 alone (“一线”), a run of numerals needs a 体系 behind it.
_GROUPS = rf"(?!一[^{_NUMERALS}]+[”’」』\"])(?:{_GROUP}){{1,4}}"
SHORT_CODE = rf"[“‘「『\"](?P<code>{_GROUPS}|(?P<run>[一二三四五六七八九]{{2,5}}))[”’」』\"]$"
_COORDINATED = f"(?:[0-9{_NUMERALS}]+[个条][^、，。；：]{{0,14}}[、和及与])*$"
# A stop word before a count must stand next to it; a verb that seeks a number governs every count of a coordination.
_BEFORE = {"before": "(?:了|成|出|有)?$", "sought": f"(?:了|成|出|起)?{_COORDINATED}"}
_PLACES = "(?:地区|区域|省份|城市|城市群|都市圈|流域|经济带)?"
_AHEAD = {"campaign": "[\u4e00-\u9fff]{0,6}?", "spatial": f"(?:[{_NUMERALS}双多]"}
_BEHIND = {**_BEFORE, "spatial": ")+", "place": _PLACES}


@dataclass(frozen=True, slots=True)
class IndustryRules:
    """What the grammar asks for. Patterns are anchored as their names say: ``*_end`` or ``*_start``.

    Attributes:
        head: a whole head phrase.
        code_head: head phrases that count only behind a code.
        kinds: modifiers that belong to the category.
        modifiers_end: modifiers of all sorts before a head.
        boundary: verbs and openers, wherever they stand.
        item_start: openers and verbs at the start of a later member, which then is the first.
        verbs_end: the governing verbs before a mention.
        bare_verb_end: a verb that ends no name (服务 and 建设 may).
        leader_start: a short word to strip from the first member.
        stem: a part of an industry's name.
        compounds: names with a conjunction inside.
        stops: what makes a phrase something else, by place.
        excepted: for each place, the words in which a stop word means nothing.
        opening: how a list follows its head; its group ``weak`` is a word that may lead to anything else as well.
        as_end: 以…为主导的 before a head.
        as_noun: the same before a noun that names the head's kind (以锂、钒为主的新材料产业).
        as_start: the same behind 等.
    """

    head: re.Pattern[str]
    code_head: re.Pattern[str]
    kind_end: re.Pattern[str]
    modifiers_end: re.Pattern[str]
    boundary: re.Pattern[str]
    item_start: re.Pattern[str]
    verbs_end: re.Pattern[str]
    bare_verb_end: re.Pattern[str]
    leader_start: re.Pattern[str]
    stem: re.Pattern[str]
    compounds: frozenset[str]
    stops: Mapping[str, re.Pattern[str]]
    excepted: Mapping[str, re.Pattern[str]]
    opening: re.Pattern[str]
    as_end: re.Pattern[str]
    as_noun: re.Pattern[str]
    as_start: re.Pattern[str]

    def stopped(self, place: str, text: str) -> str | None:
        """Give the stop word of a place that ``text`` holds outside its excepted words, or None."""
        if place in self.excepted:
            text = self.excepted[place].sub("□", text)
        found = self.stops[place].search(text)
        return found.group() if found else None


def read_rows(folder: Path | None = None) -> dict[str, list[Row]]:
    """Give all rows of the rule file by table, checked.

    Raises:
        BadRule: if the file is missing or wrong.
    """
    return {table: rules.rows(FILE, table, shape, folder) for table, shape in _SHAPES.items()}


def load(folder: Path | None = None) -> IndustryRules:
    """Read and compile the rules.

    Args:
        folder: the user's own rules folder, or None for the shipped rules.

    Raises:
        BadRule: if the file is missing or wrong.
    """
    table = read_rows(folder)
    verbs, openers = _words(table["verb"]), _words(table["opener"])
    making = _words(row for row in table["verb"] if row["run"])
    scope = _words(row for row in table["opener"] if row["place"] == "anywhere")
    names = f"(?!{_any(_words(table['verb_name']))})"
    kinds, modifiers = _words(table["kind"]), _words(table["modifier"])
    frames = {row.id: row["opening"].split() for row in table["frame"]}
    weak = _any(word for row in table["frame"] for word in row.get("weak", "").split())
    places = {row["place"]: row for row in table["stop"]}
    leader = table["leader"][0]
    return IndustryRules(
        head=re.compile(_head(table["head"])),
        code_head=re.compile(_any(_words(table["code_head"]))),
        kind_end=re.compile(_run(_any(kinds)) + "$"),
        modifiers_end=re.compile(_run(_any(kinds + modifiers)) + "$"),
        boundary=re.compile(names + _any([*verbs, *scope])),
        item_start=re.compile(f"(?:{names}(?:{_any(openers)}|(?P<verb>{_any(verbs)})))+"),
        bare_verb_end=re.compile(_any(_words(r for r in table["verb"] if not r.get("noun"))) + "$"),
        verbs_end=re.compile(f"(?:{_any(making)}+|{_any(verbs)})(?=(?:了|好|起|以)?$)"),
        leader_start=re.compile(f"(?!{_any(leader['except'].split())})(?:{_any(leader['words'].split())})"),
        stem=re.compile(_any(_words(table["stem"]))),
        compounds=frozenset(_words(table["compound"])),
        stops={place: _stop(place, row) for place, row in places.items()},
        excepted={p: re.compile(_any(row["except"].split())) for p, row in places.items() if row.get("except")},
        opening=re.compile(f'[”’」』"]?(?:{_any(frames["list-after"])}|(?P<weak>{weak})(?![：:]))[：:“]?'),
        as_end=re.compile(rf"(?:{_any(frames['list-as'])})的?$"),
        as_noun=re.compile(rf"{_any(frames['list-as'])}的(?P<noun>[^、，。；的]{{1,6}})$"),
        as_start=re.compile(rf"(?:{_any(frames['list-as'])})的?"),
    )


def _stop(place: str, row: Row) -> re.Pattern[str]:
    return re.compile(_AHEAD.get(place, "") + _any(row["words"].split()) + _BEHIND.get(place, ""))


def _words(table: Iterable[Row]) -> list[str]:
    return [word for row in table for word in row["words"].split()]


def _any(words: Iterable[str]) -> str:
    """Give an alternation that tries longer words first."""
    return "(?:" + "|".join(re.escape(w) for w in sorted(set(words), key=lambda w: (-len(w), w))) + ")"


def _run(one: str) -> str:
    """Give ``(?:one)+`` so that a search sees which characters it can begin with and passes over all others."""
    return f"{one}{one}*"


def _head(table: list[Row]) -> str:
    """Give the pattern of a head phrase: a head noun, its tail, more head nouns run on to it (服务业产业集群)."""
    branches: list[tuple[int, str]] = []
    for row in table:
        tails = _any(row["tails"].split()) if row["tails"] else ""
        for word in row["words"].split():
            not_after = f"(?!{_any(row['not_after'].split())})" if row.get("not_after") else ""
            bare = f"(?!{_any(row['not_before'].split())})"
            branches.append(
                (-len(word), f"{re.escape(word)}(?:{not_after}{tails}|{bare})" if tails else re.escape(word) + bare)
            )
    return _run("(?:" + "|".join(branch for _, branch in sorted(branches)) + ")")
