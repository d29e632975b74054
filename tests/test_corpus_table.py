"""The table ``corpus``: what is known of each document, and that it can be corrected and fed back."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
import typer

from zhaoshang_nlp import read
from zhaoshang_nlp.cli import corpus
from zhaoshang_nlp.read import ReadOptions
from zhaoshang_nlp.types import Failed, Ok

REPORT = (
    "湖北省2026年政府工作报告\n——2026年1月27日在湖北省第十四届人民代表大会第四次会议上\n"
    "各位代表：\n我向大会报告工作。\n"
)
PLAIN = "全县上下坚持项目为王，今年新签约亿元以上项目三十个。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "speeches"
    (place / "sub").mkdir(parents=True)
    (place / "a.txt").write_text(REPORT, "utf-8")
    (place / "sub" / "b.txt").write_bytes(PLAIN.encode("gbk"))
    (place / "t.csv").write_text(f"正文,年份,来源\n二{PLAIN.strip()},2030,某报\n三{PLAIN.strip()},,\n", "utf-8")
    with zipfile.ZipFile(place / "z.zip", "w") as archive:
        archive.writestr("x/报告.txt", "四" + PLAIN)
    return place


def run(*arguments: str | Path) -> object:
    app = typer.Typer()
    app.command()(corpus.corpus)
    return app([*map(str, arguments), "--quiet"], standalone_mode=False)


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def test_the_table_tells_what_was_found_and_what_is_missing(folder: Path, tmp_path: Path) -> None:
    run(folder, "-o", tmp_path / "c.csv", "--no-cache")
    found = rows(tmp_path / "c.csv")
    assert [row["file"] for row in found] == ["a.txt", "sub/b.txt", "t.csv/1", "t.csv/2", "z.zip/x/报告.txt"]
    first, second, third, *_ = found
    assert (first["region"], first["region_code"], first["year"], first["missing"]) == (
        "湖北省", "420000", "2026", "speaker",
    )  # fmt: skip
    assert "region=head" in first["found_in"].split("；")
    assert second["missing"] == "region；year；date；title；speaker"
    assert (second["encoding"], second["chars"]) == ("gb18030", str(len(PLAIN)))
    assert (third["year"], third["found_in"], third["来源"]) == ("2030", "year=column", "某报")


@pytest.mark.parametrize("headers", ["en", "zh"])
def test_a_corrected_table_is_fed_back(headers: str, folder: Path, tmp_path: Path) -> None:
    run(folder, "-o", tmp_path / "c.csv", "--headers", headers, "--no-cache")
    found = rows(tmp_path / "c.csv")
    region, year = ("region", "year") if headers == "en" else ("地区", "年份")
    for row, place in zip(found, ("湖北省", "通辽市", "", "", "崇川区"), strict=True):
        row[region] = place
        row[year] = row[year] or "2022"
    with (folder / "metadata.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, found[0])
        writer.writeheader()
        writer.writerows(found)
    results = list(read.documents([str(folder)], ReadOptions()))
    documents = [one.value for one in results if isinstance(one, Ok)]
    assert not [one for one in results if isinstance(one, Failed)]
    assert [(d.meta.region_code, d.meta.year) for d in documents] == [
        ("420000", 2026), ("150500", 2022), (None, 2030), (None, 2022), ("320613", 2022),
    ]  # fmt: skip
    assert {source for d in documents for source in d.meta.found_in.values()} == {"sidecar"}
    assert [dict(d.meta.extra) for d in documents] == [{"来源": text} for text in ("", "", "某报", "", "")]


def test_a_stale_code_beside_a_corrected_region_is_told(folder: Path) -> None:
    (folder / "metadata.csv").write_text("file,region,region_code\na.txt,通辽市,420000\n", "utf-8")
    results = list(read.documents([str(folder / "a.txt")], ReadOptions()))
    (failed,) = [one for one in results if isinstance(one, Failed)]
    assert failed.error == "row 1: region code 420000 is that of 湖北省, not of '通辽市', which counts"
    (document,) = [one.value for one in results if isinstance(one, Ok)]
    assert (document.meta.region, document.meta.region_code) == ("通辽市", "150500")


def test_a_file_that_cannot_be_read_is_told_by_the_exit_code(folder: Path, tmp_path: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    assert run(folder, "-o", tmp_path / "c.csv", "--no-cache") == 1
    assert len(rows(tmp_path / "c.csv")) == 5


def test_a_users_own_column_called_like_ours_stays(folder: Path) -> None:
    (folder / "metadata.csv").write_text("file,note,编码\na.txt,重要,7\n", "utf-8")
    (result,) = read.documents([str(folder / "a.txt")], ReadOptions())
    assert isinstance(result, Ok)
    assert result.value.meta.extra == {"note": "重要", "编码": "7"}
