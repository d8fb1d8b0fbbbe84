"""How often the checks are wrong on dialogues that people have judged.

    python benchmarks/check_accuracy.py sgd PATH/dialogues.jsonl.gz PATH/functions.jsonl
    python benchmarks/check_accuracy.py tau PATH/trajectories.jsonl.gz
    python benchmarks/check_accuracy.py random

`sgd`: gold dialogues (Schema-Guided Dialogue): whatever a check finds is a false alarm.
`tau`: tau-bench runs with human labels on the failing messages of failed runs (no schemas): what
is found in successful runs is a false alarm; of the labelled messages that make a call, we count
those that are found.
`random`: chains of functions drawn at random from the shipped pool: the share found incoherent.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from toolmind.checks.base import CheckContext, calls_of, run_checks
from toolmind.checks.load import build_rules
from toolmind.checks.rules.coherence import components, falls_apart
from toolmind.config import ChecksConfig
from toolmind.records import Chain, Message, Scenario, Tool, ToolCall, Trajectory, Verdict
from toolmind.tools.pool import read_pool, shipped_pool_path

SGD_CLOCK = "2019-03-01T12:00"
"""Every dialogue of SGD takes place on this day (its own README)."""

TAU_CLOCK = "2024-05-15T15:00"
"""The date that tau-bench's airline policy states; the retail policy states none."""

CHECKS = ("role_order", "pairing", "known_tool", "arguments", "grounding", "repeats", "coherence")


def read(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rb") as file:
        yield from map(orjson.loads, file)


def message(row: dict[str, Any], number: int) -> Message:
    calls = tuple(
        ToolCall(id=c["id"], name=c["function"]["name"], arguments=c["function"]["arguments"])
        for c in row.get("tool_calls") or ()
    )
    return Message(
        id=f"m{number}",
        role=row["role"],
        content=row.get("content") or "",
        tool_calls=calls,
        tool_call_id=row.get("tool_call_id") or "",
        status="ok" if row["role"] == "tool" else None,
    )


def context(row: dict[str, Any], tools: dict[str, Tool], clock: str) -> CheckContext:
    messages = tuple(message(m, n) for n, m in enumerate(row["messages"]))
    scenario = Scenario(
        id=row["id"],
        index=0,
        kind="multi_turn",
        chain=Chain(id="", tools=()),
        steps=(),
        tools=tuple(tools),
        intent="",
        persona="",
        clock=clock,
        seed=0,
    )
    played = Trajectory(id=row["id"], index=0, scenario=row["id"], messages=messages, ended="stop")
    return CheckContext(trajectory=played, scenario=scenario, tools=tools)


async def judge(contexts: list[CheckContext], names: tuple[str, ...]) -> list[list[Verdict]]:
    checks = build_rules(ChecksConfig(use=list(names)))
    return [await run_checks(checks, item) for item in contexts]


def rates(contexts: list[CheckContext], found: list[list[Verdict]]) -> None:
    dialogues: Counter[str] = Counter()
    turns: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    for verdicts in found:
        bad = [verdict for verdict in verdicts if verdict.outcome != "pass"]
        dialogues.update({verdict.check for verdict in bad})
        turns.update(check for check, _ in {(v.check, v.turn) for v in bad})
        codes.update(f"{verdict.check}.{verdict.code}" for verdict in bad)
    total = sum(1 for c in contexts for m, _ in calls_of(c.trajectory.messages))
    print(f"{len(contexts):,} dialogues, {total:,} calls")
    print(f"  {'check':12} {'dialogues':>10} {'turns':>8}  share of calls")
    for name in dict.fromkeys(verdict.check for verdicts in found for verdict in verdicts):
        share = turns[name] / max(total, 1)
        print(f"  {name:12} {dialogues[name]:10,} {turns[name]:8,}  {share:.2%}")
    print("  " + ", ".join(f"{code} {count}" for code, count in codes.most_common()))


def sgd(args: argparse.Namespace) -> None:
    tools = {
        row["id"]: Tool(id=row["id"], name=row["id"], parameters=row["parameters"])
        for row in read(args.functions)
    }
    contexts = [
        context(row, {name: tools[name] for name in row["tools"]}, SGD_CLOCK)
        for row in read(args.dialogues)
    ]
    start = time.perf_counter()
    found = asyncio.run(judge(contexts, CHECKS))
    print(f"checked in {time.perf_counter() - start:.1f} s")
    rates(contexts, found)
    show(contexts, found, args.examples)


def tau(args: argparse.Namespace) -> None:
    rows = list(read(args.trajectories))
    for row in rows:
        if row["messages"][-1]["role"] == "user":  # the user's stop word
            row["messages"].pop()
    names = ("pairing", "grounding", "repeats")
    for title, chosen in (
        ("successful runs: what is found is a false alarm", [r for r in rows if r["reward"] == 1]),
        ("failed runs", [r for r in rows if r["reward"] != 1]),
    ):
        contexts = [context(row, {}, TAU_CLOCK) for row in chosen]
        print(title)
        found = asyncio.run(judge(contexts, names))
        rates(contexts, found)
        show(contexts, found, args.examples)
    labelled(chosen, contexts, found)


def labelled(
    rows: list[dict[str, Any]], contexts: list[CheckContext], found: list[list[Verdict]]
) -> None:
    """Print how many of the messages that people found at fault, and that call, we find."""
    total = hits = 0
    for row, item, verdicts in zip(rows, contexts, found, strict=True):
        labels = {f"m{index}" for index in row["human_labels"]["failures_by_message_index"]}
        calling = {message.id for message, _ in calls_of(item.trajectory.messages)} & labels
        total += len(calling)
        hits += len(calling & {verdict.turn for verdict in verdicts if verdict.outcome != "pass"})
    print(f"labelled messages that call a tool: {total}, of these found: {hits}")


def random_chains(args: argparse.Namespace) -> None:
    tools = list(read_pool([shipped_pool_path()]).tools)
    rng = random.Random(0)
    for length in (2, 3, 4, 5, 8):
        found = 0
        for _ in range(args.count):
            chain = rng.sample(tools, length)
            made = tuple(ToolCall(id=tool.id, name=tool.name, arguments="{}") for tool in chain)
            messages = [Message(role="assistant", tool_calls=made)]
            found += falls_apart(components(messages, {tool.name: tool for tool in chain}))
        print(f"random chains of {length}: {found / args.count:.1%} found incoherent")


def show(contexts: list[CheckContext], found: list[list[Verdict]], examples: int) -> None:
    shown: Counter[str] = Counter()
    for item, verdicts in zip(contexts, found, strict=True):
        for verdict in verdicts:
            code = f"{verdict.check}.{verdict.code}"
            if verdict.outcome != "pass" and shown[code] < examples:
                shown[code] += 1
                print(f"    {code} {item.trajectory.id} {verdict.turn}: {verdict.explanation}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("sgd")
    one.add_argument("dialogues", type=Path)
    one.add_argument("functions", type=Path)
    one.set_defaults(run=sgd)
    two = commands.add_parser("tau")
    two.add_argument("trajectories", type=Path)
    two.set_defaults(run=tau)
    three = commands.add_parser("random")
    three.add_argument("--count", type=int, default=1000, help="chains of each length")
    three.set_defaults(run=random_chains)
    for command in (one, two):
        command.add_argument("--examples", type=int, default=0, help="of each code, to be shown")
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
