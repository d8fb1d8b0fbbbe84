"""Links between tools, and walks over them."""

from __future__ import annotations

from typing import Any

from toolmind.records.base import Record


class Edge(Record, frozen=True):
    """A directed link of the tool graph: an output of one tool can feed an input of another.

    `src` and `dst` are tool ids. Paths are dotted property names with ``[]`` for list items, as in
    ``flights[].price``. `evidence` says why, readably: one entry per kind of evidence.
    """

    src: str
    src_output: str
    dst: str
    dst_input: str
    score: float
    evidence: dict[str, Any] = {}


class Link(Record, frozen=True):
    """An edge as used in a chain: from step `src` to step `dst`, both positions in the chain."""

    src: int
    src_output: str
    dst: int
    dst_input: str
    score: float = 0.0
    evidence: dict[str, Any] = {}


class Chain(Record, frozen=True):
    """A walk over the tool graph: tool ids in order, and the links that join them.

    A chain may branch: a step's links can come from any earlier step, and steps that share their
    sources can run in parallel.
    """

    id: str
    tools: tuple[str, ...]
    links: tuple[Link, ...] = ()
