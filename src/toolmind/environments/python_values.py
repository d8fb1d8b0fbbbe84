"""Between JSON and Python: what a function is called with, what it returns, and its world.

A function's schemas are read from its type hints by pydantic (`toolmind.tools.sources.python`); by
the same hints its arguments are made, and what it returns is written as those schemas say it.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import orjson
from pydantic import PydanticUserError, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

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


def make_world(factory: Callable[..., object], seed: int) -> object:
    """Return what a class or another factory makes; if it takes a `seed`, it gets this one."""
    return factory(seed=seed) if _takes_seed(factory) else factory()


def _made(name: str, value: Any, kind: TypeAdapter[Any]) -> Any:
    try:
        return kind.validate_python(value)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        path = ".".join(map(str, (name, *fault["loc"])))
        raise BadArgument(path, fault["msg"]) from error


def _takes_seed(factory: Callable[..., object]) -> bool:
    try:
        parameter = inspect.signature(factory).parameters.get("seed")
    except (TypeError, ValueError):  # a class of C code says nothing of its parameters
        return False
    named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return parameter is not None and parameter.kind in named


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
