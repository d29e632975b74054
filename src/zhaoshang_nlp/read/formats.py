"""What kind of file it is: told by its bytes, and by the suffix only among kinds that look alike (csv, jsonl, text)."""

from __future__ import annotations

import re
from typing import NamedTuple

from zhaoshang_nlp.read import archive
from zhaoshang_nlp.read.problem import Refused

TABLES = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".parquet": "parquet",
}
# What the suffixes of documents promise; the bytes have the last word.
_DOCUMENTS = {
    ".html": "html",
    ".htm": "html",
    ".shtml": "html",
    ".xhtml": "html",
    ".mht": "mhtml",
    ".mhtml": "mhtml",
    ".docx": "docx",
    ".docm": "docx",
    ".dotx": "docx",
    ".doc": "doc",
    ".dot": "doc",
    ".wps": "doc",
    ".rtf": "rtf",
    ".pdf": "pdf",
    ".zip": "zip",
}
_CONTAINED = ("xlsx", "parquet")  # tables whose bytes are no text
_BINARY = ("docx", "pdf", "zip", *_CONTAINED)

_MAGIC = (
    (b"{\\rtf", "rtf"),
    (b"PAR1", "parquet"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"\x1f\x8b", "compressed archive"),
    (b"7z\xbc\xaf\x27\x1c", "compressed archive"),
    (b"Rar!", "compressed archive"),
    (b"BZh", "compressed archive"),
    (b"\xfd7zXZ\0", "compressed archive"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of streams that tell what an OLE container holds; the first that is there counts.
_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("Workbook", "XLS"),
    ("Book", "XLS"),
    ("PowerPoint Document", "PPT"),
)
# A member that tells what a ZIP container holds.
_MEMBERS = (
    (re.compile(r"xl/workbook\.xml"), "xlsx"),
    (re.compile(r"xl/workbook\.bin"), "XLSB"),
    (re.compile(r"word/document\d*\.xml"), "docx"),
    (re.compile(r"ppt/presentation\.xml"), "PPTX"),
    (re.compile(r"OFD\.xml"), "OFD"),
    (re.compile(r"META-INF/container\.xml"), "EPUB"),
    (re.compile(r"content\.xml"), "OpenDocument"),
)
_BEFORE = rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:(?><!--.{0,2000}?-->)\s*)*+"
_HTML = re.compile(_BEFORE + rb"<(?:!doctype\s+html|html|head|body|meta|title)\b", re.IGNORECASE | re.DOTALL)
# A piece of a page, saved without its head; Markdown and tables may begin like that, too.
_PIECE = re.compile(
    _BEFORE + rb"<(?:div|table|p|span|article|section|script|link|style|center|font)\b[^<]{0,4000}>",
    re.IGNORECASE | re.DOTALL,
)
_NO_PIECES = frozenset((".md", ".markdown", *TABLES))
_TAGS = re.compile(rb"<(?:html|body|div|table|span|br|p)\b[^<]{0,4000}>", re.IGNORECASE)
_MHTML = re.compile(rb"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?MIME-Version:", re.IGNORECASE)
_WORD_XML = re.compile(rb"progid=.Word\.Document|<w:wordDocument\b|<pkg:package\b")
_HEAD = 4096
_ADVICE = {
    "XLS": "save it as .xlsx",
    "XLSB": "save it as .xlsx",
    "PPT": "save its text as .docx or .txt",
    "PPTX": "save its text as .docx or .txt",
    "OFD": "open it in an OFD reader (数科, 福昕, WPS) and save it as PDF",
    "Word 2003 XML": "open it in a word processor and save it as .docx (另存为)",
    "image": "run text recognition (OCR) first, and read its text",
    "compressed archive": "unpack it first",
    "old Office file without a document (old WPS, Works)": "open it in WPS Office and save it as .docx (另存为)",
}
# Kinds that only their suffix gives away.
_FOREIGN = {
    ".caj": ("CAJ", "open it in CAJViewer and print it to PDF"),
    ".kdh": ("CAJ", "open it in CAJViewer and print it to PDF"),
    ".nh": ("CAJ", "open it in CAJViewer and print it to PDF"),
    ".ceb": ("CEB", "open it in Apabi Reader and print it to PDF"),
    ".wps": ("old WPS", "open it in WPS Office and save it as .docx (另存为)"),
    ".et": ("WPS table", "save it as .xlsx"),
    ".dps": ("WPS slides", "save its text as .docx or .txt"),
    ".xls": ("XLS", "save it as .xlsx"),
}


class Kind(NamedTuple):
    """The kind of a file that is read, and what should be noted.

    Attributes:
        name: ``text``, a value of ``TABLES``, or ``html``, ``mhtml``, ``docx``, ``doc``, ``rtf``, ``pdf``, ``zip``.
        note: what a reader should know.
    """

    name: str
    note: str = ""

    @property
    def is_table(self) -> bool:
        """Whether its rows are documents."""
        return self.name in TABLES.values()


def kind_of(data: bytes, suffix: str) -> Kind:
    """Tell what a file is.

    Args:
        data: its bytes.
        suffix: of its name, with the point, in lower case.

    Raises:
        Refused: for a kind that is not read, and for a container that cannot be opened.

    >>> kind_of("县区,正文".encode(), ".csv").name, kind_of(b"text", ".md").name, kind_of(b"<p>text</p>", ".txt").name
    ('csv', 'text', 'html')
    """
    found = _by_content(data)
    if found is None and suffix not in _NO_PIECES and _PIECE.match(_as_ascii(data[:_HEAD])):
        found = "html"
    expected = TABLES.get(suffix) or _DOCUMENTS.get(suffix, "text")
    under = f"under the suffix {suffix or '(none)'}"
    if found is None:
        return _plain(data, suffix, expected)
    if found == "encrypted":
        raise Refused("encrypted: the file asks for a password", "open it and save it without a password")
    if found in _DOCUMENTS.values() or found in _CONTAINED:
        return Kind(found, "" if found == expected else f"content is {found.upper()} {under}")
    told = "" if suffix.strip(".").upper() in found.upper().split() else f", here {under}"
    raise Refused(f"format not supported: {found}{told}", _ADVICE.get(found, "save its text as .docx or .txt"))


def _plain(data: bytes, suffix: str, expected: str) -> Kind:
    """Tell what a file is whose bytes give nothing away: a page without a head, a table, text."""
    if suffix in _FOREIGN and b"\0" in data[:_HEAD]:
        name, advice = _FOREIGN[suffix]
        raise Refused(f"format not supported: {name}", advice)
    if expected in _CONTAINED:
        what = "workbook" if expected == "xlsx" else "Parquet file"
        raise Refused(
            f"damaged: not a {what}, in spite of its suffix {suffix}", f"open it and save it as {suffix} or .csv"
        )
    if expected == "html" and _TAGS.search(data[: 16 * _HEAD]):
        return Kind("html")
    if expected in TABLES.values():
        return Kind(expected)
    return Kind("text", f"content is plain text under the suffix {suffix}" if expected in _BINARY else "")


def _by_content(data: bytes) -> str | None:
    """Tell the kind of a file that its bytes give away, None for plain text and everything unknown."""
    if data.startswith(_OLE):
        return _stream(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _container(data)
    if data[:1024].lstrip(b"\xef\xbb\xbf\r\n\t \0").startswith(b"%PDF-"):
        return "pdf"
    magic = next((name for sign, name in _MAGIC if data.startswith(sign)), None)
    return magic or _by_markup(_as_ascii(data[:_HEAD]))


def _by_markup(head: bytes) -> str | None:
    """Tell the kind of a file whose head is text with signs for machines."""
    if _WORD_XML.search(head):
        return "Word 2003 XML"
    if _MHTML.match(head) and b"multipart/related" in head.lower():
        return "mhtml"
    return "html" if _HTML.match(head) else None


def _as_ascii(head: bytes) -> bytes:
    """Give the head of a file so that ASCII in it can be searched, also where it is UTF-16."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<\0" in head[:8] or b"\0<" in head[:8]:
        return head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\0", b"")
    return head.removeprefix(b"\xef\xbb\xbf")


def _stream(data: bytes) -> str:
    """Tell what an OLE container holds, by the names in its directory."""
    for name, kind in _STREAMS:
        if name.encode("utf-16-le") + b"\0\0" in data:
            return kind
    return "old Office file without a document (old WPS, Works)"


def _container(data: bytes) -> str:
    """Tell what a ZIP file holds."""
    with archive.opened(data) as opened:
        names = opened.namelist()
    return next((kind for member, kind in _MEMBERS if any(map(member.fullmatch, names))), "zip")
