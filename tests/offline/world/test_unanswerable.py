"""Tools that no value can be made for are told by name; all others pass."""

from __future__ import annotations

import pytest

from toolmind.offline.world.unanswerable import unanswerable, unwritable
from toolmind.records import Schema, Tool
from toolmind.tools.pool import read_pool, shipped_pool_path

FINE: Schema = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}


def holding(name: str, field: Schema, **more: object) -> Schema:
    return {"type": "object", "properties": {name: field}, "required": [name], **more}


def tool(name: str, parameters: Schema = FINE, returns: Schema | None = FINE) -> Tool:
    return Tool(id=f"shop.{name}", name=name, parameters=parameters, returns=returns)


NODE: Schema = holding("next", {"$ref": "#/$defs/Node"})
UNMET: list[Schema] = [
    holding("slug", {"type": "string", "pattern": "/^[a-z0-9-]+$/i"}),
    holding("send_at", {"type": "string", "format": "date-time", "enum": ["now"]}),
    holding("short", {"type": "string", "minLength": 10, "maxLength": 5}),
    holding("node", {"$ref": "#/$defs/Node"}, **{"$defs": {"Node": NODE}}),
    holding("agent", {"oneOf": [FINE, {**FINE, "title": "The same"}]}),
]


@pytest.mark.parametrize("unmet", UNMET, ids=lambda schema: next(iter(schema["properties"])))
def test_a_tool_is_named_with_the_part_that_has_no_value(unmet: Schema) -> None:
    tools = [tool("good"), tool("asks", parameters=unmet), tool("gives", returns=unmet)]
    assert [*unwritable(tools)] == ["shop.asks"]
    assert [*unanswerable(tools)] == ["shop.gives"]
    assert unwritable(tools)["shop.asks"].startswith("parameters: ")
    assert unanswerable(tools)["shop.gives"].startswith("returns: ")


def test_what_is_optional_need_not_have_a_value() -> None:
    optional = {**UNMET[0], "required": []}
    tree = {"type": "object", "properties": {"next": {"$ref": "#"}}}
    tools = [tool("a", optional, optional), tool("b", tree, tree), tool("c", FINE, None)]
    assert unwritable(tools) == unanswerable(tools) == {}


def test_no_tool_that_ships_is_in_the_way() -> None:
    some = list(read_pool([shipped_pool_path()]))[::10]
    assert unwritable(some) == unanswerable(some) == {}
