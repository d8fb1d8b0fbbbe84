from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from toolmind.schema.slots import assemble, decompose, distinct_labels, hollow, slots

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
    assert assemble(NESTED, decompose(NESTED, arguments)) == arguments


def test_an_object_that_need_not_be_filled_is_hollow() -> None:
    inner = {"type": "object", "properties": {"a": {"type": "string"}}}
    full = {**inner, "required": ["a"]}
    outer = {"type": "object", "properties": {"in": inner, "full": full}, "required": ["in"]}
    names = {"video": inner, "full": full, "free": inner, "outer": outer}
    schema = {"type": "object", "properties": names, "required": ["video", "full", "outer"]}
    assert hollow(schema) == ("video", "full", "outer.in")
    assert hollow({"type": "object"}) == ()
