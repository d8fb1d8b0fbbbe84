"""A chat completion as servers send it: strict in what is learned, lenient in what nobody needs.

A reply without a message is none. But no good reply is thrown away for how a server counts its
tokens, numbers its calls, or shapes reasoning and log-probabilities that nobody asked for: such
fields are of any type, and read by the functions here, which make of them what they can.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Literal

import msgspec
import orjson

from toolmind.models.client.complaints import Complained, Complaint, complaint_in
from toolmind.records import FinishReason, TokenLogprob


class WireFunction(msgspec.Struct):
    """The function of a call; some servers send the arguments as an object."""

    name: str | None = None
    arguments: Any = None


class WireCall(msgspec.Struct):
    """A tool call as a server sends it."""

    function: WireFunction
    id: Any = None


class WireMessage(msgspec.Struct):
    """The assistant message of a choice; `function_call` is of the protocol before `tools`."""

    content: str | list[Any] | dict[str, Any] | None = None
    tool_calls: list[WireCall] | WireCall | None = None
    function_call: WireFunction | None = None
    reasoning_content: Any = None
    reasoning: Any = None
    refusal: Any = None

    def calls(self) -> list[WireCall]:
        """Return the calls; a single one may come without a list, or in the old field."""
        if isinstance(self.tool_calls, WireCall):
            return [self.tool_calls]
        if not self.tool_calls and self.function_call and self.function_call.name:
            return [WireCall(self.function_call)]
        return self.tool_calls or []

    def text(self) -> str:
        """Return the content without parts of reasoning."""
        if self.content is None or isinstance(self.content, str):
            return self.content or ""
        return "".join(_texts(part for part in self._parts() if not _is_thought(part)))

    def thoughts(self) -> str:
        """Return the reasoning, from whichever field or part has it."""
        if self.reasoning_content is None and self.reasoning is None and type(self.content) is str:
            return ""  # as nearly all replies have it
        told = "".join(_texts(self.reasoning_content)) or "".join(_texts(self.reasoning))
        return told or "".join(_texts(part for part in self._parts() if _is_thought(part)))

    def _parts(self) -> list[Any]:
        if isinstance(self.content, dict):
            return [self.content]
        return self.content if isinstance(self.content, list) else []


class WireChoice(msgspec.Struct):
    """One choice; ToolMind asks for one only. OpenRouter tells in it of a provider's failure."""

    message: WireMessage
    finish_reason: Any = None
    logprobs: msgspec.Raw = msgspec.Raw(b"null")
    error: Any = None

    def finish(self) -> FinishReason | Literal["malformed"] | None:
        """Return why the reply ended; None where that is no reason for which a whole one ends."""
        return _FINISHES.get(str(self.finish_reason or "").lower())


class WireReply(msgspec.Struct):
    """A chat completion."""

    choices: list[WireChoice]
    model: Any = None
    usage: Any = None
    error: Any = None

    def tokens(self, kind: str) -> int | None:
        """Return how many tokens the server counted as `kind`; None if it says no such number."""
        told = self.usage.get(kind) if isinstance(self.usage, dict) else None
        if type(told) is int and told >= 0:  # as nearly all servers say it
            return told
        if isinstance(told, bool) or not isinstance(told, int | float | str):
            return None
        try:
            number = float(told)
        except ValueError:
            return None
        return round(number) if math.isfinite(number) and number >= 0 else None


_FINISHES: dict[str, FinishReason | Literal["malformed"]] = {
    **dict.fromkeys(("", "none", "unknown", "null"), "stop"),  # some servers do not say
    **dict.fromkeys(("stop", "eos", "eos_token", "end_turn", "stop_sequence", "end"), "stop"),
    **dict.fromkeys(("complete", "completed", "finish", "finished", "done", "pause_turn"), "stop"),
    **dict.fromkeys(("tool_calls", "tool_call", "tool_use", "function_call"), "tool_calls"),
    **dict.fromkeys(("length", "max_tokens", "max_output_tokens", "model_length"), "length"),
    **dict.fromkeys(("model_context_window_exceeded", "context_length"), "length"),
    **dict.fromkeys(("content_filter", "content_filtered", "safety", "refusal"), "content_filter"),
    **dict.fromkeys(("recitation", "blocklist", "prohibited_content"), "content_filter"),
    **dict.fromkeys(("sensitive", "spii", "language", "image_safety"), "content_filter"),
    **dict.fromkeys(("malformed_function_call", "unexpected_tool_call"), "malformed"),
}
"""What servers call the reasons for which a reply ends, in lower case (OpenAI, Anthropic, Gemini,
Mistral, Cohere, GLM, llama.cpp, TGI, Ollama). Any other (`error`, `abort`, `timeout`,
`network_error`, `insufficient_system_resource`) says that it broke off."""


class _Top(msgspec.Struct):
    token: str
    logprob: float


class _Token(msgspec.Struct):
    token: str
    logprob: float
    top_logprobs: list[_Top] | None = None


class _Logprobs(msgspec.Struct):
    content: list[_Token] | None = None


_REPLY = msgspec.json.Decoder(WireReply)
_LOGPROBS = msgspec.json.Decoder(_Logprobs | None)


def decode_reply(raw: bytes) -> WireReply:
    """Parse the body of a chat completion.

    Raises:
        msgspec.MsgspecError: not JSON, or not a chat completion with at least one choice.
        Complained: it is an error, or it broke off: `model.unfinished`.
    """
    reply = _decode(raw)
    if not reply.choices:
        raise msgspec.ValidationError("`choices` is empty")
    choice = reply.choices[0]
    if complaint := complaint_in({"error": reply.error or choice.error}):
        raise Complained(complaint)
    if choice.finish() is None:
        broken = Complaint(None, f"the reply broke off: finish reason {choice.finish_reason!r}")
        raise Complained(broken, "model.unfinished")
    return reply


def _decode(raw: bytes) -> WireReply:
    try:
        return _REPLY.decode(raw)
    except msgspec.MsgspecError:
        # NaN where nobody looks, a raw line break in a text: Python reads what JSON forbids.
        with suppress(ValueError, TypeError, RecursionError):
            return _REPLY.decode(orjson.dumps(json.loads(raw, strict=False)))
        raise


def read_logprobs(choice: WireChoice) -> tuple[TokenLogprob, ...]:
    """Return the log-probabilities of a choice; none where it has them in no known shape."""
    try:
        told = _LOGPROBS.decode(choice.logprobs)
    except msgspec.MsgspecError:
        return ()
    return tuple(
        TokenLogprob(
            token=token.token,
            logprob=token.logprob,
            top=tuple((top.token, top.logprob) for top in token.top_logprobs or ()),
        )
        for token in (told.content if told else None) or ()
    )


def _is_thought(part: object) -> bool:
    return isinstance(part, dict) and str(part.get("type", "")).startswith(("think", "reason"))


def _texts(told: object) -> Iterator[str]:
    """Yield the texts in a content or a reasoning: a text, a part, or a list of them."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        for field in ("text", "thinking", "reasoning", "summary", "content"):
            if told.get(field):
                yield from _texts(told[field])
                return
    elif isinstance(told, Iterator | list):
        for part in told:
            yield from _texts(part)
