"""Chinese policy texts as tables: targets, industry systems, slogans, comparisons, each led back to its source."""

from __future__ import annotations

from zhaoshang_nlp.version import __version__

# Type checkers take this name for true; typing, which has one as well, takes longer to import than --version may.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from zhaoshang_nlp.api import analyze, analyze_text
    from zhaoshang_nlp.normalise import NormaliseOptions
    from zhaoshang_nlp.pipeline import Config
    from zhaoshang_nlp.read import ReadOptions
    from zhaoshang_nlp.results import Choice, Results
    from zhaoshang_nlp.segment import SegmentOptions

__all__ = [
    "Choice",
    "Config",
    "NormaliseOptions",
    "ReadOptions",
    "Results",
    "SegmentOptions",
    "__version__",
    "analyze",
    "analyze_text",
]
# Each public name with its home, which is imported when the name is first asked for.
_HOMES = {
    "Choice": "results",
    "Config": "pipeline",
    "NormaliseOptions": "normalise",
    "ReadOptions": "read",
    "Results": "results",
    "SegmentOptions": "segment",
    "analyze": "api",
    "analyze_text": "api",
}


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
