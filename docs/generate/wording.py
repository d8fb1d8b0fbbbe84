"""Types, defaults and docstrings of the code in the words of a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import orjson
from annotated_types import Ge, Gt, Le, Lt
from pydantic_core import PydanticUndefined

from toolmind.config import PluginConfig, Section

_NAMES = {
    Any: "any value",
    bool: "true or false",
    int: "integer",
    float: "number",
    str: "text",
    Path: "path",
    datetime: "date and time",
    NoneType: "null",
}
_BOUNDS = {Ge: ("ge", "≥"), Gt: ("gt", ">"), Le: ("le", "≤"), Lt: ("lt", "<")}


def flat(text: str) -> str:
    """Return a docstring as one line that may stand in a table."""
    return " ".join(text.replace("``", "`").replace("|", "\\|").split())


def type_of(kind: Any, bounds: Sequence[Any] = ()) -> str:
    """Return a type in words, with the bounds on its values."""
    found = [
        f"{sign} {getattr(bound, attribute):g}"
        for bound in bounds
        for marker, (attribute, sign) in _BOUNDS.items()
        if isinstance(bound, marker)
    ]
    return ", ".join([_type(kind), *found])


def _type(kind: Any) -> str:
    outer, inner = get_origin(kind), get_args(kind)
    if outer is Annotated:
        return _type(inner[0])
    if outer is Literal:
        return "one of " + ", ".join(f"`{value}`" for value in inner)
    if outer in (Union, UnionType):
        return " or ".join(map(_type, inner))
    if outer in (tuple, list, Sequence):
        return f"list of {_type(inner[0])}"
    if outer in (dict, Mapping):
        return f"mapping of names to {_type(inner[1])}"
    if isinstance(kind, type) and issubclass(kind, PluginConfig):
        return "[plug-in](#plug-ins)"
    return _NAMES.get(kind) or f"`{getattr(kind, '__name__', kind)}`"


def value(default: Any) -> str:
    """Return a default as it would stand in the file."""
    if isinstance(default, PluginConfig):
        fields = [f"{name} {value(getattr(default, name))}" for name in _beside_type(default)]
        return f"`{default.type}`" + (f" ({', '.join(fields)})" if fields else "")
    if isinstance(default, tuple | list) and default:
        return ", ".join(map(value, default))
    if isinstance(default, Path):
        default = str(default)
    if default is PydanticUndefined:
        return "must be given"
    return "" if default in ("", None) else f"`{orjson.dumps(default).decode().strip(chr(34))}`"


def _beside_type(config: PluginConfig) -> list[str]:
    """Return the keys that are a plug-in's own, but for those that are sections."""
    found = {name: getattr(config, name) for name in type(config).model_fields if name != "type"}
    return [name for name, each in found.items() if not isinstance(each, Section)]
