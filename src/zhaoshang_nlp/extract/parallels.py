"""Slogans that stand without quotation marks: runs of predicate clauses of equal length.

A run (签约快、落地快、投产快) repeats at least one character at the same place, counted from the front or from the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from zhaoshang_nlp import chars, rules
from zhaoshang_nlp.extract import slogan_shape
from zhaoshang_nlp.extract.passage import Firing, Passage
from zhaoshang_nlp.extract.slogan_shape import Predicates
from zhaoshang_nlp.types import Slogan, Span

FILE = "parallels.toml"
RULE = "parallel.run"
IDIOM = "parallel.idiom"

_SHORTEST, _LONGEST = 2, 14  # characters of a clause
_MARKS = "".join(chars.QUOTES) + "".join(chars.QUOTES.values())
_DROP = {ord(mark): None for mark in _MARKS}
_QUOTED = re.compile(f"[{re.escape(_MARKS)}]")
_CHUNK = re.compile(r"[^。！？!?…\n：:（）()《》]+")
_COMMA = re.compile(r"[，,；;]")
_PAUSE = re.compile(r"[、，,；;]")
_CAUSATIVE = frozenset("让使把将要即")  # they govern or open the whole run: 让|人气更旺、烟火气更浓
_TERSE, _LONG, _WORDY = 6, 8, 10  # characters; beyond _LONG one character may recur by chance
_TAIL = 3  # characters; the longest word of the tail
_ENOUGH = 2  # points
_NOUNS = "an enumeration of nouns"
_EMPTY = "的地和与及等了着、"  # characters whose repetition says nothing


class Clause(NamedTuple):
    """A clause between commas: where it stands, its characters, those without quotation marks, the mark behind it."""

    start: int
    end: int
    raw: str
    bare: str
    stop: str


class Run(NamedTuple):
    """A candidate: its clauses, what they share, what was cut off in front and behind."""

    clauses: tuple[Clause, ...]
    shared: int
    lead: str
    tail: str


class ParallelRules(NamedTuple):
    """Words of ``parallels.toml``: idioms, what may lead into a run, what may follow it, what may be its last noun."""

    idioms: re.Pattern[str]
    lead: re.Pattern[str]
    tail: re.Pattern[str]
    heads: frozenset[str]
    predicates: Predicates


def load(predicates: Predicates, folder: Path | None = None) -> ParallelRules:
    """Read the words for parallels.

    Args:
        predicates: words by which clauses are told from noun phrases.
        folder: the user's own rules folder.
    """
    found = {
        row.id: row["words"] for row in rules.rows(FILE, "frame", rules.Shape({"words": list, "why": str}), folder)
    }
    idioms = "|".join(_PAUSE.sub(r"[、，,；;]", word) for word in found["idiom"])
    return ParallelRules(
        re.compile(idioms),
        re.compile(f"(?:{slogan_shape.either(found['lead'])})$"),
        re.compile(slogan_shape.either([*found["tail"], *found["head"]])),
        frozenset(found["head"]),
        predicates,
    )


def firings(passage: Passage, words: ParallelRules) -> list[Firing]:
    """Give the runs of parallel clauses, in text order; runs that were seen and refused carry the reason."""
    quoted = [quote.outer for quote in passage.quotes if quote.depth == 0]
    text = _masked(passage.text, quoted)
    found: list[Firing] = []
    for match in words.idioms.finditer(text):
        span = Span(match.start(), match.end())
        found.append(Firing(IDIOM, span, _record(passage, span, IDIOM)))
    taken = [firing.span for firing in found]
    for chunk in _CHUNK.finditer(text):
        # Clauses with a pause inside (亲自抓、负总责，具体抓、促落实) first: their halves would make no even run.
        for border in (_COMMA, _PAUSE):
            if border is _COMMA and chunk.group().count("、") < 2:
                continue
            for firing in _firings(passage, _clauses(chunk, border), words, halved=border is _COMMA):
                if not any(firing.span.start < span.end and span.start < firing.span.end for span in taken):
                    found.append(firing)
                    if firing.record:
                        taken.append(firing.span)
    return found


def _firings(passage: Passage, clauses: Sequence[Clause], words: ParallelRules, *, halved: bool) -> Iterator[Firing]:
    """Give the runs in a row of clauses, each clause in one accepted run at most.

    Args:
        passage: where they stand.
        clauses: the row.
        words: the rules.
        halved: whether only runs count whose clauses have a pause at the same place and uneven parts around it.
    """
    i = 0
    while i < len(clauses) - 1:
        run, reason = (None, "") if halved and not _uneven(clauses[i]) else _run_at(clauses, i, words)
        if run is None or (halved and len({clause.bare.find("、") for clause in run.clauses}) > 1):
            i += 1
            continue
        span = Span(run.clauses[0].start, run.clauses[-1].end)
        yield Firing(RULE, span, None if reason else _record(passage, span, RULE), reason)
        i += 1 if reason and reason != _NOUNS else len(run.clauses) - 1  # a part of an enumeration is none either


def _uneven(clause: Clause) -> bool:
    """Tell whether a clause has a pause inside and parts of different length around it."""
    return len({len(part) for part in clause.bare.split("、")}) > 1


def _masked(text: str, quoted: Sequence[Span]) -> str:
    """The text with the commas inside quotations made harmless, so that a quotation is never cut."""
    parts, last = [], 0
    for span in quoted:
        if span.start >= last:
            parts += [text[last : span.start], re.sub(r"[^\w“”‘’「」『』]", "·", text[span.start : span.end])]
            last = span.end
    return "".join([*parts, text[last:]])


def _clauses(chunk: re.Match[str], border: re.Pattern[str]) -> list[Clause]:
    """Cut a stretch at its commas; white space at the rims is left out."""
    found = []
    at = chunk.start()
    marked = _QUOTED.search(chunk.string, chunk.start(), chunk.end()) is not None
    for piece in border.split(chunk.group()):
        core = piece.strip()
        start = at + piece.find(core) if core is not piece else at
        at += len(piece) + 1
        stop = chunk.string[at - 1] if at <= chunk.end() else ""
        found.append(Clause(start, start + len(core), core, core.translate(_DROP) if marked else core, stop))
    return found


def _head(clause: Clause, size: int) -> Clause:
    """The first ``size`` characters of a clause."""
    return Clause(clause.start, clause.start + size, clause.raw[:size], clause.bare[:size], "")


def _rest(clause: Clause, size: int) -> Clause:
    """The last ``size`` characters of a clause."""
    return Clause(clause.end - size, clause.end, clause.raw[-size:], clause.bare[-size:], clause.stop)


def _run_at(clauses: Sequence[Clause], i: int, words: ParallelRules) -> tuple[Run | None, str]:
    """Find the best run that begins in clause ``i``, with the reason if it must be refused."""
    best: tuple[Run | None, str] = (None, "")
    for run in _candidates(clauses, i, words):
        reason = next(_objections(run, words), "")
        if not reason:
            return run, ""
        if best[0] is None:
            best = run, reason
    return best


def _candidates(clauses: Sequence[Clause], i: int, words: ParallelRules) -> Iterator[Run]:
    """Give the runs that may begin in clause ``i``, longer ones first, whole clauses before cut ones."""
    first, second = clauses[i], clauses[i + 1]
    reach = min(len(first.bare), _LONGEST) + _TAIL
    tails = [match.start() for match in words.tail.finditer(second.bare, _SHORTEST, reach)]
    whole = len(first.bare)
    if first.bare[:1] in _CAUSATIVE and first.bare[:1] != second.bare[:1]:
        whole -= 1
    for size in dict.fromkeys((whole, len(second.bare), *tails)):
        if not _SHORTEST <= size <= _LONGEST or size > len(first.bare):
            continue
        lead = first.bare[: len(first.bare) - size]
        if not _alike(first.bare[-size:], second.bare, size):
            continue
        if lead and not first.raw.endswith(first.bare[-size:]):  # marks inside: its characters cannot be counted off
            continue
        begin = first if not lead else _rest(first, size)
        yield from _extended(clauses, i, begin, size, lead)


def _alike(first: str, second: str, size: int) -> bool:
    """Tell quickly whether two clauses can share a character at all."""
    if any(map(str.__eq__, first, second)):
        return True
    return abs(len(second) - size) == 1 and any(map(str.__eq__, reversed(first), reversed(second)))


def _extended(clauses: Sequence[Clause], i: int, begin: Clause, size: int, lead: str) -> Iterator[Run]:
    """Give the runs from a first clause on: as many whole clauses as fit, then a last one cut off its tail."""
    members = [begin]
    low = high = size
    j = i + 1
    while j < len(clauses) and max(high, len(clauses[j].bare)) - min(low, len(clauses[j].bare)) <= 1:
        low, high = min(low, len(clauses[j].bare)), max(high, len(clauses[j].bare))
        members.append(clauses[j])
        j += 1
    options: list[tuple[list[Clause], str]] = []
    if j < len(clauses) and len(clauses[j].bare) > size and clauses[j].raw.startswith(clauses[j].bare[:size]):
        options.append(([*members, _head(clauses[j], size)], clauses[j].bare[size:]))
    options.append((members, ""))
    for chosen, tail in options:
        for count in range(len(chosen), 1, -1):
            if count == 2 and len(chosen[0].bare) != len(chosen[1].bare):  # a pair must be even
                continue
            common = _common([clause.bare for clause in chosen[:count]])
            if common:
                yield Run(tuple(chosen[:count]), common, lead, tail if count == len(chosen) else "")
                break


def _common(parts: Sequence[str]) -> int:
    """How many telling characters all parts have at the same place, from the front or from the end."""
    return sum(char not in _EMPTY for _, char in slogan_shape.shared(parts))


def _objections(run: Run, words: ParallelRules) -> Iterator[str]:
    """Give the reasons for which a candidate is no parallel, none if it is one."""
    parts = [clause.bare for clause in run.clauses]
    if any(char.isdigit() for char in "".join(parts)):
        yield "holds figures"
    sure = [max(slogan_shape.strength(half, words.predicates) for half in part.split("、")) for part in parts]
    if not all(sure) and (len({len(part) for part in parts}) > 1 or len(parts) == 2):
        yield "uneven clauses without a predicate" if len(parts) > 2 else "clauses without a predicate"
    if not slogan_shape.mostly_sure(sure):
        yield "clauses without a predicate"
    verbs = [slogan_shape.opens(part, words.predicates) for part in parts]
    if _is_enumeration(parts, sure, words.predicates) or (
        run.clauses[0].stop == "、" and _one_verb(parts, verbs, words.predicates)
    ):
        yield _NOUNS
    listed = all(verbs) and run.clauses[0].stop == "、"  # verbs with their objects, joined like words
    if len(parts[0]) > _LONG and run.shared < 2 and len({part[0] for part in parts}) > 1 and not listed:
        yield "long clauses with one character in common"
    if not verbs[0] and all(verbs[1:]) and sure[0] < slogan_shape.CERTAIN and _governed(run, words.predicates):
        yield f"the first clause is the object of {run.lead[-4:]!r}"
    if run.lead and not _clean_lead(run, sure, verbs, words):
        yield f"no border after {run.lead[-4:]!r}"
    if run.tail and not _clean_tail(run, verbs, words):
        yield f"no border before {run.tail[:4]!r}"
    points = _points(run, sure) + listed
    if points < _ENOUGH:
        yield f"too little in common ({points} points)"


def _is_enumeration(parts: Sequence[str], sure: Sequence[int], predicates: Predicates) -> bool:
    """Tell whether the parts are nouns with the same head (交通安全、燃气安全) or short words (就业、创业)."""
    if len(parts[0]) == _SHORTEST:
        return any(predicates.verbal_noun.fullmatch(part) for part in parts)
    strong = sure.count(slogan_shape.CERTAIN)
    last = parts[0][-2:]
    if len(parts[0]) > _SHORTEST + 1 and all(part.endswith(last) for part in parts):
        if predicates.verbal_noun.fullmatch(last):
            return strong * 2 < len(sure)
        if not slogan_shape.closes(parts[0], predicates):
            return strong * 2 < len(sure) and not all(map(predicates.opener.match, parts))  # 制造能力、交易能力
    if strong or all(slogan_shape.closes(part, predicates) for part in parts):
        return False
    return not all(predicates.opener.match(part) for part in parts)


def _one_verb(parts: Sequence[str], verbs: Sequence[bool], predicates: Predicates) -> bool:
    """Tell whether a list of nouns follows one verb: 支持|甲地市、乙地市."""
    nouns = not any(verbs[1:]) and not any(map(predicates.verbal_noun.match, parts[1:]))
    return verbs[0] and nouns and len({part[-1] for part in parts}) == 1


def _governed(run: Run, predicates: Predicates) -> bool:
    """Tell whether the first clause, cut off in front, is the object of a verb there: 加强|作风建设，践行为民宗旨."""
    lead = run.lead.removesuffix("更多")
    verb = any(predicates.transitive.fullmatch(lead[-size:]) for size in (2, 3))
    return verb and run.clauses[0].stop != "、"


def _points(run: Run, sure: Sequence[int]) -> int:
    """Weigh a candidate: certain predicates, length of the run, what is shared, whole clauses."""
    size = len(run.clauses[0].bare)
    points = min(sure)
    points += run.shared >= 2
    points += run.shared >= 3
    points += all(part.bare[0] == run.clauses[0].bare[0] for part in run.clauses)
    points += len(run.clauses) > 2
    points += not run.lead and not run.tail
    points += size <= _TERSE
    points -= size > _WORDY
    return points


def _clean_lead(run: Run, sure: Sequence[int], verbs: Sequence[bool], words: ParallelRules) -> bool:
    """Tell whether the first clause begins where its verb does, or behind a word that leads into a run."""
    if words.lead.search(run.lead) or words.predicates.leading.search(run.lead):
        return True
    if len({clause.bare[0] for clause in run.clauses}) == 1:
        return True  # 以最大力度|不唯地域、不问出身: the repetition itself shows where the clause begins
    if all(verbs) and (len(run.clauses) > 2 or run.clauses[0].stop == "、"):
        return True
    if len({clause.bare[0] for clause in run.clauses[1:]}) == 1 or len(run.clauses[0].bare) > _TERSE:
        return False
    return len(run.clauses) > 2 and all(sure)  # 美丽山城|天更蓝、山更绿、水更清


def _clean_tail(run: Run, verbs: Sequence[bool], words: ParallelRules) -> bool:
    """Tell whether the last clause ends where it is cut; a noun behind verb and object may belong to the object."""
    found = words.tail.match(run.tail)
    return found is not None and not (verbs[-1] and found.group() in words.heads)


def _record(passage: Passage, span: Span, rule: str) -> Slogan:
    """Make the record of a run."""
    text = passage.text[span.start : span.end]
    return Slogan(
        mention=passage.mention(span, rule),
        label="parallel",
        quoted=False,
        segments=slogan_shape.segments(text),
        form=slogan_shape.form(text),
    )
