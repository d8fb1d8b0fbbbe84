"""What a run made: counts per stage, reasons, distributions, tokens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING, Any

import msgspec

from toolmind.records import Decision, Usage
from toolmind.runs.run_dir import Finished, RunDir

if TYPE_CHECKING:
    from rich.table import Table


@dataclass
class Statistics:
    """Counts over the finished items of a run. Lengths are per kept trajectory."""

    played: int = 0
    undecided: int = 0
    """Played, but not selected yet: the run was stopped before its export."""
    kept: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    masked: Counter[str] = field(default_factory=Counter)
    assistant_turns: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    calls: list[int] = field(default_factory=list)
    user_turns: list[int] = field(default_factory=list)
    tools: Counter[str] = field(default_factory=Counter)
    models: Counter[str] = field(default_factory=Counter)
    usage: dict[str, Usage] = field(default_factory=dict)

    def add(self, item: Finished, decision: Decision) -> None:
        """Count one item and what became of it."""
        messages = item.trajectory.messages
        turns = [m.id for m in messages if m.role == "assistant"]
        self.played += 1
        self.models.update(f"{role}: {name}" for role, name in item.trajectory.models.items())
        if not decision.keep:
            self.dropped.update(decision.reasons)
            return
        self.kept += 1
        self.kinds[item.scenario.kind] += 1
        self.assistant_turns += len(turns)
        self.masked.update(decision.masked.values())
        names = [call.name for m in messages for call in m.tool_calls]
        self.calls.append(len(names))
        self.tools.update(names)
        self.user_turns.append(sum(m.role == "user" for m in messages))


def begin(folder: RunDir) -> Statistics:
    """Count what is not of finished items: what a run consumed, and the items that failed."""
    statistics = Statistics(usage=folder.usage())
    for index in folder.rejected:
        rejection = folder.rejected.read(index)
        statistics.failed[f"{rejection.stage}: {rejection.code}"] += 1
    return statistics


def collect(folder: RunDir) -> Statistics:
    """Read a run's results and count them."""
    statistics = begin(folder)
    decisions = folder.decisions()
    for item in folder.finished():
        if decision := decisions.get(item.trajectory.index):
            statistics.add(item, decision)
        else:
            statistics.undecided += 1
    return statistics


def read_report(run: Path) -> dict[str, Any]:
    """Return the report of a run as plain values: those of `stats.json`, and what was exported.

    Raises:
        RunError: `run` is not a run folder.
    """
    with RunDir.view(run) as folder:
        exports = [{"file": str(file), "bytes": size} for file, size in _exports(folder)]
        return as_json(collect(folder)) | {"exports": exports, "notes": folder.notes()}


def print_report(run: Path) -> None:
    """Print the report of a run.

    Raises:
        RunError: `run` is not a run folder.
    """
    from rich.console import Console

    console = Console()
    with RunDir.view(run) as folder:
        statistics = collect(folder)
        console.print(_counts(statistics))
        for title, counter in (
            ("failed items", statistics.failed),
            ("dropped trajectories, by reason", statistics.dropped),
            ("masked turns, by reason", statistics.masked),
            ("kinds of the kept", statistics.kinds),
        ):
            if counter:
                console.print(_counter(title, counter))
        console.print(_lengths(statistics))
        console.print(_usage(statistics))
        if statistics.models and all(name.endswith("embedded") for name in statistics.models):
            console.print(
                "played by the embedded rule-based model: shows the road, not a teacher's language"
            )
        for note in folder.notes():
            console.print(f"note: {note}", highlight=False, markup=False)
        for file, size in _exports(folder):
            console.print(f"{file}  ({size / 1e6:.1f} MB)", highlight=False)


def _table(title: str, *columns: str) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", show_header=bool(columns))
    for position, column in enumerate(columns):
        table.add_column(column, justify="left" if position == 0 else "right")
    return table


def _counts(statistics: Statistics) -> Table:
    failed = sum(statistics.failed.values())
    table = _table("items", "stage", "count")
    for name, count in (
        ("begun and ended", statistics.played + statistics.undecided + failed),
        ("failed", failed),
        ("played and checked", statistics.played + statistics.undecided),
        ("not selected yet", statistics.undecided),
        ("kept", statistics.kept),
        ("assistant turns in the kept", statistics.assistant_turns),
        ("of these masked", sum(statistics.masked.values())),
    ):
        table.add_row(name, f"{count:,}")
    return table


def _counter(title: str, counter: Counter[str]) -> Table:
    table = _table(title, "what", "count", "share")
    total = sum(counter.values())
    for name, count in counter.most_common(20):
        table.add_row(name, f"{count:,}", f"{count / total:.1%}")
    return table


def _lengths(statistics: Statistics) -> Table:
    table = _table("the kept, per trajectory", "what", "mean", "median", "max")
    for name, values in (("tool calls", statistics.calls), ("user turns", statistics.user_turns)):
        ordered = sorted(values) or [0]
        row = f"{mean(ordered):.2f}", f"{median(ordered):g}", str(ordered[-1])
        table.add_row(name, *row)
    top = statistics.tools.most_common(1)
    share = top[0][1] / statistics.tools.total() if top else 0.0
    table.add_row("distinct tools called (whole run)", f"{len(statistics.tools):,}", "", "")
    table.add_row("share of the most called tool", f"{share:.2%}", "", "")
    return table


def _usage(statistics: Statistics) -> Table:
    table = _table("model use", "role", "calls", "prompt tokens", "completion tokens", "cost")
    for role, use in sorted(statistics.usage.items()):
        table.add_row(
            role,
            f"{use.requests:,}",
            f"{use.prompt_tokens:,}",
            f"{use.completion_tokens:,}",
            f"${use.cost:.2f}",
        )
    return table


def _exports(folder: RunDir) -> list[tuple[Path, int]]:
    """Return the exported files with their sizes in bytes."""
    files = sorted(folder.export.rglob("*")) if folder.export.exists() else []
    return [(file, file.stat().st_size) for file in files if file.is_file()]


def as_json(statistics: Statistics) -> dict[str, Any]:
    """Return the counts as plain values, for `stats.json`."""
    return {
        "played": statistics.played,
        "undecided": statistics.undecided,
        "kept": statistics.kept,
        "failed": dict(statistics.failed),
        "dropped": dict(statistics.dropped),
        "masked": dict(statistics.masked),
        "assistant_turns": statistics.assistant_turns,
        "kinds": dict(statistics.kinds),
        "calls_mean": _mean(statistics.calls),
        "user_turns_mean": _mean(statistics.user_turns),
        "tools_called": len(statistics.tools),
        "models": dict(statistics.models),
        "usage": {role: msgspec.to_builtins(use) for role, use in statistics.usage.items()},
    }


def _mean(values: Iterable[int]) -> float:
    listed = list(values)
    return round(mean(listed), 4) if listed else 0.0
