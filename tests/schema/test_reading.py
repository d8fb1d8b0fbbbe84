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


KEYWORDS = {
    "type": st.sampled_from(["integer", "number", "string", ["integer", "array"], "object"]),
    "minimum": st.integers(-2, 2),
    "exclusiveMaximum": st.integers(-2, 3),
    "enum": st.lists(st.sampled_from(["a", "b", 2, 0.5]), min_size=1, unique=True),
    "minItems": st.integers(0, 2),
    "uniqueItems": st.booleans(),
    "required": st.lists(st.sampled_from("ab"), unique=True),
}
TIGHTENING = st.recursive(
    st.booleans() | st.fixed_dictionaries({}, optional=KEYWORDS),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            **KEYWORDS,
            "items": inner,
            "properties": st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
        },
    ),
    max_leaves=4,
).filter(lambda schema: isinstance(schema, dict))
VALUES = st.recursive(
    st.sampled_from([None, "a", "c", 0, 1, 2, -2, 0.5]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2)
    ),
    max_leaves=5,
)


def allows(schema, value):
    return jsonschema.Draft202012Validator(schema).is_valid(value)


@given(TIGHTENING, TIGHTENING, st.lists(VALUES, min_size=1, max_size=6))
def test_a_merged_schema_allows_what_both_allow(left, right, values):
    merged = merge(left, right)
    for value in values:
        assert allows(merged, value) == (allows(left, value) and allows(right, value))


def test_true_adds_nothing_to_a_property_and_false_forbids_it():
    text = {"type": "string"}
    for anything in (True, {}):
        schema = {"allOf": [{"properties": {"a": anything}}, {"properties": {"a": text}}]}
        assert flatten(schema, schema) == {"properties": {"a": text}}
    assert merge({"items": text}, {"items": False}) == {"items": False}
    assert merge({"items": False}, {"items": text}) == {"items": False}


def test_what_cannot_be_merged_is_taken_from_the_right():
    left = {"format": "date", "anyOf": [{"minLength": 1}], "allOf": [{}], "title": "A"}
    right = {"format": "time", "anyOf": [{"maxLength": 2}], "allOf": [{"type": "string"}]}
    assert merge(left, right) == {**right, "allOf": [{}, {"type": "string"}], "title": "A"}


def test_a_reference_finds_its_way_through_lists_and_escaped_names():
    root = {"$defs": {"a/b~c": {"anyOf": [{"type": "string"}, True]}}, "x": 3}
    first = "#/$defs/a~1b~0c/anyOf/0"
    assert resolve({"$ref": first, "title": "T"}, root) == {"type": "string", "title": "T"}
    assert resolve({"$ref": "#/$defs/a~1b~0c/anyOf/1"}, root) == {}
    assert resolve({"$ref": "#/x"}, root) == {"not": {}}, "no schema: nothing is valid"
    assert resolve({"$ref": "#"}, root) is root
    with pytest.raises(DataError, match="leads nowhere") as told:
        resolve({"$ref": "#/$defs/a~1b~0c/anyOf/2"}, root)
    assert told.value.field == "$ref" and "#/$defs/Name" in told.value.remedy


def test_null_beside_one_schema_is_one_of_its_types():
    null = {"type": "null"}
    assert flatten({"oneOf": [null, {"type": "integer"}]}, {}) == {"type": ["integer", "null"]}
    words = {"type": "string", "enum": ["a"]}
    assert flatten({"anyOf": [words, null], "title": "T"}, {}) == {**words, "title": "T"}
    many = {"anyOf": [{"type": "integer"}, {"type": "string"}]}
    assert flatten(many, {}) == many


def test_a_leaf_without_words_has_its_title_and_schemas_that_are_none_have_no_leaves():
    told = {"type": "string", "title": "The name"}
    schema = {"properties": {"a": told, "b": True, "c": {"type": "array", "items": {}}}}
    assert [(leaf.path, leaf.description) for leaf in leaves(schema)] == [
        ("a", "The name"),
        ("c", ""),
    ]


def test_a_reference_that_leads_nowhere_is_told_when_leaves_are_read():
    with pytest.raises(DataError, match="leads nowhere"):
        leaves({"type": "object", "properties": {"a": {"$ref": "#/$defs/none"}}})
