"""Verdicts → kept trajectories: one policy, then duplicates out, in order of index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from toolmind.checks.duplicates import find_duplicates
from toolmind.config import DuplicatesConfig
from toolmind.exporters.base import KeptTrajectory
from toolmind.run_dir import RunDir
from toolmind.trajectory import Trajectory
from toolmind.types import Tool
from toolmind.verdict import Decision, decide, reason


def select(folder: RunDir, config: DuplicatesConfig) -> None:
    """Decide what becomes of every trajectory and note it in the folder.

    Of two duplicates the earlier is kept; one that is dropped for another reason does not count.
    """
    decisions: dict[int, Decision] = {}
    repeats = find_duplicates(_undropped(folder, decisions), config)
    with folder.deciding() as note:
        for index, decision in decisions.items():
            if index in repeats:
                reasons = (reason(repeats[index]),)
                decision = msgspec.structs.replace(decision, keep=False, reasons=reasons)
            note(index, decision)


def _undropped(folder: RunDir, decisions: dict[int, Decision]) -> Iterator[Trajectory]:
    """Yield the trajectories that are good by themselves; `decisions` is filled on the way."""
    for index in folder.verdicts:
        trajectory = folder.trajectories.read(index)
        turns = [m.id for m in trajectory.messages if m.role == "assistant"]
        decision = decisions[index] = decide(folder.verdicts.read(index), turns)
        if decision.keep:
            yield trajectory


def kept(folder: RunDir, tools: Mapping[str, Tool]) -> Iterator[KeptTrajectory]:
    """Yield the trajectories that the last selection kept, in order of index."""
    decisions = folder.decisions()
    for item in folder.finished():
        decision = decisions[item.trajectory.index]
        if decision.keep:
            yield KeptTrajectory(
                trajectory=item.trajectory,
                scenario=item.scenario,
                decision=decision,
                tools=tuple(tools[tool] for tool in item.scenario.tools),
            )
