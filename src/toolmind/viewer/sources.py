"""Where items come from: a run folder, also of a run that is still at work, or files of data."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from toolmind.audit.schema_faults import tools_of
from toolmind.checks.base import Check, run_checks
from toolmind.checks.load import CHECKS
from toolmind.checks.policy import decide
from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.files import data_files
from toolmind.datasets.read import read_dialogues
from toolmind.errors import DataError
from toolmind.graph.graph import ToolGraph, load_graph
from toolmind.pipeline.check import RULES, context_of
from toolmind.pipeline.loaded_run import load
from toolmind.records import Decision, Tool, Trajectory, Verdict
from toolmind.runs.append_log import AppendLog
from toolmind.viewer.item import Item


class Source(Protocol):
    """Items, in order; more may come later."""

    name: str
    labels: Path
    """The file that labels are appended to."""

    def new(self) -> Iterator[Item]:
        """Yield the items that were not yielded before, and those that changed since."""

    def item(self, index: int) -> Item:
        """Return an item.

        Raises:
            KeyError: there is none of that index.
        """

    def tools(self) -> Mapping[str, Tool]:
        """Return the tools by id."""

    def graph(self) -> ToolGraph | None:
        """Return the graph of the tools, where there is one.

        Raises:
            DataError: its file is damaged, or of another version.
        """

    def close(self) -> None:
        """Close the files."""


class RunSource:
    """A run folder. What is not selected yet is shown as the policy alone would have it."""

    def __init__(self, path: Path) -> None:
        """Open the folder.

        Raises:
            RunError: it is not a run folder, or not a whole one.
        """
        self.path = path
        self.name = path.resolve().name
        self.labels = path / "labels.jsonl"
        self._run = load(path)
        self._seen: set[int] = set()
        self._sizes = self._stamp()
        self._selected = bool(self._run.decisions)
        self._graph: ToolGraph | None = None

    def new(self) -> Iterator[Item]:
        """Yield new items, and all of them again once the run is selected."""
        if self._seen and (stamp := self._stamp()) != self._sizes:
            self._sizes = stamp
            self._run.close()
            self._run = load(self.path)
            if bool(self._run.decisions) != self._selected:
                self._selected = bool(self._run.decisions)
                self._seen.clear()
        for index in sorted({*self._run.verdicts, *self._run.rejected} - self._seen):
            yield self.item(index)
            self._seen.add(index)

    def item(self, index: int) -> Item:
        """Return an item of the run."""
        run = self._run
        if index in run.rejected:
            why = run.rejected[index]
            return Item(
                index=index,
                id=f"t{index:06d}",
                scenario=run.scenarios.get(index),
                trajectory=run.trajectories.get(index),
                failed=f"{why.stage}: {why.code}",
                explanation=why.explanation,
            )
        if index not in run.verdicts:
            raise KeyError(index)
        scenario, trajectory = run.scenarios[index], run.trajectories[index]
        verdicts = run.verdicts[index]
        return Item(
            index=index,
            id=trajectory.id,
            scenario=scenario,
            trajectory=trajectory,
            verdicts=verdicts,
            decision=run.decisions.get(index) or _decided(trajectory, verdicts),
            tools=tuple(run.tools[tool] for tool in scenario.tools if tool in run.tools),
        )

    def tools(self) -> Mapping[str, Tool]:
        """Return the tools of the run."""
        return self._run.tools

    def graph(self) -> ToolGraph | None:
        """Return the run's graph, read once."""
        file = self.path / "graph.npz"
        if self._graph is None and file.exists():
            self._graph = load_graph(file)
        return self._graph

    def close(self) -> None:
        """Close the run's files."""
        self._run.close()

    def _stamp(self) -> tuple[int, ...]:
        names = ("verdicts.jsonl", "rejected.jsonl", "decisions.jsonl")
        files = [self.path / name for name in names]
        return tuple(file.stat().st_size if file.exists() else -1 for file in files)


_NEED_TOOLS = ("known_tool", "arguments")
"""Checks that cannot say anything where a row has no definitions of tools."""


class DataSource:
    """Files of dialogues in any form that is read, checked by the rules that need nothing else.

    Each dialogue is kept in a temporary file as it is read, so that memory holds only rows.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        """Find the files.

        Raises:
            DataError: a path cannot be read.
        """
        self._files = data_files(paths)
        self.name = ", ".join(path.name for path in paths)
        self.labels = self._files[0].parent / "labels.jsonl"
        self._folder = tempfile.TemporaryDirectory(prefix="toolmind-view-")
        self._items: AppendLog[Item] = AppendLog(Path(self._folder.name) / "items.jsonl", Item)
        self._tools: dict[str, Tool] = {}
        self._read = False

    def new(self) -> Iterator[Item]:
        """Yield the rows, once. Not from within an event loop."""
        if self._read:
            return
        self._read = True
        checks = [CHECKS.load(name).build() for name in RULES]
        rows = (row for file in self._files for row in read_dialogues(file))
        with asyncio.Runner() as loop:
            for index, row in enumerate(rows):
                item = loop.run(self._checked(index, row, checks))
                self._items.append(index, item)
                yield item

    async def _checked(self, index: int, row: Dialogue | DataError, checks: list[Check]) -> Item:
        if isinstance(row, DataError):
            return Item(index=index, id=f"row {row.row}", failed="unread", explanation=str(row))
        context = context_of(row, tools_of(row))
        fitting = [check for check in checks if context.tools or check.name not in _NEED_TOOLS]
        verdicts = tuple(await run_checks(fitting, context))
        tools = tuple(context.tools.values())
        self._tools.update((tool.id, tool) for tool in tools)
        return Item(
            index=index,
            id=row.trajectory or f"{Path(row.file).name}:{row.number}",
            trajectory=context.trajectory,
            verdicts=verdicts,
            decision=_decided(context.trajectory, verdicts),
            tools=tools,
        )

    def item(self, index: int) -> Item:
        """Return a row."""
        if index not in self._items:
            raise KeyError(index)
        return self._items.read(index)

    def tools(self) -> Mapping[str, Tool]:
        """Return the tools that the rows show."""
        return self._tools

    def graph(self) -> None:
        """Return nothing: data of others comes without."""

    def close(self) -> None:
        """Remove the temporary file."""
        self._items.close()
        self._folder.cleanup()


def _decided(trajectory: Trajectory, verdicts: Sequence[Verdict]) -> Decision:
    turns = [message.id for message in trajectory.messages if message.role == "assistant"]
    return decide(verdicts, turns)


def open_source(paths: Sequence[Path]) -> Source:
    """Return the source of a run folder, or of files of data.

    Raises:
        UserError: it can be neither.
    """
    if len(paths) == 1 and (paths[0] / "config.json").exists():
        return RunSource(paths[0])
    return DataSource(paths)
