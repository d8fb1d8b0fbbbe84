import pytest
from msgspec.structs import replace

from dialogues import BOOK, call, result, says, trajectory, user
from toolmind.checks.policy import FORM, Policy, decide
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


def test_what_is_unsure_decides_nothing() -> None:
    """Neither pass nor fail: it costs no turn and no dialogue, with no preset."""
    unsure = [verdict("unsure", "m2"), verdict("unsure")]
    for preset in ("strict", "balanced", "keep"):
        decision = decide(unsure, ["m2"], preset)  # type: ignore[arg-type]
        assert decision.keep and not decision.masked and not decision.reasons


def test_strict_drops_for_one_turn() -> None:
    decision = decide([verdict("fail", "m2")], ["m2", "m4"], "strict")
    assert (decision.keep, decision.reasons) == (False, ("c.bad",))


def test_keep_masks_what_a_fault_of_the_whole_rests_on_else_the_last_turn() -> None:
    named = replace(verdict("fail"), evidence=("m1", "m2"))
    assert decide([named], ["m2", "m4", "m6"], "keep").masked == {"m2": "c.bad"}
    bare = decide([verdict("fail")], ["m2", "m4"], "keep")
    assert bare.keep and bare.masked == {"m4": "c.bad"}


@pytest.mark.parametrize("check", FORM)
def test_no_preset_keeps_a_dialogue_whose_form_is_broken(check: str) -> None:
    broken = replace(verdict("fail"), check=check, evidence=("m2",))
    assert not decide([broken], ["m2", "m4"], "keep").keep


@pytest.mark.parametrize("code", ["no_last_answer", "cut_short"])
def test_keep_takes_what_came_before_an_early_end(code: str) -> None:
    early = replace(verdict("fail", code=code), check="role_order", evidence=("m4",))
    decision = decide([early], ["m2", "m4"], "keep")
    assert decision.keep and decision.masked == {"m4": f"role_order.{code}"}
    assert not decide([early], ["m2", "m4"]).keep


def test_no_preset_keeps_what_could_not_be_judged() -> None:
    assert not decide([verdict("error")], ["m2", "m4"], "keep").keep


PLAYED = trajectory(
    user("Book the Ritz."),
    call(BOOK.name, {"hotel_id": "Savoy"}),
    result({"booking": "B-1"}),
    call(BOOK.name, {"hotel_id": "Savoy"}),
    result({"booking": "B-2"}),
    says("Booked."),
).messages


def test_what_repeats_a_wrong_turn_is_masked_with_it() -> None:
    decision = Policy().settle(PLAYED, [verdict("fail", "m1")])
    assert decision.masked == {"m1": "c.bad", "m3": "carried.c.bad"}
    assert decision.labels == {"m1": "mistake", "m3": "mistake", "m5": "recovery"}


def test_a_turn_that_could_not_be_judged_is_no_error_to_be_repeated() -> None:
    decision = Policy().settle(PLAYED, [verdict("error", "m1")])
    assert decision.masked == {"m1": "c.error"}
    assert not decision.labels


def test_probabilities_decide_in_place_of_judges_and_not_of_rules() -> None:
    judged = replace(verdict("fail", "m1"), check="judge", source="judge")
    found = [judged, verdict("fail", "m5")]
    policy = Policy(threshold=0.5, weights="probability")
    decision = policy.settle(PLAYED, found, probabilities={"m1": 0.2, "m3": 0.7, "m5": 0.1})
    assert decision.masked == {"m3": "calibration.wrong", "m5": "c.bad"}
    assert decision.weights == {"m1": 0.8}
    failed = replace(judged, outcome="error")
    assert "m1" in policy.settle(PLAYED, [failed], probabilities={"m1": 0.2}).masked


def test_turns_without_a_loss_are_not_decided_about() -> None:
    decision = Policy().settle(PLAYED, [verdict("fail", "m1")], ["m1", "m5"])
    assert decision.masked == {"m1": "c.bad"}
