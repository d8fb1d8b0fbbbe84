"""HTTP by pyreqwest, a client written in Rust (extra `fast`)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

from pyreqwest import exceptions
from pyreqwest.client import Client, ClientBuilder
from pyreqwest.response import Response

from toolmind.config import ModelRuntime
from toolmind.models.http import MAX_REPLY_BYTES, Answer, HttpFault

_GRACE_S = 0.1
"""How long its threads need to let go of the interpreter: without, a process that ends at once
aborted in 10 of 25 trials (pyreqwest 0.15.1, Python 3.11); with it, in none."""


class ReqwestClient:
    """HTTP by pyreqwest."""

    def __init__(self, runtime: ModelRuntime, headers: dict[str, str]) -> None:
        self._builder = (
            ClientBuilder()
            .default_headers(headers)
            .follow_redirects(False)
            .timeout(timedelta(seconds=runtime.total_timeout))
            .connect_timeout(timedelta(seconds=runtime.connect_timeout))
            .pool_idle_timeout(timedelta(seconds=30))
        )
        self._client: Client | None = None

    async def post(self, url: str, body: bytes, heard: Callable[[], None]) -> Answer:
        """Post JSON; see `Http.post`."""
        if self._client is None:
            self._client = await self._builder.build().__aenter__()
        try:
            response = await self._client.post(url).body_bytes(body).build().send()
            heard()
            return Answer(response.status, response.headers, await _read(response))
        except exceptions.RequestTimeoutError as error:
            raise HttpFault("model.connect" if _connecting(error) else "model.timeout") from None
        except (exceptions.NetworkError, exceptions.DecodeError) as error:
            code = "model.connect" if _connecting(error) else "model.cut"
            raise HttpFault(code, type(error).__name__) from None
        except exceptions.RequestError as error:
            raise HttpFault("model.protocol", type(error).__name__) from None

    async def close(self) -> None:
        """Close all connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None
            await asyncio.sleep(_GRACE_S)


def _connecting(error: exceptions.DetailedPyreqwestError) -> bool:
    """Say whether an error arose before there was a connection.

    The class does not tell (`ConnectError` is also a connection reset before its answer); the
    chain of causes does, in the words of the library below, hyper-util.
    """
    causes = (error.details or {}).get("causes") or ()
    return any(cause["message"] == "client error (Connect)" for cause in causes)


async def _read(response: Response) -> bytes:
    length = response.get_header("content-length")
    if length is not None and length.isdecimal():
        if int(length) > MAX_REPLY_BYTES:
            raise HttpFault("model.endless", f"a reply of {length} bytes")
        return bytes(await response.bytes())
    parts, size = [], 0
    while (part := await response.body_reader.read_chunk()) is not None:
        parts.append(bytes(part))
        size += len(part)
        if size > MAX_REPLY_BYTES:
            raise HttpFault("model.endless", f"a reply of more than {MAX_REPLY_BYTES} bytes")
    return b"".join(parts)
