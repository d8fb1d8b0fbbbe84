"""Rows of data sets as they were meant: tools repaired, names made safe, Arrow's nulls taken out.

What a row shows has to be taken by endpoints and templates: types of Python and names with blanks
are mended as those of a pool are (`toolmind.tools.repair`), and calls follow the names. Arrow gives
every struct the keys of all others, each as null: data that was stored so has properties and
arguments that nobody wrote.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from msgspec.structs import replace

from toolmind.audit.schema_faults import read_definition
from toolmind.datasets.dialogue import Dialogue
from toolmind.errors import DataError
from toolmind.records import JSON, Message, Schema, Tool
from toolmind.schema import check
from toolmind.tools.names import safe_name
from toolmind.tools.repair import Unrepairable, repair_function

NULL_FILL, NO_ARGUMENTS = "null-fill", "no-arguments"
"""What is counted besides the rules of repair: nulls taken out; arguments that are an empty text or
null, where there are none."""

_SAFE_NAME = "safe-name"

_Called = tuple[str, Tool, tuple[str, ...]]
"""What a definition is called, the tool that it says, and the rules that mended it."""


class Mended(NamedTuple):
    """A row as it was meant, its tools in the order shown, and the tools and calls changed."""

    row: Dialogue
    tools: list[Tool]
    changes: Counter[str]


def mended(row: Dialogue, pool: Sequence[Tool] = ()) -> Mended:
    """Return a row with its tools repaired, and its calls of them.

    A row that defines none is shown those of the `pool`. A definition that cannot be repaired stays
    as it stands; one without a name is left out. Of arguments that were given as objects, nulls are
    taken out that their tool does not know; those given as text are the model's own words.
    """
    changes = Counter[str]()
    tools: list[Tool] = []
    by_name: dict[str, Tool] = {}
    defined = [one for one in map(_read, row.tools) if one is not None]
    shown = defined or [*map(_named, pool)]
    owner = {called: called for called, _, _ in shown}  # who has a safe name already keeps it
    for called, tool, rules in shown:
        if owner.setdefault(tool.name, called) != called:
            tool = replace(tool, name=called)
            rules = tuple(rule for rule in rules if rule != _SAFE_NAME)
        tools.append(tool)
        by_name[called] = tool
        changes.update(rules)
    messages = tuple(_with_calls(row, by_name, changes))
    return Mended(dataclasses.replace(row, messages=messages), tools, changes)


def _named(tool: Tool) -> _Called:
    name = safe_name(tool.name)
    if name == tool.name:
        return name, tool, ()
    return tool.name, replace(tool, name=name), (_SAFE_NAME,)


def _read(definition: JSON) -> _Called | None:
    return _tool(orjson.dumps(definition, option=orjson.OPT_NON_STR_KEYS))


@lru_cache(maxsize=16384)
def _tool(text: bytes) -> _Called | None:
    definition = orjson.loads(text)
    read, _ = read_definition(definition)
    if read is None:
        return None
    filled = _is_filled(definition)
    try:
        made, changes = repair_function(_without_nulls(definition) if filled else definition)
    except Unrepairable:
        return read.name, read, ()
    rules = {change.rule for change in changes} | ({NULL_FILL} if filled else set())
    return (read.name, made, tuple(sorted(rules))) if rules else (read.name, read, ())


def _is_filled(value: JSON) -> bool:
    """Say whether a property is null somewhere: no schema is, but for Arrow's."""
    if isinstance(value, list):
        return any(map(_is_filled, value))
    if not isinstance(value, dict):
        return False
    properties = value.get("properties")
    if isinstance(properties, dict) and None in properties.values():
        return True
    return any(map(_is_filled, value.values()))


def _without_nulls(value: JSON) -> JSON:
    """Return a value without the keys of objects that are null."""
    if isinstance(value, list):
        return [_without_nulls(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {key: _without_nulls(one) for key, one in value.items() if one is not None}


def _with_calls(
    row: Dialogue, tools: Mapping[str, Tool], changes: Counter[str]
) -> Iterable[Message]:
    """Yield the messages with calls by the names of the tools, and without nulls of Arrow's."""
    calls = sum(len(message.tool_calls) for message in row.messages)
    told = row.argument_values if len(row.argument_values) == calls else ("",) * calls
    values = iter(told)
    for message in row.messages:
        made = []
        for call in message.tool_calls:
            value, tool = next(values), tools.get(call.name)
            if tool is None:
                made.append(call)
                continue
            arguments = call.arguments
            if arguments in ("", "null"):
                arguments = "{}"
                changes[NO_ARGUMENTS] += 1
            elif isinstance(value, dict) and (known := _known(value, tool.parameters)) != value:
                arguments = orjson.dumps(known).decode()
                changes[NULL_FILL] += 1
            made.append(replace(call, name=tool.name, arguments=arguments))
        yield replace(message, tool_calls=tuple(made)) if made else message


def _known(value: Any, schema: Schema) -> Any:
    """Return a value without the nulls that its schema has no place for."""
    if isinstance(value, list) and isinstance(items := schema.get("items"), dict):
        return [_known(one, items) for one in value]
    properties = schema.get("properties")
    if not isinstance(value, dict) or not isinstance(properties, dict) or not properties:
        return value
    known = {}
    for key, inner in value.items():
        declared = properties.get(key, schema.get("additionalProperties"))
        if inner is None and not _takes_null(declared):
            continue
        known[key] = _known(inner, declared) if isinstance(declared, dict) else inner
    return known


def _takes_null(schema: JSON) -> bool:
    if not isinstance(schema, dict):
        return schema is True
    try:
        return check(schema)(None)
    except DataError:  # a reference into the whole
        return True
