from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given

from toolmind.models.tool_calls.python_calls import PythonCalls
from written_calls import (
    TOOLS,
    awkward,
    before,
    calls,
    check_read_or_refused,
    check_refused,
    check_round_trip,
)


@given(pairs=calls, text=before)
def test_round_trip(pairs: list[tuple[str, Any]], text: str) -> None:
    check_round_trip(PythonCalls(), pairs, text)


@given(text=awkward)
def test_any_text_is_read_or_refused(text: str) -> None:
    check_read_or_refused(PythonCalls(), text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[f(a=1), g(2)]", "by name"),
        ("[f(a=open('x'))]", "literals"),
        ("[f(a=1)] and more", "nothing after"),
        ("[f(a='\\d')] is 5", "nothing after"),
        ("[f(a=1), 5]", "call"),
        ("[f(a=1)", "Python"),
        ("[f(a=1, **{'a': 2})]", "twice"),
        ("[f(a={1, 2})]", "literals"),
        ("[f(" + "(" * 5000, "Python"),
    ],
)
def test_near_misses_are_refused_with_a_reason(text: str, why: str) -> None:
    check_refused(PythonCalls(), text, why)


def test_aliases_are_shown_and_distinct() -> None:
    shown = [spec["function"]["name"] for spec in PythonCalls().shown(TOOLS)]
    assert shown == ["get_weather", "get_weather_", "f_2fast", "f_class", "a_b"]


CALL, READ = "get_weather(city='Rome', days=2)", ("get_weather", '{"city":"Rome","days":2}')


@pytest.mark.parametrize(
    "text",
    [
        f"{CALL}, {CALL}",
        f"{CALL}\n{CALL}",
        f"```python\n[{CALL}, {CALL}]\n```",
        f"[{CALL}]\n[{CALL}]",
    ],
)
def test_a_reply_that_is_nothing_but_calls_needs_no_brackets(text: str) -> None:
    assert PythonCalls().parse(text, TOOLS) == ("", [READ, READ])


@pytest.mark.parametrize("around", ["{}", "```python\n{}\n```\n"])
def test_a_fence_in_an_argument_is_part_of_it(around: str) -> None:
    city = "# Rome\n```python\nx = 1\n```\nend"
    text = around.format(f'[get_weather(city="""{city}""")]')
    rest, [(name, arguments)] = PythonCalls().parse(text, TOOLS)
    assert (rest, name, orjson.loads(arguments)) == ("", "get_weather", {"city": city})


@pytest.mark.parametrize("text", ["print('Rome')", f"{CALL} is it", f"{CALL}, 5", f"x = {CALL}"])
def test_what_is_no_call_of_a_tool_stays_text(text: str) -> None:
    assert PythonCalls().parse(text, TOOLS) == (text, [])
