"""A chat model behind HTTP on 127.0.0.1: the double of an OpenAI-compatible endpoint.

`/v1/chat/completions`, `/v1/embeddings`, `/v1/models` and `/stats` (what was asked, injected and
refused). Errors have OpenAI's bodies. It is for this machine alone and asks for no key.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
import orjson
from aiohttp import web

from toolmind.errors import ItemError
from toolmind.models.base import ChatModel, ChatReply, ChatRequest
from toolmind.offline.server import wire
from toolmind.offline.server.delivery import deliver, reset
from toolmind.offline.server.embeddings import Embedder, embeddings
from toolmind.offline.server.embeddings import parse_body as parse_embeddings
from toolmind.offline.server.faults import REPLY_FAULTS, FaultPlan, spoil
from toolmind.offline.server.journal import Entry, Journal, said
from toolmind.offline.server.prompted import CallsAsText
from toolmind.offline.server.quota import Quota, Refusal, retry_after
from toolmind.offline.server.replies import completion, completion_events
from toolmind.records import Usage

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
BYTES_PER_TOKEN = 4
"""To charge a prompt before the model has counted it; the usual rule of thumb for English."""

_FAILURES = frozenset({"429", "429-retry-after", "500", "503", "reset"})
"""Faults in place of an answer."""

Answerer = Callable[[web.Request, bytes, Entry, float], Awaitable[web.StreamResponse]]
"""From a request, its body, its entry and when it came to an answer."""


@dataclass(frozen=True)
class DoubleOptions:
    """How the double behaves. Times in seconds; limits per minute; None means no limit."""

    latency_s: float = 0.0
    rpm: float | None = None
    tpm: float | None = None
    burst_s: float = 1.0
    faults: FaultPlan = field(default_factory=FaultPlan)
    stall_s: float = 10.0
    """How late the first byte is under the fault `slow-first-byte`."""
    retry_after_s: float = 1.0
    """What the fault `429-retry-after` asks a client to wait."""
    log: Path | None = None
    models: tuple[str, ...] = ()
    """The names it answers to; none means the model's own."""
    tool_mode: str = "native"
    """Or a prompted mode: it takes no `tools`, reads them in the prompt, writes calls as text."""


class ModelServer:
    """Serves one chat model; an async context manager that is reachable at `url` inside.

    With an embedder, its embeddings too. Port 0 takes a free one.
    """

    def __init__(
        self,
        model: ChatModel,
        options: DoubleOptions | None = None,
        port: int = 0,
        embedder: Embedder | None = None,
    ) -> None:
        self._model, self._options, self._port = model, options or DoubleOptions(), port
        self._embedder = embedder
        self._names = self._options.models or (model.name,)
        self._all_names = (*self._names, embedder.name) if embedder else self._names
        mode = self._options.tool_mode
        self._as_text = CallsAsText(mode) if mode != "native" else None
        self._quota = Quota(self._options.rpm, self._options.tpm, self._options.burst_s)
        self._journal = Journal(self._options.log)
        self._runner: web.AppRunner | None = None
        self.url = ""
        """The base URL that a client is given, ending in /v1."""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_post("/v1/chat/completions", self._completions)
        app.router.add_post("/v1/embeddings", self._embeddings)
        app.router.add_get("/v1/models", self._models)
        app.router.add_get("/v1/models/{name}", self._one_model)
        app.router.add_get("/stats", self._stats)
        app.router.add_route("*", "/{path:.*}", _no_such_url)
        # Idle connections outlive a client's think time, so that a late reuse meets no reset.
        self._runner = web.AppRunner(
            app, access_log=None, keepalive_timeout=600, shutdown_timeout=1
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, self._port, backlog=4096)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/v1"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._runner:
            await self._runner.cleanup()
        self._journal.close()

    @property
    def stats(self) -> dict[str, object]:
        """The counts since the server began; see `Journal.stats`."""
        return self._journal.stats()

    async def _models(self, request: web.Request) -> web.Response:
        return _json(orjson.dumps({"object": "list", "data": [_card(n) for n in self._all_names]}))

    async def _one_model(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name in self._all_names:
            return _json(orjson.dumps(_card(name)))
        return _bad(_no_model(name))

    async def _stats(self, request: web.Request) -> web.Response:
        return _json(orjson.dumps(self.stats))

    async def _completions(self, request: web.Request) -> web.StreamResponse:
        return await self._handle(request, self._complete)

    async def _embeddings(self, request: web.Request) -> web.StreamResponse:
        return await self._handle(request, self._embed)

    async def _handle(self, request: web.Request, answer: Answerer) -> web.StreamResponse:
        """Answer a request, whatever comes of it, and keep its entry."""
        began = time.monotonic()
        raw = await request.read()
        entry = self._journal.begin(raw, request.headers.get("x-client-request-id", ""))
        try:
            if refusal := self._quota.admit(began, len(raw) // BYTES_PER_TOKEN):
                return self._refuse(refusal, entry)
            return await answer(request, raw, entry, began)
        except wire.BadRequest as error:
            entry.status = error.status
            return _bad(error)
        except Exception as error:  # the server must live on, whatever the model did
            if not isinstance(error, ItemError):
                log.exception("the served model failed")
            entry.status = 500
            return _json(wire.error_body(str(error), "server_error"), 500)
        finally:
            self._journal.end(entry)

    async def _complete(
        self, request: web.Request, raw: bytes, entry: Entry, began: float
    ) -> web.StreamResponse:
        body = wire.parse_body(raw)
        entry.model = body.model
        if body.model not in self._names:
            raise _no_model(body.model)
        asked = wire.chat_request(body)
        if self._as_text:
            asked = self._as_text.unfold(asked)
        fault, rng = self._options.faults.draw(entry.key, entry.attempt)
        if fault in _FAILURES:
            await self._until(began)
            return self._fail(request, fault, entry)
        replies = await self._replies(asked, body)
        if fault in REPLY_FAULTS:
            if (bad := spoil(fault, asked, replies[0], rng)) is None:
                fault = None
            else:
                replies[0] = bad
        entry.fault = fault or ""
        self._account(entry, replies, len(raw) // BYTES_PER_TOKEN)
        if self._as_text:
            replies = [self._as_text.fold(reply, asked.tools) for reply in replies]
        await self._until(began, fault)
        chunks, kind = _chunks(replies, body, entry)
        return await deliver(request, chunks, kind, fault, entry, self._quota.headers())

    async def _embed(
        self, request: web.Request, raw: bytes, entry: Entry, began: float
    ) -> web.StreamResponse:
        body = parse_embeddings(raw)
        entry.model = body.model
        if self._embedder is None or body.model != self._embedder.name:
            raise _no_model(body.model)
        texts = body.texts()
        fault, _ = self._options.faults.draw(entry.key, entry.attempt)
        if fault in _FAILURES:
            await self._until(began)
            return self._fail(request, fault, entry)
        # The other reply faults are of chat completions.
        entry.fault = fault = "" if fault is None or fault in REPLY_FAULTS else fault
        entry.prompt_tokens = sum(-(-len(text.encode()) // BYTES_PER_TOKEN) for text in texts)
        entry.reply = f"embd-{entry.key}{entry.attempt:04x}"
        chunks = [embeddings(self._embedder.embed(texts), body, entry.prompt_tokens)]
        await self._until(began, fault)
        headers = self._quota.headers()
        return await deliver(request, chunks, "application/json", fault, entry, headers)

    async def _replies(self, asked: ChatRequest, body: wire.CompletionBody) -> list[ChatReply]:
        replies = []
        for sample in range(body.n or 1):
            reply = await self._model.chat(msgspec.structs.replace(asked, sample=sample))
            if body.parallel_tool_calls is False and len(reply.message.tool_calls) > 1:
                message = msgspec.structs.replace(
                    reply.message, tool_calls=reply.message.tool_calls[:1]
                )
                reply = msgspec.structs.replace(reply, message=message)
            replies.append(reply)
        return replies

    def _account(self, entry: Entry, replies: list[ChatReply], estimate: int) -> None:
        """Record what the reply used; a model that counts no tokens is given estimates."""
        for at, reply in enumerate(replies):
            if not reply.usage.completion_tokens:
                size = len(reply.message.content) + sum(
                    len(call.arguments) + len(call.name) for call in reply.message.tool_calls
                )
                usage = Usage(
                    requests=1,
                    prompt_tokens=reply.usage.prompt_tokens or estimate,
                    completion_tokens=max(1, size // BYTES_PER_TOKEN),
                )
                replies[at] = msgspec.structs.replace(reply, usage=usage)
        entry.prompt_tokens = replies[0].usage.prompt_tokens
        entry.completion_tokens = sum(reply.usage.completion_tokens for reply in replies)
        entry.reply = f"chatcmpl-{entry.key}{entry.attempt:04x}"
        entry.said = said(replies[0].message)
        self._quota.spend(entry.completion_tokens)

    async def _until(self, began: float, fault: str | None = None) -> None:
        """Wait for what is left of the latency, and longer under `slow-first-byte`."""
        if fault == "slow-first-byte":
            began += self._options.stall_s
        left = began + self._options.latency_s - time.monotonic()
        if left > 0:
            await asyncio.sleep(left)

    def _refuse(self, refusal: Refusal, entry: Entry) -> web.Response:
        entry.status, entry.violation = 429, refusal.limit
        text = (
            f"Rate limit reached for {refusal.limit} per min. "
            f"Please try again in {refusal.wait_s:.3f}s."
        )
        headers = {**self._quota.headers(), **retry_after(refusal.wait_s)}
        return _json(_limited(text, refusal.limit), 429, headers)

    def _fail(self, request: web.Request, fault: str, entry: Entry) -> web.Response:
        entry.fault = fault
        if fault == "reset":
            reset(request)
            return web.Response()  # goes nowhere: the connection is gone
        entry.status = int(fault[:3])
        if entry.status == 429:
            headers = retry_after(self._options.retry_after_s) if fault != "429" else {}
            return _json(_limited("Rate limit reached for requests", "requests"), 429, headers)
        if entry.status == 503:
            text = "The engine is currently overloaded, please try again later"
            return _json(wire.error_body(text, "service_unavailable_error"), 503)
        text = "The server had an error while processing your request. Sorry about that!"
        return _json(wire.error_body(text, "server_error"), 500)


def _chunks(
    replies: list[ChatReply], body: wire.CompletionBody, entry: Entry
) -> tuple[list[bytes], str]:
    if not body.stream:
        return [completion(replies, entry.reply, body.model)], "application/json"
    usage = bool(body.stream_options and body.stream_options.include_usage)
    events = completion_events(replies, entry.reply, body.model, usage)
    return list(events), "text/event-stream"


def _limited(text: str, limit: str) -> bytes:
    return wire.error_body(text, limit, None, "rate_limit_exceeded")


def _card(name: str) -> dict[str, object]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "toolmind"}


def _no_model(name: str) -> wire.BadRequest:
    return wire.BadRequest(
        f"The model `{name}` does not exist or you do not have access to it.",
        None,
        "model_not_found",
        404,
    )


def _json(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(
        body=body, status=status, headers={"content-type": "application/json", **(headers or {})}
    )


def _bad(error: wire.BadRequest) -> web.Response:
    return _json(error.body(), error.status)


async def _no_such_url(request: web.Request) -> web.Response:
    text = f"Invalid URL ({request.method} {request.path})"
    return _json(wire.error_body(text, "invalid_request_error"), 404)
