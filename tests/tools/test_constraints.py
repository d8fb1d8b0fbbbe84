from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.tools.constraints import CUT, ConstraintCount, count_constraints
from toolmind.tools.repair import repair_function


@pytest.mark.parametrize(
    ("schema", "count"),
    [
        ({"type": "integer", "minimum": 0, "maximum": 9}, 2),
        ({"minimum": 0, "exclusiveMinimum": True}, 1),
        ({"exclusiveMinimum": 0}, 1),
        ({"uniqueItems": True}, 1),
        ({"uniqueItems": False, "enum": [], "pattern": None}, 0),
        ({"default": None, "const": False}, 2),
        ({"properties": {"format": {"format": "date"}, "enum": {"type": "string"}}}, 1),
        ({"items": [{"minimum": 1}, {"maximum": 2}]}, 2),
        ({"anyOf": [{"const": 1}, {"$ref": "#"}], "$defs": {"A": {"maxLength": 3}}}, 2),
        ({"additionalProperties": {"minItems": 1}, "not": {"enum": ["a"]}}, 2),
        ("text", 0),
        (True, 0),
    ],
)
def test_what_is_counted(schema: Any, count: int) -> None:
    assert count_constraints(schema) == count


NUMBERS = st.fixed_dictionaries(
    {"type": st.sampled_from(["integer", "number"])},
    optional={
        "minimum": st.integers(-5, 5),
        "exclusiveMinimum": st.integers(-5, 5),
        "maximum": st.integers(6, 9),
        "exclusiveMaximum": st.integers(6, 9),
        "multipleOf": st.integers(1, 3),
        "default": st.integers(6, 9),
        "format": st.just("int32"),
    },
)
TEXTS = st.fixed_dictionaries(
    {"type": st.just("string")},
    optional={
        "minLength": st.integers(0, 3),
        "maxLength": st.integers(4, 9),
        "pattern": st.sampled_from(["^a", r"\d+", "^(?!x)", r"^\p{L}+$"]),
        "format": st.sampled_from(["date", "uri", "city"]),
        "default": st.text(),
    },
)
CHOICES = st.one_of(
    st.builds(
        lambda v: {"type": "string", "enum": v}, st.lists(st.sampled_from("abc"), min_size=1)
    ),
    st.builds(lambda v: {"const": v}, st.one_of(st.text(), st.integers(0, 9), st.none())),
)
SCHEMAS = st.recursive(
    NUMBERS | TEXTS | CHOICES,
    lambda inner: st.one_of(
        st.builds(
            lambda items, few, unique: {
                "type": "array",
                "items": items,
                "maxItems": few,
                "uniqueItems": unique,
            },
            inner,
            st.integers(1, 5),
            st.booleans(),
        ),
        st.builds(
            lambda fields: {"type": "object", "properties": fields, "minProperties": 1},
            st.dictionaries(st.sampled_from(["a", "b", "type", "items", "default"]), inner),
        ),
        st.builds(lambda branches: {"anyOf": branches}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda value: {"type": "object", "additionalProperties": value}, inner),
    ),
    max_leaves=6,
)
FORMS = [
    lambda schema: {"name": "f", "parameters": schema},
    lambda schema: {"type": "function", "function": {"name": "f", "parameters": schema}},
    lambda schema: {"name": "f", "inputSchema": schema},
    lambda schema: {"name": "f", "parameters": json.dumps(schema)},
    lambda schema: {"tool": {"name": "f", "args": schema}},
]


@pytest.mark.parametrize("form", FORMS)
@given(field=SCHEMAS, returns=SCHEMAS)
def test_every_constraint_survives_the_repair(form: Any, field: Any, returns: Any) -> None:
    """But a format that the pattern beside it bars: it is counted as lost."""
    schema = {"type": "object", "properties": {"x": field}}
    tool, changes = repair_function({**form(schema), "returns": returns})
    count = ConstraintCount()
    count.add(tool, changes)
    assert count.read == count_constraints(schema) + count_constraints(returns)
    assert count.kept == count.read - count.lost["format-limit"]
    assert count.lost.keys() <= {"format-limit"}


@pytest.mark.parametrize(
    ("field", "kept"),
    [
        ({"type": "number", "minimum": 0, "exclusiveMinimum": True}, {"exclusiveMinimum": 0}),
        ({"type": "integer", "maximum": "9", "minimum": "-1.5"}, {"maximum": 9, "minimum": -1.5}),
        ({"type": "number", "minimum": "1e3"}, {"minimum": 1000.0}),
        ({"type": "str", "maxLength": "3", "pattern": "^a"}, {"maxLength": 3, "pattern": "^a"}),
        ({"type": "List[int]", "minItems": 1}, {"minItems": 1}),
        ({"type": "string", "nullable": True, "maxLength": 2}, {"maxLength": 2}),
        ({"const": "a", "type": "string", "nullable": True}, {"enum": ["a", None]}),
    ],
)
def test_limits_of_other_dialects_and_spellings(field: Any, kept: Any) -> None:
    schema = {"type": "object", "properties": {"x": field}}
    tool, changes = repair_function({"name": "f", "parameters": schema})
    found = tool.parameters["properties"]["x"]
    assert {key: found.get(key) for key in kept} == kept
    count = ConstraintCount()
    count.add(tool, changes)
    assert not count.lost


def test_what_is_lost_is_counted_by_the_rule_that_took_it() -> None:
    fields = {
        "a": {"type": "string", "pattern": "(", "minLength": 1},
        "b": {"type": "string", "enum": ["now"], "format": "date"},
    }
    parameters = {"type": "object", "properties": fields}
    tool, changes = repair_function({"name": "f", "parameters": parameters})
    count = ConstraintCount()
    count.add(tool, changes, cut=4)
    assert (count.read, count.kept) == (8, 2)
    assert count.lost == {"invalid-keyword": 1, "choice-limit": 1, CUT: 4}
