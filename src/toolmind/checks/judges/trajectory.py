"""The judge of a whole dialogue (paper §3.3)."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from pydantic import Field

from toolmind.checks.base import CheckContext
from toolmind.checks.cascade import Only
from toolmind.checks.execution.acceptance import undecided
from toolmind.checks.judges.asked import BIT, ask, cited, shown
from toolmind.models.base import ChatModel
from toolmind.plugins import Resource
from toolmind.prompts import Prompt
from toolmind.records import JSON, Schema, Scope, Verdict
from toolmind.schema.strict import closed

CRITERIA = (
    "goal_coverage",
    "contextual_coherence",
    "role_consistency",
    "logical_soundness",
    "tool_use_accuracy",
    "cross_turn_relevance",
)
"""What the trajectory judge scores 0 or 1 (paper §3.3)."""

_ACCEPTANCE = "acceptance"

SEVERITIES = ("none", "wording", "action")
"""How bad what is not met is (ours): a wrong wording can be masked, a wrong action cannot."""


class TrajectoryJudge:
    """Scores a dialogue on six criteria; one that is not met drops the trajectory.

    So does a statement of the scenario's acceptance that is not true in the end: it is asked of
    each that calls and end state do not show to be met (`answers_acceptance`: the prompt has a
    place for them).

    Where every call is right, and only what some turns say is wrong, these turns are masked. With
    `only` ``doubtful`` it is asked where checks and judges before are unsure of the dialogue, or do
    not agree on it. Verdicts are counted under `name`.
    """

    version = "3"
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
        self.answers_acceptance = "acceptance" in prompt.placeholders
        self._model = model
        self._prompt, self._dialogue = prompt, dialogue

    async def verdicts(self, context: CheckContext) -> list[Verdict]:
        """Return a failed verdict per criterion that is not met, of a wording per turn, too.

        Raises:
            ModelError, ReplyError: the judge gave no usable answer.
        """
        statements = self._statements(context)
        text = f"{shown(context, self._dialogue)}\n\n{self._rendered(context, statements)}"
        schema = answer_schema(_turns(context), list(statements))
        answer = await ask(self._model, text, context.scenario.seed, schema, _read)
        missed = [criterion for criterion in CRITERIA if answer[criterion] == 0]
        untrue = [statements[key] for key, one in answer.get(_ACCEPTANCE, {}).items() if not one]
        spoken = answer["severity"] == "wording" and "goal_coverage" not in missed and not untrue
        turns = answer["turns"] if spoken else []
        found = [(criterion, answer["explanation"]) for criterion in missed]
        found += [(_ACCEPTANCE, f"not so: {one} {answer['explanation']}") for one in untrue]
        return [
            Verdict(
                check=self.name,
                scope="turn" if turn else "trajectory",
                outcome="fail",
                code=code,
                explanation=explanation,
                turn=turn,
                evidence=cited(answer["explanation"], context.trajectory.messages),
                version=self.version,
                source="judge",
                model=self._model.name,
            )
            for turn in turns or [""]
            for code, explanation in found
        ]

    def _statements(self, context: CheckContext) -> dict[str, str]:
        """Return the acceptance criteria that nothing but a judge can decide, by a number."""
        asked = undecided(context) if self.answers_acceptance else []
        return {str(n): context.scenario.acceptance[at] for n, at in enumerate(asked, 1)}

    def _rendered(self, context: CheckContext, statements: dict[str, str]) -> str:
        prompt = self._prompt if statements else self._prompt.without((_ACCEPTANCE,))
        return prompt.render(
            intent=orjson.dumps(context.scenario.intent).decode(),
            acceptance=orjson.dumps(statements).decode(),
        )


def _turns(context: CheckContext) -> list[str]:
    return [one.id for one in context.trajectory.messages if one.role == "assistant"]


def answer_schema(turns: list[str], statements: list[str]) -> Schema:
    """Return the schema of the answer about a dialogue with these turns of the assistant.

    `statements` are the keys of what it is asked beside the criteria.
    """
    fields: dict[str, Schema] = {
        "explanation": {"type": "string"},
        **dict.fromkeys(CRITERIA, BIT),
        **({_ACCEPTANCE: closed(dict.fromkeys(statements, BIT))} if statements else {}),
        "severity": {"type": "string", "enum": list(SEVERITIES)},
        "turns": {"type": "array", "items": {"type": "string", "enum": turns}},
    }
    return closed(fields)


def _read(answer: JSON) -> dict[str, Any]:
    """Return an answer that is valid under its schema.

    Raises:
        ValueError: what it says of the criteria is at odds with its severity.
    """
    met = all(answer[criterion] for criterion in CRITERIA)
    met = met and all(answer.get(_ACCEPTANCE, {}).values())
    if met != (answer["severity"] == "none"):
        raise ValueError(
            "`severity` is to be 'none' where all criteria and statements are 1, and nowhere else"
        )
    return dict(answer)
