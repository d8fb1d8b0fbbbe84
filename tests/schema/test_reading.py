"""References followed, parts merged, leaves by path."""

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.errors import DataError
from toolmind.schema import flatten, leaves, merge, resolve

FLIGHTS = {
    "type": "object",
    "properties": {
        "flights": {
            "type": "array",
            "description": "The flights found",
            "items": {
                "type": "object",
                "properties": {
                    "id": {"type": "string", "description": "Flight id"},
                    "legs": {"type": "array", "items": {"$ref": "#/$defs/Leg"}},
                    "tags": {"type": "array", "items": {"type": "string"}, "description": "Tags"},
                },
                "required": ["id"],
            },
        },
        "next": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "raw": {"type": "object"},
    },
    "required": ["flights", "raw"],
    "$defs": {
        "Leg": {
            "type": "object",
            "properties": {"from": {"type": "string"}, "via": {"$ref": "#/$defs/Leg"}},
            "required": ["from"],
        }
    },
}


def test_leaves_walk_objects_lists_references_and_stop_at_recursion():
    found = {leaf.path: leaf for leaf in leaves(FLIGHTS)}
    assert list(found) == [
        "flights[].id",
        "flights[].legs[].from",
        "flights[].tags[]",
        "next",
        "raw",
    ]
    assert found["flights[].id"].required and found["raw"].required
    assert not found["flights[].legs[].from"].required, "its list is optional"
    assert found["flights[].tags[]"].description == "Tags", "items inherit their list's words"
    assert found["next"].schema["type"] == ["string", "null"]


def test_leaves_of_alternatives_are_optional_and_named_once():
    schema = {
        "type": "object",
        "required": ["who"],
        "properties": {
            "who": {
                "oneOf": [
                    {"type": "object", "properties": {"a": {}, "b": {}}, "required": ["a"]},
                    {"type": "object", "properties": {"b": {}, "c": {}}, "required": ["b"]},
                ]
            }
        },
    }
    assert [(x.path, x.required) for x in leaves(schema)] == [
        ("who.a", False),
        ("who.b", False),
        ("who.c", False),
    ]


def test_leaves_merge_all_of():
    schema = {
        "allOf": [{"$ref": "#/$defs/Base"}, {"properties": {"b": {"type": "string"}}}],
        "$defs": {"Base": {"properties": {"a": {"type": "string"}}, "required": ["a"]}},
    }
    assert [(x.path, x.required) for x in leaves(schema)] == [("a", True), ("b", False)]


def test_top_level_lists_and_scalars():
    assert [x.path for x in leaves({"type": "array", "items": {"type": "string"}})] == ["[]"]
    assert [x.path for x in leaves({"type": "string"})] == [""]


@pytest.mark.parametrize("reference", ["#/$defs/Nothing", "https://example.org/x", "#/$defs/Loop"])
def test_references_that_cannot_be_followed_say_so(reference):
    root = {"$ref": reference, "$defs": {"Loop": {"$ref": "#/$defs/Loop"}}}
    with pytest.raises(DataError, match=r"\$ref"):
        resolve(root, root)


def test_merge_tightens():
    left = {"type": ["string", "integer"], "minimum": 1, "enum": [1, 2], "required": ["a"]}
    right = {"type": "number", "minimum": 2, "enum": [2, 3], "required": ["b"]}
    assert merge(left, right) == {
        "type": "integer",
        "minimum": 2,
        "enum": [2],
        "required": ["a", "b"],
    }


@pytest.mark.parametrize(
    ("left", "right", "both"),
    [
        ("integer", "number", "integer"),
        ("number", ["integer", "string"], "integer"),
        ("integer", "string", []),
        (["string", "null"], ["string", "null"], ["string", "null"]),
        (["number", "integer"], "number", "number"),
    ],
)
def test_merged_types_are_those_in_common(left, right, both):
    assert merge({"type": left}, {"type": right}) == {"type": both}


@given(st.integers(-5, 5), st.integers(-5, 5), st.integers(-8, 8))
def test_all_of_flattened_says_the_same(low, high, value):
    schema = {"allOf": [{"minimum": low}, {"maximum": high, "allOf": [{"type": "integer"}]}]}
    reference = jsonschema.Draft202012Validator(schema)
    assert jsonschema.Draft202012Validator(flatten(schema, schema)).is_valid(value) == (
        reference.is_valid(value)
    )
