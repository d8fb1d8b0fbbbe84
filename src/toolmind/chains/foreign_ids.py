"""Foreign ids: opaque ids of one entity that a link passes for those of another.

`post.id` and `commentId` are both ids, and fit each other by every word of their types; where an
API has posts and comments, the id of the one is none of the other.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolmind.graph.graph import ToolGraph
from toolmind.text.terms import name_terms

Indices = NDArray[np.int64]

_OPAQUE = frozenset(("id", "uuid", "guid", "arn"))
"""Last words of the names of values that say nothing but which thing is meant (ours)."""

_GENERIC = frozenset(
    "item data body result detail info property resource object entry to update".split()
)
"""Names of objects that say nothing of which entity they are (ours)."""

_SAME = (
    "user member account owner author profile person people creator assignee employee customer "
    "client contact",
    "file document spreadsheet presentation folder item attachment",
    "channel conversation chat room thread",
    "organization company workspace",
)
"""Entities that one API calls one thing by two names, a line each (ours): their ids may agree."""
_LINE = {word: at for at, line in enumerate(_SAME) for word in line.split()}


def foreign_ids(graph: ToolGraph, links: Indices, domains: Indices) -> NDArray[np.bool_]:
    """Whether each of the links passes an id of one entity for that of another.

    Each end must name its entity, by its own words or the object that it is in, and tools of the
    domain (`domains`: the number of each tool's) must be about either: `owner.id` is an id of
    whatever owners are.
    """
    given, wanted = ([_entity(path) for path in paths] for paths in (graph.outputs, graph.inputs))
    about = {
        (domain, word)
        for tool, domain in zip(graph.tools, domains.tolist(), strict=True)
        for part in tool.split(".")[-2:]
        for word in name_terms(part)
    }
    found = np.zeros(len(links), dtype=np.bool_)
    ends = (graph.src_output[links], graph.dst_input[links], domains[graph.src[links]])
    for at, (output, into, domain) in enumerate(zip(*(end.tolist() for end in ends), strict=True)):
        one, other = given[output], wanted[into]
        found[at] = (
            one != ""
            and other != ""
            and not same_entity(one, other)
            and (domain, one) in about
            and (domain, other) in about
        )
    return found


def _entity(path: str) -> str:
    """Return the last word of the entity that an opaque id at a path is of; empty without one."""
    above, _, own = path.rpartition(".")
    words = name_terms(own)
    if not words or words[-1] not in _OPAQUE:
        return ""
    for said in (words, name_terms(above.rpartition(".")[2])):
        if named := [word for word in said if word not in _OPAQUE | _GENERIC]:
            return named[-1]
    return ""


def same_entity(one: str, other: str) -> bool:
    """Tell whether two words name one entity, as far as these rules know."""
    return one == other or _LINE.get(one, -1) == _LINE.get(other, -2)
