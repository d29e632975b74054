"""Small files of formats that are not text, made by hand: PDF with a Chinese font, OLE, old Word documents."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence

SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_MINI_CUTOFF = 4096


def pdf(pages: Sequence[Sequence[tuple[float, float, str]]], size: float = 12, extra: bytes = b"") -> bytes:
    """Give a PDF file whose pages hold texts, each with the place where it begins, in the viewer's own Song font."""
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
        b"/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
        b"/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/ItalicAngle 0/Ascent 880/Descent -120"
        b"/CapHeight 880/StemV 93/FontBBox[0 -120 1000 880]>>>>]>>"
    )
    objects = [b"", b"", font]
    kids = []
    for texts in pages:
        shown = b"".join(
            b"BT /F1 %g Tf 1 0 0 1 %g %g Tm <%s> Tj ET\n" % (size, x, y, text.encode("utf-16-be").hex().encode())
            for x, y, text in texts
        )
        packed = zlib.compress(shown)
        objects.append(b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(packed), packed))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
            % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    return assembled(objects, extra)


def assembled(objects: Sequence[bytes], extra: bytes = b"") -> bytes:
    """Give a PDF file of objects; ``extra`` goes into its trailer."""
    found, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(found))
        found += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, extra, len(found))
    return found + head + table + trailer


def ole(streams: Mapping[str, bytes]) -> bytes:
    """Give an OLE container; streams are filled up to 4,096 bytes, so that none is a short one."""
    fat: list[int] = [_FAT]
    body: list[bytes] = []
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    names = sorted(streams, key=lambda name: (len(name), name.upper()))
    for number, name in enumerate(names, 1):
        content = streams[name].ljust(_MINI_CUTOFF, b"\0")
        sectors = [content[i : i + SECTOR].ljust(SECTOR, b"\0") for i in range(0, len(content), SECTOR)]
        start = len(fat)
        fat += [*range(start + 1, start + len(sectors)), _END]
        body += sectors
        right = number + 1 if number < len(names) else _FREE
        entries.append(_entry(name, 2, start, len(content), right=right))
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * SECTOR, b"\0")
    start = len(fat)
    count = len(directory) // SECTOR
    fat += [*range(start + 1, start + count), _END]
    if len(fat) > SECTOR // 4:
        raise ValueError("the container is too large for this writer")
    fat += [_FREE] * (SECTOR // 4 - len(fat))
    numbers = (0x3E, 3, 0xFFFE, 9, 6, 0, 1, start, 0, _MINI_CUTOFF, _END, 0, _END, 0)
    header = struct.pack("<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", *numbers)
    header += struct.pack("<I", 0) + struct.pack("<I", _FREE) * 108
    return header + struct.pack(f"<{len(fat)}I", *fat) + b"".join(body) + directory


def _entry(name: str, kind: int, start: int, size: int, **links: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    sides = (links.get("left", _FREE), links.get("right", _FREE), links.get("child", _FREE))
    return struct.pack("<64sHBBIII36xIQ", raw, len(raw), kind, 1, *sides, start, size)


Piece = tuple[str, bool]  # text, and whether it is stored in two bytes a character


def doc(
    pieces: Sequence[Piece],
    counts: Sequence[int] | None = None,
    marked: Mapping[int, int] | None = None,
    flags: int = 0,
    stored: Sequence[int] | None = None,
) -> bytes:
    """Give an old Word document.

    Args:
        pieces: stretches of text in order.
        counts: characters of text, footnotes, heads, macros, comments, endnotes and boxes; all is text by default.
        marked: pieces by number with the property (sprm) that is set for all their characters.
        flags: bits of the header besides that of the table stream.
        stored: the pieces by number in the order in which their bytes lie, as a fast save leaves them.
    """
    main = bytearray(2048)
    places, runs = [0], []
    offsets: dict[int, int] = {}
    for number in stored or range(len(pieces)):
        text, wide = pieces[number]
        offsets[number] = len(main)
        main += text.encode("utf-16-le" if wide else "cp1252")
        main += b"\0" * (len(main) % 2)
        runs.append((offsets[number], len(main), (marked or {}).get(number)))
    table = b""
    for number, (text, wide) in enumerate(pieces):
        places.append(places[-1] + len(text))
        table += struct.pack("<HIH", 0, offsets[number] if wide else offsets[number] * 2 | 0x40000000, 0)
    plc = struct.pack(f"<{len(places)}I", *places) + table
    clx = b"\x01\x02\x00\xaa\xbb" + b"\x02" + struct.pack("<I", len(plc)) + plc
    main += b"\0" * (-len(main) % SECTOR)
    page = len(main) // SECTOR
    main += _formatted_page(runs)
    chpx = struct.pack("<III", 2048, len(main), page)
    struct.pack_into("<H", main, 0, 0xA5EC)
    struct.pack_into("<H", main, 0x0A, 0x0200 | flags)
    struct.pack_into("<8i", main, 0x4C, *[*(counts or [places[-1]]), *[0] * 8][:8])
    struct.pack_into("<II", main, 0xFA, 0, len(chpx))
    struct.pack_into("<II", main, 0x1A2, len(chpx), len(clx))
    return ole({"WordDocument": bytes(main), "1Table": chpx + clx})


def _formatted_page(runs: Sequence[tuple[int, int, int | None]]) -> bytes:
    """Give the page that tells the properties of runs of characters."""
    page = bytearray(SECTOR)
    places = [start for start, _, _ in runs] + [runs[-1][1]]
    struct.pack_into(f"<{len(places)}I", page, 0, *places)
    offset = SECTOR - 8
    for number, (_, _, sprm) in enumerate(runs):
        if sprm is not None:
            offset -= 4 + offset % 2
            struct.pack_into("<BHB", page, offset, 3, sprm, 1)
            page[4 * len(places) + number] = offset // 2
    page[-1] = len(runs)
    return bytes(page)
