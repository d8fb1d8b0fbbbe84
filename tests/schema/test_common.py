"""Whether one value could be valid under several schemas."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.schema import have_common, problem

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
        ({"type": ["boolean", "null"]}, {"type": ["string", "null"]}, False),
        ({"type": ["string", "null"]}, {"type": ["string", "null"]}, True),
    ],
)
def test_types_enums_and_formats_tell(left: Any, right: Any, common: bool) -> None:
    assert have_common(left, right) is common
    assert have_common(right, left) is common


ARN = r"^arn:aws:iam::\d{12}:role/[a-z]+$"


@pytest.mark.parametrize(
    ("left", "right", "common"),
    [
        ({"pattern": "^[a-zA-Z0-9_-]+$"}, {"pattern": ARN}, False),
        ({"pattern": "arn:.*"}, {"pattern": ARN}, True),
        ({"pattern": "^projects/[^/]+$"}, {"pattern": "^projects/[^/]+/jobs/[^/]+$"}, False),
        ({"pattern": "^projects/.+$"}, {"pattern": "^projects/[^/]+/jobs/[^/]+$"}, True),
        ({"pattern": ARN}, {"type": "string"}, True),
        ({"pattern": ARN}, {"maxLength": 8}, False),
        ({"pattern": "^[a-z]+$"}, {"minLength": 40}, True),
        ({"minLength": 9}, {"maxLength": 8}, False),
        ({"format": "uuid"}, {"maxLength": 20}, False),
        ({"format": "uuid"}, {"pattern": "^[0-9a-f-]{36}$"}, True),
        ({"enum": ["ENABLED"]}, {"type": "string", "pattern": "^s3://"}, False),
        ({"type": "string", "enum": ["a", "bb"]}, {"minLength": 2}, True),
        ({"type": "integer", "maximum": 5}, {"type": "integer", "minimum": 6}, False),
        ({"type": "number", "maximum": 6}, {"type": "integer", "minimum": 6}, True),
    ],
)
def test_patterns_lengths_and_bounds_tell(left: Any, right: Any, common: bool) -> None:
    assert have_common(left, right) is common
    assert have_common(right, left) is common


def test_what_cannot_be_made_has_nothing_in_common_with_another() -> None:
    assert have_common({"pattern": "(?<=a)b"})
    assert not have_common({"pattern": "(?<=a)b"}, {"pattern": "^c$"})


def test_bounds_of_more_than_64_bits_are_bounds() -> None:
    assert have_common({"type": "integer", "maximum": 2**70}, {"type": "integer"})
    assert not have_common({"type": "integer", "minimum": 2**70}, {"type": "integer", "maximum": 5})
