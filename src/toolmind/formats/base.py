"""What an exporter gets and gives: kept trajectories in, files of one trainer's format out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

import msgspec

from toolmind.records import Decision, Message, Record, Sample, Scenario, Tool, ToolCall, Trajectory


class KeptTrajectory(Record, frozen=True):
    """A trajectory that the policy kept, with all that an export says about it.

    `tools` are those shown to the assistant, in the order shown.
    """

    trajectory: Trajectory
    scenario: Scenario
    decision: Decision
    tools: tuple[Tool, ...]

    @property
    def messages(self) -> tuple[Message, ...]:
        """The messages, with `train` off on every assistant turn that the policy masked."""
        return tuple(map(self._marked, self.trajectory.messages))

    def _marked(self, message: Message) -> Message:
        if message.role == "assistant" and message.id in self.decision.masked:
            return replace(message, train=False)
        return message

    def samples(self) -> Iterator[Sample]:
        """Yield one sample per kept assistant turn: its full context, and the turn (paper §3.3)."""
        messages = self.messages
        for end, message in enumerate(messages, 1):
            if message.role == "assistant" and message.train:
                name = f"{self.trajectory.id}/{message.id}"
                yield Sample(id=name, trajectory=self.trajectory.id, messages=messages[:end])


def replace(message: Message, **changes: Any) -> Message:
    """Return the message with some fields changed."""
    return msgspec.structs.replace(message, **changes)


class ExportReport(Record, frozen=True):
    """What an export wrote: files, rows, and the assistant turns that carry a loss."""

    name: str
    files: tuple[str, ...]
    rows: int
    trained_turns: int


class Exporter(Protocol):
    """One trainer's format. An export reads the rows once, in order, and holds few of them."""

    name: str

    def export(self, rows: Iterable[KeptTrajectory], out_dir: Path) -> ExportReport:
        """Write the files into `out_dir`, whole or not at all.

        Raises:
            RunError: the files cannot be written: no space, no permission.
        """

    def verify(self, out_dir: Path) -> int:
        """Read the files back as the target does and return the number of rows.

        Raises:
            DataError: the target would not take a row; names file, row and field.
        """


def lineage(kept: KeptTrajectory) -> dict[str, str]:
    """Return the columns that lead from a row back to where it came from, all of them text.

    `models` names the model of each role, so that rows of the embedded model can be told apart.
    `sources` and `licences` are of the tools shown, each once, sorted.
    """
    trajectory, scenario = kept.trajectory, kept.scenario
    return {
        "id": trajectory.id,
        "trajectory": trajectory.id,
        "scenario": scenario.id,
        "chain": scenario.chain.id,
        "kind": scenario.kind,
        "models": ", ".join(f"{role}={name}" for role, name in sorted(trajectory.models.items())),
        "sources": ", ".join(sorted({tool.source for tool in kept.tools if tool.source})),
        "licences": ", ".join(sorted({tool.licence for tool in kept.tools if tool.licence})),
    }


def call_object(call: ToolCall) -> dict[str, Any]:
    """Return a call in OpenAI form; the arguments stay the JSON text that the model wrote."""
    return {
        "id": call.id,
        "type": "function",
        "function": {"name": call.name, "arguments": call.arguments},
    }
