"""Slogans that stand without quotation marks: runs of predicate clauses of equal length.

A run (签约快、落地快、投产快) repeats at least one character at the same place, counted from the front or from the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from zhaoshang_nlp import rules
from zhaoshang_nlp.extract import slogan_runs, slogan_shape
from zhaoshang_nlp.extract.passage import Firing, Passage
from zhaoshang_nlp.extract.slogan_runs import EMPTY, PAUSE, SHORTEST, Row, Run
from zhaoshang_nlp.extract.slogan_shape import Predicates
from zhaoshang_nlp.types import Slogan, Span

FILE = "parallels.toml"
RULE = "parallel.run"
IDIOM = "parallel.idiom"

_CHUNK = re.compile(r"[^。！？!?…\n：:（）()《》]+")
_TERSE, _LONG, _WORDY = 6, 8, 10  # characters; beyond _LONG one character may recur by chance
_ENOUGH = 2  # points
_NOUNS = "an enumeration of nouns"


class ParallelRules(NamedTuple):
    """Words of ``parallels.toml``: idioms, what may lead into a run, what may follow it, what may be its last noun.

    ``reach`` is the size of the longest word that may follow, in characters.
    """

    idioms: re.Pattern[str]
    lead: re.Pattern[str]
    tail: re.Pattern[str]
    reach: int
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
    idioms = "|".join(PAUSE.sub(r"[、，,；;]", word) for word in found["idiom"])
    return ParallelRules(
        re.compile(idioms),
        re.compile(f"(?:{slogan_shape.either(found['lead'])})$"),
        re.compile(slogan_shape.either([*found["tail"], *found["head"]])),
        max(map(len, found["tail"] + found["head"])),
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
    idioms = [firing.span for firing in found]
    for chunk in _CHUNK.finditer(text):
        taken = idioms.copy()  # a run never leaves its stretch, so those of earlier stretches need no look
        for row, starts in slogan_runs.rows(chunk):
            for firing in _firings(passage, row, starts, words):
                if not any(firing.span.start < span.end and span.start < firing.span.end for span in taken):
                    found.append(firing)
                    if firing.record:
                        taken.append(firing.span)
    return found


def _firings(passage: Passage, row: Row, starts: Sequence[int], words: ParallelRules) -> Iterator[Firing]:
    """Give the runs in a row of clauses, each clause in one accepted run at most."""
    free = 0  # the first clause that is in no run yet
    for i in starts:
        if i < free or (row.halved and not _uneven(row.bare[i])):
            continue
        run, reason = _run_at(row, i, words)
        pauses = {part.find("、") for part in run.parts} if run and row.halved else {0}
        if run is None or len(pauses) > 1 or -1 in pauses:
            continue
        span = row.span(run)
        yield Firing(RULE, span, None if reason else _record(passage, span, RULE), reason)
        if not reason or reason == _NOUNS:  # a part of an enumeration is none either
            free = i + len(run.parts) - 1


def _uneven(clause: str) -> bool:
    """Tell whether a clause has a pause inside and parts of different length around it."""
    return len({len(part) for part in clause.split("、")}) > 1


def _masked(text: str, quoted: Sequence[Span]) -> str:
    """The text with the commas inside quotations made harmless, so that a quotation is never cut."""
    parts, last = [], 0
    for span in quoted:
        if span.start >= last:
            parts += [text[last : span.start], re.sub(r"[^\w“”‘’「」『』]", "·", text[span.start : span.end])]
            last = span.end
    return "".join([*parts, text[last:]])


def _run_at(row: Row, i: int, words: ParallelRules) -> tuple[Run | None, str]:
    """Find the best run that begins in clause ``i``, with the reason if it must be refused."""
    best: tuple[Run | None, str] = (None, "")
    for run in slogan_runs.runs_at(row, i, words.tail, words.reach):
        reason = next(_objections(run, words), "")
        if not reason:
            return run, ""
        if best[0] is None:
            best = run, reason
    return best


def _objections(run: Run, words: ParallelRules) -> Iterator[str]:
    """Give the reasons for which a candidate is no parallel, none if it is one."""
    parts = run.parts
    if any(map(str.isdigit, "".join(parts))):
        yield "holds figures"
    sure = _strengths(run, words.predicates)
    if not all(sure) and (len({len(part) for part in parts}) > 1 or len(parts) == 2):
        yield "uneven clauses without a predicate" if len(parts) > 2 else "clauses without a predicate"
    if not slogan_shape.mostly_sure(sure):
        yield "clauses without a predicate"
    verbs = [slogan_shape.opens(part, words.predicates) for part in parts]
    if _is_enumeration(parts, sure, words.predicates) or (
        run.stop == "、" and _one_verb(parts, verbs, words.predicates)
    ):
        yield _NOUNS
    listed = all(verbs) and run.stop == "、"  # verbs with their objects, joined like words
    if len(parts[0]) > _LONG and run.shared < 2 and len({part[0] for part in parts}) > 1 and not listed:
        yield "long clauses with one character in common"
    if not verbs[0] and all(verbs[1:]) and sure[0] < slogan_shape.CERTAIN and _governed(run, words.predicates):
        yield f"the first clause is the object of {run.lead[-4:]!r}"
    adverb = words.predicates.adverb.search(run.lead)
    if adverb and run.parts[1].startswith(adverb.group()):
        yield f"{adverb.group()!r} opens both clauses"  # 自觉|接受监督，自觉接受批评
    if run.lead and not _clean_lead(run, sure, verbs, words):
        yield f"no border after {run.lead[-4:]!r}"
    if run.tail and not _clean_tail(run, verbs, words):
        yield f"no border before {run.tail[:4]!r}"
    if run.stop in "，,；;" and run.then == "、":
        yield "its last object is the first of a list"  # 抓好环境整治，加强垃圾|、污水治理
    points = _points(run, sure) + listed
    if points < _ENOUGH:
        yield f"too little in common ({points} points)"


def _strengths(run: Run, predicates: Predicates) -> list[int]:
    """Tell how sure the predicates are; one verb that opens three clauses or more makes them so: 抓早、抓小、抓苗头."""
    verb, seconds = run.parts[0][0], {part[1:2] for part in run.parts}
    repeated = verb in predicates.verb1 and all(part[0] == verb for part in run.parts)
    if repeated and len(run.parts) > 2 and len(seconds - {verb, ""}) == len(run.parts):
        return [slogan_shape.CERTAIN] * len(run.parts)
    sure = [max(slogan_shape.strength(half, predicates) for half in part.split("、")) for part in run.parts]
    if run.lead and predicates.adverb.search(run.lead):  # 更好|服务企业、服务群众
        return [
            slogan_shape.CERTAIN if predicates.verbal_noun.match(part) else s
            for part, s in zip(run.parts, sure, strict=True)
        ]
    return sure


def _is_enumeration(parts: Sequence[str], sure: Sequence[int], predicates: Predicates) -> bool:
    """Tell whether the parts are nouns with the same head (交通安全、燃气安全) or short words (就业、创业)."""
    if len(parts[0]) == SHORTEST:
        return any(predicates.verbal_noun.fullmatch(part) for part in parts)
    strong = sure.count(slogan_shape.CERTAIN)
    heads = [predicates.transitive.match(part) or predicates.verbal_noun.match(part) for part in parts]
    if sure[0] == slogan_shape.CERTAIN and all(heads):
        return False  # 关注山城、投资山城、建设山城
    last = parts[0][-2:]
    if len(parts[0]) > SHORTEST + 1 and all(part.endswith(last) for part in parts):
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
    return verb and run.stop != "、"


def _points(run: Run, sure: Sequence[int]) -> int:
    """Weigh a candidate: certain predicates, length of the run, what is shared, whole clauses."""
    size = len(run.parts[0])
    points = min(sure)
    points += run.shared >= 2
    points += run.shared >= 3
    points += all(part[0] == run.parts[0][0] for part in run.parts)
    points += len(run.parts) > 2
    points += not run.lead and not run.tail
    points += size <= _TERSE
    points -= size > _WORDY
    return points


def _clean_lead(run: Run, sure: Sequence[int], verbs: Sequence[bool], words: ParallelRules) -> bool:
    """Tell whether the first clause begins where its verb does, or behind a word that leads into a run."""
    if words.lead.search(run.lead) or words.predicates.leading.search(run.lead):
        return True
    if len({part[0] for part in run.parts}) == 1:
        return True  # 以最大力度|不唯地域、不问出身: the repetition itself shows where the clause begins
    if all(verbs) and (len(run.parts) > 2 or run.stop == "、"):
        return True
    if len({part[0] for part in run.parts[1:]}) == 1 or len(run.parts[0]) > _TERSE:
        return False
    return len(run.parts) > 2 and all(sure)  # 美丽山城|天更蓝、山更绿、水更清


def _clean_tail(run: Run, verbs: Sequence[bool], words: ParallelRules) -> bool:
    """Tell whether the last clause ends where it is cut; a noun behind verb and object may belong to the object."""
    if run.parts[-1][-1] in EMPTY:
        return False  # 把关不严的|企业
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
