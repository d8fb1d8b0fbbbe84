"""One HTTP/1.1 connection: a request out, its answer in, one after the other.

llhttp (by httptools) tells where an answer begins and ends, strictly; what is left to do is to say
what each end of it means. A connection whose next answer could be mistaken for another's is closed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import lru_cache
from typing import cast

import httptools

from toolmind.models.client.http import MAX_REPLY_BYTES, Answer, HttpFault

_MAX_HEAD_BYTES = 256 << 10


class Connection(asyncio.BufferedProtocol):
    """A protocol of asyncio; `ask` is for who holds the connection.

    `buffer` is where what comes in is put for a moment: connections of one loop can share it, for
    each reads it before the next is called. `lost` is called when the connection is gone.
    """

    def __init__(self, buffer: memoryview, lost: Callable[[Connection], None]) -> None:
        self._buffer, self._lost = buffer, lost
        self._parser: httptools.HttpResponseParser | None = None
        """While an answer comes in: it takes 0.9 kB, and 0.3 µs to make."""
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Answer] | None = None
        self._headers: dict[str, str] = {}
        self._parts: list[bytes] = []
        self._size = self._head_size = 0
        self._until_close = False
        self.in_head = True
        """Whether the answer has not begun, as far as its head is whole."""
        self.usable = False
        """Whether a further request may be sent."""
        self.asked_at = self.idle_since = 0.0
        """When the last request was sent, and when its answer came, by the loop's clock."""

    @property
    def waiting(self) -> bool:
        """Whether an answer is owed."""
        return self._answer is not None and not self._answer.done()

    def ask(self, request: bytes) -> asyncio.Future[Answer]:
        """Send a request, head and body; the future holds the answer, or raises `HttpFault`."""
        if self._transport is None or not self.usable:
            raise RuntimeError("not connected, or a request is under way")
        self.usable = False
        loop = asyncio.get_running_loop()
        answer = self._answer = loop.create_future()
        self.asked_at = loop.time()
        self.in_head = True
        self._transport.write(request)
        return answer

    def fail(self, code: str, text: str) -> None:
        """Give the answer up and close the connection."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(HttpFault(code, text))
        self.abort()

    def abort(self) -> None:
        """Close the connection at once."""
        self.usable = False
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """By asyncio: connected, TLS and all."""
        self._transport = cast(asyncio.Transport, transport)
        self.usable = True

    def connection_lost(self, error: Exception | None) -> None:
        """By asyncio: closed by either side, in order or not."""
        self.usable = False
        if self._until_close and error is None:
            self._finish()
        elif self._answer is not None and not self._answer.done():
            reason = type(error).__name__ if error else "closed before the end"
            self._answer.set_exception(HttpFault("model.cut", reason))
        self._lost(self)

    def get_buffer(self, sizehint: int) -> memoryview:
        """By asyncio: say where to put what comes in."""
        return self._buffer

    def buffer_updated(self, count: int) -> None:
        """By asyncio: so many bytes came in."""
        if self._answer is None or self._answer.done():
            self.abort()  # nothing was asked
            return
        parser = self._parser
        if parser is None:
            parser = self._parser = httptools.HttpResponseParser(self)
        try:
            parser.feed_data(self._buffer[:count])
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self.fail("model.protocol", str(error))
            return
        if self.in_head:
            self._head_size += count
            if self._head_size > _MAX_HEAD_BYTES:
                self.fail("model.protocol", f"a head of more than {_MAX_HEAD_BYTES} bytes")

    def on_message_begin(self) -> None:
        """By the parser: an answer begins; it stops there if there was one already."""
        if self._answer is None or self._answer.done():
            raise httptools.HttpParserError("a second answer to one request")

    def on_header(self, name: bytes, value: bytes) -> None:
        """By the parser: a field of the head."""
        self._headers[_text(name.lower())] = _text(value)

    def on_headers_complete(self) -> None:
        """By the parser: the head is whole."""
        if self._parser is None or self._parser.get_status_code() < 200:
            return
        self.in_head = False
        headers = self._headers
        length = headers.get("content-length")
        if length is not None and int(length) > MAX_REPLY_BYTES:
            self.fail("model.endless", f"a reply of {length} bytes")
        elif headers.get("content-encoding", "identity") != "identity":
            self.fail("model.protocol", f"{headers['content-encoding']} was not asked for")
        self._until_close = length is None and "transfer-encoding" not in headers

    def on_body(self, part: bytes) -> None:
        """By the parser: a part of the body, freed of chunk marks."""
        self._parts.append(part)
        self._size += len(part)
        if self._size > MAX_REPLY_BYTES:
            self.fail("model.endless", f"a reply of more than {MAX_REPLY_BYTES} bytes")

    def on_message_complete(self) -> None:
        """By the parser: the answer is whole."""
        if self.in_head:
            self._headers = {}  # an interim answer (1xx): the real one follows
            self._head_size = 0
        else:
            self._finish()

    def _finish(self) -> None:
        """Give the answer, and say whether the connection may serve again."""
        self._until_close = False
        parser = self._parser
        if self._answer is None or self._answer.done() or parser is None:
            return
        # A connection that waits holds nothing of its last answer.
        answer, self._answer, self._parser = self._answer, None, None
        headers, self._headers = self._headers, {}
        parts, self._parts = self._parts, []
        self._size = self._head_size = 0
        body = parts[0] if len(parts) == 1 else b"".join(parts)
        answer.set_result(Answer(parser.get_status_code(), headers, body))
        transport = self._transport
        self.usable = (
            transport is not None
            and not transport.is_closing()
            and parser.should_keep_alive()
            # An answer before the whole request was sent is a refusal to read it.
            and not transport.get_write_buffer_size()
        )


@lru_cache(maxsize=1024)
def _text(field: bytes) -> str:
    """Return a name or value of a head; answers that come in together share most of theirs."""
    return field.decode("latin-1")
