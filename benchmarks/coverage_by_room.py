"""The share of lines that the tests run, by room of `src/toolmind`: `make coverage`.

python benchmarks/coverage_by_room.py build/coverage/report.json
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

OUTSIDE = "(files of its own)"
"""Modules that stand in no room, such as `errors.py`."""


def by_room(report: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Return the lines run and all lines of each room, from coverage's JSON report."""
    counts: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for file, found in report["files"].items():
        parts = PurePath(file).parts
        inside = parts[parts.index("toolmind") + 1 :]
        room = inside[0] if len(inside) > 1 else OUTSIDE
        run, lines = counts[room]
        summary = found["summary"]
        counts[room] = (run + summary["covered_lines"], lines + summary["num_statements"])
    return dict(counts)


def table(counts: Mapping[str, tuple[int, int]]) -> str:
    """Return the rooms as lines of text, those with the least share first."""
    total = tuple(map(sum, zip(*counts.values(), strict=True)))
    rows = sorted(counts.items(), key=lambda item: (_share(*item[1]), item[0]))
    lines = [f"{'room':<20}{'lines':>7}{'run':>8}{'share':>8}"]
    lines += [
        f"{room:<20}{lines:>7}{run:>8}{_share(run, lines):>8.1%}"
        for room, (run, lines) in [*rows, ("all", total)]
    ]
    return "\n".join(lines)


def _share(run: int, lines: int) -> float:
    return run / lines if lines else 1.0


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123
        print(table(by_room(json.load(file))))
