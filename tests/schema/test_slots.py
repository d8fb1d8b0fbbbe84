from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.errors import DataError
from toolmind.schema import MAX_DEPTH, problem
from toolmind.schema.paths import get_path
from toolmind.schema.slots import (
    Slot,
    assemble,
    distinct_labels,
    hollow,
    missing,
    slots,
)

NESTED = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "body": {
            "type": "object",
            "properties": {
                "id": {"type": "integer"},
                "title": {"type": "string"},
                "tags": {"type": "array", "items": {"type": "string"}},
                "owner": {"$ref": "#/$defs/person"},
            },
            "required": ["id", "owner"],
        },
    },
    "required": ["body"],
    "$defs": {"person": {"type": "object", "properties": {"e-mail": {"type": "string"}}}},
}


def test_objects_are_walked_and_lists_are_not() -> None:
    found = slots(NESTED)
    assert list(found) == ["id", "body.id", "body.title", "body.tags", "body.owner.e-mail"]
    assert [path for path, slot in found.items() if slot.required] == ["body.id"]


def test_an_object_that_was_begun_has_the_objects_that_it_requires() -> None:
    place = {"type": "object", "properties": {"city": {"type": "string"}}}
    to = {"type": "object", "properties": {"name": {}, "place": place}, "required": ["place"]}
    schema = {"type": "object", "properties": {"to": to}}
    assert assemble(schema, {}) == {}
    assert assemble(schema, {"to.name": "x"}) == {"to": {"name": "x", "place": {}}}


@pytest.mark.parametrize("key", ["anyOf", "oneOf"])
def test_of_alternatives_beside_properties_the_first_is_met(key: str) -> None:
    a, b, text = {"required": ["a"]}, {"required": ["b"]}, {"type": "string"}
    kept = {"type": "object", "properties": {"a": text, "b": text}, "required": ["c"]}
    within = [{"properties": {"d": text}, **b}, {"properties": {"e": text}, "required": ["e"]}]
    body = {**kept, "required": [], key: within}
    schema = {**kept, "properties": {**kept["properties"], "c": body}, key: [a, b]}
    found = slots(schema)
    optional = {"b", "c.a", "c.d"} | ({"c.e"} if key == "anyOf" else set())
    assert {path for path, slot in found.items() if not slot.required} == optional
    stated = {path: "x" for path, slot in found.items() if slot.required}
    assert problem(schema, assemble(schema, stated)) is None


def test_a_choice_of_other_things_is_one_slot() -> None:
    field = {"properties": {"a": {}}, "anyOf": [{"required": ["a"]}, {"type": "string"}]}
    assert list(slots({"type": "object", "properties": {"f": field, "g": {"anyOf": [{}]}}})) == [
        "f.a",
        "g",
    ]


def test_labels_tell_facts_apart() -> None:
    labels = [slot.label for slot in slots(NESTED).values()]
    assert labels == ["id", "body id", "title", "tags", "e mail"]
    assert distinct_labels(["userId", "user_id"]) == {"userId": "userId", "user_id": "user_id"}


def test_required_objects_are_there_even_when_nothing_is_said_of_them() -> None:
    assert assemble(NESTED, {"body.id": 3}) == {"body": {"id": 3, "owner": {}}}


TEXT = st.text(max_size=3)
PERSON = st.fixed_dictionaries({}, optional={"e-mail": TEXT})
BODY = st.fixed_dictionaries(
    {"id": st.integers(), "owner": PERSON},
    optional={"title": TEXT, "tags": st.lists(TEXT, max_size=2)},
)


@given(st.fixed_dictionaries({"body": BODY}, optional={"id": TEXT}))
def test_what_was_taken_apart_goes_together_again(arguments: dict[str, Any]) -> None:
    found = {path: get_path(arguments, path) for path in slots(NESTED)}
    assert assemble(NESTED, {path: said[0] for path, said in found.items() if said}) == arguments


def test_an_object_that_need_not_be_filled_is_hollow() -> None:
    inner = {"type": "object", "properties": {"a": {"type": "string"}}}
    full = {**inner, "required": ["a"]}
    outer = {"type": "object", "properties": {"in": inner, "full": full}, "required": ["in"]}
    names = {"video": inner, "full": full, "free": inner, "outer": outer}
    schema = {"type": "object", "properties": names, "required": ["video", "full", "outer"]}
    assert hollow(schema) == ("video", "full", "outer.in")
    assert hollow({"type": "object"}) == ()


def paths(found: list[Slot]) -> list[str]:
    return [slot.path for slot in found]


def test_what_is_missing_is_what_every_call_has_and_what_was_begun() -> None:
    trip = {
        "type": "object",
        "properties": {
            "to": {"type": "string"},
            "hotel": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "stars": {"type": "integer"}},
                "required": ["name"],
            },
        },
        "required": ["to"],
    }
    assert paths(missing(trip, [])) == ["to"]
    assert paths(missing(trip, ["to"])) == []
    assert paths(missing(trip, ["to", "hotel.stars"])) == ["hotel.name"]
    assert paths(missing(trip, ["to", "hotel.name"])) == []


def test_an_object_within_is_begun_by_anything_in_the_one_around_it() -> None:
    def node(**properties: object) -> dict[str, object]:
        return {"type": "object", "properties": properties, "required": [*properties]}

    text = {"type": "string"}
    schema = {
        "type": "object",
        "properties": {"a": node(b=node(c=text), d=text), "ab": node(c=text)},
    }
    found = slots(schema)
    assert [slot.required_within for slot in found.values()] == ["a.", "a.", "ab."]
    assert not any(slot.required for slot in found.values())
    assert paths(missing(schema, ["a.d"])) == ["a.b.c"]
    assert paths(missing(schema, ["ab.c"])) == [], "a name that begins like another is not in it"


def test_a_recursive_object_ends_and_keeps_what_it_refers_to() -> None:
    schema = {
        "type": "object",
        "properties": {"tree": {"$ref": "#/$defs/node"}},
        "$defs": {
            "node": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "child": {"$ref": "#/$defs/node"}},
                "required": ["name", "child"],
            }
        },
    }
    found = slots(schema)
    assert list(found)[:2] == ["tree.name", "tree.child.name"]
    deepest = list(found.values())[-1]
    assert deepest.path == "tree" + ".child" * MAX_DEPTH
    assert problem(deepest.schema, {"name": "x"}) == '"child" is a required property'
    assert assemble({**schema, "required": ["tree"]}, {})["tree"]["child"]["child"]


def test_a_reference_that_leads_nowhere_is_told() -> None:
    with pytest.raises(DataError, match="leads nowhere"):
        slots({"type": "object", "properties": {"a": {"$ref": "#/$defs/none"}}})


@given(st.lists(st.from_regex(r"\A[aB_]{1,3}(\.[aB_]{1,3}){0,2}\Z"), max_size=6, unique=True))
def test_labels_are_told_apart(names: list[str]) -> None:
    labels = distinct_labels(names)
    assert labels.keys() == set(names)
    assert all(label for label in labels.values())
    assert len(set(labels.values())) == len(names)


def test_what_only_answers_hold_is_no_slot_unless_it_is_required() -> None:
    text = {"type": "string"}
    body = {
        "type": "object",
        "properties": {
            "name": text,
            "etag": {**text, "readOnly": True},
            "groupType": {**text, "description": "Output only. The group's type."},
            "kind": {**text, "description": "The output only says so."},
            "id": {**text, "description": "Output only. Its id."},
        },
        "required": ["id"],
    }
    parameters = {"type": "object", "properties": {"body": body}}
    assert list(slots(parameters)) == ["body.name", "body.kind", "body.id"]
