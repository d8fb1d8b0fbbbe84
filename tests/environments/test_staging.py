"""What a scenario asks of the world: which outputs could serve which inputs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.environments.staging import given_as, have_common, taken_as
from toolmind.records import Tool
from toolmind.schema import problem

KINDS = ["string", "integer", "number", "boolean", "null"]
VALUES: list[Any] = ["open", "closed", "2026-03-14", "2026-03-14T09:30:00Z", 1, 2.5, True, None]
schemas = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(KINDS) | st.lists(st.sampled_from(KINDS), min_size=1, unique=True),
        "enum": st.lists(st.sampled_from(VALUES), min_size=1, max_size=4),
        "format": st.sampled_from(["date", "date-time"]),
    },
)


@given(st.lists(schemas, min_size=1, max_size=3), st.sampled_from(VALUES[:4]))
def test_schemas_that_a_text_satisfies_together_have_one_in_common(
    parts: list[dict[str, Any]], value: str
) -> None:
    if all(problem(part, value) is None for part in parts):
        assert have_common(*parts)


@pytest.mark.parametrize(
    ("left", "right", "common"),
    [
        ({"type": "integer"}, {"type": "number"}, True),
        ({"type": "integer"}, {"type": "string"}, False),
        ({"type": "string", "enum": ["a", "b"]}, {"type": "string", "enum": ["b"]}, True),
        ({"type": "string", "enum": ["a"]}, {"type": "string", "enum": ["b"]}, False),
        ({"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}, False),
        ({"format": "google-datetime"}, {"format": "date-time"}, True),
        ({"format": "uint64"}, {"format": "int32"}, True),
        ({}, {"type": "string"}, True),
    ],
)
def test_types_enums_and_formats_tell(left: Any, right: Any, common: bool) -> None:
    assert have_common(left, right) is common
    assert have_common(right, left) is common


def test_inputs_that_are_lists_take_their_items() -> None:
    listed = {"type": "object", "properties": {"ids": {"type": "array", "items": {"type": "null"}}}}
    tool = Tool(id="t", name="t", parameters=listed, returns=listed)
    assert taken_as(tool, "ids") == {"type": "null"}
    assert given_as(tool, "ids[]") == {"type": "null"}
    assert given_as(tool, "ids") is None
