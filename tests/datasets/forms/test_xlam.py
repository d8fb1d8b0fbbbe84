"""xLAM rows: parameters are bare maps, where what is not marked as optional is required."""

from __future__ import annotations

import json
from typing import Any

import pytest

from toolmind.datasets.forms.xlam import XLam


def read(parameters: Any) -> Any:
    row = {
        "query": "q",
        "answers": "[]",
        "tools": json.dumps([{"name": "f", "parameters": parameters}]),
    }
    (tool,) = XLam().tools(row)
    return tool["parameters"]


def test_it_is_known_by_three_columns() -> None:
    assert XLam().fits({"query": 1, "answers": 2, "tools": 3, "id": 4})
    assert not XLam().fits({"query": 1, "tools": 3})


@pytest.mark.parametrize(
    ("field", "required"),
    [
        ({"type": "str"}, True),
        ({}, True),
        ({"type": "str, optional"}, False),
        ({"type": "Optional[int]"}, False),
        ({"type": "optionality"}, True),
        ({"type": "int", "default": None}, False),
        ("str", False),
    ],
)
def test_what_is_not_marked_as_optional_is_required(field: Any, required: bool) -> None:
    assert read({"a": field}) == {"properties": {"a": field}, "required": ["a"] * required}


def test_a_parameter_may_be_called_properties_type_or_required() -> None:
    field = {"type": "List[str]", "description": "Names."}
    for name in ("properties", "type", "required"):
        fields = {name: field, "limit": {"type": "int", "default": 10}}
        assert read(fields) == {"properties": fields, "required": [name]}


@pytest.mark.parametrize(
    "parameters", [{}, {"properties": {"a": {}}, "required": []}, None, [], "none"]
)
def test_what_is_a_schema_or_no_map_stays_as_it_is(parameters: Any) -> None:
    assert read(parameters) == parameters


def test_a_definition_that_is_no_object_is_passed_on() -> None:
    assert list(XLam().tools({"tools": "[3, null]"})) == [3, None]


def test_its_dialogue_is_a_question_and_the_calls_made_at_once() -> None:
    answers = [{"name": "f", "arguments": {"a": 1}}, {"name": "f", "arguments": {"a": 2}}]
    row = {"query": "q?", "answers": json.dumps(answers), "tools": '[{"name": "f"}]'}
    found = XLam().dialogue(row)
    user, spoken = found.messages
    assert (user.role, user.content) == ("user", "q?")
    assert [json.loads(call.arguments) for call in spoken.tool_calls] == [{"a": 1}, {"a": 2}]
    assert found.learnt == {1} and found.tools == ({"name": "f"},)
    none = XLam().dialogue({**row, "answers": "[]"})
    assert len(none.messages) == 1 and not none.learnt
