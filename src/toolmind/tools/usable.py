"""What makes a schema usable: valid JSON Schema 2020-12 that needs nothing from outside itself.

A schema that refers to another document cannot be shown to a model or validated offline, so it
counts as unusable here although the meta-schema allows it. Nothing is ever fetched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import jsonschema_rs
import orjson

DIALECT = "https://json-schema.org/draft/2020-12/schema"
"""The one dialect; a `$schema` that names another is a problem."""

_PATTERN = re.compile(rb'"pattern":("(?:[^"\\\\]|\\\\.)*")')

MAX_DEPTH = 100
"""Deepest nesting of objects and lists in a schema (ours; real tools stay below 20)."""


def schema_problem(
    schema: Any, *, needs_object: bool = False, text: bytes | None = None
) -> str | None:
    """Return what is wrong with a schema, with the place as a JSON pointer, or None.

    With `needs_object`, its `type` must be object and `properties`, if any, a map: the shape that
    every trainer and endpoint expects of parameters. `text` is the schema's `schema_text`, where
    that is known.
    """
    if not isinstance(schema, dict):
        return f"a schema must be an object, not {_kind(schema)}"
    if needs_object and schema.get("type") != "object":
        return f"parameters must have type object, not {schema.get('type')!r}"
    if text is None:
        text = schema_text(schema)
    # With so few brackets it cannot be too deep; to go through it level by level costs far more.
    few = text and text.count(b"{") + text.count(b"[") <= MAX_DEPTH
    if not few and too_deep(schema, MAX_DEPTH):
        return f"nested deeper than {MAX_DEPTH} levels"
    dialect = schema.get("$schema", DIALECT)
    if not isinstance(dialect, str) or dialect.rstrip("#") != DIALECT:
        return f"written in {dialect}, not in JSON Schema 2020-12"
    try:
        if text and _is_plain(text) and jsonschema_rs.meta.is_valid(schema):
            return None
        jsonschema_rs.Draft202012Validator(schema, retriever=refuse)
    except jsonschema_rs.ValidationError as error:
        return f"{pointer(error.instance_path)}: {error.message}"
    except (ValueError, TypeError) as error:
        return str(error)
    return None


def schema_text(schema: Any) -> bytes:
    """Return a schema as JSON; nothing where that cannot be, as of a number beyond 64 bits."""
    try:
        return orjson.dumps(schema)
    except TypeError:
        return b""


def _is_plain(text: bytes) -> bool:
    """Say whether the meta-schema says all: no reference to follow, no pattern that is none.

    Compiling the validators of the 3,362 shipped tools took a third of the time to read them; of
    their 3,000 patterns 400 are distinct.
    """
    if b'"$' in text or b'"patternProperties' in text:
        return False
    return all(is_pattern(orjson.loads(found)) for found in _PATTERN.findall(text))


@lru_cache(maxsize=4096)
def is_pattern(text: str) -> bool:
    """Say whether the validator can read a pattern."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": text})
    except (ValueError, TypeError):
        return False
    return True


def too_deep(value: Any, limit: int) -> bool:
    """Say whether a JSON value nests deeper than `limit`; safe on values of any depth."""
    level = [value]
    for _ in range(limit + 1):
        level = [
            child
            for item in level
            if isinstance(item, (dict, list))
            for child in (item.values() if isinstance(item, dict) else item)
        ]
        if not level:
            return False
    return True


def pointer(path: Sequence[Any]) -> str:
    """Return a path as a JSON pointer (RFC 6901); the root is ``/``."""
    return "/" + "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in path)


def refuse(uri: str) -> Any:
    """Refuse to fetch anything: what a validator asks when a reference leads outside."""
    raise ValueError(f"{uri} is outside the document, and nothing is fetched")


def _kind(value: Any) -> str:
    names = {type(None): "null", bool: "a boolean", str: "a string", list: "a list"}
    return names.get(type(value), "a number")
