"""A run in parts: each is read by index, as a stream, whatever its size and order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from toolmind.formats.base import KeptTrajectory
from toolmind.formats.split import (
    Part,
    SplitOptions,
    Traits,
    copy_of,
    names_one,
    parts_of,
    without_tools,
)
from toolmind.records import Decision, Tool
from toolmind.runs.run_dir import Finished, RunDir

NAMED = "speaks of a tool that validation holds"


class PartedRun:
    """The kept trajectories of a run folder, in the parts that a split asks for."""

    def __init__(
        self,
        folder: RunDir,
        tools: Mapping[str, Tool],
        decisions: Mapping[int, Decision],
        options: SplitOptions,
    ) -> None:
        self._folder, self._tools, self._decisions = folder, tools, decisions
        self.parts, self.held_out = parts_of(self._traits(), options)

    def rows(self, part: Part, left_out: Counter[str]) -> Iterator[KeptTrajectory]:
        """Yield the trajectories of a part; what cannot be in training is counted."""
        validation = part.name.startswith("validation")
        for index, copy in part.taken:
            kept = copy_of(self._kept(index), copy)
            if validation:
                yield kept
            elif names_one(kept, self.held_out):
                left_out[NAMED] += 1
            else:
                yield without_tools(kept, self.held_out)

    def _kept(self, index: int) -> KeptTrajectory:
        scenario = self._folder.scenarios.read(index)
        return KeptTrajectory(
            trajectory=self._folder.trajectories.read(index),
            scenario=scenario,
            decision=self._decisions[index],
            tools=tuple(self._tools[tool] for tool in scenario.tools),
        )

    def _traits(self) -> Iterator[Traits]:
        for item in self._folder.finished():
            if self._decisions[item.trajectory.index].keep:
                yield self._trait(item)

    def _trait(self, item: Finished) -> Traits:
        shown = [self._tools[tool] for tool in item.scenario.tools]
        names = {call.name for message in item.trajectory.messages for call in message.tool_calls}
        return Traits(
            at=item.trajectory.index,
            called=frozenset(tool.id for tool in shown if tool.name in names),
            sources=frozenset(tool.source for tool in shown if tool.source),
        )
