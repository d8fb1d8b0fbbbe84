"""Links between tools, and walks over them."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from msgspec.structs import replace

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


LinkEnds = tuple[str, str, str, str]
"""What a link joins, in whatever chain: the source's id and output, the target's id and input."""


class Chain(Record, frozen=True):
    """A walk over the tool graph: tool ids in order, and the links that join them.

    A chain may branch: a step's links can come from any earlier step, and steps that share their
    sources can run in parallel.
    """

    id: str
    tools: tuple[str, ...]
    links: tuple[Link, ...] = ()

    def ends(self, link: Link) -> LinkEnds:
        """Return what a link of the chain joins; a list and its items are one input."""
        into = link.dst_input.removesuffix("[]")
        return self.tools[link.src], link.src_output, self.tools[link.dst], into

    def without(self, links: Set[LinkEnds]) -> Chain:
        """Return the chain without some of its links."""
        if not links:
            return self
        return replace(
            self, links=tuple(link for link in self.links if self.ends(link) not in links)
        )
