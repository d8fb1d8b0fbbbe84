"""The whole engine on one core: a run of multi-turn trajectories, every role over HTTP.

Rules, judges, the reply cache, persistence and exports are on, as in `toolmind run`. Prints a line
of JSON. `seconds` is the run from its configuration to its exports, without imports; `playing_mb`
is the most memory until the exports begin. With `--graph FILE` the function graph is taken from
there, as in a run that is resumed, and left there if it is not.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import time
from pathlib import Path
from shutil import copyfile
from typing import Any

from toolmind.config import RunConfig
from toolmind.models.factory import ROLES
from toolmind.pipeline import run as pipeline


def configuration(
    url: str, count: int, in_flight: int, http: str = "httptools", environment: str = "simulated"
) -> RunConfig:
    endpoint = {
        "type": "openai",
        "base_url": url,
        "model": "embedded",
        "runtime": {"concurrency": in_flight, "start": min(64, in_flight), "http": http},
    }
    return RunConfig.model_validate(
        {
            "count": count,
            "models": {"endpoints": {"served": endpoint}, **dict.fromkeys(ROLES, "served")},
            "environment": {"type": environment},
            # One trajectory has one request under way, so there are as many as places.
            "runtime": {"concurrency": in_flight},
            # Peers write one data set too; reading Parquet back through `datasets` takes 2 s.
            "export": {"formats": ["openai"]},
        }
    )


def lines(path: Path) -> int:
    return sum(chunk.count(b"\n") for chunk in _chunks(path)) if path.exists() else 0


def _chunks(path: Path):
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            yield chunk


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def play(config: RunConfig, folder: Path, graph: Path | None) -> dict[str, float]:
    """Run, and note what memory was needed before the exports."""
    playing = 0.0
    export = pipeline.export

    def noting(*given: Any) -> object:
        nonlocal playing
        playing = peak_mb()
        return export(*given)

    pipeline.export = noting
    kept = folder / "graph.npz"
    if graph and graph.exists():
        folder.mkdir(parents=True)
        copyfile(graph, kept)
    began = time.perf_counter()
    await pipeline.run(config, folder)
    seconds = time.perf_counter() - began
    if graph and kept.exists() and not graph.exists():
        copyfile(kept, graph)
    return {"seconds": seconds, "playing_mb": playing}


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--url", required=True)
    options.add_argument("--n", type=int, required=True, help="trajectories")
    options.add_argument("--in-flight", type=int, required=True)
    options.add_argument("--folder", type=Path, required=True)
    options.add_argument("--http", default="httptools")
    options.add_argument("--environment", default="simulated", choices=("simulated", "schema"))
    options.add_argument("--graph", type=Path)
    given = options.parse_args()
    config = configuration(given.url, given.n, given.in_flight, given.http, given.environment)
    line = {
        **asyncio.run(play(config, given.folder, given.graph)),
        "trajectories": lines(given.folder / "trajectories.jsonl"),
        "rejected": lines(given.folder / "rejected.jsonl"),
        "rss_mb": peak_mb(),
        "child_rss_mb": 0.0,
    }
    print("\n" + json.dumps(line))
