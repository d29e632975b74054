"""What the head of a document tells of itself: title, date, year, place, speaker, genre.

The head is everything before the salutation or the first running text. Only rows of ``data/reading.toml`` and
``data/genres.toml`` speak; what they leave open stays None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from zhaoshang_nlp import chars
from zhaoshang_nlp.read import content, dates, genre, regions, vocabulary
from zhaoshang_nlp.read.regions import Region
from zhaoshang_nlp.read.variants import simplified
from zhaoshang_nlp.types import Meta

SOURCE = "head"
_LOOK = 4_000  # characters that are looked at
_LINES = 50
_OPENING = 200  # characters of running text in which a speaker says for whom
_TITLE_LIMIT = 60
_RUNNING = 60  # a longer line is running text, and so is one that ends a sentence
_SENTENCE_END = "。！？；"
_TITLE_END = "。，,；;：:、！!？?"
_HEADING = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[)）]?\s*[、.．]|第[一二三四五六七八九十\d]+[章节编条部]")
_BROKEN = "—–-―（("  # what a line below the title begins with
_UNFINISHED = ("届", "次", "会")  # of a congress whose name goes on in the next line
_BARE_NAME = re.compile(f"[{chars.HAN_CLASS}](?:\\s*[{chars.HAN_CLASS}]){{1,3}}")


@dataclass(frozen=True, slots=True)
class Head:
    """The lines of a head by what they are, as the text spells them.

    Attributes:
        lines: all lines without furniture, invisible characters and space at the rims, digits half-width.
        dated: page furniture and other lines that hold nothing but a date.
        furniture: all lines that are page furniture.
        opening: the first characters of the running text.
        salutation: whether a salutation ended the head.
    """

    lines: Sequence[str]
    dated: Sequence[str]
    furniture: Sequence[str]
    opening: str
    salutation: bool


def complete(meta: Meta, text: str) -> Meta:
    r"""Fill in what is unknown from a document's head; what another source told stays.

    What an earlier look at the head found is looked for again: after normalisation a damaged head can say more.

    Args:
        meta: as told by sidecar, columns and file name; its title speaks for place, year and genre, too.
        text: the whole text, as read or normalised.

    >>> meta = complete(Meta(), "湖北省2026年政府工作报告\n——2026年1月27日在省人民代表大会上\n各位代表：")
    >>> meta.region, meta.region_code, meta.level, meta.year, meta.date, meta.genre
    ('湖北省', '420000', 'province', 2026, '2026-01-27', 'report')
    """
    told = _told_elsewhere(meta)
    head = split(text)
    title = told.title or _title(head)
    date = told.date or _date(head)
    new: dict[str, object] = {"title": title, "speaker": _speaker(head), "date": date}
    from_: dict[str, str] = {}
    new["year"] = year = told.year or _year_of_title(title or "")
    if year is None and date:
        new["year"] = year = int(date[:4])
        from_["year"] = told.found_in.get("date", SOURCE)
    region = _region(head, title, year) if told.region is None and told.region_code is None else None
    if region:
        new |= {"region": region.name, "region_code": region.code, "level": told.level or region.level}
    shown = genre.of(_evidence(head, title, text)) if told.genre is None else None
    if shown:
        new["genre"], from_["genre"] = shown[0], f"{SOURCE}:{shown[1]}"
    known = {name: value for name, value in new.items() if value is not None and getattr(told, name) is None}
    sources = {name: from_.get(name, SOURCE) for name in known}
    return replace(meta, **known, found_in={**meta.found_in, **sources})  # type: ignore[arg-type]  # fields by name


def _told_elsewhere(meta: Meta) -> Meta:
    """Give what other sources than the head told; a year that only follows from a page's date is none of it."""
    own = {name for name, source in meta.found_in.items() if source.partition(":")[0] == SOURCE}
    if meta.found_in.get("year") == content.SOURCE:
        own.add("year")
    rest = {name: source for name, source in meta.found_in.items() if name not in own}
    return replace(meta, **dict.fromkeys(own), found_in=rest)  # type: ignore[arg-type]  # fields by name


def _evidence(head: Head, title: str | None, text: str) -> genre.Evidence:
    """Give the places where a text says what it is."""
    return genre.Evidence(title or "", (*head.lines, *head.furniture), head.opening, genre.ending(text))


def split(text: str) -> Head:
    """Take the head of a text apart."""
    lines: list[str] = []
    dated: list[str] = []
    passed: list[str] = []
    rest = _cleaned(text)
    trail: set[str] = set()  # parts of the path to the page (首页 > 政务 > 要闻): furniture wherever they stand
    label = ""
    for before, line in pairwise(("", *rest)):
        spelled = simplified(line)
        if vocabulary.fits("salutation", spelled):
            return Head(lines, dated, passed, _opening(rest, line), salutation=True)
        furniture = dates.alone(line) is not None or vocabulary.fits("furniture", spelled)
        if not furniture and (line[-1] in _SENTENCE_END or (len(line) > _RUNNING and line[-1] not in ")）")):
            return Head(lines, dated, passed, _opening(rest, line), salutation=False)
        if before in (">", "»", "›") or line in trail:
            trail.add(line)
        elif furniture:
            passed.append(line)
            if dates.first(line):
                dated.append(label + line)
        else:
            lines.append(line)
        label = line if line.endswith((":", "：")) else ""
    return Head(lines, dated, passed, "", salutation=False)


def _cleaned(text: str) -> list[str]:
    """Give the first filled lines."""
    pieces = (dates.folded(line).strip() for line in text[:_LOOK].splitlines())
    return [piece for piece in pieces if piece][:_LINES]


def _opening(lines: Sequence[str], first: str) -> str:
    """Give the beginning of the running text."""
    return "".join(lines[lines.index(first) :])[:_OPENING]


def _title(head: Head) -> str | None:
    """Give the title: a line that is plainly one, else the first, if it can be a title."""
    for line in head.lines:
        if len(line) <= _TITLE_LIMIT and vocabulary.fits("title", simplified(line)):
            return line
    for line in head.lines[:1]:
        han = len(chars.HAN.findall(line))
        if han >= 4 and len(line) <= _TITLE_LIMIT and line[-1] not in _TITLE_END and line[0] not in _BROKEN:
            return None if _HEADING.match(line) else line
    return None


def _occasions(head: Head) -> Iterator[str]:
    """Yield the lines that tell when and where a speech was given, a broken one joined to the next."""
    for i, line in enumerate(head.lines):
        given = line[0] in _BROKEN or dates.first(line) or (line[0] == "在" and "届" in simplified(line))
        if given and not vocabulary.fits("title", simplified(line)):
            goes_on = i + 1 < len(head.lines) and simplified(line).endswith(_UNFINISHED)
            yield line + (head.lines[i + 1] if goes_on else "")


def _date(head: Head) -> str | None:
    """Give the date: of the speech before that of the page."""
    for line in (*_occasions(head), *head.dated):
        found = dates.first(line)
        if found:
            return found
    return None


def _year_of_title(title: str) -> int | None:
    """Give the year that a title names as its own; two of them leave it open."""
    title = simplified(dates.folded(title))
    found = [match["year"] for _, pattern in vocabulary.lines("year") for match in pattern.finditer(title)]
    years = {dates.year(year) for year in found}
    return years.pop() if len(years) == 1 else None


def _region(head: Head, title: str | None, year: int | None) -> Region | None:
    """Give the place that the first row to find one finds."""
    where: Mapping[str, Sequence[str]] = {
        "title": [dates.folded(title)] if title else [],
        "occasion": list(_occasions(head)),
        "speaker": head.lines,
        "opening": [head.opening],
    }
    for rule in vocabulary.region_rules():
        for line in where[rule.where]:
            found = place_in(rule, simplified(line), year)
            if found:
                return found
    return None


def place_in(rule: vocabulary.RegionRule, line: str, year: int | None) -> Region | None:
    """Give the place that a row finds in a line."""
    for match in rule.pattern.finditer(line):
        groups = match.groupdict()
        if rule.region or groups.get("region"):
            found = regions.find(rule.region or match["region"], year)
        else:
            found = _prefix(match["prefix"], year)
        if found:
            return found
    return None


def _prefix(run: str, year: int | None) -> Region | None:
    """Give the place with which a run of characters begins, the longest; only full names count."""
    for end in range(len(run), 1, -1):
        if run[end - 1] in "省市县区旗州盟":
            found = regions.find(run[:end], year)
            if found:
                return found
    return None


def _speaker(head: Head) -> str | None:
    """Give office and name of who speaks, or the bare name between occasion and salutation."""
    for line in head.lines:
        for _, pattern in vocabulary.lines("speaker"):
            match = pattern.fullmatch(simplified(line))
            if match:  # character for character, so the places are those of the line itself
                office, name = (line[slice(*match.span(part))] for part in ("office", "name"))
                return f"{office} {''.join(name.split())}".strip()
    last = head.lines[-2:]
    if head.salutation and len(last) == 2 and last[0] in list(_occasions(head)) and _BARE_NAME.fullmatch(last[1]):
        return "".join(last[1].split())
    return None
