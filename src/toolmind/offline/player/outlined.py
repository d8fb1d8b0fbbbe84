"""Schemas read back from the brief form in which prompts show them (`toolmind.schema.outline`)."""

from __future__ import annotations

import re

from toolmind.records import JSON, Schema
from toolmind.schema.outline import AS_SCHEMA

_SAID = re.compile(
    r"(?P<kind>one of [^:]+|\w+)(?: \((?P<format>[^)]*)\))?(?:: (?P<meaning>.*))?", re.S
)


def outlined(brief: JSON) -> Schema:
    """Return the schema that an outline stands for."""
    if isinstance(brief, list):
        return {"type": "array", "items": outlined(brief[0])}
    if isinstance(brief, dict):
        if AS_SCHEMA in brief:
            return dict(brief[AS_SCHEMA])
        return {
            "type": "object",
            "properties": {name.removesuffix("?"): outlined(part) for name, part in brief.items()},
            "required": [name for name in brief if not name.endswith("?")],
        }
    return _value(str(brief))


def _value(text: str) -> Schema:
    found = _SAID.fullmatch(text)
    if found is None:
        return {}
    kind, choices = found["kind"], found["kind"].removeprefix("one of ")
    schema: Schema = (
        {"type": kind} if choices == kind else {"type": "string", "enum": choices.split(" | ")}
    )
    said = {"format": found["format"], "description": found["meaning"]}
    return schema | {key: value for key, value in said.items() if value}
