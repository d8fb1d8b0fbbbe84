"""What an OpenAI-compatible server can do, found out by asking it.

Servers differ in what they accept, and some accept what they then ignore. Each probe is one small
request and a look at the answer: `yes`, `ignored` (accepted, not done), `refused` (an error) or
`failed` (no answer in three tries: nothing is known). A model that is asked to call a tool may
choose not to, so `ignored` speaks of the model too. The tool modes are not guessed from that: in
each of them one small dialogue with a call is played by the client that a run uses.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import aiohttp
import msgspec
import orjson
from yarl import URL

from toolmind.config import ModelConfig
from toolmind.errors import ConfigError, ReplyError
from toolmind.models.ask_again import valid_json
from toolmind.models.client.complaints import Complained
from toolmind.models.client.completion import WireChoice, decode_reply, read_logprobs
from toolmind.models.client.proxy import proxy_for
from toolmind.models.client.transport import read_key, version_hint
from toolmind.models.tool_trial import TIME, WEATHER, WISH, try_tools
from toolmind.records import Record, Schema

Answer = Literal["yes", "ignored", "refused", "failed"]

_TRIES, _PAUSE_S = 3, 0.5
"""Attempts where a connection breaks or a server is busy, and seconds between them (ours)."""

_BUSY = frozenset({408, 409, 429, *range(500, 600)})
_MODES = ("native", "json", "hermes", "qwen_xml", "python")


class Finding(Record, frozen=True):
    """What one probe found."""

    feature: str
    answer: Answer
    note: str = ""


class ProbeReport(Record, frozen=True):
    """What a server can do, where it is, and the settings that suit it."""

    base_url: str
    model: str
    findings: tuple[Finding, ...]

    def answer(self, feature: str) -> Answer | None:
        """Return what was found about a feature."""
        return next((one.answer for one in self.findings if one.feature == feature), None)

    def settings(self) -> dict[str, str]:
        """Return the model settings to use with this server; no `tool_mode` where none works.

        What a server takes as a run sends it by default needs no setting.
        """
        modes = (mode for mode in _MODES if self.answer(f"mode: {mode}") == "yes")
        found = {"tool_mode": mode} if (mode := next(modes, None)) else {}
        found["structured"] = "native" if self.answer("json_schema") == "yes" else "prompt"
        return found | _fitting(self.findings)


def _fitting(findings: tuple[Finding, ...] | list[Finding]) -> dict[str, str]:
    """Return the settings of messages that a server needs, of those that it took."""
    took = {one.feature: one.answer in ("yes", "ignored") for one in findings}
    found: dict[str, str] = {}
    if not took.get("system message", True):
        roles = (role for role in ("developer", "user") if took.get(f"system as {role}"))
        found["system_as"] = next(roles, "user")
    if not took.get("tool results", True):
        contents = (one for one in ("null", "omit", "space") if took.get(f"content: {one}"))
        if content := next(contents, ""):
            found["empty_content"] = content
    return found


_TOOLS = [WEATHER.spec(), TIME.spec()]
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


def _with_system(role: str) -> dict[str, Any]:
    """Return a dialogue whose system message is of a role."""
    messages = [{"role": role, "content": "Be brief."}, {"role": "user", "content": "Say hello."}]
    if role == "user":
        messages = [{"role": "user", "content": "Be brief.\n\nSay hello."}]
    return {"messages": messages}


def _after_call(**content: str | None) -> dict[str, Any]:
    """Return a dialogue with a call and its result in it."""
    return {
        "messages": [
            {"role": "user", "content": WISH},
            {"role": "assistant", "tool_calls": [_CALL], **content},
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

_TWICE = (
    '1. Get the weather of a city. The city is "Rome".\n'
    '2. Get the weather of a city. The city is "Oslo".\n\nYou can do all of these at once.'
)
_WHEN = 'Please get the local time of a city. The city is "Rome".'


class Probe(NamedTuple):
    """One request and how its answer is judged; after a probe that went well it is not needed."""

    feature: str
    body: dict[str, Any]
    judge: Judge
    unless: str = ""


_NAMED = {"type": "function", "function": {"name": "get_time"}}
_PROBES = (
    Probe("chat", _ask("Say hello."), _answered),
    Probe("system message", _with_system("system"), _answered),
    Probe("system as developer", _with_system("developer"), _answered, "system message"),
    Probe("system as user", _with_system("user"), _answered, "system message"),
    Probe("tools: auto", _ask(WISH, tools=_TOOLS), _called),
    Probe("tools: required", _ask(WISH, tools=_TOOLS, tool_choice="required"), _called),
    Probe(
        "tools: named",
        _ask(_WHEN, tools=_TOOLS, tool_choice=_NAMED),
        _called_time,
    ),
    Probe(
        "tools: parallel",
        _ask(_TWICE, tools=_TOOLS),
        _called_twice,
    ),
    Probe("tool results", _after_call(content=""), _answered),
    Probe("content: null", _after_call(content=None), _answered, "tool results"),
    Probe("content: omit", _after_call(), _answered, "tool results"),
    Probe("content: space", _after_call(content=" "), _answered, "tool results"),
    Probe(
        "json_schema",
        _ask("Score this text from 0 to 9: fine.", response_format=_schema_format()),
        _scored,
    ),
    Probe("logprobs", _ask("Say yes.", logprobs=True, top_logprobs=2), _has_logprobs),
    Probe("reasoning", _ask("Think, then say what 17 times 23 is."), _reasoned),
)


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
        base, listed = await _models(session, base)
        model = model or _first(base, listed)
        findings: list[Finding] = []
        for one in _PROBES:
            if not any(met.feature == one.unless and met.answer == "yes" for met in findings):
                findings.append(await _try(session, base, model, one))
    for mode in _MODES:
        findings.append(await _play(base, model, api_key_env, mode, _fitting(findings), timeout_s))
    return ProbeReport(base_url=base, model=model, findings=tuple(findings))


async def _models(session: aiohttp.ClientSession, base: str) -> tuple[str, Any]:
    """Return where the server answers, also if the version was left out, and what it lists."""
    status, listed = await _get(session, base)
    if status in (404, 405) and version_hint(base):
        versioned, there = await _get(session, f"{base}/v1")
        if versioned == 200:
            return f"{base}/v1", there
    return base, listed


async def _get(session: aiohttp.ClientSession, base: str) -> tuple[int, Any]:
    try:
        async with session.get(f"{base}/models", allow_redirects=False) as response:
            raw = await response.read()
        return response.status, orjson.loads(raw) if response.status == 200 else None
    except (aiohttp.ClientError, TimeoutError) as error:
        raise ConfigError(f"{base}: nobody answers: {type(error).__name__}") from None
    except orjson.JSONDecodeError:
        return 404, None  # a web page is no list


def _first(base: str, listed: Any) -> str:
    try:
        return str(listed["data"][0]["id"])
    except (LookupError, TypeError):
        hint = version_hint(base)
        raise ConfigError(f"{base}/models lists no model; name one{hint}") from None


async def _try(session: aiohttp.ClientSession, base: str, model: str, probe: Probe) -> Finding:
    """Return what one probe finds; a fault that may pass is tried again."""
    finding = Finding(feature=probe.feature, answer="failed")
    for left in reversed(range(_TRIES)):
        finding, passing = await _once(session, base, model, probe)
        if not passing:
            break
        if left:
            await asyncio.sleep(_PAUSE_S)
    return finding


async def _once(
    session: aiohttp.ClientSession, base: str, model: str, probe: Probe
) -> tuple[Finding, bool]:
    """Return what one attempt finds, and whether the next may find something else."""
    url, body = f"{base}/chat/completions", {"model": model, "max_tokens": 512, **probe.body}

    def found(answer: Answer, note: str) -> Finding:
        return Finding(feature=probe.feature, answer=answer, note=note)

    try:
        async with session.post(url, json=body, allow_redirects=False) as response:
            raw = await response.read()
    except (aiohttp.ClientError, TimeoutError) as error:
        return found("failed", type(error).__name__), True
    status = response.status
    if status in (401, 403):
        raise ConfigError(f"{base} answered {status}: it refuses the key")
    if status in (404, 405) and probe.feature == "chat":
        raise ConfigError(f"{url} answered {status}: look at base_url{version_hint(base)}")
    if status != 200:
        return found("refused", f"status {status}"), status in _BUSY
    try:
        choice = decode_reply(raw).choices[0]
    except (msgspec.MsgspecError, Complained) as error:
        return found("refused", f"not a completion: {error}"), isinstance(error, Complained)
    note = probe.judge(choice)
    return found("ignored" if note is None else "yes", note or ""), False


async def _play(
    base: str, model: str, key: str, mode: str, fitting: dict[str, str], timeout_s: float
) -> Finding:
    """Return whether a small dialogue with a call comes back in a tool mode."""
    config = ModelConfig.model_validate(
        {
            "type": "openai",
            "base_url": base,
            "model": model,
            "api_key_env": key,
            "tool_mode": mode,
            "sampling": {"temperature": 0, "max_tokens": 1024},
            "runtime": {"retries": _TRIES - 1, "total_timeout": timeout_s, "patience": timeout_s},
            **fitting,
        }
    )
    fault = await try_tools(config)
    return Finding(feature=f"mode: {mode}", answer="ignored" if fault else "yes", note=fault)
