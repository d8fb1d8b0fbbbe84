from __future__ import annotations

from typing import Any

from toolmind.tools.subschemas import MANY, NAMED, ONE, map_subschemas, subschemas


def test_every_place_is_gone_into_once() -> None:
    schema: Any = {key: {"at": key} for key in ONE - {"items"}}
    schema |= {key: [{"at": key}] for key in MANY}
    schema |= {key: {"x": {"at": key}} for key in NAMED}
    schema |= {"default": {"at": "no"}, "enum": [{}]}
    found = list(subschemas(schema))
    assert sorted(inner["at"] for _, inner in found) == sorted(ONE | MANY | NAMED)
    for path, inner in found:
        at: Any = schema
        for step in path:
            at = at[step]
        assert at is inner


def test_items_are_one_schema_or_a_list() -> None:
    assert list(subschemas({"items": {"a": 1}})) == [(("items",), {"a": 1})]
    assert list(subschemas({"items": [{}, True]})) == [(("items", 0), {}), (("items", 1), True)]
    assert list(subschemas({"properties": ["not a map"], "anyOf": {}})) == []


def test_what_is_changed_is_what_is_gone_into() -> None:
    schema = {
        "anyOf": [1, 2],
        "items": 3,
        "properties": {"a": 4},
        "default": 5,
        "required": ["a"],
    }
    changed = map_subschemas(schema, str)
    assert changed == {**schema, "anyOf": ["1", "2"], "items": "3", "properties": {"a": "4"}}
    assert [inner for _, inner in subschemas(changed)] == ["1", "2", "3", "4"]
