"""The judge of a whole dialogue (paper §3.3)."""

from __future__ import annotations

from typing import Annotated

import orjson

from toolmind.checks.base import CheckContext
from toolmind.checks.judges.asked import as_json, as_list, ask, cited, shown_messages, shown_tools
from toolmind.models.base import ChatModel
from toolmind.plugins import Resource
from toolmind.prompts import Prompt
from toolmind.records import Schema, Scope, Verdict

CRITERIA = (
    "goal_coverage",
    "contextual_coherence",
    "role_consistency",
    "logical_soundness",
    "tool_use_accuracy",
    "cross_turn_relevance",
)
"""What the trajectory judge scores 0 or 1 (paper §3.3)."""

_BIT: Schema = {"type": "integer", "enum": [0, 1]}
_SCHEMA: Schema = {
    "type": "object",
    "properties": {**dict.fromkeys(CRITERIA, _BIT), "explanation": {"type": "string"}},
    "required": [*CRITERIA, "explanation"],
}


class TrajectoryJudge:
    """Scores a dialogue on six criteria; one that is not met drops the trajectory."""

    name = "trajectory_judge"
    version = "1"
    scope: Scope = "trajectory"

    def __init__(
        self,
        model: Annotated[ChatModel, Resource("judge")],
        prompt: Annotated[Prompt, Resource("judge_trajectory")],
    ) -> None:
        self._model = model
        self._prompt = prompt

    async def verdicts(self, context: CheckContext) -> list[Verdict]:
        """Return a failed verdict per criterion that is not met.

        Raises:
            ModelError, ReplyError: the judge gave no usable answer.
        """
        text, seed = self._text(context), context.scenario.seed
        answer = await ask(self._model, text, seed, _SCHEMA)
        return [
            Verdict(
                check=self.name,
                scope="trajectory",
                outcome="fail",
                code=criterion,
                explanation=answer["explanation"],
                evidence=cited(answer["explanation"], context.trajectory.messages),
                version=self.version,
                source="judge",
                model=self._model.name,
            )
            for criterion in CRITERIA
            if answer[criterion] == 0
        ]

    def _text(self, context: CheckContext) -> str:
        return self._prompt.render(
            intent=orjson.dumps(context.scenario.intent).decode(),
            tools=as_list(tool for _, tool in shown_tools(context)),
            dialogue=as_json(shown_messages(context)),
        )
