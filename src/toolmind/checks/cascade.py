"""Judges in stages: cheap ones look at everything, a dear one at what is left in doubt.

A judge whose setting `only` is ``doubtful`` is asked about the turns (or, of the trajectory, the
whole) of which a rule is unsure, on which the judges before it disagree, or one of them with itself
(votes), which one failed to judge, or which one alone failed, for nobody seconds it. What it says
there stands in place of what they said. Where nothing is in doubt it is spared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from msgspec.structs import replace

from toolmind.records import Outcome, Verdict

Only = Literal["all", "doubtful"]

WHOLE = ""
"""Stands for the dialogue as a whole among the ids of its turns."""

LOOKED = "doubtful"
"""The code of the pass that says at which turns a judge of what is doubtful looked (`evidence`)."""


def only_of(judge: object) -> Only:
    """Return what a judge is asked about; one's own that says nothing: all."""
    return "doubtful" if getattr(judge, "only", "all") == "doubtful" else "all"


def was_spared(verdict: Verdict) -> bool:
    """Say whether a verdict tells that a judge was not asked, since nothing was in doubt."""
    return verdict.code == LOOKED and verdict.outcome == "pass" and not verdict.evidence


@dataclass
class Doubts:
    """What is in doubt of one dialogue, as its judges look at it one after the other."""

    votes: list[tuple[frozenset[str], dict[str, Outcome]]] = field(default_factory=list)
    """Of each judge that was asked: where it looked, and the outcomes other than a pass."""
    settled: set[str] = field(default_factory=set)

    def note(self, places: Collection[str], verdicts: Iterable[Verdict]) -> None:
        """Take in what a judge said that looked at these places."""
        faults = (one for one in verdicts if one.outcome != "pass")
        said: dict[str, Outcome] = {place_of(one): one.outcome for one in faults}
        self.votes.append((frozenset(places) | said.keys(), said))

    def among(self, places: Sequence[str], verdicts: Iterable[Verdict]) -> list[str]:
        """Return those of the places that are in doubt, given all verdicts so far."""
        unsure = {
            place_of(one)
            for one in verdicts
            if one.outcome == "unsure" and one.source != "judge" and one.role == "assistant"
        }
        return [
            place
            for place in places
            if place not in self.settled and (place in unsure or self._disputed(place))
        ]

    def settle(
        self, places: Iterable[str], verdicts: Sequence[Verdict], said: Sequence[Verdict]
    ) -> list[Verdict]:
        """Return the verdicts with those of judges on the places unsure, where `said` judges them.

        Where it failed to, they stand.
        """
        failed = {place_of(one) for one in said if one.outcome == "error"}
        judged = set() if WHOLE in failed else set(places) - failed
        self.settled |= judged
        return [
            replace(one, outcome="unsure")
            if one.source == "judge"
            and one.outcome in ("fail", "error")
            and place_of(one) in judged
            else one
            for one in verdicts
        ]

    def _disputed(self, place: str) -> bool:
        said = [outcomes.get(place, "pass") for looked, outcomes in self.votes if place in looked]
        return bool({"error", "unsure"} & set(said)) or len(set(said)) > 1 or said == ["fail"]


def place_of(verdict: Verdict) -> str:
    """Return the id of the turn that a verdict is about, or `WHOLE`."""
    return verdict.turn if verdict.scope == "turn" else WHOLE
