"""The embedded completion of tools: what names, descriptions and examples support, no more.

A rule, not a guess at what a service returns: "Returns the temperature and humidity" gives two
fields; `list_orders` gives a list of objects; `delete_order` gives whether it worked.
"""

from __future__ import annotations

import re
from typing import Any

from toolmind.offline.player.blocks import Blocks
from toolmind.records import JSON, Schema
from toolmind.text.identifiers import label
from toolmind.tools.effects import named_effect

_TYPE_WORDS = {
    "boolean": r"^(is|has|can|should|allow|enable|include|use|with)\b|\b(flag|enabled|only)$",
    "integer": r"\b(count|limit|offset|page|size|number|year|age|quantity|max|min|index|days)$",
    "number": r"\b(price|amount|total|rate|score|latitude|longitude|lat|lon|lng|weight|height|"
    r"distance|temperature|percentage|ratio|cost|balance|radius)$",
    "array": r"\b(list|ids|items|tags|names|values)$",
}
_RETURNS = re.compile(
    r"\breturns?\b(?: (?:an?|the))?(?: \w+)?"
    r"(?: (?:object|list|array|json|dict\w*|response|result)s?)?"
    r"(?: (?:with|containing|including|that includes|of))?:? (?P<list>[^.;:\n]{3,160})",
    re.IGNORECASE,
)
_JUDGES = frozenset("is has can check validate verify exists".split())
_VALUES = frozenset("calculate compute count convert estimate measure predict".split())
"""Verbs that answer with yes or no, and with a number."""


def complete(blocks: Blocks) -> dict[str, JSON]:
    """Answer the completion prompt: each missing field, and the result where it is missing."""
    function, gaps = blocks["Function"], blocks["Missing"]
    answer: dict[str, JSON] = {"fields": []}
    for gap in gaps:
        if gap["pointer"] == "/returns":
            answer["returns"] = result_schema(function["name"], function["description"])
        else:
            answer["fields"].append(_field(gap, function))
    return answer


def _field(gap: dict[str, Any], function: dict[str, Any]) -> dict[str, str]:
    pointer = gap["pointer"]
    if pointer == "/description":
        return {"pointer": pointer, "description": _sentence(label(function["name"]))}
    _, place, _, name = pointer.split("/", 3)
    name = name.replace("~1", "/").replace("~0", "~")
    schema = function[place]["properties"][name]
    entry = {"pointer": pointer}
    if "description" in gap["needs"]:
        entry["description"] = _sentence(label(name))
    if "type" in gap["needs"]:
        entry["type"] = type_of(name, schema)
    return entry


def type_of(name: str, schema: Schema) -> str:
    """Return the type that a default, an example or else the name of a field speaks for."""
    for value in (schema.get("default"), *(schema.get("examples") or ())):
        for kind, python in (("boolean", bool), ("integer", int), ("number", float)):
            if isinstance(value, python):
                return kind
        if isinstance(value, str | list | dict):
            return {str: "string", list: "array", dict: "object"}[type(value)]
    words = label(name)
    for kind, pattern in _TYPE_WORDS.items():
        if re.search(pattern, words):
            return kind
    return "string"


def result_schema(name: str, description: str) -> Schema:
    """Return the least that a call of this name and description gives back."""
    told = _told_fields(description)
    if told:
        return _object({field: {"type": type_of(field, {})} for field in told})
    does, words = named_effect(name), label(name).split()
    known = does.word in words
    noun = "_".join(words[words.index(does.word) + 1 :] if known else words) or "result"
    several = noun.endswith("s") and not noun.endswith("ss")
    if does.verb == "list" or (does.verb == "get" and several):
        item = _object({"id": {"type": "string"}, "name": {"type": "string"}})
        return _object({noun: {"type": "array", "items": item}})
    if does.verb == "create":
        return _object({f"{noun}_id": {"type": "string"}, "success": {"type": "boolean"}})
    if does.writes:
        return _object({"success": {"type": "boolean"}})
    if does.word in _JUDGES:
        return _object({noun: {"type": "boolean"}})
    if does.word in _VALUES:
        return _object({noun: {"type": "number"}})
    return _object({noun: {"type": type_of(noun, {})}})


def _told_fields(description: str) -> list[str]:
    """Return the fields that a sentence such as "Returns the a, b and c" names."""
    match = _RETURNS.search(description)
    if match is None:
        return []
    parts = re.split(r",\s*(?:and\s+)?|\s+and\s+", match["list"])
    fields = [re.sub(r"^(?:the|an?|its|their|with)\s+", "", part.strip().lower()) for part in parts]
    usable = [field for field in fields if re.fullmatch(r"[a-z]+(?: [a-z]+){0,2}", field)]
    if len(usable) < 2 or len(usable) < len(fields):
        return []
    return [field.replace(" ", "_") for field in dict.fromkeys(usable)][:12]


def _object(properties: Schema) -> Schema:
    described = {
        name: {**schema, "description": _sentence(label(name))}
        for name, schema in properties.items()
    }
    return {"type": "object", "properties": described}


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}." if words else "Not described."
