"""Judges: a model looks at the whole dialogue, and at every single turn (paper §3.3)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Sequence
from functools import partial
from typing import Any

import msgspec
import orjson

from toolmind.checks.base import CheckContext, once
from toolmind.errors import ItemError
from toolmind.models.base import ChatModel, ChatRequest, Sampling
from toolmind.models.client.wire import encode_function
from toolmind.models.structured import ask_json
from toolmind.prompts import Prompt
from toolmind.records import (
    JSON,
    Message,
    Outcome,
    Record,
    ResultStatus,
    Role,
    Schema,
    Scope,
    ToolCall,
    Verdict,
)
from toolmind.schema import problem

CRITERIA = (
    "goal_coverage",
    "contextual_coherence",
    "role_consistency",
    "logical_soundness",
    "tool_use_accuracy",
    "cross_turn_relevance",
)
"""What the trajectory judge scores 0 or 1 (paper §3.3)."""

REASONS = (
    "ok",
    "failed_attempt",
    "unsupported_assumption",
    "role_drift",
    "contradiction",
    "wrong_tool_use",
)

_ENCODER = msgspec.json.Encoder()
_BIT: Schema = {"type": "integer", "enum": [0, 1]}
_TRAJECTORY_SCHEMA: Schema = {
    "type": "object",
    "properties": {**dict.fromkeys(CRITERIA, _BIT), "explanation": {"type": "string"}},
    "required": [*CRITERIA, "explanation"],
}
_TURN_SCHEMA: Schema = {
    "type": "object",
    "properties": {
        "verdict": _BIT,
        "reason": {"type": "string", "enum": list(REASONS)},
        "explanation": {"type": "string"},
    },
    "required": ["verdict", "reason", "explanation"],
}


def for_judges(context: CheckContext) -> CheckContext:
    """Return what judges look at: of a scenario they are told the intent, never its steps."""
    chain = msgspec.structs.replace(context.scenario.chain, tools=(), links=())
    scenario = msgspec.structs.replace(context.scenario, chain=chain, steps=())
    return CheckContext(trajectory=context.trajectory, scenario=scenario, tools=context.tools)


class TrajectoryJudge:
    """Scores a dialogue on six criteria; one that is not met drops the trajectory."""

    name = "trajectory_judge"
    version = "1"
    scope: Scope = "trajectory"

    def __init__(self, model: ChatModel, prompt: Prompt) -> None:
        self._model = model
        self._prompt = prompt

    async def verdicts(self, context: CheckContext) -> list[Verdict]:
        """Return a failed verdict per criterion that is not met.

        Raises:
            ModelError, ReplyError: the judge gave no usable answer.
        """
        text = partial(self._text, context)
        answer = await _ask(self._model, text, context.scenario.seed, _TRAJECTORY_SCHEMA)
        return [
            Verdict(
                check=self.name,
                scope="trajectory",
                outcome="fail",
                code=criterion,
                explanation=answer["explanation"],
                evidence=_cited(answer["explanation"], context.trajectory.messages),
                version=self.version,
                source="judge",
            )
            for criterion in CRITERIA
            if answer[criterion] == 0
        ]

    def _text(self, context: CheckContext) -> str:
        return self._prompt.render(
            intent=orjson.dumps(context.scenario.intent).decode(),
            tools=_list(tool for _, tool in _shown_tools(context)),
            dialogue=_json(_shown_messages(context)),
        )


class TurnJudge:
    """Scores every assistant turn against the dialogue before it; one that fails is masked."""

    name = "turn_judge"
    version = "1"
    scope: Scope = "turn"

    def __init__(self, model: ChatModel, prompt: Prompt) -> None:
        self._model = model
        self._prompt = prompt

    async def verdicts(self, context: CheckContext) -> list[Verdict]:
        """Return a failed verdict per turn that should not be learnt.

        A turn whose judge fails gets an `error` verdict of its own: the others keep theirs.
        """
        found: list[Verdict] = []
        for position, message in enumerate(context.trajectory.messages):
            if message.role == "assistant" and (verdict := await self._judge(context, position)):
                found.append(verdict)
        return found

    async def _judge(self, context: CheckContext, position: int) -> Verdict | None:
        turn = context.trajectory.messages[position]
        text = partial(self._text, context, position)
        try:
            answer = await _ask(self._model, text, context.scenario.seed, _TURN_SCHEMA)
        except ItemError as error:
            return self._verdict(turn, "error", error.code, error.explanation)
        if answer["verdict"] == 1:
            return None
        cited = _cited(answer["explanation"], context.trajectory.messages[: position + 1])
        return self._verdict(turn, "fail", answer["reason"], answer["explanation"], cited)

    def _text(self, context: CheckContext, position: int) -> str:
        messages = _shown_messages(context)
        return self._prompt.render(
            tools=_list(tool for first, tool in _shown_tools(context) if first <= position),
            dialogue=_json(messages[:position]),
            response=_json(messages[position]),
        )

    def _verdict(
        self,
        turn: Message,
        outcome: Outcome,
        code: str,
        explanation: str,
        evidence: tuple[str, ...] = (),
    ) -> Verdict:
        return Verdict(
            check=self.name,
            scope="turn",
            outcome=outcome,
            code=code,
            explanation=explanation,
            turn=turn.id,
            evidence=evidence,
            version=self.version,
            source="judge",
        )


def _ask(
    model: ChatModel, text: Callable[[], str], seed: int, schema: Schema
) -> Coroutine[Any, Any, dict[str, JSON]]:
    """Ask for JSON under a schema.

    Not a coroutine of its own: one frame less for each request in flight.
    """

    def read(answer: JSON) -> dict[str, JSON]:
        if fault := problem(schema, answer):
            raise ValueError(fault)
        return answer  # type: ignore[no-any-return]

    request = ChatRequest(
        prompt=text,
        sampling=Sampling(seed=seed),
        response_schema=schema,
    )
    return ask_json(model, request, read)


class _Shown(Record, frozen=True):
    """What a judge sees of a message: no reasoning, nothing of training."""

    role: Role
    content: str = ""
    id: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""
    status: ResultStatus | None = None


@once
def _shown_messages(context: CheckContext) -> list[_Shown]:
    return [
        _Shown(
            role=message.role,
            content=message.content,
            id=message.id,
            tool_calls=message.tool_calls,
            tool_call_id=message.tool_call_id,
            status=message.status,
        )
        for message in context.trajectory.messages
    ]


@once
def _shown_tools(context: CheckContext) -> list[tuple[int, bytes]]:
    """Return the tools that the dialogue calls as JSON, each with where it is called first.

    Showing a judge all of the tools would cost a lot.
    """
    first: dict[str, int] = {}
    for position, message in enumerate(context.trajectory.messages):
        for call in message.tool_calls:
            first.setdefault(call.name, position)
    return [
        (position, encode_function(context.tools[name]))
        for name, position in first.items()
        if name in context.tools
    ]


def _json(value: _Shown | Sequence[_Shown]) -> str:
    return _ENCODER.encode(value).decode()


def _list(items: Iterable[bytes]) -> str:
    return f"[{b','.join(items).decode()}]"


def _cited(explanation: str, messages: Sequence[Message]) -> tuple[str, ...]:
    """Return the ids of the messages that an explanation names."""
    words = set(explanation.replace(",", " ").replace(".", " ").split())
    return tuple(message.id for message in messages if message.id in words)
