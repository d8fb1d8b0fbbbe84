"""Checks in Python against jsonschema_rs, which they stand in for."""

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.schema import first_problem
from toolmind.schema.plain import plain

NAMES = st.sampled_from(["a", "b", "id"])
TYPES = st.sampled_from(
    ["string", "integer", "number", "boolean", "null", "object", "array", "any", ["string"]]
)
WORDS = st.lists(st.sampled_from(["a", "open", 1, True]), max_size=3)
TEXTS = st.sampled_from(["", "int32", "date-time", "uuid", "ipv4", 3])


def _optional(**keywords: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=keywords)


SCHEMAS = st.recursive(
    st.booleans()
    | _optional(type=TYPES, enum=WORDS, description=TEXTS, format=TEXTS, examples=WORDS | TEXTS),
    lambda inner: _optional(
        type=TYPES,
        properties=st.dictionaries(NAMES, inner, max_size=3) | st.just([]),
        required=st.lists(NAMES | st.just(1), max_size=3),
        additionalProperties=inner,
        items=inner,
        default=st.none(),
    ),
    max_leaves=6,
)
VALUES = st.recursive(
    st.sampled_from([None, 3, 2.0, 2.5, "a", "open", "2026-11-21T09:00:00Z", True]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)


@given(SCHEMAS, st.lists(VALUES, min_size=1, max_size=8))
def test_a_plain_check_says_what_the_validator_says(schema: Any, values: list[Any]) -> None:
    check = plain(schema)
    if check is None:
        return
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    for value in values:
        assert check.fits(value) == validator.is_valid(value)


BOOK = {
    "type": "object",
    "description": "A book.",
    "properties": {
        "title": {"type": "string"},
        "pages": {"type": "integer", "format": "int32", "default": 1},
        "state": {"enum": ["new", "used"]},
        "notes": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["title"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ({"title": "x", "pages": 3.0, "state": "new", "notes": ["y"]}, True),
        ({}, False),
        ({"title": 1}, False),
        ({"title": "x", "pages": True}, False),
        ({"title": "x", "state": "old"}, False),
        ({"title": "x", "notes": ["y", 1]}, False),
        ({"title": "x", "more": 1}, False),
    ],
)
def test_most_tools_schemas_are_plain(value: Any, fits: bool) -> None:
    check = plain(BOOK)
    assert check
    assert check.fits(value) == fits
    assert (first_problem(BOOK, value) is None) == fits


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "^a"},
        {"type": "string", "format": "ipv4"},
        {"anyOf": [{"type": "string"}]},
        {"type": "object", "properties": {"a": {"$ref": "#"}}},
        {"required": ["a", "a"]},
        {"description": 3},
    ],
)
def test_what_says_more_or_is_no_schema_is_left_to_the_validator(schema: Any) -> None:
    assert plain(schema) is None
