"""Verdicts → kept trajectories: one policy, then duplicates out, in order of index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from toolmind.checks.duplicates import find_duplicates
from toolmind.config import DuplicatesConfig
from toolmind.exporters.base import KeptTrajectory
from toolmind.run_dir import Finished, RunDir
from toolmind.types import Tool
from toolmind.verdict import Decision, Verdict, decide


def select(folder: RunDir, config: DuplicatesConfig) -> None:
    """Decide what becomes of every trajectory and note it in the folder.

    Of two duplicates the earlier is kept; one that is dropped for another reason does not count.
    """
    alone = (item.trajectory for item in folder.finished() if _decide(item).keep)
    repeats = find_duplicates(alone, config)
    with folder.deciding() as note:
        for item in folder.finished():
            index = item.trajectory.index
            note(index, _decide(item, repeats[index]) if index in repeats else _decide(item))


def _decide(item: Finished, *further: Verdict) -> Decision:
    turns = [m.id for m in item.trajectory.messages if m.role == "assistant"]
    return decide((*item.verdicts, *further), turns)


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
