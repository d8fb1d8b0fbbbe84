"""Function definitions that stand as JSON in the middle of a text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

_DECODER = json.JSONDecoder()
_MARKS = ("parameters", "description", "arguments", "inputSchema", "required")


def functions_in_text(text: str) -> Iterator[Any]:
    """Yield every JSON object in a text that defines a function, in order.

    Lists of them count too, one after another or inside of tags. Other JSON is passed over.
    """
    position = 0
    while (start := _next_bracket(text, position)) >= 0:
        try:
            value, position = _DECODER.raw_decode(text, start)
        except (json.JSONDecodeError, RecursionError):
            position = start + 1
            continue
        yield from filter(_is_function, value if isinstance(value, list) else [value])


def _next_bracket(text: str, position: int) -> int:
    found = [place for mark in "{[" if (place := text.find(mark, position)) >= 0]
    return min(found, default=-1)


def _is_function(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    inner = value.get("function")
    if isinstance(inner, dict):
        value = inner
    return isinstance(value.get("name"), str) and any(mark in value for mark in _MARKS)
