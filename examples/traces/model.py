"""What plays the model where the trace beside it was recorded: replies from a list, over HTTP.

    python model.py 8390

It speaks as much of the OpenAI protocol as `record.py` needs. It takes the figures of its answers
from what the tools gave, but for the mistakes that it makes on purpose: a call without the `time`
that its tool requires, and an answer with a time that nobody gave.
"""

from __future__ import annotations

import json
import re
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

LOCAL = re.compile(r'"target".*?T(\d\d:\d\d)', re.DOTALL)
"""The converted time, in a result of `convert_time`."""


def convert(source: str, target: str, **time: str) -> dict[str, str]:
    """Return the arguments of `convert_time`."""
    return {"source_timezone": source, **time, "target_timezone": target}


SCRIPT: dict[str, list[list[dict[str, str]] | str]] = {
    "Nairobi": [
        [convert("Asia/Tokyo", "Africa/Nairobi")],
        [convert("Asia/Tokyo", "Africa/Nairobi", time="14:30")],
        "When it is 14:30 in Tokyo, it is {} in Nairobi.",
    ],
    "Singapore": [
        [
            convert("Asia/Kolkata", "Asia/Dubai", time="09:15"),
            convert("Asia/Kolkata", "Asia/Singapore", time="09:15"),
        ],
        "At 09:15 in Mumbai it is {} in Dubai and {} in Singapore.",
    ],
    "Lagos": [
        [convert("Asia/Dubai", "Africa/Lagos", time="10:20")],
        "It is 06:45 in Lagos then.",
    ],
}
"""By a word of the question: calls (their arguments), or an answer with a place for each result."""


def reply(messages: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the assistant's next message."""
    asked = next(m["content"] for m in reversed(messages) if m["role"] == "user")
    turns = next(turns for word, turns in SCRIPT.items() if word in asked)
    turn = turns[sum(m["role"] == "assistant" for m in messages)]
    if isinstance(turn, str):
        given = (LOCAL.search(m["content"]) for m in messages if m["role"] == "tool")
        return {"role": "assistant", "content": turn.format(*(one[1] for one in given if one))}
    calls = [
        {
            "id": f"call_{len(messages)}_{place}",
            "type": "function",
            "function": {"name": "convert_time", "arguments": json.dumps(arguments)},
        }
        for place, arguments in enumerate(turn)
    ]
    return {"role": "assistant", "content": None, "tool_calls": calls}


class Endpoint(BaseHTTPRequestHandler):
    """`POST /v1/chat/completions`."""

    def do_POST(self) -> None:
        """Answer with the next message of the script."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        said = reply(body["messages"])
        reason = "tool_calls" if said.get("tool_calls") else "stop"
        completion = {
            "id": "chatcmpl-scripted",
            "object": "chat.completion",
            "created": 0,
            "model": body["model"],
            "choices": [{"index": 0, "message": said, "finish_reason": reason}],
        }
        sent = json.dumps(completion).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[1])), Endpoint).serve_forever()
