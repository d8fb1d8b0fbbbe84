"""What exists in the world that the embedded writer builds on: values by what they are called.

A state says nothing of what its fields mean. So a value is taken for what it is called: `order_id`
by a field of that name, by the `id` of what lies under `orders`, or by the keys of a mapping of
that name; a `file name` by the `name` of an object whose class is ``File``. What a person may name
by its parameter (``known``) comes before all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from toolmind.records import JSON, Schema
from toolmind.schema import problem
from toolmind.text.identifiers import label
from toolmind.text.nouns import singular

ATTRIBUTES = frozenset("id name key code number path symbol uuid slug".split())
"""Last words of what a thing is known by (ours)."""

_GENERIC = frozenset("name title description text content query type status value".split())
"""Words that by themselves do not say of which thing."""

_OF_A_THING = re.compile(r"\b(name|id|path|number|code) of (?:the|an?) (\w+)", re.IGNORECASE)
"""How a description says what a parameter names: "the name of the file to copy"."""


class Existing(NamedTuple):
    """A value that exists, and the place of what it belongs to."""

    value: JSON
    holder: int = 0


def existing(world: JSON, words: str, entity: str, schema: Schema) -> list[Existing]:
    """Return the values of a world that are called `words` (``order id``), in order, each once.

    Only those that are valid under the schema, as they are or as a list of one; a bare ``id`` is
    that of the `entity`.
    """
    if words in ("id", "ids"):
        words = f"{entity} id"
    words = singular(re.sub(r"\s*\d+$", "", words))
    found = [] if words in _GENERIC else list(_found(world, words, ""))
    if not found and (said := _OF_A_THING.search(str(schema.get("description", "")))):
        found = list(_found(world, f"{said[2].lower()} {said[1].lower()}", ""))
    fitting: dict[str, Existing] = {}
    for value, holder in found:
        fits = next((one for one in (value, [value]) if not problem(schema, one)), None)
        if fits is not None:
            fitting.setdefault(str(value), Existing(fits, holder))
    return list(fitting.values())


def named(known: JSON, tool: str, path: str, schema: Schema) -> list[Existing] | None:
    """Return the values that a person may name for a parameter, or None where nothing says so."""
    if not isinstance(known, Mapping):
        return None
    key = next((key for key in (f"{tool}.{path}", path) if key in known), None)
    if key is None:
        return None
    several = known[key] if isinstance(known[key], list) else [known[key]]
    fitting = [Existing(value) for value in several if not problem(schema, value)]
    return fitting or [Existing(known[key])]


def recorded(world: JSON, tool: str) -> list[dict[str, JSON]]:
    """Return the arguments of the tool's calls that can be answered again, if that is the world."""
    calls = world.get(tool) if isinstance(world, Mapping) else None
    if not isinstance(calls, list):
        return []
    return [
        call["arguments"] for call in calls if isinstance(call, Mapping) and "arguments" in call
    ]


def is_new(words: str, wish: str) -> bool:
    """Tell whether a wish is for a thing to be made that a parameter names: it is not there yet."""
    verb, _, rest = wish.lower().partition(" ")
    thing, _, attribute = words.rpartition(" ")
    if verb not in ("create", "make", "add", "touch") or attribute not in ATTRIBUTES:
        return False
    first = rest.split(" from ")[0].split()
    return not thing or any(_is(thing, word) for word in first)


def _found(node: JSON, words: str, holder: str) -> Iterator[Existing]:
    """Yield what is called so in a node that is itself called `holder`, in the singular."""
    thing, _, attribute = words.rpartition(" ")
    if isinstance(node, Mapping):
        kind = str(node.get("type", "")).lower()
        ours = bool(thing) and (_are(thing, holder) or _is(thing, kind))
        for name, inner in node.items():
            called = singular(label(name))
            if isinstance(inner, Mapping) and _names(words, thing, attribute, holder):
                yield Existing(_number(name, inner), id(inner))
            if (
                isinstance(inner, str | int | float)
                and (called == words or (ours and called == attribute))
            ) or (isinstance(inner, str) and ours and attribute == "name" and _is_register(node)):
                yield Existing(inner, id(node))
            below = f"{holder} {called}" if isinstance(inner, Mapping) and kind else called
            yield from _found(inner, words, below if isinstance(inner, list | Mapping) else called)
    elif isinstance(node, list):
        for item in node:
            if isinstance(item, str | int | float) and holder == words:
                yield Existing(item, id(node))
            yield from _found(item, words, holder)


def _is_register(node: Mapping[str, JSON]) -> bool:
    """Tell whether a mapping holds the names of things by their ids."""
    named = any(singular(label(key)).rpartition(" ")[2] in ATTRIBUTES for key in node)
    return not named and all(isinstance(name, str) for name in node.values())


def _names(words: str, thing: str, attribute: str, holder: str) -> bool:
    """Tell whether the keys of a mapping that is called `holder` are what is asked for."""
    return holder == words or (attribute == "id" and holder == thing)


def _number(name: str, inner: Mapping[str, JSON]) -> JSON:
    """Return a key as what stands behind it says it, for keys of JSON are texts."""
    if isinstance(known := inner.get("id"), int) and str(known) == name:
        return known
    return int(name) if name.isdigit() and not name.startswith("0") else name


def _are(thing: str, holder: str) -> bool:
    """Tell whether what is called `holder` holds such things: ``get all todos`` holds a todo."""
    held = {singular(word) for word in holder.split()}
    return all(singular(word) in held for word in thing.split())


def _is(thing: str, kind: str) -> bool:
    """Tell whether a kind is what a thing is called, shortened or not: a dir is a directory."""
    return kind == thing or (len(thing) > 2 and kind.startswith(thing))
