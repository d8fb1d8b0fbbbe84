"""Replies per second: bare aiohttp, the openai client, ours, our whole engine, peer pipelines.

All in one run, on one core, against a server on the other core that is not the bottleneck. Prints
a table. Peers are measured where `make bench-peers` has installed them.
"""

from __future__ import annotations

import argparse
import platform
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from itertools import product

from bench import HERE, PEERS, Measured, folder, measure, serving

CLIENTS = {"bare aiohttp": "aiohttp", "openai client": "openai", "ToolMind client": "toolmind"}
PEER_SCRIPTS = {
    "distilabel 1.5.3": ("distilabel", "run_distilabel.py"),
    "Curator 0.1.31": ("curator", "run_curator.py"),
    "Data Designer 0.9.6": ("data-designer", "run_data_designer.py"),
}
ENGINE = "ToolMind engine"
BY_RULE = "ToolMind engine, tools by rule"
"""The same, but that the schema environment answers the calls, inside the process."""
REPLAY = "bare aiohttp, the engine's requests"
SLOW = {"openai"}
"""Clients that are given a tenth of the requests, so that the run stays short."""


@dataclass
class Row:
    """One line of the table, at one latency and number in flight."""

    name: str
    in_flight: int
    latency_ms: int
    measured: Measured | str
    marginal: float | None = None
    """Replies per second between the smaller and the larger of two sizes."""
    items: int | None = None


def client_rows(latency: int, in_flight: int, count: int) -> list[Row]:
    rows = []
    with serving(latency) as server:
        for name, client in CLIENTS.items():
            n = count // 10 if client in SLOW else count
            command = [sys.executable, str(HERE / "clients.py"), client, "--url", server.url]
            command += ["--n", str(n), "--in-flight", str(in_flight)]
            rows.append(Row(name, in_flight, latency, measure(server, command)))
    return rows


class Engine:
    """Our engine against a server that has seen each of its requests once before."""

    def __init__(self, stack: ExitStack, sizes: tuple[int, int], http: str) -> None:
        self._sizes, self._http = sizes, http
        self._folder = stack.enter_context(folder())
        self._bodies = self._folder / "bodies.jsonl"
        self._server = stack.enter_context(serving(0, self._bodies))
        # Fills the server's memory of replies, and leaves the graph.
        for environment in ("simulated", "schema"):
            self._play(512, sizes[1], environment)

    def _play(self, in_flight: int, n: int, environment: str = "simulated") -> Measured | str:
        with folder() as out:
            command = [sys.executable, str(HERE / "engine.py"), "--url", self._server.url]
            command += ["--n", str(n), "--in-flight", str(in_flight), "--http", self._http]
            command += ["--environment", environment]
            command += ["--folder", str(out / "run"), "--graph", str(self._folder / "graph.npz")]
            return measure(self._server, command)

    def rows(self, latency: int, in_flight: int, count: int) -> list[Row]:
        """Measure bare aiohttp with the engine's own requests, then a small and a large run."""
        self._server.set_latency(latency)
        command = [sys.executable, str(HERE / "clients.py"), "aiohttp", "--url", self._server.url]
        command += ["--n", str(count), "--in-flight", str(in_flight), "--bodies", str(self._bodies)]
        replay = Row(REPLAY, in_flight, latency, measure(self._server, command))
        small, large = (self._play(in_flight, n) for n in self._sizes)
        by_rule = self._play(in_flight, self._sizes[1], "schema")
        return [
            replay,
            *_total_and_margin(ENGINE, in_flight, latency, self._sizes, small, large),
            Row(BY_RULE, in_flight, latency, by_rule, items=self._sizes[1]),
        ]


def peer_rows(latency: int, in_flight: int, sizes: tuple[int, int]) -> list[Row]:
    rows: list[Row] = []
    with serving(latency) as server:
        for name, (venv, script) in PEER_SCRIPTS.items():
            python = PEERS / venv / "bin" / "python"
            if not python.exists():
                rows.append(Row(name, in_flight, latency, "not installed: make bench-peers"))
                continue
            measured = []
            for n in sizes:
                with folder() as out:
                    command = [str(python), str(HERE / "peers" / script), "--url", server.url]
                    command += ["--n", str(n), "--in-flight", str(in_flight), "--folder", str(out)]
                    measured.append(measure(server, command, cwd=out))
            rows += _total_and_margin(name, in_flight, latency, sizes, *measured)
    return rows


def _total_and_margin(
    name: str,
    in_flight: int,
    latency: int,
    sizes: tuple[int, int],
    small: Measured | str,
    large: Measured | str,
) -> list[Row]:
    marginal = None
    if isinstance(small, Measured) and isinstance(large, Measured):
        marginal = (large.replies - small.replies) / max(1e-9, large.seconds - small.seconds)
    return [
        Row(name, in_flight, latency, part, marginal, items)
        for part, items in zip((small, large), sizes, strict=True)
    ]


def table(rows: list[Row]) -> str:
    head = (
        "| | in flight | latency, ms | items | replies | replies/s | of bare aiohttp "
        "| of latency bound | at the margin | peak, MB | start, s | trajectories/hour |"
    )
    lines = [head, "| --- |" + " ---: |" * 11]
    bare = {
        (row.in_flight, row.latency_ms): row.measured.rate
        for row in rows
        if row.name == "bare aiohttp" and isinstance(row.measured, Measured)
    }
    return "\n".join([*lines, *(_line(row, bare) for row in rows)])


def _line(row: Row, bare: dict[tuple[int, int], float]) -> str:
    place = f"| {row.name} | {row.in_flight} | {row.latency_ms} |"
    made = row.measured
    if isinstance(made, str):
        return f"{place} {made} |" + " |" * 8
    base = bare.get((row.in_flight, row.latency_ms))
    bound = row.in_flight / row.latency_ms * 1000 if row.latency_ms else None
    cells = [
        f"{row.items:,}" if row.items else "",
        f"{made.replies:,}",
        f"{made.rate:,.0f}",
        f"{made.rate / base:.2f}" if base else "",
        f"{made.rate / bound:.2f}" if bound else "",
        f"{row.marginal:,.0f}" if row.marginal else "",
        f"{made.extra.get('playing_mb', made.rss_mb):.0f}",
        f"{made.start_s:.1f}",
        f"{made.extra['trajectories'] / made.seconds * 3600:,.0f}"
        if "trajectories" in made.extra
        else "",
    ]
    return place + "".join(f" {cell} |" for cell in cells)


def verdicts(rows: list[Row]) -> str:
    """Hold the engine against the best peer, in total and at the margin."""
    lines = []
    for in_flight, latency in sorted({(row.in_flight, row.latency_ms) for row in rows}):
        here = [
            row
            for row in rows
            if (row.in_flight, row.latency_ms) == (in_flight, latency)
            and isinstance(row.measured, Measured)
        ]
        ours = [row for row in here if row.name == ENGINE]
        peers = [row for row in here if row.name in PEER_SCRIPTS]
        if not ours or not peers:
            continue
        items = min(row.items or 0 for row in peers)
        best = max(row.measured.rate for row in peers if row.items == items)
        mine = [row.measured.rate for row in ours if row.items == items]
        margins = [row.marginal for row in peers if row.marginal]
        lines.append(
            f"{in_flight} in flight, {latency} ms:"
            + (f" {mine[0] / best:.1f} × the best peer at {items:,} items" if mine else "")
            + (f", {ours[0].marginal / max(margins):.1f} × at the margin" if margins else "")
        )
    return "\n".join(lines)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--in-flight", type=int, nargs="+", default=[512, 2048])
    options.add_argument("--latency-ms", type=int, nargs="+", default=[0, 200])
    options.add_argument("--count", type=int, default=12_000, help="requests of a fast client")
    options.add_argument("--trajectories", type=int, nargs=2, default=[2000, 4000])
    options.add_argument("--peer-sizes", type=int, nargs=2, default=[2000, 4000])
    options.add_argument("--http", default="httptools", help="what carries the engine's requests")
    options.add_argument("--no-peers", action="store_true")
    options.add_argument("--no-engine", action="store_true")
    given = options.parse_args()
    rows: list[Row] = []
    with ExitStack() as stack:
        engine = None if given.no_engine else Engine(stack, tuple(given.trajectories), given.http)
        for in_flight, latency in product(given.in_flight, given.latency_ms):
            rows += client_rows(latency, in_flight, given.count)
            if engine:
                rows += engine.rows(latency, in_flight, given.count)
            if not given.no_peers and in_flight == given.in_flight[0]:
                rows += peer_rows(latency, in_flight, tuple(given.peer_sizes))
            print(f"{in_flight} in flight, {latency} ms: done", file=sys.stderr, flush=True)
    stack = ", ".join(f"{name} {version(name)}" for name in ("aiohttp", "openai", "toolmind"))
    print(f"{date.today()}, Python {platform.python_version()}, {stack}\n")
    print(table(rows))
    print(f"\n{verdicts(rows)}")


if __name__ == "__main__":
    main()
