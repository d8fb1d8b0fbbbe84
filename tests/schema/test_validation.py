"""What is first wrong with a value."""

from enum import IntEnum
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.errors import DataError
from toolmind.schema import check, check_of, first_problem, problem, problems, validator


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


@pytest.mark.parametrize(
    ("schema", "value", "told"),
    [
        ({"type": "string"}, 3, '3 is not of type "string"'),
        ({"items": {"properties": {"a": {"minimum": 2}}}}, [{"a": 1}], "[0].a: 1 is less than"),
        ({"properties": {"a.b": {"type": "null"}}}, {"a.b": 1}, "a.b: 1 is not of type"),
        (False, 1, "False schema does not allow 1"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(schema: Any, value: Any, told: str) -> None:
    found = first_problem(schema, value)
    assert found is not None and str(found).startswith(told)
    assert problem(schema, value) == str(found)


def test_a_long_message_is_cut_where_the_value_stands_not_what_is_wrong_with_it() -> None:
    found = first_problem({"maxItems": 4}, ["x" * 100] * 9)
    assert found is not None and len(found.message) == 300
    assert found.message.startswith('["xxx') and found.message.endswith(" has more than 4 items")


def test_nothing_is_wrong_with_a_value_that_only_pythons_types_refuse() -> None:
    assert first_problem({"type": "integer"}, IntEnum("Own", "ONE").ONE) is None  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "schema", [{"type": "string"}, {"type": "string", "minLength": 2}, {"anyOf": [{"minimum": 3}]}]
)
@given(value=st.one_of(st.text(max_size=3), st.integers(0, 5), st.none()))
def test_all_checks_of_a_schema_agree(schema: Any, value: Any) -> None:
    allowed = jsonschema.Draft202012Validator(schema).is_valid(value)
    assert check(schema)(value) == check_of(dict(schema))(value) == allowed
    assert validator(schema).is_valid(value) == (first_problem(schema, value) is None) == allowed


def test_formats_are_asserted() -> None:
    assert not check({"format": "date"})("2025-02-30")
    assert not check({"format": "ipv4"})("1.2.3")
    assert check({"format": "ipv4"})(3), "a format speaks of texts alone"


@pytest.mark.parametrize(
    "schema",
    [
        {"enum": [object()]},
        {"type": "any"},
        {"pattern": "("},
        {"$ref": "#/$defs/none"},
        {"type": "string", "minLength": "x" * 400},
    ],
)
def test_what_is_no_schema_is_told_by_every_check(schema: Any) -> None:
    for use in (check, check_of, validator, lambda schema: first_problem(schema, 1)):
        with pytest.raises(DataError, match=r"^not a JSON Schema: ") as told:
            use(schema)
        assert told.value.remedy == "Repair the schema." and len(str(told.value)) < 400


NUMBERS = {
    "type": "object",
    "properties": {"a": {"type": "number"}, "b": {"type": "array", "items": {"type": "integer"}}},
    "required": ["a"],
    "additionalProperties": False,
}
ERROR = {
    "type": "object",
    "properties": {"error": {"type": "object", "required": ["code", "message"]}},
    "required": ["error"],
    "additionalProperties": False,
}


def test_all_problems_name_their_paths():
    assert problems(NUMBERS, {"a": 1}) == []
    found = problems(NUMBERS, {"a": "x", "b": [1, "y"], "c": 2})
    assert [fault.partition(": ")[0] for fault in found if fault[0] in "ab"] == ["a", "b[1]"]
    assert len(found) == 3 and any("'c' was unexpected" in fault for fault in found)


def test_a_long_list_of_problems_is_cut():
    found = problems(NUMBERS, {"a": 1, "b": ["x"] * 30}, most=4)
    assert len(found) == 5 and found[-1] == "and 26 more"


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ({"a": "x"}, 'a: "x" is not of type'),
        ({}, '"a" is a required property'),
        ({"error": {"code": "gone"}}, 'error: "message" is a required property'),
    ],
)
def test_of_alternatives_the_nearest_is_told(value, fault):
    (found,) = problems({"anyOf": [NUMBERS, ERROR]}, value)
    assert found.startswith(fault)
