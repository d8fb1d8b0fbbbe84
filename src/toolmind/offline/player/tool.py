"""The embedded tool simulator: answers the tool prompt from the same world as `World` does."""

from __future__ import annotations

import re
from datetime import datetime

from toolmind.environments.required_outputs import RequiredOutput
from toolmind.models.base import ChatRequest
from toolmind.offline.world.answers import World
from toolmind.prompts import json_blocks
from toolmind.records import JSON, Tool

_CLOCK = re.compile(r"date and time is (\S+?)\.?(?:\s|$)")
_WORLD = re.compile(r"World: (\S+)\.")


def answer(request: ChatRequest) -> JSON:
    """Return the result of the call that the prompt describes, or its error."""
    text = request.messages[0].content
    blocks = json_blocks(text)
    definition, call = blocks["Tool"], blocks["Call"]
    tool = Tool(
        id=definition["name"],
        name=definition["name"],
        description=definition["description"],
        parameters=definition["parameters"],
        returns=definition["returns"],
        domain=definition.get("domain", ""),
    )
    clock, world_name = _CLOCK.search(text), _WORLD.search(text)
    world = World(
        world_name[1] if world_name else str(request.sampling.seed),
        datetime.fromisoformat(clock[1]) if clock else datetime(2026, 1, 1),
    )
    for earlier in blocks["Earlier calls"]:
        if earlier["status"] == "ok":
            world.learn(earlier["name"], earlier["arguments"], earlier["result"])
    feeds = tuple(RequiredOutput(need["path"], need["schema"]) for need in blocks["Needed"])
    return world.answer(tool, call["arguments"], feeds).value
