"""Import the function corpora: counts per repair rule, time, and memory as the input grows.

    python benchmarks/import_tools.py CORPORA [DOCUMENT...]

CORPORA holds folders `functions_*` with a `functions.jsonl.gz` each; the OpenAPI documents, if
any are named, make one more column of the table of repair rules. Every size is imported in a
process of its own, so that its peak memory is its own; the last sizes repeat the corpora under
other names and ids.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from toolmind.tools.importer import ImportReport, import_tools
from toolmind.tools.repair import rule_summaries
from toolmind.tools.sources.base import Source
from toolmind.tools.sources.functions import FunctionsSource
from toolmind.tools.sources.openapi import OpenApiSource

CORPORA = ("seal_tools", "rapidapi_stb", "mcp", "google", "aws")


def main() -> None:
    root, documents = Path(sys.argv[1]), sys.argv[2:]
    files = [root / f"functions_{name}" / "functions.jsonl.gz" for name in CORPORA]
    with tempfile.TemporaryDirectory() as folder:
        again = [repeated(path, Path(folder)) for path in files]
        print("| functions | time, s | CPU, s | peak, MB | kept | exact | near | set aside |")
        print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
        for chosen in (files[:1], files[:3], files[:4], files, [*files, *again]):
            print(measure(chosen, Path(folder)), flush=True)
        reports = {f.parent.name: report([FunctionsSource(f)], Path(folder)) for f in files}
        if documents:
            sources = [OpenApiSource(document) for document in documents]
            reports["API documents"] = report(sources, Path(folder))
    print_rules(reports)


def repeated(path: Path, folder: Path) -> Path:
    """Write a corpus once more, with other ids and names and one more word in each text."""
    out = folder / f"{path.parent.name}_again.jsonl"
    with gzip.open(path, "rt") as source, out.open("w") as target:
        for line in source:
            row = json.loads(line)
            row |= {"id": f"again.{row['id']}", "name": f"again_{row['name']}"}
            row["description"] = f"Again: {row['description']}"
            target.write(json.dumps(row) + "\n")
    return out


def measure(files: list[Path], folder: Path) -> str:
    """Import the files in a process of their own and return a row of the table."""
    command = [sys.executable, __file__, "--one", str(folder / "pool.jsonl"), *map(str, files)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def one(out: str, files: list[str]) -> None:
    start = time.perf_counter()
    result = asyncio.run(import_tools([FunctionsSource(Path(f)) for f in files], Path(out)))
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert result.adds_up()
    print(
        f"| {result.read:,} | {seconds:.1f} | {time.process_time():.1f} | {peak:.0f} "
        f"| {result.kept:,} | {result.exact:,} | {result.near:,} "
        f"| {sum(result.set_aside.values()):,} |"
    )


def report(sources: Sequence[Source], folder: Path) -> ImportReport:
    return asyncio.run(import_tools(sources, folder / "one.jsonl"))


def print_rules(reports: dict[str, ImportReport]) -> None:
    names = [re.sub("^functions_", "", name) for name in reports]
    print(f"\n| rule | mends | {' | '.join(names)} |")
    print(f"| --- | --- |{' ---: |' * len(names)}")
    for rule, summary in rule_summaries().items():
        counts = [f"{item.repairs.get(rule, 0):,}" for item in reports.values()]
        print(f"| `{rule}` | {summary} | {' | '.join(counts)} |")


if __name__ == "__main__":
    one(sys.argv[2], sys.argv[3:]) if sys.argv[1] == "--one" else main()
