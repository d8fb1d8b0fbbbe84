"""A run folder, also of a run that is still at work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from toolmind.checks.calibration.applied import Applied
from toolmind.checks.policy import decide
from toolmind.errors import DataError, RunError
from toolmind.graph.graph import ToolGraph, load_graph
from toolmind.records import Decision, Scenario, Tool, Trajectory, Verdict
from toolmind.records.label import Label
from toolmind.runs.labels import FILE_NAME, append_label, read_labels
from toolmind.runs.run_dir import DECISIONS, Rejection, RunDir
from toolmind.viewer.item import Item
from toolmind.viewer.parts import Part

Verdicts = tuple[Verdict, ...]
_JUDGED = 200
"""Items that are looked at for who judges (ours): judges are asked of every dialogue."""


class RunSource:
    """A run folder. What is not selected yet is shown as the policy alone would have it."""

    def __init__(self, path: Path, calibration: Path | None = None) -> None:
        """Open the folder; nothing of its items is read yet.

        Raises:
            RunError: it is not a run folder, or not a whole one.
        """
        if not (path / "config.json").is_file():
            raise RunError(f"{path}: not a run folder (it has no config.json)")
        self.path = path
        self.name = path.resolve().name
        self._folder = RunDir(path)
        self._config = self._folder.read_config()
        self._calibration = calibration or self._named_calibration()
        self._problem = ""
        self._graph: ToolGraph | None = None
        self._scenarios: Part[Scenario] = self._part("scenarios", Scenario)
        self._trajectories: Part[Trajectory] = self._part("trajectories", Trajectory)
        self._verdicts: Part[Verdicts] = self._part("verdicts", Verdicts)
        self._rejected: Part[Rejection] = self._part("rejected", Rejection)
        self._decisions: Part[Decision] | None = None
        self._decided: tuple[int, int] | None = None
        self._look_for_decisions()

    def _part(self, name: str, kind: Any) -> Part[Any]:
        try:
            return Part(self.path / f"{name}.jsonl", kind)
        except FileNotFoundError:
            raise RunError(
                f"{self.path}: not a whole run folder: {name}.jsonl is missing. Copy it, too"
            ) from None

    def _look_for_decisions(self) -> bool:
        """Open the decisions if they are there, or there anew; say whether they changed."""
        file = self.path / DECISIONS
        stamp = (file.stat().st_ino, file.stat().st_size) if file.exists() else None
        if stamp == self._decided:
            return False
        self._decided = stamp
        before = self._decisions
        self._decisions = Part(file, Decision) if stamp else None
        if before:
            before.close()
        return True

    def new(self) -> Iterator[Item]:
        """Yield new items, and all of them again once the run is selected."""
        if self._look_for_decisions():
            self._verdicts.rewind()
        for index in self._verdicts.new():
            if self._trajectories.find(index) and self._scenarios.find(index):
                if self._decisions:
                    self._decisions.find(index)
                yield self.item(index)
        for index in self._rejected.new():
            if index not in self._verdicts:  # else it failed for an endpoint's sake, then did not
                self._scenarios.find(index)
                self._trajectories.find(index)
                yield self.item(index)

    def item(self, index: int) -> Item:
        """Return an item of the run."""
        if index not in self._verdicts:
            return self._failed(index)
        scenario, trajectory = self._scenarios.read(index), self._trajectories.read(index)
        verdicts = self._verdicts.read(index)
        return Item(
            index=index,
            id=trajectory.id,
            scenario=scenario,
            trajectory=trajectory,
            verdicts=verdicts,
            decision=self._decision(index, trajectory, verdicts),
            tools=tuple(self.tools()[tool] for tool in scenario.tools if tool in self.tools()),
            chances=self._chances(trajectory, verdicts),
        )

    def _failed(self, index: int) -> Item:
        why = self._rejected.read(index)
        return Item(
            index=index,
            id=f"t{index:06d}",
            scenario=self._scenarios.read(index) if index in self._scenarios else None,
            trajectory=self._trajectories.read(index) if index in self._trajectories else None,
            failed=f"{why.stage}: {why.code}",
            explanation=why.explanation,
        )

    def _decision(self, index: int, trajectory: Trajectory, verdicts: Verdicts) -> Decision:
        if self._decisions and index in self._decisions:
            return self._decisions.read(index)
        turns = [message.id for message in trajectory.messages if message.role == "assistant"]
        return decide(verdicts, turns)

    def _chances(self, trajectory: Trajectory, verdicts: Verdicts) -> dict[str, float]:
        if self._applied is None:
            return {}
        try:
            return self._applied.probabilities(trajectory, verdicts)
        except DataError as error:
            self._problem = str(error)
            return {}

    @cached_property
    def _applied(self) -> Applied | None:
        """The calibration, with who judges; None where there is none, or it cannot be read."""
        if self._calibration is None:
            return None
        verdicts = self._part("verdicts", Verdicts)
        found = [verdicts.read(index) for index in islice(verdicts.new(), _JUDGED)]
        verdicts.close()
        judges = {one.check for all_ in found for one in all_ if one.source == "judge"}
        try:
            return Applied.read(self._calibration, self._folder.read_fingerprint(), judges)
        except DataError as error:
            self._problem = str(error)
            return None

    def _named_calibration(self) -> Path | None:
        named = self._config.get("checks", {}).get("calibration")
        return Path(named) if named else None

    @cached_property
    def _tools(self) -> Mapping[str, Tool]:
        return self._folder.read_tools()

    def tools(self) -> Mapping[str, Tool]:
        """Return the tools of the run."""
        return self._tools

    def graph(self) -> ToolGraph | None:
        """Return the run's graph, read once."""
        file = self.path / "graph.npz"
        if self._graph is None and file.exists():
            self._graph = load_graph(file)
        return self._graph

    def facts(self) -> Mapping[str, object]:
        """Return what the run consumed of models, and what it noted."""
        account = self._folder.account()
        total = account.total()
        roles = Counter({role: used.tokens for role, used in account.by_role().items()})
        return {
            "requests": total.requests,
            "replies": sum(one.usage.requests + one.cached for one in account.consumed),
            "seconds": account.seconds,
            "tokens": total.tokens,
            "cost": total.cost,
            "roles": roles.most_common(),
            "notes": [*self._folder.notes(), *([self._problem] if self._problem else [])],
        }

    def labels(self) -> list[Label]:
        """Return the labels in the run folder."""
        return read_labels(self.path / FILE_NAME)

    def append(self, label: Label) -> None:
        """Write a label into the run folder."""
        append_label(self.path / FILE_NAME, label)

    def close(self) -> None:
        """Close the run's files."""
        for part in (self._scenarios, self._trajectories, self._verdicts, self._rejected):
            part.close()
        if self._decisions:
            self._decisions.close()
