"""Words of a text: an engine that gives jieba's tokens, a policy lexicon, a layer that keeps codes and numbers whole.

``make(options).cut(text)`` is all that other floors need; ``stopwords`` has the lists and says what is counted.
Nothing here imports jieba or rjieba before the first segmenter is made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from zhaoshang_nlp import rules
from zhaoshang_nlp.errors import BadInput
from zhaoshang_nlp.segment import clauses, engines, lexicon, protect
from zhaoshang_nlp.segment.engines import ENGINES

__all__ = ["ENGINES", "WORDS", "SegmentOptions", "Segmenter", "make"]

# Whose words every engine gives; it stands in signatures instead of the engine.
WORDS = "jieba-0.42.1"
# Segmenters kept per process, each with a dictionary in memory (about 75 MiB): the one in use and one to compare with.
_KEPT = 2


@dataclass(frozen=True, slots=True)
class SegmentOptions:
    """How text is cut.

    Attributes:
        engine: a key of ``ENGINES``; all give the same tokens.
        hmm: whether words that no dictionary has are guessed.
        lexicon: whether the shipped policy lexicon is added.
        user_lexicons: the user's own word lists; a later one overrides an earlier one, and each the shipped lexicon.
        protect: whether codes, numbers and phrases are kept whole; without it the tokens are jieba's.
        rules: the user's own rules folder.
    """

    engine: str = "fast"
    hmm: bool = True
    lexicon: bool = True
    user_lexicons: tuple[Path, ...] = ()
    protect: bool = True
    rules: Path | None = None


class Segmenter:
    """Cuts texts; made by ``make``. It keeps nothing of a text, and pickles as its options.

    Attributes:
        options: what it was made with.
        notes: what a reader of the log should know (an engine replaced by another, phrases that need ``protect``).
    """

    __slots__ = ("_engine", "_protector", "notes", "options")

    def __init__(
        self,
        options: SegmentOptions,
        engine: engines.Engine,
        protector: protect.Protector | None,
        notes: tuple[str, ...] = (),
    ) -> None:
        self.options = options
        self.notes = notes
        self._engine = engine
        self._protector = protector

    def cut(self, text: str) -> list[str]:
        """Give the words of a text, punctuation and white space among them: joined they are the text.

        Raises:
            RuntimeError: if they are not, which is a bug of an engine or of the protect layer.
        """
        if self._protector is None:
            tokens = self._engine.cut(text)
        else:
            tokens = []
            for piece, spans in clauses.around(text, self._protector.spans(text)):
                cut = self._engine.cut(piece)
                tokens += protect.joined(cut, piece, spans) if spans else cut
        if "".join(tokens) != text:
            raise RuntimeError(_lost(tokens, text, self.options.engine))
        return tokens

    def __reduce__(self) -> tuple[Callable[[SegmentOptions], Segmenter], tuple[SegmentOptions]]:
        """Pickle as the options: the other process makes its own, once."""
        return make, (self.options,)


def _lost(tokens: list[str], text: str, engine: str) -> str:
    """Say where tokens and text part."""
    spelled = "".join(tokens)
    pairs = enumerate(zip(spelled, text, strict=False))
    at = next((i for i, (a, b) in pairs if a != b), min(len(spelled), len(text)))
    return (
        f"internal error: the tokens of engine {engine!r} do not spell the text (from character {at}: "
        f"{spelled[at : at + 10]!r} for {text[at : at + 10]!r}); please report it with the text"
    )


def make(options: SegmentOptions | None = None) -> Segmenter:
    """Give a segmenter; equal options with unchanged files give the same one within a process.

    Args:
        options: defaults if None.

    Raises:
        UnknownName: for an unknown engine.
        BadInput: for a user lexicon that cannot be read, or an engine that is not installed.
        BadRule: for a wrong line in a lexicon or a wrong protect rule.

    >>> make(SegmentOptions(engine="jieba")).cut("打造“3+2”产业体系")
    ['打造', '“', '3+2', '”', '产业体系']
    """
    options = options or SegmentOptions()
    return _made(options, tuple(_stamp(path) for path in _files(options)))


def _files(options: SegmentOptions) -> list[Path]:
    """The files that a segmenter depends on and that may change while a process runs."""
    own = [options.rules / name for name in (lexicon.FILE, protect.FILE)] if options.rules else []
    return [*options.user_lexicons, *(path for path in own if path.exists())]


def _stamp(path: Path) -> tuple[str, int, int]:
    """Give what changes when a file changes."""
    try:
        state = path.stat()
    except OSError as error:
        raise BadInput(f"lexicon {path}: {error.strerror}; check the path") from error
    return str(path.absolute()), state.st_mtime_ns, state.st_size


@lru_cache(maxsize=_KEPT)
def _made(options: SegmentOptions, _stamps: tuple[tuple[str, int, int], ...]) -> Segmenter:
    vocabulary = lexicon.load(options.lexicon, options.user_lexicons, options.rules)
    engine, note = engines.engine(options.engine, vocabulary.words, options.hmm)
    notes = [note] if note else []
    if vocabulary.phrases and not options.protect:
        shown = "、".join(vocabulary.phrases[:3])
        notes.append(
            f"{len(vocabulary.phrases)} phrases of the user lexicons ({shown} …) stay cut: the protect layer is off"
        )
    protector = protect.load(vocabulary.phrases, options.rules) if options.protect else None
    return Segmenter(options, engine, protector, tuple(notes))


def digests(options: SegmentOptions) -> dict[str, str]:
    """Give what decides the tokens, for the signature of a table: not the engine, since all give the same tokens.

    Raises:
        BadInput: if a user lexicon cannot be read.
    """
    found = {"hmm": "yes" if options.hmm else "no"}
    found["lexicon"] = rules.digest((lexicon.FILE,), options.rules) if options.lexicon else "none"
    found["protect"] = rules.digest((protect.FILE,), options.rules) if options.protect else "none"
    if options.user_lexicons:
        total = hashlib.sha256()
        for path in options.user_lexicons:
            _stamp(path)  # says what is wrong if there is no such file
            total.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
        found["user_lexicons"] = total.hexdigest()[:12]
    return found
