"""Recipes: what is demanded of a value is there, and sharing makers changes no value."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.errors import DataError
from toolmind.offline.values import RequiredPath, SchemaSampler, schema_sampler
from toolmind.offline.values.field import Field
from toolmind.records import Schema
from toolmind.schema import validator

CLOCK = datetime(2026, 3, 10, 9, 30)
NAMES = st.sampled_from(["id", "name", "items", "city", "start_time", "total"])
LEAVES: list[Schema] = [
    {"type": "string"},
    {"type": "string", "description": "City of the event report."},
    {"type": "integer", "minimum": 1, "maximum": 9},
    {"type": "string", "enum": ["open", "closed", "in review"]},
    {"type": "boolean", "default": True},
    {"type": "string", "maxLength": 4},
]


def _objects(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    properties = st.dictionaries(NAMES, inner, min_size=1, max_size=5)
    return st.builds(
        lambda given, needed: {
            "type": "object",
            "properties": given,
            "required": [name for name in given if name in needed],
        },
        properties,
        st.sets(NAMES),
    )


NODES = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        _objects(inner), st.builds(lambda each: {"type": "array", "items": each}, inner)
    ),
    max_leaves=12,
)


def _paths(schema: Schema, path: str = "") -> list[tuple[str, Schema]]:
    if schema["type"] == "array":
        return _paths(schema["items"], f"{path}[]")
    if schema["type"] != "object":
        return [(path, schema)]
    found = []
    for name, child in schema["properties"].items():
        found += _paths(child, f"{path}.{name}" if path else name)
    return found


@given(_objects(NODES), st.data(), st.integers(0, 99))
def test_what_is_demanded_is_there_and_sharing_changes_no_value(
    schema: Schema, data: st.DataObject, seed: int
) -> None:
    chosen = data.draw(st.lists(st.sampled_from(_paths(schema)), max_size=3, unique_by=str))
    demands = [RequiredPath.at(path, leaf) for path, leaf in chosen]
    base = schema_sampler(schema, "event")
    before = base.draw("first", CLOCK)

    narrowed = base.holding(demands)
    value = narrowed.draw(str(seed), CLOCK)

    wanted = {"allOf": [schema, *(demand.narrowing() for demand in demands)]}
    assert validator(wanted).is_valid(value)
    assert value == SchemaSampler(schema, "event", Field("event"), demands).draw(str(seed), CLOCK)
    assert base.draw("first", CLOCK) == before


JSON_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from([None, 3, "open", True]),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=8,
)
PATHS = st.lists(st.one_of(NAMES, st.just("[]")), max_size=3).map(
    lambda steps: ".".join(steps).replace(".[]", "[]")
)


@given(PATHS, st.sampled_from(LEAVES), JSON_VALUES)
def test_a_demand_is_met_just_when_its_schema_says_so(path: str, leaf: Schema, value: Any) -> None:
    demand = RequiredPath.at(path, leaf)
    assert demand.met(value) == validator(demand.narrowing()).is_valid(value)


def test_demands_that_exclude_each_other_are_told() -> None:
    base = schema_sampler({"type": "object", "properties": {"n": {"type": "integer"}}})
    with pytest.raises(DataError):
        base.holding([RequiredPath.at("n", {"type": "string"})]).draw("0", CLOCK)


def test_a_reference_still_leads_into_the_result_it_stands_in() -> None:
    schema: Schema = {
        "type": "object",
        "properties": {"owner": {"$ref": "#/properties/user"}, "user": {"type": "object"}},
        "required": ["user"],
    }
    schema["properties"]["user"] = {"type": "object", "properties": {"email": {"type": "string"}}}
    value = (
        schema_sampler(schema)
        .holding([RequiredPath.at("owner.email", {"type": "string"})])
        .draw("0", CLOCK)
    )
    assert "@" in value["owner"]["email"]
