"""Schemas of one content are one object, and are worked on once."""

from __future__ import annotations

from typing import Any

from toolmind.schema import cached_per_schema, intern_schema


def test_one_object_stands_for_all_schemas_of_the_same_content() -> None:
    one, same = ({"type": "string", "title": "interned here"} for _ in "ab")
    other_order = {"title": "interned here", "type": "string"}
    assert intern_schema(same) is intern_schema(one)
    assert intern_schema(intern_schema(one)) is intern_schema(one)
    assert intern_schema(other_order) is not intern_schema(one)


def test_what_json_cannot_hold_stands_for_itself() -> None:
    schema: dict[str, Any] = {"enum": [object()]}
    assert intern_schema(schema) is schema


def test_a_result_is_made_once_for_each_content() -> None:
    asked: list[Any] = []

    @cached_per_schema(size=4)
    def size_of(schema: dict[str, Any]) -> int:
        asked.append(schema)
        return len(schema)

    schemas = [{"title": f"cached {number}"} for number in range(8)]
    assert [size_of(schema) for schema in (schemas[0], schemas[0], dict(schemas[0]))] == [1, 1, 1]
    assert len(asked) == 1
    for schema in (*schemas, schemas[0]):
        size_of(schema)
    assert len(asked) == 9, "the first was let go of"


def test_nothing_is_a_result_too() -> None:
    asked: list[Any] = []
    cached = cached_per_schema(size=4)(asked.append)
    for _ in range(2):
        assert cached({"title": "gives nothing"}) is None
    assert len(asked) == 1
