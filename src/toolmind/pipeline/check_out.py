"""Data → one verdict a row, in a folder: streamed, in order, gone on with where it was stopped."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import TypeVar

import msgspec

from toolmind.checks.cascade import was_spared
from toolmind.checks.paths import check_paths
from toolmind.config import RunConfig
from toolmind.errors import DataError, ItemError, boundary
from toolmind.files import require_file
from toolmind.models.cost import Account, Meter
from toolmind.pipeline.check_data import UNREAD
from toolmind.pipeline.check_report import RowsReport, summarize
from toolmind.pipeline.checkers import Checkers, CheckPlugins
from toolmind.pipeline.subjects import Source, Subject
from toolmind.records import Decision, Verdict
from toolmind.runs.checked import REPORT, CheckedRow, CheckedTurn, CheckFolder
from toolmind.runs.memory import collecting_seldom
from toolmind.runs.progress import Progress
from toolmind.tools.pool import ToolPool, read_pool

T = TypeVar("T")
R = TypeVar("R")

RULES_ALONE = RunConfig.model_validate({"checks": {"judges": []}})
"""What is checked where nobody says what: the default rules; no model is asked."""


async def check_out(
    data: Iterable[Path],
    out: Path,
    config: RunConfig = RULES_ALONE,
    *,
    rules_only: bool = False,
    tools: Path | None = None,
    labels: Path | None = None,
    clock: str = "",
    fresh: bool = False,
) -> RowsReport:
    """Check every row of the data and write `verdicts.jsonl` and `report.json` into `out`.

    The data is left as it is. `config` says which checks and judges look at it; `tools` is a pool
    that defines tools which rows do not, `clock` when rows take place that do not say so. Judges of
    as many rows as `runtime.concurrency` says are at work at once. The same command goes on where
    it was stopped, and ends in the same files.

    Raises:
        DataError: a path, or the labels', is not there, or no data; single rows that cannot be read
            are counted.
        ConfigError: a check or judge cannot be as configured.
        RunError: the folder is of another check, in use, or cannot be written.
        BudgetExceeded: a limit of the configuration was reached; what is finished is kept.
    """
    if labels:
        require_file(labels)
    pool = read_pool([tools]) if tools else None
    source = Source(tuple(data), pool, out, clock)
    found = CheckPlugins.load(config, rules_only=rules_only)
    sizes = [{"file": str(file), "bytes": file.stat().st_size} for file in source.files]
    with CheckFolder(out) as folder, collecting_seldom():
        told = {"clock": clock} if clock else {}
        depends_on = {"data": sizes, **told, **found.depend_on(pool.digest if pool else "")}
        done = folder.open(depends_on, fresh=fresh)
        meter = meter_of(config, out, asks=found.ask)
        async with found.open(pool or ToolPool(()), out, meter) as checkers:
            with RowProgress(meter, done) as progress:
                window = config.runtime.concurrency if found.ask else 1
                owed = islice(source, done, None)
                async for row in in_order(owed, lambda one: _checked(one, checkers), window):
                    folder.append(row)
                    progress.step()
        report = summarize(out, source.files, labels, meter.account())
        folder.write_json(REPORT, report)
    return report


class RowProgress(Progress):
    """Counts rows, or what is in them, of which nobody knows how many there are before the last."""

    def __init__(self, meter: Meter, done: int, what: str = "rows") -> None:
        super().__init__(what, meter, total=1, done=done)

    def reached(self, done: int, total: int) -> None:
        """Note how many are done: so many there are at least."""
        super().reached(done, max(done, total))


def meter_of(config: RunConfig, out: Path, *, asks: bool) -> Meter:
    """Return the meter of a folder; with `asks` it keeps there what is consumed."""
    file = out / "usage.json"
    before = msgspec.json.decode(file.read_bytes(), type=Account) if file.exists() else Account()
    return Meter(
        max_cost=config.runtime.max_cost,
        max_tokens=config.runtime.max_tokens,
        before=before,
        keep=(lambda account: _keep(file, account)) if asks else None,
    )


def _keep(file: Path, account: Account) -> None:
    file.write_bytes(msgspec.json.encode(account))


async def in_order(
    items: Iterable[T], work: Callable[[T], Awaitable[R]], window: int
) -> AsyncIterator[R]:
    """Yield what `work` makes of the items, in their order, with at most `window` in flight."""
    if window == 1:
        for item in items:
            yield await work(item)
        return
    pending: deque[asyncio.Task[R]] = deque()
    try:
        for item in items:
            pending.append(asyncio.ensure_future(work(item)))
            if len(pending) >= window:
                yield await pending.popleft()
        while pending:
            yield await pending.popleft()
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


async def _checked(one: Subject | DataError, use: Checkers) -> CheckedRow:
    """Return what becomes of a row; one whose checking comes to nothing is not read."""
    if isinstance(one, DataError):
        return unread(one)
    try:
        with boundary("check"):
            return await checked(one, use)
    except ItemError as error:
        return unread(DataError(error.explanation, file=one.file, row=one.number), one.id)


def unread(error: DataError, name: str = "") -> CheckedRow:
    """Return what becomes of a row that holds no dialogue."""
    return CheckedRow(
        file=error.file,
        row=error.row or 0,
        id=name or f"{Path(error.file).name}:{error.row or 0}",
        keep=False,
        reasons=(UNREAD,),
        problem=str(error),
    )


async def checked(one: Subject, use: Checkers) -> CheckedRow:
    """Check one dialogue and decide what becomes of it."""
    fitting = [check for check in use.checks if one.suits(check)]
    found = await check_paths(
        fitting, one.trajectory, one.scenario, one.tools, use.judges, preset=use.policy.preset
    )
    faults = [verdict for verdict in found if verdict.outcome != "pass"]
    chances = use.applied.probabilities(one.trajectory, found) if use.applied else {}
    messages = one.trajectory.messages
    turns = [m.id for m in messages if m.role == "assistant"]
    learnt = [turn for turn in turns if turn in one.learnt]
    sure = {turn: chances[turn] for turn in learnt if turn in chances}
    decision = use.policy.settle(messages, filter(one.counts, faults), learnt, sure)
    by_turn: dict[str, list[Verdict]] = {turn: [] for turn in turns}
    whole: list[Verdict] = []
    for verdict in faults:
        by_turn.get(verdict.turn, whole).append(verdict)
    return CheckedRow(
        file=one.file,
        row=one.number,
        id=one.id,
        keep=decision.keep,
        reasons=decision.reasons,
        turns=tuple(
            _turn(turn, turn in one.learnt, decision, tuple(verdicts), chances.get(turn))
            for turn, verdicts in by_turn.items()
        ),
        verdicts=tuple(filter(one.counts, whole)),
        left_out=one.left_out,
        spared=tuple(verdict.check for verdict in found if was_spared(verdict)),
    )


def _turn(
    turn: str,
    learnt: bool,
    decision: Decision,
    verdicts: tuple[Verdict, ...],
    chance: float | None,
) -> CheckedTurn:
    why = decision.masked.get(turn, "") if learnt else "not_learnt"
    if not why and not decision.keep:
        why = "row_dropped"
    unknown = not learnt or turn in decision.masked or any(v.outcome == "unsure" for v in verdicts)
    return CheckedTurn(
        message=turn,
        train=not why,
        weight=0.0 if why else decision.weights.get(turn, 1.0),
        probability_bad=chance,
        label=decision.labels.get(turn) or ("" if unknown else "good"),
        reason=why,
        verdicts=verdicts,
    )
