"""Keywords with a value of the wrong form, and words of older dialects."""

from __future__ import annotations

from typing import Any

import pytest

from repairing import A_REQUIRED, OBJECT, function, mended, one
from toolmind.tools.repair import repair_function
from toolmind.tools.repair.keywords import as_bool, leads_somewhere

NULL = {"type": "null"}
ARRAY = {"type": "array", "items": {"type": "string"}}


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("type-name", one({"type": "str"}), {"type": "string"}),
        ("type-name", one({"type": "List[int]"}), {"type": "array", "items": {"type": "integer"}}),
        ("type-name", one({"type": "Optional[float]"}), {"type": ["number", "null"]}),
        ("type-name", one({"type": "any"}), {}),
        ("type-name", one({"type": ["string", "string"]}), {"type": ["string"]}),
        ("type-name", one({"type": "HotelInfo"}), {"description": "Type: HotelInfo."}),
        ("type-name", one({"type": {"type": "string"}}), {"type": "string"}),
        ("nullable", one({"type": "string", "nullable": True}), {"type": ["string", "null"]}),
        ("nullable", one({"type": "string", "nullable": "false"}), {"type": "string"}),
        (
            "nullable",
            one({"type": "string", "enum": ["a"], "nullable": True}),
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        (
            "boolean-string",
            one({"type": "boolean", "default": "true"}),
            {"type": "boolean", "default": True},
        ),
        (
            "boolean-string",
            one({"type": "boolean", "enum": ["true", "false"]}),
            {"type": "boolean", "enum": [True, False]},
        ),
        (
            "number-string",
            one({"type": "integer", "minimum": "1", "default": "5"}),
            {"type": "integer", "minimum": 1, "default": 5},
        ),
        (
            "exclusive-bound",
            one({"type": "number", "minimum": 0, "exclusiveMinimum": True}),
            {"type": "number", "exclusiveMinimum": 0},
        ),
        ("nullable", one({"$ref": "#", "nullable": "yes"}), {"anyOf": [{"$ref": "#"}, NULL]}),
        (
            "nullable",
            one({"anyOf": [{"type": "string"}], "title": "T", "nullable": True}),
            {"title": "T", "anyOf": [{"anyOf": [{"type": "string"}]}, NULL]},
        ),
        ("nullable", one({"nullable": True}), {}),
        ("type-name", one({"type": []}), {}),
        ("type-name", one({"type": ["str", "None"]}), {"type": ["string", "null"]}),
        (
            "number-string",
            one({"type": "number", "enum": ["1", "2.5", 3]}),
            {"type": "number", "enum": [1, 2.5, 3]},
        ),
        (
            "exclusive-bound",
            one({"type": "number", "maximum": 9, "exclusiveMaximum": False}),
            {"type": "number", "maximum": 9},
        ),
        ("exclusive-bound", one({"exclusiveMinimum": True}), {}),
        ("enum-form", one({"type": "string", "enum": []}), {"type": "string"}),
        ("enum-form", one({"type": "string", "enum": 3}), {"type": "string"}),
        ("enum-form", one({"enum": {"a": 1, "b": 2}}), {"type": "string", "enum": ["a", "b"]}),
        ("enum-form", one({"enum": [1, True, 1, {}]}), {"enum": [1, True, {}]}),
        (
            "enum-type",
            one({"type": "array", "enum": ["a"]}),
            {"type": "array", "items": {"type": "string", "enum": ["a"]}},
        ),
        (
            "enum-type",
            one({"type": "array", "items": {"maxLength": 3}, "enum": ["a"]}),
            {"type": "array", "items": {"type": "string", "maxLength": 3, "enum": ["a"]}},
        ),
        ("items-form", one({"type": "array", "items": "str"}), ARRAY),
        ("items-form", one({"type": "array", "items": ["str"]}), {"type": "array", "items": {}}),
        ("items-form", one({"type": "array", "items": None}), {"type": "array", "items": {}}),
        ("type-missing", one({"items": {"type": "string"}}), ARRAY),
        ("example", one({"example": None, "examples": ["b"]}), {"examples": ["b"]}),
        ("example", one({"examples": "a"}), {"examples": ["a"]}),
        ("dangling-ref", one({"$ref": 3}), {}),
        ("description-form", one({"description": ["a", 1]}), {"description": "a 1"}),
        ("description-form", one({"description": 3}), {"description": "3"}),
        ("description-form", one({"description": {}}), {}),
        ("boolean-string", one({"uniqueItems": "true"}), {"uniqueItems": True}),
        (
            "enum-form",
            one({"type": "string", "enum": "a, b"}),
            {"type": "string", "enum": ["a", "b"]},
        ),
        ("enum-type", one({"type": "integer", "enum": ["a"]}), {"type": "string", "enum": ["a"]}),
        (
            "items-form",
            one({"type": "array", "items": [{"type": "string"}]}),
            {"type": "array", "prefixItems": [{"type": "string"}], "items": {}},
        ),
        ("dangling-ref", one({"$ref": "#/components/X"}), {"description": "See #/components/X."}),
        ("dangling-ref", one({"$ref": "http://a.b/c"}), {"description": "See http://a.b/c."}),
        ("example", one({"type": "string", "example": "a"}), {"type": "string", "examples": ["a"]}),
        ("description-form", one({"type": "string", "description": None}), {"type": "string"}),
        ("type-missing", one({"enum": ["a", "b"]}), {"type": "string", "enum": ["a", "b"]}),
        ("identity", one({"type": "string", "$id": "http://a.b"}), {"type": "string"}),
    ],
)
def test_field_rules(rule: str, before: Any, after: Any) -> None:
    result, rules = mended(before)
    assert result == after
    assert rule in rules


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("required-form", {**OBJECT, "required": None}, OBJECT),
        ("required-form", {**OBJECT, "required": ["a", "a", "z", 3]}, A_REQUIRED),
        ("required-form", {**OBJECT, "required": "a"}, A_REQUIRED),
        ("required-form", {**OBJECT, "required": "a, z"}, A_REQUIRED),
        ("required-form", {**OBJECT, "required": "true"}, OBJECT),
        ("required-form", {**OBJECT, "required": {"a": True, "b": False}}, A_REQUIRED),
        (
            "optional-type",
            {
                "type": "object",
                "properties": {"a": {"type": "str"}, "b": {"type": "int, optional"}},
                "required": ["a", "b"],
            },
            A_REQUIRED,
        ),
        ("dialect", {**OBJECT, "$schema": "http://json-schema.org/draft-07/schema#"}, OBJECT),
        ("definitions", {**OBJECT, "definitions": 3}, OBJECT),
        (
            "definitions",
            {**OBJECT, "definitions": {"A": {}, "B": {}}, "$defs": {"A": {"type": "null"}}},
            {**OBJECT, "$defs": {"A": {"type": "null"}, "B": {}}},
        ),
    ],
)
def test_object_rules(rule: str, before: Any, after: Any) -> None:
    tool, changes = repair_function(function(before))
    assert tool.parameters == after
    assert rule in {change.rule for change in changes}


@pytest.mark.parametrize(
    "field",
    [
        {"type": ["string", "null"]},
        {"type": "string", "enum": ["a"], "default": "true"},
        {"type": "number", "enum": [1, 2]},
        {"type": "boolean", "enum": [True]},
        {"type": "string", "default": "5", "const": {"nullable": True}},
        {"type": "array", "items": {"type": "string"}, "enum": [["a"]]},
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "string"},
    ],
)
def test_what_is_right_is_left_alone(field: Any) -> None:
    own = dict(field)
    own.pop("$schema", None)
    result, rules = mended(one(field))
    assert result == own
    assert rules <= {"dialect"}


def test_required_names_that_another_part_declares_stay() -> None:
    schema = {"type": "object", "properties": {}, "allOf": [OBJECT], "required": ["a"]}
    tool, changes = repair_function(function(OBJECT, returns=schema))
    assert (tool.returns, changes) == (schema, [])


def test_definitions_move_and_references_follow() -> None:
    schema = {
        "type": "object",
        "properties": {"x": {"$ref": "#/definitions/N"}, "y": {"$ref": "#/definitions/Gone"}},
        "definitions": {"N": {"type": "object", "properties": {"n": {"$ref": "#/definitions/N"}}}},
    }
    tool, _ = repair_function(function(schema))
    assert tool.parameters["properties"]["x"] == {"$ref": "#/$defs/N"}
    assert "$ref" not in tool.parameters["properties"]["y"]
    assert tool.parameters["$defs"]["N"]["properties"]["n"] == {"$ref": "#/$defs/N"}


@pytest.mark.parametrize(
    ("value", "truth"),
    [(True, True), (False, False), (" True ", True), ("no", False), ("None", False)]
    + [(value, None) for value in ("maybe", "", 1, 0, None, [])],
)
def test_words_for_yes_and_no(value: Any, truth: bool | None) -> None:
    assert as_bool(value) is truth


@pytest.mark.parametrize(
    ("reference", "leads"),
    [
        ("#", True),
        ("#/$defs/a~1b/anyOf/0", True),
        ("#/$defs/a~1b/anyOf/1", False),
        ("#/$defs/a~1b/anyOf/x", False),
        ("#/$defs/none", False),
        ("#/title", False),
        ("#a", False),
        ("other.json#/x", False),
        ("", False),
    ],
)
def test_a_reference_leads_to_a_schema_of_the_document(reference: str, leads: bool) -> None:
    root = {"title": "T", "$defs": {"a/b": {"anyOf": [True]}}}
    assert leads_somewhere(reference, root) == leads
