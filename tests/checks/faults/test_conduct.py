"""Faults of conduct: well formed, and the wrong thing to do."""

from __future__ import annotations

from planted import GOOD, found, plant


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
