"""Definitions of parts at the root, under names that do not clash."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairing import function
from toolmind.schema import check
from toolmind.tools.repair import repair_function
from toolmind.tools.repair.definitions import hoisted

TEXT, NUMBER = {"type": "string"}, {"type": "integer", "minimum": 1}


def part(name: str = "N", schema: Any = NUMBER, key: str = "$defs") -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/{key}/{name}"}, key: {name: schema}}


def whole(**fields: Any) -> dict[str, Any]:
    return {"type": "object", "properties": fields}


@pytest.mark.parametrize("key", ["$defs", "definitions"])
def test_a_part_that_was_a_schema_of_its_own(key: str) -> None:
    tool, changes = repair_function(function(whole(x=part(key=key))))
    items = {"type": "array", "items": {"$ref": "#/$defs/N"}}
    assert tool.parameters == {**whole(x=items), "$defs": {"N": NUMBER}}
    assert [change.rule for change in changes] == ["nested-definitions"]


def test_equal_definitions_are_one_and_different_ones_two() -> None:
    found = hoisted(whole(a=part(), b=part(), c=part(schema=TEXT)))
    assert found is not None and found["$defs"] == {"N": NUMBER, "N_2": TEXT}
    fields = found["properties"]
    assert [fields[name]["items"]["$ref"] for name in "abc"] == [
        "#/$defs/N",
        "#/$defs/N",
        "#/$defs/N_2",
    ]


def test_what_the_root_defines_is_meant() -> None:
    found = hoisted({**whole(x=part(schema=TEXT)), "$defs": {"N": NUMBER}})
    assert found == {
        **whole(x={"type": "array", "items": {"$ref": "#/$defs/N"}}),
        "$defs": {"N": NUMBER},
    }


def test_definitions_that_refer_to_each_other_and_to_themselves() -> None:
    tree = {"type": "object", "properties": {"next": {"$ref": "#/$defs/Tree"}, "n": part()}}
    inner = {"$ref": "#/$defs/Tree/properties/n", "$defs": {"Tree": tree}}
    found = hoisted(whole(x=inner))
    assert found is not None and set(found["$defs"]) == {"Tree", "N"}
    assert found["properties"]["x"] == {"$ref": "#/$defs/Tree/properties/n"}
    assert found["$defs"]["Tree"]["properties"]["n"]["items"] == {"$ref": "#/$defs/N"}


@pytest.mark.parametrize(
    "schema",
    [whole(), {**whole(x={"$ref": "#/$defs/N"}), "$defs": {"N": NUMBER}}, {"default": part()}],
)
def test_nothing_to_move(schema: Any) -> None:
    assert hoisted(schema) is None


VALUES = st.lists(st.one_of(st.integers(-1, 3), st.text(max_size=1)), max_size=2)


@given(st.lists(st.sampled_from([NUMBER, TEXT]), min_size=1, max_size=4), st.data())
def test_the_whole_takes_what_its_parts_took(kinds: list[Any], data: Any) -> None:
    parts = {f"f{at}": part(schema=kind) for at, kind in enumerate(kinds)}
    tool, _ = repair_function(function(whole(**parts)))
    value = {name: data.draw(VALUES) for name in parts}
    fits = all(check(schema)(value[name]) for name, schema in parts.items())
    assert check(tool.parameters)(value) == fits
