"""The embedded model: a small, deterministic, rule-based player, so that nothing else is needed.

It answers the same prompts as a language model would, through the same interface: it is told apart
from one only by what it says. It knows the role it plays by the first line of its instructions
(``# Role: …``) and plays the assistant where there is none. It is no language model: its runs carry
its name, and show that the road works, not what a teacher would say.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import orjson

from toolmind.models.base import ChatReply, ChatRequest
from toolmind.models.client.replies import CORRECTION
from toolmind.models.cost import Meter
from toolmind.offline.player import assistant, completion, edge, judge, scenario, tool, user
from toolmind.records import Message, Usage

NAME = "embedded"


def _json(value: object) -> Message:
    return Message(role="assistant", content=orjson.dumps(value).decode())


_ROLES: dict[str, Callable[[ChatRequest], Message]] = {
    "edge validator": lambda r: _json(edge.validate_edges(r)),
    "user": lambda r: Message(role="assistant", content=user.speak(r.messages)),
    "scenario writer": lambda r: _json(scenario.write(r)),
    "trajectory judge": lambda r: _json(judge.judge_trajectory(r)),
    "tool simulator": lambda r: _json(tool.answer(r)),
    "tool completion": lambda r: _json(completion.complete(r)),
    "turn judge": lambda r: _json(judge.judge_turn(r)),
}


class EmbeddedModel:
    """Answers any chat request by rule. Free, offline, the same answer for the same request."""

    name = NAME

    def __init__(self, meter: Meter | None = None) -> None:
        self._meter = meter

    async def chat(self, request: ChatRequest) -> ChatReply:
        """Answer one request; never fails."""
        request = _as_first_asked(request.written())
        first_line = request.messages[0].content.partition("\n")[0]
        play = _ROLES.get(first_line.removeprefix("# Role: ").strip(), assistant.reply)
        message = play(request)
        usage = _usage(request, message)
        if self._meter:
            self._meter.paid(NAME, usage)
        return ChatReply(
            message=message,
            finish_reason="tool_calls" if message.tool_calls else "stop",
            usage=usage,
            model=NAME,
        )

    async def close(self) -> None:
        """Nothing to free."""


def _as_first_asked(request: ChatRequest) -> ChatRequest:
    """Return the request without being told that a reply to it was no good.

    These rules never are the cause: the reply was spoilt on its way, so they give it again.
    """
    messages = request.messages
    while messages[-1].role == "user" and messages[-1].content.startswith(CORRECTION):
        messages = messages[:-1]
        if messages[-1].role == "assistant":
            messages = messages[:-1]
    if len(messages) == len(request.messages):
        return request
    return msgspec.structs.replace(request, messages=messages)


def _usage(request: ChatRequest, reply: Message) -> Usage:
    """Estimate tokens at four characters each; there is no tokenizer behind these rules."""
    return Usage(
        requests=1,
        prompt_tokens=sum(map(_characters, request.messages)) // 4,
        completion_tokens=_characters(reply) // 4,
    )


def _characters(message: Message) -> int:
    return len(message.content) + sum(len(call.arguments) for call in message.tool_calls)
