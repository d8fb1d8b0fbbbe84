"""One API document, the whole road: import, lint, graph, a run with the offline player."""

from __future__ import annotations

import asyncio
import resource
import shutil
import sys
import time
from collections import Counter
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from toolmind.config import RunConfig
from toolmind.graph.graph import load_graph
from toolmind.pipeline.run import run
from toolmind.runs.run_dir import RunDir
from toolmind.tools.importer import import_tools
from toolmind.tools.lint import lint
from toolmind.tools.pool import read_pool
from toolmind.tools.sources.documents import read_document
from toolmind.tools.sources.openapi import METHODS, OpenApiSource


@dataclass
class Measured:
    """What became of a document's operations, and of the items that its tools played."""

    name: str
    items: int
    operations: int = 0
    read: int = 0
    tools: int = 0
    merged: int = 0
    set_aside: dict[str, int] = field(default_factory=dict)
    lint: dict[str, int] = field(default_factory=dict)
    links: int = 0
    reached: int = 0
    """Tools that the chain of an item names; the others are named in `not-reached.txt`."""
    kept: int = 0
    dropped: dict[str, int] = field(default_factory=dict)
    """By the reasons of each; a trajectory may have several."""
    n_dropped: int = 0
    failed: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    megabytes: int = 0
    stopped: str = ""
    """Why the road ended early; empty where it did not."""

    def faults(self) -> list[str]:
        """Say what must not be: a stop, an operation or an item lost without a reason."""
        found = [self.stopped] if self.stopped else []
        if self.read < self.operations:
            found.append(f"{self.operations - self.read} operations were not read")
        if self.read != self.tools + self.merged + sum(self.set_aside.values()):
            found.append("the counts of the import do not add up")
        lost = self.items - self.kept - self.n_dropped - sum(self.failed.values())
        if lost and not self.stopped:
            found.append(f"{lost} items lost")
        found += [f"{n} x {code}" for code, n in self.failed.items() if code.endswith(".internal")]
        return found


async def measure(name: str, document: Path, items: int, folder: Path) -> Measured:
    """Bring a document as far as it goes; what ends the road is told in `stopped`."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    row, began = Measured(name, items), time.perf_counter()
    stage = "import"
    try:
        row.operations = count_operations(document)
        await _import(row, document, folder / "pool.jsonl")
        stage = "lint"
        async with aclosing(lint(OpenApiSource(str(document)))) as findings:
            row.lint = dict(Counter([finding.severity async for finding in findings]))
        stage = "run"
        paths = [str(folder / "pool.jsonl")]
        config = RunConfig.model_validate({"count": items, "tools": {"paths": paths}})
        await run(config, folder / "run")
        stage = "count"
        _count(row, folder)
    except Exception as error:
        row.stopped = f"{stage}: {type(error).__name__}: {error}"
    row.seconds = time.perf_counter() - began
    row.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return row


def count_operations(document: Path) -> int:
    """Count the operations that stand under `paths`, apart from the importer."""
    read: Any = read_document(document)
    items = read.get("paths", {}).values()
    return sum(isinstance(item, dict) and method in item for item in items for method in METHODS)


async def _import(row: Measured, document: Path, pool: Path) -> None:
    report = await import_tools([OpenApiSource(str(document))], pool)
    row.read, row.tools, row.set_aside = report.read, report.kept, report.set_aside
    row.merged = report.exact + report.near


def _count(row: Measured, folder: Path) -> None:
    pool = read_pool([folder / "pool.jsonl"])
    row.links = load_graph(folder / "run" / "graph.npz").n_links
    with RunDir.view(folder / "run") as held:
        failed = (held.rejected.read(index) for index in held.rejected)
        row.failed = dict(Counter(item.code for item in failed))
        decisions = held.decisions().values()
        row.kept = sum(decision.keep for decision in decisions)
        gone = [decision.reasons for decision in decisions if not decision.keep]
        row.n_dropped = sum(bool(reasons) for reasons in gone)
        row.dropped = dict(Counter(reason for reasons in gone for reason in reasons))
        scenarios = (held.scenarios.read(index) for index in held.scenarios)
        named = {tool for scenario in scenarios for tool in scenario.chain.tools}
    row.reached = len(named.intersection(pool.ids))
    left = [tool.id for tool in pool if tool.id not in named]
    (folder / "not-reached.txt").write_text("\n".join(left), encoding="utf-8")


if __name__ == "__main__":
    name, document, items, folder = sys.argv[1:]
    measured = asyncio.run(measure(name, Path(document), int(items), Path(folder)))
    sys.stdout.buffer.write(msgspec.json.encode(measured))
