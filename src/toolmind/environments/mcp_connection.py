"""A session with an MCP server, by the official SDK, held by a task of its own.

The SDK ties a session to the task that opened it, and ends that task when the server dies: it must
not be a dialogue's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeVar

import anyio
from mcp import ClientSession, MCPError
from mcp.types import CONNECTION_CLOSED, CallToolResult, TextResourceContents

from toolmind.errors import SimulationError
from toolmind.tools.sources.mcp_session import RawListing, Server, ServerProblem, pages

T = TypeVar("T")

_GONE = (anyio.ClosedResourceError, anyio.BrokenResourceError, anyio.EndOfStream, OSError)
_MOST_RESOURCES = 20
"""Resources that are read as the state (ours)."""


class McpConnection:
    """A session; `tools` are the server's, as it wrote them. Made by `opened`."""

    def __init__(self, server: Server) -> None:
        self.tools: list[dict[str, Any]] = []
        self._server = server
        self._session: ClientSession | None = None
        self._over, self._ready = asyncio.Event(), asyncio.Event()
        self._task = asyncio.create_task(self._hold())

    @classmethod
    async def opened(
        cls,
        target: str,
        timeout_s: float,
        headers: Mapping[str, str],
        folder: Path | None = None,
    ) -> McpConnection:
        """Greet a server (see `Server`) and list its tools; its process is started in `folder`.

        Raises:
            SimulationError: it cannot be reached, or lists no tools.
        """
        connection = cls(Server(target, timeout_s, headers, folder, elsewhere=False))
        ready = asyncio.create_task(connection._ready.wait())
        try:
            await asyncio.wait((ready, connection._task), return_when=asyncio.FIRST_COMPLETED)
        finally:
            ready.cancel()
            if not connection._ready.is_set():
                await connection.close()
        if not connection._ready.is_set():
            raise SimulationError("environment.not_started", connection._why())
        return connection

    @property
    def alive(self) -> bool:
        """Whether the server may still answer."""
        return not (self._task.done() or self._over.is_set())

    async def call(self, name: str, arguments: dict[str, Any]) -> CallToolResult:
        """Call a tool.

        Raises:
            MCPError: the server refuses the call.
            SimulationError: it is gone.
        """
        assert self._session
        answer = await self._answered(self._session.call_tool(name, arguments))
        if not isinstance(answer, CallToolResult):
            raise MCPError(0, f"an answer of the kind {type(answer).__name__} is not understood")
        return answer

    async def resources(self) -> dict[str, str]:
        """Return the texts of the server's resources, by address; nothing where it has none.

        Raises:
            SimulationError: it is gone.
        """
        assert self._session
        capabilities = self._session.server_capabilities
        if not capabilities or not capabilities.resources:
            return {}
        found: dict[str, str] = {}
        try:
            listed = await self._answered(self._session.list_resources())
            for resource in listed.resources[:_MOST_RESOURCES]:
                address = str(resource.uri)
                said = await self._answered(self._session.read_resource(resource.uri))
                texts = getattr(said, "contents", ())
                parts = [part.text for part in texts if isinstance(part, TextResourceContents)]
                if parts:
                    found[address] = "\n".join(parts)
        except MCPError:  # what cannot be read is no part of what can be known
            pass
        return found

    async def close(self) -> None:
        """End the session, and the server where it is a process of its own."""
        self._over.set()
        # How it ended was told to who asked last; here nobody waits for an answer any more.
        await asyncio.gather(self._task, return_exceptions=True)

    async def _hold(self) -> None:
        async with AsyncExitStack() as stack:
            stack.callback(self._server.close)
            session, listing = await self._server.connect(stack)
            await self._list(session, listing)
            self._session = session
            self._ready.set()
            await self._over.wait()

    async def _list(self, session: ClientSession, listing: RawListing) -> None:
        async for tools in pages(session, listing, self._server.timeout_s):
            self.tools += [tool for tool in tools if isinstance(tool, dict)]

    async def _answered(self, asked: Awaitable[T]) -> T:
        """Return an answer, unless the server is gone before it comes.

        Raises:
            SimulationError: it is.
        """
        answer = asyncio.ensure_future(asked)
        try:
            await asyncio.wait((answer, self._task), return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not answer.done():
                answer.cancel()
        if not answer.done() or answer.cancelled():
            self._over.set()
            raise SimulationError("environment.server_gone", self._why())
        error = answer.exception()
        if isinstance(error, _GONE) or (
            isinstance(error, MCPError) and error.code == CONNECTION_CLOSED
        ):
            self._over.set()
            raise SimulationError("environment.server_gone", self._server.say(error)) from error
        return answer.result()

    def _why(self) -> str:
        """Return in words why there is no session."""
        error = self._task.exception() if self._task.done() and not self._task.cancelled() else None
        return self._server.say(error or ServerProblem("the server ended the session"))
