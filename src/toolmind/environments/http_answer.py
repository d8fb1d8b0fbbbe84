"""From an HTTP answer to a tool's result: its content, and of a failure the cause."""

from __future__ import annotations

import orjson

from toolmind.environments.base import ToolResult
from toolmind.environments.results import failed, json_or_text, ok
from toolmind.records import JSON

_CODES = {
    400: "bad_request",
    401: "permission",
    403: "permission",
    404: "not_found",
    408: "timeout",
    409: "conflict",
    410: "not_found",
    422: "invalid_argument",
    429: "rate_limited",
    503: "unavailable",
    504: "timeout",
}
"""What the statuses are called that have a name here; others are ``http_NNN``."""

_RETRYABLE = frozenset((408, 429, 502, 503, 504))
_SAYING = ("message", "detail", "error_description", "title", "error", "reason", "msg")
"""Fields in which services say what went wrong (RFC 9457 among them)."""

_LONGEST = 500
"""Characters of an error's text that are kept as its message (ours)."""


def read_answer(status: int, kind: str, body: bytes) -> ToolResult:
    """Return an answer as a result; `kind` is its content type.

    JSON stays as it is, text becomes a JSON text, and nothing ``{"status": 204}``. What is neither
    is told by its type and size.
    """
    content = _content(status, kind, body)
    if 200 <= status < 300:
        return ok(content)
    code = _CODES.get(status, f"http_{status}")
    more: dict[str, JSON] = {"retryable": True} if status in _RETRYABLE else {}
    if isinstance(content, dict | list):
        more["details"] = content
    return failed(code, _message(content) or f"HTTP {status}", status=status, **more)


def _content(status: int, kind: str, body: bytes) -> JSON:
    if not body.strip():
        return {"status": status}
    media = kind.partition(";")[0].strip().lower()
    text = body.decode(errors="replace")
    if "json" in media or not media:
        return json_or_text(text)
    if media.startswith("text/") or media.endswith(("xml", "javascript", "x-www-form-urlencoded")):
        return text
    return {"content_type": media, "bytes": len(body)}


def _message(content: JSON) -> str:
    """Return in words what a service says of its failure, or an empty text."""
    if isinstance(content, str):
        return content.strip()[:_LONGEST]
    for key in _SAYING if isinstance(content, dict) else ():
        said = content.get(key)
        if isinstance(said, str) and said.strip():
            return said.strip()[:_LONGEST]
        if isinstance(said, dict) and (inner := _message(said)):
            return inner
        if isinstance(said, list) and said:
            return orjson.dumps(said).decode()[:_LONGEST]
    return ""
