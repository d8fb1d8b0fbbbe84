"""Time and peak memory of each exporter over N trajectories of a finished run, repeated.

    python benchmarks/export_memory.py RUN [N ...] [--formats NAMES] [--tokenizer FOLDER]

Each trajectory is repeated under ids of its own. Each figure comes from a process of its own, so
that one does not count into the next. `trl_tokens` needs a tokenizer.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import msgspec
import orjson

from toolmind.formats.base import Exporter, KeptTrajectory
from toolmind.formats.load import EXPORTERS
from toolmind.records import Decision, Scenario, Tool, Trajectory

SAMPLE = 500


def kept(run: Path) -> list[KeptTrajectory]:
    def items(name: str, kind: type) -> Iterator[tuple[int, object]]:
        for line in islice((run / name).open("rb"), SAMPLE):
            row = orjson.loads(line)
            yield row["index"], msgspec.json.decode(orjson.dumps(row["item"]), type=kind)

    tools = {
        tool.id: tool
        for tool in (
            msgspec.json.decode(line, type=Tool) for line in (run / "tools.jsonl").open("rb")
        )
    }
    scenarios, played = (
        dict(items("scenarios.jsonl", Scenario)),
        dict(items("trajectories.jsonl", Trajectory)),
    )
    return [
        KeptTrajectory(
            trajectory=played[index],
            scenario=scenarios[index],
            decision=Decision(keep=True),
            tools=tuple(tools[tool] for tool in scenarios[index].tools),
        )
        for index in sorted(scenarios.keys() & played.keys())
    ]


def repeated(sample: list[KeptTrajectory], count: int) -> Iterator[KeptTrajectory]:
    for number, one in enumerate(islice(cycle(sample), count)):
        fresh = msgspec.structs.replace(one.trajectory, id=f"t{number}", index=number)
        yield msgspec.structs.replace(one, trajectory=fresh)


def measure(run: Path, name: str, count: int, tokenizer: str) -> None:
    needs = {"tokenizer": tokenizer} if name == "trl_tokens" else {}
    exporter: Exporter = EXPORTERS.load({"type": name} | needs).build()
    sample = kept(run)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        report = exporter.export(repeated(sample, count), Path(folder))
        seconds = time.perf_counter() - start
        size = sum(file.stat().st_size for file in Path(folder).iterdir()) / 2**20
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        start = time.perf_counter()
        exporter.verify(Path(folder), repeated(sample, count))
        verified = time.perf_counter() - start
    print(
        f"{name:14} {count:8,} trajectories {report.rows:9,} rows {size:8.1f} MiB "
        f"{seconds:6.1f} s ({report.rows / seconds:,.0f} rows a second), "
        f"read back {verified:6.1f} s  "
        f"peak {peak:5.0f} MB ({peak - before:+.0f})",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path)
    parser.add_argument("counts", type=int, nargs="*", default=[1000, 4000, 16000])
    parser.add_argument("--formats", help="names, with commas between", default="")
    parser.add_argument("--tokenizer", help="a model's folder", default="")
    parser.add_argument("--only", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.only:
        measure(args.run, args.only, args.counts[0], args.tokenizer)
        return
    names = args.formats.split(",") if args.formats else list(EXPORTERS.built_in)
    for name in names:
        if name == "trl_tokens" and not args.tokenizer:
            continue
        for count in args.counts:
            command = [sys.executable, __file__, str(args.run), str(count), "--only", name]
            subprocess.run([*command, "--tokenizer", args.tokenizer], check=True)


if __name__ == "__main__":
    main()
