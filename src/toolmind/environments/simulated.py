"""The simulated environment: a model plays the tools (paper §3.2, the tool agent).

What a model is not needed for, it is not asked for: bad calls and planned failures are answered by
rule, and what was read before is read again while nothing can have been written in between.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import orjson

from toolmind.environments.base import EnvironmentProvider, ToolResult
from toolmind.environments.required_outputs import RequiredOutput, canonical
from toolmind.environments.results import check_call, ok
from toolmind.environments.staging import Staging
from toolmind.errors import ReplyError, SimulationError
from toolmind.models.ask_again import refuse
from toolmind.models.base import ChatModel, ChatRequest, Sampling
from toolmind.models.structured import ask_json
from toolmind.plugins import Resource
from toolmind.prompts import Prompt
from toolmind.records import JSON, Message, Scenario, Schema, Tool, ToolCall
from toolmind.records.clock import situated
from toolmind.schema import cached_per_schema, get_path, problem
from toolmind.tools.effects import tool_effect


class SimulatedProvider(EnvironmentProvider):
    """Worlds that are played by the model of role `tool`, or by the one that a setting names."""

    def __init__(
        self,
        model: Annotated[ChatModel, Resource("tool")],
        prompt: Annotated[Prompt, Resource("tool")],
    ) -> None:
        self._model, self._prompt = model, prompt

    async def world(self, tools: Mapping[str, Tool]) -> SimulatedEnvironment:
        """Return the world of one dialogue."""
        return SimulatedEnvironment(tools, self._model, self._prompt)


class SimulatedEnvironment:
    """Lets a model answer the calls; its results are validated against `returns`.

    Calls of one dialogue are answered one after the other, so that each can agree with all before.
    """

    def __init__(self, tools: Mapping[str, Tool], model: ChatModel, prompt: Prompt) -> None:
        self._tools = tools
        self._model = model
        self._prompt = prompt
        self._lock = asyncio.Lock()
        self._scenario_seed, self._clock = 0, ""
        self._staging: Staging | None = None
        self._earlier: list[tuple[str, ToolResult]] = []
        """The calls answered so far, as JSON, and their results: every prompt repeats them."""
        self._answers: dict[tuple[str, str], ToolResult] = {}
        """What was read since something may have been written."""

    async def reset(self, scenario: Scenario) -> None:
        """Forget all earlier calls."""
        self._scenario_seed, self._clock = scenario.seed, scenario.clock
        self._staging = Staging(scenario, self._tools)
        self._earlier, self._answers = [], {}

    async def call(self, call: ToolCall) -> ToolResult:
        """Answer a call by rule where that is enough, else by the model.

        Raises:
            ModelError: the endpoint did not answer.
            SimulationError: the model gave no usable result, even after being told why.
        """
        checked = check_call(self._tools, call)
        if isinstance(checked, ToolResult):
            return checked
        async with self._lock:
            return await self._answer(*checked)

    async def state(self) -> dict[str, Any]:
        """Return the calls answered so far with their results: all that a model's world is."""
        return {"calls": orjson.loads(self._repeated())}

    async def close(self) -> None:
        """Nothing to free: the model belongs to the run."""

    async def _answer(self, tool: Tool, arguments: dict[str, Any]) -> ToolResult:
        assert self._staging, "reset comes first"
        reads = tool_effect(tool).reads
        if (
            not reads
        ):  # before it is tried: what fails, or is not answered in time, may have written
            self._answers.clear()
        key = (tool.name, canonical(arguments))
        if key in self._answers:
            return self._answers[key]
        asked = _text({"id": tool.id, "name": tool.name, "arguments": arguments})
        result = await self._ask(tool, asked)
        if reads:
            self._answers[key] = result
        self._earlier.append((asked, result))
        return result

    def _repeated(self) -> str:
        """Return the calls answered so far with their results, as JSON."""
        calls = [
            f'{asked[:-1]},"status":"{result.status}","result":{result.content}}}'
            for asked, result in self._earlier
        ]
        return f"[{','.join(calls)}]"

    async def _ask(self, tool: Tool, asked: str) -> ToolResult:
        assert self._staging
        feeds = self._staging.feeds(tool)
        request = ChatRequest(
            messages=(Message(role="user", content=self._render(tool, asked, feeds)),),
            sampling=Sampling(seed=self._scenario_seed),
            response_schema=answer_schema(tool.returns) if tool.returns else None,
        )
        try:
            return await ask_json(self._model, request, lambda reply: read_result(reply, feeds))
        except ReplyError as error:
            code = f"tool.{error.code.removeprefix('reply.')}"
            raise SimulationError(code, f"{tool.name}: {error.explanation}") from error

    def _render(self, tool: Tool, asked: str, feeds: tuple[RequiredOutput, ...]) -> str:
        definition = {
            "id": tool.id,  # the name may have been shortened
            "name": tool.name,
            "description": tool.description,
            "domain": tool.domain,
            "parameters": tool.parameters,
            "returns": tool.returns,
        }
        return self._prompt.render(
            situation=_text(situated(self._clock)),
            tool=_text(definition),
            earlier=self._repeated(),
            needed=_text([{"path": feed.path, "schema": feed.into} for feed in feeds]),
            call=asked,
        )


_ERROR: Schema = {
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
            "required": ["code", "message"],
        }
    },
    "required": ["error"],
    "additionalProperties": False,
}


@cached_per_schema(1024)
def answer_schema(returns: Schema) -> Schema:
    """Return the schema of what may be answered for a tool: its result, or an error."""
    if b'"$ref"' in orjson.dumps(returns):
        returns = {"$id": "urn:toolmind:result", **returns}  # what its references point into
    return {"anyOf": [returns, _ERROR]}


def read_result(reply: JSON, feeds: tuple[RequiredOutput, ...] = ()) -> ToolResult:
    """Return a model's reply, valid under `answer_schema`, as a result.

    Raises:
        ValueError: it lacks what is needed; says all of it.
    """
    if _is_error(reply):
        code = str(reply["error"]["code"])
        return ToolResult(content=orjson.dumps(reply).decode(), status="error", code=code)
    refuse([fault for feed in feeds for fault in _lacks(reply, feed)])
    return ok(reply)


def _lacks(reply: JSON, feed: RequiredOutput) -> Iterator[str]:
    """Yield how a result falls short of an output that is needed."""
    values = get_path(reply, feed.path)
    if not values:
        yield f"the result lacks {feed.path!r}, which is needed"
    for value in values:
        if fault := problem(feed.into, value):
            yield f"{feed.path!r} does not fit what it is needed for: {fault}"


def _is_error(reply: JSON) -> bool:
    cause = reply.get("error") if isinstance(reply, dict) and len(reply) == 1 else None
    return isinstance(cause, dict) and isinstance(cause.get("code"), str) and "message" in cause


def _text(value: JSON) -> str:
    return orjson.dumps(value).decode()
