"""Arguments against the schema of their tool."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues import WEATHER, call, context, result, says, user
from toolmind.checks.base import run_checks
from toolmind.checks.rules.arguments import Arguments, argument_fault, undeclared
from toolmind.errors import DataError
from toolmind.records import Tool, ToolCall


async def codes(*messages, **changes):
    return [verdict.code for verdict in await Arguments().verdicts(context(*messages, **changes))]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"city": "Paris"}, None),
        ('{"city": "Paris"', "unparsable"),
        ('["Paris"]', "not_an_object"),
        ({"city": 3}, "invalid"),
        ({}, "invalid"),
        ({"city": "Paris", "date": "tomorrow"}, "invalid"),
        ({"city": "Paris", "town": "Paris"}, "undeclared"),
    ],
)
async def test_arguments(arguments, code):
    messages = (user("hi"), call("get_weather", arguments), result("{}"), says("done"))
    assert await codes(*messages) == ([code] if code else [])


async def test_a_broken_schema_cannot_be_judged():
    broken = Tool(id="x", name="x", parameters={"type": "str"})
    messages = (user("hi"), call("x", {}), result("{}"), says("done"))
    (verdict,) = await run_checks([Arguments()], context(*messages, tools={"x": broken}))
    assert (verdict.outcome, verdict.code) == ("error", "broken_schema")


async def test_a_fault_names_the_tool_the_path_and_the_turn_once_per_call():
    messages = (user("hi"), call("get_weather", {"city": 3, "days": "x"}), result("{}"), says("ok"))
    (verdict,) = await Arguments().verdicts(context(*messages))
    assert (verdict.scope, verdict.turn, verdict.evidence) == ("turn", "m1", ("m1",))
    assert verdict.explanation.startswith("get_weather: ") and "city" in verdict.explanation


async def test_a_call_of_an_unknown_tool_is_left_to_the_rule_for_it():
    assert await codes(user("hi"), call("sing", "no JSON"), result("{}"), says("ok")) == []


def test_an_undeclared_argument_is_told_with_those_declared():
    code, text = argument_fault(
        ToolCall(id="c", name="x", arguments='{"a": 1}'), Tool(id="x", name="x")
    )
    assert (code, text) == ("undeclared", "no parameter a (declared: none)")
    call = ToolCall(id="c", name="x", arguments='{"city": "Rome", "town": 1, "spot": 2}')
    _, text = argument_fault(call, WEATHER)
    assert text.startswith("no parameter town, spot (declared: city, date,")


CITY = {"city": {"type": "string"}}


@pytest.mark.parametrize(
    ("schema", "extra"),
    [
        ({"properties": CITY}, ["town"]),
        ({}, ["city", "town"]),
        ({"properties": CITY, "additionalProperties": True}, []),
        ({"properties": CITY, "patternProperties": {"^t": {}}}, []),
        ({"anyOf": [{"properties": CITY}, {"required": ["town"]}]}, []),
        ({"$ref": "#/$defs/place", "$defs": {"place": {"properties": CITY}}}, ["town"]),
    ],
)
def test_a_schema_is_open_where_it_says_so_or_is_composed(schema, extra):
    assert undeclared(schema, {"city": "Rome", "town": "Rome"}) == extra


@given(st.text(max_size=30))
def test_any_text_as_arguments_is_a_fault_or_a_valid_object(text):
    fault = argument_fault(ToolCall(id="c", name="get_weather", arguments=text), WEATHER)
    assert fault is not None and fault[0] in ("unparsable", "not_an_object", "invalid")


def test_the_schema_of_a_tool_that_is_none_is_a_data_error():
    broken = Tool(id="x", name="x", parameters={"type": "str"})
    with pytest.raises(DataError):
        argument_fault(ToolCall(id="c", name="x", arguments="{}"), broken)
