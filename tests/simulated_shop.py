"""A small shop with a world of records, for the tests of what a model answers."""

from __future__ import annotations

from typing import Any

from toolmind.records import Chain, Scenario, Step, Tool


def obj(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


TEXT = {"type": "string"}
WHOLE = {"type": "integer"}
ORDER = obj("order_id", order_id=TEXT, status=TEXT, city=TEXT, price={"type": "number"})


def tool(name: str, parameters: Any, returns: Any = None) -> Tool:
    return Tool(id=f"shop.{name}", name=name, parameters=parameters, returns=returns)


GET = tool("get_order", obj("order_id", order_id=TEXT), ORDER)
LIST = tool(
    "list_orders",
    obj(city=TEXT, limit=WHOLE, max_price={"type": "number"}),
    obj("orders", orders={"type": "array", "items": ORDER}, count=WHOLE),
)
CREATE = tool("create_order", obj("city", city=TEXT, price={"type": "number"}), ORDER)
UPDATE = tool("update_order", obj("order_id", order_id=TEXT, city=TEXT, status=TEXT), ORDER)
DELETE = tool("delete_order", obj("order_id", order_id=TEXT))
SHOP = {each.name: each for each in (GET, LIST, CREATE, UPDATE, DELETE)}
RECORDS: dict[str, Any] = {
    "orders": [
        {"order_id": "ord_100001", "status": "shipped", "city": "Rome", "price": 20},
        {"order_id": "ord_100002", "status": "open", "city": "Oslo", "price": 50},
    ]
}


def scenario(*steps: Step, records: Any = RECORDS, **changes: Any) -> Scenario:
    fields: dict[str, Any] = {
        "id": "s0",
        "index": 0,
        "kind": "multi_step",
        "chain": Chain(id="c", tools=()),
        "steps": steps,
        "tools": (),
        "intent": "",
        "persona": "",
        "clock": "2026-03-10T09:30",
        "seed": 1,
        "initial_state": {"records": records},
    }
    return Scenario(**fields | changes)
