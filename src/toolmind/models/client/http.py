"""One POST over HTTP: the seam between what a request means and what carries it.

Two things carry it. `httptools` is asyncio's own connections with llhttp, the parser of Node.js, as
uvicorn has it: a request with its reply costs it a quarter of what it costs aiohttp (figures in
`benchmarks/README.md`), because it does no more than this client asks for: one POST, HTTP/1.1, no
redirects, no cookies, no compression, no proxy. `aiohttp` is there for what lies behind a proxy,
and for an endpoint that the other should not get on with. `auto` takes the one that fits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

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
    """A whole answer. Header names are looked up in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Http(Protocol):
    """Carries requests."""

    async def post(self, url: str, body: bytes) -> Answer:
        """Post JSON within the time-outs of the configuration. Redirects are not followed.

        Raises:
            HttpFault: there is no whole answer.
        """

    async def close(self) -> None:
        """Close all connections."""
