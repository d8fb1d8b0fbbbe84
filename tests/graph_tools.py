"""Builders of tools with known links, for the tests of the graph and of chains."""

from __future__ import annotations

from typing import Any

from toolmind.records import Tool


def make_tool(
    name: str,
    inputs: dict[str, str],
    outputs: dict[str, str],
    *,
    domain: str = "shop",
    description: str = "",
) -> Tool:
    def schema(fields: dict[str, str]) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {
                key: {"type": "string", "description": text} for key, text in fields.items()
            },
            "required": list(fields),
        }

    return Tool(
        id=f"{domain}.{name}",
        name=name,
        description=description,
        domain=domain,
        parameters=schema(inputs),
        returns=schema(outputs) if outputs else None,
    )


def shop_tools() -> list[Tool]:
    """Eight tools of two domains; every one can be reached from `find_customer`."""
    customer = "Identifier of the customer"
    order = "Identifier of the order"
    parcel = "Tracking number of the parcel"
    return [
        make_tool("find_customer", {"email": "E-mail address"}, {"customer_id": customer}),
        make_tool("list_orders", {"customer_id": customer}, {"order_id": order}),
        make_tool(
            "get_order",
            {"order_id": order},
            {"tracking_number": parcel, "customer_id": customer, "product_code": "Product code"},
        ),
        make_tool("cancel_order", {"order_id": order}, {"refund_id": "Identifier of the refund"}),
        make_tool("get_refund", {"refund_id": "Identifier of the refund"}, {"order_id": order}),
        make_tool(
            "get_product", {"product_code": "Product code"}, {"product_code": "Product code"}
        ),
        make_tool(
            "track_parcel",
            {"tracking_number": parcel},
            {"tracking_number": parcel, "delivery_city": "City of delivery"},
            domain="parcels",
        ),
        make_tool(
            "book_pickup",
            {"tracking_number": parcel},
            {"pickup_code": "Code of the pick-up"},
            domain="parcels",
        ),
    ]


def ring_tools(size: int) -> list[Tool]:
    """Up to thirteen tools, each of which takes what the one before it returns."""
    names = ["apple", "pear", "plum", "fig", "kiwi", "lime", "date", "melon", "mango", "peach"]
    names += ["berry", "grape", "lemon"]

    def schema(name: str) -> dict[str, object]:
        field = {"type": "string", "description": f"Code of the {name}"}
        return {
            "type": "object",
            "properties": {f"{name}_code": field},
            "required": [f"{name}_code"],
        }

    return [
        Tool(
            id=f"t{i}",
            name=f"turn_{names[i]}",
            parameters=schema(names[i]),
            returns=schema(names[(i + 1) % size]),
            domain="ring",
        )
        for i in range(size)
    ]
