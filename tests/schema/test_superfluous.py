"""What a closed object has no place for is left out; the rest stays as it is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.schema.superfluous import without_superfluous

CLOSED = {"type": "object", "properties": {"a": {}}, "additionalProperties": False}
VALUES = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab"), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("schema", "value", "left"),
    [
        (CLOSED, {"a": {"b": 1}, "b": 2}, {"a": {"b": 1}}),
        ({"items": CLOSED}, [{"b": 1}, 5], [{}, 5]),
        ({"properties": {"x": CLOSED}}, {"x": {"b": 1}, "y": 2}, {"x": {}, "y": 2}),
        ({"anyOf": [{"type": "null"}, CLOSED]}, {"a": 1, "b": 2}, {"a": 1}),
        ({"$ref": "#/$defs/c", "$defs": {"c": CLOSED}}, {"b": 1}, {}),
        ({"additionalProperties": False}, {"b": 1}, {"b": 1}),
    ],
)
def test_what_has_no_place_is_left_out(schema: dict[str, Any], value: Any, left: Any) -> None:
    assert without_superfluous(schema, value) == left


@given(VALUES)
def test_an_open_schema_leaves_all(value: Any) -> None:
    assert without_superfluous({"properties": {"a": {"items": {}}}}, value) == value
    assert without_superfluous({}, value) == value
