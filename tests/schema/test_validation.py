"""What is first wrong with a value."""

from typing import Any

import jsonschema
import pytest

from toolmind.errors import DataError
from toolmind.schema import validator


def test_a_schema_that_is_none_is_refused():
    with pytest.raises(DataError, match="not a JSON Schema"):
        validator({"type": "any"})


def test_schemas_that_differ_in_annotations_share_a_validator() -> None:
    plain = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}
    told = {
        "type": "object",
        "title": "Book",
        "description": "A book.",
        "properties": {"title": {"type": "string", "description": "Its title.", "default": 3}},
        "required": ["title"],
    }
    assert validator(told) is validator(plain)
    assert not validator(told).is_valid({})
    assert not validator(told).is_valid({"title": 3})


@pytest.mark.parametrize(
    "schema",
    [
        {"const": {"title": "Dr", "default": 1}},
        {"enum": [{"description": "x"}]},
        {"not": {"const": {"description": "y"}}},
    ],
)
def test_what_looks_like_an_annotation_within_a_value_counts(schema: Any) -> None:
    reference = jsonschema.Draft202012Validator(schema)
    for value in ({"title": "Dr", "default": 1}, {"default": 1}, {"description": "y"}, {}):
        assert validator(schema).is_valid(value) == reference.is_valid(value)


def test_a_description_that_is_no_text_is_still_told() -> None:
    with pytest.raises(DataError, match="not a JSON Schema"):
        validator({"type": "string", "description": ["a"]})
