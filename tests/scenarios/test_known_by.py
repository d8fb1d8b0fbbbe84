"""Which inputs only programs make the values of."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from toolmind.records import Tool
from toolmind.scenarios.known_by import (
    is_its_name,
    is_of_what_is_made,
    is_opaque_id,
    is_told_already,
)
from toolmind.schema.slots import slots
from toolmind.tools.effects import tool_effect

TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("name", "schema", "opaque"),
    [
        ("order_id", {"type": "string"}, True),
        ("userIds", {"type": "array", "items": {"type": "integer"}}, True),
        ("token", {"type": "string", "format": "uuid"}, True),
        ("key", {"type": "string", "pattern": "^[a-f0-9]{32}$"}, True),
        ("key", {"type": "string"}, False),
        ("plan_id", {"enum": ["basic", "pro"]}, False),
        ("city", {"type": "string"}, False),
        ("paid", {"type": "boolean"}, False),
        ("bid", {"type": "number"}, False),
    ],
)
def test_ids_are_told_by_name_format_and_pattern(
    name: str, schema: dict[str, Any], opaque: bool
) -> None:
    (slot,) = slots({"type": "object", "properties": {name: schema}}).values()
    assert is_opaque_id(slot) is opaque


def test_what_a_call_makes_is_new_but_not_what_it_is_made_of() -> None:
    does = tool_effect(Tool(id="t", name="create_booking", description=""))
    assert is_of_what_is_made("body.booking_id", does)
    assert is_of_what_is_made("id", does)
    assert not is_of_what_is_made("hotel_id", does)
    takes = tool_effect(Tool(id="t", name="book_room", description=""))
    assert not is_of_what_is_made("room_id", takes)
    reads = tool_effect(Tool(id="t", name="get_booking", description=""))
    assert not is_of_what_is_made("booking_id", reads)


def test_what_a_list_was_asked_by_is_no_find() -> None:
    order = {"type": "object", "properties": dict.fromkeys(("id", "customer_id", "city"), TEXT)}
    lists = Tool(
        id="t",
        name="list_orders",
        description="",
        parameters={"type": "object", "properties": {"customer_id": TEXT, "city": TEXT}},
        returns={"type": "array", "items": order},
    )
    told = [path for path in ("[].id", "[].customer_id", "[].city") if is_told_already(lists, path)]
    assert told == ["[].customer_id"], "a city that was asked for may be part of what is found"
    gets = replace(lists, name="get_order", returns=order)
    assert is_told_already(gets, "customer_id")


@pytest.mark.parametrize(
    ("finder", "path", "named"),
    [
        ("find_customer", "name", True),
        ("find_customer", "customer_name", True),
        ("find_customer", "email", True),
        ("find_hotels", "city_name", False),
        ("find_hotels", "stars", False),
    ],
)
def test_a_name_is_that_of_what_is_found(finder: str, path: str, named: bool) -> None:
    assert is_its_name(Tool(id="t", name=finder, description=""), path) is named
