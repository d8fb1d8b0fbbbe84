"""HTTP by aiohttp does no more than it is asked for, and its faults have our names."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import web

from toolmind.config import ModelRuntime
from toolmind.models.client import http_aiohttp
from toolmind.models.client.http import HttpFault
from toolmind.models.client.http_aiohttp import AiohttpClient


@pytest.fixture
def client() -> AiohttpClient:
    return AiohttpClient(ModelRuntime(first_byte_timeout=5), {"X-Key": "k"})


async def test_it_opens_with_the_first_request_and_again_after_it_was_closed(
    server: Any, client: AiohttpClient
) -> None:
    await client.close()
    for _ in range(2):
        answer = await client.post(f"{server.base_url}/x", b'{"a": 1}')
        assert answer.status == 200 and answer.headers["content-type"].startswith("application")
        await client.close()
    assert server.bodies == [{"a": 1}] * 2 and server.headers[0]["X-Key"] == "k"
    assert len(server.connections) == 2


async def test_redirects_are_not_followed(server: Any, client: AiohttpClient) -> None:
    server.script = [lambda *_: web.Response(status=307, headers={"Location": "/v1/elsewhere"})]
    answer = await client.post(f"{server.base_url}/x", b"{}")
    await client.close()
    assert (answer.status, answer.headers["location"]) == (307, "/v1/elsewhere")
    assert server.count == 1


async def test_cookies_are_not_sent_back(server: Any, client: AiohttpClient) -> None:
    server.script = [lambda *_: web.json_response({}, headers={"Set-Cookie": "a=b; Path=/"})]
    for _ in range(2):
        await client.post(f"{server.base_url}/x", b"{}")
    await client.close()
    assert "Cookie" not in server.headers[1]


async def test_texts_are_bounded_where_no_length_is_told(
    server: Any, client: AiohttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stream(_: Any, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(4):
            await response.write(b"0123456789")
        return response

    server.script = [stream]
    assert (await client.post(f"{server.base_url}/x", b"{}")).body == b"0123456789" * 4
    monkeypatch.setattr(http_aiohttp, "MAX_REPLY_BYTES", 39)
    with pytest.raises(HttpFault, match="a reply of more than 39 bytes") as told:
        await client.post(f"{server.base_url}/x", b"{}")
    await client.close()
    assert told.value.code == "model.endless"


async def test_a_late_first_byte_is_told_from_being_cancelled(server: Any) -> None:
    arrived = asyncio.Event()

    async def slow(*_: Any) -> web.Response:
        arrived.set()
        await asyncio.sleep(30)
        raise AssertionError

    server.script = [slow]
    client = AiohttpClient(ModelRuntime(first_byte_timeout=0.05), {})
    with pytest.raises(HttpFault, match="no first byte in time"):
        await client.post(f"{server.base_url}/x", b"{}")
    arrived.clear()
    post = asyncio.create_task(client.post(f"{server.base_url}/x", b"{}"))
    await arrived.wait()
    post.cancel()
    with pytest.raises(asyncio.CancelledError):
        await post
    await client.close()


async def test_nobody_there_is_told_in_the_systems_words(
    dead_url: str, client: AiohttpClient
) -> None:
    with pytest.raises(HttpFault, match="Connect") as told:
        await client.post(dead_url, b"{}")
    await client.close()
    assert told.value.code == "model.connect"
