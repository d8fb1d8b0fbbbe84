"""The records that every layer shares: tools, messages, tool calls, usage.

All records are immutable msgspec structs: they validate on decoding, compare by value,
and are safe to share between trajectories that run at the same time.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal

import msgspec
import orjson

JSON = Any
"""A JSON value: None, bool, int, float, str, list of JSON or dict of str to JSON."""

Schema = dict[str, Any]
"""A JSON Schema (2020-12) object."""

Role = Literal["system", "user", "assistant", "tool"]
ResultStatus = Literal["ok", "error"]


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Base of all records: immutable, keyword-only, defaults left out when written."""


def _empty_parameters() -> Schema:
    return {"type": "object", "properties": {}}


class Tool(Record, frozen=True):
    """One function that a model can call.

    `parameters` is a JSON Schema 2020-12 whose type is object; `returns` is the schema of the
    result, or None where nobody declared one. `name` is what models see and matches
    ``^[a-zA-Z0-9_-]{1,64}$``; `id` is unique in a pool and says where the tool came from.
    """

    id: str
    name: str
    description: str = ""
    parameters: Schema = msgspec.field(default_factory=_empty_parameters)
    returns: Schema | None = None
    domain: str = ""
    source: str = ""
    licence: str = ""
    aliases: tuple[str, ...] = ()
    """Ids of duplicate tools that were merged into this one."""
    completed: tuple[str, ...] = ()
    """JSON pointers into this record of what a model filled in; everything else was declared."""
    annotations: dict[str, Any] = {}
    """What a source says beyond the schema: MCP hints, security schemes, deprecation."""

    def spec(self) -> dict[str, Any]:
        """Return the tool in OpenAI form, as it is shown to a model."""
        return {
            "type": "function",
            "function": {
                "name": self.name,
                "description": self.description,
                "parameters": self.parameters,
            },
        }


class ToolCall(Record, frozen=True):
    """A call as the model wrote it: `arguments` is the JSON text, which may be invalid."""

    id: str
    name: str
    arguments: str

    def parsed(self) -> dict[str, Any]:
        """Return the arguments as an object.

        Raises:
            ValueError: the text is not JSON, or not a JSON object.
        """
        return dict(_parse_object(self.arguments))


@lru_cache(maxsize=256)  # the checks of one dialogue run one after another
def _parse_object(text: str) -> dict[str, Any]:
    value = orjson.loads(text)
    if not isinstance(value, dict):
        raise ValueError(f"arguments are a JSON {type(value).__name__}, not an object")
    return value


class Message(Record, frozen=True):
    """One message of a dialogue.

    `reasoning` is kept apart from `content`. A tool message answers the call `tool_call_id`, and
    its `status` says whether the call succeeded: nobody has to guess it from the text.
    `train` and `weight` speak of assistant messages only: whether, and how much, a trainer
    should learn from them.
    """

    role: Role
    content: str = ""
    id: str = ""
    reasoning: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""
    status: ResultStatus | None = None
    train: bool = True
    weight: float = 1.0


class Usage(Record, frozen=True):
    """What a model call consumed. Tokens as the endpoint counted them; `cost` in US dollars."""

    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            requests=self.requests + other.requests,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            cost=self.cost + other.cost,
        )
