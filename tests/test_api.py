"""The main job from Python."""

from __future__ import annotations

from pathlib import Path

import pytest

import zhaoshang_nlp
from zhaoshang_nlp.errors import BadInput


def test_results_are_a_mapping_of_tables(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("今年全县地区生产总值增长6%左右。\n", "utf-8")
    found = zhaoshang_nlp.analyze(tmp_path)
    assert "targets" in list(found)
    assert len(found) == len(list(found))
    assert found["targets"]["value"].tolist() == [6.0]


def test_top_0_gives_all_rows(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("全县签约项目，企业开工。", "utf-8")
    (tmp_path / "b.txt").write_text("全市招商引资，服务园区。", "utf-8")
    few, every = (zhaoshang_nlp.analyze(tmp_path, choice=zhaoshang_nlp.Choice(top=top)) for top in (1, 0))
    assert len(few["keywords"]) == 2 < len(every["keywords"])
    assert set(every["similarity"]["rank"]) == {1}


WRONG = [(123, None, "int"), (None, 2026, "NoneType"), ("好", "2026", "year")]


@pytest.mark.parametrize(("text", "year", "said"), WRONG)
def test_what_is_no_text_and_no_year_is_refused(text: object, year: object, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        zhaoshang_nlp.analyze_text(text, year=year)  # type: ignore[arg-type]  # that is the test
