"""An MCP server over streamable HTTP, with a state; the port is its argument."""

import sys

from mcp.server import MCPServer
from mcp.types import ToolAnnotations

server = MCPServer("counter")
counted: list[str] = []


@server.tool(annotations=ToolAnnotations(read_only_hint=True))
def counts() -> dict[str, int]:
    """Count what was counted."""
    return {name: counted.count(name) for name in counted}


@server.tool()
def count(name: str) -> int:
    """Count a thing."""
    counted.append(name)
    return counted.count(name)


server.run("streamable-http", host="127.0.0.1", port=int(sys.argv[1]))
