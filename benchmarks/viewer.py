"""How fast the viewer answers on a large run: python benchmarks/viewer.py RUN --count 10000

A run is repeated with fresh indexes until it has so many items; then what the page asks for is
timed, and the memory told.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from toolmind.runs.append_log import Line
from toolmind.viewer.open_source import open_source
from toolmind.viewer.site import PAGE, Site

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


def first_page(run: Path) -> Site:
    """Open a run, and wait for the first page of its list, as a browser does."""
    began = time.perf_counter()
    site = Site(open_source([run]))
    reading = threading.Thread(target=site.read)
    reading.start()
    while len(site.rows({})["rows"]) < PAGE:
        time.sleep(0.01)
    print(f"{'first page of the list, from the start':<44} {time.perf_counter() - began:8.3f} s")
    timed("overview, while all is read", site.overview)
    used = time.process_time()
    reading.join()
    took, used = time.perf_counter() - began, time.process_time() - used
    print(f"{'all rows read (in the background)':<44} {took:8.3f} s ({used:.0f} s of processor)")
    return site


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--count", type=int, default=10_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        repeated(given.run, Path(folder) / "run", given.count)
        site = first_page(Path(folder) / "run")
        timed("overview", site.overview)
        timed("first page of the list", lambda: site.rows({}))
        timed("last page of the list", lambda: site.rows({"start": str(given.count - 20)}))
        timed("filter: state, calls", lambda: site.rows({"state": "kept", "calls": "4"}))
        timed("filter: reason", lambda: site.rows({"reason": "coverage"}))
        timed("filter: tool", lambda: site.rows({"tool": "getSongs"}))
        timed("filter: id", lambda: site.rows({"id": "000777"}))
        timed("text search, nothing found", lambda: site.rows({"text": "nowhere to be found"}))
        timed("text search, found", lambda: site.rows({"text": "Spirited Away"}))
        timed("its second page", lambda: site.rows({"text": "Spirited Away", "start": "50"}))
        timed("one dialogue", lambda: site.item(given.count // 2))
        timed("chain as walked", lambda: site.walk(given.count // 2))
        timed("tools", lambda: site.tools({"text": "list"}))
        timed("queue of labels", lambda: site.queue({}))
        print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
        site.close()


if __name__ == "__main__":
    main()
