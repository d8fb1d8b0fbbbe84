"""Verdicts → kept trajectories: one policy, then duplicates out, in order of index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec

from toolmind.checks.duplicates import find_duplicates
from toolmind.checks.policy import Policy, reason
from toolmind.config import ChecksConfig
from toolmind.formats.base import KeptTrajectory
from toolmind.records import Decision, Tool, Trajectory
from toolmind.runs.run_dir import Finished, RunDir

Note = Callable[[Finished, Decision], None]
"""Takes an item and what became of it."""


def select(folder: RunDir, config: ChecksConfig) -> dict[int, Decision]:
    """Decide what becomes of every trajectory, and return it by index.

    Of two duplicates the earlier is kept; one that is dropped for another reason does not count.
    """
    decisions: dict[int, Decision] = {}
    policy = Policy(config.policy)
    repeats = find_duplicates(_undropped(folder, policy, decisions), config.duplicates)
    for index, verdict in repeats.items():
        decisions[index] = msgspec.structs.replace(
            decisions[index], keep=False, reasons=(reason(verdict),)
        )
    return decisions


def _undropped(
    folder: RunDir, policy: Policy, decisions: dict[int, Decision]
) -> Iterator[Trajectory]:
    """Yield the trajectories that are good by themselves; `decisions` is filled on the way."""
    for index in folder.verdicts:
        trajectory = folder.trajectories.read(index)
        verdicts = folder.verdicts.read(index)
        decision = decisions[index] = policy.settle(trajectory.messages, verdicts)
        if decision.keep:
            yield trajectory


def kept(
    folder: RunDir,
    tools: Mapping[str, Tool],
    decisions: Mapping[int, Decision],
    note: Note | None = None,
) -> Iterator[KeptTrajectory]:
    """Yield the trajectories that a selection kept, in order of index.

    `note` is told of every item on the way, of those dropped too.
    """
    for item in folder.finished():
        decision = decisions[item.trajectory.index]
        if note is not None:
            note(item, decision)
        if decision.keep:
            yield KeptTrajectory(
                trajectory=item.trajectory,
                scenario=item.scenario,
                decision=decision,
                tools=tuple(tools[tool] for tool in item.scenario.tools),
            )
