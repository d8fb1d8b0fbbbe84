"""How fast the function graph is built and walked: `make bench-graph`.

    python benchmarks/graph.py join              60,000 x 80,000 vectors, four ways
    python benchmarks/graph.py build FUNCTIONS…  a graph, embedding included, and chains from it
    python benchmarks/graph.py growth FUNCTIONS… the same for 20k, 50k, 100k, 200k functions

FUNCTIONS are files of functions; without any it is the pool that ships. Beyond what there are,
copies in domains of their own make up the number.

Each measurement runs in its own process, so that peak memory is its own.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import overload

import msgspec
import numpy as np

from toolmind.chains.dataflow import Dataflow
from toolmind.chains.transitions import Transitions
from toolmind.chains.walk import sample_chains
from toolmind.chains.walkers import walk_many
from toolmind.config import ChainsConfig
from toolmind.datasets.files import Row, read_rows
from toolmind.errors import DataError
from toolmind.graph.build import build_graph
from toolmind.graph.embedding.static import static_embedder
from toolmind.graph.graph import ToolGraph
from toolmind.graph.index.knn_exact import nearest, pairs_above
from toolmind.graph.index.knn_ivf import nearest_approximately
from toolmind.records import Tool
from toolmind.tools.pool import pool_tool, shipped_pool_path

OUTPUTS, INPUTS, THRESHOLD = 60_000, 80_000, 0.7
NEAREST, SAMPLE = 18, 2_000


def peak() -> int:
    """Peak memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


class Clock:
    """Time since it was made."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def took(self) -> str:
        """Wall and CPU time in words."""
        wall, cpu = time.perf_counter() - self._wall, time.process_time() - self._cpu
        return f"{wall:.1f} s ({cpu:.1f} s CPU)"


def vectors(rows: int, seed: int, distinct: float) -> np.ndarray:
    """Vectors of made-up descriptions: 2,000 themes, one word changed; a share of them distinct."""
    themes, rng = np.random.default_rng(0), np.random.default_rng(seed)
    words = [word for word in static_embedder().vocabulary if word.isalpha() and len(word) > 3]
    theme = themes.integers(0, len(words), (2000, 6))[rng.integers(0, 2000, int(rows * distinct))]
    theme[np.arange(len(theme)), rng.integers(0, 6, len(theme))] = rng.integers(
        0, len(words), len(theme)
    )
    made = static_embedder().embed([" ".join(words[at] for at in row) for row in theme])
    return made[rng.integers(0, len(made), rows)] if distinct < 1 else made


def plain(outputs: np.ndarray, inputs: np.ndarray) -> int:
    """The yardstick: a blocked float32 product with a threshold."""
    found = 0
    for at in range(0, len(outputs), 1024):
        found += int((outputs[at : at + 1024] @ inputs.T >= THRESHOLD).sum())
    return found


def merged(outputs: np.ndarray, inputs: np.ndarray) -> int:
    """Ours: equal rows once, pairs listed."""
    return sum(len(part[0]) for part in pairs_above(outputs, inputs, THRESHOLD))


def exact(outputs: np.ndarray, inputs: np.ndarray) -> int:
    """Ours, what a graph's build asks for: the 18 nearest of each output."""
    return int((nearest(outputs, inputs, NEAREST, THRESHOLD) >= 0).sum())


def cells(outputs: np.ndarray, inputs: np.ndarray) -> int:
    """The same in large pools: the nearest in the near cells. What is found is right or missing."""
    found = nearest_approximately(outputs, inputs, NEAREST, THRESHOLD)
    asked = np.random.default_rng(0).permutation(len(outputs))[:SAMPLE]
    print(f"recall on {SAMPLE} outputs: {recall(outputs[asked], inputs, found[asked]):.4f}")
    return int((found >= 0).sum())


def recall(outputs: np.ndarray, inputs: np.ndarray, found: np.ndarray) -> float:
    """Share of the nearest that were found; of equally near ones any will do."""
    right = wanted = 0
    for output, columns in zip(outputs, found, strict=True):
        product = inputs @ output
        best = np.sort(product[product >= THRESHOLD])[::-1][:NEAREST]
        wanted += len(best)
        near = product[columns[columns >= 0]]
        right += int((near >= best[-1] - 1e-5).sum()) if len(best) else 0
    return right / max(1, wanted)


WAYS = {"plain": plain, "merged": merged, "exact": exact, "cells": cells}


def join_once(way: str, distinct: float) -> None:
    """Measure one way of joining."""
    outputs, inputs = vectors(OUTPUTS, 1, distinct), vectors(INPUTS, 2, distinct)
    before = peak()
    start = time.perf_counter()
    found = WAYS[way](outputs, inputs)
    took = time.perf_counter() - start
    print(f"{way:8} {distinct:8.0%} {took:8.1f} s {peak():7} MB ({before} before) {found:12} pairs")


def build_once(paths: list[Path], count: int) -> None:
    """Measure one graph and chains from it; see `Pool` for more than there are."""
    start = Clock()
    tools = Pool(paths, count)
    print(f"{len(tools):8} functions: read {start.took()}, {peak()} MB", flush=True)
    start = Clock()
    graph = build_graph(tools)
    print(f"{'':8} built {start.took()}, {graph.n_links} links, peak {peak()} MB", flush=True)
    walk_once(graph, 360_000)


def walk_once(graph: ToolGraph, count: int) -> None:
    """Measure chains: the walks alone, their links too, and some of them as records."""
    config = ChainsConfig()
    start = Clock()
    transitions = Transitions.of(graph, config)
    print(f"{'':8} steps ready {start.took()}")
    start = Clock()
    parts = list(walk_many(transitions, config, 0, count))
    lengths = np.concatenate([(part >= 0).sum(axis=1) for part in parts])
    print(f"{'':8} {len(lengths)} walks {start.took()}, mean length {lengths.mean():.2f}, of each")
    print(f"{'':8} {np.bincount(lengths)[config.min_length :].tolist()}")
    start = Clock()
    dataflow = Dataflow(graph, transitions, config)
    links = sum(len(dataflow.links(part).link) for part in parts)
    print(f"{'':8} their {links} links {start.took()}")
    start = Clock()
    chains = sum(1 for _ in sample_chains(graph, count // 10, 0, config))
    print(f"{'':8} {chains} chains as records {start.took()}; peak {peak()} MB", flush=True)


class Pool(Sequence[Tool]):
    """A pool kept as JSON and decoded tool by tool: 37,000 as objects are 600 MB.

    It has `count` tools: a part of those read, or these and then copies of them in domains of their
    own, each description with a word that no other copy has, so that no two texts are equal.
    """

    def __init__(self, paths: list[Path], count: int) -> None:
        rows = list({tool.id: msgspec.json.encode(tool) for tool in usable(paths)}.values())
        order = np.random.default_rng(0).permutation(len(rows))[:count]
        self._rows = [rows[at] for at in sorted(order)]
        self._count = count
        self._decoder = msgspec.json.Decoder(Tool)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> Tool: ...
    @overload
    def __getitem__(self, at: slice) -> list[Tool]: ...
    def __getitem__(self, at: int | slice) -> Tool | list[Tool]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(self._count))]
        if not 0 <= at < self._count:
            raise IndexError(at)
        copy, row = divmod(at, len(self._rows))
        tool = self._decoder.decode(self._rows[row])
        return _copy(tool, copy) if copy else tool


def usable(paths: list[Path]) -> Iterator[Tool]:
    """Read tools one by one; rows that cannot be used are passed over."""
    for path in paths:
        for row in read_rows(path):
            with suppress(DataError):
                if isinstance(row, Row):
                    yield pool_tool(row.value)


def _copy(tool: Tool, copy: int) -> Tool:
    def renamed(schema: object) -> object:
        if isinstance(schema, dict):
            return {
                key: f"{one} Variant {copy}." if key == "description" else renamed(one)
                for key, one in schema.items()
            }
        return [renamed(one) for one in schema] if isinstance(schema, list) else schema

    returns = renamed(tool.returns) if tool.returns else None
    return Tool(
        id=f"{tool.id}.{copy}",
        name=f"{tool.name[:56]}_{copy}",
        description=tool.description,
        domain=f"{tool.domain} {copy}",
        parameters=renamed(tool.parameters),  # type: ignore[arg-type]
        returns=returns,  # type: ignore[arg-type]
    )


def alone(*arguments: str) -> None:
    """Run a measurement in its own process."""
    subprocess.run([sys.executable, __file__, *arguments], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("join", "build", "growth", "join-once", "build-once"))
    parser.add_argument("rest", nargs="*")
    options = parser.parse_args()
    rest: list[str] = options.rest
    pools = rest or [str(shipped_pool_path())]
    if options.what == "join":
        for distinct in ("1.0", "0.5"):
            for way in WAYS:
                alone("join-once", way, distinct)
    elif options.what == "join-once":
        join_once(rest[0], float(rest[1]))
    elif options.what == "build-once":
        build_once([Path(path) for path in rest[1:]], int(rest[0]))
    else:
        for count in (
            ("20000",) if options.what == "build" else ("20000", "50000", "100000", "200000")
        ):
            alone("build-once", count, *pools)


if __name__ == "__main__":
    main()
