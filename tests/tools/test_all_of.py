from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.tools.all_of import both, merge_all_of
from toolmind.tools.constraints import count_constraints


def test_what_belongs_together_stays_together() -> None:
    left = {"if": {"minimum": 1}, "then": {"maximum": 5}, "contains": {}, "minContains": 2}
    right = {"if": {"minimum": 2}, "else": {"maximum": 9}, "contains": {"const": 1}}
    assert both(left, right) == {
        "if": {"minimum": 2},
        "else": {"maximum": 9},
        "contains": {"const": 1},
        "allOf": [left],
    }


def test_equal_keywords_are_one() -> None:
    schema = {"type": "string", "pattern": "^a", "anyOf": [{"minLength": 1}]}
    assert both(schema, schema) == schema


def test_an_earlier_all_of_goes_on() -> None:
    parts = [{"pattern": "a"}, {"pattern": "b"}, {"pattern": "c"}]
    merged = merge_all_of({"allOf": parts})
    assert merged["pattern"] == "c" and merged["allOf"] == [{"pattern": "a"}, {"pattern": "b"}]


@pytest.mark.parametrize(
    "schema", [{"allOf": 3}, {"allOf": [True]}, {"allOf": [{"required": 1}, {"required": ["a"]}]}]
)
def test_what_is_malformed_is_left_alone(schema: Any) -> None:
    assert merge_all_of(schema) == schema


LIMITS = {
    "minimum": st.integers(0, 3),
    "maximum": st.integers(3, 6),
    "multipleOf": st.integers(1, 3),
    "const": st.integers(0, 6),
    "enum": st.lists(st.integers(0, 6), min_size=3, unique=True),
    "not": st.builds(lambda n: {"const": n}, st.integers(0, 6)),
    "anyOf": st.builds(lambda n: [{"const": n}, {"minimum": n}], st.integers(0, 6)),
}
NUMBERS = st.fixed_dictionaries({}, optional=LIMITS)
OBJECTS = st.fixed_dictionaries({"properties": st.fixed_dictionaries({"x": NUMBERS})})


@given(OBJECTS, OBJECTS, st.integers(0, 6))
def test_a_value_is_valid_under_both_or_not(left: Any, right: Any, value: int) -> None:
    def valid(schema: Any) -> bool:
        return bool(jsonschema.Draft202012Validator(schema).is_valid({"x": value}))

    assert valid(both(left, right)) == (valid(left) and valid(right))


@given(NUMBERS)
def test_merging_with_nothing_loses_nothing(schema: Any) -> None:
    assert count_constraints(both(schema, {})) == count_constraints(schema)
