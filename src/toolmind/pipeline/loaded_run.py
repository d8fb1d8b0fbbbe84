"""A run folder opened to read: what a notebook, or code that comes after a run, begins with."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar

from toolmind.errors import RunError
from toolmind.formats.base import KeptTrajectory
from toolmind.graph.graph import ToolGraph, load_graph
from toolmind.records import Decision, Sample, Scenario, Tool, Trajectory, Verdict
from toolmind.records.html import counts_html
from toolmind.runs.append_log import AppendLog
from toolmind.runs.run_dir import Rejection, RunDir
from toolmind.runs.statistics import as_json, collect

T = TypeVar("T")


class Results(Mapping[int, T], Generic[T]):
    """What a stage made, by the index of the item. Each is read from the disk when asked for."""

    def __init__(self, log: AppendLog[T]) -> None:
        self._log = log

    def __getitem__(self, index: int) -> T:
        return self._log.read(index)

    def __iter__(self) -> Iterator[int]:
        return iter(self._log)

    def __len__(self) -> int:
        return len(self._log)


class LoadedRun:
    """The results of a run, as they were when it was opened; another process may be at work on it.

    It closes its files when it is let go of, or at the end of a `with`.
    """

    def __init__(self, folder: RunDir) -> None:
        self.path = folder.path
        self.config: dict[str, Any] = folder.read_config()
        """The run's configuration as plain values."""
        self.tools: Mapping[str, Tool] = folder.read_tools()
        """The tools by id, with source and licence."""
        self.scenarios: Mapping[int, Scenario] = Results(folder.scenarios)
        self.trajectories: Mapping[int, Trajectory] = Results(folder.trajectories)
        self.verdicts: Mapping[int, tuple[Verdict, ...]] = Results(folder.verdicts)
        self.rejected: Mapping[int, Rejection] = Results(folder.rejected)
        """Items that came to nothing: the stage, a reason code, an explanation."""
        self.decisions: dict[int, Decision] = folder.decisions()
        """What became of each trajectory; empty before the run was selected and exported."""
        self._folder = folder
        self.close = weakref.finalize(self, folder.close)
        """Close the files."""

    @cached_property
    def graph(self) -> ToolGraph:
        """The function graph of the tools.

        Raises:
            DataError: the run has none (it is of data of others), or it cannot be read.
        """
        return load_graph(self.path / "graph.npz")

    def kept(self) -> Iterator[KeptTrajectory]:
        """Yield the trajectories that were kept, in order of index.

        Raises:
            RunError: the run is not selected yet.
        """
        if self.verdicts and not self.decisions:
            raise RunError(f"{self.path}: not selected yet. Export it first")
        for index, decision in sorted(self.decisions.items()):
            if decision.keep:
                scenario = self.scenarios[index]
                yield KeptTrajectory(
                    trajectory=self.trajectories[index],
                    scenario=scenario,
                    decision=decision,
                    tools=tuple(self.tools[tool] for tool in scenario.tools),
                )

    def samples(self) -> Iterator[Sample]:
        """Yield one sample for each assistant turn that is learnt, with its full context.

        Raises:
            RunError: the run is not selected yet.
        """
        for one in self.kept():
            yield from one.samples()

    def report(self) -> dict[str, Any]:
        """Return the counts that `toolmind report` prints, as plain values."""
        return as_json(collect(self._folder))

    def _repr_html_(self) -> str:
        """Return the counts as a notebook shows them."""
        told = self.report()
        reasons = {
            f"{what}: {why}": count
            for what in ("failed", "dropped", "masked")
            for why, count in told[what].items()
        }
        counts = {name: told[name] for name in ("played", "kept", "assistant_turns", "calls_mean")}
        return counts_html(str(self.path), counts | {"tools": len(self.tools)} | reasons)

    def __enter__(self) -> LoadedRun:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def load(run: Path | str) -> LoadedRun:
    """Open a run folder to read.

    Raises:
        RunError: it is not a run folder, or not a whole one.
    """
    folder = RunDir.view(Path(run))
    try:
        return LoadedRun(folder)
    except RunError:
        folder.close()
        raise
