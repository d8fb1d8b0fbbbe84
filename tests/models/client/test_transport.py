"""A body in, a reply read out: what is sent, what is waited for, what is told of a server.

Retries and refusals as a whole are tested in `test_openai.py`.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import orjson
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from toolmind.config import ModelConfig
from toolmind.errors import BudgetExceeded, ConfigError, EndpointError, ModelError
from toolmind.models.client.body import Body
from toolmind.models.client.transport import (
    Refused,
    Transport,
    _duration,
    _retry_after,
    read_key,
)
from toolmind.models.cost import Meter
from toolmind.records import Usage


@asynccontextmanager
async def opened(config: ModelConfig, meter: Meter | None = None) -> AsyncIterator[Transport]:
    transport = Transport(config, meter or Meter())
    try:
        yield transport
    finally:
        await transport.close()


async def post(transport: Transport, read: Callable[[bytes], Any] = orjson.loads) -> Any:
    body = Body(lambda: b'{"a": 1}')
    return await asyncio.wait_for(transport.post("/x", body, 10.0, read), 20)


def answered(status: int, text: str = "no", **headers: str) -> Callable[..., web.Response]:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda *_: web.Response(status=status, text=text, headers=names)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "the environment variable A_KEY (api_key_env) is not set"),
        (" \n", "the environment variable A_KEY (api_key_env) is not set"),
        ("sk-ü", "the key in A_KEY (api_key_env) is not printable ASCII"),
        ("sk\r\nX-Evil: 1", "the key in A_KEY (api_key_env) is not printable ASCII"),
    ],
)
def test_a_key_that_cannot_be_sent_is_told_by_its_variable_alone(
    monkeypatch: pytest.MonkeyPatch, value: str | None, message: str
) -> None:
    monkeypatch.delenv("A_KEY", raising=False)
    if value is not None:
        monkeypatch.setenv("A_KEY", value)
    with pytest.raises(ConfigError) as told:
        read_key("A_KEY")
    assert str(told.value) == message


def test_a_key_is_read_without_blanks_around_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_KEY", " sk-1\n")
    assert (read_key("A_KEY"), read_key("")) == ("sk-1", "")


async def test_a_request_asks_for_plain_json_and_has_the_key(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_KEY", "sk-1")
    async with opened(server.config(api_key_env="A_KEY")) as transport:
        await post(transport)
    async with opened(server.config()) as transport:
        await post(transport)
    with_key, without = server.headers
    assert with_key["Authorization"] == "Bearer sk-1" and "Authorization" not in without
    assert without["Content-Type"] == without["Accept"] == "application/json"
    assert without["Accept-Encoding"] == "identity"
    assert server.bodies == [{"a": 1}] * 2


@pytest.mark.parametrize(
    "raw",
    [b'{"b": 2}', b'\xef\xbb\xbf{"b": 2}', b': OPENROUTER PROCESSING\n\n: again\r\n{"b": 2}'],
)
async def test_what_servers_write_before_a_reply_is_passed_over(server: Any, raw: bytes) -> None:
    server.script = [raw]
    async with opened(server.config()) as transport:
        assert await post(transport) == {"b": 2}


async def test_a_body_of_comments_alone_is_garbled(server: Any) -> None:
    server.script = [b": keep-alive"]
    async with opened(server.config(runtime={"retries": 1})) as transport:
        with pytest.raises(ModelError, match=r"model\.garbled: .*not what was asked for"):
            await post(transport)
    assert server.count == 2


async def test_what_a_server_echoes_of_the_key_is_taken_out(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_KEY", "sk-secret-1")
    server.script = [b'{"b": "Bearer sk-secret-1"}', answered(400, "bad key sk-secret-1")]
    async with opened(server.config(api_key_env="A_KEY")) as transport:
        assert await post(transport) == {"b": "Bearer ***"}
        with pytest.raises(Refused, match=r"answered 400: bad key \*\*\*"):
            await post(transport)


async def test_a_spent_budget_sends_nothing(server: Any) -> None:
    meter = Meter(max_tokens=5)
    meter.paid("m", Usage(requests=1, prompt_tokens=6))
    async with opened(server.config(), meter) as transport:
        with pytest.raises(BudgetExceeded):
            await post(transport)
    assert server.count == 0


async def test_a_budget_that_is_spent_meanwhile_ends_the_retries(server: Any) -> None:
    meter = Meter(max_tokens=5)

    def spend(*_: Any) -> web.Response:
        meter.paid("m", Usage(requests=1, prompt_tokens=6))
        return web.Response(status=500)

    server.script = [spend]
    async with opened(server.config(), meter) as transport:
        with pytest.raises(BudgetExceeded):
            await post(transport)
    assert server.count == 1 and meter.events == {("m", "model.http_500"): 1}


async def test_rate_limit_headers_are_heeded(server: Any) -> None:
    told = {"x_ratelimit_remaining_requests": "0", "x_ratelimit_reset_requests": "1m30s"}
    server.script = [answered(200, "{}", **told)]
    async with opened(server.config()) as transport:
        now = time.monotonic()
        assert transport.flow.requests.wait(1.0, now) <= 0
        await post(transport)
        assert 80 < transport.flow.requests.wait(1.0, now) < 100
        assert transport.flow.tokens.wait(1.0, now) <= 0


class Noticing(Meter):
    """Tells when nobody was there."""

    def __init__(self) -> None:
        super().__init__()
        self.nobody = asyncio.Event()

    def happened(self, model: str, code: str) -> None:
        super().happened(model, code)
        if code == "model.connect":
            self.nobody.set()


@asynccontextmanager
async def up(port: int) -> AsyncIterator[None]:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response({"b": 2})

    app = web.Application()
    app.router.add_post("/v1/x", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield
    await runner.cleanup()


def restarting(**runtime: Any) -> tuple[int, ModelConfig]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"type": "openai", "model": "m", "base_url": f"http://127.0.0.1:{port}/v1"}
    runtime = {"backoff": 0.01, "retries": 1, **runtime}  # the one is for the connection kept
    return port, ModelConfig.model_validate({**settings, "runtime": runtime})


async def test_an_endpoint_that_answered_is_waited_for_while_it_restarts() -> None:
    port, config = restarting()
    meter = Noticing()
    async with opened(config, meter) as transport:
        async with up(port):
            await post(transport)
        waiting = asyncio.create_task(post(transport))
        await asyncio.wait_for(meter.nobody.wait(), 20)
        async with up(port):
            assert await waiting == {"b": 2}


async def test_an_endpoint_that_does_not_come_back_is_waited_for_within_the_patience() -> None:
    port, config = restarting(patience=0.05)
    async with opened(config) as transport:
        async with up(port):
            await post(transport)
        with pytest.raises(ModelError, match=r"model\.connect"):
            await post(transport)


@pytest.mark.parametrize(
    "words",
    [
        "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens",
        "context_length_exceeded",
        "prompt is too long: 210000 tokens > 200000 maximum",
        "Requested tokens (5000) exceed context window of 4096",
        "The input exceeds the available context size. try increasing it",
        "Input is too long for requested model.",
        "The response was filtered due to the prompt triggering a content management policy",
    ],
)
async def test_requests_that_are_refused_for_their_contents_do_not_end_a_run(
    server: Any, words: str
) -> None:
    async with opened(server.config()) as transport:
        for _ in range(60):
            transport.refused(Refused("model.http_400", words))


async def test_refusals_are_counted_while_their_words_are_the_same(server: Any) -> None:
    async with opened(server.config()) as transport:
        for number in range(19):
            transport.refused(Refused("model.http_400", f"request {number} is too odd"))
        transport.refused(Refused("model.http_400", "something else"))
        for number in range(19):
            transport.refused(Refused("model.http_400", f"request {number} is too odd"))
        with pytest.raises(EndpointError, match=r"request 7 is too odd \(20 requests in a row"):
            transport.refused(Refused("model.http_400", "request 7 is too odd"))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1", 1.0),
        ("0.5", 0.5),
        ("0", 0.0),
        ("6m0s", 360.0),
        ("1h2m3.5s", 3723.5),
        ("120ms", 0.12),
        ("1s500ms", 1.5),
        (" 2s ", 2.0),
        ("", None),
        ("soon", None),
        ("s", None),
        ("1m30", None),
        ("-1", None),
        ("nan", None),
        ("inf", None),
        ("1e9", None),
        ("-1s", None),
    ],
)
def test_a_time_until_a_reset(text: str, seconds: float | None) -> None:
    assert _duration(text) == (pytest.approx(seconds) if seconds is not None else None)


@given(st.text(alphabet="0123456789.hms µ-e", max_size=8) | st.text(max_size=8))
def test_whatever_a_header_says_it_is_a_time_or_nothing(text: str) -> None:
    seconds = _duration(text)
    assert seconds is None or 0 <= seconds < float("inf")
    wait = _retry_after({"retry-after": text, "retry-after-ms": text})
    assert wait is None or 0 <= wait < float("inf")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "7", "retry-after-ms": "250"}, 0.25),
        ({"retry-after": "7", "retry-after-ms": "soon"}, 7.0),
        ({"retry-after": "tomorrow"}, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
    ],
)
def test_how_long_a_server_asks_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert _retry_after(headers) == seconds


def test_a_date_to_come_is_a_wait() -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    wait = _retry_after({"retry-after": at})
    assert wait is not None and 30 < wait <= 60


@pytest.mark.parametrize("status", [429, 503])
async def test_a_wait_that_is_asked_for_costs_no_retry(server: Any, status: int) -> None:
    busy = answered(status, Retry_After="0.01")
    server.script = [busy, busy, b'{"b": 2}']
    async with opened(server.config(runtime={"retries": 0})) as transport:
        assert await post(transport) == {"b": 2}
    assert server.count == 3
