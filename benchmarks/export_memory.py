"""Time and peak memory of each exporter over N trajectories of a finished run, repeated.

    python benchmarks/export_memory.py RUN [N ...] [--formats NAMES] [--tokenizer FOLDER]
        [--out DIR]

Each trajectory is repeated under ids of its own. Each figure comes from a process of its own, so
that one does not count into the next. `trl_tokens` needs a tokenizer; where there are pairs, an
offer turned down is planted at every kept turn, as in `verify_trainers`.
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
from verify_trainers.ours import with_offers

from toolmind.formats.base import Exporter, KeptTrajectory
from toolmind.formats.load import EXPORTERS
from toolmind.records import Decision, Scenario, Tool, Trajectory

SAMPLE = 500
PAIRS = ("trl_dpo", "trl_kto")


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


def measure(run: Path, name: str, count: int, tokenizer: str, out: Path | None) -> None:
    needs = {"tokenizer": tokenizer} if name == "trl_tokens" else {}
    exporter: Exporter = EXPORTERS.load({"type": name} | needs).build()
    sample = kept(run)
    if name in PAIRS:
        sample = list(map(with_offers, sample))
    with tempfile.TemporaryDirectory(dir=out) as folder:
        start, begun = time.perf_counter(), time.process_time()
        report = exporter.export(repeated(sample, count), Path(folder))
        seconds, written = time.perf_counter() - start, time.process_time()
        size = sum(file.stat().st_size for file in Path(folder).iterdir()) / 2**20
        most_written = peak()
        exporter.verify(Path(folder), repeated(sample, count))
        read = time.process_time()
    print(
        f"| {name} | {count:,} | {report.rows:,} | {size:,.1f} "
        f"| {report.rows / seconds:,.0f} | {written - begun:.1f} | {read - written:.1f} "
        f"| {report.rows / (read - begun):,.0f} | {most_written:.0f} | {peak():.0f} |",
        flush=True,
    )


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


HEAD = (
    "exporter",
    "trajectories",
    "rows",
    "MiB",
    "rows/s written",
    "write, CPU s",
    "read back, CPU s",
    "rows per CPU s",
    "peak written, MB",
    "peak read back, MB",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path)
    parser.add_argument("counts", type=int, nargs="*", default=[1000, 4000, 16000])
    parser.add_argument("--formats", help="names, with commas between", default="")
    parser.add_argument("--tokenizer", help="a model's folder", default="")
    parser.add_argument("--out", help="where files are written, and deleted", type=Path)
    parser.add_argument("--only", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.only:
        measure(args.run, args.only, args.counts[0], args.tokenizer, args.out)
        return
    names = args.formats.split(",") if args.formats else list(EXPORTERS.built_in)
    print(f"| {' | '.join(HEAD)} |\n|{' --- |' * len(HEAD)}", flush=True)
    for name in names:
        if name == "trl_tokens" and not args.tokenizer:
            continue
        for count in args.counts:
            command = [sys.executable, __file__, str(args.run), str(count), "--only", name]
            where = ["--out", args.out] if args.out else []
            subprocess.run([*command, "--tokenizer", args.tokenizer, *where], check=True)


if __name__ == "__main__":
    main()
