"""The curve of memory: resident size of the engine's process while trajectories are made.

A run is flat when the later lines say the same: what it needs is for the tools and for what is in
flight, not for how many trajectories there are. Exports are left out: `export_memory.py`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

from bench import CLIENT_CORE, folder, serving
from engine import configuration

from toolmind.pipeline import run as pipeline

PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 2**20


def resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_MB


def note_every(step: int) -> None:
    """Make the runner print a line each `step` items that it begins."""
    run_items = pipeline.run_items

    async def noting(
        items: Iterable[Any], work: Callable[[Any], Awaitable[None]], *rest: Any
    ) -> None:
        done = 0
        began, cpu = time.monotonic(), time.process_time()
        print("| trajectories | resident, MB | s | CPU, s |\n|---:|---:|---:|---:|", flush=True)

        async def counted(item: Any) -> None:
            nonlocal done
            await work(item)
            done += 1
            if done == 1 or done % step == 0:
                spent = time.process_time() - cpu
                wall = time.monotonic() - began
                print(f"| {done:,} | {resident_mb():.0f} | {wall:.0f} | {spent:.0f} |", flush=True)

        await run_items(items, counted, *rest)

    pipeline.run_items = noting
    pipeline.export = lambda *_: None


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=10_000)
    options.add_argument("--in-flight", type=int, default=512)
    options.add_argument("--graph", type=Path, help="as left by a run: graph.npz")
    given = options.parse_args()
    with folder() as out, serving(0, Path(os.devnull)) as server:
        os.sched_setaffinity(0, {CLIENT_CORE})
        (out / "run").mkdir()
        if given.graph:
            (out / "run" / "graph.npz").write_bytes(given.graph.read_bytes())
        note_every(max(1, given.count // 10))
        config = configuration(server.url, given.count, given.in_flight)
        asyncio.run(pipeline.run(config, out / "run"))


if __name__ == "__main__":
    main()
