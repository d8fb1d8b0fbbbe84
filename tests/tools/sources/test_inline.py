"""Schemas put in whole: nothing that limits a value is lost, whatever way it is said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.errors import DataError
from toolmind.tools.constraints import count_constraints
from toolmind.tools.sources.inline import MAX_NODES, Inlined, inline
from toolmind.tools.sources.references import References


def put_in(schema: Any, defined: Any = None, **options: Any) -> Any:
    return inlined(schema, defined, **options).schema


def inlined(schema: Any, defined: Any = None, **options: Any) -> Inlined:
    document = {"components": {"schemas": defined or {}}, "schema": schema}
    node = References(document, "file:///a/api.json").root
    return inline(node._replace(value=schema), **options)


def ref(name: str, **beside: Any) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}", **beside}


TEXT = {"type": "string", "minLength": 2, "description": "theirs"}


def test_beside_a_reference_everything_counts_in_3_1_and_notes_before() -> None:
    schema = ref("T", maxLength=5, description="ours", default="ab")
    assert put_in(schema, {"T": TEXT}, siblings=True) == {
        "type": "string",
        "minLength": 2,
        "maxLength": 5,
        "default": "ab",
        "description": "ours",
    }
    assert put_in(schema, {"T": TEXT}) == {**TEXT, "description": "ours"}


def test_siblings_narrow_what_the_reference_leads_to() -> None:
    defined = {
        "O": {"type": "object", "required": ["a"], "properties": {"a": {"minimum": 1}}},
        "P": {"type": "string", "pattern": "^a"},
    }
    beside = {"required": ["b"], "properties": {"a": {"maximum": 9}, "b": ref("P", pattern="z$")}}
    found = put_in(ref("O", **beside), defined, siblings=True)
    assert found["required"] == ["a", "b"]
    assert found["properties"]["a"] == {"minimum": 1, "maximum": 9}
    both = found["properties"]["b"]
    assert both["pattern"] == "z$" and both["allOf"] == [{"pattern": "^a"}]


def test_what_cannot_be_merged_stays_under_all_of() -> None:
    parts = [{"pattern": "^a", "minLength": 1}, {"pattern": "z$", "minLength": 3}]
    found = put_in({"type": "string", "allOf": parts})
    assert found == {
        "type": "string",
        "minLength": 3,
        "pattern": "z$",
        "allOf": [{"pattern": "^a"}],
    }


def test_references_everywhere_in_a_schema() -> None:
    t = {"type": "integer", "maximum": 3}
    schema = {
        "type": "object",
        "properties": {"p": ref("T")},
        "patternProperties": {"^x": ref("T")},
        "additionalProperties": ref("T"),
        "propertyNames": ref("T"),
        "dependentSchemas": {"p": ref("T")},
        "not": ref("T"),
        "if": ref("T"),
        "then": ref("T"),
        "else": ref("T"),
        "unevaluatedProperties": ref("T"),
    }
    listed = {"type": "array", "items": ref("T"), "contains": ref("T"), "prefixItems": [ref("T")]}
    for made in (schema, listed, {"anyOf": [ref("T"), ref("T")]}, {"oneOf": [ref("T")]}):
        found = put_in(made, {"T": t})
        assert "$ref" not in str(found)
        assert count_constraints(found) == str(made).count("$ref")
    assert put_in({"items": [ref("T"), ref("T")], "type": "array"}, {"T": t})["items"] == [t, t]


def test_references_in_the_place_of_a_list_or_an_object_of_a_schema() -> None:
    parts = {"Kinds": ["a", "b"], "Fields": {"x": ref("T")}, "Must": ["x"], "T": TEXT}
    schema = {"properties": ref("Fields"), "required": ref("Must"), "default": ref("T")}
    assert put_in(schema, parts) == {
        "properties": {"x": TEXT},
        "required": ["x"],
        "default": ref("T"),
    }
    assert put_in({"properties": {"$ref": {"enum": ref("Kinds")}}}, parts) == {
        "properties": {"$ref": {"enum": ["a", "b"]}}
    }
    with pytest.raises(DataError, match="leads nowhere"):
        put_in({"enum": ref("None")})


def test_a_discriminator_says_which_value_tells_each_branch() -> None:
    kind = {"propertyName": "kind", "mapping": {"cat": "Cat", "tom": ref("Cat")["$ref"]}}
    animals = {
        "Cat": {"properties": {"kind": {"type": "string"}}},
        "Dog": {"properties": {"kind": {"maxLength": 9}}},
        "Told": {"properties": {"kind": {"const": "t"}}},
        "Mute": {"type": "object"},
    }
    schema = {"oneOf": [*map(ref, animals), {"type": "null"}], "discriminator": kind}
    assert put_in(schema, animals) == {
        "oneOf": [
            {"properties": {"kind": {"type": "string", "enum": ["cat", "tom"]}}},
            {"properties": {"kind": {"type": "string", "maxLength": 9, "enum": ["Dog"]}}},
            animals["Told"],
            animals["Mute"],
            {"type": "null"},
        ]
    }
    assert put_in({**schema, "discriminator": "kind"}, animals)["oneOf"][0] == animals["Cat"]


def test_a_schema_with_parts_of_its_own() -> None:
    one = {
        "$id": "https://x.example/one",
        "$defs": {"deep": {"type": "string", "maxLength": 3}, "via": {"$ref": "#/$defs/deep"}},
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/via"}, "b": {"$ref": "two"}},
    }
    two = {"$id": "https://x.example/two", "type": "integer", "minimum": 4}
    found = put_in(ref("One"), {"One": one, "Two": two}, siblings=True)
    assert found["properties"] == {
        "a": {"type": "string", "maxLength": 3},
        "b": {"type": "integer", "minimum": 4},
    }
    with pytest.raises(DataError, match="leads nowhere"):
        put_in({"$ref": "#/$defs/gone"}, {"One": one})


def test_a_schema_that_contains_itself_is_cut_with_its_limits() -> None:
    node = {
        "type": "object",
        "minProperties": 1,
        "properties": {"next": ref("Node"), "n": {"type": "integer", "maximum": 5}},
    }
    found = inlined(ref("Node"), {"Node": node})
    assert found.schema["properties"]["next"] == {
        "type": "object",
        "minProperties": 1,
        "description": "Node.",
    }
    assert found.lost == 1  # the maximum of n, one round further


def test_a_large_schema_keeps_all_its_fields_and_their_limits() -> None:
    leaf = {"type": "integer", "minimum": 1}
    wide = {
        "type": "object",
        "properties": {
            f"f{i}": {"type": "object", "properties": {f"g{j}": leaf for j in range(40)}}
            for i in range(20)
        },
    }
    found = inlined(wide)
    assert len(found.schema["properties"]) == 20 and found.lost == 800
    flat = inlined({"type": "object", "properties": {f"f{i}": leaf for i in range(MAX_NODES + 9)}})
    assert set(map(str, flat.schema["properties"].values())) == {str(leaf)} and flat.lost == 0


MARKED = {"type": "string", "readOnly": True}
PLAIN = {"type": "string"}


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda inner: inner,
        lambda inner: {"type": "array", "items": inner},
        lambda inner: {"type": "object", "properties": {"a": inner}},
        lambda inner: {"type": "object", "additionalProperties": inner},
        lambda inner: {"anyOf": [inner, {"type": "null"}]},
        lambda inner: {"allOf": [ref("T"), inner]},
    ],
)
def test_marked_properties_are_left_out_at_every_depth(wrapped: Any) -> None:
    inner = {"type": "object", "required": ["x", "y"], "properties": {"x": MARKED, "y": PLAIN}}
    shown = put_in(wrapped(inner), {"T": {"type": "object"}}, hidden="readOnly")
    assert "readOnly" not in str(shown) and "'x'" not in str(shown) and "'y'" in str(shown)
    assert put_in(wrapped(inner), {"T": {"type": "object"}}, hidden="writeOnly") != shown


def test_a_branch_does_not_require_what_was_left_out_beside_it() -> None:
    schema = {
        "type": "object",
        "properties": {"x": ref("X"), "y": PLAIN},
        "anyOf": [{"required": ["x", "y"]}, {"required": ["x"]}],
    }
    found = put_in(schema, {"X": MARKED}, hidden="readOnly")
    assert found["properties"] == {"y": PLAIN}
    assert found["anyOf"] == [{"required": ["y"]}, {"required": []}]


def test_a_property_may_have_the_name_of_a_mark() -> None:
    schema = {"type": "object", "properties": {"readOnly": {"type": "boolean"}}}
    assert put_in(schema, hidden="readOnly") == schema


LEAVES = st.fixed_dictionaries(
    {},
    optional={
        "type": st.just("integer"),
        "minimum": st.integers(0, 5),
        "exclusiveMaximum": st.integers(9, 12),
        "multipleOf": st.integers(1, 3),
        "default": st.integers(),
        "enum": st.lists(st.integers(), min_size=1, max_size=2),
        "format": st.just("int32"),
        "const": st.integers(),
    },
)
SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda p: {"type": "object", "properties": p}, st.dictionaries(st.text(), inner)),
        st.builds(lambda i: {"type": "array", "minItems": 1, "items": i}, inner),
        st.builds(lambda b: {"anyOf": b}, st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=8,
)


@given(SCHEMAS, st.booleans())
def test_no_constraint_is_lost(schema: Any, referred: bool) -> None:
    found = inlined(ref("T") if referred else schema, {"T": schema})
    assert count_constraints(found.schema) == count_constraints(schema) and found.lost == 0
