"""A small world with orders, and dialogues about them, for the tests of execution."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from dialogues import call, result, says, scenario, trajectory, user
from toolmind.checks.base import CheckContext
from toolmind.environments.python import PythonProvider
from toolmind.records import Link, Message, Step, Tool

WHOLE = {"type": "integer"}


def tool(name: str, **parameters: Any) -> Tool:
    schema = {"type": "object", "properties": parameters, "required": list(parameters)}
    return Tool(id=f"book/{name}", name=name, parameters=schema)


TOOLS = {
    one.name: one
    for one in (
        tool("find_orders", customer={"type": "string"}),
        tool("update_amount", order=WHOLE, amount={"type": "number"}),
        tool("add_note", order=WHOLE, text={"type": "string"}),
    )
}


class Book:
    """Two orders of one customer."""

    def __init__(self) -> None:
        self.orders = {"7": {"amount": 2.0, "note": ""}, "8": {"amount": 1.0, "note": ""}}
        self.lookups = 0

    def find_orders(self, customer: str) -> dict[str, Any]:
        self.lookups += 1
        return {"orders": [{"id": 7}, {"id": 8}] if customer == "Ann" else []}

    def update_amount(self, order: int, amount: float) -> dict[str, Any]:
        self.orders[str(order)]["amount"] = float(amount)
        return {"id": order, "amount": float(amount)}

    def add_note(self, order: int, text: str) -> dict[str, Any]:
        self.orders[str(order)]["note"] = text
        return {"id": order}


PROVIDER = PythonProvider(f"{__name__}:Book")

FOUND = {"orders": [{"id": 7}, {"id": 8}]}
LOOK = Step(tool="book/find_orders", goal="find them", known={"customer": "Ann"})
CHANGE = Step(
    tool="book/update_amount",
    goal="make it 25",
    known={"amount": 25},
    links=(Link(src=0, src_output="orders[].id", dst=1, dst_input="order"),),
)


def played(*messages: Message, steps: tuple[Step, ...] = (LOOK, CHANGE)) -> CheckContext:
    """Make a context of a dialogue in the book's world; its recorded end state is left out."""
    wanted = replace(scenario(*steps), tools=tuple(one.id for one in TOOLS.values()))
    return CheckContext(trajectory=trajectory(*messages), scenario=wanted, tools=TOOLS)


def looked(customer: str = "Ann", call_id: str = "c1") -> tuple[Message, Message]:
    found = FOUND if customer == "Ann" else {"orders": []}
    return call("find_orders", {"customer": customer}, call_id), result(found, call_id)


def changed(order: int, amount: float, call_id: str = "c2") -> tuple[Message, Message]:
    said = {"id": order, "amount": amount}
    arguments = {"order": order, "amount": amount}
    return call("update_amount", arguments, call_id), result(said, call_id)


ASKED = user("I am Ann. Please make the amount of my first order 25.")
GOOD = (ASKED, *looked(), *changed(7, 25), says("Done."))
