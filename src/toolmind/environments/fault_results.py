"""What a call that fails on purpose is answered with, by kind."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import orjson
from msgspec.structs import replace

from toolmind.environments.base import ToolResult
from toolmind.environments.injection import plant
from toolmind.environments.results import failed, ok
from toolmind.records import JSON, FailureKind

REFUSALS: dict[str, str] = {
    "timeout": "The service did not answer within 30 seconds. Please try again.",
    "rate_limited": "Too many requests. Please try again in a few seconds.",
    "unavailable": "The service is temporarily unavailable (503). Please try again.",
    "connection_reset": "The connection was closed before the answer was complete. Please retry.",
    "not_found": "There is no such thing (404).",
    "permission": "You are not allowed to do this (403).",
}
"""What is said instead of an answer."""

TRANSIENT: tuple[FailureKind, ...] = ("timeout", "rate_limited", "unavailable", "connection_reset")
"""What another try mends."""

LASTING: tuple[FailureKind, ...] = ("not_found", "permission")
"""What the same call meets again."""


def refused(kind: FailureKind) -> ToolResult:
    """Return the error that takes the place of an answer, for a kind of `REFUSALS`."""
    return failed(kind, REFUSALS[kind], retryable=kind in TRANSIENT)


def spoilt(
    kind: FailureKind, result: ToolResult, rng: random.Random, others: Sequence[str]
) -> ToolResult:
    """Return a good result as it comes out with a fault of any other kind.

    `others` are the names of tools that nobody expects a call of.
    """
    if kind == "malformed":
        return replace(result, content=_malformed(result.content, rng), status="error")
    value = orjson.loads(result.content)
    if kind == "injection":
        return ok(plant(value, rng, others))
    spoil = _SPOIL[kind]
    return ok(spoil(value, rng))


def _malformed(content: str, rng: random.Random) -> str:
    """Return text that is no JSON: an answer cut in the middle, or a gateway's page."""
    page = "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>"
    if content[:1] not in ("{", "[") or rng.random() < 0.5:
        return page
    return content[: rng.randrange(1, len(content))]


def _empty(value: JSON, rng: random.Random) -> JSON:
    """Return a result without what was found: its lists empty, their counts zero."""
    if isinstance(value, list):
        return []
    if not isinstance(value, dict) or not any(isinstance(each, list) for each in value.values()):
        return {}
    return {
        name: [] if isinstance(each, list) else 0 if _counts(name, each) else each
        for name, each in value.items()
    }


def _counts(name: str, value: JSON) -> bool:
    counted = name.lower().startswith(("total", "count", "num")) or name.lower().endswith("count")
    return counted and type(value) is int


def _partial(value: JSON, rng: random.Random) -> JSON:
    """Return a part of a result, which says so: half of a list, or of the fields."""
    for items, put in _lists(value):
        if len(items) > 1:
            left = items[: (len(items) + 1) // 2]
            told = f"Only {len(left)} of {len(items)} entries could be read. The rest is missing."
            return _noted(put(left), told, partial=True)
    if isinstance(value, dict) and len(value) > 1:
        missing = rng.sample(sorted(value), len(value) // 2)
        told = f"These fields could not be read and are missing: {', '.join(sorted(missing))}."
        left_over = {name: each for name, each in value.items() if name not in missing}
        return _noted(left_over, told, partial=True)
    return _noted({}, "The answer could not be read in full.", partial=True)


def _lists(value: JSON) -> Iterator[tuple[list[Any], Callable[[list[Any]], JSON]]]:
    """Yield the lists at the top of a result, each with how to put another in its place."""
    if isinstance(value, list):
        yield value, lambda items: items
    elif isinstance(value, dict):
        for name, each in value.items():
            if isinstance(each, list):
                yield each, lambda items, name=name: {**value, name: items}  # type: ignore[misc]


def _slow(value: JSON, rng: random.Random) -> JSON:
    """Return a result that came late, and says so. Nobody really waits."""
    return _noted(value, f"The service is slow: this answer took {rng.randrange(20, 95)} seconds.")


def _noted(value: JSON, note: str, **more: JSON) -> JSON:
    """Return a result with a note beside it; what is no object becomes the `result` of one."""
    whole = value if isinstance(value, dict) else {"result": value}
    return {**whole, **more, "note": note}


_SPOIL: dict[FailureKind, Callable[[JSON, random.Random], JSON]] = {
    "empty": _empty,
    "partial": _partial,
    "slow": _slow,
}
