"""What the player reads of an outline is what the schema said of values."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.offline.player.outlined import outlined
from toolmind.schema.outline import outline
from toolmind.tools.pool import read_pool, shipped_pool_path
from toolmind.tools.subschemas import map_subschemas


def plain(schema: Any) -> Any:
    """Return a schema without what an outline leaves out, and that says nothing of values."""
    if not isinstance(schema, dict):
        return schema
    silent = {"title", "description"}
    kept = {k: v for k, v in schema.items() if k not in silent and v != []}
    if kept.get("enum"):
        kept["type"] = "string"
    return map_subschemas(kept, plain)


def test_the_shipped_results_are_read_back_as_they_were() -> None:
    declared = [tool.returns for tool in read_pool([shipped_pool_path()]) if tool.returns]
    assert len(declared) > 1000
    for schema in declared[::7]:
        brief = outline(schema)
        again = plain(outlined(brief))
        assert again == plain(schema) or "JSON Schema" in str(brief)


@pytest.mark.parametrize(
    ("brief", "schema"),
    [
        ("string: a: b (c)", {"type": "string", "description": "a: b (c)"}),
        ("string (date): When.", {"type": "string", "format": "date", "description": "When."}),
        ("one of A | B", {"type": "string", "enum": ["A", "B"]}),
        ("string:\nno outline", {}),
        (["number"], {"type": "array", "items": {"type": "number"}}),
        ({"JSON Schema": {"minimum": 1}}, {"minimum": 1}),
    ],
)
def test_a_text_says_type_format_choices_and_meaning(brief: Any, schema: Any) -> None:
    assert outlined(brief) == schema


def test_a_question_mark_says_that_a_property_may_be_missing() -> None:
    schema = outlined({"id": "string", "note?": "string"})
    assert (list(schema["properties"]), schema["required"]) == (["id", "note"], ["id"])
