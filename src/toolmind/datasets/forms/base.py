"""What a row form is: how one kind of data set holds its tools and dialogues."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar

import orjson

from toolmind.datasets.dialogue import Dialogue, MessageReader, assistant_positions
from toolmind.datasets.functions_in_text import functions_in_text
from toolmind.records import JSON, Message


class RowError(ValueError):
    """A row that does not hold what its form says; the message says what is wrong with it."""


class DialogueNotRead(RowError):
    """A row of a form whose dialogues cannot be read yet."""


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

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return the row's dialogue.

        Raises:
            RowError: it holds none; `DialogueNotRead`: those of this form cannot be read yet.
            KeyError, TypeError, ValueError, AttributeError: a message is none.
        """
        raise DialogueNotRead(
            f"a row of {self.hub or self.name}, whose dialogues cannot be read yet; its tools can:"
            f" toolmind tools import {self.name}:FILE"
        )


def tools_column(row: dict[str, Any]) -> Iterator[JSON]:
    """Yield the definitions under `tools`: a list, or JSON text of one, of objects or JSON texts.

    Raises:
        RowError: there is no such column, or it is something else.
    """
    value = parsed(row.get("tools"))
    if value is None:
        raise RowError("no `tools` column")
    if not isinstance(value, list):
        raise RowError(f"`tools` is a {type(value).__name__}, not a list")
    yield from map(parsed, value)


def tools_in_text(text: JSON) -> Iterator[JSON]:
    """Yield the definitions that stand as JSON in the middle of a text.

    Raises:
        RowError: it is no text.
    """
    if not isinstance(text, str):
        raise RowError("no system text")
    yield from functions_in_text(text)


def parsed(value: JSON) -> JSON:
    """Return a value, or what the JSON text of it says.

    Raises:
        RowError: it is text, but not JSON.
    """
    if not isinstance(value, str):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise RowError(f"the text of the tools is not JSON: {error}") from error


def first_item(row: dict[str, Any], column: str) -> dict[str, Any]:
    """Return the first object of a column that is a list; an empty one where there is none."""
    items = row.get(column)
    first = items[0] if isinstance(items, list) and items else {}
    return first if isinstance(first, dict) else {}


Learnt = Callable[[Sequence[dict[str, Any]], Sequence[Message]], frozenset[int]]
"""Which positions are learnt, from the messages as they stand in the row and as they were read."""


def chat_dialogue(row: dict[str, Any], items: list[dict[str, Any]], learnt: Learnt) -> Dialogue:
    """Return the dialogue of a row that holds chat messages near OpenAI's form, and `tools`.

    Raises:
        RowError, KeyError, TypeError, ValueError, AttributeError: see `RowForm.dialogue`.
    """
    reader = MessageReader()
    messages = tuple(reader.read(item) for item in items)
    metadata = row.get("metadata")
    lineage = metadata if isinstance(metadata, dict) else row
    return Dialogue(
        messages=messages,
        tools=_shown(row.get("tools")),
        learnt=learnt(items, messages),
        without_id=reader.without_id,
        argument_values=tuple(reader.argument_values),
        trajectory=str(lineage.get("trajectory") or ""),
    )


def _shown(value: JSON) -> tuple[JSON, ...]:
    """Return the tools of a dialogue, which may have none; a definition stays as it stands."""
    if isinstance(value, str):
        value = parsed(value) if value.strip() else []
    if not isinstance(value, list | None):
        raise RowError(f"`tools` is a {type(value).__name__}, not a list")
    return tuple(value or ())


def last(_items: Sequence[dict[str, Any]], messages: Sequence[Message]) -> frozenset[int]:
    """Return the last position, if the assistant speaks there: it alone is learnt."""
    spoken = assistant_positions(messages)
    return frozenset(place for place in spoken[-1:] if place == len(messages) - 1)


def listed(row: dict[str, Any], column: str) -> list[Any]:
    """Return a column that is a list.

    Raises:
        RowError: it is something else.
    """
    value = row.get(column)
    if not isinstance(value, list):
        raise RowError(f"`{column}` is a {type(value).__name__}, not a list of messages")
    return value
