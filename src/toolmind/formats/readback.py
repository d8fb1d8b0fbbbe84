"""Holding what is on disk against what was meant to be there, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from toolmind.errors import DataError
from toolmind.formats.base import KeptTrajectory, is_learnt
from toolmind.records import Message

Turn = tuple[str, str, tuple[tuple[str, str, str], ...]]
"""What a turn says: its content, its reasoning, and its calls as (id, name, arguments)."""


class TaughtRow(NamedTuple):
    """What a row teaches: the turns with a loss, by position, in a context of so many messages."""

    id: str
    tools: tuple[str, ...]
    roles: tuple[str, ...]
    learnt: Mapping[int, Turn]


def taught_by_path(rows: Iterable[KeptTrajectory]) -> Iterator[TaughtRow]:
    """Yield what the rows of a format with whole dialogues should teach."""
    for kept in rows:
        for path in kept.paths():
            learnt = [at for at, message in enumerate(path.messages) if is_learnt(message)]
            yield _meant(kept, path.id, path.messages, learnt)


def taught_by_turn(rows: Iterable[KeptTrajectory]) -> Iterator[TaughtRow]:
    """Yield what the rows of a format with a row per turn should teach."""
    for kept in rows:
        for sample in kept.samples():
            yield _meant(kept, sample.id, sample.messages, [len(sample.messages) - 1])


def _meant(
    kept: KeptTrajectory, name: str, messages: tuple[Message, ...], learnt: Iterable[int]
) -> TaughtRow:
    return TaughtRow(
        id=name,
        tools=tuple(tool.name for tool in kept.tools),
        roles=tuple(message.role for message in messages),
        learnt={at: _turn(messages[at]) for at in learnt},
    )


def _turn(message: Message) -> Turn:
    calls = tuple((call.id, call.name, call.arguments) for call in message.tool_calls)
    return message.content, message.reasoning, calls


def compare(path: Path, found: Iterable[TaughtRow], meant: Iterable[TaughtRow]) -> int:
    """Read both to the end, side by side, and return the number of rows.

    Raises:
        DataError: a row is missing or too many, or it is not what was meant.
    """
    count = 0
    for count, (row, wanted) in enumerate(zip_longest(found, meant), 1):
        for field, problem in _differences(row, wanted):
            raise DataError(problem, file=str(path), row=count, field=field, remedy=_REMEDY)
    return count


_REMEDY = "Export again: this is not what was selected"


def _differences(row: TaughtRow | None, wanted: TaughtRow | None) -> Iterator[tuple[str, str]]:
    """Yield (field, problem) where a row is not as it should be."""
    if row is None or wanted is None:
        yield "id", f"{row.id!r} is too many" if row else f"{wanted and wanted.id!r} is missing"
        return
    if row.id != wanted.id:
        yield "id", f"is {row.id!r}, not {wanted.id!r}"
    if row.tools != wanted.tools:
        yield "tools", f"are {list(row.tools)}, not {list(wanted.tools)}"
    if row.roles != wanted.roles:
        yield "messages", f"are of {', '.join(row.roles)}, not of {', '.join(wanted.roles)}"
    for at in sorted(row.learnt.keys() | wanted.learnt.keys()):
        if at not in wanted.learnt:
            yield f"messages[{at}]", "is learnt, and should be context"
        elif at not in row.learnt:
            yield f"messages[{at}]", "is context, and should be learnt"
        elif row.learnt[at] != wanted.learnt[at]:
            yield f"messages[{at}]", "does not say what the turn said"
