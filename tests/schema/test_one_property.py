"""A parameter called `properties` beside the keyword of that name."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.schema.one_property import is_one_property


@pytest.mark.parametrize(
    ("value", "one"),
    [
        ({"description": "Names of properties.", "type": "List[str]"}, True),
        ({"description": "Names of properties."}, True),
        ({"type": "str", "default": []}, True),
        ({"type": "array", "items": {"type": "string"}}, True),
        ({"type": "object", "properties": {"a": {}}}, True),
        ({"type": {"type": "string"}, "description": {"type": "string"}}, False),
        ({"type": {"type": "string"}, "description": "Names."}, False),
        ({"type": "str", "description": {"type": "string"}}, False),
        ({"type": "string", "description": "String"}, False),
        ({"type": "string", "city": "string"}, False),
        ({"city": {"type": "string"}}, False),
        ({}, False),
        ([], False),
        (None, False),
    ],
)
def test_its_type_or_description_is_a_text(value: Any, one: bool) -> None:
    assert is_one_property(value) is one
