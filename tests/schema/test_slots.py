from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from toolmind.offline.values import generate
from toolmind.schema import problem
from toolmind.schema.slots import assemble, decompose, distinct_labels, hollow, slots
from toolmind.tools.pool import read_pool, shipped_pool_path

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


@given(st.integers(0, 3000), st.integers(0, 10))
def test_what_was_taken_apart_goes_together_again(position: int, seed: int) -> None:
    pool = _pool()
    tool = pool[position % len(pool)]
    arguments = generate(
        tool.parameters, seed=str(seed), name=tool.name, clock=datetime(2025, 3, 4)
    )
    again = assemble(tool.parameters, decompose(tool.parameters, arguments))
    assert problem(tool.parameters, again) is None


def _pool() -> list:
    global _POOL
    if _POOL is None:
        _POOL = list(read_pool([shipped_pool_path()]))
    return _POOL


_POOL: list | None = None


def test_an_object_that_need_not_be_filled_is_hollow() -> None:
    inner = {"type": "object", "properties": {"a": {"type": "string"}}}
    full = {**inner, "required": ["a"]}
    outer = {"type": "object", "properties": {"in": inner, "full": full}, "required": ["in"]}
    names = {"video": inner, "full": full, "free": inner, "outer": outer}
    schema = {"type": "object", "properties": names, "required": ["video", "full", "outer"]}
    assert hollow(schema) == ("video", "full", "outer.in")
    assert hollow({"type": "object"}) == ()
