"""Faults of conduct: well formed, and the wrong thing to do."""

from __future__ import annotations

from dialogues import call, result, says, user
from planted import GOOD, found, plant
from toolmind.checks.faults.base import Good


def test_another_tool_is_called_with_the_same_arguments() -> None:
    planted = plant("wrong_tool")
    assert planted is not None
    (right,), (wrong,) = (m[planted.at].tool_calls for m in (GOOD.messages, planted.messages))
    assert {right.name, wrong.name} == {"get_weather", "book_hotel"}
    assert right.arguments == wrong.arguments


async def test_a_call_again_is_found() -> None:
    planted = plant("repeated_call")
    assert planted is not None
    assert len(planted.messages) == len(GOOD.messages) + 2
    assert {one.code for one in await found(planted)} == {"repeated_call"}


def test_marks_of_a_template_are_added() -> None:
    planted = plant("leaked_template")
    assert planted is not None
    before, after = (m[planted.at].content for m in (GOOD.messages, planted.messages))
    assert after.startswith(before)
    assert after != before


def test_an_answer_is_in_another_script() -> None:
    planted = plant("language_switch")
    assert planted is not None
    assert not planted.messages[planted.at].content.isascii()


def test_the_reasoning_decides_for_a_tool_that_is_not_called() -> None:
    planted = plant("contradicting_reasoning")
    assert planted is not None
    turn = planted.messages[planted.at]
    other = {"get_weather", "book_hotel"} - {turn.tool_calls[0].name}
    assert other.pop() in turn.reasoning


async def test_a_change_is_made_unasked() -> None:
    planted = plant("unconfirmed_write")
    assert planted is not None
    assert planted.messages[0].role == "system"
    assert planted.messages[planted.at].tool_calls == GOOD.messages[5].tool_calls
    assert "Shall I" not in "".join(one.content for one in planted.messages)
    assert "unasked" in {one.code for one in await found(planted)}


def test_where_the_user_agreed_before_or_changed_something_nothing_is_unasked() -> None:
    agreed = (user("a trip"), says("Do you want a room?"), user("Yes, please."))
    booked = (call("book_car", {"days": 2}, "c"), result({}, "c"), says("A car is booked."))
    for before in (agreed, (user("a car"), *booked)):
        assert plant("unconfirmed_write", good=Good((*before, *GOOD.messages), {})) is None


ROOMS = (
    user("a room in Oslo"),
    call("find_hotels", {"city": "Oslo"}, "a"),
    result({"rooms": [{"hotel_id": "H-1", "name": "Ritz", "city": "Oslo", "price": 90}]}, "a"),
    says("The Ritz?"),
    user("Yes."),
    call("book_hotel", {"hotel_id": "H-1"}, "b"),
    result({}, "b"),
    says("Done."),
)


async def test_a_limit_is_broken() -> None:
    planted = plant("broken_limit", good=Good(ROOMS, {}))
    assert planted is not None
    assert planted.messages[4].content == "Yes. It must cost no more than $62."
    assert planted.at == 5
    assert "above_limit" in {one.code for one in await found(planted)}


async def test_a_result_contradicts_an_earlier_one() -> None:
    planted = plant("contradicting_result", good=Good(ROOMS, {}))
    assert planted is not None
    assert planted.messages[planted.at].tool_calls[0].name == "find_hotels"
    assert planted.messages[planted.at + 1].content != planted.messages[2].content
    assert "results" in {one.code for one in await found(planted)}
