"""The judge of the assistant's turns (paper §3.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, NamedTuple

import orjson
from pydantic import Field

from toolmind.checks.base import CheckContext
from toolmind.checks.cascade import Only
from toolmind.checks.judges.asked import ask, cited, shown
from toolmind.checks.judges.votes import PLAIN, Ballot, ballots, collect, told
from toolmind.models.base import ChatModel
from toolmind.plugins import Resource
from toolmind.prompts import Prompt
from toolmind.records import JSON, Outcome, Schema, Scope, Verdict
from toolmind.schema.strict import closed

REASONS = (
    "ok",
    "failed_attempt",
    "unsupported_assumption",
    "role_drift",
    "contradiction",
    "wrong_tool_use",
)

UNFAITHFUL = "unfaithful_reasoning"
"""The code of a turn whose reasoning is about something else than what it does."""


class Said(NamedTuple):
    """What one vote says of a turn: why it is wrong, or an empty text, and its explanation."""

    wrong: str
    explanation: str


class TurnJudge:
    """Scores the assistant's turns against the dialogue before them; one that fails is masked.

    All turns are judged in one request, or `per_request` at a time. A turn that a check before
    has failed is masked already: it is not judged. With `only` ``doubtful`` just those are that
    checks and judges before are unsure of, or do not agree on. Verdicts are counted under `name`.

    Of several `votes` every other one is asked in reverse order and with the labels swapped. A turn
    fails where half of them and more say so; one that fewer do is ``unsure``, which costs nothing.
    With `reasoning` it sees what the assistant thought, and says, too, whether each turn is
    faithful to that.
    """

    version = "3"
    scope: Scope = "turn"

    def __init__(
        self,
        model: Annotated[ChatModel, Resource("judge")],
        prompt: Annotated[Prompt, Resource("judge_turn")],
        dialogue: Annotated[Prompt, Resource("judge_dialogue")],
        per_request: Annotated[int, Field(ge=0)] = 0,
        only: Only = "all",
        name: Annotated[str, Field(min_length=1)] = "turn_judge",
        votes: Annotated[int, Field(ge=1, le=15)] = 1,
        reasoning: bool = False,
    ) -> None:
        self.only, self.name = only, name
        self._model = model
        self._prompt = prompt if reasoning else prompt.without(("faithful",))
        self._dialogue, self._reasoning = dialogue, reasoning
        self._per_request = per_request
        self._ballots = list(ballots(votes, prompt))

    async def verdicts(self, context: CheckContext) -> list[Verdict]:
        """Return a failed or unsure verdict per turn that should not be learnt.

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
        votes, error = await collect(
            self._ballots, lambda ballot: self._vote(context, turns, ballot)
        )
        if error:
            return [self._verdict(turn, "error", error.code, error.explanation) for turn in turns]
        found = (self._found(context, turn, [vote[turn] for vote in votes]) for turn in turns)
        return [verdict for verdict in found if verdict]

    async def _vote(
        self, context: CheckContext, turns: Sequence[str], ballot: Ballot
    ) -> dict[str, Said]:
        """Ask for one vote on turns."""
        asked = ballot.ordered(turns)
        wanted = self._prompt.render(
            turns=orjson.dumps(asked).decode(), labels=orjson.dumps(ballot.labels).decode()
        )
        text = f"{shown(context, self._dialogue, reasoning=self._reasoning)}\n\n{wanted}"
        return await ask(
            self._model,
            text,
            context.scenario.seed,
            answer_schema(tuple(asked), ballot, reasoning=self._reasoning),
            lambda answer: _read(answer, ballot),
            ballot.number,
        )

    def _found(self, context: CheckContext, turn: str, votes: Sequence[Said]) -> Verdict | None:
        """Return what votes on a turn come to."""
        against = [vote for vote in votes if vote.wrong]
        if not against:
            return None
        code = Counter(vote.wrong for vote in against).most_common(1)[0][0]
        first = next(vote for vote in against if vote.wrong == code)
        return self._verdict(
            turn,
            "fail" if 2 * len(against) >= len(votes) else "unsure",
            code,
            told(len(against), len(votes), first.explanation),
            _evidence(context, turn, first.explanation),
            1 - len(against) / len(votes) if len(votes) > 1 else None,
        )

    def _verdict(
        self,
        turn: str,
        outcome: Outcome,
        code: str,
        explanation: str,
        evidence: tuple[str, ...] = (),
        score: float | None = None,
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
            score=score,
            model=self._model.name,
        )


def _evidence(context: CheckContext, turn: str, explanation: str) -> tuple[str, ...]:
    """Return the messages that an explanation names, up to the turn: later ones prove nothing."""
    messages = context.trajectory.messages
    end = next(at for at, message in enumerate(messages, 1) if message.id == turn)
    return cited(explanation, messages[:end])


@lru_cache(maxsize=256)  # many dialogues have turns by the same ids
def answer_schema(
    turns: tuple[str, ...], ballot: Ballot = PLAIN, *, reasoning: bool = False
) -> Schema:
    """Return the schema of the answer about these turns: each has its own key, and no other is."""
    parts: dict[str, Schema] = {
        "explanation": {"type": "string"},
        "verdict": ballot.label,
        "reason": {"type": "string", "enum": ballot.ordered(REASONS)},
    }
    if reasoning:
        parts["faithful"] = ballot.label
    form = closed({turn: {"$ref": "#/$defs/turn"} for turn in turns})
    return {**form, "$defs": {"turn": closed(parts)}}


def _read(answer: JSON, ballot: Ballot) -> dict[str, Said]:
    """Return what an answer that is valid under its schema says of each turn.

    Raises:
        ValueError: a turn is failed without a reason.
    """
    found: dict[str, Said] = {}
    for turn, said in answer.items():
        right = said["verdict"] == ballot.right
        if not right and said["reason"] == "ok":
            raise ValueError(f"{turn}: `reason` is to say why `verdict` is {1 - ballot.right}")
        faithful = said.get("faithful", ballot.right) == ballot.right
        wrong = said["reason"] if not right else "" if faithful else UNFAITHFUL
        found[turn] = Said(wrong, said["explanation"])
    return found
