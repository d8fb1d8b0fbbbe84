"""What is plainly valid is valid; what tools ask for is mostly plain."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.schema.plainly import plainly_valid

_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from([0.5, 1.0]),
    st.text("ab1", max_size=3),
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=6,
)
_TYPES = st.sampled_from("string boolean integer number null object array".split())
_SMALL = st.integers(0, 3)


def _node(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {},
        optional={
            "type": st.one_of(_TYPES, st.lists(_TYPES, min_size=1, unique=True)),
            "enum": st.lists(_VALUES, min_size=1, max_size=3),
            "const": _VALUES,
            "anyOf": st.lists(inner, min_size=1, max_size=2),
            "not": inner,
            "properties": st.dictionaries(st.sampled_from("abc"), inner, max_size=2),
            "required": st.lists(st.sampled_from("abc"), unique=True),
            "additionalProperties": st.one_of(st.booleans(), inner),
            "minProperties": _SMALL,
            "maxProperties": _SMALL,
            "items": st.one_of(st.booleans(), inner),
            "minItems": _SMALL,
            "maxItems": _SMALL,
            "minLength": _SMALL,
            "maxLength": _SMALL,
            "pattern": st.sampled_from(["^a", "b$", "[0-9]"]),
            "minimum": _SMALL,
            "maximum": _SMALL,
            "exclusiveMinimum": _SMALL,
            "exclusiveMaximum": _SMALL,
            "description": st.just("Said."),
            "$ref": st.sampled_from(["#/$defs/a", "#/$defs/b"]),
        },
    )


_SCHEMAS = st.recursive(_node(st.just({})), _node, max_leaves=4)
_ROOTS = st.builds(lambda schema, a, b: {**schema, "$defs": {"a": a, "b": b}}, *[_SCHEMAS] * 3)


@given(_ROOTS, _VALUES)
def test_what_is_plainly_valid_is_valid(schema: dict[str, Any], value: Any) -> None:
    if plainly_valid(schema, value):
        assert jsonschema.Draft202012Validator(schema).is_valid(value)


def _is_common(schema: dict[str, Any]) -> bool:
    return "not" not in schema and "$ref" not in schema


@given(_node(st.just({"type": "string"})).filter(_is_common), _VALUES)
def test_what_is_valid_by_common_keywords_is_plainly_so(schema: dict[str, Any], value: Any) -> None:
    told = {"enum", "const"}.isdisjoint(schema) and "1.0" not in repr(value)
    if told and jsonschema.Draft202012Validator(schema).is_valid(value):
        assert plainly_valid(schema, value)


@pytest.mark.parametrize(
    ("schema", "value", "plain"),
    [
        ({"type": "string", "format": "date-time"}, "2026-03-14T09:30:00Z", True),
        ({"type": "string", "format": "date-time"}, "tomorrow", False),
        ({"type": "string", "format": "google-datetime"}, "tomorrow", True),
        ({"type": "string", "pattern": "("}, "a", False),
        ({"enum": ["a", "b"]}, "b", True),
        ({"enum": [1]}, True, False),
        ({"enum": [1]}, 1, True),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"type": "integer"}}}, 1, True),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"type": "integer"}}}, "1", False),
        ({"$ref": "#/$defs/a", "$defs": {"a": {}}, "type": "string"}, 1, False),
        ({"$ref": "#/$defs/b", "$defs": {"a": {}}}, 1, False),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}, 1, False),
        ({"$ref": "#/definitions/a", "definitions": {"a": {}}}, 1, False),
        ({"type": "integer"}, 1.0, False),
        ({"maxLength": "3"}, "a", False),
        ({"properties": ["a"]}, {"a": 1}, False),
        ({"x-own": 1}, 1, False),
    ],
)
def test_cases(schema: dict[str, Any], value: Any, plain: bool) -> None:
    assert plainly_valid(schema, value) is plain


def test_a_value_of_many_levels_is_left_to_the_validator() -> None:
    schema: dict[str, Any] = {}
    value: list[Any] = []
    for _ in range(5000):
        value, schema = [value], {"items": schema}
    assert not plainly_valid(schema, value)
