"""Messages of a dialogue, the calls they make, and what is known of how they came about."""

from __future__ import annotations

from typing import Any, Literal

import orjson

from toolmind.records.base import Record
from toolmind.records.usage import Usage

Role = Literal["system", "user", "assistant", "tool"]
ResultStatus = Literal["ok", "error"]
FinishReason = Literal["stop", "tool_calls", "length", "content_filter"]


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
        value = orjson.loads(self.arguments)
        if not isinstance(value, dict):
            raise ValueError(f"arguments are a JSON {type(value).__name__}, not an object")
        return value

    def spec(self) -> dict[str, Any]:
        """Return the call in OpenAI form; the arguments stay the text that the model wrote."""
        return {
            "id": self.id,
            "type": "function",
            "function": {"name": self.name, "arguments": self.arguments},
        }


class TokenLogprob(Record, frozen=True):
    """A token of a reply, its natural-log probability, and the likeliest tokens there."""

    token: str
    logprob: float
    top: tuple[tuple[str, float], ...] = ()


class Message(Record, frozen=True):
    """One message of a dialogue.

    `reasoning` is kept apart from `content`. A tool message answers the call `tool_call_id`; its
    `status` says whether the call succeeded and its `code`, where it did not, why in one short
    word (``injected.<kind>`` where it failed, or fell short, on purpose): nobody has to guess
    either from the text. `train` and `weight` speak of assistant messages
    only: whether, and how much, a trainer should learn from them.

    With a message of the user may come tools that were not there before: `adds_tools` are the names
    of those that the assistant is offered from then on (see `Scenario.later`).

    `parent` is the id of the message that this one follows; empty where that is the one before it
    in the trajectory. Only a trajectory that branches has any (see `Trajectory.paths`).
    """

    role: Role
    content: str = ""
    id: str = ""
    reasoning: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""
    status: ResultStatus | None = None
    code: str = ""
    train: bool = True
    weight: float = 1.0
    adds_tools: tuple[str, ...] = ()
    parent: str = ""
    origin: Origin | None = None
    """How the message came about, where a model wrote it."""


class Origin(Record, frozen=True):
    """How a model came to write a message.

    `logprobs` only where they were asked for; `alternatives` are the replies to the same request
    that were not chosen, the best first. `faults` are the reasons, as they are counted, for which
    checks would have had this reply otherwise when it was given.
    """

    model: str = ""
    finish_reason: FinishReason = "stop"
    usage: Usage = Usage()
    logprobs: tuple[TokenLogprob, ...] = ()
    alternatives: tuple[Message, ...] = ()
    faults: tuple[str, ...] = ()
