"""Who can know the value of an input: a person, or the system alone.

The rule: an input is an *opaque id* where its name, its format or its pattern says that programs
make its values (``…_id``, a UUID, a hash), and it is no choice among named values. A person knows
no such value by heart. Where a link feeds it, an earlier result tells it, and where the plan has
the assistant look it up (`Outline.referred`) the person says in words which thing is meant; else
the person has it at hand, as in a letter or an e-mail, and tells it as it stands. Of a world that
is there it is one that exists.
"""

from __future__ import annotations

import re

from toolmind.environments.echoed import echoed
from toolmind.records import Tool
from toolmind.schema import split, types_of
from toolmind.schema.slots import Slot, slots
from toolmind.text.identifiers import label, split_identifier
from toolmind.tools.effects import ToolEffect, tool_effect

_NAMES = frozenset("id ids uuid uuids guid guids arn arns hash sha digest etag oid".split())
"""Last words of the names of inputs whose values programs make (ours)."""

_PATTERN = re.compile(r"\[[^\]]*(?:0-9|\\d|a-f)[^\]]*\](?:\{\d{1,3},?\d*\}|\+)")
"""A pattern that asks for a run of digits or hexadecimal digits."""


_TELLING = frozenset(("name", "full name", "title", "email", "email address", "phone", "username"))
"""What tells one thing from all others, as people say it (ours)."""

_TAKING = frozenset("book reserve order buy purchase rent hire borrow pay join watch".split())
"""Verbs of calls that make something (a booking) of a thing that is there (ours)."""


def is_opaque_id(slot: Slot) -> bool:
    """Tell whether an input's values are made by programs, so that no person knows them."""
    schema = slot.schema
    if "enum" in schema or "const" in schema:
        return False
    types = set(types_of(schema))
    items = schema.get("items")
    if "array" in types and isinstance(items, dict):
        schema, types = items, set(types_of(items))
    if types and not types & {"string", "integer"}:
        return False
    words = split_identifier(slot.path)
    if schema.get("format") == "uuid" or (words and words[-1] in _NAMES):
        return True
    pattern = schema.get("pattern")
    return isinstance(pattern, str) and words[-1:] == ("key",) and bool(_PATTERN.search(pattern))


def is_told_already(source: Tool, output: str) -> bool:
    """Tell whether a result says again by which opaque id it was asked for.

    So does the ``customer_id`` of each entry of ``list_orders(customer_id)``: it is no find.
    """
    if output in echoed(source):
        return True
    field = label(split(output)[-1])
    facts = slots(source.parameters).items()
    return any(label(path) == field and is_opaque_id(slot) for path, slot in facts)


def is_its_name(finder: Tool, path: str) -> bool:
    """Tell whether an input names the thing that a tool finds, as the ``name`` of find_customer."""
    told = label(split(path)[-1])
    return told in _TELLING or told == f"{tool_effect(finder).noun} name"


def is_of_what_is_made(path: str, does: ToolEffect) -> bool:
    """Tell whether an id is that of the thing which a call makes, so that it is new to the world.

    So is the ``booking_id`` of ``create_booking``, but not its ``hotel_id``, and not the
    ``room_id`` of ``book_room``.
    """
    thing = label(split(path)[-1]).removesuffix("id").strip()
    makes = does.verb == "create" and does.word not in _TAKING
    return makes and (not thing or f" {does.noun}".endswith(f" {thing}"))
