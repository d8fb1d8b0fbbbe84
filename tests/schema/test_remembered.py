"""What is remembered of schemas: by identity, by content, under a bound."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from toolmind.schema import Kept, by_identity, interned


def test_what_is_kept_has_a_bound() -> None:
    kept: Kept[int, int] = Kept(3)
    for number in range(10):
        assert kept.keep(number, number) == number
    assert list(kept) == [7, 8, 9]


@given(st.integers(1, 40), st.lists(st.integers(0, 60), max_size=120))
def test_the_last_ones_are_there_and_never_too_many(size: int, keys: list[int]) -> None:
    kept: Kept[int, int] = Kept(size)
    for key in keys:
        kept.keep(key, -key)
        assert kept[key] == -key
        assert len(kept) <= size


def test_what_is_renewed_is_let_go_of_last() -> None:
    kept: Kept[str, int] = Kept(3)
    for name in "abc":
        kept.keep(name, 1)
    kept.renew("a")
    kept.keep("d", 1)
    assert list(kept) == ["c", "a", "d"]


def test_one_object_stands_for_all_schemas_of_the_same_content() -> None:
    one, same = ({"type": "string", "title": "interned here"} for _ in "ab")
    other_order = {"title": "interned here", "type": "string"}
    assert interned(same) is interned(one)
    assert interned(interned(one)) is interned(one)
    assert interned(other_order) is not interned(one)


def test_what_json_cannot_hold_stands_for_itself() -> None:
    schema: dict[str, Any] = {"enum": [object()]}
    assert interned(schema) is schema


def test_a_result_is_made_once_for_each_content() -> None:
    asked: list[Any] = []

    @by_identity(size=2)
    def size_of(schema: dict[str, Any]) -> int:
        asked.append(schema)
        return len(schema)

    schemas = [{"title": f"remembered {number}"} for number in range(3)]
    assert [size_of(schema) for schema in (schemas[0], schemas[0], dict(schemas[0]))] == [1, 1, 1]
    assert len(asked) == 1
    for schema in (*schemas, schemas[0]):
        size_of(schema)
    assert len(asked) == 4, "the first was let go of"


def test_nothing_is_a_result_too() -> None:
    asked: list[Any] = []
    remembered = by_identity(size=2)(asked.append)
    for _ in range(2):
        assert remembered({"title": "gives nothing"}) is None
    assert len(asked) == 1
