"""The texts of a tool's result, and what of them is asked for by more than one check."""

from __future__ import annotations

import re
from functools import lru_cache

import orjson

from toolmind.checks.base import read_json
from toolmind.checks.grounding.numbers import numbers_in
from toolmind.records import JSON
from toolmind.text.words import joined_words

Leaves = tuple[str, ...]
"""Texts of one result."""

_DIGIT = re.compile(r"\d")


@lru_cache(maxsize=256)  # more than one check asks for those of a dialogue
def leaves(content: str) -> tuple[str, ...]:
    """Return the keys and values of a result as texts, each once; no JSON is one text."""
    try:
        nodes: list[JSON] = [read_json(content)]
    except ValueError:
        return (content,)
    texts: dict[str, None] = {}
    others: list[JSON] = []
    for node in nodes:  # which grows
        if isinstance(node, dict):
            texts.update(dict.fromkeys(node))
            nodes += node.values()
        elif isinstance(node, list):
            nodes += node
        elif isinstance(node, str):
            texts[node] = None
        elif node is not None:
            others.append(node)
    if others:
        texts.update(dict.fromkeys(orjson.dumps(others).decode()[1:-1].split(",")))
    return tuple(texts)


@lru_cache(maxsize=128)
def flat_leaves(found: Leaves) -> str:
    """Return the words of the texts, each text apart from the next by a bar."""
    plain = joined_words([leaf for leaf in found if leaf.isascii()])
    others = joined_words([leaf for leaf in found if not leaf.isascii()])
    return f"{plain} | {others}"


@lru_cache(maxsize=128)
def leaf_numbers(found: Leaves) -> frozenset[float]:
    """Return every number in the texts."""
    numbers: set[float] = set()
    others = []
    for leaf in found:
        if leaf.replace(".", "", 1).isdecimal():
            numbers.add(float(leaf))
        elif _DIGIT.search(leaf):
            others.append(leaf)
    numbers.update(numbers_in("|".join(others)))
    return frozenset(numbers)


@lru_cache(maxsize=128)
def telling(found: Leaves) -> Leaves:
    """Return the texts that may hold a day, a time or a quantity."""
    return tuple(leaf for leaf in found if _DIGIT.search(leaf) and tells(leaf))


def tells(leaf: str) -> bool:
    """Say whether a leaf may hold more than a number: a day in eight digits, an hour in two."""
    return len(leaf) in (1, 2, 8) or not leaf.replace(".", "", 1).isdecimal()
