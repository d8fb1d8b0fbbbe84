"""An append-only JSONL file of items, addressed by item index.

A line is written by one system call, so a process that is killed leaves at most one torn line at
the end. A torn line counts as not written: it is cut off when the file is opened again.
"""

from __future__ import annotations

import errno
import os
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from toolmind.errors import RunError

T = TypeVar("T")

_OUT_OF_SPACE = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
_ABSENT = -1


class Line(msgspec.Struct, Generic[T]):
    """One line of a part: the item's index and its record."""

    index: int
    item: T


class AppendLog(Generic[T]):
    """The results of one stage. Memory: eight bytes an item.

    Opened to look only, a part may be of a run that goes on meanwhile: nothing is cut off.
    """

    def __init__(self, path: Path, kind: type[T], *, look_only: bool = False) -> None:
        self.path = path
        self._decoder = msgspec.json.Decoder(Line[kind])  # type: ignore[valid-type]
        self._encoder = msgspec.json.Encoder()
        self._offsets = array("q")
        self._file = os.open(path, os.O_RDONLY if look_only else os.O_RDWR | os.O_CREAT, 0o644)
        self._reader = path.open("rb")
        try:
            self._end = self._scan()
        except RunError:
            self.close()
            raise
        if not look_only and self._end < os.fstat(self._file).st_size:
            os.ftruncate(self._file, self._end)

    def _scan(self) -> int:
        """Find where each item's line begins, and where the last whole line ends."""
        end = 0
        head_of = msgspec.json.Decoder(_Head)
        for line in self._reader:
            if not line.endswith(b"\n"):
                break
            try:
                head = head_of.decode(line)
            except msgspec.MsgspecError as error:
                raise RunError(
                    f"{self.path}: byte {end}: a line is damaged ({error}). Start over with"
                    " --fresh, or cut the file off there"
                ) from None
            self._note(head.index, end)
            end += len(line)
        return end

    def _note(self, index: int, offset: int) -> None:
        if index >= len(self._offsets):
            self._offsets.extend([_ABSENT] * (index + 1 - len(self._offsets)))
        self._offsets[index] = offset

    def __contains__(self, index: int) -> bool:
        return index < len(self._offsets) and self._offsets[index] != _ABSENT

    def __len__(self) -> int:
        return sum(offset != _ABSENT for offset in self._offsets)

    def append(self, index: int, item: T) -> None:
        """Write one item.

        Raises:
            RunError: there is no room; what was written before stays whole.
        """
        line = self._encoder.encode(Line(index, item)) + b"\n"
        try:
            written = os.pwrite(self._file, line, self._end)
            while written < len(line):
                more = os.pwrite(self._file, line[written:], self._end + written)
                written += more
        except OSError as error:
            os.ftruncate(self._file, self._end)
            if error.errno not in _OUT_OF_SPACE:
                raise
            raise RunError(
                f"{self.path}: no room left ({os.strerror(error.errno or 0)}). Nothing finished"
                " is lost: make room and run the same command again"
            ) from None
        self._note(index, self._end)
        self._end += len(line)

    def read(self, index: int) -> T:
        """Return one item.

        Raises:
            KeyError: the item has not been written.
            RunError: it is no such record.
        """
        if index not in self:
            raise KeyError(index)
        self._reader.seek(self._offsets[index])
        try:
            return self._decoder.decode(self._reader.readline()).item
        except msgspec.MsgspecError as error:
            raise RunError(
                f"{self.path}: item {index} cannot be read ({error}): it is damaged, or another"
                " version of ToolMind wrote it. Start over with --fresh, or use that version"
            ) from None

    def forget(self, index: int) -> None:
        """Leave an item out from now on, for it to be made again; what it consumed stays counted.

        Its line stays in the file; one that is written later counts instead.
        """
        if index in self:
            self._offsets[index] = _ABSENT

    def __iter__(self) -> Iterator[int]:
        """Yield the indexes of the items there are, in order."""
        return (index for index, offset in enumerate(self._offsets) if offset != _ABSENT)

    def close(self) -> None:
        """Close the file."""
        self._reader.close()
        os.close(self._file)


class _Head(msgspec.Struct):
    """A line without its record."""

    index: int
