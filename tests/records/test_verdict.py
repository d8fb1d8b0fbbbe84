"""A verdict says what a check found; an error is never a pass."""

from __future__ import annotations

import msgspec
import pytest

from toolmind.records import Decision, Verdict


def test_a_verdict_is_a_line_that_can_be_read_again() -> None:
    verdict = Verdict(
        check="turn",
        scope="turn",
        outcome="error",
        code="model.timeout",
        turn="m3",
        evidence=("m1", "m2"),
        source="judge",
        score=0.0,
        model="teacher",
        vote=2,
    )
    assert msgspec.json.decode(msgspec.json.encode(verdict), type=Verdict) == verdict


@pytest.mark.parametrize("outcome", ["", "passed", None])
def test_there_are_three_outcomes(outcome: str | None) -> None:
    line = msgspec.json.encode({"check": "c", "scope": "turn", "outcome": outcome})
    with pytest.raises(msgspec.ValidationError, match="outcome"):
        msgspec.json.decode(line, type=Verdict)


def test_no_score_is_not_a_score_of_nothing() -> None:
    line = msgspec.json.encode(Verdict(check="c", scope="turn", outcome="pass"))
    assert b"score" not in line
    assert msgspec.json.decode(line, type=Verdict).score is None


def test_a_decision_must_say_whether_to_keep() -> None:
    with pytest.raises(msgspec.ValidationError, match="keep"):
        msgspec.json.decode(b'{"reasons":["x"]}', type=Decision)
    masked = Decision(keep=True, masked={"m1": "turn.unjustified"})
    assert msgspec.json.decode(msgspec.json.encode(masked), type=Decision) == masked
