"""Put back the limits that AWS and Google declare: the corpora were converted without them.

Read from the packages that the corpora come from, wheels as `pip download --no-deps` leaves them:
the service models in botocore, the discovery documents in google-api-python-client (both
Apache-2.0). Each schema is walked beside the shape that it was made of; added are minimum,
maximum, length, pattern and default. Long enumerations stay left out, and patterns that the
validator or Python cannot read.
"""

from __future__ import annotations

import gzip
import re
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import orjson

from toolmind.records import Schema, Tool
from toolmind.tools.repair.patterns import translated
from toolmind.tools.usable import is_pattern

LONGEST_PATTERN = 60  # a longer one is of no use to who reads it, and compiles to 50 kB and more
_LONG = re.compile(r"(?<!\\)\{([01]),\d{3,}\}")
_NAMES = {"string": "Length", "list": "Items", "map": "Properties"}
_NUMBERS = ("integer", "long", "float", "double")


class AwsLimits:
    """The limits of the service models in a wheel of botocore."""

    def __init__(self, wheel: Path) -> None:
        self._wheel = zipfile.ZipFile(wheel)
        self._models: dict[str, Any] = {}

    def of(self, tool: Tool) -> Tool:
        """Return a tool of `aws.<service>.<Operation>` with its limits."""
        model = self._model(tool.source.partition(" ")[2])
        operation = model["operations"][tool.id.rpartition(".")[2]]
        shapes = model["shapes"]
        return _limited(
            tool,
            lambda schema: _aws(schema, operation.get("input"), shapes),
            lambda schema: _aws(schema, operation.get("output"), shapes),
        )

    def _model(self, path: str) -> Any:
        if path not in self._models:
            packed = self._wheel.read(f"botocore/data/{path}/service-2.json.gz")
            self._models[path] = orjson.loads(gzip.decompress(packed))
        return self._models[path]


def _aws(schema: Any, member: Any, shapes: Any) -> Any:
    """Return a schema with the limits of a member's shape."""
    if not isinstance(schema, dict) or not member:
        return schema
    shape = shapes[member["shape"]]
    kind, result = shape["type"], dict(schema)
    if kind == "structure" and isinstance(schema.get("properties"), dict):
        members = shape["members"]
        result["properties"] = {
            name: _aws(field, members.get(name), shapes)
            for name, field in schema["properties"].items()
        }
    if kind == "list" and "items" in schema:
        result["items"] = _aws(schema["items"], shape["member"], shapes)
    if kind == "map" and "additionalProperties" in schema:
        values = schema["additionalProperties"]
        result["additionalProperties"] = _aws(values, shape["value"], shapes)
    for bound, limit in (("minimum", shape.get("min")), ("maximum", shape.get("max"))):
        if kind in _NUMBERS and limit is not None:
            result[bound] = limit
        elif kind in _NAMES and (limit or (limit == 0 and bound == "maximum")):
            result[bound[:3] + _NAMES[kind]] = limit
    if kind == "string":
        result |= _pattern(shape.get("pattern"))
    return result


class GoogleLimits:
    """The limits of the discovery documents in a wheel of google-api-python-client."""

    def __init__(self, wheel: Path) -> None:
        self._wheel = zipfile.ZipFile(wheel)
        self._documents: dict[str, Any] = {}

    def of(self, tool: Tool) -> Tool:
        """Return a tool of `google.<method id>` with its limits."""
        document = self._document(tool.source.partition(" ")[2])
        method = _method(document, tool.id.removeprefix("google."))
        schemas = document.get("schemas", {})
        fields = {**document.get("parameters", {}), **method.get("parameters", {})}
        if "request" in method:
            fields["body"] = method["request"]
        return _limited(
            tool,
            lambda schema: _google(schema, {"properties": fields}, schemas),
            lambda schema: _google(schema, method.get("response"), schemas),
        )

    def _document(self, name: str) -> Any:
        if name not in self._documents:
            path = f"googleapiclient/discovery_cache/documents/{name}"
            self._documents[name] = orjson.loads(self._wheel.read(path))
        return self._documents[name]


def _method(holder: Any, wanted: str) -> Any:
    """Return the method with an id, wherever it stands below the resources."""
    for method in holder.get("methods", {}).values():
        if method["id"] == wanted:
            return method
    found = (_method(inner, wanted) for inner in holder.get("resources", {}).values())
    return next((method for method in found if method), {})


def _google(schema: Any, shape: Any, schemas: Any) -> Any:
    """Return a schema with the limits of a schema of Google's."""
    if not isinstance(schema, dict) or not isinstance(shape, dict):
        return schema
    shape = schemas.get(shape["$ref"], {}) if "$ref" in shape else shape
    result = dict(schema)
    if isinstance(schema.get("properties"), dict):
        known = shape.get("properties", {})
        result["properties"] = {
            name: _google(field, known.get(name), schemas)
            for name, field in schema["properties"].items()
        }
    once = {key: item for key, item in shape.items() if key not in ("repeated", "default")}
    for key in ("items", "additionalProperties"):
        if key in schema:
            below = once if shape.get("repeated") else shape.get(key)
            result[key] = _google(schema[key], below, schemas)
    kind = schema.get("type")
    for bound in ("minimum", "maximum"):
        if kind in ("integer", "number") and isinstance(shape.get(bound), str):
            result[bound] = _number(shape[bound])
    if kind == "string":
        result |= _pattern(shape.get("pattern"))
    if "default" in shape and kind in ("string", "integer", "number", "boolean"):
        value = shape["default"]
        result["default"] = (
            value if kind == "string" else _number(value) if kind != "boolean" else value == "true"
        )
    return result


def _number(text: str) -> int | float:
    return int(text) if re.fullmatch(r"-?\d+", text) else float(text)


def _pattern(pattern: Any) -> Schema:
    if not isinstance(pattern, str) or len(pattern) > LONGEST_PATTERN:
        return {}
    found = _LONG.sub(_unbounded, translated(pattern))
    says_nothing = re.fullmatch(r"\^?(?:\.|\[\\s\\S\]|\[\\S\\s\])[*+]\$?", found)
    return {} if says_nothing or not _is_readable(found) else {"pattern": found}


def _unbounded(times: re.Match[str]) -> str:
    """Leave a great number of times to the length that is declared beside: it compiles to MBs."""
    return "*" if times[1] == "0" else "+"


def _is_readable(pattern: str) -> bool:
    """Say whether the validator can read a pattern, and whoever makes values for it with Python."""
    try:
        re.compile(pattern)
    except re.error:
        return False
    return is_pattern(pattern)


def _limited(tool: Tool, parameters: Any, returns: Any) -> Tool:
    return msgspec.structs.replace(
        tool, parameters=parameters(tool.parameters), returns=returns(tool.returns)
    )
