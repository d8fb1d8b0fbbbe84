"""Prompt tokens of a kept dialogue, and how much of them a cache of prefixes would reuse.

    python benchmarks/tokens.py [--count 400] [--pool POOL] [--distractors 6] [--max-length 20]

A run whose every role is played over HTTP by the offline player: all kinds of scenario in the mix
that is the default, tools simulated, both judges. By default on the consumer and mail tools of the
pool that ships. Tokens are the server's, four bytes each. Prefixes are counted as the requests are
sent (`toolmind.models.prefix`). The validation of links is a cost of the pool's tools: its share
falls with the count. The player speaks shorter than a language model; what frames its words
(instructions, tools, schemas, world) is what a model gets.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections import Counter
from pathlib import Path

import msgspec

from toolmind.config import load_config
from toolmind.offline.player import EmbeddedModel
from toolmind.offline.server import DoubleOptions, FaultPlan, ModelServer
from toolmind.pipeline.run import run
from toolmind.runs.progress import quietly
from toolmind.runs.run_dir import RunDir
from toolmind.runs.statistics import Statistics, collect
from toolmind.tools.pool import read_pool, shipped_pool_path

DOMAINS = frozenset(
    (
        "gmail",
        "classroom",
        "Insurance",
        "Healthcare",
        "Hospitality",
        "Transportation",
        "Food and Beverage",
        "Social Media",
        "Communication Tools",
    )
)
"""Consumer and mail tools, as in the run by hand: 22,600 prompt tokens a dialogue."""

ROLES = ("scenario", "user", "assistant", "tool", "judge")


def consumer_pool(folder: Path) -> Path:
    """Write the tools of `DOMAINS` as a pool, and return its file."""
    tools = [tool for tool in read_pool([shipped_pool_path()]) if tool.domain in DOMAINS]
    file = folder / "consumer.jsonl"
    file.write_bytes(msgspec.json.Encoder().encode_lines(tools))
    return file


async def played(pool: Path, out: Path, count: int, distractors: int, longest: int) -> Statistics:
    """Run the pool's dialogues over HTTP and return what came of it."""
    options = DoubleOptions(faults=FaultPlan({}, 0))
    async with ModelServer(EmbeddedModel(), options, 0, None) as server:
        config = load_config(
            None,
            [
                f"count={count}",
                f"tools.paths=[{pool}]",
                f"scenarios.distractors={distractors}",
                f"chains={{min_length: {min(5, longest)}, max_length: {longest}}}",
                "environment.type=simulated",
                f"models.endpoints.it={{type: openai, base_url: '{server.url}', model: embedded}}",
                *(f"models.{role}=it" for role in ROLES),
            ],
        )
        with quietly():
            await run(config, out)
    with RunDir.view(out) as folder:
        return collect(folder)


def show(found: Statistics) -> None:
    kept = max(1, found.kept)
    print(f"{found.kept} kept of {found.ended}; kinds: {len(found.kinds)}")
    print(f"calls per kept dialogue: {sum(found.calls) / kept:.2f}")
    print(f"{'role':12}{'requests':>10}{'tokens':>10}{'reuse':>8}   (per kept dialogue)")
    tokens: Counter[str] = Counter()
    for one in found.account.consumed:
        tokens[one.role] = one.usage.prompt_tokens
        share = one.repeated / max(1, one.characters)
        requests, each = one.usage.requests / kept, one.usage.prompt_tokens / kept
        print(f"{one.role:12}{requests:>10.2f}{each:>10,.0f}{share:>8.0%}")
    reuse = found.account.prefix_reuse()
    requests = sum(one.usage.requests for one in found.account.consumed) / kept
    print(f"{'together':12}{requests:>10.2f}{tokens.total() / kept:>10,.0f}{reuse:>8.0%}")
    print(f"computed, with a cache of prefixes: {tokens.total() * (1 - reuse) / kept:,.0f}")
    del tokens["validator"]
    print(f"dialogues alone, without the validation of links: {tokens.total() / kept:,.0f}")
    print(f"of these per call: {tokens.total() / max(1, sum(found.calls)):,.0f}")
    print(f"tokens per kept turn, all roles: {found.tokens_per_kept_turn:,.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--pool", type=Path)
    parser.add_argument("--distractors", type=int, default=6)
    parser.add_argument("--max-length", type=int, default=20, help="tools of the longest chain")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="toolmind-tokens-") as name:
        pool = args.pool or consumer_pool(Path(name))
        out = Path(name) / "run"
        show(asyncio.run(played(pool, out, args.count, args.distractors, args.max_length)))


if __name__ == "__main__":
    main()
