"""Damages text as the sites do, to measure the repair: byte-level replacements in GBK without regard to alignment.

``REPORT`` is a text of our own to damage, dense in the characters that the damage strikes.

Every byte carries the number of the character that it belonged to, so the harm is known exactly. Same seed, same
damage.
"""

from __future__ import annotations

import difflib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from zhaoshang_nlp.normalise import gbk, pinyin
from zhaoshang_nlp.normalise.words import simplified

REPORT = """\
　　各位代表：現在，我代表青禾縣人民政府，向大會報告工作，請予審議，並請政協委員和列席人員提出意見。
　　過去一年，青禾縣堅持把招商引資作為“一號工程”，圍繞新能源、新材料、裝備製造三大主導產業，開展產業鏈招商。全縣新簽約項目１２６個，總投資３８２．６億元，其中億元以上項目４７個，同比增長１５．３％。“項目為王、環境是金”的理念深入人心。縣委、縣政府主要領導帶隊外出招商２８次，洽談企業３１０家。
　　我們著力優化營商環境。可以一次辦成的事，絕不讓群眾跑兩次；能夠網上辦理的事項，全部網上辦理。推行“一窗受理、集成服務”，審批時限壓縮六成。青禾縣政務服務中心全年辦件二十三萬件，群眾滿意率達到九成九。企業家張順德說：“這裡的服務，比我們想的還要好。”開發區現已入駐企業二百一十家，實現產值二百零六億元。
　　我們全力保障和改善民生。“三保”支出足額到位，城鄉低保、特困供養標準穩步提高。新建改建學校二十一所，新增學位九千個；縣醫院通過三級評審，醫保和社保覆蓋面不斷擴大。解決群眾急難愁盼問題一千三百件！深化校地合作，海棠河生態保護和修復工程全面開工。
　　成績來之不易，困難不容忽視：產業規模化程度不高，要素保障還不夠有力，少數幹部擔當作為的勁頭還不足。對此，我們一定高度重視，認真加以解決。
　　二、二〇二六年的目標任務
　　今年發展的主要預期目標是：地區生產總值增長６％左右，規模以上工業增加值增長８％，固定資產投資增長１０％，一般公共預算收入增長５％，城鎮新增就業六千人以上。綜合考慮各方面情況，經濟增長力爭更好結果。
　　（一）突出項目建設，擴大有效投資。堅持以項目論英雄，實施省市縣重點項目一百八十個，年度計劃投資二百四十億元。確保海棠灣新城、青禾機場等重大項目上半年全部開工。強化土地、資金、能耗等要素保障，完善項目全生命週期服務機制。
　　（二）突出產業升級，構建現代產業體系。做大做強“３＋２”產業集群，力爭裝備製造產業產值突破二百億元。可再生能源裝機達到一百二十萬千瓦，儲能、氫能產業實現規模化發展。深入實施“智改數轉”，新增高新技術企業三十家。
　　（三）突出改革創新，激發市場活力。深化國資國企改革，推動國有資本向主業集中。落實民營經濟促進政策，讓企業家安心經營、放心發展。常態化開展政企溝通，會同商會協會解決企業難題。
　　（四）突出城鄉融合，推進鄉村全面振興。嚴守耕地紅線，糧食產量穩定在三十萬噸以上。發展特色農業，培育省級龍頭企業五家。整治提升村莊環境，建設宜居宜業和美鄉村。
　　各位代表！藍圖已經繪就，奮鬥正當其時。讓我們更加緊密團結，攻堅克難、真抓實幹，為建設富裕文明的新青禾而努力奮鬥！
"""

SIGNS = {0xA1: 0x21, 0xAC: 0x2C, 0xBF: 0x3F, 0xBA: 0x3A, 0xBB: 0x3B, 0xA8: 0x28, 0xA9: 0x29}


@dataclass(frozen=True, slots=True)
class Site:
    """The habits of one site.

    Attributes:
        annotate: share of the traditional characters that get a reading behind them; 0 for a site that does not.
        toneless: whether the readings go without tone marks.
        fold: whether full-width signs become ASCII (true) or the text is only split at them (false).
        trim: share of the indented lines whose first byte is cut off.
        lost: what a lone byte shows as.
        swallow: whether a lone byte takes the ASCII character after it along.
        unassigned: what becomes of two bytes that make no character: ``both`` go, the ``lead`` goes, or a ``mark``
        shows.
    """

    annotate: float = 0.5
    toneless: bool = False
    fold: bool = True
    trim: float = 0.0
    lost: str = "?"
    swallow: bool = True
    unassigned: str = "both"


ANNOTATING = Site()
ANNOTATING_PLAIN = Site(lost="\ufffd", swallow=False, unassigned="lead", trim=0.3)
TONELESS = Site(toneless=True)
FOLDING = Site(annotate=0.0, unassigned="mark")
SPLITTING = Site(annotate=0.0, fold=False)
SILENT = Site(lost="", swallow=False, trim=0.3)
SITES = {
    "annotating": ANNOTATING,
    "annotating, plain": ANNOTATING_PLAIN,
    "toneless": TONELESS,
    "folding": FOLDING,
    "splitting": SPLITTING,
    "silent": SILENT,
}


class Byte(NamedTuple):
    """A byte with the number of the character it belonged to, -1 for one that the site put in."""

    value: int
    source: int


@dataclass(frozen=True, slots=True)
class Damaged:
    """A damaged text.

    Attributes:
        text: what a reader of the site gets.
        sound: what the text would be without the misalignment: signs folded, no readings.
        spots: the harmed stretches of ``sound``.
        marks: number of readings that the site put in.
    """

    text: str
    sound: str
    spots: list[tuple[int, int]] = field(default_factory=list)
    marks: int = 0


def damage(text: str, site: Site, seed: int = 0) -> Damaged:
    """Damage a text of characters that GBK has; others are dropped first."""
    text = "".join(char for char in text if char.isascii() or char in gbk.codes())
    rng = random.Random(seed)
    stream = [Byte(value, i) for i, char in enumerate(text) for value in char.encode("gbk")]
    stream, marks = _annotated(stream, _annotatable(site, rng))
    stream = _trimmed(stream, text, site, rng)
    sound = list(text)
    pieces, separators = _signs(stream, sound, site)
    shown: list[str] = []
    whole: set[int] = set()
    for piece, separator in zip(pieces, [*separators, None], strict=True):
        for char, source in _decoded(piece, site):
            shown.append(char)
            if source is not None and char == text[source]:
                whole.add(source)
        if separator:
            shown.append(separator[0])
            if separator[1] is not None:
                whole.add(separator[1])
    return Damaged("".join(shown), "".join(sound), list(_spots(len(text), whole)), marks)


def _annotatable(site: Site, rng: random.Random) -> dict[bytes, tuple[int, str]]:
    """Choose the characters that the site annotates, each with its rank in the site's list and its reading."""
    reading = {char: each for each, chars in sorted(pinyin.readings().items(), reverse=True) for char in chars}
    traditional = [char for char in sorted(gbk.codes()) if char in reading and simplified(char) != char]
    chosen = [char for char in traditional if rng.random() < site.annotate]
    rng.shuffle(chosen)  # the order in which the site looks for them
    shown = pinyin.without_tone if site.toneless else str
    return {char.encode("gbk"): (rank, shown(reading[char])) for rank, char in enumerate(chosen)}


def _annotated(stream: list[Byte], chosen: dict[bytes, tuple[int, str]]) -> tuple[list[Byte], int]:
    """Put the readings in, one character of the list after the other, wherever its two bytes stand side by side."""
    found = []
    for at in range(len(stream) - 1):
        entry = chosen.get(bytes((stream[at].value, stream[at + 1].value)))
        if entry and stream[at].value >= 0x81:
            found.append((entry[0], at, entry[1]))
    behind: dict[int, str] = {}
    for _, at, reading in sorted(found):
        if at not in behind:  # else the two bytes are no longer side by side
            behind[at + 1] = reading
    result: list[Byte] = []
    for at, byte in enumerate(stream):
        result.append(byte)
        if at in behind:
            result += [Byte(value, -1) for value in f"({behind[at]})".encode("gbk")]
    return result, len(behind)


def _trimmed(stream: list[Byte], text: str, site: Site, rng: random.Random) -> list[Byte]:
    """Cut the first byte of some indented lines off."""
    starts = {i for i, char in enumerate(text) if char == "\u3000" and (i == 0 or text[i - 1] == "\n")}
    cut = {i for i in sorted(starts) if rng.random() < site.trim}
    result: list[Byte] = []
    for byte in stream:
        if byte.source in cut:
            cut.discard(byte.source)
        else:
            result.append(byte)
    return result


def _signs(stream: list[Byte], sound: list[str], site: Site) -> tuple[list[list[Byte]], list[tuple[str, int | None]]]:
    """Split the bytes at full-width signs, found wherever their two bytes stand side by side."""
    pieces: list[list[Byte]] = [[]]
    separators: list[tuple[str, int | None]] = []
    at = 0
    while at < len(stream):
        first = stream[at]
        second = stream[at + 1] if at + 1 < len(stream) else Byte(0, -1)
        if first.value == 0xA3 and second.value in SIGNS and first.source >= 0 and second.source >= 0:
            sign = chr(SIGNS[second.value]) if site.fold else bytes((0xA3, second.value)).decode("gbk")
            own = first.source == second.source
            if own:
                sound[first.source] = sign
            separators.append((sign, first.source if own else None))
            pieces.append([])
            at += 2
        else:
            pieces[-1].append(first)
            at += 1
    return pieces, separators


def _decoded(piece: list[Byte], site: Site) -> Iterator[tuple[str, int | None]]:
    """Decode bytes as the site does: characters, each with its source if it is whole."""
    at = 0
    while at < len(piece):
        first = piece[at]
        if first.value < 0x80:
            yield chr(first.value), first.source if first.source >= 0 else None
            at += 1
            continue
        second = piece[at + 1] if at + 1 < len(piece) else None
        if first.value == 0x80:
            yield gbk.EURO, None
            at += 1
        elif second is None or second.value < 0x40:
            if site.lost:
                yield site.lost, None
            at += 1 + (site.swallow and second is not None and second.value != 0x0A)
        elif (first.value, second.value) in gbk.pairs():
            own = first.source if first.source == second.source and first.source >= 0 else None
            yield gbk.pairs()[first.value, second.value], own
            at += 2
        else:
            if site.unassigned == "mark":
                yield "?", None
            at += 1 if site.unassigned == "lead" else 2


def _spots(length: int, whole: set[int]) -> Iterator[tuple[int, int]]:
    start = None
    for i in range(length + 1):
        if i < length and i not in whole:
            start = i if start is None else start
        elif start is not None:
            yield start, i
            start = None


@dataclass(slots=True)
class Score:
    """How much of the harm was repaired; add scores to sum over documents."""

    spots: int = 0
    right: int = 0
    wrong_before: int = 0
    wrong_after: int = 0

    def __iadd__(self, other: Score) -> Score:
        self.spots += other.spots
        self.right += other.right
        self.wrong_before += other.wrong_before
        self.wrong_after += other.wrong_after
        return self


def score(damaged: Damaged, unrepaired: str, repaired: str) -> Score:
    """Compare a text before and after repair, both without readings, with the sound one."""
    before, after = _wrong(damaged.sound, unrepaired), _wrong(damaged.sound, repaired)
    bad = {i for i, j, _ in after for i in range(i, max(j, i + 1))}
    right = sum(not any(i in bad for i in range(*spot)) for spot in damaged.spots)
    return Score(len(damaged.spots), right, sum(n for *_, n in before), sum(n for *_, n in after))


def _wrong(sound: str, other: str) -> list[tuple[int, int, int]]:
    """Give the stretches of ``sound`` that differ, each with the number of characters that it takes to mend them."""
    found: list[tuple[int, int, int]] = []
    start = 0
    others = other.split("\n")
    lines = sound.split("\n")
    assert len(lines) == len(others), "damage keeps the lines"
    for line, changed in zip(lines, others, strict=True):
        if line != changed:
            matcher = difflib.SequenceMatcher(None, line, changed, autojunk=False)
            found += [
                (start + i, start + j, max(j - i, n - m)) for tag, i, j, m, n in matcher.get_opcodes() if tag != "equal"
            ]
        start += len(line) + 1
    return found
