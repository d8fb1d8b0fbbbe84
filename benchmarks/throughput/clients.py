"""One client, one core: so many chat completions, so many at a time. Prints a line of JSON.

`aiohttp` does the least that still yields a parsed reply: it is what the others are held against.
With `--bodies` it sends the requests of a run, which are longer. `openai` is the official client.
`toolmind` is ours, with flow control, retries and meter, without the cache (each request is asked
once). A first round of requests opens the connections and is not counted.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

sys.path.append(str(Path(__file__).parent / "peers"))
from _measure import prompt

Ask = Callable[[int], Awaitable[str]]


async def bare_aiohttp(
    url: str, in_flight: int, stack: AsyncExitStack, bodies: list[bytes] | None = None
) -> Ask:
    import aiohttp
    import orjson

    session = await stack.enter_async_context(
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
    )
    headers = {"content-type": "application/json"}

    async def ask(n: int) -> str:
        if bodies:
            data = bodies[n % len(bodies)]
        else:
            message = {"role": "user", "content": prompt(n)}
            data = orjson.dumps({"model": "canned", "messages": [message]})
        async with session.post(f"{url}/chat/completions", data=data, headers=headers) as reply:
            choice = orjson.loads(await reply.read())["choices"][0]
            return choice["message"]["content"] or choice["finish_reason"]

    return ask


async def openai_client(url: str, in_flight: int, stack: AsyncExitStack) -> Ask:
    import httpx2
    import openai

    client = await stack.enter_async_context(
        openai.AsyncOpenAI(
            base_url=url,
            api_key="none",
            http_client=openai.DefaultAsyncHttpxClient(
                limits=httpx2.Limits(max_connections=in_flight, max_keepalive_connections=in_flight)
            ),
        )
    )

    async def ask(n: int) -> str:
        reply = await client.chat.completions.create(
            model="canned", messages=[{"role": "user", "content": prompt(n)}]
        )
        return reply.choices[0].message.content or ""

    return ask


async def toolmind_client(url: str, in_flight: int, stack: AsyncExitStack) -> Ask:
    from toolmind.config import ModelConfig, ModelRuntime
    from toolmind.models.base import ChatRequest
    from toolmind.models.client.openai import OpenAIModel
    from toolmind.records import Message

    runtime = ModelRuntime(concurrency=in_flight, start=min(64, in_flight))
    model = OpenAIModel(
        ModelConfig(type="openai", base_url=(url,), model="canned", runtime=runtime)
    )
    stack.push_async_callback(model.close)

    async def ask(n: int) -> str:
        reply = await model.chat(ChatRequest(messages=(Message(role="user", content=prompt(n)),)))
        return reply.message.content

    return ask


CLIENTS = {"aiohttp": bare_aiohttp, "openai": openai_client, "toolmind": toolmind_client}


async def measure(
    client: str, url: str, count: int, in_flight: int, bodies: Path | None
) -> dict[str, float]:
    async with AsyncExitStack() as stack:
        if bodies:
            lines = bodies.read_bytes().splitlines()
            ask = await bare_aiohttp(url, in_flight, stack, lines)
        else:
            ask = await CLIENTS[client](url, in_flight, stack)
        await _all(ask, iter(range(in_flight)), in_flight)
        began = time.perf_counter()
        await _all(ask, iter(range(in_flight, in_flight + count)), in_flight)
        seconds = time.perf_counter() - began
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"replies": count, "seconds": seconds, "rss_mb": rss, "child_rss_mb": 0.0}


async def _all(ask: Ask, numbers: Iterator[int], in_flight: int) -> None:
    async def worker() -> None:
        for n in numbers:
            assert await ask(n)

    async with asyncio.TaskGroup() as group:
        for _ in range(in_flight):
            group.create_task(worker())


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("client", choices=CLIENTS)
    options.add_argument("--url", required=True)
    options.add_argument("--n", type=int, required=True)
    options.add_argument("--in-flight", type=int, required=True)
    options.add_argument("--bodies", type=Path)
    given = options.parse_args()
    measured = measure(given.client, given.url, given.n, given.in_flight, given.bodies)
    print(json.dumps(asyncio.run(measured)))
