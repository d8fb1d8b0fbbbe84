"""Completion: a model fills in what no source declared (paper §3.1).

Asked for are descriptions and types of the function and its top-level fields, and the schema of
the result where there is none. What a model filled in is listed in `Tool.completed`, so that it is
never mistaken for what was declared; nothing that was declared changes.
"""

from __future__ import annotations

from typing import Any

import msgspec
import orjson

from toolmind.models.ask_again import refuse
from toolmind.models.base import ChatModel, ChatRequest, Sampling
from toolmind.models.structured import ask_json
from toolmind.prompts import Prompt, load_prompt
from toolmind.records import JSON, Message, Schema, Tool
from toolmind.tools.repair import Change, Unrepairable, repair_schema

_TYPES = ("string", "integer", "number", "boolean", "array", "object")
_TYPED_OTHERWISE = ("$ref", "anyOf", "oneOf", "allOf", "enum", "const", "not")

REPLY_SCHEMA: Schema = {
    "type": "object",
    "properties": {
        "fields": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string"},
                    "description": {"type": "string"},
                    "type": {"type": "string", "enum": list(_TYPES)},
                },
                "required": ["pointer"],
            },
        },
        "returns": {"type": "object"},
    },
    "required": ["fields"],
}
"""The form of a model's answer."""


def missing(tool: Tool) -> list[dict[str, Any]]:
    """Return what a tool lacks: JSON pointers, each with what is needed there."""
    found: list[dict[str, Any]] = []
    if not tool.description.strip():
        found.append({"pointer": "/description", "needs": ["description"]})
    for place, schema in (("parameters", tool.parameters), ("returns", tool.returns or {})):
        fields = schema.get("properties")
        for name, field in fields.items() if isinstance(fields, dict) else ():
            needs = _needs(field) if isinstance(field, dict) else []
            if needs:
                found.append({"pointer": f"/{place}/properties/{_escape(name)}", "needs": needs})
    if not _says_something(tool.returns):
        found.append({"pointer": "/returns", "needs": ["schema"]})
    return found


async def complete(
    tool: Tool, model: ChatModel, prompt: Prompt | None = None, sampling: Sampling | None = None
) -> Tool:
    """Return the tool with what it lacked filled in by the model; a complete one unchanged.

    Raises:
        ModelError: the endpoint did not answer.
        ReplyError: no usable answer, even after the model was told what was wrong.
    """
    gaps = missing(tool)
    if not gaps:
        return tool
    prompt = prompt or load_prompt("complete")
    shown: dict[str, Any] = {"name": tool.name, "description": tool.description}
    shown |= {"domain": tool.domain, "parameters": tool.parameters, "returns": tool.returns}
    text = prompt.render(function=_pretty(shown), missing=_pretty(gaps))
    request = ChatRequest(
        messages=(Message(role="system", content=text),),
        sampling=sampling or Sampling(),
        response_schema=REPLY_SCHEMA,
    )
    return await ask_json(model, request, lambda value: fill(tool, gaps, value))


def fill(tool: Tool, gaps: list[dict[str, Any]], answer: JSON) -> Tool:
    """Return the tool with an answer put into its gaps.

    Raises:
        ValueError: the answer, valid under `REPLY_SCHEMA`, leaves gaps, or fills them with what
            cannot be; says all of them.
    """
    record: dict[str, Any] = orjson.loads(msgspec.json.encode(tool))
    done: list[str] = []
    faults: list[str] = []
    for gap in gaps:
        try:
            done += _fill_gap(record, gap, answer)
        except ValueError as error:
            faults.append(str(error))
    refuse(faults)
    return msgspec.convert({**record, "completed": [*tool.completed, *done]}, Tool)


def _fill_gap(record: dict[str, Any], gap: dict[str, Any], answer: dict[str, Any]) -> list[str]:
    """Put what an answer has for a gap into the record; return the pointers of what it was."""
    pointer = gap["pointer"]
    if gap["needs"] == ["schema"]:
        record["returns"] = _result_schema(answer.get("returns"))
        return [pointer]
    entry = next((entry for entry in answer["fields"] if entry["pointer"] == pointer), None)
    if entry is None:
        raise ValueError(f"`fields` has no entry for {pointer}")
    if pointer == "/description":
        record["description"] = _needed_text(entry, pointer)
        return [pointer]
    return _fill_field(_at(record, pointer), entry, gap)


def _fill_field(field: Schema, entry: dict[str, Any], gap: dict[str, Any]) -> list[str]:
    pointer = gap["pointer"]
    if "description" in gap["needs"]:
        field["description"] = _needed_text(entry, pointer)
    if "type" in gap["needs"]:
        if "type" not in entry:
            raise ValueError(f"{pointer} needs a type")
        field["type"] = entry["type"]
    return [f"{pointer}/{key}" for key in gap["needs"]]


def _result_schema(value: Any) -> Schema:
    if not _says_something(value):
        raise ValueError("`returns` must be a JSON Schema with named properties")
    changes: list[Change] = []
    try:
        schema = repair_schema(value, "returns", changes)
    except Unrepairable as error:
        raise ValueError(f"`returns` is no JSON Schema: {error.explanation}") from error
    if not _says_something(schema):
        raise ValueError("`returns` is no JSON Schema with named properties")
    for name, field in (schema.get("properties") or {}).items():
        if isinstance(field, dict) and (needs := _needs(field)):
            raise ValueError(f"`returns`: {name} needs a {' and a '.join(needs)}")
    return schema


def _says_something(schema: Any) -> bool:
    """Say whether a result schema tells more than that there is a result."""
    if not isinstance(schema, dict):
        return False
    if any(schema.get(key) for key in ("properties", "$ref", "anyOf", "oneOf", "allOf", "enum")):
        return True
    if isinstance(schema.get("items"), dict):
        return bool(schema["items"])
    kind = schema.get("type")
    return kind in ("string", "integer", "number", "boolean", "null") or isinstance(
        schema.get("additionalProperties"), dict
    )


def _needs(field: Schema) -> list[str]:
    needs = [] if str(field.get("description") or "").strip() else ["description"]
    if "type" not in field and not any(key in field for key in _TYPED_OTHERWISE):
        needs.append("type")
    return needs


def _needed_text(entry: dict[str, Any], pointer: str) -> str:
    text = entry.get("description")
    if not text or not text.strip():
        raise ValueError(f"{pointer} needs a description")
    return str(text.strip())


def _at(record: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        record = record[part.replace("~1", "/").replace("~0", "~")]
    return record


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _pretty(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
