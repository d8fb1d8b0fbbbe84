"""A real, small and weak model plays every role, behind an engine that nobody here wrote.

    make real-model REAL_ARGS="--items 40 --threads 2"

llama.cpp's server (xllamacpp) with Qwen2.5-Coder-1.5B-Instruct, on the shipped pool. Prints how
many scenarios were written at the first attempt, what became of the items, each rejection with its
reason, and each verdict of a rule that failed a turn, to be read: a weak teacher does everything
wrong that real models do. The run folder is kept: the same command goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gzip
import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
from llama_server import llama_server

from toolmind.config import RunConfig, load_config
from toolmind.pipeline.run import run
from toolmind.runs.run_dir import RunDir
from toolmind.tools.pool import shipped_pool_path

DOMAINS = frozenset(
    "Agriculture,Automotive,Aviation,Customer Service,Education,Entertainment,Environmental,"
    "Event Management,Finance,Fitness,Food and Beverage,Gaming,Healthcare,Hospitality,"
    "Human Resources,Insurance,Logistics,Media,Music,Pharmacy,Sports,Supply Chain,"
    "Transportation,Travel and Tourism".split(",")
)
"""Domains of the shipped pool whose functions are small, and whose words a small model knows."""
PLACE = Path(__file__).parents[2] / "build" / "real-model"
ROLES = ("scenario", "user", "assistant", "tool", "judge")
CONTEXT = 8192
"""Tokens of a request and its reply, at most."""


def everyday_tools() -> Path:
    """Write the functions of the domains that say what they return to a pool; return its file."""
    pool = PLACE / "pool.jsonl"
    pool.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(shipped_pool_path(), "rb") as file:
        rows = [row for row in file if _is_everyday(msgspec.json.decode(row))]
    pool.write_bytes(b"".join(rows))
    return pool


def _is_everyday(tool: dict[str, Any]) -> bool:
    return tool["domain"] in DOMAINS and bool(tool.get("returns"))


def configuration(url: str, items: int, slots: int) -> RunConfig:
    """Return a run in which the served model plays every role."""
    # An endpoint a role, though all are one: what each took is counted by endpoint. As a coder the
    # model writes calls as Python best; after one it goes on with a result of its own making.
    endpoint = (
        f"{{type: openai, base_url: '{url}', model: real, MODE"
        " sampling: {max_tokens: 1024,"
        " temperature: 0.7, top_p: 0.8}, extra_body: {top_k: 20, repeat_penalty: 1.1,"
        " dry_multiplier: 0.8STOP},"
        f" runtime: {{concurrency: {slots}, start: {slots}, first_byte_timeout: 3600,"
        " total_timeout: 3600}}"
    )
    others = endpoint.replace("MODE", "tool_mode: json,").replace("STOP", "")
    calls = endpoint.replace("MODE", "tool_mode: python,")
    endpoints = dict.fromkeys(ROLES, others)
    endpoints["assistant"] = calls.replace("STOP", ", stop: ['<tool_response>']")
    settings = [
        f"count={items}",
        f"tools.paths=['{everyday_tools()}']",
        *(f"models.endpoints.real_{role}={how}" for role, how in endpoints.items()),
        *(f"models.{role}=real_{role}" for role in ROLES),
        "environment.type=simulated",
        "scenarios.distractors=2",
        "scenarios.story=brief",
        "chains.min_length=1",
        "chains.max_length=2",
        "dialogue.user=brief",
        "dialogue.remind=true",
        "dialogue.max_turns=6",
        "dialogue.max_calls=8",
        "dialogue.system_prompts={assistant_brief: 1}",
        "graph.validated=false",
        f"runtime.concurrency={slots}",
    ]
    return load_config(None, settings)


def tell(out: Path, seconds: float) -> None:
    """Print what came of it."""
    with RunDir.view(out) as folder:
        rejected = {index: folder.rejected.read(index) for index in folder.rejected}
        decisions = folder.decisions()
        account = folder.account()
        kept = sum(decision.keep for decision in decisions.values())
        written = len(folder.scenarios)
        print(f"{written} scenarios written, {len(decisions)} played, {kept} kept", end=", ")
        print(f"{len(rejected)} rejected, in {seconds / 60:.0f} min of this run")
        for role, used in sorted(account.by_role().items()):
            again = account.faults.get(f"real_{role}", {})
            print(
                f"  {role}: {used.requests} replies of {used.prompt_tokens:,} prompt tokens;", again
            )
        for (stage, code), times in Counter(
            (one.stage, one.code) for one in rejected.values()
        ).most_common():
            print(f"  rejected at {stage}: {code} {times}")
        for index, one in sorted(rejected.items()):
            print(f"  item {index}, {one.stage}: {one.code}: {one.explanation[:300]}")
        for item in folder.finished():
            for verdict in folder.verdicts.read(item.trajectory.index):
                if verdict.outcome == "fail" and verdict.source == "rule":
                    where = f"{item.trajectory.id} {verdict.turn}"
                    print(f"  {where}: {verdict.code}: {verdict.explanation[:200]}")


def main() -> None:
    """Play, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=40)
    parser.add_argument("--slots", type=int, default=1, help="requests that are answered at once")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--model", type=Path, default=PLACE / "model.gguf", help="a GGUF")
    parser.add_argument("--url", help="of an engine that serves `real` already, in place of both")
    parser.add_argument("--out", type=Path, default=PLACE / "run")
    given = parser.parse_args()
    began = time.monotonic()
    engine = (
        contextlib.nullcontext(given.url)
        if given.url
        else llama_server(
            given.model,
            PLACE / "engine.log",
            context=CONTEXT,
            threads=given.threads,
            slots=given.slots,
        )
    )
    with engine as url:
        asyncio.run(run(configuration(url, given.items, given.slots), given.out))
    tell(given.out, time.monotonic() - began)


if __name__ == "__main__":
    main()
