"""The texts of a tool's result."""

from __future__ import annotations

from functools import lru_cache

import orjson

from toolmind.checks.base import read_json
from toolmind.records import JSON


@lru_cache(maxsize=256)  # more than one check asks for those of a dialogue
def leaves(content: str) -> tuple[str, ...]:
    """Return the keys and values of a result as texts, each once; no JSON is one text."""
    try:
        nodes: list[JSON] = [read_json(content)]
    except ValueError:
        return (content,)
    texts: dict[str, None] = {}
    others: list[JSON] = []
    while nodes:
        node = nodes.pop()
        if isinstance(node, str):
            texts[node] = None
        elif isinstance(node, dict):
            texts.update(dict.fromkeys(node))
            nodes += node.values()
        elif isinstance(node, list):
            nodes += node
        elif node is not None:
            others.append(node)
    if others:
        texts.update(dict.fromkeys(orjson.dumps(others).decode()[1:-1].split(",")))
    return tuple(texts)


def tells(leaf: str) -> bool:
    """Say whether a leaf may hold more than a number: a day in eight digits, an hour in two."""
    return len(leaf) in (1, 2, 8) or not leaf.replace(".", "", 1).isdecimal()
