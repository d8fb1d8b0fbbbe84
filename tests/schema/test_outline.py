"""Schemas in brief: what each part is, and of objects no more than values have."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.schema.outline import outline

TEXT = {"type": "string"}


def obj(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


@pytest.mark.parametrize(
    ("schema", "brief"),
    [
        (TEXT, "string"),
        ({**TEXT, "format": "date"}, "string (date)"),
        ({"type": "integer", "description": "How many.", "title": "Count"}, "integer: How many."),
        ({**TEXT, "enum": ["NEW", "SENT"], "description": "State."}, "one of NEW | SENT: State."),
        ({"type": "array", "items": {"type": "number"}}, ["number"]),
        ({"type": "array", "items": TEXT, "description": "Their ids."}, ["string: Their ids."]),
        (obj("id", id=TEXT, note=TEXT), {"id": "string", "note?": "string"}),
        (obj(order=obj("id", id=TEXT)), {"order?": {"id": "string"}}),
    ],
)
def test_what_a_value_is_and_means_is_a_text(schema: Any, brief: Any) -> None:
    assert outline(schema) == brief


@pytest.mark.parametrize(
    "schema",
    [
        True,
        {},
        {"type": ["string", "null"]},
        {"type": "integer", "minimum": 1},
        {**TEXT, "enum": ["two words"]},
        {"anyOf": [TEXT, {"type": "null"}]},
        {**obj(id={"$ref": "#/$defs/id"}), "$defs": {"id": TEXT}},
        {**obj(id=TEXT), "additionalProperties": TEXT},
        {**obj(id=TEXT), "minProperties": 1},
        obj(**{"odd?": TEXT}),
        obj(**{"JSON Schema": TEXT}),
    ],
)
def test_what_cannot_be_said_in_brief_stands_as_it_is(schema: Any) -> None:
    assert outline(schema) == {"JSON Schema": schema}
    whole = {"type": "array", "items": schema}
    assert outline(whole) == [{"JSON Schema": schema}]


def test_a_long_description_ends_with_a_sentence() -> None:
    told = outline({**TEXT, "description": f"Short. {'Long and ' * 40}longer."})
    assert told == "string: Short."


def test_of_objects_what_values_have_and_what_is_required_is_kept() -> None:
    line = obj("sku", sku=TEXT, size=TEXT, colour=TEXT)
    schema = obj("city", city=TEXT, note=TEXT, lines={"type": "array", "items": line})
    given = [{"lines": [{"size": "L"}, {}]}, {"other": 1}]
    assert outline(schema, given) == {
        "city": "string",
        "lines?": [{"sku": "string", "size?": "string"}],
    }
    assert outline(schema, []) == {"city": "string"}
    assert outline(schema, [None, "no object"]) == {"city": "string"}
