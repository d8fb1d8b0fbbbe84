"""What an exporter gets and gives: kept trajectories in, files of one trainer's format out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Protocol

import msgspec

from toolmind.errors import RunError
from toolmind.trajectory import Sample, Scenario, Trajectory
from toolmind.types import Message, Record, Tool, ToolCall
from toolmind.verdict import Decision


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


@contextmanager
def atomic_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that appears under its name only when everything was written.

    Raises:
        RunError: it cannot be written; nothing is left under the name or beside it.
    """
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`, and move it there when the block ends well.

    Raises:
        RunError: the file cannot be written or moved.
    """
    with scratch_path(path) as temporary:
        yield temporary
        temporary.replace(path)


@contextmanager
def scratch_path(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path` for the time of the block; no file is left there.

    Raises:
        RunError: a file cannot be written in the block.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
    except OSError as error:
        raise RunError(
            f"{path}: cannot be written: {error.strerror or error}. "
            "Free space or choose another folder"
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
