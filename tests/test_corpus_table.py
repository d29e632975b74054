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
    assert (first["genre"], first["status"], first["error"]) == ("report", "read", "")
    assert "genre=head:title-government-report" in first["found_in"].split("；")
    assert second["missing"] == "region；year；date；title；speaker；genre"
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
    found = rows(tmp_path / "c.csv")
    assert [row["status"] for row in found] == ["read", "failed", "read", "read", "read", "read"]
    assert (found[1]["file"], found[1]["error"]) == ("empty.txt", "empty: the file has no bytes")
    assert found[1]["advice"]
    assert found[1]["chars"] == ""


MIXED = {
    "a.txt": REPORT.encode(),
    "b.txt": PLAIN.encode("gbk"),
    "c.txt": b"",
    "d.pdf": b"%PDF-1.7 cut",
    "e.csv": f"正文,年份\n{PLAIN.strip()},2031\n{PLAIN.strip()},20x1\n,2032\n".encode(),
    "f.bin": bytes(range(256)) * 9,
    "g.txt": ("二" + PLAIN).encode(),
    "sub/h.txt": "同志們：\n全縣上下堅持項目為王，今年新簽約億元以上項目三十個。\n".encode("big5"),
}
SIDECAR = (
    "file,region,year,备注,note,meta_x,体裁\nb.txt,湖北省,2031,甲,乙,丙,访谈\nd.pdf,江苏省,2030,丁,,,\ng.txt,,20x6,,,,\n"
    "gone.txt,湖北省,2031,,,,\n"
)


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    place = tmp_path / "mixed"
    (place / "sub").mkdir(parents=True)
    for name, data in MIXED.items():
        (place / name).write_bytes(data)
    (place / "metadata.csv").write_text(SIDECAR, "utf-8")
    return place


def test_nothing_is_lost(mixed: Path, tmp_path: Path) -> None:
    """A row for every document, for every file and row that gave none, and for every fault of the metadata."""
    assert run(mixed, "-o", tmp_path / "c.csv") == 1
    found = rows(tmp_path / "c.csv")
    assert [(row["file"], row["status"], row["error"].split(":")[0]) for row in found] == [
        ("", "failed", "row 4"),  # the row of metadata.csv that names no file
        ("a.txt", "read", ""),
        ("b.txt", "read", ""),
        ("c.txt", "failed", "empty"),
        ("d.pdf", "failed", "damaged"),
        ("e.csv/1", "read", ""),
        ("e.csv/2", "read", "row 2"),
        ("e.csv/3", "failed", "row 3"),
        ("f.bin", "failed", "not text"),
        ("g.txt", "read", "row 3"),
        ("sub/h.txt", "read", ""),
    ]
    by_file = {row["file"]: row for row in found}
    # What the metadata tells of a file that cannot be read stays in the table.
    assert (by_file["d.pdf"]["region"], by_file["d.pdf"]["year"]) == ("江苏省", "2030")
    assert by_file["g.txt"]["advice"] == "correct the cell; an empty one means unknown"
    assert by_file["b.txt"]["genre"] == "访谈"
    failures = [one for one in read.documents([str(mixed)], ReadOptions()) if isinstance(one, Failed)]
    assert len(failures) == sum(1 for row in found if row["error"])


@pytest.mark.parametrize("headers", ["en", "zh"])
def test_fed_back_the_table_says_the_same_again(mixed: Path, tmp_path: Path, headers: str) -> None:
    before = [one.value for one in read.documents([str(mixed)], ReadOptions()) if isinstance(one, Ok)]
    run(mixed, "-o", mixed / "metadata.csv", "--headers", headers)
    once = rows(mixed / "metadata.csv")
    after = list(read.documents([str(mixed)], ReadOptions()))
    kept = [one.value for one in after if isinstance(one, Ok)]
    assert [(d.id, d.text, d.origin) for d in kept] == [(d.id, d.text, d.origin) for d in before]
    for old, new in zip(before, kept, strict=True):
        for name in ("region", "region_code", "level", "year", "date", "title", "speaker", "genre"):
            assert getattr(new.meta, name) == getattr(old.meta, name)
        assert {k: v for k, v in new.meta.extra.items() if v} == {k: v for k, v in old.meta.extra.items() if v}
    # What was wrong with the old metadata is gone, what is wrong with the files is not.
    assert {one.doc_id for one in after if isinstance(one, Failed)} == {"c", "d", "e-2", "e-3", "f"}
    run(mixed, "-o", tmp_path / "again.csv", "--headers", headers)
    again = rows(tmp_path / "again.csv")
    assert list(again[0]) == list(once[0])
    names = ("file", "year", "status") if headers == "en" else ("文件", "年份", "状态")
    assert [[row[n] for n in names] for row in again] == [[row[n] for n in names] for row in once[1:]]


def test_the_summary_tells_what_is_missing(mixed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app = typer.Typer()
    app.command()(corpus.corpus)
    assert app([str(mixed)], standalone_mode=False) == 1
    told = capsys.readouterr().err
    assert "missing in 6 documents: region 4, year 3, date 5, title 5, speaker 6, genre 3" in told
    assert "6 documents done, 7 failed" in told


def test_the_signature_beside_the_table_is_no_document(folder: Path) -> None:
    run(folder, "-o", folder / "metadata.csv")
    assert (folder / "metadata.csv.signature.json").exists()
    assert not [one for one in read.documents([str(folder)], ReadOptions()) if isinstance(one, Failed)]


def test_with_processes_the_table_is_the_same(mixed: Path, tmp_path: Path) -> None:
    for jobs in ("1", "2"):
        run(mixed, "-o", tmp_path / f"{jobs}.csv", "--jobs", jobs)
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "2.csv").read_bytes()


def test_a_users_own_column_called_like_ours_stays(folder: Path) -> None:
    (folder / "metadata.csv").write_text("file,note,编码\na.txt,重要,7\n", "utf-8")
    (result,) = read.documents([str(folder / "a.txt")], ReadOptions())
    assert isinstance(result, Ok)
    assert result.value.meta.extra == {"note": "重要", "编码": "7"}


def test_a_table_above_the_folder_speaks_for_the_files_in_it(folder: Path, tmp_path: Path) -> None:
    (folder / "metadata.csv").write_text("file,region\nsub/b.txt,南通市\n", "utf-8")
    out = tmp_path / "out.csv"
    assert run(folder / "sub", "--metadata", folder / "metadata.csv", "-o", out) in (0, None)
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))
    assert [(row["region"], row["error"]) for row in rows] == [("南通市", "")]


def test_tables_of_an_earlier_run_are_no_documents(folder: Path) -> None:
    def ids() -> list[str]:
        return [item.value.id for item in read.documents([str(folder)], ReadOptions()) if isinstance(item, Ok)]

    before = ids()
    (folder / "targets.csv").write_text("doc_id,text\na,地区生产总值增长5%\n", "utf-8")
    assert ids() != before
    (folder / "targets.csv.signature.json").write_text("{}", "utf-8")
    assert ids() == before
    place = folder / "tables"
    place.mkdir()
    (place / "slogans.csv").write_text("doc_id,text\na,项目为王\n", "utf-8")
    (place / "manifest.json").write_text('{"zhaoshang_nlp": "0.1.0", "files": {"slogans.csv": 1}}', "utf-8")
    assert ids() == before
    (place / "manifest.json").write_text('{"files": {"slogans.csv": 1}}', "utf-8")
    assert ids() != before
