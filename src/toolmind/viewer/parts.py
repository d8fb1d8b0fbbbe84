"""A part of a run folder, read as far as it is needed, while another process may write to it.

`runs.append_log` reads a part from end to end before anything, which is right for a run that goes
on with it. A viewer shows what it has found so far, and looks further meanwhile.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from toolmind.errors import DataError
from toolmind.runs.append_log import Line

T = TypeVar("T")
D = TypeVar("D")

_ABSENT = -1
_BEGIN = b'{"index":'
"""How a line begins, as it is written: its index is told without reading the line."""


class Part(Generic[T]):
    """Lines of a JSONL file by item index; of several of one item the last that was found counts.

    Memory: 16 bytes an item. One thread looks further (`new`, `find`); others may `read` meanwhile.
    """

    def __init__(self, path: Path, kind: type[T]) -> None:
        self._decoder = msgspec.json.Decoder(Line[kind])  # type: ignore[valid-type]
        self._head = msgspec.json.Decoder(_Head)
        self._offsets = array("q")
        self._sizes = array("q")
        self._path = path
        self._lines = path.open("rb")
        self._end = 0

    def new(self) -> Iterator[int]:
        """Yield the index of each whole line that was not seen before, in the file's order."""
        while (index := self._next()) is not None:
            yield index

    def find(self, index: int) -> bool:
        """Look on until a line of an item is found; say whether there is one."""
        while index not in self:
            if self._next() is None:
                return False
        return True

    def rewind(self) -> None:
        """Begin anew: what was seen is new again."""
        self._lines.seek(0)
        self._end = 0

    def _next(self) -> int | None:
        """Note one line more, and return its index; None where there is no whole one yet."""
        line = self._lines.readline()
        if not line.endswith(b"\n"):
            self._lines.seek(self._end)
            return None
        index = self._index(line)
        self._note(index, len(line))
        return index

    def _index(self, line: bytes) -> int:
        comma = line.find(b",", len(_BEGIN), len(_BEGIN) + 20)
        digits = line[len(_BEGIN) : comma]
        if line.startswith(_BEGIN) and digits.isdigit():
            return int(digits)
        return self._decoded(self._head, line).index

    def _note(self, index: int, size: int) -> None:
        if index >= len(self._offsets):
            more = [_ABSENT] * (index + 1 - len(self._offsets))
            self._sizes.extend(more)
            self._offsets.extend(more)
        self._sizes[index] = size
        self._offsets[index] = self._end
        self._end += size

    def __contains__(self, index: int) -> bool:
        return index < len(self._offsets) and self._offsets[index] != _ABSENT

    def read(self, index: int) -> T:
        """Return one item.

        Raises:
            KeyError: no line of it has been found.
            DataError: it is no item of this version.
        """
        if index not in self:
            raise KeyError(index)
        line = os.pread(self._lines.fileno(), self._sizes[index], self._offsets[index])
        return self._decoded(self._decoder, line).item

    def _decoded(self, decoder: msgspec.json.Decoder[D], line: bytes) -> D:
        try:
            return decoder.decode(line)
        except msgspec.MsgspecError as error:
            raise DataError(
                f"the line {line[:40]!r} cannot be read: {error}",
                file=str(self._path),
                remedy="It is damaged, or another version wrote it: view it with that version",
            ) from None

    def close(self) -> None:
        """Close the file."""
        self._lines.close()


class _Head(msgspec.Struct):
    """A line without its record."""

    index: int
