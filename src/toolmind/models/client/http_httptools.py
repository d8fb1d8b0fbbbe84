"""HTTP by asyncio's connections and httptools: requests, and connections that are kept."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import deque
from typing import Any, NamedTuple

import aiohappyeyeballs
from yarl import URL

from toolmind.config import ModelRuntime
from toolmind.models.client.http import Answer, HttpFault
from toolmind.models.client.http_connection import Connection

_KEEP_S = 30.0
"""Seconds for which an idle connection is kept."""

_LOOKUP_S = 10.0
"""Seconds for which the addresses of a host are remembered: hundreds of connections open at once
when a run begins, and each would ask for them."""

_BUFFER_BYTES = 256 << 10


class HttptoolsClient:
    """HTTP/1.1 over connections that are kept; as many as there are requests in flight."""

    def __init__(
        self, runtime: ModelRuntime, headers: dict[str, str], tls: ssl.SSLContext | None = None
    ) -> None:
        self._connect_timeout = runtime.connect_timeout
        self._headers, self._tls = headers, tls
        self._first_byte_s, self._total_s = runtime.first_byte_timeout, runtime.total_timeout
        self._tick = min(1.0, self._first_byte_s / 10, self._total_s / 10)
        self._timer: asyncio.TimerHandle | None = None
        self._targets: dict[str, _Target] = {}
        self._hosts: dict[URL, _Host] = {}
        self._open: set[Connection] = set()
        self._buffer = memoryview(bytearray(_BUFFER_BYTES))

    async def post(self, url: str, body: bytes) -> Answer:
        """Post JSON; see `Http.post`."""
        target = self._targets.get(url) or self._target(url)
        connection = target.host.take() or await self._connect(target.host)
        answer = connection.ask(b"%b%d\r\n\r\n%b" % (target.head, len(body), body))
        del body  # not to be held until the answer is there
        if self._timer is None:
            self._look_later()
        try:
            return await answer
        except asyncio.CancelledError:
            connection.abort()
            raise
        finally:
            target.host.give_back(connection)

    async def close(self) -> None:
        """Close all connections."""
        for connection in self._open:
            connection.abort()
        if self._timer is not None:
            self._timer.cancel()
        while self._open:  # noqa: ASYNC110 (each is gone within two rounds of the loop)
            await asyncio.sleep(0)

    def _look_later(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._tick, self._look)

    def _look(self) -> None:
        """Give up what is overdue, late by a tenth of its time at most.

        One look at all connections, ten times in the shorter time: to note each request where it
        begins, where its answer does and where that ends was measured to cost it 1.5 µs, a timer
        for each (aiohttp's `sock_read`) 25.
        """
        now = asyncio.get_running_loop().time()
        waiting = [connection for connection in self._open if connection.waiting]
        for connection in waiting:
            if now - connection.asked_at >= self._total_s:
                connection.fail("model.timeout", "not whole in time")
            elif connection.in_head and now - connection.asked_at >= self._first_byte_s:
                connection.fail("model.timeout", "no first byte in time")
        self._timer = None
        if waiting:
            self._look_later()

    def _target(self, url: str) -> _Target:
        parsed = URL(url)
        origin = parsed.origin()
        host = self._hosts.get(origin) or self._hosts.setdefault(origin, _Host(origin))
        fields = {"Host": parsed.host_port_subcomponent, **self._headers}
        lines = [f"POST {parsed.raw_path_qs} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in fields.items()]
        head = "\r\n".join([*lines, "Content-Length: "]).encode("latin-1")
        return self._targets.setdefault(url, _Target(head, host))

    async def _connect(self, host: _Host) -> Connection:
        loop = asyncio.get_running_loop()
        secure = host.url.scheme == "https"
        try:
            async with asyncio.timeout(self._connect_timeout):
                found = await aiohappyeyeballs.start_connection(
                    await host.addresses(), happy_eyeballs_delay=0.25
                )
                _, connection = await loop.create_connection(
                    lambda: Connection(self._buffer, self._open.discard),
                    sock=found,
                    ssl=self._tls if secure else None,
                    server_hostname=host.url.raw_host if secure else None,
                )
        except TimeoutError:
            raise HttpFault("model.connect", "no connection in time") from None
        except OSError as error:
            raise HttpFault("model.connect", error.strerror or str(error)) from None
        if not connection.usable:
            raise HttpFault("model.cut", "closed as soon as it was open")
        self._open.add(connection)
        return connection


class _Target(NamedTuple):
    """A URL: what every request to it begins with, up to the length of its body."""

    head: bytes
    host: _Host


class _Host:
    """One origin: its addresses and its idle connections."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self._idle: deque[Connection] = deque()
        self._lookup: asyncio.Future[Any] | None = None
        self._looked_up_at = 0.0

    def take(self) -> Connection | None:
        """Return an idle connection, the one used last, if there is any."""
        while self._idle:
            connection = self._idle.pop()
            if connection.usable:
                return connection
        return None

    def give_back(self, connection: Connection) -> None:
        """Keep a connection if it may serve again, else close it; close those idle for long."""
        if not connection.usable:
            connection.abort()
            return
        now = connection.idle_since = asyncio.get_running_loop().time()
        self._idle.append(connection)
        while now - self._idle[0].idle_since > _KEEP_S:
            self._idle.popleft().abort()

    async def addresses(self) -> Any:
        """Return what `getaddrinfo` says, asked once for all who want to connect at once."""
        loop = asyncio.get_running_loop()
        lookup = self._lookup
        if lookup is None or loop.time() - self._looked_up_at > _LOOKUP_S or _failed(lookup):
            lookup = self._lookup = asyncio.ensure_future(
                loop.getaddrinfo(self.url.raw_host, self.url.port, type=socket.SOCK_STREAM)
            )
            self._looked_up_at = loop.time()
        return await asyncio.shield(lookup)


def _failed(lookup: asyncio.Future[Any]) -> bool:
    return lookup.done() and (lookup.cancelled() or lookup.exception() is not None)
