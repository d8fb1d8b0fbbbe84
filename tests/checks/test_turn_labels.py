"""Turns beside each other: what repeats a mistake, and what recovers from it."""

from __future__ import annotations

from msgspec.structs import replace

from dialogues import BOOK, WEATHER, call, result, says, trajectory, user
from toolmind.checks.turn_labels import carried, turn_labels
from toolmind.records import Message, Verdict

BOOKED = (call(BOOK.name, {"hotel_id": "Savoy", "guests": 2}), result({"booking": "B-1"}))
AGAIN = (call(BOOK.name, {"guests": 2, "hotel_id": "Savoy"}), result({"booking": "B-2"}))


def played(*messages: Message) -> tuple[Message, ...]:
    return trajectory(user("Book it."), *messages, says("Done.")).messages


def fails(turn: str, check: str = "c") -> Verdict:
    return Verdict(check=check, scope="turn", outcome="fail", turn=turn)


def test_the_same_call_in_another_order_of_arguments_is_the_same_again() -> None:
    assert carried(played(*BOOKED, *AGAIN), {"m1": "c.bad"}) == {"m3": "carried.c.bad"}


def test_another_call_and_one_before_the_mistake_are_not() -> None:
    other = (call(BOOK.name, {"hotel_id": "Ritz"}), result({"booking": "B-3"}))
    assert not carried(played(*BOOKED, *other), {"m1": "c.bad"})
    assert not carried(played(*BOOKED, *AGAIN), {"m3": "c.bad"})


def test_once_the_user_has_spoken_the_same_may_be_right() -> None:
    assert not carried(played(*BOOKED, user("Yes, do it."), *AGAIN), {"m1": "policy.unconfirmed"})


def test_the_same_words_are_the_same_again() -> None:
    messages = played(says("It is 5."), *BOOKED, says("It is 5."))
    assert carried(messages, {"m1": "c.bad"}) == {"m4": "carried.c.bad"}


def test_what_goes_on_after_a_mistake_or_a_failed_call_is_a_recovery_once() -> None:
    weather = call(WEATHER.name, {"city": "Paris"})
    failed = replace(result("down"), status="error")
    messages = played(*BOOKED, weather, failed, weather, result({"sky": "clear"}))
    labels = turn_labels(messages, [fails("m1")], {"m1": "c.fail"})
    assert labels == {"m1": "mistake", "m3": "recovery", "m5": "recovery", "m7": "good"}


def test_a_needless_turn_is_no_mistake_unless_more_is_wrong_with_it() -> None:
    masked = {"m1": "repeats.again"}
    messages = played(*BOOKED)
    labels = turn_labels(messages, [fails("m1", "repeats")], masked)
    assert labels == {"m1": "unnecessary", "m3": "good"}
    both = [fails("m1", "repeats"), fails("m1", "grounding")]
    assert turn_labels(messages, both, masked)["m1"] == "mistake"


def test_a_turn_that_nobody_could_judge_has_no_label() -> None:
    unsure = replace(fails("m3"), outcome="unsure")
    assert not turn_labels(played(*BOOKED), [unsure], {"m1": "judge.error"})
