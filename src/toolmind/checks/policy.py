"""The one policy that makes kept, masked and dropped of what checks found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from toolmind.checks.turn_labels import carried, turn_labels
from toolmind.records import Decision, Message, TurnLabel, Verdict

Preset = Literal["strict", "balanced", "keep"]

FORM = ("role_order", "pairing", "result_status")
"""Checks of what a dialogue must have to be one at all: no preset keeps what breaks there."""

ENDS_EARLY = ("role_order.no_last_answer", "role_order.cut_short")
"""Reasons of form that concern the end alone: up to there the dialogue is whole."""


def reason(verdict: Verdict) -> str:
    """Return the verdict's reason as it is counted: ``check.code``, or ``check.error``."""
    known = verdict.code or verdict.outcome
    return f"{verdict.check}.{'error' if verdict.outcome == 'error' else known}"


def decide(
    verdicts: Iterable[Verdict], assistant_turns: Iterable[str], preset: Preset = "balanced"
) -> Decision:
    """Decide what becomes of a trajectory by its verdicts alone.

    A trajectory that fails (or could not be judged) as a whole is dropped. A turn that fails (or
    could not be judged) is masked, not deleted, so that the turns after it keep their context
    (paper §3.3). A verdict that names none of the assistant's turns is about the whole, whatever
    scope it claims: there is nothing to mask. A trajectory with nothing left to learn from is
    dropped. What was the fault of a user's turn is noted, and decides nothing; neither does a
    verdict that is unsure.

    So it is with `balanced`. With `strict` a turn that would be masked drops its trajectory. With
    `keep` a trajectory that fails as a whole is kept where its form is whole (`FORM`), or is up to
    its end (`ENDS_EARLY`): the turns that the verdict rests on are masked, or the last where it
    names none, which tells the outcome.
    """
    return _Found.of(verdicts, tuple(assistant_turns), preset).decision()


@dataclass(frozen=True)
class Policy:
    """A preset, and what is made of the probability that a turn is wrong, where it is known.

    From `threshold` on a turn is called wrong. With weights by `probability` a turn that is kept
    weighs 1 less its probability; `equal` weights are those that it has.
    """

    preset: Preset = "balanced"
    weights: Literal["equal", "probability"] = "equal"
    threshold: float = 1.0

    def settle(
        self,
        messages: Sequence[Message],
        verdicts: Iterable[Verdict],
        learnt: Iterable[str] | None = None,
        probabilities: Mapping[str, float] | None = None,
    ) -> Decision:
        """Decide what becomes of a trajectory and of each of its turns.

        Beside what `decide` says, a later turn that does again what a wrong one did is masked, too,
        and turns have labels. `learnt` are the turns with a loss (by default all of the
        assistant's). Where there are `probabilities`, they decide in place of what single judges
        said of turns; rules, and judges that failed, stand.
        """
        chances = probabilities or {}
        turns = tuple(_spoken(messages) if learnt is None else learnt)
        known = _calibrated(verdicts, chances, self.threshold)
        found = _Found.of(known, turns, self.preset)
        again = carried(messages, {one: found.masked[one] for one in found.wrong})
        found.mask({turn: why for turn, why in again.items() if turn in turns})
        labels = {
            turn: label
            for turn, label in turn_labels(messages, known, found.masked).items()
            if label != "good" and turn in turns
        }
        weights = {} if self.weights == "equal" else _weights(turns, chances, found.masked)
        return found.decision(labels, weights)


@dataclass
class _Found:
    """What verdicts come to, before a trajectory with nothing left is dropped."""

    turns: tuple[str, ...]
    preset: Preset
    reasons: list[str] = field(default_factory=list)
    masked: dict[str, str] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)
    """The masked turns that failed, as opposed to those that could not be judged."""
    of_user: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, verdicts: Iterable[Verdict], turns: tuple[str, ...], preset: Preset) -> _Found:
        found = cls(turns, preset)
        for verdict in verdicts:
            if verdict.outcome not in ("pass", "unsure"):
                found.add(verdict)
        return found

    def add(self, verdict: Verdict) -> None:
        why = reason(verdict)
        if verdict.role == "user" and verdict.outcome == "fail":
            self.of_user.append(why)
        if verdict.role == "user" and verdict.scope == "turn":
            return
        if verdict.scope == "turn" and verdict.turn in self.turns:
            self.mask({verdict.turn: why})
            if verdict.outcome == "fail":
                self.wrong.add(verdict.turn)
        elif self.preset == "keep" and verdict.outcome == "fail" and _is_whole(verdict):
            named = [turn for turn in verdict.evidence if turn in self.turns]
            self.mask(dict.fromkeys(named or self.turns[-1:], why))
        else:
            self.reasons.append(why)

    def mask(self, turns: Mapping[str, str]) -> None:
        for turn, why in turns.items():
            self.masked.setdefault(turn, why)

    def decision(
        self,
        labels: Mapping[str, TurnLabel] | None = None,
        weights: Mapping[str, float] | None = None,
    ) -> Decision:
        reasons = self.reasons + (list(self.masked.values()) if self.preset == "strict" else [])
        if not reasons and set(self.turns) <= self.masked.keys():
            nothing = {f"nothing_left.{why}" for why in self.masked.values()}
            reasons = sorted(nothing) or ["nothing_left"]
        return Decision(
            keep=not reasons,
            reasons=tuple(dict.fromkeys(reasons)),
            masked=self.masked,
            user_faults=tuple(dict.fromkeys(self.of_user)),
            labels=dict(labels or {}),
            weights=dict(weights or {}),
        )


def _is_whole(verdict: Verdict) -> bool:
    """Say whether a dialogue that fails for this has a form that its turns can be learnt in."""
    return verdict.check not in FORM or reason(verdict) in ENDS_EARLY


def _spoken(messages: Iterable[Message]) -> list[str]:
    return [message.id for message in messages if message.role == "assistant"]


def _calibrated(
    verdicts: Iterable[Verdict], chances: Mapping[str, float], threshold: float
) -> list[Verdict]:
    """Return the verdicts with the probabilities in place of what judges said of single turns."""
    standing = [
        one
        for one in verdicts
        if not (one.source == "judge" and one.outcome == "fail" and one.turn in chances)
    ]
    return standing + [
        Verdict(
            check="calibration",
            scope="turn",
            outcome="fail",
            code="wrong",
            explanation=f"wrong with probability {chance:.3f}, called so from {threshold:.3f} on",
            turn=turn,
            source="judge",
            score=chance,
        )
        for turn, chance in chances.items()
        if chance >= threshold
    ]


def _weights(
    turns: Iterable[str], chances: Mapping[str, float], masked: Mapping[str, str]
) -> dict[str, float]:
    return {turn: 1 - chances[turn] for turn in turns if turn in chances and turn not in masked}
