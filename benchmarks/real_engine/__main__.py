"""Our client, probe and pipeline against an engine that nobody here wrote: `transformers serve`.

The engine runs in its own environment with two tiny models made on the spot (`make_models.py`):
`taught` can call tools, `babble` answers with junk. Prints what was tried and what came of it;
exits with 1 if anything is not as it must be.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import openai

from toolmind.config import ModelConfig, RunConfig
from toolmind.errors import ConfigError, ReplyError
from toolmind.models.base import ChatRequest, Sampling
from toolmind.models.client.openai import OpenAIModel
from toolmind.models.client.transport import Refused
from toolmind.models.factory import ROLES
from toolmind.models.probe import probe
from toolmind.pipeline.run import run
from toolmind.records import Message, Tool
from toolmind.runs.run_dir import RunDir

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "build" / "real-engine"
JUNK_ITEMS = 20
WEATHER = Tool(
    id="get_weather",
    name="get_weather",
    description="Current weather of a city",
    parameters={
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
    },
)
SCORE = {
    "type": "object",
    "properties": {"score": {"type": "integer"}, "reason": {"type": "string"}},
    "required": ["score", "reason"],
}


class Report:
    """What was tried, printed as it goes."""

    def __init__(self) -> None:
        self.failed = 0

    def tried(self, what: str, good: bool, seen: object = "") -> None:
        self.failed += not good
        print(f"{'ok  ' if good else 'FAIL'} {what}: {str(seen)[:150]}", flush=True)


@contextlib.contextmanager
def serving(name: str) -> Iterator[tuple[str, str]]:
    """Start the engine with one model; give its URL and the model's name there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    model = str(ENGINE / "models" / name)
    command = [str(ENGINE / "bin" / "transformers"), "serve", model, "--device", "cpu"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--default-seed", "0"]
    log = (ENGINE / f"{name}.log").open("wb")
    env = {**os.environ, "HF_HUB_OFFLINE": "1"}
    process = subprocess.Popen(command, stdout=log, stderr=log, env=env)
    try:
        _wait(f"http://127.0.0.1:{port}/health", process)
        yield f"http://127.0.0.1:{port}/v1", model
    finally:
        process.terminate()
        process.wait()
        log.close()


def _wait(url: str, process: subprocess.Popen[bytes], limit_s: float = 180) -> None:
    until = time.monotonic() + limit_s
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2):
            return
        time.sleep(0.5)
    raise SystemExit(f"the engine did not start; see {ENGINE}/*.log")


def _said(text: str) -> tuple[Message, ...]:
    return (Message(role="user", content=text),)


def _asked(text: str, **changes: object) -> ChatRequest:
    sampling = Sampling(max_tokens=100, temperature=0.0)
    return ChatRequest(messages=_said(text), sampling=sampling, **changes)


async def official_client(url: str, model: str, report: Report) -> None:
    """The openai client sees the same calls: what we read is what the engine said."""
    async with openai.AsyncOpenAI(base_url=url, api_key="none") as client:
        reply = await client.chat.completions.create(
            model=model,
            messages=[{"role": "user", "content": "What is the weather in Oslo?"}],
            tools=[WEATHER.spec()],
            max_tokens=100,
        )
    calls = [json.loads(c.function.arguments) for c in reply.choices[0].message.tool_calls or ()]
    report.tried("openai client: a tool call", calls == [{"city": "Oslo"}], calls)


async def taught(url: str, model: str, report: Report) -> None:
    ours = OpenAIModel(ModelConfig(type="openai", base_url=(url,), model=model))
    await official_client(url, model, report)
    reply = await ours.chat(_asked("What is the weather in Rome?", tools=(WEATHER,)))
    calls = [(call.name, call.parsed()) for call in reply.message.tool_calls]
    report.tried("a tool call", calls == [("get_weather", {"city": "Rome"})], calls)

    results = tuple(
        Message(role="tool", content='{"sky": "clear"}', tool_call_id=call.id)
        for call in reply.message.tool_calls
    )
    after = _asked("What is the weather in Rome?", tools=(WEATHER,))
    dialogue = (*after.messages, reply.message, *results)
    with contextlib.suppress(ReplyError):  # what it says to that it was not taught
        await ours.chat(ChatRequest(messages=dialogue, tools=after.tools, sampling=after.sampling))
    report.tried("a call and its result are taken back", True)

    both = await ours.chat(_asked("What is the weather in Rome and in Oslo?", tools=(WEATHER,)))
    cities = [call.parsed()["city"] for call in both.message.tool_calls]
    report.tried("parallel calls", cities == ["Rome", "Oslo"], cities)

    scored = await ours.chat(_asked("Rate this dialogue.", response_schema=SCORE))
    report.tried(
        "structured output",
        json.loads(scored.message.content)["score"] == 1,
        scored.message.content,
    )
    report.tried("usage is counted by the engine", scored.usage.completion_tokens > 0, scored.usage)
    await ours.close()
    await refusals(url, model, report)
    await probed(url, model, report, native=True)


async def refusals(url: str, model: str, report: Report) -> None:
    other = OpenAIModel(ModelConfig(type="openai", base_url=(url,), model="another"))
    try:
        await other.chat(_asked("Hello"))
        report.tried("a model that it does not have", False, "answered")
    except (Refused, ConfigError) as error:
        report.tried("a model that it does not have is refused", "pinned" in str(error), error)
    await other.close()
    odd = OpenAIModel(
        ModelConfig(type="openai", base_url=(url,), model=model, extra_body={"no_such_field": 1})
    )
    try:
        await odd.chat(_asked("Hello"))
        report.tried("a field that it does not know", False, "answered")
    except Refused as error:
        report.tried(
            "a field that it does not know is refused", "no_such_field" in str(error), error
        )
    await odd.close()


async def probed(url: str, model: str, report: Report, *, native: bool) -> None:
    found = await probe(url, model=model)
    for finding in found.findings:
        print(f"       {finding.feature:16} {finding.answer} {finding.note}")
    mode = found.settings()["tool_mode"]
    report.tried("probe: tool mode", (mode == "native") == native, found.settings())


async def babble(url: str, model: str, report: Report) -> None:
    ours = OpenAIModel(ModelConfig(type="openai", base_url=(url,), model=model, semantic_retries=1))
    try:
        await ours.chat(_asked("Rate this dialogue.", response_schema=SCORE))
        report.tried("junk for JSON", False, "taken for good")
    except ReplyError as error:
        report.tried("junk for JSON is told as such", True, error)
    await ours.close()
    await probed(url, model, report, native=False)
    await junk_run(url, model, report, roles=ROLES)
    await junk_run(url, model, report, roles=("assistant",))


async def junk_run(url: str, model: str, report: Report, roles: tuple[str, ...]) -> None:
    """Play a run in which `roles` talk junk: each item ends with a reason, and none is kept."""
    endpoint = {
        "type": "openai",
        "base_url": url,
        "model": model,
        "sampling": {"max_tokens": 64},
        "semantic_retries": 1,
        # Random weights seldom end a text by themselves; most is to end before the token limit.
        "extra_body": {"stop": ["e", "1", "\n"]},
    }
    config = RunConfig.model_validate(
        {
            "count": JUNK_ITEMS,
            "dialogue": {"max_turns": 4},
            "models": {"endpoints": {"junk": endpoint}, **dict.fromkeys(roles, "junk")},
            "scenarios": {"kinds": {"single": 1, "multi_step": 1}},
            "export": {"formats": ["openai"]},
        }
    )
    with tempfile.TemporaryDirectory() as out:
        await run(config, Path(out) / "run")
        folder = RunDir.view(Path(out) / "run")
        codes = Counter(folder.rejected.read(index).code for index in folder.rejected)
        decisions = folder.decisions()
        dropped = Counter(r for one in decisions.values() for r in one.reasons)
        kept = sum(one.keep for one in decisions.values())
        folder.__exit__(None, None, None)
    ended = sum(codes.values()) + len(decisions)
    who = "every role" if roles == ROLES else ", ".join(roles)
    seen = f"rejected {dict(codes)}, dropped {dict(dropped)}, kept {kept}"
    report.tried(f"a run with junk from {who}", ended == JUNK_ITEMS and kept == 0, seen)


def main() -> int:
    argparse.ArgumentParser(description=__doc__).parse_args()
    report = Report()
    for name, scene in (("taught", taught), ("babble", babble)):
        with serving(name) as (url, model):
            print(f"--- transformers serve, model {name}", flush=True)
            asyncio.run(scene(url, model, report))
    print("as it must be" if not report.failed else f"{report.failed} NOT as it must be")
    return bool(report.failed)


if __name__ == "__main__":
    sys.exit(main())
