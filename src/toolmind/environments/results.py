"""Results that every environment gives alike: JSON text, and errors with their cause.

An error's content is ``{"error": {"code", "message", ...}}``, `code` being short and stable. Paper
§3.2: an invalid name, malformed or missing arguments give a JSON error with its cause.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from toolmind.environments.base import ToolResult
from toolmind.environments.required_outputs import error_object
from toolmind.records import JSON, Tool, ToolCall
from toolmind.schema import first_problem


def ok(value: JSON) -> ToolResult:
    """Return a successful result."""
    return ToolResult(content=orjson.dumps(value).decode())


def json_or_text(content: str) -> JSON:
    """Return what an answer holds: its JSON, or its text where it is none."""
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return content


def failed(code: str, message: str, **details: JSON) -> ToolResult:
    """Return an error result."""
    content = error_object(code, message, **details)
    return ToolResult(content=orjson.dumps(content).decode(), status="error", code=code)


def unknown_tool(name: str, there: Iterable[str]) -> ToolResult:
    """Return the error of a call of a tool that is not there, with the names that are like it."""
    near = difflib.get_close_matches(name, list(there), n=3)
    return failed("unknown_tool", f"There is no tool named {name!r}.", similar=near)


def check_call(
    tools: Mapping[str, Tool], call: ToolCall
) -> tuple[Tool, dict[str, Any]] | ToolResult:
    """Return the tool called and its arguments, or the error that says why the call is bad.

    Codes: unknown_tool, malformed_arguments, missing_argument, invalid_argument.
    """
    tool = tools.get(call.name)
    if tool is None:
        return unknown_tool(call.name, tools)
    try:
        arguments = call.parsed()
    except ValueError as error:
        return failed("malformed_arguments", f"The arguments are not a JSON object: {error}.")
    if fault := first_problem(tool.parameters, arguments):
        code = "missing_argument" if fault.keyword == "required" else "invalid_argument"
        return failed(code, f"{fault.message}.", argument=fault.path)
    return tool, arguments
