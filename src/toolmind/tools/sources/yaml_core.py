"""YAML 1.2 as plain JSON values, by its core schema: what OpenAPI documents are written in.

PyYAML reads YAML 1.1, in which ``NO`` is false, ``12:30`` is 750 and ``010`` is 8. Here only
``true`` and ``false`` are truth values and numbers are decimal, ``0o``… or ``0x``… (YAML 1.2.2,
10.3.2). Keys are the texts that they are written as. Merge keys (``<<``), which 1.2 left out,
are still understood.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import yaml

MAX_DEPTH = 500
"""Nesting of a document beyond which it is refused (ours)."""

_TAG = "tag:yaml.org,2002:"
_SCALARS = {f"{_TAG}{name}" for name in ("int", "float", "bool")}
_TEXTS = ("default", "const", "example")
_LISTS_OF_TEXTS = ("enum", "examples")


def parse_yaml(text: bytes) -> Any:
    """Return a YAML 1.2 document as JSON has it: text keys, no dates, no sets, finite numbers.

    Where a schema says ``type: string``, a default or choice is the text that is written there:
    ``default: 1.10`` is ``"1.10"``.

    Raises:
        yaml.YAMLError: a syntax error.
        ValueError, RecursionError: nested too deeply.
    """
    return _plain(yaml.load(text, Loader=_Loader), {}, 0)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader, in C where it is built in, with the rules of the core schema."""

    yaml_implicit_resolvers: dict[str, Any] = {}

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[str, Any]:
        """Return a mapping with its keys as they are written."""
        if not isinstance(node, yaml.MappingNode):
            return dict(super().construct_mapping(node, deep))
        self.flatten_mapping(node)
        texts = _is_text_schema(node)
        return {
            self._key(key): self._value(key.value, value, deep, texts) for key, value in node.value
        }

    def _key(self, node: Any) -> str:
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        place = node.start_mark
        raise yaml.constructor.ConstructorError(None, None, "a key must be a text", place)

    def _value(self, key: Any, node: Any, deep: bool, texts: bool) -> Any:
        if texts and key in _TEXTS and node.tag in _SCALARS:
            return node.value
        if texts and key in _LISTS_OF_TEXTS and isinstance(node, yaml.SequenceNode):
            return [
                item.value if item.tag in _SCALARS else self.construct_object(item, deep)
                for item in node.value
            ]
        return self.construct_object(node, deep)


def _is_text_schema(node: yaml.MappingNode) -> bool:
    """Say whether a mapping says ``type: string``, or in a list beside null alone."""
    said = next((value for key, value in node.value if key.value == "type"), None)
    listed = said.value if isinstance(said, yaml.SequenceNode) else [said]
    names = {item.value for item in listed if isinstance(item, yaml.ScalarNode)}
    return "string" in names and names <= {"string", "null"}


def _integer(loader: Any, node: Any) -> int:
    text = loader.construct_scalar(node)
    if text[:2] in ("0o", "0x"):
        return int(text, 0)
    return int(text)


def _number(loader: Any, node: Any) -> float:
    text = loader.construct_scalar(node).lower()
    return float(text.replace(".inf", "inf").replace(".nan", "nan"))


for _name, _pattern, _first in (
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", list("-+0123456789")),
    (
        "float",
        r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
        r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
        list("-+.0123456789"),
    ),
    ("merge", r"^<<$", ["<"]),
):
    _Loader.add_implicit_resolver(f"{_TAG}{_name}", re.compile(_pattern), _first)
_Loader.add_constructor(f"{_TAG}int", _integer)
_Loader.add_constructor(f"{_TAG}float", _number)


def _plain(item: Any, done: dict[int, Any], depth: int) -> Any:
    """Return a value as JSON has it; what aliases share stays shared."""
    if depth > MAX_DEPTH:
        raise ValueError(f"nested deeper than {MAX_DEPTH} levels")
    if isinstance(item, dict | list):
        if id(item) not in done:
            done[id(item)] = None  # an alias to its own parent has no JSON form
            done[id(item)] = (
                {key: _plain(child, done, depth + 1) for key, child in item.items()}
                if isinstance(item, dict)
                else [_plain(child, done, depth + 1) for child in item]
            )
        return done[id(item)]
    if isinstance(item, date):
        return item.isoformat()
    if isinstance(item, float) and (item != item or item in (float("inf"), float("-inf"))):
        return None
    if isinstance(item, int) and not -(2**63) <= item < 2**64:
        return float(item)
    return item if isinstance(item, str | int | float | bool | None) else str(item)
