"""An MCP server of the older HTTP+SSE transport: GET /sse opens the stream, which names the POST.

Its argument is its port.
"""

import json
import queue
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

REPLIES: "queue.Queue[dict[str, Any]]" = queue.Queue()
SCHEMA = {"type": "object", "properties": {"city": {"type": "string", "description": "City."}}}
RESULTS = {
    "initialize": {
        "protocolVersion": "2024-11-05",
        "capabilities": {"tools": {}},
        "serverInfo": {"name": "s", "version": "1"},
    },
    "tools/list": {
        "tools": [{"name": "get_weather", "description": "Weather.", "inputSchema": SCHEMA}]
    },
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path != "/sse":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.say("endpoint", "/messages/?session_id=1")
        while True:
            self.say("message", json.dumps(REPLIES.get()))

    def say(self, event: str, data: str) -> None:
        self.wfile.write(f"event: {event}\ndata: {data}\n\n".encode())
        self.wfile.flush()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        known = self.path.startswith("/messages/")
        if known:
            self.reply(json.loads(body))
        self.send_response(202 if known else 405)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def reply(self, asked: dict[str, Any]) -> None:
        if "id" not in asked:
            return
        reply = {"jsonrpc": "2.0", "id": asked["id"]}
        if asked["method"] in RESULTS:
            reply["result"] = RESULTS[asked["method"]]
        else:
            reply["error"] = {"code": -32601, "message": "Method not found"}
        REPLIES.put(reply)


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
