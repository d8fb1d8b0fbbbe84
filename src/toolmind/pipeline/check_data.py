"""Checks over somebody's data: those rules that need to know nothing but the dialogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from toolmind.audit.schema_faults import tools_of
from toolmind.checks.base import Check, run_checks
from toolmind.checks.load import CHECKS
from toolmind.checks.policy import reason
from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.files import data_files
from toolmind.datasets.read import read_dialogues
from toolmind.errors import DataError
from toolmind.pipeline.check import RULES, context_of
from toolmind.records import Record, Verdict

UNREAD = "row.unread"
"""The reason of a row that holds no dialogue."""

_TO_COME = ("role_order.no_last_answer", "pairing.unanswered")
"""Findings that are none where a row ends with the calls to learn: their results are to come."""


class FindingCount(Record, frozen=True):
    """A reason, as `check.code`, in so many rows; `where` and `example` are of the first."""

    reason: str
    rows: int
    where: str
    example: str


class CheckReport(Record, frozen=True):
    """What checks found in the rows of some files, the most frequent first."""

    files: tuple[str, ...]
    rows: int
    findings: tuple[FindingCount, ...]


async def check_data(paths: Iterable[Path]) -> CheckReport:
    """Check every dialogue in the files, or the files of the folders, at the paths.

    Counted is what is found in turns that are learnt, and in dialogues as a whole.

    Raises:
        DataError: a path cannot be read at all; single rows that cannot are counted.
    """
    files = data_files(paths)
    checks = [CHECKS.load(name).build() for name in RULES]
    rows, counts = 0, Counter[str]()
    first: dict[str, tuple[str, str]] = {}
    for file in files:
        for row in read_dialogues(file):
            rows += 1
            found = await _findings(row, checks)
            counts.update(found.keys())
            first = found | first
    return CheckReport(
        files=tuple(map(str, files)),
        rows=rows,
        findings=tuple(
            FindingCount(reason=name, rows=count, where=first[name][0], example=first[name][1])
            for name, count in counts.most_common()
        ),
    )


async def _findings(
    row: Dialogue | DataError, checks: Sequence[Check]
) -> dict[str, tuple[str, str]]:
    """Return the reasons found in a row, each with where it was first and in what words."""
    if isinstance(row, DataError):
        return {UNREAD: (f"{row.file}:{row.row}", row.problem)}
    found: dict[str, tuple[str, str]] = {}
    for verdict in await run_checks(checks, context_of(row, tools_of(row))):
        if counts(verdict, row):
            at = int(verdict.turn[1:]) if verdict.turn else None
            found.setdefault(reason(verdict), (row.place(at), verdict.explanation))
    return found


def counts(verdict: Verdict, row: Dialogue) -> bool:
    """Say whether a verdict is a finding in a turn that is learnt, or in a dialogue as a whole."""
    if verdict.outcome in ("pass", "unsure"):
        return False
    if verdict.turn:
        return int(verdict.turn[1:]) in row.learnt
    last = row.messages[-1] if row.messages else None
    if last is None or not last.tool_calls or reason(verdict) not in _TO_COME:
        return True
    return verdict.evidence not in ((), (last.id,))
