"""Objects and lists that are parts of a thing: what stands in them, and what is written over."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulated_shop import TEXT, WHOLE, obj, scenario, tool
from toolmind.environments.integrity import faults
from toolmind.environments.known import Known
from toolmind.environments.nested import beside, has_id, lists, merged, scalars
from toolmind.tools.effects import tool_effect

ADDRESS = obj("city", city=TEXT, zip_code=TEXT)
ITEM = obj("sku", sku=TEXT, quantity=WHOLE)
ITEMS = {"type": "array", "items": ITEM}
NUMBER = {"type": "number"}
ORDER = obj(
    "order_id",
    order_id=TEXT,
    ship_to=ADDRESS,
    items=ITEMS,
    item_count=WHOLE,
    total=NUMBER,
)
GET = tool("get_order", obj("order_id", order_id=TEXT), ORDER)
LIST = tool(
    "list_orders",
    obj(city=TEXT, limit=WHOLE),
    obj("orders", orders={"type": "array", "items": ORDER}),
)
CREATE = tool("create_order", obj("items", ship_to=ADDRESS, items=ITEMS), ORDER)
UPDATE = tool("update_order", obj("order_id", order_id=TEXT, ship_to=ADDRESS, items=ITEMS), ORDER)
TEA, CUP = {"sku": "tea", "quantity": 2}, {"sku": "cup", "quantity": 1}
SEVEN = {
    "order_id": "ord_100007",
    "ship_to": {"city": "Rome", "zip_code": "00184"},
    "items": [TEA, CUP],
}
RECORDS = {"orders": [SEVEN]}
ASKED = {"order_id": "ord_100007"}


def found(asked: Any, arguments: Any, result: Any, *before: Any) -> list[str]:
    known = Known(scenario(records=RECORDS))
    for one, given_, answer in before:
        known.learn(tool_effect(one), given_, answer)
    return faults(asked, arguments, result, known)


@pytest.mark.parametrize(
    ("asked", "arguments", "result"),
    [
        (GET, ASKED, SEVEN),
        (GET, ASKED, {**SEVEN, "items": [CUP, TEA], "item_count": 2}),  # in whatever order
        (GET, ASKED, {"order_id": "ord_100007", "ship_to": {"city": "Rome"}}),
        (GET, ASKED, {**SEVEN, "items": [{"sku": "tea"}, {"sku": "cup"}]}),
        (LIST, {"city": "Rome"}, {"orders": [SEVEN]}),
        (LIST, {"limit": 1}, {"orders": [{**SEVEN, "items": [TEA]}]}),  # it may be a page
        (
            CREATE,
            {"ship_to": {"city": "Bern"}, "items": [TEA]},
            {"order_id": "ord_100008", "ship_to": {"city": "Bern"}, "items": [TEA]},
        ),
    ],
)
def test_what_agrees_with_the_records_is_taken(asked: Any, arguments: Any, result: Any) -> None:
    assert found(asked, arguments, result) == []


@pytest.mark.parametrize(
    ("asked", "arguments", "result", "told"),
    [
        (GET, ASKED, {**SEVEN, "ship_to": {"city": "Oslo"}}, "known to be 'Rome'"),
        (GET, ASKED, {**SEVEN, "items": [TEA]}, "`items` of 'ord_100007' has 1 entries"),
        (GET, ASKED, {**SEVEN, "items": [TEA, CUP, CUP]}, "has 3 entries"),
        (GET, ASKED, {**SEVEN, "items": [TEA, {**CUP, "quantity": 3}]}, "known to hold"),
        (
            LIST,
            {},
            {"orders": [{**SEVEN, "item_count": 3}]},
            "`item_count` is 3, but `items` has 2",
        ),
        (LIST, {"city": "Bern"}, {"orders": [SEVEN]}, "`city` is 'Rome', but the call asks"),
        (
            CREATE,
            {"ship_to": {"city": "Bern"}, "items": [TEA]},
            {"order_id": "ord_100008", "ship_to": {"city": "Oslo"}, "items": [TEA]},
            "`city` in `ship_to` is 'Oslo', but the call says 'Bern'",
        ),
        (
            CREATE,
            {"items": [TEA]},
            {"order_id": "ord_100008", "items": [{**TEA, "quantity": 1}]},
            "`quantity` in `items` is 1, but the call says 2",
        ),
        (
            CREATE,
            {"items": [TEA]},
            {"order_id": "ord_100008", "items": [TEA, CUP]},
            "`items` has 2 entries, but the call gives 1",
        ),
    ],
)
def test_what_does_not_is_told(asked: Any, arguments: Any, result: Any, told: str) -> None:
    (fault,) = found(asked, arguments, result)
    assert told in fault


def test_what_was_written_within_a_thing_is_read_and_shows_in_the_records() -> None:
    given_ = {"ship_to": {"city": "Bern", "zip_code": "3011"}, "items": [TEA]}
    made = (CREATE, given_, {"order_id": "ord_100008"})
    read = {"order_id": "ord_100008", **given_}
    asked = {"order_id": "ord_100008"}
    assert found(GET, asked, read, made) == []
    assert found(GET, asked, {**read, "ship_to": {"city": "Rome"}}, made)
    assert found(GET, asked, {**read, "items": [TEA, CUP]}, made)
    known = Known(scenario(records=RECORDS))
    known.learn(tool_effect(CREATE), given_, {"order_id": "ord_100008"})
    assert known.records["orders"][1] == read


def test_a_part_that_is_written_over_leaves_the_rest_of_it() -> None:
    known = Known(scenario(records=RECORDS))
    moved = {"ship_to": {"zip_code": "00199"}, "items": [CUP], **ASKED}
    known.learn(tool_effect(UPDATE), moved, dict(ASKED))
    assert known.records["orders"][0] == {
        "order_id": "ord_100007",
        "ship_to": {"city": "Rome", "zip_code": "00199"},
        "items": [CUP],
    }
    assert known.entries["ord_100007"] == {"items": [CUP]}
    assert RECORDS["orders"] == [SEVEN], "the scenario's stay as they are"


def test_a_list_is_known_no_more_once_something_in_it_was_written() -> None:
    ann = {"customer_id": "cus_100001", "addresses": [{"address_id": "adr_100001", "city": "Rome"}]}
    returns = obj(
        "customer_id",
        customer_id=TEXT,
        addresses={"type": "array", "items": obj(address_id=TEXT, city=TEXT)},
    )
    get = tool("get_customer", obj("customer_id", customer_id=TEXT), returns)
    drop = tool("delete_address", obj("address_id", address_id=TEXT))
    asked, empty = {"customer_id": "cus_100001"}, {"customer_id": "cus_100001", "addresses": []}
    known = Known(scenario(records={"customers": [ann]}))
    assert faults(get, asked, empty, known)
    assert known.fields["adr_100001"]["city"] == "Rome", "what has an id is a thing of its own"
    known.learn(tool_effect(drop), {"address_id": "adr_100001"}, {})
    assert faults(get, asked, empty, known) == []
    assert faults(get, asked, ann, known) == ["'adr_100001' was deleted, but is in the result"]


PARTS = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.text("ab", max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "order_id", "c"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), PARTS, max_size=3))
def test_places_hold_what_they_say_and_a_thing_agrees_with_itself(node: dict[str, Any]) -> None:
    for place in scalars(node):
        assert isinstance(place.value, str | int) and place.value is not None
    assert all(isinstance(place.value, list) for place in lists(node))
    assert all(left == place.value for left, place in beside(node, {"x": node}, "x"))
    assert merged(node, node) == node


@given(PARTS, PARTS)
def test_what_is_written_over_is_what_was_written_last(old: Any, new: Any) -> None:
    written = merged(old, new)
    if isinstance(old, dict) and isinstance(new, dict):
        assert written.keys() == old.keys() | new.keys()
        assert all(written[name] == merged(old.get(name), value) for name, value in new.items())
    else:
        assert written == new


def test_an_id_of_its_own_is_told_by_its_name() -> None:
    assert has_id({"id": 1}) and has_id({"addressId": "a"}) and has_id({"uuid": "u"})
    assert not has_id({"city": "Rome"}) and not has_id([]) and not has_id({"paid": "no"})
