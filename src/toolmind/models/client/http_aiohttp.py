"""HTTP by aiohttp."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from types import MappingProxyType

import aiohttp
from yarl import URL

from toolmind.config import ModelRuntime
from toolmind.models.client.deadlines import Watchdog
from toolmind.models.client.http import MAX_REPLY_BYTES, Answer, HttpFault


class AiohttpClient:
    """HTTP by aiohttp. The session opens with the first request, on the loop that it runs on."""

    def __init__(
        self,
        runtime: ModelRuntime,
        headers: dict[str, str],
        tls: ssl.SSLContext | None = None,
        proxies: Mapping[URL, URL] = MappingProxyType({}),
    ) -> None:
        """`proxies` by the origins that are reached through them."""
        self._runtime, self._headers = runtime, headers
        self._tls, self._proxies = tls, proxies
        self._first_byte = Watchdog(runtime.first_byte_timeout)
        self._session: aiohttp.ClientSession | None = None
        self._ways: dict[str, tuple[URL, URL | None]] = {}
        """URLs as parsed, with the proxies on the way."""

    async def post(self, url: str, body: bytes) -> Answer:
        """Post JSON; see `Http.post`."""
        task = self._first_byte.watch()
        try:
            return await self._post(url, body, task)
        except asyncio.CancelledError:
            if not self._first_byte.cancelled(task):
                raise
            raise HttpFault("model.timeout", "no first byte in time") from None
        except TimeoutError as error:
            connecting = isinstance(error, aiohttp.ConnectionTimeoutError)
            raise HttpFault("model.connect" if connecting else "model.timeout") from None
        except aiohttp.ClientProxyConnectionError as error:
            raise HttpFault("model.connect", f"the proxy: {error.strerror or ''}") from None
        except aiohttp.ClientHttpProxyError as error:
            text = f"the proxy answered {error.status} {error.message}"
            raise HttpFault("model.connect", text) from None
        except aiohttp.ClientConnectorError as error:
            raise HttpFault("model.connect", error.strerror or "") from None
        except (aiohttp.ClientPayloadError, aiohttp.ServerDisconnectedError, OSError) as error:
            raise HttpFault("model.cut", type(error).__name__) from None
        except aiohttp.ClientError as error:
            raise HttpFault("model.protocol", type(error).__name__) from None
        finally:
            self._first_byte.let_go(task)

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _post(self, url: str, body: bytes, task: asyncio.Task[object]) -> Answer:
        session = self._session or self._open()
        to, proxy = self._ways.get(url) or self._ways.setdefault(url, self._way(URL(url)))
        async with session.post(to, data=body, allow_redirects=False, proxy=proxy) as response:
            self._first_byte.let_go(task)
            length = response.content_length
            if length is None:
                raw = await _read_bounded(response)
            elif length > MAX_REPLY_BYTES:
                raise HttpFault("model.endless", f"a reply of {length} bytes")
            else:
                raw = await response.read()
            return Answer(response.status, response.headers, raw)

    def _way(self, url: URL) -> tuple[URL, URL | None]:
        return url, self._proxies.get(url.origin())

    def _open(self) -> aiohttp.ClientSession:
        runtime = self._runtime
        self._session = aiohttp.ClientSession(
            # `Flow` bounds what is in flight; a second bound would only queue out of order.
            connector=aiohttp.TCPConnector(
                limit=0, limit_per_host=0, keepalive_timeout=30, ssl=self._tls or True
            ),
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
