"""How much CPU values and answers take, and whether all of them are valid.

Usage: python benchmarks/values.py [TOOLS]

Every tool of the shipped pool (or the first TOOLS of it): arguments and results drawn, then its
call answered by a world; first with nothing built yet, then again with other seeds.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime

from toolmind.offline.values import generate
from toolmind.offline.world.answers import World
from toolmind.records import Tool
from toolmind.schema import problem
from toolmind.tools.pool import read_pool, shipped_pool_path

CLOCK = datetime(2026, 3, 10, 9, 30)
TEN_FIELDS = {
    "type": "object",
    "properties": {
        name: {"type": kind}
        for name, kind in {
            "order_id": "string",
            "customer_name": "string",
            "customer_email": "string",
            "city": "string",
            "country": "string",
            "created_at": "string",
            "total_price": "number",
            "quantity": "integer",
            "is_paid": "boolean",
            "status": "string",
        }.items()
    },
}
TEN_FIELDS["required"] = list(TEN_FIELDS["properties"])


def microseconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1e6


def answer(tool: Tool, seed: str) -> tuple[float, bool]:
    arguments = generate(tool.parameters, seed=seed, clock=CLOCK, domain=tool.domain)
    world = World(seed, CLOCK)
    start = time.process_time()
    value = world.answer(tool, arguments).value
    spent = (time.process_time() - start) * 1e6
    return spent, tool.returns is None or problem(tool.returns, value) is None


def main() -> None:
    tools = list(read_pool([shipped_pool_path()]))[: int(sys.argv[1]) if sys.argv[1:] else None]
    generate(TEN_FIELDS, seed=0, clock=CLOCK)
    drawn = [
        microseconds(lambda s=seed: generate(TEN_FIELDS, seed=s, clock=CLOCK))  # type: ignore[misc]
        for seed in range(5_000)
    ]
    print(f"an object of 10 fields: median {statistics.median(drawn):.0f} µs")
    for label, seed in (("first call of a tool", "a"), ("later call of a tool", "b")):
        spent, valid = zip(*(answer(tool, seed) for tool in tools), strict=True)
        print(
            f"{label}: median {statistics.median(spent):.0f} µs,"
            f" mean {statistics.mean(spent):.0f} µs;"
            f" {sum(valid):,} of {len(tools):,} answers valid"
        )


if __name__ == "__main__":
    main()
