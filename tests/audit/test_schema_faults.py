"""Tool definitions that a model has to guess at."""

import pytest

from audit_rows import ASK, TOOLS, defined, found, right, row, text, typed
from dialogues import BOOK, WEATHER
from toolmind.audit.schema_faults import read_definition, tools_of, usable
from toolmind.datasets.dialogue import Dialogue

BAD = {
    "arguments_for_parameters": [
        row(ASK, text(), tools=defined(parameters=None, arguments=WEATHER.parameters))
    ],
    "python_types": [
        row(ASK, text(), tools=typed(city={"type": "str"})),
        row(ASK, text(), tools=typed(city={"type": "array", "items": {"type": "dict"}})),
        row(ASK, text(), tools=typed(city={"type": ["string", "None"]})),
    ],
    "misplaced_required": [
        row(ASK, text(), tools=defined(parameters={"type": "object", "required": None})),
        row(ASK, text(), tools=defined(required=["city"])),
        row(ASK, text(), tools=typed(city={"type": "string", "required": True})),
        row(ASK, text(), tools=typed(city={"type": "string"}, required=["city"])),
        row(
            ASK,
            text(),
            tools=defined(parameters={"type": "object", "properties": {}, "required": ["x"]}),
        ),
    ],
    "double_wrapped": [
        row(ASK, text(), tools=[{"type": "function", "function": WEATHER.spec()}]),
        row(ASK, text(), tools=defined(parameters={"parameters": WEATHER.parameters})),
    ],
    "broken_schema": [
        row(ASK, text(), tools=defined(parameters={"type": "string"})),
        row(ASK, text(), tools=defined(parameters=["city"])),
        row(ASK, text(), tools=defined(parameters={"city": {"type": "string"}})),
        row(ASK, text(), tools=typed(city={"type": "string", "minLength": "x"})),
        row(ASK, text(), tools=["get_weather"]),
    ],
    "duplicate_tool": [row(ASK, text(), tools=[*TOOLS, BOOK.spec()])],
}


@pytest.mark.parametrize(("name", "bad"), [(n, r) for n, rows in BAD.items() for r in rows])
def test_a_row_with_the_fault_is_found_and_placed(name, bad, tmp_path):
    faults = found(tmp_path, right(), bad)
    assert name in faults
    assert faults[name].rows == 1
    assert faults[name].where.startswith(f"{tmp_path}/data.jsonl:2")
    assert faults[name].example


def test_a_definition_is_read_as_a_tool_with_its_faults():
    function = {"name": "f", "description": "F.", "parameters": {"type": "object"}}
    tool, faults = read_definition({"type": "function", "function": function})
    assert (tool.name, tool.description, tool.parameters) == ("f", "F.", {"type": "object"})
    assert faults == () and usable(tool)
    assert read_definition(function)[0] == tool


@pytest.mark.parametrize(
    ("parameters", "fault"),
    [
        (None, None),
        ({}, None),
        ({"type": "object", "properties": {"a": True}}, None),
        ({"$ref": "#/$defs/x", "$defs": {"x": {"type": "object"}}}, None),
        ({"type": "object", "properties": {"a": {"anyOf": [{"type": "str"}]}}}, "type 'str'"),
        ({"type": "object", "additionalProperties": {"type": "any"}}, "type 'any'"),
        ({"type": "object", "not": {"type": "None"}}, "type 'None'"),
        ({"type": "object", "properties": {"required": ["a"]}}, "stands among the properties"),
        ({"type": "object", "properties": {"required": {"type": "string"}}}, None),
        ({"type": "array"}, "of type 'array', not object"),
        ("city", "a str, not an object"),
    ],
)
def test_faults_are_found_wherever_they_stand_in_a_schema(parameters, fault):
    tool, faults = read_definition({"name": "f", "parameters": parameters})
    assert [fault in text for _, text in faults] == [True] * bool(fault)
    assert usable(tool) is (fault is None)


def test_a_fault_names_the_tool_and_the_path():
    nested = {"type": "array", "items": {"type": "object", "properties": {"b": {"type": "int"}}}}
    _, faults = read_definition({"name": "f", "parameters": {"properties": {"a": nested}}})
    assert faults == (("python_types", "f, a.items.b: type 'int'"),)


@pytest.mark.parametrize(
    "definition", [None, [], "f", {}, {"function": {"name": ""}}, {"name": None}]
)
def test_what_has_no_name_is_no_tool(definition):
    tool, faults = read_definition(definition)
    assert tool is None
    assert [code for code, _ in faults] == ["broken_schema"]


def test_tools_are_those_with_a_name_in_the_order_shown():
    dialogue = Dialogue((), ("x", BOOK.spec(), {}, WEATHER.spec()), frozenset())
    assert [tool.name for tool in tools_of(dialogue)] == [BOOK.name, WEATHER.name]
