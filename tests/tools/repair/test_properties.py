"""What is written in the place of `properties`, beside it, or in it by mistake."""

from __future__ import annotations

from typing import Any

import pytest

from repairing import A_REQUIRED, OBJECT, function, mended, one
from toolmind.tools.repair import repair_function
from toolmind.tools.repair.properties import from_list, is_property_map

FIELDS = OBJECT["properties"]
ONE = {"type": "List[str]", "description": "Names of properties."}
EMPTY = {"type": "object", "properties": {}}


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("property-shorthand", "int", {"type": "integer"}),
        ("property-shorthand", "the city", {"description": "the city"}),
        ("property-shorthand", ["a", "b"], {"type": "string", "enum": ["a", "b"]}),
        ("property-shorthand", ["a", True], {}),
        ("property-shorthand", [], {}),
        ("property-shorthand", None, {}),
        ("property-shorthand", True, {}),
        ("property-shorthand", 5, {"type": "integer", "examples": [5]}),
        ("property-shorthand", 0.5, {"type": "number", "examples": [0.5]}),
    ],
)
def test_a_property_in_short(rule: str, before: Any, after: Any) -> None:
    result, rules = mended(one(before))
    assert result == after
    assert rule in rules


def test_a_property_that_must_not_be_there_stays_so() -> None:
    assert mended(one(False))[0] is False


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("double-schema", {"type": "object", "properties": A_REQUIRED}, A_REQUIRED),
        (
            "double-schema",
            {"type": "object", "properties": OBJECT, "required": ["a"]},
            A_REQUIRED,
        ),
        (
            "required-flag",
            {
                "type": "object",
                "properties": {
                    "a": {"type": "string", "required": True},
                    "b": {"type": "integer", "required": "false"},
                },
            },
            A_REQUIRED,
        ),
        (
            "misplaced-keyword",
            {"type": "object", "properties": {**FIELDS, "required": ["a"]}},
            A_REQUIRED,
        ),
        (
            "misplaced-keyword",
            {"properties": {**FIELDS, "type": "object", "additionalProperties": False}},
            {**OBJECT, "additionalProperties": False},
        ),
        ("loose-properties", {"type": "object", **FIELDS}, OBJECT),
        (
            "property-list",
            {"type": "object", "properties": [{"name": "a", "type": "string"}]},
            {"type": "object", "properties": {"a": {"type": "string"}}},
        ),
        ("property-list", {"type": "object", "properties": 3}, EMPTY),
        ("property-list", {"type": "object", "properties": [{"nothing": 1}]}, EMPTY),
    ],
)
def test_what_is_put_into_its_place(rule: str, before: Any, after: Any) -> None:
    tool, changes = repair_function(function(before))
    assert tool.parameters == after
    assert rule in {change.rule for change in changes}


@pytest.mark.parametrize(
    "parameters",
    [
        {"type": "object", "properties": {"type": {"type": "string"}, "required": {}}},
        {"type": "object", "properties": {"properties": {"type": "string"}}},
        {"type": "object", "properties": {"title": {"type": "string"}}},
        {**EMPTY, "additionalProperties": {"type": "string"}},
        {"type": "object", "properties": {}, "default": {"type": "x"}},
    ],
)
def test_a_property_may_be_called_like_a_keyword(parameters: Any) -> None:
    tool, changes = repair_function(function(parameters))
    assert (tool.parameters, changes) == (parameters, [])


@pytest.mark.parametrize(
    ("value", "is_map"),
    [
        ({"city": {"type": "string"}}, True),
        ({"properties": {"type": "List[str]", "description": "Names of properties."}}, True),
        ({"properties": {"type": "string", "description": "string"}}, False),
        ({"properties": {"type": "string", "description": {"type": "string"}}}, False),
        ({"properties": {"type": {"type": "string"}}}, False),
        ({"properties": [], "city": {"type": "string"}}, False),
        ({"city": "str", "required": ["city"]}, True),
        ({"city": {}}, True),
        ({"city": {"value": 1}}, False),
        ({"city": "Paris"}, False),
        ({"type": "object"}, False),
        ({"type": {"type": "string"}}, True),
        ({"properties": {}}, False),
        ({"properties": ONE, "limit": {"type": "int"}}, True),
        ({"properties": ONE}, True),
        ({"properties": ONE, "required": ["properties"]}, True),
        ({"properties": {"type": "string"}, "required": ["type"]}, False),
        ({"type": "object", "properties": ONE}, False),
        ({"anyOf": []}, False),
        ({"required": ["a"]}, False),
        ({}, False),
    ],
)
def test_a_bare_map_of_properties_is_told_from_a_schema(
    value: dict[str, Any], is_map: bool
) -> None:
    assert is_property_map(value) == is_map


@pytest.mark.parametrize(
    ("rows", "properties"),
    [
        ([{"name": "a", "type": "str"}], {"a": {"type": "str"}}),
        ([{"key": "a", "schema": {"type": "string"}}], {"a": {"type": "string"}}),
        ([{"parameter": "a", "schema": 3, "in": "query"}], {"a": {"in": "query"}}),
        ([], {}),
    ],
)
def test_a_list_of_named_parameters_is_an_object(rows: list[Any], properties: Any) -> None:
    assert from_list(rows) == {"type": "object", "properties": properties}


@pytest.mark.parametrize("rows", [["a"], [{"type": "str"}], [{"name": 3}], [{"name": "a"}, 1]])
def test_a_list_that_names_no_parameters_is_none(rows: list[Any]) -> None:
    assert from_list(rows) is None


@pytest.mark.parametrize("name", ["properties", "type", "required"])
def test_a_parameter_of_a_bare_map_may_be_called_like_a_keyword(name: str) -> None:
    tool, _ = repair_function(function({name: ONE, "limit": {"type": "int"}}))
    assert list(tool.parameters["properties"]) == [name, "limit"]
    assert tool.parameters["properties"][name]["description"] == ONE["description"]
