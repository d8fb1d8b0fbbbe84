"""What judges are shown of a dialogue, and how they are asked.

All judges of a dialogue are shown the same first, byte for byte, and what each wants of it last:
a server that keeps the prefixes of prompts reads the dialogue once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec
import orjson

from toolmind.checks.base import CheckContext, once
from toolmind.models.base import ChatModel, ChatRequest, Sampling
from toolmind.models.structured import ask_json
from toolmind.prompts import Prompt
from toolmind.records import (
    JSON,
    Message,
    Record,
    ResultStatus,
    Role,
    Scenario,
    Schema,
    Tool,
    ToolCall,
)
from toolmind.records.clock import situated
from toolmind.schema.outline import AS_SCHEMA, outline
from toolmind.text.cut import cut

T = TypeVar("T")
_ENCODER = msgspec.json.Encoder()

_LONGEST = 300
"""Characters of the description of a tool that is called, half of it of any other (ours)."""


async def ask(
    model: ChatModel,
    text: str,
    seed: int,
    schema: Schema,
    read: Callable[[JSON], T],
    sample: int = 0,
) -> T:
    """Ask a model for JSON under a schema and return what `read` makes of it.

    `sample` tells apart votes on the same.

    Raises:
        ModelError, ReplyError: it gave no usable answer.
    """
    request = ChatRequest(
        messages=(Message(role="user", content=text),),
        sampling=Sampling(seed=seed + sample),
        response_schema=schema,
        sample=sample,
    )
    return await ask_json(model, request, read)


def shown(context: CheckContext, prompt: Prompt, *, reasoning: bool = False) -> str:
    """Return what all judges of a dialogue are shown first; `prompt` is `judge_dialogue`.

    What the assistant thought they see only with `reasoning`.
    """
    return prompt.render(
        situation=orjson.dumps(_situation(context.scenario)).decode(),
        tools=_shown_tools(context),
        dialogue=_with_reasoning(context) if reasoning else _shown_messages(context),
    )


class ShownCall(Record, frozen=True):
    """A call as judges see it: JSON stands as it was written, all else as a text."""

    id: str
    name: str
    arguments: msgspec.Raw | str


class Shown(Record, frozen=True):
    """What a judge sees of a message: nothing of training, and reasoning where it is asked for.

    Results stand like arguments: JSON within JSON would be a third longer.
    """

    role: Role
    id: str = ""
    content: msgspec.Raw | str = ""
    calls: tuple[ShownCall, ...] = ()
    of: str = ""
    status: ResultStatus | None = None
    adds_tools: tuple[str, ...] = ()
    reasoning: str = ""


@once
def _with_reasoning(context: CheckContext) -> str:
    return _ENCODER.encode(_messages(context, reasoning=True)).decode()


@once
def _shown_messages(context: CheckContext) -> str:
    """Return the dialogue as judges see it, as JSON."""
    return _ENCODER.encode(_messages(context)).decode()


def _messages(context: CheckContext, *, reasoning: bool = False) -> list[Shown]:
    return [
        Shown(
            role=message.role,
            id=message.id,
            content=_plain(message.content) if message.role == "tool" else message.content,
            calls=tuple(
                ShownCall(call.id, call.name, _plain(call.arguments)) for call in message.tool_calls
            ),
            of=message.tool_call_id,
            status=message.status,
            adds_tools=message.adds_tools,
            reasoning=message.reasoning if reasoning else "",
        )
        for message in context.trajectory.messages
    ]


def _plain(text: str) -> msgspec.Raw | str:
    """Return a JSON object or list as it is written, and any other text as a text."""
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
    return msgspec.Raw(text.encode()) if isinstance(found, dict | list) else text


@once
def _shown_tools(context: CheckContext) -> str:
    """Return all tools offered as JSON: those that are called in brief, the others in a line.

    A turn that calls nothing can be judged by what it could have called alone.
    """
    given: dict[str, list[JSON]] = {}
    for _, call in context.calls:
        given.setdefault(call.name, []).append(_arguments(call))
    tools = [
        _in_brief(tool, given[name]) if name in given else _in_a_line(tool)
        for name, tool in context.tools.items()
    ]
    return orjson.dumps(tools).decode()


def _arguments(call: ToolCall) -> JSON:
    try:
        return orjson.loads(call.arguments)
    except orjson.JSONDecodeError:
        return None


def _in_brief(tool: Tool, given: list[JSON]) -> dict[str, JSON]:
    """Return a tool with the parameters that its calls give or need, the others by their names."""
    parameters = outline(tool.parameters, given)
    names = {name.removesuffix("?") for name in parameters} if isinstance(parameters, dict) else ()
    others = [name for name in tool.parameters.get("properties", ()) if name not in names]
    shown: dict[str, JSON] = {
        "name": tool.name,
        "description": cut(tool.description, _LONGEST),
        "parameters": parameters,
    }
    return shown | ({"also takes": others} if others and AS_SCHEMA not in names else {})


def _in_a_line(tool: Tool) -> dict[str, JSON]:
    purpose = tool.description.strip().partition("\n")[0].partition(". ")[0]
    return {"name": tool.name, "description": cut(purpose, _LONGEST // 2)}


def _situation(scenario: Scenario) -> dict[str, JSON]:
    """Return when a dialogue takes place and what it is meant to hold."""
    moment: dict[str, JSON] = {**situated(scenario.clock)} if scenario.clock else {}
    return {**moment, "calls for": demands(scenario)}


def demands(scenario: Scenario) -> list[str]:
    """Return what a scenario asks of its dialogue, in words for a judge.

    Its kind says so; of one that does not, what follows from its other fields. (The policy stands
    in the dialogue.)
    """
    if scenario.demand:
        return [scenario.demand]
    found = []
    if scenario.no_tool_fits:
        found.append("no tool fits: the assistant says so and calls nothing")
    if any(step.withheld for step in scenario.steps):
        found.append("the user leaves out facts at first: the assistant must ask for them")
    if any(step.first_told for step in scenario.steps):
        found.append("the user changes or corrects a fact: the last word counts")
    if any(step.references for step in scenario.steps):
        found.append("the user means things by words: the assistant must look them up")
    if any(failure.times for failure in scenario.failures.values()):
        found.append("a call fails and can be tried again")
    if any(not failure.times for failure in scenario.failures.values()):
        found.append("a call fails for good or falls short: the assistant must say so")
    return found


def cited(explanation: str, messages: Sequence[Message]) -> tuple[str, ...]:
    """Return the ids of the messages that an explanation names."""
    words = set(explanation.replace(",", " ").replace(".", " ").split())
    return tuple(message.id for message in messages if message.id in words)
