"""One connection against a server that sends bytes as they stand here."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from raw_server import Serve, listening
from toolmind.models.client import http_connection
from toolmind.models.client.http import Answer, HttpFault
from toolmind.models.client.http_connection import Connection

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello"
ASK = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"


def answering(*answers: bytes, close: bool = False) -> Serve:
    """Answer each request in turn, and close after the last one, or leave it open."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
        if close:
            writer.close()
            await writer.wait_closed()
        await reader.read()

    return serve


class Lost:
    """Notes that a connection is lost."""

    def __init__(self) -> None:
        self.connections: list[Connection] = []
        self._happened = asyncio.Event()

    def __call__(self, connection: Connection) -> None:
        self.connections.append(connection)
        self._happened.set()

    async def just(self, connection: Connection) -> bool:
        """Wait until one is lost; say whether it is this one, and of no more use."""
        await asyncio.wait_for(self._happened.wait(), 5)
        return self.connections == [connection] and not connection.usable


@asynccontextmanager
async def connected(serve: Serve) -> AsyncIterator[tuple[Connection, Lost]]:
    """Connect to such a server."""
    lost = Lost()
    loop = asyncio.get_running_loop()
    async with listening(serve) as port:
        buffer = memoryview(bytearray(1 << 16))
        _, connection = await loop.create_connection(
            lambda: Connection(buffer, lost), "127.0.0.1", port
        )
        yield connection, lost
        connection.abort()
        assert await lost.just(connection)


async def test_one_request_after_the_other() -> None:
    async with connected(answering(OK, OK)) as (connection, lost):
        for _ in range(2):
            assert connection.usable and not connection.waiting
            answer = connection.ask(ASK)
            assert connection.waiting and connection.in_head and not connection.usable
            with pytest.raises(RuntimeError, match="a request is under way"):
                connection.ask(ASK)
            assert (await answer).body == b"hello"
            assert not connection.in_head
        assert not lost.connections


async def test_nothing_is_asked_before_it_is_connected() -> None:
    with pytest.raises(RuntimeError, match="not connected"):
        Connection(memoryview(bytearray(9)), lambda _: None).ask(ASK)


async def test_header_names_are_in_lower_case_and_the_last_of_a_name_counts() -> None:
    raw = b"HTTP/1.1 404 Not Found\r\nX-A: 1\r\nx-a: \xe9\r\nContent-Length: 0\r\n\r\n"
    async with connected(answering(raw)) as (connection, _):
        answer = await connection.ask(ASK)
    assert answer == Answer(404, {"x-a": "é", "content-length": "0"}, b"")


@pytest.mark.parametrize(
    "raw",
    [OK.replace(b"X-A: b", b"Connection: close"), OK.replace(b"HTTP/1.1", b"HTTP/1.0")],
)
async def test_an_answer_may_be_the_last_of_its_connection(raw: bytes) -> None:
    async with connected(answering(raw)) as (connection, _):
        assert (await connection.ask(ASK)).body == b"hello"
        assert not connection.usable


async def test_an_interim_answer_leaves_no_trace() -> None:
    interim = b"HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n" * 3
    async with connected(answering(interim + OK)) as (connection, _):
        answer = await connection.ask(ASK)
    assert answer.status == 200 and "x-early" not in answer.headers


async def test_an_answer_without_a_length_ends_with_its_connection() -> None:
    raw = b"HTTP/1.1 200 OK\r\n\r\nhel"
    async with connected(answering(raw, close=True)) as (connection, lost):
        assert (await connection.ask(ASK)).body == b"hel"
        assert await lost.just(connection)


async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\n\r\nhel")
    await writer.drain()
    linger = struct.pack("ii", 1, 0)  # so that closing sends a reset
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    await asyncio.sleep(0.01)
    writer.transport.abort()


async def test_an_answer_that_a_reset_breaks_off_is_cut() -> None:
    async with connected(reset) as (connection, lost):
        with pytest.raises(HttpFault, match="ConnectionResetError") as told:
            await connection.ask(ASK)
        assert told.value.code == "model.cut"
        assert await lost.just(connection)


@pytest.mark.parametrize(
    ("raw", "code", "text"),
    [
        (OK[:-1], "model.cut", "closed before the end"),
        (b"", "model.cut", "closed before the end"),
        (
            b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
            "model.protocol",
            "",
        ),
        (OK.replace(b"X-A: b", b"Content-Encoding: br"), "model.protocol", "br was not asked for"),
        (OK.replace(b"OK\r\n", b"OK\r\nbroken header\r\n"), "model.protocol", ""),
        (OK.replace(b"X-A", b"Transfer-Encoding: chunked\r\nX-A"), "model.protocol", ""),
    ],
)
async def test_what_is_no_whole_answer_closes_it(raw: bytes, code: str, text: str) -> None:
    async with connected(answering(raw, close=True)) as (connection, lost):
        with pytest.raises(HttpFault, match=text or None) as told:
            await connection.ask(ASK)
        assert told.value.code == code
        assert await lost.just(connection)


@pytest.mark.parametrize("length", [b"Content-Length: 11", b"Transfer-Encoding: chunked"])
async def test_a_long_answer_is_a_fault(monkeypatch: pytest.MonkeyPatch, length: bytes) -> None:
    monkeypatch.setattr(http_connection, "MAX_REPLY_BYTES", 10)
    body = b"b\r\nhello world\r\n0\r\n\r\n" if b"chunked" in length else b"hello world"
    raw = b"HTTP/1.1 200 OK\r\n%b\r\n\r\n%b" % (length, body)
    async with connected(answering(raw)) as (connection, lost):
        with pytest.raises(HttpFault, match=r"a reply of (more than 10|11) bytes") as told:
            await connection.ask(ASK)
        assert told.value.code == "model.endless"
        assert await lost.just(connection)


async def test_a_long_head_is_a_fault_and_a_long_body_in_pieces_is_none() -> None:
    long_head = b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * (257 << 10)
    async with connected(answering(long_head)) as (connection, _):
        with pytest.raises(HttpFault, match="a head of more than 262144 bytes"):
            await connection.ask(ASK)
    text = b"a" * (300 << 10)
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(text), text)
    async with connected(answering(raw, raw)) as (connection, _):
        for _ in range(2):
            assert (await connection.ask(ASK)).body == text


async def test_bytes_that_nobody_asked_for_close_it() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(OK)
        await reader.read()

    async with connected(talk) as (connection, lost):
        assert await lost.just(connection)


async def test_a_server_that_goes_while_nothing_is_asked_is_no_fault() -> None:
    async with connected(answering(close=True)) as (connection, lost):
        assert await lost.just(connection)
        with pytest.raises(RuntimeError, match="not connected, or a request is under way"):
            connection.ask(ASK)


async def test_an_answer_that_was_given_up_says_why() -> None:
    async with connected(answering()) as (connection, lost):
        answer = connection.ask(ASK)
        connection.fail("model.timeout", "too late")
        with pytest.raises(HttpFault, match="too late") as told:
            await answer
        assert told.value.code == "model.timeout" and not connection.waiting
        connection.fail("model.cut", "again")
        assert await lost.just(connection)
