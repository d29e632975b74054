"""The signature: one line that differs exactly when a result may."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from zhaoshang_nlp import __version__
from zhaoshang_nlp.signature import Signature

DIGESTS = {"lex": "3f2a91c07d5e", "stop": "9c1d00000000", "rules": "77ab00000000"}
OPTIONS = {"script": "auto", "repair": True, "kinds": ("targets", "slogans"), "top": 20, "by": None}


def test_the_line_names_everything_in_order() -> None:
    line = Signature("fast-rjieba-0.2.2", DIGESTS, OPTIONS).line
    head = f"zhaoshang:{__version__}|engine:fast-rjieba-0.2.2|lex:3f2a91c0|stop:9c1d0000|rules:77ab0000|options:"
    assert line.startswith(head)
    assert len(line) == len(head) + 8


def test_without_engine_no_engine_is_claimed() -> None:
    assert "engine" not in Signature(digests=DIGESTS).line


def test_only_digests_are_shortened() -> None:
    digests = {"words": "jieba-0.42.1", "lex": "0123456789ab", "protect": "none"}
    assert "|words:jieba-0.42.1|lex:01234567|protect:none|" in Signature("fast", digests).line


def test_the_order_of_options_does_not_matter() -> None:
    assert Signature(options=dict(reversed(OPTIONS.items()))).line == Signature(options=OPTIONS).line


@pytest.mark.parametrize(
    "change", [{"script": "keep"}, {"repair": False}, {"repair": 1.5}, {"kinds": ("targets",)}, {"by": ""}, {"new": 1}]
)
def test_any_change_of_an_option_changes_the_line(change: dict[str, Any]) -> None:
    assert Signature(options={**OPTIONS, **change}).line != Signature(options=OPTIONS).line


@pytest.mark.parametrize("changed", [{"lex": "3f2a91c1"}, {"stop": "9c1d00000000"}, {}])
def test_any_change_of_a_list_changes_the_line(changed: dict[str, str]) -> None:
    assert Signature(digests=changed).line != Signature(digests=DIGESTS).line


def test_the_full_form_is_json_and_holds_the_line() -> None:
    signature = Signature("jieba-0.42.1", DIGESTS, OPTIONS)
    full = json.loads(json.dumps(signature.full))
    assert full["signature"] == signature.line
    assert full["digests"] == DIGESTS
    assert full["options"] == {**OPTIONS, "kinds": ["targets", "slogans"]}
    assert full["libraries"]["numpy"]


@pytest.mark.parametrize("bad", [{"engine": "a|b"}, {"digests": {"a:b": "1"}}, {"version": "1\n2"}])
def test_separators_are_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="separators"):
        Signature(**bad)


def test_paths_are_refused() -> None:
    with pytest.raises(TypeError, match="Path"):
        _ = Signature(options={"lexicon": Path("my.txt")}).line
