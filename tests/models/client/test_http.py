"""Both carriers of requests against a server that sends bytes as they stand here."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates import Authority
from raw_server import Serve, listening
from toolmind.config import ModelConfig
from toolmind.models.client.http import MAX_REPLY_BYTES, Answer, Http, HttpFault
from toolmind.models.client.transport import open_http

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello"
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nx-a: b\r\n\r\n"
    b"2\r\nhe\r\n3;ext=1\r\nllo\r\n0\r\nTrailer: x\r\n\r\n"
)
INTERIM = b"HTTP/1.1 103 Early Hints\r\nX-A: c\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + OK
TO_THE_END = b"HTTP/1.1 200 OK\r\nX-A: b\r\n\r\nhello"
OLD = b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello"


@pytest.fixture(params=["httptools", "aiohttp"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def endpoint(url: str, **runtime: Any) -> ModelConfig:
    return ModelConfig.model_validate(
        {"type": "openai", "base_url": url, "model": "m", "runtime": runtime}
    )


class Bytes:
    """Answers each request with `answers[n]` (the last one for ever), in the given pieces."""

    def __init__(self, *answers: bytes, pieces: int = 1 << 20, close: bool = False) -> None:
        self.answers, self.pieces, self.close = answers, pieces, close
        self.requests: list[bytes] = []
        self.connections = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            self.requests.append(head + await reader.readexactly(length))
            answer = self.answers[min(len(self.requests), len(self.answers)) - 1]
            for start in range(0, len(answer), self.pieces):
                writer.write(answer[start : start + self.pieces])
                await writer.drain()
                if len(answer) > self.pieces:
                    await asyncio.sleep(0)
            if self.close:
                writer.close()
                await writer.wait_closed()
                return


@asynccontextmanager
async def opened(
    serve: Serve, name: str = "httptools", tls: ssl.SSLContext | None = None, **knobs: Any
) -> AsyncIterator[tuple[Http, str]]:
    async with listening(serve, tls) as port:
        origin = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
        http = open_http(endpoint(origin, http=name, **knobs), {"X-Key": "k"})
        try:
            yield http, f"{origin}/v1/x?y=z"
        finally:
            await http.close()


def is_hello(answer: Answer) -> bool:
    return (answer.status, answer.body, answer.headers["x-a"]) == (200, b"hello", "b")


@pytest.mark.parametrize("raw", [OK, CHUNKED, INTERIM])
async def test_answers_on_one_connection(name: str, raw: bytes) -> None:
    server = Bytes(raw)
    async with opened(server, name) as (http, url):
        for _ in range(3):
            assert is_hello(await http.post(url, b"{}"))
    assert server.connections == 1
    head, _, body = server.requests[2].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v1/x?y=z HTTP/1.1\r\n")
    assert b"\r\nX-Key: k\r\n" in head
    assert b"\r\nHost: 127.0.0.1:" in head
    assert body == b"{}"


@pytest.mark.parametrize("raw", [TO_THE_END, OLD])
async def test_answers_that_end_their_connection(name: str, raw: bytes) -> None:
    server = Bytes(raw, close=True)
    async with opened(server, name) as (http, url):
        for _ in range(2):
            assert is_hello(await http.post(url, b"{}"))
    assert server.connections == 2


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.integers(1, 40), raw=st.sampled_from([OK, CHUNKED, INTERIM]))
def test_bytes_may_come_in_any_pieces(pieces: int, raw: bytes) -> None:
    async def main() -> None:
        async with opened(Bytes(raw, pieces=pieces)) as (http, url):
            for _ in range(2):
                assert is_hello(await http.post(url, b"{}"))

    asyncio.run(main())


async def test_connections_are_as_many_as_requests_at_once(name: str) -> None:
    server = Bytes(OK)
    async with opened(server, name) as (http, url):
        for _ in range(2):
            answers = await asyncio.gather(*(http.post(url, b"%d" % n) for n in range(20)))
            assert all(map(is_hello, answers))
    assert server.connections == 20
    assert len(set(server.requests)) == 20


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "model.cut"),
        (OK[:-2], "model.cut"),
        (CHUNKED[:-12], "model.cut"),
        (OK[:30], "model.cut"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "model.protocol"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "model.protocol"),
        (OK.replace(b"5", b"%d" % (MAX_REPLY_BYTES + 1)), "model.endless"),
    ],
)
async def test_answers_that_are_none(name: str, raw: bytes, code: str) -> None:
    async with opened(Bytes(raw, close=True), name) as (http, url):
        with pytest.raises(HttpFault) as caught:
            await http.post(url, b"{}")
    assert caught.value.code == code


async def endless_text(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await endless(writer, TO_THE_END)


async def endless_head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await endless(writer, b"HTTP/1.1 200 OK\r\nX-A: ")


async def endless(writer: asyncio.StreamWriter, begin: bytes) -> None:
    writer.write(begin)
    while True:
        writer.write(b"a" * (1 << 20))
        await writer.drain()


async def test_endless_text(name: str) -> None:
    async with opened(endless_text, name) as (http, url):
        with pytest.raises(HttpFault) as caught:
            await http.post(url, b"{}")
    assert caught.value.code == "model.endless"


async def test_an_endless_head(name: str) -> None:
    async with opened(endless_head, name) as (http, url):
        with pytest.raises(HttpFault) as caught:
            await http.post(url, b"{}")
    assert caught.value.code == "model.protocol"


async def test_what_was_not_asked_for() -> None:
    packed = OK.replace(b"X-A: b", b"Content-Encoding: gzip")
    async with opened(Bytes(packed)) as (http, url):
        with pytest.raises(HttpFault, match="gzip was not asked for"):
            await http.post(url, b"{}")


@pytest.mark.parametrize("extra", [OK.replace(b"hello", b"other"), b"junk"])
async def test_what_follows_an_answer_is_no_answer(extra: bytes) -> None:
    server = Bytes(OK + extra, OK)
    async with opened(server) as (http, url):
        assert is_hello(await http.post(url, b"{}"))
        await asyncio.sleep(0)
        assert is_hello(await http.post(url, b"{}"))
    assert server.connections == 2


async def test_a_connection_closed_while_idle_is_replaced(name: str) -> None:
    server = Bytes(OK, close=True)
    async with opened(server, name) as (http, url):
        for _ in range(3):
            assert is_hello(await http.post(url, b"{}"))
            await asyncio.sleep(0.02)
    assert server.connections == 3


async def test_a_refusal_before_the_request_is_read() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK.replace(b"200 OK", b"413 Too Large"))
        await asyncio.sleep(30)

    connections = 0
    async with opened(refuse) as (http, url):
        for _ in range(2):
            assert (await http.post(url, b"x" * (32 << 20))).status == 413
    assert connections == 2, "no request goes where half of another is stuck"


@pytest.mark.parametrize(
    ("begin", "knob"), [(b"", "first_byte_timeout"), (OK[:-1], "total_timeout")]
)
async def test_time_outs(name: str, begin: bytes, knob: str) -> None:
    async def stall(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(begin)
        await asyncio.sleep(30)

    async with opened(stall, name, **{knob: 0.05}) as (http, url):
        with pytest.raises(HttpFault) as caught:
            await http.post(url, b"{}")
    assert caught.value.code == "model.timeout"


async def test_a_cancelled_request_takes_its_connection_along(name: str) -> None:
    came = asyncio.Event()

    async def slow_then_good(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if came.is_set():
            await Bytes(OK)(reader, writer)
            return
        came.set()
        await asyncio.sleep(30)

    async with opened(slow_then_good, name) as (http, url):
        task = asyncio.create_task(http.post(url, b"{}"))
        await came.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert is_hello(await http.post(url, b"{}"))


async def test_nobody_there(name: str, dead_url: str) -> None:
    http = open_http(endpoint(dead_url, http=name), {})
    for url in (dead_url, "http://nobody.invalid/v1"):
        with pytest.raises(HttpFault) as caught:
            await http.post(url, b"{}")
        assert caught.value.code == "model.connect"
    await http.close()


async def test_https(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority(tmp_path)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(*authority.vouch("server"))
    server = Bytes(CHUNKED)
    async with opened(server, tls=tls) as (http, url):
        with pytest.raises(HttpFault, match="certificate verify failed") as caught:
            await http.post(url, b"{}")
        assert caught.value.code == "model.connect"
    assert not server.requests, "nothing is told to a server that is not who it says it is"
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    async with opened(server, tls=tls) as (http, url):
        for body in (b"{}", b"x" * (1 << 20)):
            assert is_hello(await http.post(url, body))
    assert server.connections == 1
    assert server.requests[1].endswith(b"x" * (1 << 20))
