"""Tool definitions that a model has to guess at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeGuard

import orjson

from toolmind.audit.base import Fault, Occurrence
from toolmind.datasets.dialogue import Dialogue
from toolmind.errors import DataError
from toolmind.records import JSON, Tool
from toolmind.schema import validator

_TYPES = frozenset("null boolean integer number string array object".split())


class _DefinitionFault(Fault):
    """A fault that one definition has by itself."""

    def look(self, row: Dialogue) -> Iterator[Occurrence]:
        for definition in row.tools:
            for code, text in read_definition(definition)[1]:
                if code == self.name:
                    yield Occurrence(None, text)


class ArgumentsForParameters(_DefinitionFault):
    """The parameters stand under `arguments`."""

    name = "arguments_for_parameters"
    title = "schema: `arguments` instead of `parameters`"


class PythonTypes(_DefinitionFault):
    """A type that JSON Schema does not know, such as Python's `str`."""

    name = "python_types"
    title = "schema: types that JSON does not have"


class MisplacedRequired(_DefinitionFault):
    """`required` is null, no list, beside the schema, or in a property."""

    name = "misplaced_required"
    title = "schema: `required` null or misplaced"


class DoubleWrapped(_DefinitionFault):
    """A function in a function, or parameters in parameters."""

    name = "double_wrapped"
    title = "schema: wrapped twice"


class BrokenSchema(_DefinitionFault):
    """Whatever else makes the definition no JSON Schema of an object."""

    name = "broken_schema"
    title = "schema: not a JSON Schema of an object"


class DuplicateTool(Fault):
    """One name is defined twice in one row."""

    name = "duplicate_tool"
    title = "schema: duplicate definitions"

    def look(self, row: Dialogue) -> Iterator[Occurrence]:
        """Yield every name that is defined more than once."""
        names = Counter(tool.name for tool in tools_of(row))
        for name, count in names.items():
            if count > 1:
                yield Occurrence(None, f"{name} is defined {count} times")


def tools_of(row: Dialogue) -> list[Tool]:
    """Return the tools of a row in the order shown; those without a name are left out."""
    tools = (read_definition(definition)[0] for definition in row.tools)
    return [tool for tool in tools if tool is not None]


def usable(tool: Tool) -> bool:
    """Say whether the tool's schema can be held against arguments."""
    return "broken" not in tool.annotations


def read_definition(definition: JSON) -> tuple[Tool | None, tuple[tuple[str, str], ...]]:
    """Return a definition as a tool, if it has a name, and its faults as (code, explanation)."""
    return _read(orjson.dumps(definition, option=orjson.OPT_NON_STR_KEYS))


@lru_cache(maxsize=16384)
def _read(text: bytes) -> tuple[Tool | None, tuple[tuple[str, str], ...]]:
    definition = orjson.loads(text)
    if not isinstance(definition, dict):
        return None, (("broken_schema", f"a tool is a {type(definition).__name__}, not an object"),)
    function, faults = _unwrap(definition)
    name = str(function.get("name") or "")
    schema = function.get("parameters")
    if schema is None and isinstance(function.get("arguments"), dict):
        schema = function["arguments"]
        faults.append(("arguments_for_parameters", f"{name} has `arguments`, not `parameters`"))
    if "required" in function:
        faults.append(("misplaced_required", f"{name} has `required` beside its parameters"))
    if _wraps_parameters(schema):
        schema = schema["parameters"]
        faults.append(("double_wrapped", f"{name} has parameters within parameters"))
    faults += [(code, f"{name}{text}") for code, text in _schema_faults(schema)]
    description = str(function.get("description") or "")
    parameters = schema if isinstance(schema, dict) else {}
    if not name:
        return None, (*faults, ("broken_schema", "a tool has no name"))
    tool = Tool(
        id=name,
        name=name,
        description=description,
        parameters=parameters,
        annotations={"broken": True} if faults else {},
    )
    return tool, tuple(faults)


def _wraps_parameters(schema: JSON) -> TypeGuard[dict[str, Any]]:
    if not isinstance(schema, dict) or {"type", "properties"} & schema.keys():
        return False
    return isinstance(schema.get("parameters"), dict)


def _unwrap(definition: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Return the innermost function, and a fault if it took more than one step to get there."""
    depth, function = 0, definition
    while isinstance(inner := function.get("function"), dict) and "name" not in function:
        depth, function = depth + 1, inner
    text = f"{function.get('name')} is a function within a function"
    return function, [("double_wrapped", text)] if depth > 1 else []


def _schema_faults(schema: JSON) -> list[tuple[str, str]]:
    if schema is None:
        return []  # a function without parameters may leave them out
    if not isinstance(schema, dict):
        return [("broken_schema", f": parameters are a {type(schema).__name__}, not an object")]
    faults = list(_walk(schema, ""))
    if faults:
        return faults
    try:
        validator(schema)
    except DataError as error:
        return [("broken_schema", f": {error}")]
    if schema and not {"type", "properties", "$ref", "allOf", "anyOf", "oneOf"} & schema.keys():
        return [("broken_schema", ": parameters stand without `type` and `properties`")]
    if schema.get("type", "object") != "object":
        return [("broken_schema", f": parameters are of type {schema['type']!r}, not object")]
    return []


def _walk(schema: JSON, path: str) -> Iterator[tuple[str, str]]:
    """Yield faults of a schema and all schemas in it."""
    if not isinstance(schema, dict):
        return
    where = f", {path.removeprefix('.')}" if path else ""
    named = schema.get("type")
    kinds = named if isinstance(named, list) else [] if named is None else [named]
    wrong = [kind for kind in kinds if not isinstance(kind, str) or kind not in _TYPES]
    if wrong:
        yield "python_types", f"{where}: type {wrong[0]!r}"
    if "required" in schema:
        required, properties = schema["required"], schema.get("properties")
        if not isinstance(required, list):
            yield "misplaced_required", f"{where}: `required` is {required!r}"
        elif isinstance(properties, dict) and not set(map(str, required)) <= properties.keys():
            missing = sorted(set(map(str, required)) - properties.keys())
            yield "misplaced_required", f"{where}: `required` names {missing}, no properties"
    properties = schema.get("properties")
    for name, inner in properties.items() if isinstance(properties, dict) else ():
        if name == "required" and isinstance(inner, list):
            yield "misplaced_required", f"{where}: `required` stands among the properties"
        else:
            yield from _walk(inner, f"{path}.{name}")
    for key in ("items", "additionalProperties", "not"):
        yield from _walk(schema.get(key), f"{path}.{key}")
    for key in ("allOf", "anyOf", "oneOf"):
        for inner in schema[key] if isinstance(schema.get(key), list) else ():
            yield from _walk(inner, path)
