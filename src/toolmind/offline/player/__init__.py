"""The embedded model: a small, deterministic, rule-based player, so that nothing else is needed.

It answers the same prompts as a language model would, through the same interface: it is told apart
from one only by what it says. Of a prompt it reads the JSON blocks, which also tell the role that
it plays, and none of the sentences around them. It is no language model: its runs carry its name,
and show that the road works, not what a teacher would say.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import orjson

from toolmind.caches import IdentityCache
from toolmind.models.ask_again import CORRECTION, accepted
from toolmind.models.base import ChatReply, ChatRequest, Read
from toolmind.models.cost import Meter
from toolmind.offline.player import assistant, completion, edge, judge, scenario, tool, user
from toolmind.offline.player.blocks import Blocks, json_blocks
from toolmind.records import Message, Schema, Tool, Usage

NAME = "embedded"


def _json(value: object) -> Message:
    return Message(role="assistant", content=orjson.dumps(value).decode())


Play = Callable[[ChatRequest, Blocks], Message]
"""Answers a request, whose prompt holds these blocks, in one role."""

_ROLES: tuple[tuple[frozenset[str], Play], ...] = (
    (
        frozenset({"Brief"}),
        lambda request, blocks: Message(
            role="assistant", content=user.speak(blocks, request.messages)
        ),
    ),
    (
        frozenset({"Notes"}),
        lambda _, blocks: Message(role="assistant", content=user.word(blocks["Notes"])),
    ),
    (frozenset({"Chain"}), lambda r, blocks: _json(scenario.write(blocks, _seed(r)))),
    (frozenset({"World", "Answer"}), lambda *_: _json({"reason": "", "consistent": True})),
    (
        frozenset({"World", "Story"}),
        lambda r, blocks: _json(tool.answer(blocks, r.messages, _seed(r))),
    ),
    (frozenset({"Dialogue", "Turns"}), lambda _, blocks: _json(judge.judge_turns(blocks))),
    (frozenset({"Dialogue", "Intent"}), lambda _, blocks: _json(judge.judge_trajectory(blocks))),
    (frozenset({"Function", "Missing"}), lambda _, blocks: _json(completion.complete(blocks))),
    (frozenset({"Source", "Targets"}), lambda _, blocks: _json(edge.validate_edges(blocks))),
)
"""The blocks that tell a role, and how it is played; where there are none, it is the assistant."""


def _assistant(request: ChatRequest, blocks: Blocks) -> Message:
    return assistant.reply(request)


def _seed(request: ChatRequest) -> int:
    return request.sampling.seed or 0


class EmbeddedModel:
    """Answers any chat request by rule. Free, offline, the same answer for the same request."""

    name = NAME

    def __init__(self, meter: Meter | None = None) -> None:
        self._meter = meter

    async def chat(self, request: ChatRequest, read: Read | None = None) -> ChatReply:
        """Answer one request; what these rules say is right, so that it is not asked again.

        Raises:
            ReplyError: `read` refuses it all the same.
        """
        request = _as_first_asked(request)
        blocks = _blocks(request)
        play = next((play for told, play in _ROLES if told <= blocks.keys()), _assistant)
        message = play(request, blocks)
        usage = _usage(request, message)
        if self._meter:
            self._meter.paid(NAME, usage)
        reply = ChatReply(
            message=message,
            finish_reason="tool_calls" if message.tool_calls else "stop",
            usage=usage,
            model=NAME,
        )
        return accepted(reply, request, read) if read else reply

    async def close(self) -> None:
        """Nothing to free."""


def _blocks(request: ChatRequest) -> Blocks:
    """Return the blocks of a prompt; of one whose examples are exchanges, those asked about."""
    blocks = json_blocks(request.messages[0].content)
    last = request.messages[-1]
    if blocks or last.role != "user" or not last.content.startswith("## Notes"):
        return blocks
    return json_blocks(last.content)


def _as_first_asked(request: ChatRequest) -> ChatRequest:
    """Return the request without being told that a reply to it was no good.

    These rules know no better, and where the reply was spoilt on its way they give it again.
    """
    messages = request.messages
    while _is_correction(messages[-1]):
        while _is_correction(messages[-1]):  # each call of a turn is told
            messages = messages[:-1]
        if messages[-1].role == "assistant":
            messages = messages[:-1]
    if len(messages) == len(request.messages):
        return request
    return msgspec.structs.replace(request, messages=messages)


def _is_correction(message: Message) -> bool:
    return message.role in ("user", "tool") and message.content.startswith(CORRECTION)


def _usage(request: ChatRequest, reply: Message) -> Usage:
    """Estimate tokens at four characters each; there is no tokenizer behind these rules.

    Tools and the schema of the answer are sent with every request, and count with it.
    """
    asked = sum(map(_characters, request.messages)) + sum(map(_TOOL_SIZES.of, request.tools))
    if request.response_schema is not None:
        asked += _SCHEMA_SIZES.of(request.response_schema)
    return Usage(
        requests=1,
        prompt_tokens=asked // 4,
        completion_tokens=_characters(reply) // 4,
    )


_TOOL_SIZES = IdentityCache[Tool, int](lambda tool: len(orjson.dumps(tool.spec())), 8192)
_SCHEMA_SIZES = IdentityCache[Schema, int](lambda schema: len(orjson.dumps(schema)), 256)


def _characters(message: Message) -> int:
    return len(message.content) + sum(len(call.arguments) for call in message.tool_calls)
