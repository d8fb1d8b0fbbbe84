from __future__ import annotations

from toolmind.tools.subschemas import MANY, NAMED, ONE, subschemas


def test_every_place_is_gone_into_once() -> None:
    schema = {key: {"at": key} for key in ONE - {"items"}}
    schema |= {key: [{"at": key}] for key in MANY}  # type: ignore[misc]
    schema |= {key: {"x": {"at": key}} for key in NAMED}  # type: ignore[misc]
    found = [inner["at"] for inner in subschemas({**schema, "default": {"at": "no"}, "enum": [{}]})]
    assert sorted(found) == sorted(ONE | MANY | NAMED)


def test_items_are_one_schema_or_a_list() -> None:
    assert list(subschemas({"items": {"a": 1}})) == [{"a": 1}]
    assert list(subschemas({"items": [{}, True]})) == [{}, True]
    assert list(subschemas({"properties": ["not a map"], "anyOf": {}})) == []
