"""Judges: a model looks at the whole dialogue, and at every single turn (paper §3.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import orjson

from toolmind.checks.base import CheckContext
from toolmind.errors import ItemError
from toolmind.models.base import ChatModel, ChatRequest, Sampling
from toolmind.models.structured import ask_json
from toolmind.prompts import Prompt
from toolmind.schema import problem
from toolmind.types import JSON, Message, Schema, Tool
from toolmind.verdict import Scope, Verdict

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
        messages = context.trajectory.messages
        text = self._prompt.render(
            intent=_json(context.scenario.intent),
            tools=_json(_specs(_called(messages, context.tools))),
            dialogue=_json(_dialogue(messages)),
        )
        answer = await _ask(self._model, text, context.scenario.seed, _TRAJECTORY_SCHEMA)
        return [
            Verdict(
                check=self.name,
                scope="trajectory",
                outcome="fail",
                code=criterion,
                explanation=answer["explanation"],
                evidence=_cited(answer["explanation"], messages),
                version=self.version,
                source="judge",
            )
            for criterion in CRITERIA
            if answer[criterion] == 0
        ]


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
        messages = context.trajectory.messages
        return [
            verdict
            for position, message in enumerate(messages)
            if message.role == "assistant"
            and (verdict := await self._judge(context, messages[: position + 1])).outcome != "pass"
        ]

    async def _judge(self, context: CheckContext, messages: Sequence[Message]) -> Verdict:
        turn = messages[-1]
        text = self._prompt.render(
            tools=_json(_specs(_called(messages, context.tools))),
            dialogue=_json(_dialogue(messages[:-1])),
            response=_json(_plain(turn)),
        )
        base = Verdict(
            check=self.name,
            scope="turn",
            outcome="pass",
            turn=turn.id,
            version=self.version,
            source="judge",
        )
        try:
            answer = await _ask(self._model, text, context.scenario.seed, _TURN_SCHEMA)
        except ItemError as error:
            return msgspec.structs.replace(
                base, outcome="error", code=error.code, explanation=error.explanation
            )
        if answer["verdict"] == 1:
            return base
        return msgspec.structs.replace(
            base,
            outcome="fail",
            code=answer["reason"],
            explanation=answer["explanation"],
            evidence=_cited(answer["explanation"], messages),
        )


async def _ask(model: ChatModel, text: str, seed: int, schema: Schema) -> dict[str, JSON]:
    def read(answer: JSON) -> dict[str, JSON]:
        if fault := problem(schema, answer):
            raise ValueError(fault)
        return answer  # type: ignore[no-any-return]

    request = ChatRequest(
        messages=(Message(role="user", content=text),),
        sampling=Sampling(seed=seed),
        response_schema=schema,
    )
    return await ask_json(model, request, read)


def _called(messages: Sequence[Message], tools: Mapping[str, Tool]) -> list[Tool]:
    """Return the tools that the dialogue calls; showing a judge all of them would cost a lot."""
    names = dict.fromkeys(call.name for message in messages for call in message.tool_calls)
    return [tools[name] for name in names if name in tools]


def _specs(tools: Sequence[Tool]) -> JSON:
    return [tool.spec()["function"] for tool in tools]


def _dialogue(messages: Sequence[Message]) -> JSON:
    return [_plain(message) for message in messages]


def _plain(message: Message) -> JSON:
    return {
        key: value
        for key, value in msgspec.to_builtins(message).items()
        if key in ("id", "role", "content", "tool_calls", "tool_call_id", "status")
    }


def _cited(explanation: str, messages: Sequence[Message]) -> tuple[str, ...]:
    """Return the ids of the messages that an explanation names."""
    words = set(explanation.replace(",", " ").replace(".", " ").split())
    return tuple(message.id for message in messages if message.id in words)


def _json(value: JSON) -> str:
    return orjson.dumps(value).decode()
