"""From what an MCP server answers to a tool's result."""

from __future__ import annotations

import re

from mcp.types import CallToolResult, ContentBlock, EmbeddedResource, TextContent

from toolmind.environments.base import ToolResult
from toolmind.environments.results import failed, json_or_text, ok
from toolmind.records import JSON

_LONGEST = 2000
"""Characters of an error's text that are kept (ours)."""


def read_answer(answer: CallToolResult, error_pattern: re.Pattern[str] | None) -> ToolResult:
    """Return an answer as a result: what is structured in it, else its texts.

    `error_pattern` tells, at the start of a text, the errors of a server that does not say so.
    """
    text = "\n".join(filter(None, map(_text, answer.content)))
    if answer.is_error or (error_pattern and error_pattern.match(text)):
        return failed("tool_error", text[:_LONGEST] or "the tool says that it failed")
    if answer.structured_content is not None:
        return ok(answer.structured_content)
    parts = [_value(block) for block in answer.content]
    return ok(parts[0] if len(parts) == 1 else parts or {"status": "success"})


def _text(block: ContentBlock) -> str:
    if isinstance(block, TextContent):
        return block.text
    resource = block.resource if isinstance(block, EmbeddedResource) else None
    return getattr(resource, "text", "")


def _value(block: ContentBlock) -> JSON:
    """Return a part of an answer; what is no text is told by its type and size."""
    if text := _text(block):
        return json_or_text(text)
    told = block.model_dump(mode="json", by_alias=True, exclude_none=True)
    size = {"bytes": len(told.pop("data")) * 3 // 4} if "data" in told else {}
    return {**told, **size}
