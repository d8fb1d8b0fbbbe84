"""Whole numbers of more than 64 bits in arguments of calls, with all their digits.

orjson reads such a number as a fraction: an amount in wei, or an id, would be learnt wrong.
"""

from __future__ import annotations

from typing import Any

import msgspec

from toolmind.records import JSON

_LONG, _MASK = b"0" * 19, bytes(ord("0") if 48 <= code < 58 else 32 for code in range(256))
"""What is looked for with 0 for every digit, at a fifth of the time of a pattern."""
_LEAST, _MOST = -(2**63), 2**64 - 1
"""What orjson reads as whole numbers, and writes."""


def with_all_digits(text: bytes, value: JSON) -> JSON:
    """Return the value of a JSON text, of which it is what orjson read, with exact arguments.

    `arguments` that hold such a number become the JSON text of them, which calls may have as well;
    it stays a fraction everywhere else, also in the `input` of Anthropic's calls.
    """
    if _LONG not in text.translate(_MASK):
        return value
    try:
        return _exact(msgspec.json.decode(text))
    except (msgspec.DecodeError, OverflowError, RecursionError):
        return value


def _exact(value: Any, declares: bool = False) -> Any:
    """Return a value so; one that `declares` has parameters by name, and no call's arguments."""
    if isinstance(value, dict):
        return {
            key: msgspec.json.encode(one).decode()
            if key == "arguments" and not declares and isinstance(one, dict) and _is_long(one)
            else _exact(one, declares=key == "properties")
            for key, one in value.items()
        }
    if isinstance(value, list):
        return list(map(_exact, value))
    return float(value) if _is_long(value) else value


def _is_long(value: Any) -> bool:
    """Say whether there is such a number in a value."""
    if isinstance(value, dict):
        return any(map(_is_long, value.values()))
    if isinstance(value, list):
        return any(map(_is_long, value))
    return isinstance(value, int) and not _LEAST <= value <= _MOST
