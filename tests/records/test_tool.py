"""A tool, and how a model sees it."""

from __future__ import annotations

import msgspec

from toolmind.records import Tool

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}


def test_a_model_sees_name_description_and_parameters_alone() -> None:
    tool = Tool(
        id="pool/x",
        name="x",
        description="Does x",
        parameters=SCHEMA,
        returns={"type": "string"},
        domain="d",
        licence="MIT",
    )
    function = {"name": "x", "description": "Does x", "parameters": SCHEMA}
    assert tool.spec() == {"type": "function", "function": function}


def test_a_tool_without_parameters_takes_an_object_of_its_own() -> None:
    one, other = Tool(id="a", name="a"), Tool(id="b", name="b")
    assert one.parameters == {"type": "object", "properties": {}}
    one.parameters["properties"]["x"] = {}
    assert other.parameters["properties"] == {}


def test_a_tool_that_declares_no_result_is_not_one_that_returns_anything() -> None:
    undeclared, anything = Tool(id="a", name="a"), Tool(id="a", name="a", returns={})
    for tool in (undeclared, anything):
        assert msgspec.json.decode(msgspec.json.encode(tool), type=Tool).returns == tool.returns
    assert undeclared != anything
