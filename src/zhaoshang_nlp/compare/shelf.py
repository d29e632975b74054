"""What is needed only now and then: put away as bytes, in memory while it is little, in a temporary file when it grows.

Tens of thousands of texts are read once to be compared and looked at again only where something is quoted from them.
"""

from __future__ import annotations

import tempfile
import weakref
from array import array

from zhaoshang_nlp.errors import BadInput

# Bytes that stay in memory.
_IN_MEMORY = 1 << 26


class Shelf:
    """Keeps pieces of bytes in the order in which they are put; the file goes when the shelf does.

    >>> shelf = Shelf()
    >>> shelf.put("招商".encode())
    >>> shelf.put(b"")
    >>> [shelf.get(number) for number in range(len(shelf))] == ["招商".encode(), b""]
    True
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - it lives as long as the shelf
        self._bounds = array("q", [0])
        weakref.finalize(self, self._file.close)

    def __len__(self) -> int:
        """Give the number of pieces."""
        return len(self._bounds) - 1

    def put(self, piece: bytes) -> None:
        """Take one more piece.

        Raises:
            BadInput: if there is no room for the temporary file.
        """
        try:
            self._file.seek(self._bounds[-1])
            self._file.write(piece)
        except OSError as error:
            raise BadInput(
                f"the texts find no room in {tempfile.gettempdir()}, the folder of temporary files: {error.strerror}; "
                "name another folder in the environment variable TMPDIR"
            ) from error
        self._bounds.append(self._bounds[-1] + len(piece))

    def get(self, number: int) -> bytes:
        """Give back the piece of that number, counted from 0."""
        start, end = self._bounds[number], self._bounds[number + 1]
        self._file.seek(start)
        return self._file.read(end - start)
