"""What results repeat of their calls, and where a value that calls pass on comes from."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.environments.echoed import echoed, origin, said_again
from toolmind.records import Link, Tool


def tool(name: str, given: str, returned: dict[str, Any]) -> Tool:
    text = {"type": "string"}
    return Tool(
        id=name,
        name=name,
        parameters={"type": "object", "properties": dict.fromkeys(given.split(), text)},
        returns={"type": "object", "properties": {k: v or text for k, v in returned.items()}},
    )


NESTED = {"type": "object", "properties": {"id": {"type": "string"}, "sum": {"type": "number"}}}


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (tool("get_order", "order_id query", {"id": None, "query": None}), {"id": "order_id"}),
        (tool("get_order", "order_id", {"order": NESTED}), {"order.id": "order_id"}),
        (tool("get_order", "order_id", {"customer": NESTED}), {}),
        (tool("list_orders", "status", {"status": None}), {}),
        (tool("update_order", "etag", {"etag": None}), {}),
        (tool("get_order", "etag", {"etag": None}), {"etag": "etag"}),
    ],
)
def test_a_field_repeats_the_argument_of_its_name(one: Tool, found: dict[str, str]) -> None:
    assert echoed(one) == found


def test_a_value_is_followed_up_to_the_person_or_the_first_result() -> None:
    find = tool("find_order", "text", {"id": None})
    get = tool("get_order", "id", {"id": None})
    link = Link(src=0, src_output="id", dst=1, dst_input="id")
    told = origin(1, "id", {}, [find, get])
    assert (told.outputs, told.fact) == (((1, "id"),), (1, "id"))
    found = origin(1, "id", {(1, "id"): link}, [find, get])
    assert (found.outputs, found.fact) == (((1, "id"), (0, "id")), None)
    assert found.arguments == ((1, "id"),)


def test_an_update_need_not_say_again_what_it_is_done_to() -> None:
    body: dict[str, Any] = {
        "type": "object",
        "properties": {"id": {"type": "string"}, "title": {"type": "string"}},
    }
    shape: dict[str, Any] = {
        "type": "object",
        "properties": {"page_id": {"type": "string"}, "body": body},
        "required": ["page_id"],
    }
    update = Tool(id="u", name="update_page", parameters=shape)
    assert said_again(update) == {"body.id"}
    assert said_again(Tool(id="c", name="create_page", parameters=shape)) == set()
    whole = {**shape, "required": ["page_id", "body"]}
    whole["properties"] = {**shape["properties"], "body": {**body, "required": ["id"]}}
    assert said_again(Tool(id="n", name="update_page", parameters=whole)) == set()
