"""Choices against limits, branches that overlap, arrays of nobody knows what."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairing import OBJECT, function, mended, one
from toolmind.tools.repair import repair_function
from toolmind.tools.repair.branches import are_disjoint

TEXT, INTEGER = {"type": "string"}, {"type": "integer"}


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        (
            "choice-limit",
            {"type": "string", "format": "date-time", "enum": ["now"]},
            {"type": "string", "enum": ["now"]},
        ),
        (
            "choice-limit",
            {"type": "string", "maxLength": 2, "pattern": "^a", "enum": ["a", "abc"]},
            {"type": "string", "pattern": "^a", "enum": ["a", "abc"]},
        ),
        (
            "choice-limit",
            {"type": "integer", "minimum": 1, "maximum": 9, "enum": [0, 1]},
            {"type": "integer", "maximum": 9, "enum": [0, 1]},
        ),
        (
            "text-choice",
            {"type": "string", "enum": ["DE", False, 1.5, None], "default": True},
            {"type": "string", "enum": ["DE", "false", "1.5", None], "default": "true"},
        ),
        (
            "text-choice",
            {"type": ["string", "null"], "const": 3},
            {"type": ["string", "null"], "const": "3"},
        ),
        (
            "closed-beside",
            {
                "type": "object",
                "properties": {"a": TEXT},
                "additionalProperties": False,
                "anyOf": [
                    {"type": "object", "required": ["b"], "properties": {"b": TEXT, "d": TEXT}},
                    {
                        "type": "object",
                        "required": ["c"],
                        "properties": {"c": INTEGER, "d": INTEGER},
                    },
                ],
            },
            {
                "type": "object",
                "properties": {"a": TEXT, "b": TEXT, "d": {}, "c": INTEGER},
                "additionalProperties": False,
                "anyOf": [
                    {"type": "object", "required": ["b"], "properties": {"b": {}, "d": TEXT}},
                    {"type": "object", "required": ["c"], "properties": {"c": {}, "d": INTEGER}},
                ],
            },
        ),
        (
            "closed-beside",
            {
                "type": "object",
                "properties": {},
                "additionalProperties": False,
                "anyOf": [{"properties": {"b": TEXT}}, {"properties": {"c": TEXT}}],
            },
            {
                "type": "object",
                "properties": {"b": TEXT, "c": TEXT},
                "additionalProperties": False,
            },
        ),
        (
            "array-items",
            {"type": "array", "minItems": 1},
            {"type": "array", "minItems": 1, "items": {}},
        ),
        ("array-items", {"type": ["array", "null"]}, {"type": ["array", "null"], "items": {}}),
        ("array-items", {"type": "array", "items": True}, {"type": "array", "items": {}}),
        (
            "array-items",
            {"anyOf": [{"type": "array"}, TEXT]},
            {"anyOf": [{"type": "array", "items": {}}, TEXT]},
        ),
        (
            "array-items",
            {"type": "array", "prefixItems": [TEXT]},
            {"type": "array", "prefixItems": [TEXT], "items": {}},
        ),
        (
            "empty-choice",
            {"type": "string", "enum": ["", "a"], "default": ""},
            {"type": "string", "enum": ["a"]},
        ),
        ("empty-choice", {"type": "string", "enum": [""]}, {"type": "string", "maxLength": 0}),
        (
            "format-limit",
            {"type": "string", "format": "date-time", "pattern": "^se-"},
            {"type": "string", "pattern": "^se-"},
        ),
        (
            "format-limit",
            {"type": "string", "format": "date", "pattern": r"^\d\d/\d\d/\d{4}$"},
            {"type": "string", "pattern": r"^\d\d/\d\d/\d{4}$"},
        ),
        (
            "format-limit",
            {"type": "string", "format": "uuid", "maxLength": 8},
            {"type": "string", "maxLength": 8},
        ),
        ("overlapping-branches", {"oneOf": [TEXT, TEXT]}, {"anyOf": [TEXT, TEXT]}),
    ],
)
def test_field_rules(rule: str, before: Any, after: Any) -> None:
    result, rules = mended(one(before))
    assert result == after
    assert rules == {rule}


@pytest.mark.parametrize(
    "field",
    [
        {"type": "string", "format": "date", "enum": ["2024-01-02"], "maxLength": 10},
        {"type": "string", "format": "city", "enum": ["Paris"]},
        {"type": "string", "format": "date-time", "pattern": r"^\d{4}-.*Z$", "maxLength": 20},
        {"type": "string", "format": "email", "pattern": "@acme[.]com$"},
        {"type": ["string", "integer"], "enum": ["a", 1], "default": 1},
        {"type": "array", "items": False},
        {"oneOf": [TEXT, INTEGER]},
        {"oneOf": [{"const": "a"}, {"const": "b"}]},
    ],
)
def test_what_is_sound_stays(field: Any) -> None:
    assert mended(one(field)) == (field, set())


def test_an_empty_text_may_be_a_result() -> None:
    tool, changes = repair_function(function(OBJECT, returns={"enum": ["", "a"], "type": "string"}))
    assert tool.returns == {"enum": ["", "a"], "type": "string"} and not changes


def thing(kind: Any = None, *needed: str, **more: Any) -> dict[str, Any]:
    fields = {"kind": kind} if kind is not None else {}
    required = ["kind", *needed] if kind is not None else list(needed)
    return {"type": "object", "properties": fields, "required": required, **more}


@pytest.mark.parametrize(
    ("one", "two", "disjoint"),
    [
        (TEXT, INTEGER, True),
        (INTEGER, {"type": "number"}, False),
        ({"type": ["string", "null"]}, {"type": "null"}, False),
        (TEXT, {}, False),
        ({"enum": ["a", "b"]}, {"enum": ["c"]}, True),
        ({"enum": ["a", "b"]}, {"const": "b"}, False),
        ({"const": "x"}, {"type": "string", "minLength": 2}, True),
        ({"const": "now"}, {"type": "string", "format": "date-time"}, True),
        ({**TEXT, "format": "date"}, {**TEXT, "format": "uri"}, False),
        (thing({"const": "cat"}), thing({"enum": ["dog"]}), True),
        (thing({"const": "cat"}), thing(TEXT), False),
        (thing(TEXT), thing(INTEGER), True),
        (thing(None, "a"), thing(None, "b"), False),
        (thing(None, "a"), thing(None, additionalProperties=False), True),
        (thing(None), thing(None, "b"), False),
        ({"$ref": "#/$defs/T"}, INTEGER, True),
        ({"allOf": [TEXT]}, INTEGER, True),
        ({"$ref": "#/$defs/gone"}, INTEGER, False),
        (False, TEXT, True),
        (True, TEXT, False),
        ({"type": "object", "required": 3}, {"type": "object"}, False),
    ],
)
def test_what_can_be_told_apart(one: Any, two: Any, disjoint: bool) -> None:
    root = {"$defs": {"T": TEXT}}
    assert are_disjoint(one, two, root) is disjoint
    assert are_disjoint(two, one, root) is disjoint


SIMPLE = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["string", "integer", "number", "boolean", "null", "object"]),
        "enum": st.lists(st.sampled_from(["a", "b", 1, 2.5, None, True]), min_size=1, unique=True),
        "minLength": st.integers(0, 2),
        "minimum": st.integers(0, 2),
        "required": st.lists(st.sampled_from(["x", "y"]), unique=True),
        "properties": st.fixed_dictionaries(
            {}, optional={"x": st.sampled_from([TEXT, INTEGER, {"const": "a"}])}
        ),
        "additionalProperties": st.booleans(),
    },
)
VALUES = st.sampled_from(
    ["a", "b", "", 1, 2.5, 0, None, True, {}, {"x": "a"}, {"x": 1}, {"y": 1}, {"x": "b", "y": 2}]
)


@given(SIMPLE, SIMPLE, VALUES)
def test_no_value_is_valid_under_both_of_what_is_told_apart(one: Any, two: Any, value: Any) -> None:
    if are_disjoint(one, two, {}):
        valid = [jsonschema.Draft202012Validator(schema).is_valid(value) for schema in (one, two)]
        assert not all(valid)
