"""The judge of a whole dialogue (paper §3.3)."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from pydantic import Field

from toolmind.checks.base import CheckContext
from toolmind.checks.cascade import Only
from toolmind.checks.judges.asked import BIT, ask, cited, shown
from toolmind.models.base import ChatModel
from toolmind.plugins import Resource
from toolmind.prompts import Prompt
from toolmind.records import JSON, Schema, Scope, Verdict

CRITERIA = (
    "goal_coverage",
    "contextual_coherence",
    "role_consistency",
    "logical_soundness",
    "tool_use_accuracy",
    "cross_turn_relevance",
)
"""What the trajectory judge scores 0 or 1 (paper §3.3)."""

SEVERITIES = ("none", "wording", "action")
"""How bad what is not met is (ours): a wrong wording can be masked, a wrong action cannot."""


class TrajectoryJudge:
    """Scores a dialogue on six criteria; one that is not met drops the trajectory.

    Where every call is right, and only what some turns say is wrong, these turns are masked. With
    `only` ``doubtful`` it is asked where checks and judges before are unsure of the dialogue, or do
    not agree on it. Verdicts are counted under `name`.
    """

    version = "2"
    scope: Scope = "trajectory"

    def __init__(
        self,
        model: Annotated[ChatModel, Resource("judge")],
        prompt: Annotated[Prompt, Resource("judge_trajectory")],
        dialogue: Annotated[Prompt, Resource("judge_dialogue")],
        only: Only = "all",
        name: Annotated[str, Field(min_length=1)] = "trajectory_judge",
    ) -> None:
        self.only, self.name = only, name
        self._model = model
        self._prompt, self._dialogue = prompt, dialogue

    async def verdicts(self, context: CheckContext) -> list[Verdict]:
        """Return a failed verdict per criterion that is not met, of a wording per turn, too.

        Raises:
            ModelError, ReplyError: the judge gave no usable answer.
        """
        text = f"{shown(context, self._dialogue)}\n\n{self._rendered(context)}"
        answer = await ask(
            self._model, text, context.scenario.seed, answer_schema(_turns(context)), _read
        )
        missed = [criterion for criterion in CRITERIA if answer[criterion] == 0]
        spoken = answer["severity"] == "wording" and "goal_coverage" not in missed
        turns = answer["turns"] if spoken else []
        return [
            Verdict(
                check=self.name,
                scope="turn" if turn else "trajectory",
                outcome="fail",
                code=criterion,
                explanation=answer["explanation"],
                turn=turn,
                evidence=cited(answer["explanation"], context.trajectory.messages),
                version=self.version,
                source="judge",
                model=self._model.name,
            )
            for turn in turns or [""]
            for criterion in missed
        ]

    def _rendered(self, context: CheckContext) -> str:
        return self._prompt.render(intent=orjson.dumps(context.scenario.intent).decode())


def _turns(context: CheckContext) -> list[str]:
    return [one.id for one in context.trajectory.messages if one.role == "assistant"]


def answer_schema(turns: list[str]) -> Schema:
    """Return the schema of the answer about a dialogue with these turns of the assistant."""
    fields: dict[str, Schema] = {
        "explanation": {"type": "string"},
        **dict.fromkeys(CRITERIA, BIT),
        "severity": {"type": "string", "enum": list(SEVERITIES)},
        "turns": {"type": "array", "items": {"type": "string", "enum": turns}},
    }
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


def _read(answer: JSON) -> dict[str, Any]:
    """Return an answer that is valid under its schema.

    Raises:
        ValueError: what it says of the criteria is at odds with its severity.
    """
    met = all(answer[criterion] for criterion in CRITERIA)
    if met != (answer["severity"] == "none"):
        raise ValueError("`severity` is to be 'none' where all criteria are 1, and nowhere else")
    return dict(answer)
