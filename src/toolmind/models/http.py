"""One POST over HTTP: the seam between what a request means and the library that carries it.

Two libraries carry it. aiohttp is the default. pyreqwest (extra `fast`, `runtime.http: pyreqwest`)
needs a third of aiohttp's time for a request, but is young: it may abort the interpreter when the
process ends within some milliseconds of its last request, which `close` waits out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

import aiohttp
from yarl import URL

from toolmind.config import ModelRuntime
from toolmind.errors import ConfigError

MAX_REPLY_BYTES = 32 << 20
"""A longer reply is a fault: text may be endless (ours)."""


class HttpFault(Exception):
    """There is no whole answer; `code` says why.

    `model.connect`: nobody is there; `model.timeout`; `model.cut`: the connection broke;
    `model.endless`: longer than `MAX_REPLY_BYTES`; `model.protocol`: not HTTP.
    """

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(text)
        self.code = code


class Answer(NamedTuple):
    """A whole answer. Header names are looked up whatever their case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Http(Protocol):
    """Carries requests."""

    async def post(self, url: str, body: bytes, heard: Callable[[], None]) -> Answer:
        """Post JSON; `heard` is called when the answer begins. Redirects are not followed.

        Raises:
            HttpFault: there is no whole answer.
        """

    async def close(self) -> None:
        """Close all connections."""


def open_http(runtime: ModelRuntime, headers: dict[str, str]) -> Http:
    """Return the library that the configuration names.

    Raises:
        ConfigError: it is not installed.
    """
    if runtime.http == "aiohttp":
        return AiohttpClient(runtime, headers)
    try:
        from toolmind.models.http_reqwest import ReqwestClient
    except ImportError:
        raise ConfigError(
            "runtime.http: pyreqwest is not installed; pip install 'toolmind[fast]' installs it"
        ) from None
    return ReqwestClient(runtime, headers)


class AiohttpClient:
    """HTTP by aiohttp. The session opens with the first request, on the loop that it runs on."""

    def __init__(self, runtime: ModelRuntime, headers: dict[str, str]) -> None:
        self._runtime, self._headers = runtime, headers
        self._session: aiohttp.ClientSession | None = None
        self._urls: dict[str, URL] = {}

    async def post(self, url: str, body: bytes, heard: Callable[[], None]) -> Answer:
        """Post JSON; see `Http.post`."""
        session = self._session or self._open()
        parsed = self._urls.get(url) or self._urls.setdefault(url, URL(url))
        try:
            async with session.post(parsed, data=body, allow_redirects=False) as response:
                heard()
                length = response.content_length
                if length is None:
                    raw = await _read_bounded(response)
                elif length > MAX_REPLY_BYTES:
                    raise HttpFault("model.endless", f"a reply of {length} bytes")
                else:
                    raw = await response.read()
                return Answer(response.status, response.headers, raw)
        except TimeoutError as error:
            connecting = isinstance(error, aiohttp.ConnectionTimeoutError)
            raise HttpFault("model.connect" if connecting else "model.timeout") from None
        except aiohttp.ClientConnectorError as error:
            raise HttpFault("model.connect", error.strerror or "") from None
        except (aiohttp.ClientPayloadError, aiohttp.ServerDisconnectedError, OSError) as error:
            raise HttpFault("model.cut", type(error).__name__) from None
        except aiohttp.ClientError as error:
            raise HttpFault("model.protocol", type(error).__name__) from None

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        runtime = self._runtime
        self._session = aiohttp.ClientSession(
            # `Flow` bounds what is in flight; a second bound would only queue out of order.
            connector=aiohttp.TCPConnector(limit=0, limit_per_host=0, keepalive_timeout=30),
            timeout=aiohttp.ClientTimeout(
                total=runtime.total_timeout, sock_connect=runtime.connect_timeout
            ),
            headers=self._headers,
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        return self._session


async def _read_bounded(response: aiohttp.ClientResponse) -> bytes:
    parts, size = [], 0
    async for part in response.content.iter_any():
        parts.append(part)
        size += len(part)
        if size > MAX_REPLY_BYTES:
            raise HttpFault("model.endless", f"a reply of more than {MAX_REPLY_BYTES} bytes")
    return b"".join(parts)
