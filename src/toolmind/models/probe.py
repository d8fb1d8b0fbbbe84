"""What an OpenAI-compatible server can do, found out by asking it.

Servers differ in what they accept, and some accept what they then ignore. Each probe is one small
request and a look at the answer: `yes`, `ignored` (accepted, not done) or `refused` (an error).
A model that is asked to call a tool may choose not to, so `ignored` speaks of the model too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import aiohttp
import msgspec
import orjson
from yarl import URL

from toolmind.errors import ConfigError, ReplyError
from toolmind.models.ask_again import valid_json
from toolmind.models.client.completion import WireChoice, decode_reply, read_logprobs
from toolmind.models.client.proxy import proxy_for
from toolmind.models.client.transport import read_key
from toolmind.records import Record, Schema

Answer = Literal["yes", "ignored", "refused"]


class Finding(Record, frozen=True):
    """What one probe found."""

    feature: str
    answer: Answer
    note: str = ""


class ProbeReport(Record, frozen=True):
    """What a server can do, and the settings that suit it."""

    model: str
    findings: tuple[Finding, ...]

    def answer(self, feature: str) -> Answer | None:
        """Return what was found about a feature."""
        return next((one.answer for one in self.findings if one.feature == feature), None)

    def settings(self) -> dict[str, str]:
        """Return the model settings to use with this server."""
        tools = [one for one in self.findings if one.feature.startswith("tools: ")]
        native = any(one.answer == "yes" for one in tools)
        native = native and self.answer("tool results") == "yes"
        return {
            "tool_mode": "native" if native else "hermes",
            "structured": "native" if self.answer("json_schema") == "yes" else "prompt",
        }


def _tool(name: str, what: str) -> Schema:
    city = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
    function = {"name": name, "description": f"Get the {what} of a city", "parameters": city}
    return {"type": "function", "function": function}


_TOOLS = [_tool("get_weather", "weather"), _tool("get_time", "local time")]
_SCORE: Schema = {
    "type": "object",
    "properties": {"score": {"type": "integer"}},
    "required": ["score"],
    "additionalProperties": False,
}
_CALL = {
    "id": "call_1",
    "type": "function",
    "function": {"name": "get_weather", "arguments": '{"city": "Rome"}'},
}


def _ask(text: str, **fields: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": text}], **fields}


def _after_call(content: str | None) -> dict[str, Any]:
    """Return a dialogue with a call and its result in it."""
    return {
        "messages": [
            {"role": "user", "content": "What is the weather in Rome?"},
            {"role": "assistant", "content": content, "tool_calls": [_CALL]},
            {"role": "tool", "tool_call_id": "call_1", "content": '{"sky": "clear"}'},
        ],
        "tools": _TOOLS,
    }


def _schema_format() -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": "score", "schema": _SCORE}}


def _answered(choice: WireChoice) -> str | None:
    return ""


def _called(choice: WireChoice) -> str | None:
    if choice.message.calls():
        return ""
    return "as text" if "<tool_call>" in choice.message.text() else None


def _called_time(choice: WireChoice) -> str | None:
    calls = choice.message.calls()
    return "" if any(call.function.name == "get_time" for call in calls) else None


def _called_twice(choice: WireChoice) -> str | None:
    if len(choice.message.calls()) > 1:
        return ""
    return "as text" if choice.message.text().count("<tool_call>") > 1 else None


def _scored(choice: WireChoice) -> str | None:
    try:
        valid_json(choice.message.text(), _SCORE)
    except ReplyError:
        return None
    return ""


def _has_logprobs(choice: WireChoice) -> str | None:
    return "" if read_logprobs(choice) else None


def _reasoned(choice: WireChoice) -> str | None:
    for field in ("reasoning_content", "reasoning"):
        if getattr(choice.message, field):
            return f"in {field}"
    return "inline" if "</think>" in choice.message.text() else None


Judge = Callable[[WireChoice], str | None]
"""A note if the answer does what was asked, None if it does not."""

_WEATHER = "What is the weather in Rome? Use the tool."
_PROBES: dict[str, tuple[dict[str, Any], Judge]] = {
    "chat": (_ask("Say hello."), _answered),
    "tools: auto": (_ask(_WEATHER, tools=_TOOLS), _called),
    "tools: required": (_ask("Hello", tools=_TOOLS, tool_choice="required"), _called),
    "tools: named": (
        _ask(
            "What time is it in Rome?",
            tools=_TOOLS,
            tool_choice={"type": "function", "function": {"name": "get_time"}},
        ),
        _called_time,
    ),
    "tools: parallel": (
        _ask("Get the weather in Rome and in Oslo, with two calls at once.", tools=_TOOLS),
        _called_twice,
    ),
    "tool results": (_after_call(""), _answered),
    "null content": (_after_call(None), _answered),
    "json_schema": (
        _ask("Score this text from 0 to 9: fine.", response_format=_schema_format()),
        _scored,
    ),
    "logprobs": (_ask("Say yes.", logprobs=True, top_logprobs=2), _has_logprobs),
    "reasoning": (_ask("Think, then say what 17 times 23 is."), _reasoned),
}


async def probe(
    base_url: str, *, model: str = "", api_key_env: str = "", timeout_s: float = 120.0
) -> ProbeReport:
    """Ask a server what it can do. Without a model, the first one that it lists is used.

    Raises:
        ConfigError: nobody answers there, the key is refused, or no model is to be found.
    """
    key = read_key(api_key_env)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    timeout = aiohttp.ClientTimeout(total=timeout_s)
    base = base_url.rstrip("/")
    async with aiohttp.ClientSession(
        headers=headers, timeout=timeout, proxy=proxy_for(URL(base))
    ) as session:
        model = model or await _first_model(session, base)
        findings = [
            await _try(session, base, feature, {"model": model, "max_tokens": 512, **body}, judge)
            for feature, (body, judge) in _PROBES.items()
        ]
    return ProbeReport(model=model, findings=tuple(findings))


async def _first_model(session: aiohttp.ClientSession, base: str) -> str:
    try:
        async with session.get(f"{base}/models", allow_redirects=False) as response:
            raw = await response.read()
        if response.status != 200:
            raise ConfigError(f"{base}/models answered {response.status}; name a model")
        return str(orjson.loads(raw)["data"][0]["id"])
    except (aiohttp.ClientError, TimeoutError) as error:
        raise ConfigError(f"{base}: nobody answers: {type(error).__name__}") from None
    except (orjson.JSONDecodeError, LookupError, TypeError):
        raise ConfigError(f"{base}/models lists no model; name one") from None


async def _try(
    session: aiohttp.ClientSession, base: str, feature: str, body: dict[str, Any], judge: Judge
) -> Finding:
    url = f"{base}/chat/completions"
    try:
        async with session.post(url, json=body, allow_redirects=False) as response:
            raw = await response.read()
    except (aiohttp.ClientError, TimeoutError) as error:
        return Finding(feature=feature, answer="refused", note=type(error).__name__)
    if response.status in (401, 403):
        raise ConfigError(f"{base} answered {response.status}: it refuses the key")
    if response.status != 200:
        return Finding(feature=feature, answer="refused", note=f"status {response.status}")
    try:
        choice = decode_reply(raw).choices[0]
    except msgspec.MsgspecError as error:
        return Finding(feature=feature, answer="refused", note=f"not a completion: {error}")
    note = judge(choice)
    return Finding(feature=feature, answer="ignored" if note is None else "yes", note=note or "")
