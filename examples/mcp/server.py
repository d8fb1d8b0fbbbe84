"""A library as an MCP server over stdio, with a state: whose books are lent."""

from mcp.server import MCPServer
from mcp.types import ToolAnnotations

server = MCPServer("library")
books = {"B-101": "Dune", "B-102": "Emma", "B-103": "Momo"}
lent: dict[str, str] = {}


@server.tool(annotations=ToolAnnotations(read_only_hint=True))
def list_books() -> list[dict[str, str]]:
    """List the books of the library."""
    return [{"book_id": key, "title": title} for key, title in books.items()]


@server.tool()
def lend_book(book_id: str, reader: str) -> dict[str, str]:
    """Lend a book to a reader."""
    if book_id not in books or book_id in lent:
        raise ValueError(f"{book_id} is not there")
    lent[book_id] = reader
    return {"book_id": book_id, "lent_to": reader}


server.run("stdio")
