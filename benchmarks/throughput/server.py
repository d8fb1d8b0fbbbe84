"""An HTTP server that is not the bottleneck: one protocol class, replies made beforehand.

It answers every POST with the same chat completion, or (`--embedded`) with what the embedded model
says to that very body; those replies are worked out on first sight and remembered, so that a
second run over the same requests measures the client alone. GET /stats tells, since it was last
asked: how many requests came, how many replies had to be worked out, how many requests were in
flight at most, and when the first came (on the machine's monotonic clock). GET /latency/MS sets the
latency. With `--bodies FILE` each new request's body is written there, a line each.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import time
from pathlib import Path

import orjson

_ANSWER = (
    "Stock in Rotterdam is enough and the order leaves on Thursday. The carrier takes it on at "
    "eight, and the papers go along. In Leipzig forty boxes are left; they are kept for the "
    "customer who asked first. What is missing comes with the next ship, by the end of the month. "
    "Shall I book the later one?"
)
CANNED = {
    "id": "chatcmpl-canned",
    "object": "chat.completion",
    "created": 1700000000,
    "model": "canned",
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": _ANSWER,
            },
            "logprobs": None,
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 60, "completion_tokens": 75, "total_tokens": 135},
}
_LATENCY = re.compile(rb"\AGET /latency/([\d.]+) ")
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


def http(body: bytes, status: bytes = b"200 OK") -> bytes:
    head = b"HTTP/1.1 %b\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    return head % (status, len(body)) + body


class Replies:
    """The reply to each body; counts what it was asked."""

    def __init__(self, embedded: bool, latency: float, bodies: Path | None) -> None:
        self.latency = latency
        self._bodies = bodies.open("wb") if bodies else None
        self._canned = http(orjson.dumps(CANNED))
        self._known: dict[int, bytes] = {}
        self._model = None
        self._start_counts()
        if embedded:
            from toolmind.offline.player import EmbeddedModel

            self._model = EmbeddedModel()

    def _start_counts(self) -> None:
        self.requests = self.worked_out = self.in_flight = self.most_in_flight = 0
        self.first_at = 0.0

    def known(self, body: bytes) -> bytes | None:
        self.first_at = self.first_at or time.monotonic()
        self.requests += 1
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        return self._canned if self._model is None else self._known.get(hash(body))

    async def work_out(self, body: bytes) -> bytes:
        from toolmind.offline.server import wire
        from toolmind.offline.server.replies import completion

        self.worked_out += 1
        if self._bodies:
            self._bodies.write(body + b"\n")
        try:
            parsed = wire.parse_body(body)
            reply = await self._model.chat(wire.chat_request(parsed))
        except wire.BadRequest as error:
            return http(error.body(), b"400 Bad Request")
        made = http(completion([reply], f"chatcmpl-{hash(body):x}", parsed.model))
        return self._known.setdefault(hash(body), made)

    def stats(self) -> bytes:
        counts = {
            "requests": self.requests,
            "worked_out": self.worked_out,
            "most_in_flight": self.most_in_flight,
            "first_at": self.first_at,
        }
        self._start_counts()
        if self._bodies:
            self._bodies.flush()
        return http(orjson.dumps(counts))


class Endpoint(asyncio.Protocol):
    """One connection. Requests on it come one after the other (no pipelining of requests)."""

    def __init__(self, replies: Replies) -> None:
        self._replies = replies
        self._buffer = b""
        self._loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        head_end = self._buffer.find(b"\r\n\r\n")
        if head_end < 0:
            return
        head = self._buffer[:head_end]
        length = _LENGTH.search(head)
        end = head_end + 4 + (int(length[1]) if length else 0)
        if len(self._buffer) < end:
            if b"100-continue" in head:
                self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            return
        body, self._buffer = self._buffer[head_end + 4 : end], self._buffer[end:]
        if head.startswith(b"POST"):
            self._answer(body)
        elif found := _LATENCY.search(head):
            self._replies.latency = float(found[1]) / 1000
            self._transport.write(http(b"{}"))
        elif b"/stats" in head:
            self._transport.write(self._replies.stats())
        else:
            models = {"object": "list", "data": [{"id": "canned", "object": "model"}]}
            self._transport.write(http(orjson.dumps(models)))

    def _answer(self, body: bytes) -> None:
        known = self._replies.known(body)
        if known is None:
            task = self._loop.create_task(self._replies.work_out(body))
            task.add_done_callback(lambda done: self._send(done.result()))
        else:
            self._send(known)

    def _send(self, reply: bytes) -> None:
        if self._replies.latency:
            self._loop.call_later(self._replies.latency, self._write, reply)
        else:
            self._write(reply)

    def _write(self, reply: bytes) -> None:
        self._replies.in_flight -= 1
        self._transport.write(reply)


async def serve(port: int, replies: Replies) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Endpoint(replies), "127.0.0.1", port, backlog=4096)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--latency-ms", type=float, default=0)
    options.add_argument("--embedded", action="store_true")
    options.add_argument("--core", type=int)
    options.add_argument("--bodies", type=Path)
    given = options.parse_args()
    if given.core is not None:
        os.sched_setaffinity(0, {given.core})
    asyncio.run(serve(given.port, Replies(given.embedded, given.latency_ms / 1000, given.bodies)))
