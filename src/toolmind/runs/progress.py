"""Progress of long work: live on a terminal, plain lines in a log."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Self

from toolmind.checks.policy import Preset, decide
from toolmind.models.cost import Meter
from toolmind.records import Trajectory, Verdict
from toolmind.runs.statistics import Statistics

if TYPE_CHECKING:
    from rich.console import RenderableType

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
        self._live: _Live | None = None

    def step(self) -> None:
        """Count one more."""
        self.reached(self.done + 1, self.total)

    def reached(self, done: int, total: int) -> None:
        """Note how many are done, of how many."""
        if not self.total:
            self._first = done
        self.done, self.total, self._reached = done, total, time.monotonic()
        if not self._live and self._reached - self._said >= _LOG_EVERY:
            self._say()

    def line(self) -> str:
        """Return the state of the work in one line."""
        seconds = max(self._reached - self._started, 1e-9)
        made = self.done - self._first
        rate = made / seconds
        spent = self._meter
        sure = made > min(self._unsure, self.total // 10) and self.done < self.total
        left = f", {_duration((self.total - self.done) / rate)} left" if sure else ""
        speed = f" ({rate:.0f}/s{left})" if made else ""
        cost = f", ${spent.cost:.2f}" if spent.cost else ""
        return (
            f"{self.done}/{self.total} {self.what}{speed}{self._details()};"
            f" {spent.requests} model calls, {spent.tokens / 1e6:.1f}M tokens{cost}"
        )

    def _details(self) -> str:
        return ""

    def reasons(self) -> Iterable[tuple[str, int]]:
        """Return what a terminal shows below the line, the most frequent first: what, how often."""
        return ()

    def _say(self) -> None:
        self._said = time.monotonic()
        if not self._quiet:
            print(self.line(), file=sys.stderr, flush=True)

    def __enter__(self) -> Self:
        if sys.stderr.isatty() and not self._quiet:
            self._live = _Live(self)
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
        self._reasons: Counter[str] = Counter()
        self._held = ""

    def finished(self, trajectory: Trajectory, verdicts: tuple[Verdict, ...]) -> None:
        """Count an item that was played and checked."""
        turns = [m.id for m in trajectory.messages if m.role == "assistant"]
        decision = decide(verdicts, turns, self._preset)
        self.passed += decision.keep
        self.dropped += not decision.keep
        self._reasons.update(f"dropped: {reason}" for reason in decision.reasons)
        self.step()

    def failed(self, reason: str) -> None:
        """Count an item that came to nothing; `reason` as the report names it."""
        self.errors += 1
        self._reasons[f"failed: {reason}"] += 1
        self.step()

    def reasons(self) -> Iterable[tuple[str, int]]:
        """Return why items of this start were dropped, or failed, with how many of them."""
        return self._reasons.most_common()

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


def _duration(seconds: float) -> str:
    if seconds < 600:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


_SHOWN = 6
"""Reasons that are shown at work (ours): the report has them all."""


class _Live:
    """A bar, the line and the reasons on a terminal, drawn anew a few times a second."""

    def __init__(self, progress: Progress) -> None:
        from rich.console import Console
        from rich.live import Live

        self._progress = progress
        self._live = Live(get_renderable=self._drawn, console=Console(stderr=True), transient=True)
        self._live.start()

    def _drawn(self) -> RenderableType:
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        one = self._progress
        head = Table.grid(padding=(0, 1))
        head.add_row(ProgressBar(max(one.total, 1), one.done, width=20), Text(one.line()))
        below = Table.grid(padding=(0, 2))
        for reason, count in list(one.reasons())[:_SHOWN]:
            below.add_row(Text(f"{count:>8,}"), Text(reason))
        whole = Table.grid()
        whole.add_row(head)
        whole.add_row(below)
        return whole

    def close(self) -> None:
        self._live.stop()
