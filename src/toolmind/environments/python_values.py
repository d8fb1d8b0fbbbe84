"""Between JSON and Python: what a function is called with, what it returns, and its world.

A function's schemas are read from its type hints by pydantic (`toolmind.tools.sources.python`); by
the same hints its arguments are made, and what it returns is written as those schemas say it.
"""

from __future__ import annotations

import inspect
import sys
import typing
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from pydantic import PydanticUserError, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

from toolmind.records import JSON

_ABSENT: Any = object()
_DEPTH = 64
"""Levels of objects within objects beyond which a state is told no further (ours)."""

_OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY


class BadArgument(ValueError):
    """An argument that is not what a function's type hint says: its path, and why."""

    def __init__(self, path: str, problem: str) -> None:
        self.path, self.problem = path, problem
        super().__init__(f"{path}: {problem}")


def to_json(value: Any) -> str | None:
    """Return a value as JSON text, or None where it has none.

    Models of pydantic are dumped as they define it (aliases, serialisers), dataclasses by their
    fields, enums by their values, dates in ISO 8601, paths and decimals as text; a set is a list,
    sorted, so that the same world gives the same data in every process.
    """
    try:
        return orjson.dumps(value, default=_plain, option=_OPTIONS).decode()
    except orjson.JSONEncodeError:
        return None


def typed_arguments(function: Callable[..., Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments as the function's type hints ask for them: dates, enums, models.

    What has no hint, or one that pydantic cannot read, stays as JSON has it. Where the default is
    a pydantic `Field`, an argument that is not given has that one's.

    Raises:
        BadArgument: one cannot be what its hint says.
    """
    function = getattr(function, "__func__", function)
    kinds = _kinds(function)
    given = {
        name: _made(name, value, kinds[name]) if name in kinds else value
        for name, value in arguments.items()
    }
    fields = ((name, field) for name, field in _fields(function).items() if name not in given)
    return given | {name: field.get_default(call_default_factory=True) for name, field in fields}


def make_world(
    factory: Callable[..., object],
    seed: int,
    now: datetime,
    state: Mapping[str, JSON] | None = None,
) -> object:
    """Return what a class or another factory makes; what it takes of the three it gets by name."""
    taken = _taken(factory)
    given = {"seed": seed, "now": now, "state": state}
    return factory(**{name: value for name, value in given.items() if name in taken})


def world_state(world: object) -> dict[str, JSON]:
    """Return the public attributes of a world that JSON can hold, by name.

    An object inside is told by its class (``type``) and its own public attributes; what leads back
    to something that it is a part of (a `parent`) is left out.
    """
    found = ((name, _state(value, (id(world),))) for name, value in _attributes(world).items())
    return {name: value for name, value in found if value is not _ABSENT}


def _state(value: Any, above: tuple[int, ...]) -> Any:
    """Return a value as JSON, `_ABSENT` where it has none; `above` are what it is a part of."""
    if id(value) in above or len(above) > _DEPTH:
        return _ABSENT
    if (text := to_json(value)) is not None:
        return orjson.loads(text)
    inside = (*above, id(value))
    if isinstance(value, list | tuple | set | frozenset | deque):
        items = (_state(item, inside) for item in value)
        return [item for item in items if item is not _ABSENT]
    if isinstance(value, Mapping):
        named = ((str(key), _state(item, inside)) for key, item in value.items())
    elif isinstance(value, type) or type(value).__module__ in sys.stdlib_module_names:
        return _ABSENT  # a lock, a source of chance: how it works, not how things stand
    else:
        named = ((name, _state(item, inside)) for name, item in _attributes(value).items())
    told = {name: item for name, item in named if item is not _ABSENT}
    return told if isinstance(value, Mapping) else {"type": type(value).__name__, **told}


def _attributes(value: object) -> dict[str, Any]:
    found = vars(value) if hasattr(value, "__dict__") else {}
    return {name: item for name, item in found.items() if not name.startswith("_")}


def _made(name: str, value: Any, kind: TypeAdapter[Any]) -> Any:
    try:
        return kind.validate_python(value)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        path = ".".join(map(str, (name, *fault["loc"])))
        raise BadArgument(path, fault["msg"]) from error


def _taken(factory: Callable[..., object]) -> set[str]:
    """Return the parameters of a factory that can be given by name."""
    try:
        parameters = inspect.signature(factory).parameters.values()
    except (TypeError, ValueError):  # a class of C code says nothing of its parameters
        return set()
    named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return {parameter.name for parameter in parameters if parameter.kind in named}


def _plain(value: Any) -> Any:
    """Return in plain values what orjson does not know; TypeError or ValueError if nobody does."""
    if isinstance(value, set | frozenset):
        return sorted(value, key=lambda one: to_json(one) or "")
    return to_jsonable_python(value)


@lru_cache(maxsize=4096)
def _fields(function: Callable[..., Any]) -> Mapping[str, FieldInfo]:
    """Return the defaults of a function that are a pydantic `Field` with a default of its own."""
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):
        return {}
    defaults = ((name, parameter.default) for name, parameter in parameters.items())
    return {n: d for n, d in defaults if isinstance(d, FieldInfo) and not d.is_required()}


@lru_cache(maxsize=4096)
def _kinds(function: Callable[..., Any]) -> Mapping[str, TypeAdapter[Any]]:
    try:
        hints = typing.get_type_hints(function, include_extras=True)
    except (NameError, TypeError, AttributeError):
        return {}
    kinds = {}
    for name, hint in hints.items():
        try:
            kinds[name] = TypeAdapter(hint)
        except PydanticUserError:
            continue
    return kinds
