"""What an exporter gets and gives: kept trajectories in, files of one trainer's format out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

import msgspec

from toolmind.records import Decision, Message, Record, Sample, Scenario, Tool, Trajectory


class KeptPath(Record, frozen=True):
    """One row of a format that has whole dialogues: a root-to-leaf path of a trajectory.

    A turn that is learnt (see `is_learnt`) in one path of a trajectory is context in all others,
    and the last message is learnt, but for a trajectory that does not branch: that is one path, as
    it is.
    """

    id: str
    messages: tuple[Message, ...]


class KeptTrajectory(Record, frozen=True):
    """A trajectory that the policy kept, with all that an export says about it.

    `tools` are those shown to the assistant, in the order shown. Every turn that is learnt is
    learnt once: in one of the `paths`, and in one of the `samples`. A row has one list of tools:
    where some come during the dialogue (`Scenario.later`), the turns before are a path of their
    own, and each path and sample is of the tools that were there at its end (`offering`).
    """

    trajectory: Trajectory
    scenario: Scenario
    decision: Decision
    tools: tuple[Tool, ...]

    def paths(self) -> Iterator[KeptPath]:
        """Yield the paths in which there is something to learn; see `learnt_paths`."""
        return learnt_paths(self.trajectory, self.decision)

    def offering(self, messages: Iterable[Message]) -> KeptTrajectory:
        """Return the same with the tools alone that are offered after these messages."""
        if not self.scenario.later:
            return self
        return msgspec.structs.replace(self, tools=self.scenario.offered(self.tools, messages))

    def samples(self) -> Iterator[Sample]:
        """Yield one sample per kept assistant turn: its full context, and the turn (paper §3.3)."""
        name = self.trajectory.id
        for path in self.paths():
            for end, message in enumerate(path.messages, 1):
                if is_learnt(message):
                    yield Sample(
                        id=f"{name}/{message.id}", trajectory=name, messages=path.messages[:end]
                    )


def learnt_paths(trajectory: Trajectory, decision: Decision) -> Iterator[KeptPath]:
    """Yield the paths of a trajectory in which there is something to learn.

    Masked turns are without `train`. What was said before tools came is a path by itself. The path
    of a dialogue that does not branch has the trajectory's id; of one that does, each has the id of
    its last message besides.
    """
    name = trajectory.id
    ways = [
        _marked(part, decision) for path in trajectory.paths() for part in _by_tools_offered(path)
    ]
    if len(ways) == 1:
        yield KeptPath(id=name, messages=ways[0])
        return
    known: set[str] = set()
    for messages in ways:
        new = [at for at, m in enumerate(messages) if is_learnt(m) and m.id not in known]
        if not new:
            continue
        known.update(messages[at].id for at in new)
        # What follows the last of them is learnt elsewhere, or was given up.
        row = [m if at in new else _unlearnt(m) for at, m in enumerate(messages[: new[-1] + 1])]
        yield KeptPath(id=f"{name}/{row[-1].id}", messages=tuple(row))


def _by_tools_offered(path: tuple[Message, ...]) -> Iterator[tuple[Message, ...]]:
    """Yield what was said before each message that adds tools, then all."""
    for at, message in enumerate(path):
        if message.adds_tools:
            yield path[:at]
    yield path


def _marked(messages: Iterable[Message], decision: Decision) -> tuple[Message, ...]:
    return tuple(
        _unlearnt(m) if m.id in decision.masked else _weighed(m, decision.weights.get(m.id))
        for m in messages
    )


def is_learnt(message: Message) -> bool:
    """Say whether a message carries a loss."""
    return message.role == "assistant" and message.train and message.weight > 0


def _weighed(message: Message, factor: float | None) -> Message:
    if factor is None:
        return message
    return msgspec.structs.replace(message, weight=message.weight * factor)


def _unlearnt(message: Message) -> Message:
    """Return a message as context; what the assistant did not say is that already."""
    if message.role != "assistant" or not message.train:
        return message
    return msgspec.structs.replace(message, train=False)


class ExportReport(Record, frozen=True):
    """What an export wrote: files, rows, and the assistant turns that carry a loss."""

    name: str
    files: tuple[str, ...]
    rows: int
    trained_turns: int
    left_out: dict[str, int] = {}
    """Rows that the target cannot take, or that are longer than was asked for, by the reason."""


class Exporter(Protocol):
    """One trainer's format. An export reads the rows once, in order, and holds few of them.

    `name` is also that of its folder. What a user may set are parameters of the constructor.
    """

    name: str

    def export(self, rows: Iterable[KeptTrajectory], out_dir: Path) -> ExportReport:
        """Write the files into `out_dir`, whole or not at all.

        Raises:
            RunError: the files cannot be written: no space, no permission.
        """

    def verify(self, out_dir: Path, rows: Iterable[KeptTrajectory]) -> int:
        """Read the files back as the target does, hold them against what was meant to be in them.

        `rows` are once more those that were exported, read once and in order. Returns the number
        of rows in the files.

        Raises:
            DataError: the target would not take a row, or it is not what was meant: a row is
                missing, or other turns are learnt than should be. Names file, row and field.
        """


LINEAGE = (
    "id",
    "trajectory",
    "scenario",
    "chain",
    "kind",
    "language",
    "environment",
    "outcome",
    "recoveries",
    "models",
    "sources",
    "licences",
)
"""The columns of `lineage`."""


def recoveries(decision: Decision) -> list[str]:
    """Return the ids of the turns that are good, and the first after a mistake or a failure."""
    return [turn for turn, label in decision.labels.items() if label == "recovery"]


def lineage(kept: KeptTrajectory) -> dict[str, str]:
    """Return the columns that lead from a row back to where it came from, all of them text.

    `id` is the trajectory's: a row that is a part of one has its own.

    `language`, `environment` and `outcome` are there to choose rows by; `outcome` is empty where
    neither a checker nor the world tells it. `recoveries` are the ids of the turns that put right
    what went wrong before; that of a run's message tells its place, from 0 on (`m5`). `models`
    names the model of each role, so that rows of the embedded model can be told apart. `sources`
    and `licences` are of the tools shown, each once, sorted.
    """
    trajectory, scenario = kept.trajectory, kept.scenario
    return {
        "id": trajectory.id,
        "trajectory": trajectory.id,
        "scenario": scenario.id,
        "chain": scenario.chain.id,
        "kind": scenario.kind,
        "language": scenario.language,
        "environment": scenario.environment,
        "outcome": trajectory.outcome,
        "recoveries": ", ".join(recoveries(kept.decision)),
        "models": ", ".join(f"{role}={name}" for role, name in sorted(trajectory.models.items())),
        "sources": ", ".join(sorted({tool.source for tool in kept.tools if tool.source})),
        "licences": ", ".join(sorted({tool.licence for tool in kept.tools if tool.licence})),
    }
