"""Votes on turns: what checks and judges said, and what they are bound to."""

from __future__ import annotations

from dialogues import GOOD, trajectory
from toolmind.checks.calibration.votes import judging_digest, maker, votes_on
from toolmind.records import Outcome, Verdict

PLAYED = trajectory(*GOOD)


def verdict(check: str, outcome: Outcome, turn: str = "", source: str = "judge") -> Verdict:
    scope = "turn" if turn else "trajectory"
    return Verdict(check=check, scope=scope, outcome=outcome, turn=turn, source=source)  # type: ignore[arg-type]


def test_a_vote_of_each_kind_stands_on_its_turn() -> None:
    found = [
        verdict("rule", "fail", "m1", "rule"),
        verdict("rule", "unsure", "m3", "rule"),
        verdict("judge", "error", "m3"),
    ]
    first, last = votes_on(PLAYED, found, {"judge"}, "x")
    assert first.verdicts == {"rule": "fail", "judge": None}  # spared: it was masked already
    assert last.verdicts == {"rule": "unsure", "judge": "error"}
    assert first.made_by == {"rule": maker("1", "x"), "judge": maker("1", "x")}


def test_what_is_the_fault_of_the_user_is_no_vote_on_the_assistant() -> None:
    found = [Verdict(check="user", scope="turn", outcome="fail", turn="m0", role="user")]
    assert all(not row.verdicts for row in votes_on(PLAYED, found, (), "x"))


def test_the_digest_holds_what_judges_and_rules_are_and_nothing_else() -> None:
    base = {"checks.judges.0.type": "turn", "models.judge": "a", "models.endpoints.a.model": "m"}
    assert judging_digest({**base, "seed": 7, "checks.policy": "keep"}) == judging_digest(base)
    for key in (*base, "prompt judge_turn", "checks.use.0.type"):
        assert judging_digest({**base, key: "other"}) != judging_digest(base)
