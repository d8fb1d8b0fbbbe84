"""What is done of an overlap that is not over: started again, it goes on there.

unfinished/start.json     what the findings depend on
unfinished/state.json     how far it came; what lies behind that in the other files is cut off
unfinished/texts, goals   the signatures of what was read (see `Sketches`)
unfinished/overlaps       what was found so far
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import msgspec
import orjson

from toolmind.errors import RunError
from toolmind.files import atomic_file
from toolmind.records import Record
from toolmind.runs.lock import acquire, make

EVERY = 1000
"""Rows after which is noted how far it came (ours): so many are done twice at most."""


class State(Record, frozen=True):
    """How far an overlap came: rows `read` (those that cannot be, too), then rows `compared`.

    `texts`, `goals` and `written` are the bytes of the files that are true, `seen` what the
    benchmark counted.
    """

    read: int = 0
    texts: int = 0
    goals: int = 0
    seen: tuple[int, ...] = ()
    compared: int = 0
    written: int = 0


class Unfinished:
    """The folder of the work in progress within `out`; it holds the lock of `out`."""

    def __init__(self, out: Path, depends_on: Mapping[str, Any]) -> None:
        """Open it for more; what was done of another overlap is removed.

        Raises:
            RunError: the folder is in use, or cannot be written.
        """
        make(out)
        self._lock = acquire(out)
        self._folder = out / "unfinished"
        self.state = self._begun(orjson.loads(orjson.dumps(dict(depends_on))))
        self.texts = self._open("texts", self.state.texts)
        self.goals = self._open("goals", self.state.goals)
        self.overlaps = self._open("overlaps", self.state.written)

    def _begun(self, depends_on: Any) -> State:
        start, state = self._folder / "start.json", self._folder / "state.json"
        try:
            if orjson.loads(start.read_bytes()) == depends_on:
                return msgspec.json.decode(state.read_bytes(), type=State)
        except (OSError, ValueError):  # nothing was begun, or nothing that can be gone on with
            pass
        shutil.rmtree(self._folder, ignore_errors=True)
        make(self._folder)
        with atomic_file(state) as file:
            file.write(msgspec.json.encode(State()))
        with atomic_file(start) as file:
            file.write(orjson.dumps(depends_on))
        return State()

    def _open(self, name: str, size: int) -> IO[bytes]:
        path = self._folder / name
        path.touch()
        file = path.open("r+b")
        file.truncate(size)
        file.seek(size)
        return file

    def note(self, *, read: int, seen: tuple[int, ...], compared: int = 0) -> None:
        """Note how far the work came.

        Raises:
            RunError: there is no room for what was written.
        """
        try:
            for file in (self.texts, self.goals, self.overlaps):
                file.flush()
        except OSError as error:
            raise RunError(f"{self._folder}: cannot be written: {error.strerror}") from None
        self.state = State(
            read=read,
            texts=self.texts.tell(),
            goals=self.goals.tell(),
            seen=seen,
            compared=compared,
            written=self.overlaps.tell(),
        )
        with atomic_file(self._folder / "state.json") as file:
            file.write(msgspec.json.encode(self.state))

    def finish(self, name: Path) -> None:
        """Give the findings their name, and remove what only served to get there."""
        self.overlaps.flush()
        os.fsync(self.overlaps.fileno())
        (self._folder / "overlaps").replace(name)
        self.close()
        shutil.rmtree(self._folder)

    def close(self) -> None:
        """Close the files and let go of the lock."""
        if self._lock < 0:
            return
        for file in (self.texts, self.goals, self.overlaps):
            file.close()
        os.close(self._lock)
        self._lock = -1

    def __enter__(self) -> Unfinished:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
