"""Verdicts → kept trajectories: one policy, then duplicates out, in order of index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec

from toolmind.checks.calibration.applied import Applied
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

    Raises:
        DataError: the calibration is none, or of other checks and judges than the run's.
    """
    decisions: dict[int, Decision] = {}
    applied = _applied(folder, config)
    threshold = applied.calibration.threshold if applied else 1.0
    policy = Policy(config.policy, config.weights, threshold)
    good = _undropped(folder, policy, applied, decisions)
    repeats = find_duplicates(good, config.duplicates)
    for index, verdict in repeats.items():
        decisions[index] = msgspec.structs.replace(
            decisions[index], keep=False, reasons=(reason(verdict),)
        )
    return decisions


def _applied(folder: RunDir, config: ChecksConfig) -> Applied | None:
    if not config.calibration:
        return None
    verdicts = (one for index in folder.verdicts for one in folder.verdicts.read(index))
    judges = {one.check for one in verdicts if one.source == "judge"}
    return Applied.read(Path(config.calibration), folder.read_fingerprint(), judges)


def _undropped(
    folder: RunDir, policy: Policy, applied: Applied | None, decisions: dict[int, Decision]
) -> Iterator[Trajectory]:
    """Yield the trajectories that are good by themselves; `decisions` is filled on the way."""
    for index in folder.verdicts:
        trajectory = folder.trajectories.read(index)
        verdicts = folder.verdicts.read(index)
        chances = applied.probabilities(trajectory, verdicts) if applied else {}
        decision = policy.settle(trajectory.messages, verdicts, probabilities=chances)
        decisions[index] = decision
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
