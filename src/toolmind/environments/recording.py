"""What real tools answered, call by call, in a file: made by `record`, read by `replay`.

A line is a call of one dialogue, with its answer, in the order of the answers. Replay reads the
trajectories of a run folder as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

import msgspec

from toolmind.environments.base import ToolResult
from toolmind.environments.required_outputs import canonical
from toolmind.environments.results import json_or_text
from toolmind.errors import ConfigError, DataError
from toolmind.records import JSON, Record, ResultStatus, Scenario, Trajectory


class RecordedCall(Record, frozen=True):
    """A call and its answer. `seed` is that of the dialogue's scenario; `tool` the tool's name."""

    seed: int
    tool: str
    arguments: dict[str, JSON]
    content: str
    status: ResultStatus = "ok"
    code: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What a call is known by: its tool and its arguments, whatever their order."""
        return self.tool, canonical(self.arguments)

    @property
    def result(self) -> ToolResult:
        """The answer."""
        return ToolResult(self.content, self.status, self.code)


class Recorder:
    """Appends calls to a file; without a path, to nothing."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: TextIO | None = None

    def open(self) -> None:
        """Open the file.

        Raises:
            ConfigError: it cannot be written.
        """
        if not self._path:
            return
        try:
            self._file = self._path.open("a", encoding="utf-8")
        except OSError as error:
            raise ConfigError(f"environment.record: {self._path}: {error.strerror}") from None

    def note(self, seed: int, tool: str, arguments: Mapping[str, Any], said: ToolResult) -> None:
        """Write one call down."""
        if self._file:
            call = RecordedCall(seed, tool, dict(arguments), said.content, said.status, said.code)
            self._file.write(msgspec.json.encode(call).decode() + "\n")
            self._file.flush()

    def close(self) -> None:
        """Close the file."""
        if self._file:
            self._file.close()
            self._file = None


def read_recording(path: Path) -> Iterator[RecordedCall]:
    """Yield the calls of a recording, or those in the trajectories of a run folder.

    Raises:
        DataError: it is neither; names the line.
    """
    if path.is_dir():
        yield from _of_run(path)
        return
    decoder = msgspec.json.Decoder(RecordedCall)
    for _, call in _lines(path, decoder):
        yield call


class _Line(Record, frozen=True):
    index: int
    item: msgspec.Raw


def _of_run(folder: Path) -> Iterator[RecordedCall]:
    """Yield the calls of a run folder, each under the name and with the seed that it had there."""
    line = msgspec.json.Decoder(_Line)
    seeds = {
        row.index: msgspec.json.decode(row.item, type=Scenario).seed
        for _, row in _lines(folder / "scenarios.jsonl", line)
    }
    for _, row in _lines(folder / "trajectories.jsonl", line):
        yield from calls_of(msgspec.json.decode(row.item, type=Trajectory), seeds[row.index])


def calls_of(trajectory: Trajectory, seed: int) -> Iterator[RecordedCall]:
    """Yield the calls of a trajectory that were answered and could be read."""
    asked = {call.id: call for message in trajectory.messages for call in message.tool_calls}
    for message in trajectory.messages:
        call = asked.get(message.tool_call_id)
        if message.role != "tool" or call is None:
            continue
        try:
            arguments = call.parsed()
        except ValueError:
            continue
        status = message.status or "ok"
        yield RecordedCall(seed, call.name, arguments, message.content, status, message.code)


def _lines(path: Path, decoder: msgspec.json.Decoder[Any]) -> Iterator[tuple[int, Any]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", file=str(path)) from None
    for number, text in enumerate(data.split(b"\n"), start=1):
        if not text:
            continue
        try:
            yield number, decoder.decode(text)
        except msgspec.MsgspecError as error:
            raise DataError(str(error), file=str(path), row=number) from None


def recorded_state(calls: Mapping[str, list[RecordedCall]]) -> dict[str, JSON]:
    """Return by tool what was asked and answered, as a state from which scenarios are written."""
    return {
        tool: [
            {"arguments": call.arguments, "result": json_or_text(call.content)}
            for call in asked
            if call.status == "ok"
        ]
        for tool, asked in calls.items()
    }
