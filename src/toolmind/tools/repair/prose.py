"""Rules for what descriptions say that the schema does not: types, choices, defaults.

Only unmistakable forms are taken; the description keeps its text. "e.g." or "such as" before a
list means that it is not complete, so it does not become an enumeration.
"""

from __future__ import annotations

import re
from typing import Any

from toolmind.records import Schema
from toolmind.tools.repair.base import SchemaRule
from toolmind.tools.repair.types import parse_type

_TYPE_PREFIX = re.compile(r"^\s*[(\[]\s*([A-Za-z][\w\[\], |]*?)\s*[)\]]\s*[:\-–]?\s+\S")
_TYPE_COLON = re.compile(r"^\s*(string|integer|int|float|number|boolean|bool|list|array)\s*:\s+\S")
_DEFAULT = re.compile(
    r"\b(?:defaults?\s*(?:value\s*)?(?:is|to|=|:)|defaults to)\s*"
    r"(?P<value>'[^'\n]{1,60}'|\"[^\"\n]{1,60}\"|`[^`\n]{1,60}`|-?\d+(?:\.\d+)?|true|false)"
    r"(?=[\s.,;)\]]|$)",
    re.IGNORECASE,
)
_CHOICES = re.compile(
    r"\b(?:one of(?: the following)?(?: values)?|"
    r"(?:possible|allowed|valid|accepted|supported|available) (?:values?|options?|choices?)|"
    r"options|choices|must be(?: either)?)(?: are| is)?\s*:?\s*[(\[{]?\s*(?P<list>"
    r"(?P<q>['\"`])[^'\"`\n]{1,60}(?P=q)"
    r"(?:\s*(?:,\s*(?:or|and)?|\||/|or|and)\s*(?P=q)[^'\"`\n]{1,60}(?P=q))+)"
    r"(?P<after>.{0,80})",
    re.IGNORECASE | re.DOTALL,
)
_BARE_CHOICES = re.compile(
    r"\b(?:one of(?: the following)?(?: values)?|"
    r"(?:possible|allowed|valid|accepted|supported|available) (?:values?|options?|choices?)|"
    r"options|choices)(?: are| is)?\s*:\s*[(\[{]?"
    r"(?P<list>[A-Za-z0-9_-]{1,30}(?:\s*(?:,\s*(?:or\s+|and\s+)?|\|)\s*[A-Za-z0-9_-]{1,30})+)"
    r"[)\]}]?\s*(?:[.;)]\s|[.;)]?$|\n)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\s*,?\s*(?:(?:or|and)\s+)?(?:['\"`]|\.\.\.|…)|.*…$", re.DOTALL)
_SEVERAL = re.compile(r"comma|list of|separated|multiple|combination", re.IGNORECASE)
_OPEN_ENDED = re.compile(
    r"\b(?:e\.?g\b|such as|for example|etc|like|including|i\.e)", re.IGNORECASE
)


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
    if kind == "string" and (text[0] in "'\"" or node.get("enum")):
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
    values = [] if _SEVERAL.search(text) else _quoted(text) or _bare(text)
    default = node.get("default")
    if len(values) < 2 or (default is not None and default not in values):
        return None
    return {**node, "enum": values}


def _quoted(text: str) -> list[str]:
    """Return the choices of a closed list of quoted words."""
    match = _CHOICES.search(text)
    if match is None or _GOES_ON.match(match["after"]):
        return []
    before = text[: match.start()][-40:]
    if _OPEN_ENDED.search(before) or _OPEN_ENDED.search(match["after"]):
        return []
    values = re.findall(f"{match['q']}([^{match['q']}]+){match['q']}", match["list"])
    return list(dict.fromkeys(re.sub(r"^\*\*(.+)\*\*$", r"\1", value) for value in values))


def _bare(text: str) -> list[str]:
    """Return the choices of a list of single words after a colon, up to the sentence's end."""
    match = _BARE_CHOICES.search(text)
    if match is None or _OPEN_ENDED.search(text):
        return []
    return list(dict.fromkeys(re.split(r"\s*(?:,\s*(?:or\s+|and\s+)?|\|)\s*", match["list"])))


RULES = (
    SchemaRule("type-in-prose", "description", "`(string) the city` → `type: string`", _type),
    SchemaRule("enum-in-prose", "description", "`one of 'a', 'b'` → `enum`", _choices),
    SchemaRule("default-in-prose", "description", "`defaults to 5` → `default: 5`", _default),
)
