"""XML parts of a ZIP container, streamed through expat within limits: sizes are counted and never believed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from xml.parsers import expat

from zhaoshang_nlp.read.problem import Refused

UNPACKED_LIMIT = 64 * 2**20  # bytes of XML; a report of 20,000 characters has one tenth of a million
DEPTH_LIMIT = 2_000
ELEMENT_LIMIT = 2_000_000
_PIECE = 1 << 16
_ADVICE = "open it in a word processor and save it anew as .docx, or as .txt"

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]


class Container:
    """A container whose parts are parsed one by one; all together stay within the limits."""

    def __init__(self, data: bytes) -> None:
        """Open it.

        Raises:
            Refused: if it is no ZIP file, or an encrypted one.
        """
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            self._members = {member.filename: member for member in self._archive.infolist()}
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Refused(f"damaged: {error}", _ADVICE) from None
        if any(member.flag_bits & 1 for member in self._members.values()):
            raise Refused("encrypted: the file asks for a password", "save it without a password")
        self._unpacked = self._elements = 0

    def __contains__(self, name: str) -> bool:
        return name in self._members

    @property
    def names(self) -> list[str]:
        """The names of the parts."""
        return list(self._members)

    def parse(self, name: str, start: Start, end: End, text: Callable[[str], None]) -> None:
        """Parse a part; names of elements and attributes come without their namespaces.

        Raises:
            Refused: if the part is damaged, declares a document type, or goes beyond the limits.
        """
        depth = 0

        def started(tag: str, attributes: Mapping[str, str]) -> None:
            nonlocal depth
            depth += 1
            self._elements += 1
            if self._elements > ELEMENT_LIMIT:
                raise Refused(f"over limit: more than {ELEMENT_LIMIT:,} elements", "split the document")
            if depth > DEPTH_LIMIT:
                raise Refused(f"over limit: elements nested more than {DEPTH_LIMIT:,} deep", _ADVICE)
            start(_local(tag), {_local(key): value for key, value in attributes.items()} if attributes else attributes)

        def ended(tag: str) -> None:
            nonlocal depth
            depth -= 1
            end(_local(tag))

        def declared(*_: object) -> None:
            raise Refused("damaged: it declares a document type, which no word processor does", _ADVICE)

        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = started, ended
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, declared
        try:
            with self._archive.open(self._members[name]) as stream:
                while piece := stream.read(_PIECE):
                    self._unpacked += len(piece)
                    if self._unpacked > UNPACKED_LIMIT:
                        limit = f"{UNPACKED_LIMIT / 2**20:.0f} MB"
                        raise Refused(f"over limit: it unpacks to more than {limit}", "split the document")
                    parser.Parse(piece, False)
            parser.Parse(b"", True)
        except Refused:
            raise
        except Exception as error:  # zipfile, zlib and expat let many kinds through on a damaged file
            raise Refused(f"damaged: {name}: {error}", _ADVICE) from None


def _local(name: str) -> str:
    """Give a name without its namespace."""
    return name.rpartition(" ")[2]
