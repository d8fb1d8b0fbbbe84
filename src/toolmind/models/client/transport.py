"""HTTP to one model's replicas: places, time-outs, retries. A body in, a reply read out.

What an attempt can come to:

- a body (status 200) that can be read: returned;
- a wait the server asked for (429, or any status with Retry-After), or nobody listening where
  somebody did before: sent again later, for as long as the request has `patience`;
- a transient fault (connection, time-out, a reply cut or garbled, 408, 409, 5xx): sent again
  `retries` times, after a random part of a doubling wait (full jitter);
- a refusal (other 4xx): at once a `Refused`; when the endpoint never answered before, 401, 403,
  404, 405 and 407 are a `ConfigError`, since no other item would fare better; so is nobody
  listening;
- the end of the run, an `EndpointError`: the key or the account is refused (401, 402, 403, an
  `insufficient_quota` of whatever status), or 20 requests in a row are, in the same words.

An error may come with status 200: then its own code or type is the status (see `complaints`).
"""

from __future__ import annotations

import asyncio
import codecs
import logging
import os
import random
import re
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import NoReturn, TypeVar

import msgspec
from yarl import URL

from toolmind.config import ModelConfig
from toolmind.errors import ConfigError, EndpointError, ModelError
from toolmind.models.client.body import Body
from toolmind.models.client.complaints import OUT_OF_CREDIT, Complained, complaint_of
from toolmind.models.client.http import Answer, Http, HttpFault
from toolmind.models.client.limits import Flow, Replica
from toolmind.models.client.proxy import proxy_for
from toolmind.models.client.tls import tls_context
from toolmind.models.cost import Meter

T = TypeVar("T")

_OVERLOAD = frozenset({429, 503, 504, 529})
_TRANSIENT = frozenset({408, 409}) | frozenset(range(500, 600))
_HOPELESS = {
    **dict.fromkeys((401, 403, 404, 405), "base_url, model and api_key_env"),
    407: "the proxy's user and password in HTTPS_PROXY or HTTP_PROXY",
}
"""Refusals that no other request would escape, if nothing was ever answered: what to look at."""

_MAX_BACKOFF_S = 30.0
_EQUAL_REFUSALS = 20
"""Refusals in a row, in the same words, after which no other request would fare better (ours)."""

_GZIP = b"\x1f\x8b"  # RFC 1952, 2.3.1

_OF_ONE_REQUEST = re.compile(
    r"context[ _-]?(?:length|window|size|limit)|(?:prompt|input|request|messages?)\b.{0,40}"
    r"(?:too (?:long|large)|exceed)|too many (?:input )?tokens|string_above_max_length|"
    r"content[ _-]?(?:policy|filter|management)|safety system|responsibleai",
    re.IGNORECASE,
)
"""What servers say where one request is refused for its own contents: its length, its words."""
_MOST_COMPLAINED = 64 << 10
"""Bytes of an error that are looked at."""
_log = logging.getLogger("toolmind")
_LIMIT_HEADERS = tuple(
    (kind, *(f"x-ratelimit-{what}-{kind}" for what in ("limit", "remaining", "reset")))
    for kind in ("requests", "tokens")
)


class Refused(ModelError):
    """The endpoint refuses this very request; sending it again would not help."""


class _Fault(Exception):
    """One attempt failed and may be made again."""

    def __init__(self, code: str, text: str, *, patient: bool = False) -> None:
        super().__init__(text)
        self.code, self.patient = code, patient


def read_key(variable: str) -> str:
    """Return the key in an environment variable; no name, no key.

    Raises:
        ConfigError: the variable is not set, or its text cannot be sent.
    """
    if not variable:
        return ""
    key = os.environ.get(variable, "").strip()
    if not key:
        raise ConfigError(f"the environment variable {variable} (api_key_env) is not set")
    if not (key.isascii() and key.isprintable()):
        raise ConfigError(f"the key in {variable} (api_key_env) is not printable ASCII")
    return key


def open_http(config: ModelConfig, headers: dict[str, str]) -> Http:
    """Return the carrier that the configuration names; `headers` go with every request.

    `auto` is the fast one, but where a proxy or a certificate of ours is asked for.

    Raises:
        ConfigError: a certificate cannot be read, or the proxy is of a kind that is not spoken.
    """
    tls = tls_context(config)
    wanted = config.runtime.http
    proxies: dict[URL, URL] = {}
    if wanted != "httptools":
        origins = {URL(url).origin() for url in config.base_url}
        proxies = {origin: proxy for origin in origins if (proxy := proxy_for(origin))}
    if wanted == "aiohttp" or proxies or (wanted == "auto" and config.client_cert):
        from toolmind.models.client.http_aiohttp import AiohttpClient

        return AiohttpClient(config.runtime, headers, tls, proxies)
    from toolmind.models.client.http_httptools import HttptoolsClient

    return HttptoolsClient(config.runtime, headers, tls)


class Transport:
    """Posts JSON bodies to the replicas of one endpoint."""

    def __init__(self, config: ModelConfig, meter: Meter, endpoint: str = "") -> None:
        """Open it; `endpoint` is what faults are counted under, by default the model's name."""
        runtime = config.runtime
        self._runtime = runtime
        self._endpoint = endpoint or config.model
        self._meter = meter
        self._key = read_key(config.api_key_env).encode()
        headers = {
            "User-Agent": "toolmind",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Content-Type": "application/json",
        }
        if self._key:
            headers["Authorization"] = f"Bearer {self._key.decode()}"
        self.flow = Flow(
            config.base_url,
            limit=runtime.concurrency,
            start=runtime.start,
            rpm=runtime.rpm,
            tpm=runtime.tpm,
        )
        self._http = open_http(config, headers)
        self._answered = False
        self._unreached_since = 0.0
        self._told_to_wait = False
        self._refusal, self._refusals = "", 0

    async def post(self, path: str, body: Body, tokens: float, read: Callable[[bytes], T]) -> T:
        """Send `body` until it is answered; `tokens` estimates what the answer will use.

        `read` raises `MsgspecError` or `ValueError` for what is no answer to it.

        Raises:
            ModelError: no answer, even after retries.
            BudgetExceeded: the run's budget is spent.
            Refused: the endpoint will not answer this request.
            ConfigError: the endpoint refuses the key or does not exist.
            EndpointError: the endpoint would answer no other request either.
        """
        attempts = faults = 0
        began = 0.0
        while True:
            self._meter.check()
            try:
                return await self._attempt(path, body, tokens, read)
            except _Fault as fault:
                self._meter.happened(self._endpoint, fault.code)
                attempts += 1
                faults += not fault.patient
                began = began or time.monotonic()
                self._give_up(fault, faults, began)
                longest = min(_MAX_BACKOFF_S, self._runtime.backoff * 2.0 ** min(attempts - 1, 16))
                await asyncio.sleep(random.uniform(0, longest))

    def _give_up(self, fault: _Fault, faults: int, began: float) -> None:
        """Raise what the request comes to if its retries or its patience are at an end."""
        if fault.patient:
            waited = time.monotonic() - began + self.flow.shortest_pause()
            over = waited > self._runtime.patience
        else:
            over = faults > self._runtime.retries or self._never_there(fault)
        if over and fault.code == "model.connect" and not self._answered:
            raise ConfigError(f"{fault}. Look at base_url, and whether it runs") from None
        if over:
            raise ModelError(fault.code, str(fault)) from None

    def _never_there(self, fault: _Fault) -> bool:
        """Say whether nobody was reached for as long as all retries of one request take.

        Requests that wait for the same endpoint share its pauses: each would take longer.
        """
        if fault.code != "model.connect" or self._answered:
            return False
        now = time.monotonic()
        self._unreached_since = self._unreached_since or now
        return now - self._unreached_since > self._runtime.backoff * 2.0**self._runtime.retries

    async def close(self) -> None:
        """Close all connections."""
        await self._http.close()

    async def _attempt(self, path: str, body: Body, tokens: float, read: Callable[[bytes], T]) -> T:
        if self.flow.waiting:
            body.let_go()
        replica = await self.flow.acquire(tokens)
        try:
            answer = await self._http.post(replica.url + path, body.take())
        except HttpFault as fault:
            raise self._unanswered(replica, fault) from None
        finally:
            self.flow.release(replica)
        self._heed(answer.headers)
        if answer.status != 200:
            self._fail(replica, answer)
        made = self._read(replica, answer, read)
        replica.answered()
        self._answered = True
        self._refusals = 0
        return made

    def _read(self, replica: Replica, answer: Answer, read: Callable[[bytes], T]) -> T:
        """Return what an answer with status 200 is, or raise what it comes to."""
        raw = self._scrub(answer.body)
        try:
            return read(_bare(raw))
        except Complained as error:
            status = error.complaint.status
            self._come_to(replica, status, f"{replica.url}: {error}", code=error.code)
        except (msgspec.MsgspecError, ValueError) as error:
            if complaint := complaint_of(_bare(raw)):
                text = f"{replica.url} answered 200 with an error: {complaint.words}"
                self._come_to(replica, complaint.status, text, code="model.error_body")
            kind = answer.headers.get("content-type", "no content type")
            text = f"{replica.url}: not what was asked for: {error}; it sent {kind}: {raw[:80]!r}"
            if raw.startswith(_GZIP):
                text += ". That is compressed (gzip), which was not asked for: look at its proxy"
            if "text/html" in kind and not self._answered:
                raise ConfigError(f"{text}. That is a web page: look at base_url") from None
            raise _Fault("model.garbled", text) from None

    def _unanswered(self, replica: Replica, fault: HttpFault) -> _Fault:
        """Return what a request without a whole answer comes to."""
        text = f"{replica.url}: {fault}".removesuffix(": ")
        if fault.code == "model.connect":
            replica.unreachable(self._runtime.backoff)
            # An endpoint that did answer is being restarted: wait for it, within the patience.
            return _Fault(fault.code, text, patient=self._answered)
        if fault.code == "model.timeout":
            replica.complained()
        return _Fault(fault.code, text)

    def _fail(self, replica: Replica, answer: Answer) -> NoReturn:
        """Raise what an answer with an error status comes to."""
        status, raw = answer.status, self._scrub(answer.body[:_MOST_COMPLAINED])
        text = raw[:500].decode("utf-8", "replace").strip()
        text = f"{replica.url} answered {status}: {text}"
        wait = _retry_after(answer.headers)
        complaint = complaint_of(raw)
        if complaint and complaint.status == OUT_OF_CREDIT:
            status = OUT_OF_CREDIT
        # A firewall's web page, or a moderator, refuses what one request says.
        one = bool(complaint and complaint.moderated) or raw.lstrip()[:1] == b"<"
        self._come_to(replica, status, text, wait=wait, lasting=not one)

    def _come_to(
        self,
        replica: Replica,
        status: int | None,
        text: str,
        *,
        code: str = "",
        wait: float | None = None,
        lasting: bool = True,
    ) -> NoReturn:
        """Raise what an error comes to; without a status, it may pass and is counted as `code`."""
        if status is None:
            raise _Fault(code, text) from None
        if status in _OVERLOAD:
            replica.complained()
        if wait:
            replica.pause(wait)
        if status == 429:
            self._say_once(text)
            raise _Fault("model.rate_limited", text, patient=True) from None
        if status in _TRANSIENT:
            raise _Fault(f"model.http_{status}", text, patient=wait is not None) from None
        self._meter.happened(self._endpoint, f"model.http_{status}")
        if status in _HOPELESS and not self._answered:
            hint = version_hint(replica.url) if status in (404, 405) else ""
            raise ConfigError(f"{text}. Look at {_HOPELESS[status]}{hint}") from None
        if status in (401, OUT_OF_CREDIT, 403) and lasting:
            raise EndpointError(text) from None
        raise Refused(f"model.http_{status}", text) from None

    def _say_once(self, text: str) -> None:
        """Tell the user that the endpoint makes the run wait."""
        if not self._told_to_wait:
            self._told_to_wait = True
            longest = self._runtime.patience
            _log.warning("waiting, up to %g s a request (patience): %s", longest, text)

    def refused(self, refusal: Refused) -> None:
        """Note that a request was refused for good; one refused for its own contents says nothing.

        Raises:
            EndpointError: so many others were before it, in the same words, and none was answered.
        """
        if _OF_ONE_REQUEST.search(refusal.explanation):
            return  # long dialogues may come one after the other
        words = re.sub(r"\d+", "", refusal.explanation)
        self._refusals = self._refusals + 1 if words == self._refusal else 1
        self._refusal = words
        if self._refusals >= _EQUAL_REFUSALS:
            text = f"{refusal.explanation} ({self._refusals} requests in a row were refused so)"
            raise EndpointError(text) from None

    def _heed(self, headers: Mapping[str, str]) -> None:
        for kind, limit, remaining, reset in _LIMIT_HEADERS:
            if remaining in headers:
                self.flow.told(
                    kind,
                    _number(headers.get(limit, "")),
                    _number(headers[remaining]),
                    _duration(headers.get(reset, "")),
                )

    def _scrub(self, raw: bytes) -> bytes:
        """Take the key out of what a server sent, should it echo it."""
        return raw.replace(self._key, b"***") if self._key and self._key in raw else raw


def _bare(raw: bytes) -> bytes:
    """Return a body without what some servers and proxies write before it: a mark, comments."""
    raw = raw.removeprefix(codecs.BOM_UTF8)
    while raw.startswith(b":"):  # OpenRouter's, of server-sent events
        raw = raw.partition(b"\n")[2].lstrip()
    return raw


def version_hint(url: str) -> str:
    """Say what most servers have in their address and this one has not; else nothing."""
    return "" if re.search(r"/v\d", url) else f". It has no version: try {url}/v1"


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds a server asks to wait: `retry-after-ms`, or Retry-After (RFC 9110)."""
    if (text := headers.get("retry-after-ms")) and (value := _number(text)) is not None:
        return value / 1000
    text = headers.get("retry-after")
    if not text:
        return None
    if (value := _number(text)) is not None:
        return value
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value < 86_400 * 366 else None


def _duration(text: str) -> float | None:
    """Parse seconds, or OpenAI's form: ``1h2m3.5s``, ``120ms``."""
    if (value := _number(text)) is not None:
        return value
    seconds, number = 0.0, ""
    units = {"h": 3600.0, "m": 60.0, "s": 1.0}
    text = text.strip().replace("ms", "µ")
    for char in text:
        if char in units or char == "µ":
            part = _number(number)
            if part is None:
                return None
            seconds += part * (units.get(char) or 0.001)
            number = ""
        else:
            number += char
    return seconds if text and not number else None
