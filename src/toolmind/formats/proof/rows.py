"""Rows as a trainer hands them to a chat template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import orjson

from toolmind.formats.chat import chat_message
from toolmind.records import Message

Messages = Sequence[Mapping[str, Any]]


class ShownTool(dict[str, Any]):
    """The definition of a tool, written as JSON once: the rows of a dialogue show the same.

    It is not to be changed.
    """

    @cached_property
    def json(self) -> str:
        """Its JSON, as Transformers has templates write it: with blanks after commas."""
        import json

        return json.dumps(self, ensure_ascii=False)


class RenderedRow(NamedTuple):
    """A row: its messages, tools, and the positions of what is learnt.

    `whole` says that it is rendered once for all its turns, not for each by itself.
    """

    id: str
    messages: Messages
    tools: Sequence[Any]
    learnt: Sequence[int]
    whole: bool
    options: Mapping[str, Any] = {}
    """What the row says to the template besides, as `chat_template_kwargs`."""
    weights: Sequence[float] = ()
    """How much each of `learnt` weighs in the loss; 1 where nothing is said."""


def template_messages(messages: Iterable[Message]) -> list[dict[str, Any]]:
    """Return messages as most chat templates want them: arguments as objects."""
    return [orjson.loads(orjson.dumps(chat_message(message, "object"))) for message in messages]
