"""Items of a run by id, range, kind or reason: what somebody wants to look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from toolmind.errors import UserError
from toolmind.records import Decision, Record
from toolmind.runs.run_dir import Finished, Rejection, RunDir
from toolmind.text.nearest import nearest

_WHICH = re.compile(r"[ts]?(\d+)(?:-[ts]?(\d+))?")


class FoundItem(Record, frozen=True):
    """An item: what was played and what became of it, if it is selected yet, or why it failed."""

    index: int
    item: Finished | None = None
    decision: Decision | None = None
    rejection: Rejection | None = None

    @property
    def reasons(self) -> set[str]:
        """Why it was dropped, why its turns are masked, or why it failed."""
        if self.rejection is not None:
            return {self.rejection.code, f"{self.rejection.stage}: {self.rejection.code}"}
        return {*self.decision.reasons, *self.decision.masked.values()} if self.decision else set()

    @property
    def kind(self) -> str:
        """The kind of its scenario; empty where there may be none."""
        return self.item.scenario.kind if self.item else ""


def find_items(
    folder: RunDir,
    which: Sequence[str] = (),
    *,
    start: int = 0,
    kind: str = "",
    reason: str = "",
) -> Iterator[FoundItem]:
    """Yield items in order of index, from `start` on.

    `which` names them, as ``t000342``, ``342`` or ``10-20``; without it all that were played are
    looked at, with a `reason` those that failed too. `kind` and `reason` leave others out.

    Raises:
        UserError: there is no such item, kind or reason; names those that there are.
    """
    wanted = _wanted(folder, which, start, failed=bool(reason))
    decisions = folder.decisions()
    kinds, reasons, found = set[str](), set[str](), False
    for index in wanted:
        one = _read(folder, index, decisions)
        kinds.add(one.kind)
        reasons |= one.reasons
        if kind in ("", one.kind) and (not reason or reason in one.reasons):
            found = True
            yield one
    if found:
        return
    for said, word, known in ((kind, "kind", kinds - {""}), (reason, "reason", reasons)):
        if said and said not in known:
            raise UserError(f"{folder.path}: no item of {word} {said!r}{_known(said, known)}")
    raise UserError(f"{folder.path}: no item fits all that was asked for")


def _wanted(folder: RunDir, which: Sequence[str], start: int, *, failed: bool) -> list[int]:
    """Return the indexes to look at, in order."""
    there = sorted({*folder.verdicts, *folder.rejected})
    if not there:
        raise UserError(f"{folder.path}: no item has come to an end yet")
    if which:
        return sorted({index for one in which for index in _indexes(folder, one, there)})
    looked_at = [
        index for index in there if index >= start and (failed or index in folder.verdicts)
    ]
    if not looked_at:
        raise UserError(f"{folder.path}: no item from {start} on{_range(there)}")
    return looked_at


def _indexes(folder: RunDir, text: str, there: Sequence[int]) -> list[int]:
    """Return the items that a text names."""
    named = _WHICH.fullmatch(text)
    if named is None:
        raise UserError(f"{text!r} names no item: write t000342, 342 or 10-20")
    first, last = int(named[1]), int(named[2] or named[1])
    found = [index for index in there if first <= index <= last]
    if not found:
        raise UserError(f"{folder.path}: no item {text}{_range(there)}")
    return found


def _range(there: Sequence[int]) -> str:
    return f" (there are {len(there):,}: t{there[0]:06d} to t{there[-1]:06d})"


def _known(word: str, known: set[str]) -> str:
    return nearest(word, sorted(known)) if known else " (there is none)"


def _read(folder: RunDir, index: int, decisions: dict[int, Decision]) -> FoundItem:
    if index not in folder.verdicts:
        return FoundItem(index=index, rejection=folder.rejected.read(index))
    item = Finished(
        scenario=folder.scenarios.read(index), trajectory=folder.trajectories.read(index)
    )
    return FoundItem(index=index, item=item, decision=decisions.get(index))
