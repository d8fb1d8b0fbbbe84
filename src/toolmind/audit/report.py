"""Running every fault over a data set, as a stream, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec import structs

from toolmind.audit.base import Fault
from toolmind.audit.call_faults import (
    ArgumentsNoObject,
    InvalidArguments,
    InventedDate,
    InventedId,
    InventedValue,
    RepeatedLookup,
    UnknownTool,
    Unlinked,
    UnparsableArguments,
)
from toolmind.audit.data_faults import ArrowTypes, CalledFirst, FewTraces, ReasoningLost
from toolmind.audit.incoherent_chain import IncoherentChain
from toolmind.audit.schema_faults import (
    ArgumentsForParameters,
    BrokenSchema,
    DoubleWrapped,
    DuplicateTool,
    MisplacedRequired,
    PythonTypes,
)
from toolmind.audit.turn_faults import (
    CallInText,
    ControlBytes,
    EmptyTurn,
    MarkupInText,
    NothingLearnt,
    Repetition,
    RoleOrder,
)
from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.files import data_files
from toolmind.datasets.read import read_dialogues
from toolmind.errors import DataError
from toolmind.records import Record

FAULTS: tuple[type[Fault], ...] = (
    InvalidArguments,
    UnparsableArguments,
    ArgumentsNoObject,
    UnknownTool,
    ArgumentsForParameters,
    PythonTypes,
    MisplacedRequired,
    DoubleWrapped,
    BrokenSchema,
    DuplicateTool,
    MarkupInText,
    CallInText,
    ControlBytes,
    Repetition,
    EmptyTurn,
    NothingLearnt,
    RoleOrder,
    InventedDate,
    InventedId,
    InventedValue,
    IncoherentChain,
    RepeatedLookup,
    CalledFirst,
    FewTraces,
    ArrowTypes,
    Unlinked,
    ReasoningLost,
)
"""Every fault, in the order of the table."""

BROKEN_ROWS = "broken_rows"


class FaultCount(Record, frozen=True):
    """A fault and the rows that have it; `remark` says why rows counted are no fault after all."""

    name: str
    title: str
    rows: int
    where: str = ""
    example: str = ""
    remark: str = ""

    @property
    def found(self) -> bool:
        """Whether the data set has the fault."""
        return bool(self.rows) and not self.remark


class AuditReport(Record, frozen=True):
    """What an audit found, fault by fault, in `rows` rows of `files`."""

    files: tuple[str, ...]
    rows: int
    faults: tuple[FaultCount, ...]

    @property
    def clean(self) -> bool:
        """Whether no fault was found."""
        return not any(fault.found for fault in self.faults)

    def as_json(self) -> dict[str, Any]:
        """Return the whole report as JSON values, with the verdicts spelt out."""
        faults = [{**structs.asdict(fault), "found": fault.found} for fault in self.faults]
        return {
            "files": list(self.files),
            "rows": self.rows,
            "clean": self.clean,
            "faults": faults,
        }


def audit(paths: Iterable[Path]) -> AuditReport:
    """Count every known fault in the files, or the files of the folders, at the paths.

    Raises:
        DataError: a path cannot be read at all; single rows that cannot are counted.
    """
    files = data_files(paths)
    counters = [_Counter(fault()) for fault in FAULTS]
    broken: list[str] = []
    rows = bad = 0
    for file in files:
        for row in read_dialogues(file):
            rows += 1
            if isinstance(row, DataError):
                bad += 1
                broken = broken or [f"{row.file}:{row.row}", row.problem]
                continue
            for counter in counters:
                counter.look(row)
    where, example = broken or ("", "")
    unread = FaultCount(
        name=BROKEN_ROWS, title="rows that cannot be read", rows=bad, where=where, example=example
    )
    counted = tuple(counter.result() for counter in counters)
    return AuditReport(files=tuple(map(str, files)), rows=rows, faults=(unread, *counted))


class _Counter:
    """Counts the rows that have a fault, and keeps the first as an example."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault
        self._rows = 0
        self._where = self._example = ""

    def look(self, row: Dialogue) -> None:
        first = None
        for occurrence in self._fault.look(row):
            first = first or occurrence
        if first is None:
            return
        self._rows += 1
        if not self._where:
            self._where, self._example = row.place(first.position), first.text

    def result(self) -> FaultCount:
        fault = self._fault
        for where, text in fault.late():
            self._rows += 1
            self._where, self._example = self._where or where, self._example or text
        return FaultCount(
            name=fault.name,
            title=fault.title,
            rows=self._rows,
            where=self._where,
            example=self._example,
            remark=fault.finish(),
        )
