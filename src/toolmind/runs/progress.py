"""Progress of long work: a live line on a terminal, plain lines in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Self

from toolmind.checks.policy import Preset, decide
from toolmind.models.cost import Meter
from toolmind.records import Trajectory, Verdict
from toolmind.runs.statistics import Statistics

_LOG_EVERY = 10.0
"""Seconds between lines in a log."""


_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


@contextmanager
def quietly() -> Iterator[None]:
    """Say nothing of the progress of what is done in the block."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


class Progress:
    """How far a piece of work is, said now and then on standard error, unless `quietly`.

    `what` names its units; `done` of them were there before. Where the total is not known yet, the
    first call of `reached` tells both. The time left is said after more than `unsure` are done: of
    those begun together the first are the short ones, and nothing is done while they are under way.
    """

    def __init__(
        self, what: str, meter: Meter, *, total: int = 0, done: int = 0, unsure: int = 0
    ) -> None:
        self.what, self.total, self.done = what, total, done
        self._unsure = unsure
        self._meter = meter
        self._started = self._said = self._reached = time.monotonic()
        self._first = done
        self._quiet = _quiet.get()
        self._live = _LiveLine() if sys.stderr.isatty() and not self._quiet else None

    def step(self) -> None:
        """Count one more."""
        self.reached(self.done + 1, self.total)

    def reached(self, done: int, total: int) -> None:
        """Note how many are done, of how many."""
        if not self.total:
            self._first = done
        self.done, self.total, self._reached = done, total, time.monotonic()
        if self._live:
            self._live.update(self.done, self.total, self.line())
        elif self._reached - self._said >= _LOG_EVERY:
            self._say()

    def line(self) -> str:
        """Return the state of the work in one line."""
        seconds = max(self._reached - self._started, 1e-9)
        made = self.done - self._first
        rate = made / seconds
        spent = self._meter
        sure = made > min(self._unsure, self.total // 10) and self.done < self.total
        left = f", {(self.total - self.done) / rate:.0f} s left" if sure else ""
        speed = f" ({rate:.0f}/s{left})" if made else ""
        cost = f", ${spent.cost:.2f}" if spent.cost else ""
        return (
            f"{self.done}/{self.total} {self.what}{speed}{self._details()};"
            f" {spent.requests} model calls, {spent.tokens / 1e6:.1f}M tokens{cost}"
        )

    def _details(self) -> str:
        return ""

    def _say(self) -> None:
        self._said = time.monotonic()
        if not self._quiet:
            print(self.line(), file=sys.stderr, flush=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._live:
            self._live.close()
        self._say()


class RunProgress(Progress):
    """Counts what becomes of the items of a run.

    While it goes on, that is what this start finished, by what the checks say; once the items are
    selected (`selected`), it is all that the run holds, as its report counts it.
    """

    def __init__(
        self,
        total: int,
        *,
        done: int,
        meter: Meter,
        in_flight: int = 0,
        preset: Preset = "balanced",
    ) -> None:
        super().__init__("items", meter, total=total, done=done, unsure=in_flight)
        self._preset: Preset = preset
        self.passed = self.dropped = self.errors = 0
        self._held = ""

    def finished(self, trajectory: Trajectory, verdicts: tuple[Verdict, ...]) -> None:
        """Count an item that was played and checked."""
        turns = [m.id for m in trajectory.messages if m.role == "assistant"]
        passed = decide(verdicts, turns, self._preset).keep
        self.passed += passed
        self.dropped += not passed
        self.step()

    def failed(self) -> None:
        """Count an item that came to nothing."""
        self.errors += 1
        self.step()

    def selected(self, counts: Statistics) -> None:
        """Note what the run holds; it may be more than was asked for now."""
        dropped = counts.played - counts.kept
        whole = max(self.total, counts.ended)
        self._first += whole - self.done
        self.done = self.total = whole
        self._held = f": {counts.kept} kept, {dropped} dropped, {counts.n_failed} failed"

    def _details(self) -> str:
        now = f": {self.passed} passed, {self.dropped} dropped, {self.errors} failed"
        return self._held or now + (" in this start" if self._first else "")


class _LiveLine:
    """A bar on a terminal, redrawn a few times a second."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Bar

        columns = (BarColumn(bar_width=20), TextColumn("{task.description}"))
        self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("")
        self._bar.start()

    def update(self, done: int, total: int, text: str) -> None:
        self._bar.update(self._task, completed=done, total=total, description=text)

    def close(self) -> None:
        self._bar.stop()
