"""The folder of a check over data: one line a row, in the order of the rows, and a report.

check.json      what the verdicts depend on
verdicts.jsonl  one `CheckedRow` a line
report.json     the counts, once every row is there
usage.json      what judges consumed; replies.db what they answered; both only if they were asked
run.lock        held by the process that works on the folder
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec
import orjson

from toolmind import __version__
from toolmind.errors import RunError
from toolmind.files import atomic_file
from toolmind.records import Record, TurnLabel, Verdict
from toolmind.runs.fingerprint import differences
from toolmind.runs.lock import acquire, make

VERDICTS = "verdicts.jsonl"
REPORT = "report.json"
_START = "check.json"
_OUT_OF_SPACE = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)


class CheckedTurn(Record, frozen=True, omit_defaults=False):
    """What becomes of one assistant turn.

    `train` says whether it is to be learnt from, and `weight` how much; `reason` why it is not:
    that of the fault that masks it, ``not_learnt`` where the data itself keeps it from the loss,
    ``row_dropped``. `label` says what it is; empty where nobody could judge it. `probability_bad`
    is known where a calibration is. `verdicts` are what was found in the turn, of turns without
    loss too.
    """

    message: str
    train: bool
    weight: float
    probability_bad: float | None = None
    label: TurnLabel | Literal[""] = ""
    reason: str = ""
    verdicts: tuple[Verdict, ...] = ()


class CheckedRow(Record, frozen=True, omit_defaults=False):
    """What becomes of one row: number `row` of `file` (of a run its index), called `id`.

    It is kept, maybe with masked turns, or dropped for `reasons`. `verdicts` are about the whole;
    `left_out` are the checks that need what the row does not have, `spared` the judges of what is
    doubtful that had nothing to look at. A row that holds no dialogue
    has the reason ``row.unread`` and says its `problem`.
    """

    file: str
    row: int
    id: str
    keep: bool
    reasons: tuple[str, ...] = ()
    turns: tuple[CheckedTurn, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    left_out: tuple[str, ...] = ()
    spared: tuple[str, ...] = ()
    problem: str = ""


class CheckFolder:
    """An open folder of a check; it holds the folder's lock.

    Rows are appended in their order, so that how many lines there are says where to go on. A line
    that a killed process left torn is cut off.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        make(path)
        self._lock = acquire(path)
        self._file = -1

    def open(self, depends_on: dict[str, Any], *, fresh: bool) -> int:
        """Open the verdicts for more, and return how many rows are there already.

        Raises:
            RunError: the folder is of another check, or a line in it is damaged.
        """
        if fresh:
            for name in (VERDICTS, REPORT, _START):
                (self.path / name).unlink(missing_ok=True)
        self._settle(depends_on)
        self._file = os.open(self.path / VERDICTS, os.O_RDWR | os.O_CREAT, 0o644)
        rows, self._end = _whole_lines(self.path / VERDICTS)
        os.ftruncate(self._file, self._end)
        return rows

    def _settle(self, depends_on: dict[str, Any]) -> None:
        start, verdicts = self.path / _START, self.path / VERDICTS
        if verdicts.exists() and verdicts.stat().st_size:
            before = orjson.loads(start.read_bytes()) if start.exists() else {}
            given = orjson.loads(orjson.dumps(depends_on))
            if changed := differences(before.get("depends_on", {}), given):
                raise RunError(
                    f"{self.path}: holds a check of another kind:\n  "
                    + "\n  ".join(changed)
                    + "\nChoose another folder with --out, or start over with --fresh"
                )
        self.write_json(_START, {"toolmind": __version__, "depends_on": depends_on})

    def append(self, row: CheckedRow) -> None:
        """Write the next row.

        Raises:
            RunError: there is no room; what was written before stays whole.
        """
        line = msgspec.json.encode(row) + b"\n"
        try:
            written = 0
            while written < len(line):
                written += os.pwrite(self._file, line[written:], self._end + written)
        except OSError as error:
            os.ftruncate(self._file, self._end)
            if error.errno not in _OUT_OF_SPACE:
                raise
            raise RunError(
                f"{self.path / VERDICTS}: no room left ({os.strerror(error.errno or 0)}). Nothing"
                " finished is lost: make room and run the same command again"
            ) from None
        self._end += len(line)

    def write_json(self, name: str, value: Any) -> None:
        """Write a small JSON file whole or not at all."""
        with atomic_file(self.path / name) as file:
            file.write(orjson.dumps(msgspec.to_builtins(value), option=orjson.OPT_INDENT_2))

    def close(self) -> None:
        """Close the files and let go of the lock."""
        if self._file >= 0:
            os.close(self._file)
        os.close(self._lock)

    def __enter__(self) -> CheckFolder:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def read_checked(folder: Path) -> Iterator[CheckedRow]:
    """Yield the rows that a check has written, as a stream; none where it has not begun.

    Raises:
        RunError: a line is damaged; says where.
    """
    file = folder / VERDICTS
    if not file.exists():
        return
    decoder = msgspec.json.Decoder(CheckedRow)
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.endswith(b"\n"):
                return
            try:
                yield decoder.decode(line)
            except msgspec.MsgspecError as error:
                text = f"{file}:{number}: a line is damaged ({error}). Start over with --fresh"
                raise RunError(text) from None


def _whole_lines(file: Path) -> tuple[int, int]:
    """Return how many whole lines there are, and where the last ends."""
    rows = end = 0
    with file.open("rb") as lines:
        for line in lines:
            if line.endswith(b"\n"):
                rows, end = rows + 1, end + len(line)
    return rows, end
