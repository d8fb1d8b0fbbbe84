"""What `toolmind check DATA --out` costs: turns a second of CPU, and how memory grows with rows.

    python benchmarks/check_rows.py DATA.jsonl[.gz] [--tools POOL] [--times 1 10]

The rows are checked by the rules, repeated in one file as often as asked, each in a process of its
own: reading, checking and writing are all counted, and the start of the process, too. CPU time is
counted, not the clock, for other work on the machine only adds to that.
"""

from __future__ import annotations

import argparse
import gzip
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import orjson


def measure(data: Path, out: Path, tools: Path | None) -> tuple[int, int]:
    """Check the data and return how many rows and turns of the assistant it has."""
    command = [sys.executable, "-m", "toolmind", "check", str(data), "--out", str(out)]
    command += ["--tools", str(tools)] if tools else []
    subprocess.run(command, capture_output=True, check=False)  # a finding is exit code 1
    report = orjson.loads((out / "report.json").read_bytes())
    return report["rows"], report["turns"]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--tools", type=Path)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 10])
    args = parser.parse_args()
    opened = gzip.open if args.data.suffix == ".gz" else open
    with opened(args.data, "rb") as file:
        rows = file.read()
    spent = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for times in args.times:
            data = Path(folder) / f"{times}.jsonl"
            with data.open("wb") as file:
                for _ in range(times):
                    file.write(rows)
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
