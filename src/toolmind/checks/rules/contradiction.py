"""What results say of one thing does not contradict: else nobody can answer rightly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from toolmind.checks.base import CheckContext, Finding, RuleCheck, objects_in
from toolmind.checks.rules.repeats import call_key
from toolmind.records import JSON, Message, ToolCall
from toolmind.text.identifiers import split_identifier
from toolmind.text.nouns import singular
from toolmind.tools.effects import named_effect, tool_effect

_STEADY = re.compile(
    r"(?:^|_|\b)(?:name|first_?name|last_?name|full_?name|title|address\w*|street|city|country|zip"
    r"|zip_?code|postcode|postal_?code|email|phone\w*|birth\w*|dob|gender|brand|model|author"
    r"|category|genre|currency|owner|created\w*|origin|destination|isbn|sku|latitude|longitude"
    r"|capacity|manufacturer|director|release_?year|year)$",
    re.IGNORECASE,
)
"""Keys of what does not change by itself (ours): a price or a status may."""

Fact = tuple[str, str, str]
"""The key of a thing's id or name, that id or name, and the key of what is told of it."""

_OF = "\x1f"


class Contradiction(RuleCheck):
    """Two results that tell one thing's steady facts otherwise, and nothing was changed between.

    It is the environment's fault: what comes after rests on sand, and the dialogue is dropped. A
    thing is known by its id, under the same key, or, where the same call is made again, by its
    name.
    """

    name = "contradiction"
    scope = "trajectory"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per result that contradicts an earlier one."""
        known: dict[Fact, tuple[JSON, str]] = {}
        unread: list[Message] = []
        """The first result, until another one may contradict it."""
        calls = {call.id: (call, message.id) for message, call in context.calls}
        for message in context.trajectory.messages:
            for call in message.tool_calls:
                tool = context.tools.get(call.name)
                if (tool_effect(tool) if tool else named_effect(call.name)).may_write:
                    known.clear()
                    unread.clear()
            if message.role != "tool" or message.status == "error":
                continue
            if message.tool_call_id not in calls:
                continue
            unread.append(message)
            if known or len(unread) > 1:
                for one in unread:
                    yield from _against(known, one, *calls[one.tool_call_id])
                unread.clear()


def _against(
    known: dict[Fact, tuple[JSON, str]], result: Message, call: ToolCall, turn: str
) -> Iterator[Finding]:
    """Yield the first contradiction of a result with what is known, and learn its facts."""
    for key, value in _clear(facts_in(result.content, call)).items():
        before = known.setdefault(key, (value, result.id))
        if _differ(before[0], value):
            text = (
                f"{call.name}: of {key[0]} {key[1].rpartition(_OF)[2]} the {key[2]} is"
                f" {value!r}, and was {before[0]!r}"
            )
            yield Finding("results", text, evidence=(before[1], result.id, turn))
            return


def _clear(facts: Iterator[tuple[Fact, JSON]]) -> dict[Fact, JSON]:
    """Return the facts without those of which one result tells several: two things of one name."""
    found: dict[Fact, JSON] = {}
    several: set[Fact] = set()
    for key, value in facts:
        if found.setdefault(key, value) != value:
            several.add(key)
    return {key: value for key, value in found.items() if key not in several}


def _differ(one: JSON, other: JSON) -> bool:
    return type(one) is type(other) and str(one).strip().lower() != str(other).strip().lower()


def facts_in(content: str, call: ToolCall) -> Iterator[tuple[Fact, JSON]]:
    """Yield the steady facts of the things in the result of a call."""
    for node in objects_in(content):
        steady, naming = _keys(tuple(node))
        identity = _identity(node, naming, call) if steady and naming else ("", "")
        for key in steady if identity[0] else ():
            if key != identity[0] and isinstance(value := node[key], str | int | float):
                yield (identity[0], identity[1], key), value


@lru_cache(maxsize=512)  # the objects of a collection have the same keys
def _keys(keys: tuple[str, ...]) -> tuple[list[str], list[tuple[str, bool]]]:
    """Return the keys of steady facts, and those that name a thing, with whether by its id."""
    steady = [key for key in keys if _STEADY.search(key)]
    naming = [
        (key, lowered.endswith("id"))
        for key in keys
        for lowered in (key.lower(),)
        if lowered.endswith(("id", "name", "title"))
    ]
    return steady, naming


def _identity(
    node: dict[str, JSON], naming: list[tuple[str, bool]], call: ToolCall
) -> tuple[str, str]:
    """Return what an object is known by: its ids, else its name within the call.

    A single id is the object's own where the tool is named for it (a `user_id`, of `get_user`);
    else it may be that of what it belongs to.
    """
    ids, named = [], ""
    for key, is_id in naming:
        value = node[key]
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            if is_id:
                ids.append(key)
            elif not named:
                named = key
    if len(ids) > 1 or (ids and _is_own(ids[0], call.name)):
        return "|".join(ids), "|".join(str(node[key]) for key in ids)
    return (named, f"{call_key(call)}{_OF}{node[named]}") if named and not ids else ("", "")


def _is_own(key: str, tool: str) -> bool:
    noun = split_identifier(key)[:-1]
    return bool(noun) and set(noun) <= set(map(singular, split_identifier(tool)))
