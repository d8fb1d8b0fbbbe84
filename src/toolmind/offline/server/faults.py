"""What real endpoints do wrong, on request: which fault meets which request, and how it looks.

Faults on the wire are carried out by the server; faults in what the model says are functions from
a good reply to a bad one. Every draw depends only on the seed, the request's content and how often
that content has been asked, so a run meets the same faults whatever its timing.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

import msgspec
import orjson

from toolmind.errors import ConfigError
from toolmind.models.base import ChatReply, ChatRequest
from toolmind.records import ToolCall

WIRE_FAULTS = {
    "429": "refused with status 429, no word on how long to wait",
    "429-retry-after": "refused with status 429 and a Retry-After header",
    "500": "status 500",
    "503": "status 503",
    "reset": "the connection is reset before any answer",
    "half-body": "the headers and half of the body, then the connection closes",
    "invalid-json": "status 200 with a whole body that is not JSON",
    "slow-first-byte": "a good answer whose first byte comes late",
}

REPLY_FAULTS = {
    "wrong-tool-name": "calls a tool that does not exist",
    "hallucinated-argument": "a call has an argument that its tool does not declare",
    "missing-argument": "a call lacks a required argument",
    "broken-arguments": "the arguments of a call are not JSON",
    "prose-around-json": "a JSON answer comes inside prose and a code fence",
    "endless-text": "the text repeats itself until the token limit cuts it",
}

FAULTS = WIRE_FAULTS | REPLY_FAULTS

ENDLESS_TOKENS = 8192
"""Where endless text is cut when the request sets no limit; ours."""


@dataclass(frozen=True)
class FaultPlan:
    """At which rate each kind of fault is injected.

    A reply fault that does not fit the reply (a wrong tool name where nothing is called) is not
    injected: its rate is of the replies that it fits.

    Raises:
        ConfigError: an unknown kind, a rate outside 0..1, or rates that add up to more than 1.
    """

    rates: Mapping[str, float] = field(default_factory=dict)
    seed: int = 0

    def __post_init__(self) -> None:
        for kind, rate in self.rates.items():
            if kind not in FAULTS:
                near = difflib.get_close_matches(kind, FAULTS, 1, 0.0)
                raise ConfigError(
                    f"no fault is called {kind!r}; did you mean {near[0]!r}? "
                    f"There are {', '.join(FAULTS)}"
                )
            if not 0 <= rate <= 1:
                raise ConfigError(f"fault {kind}: the rate {rate} is not between 0 and 1")
        if (total := sum(self.rates.values())) > 1 + 1e-9:
            raise ConfigError(f"the rates of all faults add up to {total:g}, more than 1")

    def draw(self, key: str, attempt: int) -> tuple[str | None, Random]:
        """Return the fault for the `attempt`-th time that content `key` is asked, or None.

        The generator that comes with it is for the fault's own choices.
        """
        digest = hashlib.blake2b(f"{self.seed}\0{key}\0{attempt}".encode(), digest_size=8).digest()
        rng = Random(int.from_bytes(digest, "big"))
        spot = rng.random()
        for kind, rate in self.rates.items():
            if spot < rate:
                return kind, rng
            spot -= rate
        return None, rng


def spoil(kind: str, request: ChatRequest, reply: ChatReply, rng: Random) -> ChatReply | None:
    """Return the reply with a reply fault in it, or None where the fault does not fit."""
    return _SPOILERS[kind](request, reply, rng)


def _wrong_tool_name(request: ChatRequest, reply: ChatReply, rng: Random) -> ChatReply | None:
    if not reply.message.tool_calls:
        return None
    shown = {tool.name for tool in request.tools}
    call = reply.message.tool_calls[0]
    endings = ["_info", "_v2", "_details", "_tool"]
    rng.shuffle(endings)
    names = (call.name[: 64 - len(ending)] + ending for ending in endings)
    name = next((name for name in names if name not in shown), None)
    return _with_call(reply, 0, msgspec.structs.replace(call, name=name)) if name else None


def _hallucinated_argument(request: ChatRequest, reply: ChatReply, rng: Random) -> ChatReply | None:
    invented = {"verbose": True, "auth_token": "sk_live_9f2c", "api_version": "2.1", "retries": 3}
    for at, call, arguments in _readable_calls(reply):
        declared = _declared(request, call.name)
        free = [name for name in invented if name not in declared and name not in arguments]
        if free:
            name = rng.choice(free)
            return _with_arguments(reply, at, {**arguments, name: invented[name]})
    return None


def _missing_argument(request: ChatRequest, reply: ChatReply, rng: Random) -> ChatReply | None:
    schemas = {tool.name: tool.parameters for tool in request.tools}
    for at, call, arguments in _readable_calls(reply):
        required = schemas.get(call.name, {}).get("required") or ()
        if given := [name for name in required if name in arguments]:
            gone = rng.choice(given)
            kept = {name: value for name, value in arguments.items() if name != gone}
            return _with_arguments(reply, at, kept)
    return None


def _broken_arguments(request: ChatRequest, reply: ChatReply, rng: Random) -> ChatReply | None:
    if not reply.message.tool_calls:
        return None
    call = reply.message.tool_calls[0]
    text = call.arguments.rstrip()
    # Losing the last brace is how models and cut streams break objects most often.
    cut = rng.randrange(1, len(text)) if len(text) > 1 else 0
    return _with_call(reply, 0, msgspec.structs.replace(call, arguments=text[:cut] or "{"))


def _prose_around_json(request: ChatRequest, reply: ChatReply, rng: Random) -> ChatReply | None:
    content = reply.message.content
    try:
        orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    before = rng.choice(["Sure! Here is the JSON you asked for:", "My assessment:", "Certainly."])
    after = "Let me know if you would like anything changed."
    return _with_content(reply, f"{before}\n\n```json\n{content}\n```\n\n{after}")


def _endless_text(request: ChatRequest, reply: ChatReply, rng: Random) -> ChatReply | None:
    limit = request.sampling.max_tokens or ENDLESS_TOKENS
    phrase = rng.choice([" and so on,", " as I said,", " the the the"])  # 3 tokens each
    text = reply.message.content + phrase * (limit // 3)
    message = msgspec.structs.replace(reply.message, content=text, tool_calls=())
    usage = msgspec.structs.replace(reply.usage, completion_tokens=limit)
    return msgspec.structs.replace(reply, message=message, usage=usage, finish_reason="length")


_SPOILERS: dict[str, Callable[[ChatRequest, ChatReply, Random], ChatReply | None]] = {
    "wrong-tool-name": _wrong_tool_name,
    "hallucinated-argument": _hallucinated_argument,
    "missing-argument": _missing_argument,
    "broken-arguments": _broken_arguments,
    "prose-around-json": _prose_around_json,
    "endless-text": _endless_text,
}


def _declared(request: ChatRequest, name: str) -> set[str]:
    for tool in request.tools:
        if tool.name == name:
            return set(tool.parameters.get("properties") or ())
    return set()


def _readable_calls(reply: ChatReply) -> list[tuple[int, ToolCall, dict[str, object]]]:
    calls = []
    for at, call in enumerate(reply.message.tool_calls):
        try:
            calls.append((at, call, call.parsed()))
        except ValueError:
            continue
    return calls


def _with_arguments(reply: ChatReply, at: int, arguments: dict[str, object]) -> ChatReply:
    text = orjson.dumps(arguments).decode()
    call = msgspec.structs.replace(reply.message.tool_calls[at], arguments=text)
    return _with_call(reply, at, call)


def _with_call(reply: ChatReply, at: int, call: ToolCall) -> ChatReply:
    calls = reply.message.tool_calls
    message = msgspec.structs.replace(
        reply.message, tool_calls=(*calls[:at], call, *calls[at + 1 :])
    )
    return msgspec.structs.replace(reply, message=message)


def _with_content(reply: ChatReply, content: str) -> ChatReply:
    message = msgspec.structs.replace(reply.message, content=content)
    return msgspec.structs.replace(reply, message=message)
