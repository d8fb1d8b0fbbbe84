"""The demo's run, and how fast the package and its command start.

python benchmarks/run.py [--count N]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def timed(command: list[str]) -> tuple[float, float, float]:
    """Run a command and return wall seconds, CPU seconds and its peak memory in MB."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)}: failed with status {status}")
    cpu = usage.ru_utime + usage.ru_stime
    return time.perf_counter() - began, cpu, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1250)
    count = parser.parse_args().count
    cli = [sys.executable, "-m", "toolmind"]
    rows = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "import toolmind": [sys.executable, "-c", "import toolmind"],
        "toolmind --help": [*cli, "--help"],
    }
    print(f"{'what':<28}{'wall, s':>9}{'CPU, s':>9}{'peak, MB':>10}")
    for what, command in rows.items():
        wall, cpu, peak = min(timed(command) for _ in range(5))
        print(f"{what:<28}{wall:>9.2f}{cpu:>9.2f}{peak:>10.0f}")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "run"
        demo = [*cli, "demo", "--out", str(out), "--count", str(count)]
        wall, cpu, peak = timed(demo)
        statistics = json.loads((out / "stats.json").read_bytes())
        print(f"{f'demo, {count} items':<28}{wall:>9.1f}{cpu:>9.1f}{peak:>10.0f}")
        wall, cpu, peak = timed(demo)
        print(f"{'the same again: all done':<28}{wall:>9.1f}{cpu:>9.1f}{peak:>10.0f}")
        calls = sum(use["requests"] for use in statistics["usage"].values())
        print(
            f"{statistics['kept']} kept of {statistics['played']}, {statistics['calls_mean']} calls"
            f" on average, {calls} model calls"
        )


if __name__ == "__main__":
    main()
