"""What a model that plays the tools is told: the world and the story first, then call after call.

All of it is JSON in blocks. A request repeats the one before, with its answer, and adds the next
call: a server that keeps the prefixes of prompts reads each part once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from toolmind.caches import IdentityCache, dump_to_keep
from toolmind.environments.required_outputs import RequiredOutput
from toolmind.records import JSON, Message, Scenario, Schema, Tool
from toolmind.schema.outline import outline

_TYPES = frozenset(
    "type enum const format pattern minimum maximum exclusiveMinimum exclusiveMaximum multipleOf "
    "minLength maxLength minItems maxItems items anyOf oneOf".split()
)
"""Keywords that say what a value must be. What it is for, in another tool, would mislead."""


def story(scenario: Scenario) -> dict[str, JSON]:
    """Return what is so because a person names it or means it; parts that are empty are left out.

    Values that the person takes back later are no part of it.
    """
    parts: dict[str, JSON] = {
        "background": scenario.background,
        "wish": scenario.intent,
        "steps": [told for step in scenario.steps if (told := _filled(_named(step)))],
    }
    return _filled(parts)


def _named(step: Any) -> dict[str, JSON]:
    return {"goal": step.goal, "names": step.known, "means": step.references}


def _filled(parts: dict[str, JSON]) -> dict[str, JSON]:
    return {name: part for name, part in parts.items() if part}


class Briefing:
    """The conversation with a model that plays the tools of one dialogue; it only grows."""

    def __init__(self, instructions: str) -> None:
        self._messages = [Message(role="system", content=instructions)]
        self._shown: dict[str, set[str]] = {}
        """The parameters that were shown of each tool, by its name."""

    def asked(
        self,
        tool: Tool,
        arguments: dict[str, Any],
        feeds: Iterable[RequiredOutput],
        *,
        may_fail: bool,
    ) -> tuple[Message, ...]:
        """Return what is asked of a call: all before, and the call with what is new of its tool."""
        call = {"name": tool.name, "arguments": arguments, "may_fail": may_fail}
        blocks = {
            "Tool": self._definition(tool, arguments),
            "Needed": needed(feeds),
            "Call": call,
        }
        text = "\n\n".join(
            f"## {title}\n\n```json\n{orjson.dumps(block).decode()}\n```"
            for title, block in blocks.items()
            if block
        )
        return (*self._messages, Message(role="user", content=text))

    def answered(self, asked: Message, tool: Tool, arguments: Iterable[str], said: str) -> None:
        """Take in a call, as it was asked, and its answer."""
        self._messages += (asked, Message(role="assistant", content=said))
        self._shown.setdefault(tool.name, set()).update(arguments)

    def _definition(self, tool: Tool, arguments: dict[str, Any]) -> dict[str, JSON]:
        """Return what was not shown yet of a tool, as whoever answers a call of it has to know it.

        Of its parameters those that the call gives: the others say nothing of this result. The id
        tells what it does, where the name had to be shortened.
        """
        known = self._shown.get(tool.name)
        new = {name: value for name, value in arguments.items() if name not in (known or ())}
        required = [name for name in tool.parameters.get("required", ()) if name in new]
        parameters = outline({**tool.parameters, "required": required}, [new])
        if known is not None:
            return {"name": tool.name, "parameters": parameters} if new else {}
        parts: dict[str, JSON] = {
            "name": tool.name,
            "id": "" if tool.id == tool.name else tool.id,
            "description": tool.description,
            "domain": tool.domain,
            "parameters": parameters,
            "returns": _RETURNS.of(tool.returns) if tool.returns else None,
        }
        return _filled(parts)


def _returned(returns: Schema) -> orjson.Fragment | None:
    """Return as JSON what a tool answers, in brief."""
    found = outline(returns)
    return orjson.Fragment(dump_to_keep(found)) if found else None


_RETURNS = IdentityCache(_returned, 2048)
"""What is asked for again with every call of a tool: some 0.5 kB each."""


def needed(feeds: Iterable[RequiredOutput]) -> dict[str, Schema]:
    """Return by path, once each, what the values of outputs that are needed must be."""
    found: dict[str, list[Schema]] = {}
    for feed in feeds:
        into, known = _bare(feed.into), found.setdefault(feed.path, [])
        if into not in known:
            known.append(into)
    return {path: all_[0] if len(all_) == 1 else {"allOf": all_} for path, all_ in found.items()}


def _bare(schema: Schema) -> Schema:
    """Return what a schema says of values, without a word of what they are for."""
    return dict(_kept(schema))


def _kept(schema: Schema) -> Iterator[tuple[str, Any]]:
    for key, value in schema.items():
        if key == "items" and isinstance(value, dict):
            yield key, _bare(value)
        elif key in ("anyOf", "oneOf") and isinstance(value, list):
            yield key, [_bare(each) for each in value if isinstance(each, dict)]
        elif key in _TYPES:
            yield key, value
