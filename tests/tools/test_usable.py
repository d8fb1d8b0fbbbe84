"""Schema problems: what the meta-schema says, and what only compiling shows."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.tools.usable import schema_problem


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
        {"type": "integer", "maximum": 2**64},
    ],
)
def test_usable(schema: dict[str, Any]) -> None:
    assert schema_problem(schema) is None
