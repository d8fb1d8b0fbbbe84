"""Votes on turns: what checks and judges said, and what they are bound to."""

from __future__ import annotations

import pytest

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
    first, last = votes_on(PLAYED, found, {"judge"}, "x-{}".format)
    assert first.verdicts == {"rule": "fail", "judge": None}  # spared: it was masked already
    assert last.verdicts == {"rule": "unsure", "judge": "error"}
    assert first.made_by == {"rule": maker("1", "x-rule"), "judge": maker("1", "x-judge")}


def test_what_is_the_fault_of_the_user_is_no_vote_on_the_assistant() -> None:
    found = [Verdict(check="user", scope="turn", outcome="fail", turn="m0", role="user")]
    assert all(not row.verdicts for row in votes_on(PLAYED, found, (), str))


BASE = {
    "checks.use.0.type": "grounding",
    "checks.use.1.type": "answer",
    "checks.use.1.most": 3,
    "checks.judges.0.type": "turn",
    "checks.judges.1.type": "turn",
    "checks.judges.1.name": "strict",
    "checks.judges.1.model": "large",
    "checks.judges.2.type": "my:Own",
    "models.judge": "a",
    "models.endpoints.a.model": "m",
    "models.endpoints.large.model": "l",
    "prompt judge_turn": "1",
    "prompt judge_dialogue": "1",
    "prompt mine": "1",
}
ALL = ("grounding", "answer", "turn_judge", "strict", "own")


@pytest.mark.parametrize(
    ("key", "changed"),
    [
        ("seed", ()),
        ("checks.policy", ()),
        ("checks.use.1.most", ("answer",)),
        ("models.endpoints.a.model", ("turn_judge", "own")),
        ("models.endpoints.large.model", ("strict",)),
        ("prompt judge_turn", ("turn_judge", "strict", "own")),
        ("prompt mine", ("own",)),
        ("checks.judges.2.most", ("own",)),
        ("checks.judges.1.votes", ("strict",)),
        ("checks.use.2.type", ()),  # one more rule
    ],
)
def test_each_is_bound_to_what_it_is_itself(key: str, changed: tuple[str, ...]) -> None:
    before, now = judging_digest(BASE), judging_digest({**BASE, key: "other"})
    assert tuple(name for name in ALL if before(name) != now(name)) == changed


def test_where_a_rule_stands_is_no_matter() -> None:
    before = {"checks.use.0.type": "a", "checks.use.1.type": "b", "checks.use.1.most": 3}
    after = {"checks.use.0.type": "b", "checks.use.0.most": 3, "checks.use.1.type": "a"}
    for name in "ab":
        assert judging_digest(before)(name) == judging_digest(after)(name)
