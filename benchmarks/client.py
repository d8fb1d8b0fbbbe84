"""What the model client costs per reply, beside bare aiohttp, in one run.

    python benchmarks/client.py [--replies N]

Growing dialogues of ten requests with six tools are sent to a server that is not the bottleneck
(`throughput/server.py`, on the other core), by bare aiohttp and by the client without and with the
reply cache. Each measurement is a process of its own on one core; its memory is its peak.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TURNS = 10
HERE = Path(__file__).parent


def dialogues(count: int):
    """(messages, tools) of each request of each dialogue; messages are shared as they grow."""
    from toolmind.records import Message, Tool

    tools = tuple(
        Tool(
            id=f"t{i}",
            name=f"look_up_{i}",
            description="Looks up the stock of an article in a warehouse. " * 3,
            parameters={
                "type": "object",
                "properties": {
                    name: {"type": "string", "description": f"The {name} to look at."}
                    for name in ("article", "warehouse", "date", "unit")
                },
            },
        )
        for i in range(6)
    )
    for index in range(count):
        messages = [Message(role="system", content=f"You help shop number {index}. " * 20)]
        grown = []
        for turn in range(TURNS):
            messages.append(Message(role="user", content=f"Turn {turn}: is it in stock? " * 6))
            grown.append(tuple(messages))
            messages.append(Message(role="assistant", content="It is, and leaves soon. " * 12))
        yield grown, tools


async def in_flight(items, limit: int, work) -> None:
    """Run `work` over the items, so many at a time, with no barrier."""

    async def worker() -> None:
        for item in items:
            await work(item)

    await asyncio.gather(*(worker() for _ in range(limit)))


async def bare(url: str, items, limit: int, _: Path) -> None:
    import aiohttp
    import orjson

    from toolmind.models.client.wire import wire_message

    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def work(item) -> None:
            grown, tools = item
            shown = [tool.spec() for tool in tools]
            for messages in grown:
                wire = [wire_message(one) for one in messages]
                body = orjson.dumps({"model": "canned", "messages": wire, "tools": shown})
                headers = {"Content-Type": "application/json"}
                async with session.post(
                    f"{url}/chat/completions", data=body, headers=headers
                ) as response:
                    orjson.loads(await response.read())["choices"][0]["message"]["content"]

        await in_flight(items, limit, work)


async def ours(
    url: str, items, limit: int, folder: Path, *, cached: bool, http: str = "httptools"
) -> None:
    from toolmind.config import ModelConfig
    from toolmind.models.base import ChatRequest
    from toolmind.models.cache import ReplyCache
    from toolmind.models.client.openai import OpenAIModel

    config = ModelConfig.model_validate(
        {
            "type": "openai",
            "base_url": url,
            "model": "canned",
            "runtime": {"concurrency": limit, "start": min(limit, 512), "http": http},
        }
    )
    cache = ReplyCache(folder / "replies.db") if cached else None
    model = OpenAIModel(config, cache=cache)

    async def work(item) -> None:
        grown, tools = item
        for messages in grown:
            await model.chat(ChatRequest(messages=messages, tools=tools))

    await in_flight(items, limit, work)
    await model.close()
    if cache is not None:
        cache.close()


async def ours_cached(url: str, items, limit: int, folder: Path) -> None:
    await ours(url, items, limit, folder, cached=True)


async def ours_aiohttp(url: str, items, limit: int, folder: Path) -> None:
    await ours(url, items, limit, folder, cached=True, http="aiohttp")


async def ours_plain(url: str, items, limit: int, folder: Path) -> None:
    await ours(url, items, limit, folder, cached=False)


CLIENTS = {
    "bare aiohttp": bare,
    "client": ours_plain,
    "client, cache on": ours_cached,
    "the same, by aiohttp": ours_aiohttp,
}


def measure(name: str, url: str, replies: int, limit: int) -> None:
    """In a process of its own: run one client, print replies, seconds and peak memory."""
    os.sched_setaffinity(0, {0})
    count = max(limit, replies // TURNS)
    with tempfile.TemporaryDirectory() as folder:
        begun, cpu = time.perf_counter(), time.process_time()
        asyncio.run(CLIENTS[name](url, dialogues(count), limit, Path(folder)))
        wall, cpu = time.perf_counter() - begun, time.process_time() - cpu
    status = Path("/proc/self/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    print(json.dumps({"replies": count * TURNS, "wall": wall, "cpu": cpu, "mb": peak / 1024}))


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--replies", type=int, default=20_000)
    arguments.add_argument("--measure", nargs=3, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.measure:
        name, url, limit = given.measure
        measure(name, url, given.replies, int(limit))
        return
    print(f"{'client':20} {'in flight':>9} {'ms':>4} {'replies/s':>9} {'µs CPU':>7} {'MB':>5}")
    for latency, limit in ((0, 512), (200, 512), (200, 2048)):
        server = [sys.executable, str(HERE / "throughput/server.py"), "--core", "1"]
        server += ["--latency-ms", str(latency)]
        with subprocess.Popen(server, stdout=subprocess.PIPE, text=True) as process:
            url = process.stdout.readline().strip()
            for name in CLIENTS:
                command = [sys.executable, __file__, "--replies", str(given.replies)]
                command += ["--measure", name, url, str(limit)]
                got = json.loads(subprocess.check_output(command))
                rate, cpu = got["replies"] / got["wall"], got["cpu"] / got["replies"] * 1e6
                print(f"{name:20} {limit:9} {latency:4} {rate:9.0f} {cpu:7.0f} {got['mb']:5.0f}")
            process.terminate()


if __name__ == "__main__":
    main()
