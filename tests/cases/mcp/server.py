"""A hand-written MCP server on stdio; its argument says which reported fault it has."""

import json
import sys
from typing import Any

OK = {
    "type": "object",
    "properties": {"city": {"type": "string", "description": "City."}},
    "required": ["city"],
}
ISSUE = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "deps": {"type": "array", "items": {"$ref": "#/$defs/Issue"}},
    },
    "required": ["id"],
}


def tool(name: str, schema: Any = OK, **more: Any) -> dict[str, Any]:
    return {"name": name, "description": f"Does {name}.", "inputSchema": schema, **more}


GOOD = [tool("get_weather"), tool("get_time")]
NULLS = dict.fromkeys(["description", "annotations", "title", "outputSchema", "icons", "_meta"])
OF_ITS_OWN: dict[str, list[Any] | None] = {
    "outref": [
        tool("get_issue", outputSchema={"$ref": "#/$defs/Issue", "$defs": {"Issue": ISSUE}})
    ],
    "nulldesc": [{"name": "a", "inputSchema": OK, **NULLS}],
    "dups": [
        tool("search"),
        tool("search", {"type": "object", "properties": {"q": {"type": "string"}}}),
    ],
    "names": [tool("files/read"), tool("files.read"), tool("files read"), tool("files-read")],
    "nulltools": None,
}
BESIDE_GOOD_ONES = {
    "noschema": {"name": "ping", "description": "Pings."},
    "nullschema": tool("ping", None),
    "emptyschema": tool("ping", {}),
    "arrayschema": tool("ping", []),
    "notype": tool("ping", {"properties": {"host": {"type": "string"}}}),
    "nulltype": tool("ping", {"type": None, "properties": {}}),
    "stringtype": tool("ping", {"type": "string"}),
    "nulldesc2": {"name": "a", "description": ["x", "y"], "inputSchema": OK},
    "badhint": tool("a", annotations={"readOnlyHint": "true", "title": 5}),
    "badhint2": tool("a", annotations={"readOnlyHint": "yes please"}),
    "noname": {"description": "x", "inputSchema": OK},
}


def main(mode: str) -> None:
    if mode == "banner":
        print("Server v1.2 starting on stdio...\n", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        if "id" in asked:
            answer(mode, asked)


def answer(mode: str, asked: dict[str, Any]) -> None:
    reply = {"jsonrpc": "2.0", "id": asked["id"]}
    match asked["method"], mode:
        case "initialize", _:
            reply["result"] = greeted(mode, asked["params"]["protocolVersion"])
        case "tools/list", "die":
            sys.exit(3)
        case "tools/list", "stderr_die":
            sys.exit("Error: API_KEY environment variable is required")
        case "tools/list", _:
            reply["result"] = listed(mode, (asked.get("params") or {}).get("cursor"))
        case _, "silentunknown":
            return
        case _, "diesunknown":
            sys.exit(1)
        case _:
            reply["error"] = {"code": -32601, "message": "Method not found"}
    print(json.dumps(reply), flush=True)


def greeted(mode: str, version: str) -> dict[str, Any]:
    return {
        "protocolVersion": "2024-11-05" if mode == "old" else version,
        "capabilities": {} if mode == "nocap" else {"tools": {}},
        "serverInfo": {"name": "s", "version": "1"},
    }


def listed(mode: str, cursor: str | None) -> dict[str, Any]:
    if mode == "twopages_empty":
        first = {"tools": GOOD[:1], "nextCursor": ""}
        return first if cursor is None else {"tools": GOOD[1:]}
    more = {"emptycursor": {"nextCursor": ""}, "stuckcursor": {"nextCursor": "page-0"}}
    tools = [*GOOD, BESIDE_GOOD_ONES[mode]] if mode in BESIDE_GOOD_ONES else GOOD
    return {"tools": OF_ITS_OWN.get(mode, tools), **more.get(mode, {})}


if __name__ == "__main__":
    main(sys.argv[1])
