"""What a row form is: how one kind of data set holds its tools and dialogues."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import isfinite
from typing import Any, ClassVar

import msgspec
import orjson

from toolmind.datasets.dialogue import Dialogue, MessageReader, RowError, assistant_positions
from toolmind.datasets.functions_in_text import functions_in_text
from toolmind.datasets.speakers import chat_items
from toolmind.records import JSON, Message

_MARKS = ("train", "weight", "loss", "loss_weight", "loss_scale", "step_loss_mask", "trainable")
"""What data sets call a message's own word on whether it is learnt, or by how much."""
_MARKED = frozenset(_MARKS)


class RowForm(ABC):
    """How a row holds tools and a dialogue.

    `name` is the word for it on the command line; `hub` and `licence` are those of the public data
    set that it is the form of, and empty where it is no single one.
    """

    name: ClassVar[str]
    hub: ClassVar[str] = ""
    licence: ClassVar[str] = ""

    @abstractmethod
    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether a row looks like one of this form. It may hold anything."""

    @abstractmethod
    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions of the row's tools as they stand there, in order.

        Raises:
            RowError: there are none where they should be.
        """

    @abstractmethod
    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return the row's dialogue.

        Raises:
            RowError: it holds none.
            KeyError, TypeError, ValueError, AttributeError: a message is none.
        """


def tools_column(row: dict[str, Any]) -> Iterator[JSON]:
    """Yield the definitions under `tools`, in older rows `functions`.

    The column is a list, or JSON text of one, of objects or their JSON texts. What is neither is
    yielded as it stands, so that it costs itself alone.

    Raises:
        RowError: there is no such column, or it is something else.
    """
    definitions = _definitions(row)
    if definitions is None:
        raise RowError("no `tools` column")
    yield from definitions


def _definitions(row: dict[str, Any]) -> Iterator[JSON] | None:
    name = "functions" if row.get("tools") is None and "functions" in row else "tools"
    value = parsed(row.get(name), name)
    if not isinstance(value, list | None):
        raise RowError(f"`{name}` is a {type(value).__name__}, not a list")
    return None if value is None else map(_definition, value)


def _definition(value: JSON) -> JSON:
    """Return a definition, or what the JSON text of one says; any other value as it stands."""
    if not isinstance(value, str):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return value


def tools_in_text(text: JSON) -> Iterator[JSON]:
    """Yield the definitions that stand as JSON in the middle of a text.

    Raises:
        RowError: it is no text.
    """
    if not isinstance(text, str):
        raise RowError("no system text")
    yield from functions_in_text(text)


def parsed(value: JSON, name: str) -> JSON:
    """Return a column's value, or what the JSON text of it says; of an empty text, None.

    Raises:
        RowError: it is text, but not JSON.
    """
    if not isinstance(value, str):
        return value
    try:
        return orjson.loads(value) if value.strip() else None
    except orjson.JSONDecodeError as error:
        raise RowError(f"the text of `{name}` is not JSON: {error}") from error


def first_item(row: dict[str, Any], column: str) -> dict[str, Any]:
    """Return the first object of a column, a list or the JSON text of one; else an empty one."""
    try:
        items = parsed(row.get(column), column)
    except RowError:
        return {}
    first = items[0] if isinstance(items, list) and items else {}
    return first if isinstance(first, dict) else {}


def calls_in_field(item: JSON) -> bool:
    """Say whether a message has its calls in a field of its own, not in its text."""
    return isinstance(item, dict) and bool(item.get("tool_calls") or item.get("function_call"))


Learnt = Callable[[Sequence[dict[str, Any]], Sequence[Message]], frozenset[int]]
"""Which positions are learnt, from the messages as they stand in the row and as they were read."""


def chat_dialogue(
    row: dict[str, Any],
    said: Iterable[Any],
    learnt: Learnt,
    tools: Iterable[JSON] | None = None,
) -> Dialogue:
    """Return the dialogue of a row that holds chat messages, of roles or of speakers.

    Its tools are those given, else those in its column, which it may lack.

    Raises:
        RowError, KeyError, TypeError, ValueError, AttributeError: see `RowForm.dialogue`.
    """
    reader = MessageReader()
    items = chat_items(said)
    messages = tuple(_read(reader, at, item) for at, item in enumerate(items))
    metadata = row.get("metadata")
    lineage = metadata if isinstance(metadata, dict) else row
    return Dialogue(
        messages=messages,
        tools=tuple((_definitions(row) if tools is None else tools) or ()),
        learnt=learnt(items, messages),
        without_id=reader.without_id,
        argument_values=tuple(reader.argument_values),
        trajectory=str(lineage.get("trajectory") or ""),
    )


def _read(reader: MessageReader, at: int, item: dict[str, Any]) -> Message:
    try:
        return _weighed(item, reader.read(item))
    except KeyError as error:
        raise RowError(f"message {at}: it has no {error}") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise RowError(f"message {at}: {error}") from error


def marked(items: Sequence[dict[str, Any]], messages: Sequence[Message]) -> frozenset[int]:
    """Return the assistant's positions that a mark says are learnt; without such a mark, all.

    A turn without a mark is learnt where marks say only of others that they are not: trainers have
    it so.
    """
    spoken = assistant_positions(messages)
    marks = {place: mark for place in spoken if (mark := _mark(items[place])) is not None}
    return frozenset(place for place in spoken if marks.get(place, not any(marks.values())))


def _mark(item: dict[str, Any]) -> bool | None:
    return next((bool(item[key]) for key in _MARKS if item.get(key) is not None), None)


def _weighed(item: dict[str, Any], message: Message) -> Message:
    """Return a message with the weight that a mark says, where it is a number and no mask."""
    if message.role != "assistant" or _MARKED.isdisjoint(item):
        return message
    numbers = (
        item[key]
        for key in _MARKS
        if isinstance(item.get(key), int | float) and not isinstance(item[key], bool)
    )
    weight = next((float(one) for one in numbers if one > 0), 1.0)
    if weight == 1 or not isfinite(weight):
        return message
    return msgspec.structs.replace(message, weight=weight)


def last(_items: Sequence[dict[str, Any]], messages: Sequence[Message]) -> frozenset[int]:
    """Return the last position, if the assistant speaks there: it alone is learnt."""
    spoken = assistant_positions(messages)
    return frozenset(place for place in spoken[-1:] if place == len(messages) - 1)


def listed(row: dict[str, Any], column: str) -> list[Any]:
    """Return a column that is a list, or the JSON text of one.

    Raises:
        RowError: it is something else.
    """
    value = parsed(row.get(column), column)
    if not isinstance(value, list):
        raise RowError(f"`{column}` is a {type(value).__name__}, not a list of messages")
    return value
