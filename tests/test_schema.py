from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.errors import DataError
from toolmind.schema import (
    Kept,
    first_problem,
    flatten,
    get_path,
    join,
    label,
    leaves,
    merge,
    problem,
    resolve,
    set_path,
    split,
    validator,
)

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


names = st.text(min_size=1, max_size=8)


@given(st.lists(names, min_size=1, max_size=4))
def test_any_property_name_survives_join_and_split(parts):
    path = ""
    for part in parts:
        path = join(path, part)
    assert split(path) == tuple(parts)


@given(st.lists(st.one_of(names, st.just("[]")), max_size=4), st.integers())
def test_what_is_set_is_found(steps, value):
    path = ""
    for step in steps:
        path = f"{path}[]" if step == "[]" else join(path, step)
    assert get_path(set_path(None, path, value), path) == [value]


def test_set_path_reaches_every_item_and_keeps_the_rest():
    value = {"flights": [{"id": "a", "price": 1}, {"id": "b"}]}
    assert set_path(value, "flights[].price", 2) == {
        "flights": [{"id": "a", "price": 2}, {"id": "b", "price": 2}]
    }
    assert get_path(value, "flights[].id") == ["a", "b"]
    assert get_path(value, "flights[].nothing") == get_path(value, "flights.id") == []


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("flights[].departureTime", "flights departure time"),
        ("kmsKeyARN", "kms key arn"),
        ("HTTPServer_id", "http server id"),
        ("colis-id.名前", "colis id 名前"),
        ("", ""),
    ],
)
def test_label(path, words):
    assert label(path) == words


@pytest.mark.parametrize("reference", ["#/$defs/Nothing", "https://example.org/x", "#/$defs/Loop"])
def test_references_that_cannot_be_followed_say_so(reference):
    root = {"$ref": reference, "$defs": {"Loop": {"$ref": "#/$defs/Loop"}}}
    with pytest.raises(DataError, match=r"\$ref"):
        resolve(root, root)


def test_a_schema_that_is_none_is_refused():
    with pytest.raises(DataError, match="not a JSON Schema"):
        validator({"type": "any"})


def test_problem_names_path_and_keyword():
    schema = {"type": "object", "properties": {"a": {"type": "array", "items": {"format": "date"}}}}
    assert problem(schema, {"a": ["2026-01-31"]}) is None
    assert problem(schema, {"a": ["2026-01-31", "soon"]}) == 'a[1]: "soon" is not a "date"'
    missing = first_problem({"type": "object", "required": ["x"]}, {})
    assert missing is not None and (missing.keyword, missing.path) == ("required", "")


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


def test_schemas_that_differ_in_annotations_share_a_validator() -> None:
    plain = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}
    told = {
        "type": "object",
        "title": "Book",
        "description": "A book.",
        "properties": {"title": {"type": "string", "description": "Its title.", "default": 3}},
        "required": ["title"],
    }
    assert validator(told) is validator(plain)
    assert not validator(told).is_valid({})
    assert not validator(told).is_valid({"title": 3})


@pytest.mark.parametrize(
    "schema",
    [
        {"const": {"title": "Dr", "default": 1}},
        {"enum": [{"description": "x"}]},
        {"not": {"const": {"description": "y"}}},
    ],
)
def test_what_looks_like_an_annotation_within_a_value_counts(schema: Any) -> None:
    reference = jsonschema.Draft202012Validator(schema)
    for value in ({"title": "Dr", "default": 1}, {"default": 1}, {"description": "y"}, {}):
        assert validator(schema).is_valid(value) == reference.is_valid(value)


def test_a_description_that_is_no_text_is_still_told() -> None:
    with pytest.raises(DataError, match="not a JSON Schema"):
        validator({"type": "string", "description": ["a"]})


def test_what_is_kept_has_a_bound() -> None:
    kept: Kept[int, int] = Kept(3)
    for number in range(10):
        assert kept.keep(number, number) == number
    assert list(kept) == [7, 8, 9]
