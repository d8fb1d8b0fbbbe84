from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import orjson
import pytest

from toolmind.models.base import ChatModel, ChatReply, ChatRequest, Read
from toolmind.offline.server import DoubleOptions, FaultPlan, ModelServer


def _body(text: str = "hello") -> dict[str, object]:
    return {"model": "speaker", "messages": [{"role": "user", "content": text}]}


async def _ask(session: aiohttp.ClientSession, server: ModelServer, text: str) -> int:
    """Return the status, or 0 where no answer came."""
    try:
        async with session.post(f"{server.url}/chat/completions", json=_body(text)) as reply:
            await reply.read()
            return reply.status
    except aiohttp.ClientError:
        return 0


async def _many(server: ModelServer, texts: list[str]) -> list[int]:
    async with aiohttp.ClientSession() as session:
        return await asyncio.gather(*(_ask(session, server, text) for text in texts))


def _lines(path: Path) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


async def test_each_request_has_a_line_in_the_log_that_is_true(speaker, tmp_path):
    options = DoubleOptions(
        faults=FaultPlan({"500": 0.2, "half-body": 0.2, "reset": 0.2}, seed=5),
        log=tmp_path / "log.jsonl",
    )
    texts = [f"text {n % 30}" for n in range(60)]  # each text comes twice
    async with ModelServer(speaker, options) as server:
        statuses = await _many(server, texts)
        stats = server.stats
    lines = _lines(tmp_path / "log.jsonl")
    assert len(lines) == stats["requests"] == 60
    assert statuses.count(500) == sum(line.get("status") == 500 for line in lines) > 0
    broken = sum(line.get("fault") in ("half-body", "reset") for line in lines)
    assert statuses.count(0) == broken > 0
    assert statuses.count(200) == stats["delivered"] == sum("delivered" in line for line in lines)
    assert sorted(line["attempt"] for line in lines) == [0] * 30 + [1] * 30
    assert sum(stats["faults"].values()) == sum("fault" in line for line in lines)


async def test_the_same_requests_meet_the_same_faults(speaker, tmp_path):
    async def faults(name: str, texts: list[str]) -> dict[str, str]:
        path = tmp_path / name
        options = DoubleOptions(faults=FaultPlan({"500": 0.3, "429": 0.3}, seed=2), log=path)
        async with ModelServer(speaker, options) as server:
            await _many(server, texts)
        return {line["key"]: line.get("fault", "") for line in _lines(path)}

    texts = [f"text {n}" for n in range(40)]
    assert await faults("one", texts) == await faults("two", texts[::-1])


async def test_latency_is_waited_for_by_many_at_once(speaker):
    async with ModelServer(speaker, DoubleOptions(latency_s=0.2)) as server:
        began = asyncio.get_running_loop().time()
        assert await _many(server, [f"{n}" for n in range(50)]) == [200] * 50
        assert asyncio.get_running_loop().time() - began >= 0.2


async def test_requests_past_the_limit_are_refused_and_counted(speaker, tmp_path):
    options = DoubleOptions(rpm=6, burst_s=100, log=tmp_path / "log.jsonl")
    async with ModelServer(speaker, options) as server:
        statuses = await _many(server, ["same"] * 30)
        stats = server.stats
    refused = statuses.count(429)
    assert refused in (19, 20)  # ten at once, and one more after ten seconds
    assert stats["violations"] == {"requests": refused}
    assert sum(line.get("violation") == "requests" for line in _lines(options.log)) == refused


async def test_a_refusal_says_how_long_to_wait(speaker):
    async with (
        ModelServer(speaker, DoubleOptions(rpm=6)) as server,
        aiohttp.ClientSession() as session,
    ):
        await _ask(session, server, "x")
        async with session.post(f"{server.url}/chat/completions", json=_body()) as reply:
            assert reply.status == 429
            assert int(reply.headers["retry-after"]) in (9, 10)
            assert reply.headers["x-ratelimit-remaining-requests"] == "0"
            assert (await reply.json())["error"]["code"] == "rate_limit_exceeded"


async def test_a_client_that_leaves_during_a_stall_got_nothing(speaker):
    options = DoubleOptions(faults=FaultPlan({"slow-first-byte": 1}), stall_s=0.3)
    async with ModelServer(speaker, options) as server:
        timeout = aiohttp.ClientTimeout(total=0.05)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            with pytest.raises(TimeoutError):
                await _ask(session, server, "x")
        await asyncio.sleep(0.4)
        assert server.stats["faults"] == {"slow-first-byte": 1}
        assert server.stats["delivered"] == 0


async def test_a_stall_that_is_waited_out_gives_the_answer(speaker):
    options = DoubleOptions(faults=FaultPlan({"slow-first-byte": 1}), stall_s=0.05)
    async with ModelServer(speaker, options) as server:
        assert await _many(server, ["x"]) == [200]
        assert server.stats["delivered"] == 1


async def test_a_cut_stream_ends_early(speaker):
    options = DoubleOptions(faults=FaultPlan({"half-body": 1}))
    async with ModelServer(speaker, options) as server, aiohttp.ClientSession() as session:
        body = {**_body("one two three"), "stream": True}
        with pytest.raises(aiohttp.ClientPayloadError):
            async with session.post(f"{server.url}/chat/completions", json=body) as reply:
                await reply.read()


async def test_a_body_that_is_not_json(speaker):
    async with (
        ModelServer(speaker) as server,
        aiohttp.ClientSession() as session,
        session.post(f"{server.url}/chat/completions", data=b"{oops") as reply,
    ):
        assert reply.status == 400
        error = (await reply.json())["error"]
        assert error["type"] == "invalid_request_error"
        assert "could not parse the JSON body" in error["message"]


class Failing:
    name = "failing"

    async def chat(self, request: ChatRequest, read: Read | None = None) -> ChatReply:
        raise RuntimeError("out of memory")

    async def close(self) -> None:
        pass


async def test_a_model_that_fails_is_a_500_and_the_server_lives():
    model: ChatModel = Failing()
    async with ModelServer(model) as server, aiohttp.ClientSession() as session:
        body = {**_body(), "model": "failing"}
        for _ in range(2):
            async with session.post(f"{server.url}/chat/completions", json=body) as reply:
                assert reply.status == 500
                assert (await reply.json())["error"]["message"] == "out of memory"


async def test_it_listens_on_this_machine_only(speaker):
    async with ModelServer(speaker) as server, aiohttp.ClientSession() as session:
        assert server.url.startswith("http://127.0.0.1:")
        async with session.get(server.url.removesuffix("/v1") + "/stats") as reply:
            assert (await reply.json())["distinct_requests"] == 0
