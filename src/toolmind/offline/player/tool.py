"""The embedded tool simulator: answers the tool prompt from the same world as `World` does."""

from __future__ import annotations

from datetime import datetime

from toolmind.environments.required_outputs import RequiredOutput
from toolmind.offline.player.blocks import Blocks
from toolmind.offline.world.answers import World
from toolmind.records import JSON, Tool


def answer(blocks: Blocks, seed: int) -> JSON:
    """Return the result of the call that the prompt describes, or its error."""
    definition, call = blocks["Tool"], blocks["Call"]
    tool = Tool(
        id=definition["id"],
        name=definition["name"],
        description=definition["description"],
        parameters=definition["parameters"],
        returns=definition["returns"],
        domain=definition.get("domain", ""),
    )
    world = World(str(seed), datetime.fromisoformat(blocks["Situation"]["now"]))
    world.begin(blocks["World"])
    for earlier in blocks["Earlier calls"]:
        if earlier["status"] == "ok":
            called = Tool(id=earlier["id"], name=earlier["name"])
            world.learn(called, earlier["arguments"], earlier["result"])
    feeds = tuple(
        RequiredOutput(path, part)
        for path, schema in blocks["Needed"].items()
        for part in schema.get("allOf", (schema,))
    )
    return world.answer(tool, call["arguments"], feeds).value
