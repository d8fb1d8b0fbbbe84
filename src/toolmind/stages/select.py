"""Verdicts → kept trajectories: one policy, then duplicates out, in order of index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from toolmind.checks.duplicates import Deduplicator
from toolmind.exporters.base import KeptTrajectory
from toolmind.run_dir import RunDir
from toolmind.types import Tool
from toolmind.verdict import decide


def select(folder: RunDir, duplicates: Deduplicator) -> None:
    """Decide what becomes of every trajectory and note it in the folder.

    Of two duplicates the earlier is kept; one that is dropped for another reason does not count.
    """
    with folder.deciding() as note:
        for item in folder.finished():
            turns = [m.id for m in item.trajectory.messages if m.role == "assistant"]
            decision = decide(item.verdicts, turns)
            if decision.keep:
                decision = decide((*item.verdicts, duplicates.verdict(item.trajectory)), turns)
            note(item.trajectory.index, decision)


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
