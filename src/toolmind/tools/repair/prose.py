"""Rules for what descriptions say that the schema does not: types, choices, defaults.

Only unmistakable forms are taken; the description keeps its text. "e.g." or "such as" before a
list means that it is not complete, so it does not become an enumeration.
"""

from __future__ import annotations

import re
from typing import Any

from toolmind.tools.repair.base import SchemaRule
from toolmind.tools.repair.types import parse_type
from toolmind.types import Schema

_TYPE_PREFIX = re.compile(r"^\s*[(\[]\s*([A-Za-z][\w\[\], |]*?)\s*[)\]]\s*[:\-–]?\s+\S")
_TYPE_COLON = re.compile(r"^\s*(string|integer|int|float|number|boolean|bool|list|array)\s*:\s+\S")
_DEFAULT = re.compile(
    r"\b(?:defaults?\s*(?:value\s*)?(?:is|to|=|:)|defaults to)\s*"
    r"(?P<value>'[^'\n]{1,60}'|\"[^\"\n]{1,60}\"|`[^`\n]{1,60}`|-?\d+(?:\.\d+)?|true|false)"
    r"(?=[\s.,;)\]]|$)",
    re.IGNORECASE,
)
_CHOICES = re.compile(
    r"\b(?:(?:must be |should be |can be |either |is )?(?:one of|any of)(?: the following)?"
    r"(?: values)?|(?:possible|allowed|valid|accepted|supported|available) "
    r"(?:values?|options?|choices?)(?: are| is)?|options(?: are)?|choices(?: are)?|can be|"
    r"must be|either)\s*:?\s*[(\[{]?\s*(?P<list>"
    r"(?P<q>['\"`])[^'\"`\n]{1,60}(?P=q)"
    r"(?:\s*(?:,\s*(?:or|and)?|\||/|or|and)\s*(?P=q)[^'\"`\n]{1,60}(?P=q))+)"
    r"(?P<after>[^\w]*\w*)",
    re.IGNORECASE,
)
_OPEN_ENDED = re.compile(r"\b(?:e\.?g\b|such as|for example|etc|like|including|i\.e)", re.IGNORECASE)


def _type(node: Schema, root: Schema) -> Schema | None:
    text = node["description"]
    if not isinstance(text, str) or any(
        key in node for key in ("type", "$ref", "anyOf", "oneOf", "allOf", "enum", "const")
    ):
        return None
    match = _TYPE_PREFIX.match(text) or _TYPE_COLON.match(text)
    found = parse_type(match[1]) if match else None
    return {**found, **node} if found else None


def _default(node: Schema, root: Schema) -> Schema | None:
    text = node["description"]
    if "default" in node or not isinstance(text, str) or "efault" not in text:
        return None
    match = _DEFAULT.search(text)
    if match is None:
        return None
    value = _typed(match["value"], node)
    return None if value is None else {**node, "default": value}


def _typed(text: str, node: Schema) -> Any:
    """Return the value that a text means for the type of the schema, or None."""
    bare = text.strip("'\"`")
    kind = node.get("type")
    value: Any = None
    if kind == "string" and (text != bare or node.get("enum")):
        value = bare
    elif kind == "boolean" and bare.lower() in ("true", "false"):
        value = bare.lower() == "true"
    elif kind in ("integer", "number") and re.fullmatch(r"-?\d{1,15}", bare):
        value = int(bare)
    elif kind == "number" and re.fullmatch(r"-?\d{1,15}\.\d{1,15}", bare):
        value = float(bare)
    enum = node.get("enum")
    return value if not isinstance(enum, list) or value in enum else None


def _choices(node: Schema, root: Schema) -> Schema | None:
    text = node["description"]
    if node.get("type") != "string" or not isinstance(text, str):
        return None
    if any(key in node for key in ("enum", "const", "pattern", "format")):
        return None
    match = _CHOICES.search(text)
    if match is None or match["after"].strip().startswith(("...", "…")):
        return None
    if _OPEN_ENDED.search(text[: match.start()][-40:]) or _OPEN_ENDED.search(text[match.end("list") :]):
        return None
    quote = re.escape(match["q"])
    values = list(dict.fromkeys(re.findall(f"{quote}([^{quote}]+){quote}", match["list"])))
    default = node.get("default")
    if len(values) < 2 or (default is not None and default not in values):
        return None
    return {**node, "enum": values}


RULES = (
    SchemaRule("type-in-prose", "description", "`(string) the city` → `type: string`", _type),
    SchemaRule("enum-in-prose", "description", "`one of 'a', 'b'` → `enum`", _choices),
    SchemaRule("default-in-prose", "description", "`defaults to 5` → `default: 5`", _default),
)
