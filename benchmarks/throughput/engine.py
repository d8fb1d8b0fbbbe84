"""The whole engine on one core: a run of multi-turn trajectories, every role over HTTP.

Rules, judges, the reply cache, persistence and exports are on, as in `toolmind run`. Prints a line
of JSON. `seconds` is the run from its configuration to its exports; `simulating` is the part in
which replies are fetched; imports are in neither.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import time
from pathlib import Path

from toolmind.config import RunConfig
from toolmind.models.factory import ROLES
from toolmind.pipeline import run


def configuration(url: str, count: int, in_flight: int) -> RunConfig:
    endpoint = {
        "type": "openai",
        "base_url": url,
        "model": "embedded",
        "runtime": {"concurrency": in_flight, "start": min(64, in_flight)},
    }
    return RunConfig.model_validate(
        {
            "count": count,
            "models": {"endpoints": {"served": endpoint}, **dict.fromkeys(ROLES, "served")},
            # One trajectory has one request under way, so there are as many as places.
            "runtime": {"concurrency": in_flight},
        }
    )


def lines(path: Path) -> int:
    return sum(chunk.count(b"\n") for chunk in _chunks(path)) if path.exists() else 0


def _chunks(path: Path):
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            yield chunk


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--url", required=True)
    options.add_argument("--n", type=int, required=True, help="trajectories")
    options.add_argument("--in-flight", type=int, required=True)
    options.add_argument("--folder", type=Path, required=True)
    given = options.parse_args()
    config = configuration(given.url, given.n, given.in_flight)
    began = time.perf_counter()
    asyncio.run(run(config, given.folder))
    line = {
        "seconds": time.perf_counter() - began,
        "trajectories": lines(given.folder / "trajectories.jsonl"),
        "rejected": lines(given.folder / "rejected.jsonl"),
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "child_rss_mb": 0.0,
    }
    print("\n" + json.dumps(line))
