"""A calibration at work: by the same checks and judges, and by no others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec.structs import replace as changed

from dialogues import GOOD, trajectory
from panels import judged
from toolmind.checks.base import RuleCheck
from toolmind.checks.calibration.applied import Applied
from toolmind.checks.calibration.calibration import calibrate
from toolmind.checks.calibration.votes import maker
from toolmind.errors import DataError
from toolmind.records import Outcome, Verdict

PLAYED = trajectory(*GOOD)


class Good(RuleCheck):
    name = "good"


class Stranger(RuleCheck):
    name = "stranger"


class Other(RuleCheck):
    name = "other judge"


class Later(RuleCheck):
    name, version = "good", "2"


def applied() -> Applied:
    rows = judged({"good": 0.1, "poor": 0.4})
    made_by = {name: maker("1", "x") for name in ("good", "poor")}
    made = calibrate([changed(row, made_by=made_by) for row in rows])
    return Applied(made, lambda _: "x", frozenset({"good", "poor", "other judge"}))


def verdict(outcome: Outcome, turn: str = "", version: str = "1") -> Verdict:
    scope = "turn" if turn else "trajectory"
    return Verdict(check="good", scope=scope, outcome=outcome, turn=turn, version=version)  # type: ignore[arg-type]


def test_a_turn_that_a_good_judge_fails_is_more_probably_wrong() -> None:
    found = applied().probabilities(PLAYED, [verdict("fail", "m1")])
    assert found.keys() == {"m1", "m3"} and found["m1"] > 0.5 > found["m3"]


def test_a_turn_that_nobody_voted_on_has_no_probability() -> None:
    assert applied().probabilities(PLAYED, [verdict("error", "m1")]).keys() == {"m3"}
    assert applied().probabilities(PLAYED, []) == {}


def test_others_are_refused_before_and_after_they_judged() -> None:
    made = applied()
    made.require([Good()])  # one that is missing may be
    made.require([Good(), Stranger()])  # a rule that has no vote
    with pytest.raises(DataError, match="does not know the judges other judge"):
        made.require([Good(), Other()])
    with pytest.raises(DataError, match="another prompt or model"):
        made.require([Later()])
    with pytest.raises(DataError, match="another prompt or model"):
        replace(made, judging=lambda _: "y").require([Good()])
    with pytest.raises(DataError, match="another prompt or model"):
        made.probabilities(PLAYED, [verdict("fail", "m1", "2")])


def test_a_rule_that_is_not_known_has_no_vote() -> None:
    strange = Verdict(check="stranger", scope="turn", outcome="fail", turn="m1")
    found = [verdict("fail", "m1")]
    assert applied().probabilities(PLAYED, [*found, strange]) == applied().probabilities(
        PLAYED, found
    )
