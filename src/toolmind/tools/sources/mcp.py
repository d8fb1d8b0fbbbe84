"""Live MCP servers, over stdio, streamable HTTP or HTTP+SSE, by the official SDK (extra `mcp`).

Nothing is started or contacted but the command or address that the user gives. A server that
dies or goes silent while it lists its tools costs what it had not yet listed, and a tool that is
not as it should be costs itself at most: it goes to the repair rules as the server wrote it.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from toolmind.errors import ConfigError, DataError
from toolmind.tools.sources.base import RawTool, SetAside, namespace


class McpSource:
    """Lists the tools of one server: a command line for stdio, or an http(s) address.

    `NAME=value` words before a command go into its environment, as in a shell; else it gets only
    what the SDK passes on (PATH, HOME and the like). `headers` go with every HTTP request.
    `timeout_s` is the longest wait, in seconds, for the connection and for each page.

    Raises:
        ConfigError: the SDK is not installed, or the place is no command line.
    """

    def __init__(
        self,
        place: str,
        *,
        timeout_s: float = 30.0,
        licence: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        try:
            from toolmind.tools.sources import mcp_session
        except ImportError:
            raise ConfigError(
                "reading MCP servers needs the MCP SDK: pip install 'toolmind[mcp]'"
            ) from None
        self._session = mcp_session
        self.target = place
        self.headers = dict(headers or {})
        self.label = self._label()
        self.timeout_s = timeout_s
        self.licence = licence

    async def read(self) -> AsyncGenerator[RawTool | SetAside]:
        """Yield the server's tools, page by page."""
        listed = 0
        pages = self._session.tool_pages(self.target, self.timeout_s, self.headers)
        try:
            async with aclosing(pages):
                async for server, tools in pages:
                    for tool in tools:
                        listed += 1
                        yield RawTool(
                            value=self._row(server, tool),
                            file=self.label,
                            row=listed,
                            namespace=f"mcp.{namespace(server)}",
                        )
        except self._session.ServerProblem as problem:
            if listed == 0:
                raise DataError(
                    f"the MCP server gave no tools: {problem}",
                    file=self.label,
                    remedy="Run its command by hand, or raise --timeout",
                ) from None
            yield SetAside(
                file=self.label,
                code="listing-broken-off",
                explanation=f"after {listed} tools: {problem}",
                row=listed + 1,
            )

    def _row(self, server: str, tool: Any) -> Any:
        """Return a tool under the names that a `Tool` has; what is none, as it is."""
        if not isinstance(tool, dict):
            return tool
        hints = tool.get("annotations")
        notes = {"title": tool.get("title"), **(hints if isinstance(hints, dict) else {})}
        notes["service"] = server
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

    def _label(self) -> str:
        """Return how reports call the server: without what may hold keys (arguments, queries)."""
        if self._session.is_address(self.target):
            parts = urlsplit(self.target)
            return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
        return f"mcp:{Path(self._session.command_line(self.target)[1]).name}"
