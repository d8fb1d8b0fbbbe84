"""The simulated environment: a model plays the tools (paper §3.2, the tool agent).

It is told the world's records and the story, and then each call, in one conversation that holds its
earlier answers. What a model is not needed for, it is not asked for: bad calls are answered by
rule, and what was read before is read again while nothing can have been written in between. What it
answers is held against all that is known, by rule (`integrity`) and, for a share, by an auditor.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

import orjson
from msgspec.structs import replace
from pydantic import Field

from toolmind.environments.answer_schema import MayFail, answer_schema, error_of
from toolmind.environments.auditor import Auditor
from toolmind.environments.base import EnvironmentProvider, ToolResult
from toolmind.environments.briefing import Briefing, story
from toolmind.environments.integrity import faults
from toolmind.environments.known import Known, texts
from toolmind.environments.required_outputs import RequiredOutput, canonical
from toolmind.environments.results import check_call, ok
from toolmind.environments.staging import Staging
from toolmind.errors import ReplyError, SimulationError
from toolmind.models.ask_again import correction, refuse
from toolmind.models.base import ChatModel, ChatRequest, Sampling
from toolmind.models.structured import ask_json
from toolmind.plugins import Resource
from toolmind.prompts import Prompt
from toolmind.records import JSON, Scenario, Tool, ToolCall
from toolmind.records.clock import situated
from toolmind.text.identifiers import label
from toolmind.tools.effects import tool_effect

_NAMING = re.compile(
    r".*\b(ids?|uuid|guid|key|code|number|no|e ?mail|user ?name|login|owner|handle|slug|arn|name"
    r"|ref|reference|path)"
)
"""Names of arguments that name a thing, which may not be there (ours)."""


class SimulatedProvider(EnvironmentProvider):
    """Worlds that are played by the model of role `tool`, or by the one that a setting names.

    A share `audit_rate` of the answers is shown to an auditor, by default the model that judges;
    what it objects to is asked for once more. `timeout` is how many seconds an answer may take, all
    its attempts together; the item fails that waits longer.
    """

    stateful = True

    keeps_records: ClassVar[bool] = True

    def __init__(
        self,
        model: Annotated[ChatModel, Resource("tool")],
        prompt: Annotated[Prompt, Resource("tool")],
        auditor: Annotated[ChatModel, Resource("auditor")],
        auditor_prompt: Annotated[Prompt, Resource("auditor")],
        audit_rate: Annotated[float, Field(ge=0, le=1)] = 0.0,
        timeout: Annotated[float, Field(gt=0)] | None = None,
    ) -> None:
        self._model, self._prompt, self._timeout = model, prompt, timeout
        self._auditor = Auditor(auditor, auditor_prompt, audit_rate) if audit_rate else None

    async def world(self, tools: Mapping[str, Tool]) -> SimulatedEnvironment:
        """Return the world of one dialogue."""
        return SimulatedEnvironment(
            tools, self._model, self._prompt, auditor=self._auditor, timeout=self._timeout
        )


class SimulatedEnvironment:
    """Lets a model answer the calls; its results are valid under `returns` and agree with all else.

    Calls of one dialogue are answered one after the other, so that each can agree with all before.
    """

    def __init__(
        self,
        tools: Mapping[str, Tool],
        model: ChatModel,
        prompt: Prompt,
        *,
        auditor: Auditor | None = None,
        timeout: float | None = None,
    ) -> None:
        self._tools, self._model, self._prompt = tools, model, prompt
        self._auditor, self._timeout = auditor, timeout
        self._lock = asyncio.Lock()

    async def reset(self, scenario: Scenario) -> None:
        """Begin with the scenario's world, and forget all earlier calls."""
        self._seed = scenario.seed
        self._staging = Staging(scenario, self._tools)
        self._known = Known(scenario)
        self._shared = {"world": _text(self._known.records), "story": _text(story(scenario))}
        situation = _text(situated(scenario.clock))
        self._briefing = Briefing(self._prompt.render(situation=situation, **self._shared))
        self._earlier: list[tuple[str, ToolResult]] = []
        """The calls answered so far, as JSON, and their results."""
        self._answers: dict[tuple[str, str], ToolResult] = {}
        """What was read since something may have been written."""
        self._audits = {"asked": 0, "refused": 0}

    async def call(self, call: ToolCall) -> ToolResult:
        """Answer a call by rule where that is enough, else by the model.

        Raises:
            ModelError: the endpoint did not answer.
            SimulationError: the model gave no usable result, even after being told why, or not in
                time.
        """
        checked = check_call(self._tools, call)
        if isinstance(checked, ToolResult):
            return checked
        async with self._lock:
            return await self._answer(*checked)

    async def state(self) -> dict[str, Any]:
        """Return the world's records as calls have changed them, and the calls with their results.

        Also how many answers were audited, and how many of them refused, if any were.
        """
        state = {"records": self._known.records, "calls": orjson.loads(self._repeated())}
        return state | ({"audits": dict(self._audits)} if self._audits["asked"] else {})

    async def close(self) -> None:
        """Nothing to free: the models belong to the run."""

    async def _answer(self, tool: Tool, arguments: dict[str, Any]) -> ToolResult:
        effect = tool_effect(tool)
        if not effect.reads:  # before it is tried: what is not answered in time may have written
            self._answers.clear()
        key = (tool.name, canonical(arguments))
        if key in self._answers:
            return self._answers[key]
        asked = _text({"id": tool.id, "name": tool.name, "arguments": arguments})
        try:
            async with asyncio.timeout(self._timeout):
                result = await self._ask(tool, arguments, asked)
        except TimeoutError as error:
            told = f"{tool.name}: no answer in {self._timeout:g} seconds"
            raise SimulationError("tool.timeout", told) from error
        if effect.reads:
            self._answers[key] = result
        self._earlier.append((asked, result))
        if result.status == "ok":
            self._known.learn(effect, arguments, orjson.loads(result.content))
        return result

    def _repeated(self) -> str:
        """Return the calls answered so far with their results, as JSON."""
        calls = [
            f'{asked[:-1]},"status":"{result.status}","result":{result.content}}}'
            for asked, result in self._earlier
        ]
        return f"[{','.join(calls)}]"

    async def _ask(self, tool: Tool, arguments: dict[str, Any], asked: str) -> ToolResult:
        """Return an answer that nothing objects to; after an objection of the auditor, the next."""
        may_fail = self._may_fail(tool, arguments)
        feeds = self._staging.feeds(tool)

        def read(reply: JSON) -> ToolResult:
            return self._read(reply, tool, arguments, feeds, may_fail)

        request = ChatRequest(
            messages=self._briefing.asked(tool, arguments, feeds, may_fail=may_fail != "no"),
            sampling=Sampling(seed=self._seed),
            response_schema=answer_schema(tool.returns, may_fail),
        )
        told = request.messages[-1]
        for again in (True, False):
            result = await self._given(request, read, tool)
            objection = await self._objection(asked, result)
            if not objection:
                self._briefing.answered(told, tool, arguments, result.content)
                return result
            if again:
                refused = ReplyError("reply.inconsistent", objection, result.content)
                request = replace(request, messages=request.messages + correction(refused))
        raise SimulationError("tool.inconsistent", f"{tool.name}: {objection}")

    async def _given(self, request: ChatRequest, read: Any, tool: Tool) -> ToolResult:
        try:
            result: ToolResult = await ask_json(self._model, request, read)
        except ReplyError as error:
            code = f"tool.{error.code.removeprefix('reply.')}"
            raise SimulationError(code, f"{tool.name}: {error.explanation}") from error
        return result

    async def _objection(self, asked: str, result: ToolResult) -> str:
        """Return what an auditor has against an answer, where one is asked."""
        if not (self._auditor and self._auditor.asks(self._seed, len(self._earlier))):
            return ""
        objection = await self._auditor.objection(
            self._seed, **self._shared, earlier=self._repeated(), call=asked, answer=result.content
        )
        self._audits["asked"] += 1
        self._audits["refused"] += bool(objection)
        return objection

    def _may_fail(self, tool: Tool, arguments: dict[str, Any]) -> MayFail:
        """Return which errors what is known of the world leaves a call.

        Where nothing was deleted, and all that the call names is known to be there, a look-up has
        none; nor has a write, where nothing is known that could forbid it.
        """
        named = {
            text
            for name, value in arguments.items()
            if _NAMING.fullmatch(label(name))
            for text in texts(value)
        }
        if self._known.deleted or not named <= self._known.values:
            return "missing"
        reads = tool_effect(tool).reads
        return "no" if reads or not self._known.tells_of(named) else "forbidden"

    def _read(
        self,
        reply: JSON,
        tool: Tool,
        arguments: dict[str, Any],
        feeds: tuple[RequiredOutput, ...],
        may_fail: MayFail,
    ) -> ToolResult:
        """Return a model's reply, valid under its schema, as a result.

        Raises:
            ValueError: it does not fit the call, or what is known; says all that is wrong.
        """
        if code := error_of(reply):
            if may_fail == "no" or (may_fail == "forbidden" and code == "not_found"):
                refuse(["what the call names is there, so that it succeeds: give its result"])
            return ToolResult(content=orjson.dumps(reply).decode(), status="error", code=code)
        refuse(faults(tool, arguments, reply, self._known, feeds))
        return ok(reply)


def _text(value: JSON) -> str:
    return orjson.dumps(value).decode()
