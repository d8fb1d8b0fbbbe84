"""What scenarios a run makes: the mix of kinds, the tools reached, how alike they are.

    python benchmarks/scenarios [--items 1000] [--only shipped figma ...]

Plays that many scenarios offline over the pool that ships and over three API documents of other
people (taken from their packages as `benchmarks/apis` does), and prints a table, then how many of
each kind were made and kept. Nothing is asserted: `benchmarks/README.md` has the figures.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from toolmind.checks.rules.repeats import repeated_calls
from toolmind.config import RunConfig
from toolmind.pipeline.run import run
from toolmind.records import Scenario, Tool, Trajectory
from toolmind.runs.run_dir import RunDir
from toolmind.tools.importer import import_tools
from toolmind.tools.pool import read_pool, shipped_pool_path
from toolmind.tools.sources.openapi import OpenApiSource

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "scenarios"
APIS = ROOT / "build" / "apis"
DOCUMENTS = ("figma", "netlify", "spotify")

HEAD = (
    "| tools of | tools | in a scenario | called | kinds off by | distinct traces | calls | place |"
    " equal calls | kept |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
)


@dataclass
class Figures:
    """What the scenarios of one run come to."""

    name: str
    tools: int
    planned: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)
    kinds: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    traces: Counter[tuple[str, ...]] = field(default_factory=Counter)
    calls: int = 0
    places: list[float] = field(default_factory=list)
    """Where in the list of those shown each tool needed stands, from 0 to 1."""
    equal: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, scenario: Scenario, played: Trajectory, shown: dict[str, Tool]) -> None:
        """Count one item that was played."""
        self.planned.update(step.tool for step in scenario.steps)
        self.kinds[scenario.kind] += 1
        names = {tool.name: tool.id for tool in shown.values()}
        trace = tuple(call.name for one in played.messages for call in one.tool_calls)
        self.called.update(names[name] for name in trace if name in names)
        self.traces[trace] += bool(trace)
        self.calls += len(trace)
        self.equal += sum(1 for _ in repeated_calls(played.messages, shown))
        needed = {step.tool for step in scenario.steps}
        last = len(scenario.tools) - 1
        self.places += [
            at / last for at, one in enumerate(scenario.tools) if one in needed and last
        ]

    def line(self, weights: dict[str, float]) -> str:
        """Return a row of the table."""
        made, dialogues = self.kinds.total(), sum(self.traces.values())
        off = max(abs(self.kinds[kind] / made - weight) for kind, weight in weights.items())
        cells = (
            self.name,
            f"{self.tools:,}",
            f"{len(self.planned) / self.tools:.1%}",
            f"{len(self.called) / self.tools:.1%}",
            f"{100 * off:.1f} points",
            f"{len([one for one in self.traces if one]) / max(1, dialogues):.2f}",
            f"{self.calls / made:.1f}",
            f"{sum(self.places) / max(1, len(self.places)):.2f}",
            f"{self.equal:,}",
            f"{self.kept.total() / made:.1%}",
        )
        return f"| {' | '.join(cells)} |"


async def measure(name: str, pool: Path | None, items: int) -> Figures:
    """Play the scenarios of one pool and count what came of them."""
    out = FOLDER / name
    shutil.rmtree(out, ignore_errors=True)
    paths = {"paths": [str(pool)]} if pool else {}
    config = RunConfig.model_validate({"count": items, "tools": paths, "export": {"formats": []}})
    await run(config, out, tell=lambda note: print(f"{name}: {note}", file=sys.stderr))
    tools = {tool.id: tool for tool in read_pool([pool or shipped_pool_path()])}
    found = Figures(name, len(tools))
    with RunDir.view(out) as held:
        decisions = held.decisions()
        for item in held.finished():
            shown = {tools[one].name: tools[one] for one in item.scenario.tools}
            found.add(item.scenario, item.trajectory, shown)
            decision = decisions[item.scenario.index]
            found.kept[item.scenario.kind] += decision.keep
            found.reasons.update(f"{item.scenario.kind}: {why}" for why in decision.reasons)
    return found


async def pool_of(name: str) -> Path | None:
    """Return the pool of an API document, imported once; none for the one that ships."""
    if name == "shipped":
        return None
    sys.path.insert(0, str(ROOT / "benchmarks" / "apis"))
    from packages import fetch, listed

    file = FOLDER / f"{name}.jsonl"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        document = fetch(next(one for one in listed() if one.name == name), APIS)
        await import_tools([OpenApiSource(str(document))], file)
    return file


def weights_of(config: RunConfig) -> dict[str, float]:
    """Return the share of each kind that is asked for."""
    whole = sum(kind.weight for kind in config.scenarios.kinds)
    return {kind.type: kind.weight / whole for kind in config.scenarios.kinds}


def by_kind(rows: Sequence[Figures], weights: dict[str, float]) -> str:
    """Return a table of how many of each kind were made, and the share of these kept."""
    names = " | ".join(row.name for row in rows)
    lines = [f"| kind | asked for | {names} |", f"| --- | ---: |{' ---: |' * len(rows)}"]
    for kind, weight in weights.items():
        cells = (_share(row, kind) for row in rows)
        lines.append(f"| `{kind}` | {weight:.1%} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _share(row: Figures, kind: str) -> str:
    if not (made := row.kinds[kind]):
        return "none"
    return f"{made / row.kinds.total():.1%}, {row.kept[kind] / made:.0%} kept"


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=1000)
    parser.add_argument("--only", nargs="*", default=["shipped", *DOCUMENTS])
    options = parser.parse_args()
    weights, rows = weights_of(RunConfig()), []
    print(HEAD, flush=True)
    for name in options.only:
        rows.append(await measure(name, await pool_of(name), options.items))
        print(rows[-1].line(weights), flush=True)
    print(f"\n{by_kind(rows, weights)}\n")
    for row in rows:
        print(f"{row.name}: {dict(row.reasons.most_common(12))}")


if __name__ == "__main__":
    asyncio.run(main())
