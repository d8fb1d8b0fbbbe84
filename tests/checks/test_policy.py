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


def test_a_verdict_that_names_no_turn_is_about_the_whole_whatever_its_scope() -> None:
    """A rule of scope `turn` may find something wrong with the dialogue as such."""
    about_all = Verdict(check="c", scope="turn", outcome="fail", code="bad")
    decision = decide([about_all], ["m2", "m4"])
    assert not decision.keep
    assert decision.reasons == ("c.bad",)
    assert decision.masked == {}


def test_a_verdict_about_what_is_no_assistant_turn_is_about_the_whole() -> None:
    """Nothing would be masked, and the fault would be forgotten."""
    assert decide([verdict("fail", "m1")], ["m2"]).reasons == ("c.bad",)
    assert decide([verdict("error", "m1")], ["m2"]).reasons == ("c.error",)


def test_with_every_turn_masked_nothing_is_left() -> None:
    decision = decide([verdict("fail", "m2")], ["m2"])
    assert not decision.keep
    assert decision.reasons == ("nothing_left.c.bad",)
