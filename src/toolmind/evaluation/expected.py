"""The turns that are expected of a model: those that held-out dialogues would have it learn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolmind.errors import DataError
from toolmind.pipeline.loaded_run import load
from toolmind.pipeline.subjects import Source, Subject, is_run
from toolmind.records import Message, Tool
from toolmind.runs.run_dir import DECISIONS

_MANY, _SOME = 20, 5
"""Tools shown from which a choice is put into another slice (ours)."""


@dataclass(frozen=True)
class ExpectedTurn:
    """A turn, what stands before it, and the `slices` of the data that it belongs to."""

    id: str
    dialogue: str
    context: tuple[Message, ...]
    turn: Message
    tools: tuple[Tool, ...]
    slices: tuple[str, ...]


class Expected:
    """The expected turns at some paths, in order: of data the turns with a loss, of runs the kept.

    After a pass, `left_out` says how often what was no expected turn, by the reason.

    Raises:
        DataError: a path is not there, or holds no data.
        RunError: a run folder is not whole, or not selected yet.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = tuple(paths)
        self.files = [file for path in paths for file in _files(path)]
        self.left_out: Counter[str] = Counter()

    def __iter__(self) -> Iterator[ExpectedTurn]:
        self.left_out.clear()
        for path in self._paths:
            for turn in _of_run(path) if is_run(path) else self._of_data(path):
                if reason := _unusable(turn):
                    self.left_out[reason] += 1
                else:
                    yield turn

    def _of_data(self, path: Path) -> Iterator[ExpectedTurn]:
        for row in Source([path]):
            if isinstance(row, DataError):
                self.left_out["row.unread"] += 1
            else:
                yield from _of_row(row)


def _files(path: Path) -> list[Path]:
    found = Source([path]).files
    chosen = path / DECISIONS
    return [*found, chosen] if is_run(path) and chosen.exists() else found


def _of_row(row: Subject) -> Iterator[ExpectedTurn]:
    messages, tools = row.trajectory.messages, tuple(row.tools.values())
    name = f"{row.file}:{row.number}"
    trajectory = row.row.trajectory if row.row else ""
    for at, message in enumerate(messages):
        if message.id in row.learnt:
            yield ExpectedTurn(
                id=f"{name}/{message.id}",
                dialogue=trajectory or name,
                context=messages[:at],
                turn=message,
                tools=tools,
                slices=(f"file: {Path(row.file).name}", *_slices(messages[:at], message, tools)),
            )


def _of_run(path: Path) -> Iterator[ExpectedTurn]:
    with load(path) as run:
        for kept in run.kept():
            for sample in kept.samples():
                *before, turn = sample.messages
                offering = kept.offering(before)
                yield ExpectedTurn(
                    id=f"{path.name}/{sample.id}",
                    dialogue=f"{path.name}/{sample.trajectory}",
                    context=tuple(before),
                    turn=turn,
                    tools=offering.tools,
                    slices=(
                        f"file: {path.name}",
                        f"kind: {kept.scenario.kind}",
                        *_slices(before, turn, offering.tools),
                    ),
                )


def _slices(context: Sequence[Message], turn: Message, tools: Sequence[Tool]) -> Iterable[str]:
    calls = len(turn.tool_calls)
    yield "expected: " + ("words" if not calls else "one call" if calls == 1 else "several calls")
    last = context[-1] if context else turn
    after = "a result" if last.role == "tool" else "words"
    yield "after: " + ("a failed result" if last.status == "error" else after)
    shown = len(tools)
    few = f"2 to {_SOME}" if shown > 1 else str(shown)
    more = f"{_SOME + 1} to {_MANY}" if shown <= _MANY else f"over {_MANY}"
    yield f"tools shown: {few if shown <= _SOME else more}"


def _unusable(expected: ExpectedTurn) -> str:
    """Say why nothing can be held against a turn, if that is so."""
    if not any(message.role == "user" for message in expected.context):
        return "turn.nothing_asked"
    known = {tool.name for tool in expected.tools}
    for call in expected.turn.tool_calls:
        if call.name not in known:
            return "turn.calls_unknown_tool"
        try:
            call.parsed()
        except ValueError:
            return "turn.malformed_call"
    return ""
