"""The judge of the assistant's turns (paper §3.3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import orjson
from pydantic import Field

from toolmind.checks.base import CheckContext
from toolmind.checks.cascade import Only
from toolmind.checks.judges.asked import BIT, ask, cited, shown
from toolmind.errors import ItemError
from toolmind.models.base import ChatModel
from toolmind.plugins import Resource
from toolmind.prompts import Prompt
from toolmind.records import JSON, Outcome, Schema, Scope, Verdict

REASONS = (
    "ok",
    "failed_attempt",
    "unsupported_assumption",
    "role_drift",
    "contradiction",
    "wrong_tool_use",
)

_TURN: Schema = {
    "type": "object",
    "properties": {
        "explanation": {"type": "string"},
        "verdict": BIT,
        "reason": {"type": "string", "enum": list(REASONS)},
    },
    "required": ["explanation", "verdict", "reason"],
    "additionalProperties": False,
}


class TurnJudge:
    """Scores the assistant's turns against the dialogue before them; one that fails is masked.

    All turns are judged in one request, or `per_request` at a time. A turn that a check before
    has failed is masked already: it is not judged. With `only` ``doubtful`` just those are that
    checks and judges before are unsure of, or do not agree on. Verdicts are counted under `name`.
    """

    version = "2"
    scope: Scope = "turn"

    def __init__(
        self,
        model: Annotated[ChatModel, Resource("judge")],
        prompt: Annotated[Prompt, Resource("judge_turn")],
        dialogue: Annotated[Prompt, Resource("judge_dialogue")],
        per_request: Annotated[int, Field(ge=0)] = 0,
        only: Only = "all",
        name: Annotated[str, Field(min_length=1)] = "turn_judge",
    ) -> None:
        self.only, self.name = only, name
        self._model = model
        self._prompt, self._dialogue = prompt, dialogue
        self._per_request = per_request

    async def verdicts(self, context: CheckContext) -> list[Verdict]:
        """Return a failed verdict per turn that should not be learnt.

        Turns whose judge fails get an `error` verdict each: others keep theirs.
        """
        turns = [
            message.id
            for message in context.trajectory.messages
            if message.role == "assistant" and message.id not in context.failed
        ]
        size = self._per_request or max(1, len(turns))
        found: list[Verdict] = []
        for start in range(0, len(turns), size):
            found += await self._judge(context, turns[start : start + size])
        return found

    async def _judge(self, context: CheckContext, turns: Sequence[str]) -> list[Verdict]:
        wanted = self._prompt.render(turns=orjson.dumps(turns).decode())
        text = f"{shown(context, self._dialogue)}\n\n{wanted}"
        try:
            answer = await ask(
                self._model, text, context.scenario.seed, answer_schema(turns), _read
            )
        except ItemError as error:
            return [self._verdict(turn, "error", error.code, error.explanation) for turn in turns]
        return [
            self._verdict(
                turn, "fail", said["reason"], said["explanation"], _evidence(context, turn, said)
            )
            for turn, said in answer.items()
            if said["verdict"] == 0
        ]

    def _verdict(
        self,
        turn: str,
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
            turn=turn,
            evidence=evidence,
            version=self.version,
            source="judge",
            model=self._model.name,
        )


def _evidence(context: CheckContext, turn: str, said: dict[str, Any]) -> tuple[str, ...]:
    """Return the messages that an explanation names, up to the turn: later ones prove nothing."""
    messages = context.trajectory.messages
    end = next(at for at, message in enumerate(messages, 1) if message.id == turn)
    return cited(said["explanation"], messages[:end])


def answer_schema(turns: Sequence[str]) -> Schema:
    """Return the schema of the answer about these turns: each has its own key, and no other is."""
    return {
        "type": "object",
        "properties": {turn: {"$ref": "#/$defs/turn"} for turn in turns},
        "required": list(turns),
        "additionalProperties": False,
        "$defs": {"turn": _TURN},
    }


def _read(answer: JSON) -> dict[str, dict[str, Any]]:
    """Return an answer that is valid under its schema.

    Raises:
        ValueError: a turn is failed without a reason.
    """
    for turn, said in answer.items():
        if said["verdict"] == 0 and said["reason"] == "ok":
            raise ValueError(f"{turn}: `reason` is to say why `verdict` is 0")
    return dict(answer)
