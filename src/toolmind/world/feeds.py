"""Outputs that later inputs need: a result's schema narrowed until it holds them."""

from __future__ import annotations

from typing import NamedTuple

from toolmind.schema import split
from toolmind.types import Schema


class Feed(NamedTuple):
    """An output that must be there, and the schema of the input that it feeds."""

    path: str
    into: Schema


_FEEDING: dict[
    tuple[int, tuple[tuple[str, int], ...]], tuple[Schema, Schema, tuple[Feed, ...]]
] = {}
_FEEDING_SIZE = 1024


def feeding(returns: Schema, feeds: tuple[Feed, ...]) -> Schema:
    """Return the result's schema narrowed so that each path is there and fits what it feeds.

    The same schemas give the same object again, so that what is built of it is kept.
    """
    key = (id(returns), tuple((feed.path, id(feed.into)) for feed in feeds))
    known = _FEEDING.get(key)
    if known is None:
        parts = [returns, *(_demand(split(feed.path), feed.into) for feed in feeds)]
        shared: Schema = {
            name: returns[name] for name in ("$defs", "definitions") if name in returns
        }
        while len(_FEEDING) >= _FEEDING_SIZE:
            _FEEDING.pop(next(iter(_FEEDING)))
        known = _FEEDING[key] = ({"allOf": parts, **shared}, returns, feeds)
    return known[0]


def _demand(steps: tuple[str, ...], leaf: Schema) -> Schema:
    if not steps:
        return leaf
    below = _demand(steps[1:], leaf)
    if steps[0] == "[]":
        return {"type": "array", "minItems": 1, "items": below}
    return {"type": "object", "properties": {steps[0]: below}, "required": [steps[0]]}
