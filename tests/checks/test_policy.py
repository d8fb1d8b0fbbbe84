from toolmind.checks.policy import decide
from toolmind.records import Verdict


def verdict(outcome: str, turn: str = "", code: str = "bad") -> Verdict:
    scope = "turn" if turn else "trajectory"
    return Verdict(check="c", scope=scope, outcome=outcome, code=code, turn=turn)  # type: ignore[arg-type]


def test_what_passes_is_kept() -> None:
    assert decide([verdict("pass"), verdict("pass", "m2")], ["m2"]).keep


def test_a_turn_that_fails_is_masked_and_the_others_stay() -> None:
    decision = decide([verdict("fail", "m2")], ["m2", "m4"])
    assert decision.keep
    assert decision.masked == {"m2": "c.bad"}


def test_a_trajectory_that_fails_is_dropped() -> None:
    assert decide([verdict("fail")], ["m2"]).reasons == ("c.bad",)


def test_an_error_of_the_check_is_never_a_pass() -> None:
    assert decide([verdict("error")], ["m2"]).reasons == ("c.error",)
    assert decide([verdict("error", "m2")], ["m2", "m4"]).masked == {"m2": "c.error"}


def test_with_every_turn_masked_nothing_is_left() -> None:
    decision = decide([verdict("fail", "m2")], ["m2"])
    assert not decision.keep
    assert decision.reasons == ("nothing_left.c.bad",)
