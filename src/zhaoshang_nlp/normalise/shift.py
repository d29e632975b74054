"""All readings of a damaged place, laid out as a lattice of two rows: still shifted by a byte, and in step again.

Candidates for lost bytes are the options of its edges; ``evidence`` finds the likeliest way through.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from zhaoshang_nlp.normalise import cut, gbk
from zhaoshang_nlp.normalise.evidence import Edge
from zhaoshang_nlp.normalise.words import common

# A run that was not shifted is nonsense after a few characters when it is shifted back: six of eight that clean text
# does not have end the search.
HOPELESS, WINDOW = 6, 8
# A broken annotation as it stands, `?jiān)`: one improbable event, however many letters the reading has.
BROKEN = 12.0
# Nodes of a character of the run: before it in the shifted row; between two lost bytes of one kind and of the other;
# before it in the row that is in step.
ROW, STEP = 4, 3


def tokens(text: str) -> list[str]:
    """Split a text into characters, annotations kept whole.

    >>> tokens("?jiān)谝")
    ['?jiān)', '谝']
    """
    found: list[str] = []
    at = 0
    while at < len(text):
        broken = cut.BROKEN_MARK.match(text, at + (text[at] in cut.LOST))
        end = broken.end() if broken else at + 1
        found.append(text[at:end])
        at = end
    return found


def chain(parts: Sequence[str], first: int = 0) -> list[list[Edge]]:
    """Give the lattice of a text that has one reading, its nodes numbered from ``first``."""
    steps = [[Edge(first + i + 1, (part,), BROKEN if len(part) > 1 else 0.0)] for i, part in enumerate(parts)]
    return [*steps, []]


class Place:
    """The readings of one place.

    Attributes:
        head: how the damage may have begun.
        lattice: edges by node, to the end of the context behind the place.
        visible: the place as it stands, in tokens, without annotations of whole characters.
        ends: for each character of ``visible`` where the text goes on behind it.
        left: the context before.
        right: the context behind.
    """

    def __init__(self, text: str, head: cut.Head) -> None:
        self._text = text
        self.head = head
        self.left = cut.context_before(text, head.start)
        items = cut.run(text, head.next)
        self._first = len(self.left) + bool(head.lost)
        self.lattice = chain(self.left)[:-1] + ([[Edge(self._first, head.lost)]] if head.lost else [])
        self.lattice += [[] for _ in range(ROW * len(items) + ROW)]
        length, pending = self._shift(items, head.pending)
        del items[length:], self.lattice[self._first + ROW * length + ROW :]
        for i, item in enumerate(items):
            self._edge(ROW * i + STEP, ROW * i + ROW + STEP, (item.char,))
        self.visible = [*tokens(text[head.start : head.next]), *(item.char for item in items)]
        self.ends = [*range(head.start + 1, head.next + 1), *(item.end for item in items)]
        end = cut.run_end(items, head.next)
        if pending:
            end = self._close(end, ROW * length, pending)
        self.right = cut.context_after(text, end)
        self.lattice[-1:] = chain(self.right, len(self.lattice) - 1)

    def _edge(self, start: int, end: int, options: tuple[str, ...], price: float = 0.0) -> None:
        if options:
            self.lattice[self._first + start].append(Edge(self._first + end, options, price))

    def _shift(self, items: list[cut.Item], pending: int) -> tuple[int, int]:
        """Lay the shifted row and the ways down from it.

        Returns:
            How many items it is worth following, and the byte left over behind them, 0 if the row ended before.
        """
        odd = deque([False] * WINDOW, WINDOW)
        for i, item in enumerate(items):
            if item.lead:
                odd.append(self._shift_back(ROW * i, item, pending) not in common())
                pending = item.trail
            else:
                # A lost byte: in step again. Or two of them, and still shifted: then the next character is taken along.
                self._edge(ROW * i, ROW * (i + 1) + STEP, gbk.by_lead()[pending])
                self._two_lost(ROW * i, ROW * (i + 2), pending, gbk.by_trail()[items[i + 1].lead])
            if sum(odd) >= HOPELESS or (item.lead and pending not in gbk.LEADS):
                return i + 1, 0  # what ends with such a byte was never shifted
        return len(items), pending

    def _shift_back(self, node: int, item: cut.Item, pending: int) -> str:
        """Lay the ways on from a node of the shifted row; give the character that the bytes at hand make."""
        price = cut.CHANCE if item.marked else 0.0
        shifted = gbk.pairs().get((pending, item.lead), "")
        self._edge(node, node + ROW, (shifted,) if shifted else (), price)
        lone = gbk.by_lead()[pending] if item.char in cut.SIGNS + cut.FOLDED else gbk.dropped(pending, item.lead)
        self._edge(node, node + STEP, lone, cut.SILENT)
        self._two_lost(node, node + ROW, pending, gbk.by_trail()[item.lead], price)
        return shifted

    def _two_lost(self, start: int, end: int, pending: int, second: tuple[str, ...], price: float = 0.0) -> None:
        """Lay the way over two bytes that GBK does not assign: the trail of one character, the lead of the next."""
        for between, (leads, trails) in enumerate(gbk.UNASSIGNED.items(), 1):
            first = tuple(char for char in gbk.by_lead()[pending] if gbk.codes()[char][1] in trails)
            self._edge(start, start + between, first, cut.UNLUCKY)
            self._edge(start + between, end, tuple(char for char in second if gbk.codes()[char][0] in leads), price)

    def _close(self, at: int, node: int, pending: int) -> int:
        """Lay the end of both rows; a run that is still shifted there loses a byte or shows it as a letter.

        Returns:
            Where the text goes on behind it.
        """
        last = cut.tail(self._text, at, pending)
        if last.end == at:
            self._edge(node, node + STEP, last.options, last.price)
            return at
        self._edge(node, node + STEP, gbk.by_lead()[pending], cut.SILENT)
        shown = self._text[at : last.end]
        self.visible.append(shown)
        self.ends += range(at + 1, last.end + 1)
        self.lattice.append([])
        self._edge(node + STEP, node + ROW, (shown,), BROKEN if len(shown) > 1 else 0.0)
        if last.swallowed:
            self._edge(node, node + 1, last.options, last.price)
            self._edge(node + 1, node + ROW, (shown,))
        else:
            self._edge(node, node + ROW, last.options, last.price)
            self._two_lost(node, node + ROW, pending, last.second, last.price)
        return self._close_behind(last.end, node, pending) if shown in cut.LOST else last.end

    def _close_behind(self, at: int, node: int, pending: int) -> int:
        """Lay the way over two lost bytes behind which the last one shows as a letter: ``?I``.

        Returns:
            Where the text goes on, behind the letter if there is one.
        """
        letter = self._text[at : at + 1]
        if not cut.ends_run(self._text, at) or letter in cut.LOST:
            return at
        self.visible.append(letter)
        self.ends.append(at + 1)
        self.lattice.append([])
        self._edge(node + ROW, node + ROW + 1, (letter,))
        trail = 0x80 if letter == gbk.EURO else ord(letter)
        self._two_lost(node, node + ROW + 1, pending, gbk.by_trail()[trail])
        return at + 1
