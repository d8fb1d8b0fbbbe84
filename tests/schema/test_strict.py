"""Strict mode takes closed objects whose properties are all required, and few keywords."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.records import Schema
from toolmind.schema.strict import strict_mode_takes


def closed(properties: dict[str, Schema], **more: Any) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        **more,
    }


TEXT: Schema = {"type": "string", "description": "Words", "pattern": "^a"}
FINE = [
    closed({}),
    closed({"a": TEXT, "b": {"type": ["integer", "null"], "minimum": 1}}),
    closed({"a": {"type": "array", "items": closed({"b": TEXT}), "minItems": 1}}),
    closed({"a": {"anyOf": [TEXT, {"const": 1}, {"enum": [1, 2]}]}}, title="It"),
    closed({"a": {"$ref": "#/$defs/A"}}, **{"$defs": {"A": closed({"a": {"$ref": "#"}})}}),
]


@pytest.mark.parametrize("schema", FINE)
def test_such_a_schema_is_taken(schema: Schema) -> None:
    assert strict_mode_takes(schema)


@pytest.mark.parametrize(
    "bad",
    [
        {"type": "object"},
        closed({"a": TEXT}, additionalProperties=True),
        closed({"a": TEXT}, required=[]),
        closed({"a": TEXT}, required=["a", "b"]),
        {"properties": {"a": TEXT}},
        {**TEXT, "minLength": 1},
        {"oneOf": [TEXT]},
        {},
        True,
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "place",
    [
        lambda bad: closed({"a": bad}),
        lambda bad: closed({"a": {"type": "array", "items": bad}}),
        lambda bad: closed({"a": {"anyOf": [TEXT, bad]}}),
        lambda bad: closed({"a": {"$ref": "#/$defs/A"}}, **{"$defs": {"A": bad}}),
    ],
)
def test_one_part_that_does_not_fit_is_enough(bad: Any, place: Any) -> None:
    assert not strict_mode_takes(place(bad))


@pytest.mark.parametrize(
    "root", [TEXT, {"type": "array", "items": TEXT}, closed({}, anyOf=[closed({})]), {}]
)
def test_the_root_is_an_object(root: Schema) -> None:
    assert not strict_mode_takes(root)
