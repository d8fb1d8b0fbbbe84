from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.evaluation.grade import Grade, grade, normal, normal_arguments
from toolmind.records import Message, Tool, ToolCall

PARAMETERS = {
    "type": "object",
    "properties": {
        "city": {"type": "string"},
        "nights": {"type": "integer", "default": 1},
        "pets": {"type": "boolean", "default": False},
        "floor": {"type": "integer", "default": 0},
    },
    "required": ["city"],
}
TOOLS = {name: Tool(id=name, name=name, parameters=PARAMETERS) for name in ("book", "look")}


def turn(*calls: tuple[str, Any]) -> Message:
    made = (
        ToolCall(id=f"c{at}", name=name, arguments=orjson.dumps(arguments).decode())
        for at, (name, arguments) in enumerate(calls)
    )
    return Message(role="assistant", content="" if calls else "Hello.", tool_calls=tuple(made))


PARIS, ROME = {"city": "Paris"}, {"city": "Rome"}
NOTHING, CALLED, RIGHT_TOOL = Grade(False), Grade(True), Grade(True, True)
RIGHT = Grade(True, True, True)


@pytest.mark.parametrize(
    ("expected", "given", "found"),
    [
        (turn(("book", PARIS)), turn(("book", PARIS)), RIGHT),
        (turn(("book", PARIS)), turn(("book", ROME)), RIGHT_TOOL),
        (turn(("book", PARIS)), turn(("look", PARIS)), CALLED),
        (turn(("book", PARIS)), turn(("absent", PARIS)), CALLED),
        (turn(("book", PARIS)), turn(), NOTHING),
        (turn(), turn(), NOTHING),
        (turn(), turn(("book", PARIS)), CALLED),
        (turn(("book", PARIS), ("look", ROME)), turn(("look", ROME), ("book", PARIS)), RIGHT),
        (turn(("book", PARIS), ("book", ROME)), turn(("book", PARIS)), CALLED),
        (turn(("book", PARIS), ("book", ROME)), turn(("book", PARIS), ("book", PARIS)), RIGHT_TOOL),
    ],
)
def test_what_is_right_in_a_turn(expected: Message, given: Message, found: Grade) -> None:
    assert grade(expected, given, TOOLS) == found


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("  New  York", "new york", True),
        (2.0, 2, True),
        (2, "2", False),
        (1, True, False),
        ("x > 5", "x < 5", False),
        ([1, 2], [2, 1], False),
        ({"a": "X"}, {"a": "x"}, True),
    ],
)
def test_which_values_are_the_same(one: Any, other: Any, same: bool) -> None:
    assert (orjson.dumps(normal(one)) == orjson.dumps(normal(other))) is same


def test_what_an_optional_parameter_takes_anyway_need_not_be_said() -> None:
    said = {"city": "Paris", "nights": 1, "pets": None, "floor": 0}
    assert normal_arguments(said, PARAMETERS) == {"city": "paris"}
    others = {"city": None, "nights": 2, "pets": True, "floor": False}
    assert normal_arguments(others, PARAMETERS) == others


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.dictionaries(st.text(), VALUES, max_size=4), st.sampled_from(sorted(TOOLS)))
def test_a_turn_is_right_in_its_own_place(arguments: dict[str, Any], name: str) -> None:
    assert grade(turn((name, arguments)), turn((name, arguments)), TOOLS) == RIGHT


@given(st.integers(-(2**53), 2**53), st.integers(-(2**53), 2**53))
def test_numbers_are_told_apart(one: int, other: int) -> None:
    calls = turn(("book", {"city": one})), turn(("book", {"city": other}))
    assert grade(*calls, TOOLS).arguments is (one == other)
