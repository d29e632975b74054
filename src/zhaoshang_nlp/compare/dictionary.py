"""Dictionaries: categories of entries, found in texts and counted by category, group and year.

An entry without wildcards is a string and is found wherever it stands (with ``words``: only where it begins and ends
at the rims of words). An entry with ``*`` (any characters) or ``?`` (one) is held against whole words: 产业* is every
word that begins with 产业. White space in an entry parts words that follow each other.

**Overlaps.** Within a category the leftmost find counts, of those that begin together the longest; no character counts
twice. Categories do not see each other, so that a passage can belong to several; with ``exclusive`` each passage goes
to one category, by the same rule, ties to the category that stands first (不支持 is not 支持). A category that holds
others (``supply`` over ``supply.funds``) counts the entries of all of them together, by the same rule.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from zhaoshang_nlp import chars
from zhaoshang_nlp.compare.matrix import NO_LABEL
from zhaoshang_nlp.errors import BadInput, UnknownName
from zhaoshang_nlp.types import Span

# What parts the names of a category and those it holds: supply.funds.
STEP = "."
# Rates are given per this many characters or words.
PER = 10_000
_WILD = re.compile(r"[*?]")
_HAN_SPACE = re.compile(rf"(?<=[{chars.HAN_CLASS}])\s+(?=[{chars.HAN_CLASS}])")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Categories with their entries.

    Attributes:
        name: how it is called in tables.
        categories: entries by the full name of their category, in order.
        exclusive: whether it is made so that each passage goes to one category only.
    """

    name: str
    categories: Mapping[str, tuple[str, ...]]
    exclusive: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """All categories, those that hold others before them."""
        found: dict[str, None] = {}
        for name in self.categories:
            parts = name.split(STEP)
            found |= dict.fromkeys(STEP.join(parts[: i + 1]) for i in range(len(parts)))
        return tuple(found)

    @property
    def digest(self) -> str:
        """Twelve hexadecimal digits that stand for its content."""
        content = json.dumps([self.exclusive, list(self.categories.items())], ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()[:12]

    def only(self, category: str) -> Dictionary:
        """Give the dictionary of one category with those it holds.

        Raises:
            UnknownName: for a category that does not exist.
        """
        if category not in self.names:
            raise UnknownName("category", category, self.names)
        kept = {name: entries for name, entries in self.categories.items() if _within(name, category)}
        return Dictionary(self.name, kept, self.exclusive)


class Found(NamedTuple):
    """An entry at a place of a text.

    Attributes:
        category: the category that holds the entry, in full.
        entry: the entry as it is written in the dictionary.
        span: where it stands.
    """

    category: str
    entry: str
    span: Span


class Finder:
    """Finds the entries of a dictionary; made once for many texts.

    Attributes:
        needs_words: whether texts must come with their words.

    >>> finder = Finder(Dictionary("d", {"industry": ("产业链", "产业"), "chain": ("链*",)}))
    >>> [(found.category, found.entry, *found.span) for found in finder.find("产业链长制", ["产业", "链长制"])]
    [('industry', '产业链', 0, 3), ('chain', '链*', 2, 5)]
    """

    def __init__(self, dictionary: Dictionary, *, words: bool = False, exclusive: bool | None = None) -> None:
        """Prepare the entries.

        Args:
            dictionary: what is looked for.
            words: whether entries without wildcards must begin and end at the rims of words, too.
            exclusive: whether each passage goes to one category only; None: as the dictionary is made.
        """
        self._words, self._exclusive = words, dictionary.exclusive if exclusive is None else exclusive
        self._plain: dict[str, list[tuple[str, str, str]]] = {}
        self._wild: list[tuple[tuple[re.Pattern[str], ...], str, str]] = []
        for category, entries in dictionary.categories.items():
            for entry in entries:
                if _WILD.search(entry):
                    self._wild.append((tuple(map(_glob, entry.split())), category, entry))
                else:
                    written = chars.folded(_HAN_SPACE.sub("", entry))
                    self._plain.setdefault(written[0], []).append((written, category, entry))
        self._order = {name: place for place, name in enumerate(dictionary.categories)}
        heads = "".join(sorted(self._plain))
        self._heads = re.compile(f"[{re.escape(heads)}]") if heads else None
        self._known: dict[str, tuple[int, ...]] = {}
        self.needs_words = words or bool(self._wild)

    def find(self, text: str, words: Sequence[str] = ()) -> list[Found]:
        """Give what of a text counts, in text order, category by category where several find one passage.

        Args:
            text: normalised.
            words: its words; joined they are the text. May be left out unless ``needs_words``.

        Raises:
            BadInput: if words are needed and are not given.
        """
        if self.needs_words and text and not words:
            raise BadInput("entries with * or ?, and whole words, need the words of the text: segment it first")
        everything = [*self._strings(text, words), *self._globs(words)]
        if self._exclusive:
            kept = list(self._leftmost(everything))
        else:
            by_category: dict[str, list[Found]] = {}
            for found in everything:
                by_category.setdefault(found.category, []).append(found)
            kept = [found for each in by_category.values() for found in self._leftmost(each)]
        return sorted(kept, key=lambda found: (found.span, self._order[found.category]))

    def _strings(self, text: str, words: Sequence[str]) -> Iterator[Found]:
        if self._heads is None:
            return
        rims = _rims(words) if self._words else None
        for match in self._heads.finditer(text):
            start = match.start()
            for written, category, entry in self._plain[match[0]]:
                if text.startswith(written, start):
                    end = start + len(written)
                    if rims is None or (start in rims and end in rims):
                        yield Found(category, entry, Span(start, end))

    def _globs(self, words: Sequence[str]) -> Iterator[Found]:
        at = 0
        for number, word in enumerate(words):
            for which in self._beginning(word):
                parts, category, entry = self._wild[which]
                following = words[number : number + len(parts)]
                if len(following) == len(parts) and all(p.fullmatch(w) for p, w in zip(parts, following, strict=True)):
                    yield Found(category, entry, Span(at, at + sum(map(len, following))))
            at += len(word)

    def _beginning(self, word: str) -> tuple[int, ...]:
        """Give the entries with wildcards that may begin with a word; remembered, since words return."""
        known = self._known.get(word)
        if known is None:
            known = tuple(i for i, (parts, _, _) in enumerate(self._wild) if parts[0].fullmatch(word))
            self._known[word] = known
        return known

    def _leftmost(self, found: Iterable[Found]) -> Iterator[Found]:
        end = 0
        for each in sorted(found, key=lambda f: (f.span.start, -f.span.end, self._order[f.category], f.entry)):
            if each.span.start >= end:
                yield each
                end = each.span.end


class Text(NamedTuple):
    """A document to count in.

    Attributes:
        id: the document.
        text: normalised.
        words: its words, punctuation among them.
        sentences: where its sentences stand.
    """

    id: str
    text: str
    words: Sequence[str]
    sentences: Sequence[Span]


class Count(NamedTuple):
    """How often a category stands in a document or in a group.

    Attributes:
        id: the document or group.
        year: the year, where groups are parted by year.
        dictionary: name of the dictionary.
        category: full name of the category.
        n: finds.
        n_entries: different entries among them.
        n_docs: documents that hold one.
        docs: all documents.
        chars: characters, white space left out.
        words: words, punctuation left out.
        n_sentences: sentences that hold a find (that in which it begins).
        sentences: all sentences.
        per_chars: ``10,000 * n / chars``; 0 where there are none.
        per_words: ``10,000 * n / words``; 0 where there are none.
        sentence_share: ``n_sentences / sentences``.
        share: ``n`` of the finds of all categories on the same step under the same head; None where these are 0.
    """

    id: str
    year: int | None
    dictionary: str
    category: str
    n: int
    n_entries: int
    n_docs: int
    docs: int
    chars: int
    words: int
    n_sentences: int
    sentences: int
    per_chars: float
    per_words: float
    sentence_share: float
    share: float | None


@dataclass
class _Sum:
    """What is added up of the documents of a group."""

    docs: int = 0
    chars: int = 0
    words: int = 0
    sentences: int = 0
    n: Counter[str] = field(default_factory=Counter)
    n_docs: Counter[str] = field(default_factory=Counter)
    n_sentences: Counter[str] = field(default_factory=Counter)
    entries: dict[str, set[str]] = field(default_factory=dict)


class Tally:
    """Counts documents one by one.

    >>> tally = Tally(Dictionary("d", {"supply.funds": ("资金",), "supply.people": ("人才",), "demand": ("采购",)}))
    >>> tally.add(Text("a", "资金和人才，资金。", ["资金", "和", "人才", "，", "资金", "。"], [Span(0, 9)]))
    >>> [(row.category, row.n, row.n_entries, row.per_words, row.share) for row in tally.counts()][:3]
    [('supply', 3, 2, 7500.0, 1.0), ('supply.funds', 2, 1, 5000.0, 0.666667), ('supply.people', 1, 1, 2500.0, 0.333333)]
    """

    def __init__(self, dictionary: Dictionary, *, words: bool = False, exclusive: bool | None = None) -> None:
        """Begin; the arguments are those of ``Finder``."""
        self.dictionary = dictionary
        leaves = {name: dictionary.only(name) for name in dictionary.names if name not in dictionary.categories}
        self._finder = Finder(dictionary, words=words, exclusive=exclusive)
        # A category that holds others is found anew: its parts may overlap, and no character counts twice.
        self._heads = {
            name: Finder(_merged(part, name), words=words) for name, part in {**leaves, **_holding(dictionary)}.items()
        }
        self._sums: dict[tuple[str, int | None], _Sum] = {}

    @property
    def needs_words(self) -> bool:
        """Whether finding needs the words of the texts; rates per word need them in any case."""
        return self._finder.needs_words

    def add(self, text: Text, group: str | None = None, year: int | None = None) -> None:
        """Count a document.

        Args:
            text: the document.
            group: the group it belongs to; None: the document is a row of its own.
            year: its year, where groups are to be parted by year.
        """
        total = self._sums.setdefault((text.id if group is None else group, year), _Sum())
        total.docs += 1
        total.chars += sum(not char.isspace() for char in text.text)
        total.words += sum(_WORD.search(word) is not None for word in text.words)
        total.sentences += len(text.sentences)
        for category, found in self._by_category(text).items():
            total.n[category] += len(found)
            total.n_docs[category] += 1
            total.n_sentences[category] += _sentences(found, text.sentences)
            total.entries.setdefault(category, set()).update(each.entry for each in found)

    def counts(self, *, in_order: bool = False) -> list[Count]:
        """Give a row for each document or group and each category, whether anything was found or not.

        Args:
            in_order: sort groups by name and year, documents without a group last; else as they were added.
        """
        keys = list(self._sums)
        if in_order:
            keys.sort(key=lambda key: (key[0] == NO_LABEL, key[0], key[1] is None, key[1] or 0))
        return [self._count(key, self._sums[key], name) for key in keys for name in self.dictionary.names]

    def _by_category(self, text: Text) -> dict[str, list[Found]]:
        found: dict[str, list[Found]] = {}
        for each in self._finder.find(text.text, text.words):
            if each.category not in self._heads:
                found.setdefault(each.category, []).append(each)
        for name, finder in self._heads.items():
            if held := finder.find(text.text, text.words):
                found[name] = held
        return found

    def _count(self, key: tuple[str, int | None], total: _Sum, name: str) -> Count:
        head = name.rpartition(STEP)[0]
        beside = [other for other in self.dictionary.names if other.rpartition(STEP)[0] == head]
        whole = sum(total.n[other] for other in beside)
        n = total.n[name]
        return Count(
            *key,
            self.dictionary.name,
            name,
            n,
            len(total.entries.get(name, ())),
            total.n_docs[name],
            total.docs,
            total.chars,
            total.words,
            total.n_sentences[name],
            total.sentences,
            _rate(PER * n, total.chars),
            _rate(PER * n, total.words),
            _rate(total.n_sentences[name], total.sentences),
            round(n / whole, 6) if whole else None,
        )


def _within(name: str, category: str) -> bool:
    return name == category or name.startswith(category + STEP)


def _holding(dictionary: Dictionary) -> dict[str, Dictionary]:
    """Give the categories that have entries of their own and hold others as well."""
    own = dictionary.categories
    return {name: dictionary.only(name) for name in own if any(other.startswith(name + STEP) for other in own)}


def _merged(dictionary: Dictionary, name: str) -> Dictionary:
    entries = dict.fromkeys(entry for each in dictionary.categories.values() for entry in each)
    return Dictionary(dictionary.name, {name: tuple(entries)})


def _glob(pattern: str) -> re.Pattern[str]:
    """Compile one word of an entry with wildcards.

    >>> [bool(_glob("产?链*").fullmatch(word)) for word in ("产业链", "产业链条", "产链", "新产业链")]
    [True, True, False, False]
    """
    pattern = chars.folded(pattern)
    return re.compile("".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in pattern), re.DOTALL)


def _rims(words: Sequence[str]) -> frozenset[int]:
    at, found = 0, [0]
    for word in words:
        at += len(word)
        found.append(at)
    return frozenset(found)


def _sentences(found: Sequence[Found], sentences: Sequence[Span]) -> int:
    """Count the sentences in which a find begins."""
    count = place = 0
    for sentence in sentences:
        while place < len(found) and found[place].span.start < sentence.start:
            place += 1
        if place < len(found) and found[place].span.start < sentence.end:
            count += 1
    return count


def _rate(part: int, whole: int) -> float:
    return round(part / whole, 6) if whole else 0.0
