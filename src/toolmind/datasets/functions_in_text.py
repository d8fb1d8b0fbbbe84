"""Function definitions that stand as JSON in the middle of a text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_DECODER = json.JSONDecoder()
_MARKS = ("parameters", "description", "arguments", "inputSchema", "required")
_DEFINITION = re.compile(r'\{\s*"(?:name"\s*:\s*"|type"\s*:\s*"function"|function"\s*:\s*\{)')
"""How a definition begins, whether or not the rest of it is JSON."""
_MARK = re.compile(r'"(?:\\.|[^"\\])*"|[{}]', re.DOTALL)


def functions_in_text(text: str) -> Iterator[Any]:
    """Yield every JSON object in a text that defines a function, in order.

    Lists of them count too, one after another or inside of tags. Other JSON is passed over. What
    begins as a definition and is no JSON is yielded as its text, and nothing in it as another.
    """
    position = 0
    while (start := _next_bracket(text, position)) >= 0:
        try:
            value, position = _DECODER.raw_decode(text, start)
        except (json.JSONDecodeError, RecursionError):
            position = start + 1
            if _DEFINITION.match(text, start):
                position = _end_of_broken(text, start)
                yield text[start:position].rstrip()
            continue
        yield from filter(_is_function, value if isinstance(value, list) else [value])


def _next_bracket(text: str, position: int) -> int:
    found = [place for mark in "{[" if (place := text.find(mark, position)) >= 0]
    return min(found, default=-1)


def _end_of_broken(text: str, start: int) -> int:
    """Return where a broken object ends: at its bracket, else before the next definition."""
    depth = 0
    for mark in _MARK.finditer(text, start):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if depth == 0 and mark[0] == "}":
            return mark.end()
    following = _DEFINITION.search(text, start + 1)
    return following.start() if following else len(text)


def _is_function(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    inner = value.get("function")
    if isinstance(inner, dict):
        value = inner
    return isinstance(value.get("name"), str) and any(mark in value for mark in _MARKS)
