"""What a value that a person brings up must be, since results repeat it and later calls take it."""

from __future__ import annotations

from collections.abc import Mapping

from toolmind.environments.echoed import origin
from toolmind.environments.staging import taken_as
from toolmind.records import Chain, Schema, Tool
from toolmind.schema import merge
from toolmind.schema.slots import slots


def fact_schemas(chain: Chain, tools: Mapping[str, Tool]) -> list[dict[str, Schema]]:
    """Return, per step, the schema of each fact by its path.

    It is the parameter's own, and that of each input that takes the value over from the result.
    """
    tools_of = [tools[tool] for tool in chain.tools]
    found = [{path: s.schema for path, s in slots(tool.parameters).items()} for tool in tools_of]
    fed = {(link.dst, link.dst_input): link for link in chain.links}
    for link in chain.links:
        fact = origin(link.src, link.src_output, fed, tools_of).fact
        if fact and fact[1] in found[fact[0]]:
            step, path = fact
            into = taken_as(tools_of[link.dst], link.dst_input)
            into = {key: into[key] for key in into if key not in _OF_THE_OTHER}
            found[step][path] = merge(found[step][path], into)
    return found


_OF_THE_OTHER = frozenset(("description", "title", "default", "examples"))
"""What a schema says of its own value: the person has another in mind."""
