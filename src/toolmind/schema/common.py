"""Whether one value could be valid under several schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from random import Random
from typing import Any

import orjson

from toolmind.caches import BoundedDict, IdentityCache
from toolmind.errors import DataError
from toolmind.records import JSON, Schema
from toolmind.schema.interning import content_key
from toolmind.schema.pattern import compile_pattern
from toolmind.schema.reading import merge, types_of
from toolmind.schema.validation import check_of

_OF_TEXTS = ("pattern", "minLength", "maxLength", "format")
_OF_NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_TELLING = frozenset(("type", "enum", "const", *_OF_TEXTS, *_OF_NUMBERS))
"""Keywords by which schemas of scalars bar one another."""

_TRIED = 24
"""Texts that are made of patterns before they are taken to have none in common (ours)."""

_EXAMPLES = {
    "date-time": "2026-03-14T09:30:00Z",
    "date": "2026-03-14",
    "time": "09:30:00Z",
    "uuid": "3f2b8c1e-7a4d-4e6f-9b0a-5c1d2e3f4a5b",
    "email": "ana@example.com",
    "uri": "https://example.com/a",
    "ipv4": "192.0.2.7",
    "hostname": "example.com",
}
"""A text of each format that is held against patterns and lengths (ours)."""

_KNOWN: BoundedDict[bytes, bool] = BoundedDict(8192)
"""By what the schemas say: the ids, dates and texts of many tools are bound alike."""


def have_common(*schemas: Schema) -> bool:
    """Tell whether one value could be valid under all schemas of scalars, as far as can be told.

    Types, enums, formats and bounds tell surely. Of patterns some texts are made and held against
    all: where none fits, they are taken to have none in common, since whoever needs one would find
    none either. That no value is given (null) is none. What else schemas say is not looked at.
    """
    said = b"".join(map(_SAID.of, schemas))
    if not said:
        return True
    known = _KNOWN.get(said)
    if known is None:
        known = _KNOWN.put(said, _have_common([one for one in map(_bare, schemas) if one]))
    return known


def _said(schema: Schema) -> bytes:
    """Return what stands for all that a schema says of scalars; nothing where it says nothing."""
    telling = _bare(schema)
    try:
        return content_key(orjson.dumps(telling)) if telling else b""
    except TypeError:  # a whole number of more than 64 bits
        return content_key(json.dumps(telling).encode())


_SAID = IdentityCache(_said, 16384)


def _have_common(schemas: list[Schema]) -> bool:
    if len({_form(schema["format"]) for schema in schemas if "format" in schema}) > 1:
        return False
    common: Schema = {}
    for schema in schemas:
        common = merge(common, schema)
    types = types_of(common)
    if common.get("type") == [] or types == ("null",):
        return False
    if "enum" in common or "const" in common:
        values = [common["const"]] if "const" in common else common["enum"]
        return any(value is not None and _fits(schemas, value) for value in values)
    kinds = set(types) - {"null"} or _meant(common)
    return bool(
        kinds - {"string", "number", "integer"}
        or ("string" in kinds and _some_text(common, schemas))
        or (kinds & {"number", "integer"} and _some_number(common))
    )


def _meant(untyped: Schema) -> set[str]:
    """Return the types that a schema without one has in mind."""
    texts, numbers = ({*named} & untyped.keys() for named in (_OF_TEXTS, _OF_NUMBERS))
    return {*(("string",) if texts or not numbers else ()), *(() if texts else ("number",))}


def _fits(schemas: list[Schema], value: JSON) -> bool:
    return all(check_of(schema)(value) for schema in schemas)


def _bare(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key in _TELLING}


def _some_number(common: Schema) -> bool:
    low = max(common.get("minimum", float("-inf")), common.get("exclusiveMinimum", float("-inf")))
    high = min(common.get("maximum", float("inf")), common.get("exclusiveMaximum", float("inf")))
    return bool(low <= high)


def _some_text(common: Schema, schemas: list[Schema]) -> bool:
    """Tell whether a text is found that is valid under all, where more than one has a say."""
    low, high = common.get("minLength", 0), common.get("maxLength", 1 << 30)
    if low > high:
        return False
    having = {repr(said) for schema in schemas if (said := _of_texts(schema))}
    if len(having) < 2:
        return True
    if "pattern" not in common and _form(common.get("format", "")) not in _EXAMPLES:
        return True
    tried = {key: common[key] for key in _OF_TEXTS if key in common}
    fits = check_of({"type": "string", **tried})
    return any(fits(text) for text in _texts(common, low, high))


def _of_texts(schema: Schema) -> list[tuple[str, Any]]:
    return [(key, schema[key]) for key in _OF_TEXTS if key in schema]


def _texts(common: Schema, low: int, high: int) -> Iterator[str]:
    """Yield texts that may be valid: of the format, of the pattern, and those of a length."""
    if example := _EXAMPLES.get(_form(common.get("format", ""))):
        yield example
    if "pattern" not in common:
        return
    try:
        make = compile_pattern(common["pattern"])
    except DataError:
        return
    for seed in range(_TRIED):
        text = make(Random(seed))
        yield text
        if not low <= len(text) <= high:
            yield text[:high] + text[-1:] * (low - len(text))


@lru_cache(maxsize=256)
def _form(name: str) -> str:
    """Return what a format asks for: sizes of numbers are no matter, nor is who names it."""
    return re.sub(r"^google-|^u?int\d+$|^float$|^double$", "", name).replace(
        "datetime", "date-time"
    )
