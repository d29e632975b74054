"""What kind of text a document is, where it says so itself: by the rows of ``data/genres.toml``, not by its subject."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from zhaoshang_nlp import rules
from zhaoshang_nlp.errors import BadRule
from zhaoshang_nlp.read import dates, vocabulary
from zhaoshang_nlp.read.variants import simplified

FILE = "genres.toml"
GENRES = ("speech", "report", "news", "plan", "notice", "other")
WHERE = ("title", "head", "opening", "ending")
_SHAPE = rules.Shape({"genre": str, "where": str, "pattern": str})
_NAMES = rules.Shape({"names": list})
_END = 600  # characters at the end that are looked at
_LAST = 6  # lines of them
_LINE_LIMIT = 200  # characters; a longer line is no title, no byline and no formula of an end


class Evidence(NamedTuple):
    """The places of a text where it says what it is.

    Attributes:
        title: empty if unknown.
        head: the lines above the running text, page furniture too.
        opening: the first characters of the running text.
        ending: the last lines.
    """

    title: str
    head: tuple[str, ...]
    opening: str
    ending: tuple[str, ...]


class Rule(NamedTuple):
    """A row of ``[[genre]]``."""

    id: str
    genre: str
    where: str
    pattern: re.Pattern[str]

    def fits(self, lines: Sequence[str]) -> bool:
        """Tell whether the row finds what it looks for in the lines of its place."""
        if self.where == "opening":
            return any(map(self.pattern.match, lines))
        return any(len(line) <= _LINE_LIMIT and self.pattern.fullmatch(line) for line in lines)


def of(evidence: Evidence) -> tuple[str, str] | None:
    """Give genre and id of the first row that fits, None where the text does not show what it is.

    >>> of(Evidence("在全县招商引资大会上的讲话", (), "", ())), of(Evidence("全县招商引资大会", (), "", ()))
    (('speech', 'title-speech'), None)
    """
    lines = {
        "title": evidence.title and [simplified(evidence.title)],
        "head": list(map(simplified, evidence.head)),
        "opening": evidence.opening and [simplified(evidence.opening)],
        "ending": list(map(simplified, evidence.ending)),
    }
    for rule in table():
        if lines[rule.where] and rule.fits(lines[rule.where]):
            return rule.genre, rule.id
    return None


def ending(text: str) -> tuple[str, ...]:
    """Give the last lines of a text that are no page furniture."""
    lines = (dates.folded(line).strip() for line in text[-_END:].splitlines())
    kept = [line for line in lines if line and not vocabulary.fits("furniture", simplified(line))]
    return tuple(kept[-_LAST:])


def named(text: str) -> str:
    """Give the genre that a cell of a table means; a word that is not known is a genre of the user's own.

    >>> named("讲话稿"), named("Speech"), named("访谈")
    ('speech', 'speech', '访谈')
    """
    return _values().get(vocabulary.plain(text), text.strip())


@cache
def table() -> tuple[Rule, ...]:
    """Give the rows in their order.

    Raises:
        BadRule: for a genre or a place that does not exist, or a pattern that is none.
    """
    found = []
    events = "|".join(name for row in rules.rows(FILE, "event", _NAMES) for name in row["names"])
    for row in rules.rows(FILE, "genre", _SHAPE):
        for field, valid in (("genre", GENRES), ("where", WHERE)):
            if row[field] not in valid:
                raise BadRule(f"{FILE}: {row.id}: {field} is {row[field]!r}; valid: {', '.join(valid)}")
        pattern = vocabulary.compiled(row, {"event": f"(?:{events})"})
        found.append(Rule(row.id, row["genre"], row["where"], pattern))
    return tuple(found)


@cache
def _values() -> dict[str, str]:
    return {vocabulary.plain(name): row.id for row in rules.rows(FILE, "value", _NAMES) for name in row["names"]}
