"""How fast the viewer answers on a large run: python benchmarks/viewer.py RUN --count 10000

A run is repeated with fresh indexes until it has so many items; then what the page asks for is
timed, and the memory told.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from toolmind.runs.append_log import Line
from toolmind.viewer.site import Site
from toolmind.viewer.sources import open_source

PARTS = ("scenarios", "trajectories", "verdicts", "decisions")


def repeated(run: Path, out: Path, count: int) -> None:
    """Write the items of a run again and again, each with an index of its own."""
    shutil.copytree(run, out, ignore=shutil.ignore_patterns("export", "*.jsonl", "*.npz"))
    shutil.copy(run / "tools.jsonl", out)
    (out / "rejected.jsonl").touch()
    for part in PARTS:
        decoder = msgspec.json.Decoder(Line[msgspec.Raw])
        lines = [decoder.decode(line) for line in (run / f"{part}.jsonl").open("rb")]
        with (out / f"{part}.jsonl").open("wb") as file:
            for index in range(count):
                line = Line(index, lines[index % len(lines)].item)
                file.write(msgspec.json.encode(line) + b"\n")


def timed(name: str, ask: Callable[[], object]) -> None:
    began = time.perf_counter()
    ask()
    print(f"{name:<44} {time.perf_counter() - began:8.3f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--count", type=int, default=10_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        repeated(given.run, Path(folder) / "run", given.count)
        began = time.perf_counter()
        site = Site(open_source([Path(folder) / "run"]))
        print(f"{'opened':<44} {time.perf_counter() - began:8.3f} s")
        timed("all rows read (in the background)", site.read)
        timed("overview", site.overview)
        timed("first page of the list", lambda: site.rows({}))
        timed("filter: kind, state, calls", lambda: site.rows({"state": "kept", "calls": "4"}))
        timed("filter: reason", lambda: site.rows({"reason": "coverage"}))
        timed("text search", lambda: site.rows({"text": "nowhere to be found"}))
        timed("one dialogue", lambda: site.item(given.count // 2))
        timed("tools", lambda: site.tools({"text": "list"}))
        print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
        site.close()


if __name__ == "__main__":
    main()
