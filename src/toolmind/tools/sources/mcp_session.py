"""A connection to an MCP server, and its tools as it wrote them, page by page.

The SDK speaks the protocol, but it takes a page of tools as a whole or not at all, and it first
asks what only the newest servers know. Here a page is kept as it came, and a server is greeted by
what all of them know (`initialize`, since 2024), over the transport that it has.
"""

from __future__ import annotations

import asyncio
import logging
import re
import shlex
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any, TextIO, cast
from urllib.parse import urlsplit

import httpx2
from mcp import ClientSession, MCPError, StdioServerParameters, stdio_client
from mcp.client.sse import sse_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.jsonrpc_dispatcher import JSONRPCDispatcher
from mcp.types import PaginatedRequestParams

from toolmind.errors import ConfigError, first_of

MAX_PAGES = 1_000
"""Pages of a listing before a server counts as going round in circles (ours)."""

_EMPTY_PAGE = {"resultType": "complete", "ttlMs": 0, "cacheScope": "private", "tools": []}
_STAND_IN = "Server returned an error response"
"""What the SDK says in the place of an answer that is no MCP."""

Transport = Callable[[], AbstractAsyncContextManager[Any]]
Greeting = Callable[[ClientSession], Awaitable[object]]

for _name in ("mcp", "client"):
    # Without a handler of the program's own, Python prints warnings: the SDK's go to nobody then.
    logging.getLogger(_name).addHandler(logging.NullHandler())


class ServerProblem(Exception):
    """Why a server gives no tools, or no more of them, in words."""


class RawListing(JSONRPCDispatcher[Any]):
    """Keeps each page of tools as the server wrote it, and gives the SDK an empty one."""

    page: Mapping[str, Any] = {}

    async def send_raw_request(
        self, method: str, params: Any, opts: Any = None, **related: Any
    ) -> dict[str, Any]:
        """Send a request; of what comes back, mend what listing tools does not need."""
        result = await super().send_raw_request(method, params, opts, **related)
        if method == "initialize":
            return _introduced(result)
        if method != "tools/list":
            return result
        self.page = result
        return dict(_EMPTY_PAGE)


async def tool_pages(
    target: str, timeout_s: float, headers: Mapping[str, str]
) -> AsyncGenerator[tuple[str, list[Any]]]:
    """Yield (server name, tools) per page, each tool as it stands in the answer.

    Raises:
        ServerProblem: the server cannot be reached or breaks its listing off.
        ConfigError: `target` is no command line.
    """
    server = Server(target, timeout_s, headers)
    async with AsyncExitStack() as stack:
        stack.callback(server.close)
        try:
            async with AsyncExitStack() as connection:
                session, listing = await server.connect(connection)
                name = session.server_info.name if session.server_info else ""
                async for tools in pages(session, listing, timeout_s):
                    yield name or "server", tools
        except Exception as error:
            raise ServerProblem(server.say(error)) from error


async def pages(
    session: ClientSession, listing: RawListing, timeout_s: float
) -> AsyncGenerator[list[Any]]:
    """Yield the tools of a server, page by page, each as it stands in the answer.

    Raises:
        ServerProblem: it goes round in circles, or lists no tools.
    """
    cursor: str | None = None
    seen: set[str] = set()
    while len(seen) < MAX_PAGES:
        async with asyncio.timeout(timeout_s):
            at = None if cursor is None else PaginatedRequestParams(cursor=cursor)
            await session.list_tools(params=at)
        tools = listing.page.get("tools")
        if not isinstance(tools, list):
            raise ServerProblem(f"its `tools` are a {type(tools).__name__}, not a list")
        yield tools
        following = listing.page.get("nextCursor")
        if following is None:
            return
        cursor = str(following)
        if cursor in seen:
            raise ServerProblem("it gave the same page twice")
        seen.add(cursor)
    raise ServerProblem(f"more than {MAX_PAGES} pages")


class Server:
    """One server: the ways to it, and what it said when it refused."""

    def __init__(
        self,
        target: str,
        timeout_s: float,
        headers: Mapping[str, str],
        folder: Path | None = None,
        *,
        elsewhere: bool = True,
    ) -> None:
        self.target, self.timeout_s, self.headers = target, timeout_s, dict(headers)
        self.folder = folder  # in which its process is started
        self.elsewhere = elsewhere  # whether a redirect may lead to another host
        self.is_http = is_address(target)
        self.status: int | None = None
        self.errors: TextIO | None = None  # what the process writes to its stderr
        if not self.is_http:
            self.environment, self.command, self.arguments = command_line(target)
            file = tempfile.NamedTemporaryFile("a", encoding="utf-8")  # noqa: SIM115
            self.errors = cast(TextIO, file)

    def close(self) -> None:
        """Forget what the process said."""
        if self.errors:
            self.errors.close()

    async def connect(self, stack: AsyncExitStack) -> tuple[ClientSession, RawListing]:
        """Greet the server, one way after the other; `stack` ends what was begun.

        Raises:
            ServerProblem: no way leads to it; says what went wrong on the first.
        """
        first = ""
        for transport, greet in self._ways():
            self.status = None
            try:
                async with AsyncExitStack() as attempt:
                    async with asyncio.timeout(self.timeout_s):
                        streams = await attempt.enter_async_context(transport())
                        listing = RawListing(*streams)
                        session = ClientSession(dispatcher=listing)
                        await attempt.enter_async_context(session)
                        await greet(session)
                    stack.push_async_exit(attempt.pop_all())
                    return session, listing
            except Exception as error:
                first = first or self.say(error)
                if self._is_hopeless(first_of(error)):
                    break
        raise ServerProblem(first)

    def _ways(self) -> Iterator[tuple[Transport, Greeting]]:
        """Yield what to try in turn; the older transport as the specification has it.

        It says: POST first, and where that is refused, GET an event stream (2025-03-26,
        basic/transports, backwards compatibility).
        """
        if not self.is_http:
            yield self._stdio, ClientSession.initialize
            yield self._stdio, ClientSession.discover
            return
        yield self._http, ClientSession.initialize
        yield self._events, ClientSession.initialize
        yield self._http, ClientSession.discover

    def _is_hopeless(self, error: BaseException) -> bool:
        """Say whether no other way is worth a try: nobody is there."""
        if isinstance(error, TimeoutError):
            return not urlsplit(self.target).path.rstrip("/").endswith("/sse")
        return isinstance(error, OSError | httpx2.ConnectError)

    def _stdio(self) -> AbstractAsyncContextManager[Any]:
        assert self.errors is not None
        parameters = StdioServerParameters(
            command=self.command,
            args=self.arguments,
            env=self.environment or None,
            cwd=self.folder,
            encoding_error_handler="replace",
        )
        return stdio_client(parameters, errlog=self.errors)

    @asynccontextmanager
    async def _http(self) -> AsyncGenerator[Any]:
        async with (
            self._client(headers=self.headers) as client,
            streamable_http_client(self.target, http_client=client) as streams,
        ):
            yield streams

    def _events(self) -> AbstractAsyncContextManager[Any]:
        return sse_client(
            self.target,
            headers=self.headers,
            timeout=self.timeout_s,
            httpx_client_factory=self._client,
        )

    def _client(
        self,
        headers: dict[str, str] | None = None,
        timeout: httpx2.Timeout | None = None,
        auth: httpx2.Auth | None = None,
    ) -> httpx2.AsyncClient:
        async def note(response: httpx2.Response) -> None:
            self.status = response.status_code if response.is_error else self.status

        return httpx2.AsyncClient(
            headers=headers,
            timeout=timeout or self.timeout_s,
            auth=auth,
            follow_redirects=self.elsewhere,
            event_hooks={"response": [note]},
        )

    def say(self, error: BaseException) -> str:
        """Return in words what went wrong, with what the server said of it."""
        error = first_of(error)
        if isinstance(error, ServerProblem):
            return str(error)
        if isinstance(error, TimeoutError):
            text = f"no answer within {self.timeout_s:g} s"
        elif self.status:
            text = f"HTTP {self.status} {HTTPStatus(self.status).phrase}"
            text += f": {error}" if isinstance(error, MCPError) and str(error) != _STAND_IN else ""
        else:
            text = ": ".join(filter(None, (type(error).__name__, str(error))))
        said = self._last_words()
        return f"{text}; it said: {said}" if said else text

    def _last_words(self) -> str:
        """Return the last line that the server's process wrote to its stderr, without its secrets.

        What stood on the command line may be a key, and is left out.
        """
        if not self.errors:
            return ""
        # By another handle: the process writes where this one's position is.
        text = Path(self.errors.name).read_bytes()[-4096:].decode(errors="replace")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        last = lines[-1][:200] if lines else ""
        for word in sorted((*self.arguments, *self.environment.values()), key=len, reverse=True):
            last = last.replace(word, "…") if len(word) > 3 else last
        return last


def is_address(target: str) -> bool:
    """Say whether a server is named by its address rather than by a command line."""
    return target.startswith(("http://", "https://"))


def command_line(target: str) -> tuple[dict[str, str], str, list[str]]:
    """Return a command line as (environment, command, arguments).

    Raises:
        ConfigError: there is no command in it, or a quote is left open.
    """
    try:
        words = shlex.split(target)
    except ValueError as error:
        raise ConfigError(f"the MCP server's command line cannot be read: {error}") from None
    environment: dict[str, str] = {}
    while words and re.match(r"[A-Za-z_]\w*=", words[0]):
        name, _, value = words.pop(0).partition("=")
        environment[name] = value
    if not words:
        raise ConfigError("an MCP server needs a command line or an http address")
    return environment, words[0], words[1:]


def _introduced(result: dict[str, Any]) -> dict[str, Any]:
    """Return what a server says of itself, with what the SDK wants to be there and nobody needs."""
    info = result.get("serverInfo")
    known = info if isinstance(info, dict) else {}
    said = {key: value for key, value in result.items() if value is not None}
    return {"capabilities": {}, **said, "serverInfo": {"name": "", "version": "", **known}}
