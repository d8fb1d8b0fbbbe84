"""An MCP server over stdio with a state, written by hand: how it behaves is what tests choose."""

import json
import sys
import time
from pathlib import Path

FILE = Path("notes.json")
READS = {"readOnlyHint": True}


def takes(name, kind):
    return {"type": "object", "properties": {name: {"type": kind}}, "required": [name]}


TOOLS = [
    {"name": "list_notes", "inputSchema": {"type": "object"}},
    {"name": "get_note", "inputSchema": takes("id", "integer"), "annotations": READS},
    {"name": "add_note", "inputSchema": takes("text", "string")},
    {"name": "where", "inputSchema": {"type": "object"}, "annotations": READS},
    {"name": "die", "inputSchema": {"type": "object"}, "annotations": READS},
    {"name": "sleep", "inputSchema": {"type": "object"}, "annotations": READS},
    {"name": "refuse", "inputSchema": {"type": "object"}, "annotations": READS},
]  # fmt: skip
notes = json.loads(FILE.read_text()) if FILE.exists() else ["milk"]


def text(value, **more):
    return {"content": [{"type": "text", "text": value}], **more}


def call(name, arguments):
    if name == "list_notes":
        rows = [{"id": number, "text": note} for number, note in enumerate(notes)]
        return text("see there", structuredContent={"notes": rows})
    if name == "get_note":
        number = arguments["id"]
        return text(notes[number]) if number < len(notes) else text("Error: no such note")
    if name == "add_note":
        notes.append(arguments["text"])
        FILE.write_text(json.dumps(notes))
        return text(json.dumps({"id": len(notes) - 1}))
    if name == "where":
        return text(f"{Path.cwd()}/notes.json of {json.dumps(arguments)}")
    if name == "die":
        sys.exit(3)
    if name == "sleep":
        time.sleep(60)
    return text("it will not", isError=True)


def answer(method, params):
    if method == "initialize":
        return {
            "protocolVersion": params["protocolVersion"],
            "capabilities": {"tools": {}, "resources": {}},
            "serverInfo": {"name": "notes", "version": "1"},
        }
    if method == "tools/list":
        return {"tools": TOOLS}
    if method == "tools/call":
        return call(params["name"], params.get("arguments", {}))
    if method == "resources/list":
        return {"resources": [{"uri": "notes://all", "name": "all"}]}
    if method == "resources/read":
        return {"contents": [{"uri": params["uri"], "text": json.dumps(notes)}]}
    return None


for line in sys.stdin:
    request = json.loads(line)
    if "id" not in request:
        continue
    result = answer(request["method"], request.get("params", {}))
    said = {"result": result} if result is not None else {"error": {"code": -32601, "message": "?"}}
    print(json.dumps({"jsonrpc": "2.0", "id": request["id"], **said}), flush=True)
