"""What `toolmind check DATA --out` costs: turns a second of CPU, and how memory grows with rows.

    python benchmarks/check_rows.py DATA.jsonl[.gz] [--tools POOL] [--times 1 10] [--first 6]
                                    [--changed 0.1]

The rows are checked by the rules, repeated in one file as often as asked, each in a process of its
own: reading, checking and writing are all counted, and the start of the process, too. CPU time is
counted, not the clock, for other work on the machine only adds to that. With `--first` dialogues
end after so many messages; with `--changed` each has an id of its own, and so large a share of its
words is changed, so that what was worked out of one text is not met again.
"""

from __future__ import annotations

import argparse
import gzip
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain, repeat
from pathlib import Path

import orjson
from overlap_rows import changed


def beginnings(rows: list[bytes], first: int) -> list[bytes]:
    """Return the rows with so many messages at most."""
    parsed = map(orjson.loads, rows)
    return [orjson.dumps(row | {"messages": row["messages"][:first]}) for row in parsed]


def renamed(rows: list[bytes], times: int, share: float) -> Iterator[bytes]:
    """Yield the rows again and again, with ids and words of their own."""
    rng = random.Random(0)
    for time in range(times):
        for at, line in enumerate(rows):
            row = orjson.loads(line)
            messages = orjson.loads(changed(orjson.dumps(row["messages"]), share, rng))
            yield orjson.dumps(row | {"id": f"{time}-{at}", "messages": messages})


def measure(data: Path, out: Path, tools: Path | None) -> tuple[int, int]:
    """Check the data and return how many rows and turns of the assistant it has."""
    command = [sys.executable, "-m", "toolmind", "check", str(data), "--out", str(out)]
    command += ["--rules-only"]
    command += ["--tools", str(tools)] if tools else []
    subprocess.run(command, capture_output=True, check=False)  # a finding is exit code 1
    report = orjson.loads((out / "report.json").read_bytes())
    return report["rows"], report["turns"]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--tools", type=Path)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 10])
    parser.add_argument("--first", type=int)
    parser.add_argument("--changed", type=float)
    args = parser.parse_args()
    opened = gzip.open if args.data.suffix == ".gz" else open
    with opened(args.data, "rb") as file:
        rows = file.read().splitlines()
    rows = beginnings(rows, args.first) if args.first else rows
    spent = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for times in args.times:
            data = Path(folder) / f"{times}.jsonl"
            with data.open("wb") as file:
                again = chain.from_iterable(repeat(rows, times))
                made = renamed(rows, times, args.changed) if args.changed else again
                file.writelines(row + b"\n" for row in made)
            count, turns = measure(data, Path(folder) / f"out-{times}", args.tools)
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            seconds = used.ru_utime + used.ru_stime - spent
            spent += seconds
            print(
                f"{count:,} rows, {turns:,} turns: {seconds:.1f} s of CPU,"
                f" {turns / seconds:,.0f} turns a second, {used.ru_maxrss / 1024:.0f} MB at most",
                flush=True,
            )
            data.unlink()


if __name__ == "__main__":
    main()
