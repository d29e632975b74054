"""ZIP archives: their members one by one, never written to disk, within limits; an archive inside stays closed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePosixPath

from zhaoshang_nlp.read import names, sources
from zhaoshang_nlp.read.problem import Refused

MEMBER_LIMIT = 10_000
UNPACKED_LIMIT = 2**30  # bytes of all members together
_DIRECTORY_LIMIT = 16 * 2**20  # bytes of the list of members; it is read whole before anything else is known
_END, _END_SIZE = b"PK\x05\x06", 22
_PIECE = 1 << 20
_UTF8, _ENCRYPTED = 0x800, 0x1
_UNPACK = "unpack the archive and name the folder"


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive.

    Attributes:
        name: its path inside, safe to print; no step leads upwards.
        data: its bytes, None where ``refused``.
        refused: why it cannot be read.
    """

    name: str
    data: bytes | None
    refused: Refused | None = None


def opened(data: bytes) -> zipfile.ZipFile:
    """Open an archive.

    Raises:
        Refused: if it is damaged, or its list of members too long.
    """
    end = data.rfind(_END, max(0, len(data) - _END_SIZE - 0x10000))
    if end >= 0 and int.from_bytes(data[end + 12 : end + 16], "little") > _DIRECTORY_LIMIT:
        raise Refused("over limit: the archive lists too many members", _UNPACK)
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Refused(f"damaged: {error}", "fetch it again, or open it and save it anew") from None


def listed(data: bytes) -> list[tuple[str, zipfile.ZipInfo]]:
    """Give the files of an archive by the names they show, sorted; what systems leave behind is passed over.

    Raises:
        Refused: if it cannot be opened, holds no file, or too many.
    """
    with opened(data) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
    found = [(shown_name(info), info) for info in infos]
    found = [(name, info) for name, info in found if not sources.is_litter(name)]
    if not found:
        raise Refused("empty: the archive holds no file", "check the archive")
    if len(found) > MEMBER_LIMIT:
        raise Refused(f"over limit: {len(found):,} files in the archive, at most {MEMBER_LIMIT:,} are read", _UNPACK)
    return sorted(found, key=lambda member: (PurePosixPath(member[0]).parts, member[1].header_offset))


def members(data: bytes, limit: int) -> Iterator[Member]:
    """Yield the files of an archive, sorted by name.

    Args:
        data: the whole archive.
        limit: bytes of one file.

    Raises:
        Refused: as ``listed``.
    """
    found = listed(data)
    total = 0
    with opened(data) as archive:
        for name, info in found:
            if total > UNPACKED_LIMIT:
                size = f"{UNPACKED_LIMIT / 2**20:.0f} MB"
                raise Refused(
                    f"over limit: the archive unpacks to more than {size}; {name} and what follows is not read", _UNPACK
                )
            try:
                content = _content(archive, info, limit)
            except Refused as refused:
                total += limit
                yield Member(name, None, refused)
            else:
                total += len(content)
                yield Member(name, content)


def chosen(data: bytes, wanted: Sequence[str], limit: int) -> Iterator[tuple[str, bytes]]:
    """Yield the named files that can be read; why others cannot is told by ``members``."""
    if not wanted:
        return
    for name, info in listed(data):
        if name in wanted:
            with opened(data) as archive, suppress(Refused):
                yield name, _content(archive, info, limit)


def shown_name(info: zipfile.ZipInfo) -> str:
    """Give a member's name: in UTF-8 or GBK as its bytes say, whatever its flag says; steps upwards are taken out."""
    raw = info.orig_filename
    if not info.flag_bits & _UTF8:
        raw = names.decoded(raw.encode("cp437", "replace"))
    parts = [part for part in raw.split("\0")[0].replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return names.shown("/".join(parts)) or "(no name)"


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    """Unpack one member, counting what comes out."""
    if info.flag_bits & _ENCRYPTED:
        raise Refused("encrypted: the archive asks for a password", _UNPACK)
    found = io.BytesIO()
    try:
        with archive.open(info) as stream:
            while piece := stream.read(_PIECE):
                found.write(piece)
                if found.tell() > limit:
                    raise Refused(f"too large: it unpacks to more than {limit / 2**20:.0f} MB", _UNPACK)
    except Refused:
        raise
    except Exception as error:  # zipfile and its decompressors let many kinds through on a damaged file
        raise Refused(f"damaged: {error}", "fetch the archive again") from None
    return found.getvalue()
