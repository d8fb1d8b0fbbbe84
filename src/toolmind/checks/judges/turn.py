"""The judge of every single assistant turn (paper §3.3)."""

from __future__ import annotations

from typing import Annotated

from toolmind.checks.base import CheckContext
from toolmind.checks.judges.asked import as_json, as_list, ask, cited, shown_messages, shown_tools
from toolmind.errors import ItemError
from toolmind.models.base import ChatModel
from toolmind.plugins import Resource
from toolmind.prompts import Prompt
from toolmind.records import Message, Outcome, Schema, Scope, Verdict

REASONS = (
    "ok",
    "failed_attempt",
    "unsupported_assumption",
    "role_drift",
    "contradiction",
    "wrong_tool_use",
)

_BIT: Schema = {"type": "integer", "enum": [0, 1]}
_SCHEMA: Schema = {
    "type": "object",
    "properties": {
        "verdict": _BIT,
        "reason": {"type": "string", "enum": list(REASONS)},
        "explanation": {"type": "string"},
    },
    "required": ["verdict", "reason", "explanation"],
}


class TurnJudge:
    """Scores every assistant turn against the dialogue before it; one that fails is masked."""

    name = "turn_judge"
    version = "1"
    scope: Scope = "turn"

    def __init__(
        self,
        model: Annotated[ChatModel, Resource("judge")],
        prompt: Annotated[Prompt, Resource("judge_turn")],
    ) -> None:
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
        try:
            text, seed = self._text(context, position), context.scenario.seed
            answer = await ask(self._model, text, seed, _SCHEMA)
        except ItemError as error:
            return self._verdict(turn, "error", error.code, error.explanation)
        if answer["verdict"] == 1:
            return None
        ids = cited(answer["explanation"], context.trajectory.messages[: position + 1])
        return self._verdict(turn, "fail", answer["reason"], answer["explanation"], ids)

    def _text(self, context: CheckContext, position: int) -> str:
        messages = shown_messages(context)
        return self._prompt.render(
            tools=as_list(tool for first, tool in shown_tools(context) if first <= position),
            dialogue=as_json(messages[:position]),
            response=as_json(messages[position]),
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
            model=self._model.name,
        )
