"""The programs that cut text into words, behind one small interface.

Both give the tokens of jieba 0.42.1. ``fast`` is rjieba (the same algorithm in Rust) with the layer of ``exact.py``;
``jieba`` is jieba itself, with a tokenizer object of our own: neither its global dictionary nor its settings are
touched.
"""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Callable, Mapping, Sequence
from importlib.machinery import PathFinder
from types import MappingProxyType
from typing import Any, Protocol

from zhaoshang_nlp.errors import BadInput, UnknownName
from zhaoshang_nlp.segment import clauses, exact
from zhaoshang_nlp.segment.lexicon import Word

# A private-use character, which neither program looks up: it takes the surplus of the frequency total (see `Fast`).
_NOWHERE = "\ue000"


class Engine(Protocol):
    """What a segmenter needs of a program."""

    def cut(self, text: str) -> list[str]:
        """Give the words of a text, of any length and content; joined they are the text."""


class Inexact(Exception):  # noqa: N818 - reads as an adjective of the engine; caught in this file
    """This rjieba does not give jieba's tokens, or is not there."""


class Fast:
    """The cut of jieba, by rjieba."""

    def __init__(self, words: Sequence[Word], hmm: bool) -> None:
        try:
            self._rjieba: Any = _extension().Jieba()
        except ImportError as error:
            raise Inexact(f"rjieba cannot be loaded ({error})") from error
        self._hmm = hmm
        mismatch = exact.first_mismatch(self.cut, hmm)
        if mismatch:
            raise Inexact(f"this rjieba gives {mismatch}")
        for word in words:
            self._rjieba.add_word(word.word, word.freq, word.pos)
        # A word that the dictionary has already: jieba adds to its total, rjieba replaces; all odds hang on the total.
        surplus = sum(word.known for word in words)
        if surplus:
            self._rjieba.add_word(_NOWHERE, surplus, "x")

    def cut(self, text: str) -> list[str]:
        """Give the words of a text."""
        return exact.around_foreign(text, self._cut)

    def _cut(self, text: str) -> list[str]:
        cut: Callable[[str, bool], list[str]] = self._rjieba.cut
        joints = exact.joints(text) if self._hmm else []
        if not joints:
            return cut(text, self._hmm)
        tokens: list[str] = []
        for piece, inside in clauses.around(text, joints):
            tokens += exact.respelled(cut(piece, True)) if inside else cut(piece, True)
        return tokens


def _extension() -> Any:
    """Load the compiled part of rjieba alone: the package around it builds a dictionary of its own when imported.

    Raises:
        ImportError: if it is not there.
    """
    package = importlib.util.find_spec("rjieba")
    folders = package.submodule_search_locations if package else None
    spec = PathFinder.find_spec("rjieba.rjieba", folders) if folders else None
    if spec is None or spec.loader is None:
        raise ImportError("No module named 'rjieba'")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Plain:
    """jieba itself."""

    def __init__(self, words: Sequence[Word], hmm: bool) -> None:
        self._tokenizer = tokenizer()
        self._hmm = hmm
        for word in words:
            self._tokenizer.add_word(word.word, word.freq, word.pos)

    def cut(self, text: str) -> list[str]:
        """Give the words of a text."""
        tokens: list[str] = self._tokenizer.lcut(text, HMM=self._hmm)
        return tokens


def tokenizer() -> Any:
    """Give a new ``jieba.Tokenizer`` with jieba's dictionary; nothing global is read or changed.

    Raises:
        BadInput: if jieba is not installed.
    """
    made = _import_jieba().Tokenizer()
    # What jieba's `initialize` does, less its log lines and its cache file in the shared temporary folder.
    made.FREQ, made.total = made.gen_pfdict(made.get_dict_file())
    made.initialized = True
    return made


def _import_jieba() -> Any:
    """Import jieba without the warnings that its age gives rise to (escapes in its expressions, pkg_resources)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return importlib.import_module("jieba")
        except ImportError as error:
            raise BadInput(f"engine 'jieba' cannot be loaded ({error}); try: pip install jieba") from error


def _fast(words: Sequence[Word], hmm: bool) -> tuple[Engine, str]:
    try:
        return Fast(words, hmm), ""
    except Inexact as error:
        note = f"engine 'fast' is replaced by 'jieba' (same tokens, slower): {error}; try: pip install rjieba==0.2.2"
        return Plain(words, hmm), note


def _plain(words: Sequence[Word], hmm: bool) -> tuple[Engine, str]:
    return Plain(words, hmm), ""


# Each makes an engine with extra words, HMM on or off, and says what a reader of the log should know.
ENGINES: Mapping[str, Callable[[Sequence[Word], bool], tuple[Engine, str]]] = MappingProxyType(
    {"fast": _fast, "jieba": _plain}
)


def engine(name: str, words: Sequence[Word], hmm: bool) -> tuple[Engine, str]:
    """Make an engine.

    Args:
        name: a key of ``ENGINES``.
        words: what is added to its dictionary.
        hmm: whether words that are not in the dictionary are guessed.

    Returns:
        The engine, and a note for the log (empty if there is nothing to say).

    Raises:
        UnknownName: if there is no such engine.
        BadInput: if it is not installed.
    """
    if name not in ENGINES:
        raise UnknownName("engine", name, ENGINES)
    return ENGINES[name](words, hmm)
