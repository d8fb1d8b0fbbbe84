"""Live MCP servers, over stdio or streamable HTTP, through the official SDK (extra `mcp`).

Nothing is started or contacted but the command or address that the user gives. A server that
dies or goes silent while it lists its tools costs what it had not yet listed, never the rest.
"""

from __future__ import annotations

import asyncio
import os
import re
import shlex
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from toolmind.errors import ConfigError, DataError
from toolmind.tools.sources.base import RawTool, SetAside, namespace

MAX_PAGES = 1_000
"""Pages of a listing before a server counts as going round in circles (ours)."""


class McpSource:
    """Lists the tools of one server: a command line for stdio, or an http(s) address.

    `NAME=value` words before a command go into its environment, as in a shell; else it gets only
    what the SDK passes on (PATH, HOME and the like). `headers` go with every HTTP request.
    `timeout_s` is the longest wait, in seconds, for the connection and for each page.
    """

    def __init__(
        self,
        place: str,
        *,
        timeout_s: float = 30.0,
        licence: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.target = place
        self.headers = dict(headers or {})
        self.label = _label(place)
        self.timeout_s = timeout_s
        self.licence = licence

    async def read(self) -> AsyncGenerator[RawTool | SetAside]:
        """Yield the server's tools, page by page."""
        server, listed, problem = "", 0, None
        async with AsyncExitStack() as stack:
            pages = _pages(self.target, self.timeout_s, self.headers)
            stack.push_async_callback(pages.aclose)
            while True:
                try:
                    page = await anext(pages, None)
                except (DataError, ConfigError):
                    raise
                except Exception as error:
                    problem = _say(error, self.timeout_s)
                    break
                if page is None:
                    break
                server, tools = page
                for tool in tools:
                    listed += 1
                    yield RawTool(
                        value=self._row(server, tool),
                        file=self.label,
                        row=listed,
                        namespace=f"mcp.{namespace(server)}",
                    )
        if problem is not None and listed == 0:
            raise DataError(
                f"the MCP server gave no tools: {problem}",
                file=self.label,
                remedy="Run its command by hand, or raise --timeout",
            )
        if problem is not None:
            yield SetAside(
                file=self.label,
                code="listing-broken-off",
                explanation=f"after {listed} tools: {problem}",
                row=listed + 1,
            )

    def _row(self, server: str, tool: dict[str, Any]) -> dict[str, Any]:
        hints = tool.get("annotations") or {}
        notes = {"title": tool.get("title"), **hints, "service": server}
        return {
            "name": tool.get("name"),
            "description": tool.get("description") or tool.get("title") or "",
            "parameters": tool.get("inputSchema"),
            "returns": tool.get("outputSchema"),
            "domain": server,
            "source": f"mcp {server}",
            "licence": self.licence,
            "annotations": {key: value for key, value in notes.items() if value is not None},
        }


async def _pages(
    target: str, timeout_s: float, headers: dict[str, str]
) -> AsyncGenerator[tuple[str, list[dict[str, Any]]]]:
    """Yield (server name, tools) per page, each tool as plain JSON under the wire's names."""
    async with AsyncExitStack() as stack:
        async with asyncio.timeout(timeout_s):
            client = await stack.enter_async_context(_client(target, timeout_s, headers, stack))
        server = client.server_info.name or "server"
        cursor: str | None = None
        seen: set[str] = set()
        while len(seen) < MAX_PAGES:
            async with asyncio.timeout(timeout_s):
                page = await client.list_tools(cursor=cursor)
            yield server, [tool.model_dump(mode="json", by_alias=True) for tool in page.tools]
            cursor = page.next_cursor
            if cursor is None:
                return
            if cursor in seen:
                raise RuntimeError("it gave the same page twice")
            seen.add(cursor)
        raise RuntimeError(f"more than {MAX_PAGES} pages")


def _client(target: str, timeout_s: float, headers: dict[str, str], stack: AsyncExitStack) -> Any:
    try:
        import httpx2
        from mcp import Client, StdioServerParameters, stdio_client
        from mcp.client.streamable_http import streamable_http_client
    except ImportError:
        raise ConfigError(
            "reading MCP servers needs the MCP SDK: pip install 'toolmind[mcp]'"
        ) from None
    if target.startswith(("http://", "https://")):
        http = httpx2.AsyncClient(headers=headers, timeout=timeout_s, follow_redirects=True)
        stack.push_async_callback(http.aclose)
        transport = streamable_http_client(target, http_client=http)
        return Client(transport, read_timeout_seconds=timeout_s)
    environment, command, arguments = _command(target)
    quiet = stack.enter_context(open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
    parameters = StdioServerParameters(command=command, args=arguments, env=environment or None)
    return Client(stdio_client(parameters, errlog=quiet), read_timeout_seconds=timeout_s)


def _command(target: str) -> tuple[dict[str, str], str, list[str]]:
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


def _label(target: str) -> str:
    """Return how reports call a server: without arguments, queries and users, which hold keys."""
    if target.startswith(("http://", "https://")):
        parts = urlsplit(target)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
    return f"mcp:{Path(_command(target)[1]).name}"


def _say(error: BaseException, timeout_s: float) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, TimeoutError):
        return f"no answer within {timeout_s:g} s"
    if isinstance(error, ValidationError):  # the SDK takes a page as a whole or not at all
        first = error.errors(include_url=False)[0]
        return f"not valid MCP: {'.'.join(map(str, first['loc']))}: {first['msg']}"
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
