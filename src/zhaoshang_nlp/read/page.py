"""Web pages: the main text, and what the page tells of it. No library decides: lines are weighed by what they are.

Lines with punctuation that are not mostly links carry weight; the deepest block that holds most of the weight is the
body. Lines in it that are links or page furniture (``data/html.toml``) are dropped. A page of links has no body.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby

from zhaoshang_nlp import chars, rules
from zhaoshang_nlp.errors import BadRule, UnknownName
from zhaoshang_nlp.read import encodings, markup
from zhaoshang_nlp.read.content import Content
from zhaoshang_nlp.read.encodings import Decoded
from zhaoshang_nlp.read.markup import Line, Page
from zhaoshang_nlp.read.problem import Refused

FILE = "html.toml"
_NAMES = rules.Shape({"names": list})
_PATTERN = rules.Shape({"pattern": str})
_LABEL = rules.Shape({"pattern": str, "field": str})
_SHARE = 0.85  # of the weight; a block that holds so much is the body or lies around it
_PURE = 2  # a wider block is taken where it adds at least this many times as much text as other lines
_LINE_LIMIT = 120  # a longer line is text, whatever it holds
_LINK_SHARE = 0.5
_ROW_LIMIT = 200  # characters of a table's row that is one line
_LOW = 200  # a shorter body is easily mistaken
_FEW = 20  # characters that a page without a sentence must hold to be taken for a text
_AROUND = 12  # lines above the body in which date and source are looked for
_LOOK = 1 << 20  # characters in which frames and scripts are looked for, once a page has no text
_LOST_LINES = 12  # a page with fewer lines is no list of links
_FRAME = re.compile(r"<i?frame\b[^<>]{0,300}?\ssrc\s{0,5}=\s{0,5}[\"']?([^\s\"'<>]{1,200})", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[，。；！？!?]")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_-]{2,30})", re.IGNORECASE)
_DAY = re.compile(r"[\[(（]?\d{2,4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?[\])）]?")
_COLON = {ord("："): ":", ord("（"): "(", ord("）"): ")", ord("\u3000"): " "}
_CANDIDATES = frozenset((
    "article", "blockquote", "body", "center", "dd", "div", "fieldset", "form", "html", "main", "section", "span",
    "td", "th",
))  # fmt: skip
_ADVICE = "save the page of the article itself; what a script loads is not in the file: copy the text from the browser"


def read(data: bytes, encoding: str | None = None) -> Content:
    """Read a page: bytes are decoded before anything is parsed, and believed before the page's own ``charset``.

    Args:
        data: the whole file.
        encoding: a codec instead of the evidence.

    Raises:
        Refused: if the bytes cannot be decoded, or the page has no text of its own.
    """
    decoded = _decoded(data, encoding)
    content = main_text(decoded.text)
    note = "; ".join(filter(None, (decoded.note, content.note)))
    lost = min(decoded.lost, content.text.count("\ufffd"))
    return replace(content, note=note, encoding=decoded.encoding, score=decoded.score, lost=lost)


def main_text(source: str) -> Content:
    """Give the main text of a page, a paragraph a line.

    Args:
        source: decoded HTML.

    Raises:
        Refused: if it holds links and furniture only.

    >>> main_text("<title>x</title><a href=y>首页</a><div><p>全县开工，势头良好。</p><p>【打印】</p></div>").text
    '全县开工，势头良好。'
    """
    page = markup.parse(source, _containers())
    kept = [line if _is_kept(line, page) else None for line in page.lines]
    inside = _inside(page, _bodies(page, kept))
    chosen = [line for line in kept if line is not None and inside[line.block]]
    chosen = _below_title(page, chosen)
    weight = sum(_weight(line) for line in chosen)
    if not weight and len(chars.HAN.findall("".join(line.text for line in chosen))) < _FEW:
        raise _no_article(source, page)
    text = "\n".join(_rows(page, chosen))
    if not weight:
        note = "low: a page without a sentence, all its lines are taken"
    else:
        note = f"low: the body has only {len(text)} characters" if len(text) < _LOW else ""
    fields, extra = _told(page, next((line for line in chosen if _weight(line)), chosen[0]))
    return Content(text, note, fields=fields, extra=extra)


def _no_article(source: str, page: Page) -> Refused:
    """Say why a page has no text."""
    frames = [match[1] for match in _FRAME.finditer(source[:_LOOK])]
    if frames and len(page.lines) < _LOST_LINES:
        listed = ", ".join(map(chars.without_control, frames[:4]))
        return Refused(f"no article: a page of frames, its text is in {listed}", "save the page that the frame shows")
    if len(page.lines) < _LOST_LINES and _SCRIPT.search(source, 0, _LOOK):
        return Refused("no article: a script loads the text, which is not in the file", _ADVICE)
    return Refused("no article: the page holds links and no text of its own", _ADVICE)


def _decoded(data: bytes, encoding: str | None) -> Decoded:
    """Decode by evidence, else by what the page says of itself."""
    try:
        return encodings.decode(data, encoding)
    except Refused:
        found = _CHARSET.search(data[:4096])
        if encoding is not None or found is None:
            raise
        try:
            named = encodings.codec_named(found[1].decode("ascii"))
        except UnknownName:
            named = ""
        if named not in encodings.CHINESE:
            raise
        decoded = encodings.decode(data, named)
        note = f"encoding {named} by the page's own word"
        return decoded._replace(note="; ".join(filter(None, (note, decoded.note))))


# --- the body ---


def _is_kept(line: Line, page: Page) -> bool:
    """Tell whether a line may belong to a text: no link, no furniture."""
    if markup.is_furniture(page.blocks[line.block].tag):
        return False
    if line.linked and line.linked >= _LINK_SHARE * len(_DAY.sub("", line.text)) and not line.text.endswith("。"):
        return False  # what lists give beside their links, a date, speaks for no text
    return len(line.text) > _LINE_LIMIT or not is_boilerplate(line.text)


def is_boilerplate(line: str) -> bool:
    """Tell whether a short line is furniture of a page.

    >>> is_boilerplate("【字号：大 中 小】"), is_boilerplate("字号店铺开门营业。")
    (True, False)
    """
    folded = chars.folded(line).translate(_COLON).strip()
    return any(pattern.fullmatch(folded) for pattern in _boilerplate())


def _weight(line: Line) -> int:
    """Give the weight of a line: its length if it reads like a sentence."""
    return len(line.text) if _SENTENCE.search(line.text) else 0


def _bodies(page: Page, kept: Sequence[Line | None]) -> list[int]:
    """Give the number of the block that is the body, and of those beside it that bear the same name of bodies."""
    weights, others = _sums(page, kept)
    total = weights[0]
    if not total:
        return [0]
    known = _known(page, weights)
    best = _around(page, known if known is not None else _deepest(page, weights), weights, others)
    if best != known:
        return [best]
    parent, names = page.blocks[best].parent, page.blocks[best].names
    return [n for n, block in enumerate(page.blocks) if weights[n] and (block.parent, block.names) == (parent, names)]


def _around(page: Page, best: int, weights: Sequence[int], others: Sequence[int]) -> int:
    """Give the block around the best one that is the body, perhaps itself."""
    # What lies around it may belong to it: an introduction of its own, a second part.
    around = page.blocks[best].parent
    while around >= 0:
        more, other = weights[around] - weights[best], others[around] - others[best]
        if other > more / _PURE:
            break
        if more and page.blocks[around].tag in _CANDIDATES:
            best = around
        around = page.blocks[around].parent
    return best


def _sums(page: Page, kept: Sequence[Line | None]) -> tuple[list[int], list[int]]:
    """Give for every block the characters of sentences in it, and those of all other lines, links and furniture too."""
    weights, others = [0] * len(page.blocks), [0] * len(page.blocks)
    for line, candidate in zip(page.lines, kept, strict=True):
        weight = _weight(line) if candidate is not None else 0
        weights[line.block] += weight
        others[line.block] += 0 if weight else len(line.text)
    for number in range(len(page.blocks) - 1, 0, -1):
        parent = page.blocks[number].parent
        if markup.is_furniture(page.blocks[number].tag):
            weights[number] = 0
        weights[parent] += weights[number]
        others[parent] += others[number]
    return weights, others


def _known(page: Page, weights: Sequence[int]) -> int | None:
    """Give the block with a name that only bodies bear: the one with most weight, the inner one of equals."""
    found = [n for n, block in enumerate(page.blocks) if weights[n] and not _containers().isdisjoint(block.names)]
    return max(found, key=lambda number: (weights[number], number), default=None)


def _deepest(page: Page, weights: Sequence[int]) -> int:
    """Give the innermost block that holds nearly all the weight."""
    # Blocks are numbered in the order in which they open: a block's own path down is met in this order.
    path = best = 0
    for number in range(1, len(page.blocks)):
        if page.blocks[number].parent == path and weights[number] >= _SHARE * weights[0]:
            path = number
            best = number if page.blocks[number].tag in _CANDIDATES else best
    return best


def _inside(page: Page, bodies: Sequence[int]) -> list[bool]:
    """Tell for every block whether it lies in a body and in no furniture."""
    found = [False] * len(page.blocks)
    chosen = frozenset(bodies)
    for number in range(bodies[0], len(page.blocks)):
        block = page.blocks[number]
        around = number in chosen or (block.parent >= 0 and found[block.parent])
        found[number] = around and (number in chosen or not markup.is_furniture(block.tag))
    return found


def _below_title(page: Page, lines: list[Line]) -> list[Line]:
    """Cut off what stands above the title, a column of teasers, unless that would be the text."""
    title = _title(page)
    number = next((n for n, line in enumerate(page.lines) if title and line.text == title), -1)
    below = set(map(id, page.lines[number + 1 :]))
    kept = [line for line in lines if id(line) in below or line.text == title]
    all_weight, weight = sum(map(_weight, lines)), sum(map(_weight, kept))
    sure = weight and title in page.title  # else the heading may be one of the page's other parts
    return kept if number >= 0 and (sure or 2 * weight > all_weight) else lines


def _rows(page: Page, lines: Sequence[Line]) -> list[str]:
    """Give the lines of the text; the cells of a table's row stand in one, set apart by tabs, if they are short."""
    found: list[str] = []
    placed = [(_row_and_cell(page, line.block), line.text) for line in lines]
    for row, group in groupby(placed, key=lambda one: one[0][0]):
        cells = list(group)
        texts = [text for _, text in cells]
        one_each = len({cell for (_, cell), _ in cells}) == len(cells)
        if row >= 0 and one_each and sum(map(len, texts)) <= _ROW_LIMIT:
            found.append("\t".join(texts))
        else:
            found += texts
    return found


def _row_and_cell(page: Page, block: int) -> tuple[int, int]:
    """Give the table row and the cell that a line stands in, -1 where in none; a cell may hold a paragraph."""
    for _ in range(2):
        if page.blocks[block].tag in ("td", "th"):
            parent = page.blocks[block].parent
            return (parent, block) if page.blocks[parent].tag == "tr" else (-1, -1)
        block = max(page.blocks[block].parent, 0)
    return -1, -1


# --- what the page tells ---


def _told(page: Page, first: Line) -> tuple[dict[str, str], dict[str, str]]:
    """Give title, date and source: from the metas, else from the lines above the first sentence of the text."""
    found = {field: page.metas[name] for field, names in _metas() for name in reversed(names) if name in page.metas}
    if "title" not in found:
        title = _title(page)
        if title:
            found["title"] = title
    above = [line.text for line in page.lines[: page.lines.index(first)] if not line.linked]
    for line in above[-_AROUND:]:
        folded = chars.folded(line).translate(_COLON).strip()
        for field, pattern in _labels():
            match = pattern.search(folded) if field not in found and len(folded) <= _LINE_LIMIT else None
            if match:
                found[field] = match["value"].strip()
    extra = {"source": found.pop("source")} if "source" in found else {}
    return found, extra


def _title(page: Page) -> str:
    """Give the one heading of the first order, else the part of ``<title>`` that stands as a line on the page."""
    headings = [line.text for line in page.lines if "h1" in (page.blocks[line.block].tag, _parent_tag(page, line))]
    if len(headings) == 1:
        return headings[0]
    lines = {line.text for line in page.lines}
    parts = [page.title, *(part.strip() for part in re.split(r"[_|–—]|\s-+\s|-(?=[^-]*$)", page.title))]
    return next((part for part in parts if len(part) >= 4 and part in lines), "")


def _parent_tag(page: Page, line: Line) -> str:
    return page.blocks[max(page.blocks[line.block].parent, 0)].tag


# --- the rows of data/html.toml ---


@cache
def _containers() -> frozenset[str]:
    return frozenset(name.lower() for row in rules.rows(FILE, "container", _NAMES) for name in row["names"])


@cache
def _metas() -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows = rules.rows(FILE, "meta", _NAMES)
    return tuple((row.id, tuple(name.lower() for name in row["names"])) for row in rows)


@cache
def _boilerplate() -> tuple[re.Pattern[str], ...]:
    return tuple(_compiled(row) for row in rules.rows(FILE, "boilerplate", _PATTERN))


@cache
def _labels() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["field"], _compiled(row)) for row in rules.rows(FILE, "label", _LABEL))


def _compiled(row: rules.Row) -> re.Pattern[str]:
    try:
        return re.compile(row["pattern"], re.IGNORECASE)
    except re.error as error:
        raise BadRule(f"{row.file}: {row.id}: {error} in {row['pattern']!r}") from None


# --- pages saved with their pictures ---


def read_archive(data: bytes, encoding: str | None = None) -> Content:
    """Read the page in a web archive (.mht): its first part that is HTML.

    Raises:
        Refused: if there is none.
    """
    import email
    import email.policy

    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return read(content, encoding)
    raise Refused("no article: the web archive holds no page", "save the page as .html")
