"""A labelled set of links on disk: `functions`, `links` and `negatives`, JSON lines."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a JSON lines file, or of its gzipped form where there is only that.

    Raises:
        FileNotFoundError: there is neither.
    """
    if not path.exists():
        path = path.with_name(f"{path.name}.gz")
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
        return [json.loads(line) for line in file]


def write_set(
    out: Path, functions: Iterable[Row], links: Iterable[Row], negatives: Iterable[Row]
) -> None:
    """Write the three files of a set into a folder, and tell how many rows each has."""
    out.mkdir(parents=True, exist_ok=True)
    counts = []
    for name, rows in (("functions", functions), ("links", links), ("negatives", negatives)):
        lines = [json.dumps(row) + "\n" for row in rows]
        (out / f"{name}.jsonl").write_text("".join(lines))
        counts.append(f"{len(lines)} {name}")
    print(f"{out.name}: {', '.join(counts)}", flush=True)


def link_row(functions: dict[str, Row], pair: tuple[tuple[str, str], tuple[str, str]]) -> Row:
    """Write a pair of an output and an input as a row of a set."""
    (src, output), (dst, taken) = pair
    return {
        "src": src,
        "src_output": output,
        "dst": dst,
        "dst_input": taken,
        "src_echo": output in functions[src]["parameters"]["properties"],
        "same_name": last(output) == last(taken),
    }


def last(path: str) -> str:
    """Return the last name of a path, without the marks of lists."""
    return path.replace("[]", "").split(".")[-1]
