"""Results and errors as every environment gives them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues import TOOLS, WEATHER
from toolmind.environments.base import ToolResult
from toolmind.environments.results import check_call, failed, json_or_text, ok
from toolmind.records import Tool, ToolCall

NESTED = Tool(
    id="pool/plan",
    name="plan",
    parameters={
        "type": "object",
        "properties": {
            "stops": {
                "type": "array",
                "items": {"type": "object", "required": ["city"]},
            }
        },
    },
)


def checked(arguments, name="get_weather", tools=TOOLS):
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return check_call(tools, ToolCall(id="c", name=name, arguments=text))


def cause(result):
    assert isinstance(result, ToolResult) and result.status == "error"
    told = json.loads(result.content)["error"]
    assert told["code"] == result.code
    return told


def test_a_good_call_is_the_tool_with_its_arguments():
    assert checked({"city": "Rome", "days": 2}) == (WEATHER, {"city": "Rome", "days": 2})


def test_an_unknown_tool_is_told_with_the_nearest():
    told = cause(checked({}, "get_wether"))
    assert (told["code"], told["similar"]) == ("unknown_tool", ["get_weather"])
    assert "'get_wether'" in told["message"]
    assert cause(checked({}, "sing"))["similar"] == []


@pytest.mark.parametrize("text", ["", "{", '["Rome"]', "null", '{"city": NaN}'])
def test_arguments_that_are_no_object_are_malformed(text):
    told = cause(checked(text))
    assert told["code"] == "malformed_arguments"
    assert told["message"].startswith("The arguments are not a JSON object: ")


@pytest.mark.parametrize(
    ("arguments", "code", "path", "said"),
    [
        ({}, "missing_argument", "", '"city" is a required property.'),
        ({"city": 3}, "invalid_argument", "city", '3 is not of type "string".'),
        ({"city": "Rome", "date": "soon"}, "invalid_argument", "date", '"soon" is not a "date".'),
    ],
)
def test_arguments_against_the_schema_are_told_with_their_place(arguments, code, path, said):
    told = cause(checked(arguments))
    assert (told["code"], told["argument"], told["message"]) == (code, path, said)


def test_places_are_told_inside_of_lists_and_objects():
    tools = {"plan": NESTED}
    told = cause(checked({"stops": [{"city": "Rome"}, {}]}, "plan", tools))
    assert (told["code"], told["argument"]) == ("missing_argument", "stops[1]")
    told = cause(checked({"stops": [3]}, "plan", tools))
    assert (told["code"], told["argument"]) == ("invalid_argument", "stops[0]")


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_call_is_answered_and_never_raises(name, arguments):
    assert cause(checked(arguments, name))["code"] == "unknown_tool"
    assert cause(checked(arguments))["code"] in ("malformed_arguments", "missing_argument")


def test_a_success_is_json_text_and_an_error_has_its_details():
    assert ok({"at": [1, None]}) == ToolResult(content='{"at":[1,null]}')
    assert json.loads(failed("busy", "Later.", retryable=True).content) == {
        "error": {"code": "busy", "message": "Later.", "retryable": True}
    }


def test_what_an_answer_holds_is_its_json_or_its_text():
    assert json_or_text('{"a": 1}') == {"a": 1}
    assert json_or_text("{a: 1}") == "{a: 1}"
