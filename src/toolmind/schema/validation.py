"""Validation: compiled validators, and what is first wrong with a value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jsonschema_rs
import orjson

from toolmind.caches import BoundedDict, IdentityCache
from toolmind.errors import DataError
from toolmind.records import JSON, Schema
from toolmind.schema.interning import content_key
from toolmind.schema.plainly import plainly_valid

_MESSAGE_LIMIT = 300


class Problem(NamedTuple):
    """The first way in which a value breaks a schema: where, what, and the keyword broken."""

    path: str
    message: str
    keyword: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


_VALIDATORS: BoundedDict[bytes, jsonschema_rs.Draft202012Validator] = BoundedDict(1536)
"""By content. One takes 10 to 17 kB and 40 µs to compile; what is plainly valid needs none."""

_LARGE: BoundedDict[bytes, jsonschema_rs.Draft202012Validator] = BoundedDict(64)
"""Large ones that were asked for once: the forms of stories, each asked for once, were 60 MB."""

_SMALL = 1100
"""Bytes of a schema up to which its validator is kept at once: nearly all of tools (ours)."""


def validator(schema: Schema) -> jsonschema_rs.Draft202012Validator:
    """Return the compiled validator of a schema (2020-12, formats asserted).

    Schemas that differ in annotations alone share it, and so does one that was parsed anew.

    Raises:
        DataError: it is not a JSON Schema.
    """
    return _validator(schema, _CONTENTS.of(schema))


def check(schema: Schema) -> Callable[[JSON], bool]:
    """Return the check of a schema, without a word of what is wrong.

    Raises:
        DataError: it is not a JSON Schema.
    """
    return validator(schema).is_valid


def check_of(schema: Schema) -> Callable[[JSON], bool]:
    """Return the check of a schema that was made for the moment; equal ones share it.

    Raises:
        DataError: it is not a JSON Schema.
    """
    return _validator(schema, _content(schema)).is_valid


def is_valid(schema: Schema, value: JSON) -> bool:
    """Tell whether a value is valid under a schema; a validator is made only where it is needed.

    Raises:
        DataError: it is not a JSON Schema, which may stay unseen where the value does not touch it.
    """
    return plainly_valid(schema, value) or bool(validator(schema).is_valid(value))


def _content(schema: Schema) -> bytes:
    """Return what stands for all that a schema validates."""
    try:
        return content_key(orjson.dumps(_bare(schema), option=orjson.OPT_SORT_KEYS))
    except TypeError as error:
        raise DataError(f"not a JSON Schema: {error}", remedy="Repair the schema.") from error


_CONTENTS = IdentityCache(_content, 8192)


def _validator(schema: Schema, content: bytes) -> jsonschema_rs.Draft202012Validator:
    known = _VALIDATORS.get(content)
    if known is not None:
        _VALIDATORS.move_to_end(content)  # those asked for seldom are let go of
        return known
    if content in _LARGE:
        return _VALIDATORS.put(content, _LARGE.pop(content))
    bare = _bare(schema)
    room = _VALIDATORS if len(orjson.dumps(bare)) <= _SMALL else _LARGE
    return room.put(content, _compiled(bare))


def _bare(node: Any) -> Any:
    """Return a schema without what validates nothing: descriptions, titles and defaults."""
    if not isinstance(node, dict):
        return node
    kept: Schema = {}
    for key, value in node.items():
        if key in ("description", "title"):
            if isinstance(value, str):
                continue
        elif key == "default":
            continue
        elif key in _OF_SCHEMA:
            value = _bare(value)
        elif key in _OF_SCHEMAS and isinstance(value, list):
            value = [_bare(each) for each in value]
        elif key in _OF_NAMED_SCHEMAS and isinstance(value, dict):
            value = {name: _bare(each) for name, each in value.items()}
        kept[key] = value
    return kept


_OF_SCHEMA = frozenset("items additionalProperties contains propertyNames not if then else".split())
_OF_SCHEMAS = frozenset("allOf anyOf oneOf prefixItems".split())
_OF_NAMED_SCHEMAS = frozenset("properties patternProperties $defs definitions".split())


def _compiled(schema: Schema) -> jsonschema_rs.Draft202012Validator:
    try:
        return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        text = _shorten(str(error).splitlines()[0] if str(error) else type(error).__name__)
        raise DataError(f"not a JSON Schema: {text}", remedy="Repair the schema.") from error


_DIALECT = jsonschema_rs.Draft202012Validator(
    {"$ref": "https://json-schema.org/draft/2020-12/schema"}, validate_formats=True
)
_SOUND = IdentityCache[Schema, bool](_DIALECT.is_valid, 4096)
"""Whether a schema is one in all its parts, those too that no value has: 5 µs for a tool's."""


def first_problem(schema: Schema, value: JSON) -> Problem | None:
    """Return the first way in which the value breaks the schema, or None when it is valid.

    Raises:
        DataError: the schema is not a JSON Schema.
    """
    if _SOUND.of(schema) and plainly_valid(schema, value):
        return None
    compiled = validator(schema)
    if compiled.is_valid(value):
        return None
    return _problem(next(compiled.iter_errors(value)))


def problem(schema: Schema, value: JSON) -> str | None:
    """Return what is first wrong with the value, naming the path, or None when it is valid.

    Raises:
        DataError: it is not a JSON Schema, which may stay unseen where the value does not touch it.
    """
    found = None if plainly_valid(schema, value) else first_problem(schema, value)
    return None if found is None else str(found)


def problems(schema: Schema, value: JSON, most: int = 10) -> list[str]:
    """Return what is wrong with the value, `most` of it, naming the paths; nothing if it is valid.

    Of alternatives (`anyOf`, `oneOf`), what is wrong with the one that the value comes nearest to.

    Raises:
        DataError: the schema is not a JSON Schema.
    """
    if is_valid(schema, value):
        return []
    found = [str(each) for error in validator(schema).iter_errors(value) for each in _within(error)]
    left_out = [f"and {len(found) - most} more"] if len(found) > most else []
    return found[:most] + left_out


def _within(error: jsonschema_rs.ValidationError) -> list[Problem]:
    branches = [branch for branch in getattr(error.kind, "context", ()) if branch]
    if branches:  # the value comes nearest to the one that it breaks deepest inside, least often
        depths = {id(b): max(len(inner.instance_path) for inner in b) for b in branches}
        nearest = min(branches, key=lambda branch: (-depths[id(branch)], len(branch)))
        return [each for inner in nearest for each in _within(inner)]
    return [_problem(error)]


def _problem(error: jsonschema_rs.ValidationError) -> Problem:
    keyword = str(error.schema_path[-1]) if error.schema_path else ""
    return Problem(_instance_path(error.instance_path), _shorten(error.message), keyword)


def _instance_path(steps: list[str | int]) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.removeprefix(".")


def _shorten(message: str) -> str:
    if len(message) <= _MESSAGE_LIMIT:
        return message
    begin = _MESSAGE_LIMIT // 3  # the value stands first; what is wrong with it, last
    return f"{message[:begin]}…{message[begin + 1 - _MESSAGE_LIMIT :]}"
