"""Results in the order of their calls, and dialogues in which that tells nothing."""

from __future__ import annotations

from dialogues import call, kept, result, says, user
from toolmind.formats.order import results_in_order, turns_in_a_row, unanswered_call
from trainer_rows import parallel


def test_results_follow_the_order_of_their_calls() -> None:
    messages = parallel().trajectory.messages
    assert [m.content for m in results_in_order(messages)[3:5]] == ["clear", "booked"]
    assert len(results_in_order(messages)) == len(messages)


def test_a_call_without_a_result_is_found_but_at_the_end() -> None:
    asked, made = user("a"), call("f", {})
    assert unanswered_call([asked, made]) == ""
    assert unanswered_call([asked, made, result("b"), says("c")]) == ""
    assert unanswered_call([asked, made, says("c")])
    assert unanswered_call([asked, made, result("b", "c9"), says("c")])


def test_turns_in_a_row_are_found() -> None:
    assert turns_in_a_row([user("a"), says("b"), says("c")])
    assert not turns_in_a_row(kept(user("a"), says("b"), user("c")).trajectory.messages)
