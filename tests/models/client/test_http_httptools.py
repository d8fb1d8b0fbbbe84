"""Connections that are kept, addresses that are asked for once, hosts that do not answer."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from raw_server import listening
from toolmind.config import ModelRuntime
from toolmind.models.client import http_httptools
from toolmind.models.client.http import HttpFault
from toolmind.models.client.http_httptools import HttptoolsClient

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Server:
    """Answers every request; `hold` keeps answers back."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self.came = asyncio.Condition()
        self.hold = asyncio.Event()
        self.hold.set()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while head := await reader.readuntil(b"\r\n\r\n"):
            await reader.readexactly(int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0]))
            async with self.came:
                self.requests.append(head)
                self.came.notify_all()
            await self.hold.wait()
            writer.write(OK)

    async def has(self, requests: int) -> None:
        """Wait for so many requests."""
        async with self.came:
            await self.came.wait_for(lambda: len(self.requests) >= requests)


@asynccontextmanager
async def opened(
    *, headers: dict[str, str] | None = None, **knobs: Any
) -> AsyncIterator[tuple[Server, HttptoolsClient, str]]:
    server = Server()
    http = HttptoolsClient(ModelRuntime(**knobs), headers or {})
    async with listening(server) as port:
        yield server, http, f"http://127.0.0.1:{port}"
        await http.close()


async def test_what_is_sent() -> None:
    async with opened(headers={"X-Key": "k"}) as (server, http, base):
        await http.post(f"{base}/v1/chät?a=b c", b"{}")
    port = base.rpartition(":")[2].encode()
    assert server.requests == [
        b"POST /v1/ch%C3%A4t?a=b+c HTTP/1.1\r\nHost: 127.0.0.1:" + port + b"\r\nX-Key: k\r\n"
        b"Content-Length: 2\r\n\r\n"
    ]


async def test_two_urls_of_one_host_share_its_connections() -> None:
    async with opened() as (server, http, base):
        for path in "/a", "/b", "/a":
            assert (await http.post(base + path, b"{}")).body == b"ok"
    assert server.connections == 1


async def test_the_connection_used_last_is_used_next() -> None:
    async with opened() as (server, http, base):
        await asyncio.gather(*(http.post(base, b"{}") for _ in range(3)))
        for _ in range(3):
            await http.post(base, b"{}")
        (host,) = http._hosts.values()
        used = sorted(connection.asked_at for connection in host._idle)
        assert host._idle[-1].asked_at == used[-1] and len(used) == 3
    assert server.connections == 3


async def test_connections_idle_for_long_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as (server, http, base):
        await asyncio.gather(*(http.post(base, b"{}") for _ in range(3)))
        assert len(http._open) == 3
        monkeypatch.setattr(http_httptools, "_KEEP_S", 0.01)
        await asyncio.sleep(0.02)
        await http.post(base, b"{}")
        await asyncio.sleep(0.01)
        assert len(http._open) == 1
        await http.post(base, b"{}")
    assert server.connections == 3


async def lookups(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the names that are asked for; the first time, there is none such."""
    asked: list[str] = []
    loop = asyncio.get_running_loop()
    ask = loop.getaddrinfo

    async def getaddrinfo(host: str, *rest: Any, **more: Any) -> Any:
        asked.append(host)
        await asyncio.sleep(0.01)
        if host == "flaky.test" and asked.count(host) == 1:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return await ask("127.0.0.1", *rest, **more)

    monkeypatch.setattr(loop, "getaddrinfo", getaddrinfo)
    return asked


async def test_a_name_is_asked_for_once_by_all_who_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = await lookups(monkeypatch)
    async with opened() as (server, http, base):
        url = base.replace("127.0.0.1", "steady.test")
        server.hold.clear()
        posts = [asyncio.create_task(http.post(url, b"{}")) for _ in range(5)]
        await server.has(5)
        server.hold.set()
        await asyncio.gather(*posts)
        assert asked == ["steady.test"]
        monkeypatch.setattr(http_httptools, "_LOOKUP_S", 0.0)
        await asyncio.gather(*(http.post(url, b"{}") for _ in range(6)))
        assert len(asked) == 2, "after a while it is asked for again"
    assert server.connections == 6


async def test_a_name_that_was_not_found_is_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = await lookups(monkeypatch)
    async with opened() as (_, http, base):
        url = base.replace("127.0.0.1", "flaky.test")
        found = await asyncio.gather(
            *(http.post(url, b"{}") for _ in range(3)), return_exceptions=True
        )
        assert [getattr(fault, "code", "") for fault in found] == ["model.connect"] * 3
        assert asked == ["flaky.test"]
        assert (await http.post(url, b"{}")).body == b"ok"


async def test_a_host_that_takes_no_connection_is_given_up_in_time() -> None:
    with socket.socket() as full, socket.socket() as waiting:
        full.bind(("127.0.0.1", 0))
        full.listen(0)  # one may wait to be accepted; nobody accepts
        waiting.connect(full.getsockname())
        http = HttptoolsClient(ModelRuntime(connect_timeout=0.05), {})
        with pytest.raises(HttpFault, match="no connection in time") as told:
            await http.post(f"http://127.0.0.1:{full.getsockname()[1]}", b"{}")
        assert told.value.code == "model.connect"
        await http.close()


async def test_a_request_on_its_way_ends_when_the_client_is_closed() -> None:
    async with opened() as (server, http, base):
        server.hold.clear()
        post = asyncio.create_task(http.post(base, b"{}"))
        await server.has(1)
        await http.close()
        with pytest.raises(HttpFault, match="closed before the end"):
            await post


async def test_requests_that_are_in_time_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(first_byte_timeout=0.2, total_timeout=30) as (server, http, base):
        server.hold.clear()
        early = asyncio.create_task(http.post(base, b"{}"))
        await asyncio.sleep(0.15)
        late = asyncio.create_task(http.post(base, b"{}"))
        with pytest.raises(HttpFault, match="no first byte in time"):
            await early
        assert not late.done()
        server.hold.set()
        assert (await late).body == b"ok"
