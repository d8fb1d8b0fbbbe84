"""What there is to check, one at a time: rows of data files, trajectories of run folders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from msgspec.structs import replace

from toolmind.audit.schema_faults import tools_of
from toolmind.checks.base import Check
from toolmind.checks.load import PLAYED_ALONE
from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.files import data_files
from toolmind.datasets.read import read_every_row
from toolmind.errors import DataError, ItemError, boundary
from toolmind.pipeline.check import context_of
from toolmind.pipeline.check_data import counts
from toolmind.records import Scenario, Tool, Trajectory, Verdict
from toolmind.runs.run_dir import RunDir
from toolmind.tools.pool import ToolPool

NEED_TOOLS = ("known_tool", "arguments")
"""Checks that say nothing of calls whose tools nobody defines."""

_PLAYED = "trajectories.jsonl"


@dataclass(frozen=True)
class Subject:
    """One dialogue to be checked, and where it is. `learnt` are the turns with a loss, by id.

    `row` is the dialogue as it was read, where it is one of a data file.
    """

    file: str
    number: int
    id: str
    trajectory: Trajectory
    scenario: Scenario
    tools: Mapping[str, Tool]
    learnt: frozenset[str]
    row: Dialogue | None = None

    @cached_property
    def left_out(self) -> tuple[str, ...]:
        """The checks that need tools which nobody defines for this dialogue."""
        calls = any(one.tool_calls for one in self.trajectory.messages)
        return NEED_TOOLS if calls and not self.tools else ()

    def suits(self, check: Check) -> bool:
        """Say whether what a check needs is there."""
        planned = self.row is None or check.name not in PLAYED_ALONE
        return planned and check.name not in self.left_out

    def counts(self, verdict: Verdict) -> bool:
        """Say whether a verdict is a finding in a turn that is learnt, or in the whole."""
        if self.row is not None:
            return counts(verdict, self.row)
        if verdict.outcome in ("pass", "unsure"):
            return False
        return verdict.scope == "trajectory" or verdict.turn in self.learnt


class Source:
    """The subjects at some paths, in order; they are made as they are asked for.

    `pool` defines the tools of rows that name or call some without defining them. What lies in
    the folder `out`, where the verdicts go, is no data. `clock` is when rows take place that do
    not say so themselves (ISO 8601).

    Raises:
        DataError: a path is not there, or holds no data.
        RunError: a run folder is not whole.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        pool: ToolPool | None = None,
        out: Path | None = None,
        clock: str = "",
    ) -> None:
        self._parts = [
            (file, run)
            for path in paths
            for run in (is_run(path),)
            for file in ([path / _PLAYED] if run else data_files([path]))
            if out is None or out.resolve() not in file.resolve().parents
        ]
        self.files = [file for file, _ in self._parts]
        self._shelf = Shelf(pool) if pool else None
        self._clock = clock

    def __iter__(self) -> Iterator[Subject | DataError]:
        for file, run in self._parts:
            yield from _played(file.parent) if run else self._rows(file)

    def _rows(self, file: Path) -> Iterator[Subject | DataError]:
        try:
            for row in read_every_row(file):
                yield row if isinstance(row, DataError) else self._subject(row)
        except DataError as error:  # damaged from here on; the other files are not
            yield error

    def _subject(self, row: Dialogue) -> Subject | DataError:
        try:
            with boundary("row"):
                shown = tools_of(row)
                if not shown and self._shelf:
                    shown = self._shelf.tools(row)
                context = context_of(row, shown, self._clock)
        except ItemError as error:
            return DataError(error.explanation, file=row.file, row=row.number)
        return Subject(
            file=row.file,
            number=row.number,
            id=row.id or row.trajectory or f"{Path(row.file).name}:{row.number}",
            trajectory=context.trajectory,
            scenario=context.scenario,
            tools=context.tools,
            learnt=frozenset(row.messages[at].id for at in row.learnt),
            row=row,
        )


class Shelf:
    """The tools of a pool under the names that rows have for them: the id, or the name."""

    def __init__(self, pool: Iterable[Tool]) -> None:
        tools = list(pool)
        self._known = {tool.name: tool for tool in tools} | {tool.id: tool for tool in tools}

    def tools(self, row: Dialogue) -> list[Tool]:
        """Return the tools that a row names, else those that it calls, as far as they are known."""
        called = [call.name for message in row.messages for call in message.tool_calls]
        return self.named(row) if _names(row) else self._found(called)

    def named(self, row: Dialogue) -> list[Tool]:
        """Return the tools that a row names, as far as they are known."""
        return self._found(_names(row))

    def _found(self, names: Iterable[str]) -> list[Tool]:
        found = {name: self._known.get(name) for name in names}
        return [replace(tool, name=name) for name, tool in found.items() if tool is not None]


def _names(row: Dialogue) -> list[str]:
    """Return the tools of a row that are named and not defined."""
    return [name for name in row.tools if isinstance(name, str)]


def is_run(path: Path) -> bool:
    """Say whether a folder is that of a run with dialogues."""
    return (path / "config.json").is_file() and (path / _PLAYED).is_file()


def _played(path: Path) -> Iterator[Subject]:
    """Yield the trajectories of a run folder, in order of index."""
    with RunDir.view(path) as folder:
        tools = folder.read_tools()
        for index in folder.trajectories:
            played, scenario = folder.trajectories.read(index), folder.scenarios.read(index)
            spoken = (one for one in played.messages if one.role == "assistant" and one.train)
            yield Subject(
                file=str(path / _PLAYED),
                number=index,
                id=played.id,
                trajectory=played,
                scenario=scenario,
                tools={tools[tool].name: tools[tool] for tool in scenario.tools},
                learnt=frozenset(one.id for one in spoken),
            )
