"""Every input and output of a tool, nested ones too."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.graph.features.parameters import (
    Parameter,
    find_parameter,
    input_parameters,
    inputs_of,
    output_parameters,
    outputs_of,
)
from toolmind.records import Schema, Tool
from toolmind.schema import get_path, split

TEXT = {"type": "string"}
NAMES = st.text("ab.[]\\", min_size=1, max_size=5).filter(lambda name: name != "[]")


def inputs(schema: Schema, depth: int = 4) -> dict[str, Parameter]:
    tool = Tool(id="t", name="t", parameters=schema)
    return {one.path: one for one in inputs_of(7, tool, depth)}


def holding(**properties: Any) -> Schema:
    return {"type": "object", "properties": properties}


def test_nested_parameters_have_paths() -> None:
    text = {"type": "string"}
    schema = {
        "type": "object",
        "required": ["a"],
        "properties": {
            "a": {"type": "object", "required": ["b"], "properties": {"b": text, "c": text}},
            "rows": {"type": "array", "items": {"type": "object", "properties": {"d": text}}},
            "names": {"type": "array", "items": text},
            "untold": {"type": "array"},
        },
    }
    (tool,) = [Tool(id="t", name="t", parameters=schema, returns=schema)]
    inputs = {one.path: one for one in input_parameters([tool], 4)}
    assert set(inputs) == {"a.b", "a.c", "rows[].d", "names", "untold"}
    assert inputs["a.b"].required
    assert not inputs["a.c"].required
    assert (inputs["names"].is_list, inputs["names"].type) == (True, "string")
    assert (inputs["untold"].is_list, inputs["untold"].type) == (True, "")
    assert [one.path for one in output_parameters([tool], 1)] == ["a", "rows", "names", "untold"]


@given(st.lists(NAMES, min_size=1, max_size=3))
def test_a_name_of_any_characters_is_found_by_its_path(names: list[str]) -> None:
    schema: Schema = TEXT
    for name in reversed(names):
        schema = holding(**{name: schema})
    value: Any = "x"
    for name in reversed(names):
        value = {name: value}
    ((path, found),) = inputs(schema).items()
    assert split(path) == tuple(names)
    assert found.name == names[-1]
    assert get_path(value, path) == ["x"]
    assert (known := find_parameter(7, schema, path)) is not None
    assert known.name == names[-1]


def test_a_parameter_says_where_it_is_and_what_its_value_is() -> None:
    city = {"type": ["null", "string"], "format": "place", "enum": ["Rome", 3], "description": "A"}
    found = inputs(holding(trip=holding(city=city)))["trip.city"]
    assert found == Parameter(
        tool=7,
        path="trip.city",
        name="city",
        parent="trip",
        description="A",
        type="string",
        format="place",
        enum=("Rome", "3"),
        required=False,
        is_list=False,
    )


def test_a_choice_of_objects_alone_is_an_object() -> None:
    thing, text = {"properties": {"a": {}}}, {"type": "string"}
    fields: dict[str, Any] = {
        "one": {"anyOf": [thing, {"type": "object"}, {"type": "null"}]},
        "two": {"oneOf": [thing, {"anyOf": [thing]}]},
        "many": {"type": "array", "items": {"oneOf": [thing]}},
        "or_text": {"anyOf": [thing, text]},
        "texts": {"anyOf": [text]},
        "any": {"anyOf": [{"type": "null"}]},
    }
    tool = Tool(id="t", name="t", parameters={"type": "object", "properties": fields})
    types = {one.name: one.type for one in input_parameters([tool], 3)}
    assert types == dict.fromkeys(("one", "two", "many"), "object") | dict.fromkeys(
        ("or_text", "texts", "any"), ""
    )


def test_a_list_is_described_by_itself_or_else_by_its_items() -> None:
    items = {"type": "integer", "description": "A number", "enum": [1, 2]}
    schema = holding(
        plain={"type": "array", "items": items},
        told={"type": "array", "items": items, "description": "Numbers"},
    )
    plain, told = inputs(schema).values()
    assert (plain.type, plain.description, plain.enum, plain.is_list) == (
        "integer",
        "A number",
        ("1", "2"),
        True,
    )
    assert told.description == "Numbers"


def test_what_lies_deeper_than_is_looked_is_one_parameter() -> None:
    deep = holding(a=holding(b=holding(c=TEXT)))
    assert list(inputs(deep, 3)) == ["a.b.c"]
    assert {path: one.type for path, one in inputs(deep, 2).items()} == {"a.b": "object"}
    assert list(inputs(deep, 1)) == ["a"]


def test_references_are_followed_and_one_that_leads_nowhere_is_left() -> None:
    schema = holding(
        to={"$ref": "#/$defs/place"}, stops={"type": "array", "items": {"$ref": "#/$defs/place"}},
        lost={"$ref": "#/$defs/nowhere"},
    ) | {"$defs": {"place": holding(city=TEXT)}}  # fmt: skip
    assert list(inputs(schema)) == ["to.city", "stops[].city", "lost"]
    assert find_parameter(0, schema, "to.city") == inputs(schema)["to.city"]._replace(tool=0)


def test_a_schema_that_holds_itself_ends() -> None:
    tree = {"$ref": "#/$defs/node", "$defs": {"node": holding(id=TEXT)}}
    tree["$defs"]["node"]["properties"]["child"] = {"$ref": "#/$defs/node"}  # type: ignore[index]
    assert list(inputs(tree, 3)) == ["id", "child.id", "child.child.id", "child.child.child"]


def test_a_long_description_is_read_from_its_beginning() -> None:
    told = inputs(holding(a={**TEXT, "description": "x" * 5_000}))["a"].description
    assert told == "x" * 1_000


def test_a_tool_that_declares_no_result_has_no_outputs() -> None:
    assert list(outputs_of(0, Tool(id="t", name="t"), 4)) == []
    listed = Tool(id="t", name="t", returns={"type": "array", "items": holding(id=TEXT)})
    assert [one.path for one in outputs_of(0, listed, 4)] == ["[].id"]


@pytest.mark.parametrize(
    ("path", "name", "parent", "required"),
    [
        ("a", "a", "", True),
        ("a.b", "b", "a", True),
        ("a.c", "c", "a", False),
        ("rows[].d", "d", "rows", False),
        ("rows[0].d", "d", "rows", False),
        ("rows.d", "d", "rows", False),
    ],
)
def test_a_path_names_a_node_a_leaf_or_not(
    path: str, name: str, parent: str, required: bool
) -> None:
    schema = holding(
        a={**holding(b=TEXT, c=TEXT), "required": ["b"]},
        rows={"type": "array", "items": holding(d=TEXT)},
    ) | {"required": ["a"]}
    found = find_parameter(3, schema, path)
    assert found is not None
    assert (found.tool, found.path, found.name, found.parent, found.required) == (
        3,
        path,
        name,
        parent,
        required,
    )


@pytest.mark.parametrize("path", ["z", "a.z", "a.b.c", ""])
def test_a_path_to_nowhere_names_nothing(path: str) -> None:
    assert find_parameter(0, holding(a=holding(b=TEXT)), path) is None
    assert find_parameter(0, None, path) is None


SCHEMAS = st.recursive(
    st.sampled_from([TEXT, {}, {"type": "array"}, {"type": ["null"]}, {"enum": [1]}]),
    lambda inner: (
        st.dictionaries(st.sampled_from("abc"), inner, max_size=3).map(
            lambda properties: {"type": "object", "properties": properties, "required": ["a"]}
        )
        | inner.map(lambda items: {"type": "array", "items": items})
    ),
    max_leaves=8,
)


@given(SCHEMAS, st.integers(1, 5))
def test_every_parameter_is_found_again_by_its_path(schema: Schema, depth: int) -> None:
    found = inputs(holding(root=schema), depth)
    assert found
    for path, one in found.items():
        again = find_parameter(7, holding(root=schema), path)
        assert again is not None
        assert (again.name, again.description, again.enum) == (one.name, one.description, one.enum)
