"""The embedded tool simulator: answers the tool prompt from the same world as `World` does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson

from toolmind.environments.answer_schema import error_of
from toolmind.environments.required_outputs import RequiredOutput
from toolmind.offline.player.blocks import Blocks, json_blocks
from toolmind.offline.player.outlined import outlined
from toolmind.offline.world.answers import World
from toolmind.records import JSON, Message, Tool


def answer(blocks: Blocks, messages: Sequence[Message], seed: int) -> JSON:
    """Return the result of the last call of a conversation, or its error; `blocks` are the first's.

    The messages are the instructions, then calls and their answers in turn, the last one open.
    """
    world = World(str(seed), datetime.fromisoformat(blocks["Situation"]["now"]))
    world.begin(blocks["World"])
    tools: dict[str, dict[str, Any]] = {}
    asked, answers = messages[1::2], messages[2::2]
    told: Blocks = {}
    for at, message in enumerate(asked):
        told = json_blocks(message.content)
        if "Tool" in told:
            tools.setdefault(told["Tool"]["name"], told["Tool"])
        if at < len(answers) and not error_of(result := orjson.loads(answers[at].content)):
            call = told["Call"]
            world.learn(_tool(tools[call["name"]]), call["arguments"], result)
    feeds = tuple(
        RequiredOutput(path, part)
        for path, schema in told.get("Needed", {}).items()
        for part in schema.get("allOf", (schema,))
    )
    call = told["Call"]
    return world.answer(_tool(tools[call["name"]]), call["arguments"], feeds).value


def _tool(definition: dict[str, Any]) -> Tool:
    """Return a tool as it was shown; what this world makes of calls needs no parameters."""
    return Tool(
        id=definition.get("id", definition["name"]),
        name=definition["name"],
        description=definition.get("description", ""),
        returns=outlined(definition["returns"]) if "returns" in definition else None,
        domain=definition.get("domain", ""),
    )
