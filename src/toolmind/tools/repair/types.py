"""Type names as people and programs write them, read as JSON Schema.

Understood are the names of Python, TypeScript, Java, Go and SQL, their generic forms
(``List[int]``, ``string[]``, ``Optional[str]``, ``Dict[str, float]``, ``Literal['a', 'b']``,
``int | None``) and short prose (``list of strings``, ``integer or null``, ``str, optional``).
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from typing import Any

from toolmind.records import Schema

JSON_TYPES = frozenset({"string", "integer", "number", "boolean", "object", "array", "null"})

_NAMES: dict[str, Schema] = {}
for _type, _words in {
    "string": "str string text char character varchar unicode bytes file path filepath secret",
    "integer": "int integer long short int8 int16 int32 int64 bigint uint uint32 uint64 byte",
    "number": "float double decimal number num numeric real float32 float64 complex",
    "boolean": "bool boolean",
    "object": "dict dictionary object map mapping struct json hash record ordereddict "
    "defaultdict typeddict namedtuple",
    "array": "list array tuple set frozenset sequence iterable vector collection iterator",
    "null": "none null nonetype nil void undefined",
}.items():
    _NAMES |= {_word: {"type": _type} for _word in _words.split()}
for _word, _format in {
    "date": "date",
    "time": "time",
    "datetime": "date-time",
    "date-time": "date-time",
    "email": "email",
    "url": "uri",
    "uri": "uri",
    "uuid": "uuid",
}.items():
    _NAMES[_word] = {"type": "string", "format": _format}
_NAMES |= {_word: {} for _word in ("any", "mixed", "unknown", "*", "anything")}

_ARRAY_OF = re.compile(
    r"^(?:an? )?(?:list|array|sequence|set|tuple|collection)s? (?:of|containing) (?:the )?(.+)$"
)
_MARKS = re.compile(r"[,;]?\s*\(?\b(optional|required|nullable)\b\)?\s*$|^optional\s+(?!\[)")
_ARTICLES = re.compile(r"^(?:an?|the)\s+")


@lru_cache(maxsize=4096)
def says_optional(text: str) -> bool:
    """Say whether a type text marks its parameter as optional."""
    return bool(re.search(r"\boptional\b", text, re.IGNORECASE))


def parse_type(text: str) -> Schema | None:
    """Return the schema that a type text means, or None where it means nothing known.

    An open type (``Any``) is an empty schema.
    """
    found = _parse(text) if len(text) <= 200 else None
    return None if found is None else {**found}


@lru_cache(maxsize=4096)
def _parse(text: str) -> Schema | None:
    text = text.strip().strip("`").strip()
    while (shorter := _MARKS.sub("", text).strip()) != text:
        text = shorter
    lower = _ARTICLES.sub("", text.lower().removeprefix("typing."))
    for word in (lower, lower.removesuffix("s")):
        if word in _NAMES:
            return _NAMES[word]
    if (match := _ARRAY_OF.match(lower)) and (items := _parse(match[1])) is not None:
        return _array(items)
    if text.endswith("[]"):
        return None if (items := _parse(text[:-2])) is None else _array(items)
    if (
        generic := re.fullmatch(r"(?:\w+\.)*(\w+)\s*[\[<(](.*)[\]>)]", text, re.DOTALL)
    ) is not None:
        return _generic(generic[1].lower(), generic[2])
    parts = _split(text, "|")
    if len(parts) == 1:
        parts = re.split(r"\s+or\s+|\s*/\s*", text)
    return _union(parts) if len(parts) > 1 else None


def _generic(name: str, inner: str) -> Schema | None:
    parts = [part for part in _split(inner, ",") if part != "..."]
    if name == "optional":
        return _union([inner, "null"])
    if name == "union":
        return _union(parts)
    if name in ("literal", "enum"):
        return _literal(inner)
    if name == "annotated" and parts:
        return _parse(parts[0])
    base = _NAMES.get(name)
    if base is None:
        return None
    if base.get("type") == "array":
        items = [found for part in parts if (found := _parse(part)) is not None]
        return _array(items[0]) if items and all(item == items[0] for item in items) else base
    if base.get("type") == "object" and len(parts) == 2:
        values = _parse(parts[1])
        return {**base, "additionalProperties": values} if values else base
    return base  # varchar(20), decimal(8, 2): the arguments do not change the type


def _literal(inner: str) -> Schema | None:
    try:
        values = list(ast.literal_eval(f"[{inner}]"))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    if not values or not all(isinstance(v, str | int | float | bool | None) for v in values):
        return None
    return {"enum": values, **type_of_values(values)}


def type_of_values(values: list[Any]) -> Schema:
    """Return the one JSON type of all values as ``{"type": …}``, or an open schema."""
    names = {bool: "boolean", int: "integer", float: "number", str: "string", type(None): "null"}
    kinds = {names.get(type(value), "other") for value in values}
    if kinds == {"integer", "number"}:
        kinds = {"number"}
    return {"type": kinds.pop()} if len(kinds) == 1 and "other" not in kinds else {}


def _union(parts: list[str]) -> Schema | None:
    schemas = []
    for part in parts:
        found = _parse(part)
        if found is None:
            return None
        if not found:
            return {}  # a union with Any is Any
        if found not in schemas:
            schemas.append(found)
    if len(schemas) == 1:
        return schemas[0]
    full = [schema for schema in schemas if schema != {"type": "null"}]
    if len(full) == 1 and isinstance(full[0].get("type"), str):
        return with_null(full[0])
    if all(set(schema) == {"type"} and isinstance(schema["type"], str) for schema in schemas):
        return {"type": [schema["type"] for schema in schemas]}
    return {"anyOf": schemas}


def with_null(schema: Schema) -> Schema:
    """Return a typed schema that allows null too."""
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    result = {**schema, "type": [*kinds, *(() if "null" in kinds else ("null",))]}
    if "const" in result and result["const"] is not None:
        result["enum"] = [result.pop("const"), None]
    if isinstance(schema.get("enum"), list) and None not in schema["enum"]:
        result["enum"] = [*schema["enum"], None]
    return result


def _array(items: Schema) -> Schema:
    return {"type": "array", "items": items} if items else {"type": "array"}


def _split(text: str, separator: str) -> list[str]:
    """Split at separators that stand outside of brackets and quotes."""
    parts, depth, quote, start = [], 0, "", 0
    for index, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "[<({":
            depth += 1
        elif char in "]>)}":
            depth -= 1
        elif char == separator and depth == 0:
            parts.append(text[start:index].strip())
            start = index + 1
    return [part for part in [*parts, text[start:].strip()] if part]
