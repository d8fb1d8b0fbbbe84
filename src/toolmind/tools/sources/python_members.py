"""Which functions of a Python module become tools: its own, and the methods of its classes.

Of a class, its public methods do, those that it inherits from classes of one's own too; never its
constructor, properties, or what every object has. A method is given bound, without `self`.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from enum import Enum
from types import MethodType, ModuleType
from typing import Any, NamedTuple

from pydantic import BaseModel

from toolmind.config import nearest
from toolmind.errors import DataError

_DATA = (Enum, BaseModel, BaseException, tuple, dict)
"""Bases of classes that hold values: their methods are tools only where one names the class."""


class Member(NamedTuple):
    """A function, its name, and the class that it is a method of (or an empty text)."""

    name: str
    function: Callable[..., Any]
    owner: str = ""

    @property
    def path(self) -> str:
        """How it is called within its module."""
        return f"{self.owner}.{self.name}" if self.owner else self.name


def members_of(module: ModuleType, wanted: str, target: str) -> Iterator[Member]:
    """Yield what is `wanted` of a module (a function, ``Class`` or ``Class.method``), else all.

    Raises:
        DataError: there is no such thing, or nothing in it; the message begins with `target`.
    """
    found = list(_named(module, wanted, target) if wanted else _all(module))
    if not found:
        kind = f"class {wanted} has no public methods" if wanted else "holds no public functions"
        remedy = "Names that begin with _ and properties are left out"
        raise DataError(kind, file=target, remedy=remedy)
    yield from found


def _named(module: ModuleType, wanted: str, target: str) -> Iterator[Member]:
    owner, _, name = wanted.rpartition(".")
    holder = getattr(module, owner, None) if owner else module
    thing = getattr(holder, name, None)
    if isinstance(thing, type):
        yield from _methods(thing)
        return
    if isinstance(holder, type):
        yield from _one_method(holder, name, target)
        return
    if not callable(thing):
        known = [one for one in vars(module) if not one.startswith("_")]
        raise DataError(f"has no function {wanted!r}{nearest(wanted, known)}", file=target)
    yield Member(name, thing)


def _one_method(holder: type, name: str, target: str) -> Iterator[Member]:
    methods = {method.name: method for method in _methods(holder)}
    if name not in methods:
        text = f"class {holder.__name__} has no public method {name!r}"
        raise DataError(f"{text}{nearest(name, list(methods))}", file=target)
    yield methods[name]


def _all(module: ModuleType) -> Iterator[Member]:
    """Yield the functions that a module defines (or lists in `__all__`), then methods."""
    listed = getattr(module, "__all__", None)
    for name, thing in inspect.getmembers(module, inspect.isroutine):
        if _is_own(module, name, thing, listed):
            yield Member(name, thing)
    for name, owner in inspect.getmembers(module, inspect.isclass):
        if _is_own(module, name, owner, listed) and not _holds_values(owner):
            yield from _methods(owner)


def _is_own(module: ModuleType, name: str, thing: Any, listed: Any) -> bool:
    if listed is not None:
        return name in listed
    return getattr(thing, "__module__", None) == module.__name__ and not name.startswith("_")


def _holds_values(thing: type) -> bool:
    """Say whether a class is a type of values or an interface, rather than a world of tools."""
    is_interface = inspect.isabstract(thing) or getattr(thing, "_is_protocol", False)
    return is_interface or issubclass(thing, _DATA)


def _methods(owner: type) -> Iterator[Member]:
    """Yield the public methods of a class, in the order in which they are defined."""
    found: dict[str, Any] = {}
    for base in reversed(owner.__mro__):
        if not _is_foreign(base, owner):
            found |= vars(base)
    for name, attribute in found.items():
        if not name.startswith("_") and (method := _bound(attribute, owner)):
            yield Member(name, method, owner.__name__)


def _is_foreign(base: type, owner: type) -> bool:
    """Say whether a base comes from Python or pydantic: its methods are no one's tools."""
    root = base.__module__.partition(".")[0]
    outside = root in sys.stdlib_module_names or root.startswith("pydantic")
    return outside and base.__module__ != owner.__module__


def _bound(attribute: Any, owner: type) -> Callable[..., Any] | None:
    if isinstance(attribute, staticmethod | classmethod):
        bound: Callable[..., Any] = attribute.__get__(None, owner)
        return bound
    if isinstance(attribute, type) or not callable(attribute):
        return None
    # Without an object: only what the method says of itself is read, it is not called.
    return MethodType(attribute, owner) if hasattr(type(attribute), "__get__") else None
