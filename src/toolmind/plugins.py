"""The loader of plug-ins: from `{type, ...settings}` in a configuration to an object of a class.

A plug-in is a class; its settings are the parameters of its constructor, by name, checked by their
types. What only a run can give, such as a chat model, is a parameter too, whose setting is a name:

    class Brevity:
        name, version, scope = "brevity", "1", "turn"

        def __init__(self, model: Annotated[ChatModel, Resource("judge")], most: int = 80): ...

    checks: {judges: [{type: "my_checks:Brevity", model: teacher, most: 60}]}

`PluginLoader.load` finds the class and checks the settings, before anything is opened or paid for;
`Plugin.build` makes the object. Built-ins are named by their path, and imported when asked for:
this is the one way to the offline room.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import (
    Annotated,
    Any,
    Generic,
    NamedTuple,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import TypeAdapter, ValidationError

from toolmind.config.plugin import PluginConfig, PluginSpec
from toolmind.errors import ConfigError
from toolmind.text.nearest import nearest

T = TypeVar("T")


@dataclass(frozen=True)
class Resource:
    """Marks a constructor parameter that is filled in by name.

    `default` is the name where no setting gives one, and the role that the resource plays.
    """

    default: str


class Wanted(NamedTuple):
    """A resource that a plug-in asks for: of which type, called what, in which role."""

    type: type[Any]
    name: str
    role: str


Give = Callable[[Wanted], Any]
"""Finds a resource.

Raises ConfigError where there is none of that name.
"""


@dataclass(frozen=True)
class Plugin(Generic[T]):
    """A class that was found, with settings that fit it. `where` begins what is said of it."""

    where: str
    config: PluginConfig
    made: type[T]
    settings: Mapping[str, Any]
    resources: Mapping[str, Wanted]
    attributes: tuple[str, ...] = ()
    """What the object must have beside its methods."""

    def build(self, give: Give | None = None) -> T:
        """Make the object; `give` finds the resources that it wants.

        Raises:
            ConfigError: a resource is not there, the object lacks what it must have, or the class
                finds that its settings do not fit each other (a ValueError of its constructor).
        """
        if self.resources and not give:
            raise ConfigError(
                f"{self.where}: nothing is there to give it {', '.join(self.resources)}"
            )
        found = {name: give(wanted) for name, wanted in self.resources.items()} if give else {}
        try:
            built = self.made(**self.settings, **found)
        except ValueError as error:
            raise ConfigError(f"{self.where}: {error}") from error
        _refuse_lacking(built, self.attributes, self.where)
        return built


class PluginLoader(Generic[T]):
    """Loads one kind of plug-in.

    `key` is where the configuration names them, for messages; `built_in` maps names to
    ``module:Class``; `methods` and `attributes` are what such a class, and its objects, must have.
    """

    def __init__(
        self,
        key: str,
        built_in: Mapping[str, str],
        methods: Iterable[str],
        attributes: Iterable[str] = (),
    ) -> None:
        self.key, self.built_in = key, built_in
        self._methods, self._attributes = tuple(methods), tuple(attributes)

    def load(self, spec: PluginSpec) -> Plugin[T]:
        """Find the class and hold the settings against its constructor.

        Raises:
            ConfigError: there is no such class, it is no plug-in of this kind, or a setting is
                unknown or of the wrong type; names the key, and the nearest that is known.
        """
        config = self._config(spec)
        made = self._find(config.type)
        where = f"{self.key}: {config.type}"
        _refuse_lacking(made, self._methods, where)
        resources, fields = _parameters(made, where)
        named = dict(config.settings)
        wanted = {
            name: Wanted(kind, _name(named.pop(name, role), where, name), role)
            for name, (kind, role) in resources.items()
        }
        others = [*resources, *(name for name in type(config).model_fields if name != "type")]
        settings = _checked(where, fields, named, others)
        return Plugin(where, config, made, settings, wanted, self._attributes)

    def _config(self, spec: PluginSpec) -> PluginConfig:
        try:
            return PluginConfig.model_validate(spec)
        except ValidationError as error:
            said = "; ".join(one["msg"] for one in error.errors())
            raise ConfigError(f"{self.key}: {spec!r} names no plug-in: {said}") from None

    def _find(self, name: str) -> type[T]:
        if ":" not in name and name not in self.built_in:
            raise ConfigError(f"{self.key}: unknown {name!r}{nearest(name, list(self.built_in))}")
        found = import_object(self.built_in.get(name, name), self.key)
        if not isinstance(found, type):
            raise ConfigError(f"{self.key}: {name!r} is not a class")
        return found


def import_object(path: str, key: str) -> Any:
    """Return what ``module:name`` names.

    Raises:
        ConfigError: there is no such module or name; the message begins with `key`.
    """
    module, _, name = path.partition(":")
    if module and not name:
        raise ConfigError(f"{key}: {path!r} names no class or function. Give {module}:name")
    try:
        return getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise ConfigError(
            f"{key}: cannot load {path!r}: {error}. Give module:name; is its folder on PYTHONPATH?"
        ) from error
    except Exception as error:  # whatever a user's module does when it is imported
        text = f"{type(error).__name__}: {error}"
        raise ConfigError(f"{key}: {path!r} fails when it is imported: {text}") from error


def _refuse_lacking(made: object, parts: Iterable[str], where: str) -> None:
    if missing := [part for part in parts if not hasattr(made, part)]:
        raise ConfigError(f"{where}: it has no {', '.join(missing)}")


def _parameters(
    made: type[Any], where: str
) -> tuple[dict[str, tuple[type[Any], str]], dict[str, tuple[Any, Any]]]:
    """Return the constructor's resources (type, default) and its settings (type, default)."""
    try:
        signature = inspect.signature(made)
        hints = get_type_hints(made.__init__, include_extras=True)
    except (TypeError, ValueError, NameError) as error:
        raise ConfigError(f"{where}: its constructor cannot be read: {error}") from error
    resources: dict[str, tuple[type[Any], str]] = {}
    fields: dict[str, tuple[Any, Any]] = {}
    for name, parameter in signature.parameters.items():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        hint = hints.get(name, Any)
        if marker := _marker(hint):
            resources[name] = (get_args(hint)[0], marker.default)
        else:
            default = ... if parameter.default is parameter.empty else parameter.default
            fields[name] = (hint, default)
    return resources, fields


def _marker(hint: Any) -> Resource | None:
    extras = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return next((extra for extra in extras if isinstance(extra, Resource)), None)


def _name(value: Any, where: str, parameter: str) -> str:
    if not isinstance(value, str):
        raise ConfigError(f"{where}: {parameter}: give a name, not {value!r}")
    return value


def _checked(
    where: str, fields: dict[str, tuple[Any, Any]], given: dict[str, Any], others: list[str]
) -> dict[str, Any]:
    """Return the settings given, as the types of the parameters ask for."""
    problems = [
        f"{where}: {name!r} must be given"
        for name, (_, default) in fields.items()
        if default is ... and name not in given
    ]
    known = [*fields, *others]
    problems += [
        f"{where}: unknown setting {name!r}{nearest(name, known) if known else ' (it takes none)'}"
        for name in given
        if name not in fields
    ]
    if problems:
        raise ConfigError("\n".join(problems))
    checked = {}
    for name, value in given.items():
        try:
            checked[name] = TypeAdapter(fields[name][0]).validate_python(value)
        except ValidationError as error:
            problems += [
                f"{where}: {'.'.join(map(str, (name, *one['loc'])))}: {one['msg']}"
                for one in error.errors()
            ]
    if problems:
        raise ConfigError("\n".join(problems))
    return checked
