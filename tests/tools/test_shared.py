"""Equal strings become one object, and values stay what they are."""

from __future__ import annotations

import copy

import orjson
from hypothesis import given
from hypothesis import strategies as st

from toolmind.tools.shared import Shared

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=False) | st.text("ab é"),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("ab"), inner),
)


@given(JSON_VALUES)
def test_a_value_stays_what_it_is(value: object) -> None:
    before = copy.deepcopy(value)
    after = Shared().of(value)
    assert after == before
    assert orjson.dumps(after) == orjson.dumps(before)


@given(st.lists(st.text(min_size=2), min_size=1))
def test_equal_strings_are_one_object(texts: list[str]) -> None:
    shared = Shared()
    one = shared.of(orjson.loads(orjson.dumps({"a": texts})))
    other = shared.of(orjson.loads(orjson.dumps([{"b": text} for text in texts])))
    assert all(a is b["b"] for a, b in zip(one["a"], other, strict=True))


def test_equal_values_as_a_whole_are_one_object() -> None:
    shared = Shared()
    first, same, other = ({"type": kind, "title": "T"} for kind in ("string", "string", "null"))
    assert shared.whole(first, orjson.dumps(first)) is first
    assert shared.whole(same, orjson.dumps(same)) is first
    assert shared.whole(other, orjson.dumps(other)) is other
    assert other["title"] is first["title"]
    turned = {"title": "T", "type": "string"}
    assert shared.whole(turned, orjson.dumps(turned)) is turned, "the order of keys counts"


def test_what_json_cannot_hold_stays_its_own_object() -> None:
    shared = Shared()
    big, same = {"maximum": 2**70}, {"maximum": 2**70}
    assert shared.whole(big, b"") is big
    assert shared.whole(same, b"") is same
