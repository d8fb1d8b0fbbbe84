"""A shop as a world: each dialogue gets an object of its own, made from its scenario's seed."""

import random
from dataclasses import dataclass


@dataclass
class Order:
    order_id: str
    item: str
    status: str = "open"


class Shop:
    def __init__(self, seed: int = 0) -> None:
        draw = random.Random(seed)  # its own: `random.choice` differs from run to run
        ids = [f"A-{number}" for number in draw.sample(range(1000, 9999), 3)]
        self.orders = {key: Order(key, draw.choice(["tea", "cup"])) for key in ids}

    def list_orders(self) -> list[Order]:
        """List the orders of the customer."""
        return list(self.orders.values())

    def cancel_order(self, order_id: str) -> Order:
        """Cancel an order by its id."""
        self.orders[order_id].status = "cancelled"
        return self.orders[order_id]
