"""The judge of a whole dialogue (paper §3.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Annotated, NamedTuple

import orjson
from pydantic import Field

from toolmind.checks.base import CheckContext
from toolmind.checks.cascade import Only
from toolmind.checks.execution.acceptance import undecided
from toolmind.checks.judges.asked import ask, cited, shown
from toolmind.checks.judges.votes import PLAIN, Ballot, ballots, collect, told
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


class Said(NamedTuple):
    """What one vote says: what is not met, criteria or statements, each with its code.

    `turns` are those that are at fault where the wording of turns alone is; else there are none.
    """

    missed: tuple[tuple[str, str], ...]
    turns: tuple[str, ...]
    explanation: str


class TrajectoryJudge:
    """Scores a dialogue on six criteria; one that is not met drops the trajectory.

    So does a statement of the scenario's acceptance that is not true in the end: it is asked of
    each that calls and end state do not show to be met (`answers_acceptance`: the prompt has a
    place for them). Where every call is right, and only what some turns say is wrong, these turns
    are masked. With `only` ``doubtful`` it is asked where checks and judges before are unsure of
    the dialogue, or do not agree on it. Verdicts are counted under `name`.

    Of several `votes` every other one is asked in reverse order and with the labels swapped. The
    dialogue fails where half of them and more say so; where fewer do that is ``unsure``, and costs
    nothing. With `reasoning` it sees what the assistant thought.
    """

    version = "4"
    scope: Scope = "trajectory"

    def __init__(
        self,
        model: Annotated[ChatModel, Resource("judge")],
        prompt: Annotated[Prompt, Resource("judge_trajectory")],
        dialogue: Annotated[Prompt, Resource("judge_dialogue")],
        only: Only = "all",
        name: Annotated[str, Field(min_length=1)] = "trajectory_judge",
        votes: Annotated[int, Field(ge=1, le=15)] = 1,
        reasoning: bool = False,
    ) -> None:
        self.only, self.name = only, name
        self.answers_acceptance = "acceptance" in prompt.placeholders
        self._model, self._reasoning = model, reasoning
        self._prompt, self._dialogue = prompt, dialogue
        self._ballots = list(ballots(votes, prompt))

    async def verdicts(self, context: CheckContext) -> list[Verdict]:
        """Return a failed verdict per criterion that is not met, of a wording per turn, too.

        Raises:
            ModelError, ReplyError: the judge gave no usable answer.
        """
        votes, error = await collect(self._ballots, lambda ballot: self._vote(context, ballot))
        if error:
            raise error
        against = [vote for vote in votes if vote.missed]
        if not against:
            return []
        fails = 2 * len(against) >= len(votes)
        turns = _named([vote.turns for vote in against]) if fails else ()
        score = 1 - len(against) / len(votes) if len(votes) > 1 else None
        return [
            Verdict(
                check=self.name,
                scope="turn" if turn else "trajectory",
                outcome="fail" if fails else "unsure",
                code=code,
                explanation=told(len(against), len(votes), explanation),
                turn=turn,
                evidence=cited(explanation, context.trajectory.messages),
                version=self.version,
                source="judge",
                score=score,
                model=self._model.name,
            )
            for turn in turns or ("",)
            for code, explanation in _most_missed(against)
        ]

    async def _vote(self, context: CheckContext, ballot: Ballot) -> Said:
        """Ask for one vote."""
        statements = self._statements(context)
        keys = ballot.ordered(list(statements))
        prompt = self._prompt if statements else self._prompt.without((_ACCEPTANCE,))
        wanted = prompt.render(
            intent=orjson.dumps(context.scenario.intent).decode(),
            acceptance=orjson.dumps({key: statements[key] for key in keys}).decode(),
            labels=orjson.dumps(ballot.labels).decode(),
        )
        text = f"{shown(context, self._dialogue, reasoning=self._reasoning)}\n\n{wanted}"
        return await ask(
            self._model,
            text,
            context.scenario.seed,
            answer_schema(_turns(context), tuple(keys), ballot),
            lambda answer: _read(answer, statements, ballot),
            ballot.number,
        )

    def _statements(self, context: CheckContext) -> dict[str, str]:
        """Return the acceptance criteria that nothing but a judge can decide, by a number."""
        asked = undecided(context) if self.answers_acceptance else []
        return {str(n): context.scenario.acceptance[at] for n, at in enumerate(asked, 1)}


def _named(turns: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the turns that are at fault, where most votes say that it is their wording alone."""
    named = [one for one in turns if one]
    if 2 * len(named) <= len(turns):
        return ()
    counts = Counter(turn for one in named for turn in one)
    return tuple(turn for turn, count in counts.items() if 2 * count >= len(named))


def _most_missed(against: Sequence[Said]) -> list[tuple[str, str]]:
    """Return what at least half of the votes against miss, or else what the first of them does.

    Each by its code, with an explanation.
    """
    counts = Counter(one for vote in against for one in vote.missed)
    often = [one for one, count in counts.items() if 2 * count >= len(against)]
    found = []
    for what, code in often or against[0].missed:
        why = next(vote.explanation for vote in against if (what, code) in vote.missed)
        found.append((code, f"not so: {what} {why}" if code == _ACCEPTANCE else why))
    return found


def _turns(context: CheckContext) -> tuple[str, ...]:
    return tuple(one.id for one in context.trajectory.messages if one.role == "assistant")


@lru_cache(maxsize=256)  # many dialogues have turns by the same ids
def answer_schema(
    turns: tuple[str, ...], statements: tuple[str, ...], ballot: Ballot = PLAIN
) -> Schema:
    """Return the schema of the answer about a dialogue with these turns of the assistant.

    `statements` are the keys of what it is asked beside the criteria.
    """
    asked = dict.fromkeys(statements, ballot.label)
    fields: dict[str, Schema] = {
        "explanation": {"type": "string"},
        **dict.fromkeys(ballot.ordered(CRITERIA), ballot.label),
        **({_ACCEPTANCE: closed(asked)} if asked else {}),
        "severity": {"type": "string", "enum": ballot.ordered(SEVERITIES)},
        "turns": {"type": "array", "items": {"type": "string", "enum": [*turns]}},
    }
    return closed(fields)


def _read(answer: JSON, statements: Mapping[str, str], ballot: Ballot) -> Said:
    """Return what an answer that is valid under its schema says.

    Raises:
        ValueError: what it says of the criteria is at odds with its severity.
    """
    missed = [one for one in CRITERIA if answer[one] != ballot.right]
    given = answer.get(_ACCEPTANCE, {})
    untrue = [text for key, text in statements.items() if given[key] != ballot.right]
    if bool(missed or untrue) == (answer["severity"] == "none"):
        raise ValueError(
            "`severity` is to be 'none' where all criteria and statements are met, and nowhere else"
        )
    spoken = answer["severity"] == "wording" and "goal_coverage" not in missed and not untrue
    found = (*((one, one) for one in missed), *((text, _ACCEPTANCE) for text in untrue))
    return Said(found, tuple(answer["turns"]) if spoken else (), answer["explanation"])
