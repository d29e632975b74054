"""Where a table goes: a file that appears whole or not at all, or a stream that stays open."""

from __future__ import annotations

import codecs
import io
import shutil
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from zhaoshang_nlp.errors import BadInput

To = Path | TextIO | BinaryIO


class Target:
    """Takes bytes; ``commit`` makes them the file or passes them to the stream, ``discard`` leaves nothing behind.

    Attributes:
        path: the file; None for a stream.
        out: what writers write to, from ``open`` on.
    """

    out: BinaryIO

    def __init__(self, to: To, text: bool) -> None:
        """Say where it goes; nothing is opened yet.

        Args:
            to: file or stream.
            text: whether the format is text and may pass to a stream row by row; others pass in one piece.

        Raises:
            BadInput: if something that is no text would go to a terminal.
        """
        self.path = to if isinstance(to, Path) else None
        self._draft = self.path.with_name(f".{self.path.name}.part") if self.path else None
        self._stream = None if isinstance(to, Path) else _bytes_of(to, text)
        self._text = text

    def open(self) -> None:
        """Open a draft beside the file, or the stream.

        Raises:
            BadInput: if the file cannot be made.
        """
        if self._stream is not None:
            self.out = self._stream if self._text else io.BytesIO()
            return
        if self.path is None or self._draft is None:
            return
        if self.path.is_dir():
            raise BadInput(f"{self.path} is a folder; give the name of a file in it")
        try:
            self.out = self._draft.open("wb")
        except OSError as error:
            advice = "does its folder exist, and may you write there?"
            raise BadInput(f"cannot write {self.path}: {error.strerror}; {advice}") from error

    def commit(self) -> None:
        """Put the finished draft in the place of the file, or pass everything on to the stream.

        Raises:
            BadInput: if the file cannot be replaced.
        """
        if self._stream is not None:
            if self.out is not self._stream:
                self.out.seek(0)
                shutil.copyfileobj(self.out, self._stream)
            self._stream.flush()
            return
        self.out.close()
        if self._draft is not None and self.path is not None:
            try:
                self._draft.replace(self.path)
            except OSError as error:
                raise BadInput(f"cannot replace {self.path}: {error.strerror}; is it open elsewhere?") from error

    def discard(self) -> None:
        """Remove the draft if it is still there; a stream keeps what it was given."""
        if self._draft is not None:
            self.out.close()
            self._draft.unlink(missing_ok=True)


class _AsBytes(io.RawIOBase):
    """Takes UTF-8 and passes text on to a stream that knows only text."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, data: object) -> int:
        """Pass on what is complete; the rest of a character waits for its end."""
        content = bytes(cast("bytes", data))
        self._stream.write(self._decoder.decode(content))
        return len(content)


def _bytes_of(stream: TextIO | BinaryIO, text: bool) -> BinaryIO:
    """Give the bytes side of a stream: text is written as UTF-8 with line feeds, whatever the system prefers."""
    inner = getattr(stream, "buffer", None)
    if not text and (stream.isatty() or (inner is None and isinstance(stream, io.TextIOBase))):
        raise BadInput("this format is no text and cannot be shown; write it to a file with -o FILE")
    if inner is not None:
        stream.flush()
        return cast("BinaryIO", inner)
    if isinstance(stream, io.TextIOBase):
        return cast("BinaryIO", _AsBytes(cast("TextIO", stream)))
    return cast("BinaryIO", stream)
