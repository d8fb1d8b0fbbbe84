"""Holding what is on disk against what was meant to be there, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

import orjson

from toolmind.errors import DataError
from toolmind.records import Message

Said = tuple[str, str, str, tuple[tuple[str, str], ...], int]
"""What a message says: its role, content and reasoning, its calls as (name, arguments), and of a
result which call it answers, counted from the first of the row (-1: none)."""


class TaughtRow(NamedTuple):
    """What a row teaches: the turns with a loss, by position, among the messages of the row."""

    id: str
    tools: tuple[str, ...]
    said: tuple[Said, ...]
    learnt: tuple[int, ...]


def taught(
    name: str, tools: Iterable[str], messages: Sequence[Message], learnt: Iterable[int]
) -> TaughtRow:
    """Return what messages teach, in words that formats with ids and without share."""
    calls: dict[str, int] = {}
    said: list[Said] = []
    count = 0
    for message in messages:
        for call in message.tool_calls:
            calls[call.id] = count
            count += 1
        answers = calls.get(message.tool_call_id, -1) if message.role == "tool" else -1
        made = tuple((call.name, plain_arguments(call.arguments)) for call in message.tool_calls)
        said.append((message.role, message.content, message.reasoning, made, answers))
    return TaughtRow(name, tuple(tools), tuple(said), tuple(sorted(learnt)))


def plain_arguments(text: str) -> str:
    """Return arguments as JSON without blanks between; what is no JSON as it stands."""
    try:
        return orjson.dumps(orjson.loads(text)).decode()
    except orjson.JSONDecodeError:
        return text


def compare(path: Path, found: Iterable[TaughtRow], meant: Iterable[TaughtRow]) -> int:
    """Read both to the end, side by side, and return the number of rows.

    Raises:
        DataError: a row is missing or too many, or it is not what was meant.
    """
    count = 0
    for count, (row, wanted) in enumerate(zip_longest(found, meant), 1):
        if row == wanted:
            continue
        for field, problem in _differences(row, wanted):
            raise DataError(problem, file=str(path), row=count, field=field, remedy=_REMEDY)
    return count


_REMEDY = "Export again: this is not what was selected"
_PARTS = ("role", "content", "reasoning", "calls", "call answered")


def _differences(row: TaughtRow | None, wanted: TaughtRow | None) -> Iterator[tuple[str, str]]:
    """Yield (field, problem) where a row is not as it should be."""
    if row is None or wanted is None:
        yield "id", f"{row.id!r} is too many" if row else f"{wanted and wanted.id!r} is missing"
        return
    if row.id != wanted.id:
        yield "id", f"is {row.id!r}, not {wanted.id!r}"
    if row.tools != wanted.tools:
        yield "tools", f"are {list(row.tools)}, not {list(wanted.tools)}"
    if len(row.said) != len(wanted.said):
        yield "messages", f"are {len(row.said)}, not {len(wanted.said)}"
    for at, (said, meant) in enumerate(zip(row.said, wanted.said, strict=False)):
        for part, is_there, should in zip(_PARTS, said, meant, strict=True):
            if is_there != should:
                yield f"messages[{at}]", f"{part}: {is_there!r:.200}, not {should!r:.200}"
    for at in sorted(set(row.learnt) ^ set(wanted.learnt)):
        words = ("learnt", "context") if at in row.learnt else ("context", "learnt")
        yield f"messages[{at}]", f"is {words[0]}, and should be {words[1]}"
