"""Progress of a run: a live line on a terminal, plain lines in a log."""

from __future__ import annotations

import sys
import time

from toolmind.models.cost import Meter
from toolmind.trajectory import Trajectory
from toolmind.types import Usage
from toolmind.verdict import Verdict, decide

_LOG_EVERY = 10.0
"""Seconds between lines in a log."""


class Progress:
    """Counts what happens and says so now and then, on standard error."""

    def __init__(self, total: int, *, done: int, meter: Meter) -> None:
        self.total, self.done = total, done
        self._meter = meter
        self.kept = self.dropped = self.errors = self.calls = 0
        self._started = self._said = time.monotonic()
        self._first = done
        self._live = _LiveLine(total) if sys.stderr.isatty() else None

    def finished(self, trajectory: Trajectory, verdicts: tuple[Verdict, ...]) -> None:
        """Count an item that was played and checked."""
        turns = [m.id for m in trajectory.messages if m.role == "assistant"]
        kept = decide(verdicts, turns).keep
        self.kept += kept
        self.dropped += not kept
        self.calls += sum(len(m.tool_calls) for m in trajectory.messages)
        self._step()

    def failed(self) -> None:
        """Count an item that came to nothing."""
        self.errors += 1
        self._step()

    def _step(self) -> None:
        self.done += 1
        if self._live:
            self._live.update(self.done, self.line())
        elif time.monotonic() - self._said >= _LOG_EVERY:
            self._say()

    def _say(self) -> None:
        self._said = time.monotonic()
        print(self.line(), file=sys.stderr, flush=True)

    def line(self) -> str:
        """Return the state of the run in one line."""
        seconds = max(time.monotonic() - self._started, 1e-9)
        rate = (self.done - self._first) / seconds
        total = sum(self._meter.by_stage().values(), Usage())
        left = f", {(self.total - self.done) / rate:.0f} s left" if rate else ""
        cost = f", ${total.cost:.2f}" if total.cost else ""
        return (
            f"{self.done}/{self.total} items ({rate:.0f}/s{left}): {self.kept} kept,"
            f" {self.dropped} dropped, {self.errors} failed; {total.requests} model calls,"
            f" {(total.prompt_tokens + total.completion_tokens) / 1e6:.1f}M tokens{cost}"
        )

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *error: object) -> None:
        if self._live:
            self._live.close()
        self._say()


class _LiveLine:
    """A bar on a terminal, redrawn a few times a second."""

    def __init__(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Bar

        columns = (BarColumn(bar_width=20), TextColumn("{task.description}"))
        self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("", total=total)
        self._bar.start()

    def update(self, done: int, text: str) -> None:
        self._bar.update(self._task, completed=done, description=text)

    def close(self) -> None:
        self._bar.stop()
