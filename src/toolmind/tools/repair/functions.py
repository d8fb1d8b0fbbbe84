"""Repairs one function record: its wrapping, its keys, its name, then both its schemas."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
import orjson

from toolmind.records import Schema, Tool
from toolmind.tools.names import is_safe, safe_name
from toolmind.tools.repair.base import Change, Unrepairable, without
from toolmind.tools.repair.properties import from_list, is_property_map
from toolmind.tools.repair.schemas import repair_schema

PARAMETER_KEYS = ("arguments", "inputSchema", "input_schema", "inputs", "input", "args", "params")
RETURN_KEYS = ("outputSchema", "output_schema", "outputs", "output", "response", "responses")
_KNOWN = {field.name for field in msgspec.structs.fields(Tool)} | {"required"}
_Shape = Callable[[Any, list[Change]], Schema | None]

MCP_HINTS = frozenset(("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"))
_BOOLEANS = {"true": True, "false": False}
_OBJECTS = ("object", "dict", "dictionary", "none")
"""What parameters are said to be where an object is meant, in any case (`OBJECT`)."""

MAX_ROUNDS = 6
"""Rounds of shaping and repairing before a schema counts as unrepairable (ours)."""

MAX_WRAPPINGS = 6
"""Layers around a function before it counts as none (ours)."""

_WRAPPERS = ("function", "tool", "functionDeclaration")

FUNCTION_RULES = {
    "unwrap": "a function wrapped twice, or given as JSON text",
    "parameters-key": "`arguments`, `inputSchema`, `args` … → `parameters`",
    "returns-key": "`outputSchema`, `response`, `output` … → `returns`",
    "schema-text": "a schema given as JSON text",
    "parameter-list": "a list of named parameters → an object schema",
    "property-map": "a bare map of properties → an object schema",
    "root-type": "parameters without, or with another, type → an object schema",
    "required-outside": "`required` beside `parameters` → inside",
    "safe-name": "a name that endpoints refuse",
    "text-field": "a description, domain, source … that is null or not text",
    "hints": "notes that are no object; an MCP hint (`readOnlyHint` …) that is no boolean",
}
"""The rules for a record as a whole, with what each mends."""


def repair_function(value: Any, namespace: str = "") -> tuple[Tool, list[Change]]:
    """Return a function, however written, as a tool whose schemas are valid, with the changes.

    A function without an id gets its name, after the `namespace`. Repairing a repaired tool
    changes nothing.

    Raises:
        Unrepairable: it is no function, has no name, or its parameters are no object.
    """
    changes: list[Change] = []
    record = _text_fields(_keys(_unwrap(value, changes), changes), changes)
    _mend_hints(record, changes)
    name = record.get("name")
    if not isinstance(name, str) or not name.strip():
        raise Unrepairable("no-name", "a function needs a name", "name")
    if not is_safe(name):
        record["name"] = safe_name(name)
        changes.append(_changed("safe-name", "/name", name, record["name"]))
    outside = record.pop("required", None)
    record["parameters"] = _settle(
        record.get("parameters"), "parameters", partial(_parameters, outside=outside), changes
    )
    record["returns"] = _settle(record.get("returns"), "returns", _returns, changes)
    try:
        own = f"{namespace}.{name.strip()}" if namespace else name.strip()
        return msgspec.convert({"id": own, **record}, Tool), changes
    except msgspec.ValidationError as error:
        raise Unrepairable("not-a-tool", str(error), "") from error


def _unwrap(value: Any, changes: list[Change]) -> dict[str, Any]:
    """Return the object that names the function, out of whatever it is wrapped in."""
    wrappings = 0
    for _ in range(MAX_WRAPPINGS):
        inner = _inner(value)
        if inner is None:
            break
        wrappings += not (isinstance(value, dict) and value.get("type") == "function")
        if isinstance(value, dict):
            wrappings += any(key in inner for key in _WRAPPERS if isinstance(inner, dict))
        value = inner
    else:
        raise Unrepairable("wrapped-too-often", f"more than {MAX_WRAPPINGS} wrappings")
    if isinstance(value, str) and value.lstrip().startswith(("{", "[")):
        raise Unrepairable("not-json", f"a definition that is not JSON: {value[:80]!r}")
    if not isinstance(value, dict):
        raise Unrepairable("not-a-function", f"a {type(value).__name__}, not an object")
    if wrappings:
        changes.append(_changed("unwrap", "", "wrapped", "the function in it"))
    return dict(value)


def _inner(value: Any) -> Any:
    """Return what one layer of wrapping holds, or None where there is none."""
    if isinstance(value, str):
        return _from_text(value)
    if isinstance(value, list):
        return value[0] if len(value) == 1 else None
    if not isinstance(value, dict) or "parameters" in value:
        return None
    key = next((key for key in _WRAPPERS if isinstance(value.get(key), dict | str)), None)
    if key is None:
        return None
    outside = {k: v for k, v in value.items() if k not in (key, "type", "strict")}
    inner = value[key] if isinstance(value[key], dict) else _from_text(value[key])
    if isinstance(inner, dict):
        return {**outside, **inner}
    return {**outside, "name": outside.get("name") or value[key]}


def _keys(record: dict[str, Any], changes: list[Change]) -> dict[str, Any]:
    """Give parameters and returns their own keys, whatever they were called."""
    for wanted, others, rule in (
        ("parameters", PARAMETER_KEYS, "parameters-key"),
        ("returns", RETURN_KEYS, "returns-key"),
    ):
        if record.get(wanted) is not None:
            continue
        found = next(
            (key for key in others if isinstance(record.get(key), dict | list | str)), None
        )
        if found is not None:
            record[wanted] = record.pop(found)
            changes.append(_changed(rule, f"/{wanted}", found, wanted))
    return {key: value for key, value in record.items() if key in _KNOWN}


def _text_fields(record: dict[str, Any], changes: list[Change]) -> dict[str, Any]:
    for key in ("id", "description", "domain", "source", "licence"):
        value = record.get(key, "")
        if isinstance(value, str):
            continue
        record[key] = "" if value is None else str(value)
        changes.append(_changed("text-field", f"/{key}", value, record[key]))
    return {key: value for key, value in record.items() if key != "id" or value}


def _mend_hints(record: dict[str, Any], changes: list[Change]) -> None:
    """Leave of the notes on a function an object, and of its hints booleans: others decide by them.

    What a hint says that is neither true nor false cannot be told: it is left out.
    """
    notes = record.pop("annotations", None)
    if notes is not None and not isinstance(notes, dict):
        changes.append(_changed("hints", "/annotations", notes, None))
    mended = {}
    for key, value in notes.items() if isinstance(notes, dict) else ():
        said = _BOOLEANS.get(value.strip().lower()) if isinstance(value, str) else value
        if key not in MCP_HINTS or isinstance(value, bool):
            mended[key] = value
            continue
        if isinstance(said, bool):
            mended[key] = said
        changes.append(_changed("hints", f"/annotations/{key}", value, mended.get(key)))
    if mended:
        record["annotations"] = mended


def _settle(value: Any, field: str, shape: _Shape, changes: list[Change]) -> Schema | None:
    """Bring a schema into shape and repair it, again until neither changes anything."""
    repaired = False
    for _ in range(MAX_ROUNDS):
        before = len(changes)
        value = shape(value, changes)
        if value is None or (repaired and len(changes) == before):
            return value  # type: ignore[no-any-return]
        value, repaired = repair_schema(value, field, changes), True
    raise Unrepairable("not-converging", "the rules contradict each other on it", field)


def _parameters(value: Any, changes: list[Change], outside: Any = None) -> Schema:
    schema = _schema(value, "parameters", changes)
    if schema is None:
        schema = {"type": "object", "properties": {}}
        changes.append(_changed("root-type", "/parameters", None, schema))
    kind = schema.get("type")
    if isinstance(kind, list) and "object" in kind:
        kind = None
    if kind is None or (kind != "object" and str(kind).lower() in _OBJECTS):
        schema = {**schema, "type": "object"}
        changes.append(_changed("root-type", "/parameters/type", kind, "object"))
    elif kind != "object":
        raise Unrepairable(
            "parameters-not-object", f"parameters have type {kind!r}", "parameters/type"
        )
    if isinstance(outside, list) and "required" not in schema:
        schema = {**schema, "required": outside}
        changes.append(_changed("required-outside", "/parameters/required", None, outside))
    return schema


def _returns(value: Any, changes: list[Change]) -> Schema | None:
    if isinstance(value, str) and _from_text(value) is None:
        value = {"description": value} if value.strip() else None
        changes.append(_changed("text-field", "/returns", "a text", value))
    return _schema(value, "returns", changes)


def _schema(value: Any, field: str, changes: list[Change]) -> Schema | None:
    """Return what was written for a schema as a schema object, or None for nothing."""
    if isinstance(value, str) and value.strip():
        found = _from_text(value)
        changes.append(_changed("schema-text", f"/{field}", "a JSON text", "the schema in it"))
        value = found
    if isinstance(value, list):
        found = from_list(value)
        if found is None:
            raise Unrepairable("schema-is-list", "a list that names no parameters", field)
        changes.append(_changed("parameter-list", f"/{field}", "a list", "an object schema"))
        value = found
    if not isinstance(value, dict):
        if value is None or value == "" or isinstance(value, bool):
            return None
        raise Unrepairable("schema-not-object", f"a {type(value).__name__}", field)
    if is_property_map(value):
        inner = without(value, "required") if not isinstance(value.get("required"), dict) else value
        schema: Schema = {"type": "object", "properties": inner}
        if isinstance(value.get("required"), list):
            schema["required"] = value["required"]
        changes.append(_changed("property-map", f"/{field}", sorted(value), sorted(schema)))
        return schema
    return value


def _from_text(text: str) -> Any:
    """Return the object or list that a JSON text holds, else None."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _changed(rule: str, path: str, before: Any, after: Any) -> Change:
    return Change(rule=rule, path=path, before=before, after=after)
