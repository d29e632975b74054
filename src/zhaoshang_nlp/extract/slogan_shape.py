"""What an expression looks like from inside: clauses, how sure their predicates are, numeral, normal form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from zhaoshang_nlp import chars, rules
from zhaoshang_nlp.errors import BadRule

FILE = "predicates.toml"
Shape = Literal["clauses", "clause", "list", "phrase"]

# Marks between the clauses of an expression; the middle dot and the space only inside quotations (赤水河谷 中国酱香).
_BREAK = re.compile(r"[、，,；;：:。！!？?]|[·\s]+(?=[\u4e00-\u9fff])")
_QUOTES = re.compile("[" + re.escape("".join(chars.QUOTES) + "".join(chars.QUOTES.values())) + "]")
_DIGITS = {char: i for i, char in enumerate("零一二三四五六七八九")} | {"两": 2, "双": 2, "〇": 0}
_LEADING = re.compile(r"(?P<arabic>\d{1,3})(?=[个大项条类种张件]|$)|(?P<han>[一二两三四五六七八九十双]{1,3})(?![分点])")
# Nouns that are praised one by one (小窗口、大服务): a call rather than an enumeration.
_EVALUATION = re.compile(r"[新大高小好强优美绿真实]\w\w(?:、[新大高小好强优美绿真实]\w\w)+")
_ABSTRACT = re.compile(
    r"^..[化型性率力度感式者员家权费假品物金额款河湖江海县区镇村路桥港站馆院校机器网图厅室部]$"
)  # 融合化, 创新型: nouns and attributes, whatever they begin with
_REMEMBERED = 1 << 14  # clauses: a run is weighed from several starts, and reports repeat each other
# What may be a noun with all that stands before it (更多的机会, 攻坚克难的拼劲), unless a verb governs it.
_ATTRIBUTE = re.compile(r"^[^有没是做当要以在把用让为向从不].*的(?P<counted>[每一]\w)?(?=[^的]{1,6}$)")
CERTAIN = 2  # strength of a clause that is a predicate for sure
_VERB_OBJECT = 3  # characters of 抓招商
_REPEATED_VERB = 4  # characters of 增产增收: verb, object, verb, object
_DIRECTIONS = "进出上下到来去成"  # verbs that make nouns and attributes with the adverb before them: 先进, 深入
_SHORT_CLAUSE = (
    4  # up to here a verb of one character opens a clause (抓招商, 补齐短板); longer stretches are mostly nouns
)


@dataclass(frozen=True, slots=True, eq=False)
class Predicates:
    """The words of ``predicates.toml``, ready for matching; ``backward_closing`` on a clause that is read backwards.

    Compared by identity (``eq=False``), so that what is remembered for a clause costs no comparison of the word lists.
    """

    opener: re.Pattern[str]
    leading: re.Pattern[str]
    leading_in: re.Pattern[str]
    adverb: re.Pattern[str]
    preposition: re.Pattern[str]
    transitive: re.Pattern[str]
    verbal_noun: re.Pattern[str]
    backward_closing: re.Pattern[str]
    verb1: frozenset[str]
    adjective1: frozenset[str]
    compound: re.Pattern[str]
    action1: frozenset[str]
    idiom: re.Pattern[str]
    marker: re.Pattern[str]
    manner: frozenset[str]
    form: re.Pattern[str]


def load(folder: Path | None = None) -> Predicates:
    """Read the predicate words.

    Args:
        folder: the user's own rules folder.

    Raises:
        BadRule: if the file or one of its classes is missing or misshapen.
    """
    shape = rules.Shape({"words": str, "why": str})
    words = {row.id: row["words"].split() for row in rules.rows(FILE, "class", shape, folder)}
    verbs, results = "".join(words["resultative_verb"]), "".join(words["result"])
    adverbs = [word for word in words["opener"] if len(word) > 1 and word not in words["transitive"]]
    joined = [*words["transitive"], *(verb + result for verb in verbs for result in results)]
    return Predicates(
        opener=re.compile(opening(words["opener"])),
        leading=re.compile(f"(?:{either([word for word in words['opener'] if len(word) > 1] + words['transitive'])})$"),
        leading_in=re.compile(opening(words["opener"] + words["transitive"])),
        adverb=re.compile(f"(?:{either(adverbs)})$"),
        preposition=re.compile(opening(words["preposition"])),
        transitive=re.compile(opening(joined)),
        verbal_noun=re.compile(opening(words["verbal_noun"])),
        backward_closing=re.compile(opening(word[::-1] for word in words["closing"])),
        verb1=frozenset(words["verb1"]),
        adjective1=frozenset(words["adjective1"]),
        compound=re.compile(f"(?:{either(words['compound'])})$"),
        action1=frozenset(words["action1"]),
        idiom=re.compile(either(words["idiom"])),
        marker=re.compile(f"(?<=.)(?<![作行认因取获所心])(?:{either(words['marker'])})(?=.)"),
        manner=frozenset(words["manner"]),
        form=_form(words["form"]),
    )


def _form(patterns: Sequence[str]) -> re.Pattern[str]:
    """Join regular expressions of whole clauses."""
    try:
        return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
    except re.error as error:
        raise BadRule(f"{FILE}: [[class]] 'form': no regular expression in {' '.join(patterns)!r}: {error}") from error


def either(words: Iterable[str]) -> str:
    """Alternation of words, longer ones first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def opening(words: Iterable[str]) -> str:
    """Alternation of words to be matched at one place, longer ones first, grouped by their first character.

    A look at that character spares the walk through the words where none can begin.
    """
    groups: dict[str, list[str]] = {}
    for word in sorted(words):
        groups.setdefault(word[0], []).append(word[1:])
    branches = "|".join(re.escape(first) + f"(?:{either(rests)})" for first, rests in groups.items())
    return f"(?=[{re.escape(''.join(groups))}])(?:{branches})"


@lru_cache(_REMEMBERED)
def strength(clause: str, words: Predicates) -> int:
    """Tell how surely a clause has a verb or an adjective as its core: 2 for certain, 1 perhaps, 0 a bare noun phrase.

    >>> words = load()
    >>> [strength(c, words) for c in ("优化营商环境", "项目为王", "落地快", "投资环境", "先进制造业")]
    [2, 2, 2, 1, 0]
    """
    if not clause or _ABSTRACT.search(clause):
        return 0
    manner = len(clause) == _VERB_OBJECT and clause[0] in words.manner
    if words.form.fullmatch(clause) or (manner and _is_verb(clause[1:], words)):
        return CERTAIN
    if (verb := words.transitive.match(clause)) and verb.end() < len(clause):
        return CERTAIN
    rest = clause
    stripped = 0
    while (opener := words.opener.match(rest)) and len(rest) - opener.end() >= 2:
        rest = rest[opener.end() :]
        stripped += opener.end() > 1  # 先进制造业: a single character may belong to a noun
    if stripped and (verb := words.transitive.match(rest)) and verb.end() < len(rest):
        return CERTAIN
    if (found := _ATTRIBUTE.match(clause)) and (found["counted"] or _is_noun(clause[found.end() :], words)):
        return 0
    return max(_head(clause, rest, words, stripped), _tail(clause, words), _inside(clause, words))


def _is_noun(rest: str, words: Predicates) -> bool:
    """Tell whether what stands behind 的 is no predicate (该为的|必须为, 群众的心|更暖 are)."""
    adverb = len(rest) <= _VERB_OBJECT and words.opener.match(rest)
    return not adverb and strength(rest, words) < CERTAIN


def _head(clause: str, rest: str, words: Predicates, stripped: int) -> int:
    """Strength by what stands at the head, behind adverbs."""
    if words.transitive.fullmatch(rest) or words.verbal_noun.fullmatch(rest):
        return CERTAIN if stripped else 1
    if words.verbal_noun.match(rest):
        return 1
    if words.preposition.match(rest) and (
        words.transitive.search(rest, 1)
        or words.backward_closing.match(rest[:1:-1])
        or any(char in words.verb1 for char in rest[_VERB_OBJECT:-1])
    ):
        return CERTAIN
    if not stripped and len(rest) < len(clause) and rest[0] in _DIRECTIONS:
        return 0
    if rest != clause and len(clause) == _VERB_OBJECT and clause[0] in words.verb1:
        return CERTAIN  # 要质量: an auxiliary that is a verb too
    return _short_verb(rest, words, stripped)


def _is_verb(rest: str, words: Predicates) -> bool:
    """Tell whether a word of two characters is a verb as a whole, though it may be a noun elsewhere."""
    return bool(words.verbal_noun.fullmatch(rest) or words.backward_closing.fullmatch(rest[::-1]))


def _short_verb(rest: str, words: Predicates, stripped: int) -> int:
    """Strength by a verb of one character at the head: 抓招商, 增产增收, 以商招商."""
    governed = rest[0] in words.verb1
    if len(rest) == _REPEATED_VERB and rest[2] in words.verb1 and (governed or words.preposition.match(rest)):
        stages = governed and rest[1] in words.verb1 and rest[3] in words.verb1  # 募投管退 lists four stages
        noun = governed and words.verbal_noun.fullmatch(rest, 2)  # 交通安全
        return 0 if stages or noun else CERTAIN
    if not governed or len(rest) < 2 or len(rest) > _SHORT_CLAUSE + (2 if stripped else 0):
        return 0
    return CERTAIN if len(rest) == _VERB_OBJECT else 1


@lru_cache(_REMEMBERED)
def opens(clause: str, words: Predicates) -> bool:
    """Tell whether a clause opens with a verb that takes an object, adverbs before it passed over."""
    rest = clause
    while (opener := words.opener.match(rest)) and len(rest) - opener.end() >= 2:
        rest = rest[opener.end() :]
    return words.transitive.match(clause) is not None or words.transitive.match(rest) is not None


def closes(clause: str, words: Predicates) -> bool:
    """Tell whether a clause ends in a verb or an adjective."""
    return _tail(clause, words) > 0


def _tail(clause: str, words: Predicates) -> int:
    """Strength by what stands at the end: an adjective (落地快) or a closing verb (要素互济)."""
    if len(clause) in (3, 4, 5, 6) and clause[-1] in words.adjective1 and not words.compound.search(clause):
        return CERTAIN
    if len(clause) == 2:  # 快干, 巧干; not 人防
        return int(clause[-1] in words.action1 and (clause[0] in words.adjective1 or bool(words.opener.match(clause))))
    if (len(clause) > 2 and clause[-1] in words.action1 and not words.compound.search(clause)) or (
        len(clause) > _SHORT_CLAUSE and clause[-1] == "化"
    ):
        return 1
    if (verb := words.backward_closing.match(clause[::-1])) and len(clause) - verb.end() >= 2:
        return 1
    return 0


def _inside(clause: str, words: Predicates) -> int:
    """Strength by a character that only clauses have inside."""
    if words.idiom.search(clause) or (len(clause) >= _VERB_OBJECT and words.marker.search(clause)):
        return CERTAIN
    return 0


def segments(text: str) -> tuple[str, ...]:
    """Split an expression into its clauses, inner quotation marks left out.

    >>> segments("抓招商、推项目、促落地")
    ('抓招商', '推项目', '促落地')
    """
    return tuple(part.strip() for part in _BREAK.split(_QUOTES.sub("", text)) if part.strip())


def shape(text: str, words: Predicates) -> Shape:
    """Tell what an expression is made of: several clauses, one clause, a list of nouns, or one phrase.

    >>> words = load()
    >>> [shape(t, words) for t in ("抓招商、促落地", "项目为王", "规划、建设、管理", "定盘星")]
    ['clauses', 'clause', 'list', 'phrase']
    """
    parts = segments(text)
    if len(parts) < 2:
        certain = len(text) >= _SHORT_CLAUSE and strength(parts[0] if parts else text, words) == CERTAIN
        return "clause" if certain else "phrase"
    sure = [strength(part, words) if len(part) > 2 else 0 for part in parts]
    nouns = all(words.verbal_noun.match(part) and not closes(part, words) for part in parts)
    if len(parts) > 2 and all(len(part) == 2 for part in parts) and shared(parts):
        lively = sum(part[0] in words.verb1 or part[0] in words.adjective1 for part in parts)
        return "clauses" if lively * 2 >= len(parts) else "list"  # 亲商、安商、富商
    if mostly_sure(sure) and (CERTAIN in sure or not nouns):  # 管理体制、运营机制 are nouns, each perhaps a clause
        return "clauses"
    if _EVALUATION.fullmatch("、".join(parts)):
        return "clauses"
    long_or_verb = len(parts[0]) > 2 or parts[0][0] in words.verb1
    lively = CERTAIN in sure or "的" in parts[0]  # nouns with the same head (政府环境、产业环境) are an enumeration
    return "clauses" if long_or_verb and lively and shared(parts) else "list"


def mostly_sure(strengths: Sequence[int]) -> bool:
    """Tell whether clauses of these strengths make a run: all perhaps predicates, or half and one for certain."""
    return all(strengths) or (CERTAIN in strengths and sum(map(bool, strengths)) * 2 >= len(strengths))


def shared(parts: Sequence[str]) -> list[tuple[int, str]]:
    """Give the characters that all parts have in common, each with its place.

    Places count 0, 1 … from the front, and -1, -2 … from the end where the parts differ in length.

    >>> shared(("签约快", "投产快"))
    [(2, '快')]
    """
    front = [(i, column[0]) for i, column in enumerate(zip(*parts, strict=False)) if len(set(column)) == 1]
    if len({len(part) for part in parts}) == 1:
        return front
    backward = zip(*(reversed(part) for part in parts), strict=False)
    return front + [(-i, column[0]) for i, column in enumerate(backward, 1) if len(set(column)) == 1]


def form(text: str) -> str:
    """Give the normal form under which variants of an expression are counted.

    Widths are folded, quotation marks dropped, marks between clauses made alike.

    >>> form("抓招商，推项目"), form("三个“一批”"), form("人工智能＋")
    ('抓招商、推项目', '三个一批', '人工智能+')
    """
    return "、".join(segments(chars.folded(text)))


def numeral(text: str) -> int | None:
    """Give the leading number of a formula (三个一批: 3, 双随机: 2), None for codes and for expressions without one.

    >>> [numeral(t) for t in ("三个一批", "十大行动", "3个100万", "1+9", "项目为王", "十五二")]
    [3, 10, 3, None, None, None]
    """
    found = _LEADING.match(_QUOTES.sub("", text))
    if not found:
        return None
    if found["arabic"]:
        return int(found["arabic"]) if found.end() < len(text) else None
    digits = found["han"]
    if "十" not in digits:
        return _DIGITS[digits[0]]
    tens, _, ones = digits.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return None  # 十五二: digits in a row are no numeral
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
