"""Schema problems: what the meta-schema says, and what only compiling shows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.tools.usable import (
    DIALECT,
    MAX_DEPTH,
    pointer,
    schema_problem,
    schema_text,
    too_deep,
)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "strin"},
        {"type": "object", "properties": {"a": {"required": "b"}}},
        {"type": "string", "pattern": "("},
        {"type": "object", "patternProperties": {"[": {}}},
        {"$ref": "#/$defs/nobody"},
        {"type": "object", "properties": {"a": {"$ref": "https://example.com/a.json"}}},
    ],
)
def test_unusable(schema: dict[str, Any]) -> None:
    assert schema_problem(schema)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"pattern": {"type": "string", "pattern": "^a$"}}},
        {"$defs": {"a": {"type": "string"}}, "$ref": "#/$defs/a"},
        {"default": {"pattern": "("}},
        {"type": "integer", "maximum": 2**64},
    ],
)
def test_usable(schema: dict[str, Any]) -> None:
    assert schema_problem(schema) is None


@pytest.mark.parametrize(
    ("schema", "problem"),
    [
        (None, "a schema must be an object, not null"),
        (True, "a schema must be an object, not a boolean"),
        ("x", "a schema must be an object, not a string"),
        ([], "a schema must be an object, not a list"),
        (0.5, "a schema must be an object, not a number"),
        ({"type": "string"}, "parameters must have type object, not 'string'"),
        ({}, "parameters must have type object, not None"),
        (
            {"type": "object", "$schema": "http://json-schema.org/draft-07/schema#"},
            "written in http://json-schema.org/draft-07/schema#, not in JSON Schema 2020-12",
        ),
        ({"type": "object", "$schema": 7}, "written in 7, not in JSON Schema 2020-12"),
        (
            {"type": "object", "properties": {"a/b": {"minLength": -1}}},
            "/properties/a~1b/minLength: -1 is less than the minimum of 0",
        ),
        (
            {"type": "object", "$ref": "https://example.com/a.json"},
            "https://example.com/a.json is outside the document, and nothing is fetched",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(schema: Any, problem: str) -> None:
    assert problem in str(schema_problem(schema, needs_object=True))


def nested(levels: int) -> Any:
    schema: Any = {}
    for _ in range(levels - 1):
        schema = {"not": schema}
    return schema


def test_depth_has_a_limit_on_any_depth() -> None:
    assert schema_problem(nested(MAX_DEPTH)) is None
    assert schema_problem(nested(MAX_DEPTH + 2)) == "nested deeper than 100 levels"
    assert schema_problem(nested(100_000)) == "nested deeper than 100 levels"


def depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(depth, inner)) if inner else 0


@given(
    st.recursive(
        st.just(0), lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("ab"), inner)
    ),
    st.integers(0, 5),
)
def test_what_is_too_deep_is_deeper_than_the_limit(value: Any, limit: int) -> None:
    assert too_deep(value, limit) == (depth(value) > limit)


def test_the_dialect_may_be_named() -> None:
    assert schema_problem({"$schema": DIALECT}) is None
    assert schema_problem({"$schema": f"{DIALECT}#"}) is None


def test_text_is_what_json_can_hold() -> None:
    assert schema_text({"a": 1}) == b'{"a":1}'
    assert schema_text({"maximum": 2**64}) == b""


@pytest.mark.parametrize(
    ("path", "text"), [([], "/"), (["a", 0], "/a/0"), (["a/b", "c~d"], "/a~1b/c~0d")]
)
def test_a_path_as_a_pointer(path: list[Any], text: str) -> None:
    assert pointer(path) == text
