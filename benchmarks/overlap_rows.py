"""What `toolmind overlap DATA --out` costs: CPU, and how memory grows with rows.

    python benchmarks/overlap_rows.py DATA.jsonl[.gz] [--times 1 10] [--changed 0.5]

The rows are repeated in one file with fresh ids and calls, and so large a share of their words
changed; with 0 all of them stay as they are, so that each repeats an earlier one. Each size is
looked through in a process of its own. CPU time is counted, not the clock.
"""

from __future__ import annotations

import argparse
import gzip
import random
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import orjson

_WORD = re.compile(rb"(?<= )[a-z]{3,}(?=[ .,?!])")


def changed(text: bytes, share: float, rng: random.Random) -> bytes:
    """Change a share of the words, each into one that is nowhere else."""
    return _WORD.sub(
        lambda word: b"x%x" % rng.getrandbits(32) if rng.random() < share else word[0], text
    )


def repeated(rows: list[bytes], times: int, share: float) -> Iterator[bytes]:
    """Yield the rows again and again, with ids of their own."""
    rng = random.Random(0)
    for time in range(times):
        for at, line in enumerate(rows):
            row = orjson.loads(line)
            row["id"] = f"{time}-{at}"
            if share:
                messages = orjson.dumps(row["messages"])
                row["messages"] = orjson.loads(changed(messages, share, rng))
                for call in (one for it in row["messages"] for one in it.get("tool_calls", ())):
                    function = call["function"]
                    arguments = orjson.loads(function["arguments"]) | {"reference": row["id"]}
                    function["arguments"] = orjson.dumps(arguments).decode()
            yield orjson.dumps(row) + b"\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 10])
    parser.add_argument("--changed", type=float, default=0.5)
    args = parser.parse_args()
    opened = gzip.open if args.data.suffix == ".gz" else open
    with opened(args.data, "rb") as file:
        rows = file.read().splitlines()
    spent = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for times in args.times:
            data, out = Path(folder) / f"{times}.jsonl", Path(folder) / f"out-{times}"
            with data.open("wb") as file:
                file.writelines(repeated(rows, times, args.changed))
            command = [sys.executable, "-m", "toolmind", "overlap", str(data), "--out", str(out)]
            subprocess.run(command, capture_output=True, check=False)  # a finding is exit code 1
            report = orjson.loads((out / "report.json").read_bytes())
            assert not report["unread_rows"], report["unread"]
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            seconds = used.ru_utime + used.ru_stime - spent
            spent += seconds
            size = data.stat().st_size / 1e6
            data.unlink()
            print(
                f"{report['rows']:,} rows ({size:,.0f} MB), {report['found']}:"
                f" {seconds:.1f} s of CPU, {used.ru_maxrss / 1024:.0f} MB at most",
                flush=True,
            )


if __name__ == "__main__":
    main()
