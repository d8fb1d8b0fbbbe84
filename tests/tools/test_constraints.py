from __future__ import annotations

from typing import Any

import pytest

from toolmind.tools.constraints import count_constraints


@pytest.mark.parametrize(
    ("schema", "count"),
    [
        ({"type": "integer", "minimum": 0, "maximum": 9}, 2),
        ({"minimum": 0, "exclusiveMinimum": True}, 1),
        ({"exclusiveMinimum": 0}, 1),
        ({"uniqueItems": True}, 1),
        ({"uniqueItems": False, "enum": [], "pattern": None}, 0),
        ({"default": None, "const": False}, 2),
        ({"properties": {"format": {"format": "date"}, "enum": {"type": "string"}}}, 1),
        ({"items": [{"minimum": 1}, {"maximum": 2}]}, 2),
        ({"anyOf": [{"const": 1}, {"$ref": "#"}], "$defs": {"A": {"maxLength": 3}}}, 2),
        ({"additionalProperties": {"minItems": 1}, "not": {"enum": ["a"]}}, 2),
        ("text", 0),
        (True, 0),
    ],
)
def test_what_is_counted(schema: Any, count: int) -> None:
    assert count_constraints(schema) == count
