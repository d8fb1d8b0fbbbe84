"""Shared by the peer scripts: the prompts, and the one line of JSON that each prints at its end.

It imports nothing but the standard library, since it runs in each peer's own environment.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Callable


def given() -> argparse.Namespace:
    options = argparse.ArgumentParser()
    options.add_argument("--url", required=True)
    options.add_argument("--n", type=int, required=True)
    options.add_argument("--in-flight", type=int, required=True)
    options.add_argument("--folder", required=True)
    return options.parse_args()


def prompt(n: int) -> str:
    return (
        f"Order {n} of customer {n * 7 % 1009} asks for {n % 90 + 1} units from the warehouse in "
        "Rotterdam. Say in two sentences whether stock is enough and when it can leave."
    )


def report(work: Callable[[], int]) -> None:
    """Run `work`, which returns how many replies it stored, and print what it took."""
    began = time.perf_counter()
    replies = work()
    seconds = time.perf_counter() - began
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    line = {"replies": replies, "seconds": seconds, "rss_mb": own, "child_rss_mb": children}
    print("\n" + json.dumps(line), flush=True)
