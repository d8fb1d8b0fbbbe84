"""A forward proxy on 127.0.0.1: tunnels (CONNECT), and requests that name their whole URL."""

from __future__ import annotations

import asyncio
import re
import ssl
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

OPEN = b"HTTP/1.1 200 Connection established\r\n\r\n"
WHO = b"HTTP/1.1 407 Who Are You\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
OWN = re.compile(rb"proxy-[^\r]*\r\n", re.IGNORECASE)
"""Fields that are for the proxy alone."""


class ForwardProxy:
    """Notes what it was asked for. `hosts` are names that it alone knows: ports of 127.0.0.1.

    With a `login` (``user:password``) it serves nobody else.
    """

    def __init__(self, hosts: Mapping[str, int] | None = None, login: str = "") -> None:
        self.hosts = dict(hosts or {})
        self.asked: list[str] = []
        """The first line of each request."""
        self.url = ""
        self._pass = b"Basic " + b64encode(login.encode()) if login else b""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        line, _, fields = head.partition(b"\r\n")
        method, target, _ = line.decode().split()
        self.asked.append(f"{method} {target}")
        if self._pass not in fields:
            writer.write(WHO)
            await writer.drain()
            return
        place = urlsplit(target if "://" in target else f"//{target}")
        port = self.hosts.get(place.hostname or "", place.port or 80)
        to_reader, to_writer = await asyncio.open_connection("127.0.0.1", port)
        if method == "CONNECT":
            writer.write(OPEN)
        else:
            first = f"{method} {place.path} HTTP/1.1\r\n".encode()
            to_writer.write(first + OWN.sub(b"", fields))
        ways = [_pump(reader, to_writer), _pump(to_reader, writer)]
        await asyncio.wait(map(asyncio.ensure_future, ways), return_when=asyncio.FIRST_COMPLETED)
        to_writer.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while part := await reader.read(1 << 16):
            writer.write(part)
            await writer.drain()


@asynccontextmanager
async def forwarding(
    proxy: ForwardProxy, tls: ssl.SSLContext | None = None
) -> AsyncIterator[ForwardProxy]:
    """Serve under the proxy's `url` until the end."""
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    proxy.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    try:
        yield proxy
    finally:
        server.close()
