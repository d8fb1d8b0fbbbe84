"""How an answer reaches the client: whole, or damaged on the way as a fault wants it."""

from __future__ import annotations

import socket
import struct

from aiohttp import web

from toolmind.offline.server.journal import Entry


async def deliver(
    request: web.Request,
    chunks: list[bytes],
    kind: str,
    fault: str | None,
    entry: Entry,
    headers: dict[str, str],
) -> web.StreamResponse:
    """Send an answer, whole or damaged; note in the entry whether it was whole."""
    entry.status = 200
    headers = {"x-request-id": entry.reply, "content-type": kind, **headers}
    if fault == "invalid-json":
        chunks = [chunk[: len(chunk) * 2 // 3] + b"\n\n" for chunk in chunks]
    here = request.transport is not None and not request.transport.is_closing()
    entry.delivered = here and fault not in ("invalid-json", "half-body")
    if len(chunks) == 1 and fault != "half-body":
        return web.Response(body=chunks[0], headers=headers)
    response = web.StreamResponse(headers=headers)
    if len(chunks) == 1:
        response.content_length = len(chunks[0])
        chunks = [chunks[0][: len(chunks[0]) // 2], b""]
    try:
        await response.prepare(request)
        for chunk in chunks[: len(chunks) // 2] if fault == "half-body" else chunks:
            await response.write(chunk)
        if fault == "half-body" and request.transport is not None:
            request.transport.close()
    except ConnectionError:
        entry.delivered = False
    return response


def reset(request: web.Request) -> None:
    """Close the connection so that the client meets a reset rather than an end of file."""
    transport = request.transport
    if transport is None:
        return
    connection: socket.socket | None = transport.get_extra_info("socket")
    if connection is not None:
        linger = struct.pack("ii", 1, 0)  # on, for no time: the kernel drops what is unsent
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    transport.abort()
