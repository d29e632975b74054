"""Archives: their files as documents, names in any encoding, metadata inside and outside, and limits."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.reading import PLAIN, bad, good, results

from zhaoshang_nlp import read
from zhaoshang_nlp.read import ReadOptions, archive

TEXT = "全县上下要坚持项目为王，今年新签约亿元以上项目三十个。\n"


def packed(members: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return stream.getvalue()


def test_the_files_of_an_archive_are_documents(tmp_path: Path) -> None:
    page = f"<html><body><p>{TEXT}</p></body></html>"
    table = f"正文,年份\n{TEXT.strip()},2031\n"
    members: dict[str, str | bytes] = {"乙.txt": TEXT.encode("gbk"), "甲/丙.html": page, "甲/丁.csv": table}
    members |= {"__MACOSX/甲/._丙": b"x", ".DS_Store": b"x", "空/": b""}
    (tmp_path / "2031.zip").write_bytes(packed(members))
    found = good(results(tmp_path))
    assert [d.id for d in found] == ["2031/乙", "2031/甲/丁-1", "2031/甲/丙"]
    assert {d.raw.strip() for d in found} == {TEXT.strip()}
    assert found[0].origin.path == f"{tmp_path}/2031.zip/乙.txt"
    assert found[1].meta.year == 2031
    assert not bad(results(tmp_path))
    assert [d.id for d in good(results(tmp_path / "2031.zip"))] == [d.id for d in found]


@pytest.mark.parametrize("codec", ["gbk", "utf-8"])
def test_names_without_the_flag_are_read_by_their_bytes(codec: str, tmp_path: Path) -> None:
    """Windows in Chinese packs names in GBK and says nothing; zipfile then takes them for code page 437."""
    name = "通知/报告.txt"
    stand_in = "n" * len(name.encode(codec))
    data = packed({stand_in: TEXT}).replace(stand_in.encode(), name.encode(codec))
    (tmp_path / "a.zip").write_bytes(data)
    assert [d.id for d in good(results(tmp_path))] == ["a/通知/报告"]


def test_steps_upwards_and_control_characters_are_taken_out_of_names(tmp_path: Path) -> None:
    names = ["../../etc/x.txt", "/abs/y.txt", "a\\b.txt", "c\x1b[31m.txt", "..", "d/../e.txt"]
    (tmp_path / "a.zip").write_bytes(packed(dict.fromkeys(names, TEXT)))
    ids = [d.id for d in good(results(tmp_path))]
    assert ids == ["a/(no name)", "a/a/b", "a/abs/y", "a/c[31m", "a/d/e", "a/etc/x"]
    assert [p.name for p in tmp_path.iterdir()] == ["a.zip"]


def test_metadata_inside_and_outside(tmp_path: Path) -> None:
    inside = "file,year\n乙.txt,2030\n甲/丙,1931\n没有.txt,2030\n"
    members = {"metadata.csv": inside, "乙.txt": TEXT, "甲/丙.txt": TEXT, "甲/metadata.csv": "file,year\n丙.txt,2029\n"}
    (tmp_path / "z.zip").write_bytes(packed(members))
    outside = "file,title,year\nz.zip,全体,\nz.zip/乙.txt,各自,2033\nz.zip/无.txt,x,\n"
    (tmp_path / "metadata.csv").write_text(outside, "utf-8")
    found = results(tmp_path)
    assert [(d.id, d.meta.year, d.meta.title) for d in good(found)] == [
        ("z/乙", 2030, "各自"),
        ("z/甲/丙", 2029, "全体"),
    ]
    assert [(f.step, f.error) for f in bad(found)] == [
        ("metadata", "row 3: file '没有.txt' does not exist"),
        ("metadata", "row 3: there is no '无.txt' in 'z.zip'"),
    ]


def test_rows_of_a_table_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(f"正文,年份\n{TEXT.strip()},\n{TEXT.strip()}二,2030\n", "utf-8")
    (tmp_path / "metadata.csv").write_text("file,year\nt.csv/1,2031\nt.csv/2,2032\nt.csv/3,2033\n", "utf-8")
    found = results(tmp_path)
    assert [(d.id, d.meta.year, d.meta.found_in["year"]) for d in good(found)] == [
        ("t-1", 2031, "sidecar"),
        ("t-2", 2032, "sidecar"),
    ]
    assert [f.error for f in bad(found)] == ["row 3: there is no '3' in 't.csv'"]
    located = [one.file for one in read.located([str(tmp_path)], PLAIN)]
    assert located == ["t.csv/1", "t.csv/2", ""]  # the row about nothing is about no file


def encrypted(data: bytes) -> bytes:
    """Set the flag of encryption in both places that tell of a member."""
    return data.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01").replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
    )


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (packed({}), "empty"),
        (packed({"__MACOSX/x": "x"}), "empty"),
        (packed({"a.txt": TEXT})[:60], "damaged"),
        (encrypted(packed({"a.txt": TEXT})), "encrypted"),
        (packed({"in.zip": packed({"a.txt": TEXT})}), "an archive in an archive"),
        (packed({"a.txt": b""}), "no bytes"),
        (packed({"a.txt": b"\xd5" * 30 + b"\0\1\2" * 30}), "not text"),
    ],
    ids=["empty", "litter", "cut", "encrypted", "nested", "blank", "binary"],
)
def test_what_cannot_be_read_says_so_and_the_rest_goes_on(data: bytes, error: str, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    (tmp_path / "z.txt").write_text(TEXT, "utf-8")
    found = results(tmp_path)
    assert [d.id for d in good(found)] == ["z"]
    (failed,) = bad(found)
    assert error in failed.error
    assert failed.advice


def test_a_member_that_is_too_large_is_counted_not_believed(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(packed({"bomb.txt": b" " * 300_000, "good.txt": TEXT}))
    found = results(tmp_path, options=ReadOptions(max_bytes=100_000))
    assert [d.id for d in good(found)] == ["a/good"]
    assert "unpacks to more than" in bad(found)[0].error


def test_limits_of_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.zip").write_bytes(packed({f"{n}.txt": TEXT for n in range(9)}))
    monkeypatch.setattr(archive, "UNPACKED_LIMIT", 3 * len(TEXT.encode()))
    found = results(tmp_path)
    assert len(good(found)) == 4
    assert "over limit: the archive unpacks" in bad(found)[0].error
    monkeypatch.setattr(archive, "MEMBER_LIMIT", 8)
    assert "9 files" in bad(results(tmp_path))[0].error
    monkeypatch.setattr(archive, "_DIRECTORY_LIMIT", 100)
    assert "too many members" in bad(results(tmp_path))[0].error


def test_a_damaged_member_costs_itself_only(tmp_path: Path) -> None:
    data = bytearray(packed({"a.txt": TEXT * 50, "b.txt": TEXT}))
    data[60] ^= 0xFF
    (tmp_path / "a.zip").write_bytes(data)
    found = results(tmp_path)
    assert [d.id for d in good(found)] == ["a/b"]
    assert "damaged" in bad(found)[0].error
